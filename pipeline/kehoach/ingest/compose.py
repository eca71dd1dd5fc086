"""Pages in reading order -> the reference text, where each page begins in it, and the boxes that lead back.

Physical lines as on the page; a blank line between paragraphs, columns and tables; a form feed
between pages, without a line feed before it where the paragraph runs on. A table's rows are lines
with a tab between the cells; a table over several pages is one run of rows, its repeated heading
left out. Footnotes come last, after the last page, each box with its own page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kehoach.frozen import frozen
from kehoach.ingest.furniture import drop_furniture
from kehoach.ingest.page import Column, PageContent, PageTable, Strip
from kehoach.ingest.paragraphs import Spacing, find_breaks, measure_spacing, runs_on
from kehoach.values import Box, Page

NOTE = re.compile(r"\d{1,3}\D|\*")
CUT_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})*\.\d{0,2}")
NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
SAME_EDGE = 8.0  # points: columns of one table on two pages

Cell = tuple[tuple[int, Strip], ...]
Row = tuple[Cell, ...]


class TextLine(NamedTuple):
    """A line of text on a page; `fresh` where a paragraph begins, `runs_on` where it goes on from the page before."""

    page: int
    strip: Strip
    fresh: bool
    runs_on: bool = False


@dataclass(slots=True)
class TableRun:
    """A table's rows, from all pages that it runs over."""

    rows: list[Row]
    edges: tuple[float, ...]
    last_page: int


@frozen
class Composed:
    """The reference text, its pages, the boxes of its lines and cells in the order of the text."""

    text: str
    pages: tuple[Page, ...]
    boxes: tuple[Box, ...]


def compose_text(contents: Sequence[PageContent]) -> Composed:
    """Write the pages down as one text."""
    pages = drop_furniture(contents)
    writer = _Writer()
    for block in find_blocks(pages, measure_spacing(pages)):
        if isinstance(block, TextLine):
            writer.write_line(block)
        else:
            writer.write_table(block)
    for page in pages:
        for strip in page.notes:
            writer.write_line(TextLine(page.number, strip, fresh=bool(NOTE.match(strip.text))))
    return writer.finish(contents)


def find_blocks(pages: Sequence[PageContent], spacing: Spacing) -> list[TextLine | TableRun]:
    """The lines and tables of all pages in order, a table that runs over pages as one."""
    blocks: list[TextLine | TableRun] = []
    before: Column | None = None
    for page in pages:
        for number, part in enumerate(page.parts):
            last = blocks[-1] if blocks else None
            if isinstance(part, Column):
                goes_on = (
                    number == 0
                    and before is not None
                    and isinstance(last, TextLine)
                    and last.page == page.number - 1
                    and runs_on(last.strip, before, part.lines[0], part, spacing)
                )
                blocks += _text_lines(page.number, part, spacing, goes_on)
                before = part
                continue
            before = None
            if isinstance(last, TableRun) and number == 0 and _same_table(last, part, page.number):
                _go_on(last, _rows(page.number, part))
                last.last_page = page.number
            else:
                blocks.append(TableRun(list(_rows(page.number, part)), part.edges, page.number))
    return blocks


def is_cut_through(above: str, below: str) -> bool:
    """Whether a narrow cell cut a word through: a number in the middle of its thousands (`14.50` `0`), `T` `T`."""
    if CUT_NUMBER.fullmatch(above) and NUMBER.fullmatch(above + below):
        return True
    return above == below == "T"


def _text_lines(page: int, column: Column, spacing: Spacing, goes_on: bool) -> Iterator[TextLine]:
    make = tuple.__new__
    yield TextLine(page, column.lines[0], not goes_on, goes_on)
    for strip, fresh in zip(column.lines[1:], find_breaks(column, spacing)[1:], strict=True):
        yield make(TextLine, (page, strip, fresh, False))


def _rows(page: int, table: PageTable) -> Iterator[Row]:
    for row in table.rows:
        yield tuple(tuple((page, strip) for strip in cell) for cell in row)


