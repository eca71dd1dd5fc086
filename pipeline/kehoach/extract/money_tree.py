"""Find which amount is a part of which: the total before a bracket, before "trong đó", above a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import regex

from kehoach.extract.amounts import Amount
from kehoach.extract.money_words import Said

Depth = tuple[int, int]
"""How deep a line stands: the level of its section, then 0 heading, 1 paragraph, 2 item, 3 and more bullets."""
TOLERANCE = 0.01
"""Parts that add up to within this share of a total are all of it: plans round."""
LONGEST_RUN = 20
TELLING = 4
"""A total of so many digits is not made by other amounts by chance."""
BULLET = 3
"""The second number of a bullet's depth; deeper bullets have more."""


@dataclass(slots=True)
class Draft:
    """An amount on its way to a `Funding`: what is said of it, where it stands, what it is a part of.

    `borrowed`: its source is that of words above it; a total that is found later knows better.
    """

    amount: Amount
    said: Said
    section: int | None
    depth: Depth
    parent: int | None = None
    source: str | None = None
    budget: str | None = None
    role: str | None = None
    year: int | None = None
    project: int | None = None
    table: int | None = None
    cell: bool = False
    past: bool = False
    clause: int | None = None
    item: str | None = None
    agency: str | None = None
    borrowed: bool = False


@dataclass(slots=True)
class _Scope:
    """An amount whose parts may still follow."""

    draft: int
    depth: Depth
    explicit: bool
    in_words: bool
    told: bool
    given: int = 0
    deeper: bool = False


@dataclass(slots=True)
class _Open:
    """A total within a line whose parts may follow; a bracket that opens behind other words has none."""

    head: int | None
    bracket: bool
    given: int = 0


def nest_in_line(text: str, amounts: Sequence[Amount], opens: regex.Pattern[str]) -> list[int | None]:
    """For the amounts of one line: which earlier one each is a part of.

    Parts stand in a bracket right behind their total, or behind "trong đó", "gồm" until they add up
    to it, until the sentence ends or until the bracket around them closes.
    """
    parents: list[int | None] = []
    stack: list[_Open] = []
    for number, amount in enumerate(amounts):
        if number:
            _step(stack, text[amounts[number - 1].end : amount.start], number - 1, amounts, opens)
        while stack and not stack[-1].bracket and not _has_room(stack[-1], amount, amounts):
            stack.pop()
        total = next((entry for entry in reversed(stack) if entry.head is not None), None)
        parents.append(total.head if total else None)
        if total and not amount.low_of:
            total.given += amount.dong
    return parents


def _step(stack: list[_Open], between: str, last: int, amounts: Sequence[Amount], opens: regex.Pattern[str]) -> None:
    """Close and open totals by the words between two amounts."""
    rest = between
    for _ in range(between.count(")") - _closed_pairs(between)):
        while stack and not stack.pop().bracket:
            pass
        rest = between[between.rfind(")") + 1 :]
    if ". " in rest:
        stack[:] = [entry for entry in stack if entry.bracket]
    while stack and not stack[-1].bracket and _is_given(stack[-1], amounts):
        stack.pop()
    if rest.count("(") > rest.count(")"):
        stack.append(_Open(last if rest.lstrip().startswith("(") else None, bracket=True))
    elif _says_parts(rest, opens) or (between.startswith((":", " :")) and _is_made_by_next(amounts, last)):
        stack.append(_Open(last, bracket=False))


def _says_parts(between: str, opens: regex.Pattern[str]) -> bool:
    found = opens.search(between)
    return found is not None and ". " not in between[: found.start()]


def _is_made_by_next(amounts: Sequence[Amount], total: int) -> bool:
    """Whether the amounts right behind one, two or more, add up to it exactly."""
    given = 0
    for place, amount in enumerate(amounts[total + 1 :]):
        given += 0 if amount.low_of else amount.dong
        if given >= amounts[total].dong:
            return place > 0 and given == amounts[total].dong
    return False


def _has_room(entry: _Open, amount: Amount, amounts: Sequence[Amount]) -> bool:
    """Whether an amount can be a part of the open total: it is no more than that."""
    return entry.head is None or amount.dong <= amounts[entry.head].dong * (1 + TOLERANCE)


def _is_given(entry: _Open, amounts: Sequence[Amount]) -> bool:
    return entry.head is not None and _adds_up(entry.given, amounts[entry.head].dong)


def _closed_pairs(text: str) -> int:
    """How many brackets open and close again within the text."""
    depth = pairs = 0
    for letter in text:
        if letter == "(":
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
            pairs += 1
    return pairs


