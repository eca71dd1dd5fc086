"""Decide which times of a clause bind somebody (deadlines), and with which recurrence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kehoach.extract.dates import DateParts
from kehoach.extract.time_clauses import Clause, Setting, find_intro
from kehoach.extract.time_duties import find_duty
from kehoach.extract.times import Time, find_times, recurrence_of
from kehoach.frozen import frozen, replace
from kehoach.values import Block, Header

FIXED = ("ad-hoc", "daily", "weekly")  # rhythms that no day of the year belongs to
CLOSE = 12  # letters between a bare định kỳ and the rhythm that says which
LEAST_SENTENCE = 120  # letters of a heading that is a whole sentence
IN_YEAR = "deadlines.limit.in_year"  # a year without a day or month: none where it is the plan's own
LEAST_TASK = 8  # letters behind a time that make it a line of a schedule


@frozen
class BoundTime:
    """A time that binds: the time, its recurrence, and the clause it stands in."""

    time: Time
    recurrence: str | None
    clause: Clause


def bind_times(clause: Clause, setting: Setting) -> Iterator[BoundTime]:
    """The times of a clause that are deadlines; a rhythm that a day belongs to is one with it."""
    times = _times(clause, setting)
    if not times:
        return
    used: set[int] = set()
    yield from _spread(_bind_limits(times, used, clause, setting), setting)
    for i, time in enumerate(times):
        if time.said == "rhythm" and i not in used and _is_rhythm(i, times, clause, setting):
            yield BoundTime(time, time.recurrence, clause)


def _bind_limits(times: Sequence[Time], used: set[int], clause: Clause, setting: Setting) -> list[BoundTime]:
    """The limits among a clause's times, each with its recurrence; `used` gets the rhythms that told one."""
    bound: list[BoundTime] = []
    paired = _pair_in_turn(times)
    for i, time in enumerate(times):
        if time.said == "rhythm" or not _is_limit(time, clause, setting):
            continue
        if i in paired:
            recurrence, told = times[paired[i]].recurrence, {paired[i]}
        else:
            recurrence, told = _recurrence(i, times, used, clause, setting)
        if recurrence is None and time.parts == DateParts(day=time.parts.day) and time.parts.day is not None:
            recurrence = _rhythm_of_next(i, times, setting)
            if recurrence is None:
                continue  # a day of no month: only a rhythm could tell of which
        if bound and not told and _go_together(bound[-1].time, time, setting):
            recurrence = recurrence or bound[-1].recurrence
        used |= told
        kind = _kind_before(time, clause, setting) if time.follows else time.kind
        bound.append(BoundTime(replace(time, kind=kind), recurrence, clause))
    return bound


def _rhythm_of_next(i: int, times: Sequence[Time], setting: Setting) -> str | None:
    """The rhythm that a day shares with the one after it: vào ngày 15 và ngày 30 hằng tháng."""
    after = times[i + 1] if i + 1 < len(times) else None
    shared = after is not None and after.said == "day" and after.parts.month is None
    return after.recurrence if after is not None and shared and _go_together(times[i], after, setting) else None


def _spread(bound: Sequence[BoundTime], setting: Setting) -> list[BoundTime]:
    """Of limits that go together (05/6 và 05/12 hằng năm) the rhythm of the last is that of all."""
    spread = list(bound)
    for i in range(len(spread) - 2, -1, -1):
        after = spread[i + 1]
        if spread[i].recurrence is None and after.time.recurrence and _go_together(spread[i].time, after.time, setting):
            time = replace(spread[i].time, recurrence=after.time.recurrence)
            spread[i] = BoundTime(time, after.recurrence, spread[i].clause)
    return spread


def _kind_before(time: Time, clause: Clause, setting: Setting) -> str:
    """The kind of the limit before in the block, that a day without a limit word of its own follows."""
    before = find_times(setting.text, setting.rules, clause.block.start, time.start)
    return next((t.kind for t in reversed(before) if t.said == "day" and not t.follows), time.kind)


