"""Find the deadlines (thời hạn) of a plan: limits in time for a duty, and rhythms of reporting (định kỳ)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kehoach.extract.recipients import read_recipients
from kehoach.extract.times import Time, find_times, recurrence_of, rrule_of
from kehoach.rulebook import Rulebook
from kehoach.values import Assignment, Block, Deadline, Header, Outline, Table

PARTS = ("body", "closing", "appendix")
LEAST_SENTENCE = 120  # letters of a heading that is a whole sentence (an article without a title)
LEAST_WHAT = 8  # letters that a clause must have to say what a deadline is for


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the steps share: the plan's parts and the rules, all of them frozen."""

    outline: Outline
    header: Header
    assignments: Sequence[Assignment]
    rules: Rulebook
    text: str
    past: frozenset[int]
    aims: frozenset[int]

    def is_left(self, rule_id: str, start: int, end: int) -> bool:
        """Whether a rule for the words before a time fits the words from `start` up to `end`."""
        return self.rules.pattern(rule_id).search(self.text[max(start, end - 200) : end]) is not None

    def is_right(self, rule_id: str, start: int, end: int) -> bool:
        """Whether a rule for the words behind a time fits those from `start` on."""
        return self.rules.pattern(rule_id).search(self.text[start : min(end, start + 60)]) is not None


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause, `start:end`, with its times; `sentence` is where its sentence begins; `alone` says that a label
    (`Thời gian:`) or a time column makes every time in it a limit."""

    start: int
    end: int
    block: Block
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    time: Time
    recurrence: str | None
    clause: _Clause


def find_deadlines(
    outline: Outline, header: Header, assignments: Sequence[Assignment], rules: Rulebook
) -> tuple[Deadline, ...]:
    """All deadlines of a plan, in the order of the text.

    A rhythm with its day is one row. None are: dates of documents, the plan's own period, what hangs
    on another event, past results. A day without a year is of the plan's year where it is for one
    year; no clock is asked. A day that the calendar does not have is no row (`check_plan` tells it).
    """
    plan = _Plan(
        outline,
        header,
        assignments,
        rules,
        outline.clean.text,
        _sections_like("deadlines.none_in.section", outline, rules),
        _sections_like("deadlines.aims_section", outline, rules),
    )
    found = [*_in_blocks(plan), *_in_tables(plan)]
    rows = (_row(item, plan) for item in sorted(found, key=lambda f: f.time.start))
    return tuple(row for row in rows if row is not None)


def _sections_like(rule_id: str, outline: Outline, rules: Rulebook) -> frozenset[int]:
    """The sections whose own heading, or one above it, is like a rule."""
    pattern = rules.pattern(rule_id)
    found: set[int] = set()
    for section in outline.sections:
        if section.parent in found or pattern.search(section.heading):
            found.add(section.index)
    return frozenset(found)


# --- where times stand ---------------------------------------------------------------------------


def _in_blocks(plan: _Plan) -> Iterator[_Found]:
    for block in _blocks_with_times(plan):
        for clause in _clauses(block, plan):
            yield from _in_clause(clause, plan)


def _blocks_with_times(plan: _Plan) -> Iterator[Block]:
    """The blocks of the plan's own parts that hold a word of time: one cheap pattern over the whole text."""
    blocks = plan.outline.blocks
    starts = [block.start for block in blocks]
    seen = -1
    for match in plan.rules.pattern("deadlines.gate").finditer(plan.text):
        i = bisect_right(starts, match.start()) - 1
        if i <= seen or i < 0:
            continue
        seen, block = i, blocks[i]
        if _may_bind(block, plan):
            yield block


def _may_bind(block: Block, plan: _Plan) -> bool:
    """Whether a block can hold a deadline: it is the plan's own and no table's; of headings those that are sentences."""
    if block.kind == "row" or block.part not in PARTS or block.section in plan.past:
        return False
    return block.kind != "heading" or block.end - block.start >= LEAST_SENTENCE


