"""Find the figures (con số) of a text that an aim can have: percentages, ratios and counts, with their units."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from kehoach.extract.amounts import read_number
from kehoach.extract.signs import that_may_match
from kehoach.frozen import frozen
from kehoach.rulebook import Rule, Rulebook

DIGIT = regex.compile("[0-9]")
SLASH = regex.compile(r" ?/ ?")
WORDED = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}


@frozen
class Figure:
    """A figure in a text, `start:end`: its value, or the two ends of its range; its unit as written, `%` for a
    percentage. `up` says that it is a least (`từ 98% trở lên`), `yearly` that it is meant for each year."""

    start: int
    end: int
    low: float
    high: float | None
    unit: str
    kind: str
    up: bool
    yearly: bool
    rule_id: str
    confidence: float


def find_figures(text: str, rules: Rulebook, start: int = 0, end: int | None = None) -> tuple[Figure, ...]:
    """All figures of `text[start:end]` in reading order, none within another."""
    stop = len(text) if end is None else end
    found = list(_all(text, rules, start, stop))
    if len(found) < 2:
        return tuple(found)
    kept: list[Figure] = []
    for figure in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return tuple(kept)


def _all(text: str, rules: Rulebook, start: int, end: int) -> Iterator[Figure]:
    for rule in _that_may_match(text[start:end], rules):
        for match in rule.pattern.finditer(text, start, end):
            figure = _figure(rule, match)
            if figure is not None:
                yield figure


def may_hold_figures(words: str, rules: Rulebook) -> bool:
    """Whether words hold a digit, or the signs of a figure in words: a quick look."""
    return DIGIT.search(words) is not None or bool(that_may_match(rules.once(_in_words), words))


def _that_may_match(words: str, rules: Rulebook) -> list[Rule]:
    """The rules on figures that words may match, those on figures in words alone where they have no digit."""
    return that_may_match(rules.subject("targets.figure") if DIGIT.search(words) else rules.once(_in_words), words)


def _in_words(rules: Rulebook) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules.subject("targets.figure") if not rule.gives.get("digits", True))


def _figure(rule: Rule, match: regex.Match[str]) -> Figure | None:
    said = match.groupdict()
    low, high = _value(match["low"]), _value(said.get("high"))
    if low is None or (said.get("high") and (high is None or high < low)):
        return None
    percent = rule.gives["kind"] == "percent"
    return Figure(
        start=match.start("low"),
        end=match.end(),
        low=low,
        high=high,
        unit=_percent(match) if percent else SLASH.sub("/", " ".join(match["unit"].split())),
        kind=str(rule.gives["kind"]),
        up=bool(said.get("up")),
        yearly=bool(said.get("per")),
        rule_id=rule.id,
        confidence=rule.confidence,
    )


def _percent(match: regex.Match[str]) -> str:
    """`%`, `‰`, or the share with what it is of: `% GRDP`."""
    return (match["unit"] if match["unit"] == "‰" else "%") + (match["base"] or "")


def _value(written: str | None) -> float | None:
    if written is None:
        return None
    if written.casefold() in WORDED:
        return float(WORDED[written.casefold()])
    number = read_number(written)
    return None if number is None else float(number)
