"""The national programmes (chương trình mục tiêu quốc gia) and their components, found by name.

Plans number a programme's components as they like (a district that has four of seven calls them 1
to 4), so a component is what its name says. Pure name matching on rows of `rules/programmes`.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from kehoach.frozen import frozen
from kehoach.rulebook import Name, Rulebook

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
WORD = re.compile(r"\w+")
LEAST = 0.5
"""The least likeness (0-1) of a name to a component's: below it two names share but common words."""
MARGIN = 0.02
"""Two components whose likeness differs by less are not told apart by the name."""

LEAST_MATCHED = 3
"""So many of a plan's projects must be a programme's components before it is taken to be the plan's programme."""
CUT_OUT = 0.6
"""The likeness of a name that is a piece of a component's long name ("Giảm thiểu tình trạng tảo hôn")."""
DISTINCTIVE = 8.0
"""The weight from which a piece says which component it is cut out of: about three rare words."""
UNKNOWN = 1.0
"""The weight of a word that no component's name has."""


def find_programme(title: str | None, rules: Rulebook, year: int | None = None) -> str | None:
    """The code of the programme that a title names (`GNBV-2021-2025`), or None.

    Several programmes bear one name in turn, so the title's years decide, else `year`, the plan's
    own. A name right after "mục tiêu quốc gia" goes before one that stands elsewhere in the title.
    """
    folded = (title or "").casefold()
    years = [int(y) for y in YEAR.findall(folded)] or ([year] if year else [])
    named = [
        (place, row) for row in rules.names("programmes.national") for place in [_theme_place(folded, row)] if place
    ]
    if not named:
        return None
    first = min(place for place, _ in named)
    fitting = [(_years_within(row, years), row) for place, row in named if place == first]
    best = max(within for within, _ in fitting)
    chosen = [row for within, row in fitting if within == best]
    return str(chosen[0]["code"]) if len(chosen) == 1 and (best or not years) else None


def _theme_place(folded: str, row: Name) -> tuple[bool, int] | None:
    """Where a title names a programme: (not after "quốc gia", position); None where it does not."""
    places = []
    for theme in (*row.spellings, *row["themes"]):
        at = folded.find(theme.casefold())
        if at >= 0:
            official = "quốc gia" in theme or "MTQG" in theme or folded[:at].rstrip().endswith(("quốc gia", "mtqg"))
            places.append((not official, 0 if official else at))
    return min(places, default=None)


def _years_within(row: Name, years: list[int]) -> int:
    return sum(int(row["year_from"]) <= y <= int(row["year_to"]) for y in years)


@frozen
class _Component:
    """A component: its code, its spellings as pieces with what they weigh together, and as folded text."""

    code: str
    spellings: tuple[tuple[frozenset[str], float], ...]
    texts: tuple[str, ...]


@frozen
class Components:
    """The components of one programme, ready to be compared with names.

    `weights` tells how distinctive a word or a pair of words is: one that every component's name
    has ("phát triển") says little, one that a single name has ("dinh dưỡng") says all.
    """

    rows: tuple[_Component, ...]
    weights: Mapping[str, float]

    def match(self, name: str, level: str | None = None, within: str | None = None) -> str | None:
        """The code of the component that a name means, or None.

        `level` is the code's last letters that are allowed (`DA`, `TDA`, `ND`), `within` the code of
        the component that it must be a part of.
        """
        words, folded = _pieces(name), fold_name(name)
        mine = self._weight(words)
        scored = []
        for row in self.rows:
            if _fits(row.code, level, within):
                likeness = max(self._likeness(words, mine, *spelling) for spelling in row.spellings)
                exact = max(fuzz.ratio(folded, text) for text in row.texts) / 100
                scored.append((max(likeness, exact if exact >= 0.85 else 0.0), row.code))
        scored.sort(reverse=True)
        if not scored or scored[0][0] < LEAST:
            return None
        best = [code for likeness, code in scored if scored[0][0] - likeness < MARGIN]
        whole = min(best, key=len)
        return whole if all(component_within(code, whole) for code in best) else None

    def _likeness(self, one: frozenset[str], mine: float, other: frozenset[str], its: float) -> float:
        """Dice's likeness of two names, distinctive words weighing more; a name cut out of a long one is like it too."""
        shared = self._weight(one & other)
        dice = 2 * shared / (mine + its) if shared else 0.0
        if shared >= 0.9 * mine and shared >= DISTINCTIVE:
            return max(dice, CUT_OUT)
        return max(dice, LEAST) if shared >= 0.7 * mine and shared >= 2 * DISTINCTIVE else dice

    def _weight(self, pieces: frozenset[str]) -> float:
        weights = self.weights
        return sum([weights.get(p, UNKNOWN) for p in pieces])