def _clauses(block: Block, plan: _Plan) -> Iterator[_Clause]:
    """The block's clauses, those behind a label `Thời gian …:` marked as being nothing but a time."""
    labels = plan.rules.pattern("deadlines.label.line")
    under_label = _is_under_time_heading(block, plan)
    for start, end in _sentences(block, plan):
        label = labels.search(plan.text, start, end)
        if label is None:
            yield _Clause(start, end, block, alone=under_label)
            continue
        if label.start() > start:
            yield _Clause(start, label.start(), block)
        if not _is_own_period(block, plan):
            yield _Clause(label.end(), end, block, alone=True)


def _sentences(block: Block, plan: _Plan) -> Iterator[tuple[int, int]]:
    start = block.start
    for match in plan.rules.pattern("deadlines.sentence_end").finditer(plan.text, block.start, block.end):
        yield start, match.end()
        start = match.end()
    if start < block.end:
        yield start, block.end


def _is_under_time_heading(block: Block, plan: _Plan) -> bool:
    """Whether the block's own heading is a label of time (`b) Thời gian`)."""
    if block.section is None:
        return False
    heading = plan.outline.sections[block.section].heading
    return plan.rules.pattern("deadlines.label.line").match(heading + ":") is not None


def _is_own_period(block: Block, plan: _Plan) -> bool:
    """Whether a labelled time tells for which years the plan is: a bullet under `Phạm vi, thời gian thực hiện`."""
    if block.section is None:
        return False
    heading = plan.outline.sections[block.section].heading
    return plan.rules.pattern("deadlines.label.period_heading").search(heading) is not None


# --- times in a clause ---------------------------------------------------------------------------


def _in_clause(clause: _Clause, plan: _Plan) -> Iterator[_Found]:
    times = find_times(plan.text, plan.rules, clause.start, clause.end, clause.alone)
    if clause.alone:
        times = _last_of_spans(times, plan)
        if _is_under_time_heading(clause.block, plan):
            times = tuple(t for t in times if _is_scheduled(t, clause, plan))
    used: set[int] = set()
    last: _Found | None = None
    for i, time in enumerate(times):
        if time.said != "rhythm" and _is_limit(time, clause, plan):
            recurrence, rhythm = _recurrence(i, times, used, clause, plan)
            if last is not None and not rhythm and plan.text[last.time.end : time.start].strip() in ("và", ","):
                recurrence = last.recurrence
            used |= rhythm
            last = _Found(time, recurrence, clause)
            yield last
            for more in _more(time, plan):
                yield _Found(more, more.recurrence or recurrence, clause)
    for i, time in enumerate(times):
        if time.said == "rhythm" and i not in used and _is_rhythm(i, times, clause, plan):
            yield _Found(time, time.recurrence, clause)


def _is_scheduled(time: Time, clause: _Clause, plan: _Plan) -> bool:
    """Whether a time under a heading `Thời gian thực hiện` is more than the plan's own period: a limit with its day,
    or a time that something else follows in its clause (`Tháng 2/2010 rà soát, bình xét; …`)."""
    if time.said == "rhythm" or time.said == "year":
        return False
    if (time.said == "day" and time.kind != "on") or time.rule_id.startswith("deadlines.limit.during"):
        return True
    heads = not plan.text[clause.start : time.start].strip(" -+*")
    return heads and len(plan.text[time.end : clause.end].strip(" .;")) >= LEAST_WHAT


def _last_of_spans(times: tuple[Time, ...], plan: _Plan) -> tuple[Time, ...]:
    """Of a span (từ … đến …, Quý IV/2025 - Quý II/2026) its end alone; a day with từ before it is none."""
    kept: list[Time] = []
    for i, time in enumerate(times):
        after = times[i + 1] if i + 1 < len(times) else None
        joined = (
            after is not None
            and after.said != "rhythm"
            and plan.text[time.end : after.start].strip(" -,") in ("", "đến")
        )
        begins = plan.is_left("deadlines.none_left.from", 0, time.start) and time.said == "day"
        if not (joined and time.said != "rhythm") and not begins:
            kept.append(time)
    return tuple(kept)


