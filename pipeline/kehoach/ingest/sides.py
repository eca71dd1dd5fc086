"""Read a page's side columns again, alone, where tesseract read them badly.

It takes recipients and signature for lines that run through both, and then reads neither well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kehoach.ingest.page import Strip, Word, strip_of
from kehoach.ingest.reading_order import read_columns
from kehoach.ingest.tesseract import read_words

if TYPE_CHECKING:
    from kehoach.ingest.picture import Grey

DOUBTFUL = 0.75  # confidence of a line: 0.9 and more is usual
WRONG = 0.6  # confidence of a word
NARROW = 0.62  # share of the page's width
MOST_LINES = 16
ABOUT = 20  # pixels about a column that may still be its own
BLOCK = 6  # tesseract's mode for one block of lines


def reread_sides(lines: list[list[Word]], pixels: Grey, dpi: float) -> list[list[Word]]:
    """The lines, places in pixels, with badly read side columns read anew where that reads better."""
    if all(word.sure >= WRONG for line in lines for word in line):
        return lines
    columns = [column.lines for column in read_columns(lines)]
    for column in columns if len(columns) > 1 else ():
        wide = max(s.x1 for s in column) - min(s.x0 for s in column)
        if len(column) > MOST_LINES or wide > NARROW * pixels.shape[1]:
            continue
        if any(_sure(cut.words) < DOUBTFUL for cut in column):
            others = [s for other in columns if other is not column for s in other]
            lines = _reread(lines, column, others, pixels, dpi)
    return lines


def _sure(words: Sequence[Word]) -> float:
    return sum(len(w.text) * w.sure for w in words) / max(1, sum(len(w.text) for w in words))


def _reread(
    lines: list[list[Word]], column: Sequence[Strip], others: Sequence[Strip], pixels: Grey, dpi: float
) -> list[list[Word]]:
    old = [word for strip in column for word in strip.words]
    box = strip_of(old)
    beside = [s for s in others if s.y1 > box.y0 and s.y0 < box.y1]
    x0 = max([0.0, box.x0 - ABOUT, *(s.x1 + 4 for s in beside if s.x1 <= box.x0)])
    x1 = min([float(pixels.shape[1]), box.x1 + ABOUT, *(s.x0 - 4 for s in beside if s.x0 >= box.x1)])
    y0, y1 = max(0, int(box.y0) - ABOUT), int(box.y1) + ABOUT
    found = read_words(pixels[y0:y1, int(x0) : int(x1)].copy(), dpi, BLOCK)
    new = [[_moved(word, int(x0), y0) for word in line] for line in found]
    if _sure([w for line in new for w in line]) <= _sure(old):
        return lines
    gone = set(old)
    kept = [[w for w in line if w not in gone] for line in lines]
    return [line for line in kept if line] + new


def _moved(word: Word, dx: int, dy: int) -> Word:
    return word._replace(x0=word.x0 + dx, y0=word.y0 + dy, x1=word.x1 + dx, y1=word.y1 + dy)
