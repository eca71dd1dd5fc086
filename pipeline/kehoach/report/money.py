"""What a plan's money comes to, though the plan says it again and again.

A plan names a total, breaks it down by budget, once more by project, and repeats both in a table at
the end. The rows of `funding` hold all of that, each with the total that it is a part of. Here a
scope (the whole plan, or one project) is reckoned as an accountant reads it: of what the plan states
for the scope the largest statement counts, its parts are those that add up to it, and where nothing
is stated the scope is the sum of the projects in it. Amounts of role `norm` and `other` never count,
nor do bounds ("đến 5.000 tỷ") or the upper end of a range.

Items are added up only where that is what they are for: not in a document that sets norms.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kehoach.rulebook import Rulebook

Row = Mapping[str, Any]
Split = Counter[tuple[str | None, str | None]]
COUNTED = ("total", "component")
NEARLY = 0.005
"""Parts that miss their total by no more than this share still are its parts: plans round."""
LEADS = 0.8
"""Items with a source that come to at least this share of one item without any are what that one consists of."""
JOINT = 6
"""Between the two ends of a range stand no more characters than in " đến "."""


@dataclass(frozen=True)
class Money:
    """đồng of a scope: `total`, and `split` by (source, kind), which adds up to it; the rows that it rests on.

    `stated` where the plan itself names the total, not where items or projects were added up.
    """

    total: int
    split: Split
    rows: tuple[str, ...] = ()
    stated: bool = False

    def __add__(self, other: Money) -> Money:
        """Both together; a sum is stated where all of it is, years apart or budgets apart."""
        stated = all(money.stated for money in (self, other) if money.total)
        return Money(self.total + other.total, self.split + other.split, self.rows + other.rows, stated)


NONE = Money(0, Counter())


class Accounts:
    """The money of one plan: of the whole (`plan`), and of each project (`of`)."""

    def __init__(self, funding: Sequence[Row], projects: Iterable[Row], sets_norms: bool = False) -> None:
        """`sets_norms`: of a document that says how much is to be given, not what it is carried out with."""
        self._by_id = {row["funding_id"]: row for row in funding if row["role"] in COUNTED}
        self._sets_norms = sets_norms
        self._parts: dict[str, list[Row]] = defaultdict(list)
        self._own: dict[str | None, list[Row]] = defaultdict(list)
        for row in self._by_id.values():
            self._parts[row["parent_id"] or ""].append(row)
            self._own[row["project_id"]].append(row)
        self._within: dict[str | None, list[str]] = defaultdict(list)
        known = {project["project_id"] for project in projects}
        for project in projects:
            self._within[project["parent_id"] if project["parent_id"] in known else None].append(project["project_id"])

    def plan(self) -> Money:
        """The whole plan: what it states of itself, or its projects together, whichever is more."""
        if self._sets_norms:
            return NONE
        return max(self._stated(None), self._projects(None), key=lambda money: money.total)

    def of(self, project: str) -> Money:
        """A project: what the plan states for it, else its sub-projects together."""
        stated = self._stated(project)
        return stated if stated.total else self._projects(project)

    def _projects(self, parent: str | None) -> Money:
        money = NONE
        for project in self._within[parent]:
            money += self.of(project)
        return money

    def _stated(self, scope: str | None) -> Money:
        """The largest of what is stated for a scope. Years apart add up, unless one statement is for all of them."""
        roots = [row for row in self._own[scope] if not self._is_part(row, scope)]
        by_year: dict[int | None, list[Row]] = defaultdict(list)
        for row in roots:
            by_year[row["year"]].append(row)
        statements = {year: self._largest(rows) for year, rows in by_year.items()}
        for_all = statements.pop(None, NONE)
        yearly = NONE
        for money in statements.values():
            yearly += money
        return max(for_all, yearly, key=lambda money: money.total)

    def _is_part(self, row: Row, scope: str | None) -> bool:
        """A part of a total of the same scope is in that total already."""
        parent = self._by_id.get(row["parent_id"])
        return parent is not None and parent["project_id"] == scope

    def _largest(self, roots: Sequence[Row]) -> Money:
        """The largest stated total, the one told in most detail where two are equal; without a total the items together.

        A total of one budget ("vốn tín dụng 420 tỷ") is no total of all: the totals of each budget
        add up, and that only where no total is said without a budget.
        """
        by_source: dict[str | None, list[Money]] = defaultdict(list)
        for row in roots:
            if row["role"] == "total":
                by_source[row["source"]].append(self._tree(row))
        whole = by_source.get(None) or [sum((max(same, key=_size) for same in by_source.values()), NONE)]
        ways = [*whole, self._items([row for row in roots if row["role"] != "total"])]
        best = max(ways, key=_size)
        return replace(best, stated=any(way.stated for way in ways if way.total == best.total))

    def _items(self, rows: Iterable[Row]) -> Money:
        """Amounts without a total. One said in two places (a section, a table) counts once, as often as one place has it."""
        places: dict[Any, Counter[tuple[Any, ...]]] = defaultdict(Counter)
        first: dict[tuple[Any, ...], Row] = {}
        for row in rows:
            said = (row["amount_vnd"], row["source"])
            places[row["table_id"] or row["section_id"]][said] += 1
            first.setdefault(said, row)
        most: Counter[tuple[Any, ...]] = Counter()
        for at_place in places.values():
            most |= at_place
        trees = [self._tree(first[said_once]) for said_once, times in most.items() for _ in range(times)]
        return _leading(trees) or sum((Money(t.total, t.split, t.rows) for t in trees), NONE)

    def _tree(self, row: Row) -> Money:
        """A stated amount with the parts that add up to it."""
        return Money(row["amount_vnd"], self._split(row, None, None), (row["funding_id"],), stated=True)

    def _split(self, row: Row, source: str | None, kind: str | None) -> Split:
        """An amount by (source, kind); a part that does not say whose it is has its total's."""
        source, kind = row["source"] or source, row["budget_type"] or kind
        parts = self._adding_up(row)
        if not parts:
            return Counter({(source, kind): row["amount_vnd"]})
        split: Split = Counter()
        for part in parts:
            split += self._split(part, source, kind)
        rest = row["amount_vnd"] - sum(split.values())
        return split + Counter({(source, kind): rest}) if rest > 0 else split

    def _adding_up(self, row: Row) -> list[Row]:
        """The parts of a total that add up to it: those that tell a source before those that tell a kind, then all.

        A table's grand total has a part for each line and a part for each source, either of which is all of it.
        """
        parts = [part for part in self._parts[row["funding_id"]] if part is not row]
        ways = (
            [part for part in parts if part["source"]],
            [part for part in parts if part["budget_type"]],
            parts,
            [part for part in parts if not part["source"]],
        )
        for way in ways:
            total = sum(part["amount_vnd"] for part in way)
            if way and abs(total - row["amount_vnd"]) <= NEARLY * row["amount_vnd"]:
                return way
        return []


