"""Read amounts of money (số tiền) in Vietnamese notation: where they stand and what they are worth in đồng."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

import regex

from kehoach.extract.number_words import find_spoken, spoken_behind
from kehoach.frozen import frozen
from kehoach.rulebook import Rulebook

LARGEST = 10**18
"""More than this is no amount of a plan and would not fit the table's int64."""
NEAR = 80
"""How many letters before a bare "tỷ" words of money, or another amount, say that it is one too."""
GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
PLAIN = re.compile(r"\d+(?:,\d+)?")
POINTED = re.compile(r"\d+\.\d{1,2}|\d{1,3}(?:,\d{3})+\.\d{1,2}")
COMMA_GROUPED = re.compile(r"\d{1,3}(?:,\d{3}){2,}")
SLIPS = str.maketrans({"l": "1", "I": "1", "i": "1", "O": "0", "o": "0"})
UNIT_BEGINS = regex.compile(  # which looks digits up itself, unlike re; the letters are those that OCR read for digits
    r"[0-9](?=[ .OolIđĐtTnNvV])(?:[.OolI]{1,8})? ?(?:[đĐ](?:[ồỒ][nN]|(?!\w))|[tT][rR](?:[iI][ệỆ]|[ăĂ]|[đĐ.]|(?!\w))|[tT][ỷỉỶỈ]|[nN][gG](?:[hH][ìÌ]|[àÀ][nN])|[vV][nN][đĐdD])"
)
TORN = re.compile(r" ?\. ?| ")
SLIPPED = re.compile("[lIiOo ]")
THOUSANDS = re.compile(r"\d{1,3},\d{3}")


@frozen
class Amount:
    """A sum of money in a text: `start:end` its place, `unit` as written, `per` what it is paid for each of (`hộ`).

    `low_of` says that it is the lower end of a range, the next amount its upper end.
    """

    start: int
    end: int
    dong: int
    unit: str
    per: str | None = None
    low_of: bool = False


@frozen
class _Units:
    amount: regex.Pattern[str]
    range: regex.Pattern[str]
    numbered: regex.Pattern[str]
    spoken_of: regex.Pattern[str]
    item_alone: regex.Pattern[str]
    line_end: regex.Pattern[str]
    up_to: regex.Pattern[str]
    per: regex.Pattern[str]
    per_each: regex.Pattern[str]
    unit_alone: regex.Pattern[str]
    scales: Mapping[str, int]
    names: Mapping[int, str]


def read_number(written: str) -> Decimal | None:
    """The number that digits stand for: `.` groups thousands, `,` is the decimal mark; None where neither fits.

    A point before one or two last digits is a decimal mark (2.5), several groups behind commas are
    thousands (1,500,000): both occur in plans that were typed with English settings. Among groups of
    thousands a letter that OCR read for a digit (l, I, O) is that digit, and a blank that tore them apart is none.
    """
    if SLIPPED.search(written):
        written = TORN.sub(".", written.translate(SLIPS))
        if not GROUPED.fullmatch(written):
            return None
    if GROUPED.fullmatch(written):
        return Decimal(written.replace(".", "").replace(",", "."))
    if COMMA_GROUPED.fullmatch(written) or POINTED.fullmatch(written):
        return Decimal(written.replace(",", ""))
    if PLAIN.fullmatch(written):
        return Decimal(written.replace(",", "."))
    return None


def read_unit(words: str | None, rules: Rulebook) -> int | None:
    """What a unit of money is worth in đồng (`triệu đồng` 1,000,000), None for words that are none."""
    folded = " ".join((words or "").casefold().split())
    name = rules.spelling["money.units"].get(folded)
    return int(name["scale"]) if name else None


def find_amounts(text: str, rules: Rulebook, start: int = 0, end: int | None = None) -> tuple[Amount, ...]:
    """Every amount of money in `text[start:end]`, in order; a range ("từ 10 đến 20 triệu đồng") gives both its ends.

    Counts, percentages, years and other moneys ("9 triệu USD") are none. An amount in words is one
    where it stands alone; behind the same amount in figures it is a part of that.
    """
    units = rules.once(_units)
    stop = len(text) if end is None else end
    found = [amount for line in _lines_with_money(text, start, stop) for amount in _read_all(text, units, *line)]
    spoken = [
        Amount(*place, "đồng", _per(text, place[1], stop, units)) for place in find_spoken(text, rules, start, stop)
    ]
    if not spoken:
        return tuple(found)
    said_again = [range(*said[:2]) for amount in found if (said := spoken_behind(text, amount.end, rules))]
    found += [s for s in spoken if not any(s.end - 1 in again for again in said_again)]
    return tuple(sorted(found, key=lambda amount: amount.start))