@dataclass(slots=True)
class Ladder:
    """The totals that the lines above have opened, outermost first; fed line by line."""

    drafts: list[Draft]
    scopes: list[_Scope] = field(default_factory=list)

    def close_to(self, depth: Depth) -> None:
        """A line of this depth begins: totals that stand as deep or deeper are done, save one still to be filled."""
        while self.scopes and self.scopes[-1].depth >= depth and not self._waits(self.scopes[-1], depth):
            self.scopes.pop()

    def close_for_heading(self, depth: Depth) -> None:
        """A heading begins: only a total that says its parts follow, and has not got them all, stays open."""
        self.close_to(depth)
        self.scopes = [s for s in self.scopes if s.explicit and not s.told and not self._is_filled(s)]

    def parent(self, amount: Amount, depth: Depth) -> int | None:
        """The total that an amount of a line of this depth is a part of; a part is no more than its total."""
        for scope in reversed(self.scopes):
            below = (
                depth[1] >= BULLET and scope.depth[1] >= BULLET and scope.depth[0] == depth[0] and scope.depth < depth
            )
            whole = self.drafts[scope.draft].amount.dong * (1 + TOLERANCE)
            room = whole - (scope.given if scope.depth == depth else 0)
            if (scope.explicit or below) and amount.dong <= room:
                scope.deeper = scope.deeper or depth > scope.depth
                return scope.draft
        return None

    def add(self, number: int) -> None:
        """Count an amount to the total that it is a part of."""
        parent = self.drafts[number].parent
        for scope in self.scopes:
            if scope.draft == parent and not self.drafts[number].amount.low_of:
                scope.given += self.drafts[number].amount.dong

    def open(self, number: int, depth: Depth, explicit: bool, in_words: bool) -> None:
        """The parts of this amount may follow in the lines below; `explicit`: a colon says so, `in_words`: "trong đó".

        Where its own line has told them all, the money below further headings is not taken for more of them.
        """
        own = sum(d.amount.dong for d in self.drafts[number + 1 :] if d.parent == number and not d.amount.low_of)
        told = own == self.drafts[number].amount.dong
        self.scopes.append(_Scope(number, depth, explicit, in_words, told))

    def announce(self) -> None:
        """A line of its own says "Trong đó:": the parts of the last amount follow."""
        if self.scopes:
            self.scopes[-1].explicit = self.scopes[-1].in_words = True

    def _waits(self, scope: _Scope, depth: Depth) -> bool:
        same = scope.depth == depth and scope.in_words and not scope.deeper
        return same and not self._is_filled(scope)

    def _is_filled(self, scope: _Scope) -> bool:
        return _adds_up(scope.given, self.drafts[scope.draft].amount.dong)


def adopt_by_sum(drafts: Sequence[Draft], within: Callable[[int | None, int | None], bool]) -> None:
    """Give a total that nobody announced its parts: amounts right below it that add up to it.

    Only amounts with the same parent as it, if any, of one depth, below a total that has no parts
    yet, no norms; `within(section, other)` says that a section is another one or stands in it.
    """
    with_parts = {d.parent for d in drafts}
    for number, total in enumerate(drafts):
        if number in with_parts or total.cell or total.role in ("norm", "other"):
            continue
        run = _run_below(drafts, number, within)
        if len(run) >= 2:
            for part in run:
                drafts[part].parent = number
            with_parts.add(number)


def _run_below(drafts: Sequence[Draft], number: int, within: Callable[[int | None, int | None], bool]) -> list[int]:
    """The amounts below a total that together make it, or none."""
    total, given, run = drafts[number], 0, []
    depth: Depth | None = None
    for other in range(number + 1, min(number + 1 + LONGEST_RUN, len(drafts))):
        draft = drafts[other]
        if draft.cell or draft.depth < total.depth or not within(draft.section, total.section):
            break
        if draft.parent != total.parent or _is_norm(draft) or draft.amount.low_of:
            continue
        if total.parent is not None and draft.depth <= total.depth:
            break
        depth = depth or draft.depth
        if draft.depth != depth:
            continue
        run.append(other)
        given += draft.amount.dong
        if given == total.amount.dong:
            return run
        if given > total.amount.dong:
            break
    return []


def _is_norm(draft: Draft) -> bool:
    return bool(draft.amount.per) or draft.said.role == "norm"