def _is_limit(time: Time, clause: _Clause, plan: _Plan) -> bool:
    if not time.parts.possible:
        return False
    if clause.alone:
        return True
    if plan.is_right("deadlines.none_right.event", time.end, clause.end):
        return False
    if time.kind == "before":
        return not plan.is_left("deadlines.none_left.before", clause.start, time.start)
    if plan.is_left("deadlines.none_left.document", clause.start, time.start):
        return False
    if plan.is_left("deadlines.none_left.past", clause.start, time.start) or _is_over(time, plan.header):
        return False
    return time.kind != "on" or _assignment(time.start, clause.block, plan) is not None or plan.text[time.start] != "n"


def _is_over(time: Time, header: Header) -> bool:
    """Whether the time lies before the plan's own date: then the text tells of something past."""
    year, month, day = time.parts
    if year is None or header.issue_year is None:
        return False
    if header.issue_date is not None and month is not None and day is not None:
        return date(year, month, day) < header.issue_date
    return (year, month or 12) < (header.issue_year, header.issue_month or 1)


def _more(time: Time, plan: _Plan) -> Iterator[Time]:
    """Further days that share a limit word: trước ngày 15/6 và 15/12 hằng năm."""
    if time.parts.month is None or time.parts.day is None:
        return
    match = plan.rules.pattern("deadlines.more").match(plan.text, time.end)
    if match is None:
        return
    year = int(match["year"]) if match["year"] else None
    every = recurrence_of(match["every"], plan.rules) if match["every"] else None
    parts = time.parts._replace(year=year, month=int(match["month"]), day=int(match["day"]))
    if parts.possible:
        yield Time(match.start("day"), match.end(), "day", time.kind, parts, every, rule_id="deadlines.more")


def _recurrence(
    i: int, times: Sequence[Time], used: set[int], clause: _Clause, plan: _Plan
) -> tuple[str | None, set[int]]:
    """The rhythm of a limit, and which of the clause's times told it: its own words, else the nearest rhythm
    before it, else the report it is for (`báo cáo 6 tháng`)."""
    time, text, rules = times[i], plan.text, plan.rules
    begin = max([clause.start, *(t.end for t in times[:i] if t.said != "rhythm")])
    near = [k for k in range(i) if times[k].said == "rhythm" and times[k].start >= begin and k not in used]
    told = {k for k in near if times[k].recurrence not in ("ad-hoc", "daily", "weekly")}
    if time.recurrence:
        return time.recurrence, told
    after = rules.pattern("deadlines.report.after").search(text[time.end : clause.end])
    if after:
        behind = {k for k in range(i + 1, len(times)) if times[k].start < time.end + after.end()}
        return recurrence_of(after["rhythm"], rules), told | behind
    named = [k for k in sorted(told, reverse=True) if times[k].recurrence]
    if named:
        return times[named[0]].recurrence, {k for k in told if times[k].recurrence is None} | {named[0]}
    words = _report_words(begin, time, clause, plan)
    bare = bool(told) or _is_regular(clause, plan)
    if words is None and bare:
        year = list(rules.pattern("deadlines.report.year_named").finditer(text, begin, time.start))
        words = year[-1]["rhythm"] if year else None
    if words is not None:
        return recurrence_of(words, rules), told
    if bare and time.parts.year is None and plan.header.year is None:
        return "yearly", told
    return None, told


def _report_words(begin: int, time: Time, clause: _Clause, plan: _Plan) -> str | None:
    text, rules = plan.text, plan.rules
    adjacent = rules.pattern("deadlines.report.adjacent").search(text[begin : time.start])
    if adjacent:
        return str(adjacent["rhythm"])
    before = list(rules.pattern("deadlines.report.rhythm").finditer(text, begin, time.start + 1))
    return str(before[-1]["rhythm"]) if before else None


