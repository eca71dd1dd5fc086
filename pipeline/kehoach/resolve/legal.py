"""Give cited documents their identities: different spellings of one are one, documents that share but a number stay apart.

A State document is its number, letters, year and place; a Party document the same with the year of its
date (its numbers run through a term, so one number has one date); a law is its number, or its name and
year. What the plan leaves open is filled from its other mentions of the same number, where only one
fits; a mention that stays open has no identity.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
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
PLACE = regex.compile(
    r"(?<!\p{L})(?:(?P<unit>(?i:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu))|(?P<party>(?i:tỉnh|thành|huyện|quận|thị) ủy)) (?P<name>\p{Lu}.*)"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a mention tells of the document's identity. `base` is its number and letters or its name; None is
    what it leaves open. `place` is "" for a body of the whole country."""

    base: str
    year: int | None
    place: str | None
    needs_year: bool = True

    @property
    def key(self) -> str | None:
        """The document's id, or None where the mention leaves it open."""
        if self.place is None or (self.needs_year and self.year is None):
            return None
        return "-".join(p for p in (self.base, str(self.year) if self.year else "", self.place) if p)

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
    return keyed, tuple(_document(key, [c for c in keyed if c.key == key]) for key in dict.fromkeys(keys) if key)


class IdentityReader:
    """Reads identities for one plan, whose own place stands in where a department names none."""

    def __init__(self, header: Header, rules: Rulebook) -> None:
        self.header = header
        self.central = {row.name for row in rules.names("citations.issuers")}
        self.laws = rules.spelling["citations.laws"]

    def read(self, citation: Citation) -> Identity | None:
        """A mention's identity as far as it tells it; None for a number without letters."""
        if citation.type in STANDARDS and citation.code:
            return Identity(slug(citation.code), None, "", needs_year=False)
        match = NUMBER.fullmatch(citation.code) if citation.code else None
        if match is None:
            return self._by_name(citation) if citation.title and citation.type in NAMED else None
        base = slug(_order(match["symbol"], match["number"]))
        year = match["year"] or match["dotted"]
        if ASSEMBLY.fullmatch(match["symbol"]):
            return _assembly(match)
        dated = citation.issue_date.year if citation.issue_date else None
        own = self.header.issue_year if citation.relation == "self" else None
        return Identity(base, int(year) if year else dated or own, self._place(citation, match["symbol"]))

    def _by_name(self, citation: Citation) -> Identity:
        """A law by its name: by its number, where name and year tell that."""
        row = self.laws.get((citation.title or "").partition(" ")[2].casefold()) if citation.type == "luật" else None
        numbered = [
            n
            for n in (row["numbers"] or () if row else ())
            if citation.issue_year and year_of(n) == citation.issue_year
        ]
        match = NUMBER.fullmatch(numbered[0]) if len(numbered) == 1 else None
        if match:
            return _assembly(match)
        return Identity(slug(citation.title or ""), citation.issue_year, "", needs_year=False)

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
        return slug(own[0] if own else name or "") or None


def _assembly(match: regex.Match[str]) -> Identity:
    """A law or resolution of the National Assembly: number, year and term tell it, whatever it is called."""
    year = int(match["year"]) if match["year"] else None
    return Identity(slug(f"{match['number'].lstrip('0')}-{match['symbol']}"), year, "", needs_year=False)


def _order(symbol: str, number: str) -> str:
    """`90` + `QĐ-TTg` -> `QĐ-90-TTg`: type, number, issuer, as one says it; leading noughts off."""
    first, mark, rest = symbol.replace("/", "-").partition("-")
    return f"{first}-{number.lstrip('0') or '0'}{mark}{rest}"


def slug(text: str) -> str:
    """Letters without marks, digits and dashes: `QĐ-TTg` -> `qd-ttg`, `Luật Đất đai` -> `luat-dat-dai`."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters: str = regex.sub(r"\p{M}+", "", plain)
    return "-".join(regex.findall(r"[a-z0-9]+", letters))


def _choose_keys(citations: Sequence[Citation], identities: Sequence[Identity | None]) -> list[str | None]:
    whole = {i.key: i for i in identities if i and i.key}
    laws = _law_names(citations, identities)
    by_number = _by_bare_number(citations, identities)
    keys: list[str | None] = []
    for citation, identity in zip(citations, identities, strict=True):
        if identity is None:
            keys.append(_only(by_number.get((citation.type, _bare(citation.code)), ()), citation))
        elif citation.code is None:
            keys.append(_law_key(identity, laws))
        else:
            keys.append(identity.key or _only_fit(identity, whole))
    return keys


def _only_fit(identity: Identity, whole: dict[str, Identity]) -> str | None:
    fitting = [key for key, other in whole.items() if identity.fits(other)]
    return fitting[0] if len(fitting) == 1 else None


def _law_names(
    citations: Sequence[Citation], identities: Sequence[Identity | None]
) -> dict[str, set[tuple[int | None, str]]]:
    """For each name of a law in the plan the years and keys that mentions with a number or a year give it."""
    named: dict[str, set[tuple[int | None, str]]] = {}
    for citation, identity in zip(citations, identities, strict=True):
        if identity and identity.key and citation.title and citation.type in NAMED and identity.year:
            named.setdefault(slug(citation.title), set()).add((identity.year, identity.key))
            named.setdefault(identity.base, set()).add((identity.year, identity.key))
    return named


def _law_key(identity: Identity, laws: dict[str, set[tuple[int | None, str]]]) -> str | None:
    told = {key for year, key in laws.get(identity.base, ()) if identity.year in (None, year)}
    numbered = {key for key in told if key != identity.key}
    if len(numbered) == 1 and (identity.year or len(told) == 1):
        return numbered.pop()
    return told.pop() if len(told) == 1 else identity.key


def _bare(code: str | None) -> str:
    return (code or "").replace("-", "/").partition("/")[0].lstrip("0")


def _by_bare_number(
    citations: Sequence[Citation], identities: Sequence[Identity | None]
) -> dict[tuple[str, str], list[tuple[str, Citation]]]:
    found: dict[tuple[str, str], list[tuple[str, Citation]]] = {}
    for citation, identity in zip(citations, identities, strict=True):
        if identity and identity.key and citation.code:
            found.setdefault((citation.type, _bare(citation.code)), []).append((identity.key, citation))
    return found


def _only(candidates: Iterable[tuple[str, Citation]], mention: Citation) -> str | None:
    """The one document that a short number (`Chỉ thị 11`) can mean, or None."""
    keys = {
        key
        for key, c in candidates
        if mention.issue_date is None or c.issue_date is None or c.issue_date == mention.issue_date
    }
    return keys.pop() if len(keys) == 1 else None


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
