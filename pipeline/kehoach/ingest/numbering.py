"""Automatic numbering of Word (numbering.xml) as the text that a reader of the page sees.

ECMA-376 part 1, 17.9: a paragraph names a list (`numId`) and a level; the level says how its number
looks (`%1.%2.`, upperRoman, lowerLetter), and numbers go on from paragraph to paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import regex

from kehoach.frozen import frozen
from kehoach.rulebook import Rulebook

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
PLACE = regex.compile(r"%([1-9])")
ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
)
# Bullets that plans type too; every other sign (those of Symbol and Wingdings above all) is shown as a dot.
PLAIN_BULLETS = frozenset("-–—+*•●·▪o")
SYMBOL_DASHES = frozenset("\uf02d\uf0be\u2212")  # minus and em dash of the font Symbol


@frozen
class Level:
    """How the numbers of a level look: `shape` with `%n` for the number of level n. `restart`: the level
    (from 1) after which it begins anew, None for any above it, 0 for never. `legal`: all numbers in figures."""

    form: str = "decimal"
    shape: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    members: tuple[str, ...] = ()
    style: str = ""


@dataclass
class Numbering:
    """The lists of a document and where their counts stand. `label` counts on at every call."""

    levels: Mapping[str, Mapping[int, Level]]  # by abstract list
    lists: Mapping[str, str]  # numId -> abstract list
    overrides: Mapping[str, Mapping[int, tuple[int | None, Level | None]]]
    alphabets: Mapping[str, tuple[str, ...]]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def level(self, num_id: str, depth: int) -> Level | None:
        """The level of a list; None where the document has none."""
        override = self.overrides.get(num_id, {}).get(depth, (None, None))[1]
        return override or self.levels.get(self.lists.get(num_id, ""), {}).get(depth)

    def depth_of_style(self, num_id: str, style: str) -> int:
        """The level of a list that a paragraph style is tied to; 0 where none is."""
        levels = self.levels.get(self.lists.get(num_id, ""), {})
        return next((depth for depth, level in levels.items() if level.style == style), 0)

    def label(self, num_id: str, depth: int) -> str:
        """The label of the next paragraph of a list's level (`II.`, `2.1.`, `đ)`, `-`); empty where it shows none."""
        level = self.level(num_id, depth)
        if level is None:
            return ""
        counts = self._count(num_id, depth, level)
        if level.form == "bullet":
            return _bullet(level.shape)
        if level.form == "none":
            fixed: str = PLACE.sub("", level.shape)
            return fixed.strip()

        def number(match: regex.Match[str]) -> str:
            at = int(match[1]) - 1
            of = self.level(num_id, at) or Level()
            value = counts.get(at, of.start)
            return str(value) if level.legal else self._form(of, value)

        shown: str = PLACE.sub(number, level.shape)
        return shown.strip()

    def _count(self, num_id: str, depth: int, level: Level) -> Mapping[int, int]:
        """Count on: lists of one abstract list share their counts; levels below begin anew."""
        counts = self.counts.setdefault(self.lists.get(num_id, num_id), {})
        start = self.overrides.get(num_id, {}).get(depth, (None, None))[0]
        if start is not None and (num_id, depth) not in self.begun:
            counts[depth] = start
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        self.begun.add((num_id, depth))
        for below in [d for d in counts if d > depth]:
            restart = (self.level(num_id, below) or Level()).restart
            if restart is None or 0 < depth + 1 <= restart:
                del counts[below]
        return counts

    def _form(self, level: Level, value: int) -> str:
        """A number in a level's form."""
        members = level.members or self.alphabets.get(level.form, ())
        if 0 < value <= len(members):
            return members[value - 1]
        if level.form in ("upperRoman", "lowerRoman"):
            return roman(value) if level.form == "upperRoman" else roman(value).lower()
        if level.form in ("upperLetter", "lowerLetter") and value > 0:
            letter = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)
            return letter if level.form == "upperLetter" else letter.lower()
        return f"{value:02}" if level.form == "decimalZero" else str(value)