def _leading(items: Sequence[Money]) -> Money | None:
    """The item that is the total of the others, though no word says so: it alone names no source, and they come near it."""
    whole = [item for item in items if all(source is None for source, _ in item.split)]
    if len(items) < 3 or len(whole) != 1:
        return None
    others = sum(item.total for item in items) - whole[0].total
    return whole[0] if LEADS * whole[0].total <= others <= (1 + NEARLY) * whole[0].total else None


def counted(funding: Iterable[Row], rules: Rulebook) -> list[Row]:
    """The amounts that may be added up: no bounds ("trên 5.000 tỷ"), of a range its lower end alone."""
    bound = rules.rule("report.threshold").pattern
    rows: list[Row] = []
    last: Row | None = None
    for row in sorted(funding, key=lambda row: (row["start"] is None, row["start"] or 0)):
        upper = last is not None and _is_range(last, row)
        last = row
        if not upper and not bound.search(" ".join((row["item"] or "").split())):
            rows.append(row)
    return rows


def _is_range(low: Row, high: Row) -> bool:
    """Whether two amounts of prose are the ends of a range: close together, the second the greater and without words of its own."""
    if high["table_id"] or high["item"] or low["end"] is None or high["start"] is None:
        return False
    near = 0 <= high["start"] - low["end"] <= JOINT
    return bool(near and high["amount_vnd"] > low["amount_vnd"] and high["source"] == low["source"])


def sets_norms(code: str | None, funding: Sequence[Row], rules: Rulebook) -> bool:
    """Whether a document is about how much is to be given: a normative one by its number, or one whose amounts mostly
    are norms and that names no total."""
    if code and rules.rule("report.normative_code").pattern.search(code):
        return True
    roles = Counter(row["role"] for row in funding)
    return not roles["total"] and roles["norm"] > roles["component"]


def _size(money: Money) -> tuple[int, int]:
    """The total; then how many đồng have a source, and how many a kind."""
    return money.total, sum(amount * (bool(source) + bool(kind)) for (source, kind), amount in money.split.items())
