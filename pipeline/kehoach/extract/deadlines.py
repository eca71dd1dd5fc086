"""Find the deadlines (thời hạn) of a plan: limits in time for a duty, and rhythms of reporting (định kỳ)."""

from __future__ import annotations

from collections.abc import Sequence

from kehoach.extract.bound_times import BoundTime, bind_times
from kehoach.extract.recipients import read_channel, read_recipients
from kehoach.extract.time_clauses import Clause, Setting, find_clauses, set_up
from kehoach.extract.time_duties import find_duty, read_owers
from kehoach.extract.times import rrule_of
from kehoach.rulebook import Rulebook
from kehoach.values import Assignment, Deadline, Header, Outline

QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
LEAST_WHAT = 8  # letters that a clause must have to say what a deadline is for


def find_deadlines(
    outline: Outline, header: Header, assignments: Sequence[Assignment], rules: Rulebook
) -> tuple[Deadline, ...]:
    """All deadlines of a plan, in the order of the text.

    A rhythm with its day is one row. None are: dates of documents, the plan's own period, what hangs
    on another event, past results. A day without a year is of the plan's year where it is for one
    year; no clock is asked. A day that the calendar does not have is no row (`check_plan` tells it).
    """
    setting = set_up(outline, header, assignments, rules)
    bound = [item for clause in find_clauses(setting) for item in bind_times(clause, setting)]
    return tuple(_deadline(item, setting) for item in sorted(bound, key=lambda item: item.time.start))


def _deadline(bound: BoundTime, setting: Setting) -> Deadline:
    time, clause = bound.time, bound.clause
    month, day = time.parts.month, time.parts.day
    year = _year(bound, setting.header)
    duty = find_duty(time.start, clause.block, setting)
    return Deadline(
        start=time.start,
        end=time.end,
        section=clause.block.section,
        rule_id=time.rule_id,
        confidence=time.confidence,
        kind=time.kind,
        date=time.parts._replace(year=year).whole,
        month=month,
        day=day,
        year=year,
        recurrence=bound.recurrence,
        rrule=rrule_of(bound.recurrence, month, day, time.weekday),
        what=_what(bound, duty, setting),
        agency="; ".join(read_owers(duty, clause, setting)) or None,
        recipient="; ".join(_recipients(bound, duty, setting)) or None,
        assignment=duty.index if duty else None,
        quarter=QUARTERS.get(time.quarter or ""),
        channel="; ".join(_channel(bound, duty, setting)) or None,
    )


def _channel(bound: BoundTime, duty: Assignment | None, setting: Setting) -> tuple[str, ...]:
    """Whom it goes through, from the time's own clause, else from the whole duty."""
    clause = bound.clause
    found = () if clause.alone else read_channel(setting.text, setting.rules, clause.start, clause.end)
    if not found and duty is not None and duty.start is not None and duty.end is not None:
        return read_channel(setting.text, setting.rules, duty.start, duty.end)
    return found


def _year(bound: BoundTime, header: Header) -> int | None:
    """The year that the text says, else that of a plan for one year (the one after it for `năm sau`)."""
    time = bound.time
    if time.parts.year is not None or header.year is None or (time.parts.month is None and time.quarter is None):
        return time.parts.year
    return header.year + time.next_year


def _recipients(bound: BoundTime, duty: Assignment | None, setting: Setting) -> tuple[str, ...]:
    """To whom it is due, from the time's own clause; where that names nobody, from the whole duty."""
    clause = bound.clause
    found = read_recipients(setting.text, setting.rules, clause.start, clause.end)
    if not found and duty is not None and duty.start is not None and duty.end is not None:
        return read_recipients(setting.text, setting.rules, duty.start, duty.end)
    return found


def _what(bound: BoundTime, duty: Assignment | None, setting: Setting) -> str | None:
    """What is due: the clause without its time words; for a labelled time the duty's first clause."""
    clause, time, text = bound.clause, bound.time, setting.text
    if clause.alone and not clause.scheduled:
        return duty.task.split(";")[0].strip() if duty else None
    words = _close_hole(f"{text[clause.start : time.start]} {text[time.end : clause.end]}")
    if len(words) >= LEAST_WHAT:
        return words
    return duty.task if duty else _sentence_before(clause, setting)


def _sentence_before(clause: Clause, setting: Setting) -> str | None:
    """The sentence before in the block, that `Hoàn thành trong quý II.` is about; None where it stands alone."""
    before = setting.text[clause.block.start : clause.start].strip(" .;-+*")
    return before[before.rfind(". ") + 1 :].strip() or None


def _close_hole(words: str) -> str:
    """Words without the brackets and commas that a time taken out leaves: `Hằng tháng, , báo cáo`, `báo cáo ( )`."""
    words = " ".join(words.replace("()", " ").replace("( )", " ").split())
    for hole, closed in ((" ,", ","), (",,", ","), ("(,", "("), ("( ", "("), (",)", ")"), (" ;", ";")):
        words = words.replace(hole, closed)
    return words.strip(" .;,:()-/")
