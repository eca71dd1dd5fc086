"""The documents that plans cite most, as rules/citations/known.toml has them: to resolve mentions by, and to hold them against."""

from __future__ import annotations

from datetime import date

from rapidfuzz import fuzz

from kehoach.frozen import frozen
from kehoach.resolve.numbers import ASSEMBLY, NUMBER, dated_base, number_base, slug
from kehoach.rulebook import Name, Rulebook

LIKE = 88
"""Likeness (0-100) from which two titles are of one document: plans cut them and slip in them."""
LEAST_TITLE = 25
"""A title of fewer letters is like too many others."""


@frozen
class KnownDocument:
    """A document that plans agree on. `key` is its identity, `base` the same without its year; `plans` counts
    the plans that cite it, `dated` those that tell its date."""

    key: str
    base: str
    type: str
    code: str
    title: str | None
    date: date | None
    year: int | None
    issuer: str
    programme: str | None
    plans: int
    dated: int


class KnownDocuments:
    """The known documents by what a mention tells of them."""

    def __init__(self, rules: Rulebook) -> None:
        self._spelling = rules.spelling["citations.laws"]
        self.by_key: dict[str, KnownDocument] = {}
        self.by_base: dict[str, list[KnownDocument]] = {}
        self._laws: dict[str, list[KnownDocument]] = {}
        for row in rules.names("citations.known"):
            document = _read(row)
            self.by_key[document.key] = document
            self.by_base.setdefault(document.base, []).append(document)
            if document.type == "luật" and document.title:
                self._laws.setdefault(self.law_name(document.title), []).append(document)

    def law_name(self, title: str) -> str:
        """A law's official name as a key has it: `Luật Ban hành VBQPPL` is that of `Luật Ban hành văn bản …`."""
        kind, _, name = " ".join(title.split()).partition(" ")
        row = self._spelling.get(name.casefold()) if kind.casefold() == "luật" else None
        return slug(f"{kind} {row.name if row else name}")

    def laws(self, title: str, year: int | None, day: date | None) -> list[KnownDocument]:
        """The known laws that a name with a date, or a year alone, can mean; none for a name alone."""
        named = [law for law in self._laws.get(self.law_name(title), ()) if year is not None and law.year == year]
        return [law for law in named if day is None or law.date is None or law.date == day]

    def undated(self, base: str, title: str | None, programme: str | None) -> KnownDocument | None:
        """The known document that a State number without a year means: the one of that number (`qd-90-ttg`) that
        has the mention's title, or that begins the programme which the plan itself serves; None where not certain."""
        meant = [
            d
            for d in self.by_base.get(base, ())
            if like_title(title, d.title) or (title is None and d.programme is not None and d.programme == programme)
        ]
        return meant[0] if len(meant) == 1 else None


def known_documents(rules: Rulebook) -> KnownDocuments:
    """The known documents of a rulebook; ask for them with `rules.once`."""
    return KnownDocuments(rules)


def like_title(one: str | None, other: str | None) -> bool:
    """Whether two titles are those of one document, though one may be cut short."""
    if not one or not other:
        return False
    a, b = slug(one), slug(other)
    if min(len(a), len(b)) < LEAST_TITLE:
        return False
    return fuzz.ratio(a, b) >= LIKE or (
        2 * min(len(a), len(b)) > max(len(a), len(b)) and fuzz.partial_ratio(a, b) >= 95
    )


def _read(row: Name) -> KnownDocument:
    code: str = row["code"]
    match = NUMBER.fullmatch(code)
    if match is None:
        raise ValueError(f"{row.file}: {code} is no document's number")
    inside = match["year"] or match["dotted"]
    day: date | None = row["date"]
    year = int(inside) if inside else day.year if day else None
    if inside or ASSEMBLY.fullmatch(match["symbol"]):
        base = key = dated_base(match, inside)
    else:
        base = number_base(match["symbol"], match["number"])
        key = f"{base}-{year}"
    return KnownDocument(
        key=key,
        base=base,
        type=row["type"],
        code=code,
        title=None if row.name == code else row.name,
        date=day,
        year=year,
        issuer=row["issuer"],
        programme=row["programme"],
        plans=row["plans"],
        dated=row["dated"] or 0,
    )