def _times(clause: Clause, setting: Setting) -> tuple[Time, ...]:
    """The times of a clause in order, with those that share a limit word; of a span its end alone."""
    times: list[Time] = []
    for time in find_times(setting.text, setting.rules, clause.start, clause.end, clause.alone):
        more = list(_more(time, clause, setting))
        if not times or time.start >= times[-1].end:
            times += [time, *more]
    kept = _last_of_spans(times, setting) if clause.alone else times
    return tuple(t for t in kept if not clause.scheduled or _is_scheduled(t, clause, setting))


def _more(time: Time, clause: Clause, setting: Setting) -> Iterator[Time]:
    """Further days that share a limit word: trước ngày 15/3, 15/6 và 15/12 hằng năm."""
    pattern = setting.rules.pattern("deadlines.more")
    end = time.end if time.parts.month is not None and time.parts.day is not None else clause.end
    while match := pattern.match(setting.text, end, clause.end):
        year = int(match["year"]) if match["year"] else None
        every = recurrence_of(match["every"], setting.rules) if match["every"] else None
        parts = DateParts(year, int(match["month"]), int(match["day"]))
        yield Time(match.start("day"), match.end(), "day", time.kind, parts, every, rule_id="deadlines.more")
        end = match.end()


def _last_of_spans(times: Sequence[Time], setting: Setting) -> list[Time]:
    """Of a span (từ … đến …, Quý IV/2025 - Quý II/2026) its end alone; a day with từ before it is none."""
    kept: list[Time] = []
    for i, time in enumerate(times):
        after = times[i + 1] if i + 1 < len(times) else None
        between = setting.text[time.end : after.start] if after is not None and after.said != "rhythm" else "."
        spans = time.said != "rhythm" and setting.rules.pattern("deadlines.span").fullmatch(between)
        begins = time.said == "day" and setting.is_left("deadlines.none_left.from", 0, time.start)
        if not spans and not begins:
            kept.append(time)
    return kept


def _is_scheduled(time: Time, clause: Clause, setting: Setting) -> bool:
    """Whether a time under a heading `Thời gian thực hiện` is more than the plan's own period: a limit with its day,
    or a time that something else follows in its clause (`Tháng 2/2010 rà soát, bình xét; …`)."""
    if time.said in ("rhythm", "year"):
        return False
    if (time.said == "day" and time.kind != "on") or time.rule_id.startswith("deadlines.limit.during"):
        return True
    heads = not setting.text[clause.start : time.start].strip(" -+*")
    return heads and len(setting.text[time.end : clause.end].strip(" .;")) >= LEAST_TASK


# --- limits --------------------------------------------------------------------------------------


def _is_limit(time: Time, clause: Clause, setting: Setting) -> bool:
    """Whether a day, month or quarter limits a duty: it is no document's date, no past one, no other event's."""
    if not time.parts.possible:
        return False
    if clause.alone:
        return not _is_own_period(time, setting)
    if setting.is_right("deadlines.none_right.event", time.end, clause.end):
        return False
    if time.kind == "before":
        return not setting.is_left("deadlines.none_left.before", clause.start, time.start)
    if setting.is_left("deadlines.none_left.document", clause.start, time.start) or _is_result(time, clause, setting):
        return False
    if setting.is_left("deadlines.none_left.past", clause.start, time.start) or _is_over(time, setting.header):
        return False
    if time.rule_id == IN_YEAR and time.parts.year == setting.header.year:
        return False
    return not time.bare or find_duty(time.start, clause.block, setting) is not None


def _is_result(time: Time, clause: Clause, setting: Setting) -> bool:
    """Whether the words behind a day of the document's own month, or before it, tell what had been done by then."""
    year, month, header = time.parts.year, time.parts.month, setting.header
    if time.kind != "by" or year is None or month is None or header.issue_year is None:
        return False
    past = (year, month) <= (header.issue_year, header.issue_month or 0)
    return past and setting.is_right("deadlines.none_right.result", time.end, clause.end)


