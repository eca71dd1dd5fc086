"""A plan's text cut into what a page shows: paragraphs and table rows, each in pieces with the rows that stand there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from kehoach.clean import clean_document
from kehoach.rulebook import Rulebook
from kehoach.values import Document, Media

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Span:
    """Where a row stands: `start:end` of the text, the kind of fact that it is, its id."""

    start: int
    end: int
    kind: str
    id: str


@dataclass(frozen=True)
class Piece:
    """A piece of text on which the same rows stand, the innermost first. `first` are those that begin on it."""

    start: int
    text: str
    spans: tuple[Span, ...]
    first: tuple[Span, ...]


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading of some depth, what the reader passed over (`residue`: page numbers, rulings), or a
    table row with its `cells`, `level` 1 where it is of the table's heading."""

    kind: Literal["paragraph", "heading", "residue", "row"]
    pieces: tuple[Piece, ...] = ()
    cells: tuple[tuple[Piece, ...], ...] = ()
    level: int = 0


def read_blocks(text: str, media: Media, rows: Mapping[str, Sequence[Row]], rules: Rulebook) -> list[Block]:
    """The text as blocks in its own order; every letter and digit stands in exactly one piece.

    Lines torn by a page's width are one paragraph, as the extraction read them. `rows` are the plan's
    rows by table: they say what is marked, what is a heading, and which cells are a table's body.
    """
    cut = _Cutter(text, marked_spans(rows))
    sections = rows["sections"]
    body = {cell["start"] for cell in rows["table_cells"]}
    levels = {row["start"]: (row["end"], row["level"]) for row in sections if row["start"] is not None}
    starts = sorted(levels)
    blocks: list[Block] = []
    position = 0
    for start, end, cells in _lines(text, media, rules):
        start = max(start, position)
        if end <= start:
            continue
        blocks += cut.residue(position, start)
        if cells:
            head = not any(first in body for first, _ in cells)
            blocks.append(Block("row", cells=tuple(cut.pieces(*cell) for cell in cells), level=int(head)))
        else:
            level = _heading_level(start, end, levels, starts)
            blocks.append(Block("heading" if level else "paragraph", cut.pieces(start, end), level=level))
        position = end
    blocks += cut.residue(position, len(text))
    return blocks


KINDS: Mapping[str, str] = {
    "citations": "citation_id",
    "projects": "project_id",
    "funding": "funding_id",
    "assignments": "assignment_id",
    "assignment_agencies": "link_id",
    "deadlines": "deadline_id",
    "targets": "target_id",
    "diagnostics": "note_id",
}
"""The tables whose rows are marked in the text, with the column of their id."""


RANK = "funding deadlines targets citations assignment_agencies projects assignments diagnostics".split()
"""Of two rows on the very same words, which is asked for first."""


def with_ids(rows: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """The rows with an id each; those of tables that have none are counted within their plan."""
    named = {name: list(of) for name, of in rows.items()}
    for table, letter in (("assignment_agencies", "r"), ("diagnostics", "n")):
        key = KINDS[table]
        named[table] = [{**row, key: f"{row['doc_id']}-{letter}{number}"} for number, row in enumerate(rows[table])]
    return named


def marked_spans(rows: Mapping[str, Sequence[Row]]) -> list[Span]:
    """Where the rows of a plan stand; of the notes only those that are to be looked at."""
    return [
        Span(row["start"], row["end"], table, row[key])
        for table, key in KINDS.items()
        for row in rows[table]
        if row["start"] is not None and row.get("severity") != "info"
    ]


def _lines(text: str, media: Media, rules: Rulebook) -> Iterator[tuple[int, int, tuple[tuple[int, int], ...]]]:
    """The logical lines as spans of the source text, with the spans of the cells of a table row."""
    clean = clean_document(Document("", "", "", media, text), rules)
    for line in clean.lines:
        if line.start < line.end and line.kind != "rule":
            start, end = clean.to_source(line.start, line.end)
            yield start, end, tuple(clean.to_source(*cell) for cell in line.cells) if line.kind == "row" else ()


def _heading_level(start: int, end: int, levels: Mapping[int, tuple[int, int]], starts: Sequence[int]) -> int:
    """The depth of the section whose heading is the whole line, 0 where the line is none or goes on after it."""
    found = bisect_left(starts, start)
    if found == len(starts) or starts[found] >= end:
        return 0
    stop, level = levels[starts[found]]
    return level if end - stop <= 2 else 0


class _Cutter:
    """Cuts the text wherever a span begins or ends."""

    def __init__(self, text: str, spans: Iterable[Span]) -> None:
        self.text = text
        self.spans = sorted(spans, key=lambda span: (span.start, -span.end))
        self.cuts = sorted({place for span in self.spans for place in (span.start, span.end)})
        self.longest = max((span.end - span.start for span in self.spans), default=0)
        self.seen: set[str] = set()

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """The pieces of `start:end`; the first of them on which a row stands says so."""
        inner = self.cuts[bisect_right(self.cuts, start) : bisect_left(self.cuts, end)]
        edges = [start, *inner, end]
        return tuple(self._piece(a, b) for a, b in pairwise(edges) if a < b)

    def _piece(self, start: int, end: int) -> Piece:
        low = bisect_left(self.spans, start - self.longest, key=lambda span: span.start)
        high = bisect_right(self.spans, start, key=lambda span: span.start)
        there = [span for span in self.spans[low:high] if span.end >= end]
        there.sort(key=lambda span: (span.end - span.start, RANK.index(span.kind), span.id))
        first = tuple(span for span in there if span.id not in self.seen)
        if self.text[start:end].strip():
            self.seen.update(span.id for span in first)
        return Piece(start, self.text[start:end], tuple(there), first)

    def residue(self, start: int, end: int) -> list[Block]:
        """What stands between two lines, where it is more than blanks and marks of markup."""
        said = any(sign.isalnum() for sign in self.text[start:end])
        return [Block("residue", self.pieces(start, end))] if said else []
