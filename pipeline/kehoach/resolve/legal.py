"""Give cited documents their identities: different spellings of one are one, documents that share but a number stay apart.

A State document is its number, letters, year and place; a Party document the same with the year of its
date (its numbers run through a term, so one number has one date); a law is its number, or its name and
year. What the plan leaves open is filled from its other mentions of the same number, where only one
fits; a mention that stays open has no identity.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from kehoach.extract.cited_issuers import PARTY_UNITS
from kehoach.extract.cited_numbers import year_of
from kehoach.rulebook import Rulebook
from kehoach.values import Citation, Header, LegalDocument

NAMED = ("luật", "bộ luật", "pháp lệnh", "hiến pháp")
STANDARDS = ("tiêu chuẩn", "quy chuẩn")
NUMBER = regex.compile(
    r"(?P<number>[\da-zđ.]+?)(?:\.(?P<dotted>(?:19|20)\d\d))?(?P<mark>[-/])(?:(?P<year>(?:19|20)\d\d)/)?(?P<symbol>\D.*)"
)
ASSEMBLY = regex.compile(r"(?:NQ-)?(?:UBTV)?QH\d+")
"""Numbers that run through a term of the National Assembly, whose number the letters end in."""
LOCAL = regex.compile(r"(?:^|[-/])(?:UBND|UB|HĐND|CTUBND|VPUBND|TU|HU|QU|ĐU|ThU)(?=$|[-/.])")
DEPARTMENT = regex.compile(r"(?:^|[-/])S(?:o\p{Lu}|\p{Lu})\p{Lu}{0,8}(?:$|[-/])")
SLUG_WORDS = regex.compile(r"[a-z0-9]+")
PLACE = regex.compile(
    r"(?<!\p{L})(?:(?P<unit>(?i:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu))|(?P<party>(?i:tỉnh|thành|huyện|quận|thị) ủy)) (?P<name>\p{Lu}.*)"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a mention tells of the document's identity. `base` is its number and letters or its name; None is
    what it leaves open. `place` is "" for a body of the whole country. A number that holds its year
    (`02/2022/QĐ-TTg`) is of another series than one that does not (`02/QĐ-TTg`): there the base has the year."""

    base: str
    year: int | None
    place: str | None
    whole: bool = False

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
        )


def resolve_citations(
    citations: Sequence[Citation], header: Header, rules: Rulebook
) -> tuple[tuple[Citation, ...], tuple[LegalDocument, ...]]:
    """Set each citation's `key`, and list the distinct documents in the order in which they are first cited.

    A document's date, issuer and title are the first that its mentions tell, the date the most frequent one.
    """
    reader = IdentityReader(header, rules)
    identities = [reader.read(citation) for citation in citations]
    keys = _choose_keys(citations, identities)
    keyed = tuple(replace(citation, key=key) for citation, key in zip(citations, keys, strict=True))
    mentions: dict[str, list[Citation]] = {}
    for citation in keyed:
        if citation.key:
            mentions.setdefault(citation.key, []).append(citation)
    return keyed, tuple(_document(key, cited) for key, cited in mentions.items())


def _central_letters(rules: Rulebook) -> dict[str, Sequence[str]]:
    return {row.name: row["symbols"] or () for row in rules.names("citations.issuers")}


def _type_letters(rules: Rulebook) -> dict[str, Sequence[str]]:
    return {row.name: row["abbreviations"] or () for row in rules.names("citations.types")}


class IdentityReader:
    """Reads identities for one plan, whose own place stands in where a department names none."""

    def __init__(self, header: Header, rules: Rulebook) -> None:
        self.header = header
        self.central, self.letters = rules.once(_central_letters), rules.once(_type_letters)
        self.laws = rules.spelling["citations.laws"]
        self.cities = rules.spelling["citations.cities"]

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
        return Identity(_base(match["symbol"], match["number"]), dated or own, place)

    def _with_year(self, match: regex.Match[str], year: str | None, citation: Citation | None) -> Identity:
        """A number that holds its year; the National Assembly's, whatever the document is called, has no place."""
        assembly = ASSEMBLY.fullmatch(match["symbol"])
        place = self._place(citation, match["symbol"]) if citation and not assembly else ""
        number = "-".join(p for p in (match["number"].lstrip("0"), year) if p)
        base = slug(f"{number}-{match['symbol']}") if assembly else _base(match["symbol"], number)
        return Identity(base, int(year) if year else None, place, whole=True)

    def _by_name(self, citation: Citation) -> Identity:
        """A law by its name: by its number, where name and year tell that."""
        row = self.laws.get((citation.title or "").partition(" ")[2].casefold()) if citation.type == "luật" else None
        year = citation.issue_year
        numbers = [n for n in (row["numbers"] or () if row else ()) if year and year_of(n) == year]
        match = NUMBER.fullmatch(numbers[0]) if len(numbers) == 1 else None
        if match:
            return self._with_year(match, match["year"], None)
        name = slug(citation.title or "")
        return Identity(f"{name}-{year}" if year else name, year, "", whole=True)

    def _by_issuer(self, citation: Citation) -> Identity | None:
        """`Quyết định số 1719 ngày 14/10/2021 của Thủ tướng Chính phủ`: type and issuer tell the letters."""
        symbols, letters = self.central.get(citation.issuer or "", ()), self.letters.get(citation.type, ())
        if citation.issue_date is None or not symbols or not letters or not (citation.code or "").isdigit():
            return None
        return Identity(_base(f"{letters[0]}-{symbols[0]}", citation.code or ""), citation.issue_date.year, "")

    def _place(self, citation: Citation, symbol: str) -> str | None:
        """The place that tells apart equal numbers of like bodies: "" for central ones, None where it is not told."""
        issuer = citation.issuer or ""
        place = PLACE.search(issuer)
        if place is None and citation.relation == "self":
            place = PLACE.search(self.header.issuer or "")
        if place:
            return slug(f"{place['unit'] or PARTY_UNITS[place['party'].casefold()]} {place['name']}")
        if symbol.endswith("TW") or issuer in self.central:
            return ""
        if LOCAL.search(symbol) or issuer.startswith("Ban Chỉ đạo"):
            return None
        if issuer.startswith("Phòng"):
            return self._own_place("district", self.header.district)
        if issuer.startswith(("Sở", "Ban ", "Chi cục")) or DEPARTMENT.search(symbol):
            return self._own_place("province", self.header.province)
        return ""

    def _own_place(self, level: str, name: str | None) -> str | None:
        """The plan's own place of a level: with its kind where the plan's issuer tells it, else its name; None where it is not told."""
        own = PLACE.search(self.header.issuer or "") if self.header.issuer_level == level else None
        if own:
            return slug(own[0])
        kind = "huyện" if level == "district" else "thành phố" if (name or "").casefold() in self.cities else "tỉnh"
        return slug(f"{kind} {name}") if name else None


