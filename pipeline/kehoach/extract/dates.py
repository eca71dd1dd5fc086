"""Read Vietnamese dates (ngày, tháng, năm), whole or in part. Pure: no clock fills in what the text leaves out.

Texts are clean text: plain dashes, single blanks. `14/10/2021`, `18.1.2022`, `19 / 02/2020`, `14-10-2021`,
`ngày 06 tháng 7 năm 2022`, `tháng 9/2020`, `tháng 10 năm 2020`, `20/6`, `ngày 30 tháng 11`, `ngày 25`, `năm 2025`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import regex

LEAP_YEAR = 2024  # stands in where the year is unknown: 29/02 may be meant

_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?P<day>\d{1,2})"  # [0-3]?\d is ten times slower: the engine finds no first letter
_MONTH = r"(?P<month>\d{1,2})"
_SHAPES = (
    # ngày 06 tháng 7 năm 2022; tháng 10 năm 2020; ngày 30 tháng 11; ngày 30 tháng 11/2025
    rf"(?:\bngày\s{{0,2}}{_DAY}\s{{0,2}})?\btháng\s{{0,2}}{_MONTH}(?!\d)(?:\s{{0,2}}(?:năm|/|-)\s{{0,2}}{_YEAR})?",
    # 14/10/2021, 18.1.2022, 19 / 02/2020
    rf"(?<![\d/.,-]){_DAY}\s?(?P<mark>[/.-])\s?{_MONTH}\s?(?P=mark)\s?{_YEAR}(?!/)",
    # 9/2020, after "tháng" or alone
    rf"(?<![\d/.,-]){_MONTH}\s?/\s?{_YEAR}(?![/\d])",
    # 20/6: only a slash or a dash after "ngày", for 3.5 is a number
    rf"(?<![\d/.,-]){_DAY}\s?/\s?{_MONTH}(?![\d/]|[.,]\d|-\p{{Lu}})",
    rf"\bngày\s{{0,2}}{_DAY}\s?-\s?{_MONTH}(?!\d|\s?/)",
    rf"\bngày\s{{0,2}}{_DAY}(?![\d/.%])",
    rf"\bnăm\s{{0,2}}{_YEAR}",
)
# Every shape begins with a digit, `ngày`, `tháng` or `năm`: looking for that first is eight times faster.
_BEGIN = r"(?=\d|\b[nt][găh])"
_ANY = regex.compile(_BEGIN + "(?:" + "|".join(f"(?:{shape})" for shape in _SHAPES) + ")", regex.IGNORECASE)
_WHOLE = regex.compile(f"{_BEGIN}(?:(?:{_SHAPES[0]})|(?:{_SHAPES[1]}))", regex.IGNORECASE)

_DAYS: tuple[re.Pattern[str] | regex.Pattern[str], ...] = (
    # `re` looks digits up faster than `regex`, where the pattern begins with one
    re.compile(
        r"(?P<day>[0-9](?<![0-9/.,-].)[0-9]?) ?(?P<mark>[/.-]) ?(?P<month>[0-9]{1,2}) ?(?P=mark) ?"
        r"(?P<year>(?:19|20)[0-9]{2})(?![0-9/])"
    ),
    *(
        regex.compile(
            rf"{word}(?<=\b.{{4}})\s{{0,2}}{_DAY}(?:\s?/\s?|\s(?:[Tt]háng|THÁNG)\s{{0,2}}){_MONTH}(?!\d|\s?/)"
            rf"(?:\s{{0,2}}(?:năm|NĂM)\s{{0,2}}{_YEAR})?"
        )
        for word in ("[Nn]gày", "NGÀY")  # each has letters that are looked up at once; a pattern of both has none
    ),
)


class DateParts(NamedTuple):
    """What a text says of a date; None for what it leaves out. May be impossible: see `possible`."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def whole(self) -> date | None:
        """The date, where day, month and year are said and the calendar has it."""
        if self.year is None or self.month is None or self.day is None or not self.possible:
            return None
        return date(self.year, self.month, self.day)

    @property
    def possible(self) -> bool:
        """Whether the calendar has such a day: 31/6 and 30/2 are none, 29/2 without a year is one."""
        try:
            date(self.year or LEAP_YEAR, 1 if self.month is None else self.month, 1 if self.day is None else self.day)
        except ValueError:
            return False
        return True


class FoundDate(NamedTuple):
    """A date in a text, with its span."""

    parts: DateParts
    start: int
    end: int


def read_date(text: str) -> date | None:
    """The first whole date in a text, or None: a day left blank or 31/6 gives none, nothing is filled in."""
    return next((found.parts.whole for found in find_dates(text, pattern=_WHOLE) if found.parts.whole), None)


def read_parts(text: str) -> DateParts | None:
    """The first date in a text as far as it is said, or None. `tháng 3 năm 2023` has no day."""
    return next((found.parts for found in find_dates(text)), None)


def find_days(text: str) -> Iterator[FoundDate]:
    """The days of a text that are whole (`20/6/2024`), then those that are named (`ngày 20/6`), the impossible too.

    Patterns one after the other are many times faster than one that has all.
    """
    for pattern in _DAYS:
        for match in pattern.finditer(text):
            year = int(match["year"]) if match["year"] else None
            yield FoundDate(DateParts(year, int(match["month"]), int(match["day"])), match.start(), match.end())


def find_dates(
    text: str, start: int = 0, end: int | None = None, pattern: regex.Pattern[str] = _ANY
) -> Iterator[FoundDate]:
    """All dates of `text[start:end]` in reading order, whole or in part, the impossible ones too."""
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        yield FoundDate(_parts(match), match.start(), match.end())


def _parts(match: regex.Match[str]) -> DateParts:
    def number(name: str) -> int | None:
        said = next((value for value in reversed(match.captures(name)) if value), None)
        return int(said) if said else None

    return DateParts(number("year"), number("month"), number("day"))