def _is_regular(clause: _Clause, plan: _Plan) -> bool:
    """Whether the clause's block, or the paragraph that introduces its bullets, speaks of reporting định kỳ."""
    bare = plan.rules.pattern("deadlines.rhythm.bare")
    intro = _intro(clause.block, plan)
    return any(bare.search(plan.text, b.start, b.end) is not None for b in (clause.block, intro) if b)


def _intro(block: Block, plan: _Plan) -> Block | None:
    """The paragraph that introduces a run of bullets: it ends with a colon."""
    i = block.index
    blocks = plan.outline.blocks
    while i > 0 and blocks[i].kind in ("bullet", "item"):
        i -= 1
    before = blocks[i]
    ends = plan.text[before.end - 1 : before.end] == ":"
    return before if ends and before.kind == "paragraph" and before.section == block.section else None


# --- rhythms that no day belongs to --------------------------------------------------------------


def _is_rhythm(i: int, times: Sequence[Time], clause: _Clause, plan: _Plan) -> bool:
    time = times[i]
    left = (clause.start, time.start)
    if clause.block.section in plan.aims or _has_figure(clause, plan):
        return False
    if time.recurrence == "ad-hoc":
        return not plan.is_left("deadlines.none_left.ad_hoc_noun", *left)
    if plan.is_right("deadlines.none_right.attribute", time.end, clause.end):
        return False
    if time.recurrence is None:
        return not _is_told_after(i, times, clause, plan) and not plan.is_left("deadlines.none_left.bare_noun", *left)
    if (
        time.recurrence == "daily"
        and not _is_regular(clause, plan)
        and _assignment(time.start, clause.block, plan) is None
    ):
        return False
    if plan.is_left("deadlines.duty.budget_each_year", *left) or clause.alone:
        return True
    return not any(plan.is_left(f"deadlines.none_left.{name}", *left) for name in ("attribute", "plan_of", "past"))


def _has_figure(clause: _Clause, plan: _Plan) -> bool:
    return "%" in plan.text[clause.start : clause.end]


def _is_told_after(i: int, times: Sequence[Time], clause: _Clause, plan: _Plan) -> bool:
    """Whether a bare định kỳ is told more closely by what follows: định kỳ hằng năm; or by its block's bullets."""
    if i + 1 < len(times) and times[i + 1].recurrence != "ad-hoc":
        between = plan.text[times[i].end : times[i + 1].start]
        if len(between) <= 12 and not any(mark in between for mark in ".;"):
            return True
    return plan.text[clause.block.end - 1 : clause.block.end] == ":" and _intro_tells(clause.block, plan)


def _intro_tells(block: Block, plan: _Plan) -> bool:
    after = plan.outline.blocks[block.index + 1 : block.index + 2]
    return any(find_times(plan.text, plan.rules, b.start, b.end) for b in after if b.kind in ("bullet", "item"))


# --- tables --------------------------------------------------------------------------------------


def _in_tables(plan: _Plan) -> Iterator[_Found]:
    """The limits in the time columns (Thời gian thực hiện) of task tables."""
    for table in plan.outline.tables:
        columns = _time_columns(table, plan.rules)
        for cell in table.cells:
            block = plan.outline.block_at(cell.start) if cell.col in columns and cell.text else None
            if block is not None:
                yield from _in_clause(_Clause(cell.start, cell.end, block, alone=True), plan)


def _time_columns(table: Table, rules: Rulebook) -> frozenset[int]:
    """The columns of times, in a table that has a column of tasks or agencies as well."""
    label, task = rules.pattern("deadlines.label.column"), rules.pattern("deadlines.label.task_column")
    headers: dict[int, tuple[str, ...]] = {cell.col: cell.header for cell in table.cells}
    times = {col for col, words in headers.items() if any(label.search(word.strip()) for word in words)}
    tasks = {col for col, words in headers.items() if any(task.search(word) for word in words)}
    return frozenset(times) if tasks - times else frozenset()


# --- rows ----------------------------------------------------------------------------------------


