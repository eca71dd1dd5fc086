"""The frozen values that travel from stage to stage.

bytes -> `Document` -> `CleanText` -> `Outline` -> facts -> `Plan`. Nothing here reads, computes or
knows a rule. Offsets in `Document`, `Page` and `Place` count characters of the source text; every
other offset counts characters of the clean text, and `CleanText.to_source` leads back.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from kehoach.frozen import frozen
from kehoach.mentions import Citation, Fact, LegalDocument, Reference

Media = Literal["txt", "md", "html", "pdf", "scan", "docx", "doc", "odt"]
Severity = Literal["error", "warning", "info"]


@frozen
class Page:
    """One page of a document: `start:end` in its text, how it was read, how well (0-1), its size in points."""

    number: int
    start: int
    end: int
    how: str = "text layer"
    quality: float = 1.0
    width: float | None = None
    height: float | None = None


class Box(NamedTuple):
    """Where `start:end` of the text, a line or a cell's line, stands on its page.

    In points from the page's top left corner, x to the right and y down. `sure` is what OCR says of
    its reading, 0 to 1; 1 for text that was not read from an image.
    """

    start: int
    end: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    sure: float = 1.0


@frozen
class Mend:
    """`start:end` of the text is not as OCR read it: it read `read`, and `rule_id` is the row of rules/ocr that mended it."""

    start: int
    end: int
    read: str
    rule_id: str


@frozen
class Document:
    """A source file as text. `text` is the reference text that every row's `start:end` cuts.

    `boxes`, in the order of the text, lead back to the place on the page where the format has pages;
    `mends` are the places that OCR misread.
    `emphasis` are the spans that the source sets bold or italic, where its format tells.
    """

    doc_id: str
    source: str
    sha256: str
    media: Media
    text: str
    pages: tuple[Page, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    boxes: tuple[Box, ...] = ()
    emphasis: tuple[tuple[int, int], ...] = ()
    mends: tuple[Mend, ...] = ()


@frozen
class Line:
    """A logical line of the clean text: a paragraph, a heading, a bullet or a table row, torn no more.

    `start:end` in the clean text, without the line feed. `kind` is `row` for a table row, whose
    `cells` are then the spans of its cells (an empty cell has `start == end`); `rule` for a
    markdown table's ruling; else `text`. `heading` is the depth of a markdown heading, 0 where
    there is none; `lead` is where emphasis (bold, italic) that begins the line or follows its label
    ends, `start` where there is none; `indent` counts the blanks before it in the source; `gap` the
    blank lines before it; `table` numbers the runs of rows; `loose` says that a row's cells stood a
    line each, so that merged cells left no trace.
    """

    start: int
    end: int
    kind: Literal["text", "row", "rule"] = "text"
    heading: int = 0
    lead: int = 0
    indent: int = 0
    gap: int = 0
    cells: tuple[tuple[int, int], ...] = ()
    table: int | None = None
    loose: bool = False


@dataclass(frozen=True)
class CleanText:
    """The source text reflowed and normalised, every character aligned to its source.

    `text` is NFC, one logical line a line, every dash a `-`, every blank a plain space, tone marks
    placed the old way (`hòa`, `ủy`), no markup. It is made of runs: run `i` begins at `starts[i]`
    in the clean text and comes from `sources[i]:ends[i]` of the source. A run as long as its
    source, but for the line feed that ends it, is copied character by character; any other is read as one.
    """

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]
    ends: tuple[int, ...]
    lines: tuple[Line, ...]

    @cached_property
    def lowered(self) -> str:
        """The text in small letters, each where it stands in `text`: several stages look words up in it."""
        lowered = self.text.lower()
        if len(lowered) == len(self.text):
            return lowered
        return "".join(low if len(low := letter.lower()) == 1 else letter for letter in self.text)

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Lead a span of the clean text back to its span in the source text."""
        starts, sources, ends = self.starts, self.sources, self.ends
        first = bisect_right(starts, start) - 1
        begin = min(sources[first] + start - starts[first], ends[first])
        if end <= start:
            return begin, begin
        stop = bisect_left(starts, end, first + 1)  # the run after the last one
        if end == (starts[stop] if stop < len(starts) else len(self.text)):
            return begin, ends[stop - 1]
        return begin, min(sources[stop - 1] + end - starts[stop - 1], ends[stop - 1])


Part = Literal["header", "title", "preamble", "body", "closing", "recipients", "signature", "appendix"]