def _same_table(run: TableRun, part: PageTable, page: int) -> bool:
    """A table at the head of the next page with the same columns goes on."""
    return (
        run.last_page == page - 1
        and len(run.edges) == len(part.edges)
        and all(abs(a - b) < SAME_EDGE for a, b in zip(run.edges, part.edges, strict=True))
    )


def _go_on(run: TableRun, rows: Iterator[Row]) -> None:
    """Add the rows of the next page: without the heading said again, a torn row joined to its first half."""
    new = list(rows)
    heads = 0
    while heads < min(len(new), len(run.rows), 5) and _words(new[heads]) == _words(run.rows[heads]):
        heads += 1
    new = new[heads:]
    if new and run.rows and _is_torn(run.rows[-1], new[0]):
        run.rows[-1] = tuple(a + b for a, b in zip(run.rows[-1], new[0], strict=True))
        del new[0]
    run.rows += new


def _words(row: Row) -> list[str]:
    return [" ".join(strip.text for _, strip in cell) for cell in row]


def _is_torn(above: Row, row: Row) -> bool:
    """A row without a first cell whose words go on in lower case is the rest of the row at the page's end."""
    if row[0] or not above[0]:
        return False
    filled = [i for i, cell in enumerate(row) if cell]
    return all(above[i] for i in filled) and any(row[i][0][1].text[:1].islower() for i in filled)


@dataclass(slots=True)
class _Writer:
    """Collects the text; knows where each page began."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    boxes: list[Box] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)
    page: int = 0
    last: TextLine | TableRun | None = None

    def write_line(self, line: TextLine) -> None:
        """Write a line of text, after a blank line where a paragraph begins."""
        page, strip, fresh, runs_on = line
        gap = "" if self.last is None else "\n\n" if fresh or isinstance(self.last, TableRun) else "\n"
        if page > self.page or runs_on:
            self._turn_to(page, "" if runs_on else gap)
        else:
            self.parts.append(gap)
            self.size += len(gap)
        self._put_strip(page, strip)
        self.last = line

    def write_table(self, run: TableRun) -> None:
        """Write a table's rows, a line each; two tables have two blank lines between them."""
        gap = "" if self.last is None else "\n\n\n" if isinstance(self.last, TableRun) else "\n\n"
        for row in run.rows:
            page = min(page for cell in row for page, _ in cell)
            self._turn_to(page, gap)
            for number, cell in enumerate(row):
                if number:
                    self._put("\t")
                for k, (at, strip) in enumerate(cell):
                    if k:
                        self._put("" if is_cut_through(cell[k - 1][1].text, strip.text) else " ")
                    self._put_strip(at, strip)
            gap = "\n"
        self.last = run

    def _turn_to(self, page: int, gap: str) -> None:
        """Write the gap, and a form feed for each page that ended."""
        if page > self.page:
            self._put(gap[:1])
            for number in range(self.page + 1, page + 1):
                self._put("\f" if number > 1 else "")
                self.starts[number] = self.size
            self._put(gap[2:])
            self.page = page
        else:
            self._put(gap)

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)

    def _put_strip(self, page: int, strip: Strip) -> None:
        words, x0, y0, x1, y1 = strip
        one = len(words) == 1
        text = words[0].text if one else strip.text
        sure = words[0].sure if one else sum(w.sure for w in words) / len(words)
        start, self.size = self.size, self.size + len(text)
        self.parts.append(text.replace("\t", " ") if "\t" in text else text)
        self.boxes.append(tuple.__new__(Box, (start, self.size, page, x0, y0, x1, y1, sure)))

    def finish(self, contents: Sequence[PageContent]) -> Composed:
        """The text, and every page with its place in it; pages without text are there too."""
        for number in range(self.page + 1, len(contents) + 1):
            self._put("\f" if number > 1 else "")
            self.starts[number] = self.size
        text = "".join(self.parts)
        ends = {number: self.starts.get(number + 1, self.size + 1) - 1 for number in self.starts}
        pages = tuple(
            Page(c.number, self.starts[c.number], ends[c.number], c.how, c.quality, c.width, c.height) for c in contents
        )
        return Composed(text, pages, tuple(self.boxes))
