"""Find where a plan speaks of times: the clauses of its own parts, labelled lines (Thời gian: …), time columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kehoach.extract.signs import holds_one
from kehoach.frozen import frozen
from kehoach.rulebook import Rulebook
from kehoach.values import Assignment, Block, Header, Outline, Table

PARTS = ("body", "closing", "appendix")
NEAR_LEFT, NEAR_RIGHT = 200, 60  # letters before and behind a time that tell what it is


@frozen
class Setting:
    """What is known when times are read: the plan's outline, header and duties, and the rules, all of them frozen.

    `past` are the sections that tell of results.
    """

    outline: Outline
    header: Header
    assignments: Sequence[Assignment]
    rules: Rulebook
    past: frozenset[int]

    @property
    def text(self) -> str:
        """The clean text."""
        return self.outline.clean.text

    def is_left(self, rule_id: str, start: int, end: int) -> bool:
        """Whether a rule for the words before a time fits the words from `start` up to `end`."""
        words = self.text[max(start, end - NEAR_LEFT) : end]
        return self.rules.pattern(rule_id).search(words) is not None

    def is_right(self, rule_id: str, start: int, end: int) -> bool:
        """Whether a rule for the words behind a time fits those from `start` on."""
        words = self.text[start : min(end, start + NEAR_RIGHT)]
        return self.rules.pattern(rule_id).search(words) is not None


@frozen
class Clause:
    """A clause, `start:end`, of a block. `alone` says that a label (`Thời gian:`), a heading or a time column
    makes every time in it a limit; `scheduled` that it stands under a heading of time (`Tiến độ thực hiện`)."""

    start: int
    end: int
    block: Block
    alone: bool = False
    scheduled: bool = False


class _Heading(NamedTuple):
    """What a section's heading says of the times below it: `scheduled` that it is one of times (`Tiến độ thực hiện`),
    `own_period` that they are the plan's own period."""

    scheduled: bool
    own_period: bool


def set_up(outline: Outline, header: Header, assignments: Sequence[Assignment], rules: Rulebook) -> Setting:
    """What is known of a plan before its times are read."""
    return Setting(outline, header, assignments, rules, _sections_like("deadlines.none_in.section", outline, rules))


def find_clauses(setting: Setting) -> Iterator[Clause]:
    """Every clause that may hold a deadline, of prose first, then of the time columns of tables."""
    headings: dict[int | None, _Heading] = {}
    for block in _blocks_with_times(setting):
        if block.section not in headings:
            headings[block.section] = _heading_over(block, setting)
        yield from _clauses(block, headings[block.section], setting)
    for table in setting.outline.tables:
        columns = _time_columns(table, setting.rules)
        for cell in table.cells:
            row = setting.outline.block_at(cell.start) if cell.col in columns and cell.text else None
            if row is not None:
                yield Clause(cell.start, cell.end, row, alone=True)


def find_intro(block: Block, setting: Setting) -> Block | None:
    """The paragraph that introduces the run of bullets a block stands in: it ends with a colon."""
    i, blocks = block.index, setting.outline.blocks
    while i > 0 and blocks[i].kind in ("bullet", "item"):
        i -= 1
    before = blocks[i]
    ends = setting.text[before.end - 1 : before.end] == ":"
    return before if ends and before.kind == "paragraph" and before.section == block.section else None


def _sections_like(rule_id: str, outline: Outline, rules: Rulebook) -> frozenset[int]:
    """The sections whose own heading, or one above it, is like a rule."""
    pattern = rules.pattern(rule_id)
    found: set[int] = set()
    for section in outline.sections:
        if section.parent in found or pattern.search(section.heading):
            found.add(section.index)
    return frozenset(found)


def _blocks_with_times(setting: Setting) -> Iterator[Block]:
    """The blocks that may bind and hold a sign of time. Words are looked up before any pattern runs, which is
    ten times faster."""
    lowered, signs = setting.outline.clean.lowered, setting.rules.once(_signs)
    for block in setting.outline.blocks:
        if _may_bind(block, setting) and holds_one(signs, lowered[block.start : block.end]):
            yield block


def _signs(rules: Rulebook) -> tuple[str, ...]:
    return tuple(name.name for name in rules.names("deadlines.signs"))


def _may_bind(block: Block, setting: Setting) -> bool:
    """Whether a block can hold a deadline: it is the plan's own and no table's, and tells of no past."""
    return block.kind != "row" and block.part in PARTS and block.section not in setting.past


def _heading_over(block: Block, setting: Setting) -> _Heading:
    heading = setting.outline.sections[block.section].heading if block.section is not None else ""
    return _Heading(
        scheduled=setting.rules.pattern("deadlines.label.line").match(heading + ":") is not None,
        own_period=setting.rules.pattern("deadlines.label.period_heading").search(heading) is not None,
    )


def _clauses(block: Block, heading: _Heading, setting: Setting) -> Iterator[Clause]:
    """The block's clauses, those behind a label `Thời gian …:` marked as being nothing but a time."""
    text, label = setting.text, setting.rules.pattern("deadlines.label.line")
    for start, end in _sentences(block, setting):
        match = label.search(text, start, end) if text.find(":", start, end) >= 0 else None
        if match is None:
            yield Clause(start, end, block, heading.scheduled, heading.scheduled)
            continue
        if match.start() > start:
            yield Clause(start, match.start(), block)
        if not heading.own_period:
            yield Clause(match.end(), end, block, alone=True)


def _sentences(block: Block, setting: Setting) -> Iterator[tuple[int, int]]:
    start = block.start
    for match in setting.rules.pattern("deadlines.sentence_end").finditer(setting.text, block.start, block.end):
        yield start, match.end()
        start = match.end()
    if start < block.end:
        yield start, block.end


def _time_columns(table: Table, rules: Rulebook) -> frozenset[int]:
    """The columns of times (Thời gian thực hiện), in a table that has a column of tasks or agencies as well."""
    label, task = rules.pattern("deadlines.label.column"), rules.pattern("deadlines.label.task_column")
    headers: dict[int, tuple[str, ...]] = {cell.col: cell.header for cell in table.cells}
    times = {col for col, words in headers.items() if any(label.search(word.strip()) for word in words)}
    tasks = {col for col, words in headers.items() if any(task.search(word) for word in words)}
    return frozenset(times) if tasks - times else frozenset()