def roman(value: int) -> str:
    """A number in Roman figures."""
    shown = ""
    for size, figure in ROMAN:
        shown += figure * (value // size)
        value %= size
    return shown


def _bullet(sign: str) -> str:
    sign = sign.strip()
    if sign in PLAIN_BULLETS:
        return sign
    return "-" if sign in SYMBOL_DASHES else "•" if sign else ""


def read_numbering(root: Any | None, rules: Rulebook) -> Numbering:
    """Read the root element of numbering.xml; None where the document has none."""
    alphabets = {row.name: tuple(row["members"]) for row in rules.names("encodings.alphabets")}
    if root is None:
        return Numbering({}, {}, {}, alphabets)
    abstract = {e.get(W + "abstractNumId"): e for e in root.findall(W + "abstractNum")}
    lists = {e.get(W + "numId"): e for e in root.findall(W + "num")}
    by_style = {_value(e, "styleLink"): name for name, e in abstract.items() if _value(e, "styleLink")}
    levels = {name: _levels(e, alphabets) for name, e in abstract.items()}
    for name, element in abstract.items():
        linked = by_style.get(_value(element, "numStyleLink") or "")
        if linked:
            levels[name] = levels[linked]
    overrides = {num_id: _overrides(e, alphabets) for num_id, e in lists.items()}
    return Numbering(levels, {n: _value(e, "abstractNumId") or "" for n, e in lists.items()}, overrides, alphabets)


def _value(element: Any, name: str) -> str | None:
    found = element.find(W + name)
    value: str | None = None if found is None else found.get(W + "val")
    return value


def _levels(element: Any, alphabets: Mapping[str, Sequence[str]]) -> dict[int, Level]:
    return {int(e.get(W + "ilvl", "0")): _level(e, alphabets) for e in element.findall(W + "lvl")}


def _level(element: Any, alphabets: Mapping[str, Sequence[str]]) -> Level:
    forms = list(element.iter(W + "numFmt"))
    chosen = next((e for e in forms if e.getparent().tag == CHOICE), forms[0] if forms else None)
    form = "decimal" if chosen is None else chosen.get(W + "val", "decimal")
    restart = _value(element, "lvlRestart")
    legal = element.find(W + "isLgl")
    return Level(
        form,
        _value(element, "lvlText") or "",
        int(_value(element, "start") or 1),
        None if restart is None else int(restart),
        legal is not None and legal.get(W + "val", "1") not in ("0", "false", "off"),
        _members(chosen.get(W + "format", ""), alphabets) if form == "custom" and chosen is not None else (),
        _value(element, "pStyle") or "",
    )


def _members(listed: str, alphabets: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """What a custom form counts with: `001, 002, 003, ...` goes on in figures, `a, b, c, d, đ, ...` in our alphabet."""
    named = tuple(m.strip() for m in listed.split(",") if m.strip(" .…"))
    if named and all(m.isdecimal() for m in named):
        return tuple(f"{n:0{len(named[0])}}" for n in range(int(named[0]), 1000))
    letters = alphabets["điểm"]
    for members in (letters, [m.upper() for m in letters]):
        if len(named) > 4 and tuple(members[: len(named)]) == named:
            return tuple(members)
    return named


def _overrides(element: Any, alphabets: Mapping[str, Sequence[str]]) -> dict[int, tuple[int | None, Level | None]]:
    found: dict[int, tuple[int | None, Level | None]] = {}
    for override in element.findall(W + "lvlOverride"):
        start = _value(override, "startOverride")
        own = override.find(W + "lvl")
        level = _level(own, alphabets) if own is not None else None
        if level and start is not None:
            level = replace(level, start=int(start))
        found[int(override.get(W + "ilvl", "0"))] = (None if start is None else int(start), level)
    return found
