"""Name the bodies that issue cited documents (cơ quan ban hành), by words and by a number's letters."""

from __future__ import annotations

import regex
from rapidfuzz import fuzz

from kehoach.rulebook import Rulebook
from kehoach.values import Header

PARTY_UNITS = {"tỉnh ủy": "tỉnh", "thành ủy": "thành phố", "huyện ủy": "huyện", "quận ủy": "quận", "thị ủy": "thị xã"}
UNIT_FIELDS = {
    "tỉnh": "province",
    "thành phố": "province",
    "huyện": "district",
    "quận": "district",
    "thị xã": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}
UNIT = regex.compile(rf"(?i)(?<!\p{{L}})({'|'.join(UNIT_FIELDS)})(?= \p{{L}})")
SLIP = 75
"""Likeness (0-100) from which a misread name is taken for the body that the number tells."""
SINGLE_CASE = 4
"""A word of so many letters that is all in capitals shows that a name is set in capitals."""


def issuers_by_letters(rules: Rulebook) -> dict[str, str]:
    """The central bodies by their letters in numbers: `TTg` Thủ tướng Chính phủ."""
    return {s: row.name for row in rules.names("citations.issuers") for s in row["symbols"] or ()}


class IssuerNames:
    """Names issuers for one plan: its own places complete a name that leaves them open."""

    def __init__(self, header: Header, rules: Rulebook) -> None:
        self.header, self.rules = header, rules
        self.known = rules.spelling["citations.issuers"]
        self.symbols = rules.once(issuers_by_letters)
        self.named: dict[str, str] = {}  # a plan names the same few bodies again and again
        own = UNIT.search(header.issuer or "")
        self.own_unit = own[1].casefold() if own else None

    def name(self, words: str) -> str:
        """An issuer's full name: abbreviations opened, the plan's own place added where the words leave it open.

        `UBND huyện` in a plan of huyện Ngọc Hồi is `Ủy ban nhân dân huyện Ngọc Hồi`; a minister stays a
        minister, a department's director stands for the department.
        """
        if words not in self.named:
            self.named[words] = self._name(" ".join(words.split()).strip(" ,:-"))
        return self.named[words]

    def _name(self, name: str) -> str:
        office = self.rules.pattern("citations.issuer_office").match(name)
        name = name[office.end()].upper() + name[office.end() + 1 :] if office else name
        abbreviation = self.rules.pattern("citations.abbreviation")
        unabbreviated = abbreviation.sub("", name)
        in_capitals = unabbreviated.isupper() and max(map(len, unabbreviated.split())) >= SINGLE_CASE
        name = abbreviation.sub(self._open, name)
        name = self._lower_capitals(name) if in_capitals else name
        name = self.rules.pattern("citations.department_field").sub(self._open_field, self._official(name))
        return self._add_own_place(name)

    def by_symbol(self, symbol: str) -> str | None:
        """The central body that a number's letters tell: `NĐ-CP` Chính phủ, `QH15` Quốc hội, `TT-BTC` Bộ Tài chính.

        Joint documents (`TTLT-BNV-BTC`) and local ones have none.
        """
        parts = [part.rstrip("0123456789") for part in symbol.replace("/", "-").split("-")]
        named = [self.symbols[part] for part in parts if part in self.symbols]
        return named[0] if len(named) == 1 else None

    def mend(self, name: str, symbol: str) -> str:
        """The central body that a number's letters tell, where a name that nobody bears looks like it (`Chỉnh phú`)."""
        told = self.by_symbol(symbol)
        if told is None or name.casefold() in self.known or told.casefold() in name.casefold():
            return name
        return told if fuzz.ratio(name.casefold(), told.casefold()) >= SLIP else name

    def _open(self, match: regex.Match[str]) -> str:
        row = self.rules.spelling["citations.words"].get(match[0].casefold())
        return row.name if row else match[0]

    def _open_field(self, match: regex.Match[str]) -> str:
        row = self.rules.spelling["citations.fields"].get(match[0].casefold())
        return row.name if row and row.name.casefold() != match[0].casefold() else match[0]

    def _official(self, name: str) -> str:
        """The official spelling of a central body, its office kept (`Bộ trưởng Bộ Nông nghiệp và PTNT`)."""
        words = name.split(" ")
        for first in range(len(words)):
            row = self.known.get(" ".join(words[first:]).casefold())
            if row:
                return " ".join([*words[:first], row.name])
        return name

    def _lower_capitals(self, name: str) -> str:
        """`HỘI ĐỒNG NHÂN DÂN TỈNH LÀO CAI` -> `Hội đồng nhân dân tỉnh Lào Cai`."""
        lowered = name.lower()
        if lowered.casefold() in self.known:
            return self.known[lowered.casefold()].name
        unit = UNIT.search(lowered) or regex.search(r"(?:tỉnh|thành|huyện|quận|thị|đảng) ủy(?= )", lowered)
        if unit:
            lowered = lowered[: unit.end()] + regex.sub(r"\p{L}+", lambda m: m[0].capitalize(), lowered[unit.end() :])
        return lowered[:1].upper() + lowered[1:]

    def _add_own_place(self, name: str) -> str:
        """Complete a name that ends in a bare `tỉnh`, `huyện`, `Tỉnh ủy` with the plan's own place of that kind."""
        bare = self.rules.pattern("citations.open_place").search(name)
        if bare is None:
            return name
        place = self._own_place((bare["unit"] or PARTY_UNITS[bare["party"].casefold()]).casefold())
        if not place:
            return name
        return (
            f"{name[: bare.start('unit')]}{bare['unit'].lower()} {place}"
            if bare["unit"]
            else f"{name.rstrip(' ,')} {place}"
        )

    def _own_place(self, unit: str) -> str | None:
        """The name of the plan's own unit of a kind (`huyện`), or None where it has none or it is not told."""
        header, level = self.header, self.header.issuer_level or ""
        if unit == self.own_unit:
            field = level if level in UNIT_FIELDS.values() else UNIT_FIELDS[unit]
        elif unit == "thành phố" or UNIT_FIELDS[unit] == level:
            return None  # the plan's own unit of that level is of another kind
        else:
            field = UNIT_FIELDS[unit]
        named = {"province": header.province, "district": header.district, "commune": header.commune}
        return named[field]
