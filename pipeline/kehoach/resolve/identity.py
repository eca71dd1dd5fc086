"""Read what a mention tells of the cited document's identity, so far as it tells it.

A State document is its number, letters, year and place; a Party document the same with the year of its
date (its numbers run through a term, so one number of a term has one date); a law is its number, or its
name and year.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from kehoach.extract.cited_issuers import PARTY_UNITS
from kehoach.frozen import frozen
from kehoach.mentions import Citation
from kehoach.resolve.known import KnownDocuments, known_documents
from kehoach.resolve.numbers import ASSEMBLY, NUMBER, dated_base, number_base, slug
from kehoach.rulebook import Rulebook
from kehoach.values import Header

NAMED = ("luật", "bộ luật", "pháp lệnh", "hiến pháp")
STANDARDS = ("tiêu chuẩn", "quy chuẩn")
LOCAL = regex.compile(r"(?:^|[-/])(?:UBND|UB|HĐND|CTUBND|VPUBND|TU|HU|QU|ĐU|ThU)(?=$|[-/.])")
DEPARTMENT = regex.compile(r"(?:^|[-/])S(?:o\p{Lu}|\p{Lu})\p{Lu}{0,8}(?:$|[-/])")
PLACE = regex.compile(
    r"(?<!\p{L})(?:(?P<unit>(?i:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu))|(?P<party>(?i:tỉnh|thành|huyện|quận|thị) ủy)) (?P<name>\p{Lu}.*)"
)
COMMUNE_KINDS = ("xã", "phường", "thị trấn")
DISTRICT_KINDS = ("huyện", "quận", "thị xã")
YEARS = regex.compile(r"(?P<since>(?:19|20)\d\d) ?- ?(?P<until>(?:19|20)\d\d)")


@frozen
class Identity:
    """What a mention tells of the document's identity. `base` is its number and letters or its name; None is
    what it leaves open. `place` is "" for a body of the whole country. A number that holds its year
    (`02/2022/QĐ-TTg`) is of another series than one that does not (`02/QĐ-TTg`): there the base has the year.
    `term` is the issuer's as written, `years` the first and last year that it or the date allows."""

    base: str
    year: int | None
    place: str | None
    whole: bool = False
    term: str | None = None
    years: tuple[int, int] | None = None

    @property
    def key(self) -> str | None:
        """The document's id, or None where the mention leaves it open."""
        if self.place is None or (self.year is None and not self.whole):
            return None
        return "-".join(part for part in (self.base, "" if self.whole else str(self.year), self.place) if part)

    def fits(self, other: Identity) -> bool:
        """Whether a mention that leaves something open may mean the same as another."""
        return (
            self.base == other.base
            and (self.year is None or other.year is None or self.year == other.year)
            and (self.place is None or self.place == other.place)
            and self._same_term(other)
        )

    def _same_term(self, other: Identity) -> bool:
        if self.term and other.term and (self.years is None) == (other.years is None) and self.term != other.term:
            return False
        return self.years is None or other.year is None or self.years[0] <= other.year <= self.years[1]


def _central_letters(rules: Rulebook) -> dict[str, Sequence[str]]:
    return {row.name: row["symbols"] or () for row in rules.names("citations.issuers")}


def _type_letters(rules: Rulebook) -> dict[str, Sequence[str]]:
    return {row.name: row["abbreviations"] or () for row in rules.names("citations.types")}