def _base(symbol: str, number: str) -> str:
    """`90` + `QĐ-TTg` -> `qd-90-ttg`: type, number, issuer, as one says it; leading noughts off."""
    first, mark, rest = symbol.replace("/", "-").partition("-")
    return slug(f"{first}-{number.lstrip('0') or '0'}{mark}{rest}")


def slug(text: str) -> str:
    """Letters without marks, digits and dashes: `QĐ-TTg` -> `qd-ttg`, `Luật Đất đai` -> `luat-dat-dai`."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d")).encode("ascii", "ignore").decode()
    return "-".join(SLUG_WORDS.findall(plain))


def _choose_keys(citations: Sequence[Citation], identities: Sequence[Identity | None]) -> list[str | None]:
    whole = {i.key: i for i in identities if i and i.key}
    laws = _laws_by_name(citations, identities)
    keys: list[str | None] = []
    for citation, identity in zip(citations, identities, strict=True):
        if identity is None:
            keys.append(_by_short_number(citation, citations, identities))
        elif citation.type in NAMED and citation.title and identity.key not in laws.values():
            keys.append(_law_key(citation, identity, laws))
        else:
            keys.append(identity.key or _only_fit(identity, whole))
    return keys


def _only_fit(identity: Identity, whole: dict[str, Identity]) -> str | None:
    fitting = [key for key, other in whole.items() if identity.fits(other)]
    return fitting[0] if len(fitting) == 1 else None


def _laws_by_name(citations: Sequence[Citation], identities: Sequence[Identity | None]) -> dict[tuple[str, int], str]:
    """Name and year of each law of the plan that is told so far, with its key: a number goes before a name."""
    laws: dict[tuple[str, int], str] = {}
    told = [(c, i) for c, i in zip(citations, identities, strict=True) if i and i.key and i.year and c.title]
    for citation, identity in sorted(told, key=lambda pair: pair[1].base[0].isdigit()):
        if citation.type in NAMED and identity.key and identity.year:
            laws[slug(citation.title or ""), identity.year] = identity.key
    return laws


def _law_key(citation: Citation, identity: Identity, laws: dict[tuple[str, int], str]) -> str | None:
    """A law's name stands for the one law of that name (and year, where told) in the plan, else for itself."""
    name = slug(citation.title or "")
    told = {key for (n, year), key in laws.items() if n == name and identity.year in (None, year)}
    return told.pop() if len(told) == 1 else identity.key


def _by_short_number(
    mention: Citation, citations: Sequence[Citation], identities: Sequence[Identity | None]
) -> str | None:
    """The one document that a number without letters (`Chỉ thị 11`) can mean in this plan, or None."""
    keys = set()
    for citation, identity in zip(citations, identities, strict=True):
        same = citation.type == mention.type and _bare(citation.code) == _bare(mention.code)
        if identity and identity.key and same and _agree(mention, citation):
            keys.add(identity.key)
    return keys.pop() if len(keys) == 1 else None


def _agree(one: Citation, other: Citation) -> bool:
    dates = one.issue_date is None or other.issue_date is None or one.issue_date == other.issue_date
    return dates and (one.issuer is None or other.issuer is None or one.issuer == other.issuer)


def _bare(code: str | None) -> str:
    return (code or "").replace("-", "/").partition("/")[0].lstrip("0")


def _document(key: str, mentions: Sequence[Citation]) -> LegalDocument:
    dates = Counter(m.issue_date for m in mentions if m.issue_date)
    titles = [m.title for m in mentions if m.title]
    return LegalDocument(
        legal_document_id=key,
        type=mentions[0].type,
        code=next((m.code for m in mentions if m.code and len(m.code) > len(_bare(m.code)) + 1), None),
        issue_date=dates.most_common(1)[0][0] if dates else None,
        issuer=next((m.issuer for m in mentions if m.issuer), None),
        title=next((t for t in titles if not t.isupper()), titles[0] if titles else None),
    )
