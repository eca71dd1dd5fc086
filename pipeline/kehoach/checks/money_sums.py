"""Check amounts of money: totals against their parts, figures against their words, prose against tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kehoach.extract.amounts import read_unit
from kehoach.extract.number_words import spoken_behind
from kehoach.frozen import replace
from kehoach.rulebook import Rulebook
from kehoach.values import Diagnostic, Funding, Outline, Project, Severity

LEAST_PARTS = 2  # one part alone proves and accuses nothing
DOUBT_LEFT = 0.2  # the share of a row's doubt that is left where its sum closes
SLIP = 0.25  # two figures for one thing that differ by more are about two things
DECIMALS = re.compile(r"\d,(\d+)")
Span = tuple[int, int]


def check_money(
    outline: Outline,
    projects: Sequence[Project],
    funding: Sequence[Funding],
    proven: frozenset[int],
    rules: Rulebook,
) -> Iterator[Diagnostic]:
    """What is told of a plan's amounts; each with both figures and both places, and the figures that it proves.

    A total that stands at a place in `proven` is the sum of its table's rows: nothing is amiss with it.
    """
    sums = tuple(_check_sums(funding, proven, rules))
    yield from sums
    yield from _check_words(outline, funding, rules)
    yield from _check_projects(funding, projects, rules)
    yield from _check_prose(funding, proven.union(start for told in sums for start in told.proves))


def confirm(funding: Sequence[Funding], told: Sequence[Diagnostic]) -> tuple[Funding, ...]:
    """The amounts, surer where a check proved them: that a sum closes is the best evidence of a right reading."""
    proven = frozenset(start for d in told for start in d.proves)
    return tuple(
        replace(f, confidence=round(1 - DOUBT_LEFT * (1 - f.confidence), 4)) if f.start in proven else f
        for f in funding
    )


def _check_sums(funding: Sequence[Funding], proven: frozenset[int], rules: Rulebook) -> Iterator[Diagnostic]:
    parts: dict[int, list[Funding]] = defaultdict(list)
    for amount in funding:
        if amount.parent is not None:
            parts[amount.parent].append(amount)
    for total in funding:
        below = parts.get(total.index, [])
        if len(below) >= LEAST_PARTS:
            told = _check_sum(total, below, rules)
            if told.code == "sum-proven" or total.start not in proven:
                yield told


def _check_sum(total: Funding, parts: Sequence[Funding], rules: Rulebook) -> Diagnostic:
    """One total: proven, off by no more than rounding explains, or not the sum of its parts."""
    terms = " + ".join(money(part.amount_vnd) for part in parts)
    place, other = _span(total), _around(parts)
    given = _breakdowns(total.amount_vnd, parts)
    if given:
        often = f" ({given} breakdowns)" if given > 1 else ""
        proves = tuple(f.start for f in (total, *parts) if f.start is not None)
        return _tell("info", "sum-proven", f"{money(total.amount_vnd)} = {terms}{often}, in đồng", place, other, proves)
    whole = sum(part.amount_vnd for part in parts)
    short = whole - total.amount_vnd
    way = "more" if short > 0 else "less"
    said = f"{money(total.amount_vnd)} is not the sum of its parts: {terms} = {money(whole)}, {money(abs(short))} {way}, in đồng"
    rounding = sum(_last_place(f, rules) for f in (total, *parts)) / 2
    if abs(short) <= rounding:
        return _tell("info", "sum-rounded", f"{said}; no more than rounding explains", place, other)
    return _tell("warning", "sum-mismatch", said, place, other)


def _breakdowns(total: int, parts: Sequence[Funding]) -> int:
    """How many times parts add up to the total exactly, each part once (by source and by kind: two); 0 where they don't.

    Breakdowns stand one behind the other, or are told apart by what they name.
    """
    given = times = 0
    for part in parts:
        given += part.amount_vnd
        if given == total:
            given, times = 0, times + 1
    if given == 0:
        return times
    if sum(part.amount_vnd for part in parts) != 2 * total:
        return 0
    of_one = (
        [f.amount_vnd for f in parts if f.source is not None],
        [f.amount_vnd for f in parts if f.budget_type is not None],
        [f.amount_vnd for f in parts if f.project is not None],
    )
    return 2 if total in map(sum, of_one) else 0


def _last_place(amount: Funding, rules: Rulebook) -> int:
    """What one more in an amount's last decimal is worth: 100,000,000 for "2,9 tỷ đồng"; 0 for a whole number of units.

    Whole numbers are not taken for rounded: a sum of them that is off by one is off.
    """
    decimals = DECIMALS.findall(amount.amount_text)
    return (read_unit(amount.unit, rules) or 1) // 10 ** len(decimals[-1]) if decimals else 0


def _check_words(outline: Outline, funding: Sequence[Funding], rules: Rulebook) -> Iterator[Diagnostic]:
    """Amounts that are said again in words behind the figures (bằng chữ)."""
    text = outline.clean.text
    for amount in funding:
        in_prose = amount.end is not None and amount.table is None
        spoken = spoken_behind(text, amount.end or 0, rules) if in_prose else None
        start, end, dong = spoken or (0, 0, None)
        if dong is None:
            continue
        figures, words = money(amount.amount_vnd), text[start:end]
        proves = (amount.start,) if amount.start is not None else ()
        if dong == amount.amount_vnd:
            yield _tell("info", "words-proven", f"{figures} is “{words}”", _span(amount), (start, end), proves)
        else:
            said = f"the figures say {figures}, the words “{words}” {money(dong)}, in đồng"
            yield _tell("warning", "words-mismatch", said, _span(amount), (start, end))


def _check_prose(funding: Sequence[Funding], proven: frozenset[int]) -> Iterator[Diagnostic]:
    """The plan's own total in its sentences against the one of its table, where each has but one of a year.

    Two totals that are both the sum of their parts are totals of two things (a table without the credit).
    """
    for year in sorted({f.year or 0 for f in funding if f.role == "total"}):
        totals = [f for f in funding if f.role == "total" and (f.year or 0) == year and _is_whole(f)]
        prose = {f.amount_vnd: f for f in reversed(totals) if f.table is None}
        table = {f.amount_vnd: f for f in reversed(totals) if f.table is not None}
        if not prose or not table:
            continue
        for both in prose.keys() & table.keys():
            said = f"{money(both)} in the text is the total of the table"
            places = tuple(f.start for f in (prose[both], table[both]) if f.start is not None)
            yield _tell("info", "table-agrees", said, _span(prose[both]), _span(table[both]), places)
        if len(prose) == len(table) == 1 and prose.keys() != table.keys():
            (one,), (other,) = prose.values(), table.values()
            both_close = one.start in proven and other.start in proven
            if not both_close and abs(one.amount_vnd - other.amount_vnd) <= SLIP * max(
                one.amount_vnd, other.amount_vnd
            ):
                said = f"the text says {money(one.amount_vnd)} in all, the table {money(other.amount_vnd)}, in đồng"
                yield _tell("warning", "table-differs", said, _span(one), _span(other))


def _check_projects(funding: Sequence[Funding], projects: Sequence[Project], rules: Rulebook) -> Iterator[Diagnostic]:
    """What the projects have, each under its own heading, against what the plan has in all, or a part of that.

    A part (vốn sự nghiệp) may be made by some projects that stand together; the total by all of them
    is doubted where each has an amount and they come near.
    """
    stated = [found for p in projects if p.parent is None if (found := _stated(funding, p.index))]
    if len(stated) < LEAST_PARTS:
        return
    totals = {f.index: f for f in funding if f.role == "total" and f.table is None and f.project is None}
    for whole in funding:
        if (
            whole.project is not None
            or whole.table is not None
            or not (whole.index in totals or whole.parent in totals)
        ):
            continue
        run = _run(whole.amount_vnd, stated)
        if run:
            yield _check_sum(whole, run, rules)
        elif whole.index in totals and _is_whole(whole) and len(stated) == sum(p.parent is None for p in projects):
            given = sum(f.amount_vnd for f in stated)
            if abs(given - whole.amount_vnd) <= SLIP * whole.amount_vnd:
                yield _check_sum(whole, stated, rules)


def _stated(funding: Sequence[Funding], project: int) -> Funding | None:
    """The one amount that a project has in the text, part of no other; None where there are several or none."""
    own = [f for f in funding if f.project == project and f.table is None and f.role in ("total", "component")]
    roots = [f for f in own if f.parent is None]
    return roots[0] if len(roots) == 1 else None


def _run(total: int, parts: Sequence[Funding]) -> Sequence[Funding]:
    """The amounts behind one another that make a total exactly; none where no two or more do."""
    for first in range(len(parts) - 1):
        given = parts[first].amount_vnd
        for last in range(first + 1, len(parts)):
            given += parts[last].amount_vnd
            if given == total:
                return parts[first : last + 1]
    return ()


def _is_whole(amount: Funding) -> bool:
    return amount.project is None and amount.source is None and amount.budget_type is None and amount.agency is None


def _tell(
    severity: Severity, code: str, message: str, place: Span | None, other: Span | None, proves: tuple[int, ...] = ()
) -> Diagnostic:
    (start, end), (first, last) = place or (None, None), other or (None, None)
    return Diagnostic(severity, code, message, start, end, first, last, proves)


def _span(amount: Funding) -> Span | None:
    return None if amount.start is None or amount.end is None else (amount.start, amount.end)


def _around(parts: Sequence[Funding]) -> Span | None:
    """From the first part to the last."""
    spans = [span for part in parts if (span := _span(part))]
    return (min(s for s, _ in spans), max(e for _, e in spans)) if spans else None


def money(amount: int) -> str:
    """An amount in Vietnamese notation: `.` groups thousands."""
    return f"{amount:,}".replace(",", ".")
