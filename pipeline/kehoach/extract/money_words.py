"""Read what the words around an amount say of it: source, kind of budget, role, year."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from kehoach.extract.header import NO_DISTRICTS
from kehoach.extract.project_rows import ProjectNames
from kehoach.extract.signs import holds_one
from kehoach.frozen import frozen
from kehoach.rulebook import Rule, Rulebook
from kehoach.values import Header, Outline, Project

Choice = tuple[Rule, tuple[str, ...]]
"""A rule and the words in lower case, one of which any match of it has."""
REACH = 160
"""How far behind an amount words may still be about it."""
LONGEST_CLAUSE = 200
"""How far before it: what a longer clause says at its beginning is about other things."""


@frozen
class Said:
    """What is said of an amount. `source` "" is a name that is none of the closed list; None is no name at all.

    `receiver`: nothing but a name stands before it (Doanh nghiệp: …), below a budget of the state one who gets it.
    """

    source: str | None = None
    budget: str | None = None
    role: str | None = None
    year: int | None = None
    several_years: bool = False
    until: int | None = None
    named: bool = False
    invests: bool = False
    receiver: bool = False


UNSAID = Said()


@frozen
class MoneyWords:
    """The rules on the words around amounts, bound to the level of the plan's issuer."""

    sources: tuple[Choice, ...]
    budgets: tuple[Choice, ...]
    patterns: Mapping[str, regex.Pattern[str]]
    city: str

    def read(self, before: str, after: str = "") -> Said:
        """What `before` (the amount's clause up to it) and `after` (what follows it) say.

        The name nearest before the amount counts; one behind it only in brackets or after "từ", "do".
        """
        before, p = before[-LONGEST_CLAUSE:], self.patterns
        if not before.strip() and not after:
            return UNSAID
        folded = before.casefold()
        behind = self._behind(after) if after else ""
        source = self._source(before, folded)
        role = next((r for r in ("other", "norm", "total") if p[f"role.{r}"].search(before)), None)
        year, period = self.year(before), p["period"].search(before) if "20" in before or "19" in before else None
        return Said(
            source=source if source is not None or not behind else self.source(behind),
            budget=self._budget(before, folded) or (self._budget(behind, behind.casefold()) if behind else None),
            role=role,
            year=year,
            several_years=period is not None and year is None,
            until=int(period["until"]) if period and period["until"] else None,
            named=bool(p["own_name"].search(before)),
            invests="đầu tư" in folded and bool(p["invests"].search(before)),
            receiver=source == "mobilised" and bool(p["name_alone"].match(before)),
        )

    def source(self, words: str) -> str | None:
        """The source that words name last: `central` …, "" for one that is none of the list, None for no name."""
        return self._source(words, words.casefold())

    def _source(self, words: str, folded: str) -> str | None:
        found = _last(self.sources, words, folded)
        if found is None:
            return None
        source = str(found.gives["source"])
        return self.city if source == "city" else source

    def _budget(self, words: str, folded: str) -> str | None:
        """The kind of budget that words name last: `investment`, `recurrent` or None."""
        found = _last(self.budgets, words, folded)
        return str(found.gives["budget_type"]) if found else None

    def year(self, words: str) -> int | None:
        """The year that words name last."""
        years = self.patterns["year"].findall(words) if "20" in words or "19" in words else None
        return int(years[-1]) if years else None

    def sources_named(self, words: str) -> set[str]:
        """All sources that words name, however often."""
        folded = words.casefold()
        of = {
            str(r.gives["source"]) for r, needs in self.sources if holds_one(needs, folded) and r.pattern.search(words)
        }
        return {self.city if source == "city" else source for source in of}

    def is_past(self, heading: str) -> bool:
        """Whether a heading is over what has been, not over what the plan will do."""
        return bool(self.patterns["past_section"].match(heading))

    def is_aim(self, heading: str) -> bool:
        """Whether a heading is over the plan's aims: money there is an income, an output, no money of its own."""
        return bool(self.patterns["aim_section"].match(heading))

    def _behind(self, after: str) -> str:
        found = (self.patterns[name].match(after) for name in ("in_brackets", "from", "right_behind"))
        return " ".join(m["phrase"] for m in found if m)


@frozen
class Surroundings:
    """A plan and the rules, as the readers of its money need them. `reporting`: it reports others' money, or past."""

    outline: Outline
    header: Header
    projects: tuple[Project, ...]
    names: ProjectNames
    words: MoneyWords
    rules: Rulebook
    reporting: bool


def read_surroundings(outline: Outline, header: Header, projects: tuple[Project, ...], rules: Rulebook) -> Surroundings:
    """Bind the rules to a plan."""
    reporting = bool(rules.pattern("money.reporting_document").match(header.doc_type or ""))
    names = ProjectNames(outline, projects, rules)
    return Surroundings(outline, header, projects, names, read_words(header, rules), rules, reporting)


def read_words(header: Header, rules: Rulebook) -> MoneyWords:
    """Bind the word rules: "ngân sách thành phố" is the province's budget in a centrally-run city's plan."""
    names = (
        "role.other role.norm role.total year period own_name name_alone invests in_brackets from right_behind past_section aim_section"
    ).split()
    return MoneyWords(
        sources=rules.once(_choices)[0],
        budgets=rules.once(_choices)[1],
        patterns={name: rules.pattern(f"money.{name}") for name in names},
        city="province"
        if header.issuer_level in (None, "province", "central") or _without_districts(header)
        else "district",
    )


def _without_districts(header: Header) -> bool:
    """Whether a plan was issued after the districts had ended: then every city is a province's equal."""
    return (header.issue_year or header.year_from or 0, header.issue_month or 0) >= NO_DISTRICTS


def _choices(rules: Rulebook) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The rules on sources and on kinds of budget, each with the words that it needs."""
    of = (rules.subject("money.source"), rules.subject("money.budget"))
    sources, budgets = (tuple((rule, tuple(str(rule.gives["needs"]).split("|"))) for rule in some) for some in of)
    return sources, budgets


def _last(choices: tuple[Choice, ...], words: str, folded: str) -> Rule | None:
    """The rule whose match ends last in the words; of two that end together the longer match."""
    best: tuple[int, int, Rule] | None = None
    for rule, needs in choices:
        if not holds_one(needs, folded):
            continue
        for match in rule.pattern.finditer(words):
            if best is None or (match.end(), match.end() - match.start()) > best[:2]:
                best = (match.end(), match.end() - match.start(), rule)
    return best[2] if best else None