def _row(found: _Found, plan: _Plan) -> Deadline | None:
    time, clause = found.time, found.clause
    year, month, day = time.parts
    if year is None and month is not None and _in_plan_year(found, plan):
        year = plan.header.year + time.next_year if plan.header.year is not None else None
    whole = time.parts._replace(year=year).whole
    duty = _assignment(time.start, clause.block, plan)
    recipients = read_recipients(plan.text, plan.rules, *_scope(found, duty))
    if not recipients and duty is not None and duty.start is not None and duty.end is not None:
        recipients = read_recipients(plan.text, plan.rules, duty.start, duty.end)
    return Deadline(
        start=time.start,
        end=time.end,
        section=clause.block.section,
        rule_id=time.rule_id,
        confidence=time.confidence,
        kind=time.kind,
        date=whole,
        month=month,
        day=day,
        year=year,
        recurrence=found.recurrence,
        rrule=rrule_of(found.recurrence, month, day, time.weekday),
        what=_what(found, duty, plan),
        agency="; ".join(_agencies(duty)) or None,
        recipient="; ".join(recipients) or None,
        assignment=duty.index if duty else None,
    )


def _in_plan_year(found: _Found, plan: _Plan) -> bool:
    return plan.header.year is not None and found.time.said in ("day", "month", "quarter")


def _scope(found: _Found, duty: Assignment | None) -> tuple[int, int]:
    clause = found.clause
    if clause.alone and duty is not None and duty.start is not None and duty.end is not None:
        return duty.start, duty.end
    return clause.start, clause.end


def _assignment(position: int, block: Block, plan: _Plan) -> Assignment | None:
    """The duty that a time belongs to: whose span holds it, whose table row it stands in, else the one
    of the paragraph that introduces its bullets, else the one before it in the same section (a line
    `Thời gian: …` follows its task), else the one behind it."""
    placed = [a for a in plan.assignments if a.start is not None and a.end is not None]
    inside = [a for a in placed if _holds(a, position, position)]
    if inside:
        return min(inside, key=lambda a: (a.end or 0) - (a.start or 0))
    if block.kind == "row":
        row = [a for a in placed if _holds(a, block.start, block.end, within=True)]
        return row[0] if row else None
    intro = _intro(block, plan)
    introduced = [a for a in placed if intro is not None and _holds(a, intro.start, intro.start)]
    return introduced[0] if introduced else _nearest(placed, position, block, plan)


def _holds(assignment: Assignment, start: int, end: int, within: bool = False) -> bool:
    if assignment.start is None or assignment.end is None:
        return False
    if within:
        return start <= assignment.start and assignment.end <= end
    return assignment.start <= start and end <= assignment.end


def _nearest(placed: Iterable[Assignment], position: int, block: Block, plan: _Plan) -> Assignment | None:
    label = plan.rules.pattern("deadlines.label.line").search(plan.text, block.start, block.end)
    if label is None:
        return None
    same = [a for a in placed if a.section == block.section]
    before = [a for a in same if (a.start or 0) < position]
    return before[-1] if before else same[0] if same else None


def _agencies(duty: Assignment | None) -> tuple[str, ...]:
    """Who owes it: those who lead or are responsible; where there are none, those who take part."""
    if duty is None:
        return ()
    owe = [a.name for a in duty.agencies if a.role in ("lead", "responsible")]
    return tuple(dict.fromkeys(owe or [a.name for a in duty.agencies]))


def _what(found: _Found, duty: Assignment | None, plan: _Plan) -> str | None:
    """What is due: the clause without its time words; for a labelled time the duty's first clause."""
    clause, time = found.clause, found.time
    if clause.alone:
        return duty.task.split(";")[0].strip() if duty else None
    words = f"{plan.text[clause.start : time.start]} {plan.text[time.end : clause.end]}"
    words = " ".join(words.replace("()", " ").split()).strip(" .;,:()-")
    return words if len(words) >= LEAST_WHAT else duty.task if duty else None
