"""Tell which of a plan's own names an abbreviation of its stands for: `CCPTNT` for `Chi cục Phát triển nông thôn`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kehoach.rulebook import Rulebook

LEAST = 4
"""Letters of an abbreviation; shorter ones fit too many names."""
LINKS = frozenset({"và", "các", "của"})
"""Words that abbreviations leave out."""


def explained_initials(names: Iterable[str], rules: Rulebook) -> Mapping[str, str]:
    """Each name that is nothing but initials with the one other name whose initials they are.

    None of those that two names fit, or that none does.
    """
    fulls: dict[str, set[str]] = defaultdict(set)
    shorts: dict[str, str] = {}
    for name in names:
        letters = "".join(c for c in name if c.isalpha())
        if len(letters) >= LEAST and letters.isupper():
            shorts[name] = letters
        else:
            fulls[_initials(name, rules)].add(name)
    return {name: next(iter(fulls[key])) for name, key in shorts.items() if len(fulls.get(key, ())) == 1}


def _initials(name: str, rules: Rulebook) -> str:
    """The first letters of a name's words, without its place and what stands in brackets."""
    base = name.partition(" (")[0]
    placed = rules.pattern("agencies.placed").search(base)
    words = (base[: placed.start()] if placed else base).replace("-", " ").replace(",", " ").split()
    return "".join(word[0] for word in words if word not in LINKS and word[0].isalpha()).upper()