def read_components(programme: str | None, rules: Rulebook) -> Components | None:
    """The components of a programme, None where rules/ has none of it."""
    return rules.once(_all_components).get(programme or "")


def infer_programme(names: Sequence[tuple[str, str | None]], rules: Rulebook, years: tuple[int, ...]) -> str | None:
    """The programme whose components most of these projects are, by name; for a plan whose title names none.

    Each name comes with its level (`DA`, `TDA`, `ND`). Several must be components, each another one,
    and more than half of all; a programme whose period is not the plan's is none. None where two fit alike.
    """
    best: list[tuple[int, str]] = []
    for row in rules.names("programmes.national"):
        components = read_components(str(row["code"]), rules)
        if components is None or (years and not any(int(row["year_from"]) <= y <= int(row["year_to"]) for y in years)):
            continue
        matched = {code for name, level in names if (code := components.match(name, level))}
        if len(matched) >= LEAST_MATCHED and 2 * len(matched) > len(names):
            best.append((len(matched), str(row["code"])))
    best.sort(reverse=True)
    return best[0][1] if best and (len(best) == 1 or best[0][0] > best[1][0]) else None


def _all_components(rules: Rulebook) -> dict[str, Components]:
    rows: dict[str, list[Name]] = {}
    for row in rules.names("programmes.components"):
        rows.setdefault(str(row["programme"]), []).append(row)
    return {programme: _weighted(components) for programme, components in rows.items()}


def _weighted(rows: Sequence[Name]) -> Components:
    weights = _weigh(frozenset().union(*(_pieces(s) for s in row.spellings)) for row in rows)
    components = []
    for row in rows:
        pieces = [_pieces(s) for s in row.spellings]
        spellings = tuple((p, sum(weights[word] for word in p)) for p in pieces)
        components.append(_Component(str(row["code"]), spellings, tuple(fold_name(s) for s in row.spellings)))
    return Components(tuple(components), weights)


def component_within(code: str | None, other: str | None) -> bool:
    """Whether a component is another one, or a part of it."""
    return bool(code and other) and (code == other or str(code).startswith(f"{other}/"))


def fold_name(name: str) -> str:
    """A name's words in lower case, without marks: one spelling for names that read the same."""
    return " ".join(WORD.findall(name.casefold()))


def _fits(code: str, level: str | None, within: str | None) -> bool:
    last = code.rsplit("/", 1)[-1].rstrip("0123456789")
    return (level is None or last == level) and (within is None or code.startswith(within + "/"))


def _pieces(name: str) -> frozenset[str]:
    """A name's syllables and pairs of syllables: a Vietnamese word is mostly two of them."""
    syllables = WORD.findall(name.casefold())
    return frozenset([*syllables, *(f"{a} {b}" for a, b in itertools.pairwise(syllables))])


def _weigh(names: Iterable[frozenset[str]]) -> dict[str, float]:
    all_names = list(names)
    seen = Counter(piece for name in all_names for piece in name)
    return {piece: 0.1 + math.log((1 + len(all_names)) / count) for piece, count in seen.items()}
