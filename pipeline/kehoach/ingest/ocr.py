"""Read a page's picture: its ruled tables cell by cell, all cells of a page in one go, and the rest as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kehoach.frozen import frozen
from kehoach.ingest.numerals import mend_numeral_cell, mend_numerals
from kehoach.ingest.page import Column, PageTable, Word
from kehoach.ingest.picture import Picture, dark_below, paper_of, whiten
from kehoach.ingest.pixel_rules import find_pixel_grids, without_rules
from kehoach.ingest.reading_order import order_parts, read_columns
from kehoach.ingest.ruled import Grid, fill_grid
from kehoach.ingest.second_look import confirm_number
from kehoach.ingest.sides import reread_sides
from kehoach.ingest.tesseract import read_words

if TYPE_CHECKING:
    from kehoach.ingest.picture import Grey

INSET = 2  # pixels of a cell's edge that may still be its rule
SPECK = 6  # dark pixels: fewer is dirt, no letter
APART = 26  # pixels between one cell and the next on their sheet
BEFORE = 12  # pixels of paper left and right of a cell's words
BLOCK = 6  # tesseract's mode for one block of lines


@frozen
class Reading:
    """What OCR made of a page: its lines and tables, and how sure it is of the words, 0 to 1."""

    lines: list[list[Word]]
    tables: list[PageTable]
    sure: float


@frozen
class Snippet:
    """A cell's words on the sheet: rows `top:bottom` there; what is at x, y on the sheet stands at x + dx, y + dy on the page."""

    cell: tuple[int, int]
    top: int
    bottom: int
    dx: int
    dy: int


def read_picture(picture: Picture) -> Reading:
    """Read a picture. TesseractError where tesseract fails on it."""
    grids, rules = find_pixel_grids(picture)
    if not grids or rules is None:
        lines = _read_free(picture.pixels, picture)
        return Reading(lines, [], _sureness(lines))
    clear = without_rules(picture, rules)
    tables = [read_grid(clear, grid) for grid in grids]
    lines = _read_free(_without_tables(clear, grids), picture)
    in_cells = [list(strip.words) for t in tables for row in t.rows for cell in row for strip in cell]
    return Reading(lines, tables, _sureness(lines + in_cells))


def _read_free(pixels: Grey, picture: Picture) -> list[list[Word]]:
    """The lines of a page outside its tables."""
    lines = reread_sides(read_words(pixels, picture.dpi), pixels, picture.dpi)
    lines = confirm_number(lines, pixels, picture.dpi)
    return _placed(mend_numerals(lines, pixels, dark_below(pixels)), picture)


def _placed(lines: list[list[Word]], picture: Picture) -> list[list[Word]]:
    """The words with their places on the page, in points."""
    return [[_on_page(word, picture) for word in line] for line in lines]


def _on_page(word: Word, picture: Picture) -> Word:
    """Boxes stay upright: their middles are led back, their sizes kept."""
    scale = picture.scale
    x, y = picture.to_page((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2)
    wide, high = (word.x1 - word.x0) * scale / 2, (word.y1 - word.y0) * scale / 2
    return Word(word.text, x - wide, y - high, x + wide, y + high, word.sure)


def _sureness(lines: list[list[Word]]) -> float:
    """The mean confidence, each word counting as long as it is."""
    weights = [(len(w.text), w.sure) for line in lines for w in line]
    total = sum(n for n, _ in weights)
    return sum(n * sure for n, sure in weights) / total if total else 0.0


def _without_tables(picture: Picture, grids: list[Grid]) -> Grey:
    pixels = picture.pixels.copy()
    for grid in grids:
        x0, x1 = (round(x / picture.scale) for x in (grid.xs[0], grid.xs[-1]))
        y0, y1 = (round(y / picture.scale) for y in (grid.ys[0], grid.ys[-1]))
        pixels[max(0, y0 - 2) : y1 + 3, max(0, x0 - 2) : x1 + 3] = 255
    return pixels


def read_grid(picture: Picture, grid: Grid) -> PageTable:
    """Read a table's cells: their words are put one below the other on a sheet, and the sheet is read at once."""
    snippets, sheet = cut_cells(picture, grid)
    held: dict[Snippet, list[Word]] = {}
    for line in read_words(sheet, picture.dpi, BLOCK) if snippets else ():
        for word in line:
            middle = (word.y0 + word.y1) / 2
            home = next((s for s in snippets if s.top <= middle < s.bottom), None)
            if home:
                held.setdefault(home, []).append(word)
    dark = dark_below(sheet)
    words = [
        _from_sheet(word, snippet, picture)
        for snippet, found in held.items()
        for word in mend_numeral_cell(found, sheet, dark)
    ]
    return fill_grid(grid, words)


def cut_cells(picture: Picture, grid: Grid) -> tuple[list[Snippet], Grey]:
    """The sheet of a grid's cells, rules out, and where each is on it; empty cells are not there."""
    import numpy as np

    dark = dark_below(picture.pixels)
    pieces: list[tuple[tuple[int, int], int, int, Grey]] = []
    for row, col, high, wide in grid.cells:
        x0, x1 = (round(grid.xs[c] / picture.scale) for c in (col, col + wide))
        y0, y1 = (round(grid.ys[r] / picture.scale) for r in (row, row + high))
        field = picture.pixels[y0 + INSET : y1 - INSET + 1, x0 + INSET : x1 - INSET + 1]
        ys, xs = np.nonzero(field < dark)
        if ys.size < SPECK:
            continue
        top, left = max(0, int(ys.min()) - 3), max(0, int(xs.min()) - 3)
        piece = field[top : int(ys.max()) + 4, left : int(xs.max()) + 4]
        pieces.append(((row, col), x0 + INSET + left, y0 + INSET + top, piece))
    if not pieces:
        return [], np.full((1, 1), 255, np.uint8)
    width = max(p.shape[1] for *_, p in pieces) + 2 * BEFORE
    height = sum(p.shape[0] + APART for *_, p in pieces) + APART
    sheet = np.full((height, width), paper_of(picture.pixels), np.uint8)
    snippets, y = [], APART
    for cell, x_page, y_page, piece in pieces:
        sheet[y : y + piece.shape[0], BEFORE : BEFORE + piece.shape[1]] = piece
        snippets.append(Snippet(cell, y - APART // 2, y + piece.shape[0] + APART // 2, x_page - BEFORE, y_page - y))
        y += piece.shape[0] + APART
    return snippets, whiten(sheet)


def _from_sheet(word: Word, snippet: Snippet, picture: Picture) -> Word:
    """A word of the sheet at its place in the upright page, in points."""
    scale = picture.scale
    return Word(
        word.text,
        (word.x0 + snippet.dx) * scale,
        (word.y0 + snippet.dy) * scale,
        (word.x1 + snippet.dx) * scale,
        (word.y1 + snippet.dy) * scale,
        word.sure,
    )


def parts_of(reading: Reading) -> tuple[Column | PageTable, ...]:
    """Columns and tables in reading order."""
    return order_parts(read_columns(reading.lines), reading.tables)
