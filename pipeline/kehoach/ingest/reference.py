"""Word files and pages of the web as paragraphs and tables -> the reference text.

Both doors give the same pieces; here they become text: one paragraph a line, a table's row a line with
its cells joined by tabs, a table between blank lines. Runs in a font of an old encoding are converted
by their font, all other text by what it looks like.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import regex

from kehoach.frozen import frozen
from kehoach.ingest.legacy import Mended, decode_font, mend_lines
from kehoach.rulebook import Rulebook

BLANKS = regex.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")
LAYOUT_COLUMNS = 3  # header, signature and recipients stand in two or three columns
LAYOUT_ROWS = 8


@frozen
class Run:
    """A stretch of text set one way. `strong`: bold or italic. `page`: a page of the source begins here."""

    text: str
    font: str = ""
    strong: bool = False
    page: bool = False


Paragraph = tuple[Run, ...]


@frozen
class Grid:
    """A table: for each row its cells, for each cell its paragraphs and tables. A merged cell's further
    places are empty. `ruled` says that lines are drawn around cells."""

    rows: tuple[tuple[tuple[Piece, ...], ...], ...]
    ruled: bool = True


Piece = Paragraph | Grid


@frozen
class Reference:
    """A reference text, where it is set bold or italic, where pages begin, and what was converted."""

    text: str
    emphasis: tuple[tuple[int, int], ...]
    pages: tuple[int, ...]
    mended: Mended


@dataclass
class _Line:
    """A line that is being written: its text, the spans of it that are strong, the places where pages begin."""

    text: str = ""
    strong: list[tuple[int, int]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)


def write_reference(pieces: Iterable[Piece], rules: Rulebook) -> Reference:
    """Write the reference text of a document's pieces, in their order."""
    lines = [line for piece in pieces for line in _lines_of(piece, rules)]
    mended = mend_lines([line.text for line in lines], rules)
    text: list[str] = []
    emphasis: list[tuple[int, int]] = []
    pages: list[int] = []
    size = 0
    for line, new in zip(lines, mended.lines, strict=True):
        pages += [size + min(place, len(new)) for place in line.pages]
        emphasis += [(size + start, size + end) for start, end in _spans(line, new)]
        text.append(new)
        size += len(new) + 1
    return Reference("\n".join(text), tuple(emphasis), tuple(sorted(pages)), mended)


def _spans(line: _Line, new: str) -> list[tuple[int, int]]:
    """Where a line is strong, after conversion: of a line that has changed only the whole is known."""
    if new == line.text:
        return line.strong
    return [(0, len(new))] if line.strong == [(0, len(line.text))] else []


def _lines_of(piece: Piece, rules: Rulebook) -> list[_Line]:
    if not isinstance(piece, Grid):
        return _paragraph_lines(piece, rules)
    if is_layout(piece, rules):
        inner = [p for row in piece.rows for cell in row for p in cell]
        return [line for p in inner for line in _lines_of(p, rules)]
    return [_Line(), _Line(), *_grid_lines(piece, rules), _Line(), _Line()]


def _grid_lines(grid: Grid, rules: Rulebook) -> list[_Line]:
    """A line for each row that has words."""
    lines = []
    for row in grid.rows:
        line = _Line()
        for number, cell in enumerate(row):
            line.text += "\t" * bool(number)
            inner = cell_lines(cell, rules)
            for content in inner:
                _append(line, content)
            turned = sum(len(content.pages) for content in inner)  # each cell notes the same pages
            line.pages += [len(line.text)] * (turned - len(line.pages))
        if line.text.strip():
            lines.append(line)
    return lines


def cell_lines(cell: Sequence[Piece], rules: Rulebook) -> list[_Line]:
    """The lines of a cell that have words; a table inside it cell by cell."""
    flat: list[_Line] = []
    for piece in cell:
        if isinstance(piece, Grid):
            flat += [line for row in piece.rows for inner in row for line in cell_lines(inner, rules)]
        else:
            flat += _paragraph_lines(piece, rules)
    return [line for line in flat if line.text.strip()]


def _append(line: _Line, more: _Line) -> None:
    """Put a line of a cell after what its row has, a blank between two lines of one cell."""
    text = BLANKS.sub(" ", more.text).strip()
    line.text += " " if line.text and line.text[-1] != "\t" else ""
    begin = len(line.text)
    line.text += text
    if more.strong == [(0, len(more.text))]:
        line.strong.append((begin, len(line.text)))


def is_layout(grid: Grid, rules: Rulebook) -> bool:
    """Whether a table only sets text in columns, as header and signature are set: by its words, or by having no lines."""
    columns = max((sum(1 for cell in row if cell_lines(cell, rules)) for row in grid.rows), default=0)
    if columns <= 1:
        return True
    if columns > LAYOUT_COLUMNS or len(grid.rows) > LAYOUT_ROWS:
        return False
    pattern = rules.pattern("layout.page_layout_cell")
    cells = [cell_lines(cell, rules) for row in grid.rows[:4] for cell in row]
    if any(pattern.search(line.text) for lines in cells for line in lines):
        return True
    return not grid.ruled and columns < LAYOUT_COLUMNS and any(len(lines) > 1 for lines in cells)


def _paragraph_lines(paragraph: Paragraph, rules: Rulebook) -> list[_Line]:
    """A paragraph's lines: one, and one more for every line break that the writer set."""
    line = _Line()
    lines = [line]
    for text, strong, page in _converted(paragraph, rules):
        if page:
            line.pages.append(len(line.text))
        for number, part in enumerate(text.split("\n")):
            if number:
                line = _Line()
                lines.append(line)
            begin = len(line.text)
            line.text += part
            if strong and part.strip():
                _mark_strong(line, begin)
    return [_trimmed(line) for line in lines]


def _mark_strong(line: _Line, begin: int) -> None:
    """Note that the line is strong from a place on; blanks between two strong runs do not part them."""
    if line.strong and not line.text[line.strong[-1][1] : begin].strip():
        begin = line.strong.pop()[0]
    line.strong.append((begin, len(line.text)))


def _trimmed(line: _Line) -> _Line:
    """A line without the blanks at its ends; a strong span that reaches all its words reaches all of it."""
    text = line.text.strip(" \t\r\v")
    cut = len(line.text) - len(line.text.lstrip(" \t\r\v"))
    spans = [(max(s - cut, 0), min(e - cut, len(text))) for s, e in line.strong]
    return _Line(text, [(s, e) for s, e in spans if s < e], [max(p - cut, 0) for p in line.pages])


def _converted(paragraph: Paragraph, rules: Rulebook) -> Iterable[tuple[str, bool, bool]]:
    """Text, strength and page mark of a paragraph's runs, those in fonts of an old encoding converted.

    A letter's bytes may stand in two runs, so neighbours of one font are converted together where
    they are of one strength.
    """
    for (font, strong, page), runs in groupby(paragraph, key=lambda r: (r.font, r.strong, r.page)):
        text = "".join(run.text for run in runs)
        yield (decode_font(text, font, rules) if font else text), strong, page
