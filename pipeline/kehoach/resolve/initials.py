"""Tell which of a plan's own names an abbreviation of its stands for: `CCPTNT` for `Chi cục Phát triển nông thôn`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from kehoach.extract.signs import holds_one
from kehoach.rulebook import Rulebook

if TYPE_CHECKING:
    import regex

LEAST = 4
"""Letters of an abbreviation; shorter ones fit too many names."""
LINKS = frozenset({"và", "các", "của"})
"""Words that abbreviations leave out."""


def explained_initials(names: Collection[str], rules: Rulebook) -> Mapping[str, str]:
    """Each name that is nothing but initials with the one other name whose initials they are.

    None of those that two names fit, or that none does.
    """
    fulls: dict[str, set[str]] = defaultdict(set)
    shorts = {name: letters for name in names if name.isupper() and len(letters := _letters(name)) >= LEAST}
    for name in names if shorts else ():
        if name not in shorts:
            fulls[_initials(name, rules)].add(name)
    return {name: next(iter(fulls[key])) for name, key in shorts.items() if len(fulls.get(key, ())) == 1}


def _letters(name: str) -> str:
    return "".join(c for c in name if c.isalpha())


def find_place(name: str, rules: Rulebook) -> regex.Match[str] | None:
    """The place that an agency's name ends with: `huyện Sơn Hà`, `tỉnh`, `các xã, phường`."""
    rule = rules.rule("agencies.placed")
    return rule.pattern.search(name) if holds_one(rule.signs, name.lower()) else None


def _initials(name: str, rules: Rulebook) -> str:
    """The first letters of a name's words, without its place and what stands in brackets."""
    base = name.partition(" (")[0]
    placed = find_place(base, rules)
    words = (base[: placed.start()] if placed else base).replace("-", " ").replace(",", " ").split()
    return "".join(word[0] for word in words if word not in LINKS and word[0].isalpha()).upper()