def adopt_above_by_sum(
    drafts: Sequence[Draft],
    within: Callable[[int | None, int | None], bool],
    sums_up: regex.Pattern[str],
) -> None:
    """Give a total that stands below its parts ("Cộng: …") the amounts right above it that add up to it."""
    with_parts = {d.parent for d in drafts}
    for number, total in enumerate(drafts):
        if total.cell or total.parent is not None or number in with_parts or not sums_up.match(total.item or ""):
            continue
        run = _run_above(drafts, number, within)
        for part in run:
            drafts[part].parent = number


def _run_above(drafts: Sequence[Draft], number: int, within: Callable[[int | None, int | None], bool]) -> list[int]:
    """The amounts above a total that together make it, each part of no other; or none."""
    total, given, run = drafts[number], 0, list[int]()
    for other in range(number - 1, max(number - 1 - LONGEST_RUN, -1), -1):
        draft = drafts[other]
        if draft.cell or not within(draft.section, total.section):
            break
        if draft.parent is not None or _is_norm(draft) or draft.amount.low_of:
            continue
        run.append(other)
        given += draft.amount.dong
        if given >= total.amount.dong:
            return run if given == total.amount.dong and len(run) > 1 else []
    return []


def regroup_by_sum(drafts: Sequence[Draft], within: Callable[[int | None, int | None], bool]) -> None:
    """Hang lines whose marks mislead where sums tell better: unmarked lines below the bullet that they make up.

    From the last amount to the first, each takes what follows it and adds up to it exactly, if its
    parts so far do not. Only a total with digits enough that chance does not make it, and only from
    the groups that it is in itself.
    """
    order = [n for n, d in enumerate(drafts) if not d.cell and not d.amount.low_of and d.role != "norm"]
    given: dict[int | None, int] = {}
    for number in order:
        given[drafts[number].parent] = given.get(drafts[number].parent, 0) + drafts[number].amount.dong
    for place in range(len(order) - 2, -1, -1):
        number = order[place]
        total = drafts[number]
        if _digits(total.amount.dong) < TELLING or given.get(number) == total.amount.dong:
            continue
        run = _run_that_adds_up(drafts, number, order[place + 1 :], within)
        for part in run:
            drafts[part].parent = number


def adopt_second_breakdown(drafts: Sequence[Draft], within: Callable[[int | None, int | None], bool]) -> None:
    """Give a total whose parts add up to it the second breakdown that its section has, by source and then by kind.

    The amounts behind all that is a part of it, which are part of nothing, no other project's, and add up to it.
    """
    order = [n for n, d in enumerate(drafts) if not d.cell and not d.amount.low_of and d.role != "norm"]
    with_parts = {drafts[n].parent for n in order}
    for place, number in enumerate(order):
        if number not in with_parts:
            continue
        total = drafts[number]
        parts = [n for n in order[place + 1 :] if drafts[n].parent == number]
        if len(parts) < 2 or _digits(total.amount.dong) < TELLING:
            continue
        if sum(drafts[n].amount.dong for n in parts) != total.amount.dong:
            continue
        last = max(n for n in order if n in parts or number in _above(drafts, n))
        run = _run_that_adds_up(drafts, number, [n for n in order if n > last], within)
        if all(drafts[part].project == total.project for part in run):
            for part in run:
                drafts[part].parent = number


def _run_that_adds_up(
    drafts: Sequence[Draft], number: int, after: Sequence[int], within: Callable[[int | None, int | None], bool]
) -> list[int]:
    """The amounts right behind one that make it exactly, those below them left out; none where nothing does."""
    total, run, given = drafts[number], list[int](), 0
    groups = {None, *_above(drafts, number), number}
    for other in after:
        draft = drafts[other]
        if draft.parent in run or any(above in run for above in _above(drafts, other)):
            continue
        if draft.parent not in groups or not within(draft.section, total.section):
            return []
        run.append(other)
        given += draft.amount.dong
        if given >= total.amount.dong:
            break
    own = {n for n in after if drafts[n].parent == number}
    return run if given == total.amount.dong and len(run) >= 2 and own <= set(run) else []


def _above(drafts: Sequence[Draft], number: int) -> list[int]:
    """The totals that an amount is a part of, innermost first."""
    found: list[int] = []
    parent = drafts[number].parent
    while parent is not None and parent not in found:
        found.append(parent)
        parent = drafts[parent].parent
    return found


def _digits(dong: int) -> int:
    """How many digits of an amount tell it from others: 597.928 million has six, 500 million one."""
    return len(str(dong).rstrip("0"))


def _adds_up(given: int, total: int) -> bool:
    return given >= total * (1 - TOLERANCE)