def _lines_with_money(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines in which a figure stands before what may begin a unit; the costly pattern runs on them alone."""
    last = -1
    for match in UNIT_BEGINS.finditer(text, start, end):
        if match.start() < last:
            continue
        first = max(text.rfind("\n", start, match.start()) + 1, start)
        last = text.find("\n", match.start(), end)
        last = end if last < 0 else last
        yield first, last


def _per(text: str, position: int, end: int, units: _Units) -> str | None:
    """What an amount that ends at a position is paid for each of."""
    match = units.per.match(text, position, end) or units.per_each.match(text, position, end)
    return match["per"] if match else None


def _units(rules: Rulebook) -> _Units:
    p = rules.pattern
    scales = {spelling: int(name["scale"]) for spelling, name in rules.spelling["money.units"].items()}
    return _Units(
        amount=p("money.amount"),
        range=p("money.range"),
        numbered=p("money.numbered"),
        spoken_of=p("money.spoken_of"),
        item_alone=p("money.item_alone"),
        line_end=p("money.line_end"),
        up_to=p("money.up_to"),
        per=p("money.per"),
        per_each=p("money.per_each"),
        unit_alone=p("money.unit_alone"),
        scales=scales,
        names={int(name["scale"]): name.name for name in rules.names("money.units")},
    )


def _read_all(text: str, units: _Units, start: int, end: int) -> Iterator[Amount]:
    last = start
    for match in units.amount.finditer(text, start, end):
        line = text.rfind("\n", 0, match.start()) + 1
        floor = max(last, line, text.rfind("\t", line, match.start()) + 1)
        begin, dong = _worth(match, units)
        after_one = start < last == floor and match.start() - last < NEAR
        if dong is None or not (match["dong"] or after_one or _bare_is_money(text, match, units)):
            continue
        if match[0].casefold() in units.scales and units.unit_alone.search(text, floor, match.start()):
            continue
        per = units.per.match(text, match.end(), end) or units.per_each.match(text, match.end(), end)
        each, last = (per["per"], per.end()) if per else (None, match.end())
        low = _low_end(text, match, floor, units)
        if low is not None:
            yield Amount(*low, _unit(match, units), each, low_of=True)
        yield Amount(begin, last, dong, _unit(match, units), each)


def _bare_is_money(text: str, match: regex.Match[str], units: _Units) -> bool:
    """Whether a "tỷ" without "đồng" counts money: the words before say so, or it begins a range of money."""
    line = text.rfind("\n", 0, match.start()) + 1
    line = max(line, text.rfind("\t", line, match.start()) + 1)
    if units.spoken_of.search(text, max(line, match.start() - NEAR), match.start()):
        return True
    if units.item_alone.search(text, line, match.start()) and units.line_end.match(text, match.end()):
        return _is_among_money(text, line, match.end(), units)
    upper = units.amount.search(text, match.end(), match.end() + 60)
    return bool(upper and upper["dong"] and units.up_to.fullmatch(text, match.end(), upper.start()))


def _is_among_money(text: str, start: int, end: int, units: _Units) -> bool:
    """Whether a line stands beside one with an amount that says đồng: its own bare "triệu" is money then, too."""
    before = text.rfind("\n", 0, max(start - 1, 0)) + 1
    last = text.find("\n", end)
    after = text.find("\n", last + 1) if last >= 0 else -1
    beside = [(before, start), (end, after if after >= 0 else len(text))]
    return any(found["dong"] for span in beside for found in units.amount.finditer(text, *span))


def _worth(match: regex.Match[str], units: _Units) -> tuple[int, int | None]:
    """Where an amount begins and the sum of its parts ("68 tỷ 782 triệu"); None where no notation fits a number.

    Scales fall from part to part: before one that does not ("năm 500 triệu 2 tỷ") another amount begins.
    """
    numbers, starts = match.captures("number"), match.starts("number")
    scales = [units.scales[s.casefold()] for s in match.captures("scale")]
    scales += [1] * (len(numbers) - len(scales))
    first = max((i for i in range(1, len(scales)) if scales[i] >= scales[i - 1]), default=0)
    total = Decimal(0)
    for written, scale in zip(numbers[first:], scales[first:], strict=True):
        number = read_number(written.replace(",", ".") if scale == 1 and THOUSANDS.fullmatch(written) else written)
        if number is None:
            return starts[first], None
        total += number * scale
    return starts[first], int(total) if 0 < total < LARGEST else None


def _low_end(text: str, match: regex.Match[str], floor: int, units: _Units) -> tuple[int, int, int] | None:
    """The lower end of a range that has its unit only at the upper end: (start, end, đồng).

    Behind a bare dash it must be more than a tenth of the upper end: "Dự án 1 - 500 triệu đồng" is no range.
    """
    begin = max(floor, match.start() - 40)
    found = units.range.search(text, begin, match.start())
    if not found or len(match.captures("number")) > 1 or units.numbered.search(text, begin, found.start("low")):
        return None
    low, high = read_number(found["low"]), read_number(match["number"])
    if low is None or high is None or not 0 < low < high or (not found["from"] and low * 10 < high):
        return None
    scales = match.captures("scale")
    return found.start(), found.end("low"), int(low * (units.scales[scales[0].casefold()] if scales else 1))


def _unit(match: regex.Match[str], units: _Units) -> str:
    """The unit of the last number, by its full name: `triệu đồng` for "tr.đ"."""
    scales = match.captures("scale")
    last = scales[-1].casefold() if len(scales) == len(match.captures("number")) else "đồng"
    return units.names.get(units.scales[last], last)