@frozen
class Section:
    """A numbered heading (đề mục). `start:end` spans label and heading; its content is the blocks
    `first:last` of the outline, those of its subsections included.

    `label` is as written without its closing mark (`II`, `2.1`, `a`, `Điều 1`, `PHỤ LỤC I`); `path`
    joins the labels from the top (`II.2.1.a`); `heading` is its words, whitespace collapsed, without
    an ending colon. `start_heading:end` spans the words alone. `run_in` says that content follows
    the heading on its line. `kind` tells a heading's numbering: `phần chương mục điều phụ_lục
    roman letter number decimal paren`.
    """

    index: int
    parent: int | None
    level: int
    label: str
    heading: str
    path: str
    kind: str
    start: int
    end: int
    start_heading: int
    first: int
    last: int
    run_in: bool = False


@frozen
class Block:
    """A unit of reading, in the order of the text: `start:end` is its content without bullet mark or label.

    `kind` is `heading` (of `section`), `paragraph`, `bullet` (with its `mark` `-`, `+`, `*` and its
    `depth` from 0), `item` (a numbered or lettered sentence of content that is no heading; `mark`
    is its label), or `row` (of table number `table`). `section` is the index of the innermost
    section it stands in (a heading stands in itself), None before the first. `part` is the region
    of the document.
    """

    index: int
    kind: Literal["heading", "paragraph", "bullet", "item", "row"]
    part: Part
    start: int
    end: int
    section: int | None = None
    mark: str = ""
    depth: int = 0
    table: int | None = None


@frozen
class Cell:
    """A body cell: `row` and `col` from 0, `text` collapsed, `start:end` its span (empty: start == end).

    `header` is the column's heading words from the top down, `row_label` the row's first cell with
    words that is no roman number, `value` the number read in Vietnamese notation.
    """

    row: int
    col: int
    text: str
    start: int
    end: int
    header: tuple[str, ...] = ()
    row_label: str | None = None
    value: float | None = None


@frozen
class Table:
    """A table of the document. `header` holds its heading rows, padded to `n_cols`; `unit` as written
    in caption or unit line (`triệu đồng`); `first:last` are its blocks; `numbering` is the row below the
    heading that numbers the columns (`A`, `1`, `3=2/1`), empty where there is none."""

    index: int
    section: int | None
    start: int
    end: int
    caption: str | None
    unit: str | None
    header: tuple[tuple[str, ...], ...]
    cells: tuple[Cell, ...]
    n_rows: int
    n_cols: int
    part: Part = "body"
    numbering: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """The structure of a clean text: its blocks in reading order, its sections and tables."""

    clean: CleanText
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]

    def text(self, span: Block | Section | Cell) -> str:
        """The clean text of a block, a section's heading line or a cell."""
        return self.clean.text[span.start : span.end]

    def part(self, *parts: Part) -> tuple[Block, ...]:
        """The blocks of these parts, in order."""
        return tuple(b for b in self.blocks if b.part in parts)

    def ancestors(self, section: int | None) -> tuple[Section, ...]:
        """A section and all it stands in, innermost first."""
        chain: list[Section] = []
        while section is not None:
            chain.append(self.sections[section])
            section = self.sections[section].parent
        return tuple(chain)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(block.start for block in self.blocks)

    def block_at(self, position: int) -> Block | None:
        """The block whose line holds a position of the clean text."""
        found = bisect_right(self._starts, position) - 1
        return self.blocks[found] if found >= 0 else None


@frozen
class Header:
    """What the document says of itself: one row of the table `documents`. Missing is None."""

    doc_type: str | None = None
    number: str | None = None
    symbol: str | None = None
    code: str | None = None
    issuer: str | None = None
    issuer_level: str | None = None
    place: str | None = None
    issue_date: date | None = None
    issue_year: int | None = None
    issue_month: int | None = None
    title: str | None = None
    programme: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    province: str | None = None
    district: str | None = None
    commune: str | None = None
    province_inferred: str | None = None
    district_inferred: str | None = None
    admin_code: str | None = None
    province_code: str | None = None
    district_code: str | None = None
    commune_code: str | None = None
    successor: str | None = None
    successor_code: str | None = None
    signer_name: str | None = None
    signer_title: str | None = None

    @property
    def year(self) -> int | None:
        """The year of a plan for one year, else None: it dates a day and month without a year."""
        return self.year_from if self.year_from == self.year_to else None


@frozen
class Diagnostic:
    """A thing that an analyst should know; `start:end` in the clean text where it has a place.

    Where two places are compared, `other_start:other_end` is the second: the parts of a sum, the figure that differs.
    `proves` are the starts of the figures that a check found right.
    """

    severity: Severity
    code: str
    message: str
    start: int | None = None
    end: int | None = None
    other_start: int | None = None
    other_end: int | None = None
    proves: tuple[int, ...] = ()


