"""Find the times (thời hạn, định kỳ) that a text speaks of: limits with a day, month or quarter, and rhythms.

What a time is for, and whether it binds anybody, is decided in `deadlines.py`; here words become values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import regex

from kehoach.extract.dates import DateParts
from kehoach.extract.signs import holds_one, that_may_match
from kehoach.frozen import frozen
from kehoach.rulebook import Rule, Rulebook

Said = Literal["day", "month", "quarter", "year", "rhythm"]
Recurrence = str
UNSAID = DateParts()
DIGIT = regex.compile("[0-9]")


@frozen
class Time:
    """A time in a text: `start:end` its words, `said` how closely it is said, `kind` as in `deadlines.kind`.

    `recurrence` is its rhythm where the time's own words give one (`trước ngày 18 hằng tháng`);
    `next_year` says that it is a day of the year after (`năm sau`), `weekday` is as RFC 5545 writes it (`TH`),
    `bare` that no limit word stands with it (`(ngày 25/11)`), `follows` that the one before it holds for it too.
    """

    start: int
    end: int
    said: Said
    kind: str
    parts: DateParts = UNSAID
    recurrence: Recurrence | None = None
    next_year: bool = False
    quarter: str | None = None
    weekday: str | None = None
    bare: bool = False
    follows: bool = False
    rule_id: str = ""
    confidence: float = 1.0


def find_times(
    text: str, rules: Rulebook, start: int = 0, end: int | None = None, alone: bool = False
) -> tuple[Time, ...]:
    """All times of `text[start:end]` in reading order, none within another.

    `alone` says that the text is nothing but a time (a table's time column, a line labelled
    `Thời gian:`): there a bare day, month, quarter or year is a limit too.
    """
    stop = len(text) if end is None else end
    words = text[start:stop]
    found: list[Time] = []
    if _has_number(words, rules):
        for rule in that_may_match(rules.subject("deadlines.limit"), words):
            found += [_limit(rule, match, rules) for match in rule.pattern.finditer(text, start, stop)]
        for rule in rules.subject("deadlines.alone") if alone else ():
            found += [_limit(rule, match, rules) for match in rule.pattern.finditer(text, start, stop)]
    for rule in that_may_match(rules.subject("deadlines.rhythm"), words):
        found += _rhythms(rule, text, rules, start, stop)
    return _apart(found) if found else ()


def _has_number(words: str, rules: Rulebook) -> bool:
    """Whether words hold what every limit has: a figure, a quarter or a day of the week."""
    if DIGIT.search(words):
        return True
    others = rules.rule("deadlines.number_in_words")
    return holds_one(others.signs, words) and others.pattern.search(words) is not None


def recurrence_of(words: str, rules: Rulebook) -> Recurrence | None:
    """The recurrence that rhythm words stand for (`6 tháng` half-yearly), None for words that are none."""
    name = rules.spelling["deadlines.rhythms"].get(" ".join(words.split()).casefold())
    return name["recurrence"] if name else None


def rrule_of(
    recurrence: Recurrence | None, month: int | None, day: int | None, weekday: str | None = None
) -> str | None:
    """The RFC 5545 rule of a rhythm, None for a single date and for `ad-hoc`.

    The half-year's report due on 20/6 comes back each 20/6: with its day and month every rhythm but
    the monthly, weekly and daily is a yearly rule.
    """
    if month and day and recurrence in ("yearly", "half-yearly", "nine-monthly", "quarterly"):
        return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"
    on_day = f";BYMONTHDAY={day}" if day else ""
    in_month = f";BYMONTH={month}" if month else ""
    rules: dict[str | None, str] = {
        "yearly": f"FREQ=YEARLY{in_month}",
        "half-yearly": f"FREQ=YEARLY;BYMONTH=6,12{on_day}",
        "nine-monthly": f"FREQ=YEARLY;BYMONTH=9{on_day}",
        "quarterly": f"FREQ=YEARLY;BYMONTH=3,6,9,12{on_day}",
        "monthly": f"FREQ=MONTHLY{on_day}",
        "weekly": f"FREQ=WEEKLY;BYDAY={weekday}" if weekday else "FREQ=WEEKLY",
        "daily": "FREQ=DAILY",
    }
    return rules.get(recurrence)


def _limit(rule: Rule, match: regex.Match[str], rules: Rulebook) -> Time:
    said = {name: value for name, value in match.groupdict().items() if value}

    def number(name: str) -> int | None:
        return int(said[name]) if name in said else None

    every = recurrence_of(said["every"], rules) if "every" in said else None
    level: Said = "day" if "day" in said else "month" if "month" in said else "quarter" if "quarter" in said else "year"
    if "hour" in said or "weekday" in said:
        level = "day"
    name = rules.spelling["deadlines.weekdays"].get(said["weekday"].casefold()) if "weekday" in said else None
    year = number("last") or number("year")
    kind = str(rule.gives["kind"])
    return Time(
        start=match.start(),
        end=match.end(),
        said=level,
        kind="during" if kind == "on" and level != "day" else kind,
        parts=DateParts(year, number("month"), number("day")),
        recurrence=every,
        next_year="next" in said,
        quarter=said.get("quarter"),
        weekday=name["day"] if name else None,
        bare=bool(rule.gives.get("bare")),
        follows=bool(rule.gives.get("follows")),
        rule_id=rule.id,
        confidence=rule.confidence,
    )


def _rhythms(rule: Rule, text: str, rules: Rulebook, start: int, end: int) -> Iterator[Time]:
    for match in rule.pattern.finditer(text, start, end):
        told = str(rule.gives.get("recurrence", ""))
        for first, last in match.spans("rhythm"):
            yield Time(
                start=first,
                end=last,
                said="rhythm",
                kind="periodic",
                recurrence=told or recurrence_of(text[first:last], rules),
                rule_id=rule.id,
                confidence=rule.confidence,
            )


def _apart(times: list[Time]) -> tuple[Time, ...]:
    """Of times that overlap keep the one that begins first, then the longest; a limit before a rhythm."""
    kept: list[Time] = []
    for time in sorted(times, key=lambda t: (t.start, t.said == "rhythm", -t.end)):
        if not kept or time.start >= kept[-1].end:
            kept.append(time)
    return tuple(kept)