class IdentityReader:
    """Reads identities for one plan, whose own place stands in where a department names none."""

    def __init__(self, header: Header, rules: Rulebook) -> None:
        self.header = header
        self.central, self.letters = rules.once(_central_letters), rules.once(_type_letters)
        self.known: KnownDocuments = rules.once(known_documents)
        self.cities = rules.spelling["citations.cities"]
        self.terms = rules.spelling["citations.terms"]
        self.repeated = rules.spelling["citations.repeated_districts"]

    def read(self, citation: Citation) -> Identity | None:
        """A mention's identity as far as it tells it; None for a number without letters that its issuer doesn't tell."""
        if citation.type in STANDARDS and citation.code:
            return Identity(slug(citation.code), None, "", whole=True)
        match = NUMBER.fullmatch(citation.code) if citation.code else None
        if match is None:
            return self._by_name(citation) if citation.title and citation.type in NAMED else self._by_issuer(citation)
        year = match["year"] or match["dotted"]
        if year or ASSEMBLY.fullmatch(match["symbol"]):
            return self._with_year(match, year, citation)
        dated = citation.issue_date.year if citation.issue_date else citation.issue_year
        own = self.header.issue_year if citation.relation == "self" else None
        place = self._place(citation, match["symbol"])
        term = " ".join((citation.term or "").casefold().split()) or None
        return Identity(
            number_base(match["symbol"], match["number"]),
            dated or own,
            place,
            term=term,
            years=self._years(term, central=place == ""),
        )

    def _years(self, term: str | None, *, central: bool) -> tuple[int, int] | None:
        """The years of a term: `nhiệm kỳ 2020 - 2025` says them, those of the Central Committee's are known."""
        said = YEARS.search(term or "")
        if said:
            return int(said["since"]), int(said["until"])
        row = self.terms.get(term or "") if central else None
        return (row["since"], row["until"]) if row else None

    def _with_year(self, match: regex.Match[str], year: str | None, citation: Citation) -> Identity:
        """A number that holds its year; the National Assembly's, whatever the document is called, has no place."""
        place = "" if ASSEMBLY.fullmatch(match["symbol"]) else self._place(citation, match["symbol"])
        return Identity(dated_base(match, year), int(year) if year else None, place, whole=True)

    def _by_name(self, citation: Citation) -> Identity | None:
        """A law by its name: by its number, where name and date (or year) tell that of one known law alone.

        None where the year leaves open which of several known laws of the name is meant.
        """
        year = citation.issue_year
        laws = self.known.laws(citation.title or "", year, citation.issue_date)
        if len(laws) > 1:
            return None
        if laws:
            return Identity(laws[0].key, laws[0].year, "", whole=True)
        name = self.known.law_name(citation.title or "")
        return Identity(f"{name}-{year}" if year else name, year, "", whole=True)

    def _by_issuer(self, citation: Citation) -> Identity | None:
        """`Quyết định số 1719 ngày 14/10/2021 của Thủ tướng Chính phủ`: type and issuer tell the letters."""
        symbols, letters = self.central.get(citation.issuer or "", ()), self.letters.get(citation.type, ())
        if citation.issue_date is None or not symbols or not letters or not (citation.code or "").isdigit():
            return None
        base = number_base(f"{letters[0]}-{symbols[0]}", citation.code or "")
        return Identity(base, citation.issue_date.year, "")

    def _place(self, citation: Citation, symbol: str) -> str | None:
        """The place that tells apart equal numbers of like bodies: "" for central ones, None where it is not told."""
        issuer = citation.issuer or ""
        place = PLACE.search(issuer)
        if place is None and citation.relation == "self":
            place = PLACE.search(self.header.issuer or "")
        if place:
            return self._unit(place["unit"] or PARTY_UNITS[place["party"].casefold()], place["name"])
        if symbol.endswith("TW") or issuer in self.central:
            return ""
        if LOCAL.search(symbol) or issuer.startswith("Ban Chỉ đạo"):
            return None
        if issuer.startswith("Phòng"):
            return self._own_place("district", self.header.district)
        if issuer.startswith(("Sở", "Ban ", "Chi cục")) or DEPARTMENT.search(symbol):
            return self._own_place("province", self.header.province)
        return ""

    def _unit(self, kind: str, name: str) -> str:
        """A unit as part of a key. Where several provinces have one of that name, the plan's own province tells them apart."""
        kind = kind.casefold()
        unit = slug(f"{kind} {name}")
        repeated = kind in COMMUNE_KINDS or (kind in DISTRICT_KINDS and name.casefold() in self.repeated)
        province = self._province() if repeated and "tỉnh" not in name.casefold() else None
        return f"{unit}-{province}" if province else unit

    def _province(self) -> str | None:
        name = self.header.province
        return slug(f"{'thành phố' if (name or '').casefold() in self.cities else 'tỉnh'} {name}") if name else None

    def _own_place(self, level: str, name: str | None) -> str | None:
        """The plan's own place of a level: with its kind where the plan's issuer tells it, else its name; None where it is not told."""
        own = PLACE.search(self.header.issuer or "") if self.header.issuer_level == level else None
        if own and own["unit"]:
            return self._unit(own["unit"], own["name"])
        if level == "province":
            return self._province()
        return self._unit("huyện", name) if name else None