def _is_own_period(time: Time, setting: Setting) -> bool:
    """Whether a span of years (`2026 - 2030` in a time column) is the plan's own: the whole of it or up to its end."""
    if time.said != "year":
        return False
    span = setting.rules.pattern("deadlines.period_years").match(setting.text[time.start : time.end])
    if span is None:
        return False
    header = setting.header
    return int(span["last"]) == header.year_to and header.year_from in (None, int(span["first"]))


def _is_over(time: Time, header: Header) -> bool:
    """Whether the time lies before the plan's own date: then the text tells of something past."""
    year, month, day = time.parts
    if year is None or header.issue_year is None:
        return False
    if header.issue_date is not None and month is not None and day is not None:
        return date(year, month, day) < header.issue_date
    return (year, month or 12) < (header.issue_year, header.issue_month or 1)


def _pair_in_turn(times: Sequence[Time]) -> dict[int, int]:
    """Days and the rhythms before them, as many of each, in turn: `báo cáo 6 tháng, năm trước ngày 15/6, 15/12`."""
    rhythms = [i for i, t in enumerate(times) if t.said == "rhythm" and t.recurrence not in (None, *FIXED)]
    days = [i for i, t in enumerate(times) if t.said == "day" and t.recurrence is None]
    in_turn = len(rhythms) == len(days) >= 2 and rhythms[-1] < days[0]
    return dict(zip(days, rhythms, strict=True)) if in_turn else {}


def _go_together(last: Time, time: Time, setting: Setting) -> bool:
    between = setting.text[last.end : time.start]
    return setting.rules.pattern("deadlines.and").fullmatch(between) is not None


def _recurrence(
    i: int, times: Sequence[Time], used: set[int], clause: Clause, setting: Setting
) -> tuple[str | None, set[int]]:
    """The rhythm of a limit, and which of the clause's times told it: its own words, else the report named in
    brackets behind it, else the nearest rhythm before it, else the report it is for (`báo cáo 6 tháng`)."""
    time, text, rules = times[i], setting.text, setting.rules
    begin = max([clause.start, *(t.end for t in times[:i] if t.said != "rhythm")])
    near = [k for k in range(i) if times[k].said == "rhythm" and times[k].start >= begin and k not in used]
    told = {k for k in near if times[k].recurrence not in FIXED}
    after = rules.pattern("deadlines.report.after").search(text[time.end : clause.end])
    if after:
        behind = {k for k in range(i + 1, len(times)) if times[k].start < time.end + after.end()}
        return time.recurrence or recurrence_of(after["rhythm"], rules), told | behind
    if time.recurrence:
        return time.recurrence, told | {k for k in near if times[k].recurrence == time.recurrence}
    named = max((k for k in told if times[k].recurrence), default=None)
    if named is not None and _is_of_other_duty(named, times, told, setting):
        told.remove(named)
    elif named is not None:
        return times[named].recurrence, {k for k in told if times[k].recurrence is None} | {named}
    words = _report_words(begin, time, bool(told) or _is_regular(clause, setting), setting)
    if words is not None:
        return recurrence_of(words, rules), told
    yearly = time.parts.year is None and setting.header.year is None and (told or _is_regular(clause, setting))
    return ("yearly" if yearly else None), told


def _is_of_other_duty(named: int, times: Sequence[Time], told: set[int], setting: Setting) -> bool:
    """Whether a rhythm is that of a duty before the report: `lập kế hoạch hằng năm và định kỳ báo cáo … trước ngày`."""
    bare = next((k for k in sorted(told) if k > named and times[k].recurrence is None), None)
    if bare is None:
        return False
    between = setting.text[times[named].end : times[bare].start]
    return setting.rules.pattern("deadlines.and_then").fullmatch(between) is not None