@frozen(kw_only=True)
class Project(Fact):
    """A project, sub-project or activity of the plan (dự án, tiểu dự án, hoạt động). `index` counts them
    from 0 within the plan; `parent` is the index of the one it belongs to. `section` is its heading's."""

    index: int
    parent: int | None
    label: str
    name: str
    component: str | None = None


@frozen(kw_only=True)
class Funding(Fact):
    """An amount of money (kinh phí), in đồng. `parent` is the index, among the plan's funding, of its total.

    `item` are the words that name it, `agency` is who gets it, as written with abbreviations opened."""

    index: int
    amount_vnd: int
    amount_text: str
    unit: str | None = None
    role: str = "other"
    source: str | None = None
    budget_type: str | None = None
    year: int | None = None
    project: int | None = None
    agency: str | None = None
    parent: int | None = None
    table: int | None = None
    item: str | None = None


@frozen(kw_only=True)
class ForeignAmount(Fact):
    """An amount of other money (ngoại tệ): `amount` in whole units of `currency`, an ISO 4217 code; no rate is applied."""

    amount: float
    currency: str
    amount_text: str
    project: int | None = None


@frozen
class AgencyRole:
    """An agency's part in a duty: the name as written with abbreviations opened, and `lead`, `responsible` or `coordinate`.

    `start:end` is where the name stands in the clean text (a heading's name stands in the heading).
    `agency_id` is its identity with its place, set by resolve."""

    name: str
    role: str
    start: int | None = None
    end: int | None = None
    agency_id: str | None = None


@frozen(kw_only=True)
class Assignment(Fact):
    """A duty (nhiệm vụ): a bullet, sentence or paragraph that gives agencies something to do."""

    index: int
    task: str
    assignee_text: str | None
    agencies: tuple[AgencyRole, ...] = ()
    projects: tuple[int, ...] = ()


@frozen(kw_only=True)
class Deadline(Fact):
    """A limit in time for a duty, or a reporting rhythm (thời hạn). `assignment` is the index of its duty,
    `channel` whom what is due goes through (qua Phòng …)."""

    kind: str
    date: date | None = None
    month: int | None = None
    day: int | None = None
    year: int | None = None
    recurrence: str | None = None
    rrule: str | None = None
    what: str | None = None
    agency: str | None = None
    recipient: str | None = None
    assignment: int | None = None
    quarter: int | None = None
    channel: str | None = None


@frozen(kw_only=True)
class Target(Fact):
    """A figure that the plan sets as its aim (chỉ tiêu).

    `indicator_code` and `indicator_name` are the shared names of what it measures, `subgroup` whom of all it
    is about; `aim` says whether the figure is the `level` to reach or the `change`; `baseline` is the figure
    it starts from. `normal_low` and `normal_high` are in `unit_normal` (`triệu đồng` is `đồng`).
    """

    indicator: str | None
    value_low: float | None = None
    value_high: float | None = None
    unit: str | None = None
    direction: str | None = None
    area: str | None = None
    year: int | None = None
    table: int | None = None
    indicator_code: str | None = None
    indicator_name: str | None = None
    subgroup: str | None = None
    aim: str | None = None
    unit_normal: str | None = None
    normal_low: float | None = None
    normal_high: float | None = None
    baseline: float | None = None
    baseline_year: int | None = None


@frozen(kw_only=True)
class Addressee(Fact):
    """Who gets a copy (nơi nhận). `purpose` is one of the closed vocabulary, `purpose_text` its words."""

    index: int
    name: str
    purpose: str | None = None
    purpose_text: str | None = None


@frozen
class Agency:
    """A distinct agency, with its place: one identity for all its spellings.

    Where the reform of 2025 changed it: `ended` is its last day, `successor` who has its duties now (None where no one
    agency has them), `successor_basis` the text that says so.
    """

    agency_id: str
    name: str
    short_name: str | None = None
    kind: str | None = None
    level: str | None = None
    locality: str | None = None
    successor: str | None = None
    ended: date | None = None
    successor_basis: str | None = None


@frozen
class Plan:
    """All that was read from one document: what the store writes as rows."""

    document: Document
    outline: Outline
    header: Header
    citations: tuple[Citation, ...] = ()
    legal_documents: tuple[LegalDocument, ...] = ()
    references: tuple[Reference, ...] = ()
    projects: tuple[Project, ...] = ()
    funding: tuple[Funding, ...] = ()
    foreign_money: tuple[ForeignAmount, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    agencies: tuple[Agency, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    targets: tuple[Target, ...] = ()
    addressees: tuple[Addressee, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)
