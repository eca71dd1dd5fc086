"""Tell whose an amount is (đơn vị thụ hưởng, sử dụng): the agency that its line, row or column names."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from kehoach.extract.agency_names import open_name, read_agencies
from kehoach.rulebook import Rulebook
from kehoach.values import Cell

REACH = 120
"""How far behind an amount the name of who gets it may end."""


def agency_of_line(text: str, start: int, amount: tuple[int, int], end: int, rules: Rulebook) -> str | None:
    """Who gets an amount of a line: `start` is where its own words begin, `end` where its line does.

    Named behind "giao", "cấp cho" before the amount, or as what the amount's words are ("- Phòng Y tế:
    30 triệu đồng"), or right behind it ("30 triệu đồng cho Trạm Y tế xã").
    """
    between = rules.pattern("money.given_between")
    places = [m.end() for m in rules.pattern("money.given_to").finditer(text, start, amount[0])]
    for place in (*reversed(places), start):
        names, stop = _read(text, place, amount[0], rules)
        if names and between.match(text[stop : amount[0]]):
            return names
    after = text[amount[1] : min(end, amount[1] + REACH)]
    behind = rules.pattern("money.given_behind").match(after)
    return _read(after, behind.end(), len(after), rules)[0] if behind else None


def agency_of_row(cells: Sequence[Cell], column: int | None, label: str, rules: Rulebook) -> str | None:
    """Who has a table row's money: its cell in the column "Đơn vị thực hiện", "Chủ đầu tư"; else its label, if a name."""
    place = rules.pattern("money.place_row")
    own = next((cell.text for cell in cells if cell.col == column and cell.text), None)
    return _whole(own or label, place, rules)


def _whole(words: str, place: regex.Pattern[str], rules: Rulebook) -> str | None:
    """The names that words are and nothing else, None for other words."""
    words = words.strip(" .;:")
    if place.match(words):
        return open_name(words, rules)
    names, stop = _read(words, 0, len(words), rules)
    return names if names and stop >= len(words) else None


def _read(text: str, start: int, end: int, rules: Rulebook) -> tuple[str | None, int]:
    """The agencies of the list that begins here, joined by "; ", and where it ends."""
    while start < end and text[start] in " \"'":
        start += 1
    if start >= end or not (text[start].isupper() or rules.pattern("agencies.begins").match(text, start, end)):
        return None, start
    names, stop = read_agencies(text, start, end, rules)
    return "; ".join(n.name for n in names) or None, stop
