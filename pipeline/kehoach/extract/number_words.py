"""Read numbers in words (bằng chữ): "hai tỷ chín trăm mười ba triệu" is 2,913,000,000."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kehoach.rulebook import Name, Rulebook

SCALE = 1000
"""From here on a unit multiplies all the words before it, not just the digit in front of it."""
WORD = re.compile(r"[^\W\d_]+")
LONGEST = 160
"""No number of a plan has more letters in words."""


def read_words(words: str, rules: Rulebook) -> int | None:
    """The number that words say, None where one of them is no word of a number, or they make none.

    The largest unit goes first: what stands before it is multiplied by it, what follows is added.
    `rưỡi` is half of the unit before it (hai tỷ rưỡi: 2,500,000,000).
    """
    known = rules.spelling["money.number_words"]
    found = [known.get(word.casefold()) for word in WORD.findall(words)]
    read = [name for name in found if name is not None and not name["filler"]]
    return _value(read) if read and None not in found else None


def find_spoken(text: str, rules: Rulebook, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The amounts that stand in words alone ("hỗ trợ một triệu đồng"): (start, end, đồng)."""
    known, vague = rules.spelling["money.number_words"], rules.pattern("money.vague")
    for match in rules.pattern("money.words_alone").finditer(text, start, end):
        floor = max(start, match.start() - LONGEST, text.rfind("\n", 0, match.start()) + 1)
        begin = match.start("words")
        for word in reversed(list(WORD.finditer(text, floor, begin))):
            between = text[word.end() : begin]
            if word[0].casefold() not in known or between not in (" ", ", "):
                break
            begin = word.start()
        dong = read_words(text[begin : match.end("words")], rules) if begin < match.start("words") else None
        counted = text[floor:begin].rstrip()[-1:].isdigit()
        if dong and not counted and not vague.search(text, floor, begin):
            yield begin, match.end(), dong


def spoken_behind(text: str, end: int, rules: Rulebook) -> tuple[int, int, int | None] | None:
    """The words behind an amount that ends at `end` and say it again (bằng chữ: …): (start, end, đồng or None)."""
    match = rules.pattern("money.in_words").match(text, end, end + LONGEST + 60)
    return match and (match.start("words"), match.end(), read_words(match["words"], rules))


def _value(words: Sequence[Name]) -> int | None:
    scales = [(name["times"] or 0, place) for place, name in enumerate(words)]
    scale, place = max(scales, default=(0, 0))
    if scale < SCALE:
        return _below_thousand(words)
    before, after = words[:place], words[place + 1 :]
    times = _value(before) if before else 1
    half = bool(after and after[0]["half"])
    rest = (scale // 2 if half else 0) if not after[half:] else _value(after[half:])
    if times is None or rest is None or rest >= scale or (half and after[1:]):
        return None
    return int(times * scale + rest)


def _below_thousand(words: Sequence[Name]) -> int | None:
    """Hundreds, tens and ones; None where they do not fall ("năm trăm trăm")."""
    total, digit, floor = 0, None, SCALE
    for name in words:
        if name["half"]:
            return total + floor // 2 if digit is None and floor < SCALE else None
        if name["times"]:
            if name["times"] >= floor:
                return None
            floor = name["times"]
            total += (1 if digit is None else digit) * floor
            digit = None
        elif digit is not None and not (digit == 0 and floor == SCALE):
            return None
        else:
            digit, floor, total = _digit(name, floor, total)
    return total + (digit or 0)


def _digit(name: Name, floor: int, total: int) -> tuple[int | None, int, int]:
    """A digit waits for its unit; `mười` is a ten by itself."""
    if name["value"] == 10:
        return None, 10, total + 10
    return int(name["value"]), floor, total