def _report_words(begin: int, time: Time, regular: bool, setting: Setting) -> str | None:
    """The rhythm word of the report that a limit is for: right before it, or anywhere before it in its clause;
    a named year (`Ước thực hiện năm 2023`) only where the plan speaks of reporting định kỳ."""
    text, rules = setting.text, setting.rules
    adjacent = rules.pattern("deadlines.report.adjacent").search(text[begin : time.start])
    if adjacent:
        return str(adjacent["rhythm"])
    for rule_id in (
        ("deadlines.report.rhythm", "deadlines.report.year_named") if regular else ("deadlines.report.rhythm",)
    ):
        before = list(rules.pattern(rule_id).finditer(text, begin, time.start + 1))
        if before:
            return str(before[-1]["rhythm"])
    return None


def _is_regular(clause: Clause, setting: Setting) -> bool:
    """Whether the clause's block, or the paragraph that introduces its bullets, speaks of reporting định kỳ."""
    bare = setting.rules.pattern("deadlines.rhythm.bare")
    blocks = (clause.block, find_intro(clause.block, setting))
    return any(bare.search(setting.text, b.start, b.end) is not None for b in blocks if b)


# --- rhythms that no day belongs to --------------------------------------------------------------


def _is_rhythm(i: int, times: Sequence[Time], clause: Clause, setting: Setting) -> bool:
    """Whether a rhythm binds by itself: it is no attribute (ngân sách hằng năm), no aim, and not told more closely."""
    time, left = times[i], (clause.start, times[i].start)
    if "%" in setting.text[clause.start : clause.end] or (_is_title(clause.block) and not _is_spoken(time)):
        return False
    if time.recurrence == "ad-hoc":
        return not setting.is_left("deadlines.none_left.ad_hoc_noun", *left)
    if setting.is_right("deadlines.none_right.attribute", time.end, clause.end):
        return False
    if time.recurrence is None:
        told = _is_told_after(i, times, clause, setting)
        form = setting.rules.pattern("deadlines.none_right.form").match(setting.text, time.end, clause.end)
        return not told and not form and not setting.is_left("deadlines.none_left.bare_noun", *left)
    if time.recurrence == "daily" and not _is_owed(time, clause, setting):
        return False
    if clause.alone or setting.is_left("deadlines.duty.budget_each_year", *left):
        return True
    return not any(setting.is_left(f"deadlines.none_left.{name}", *left) for name in ("attribute", "plan_of", "past"))


def _is_title(block: Block) -> bool:
    """Whether a block is a heading and no whole sentence (an article without a title)."""
    return block.kind == "heading" and block.end - block.start < LEAST_SENTENCE


def _is_spoken(time: Time) -> bool:
    """Whether a rhythm is said as such (hằng năm): in a heading `định kỳ` and `báo cáo năm` are but names."""
    return time.rule_id == "deadlines.rhythm.spoken"


def _is_owed(time: Time, clause: Clause, setting: Setting) -> bool:
    return _is_regular(clause, setting) or find_duty(time.start, clause.block, setting) is not None


def _is_told_after(i: int, times: Sequence[Time], clause: Clause, setting: Setting) -> bool:
    """Whether a bare định kỳ is told more closely by what follows: định kỳ hằng năm; or by its block's bullets.

    In a list (định kỳ, hằng năm hoặc đột xuất) it stands for itself.
    """
    if i + 1 < len(times) and times[i + 1].recurrence != "ad-hoc":
        between = setting.text[times[i].end : times[i + 1].start]
        listed = between.startswith(",") and times[i].start > clause.start and times[i + 1].said == "rhythm"
        if len(between) <= CLOSE and not listed and not any(mark in between for mark in ".;"):
            return True
    ends = setting.text[clause.block.end - 1 : clause.block.end] == ":"
    return ends and _bullets_tell(clause.block, setting)


def _bullets_tell(block: Block, setting: Setting) -> bool:
    after = setting.outline.blocks[block.index + 1 : block.index + 2]
    return any(find_times(setting.text, setting.rules, b.start, b.end) for b in after if b.kind in ("bullet", "item"))
