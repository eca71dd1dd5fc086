"""Name the bodies that issue cited documents (cơ quan ban hành), by words and by a number's letters."""

from __future__ import annotations

from functools import partial

import regex

from kehoach.rulebook import Rulebook
from kehoach.values import Header

PARTY_UNITS = {"tỉnh ủy": ("tỉnh",), "thành ủy": ("thành phố",), "huyện ủy": ("huyện",), "quận ủy": ("quận",), "thị ủy": ("thị xã",)}
UNIT_FIELDS = {
    "tỉnh": "province", "thành phố": "province", "huyện": "district", "quận": "district", "thị xã": "district",
    "xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune",
}
SINGLE_CASE = 4
"""Words of so many letters and more that are all in capitals show that a name is set in capitals."""


def name_issuer(words: str, header: Header, rules: Rulebook) -> str:
    """An issuer's full name: abbreviations opened, the plan's own place added where the words leave it open.

    `UBND huyện` in a plan of huyện Ngọc Hồi is `Ủy ban nhân dân huyện Ngọc Hồi`; a minister stays a minister,
    a department's director stands for the department.
    """
    name = " ".join(words.split()).strip(" ,:-")
    name = name[_end(rules.pattern("citations.issuer_office").match(name)) :]
    if name.isupper() and max(map(len, name.split())) >= SINGLE_CASE:
        name = _lower_capitals(name, rules)
    name = rules.pattern("citations.abbreviation").sub(partial(_open_abbreviation, rules=rules), name)
    return add_own_place(_official(name, rules), header, rules)


def _end(match: regex.Match[str] | None) -> int:
    return match.end() if match else 0


def _open_abbreviation(match: regex.Match[str], rules: Rulebook) -> str:
    row = rules.spelling["citations.words"].get(match[0].casefold())
    return row.name if row else match[0]


def _official(name: str, rules: Rulebook) -> str:
    """The official spelling of a central body, its office kept (`Bộ trưởng Bộ Nông nghiệp và PTNT`)."""
    known = rules.spelling["citations.issuers"]
    whole = known.get(name.casefold())
    if whole:
        return whole.name
    for row in rules.names("citations.issuers"):
        for spelling in row.spellings:
            if len(name) > len(spelling) and name.casefold().endswith(" " + spelling.casefold()):
                return f"{name[: -len(spelling)].rstrip()} {row.name}" if spelling != row.name else name
    return name


def _lower_capitals(name: str, rules: Rulebook) -> str:
    """`HỘI ĐỒNG NHÂN DÂN TỈNH LÀO CAI` -> `Hội đồng nhân dân tỉnh Lào Cai`."""
    known = rules.spelling["citations.issuers"].get(name.casefold())
    if known:
        return known.name
    lowered = name.lower()
    unit = regex.search(r"(?<!\p{L})(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|ủy) ", lowered)
    if unit:
        lowered = lowered[: unit.end()] + regex.sub(r"\p{L}+", lambda m: m[0].capitalize(), lowered[unit.end() :])
    return lowered[:1].upper() + lowered[1:]


def add_own_place(name: str, header: Header, rules: Rulebook) -> str:
    """Complete a name that ends in a bare `tỉnh`, `huyện`, `Tỉnh ủy` with the plan's own place, where that is of this kind."""
    bare = rules.pattern("citations.open_place").search(name)
    if bare is None:
        return name
    unit = (bare["unit"] or PARTY_UNITS[bare["party"].casefold()][0]).casefold()
    place = own_place(unit, header)
    return f"{name.rstrip(' ,')} {place}" if place else name


def own_place(unit: str, header: Header) -> str | None:
    """The name of the plan's own unit of a kind (`huyện`), or None where it has none or it is not told."""
    own = regex.search(rf"(?i)(?<!\p{{L}})(tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu) \p{{Lu}}.*", header.issuer or "")
    kind = own[1].casefold() if own else None
    field = UNIT_FIELDS[unit]
    level = header.issuer_level
    if kind == unit and level in ("province", "district", "commune"):
        return getattr(header, level)
    if level == field or (unit == "thành phố" and level == "province"):
        return None  # the plan's own unit is of another kind
    if unit == "tỉnh" and level == "province" and kind == "thành phố":
        return None
    return getattr(header, field) if unit != "thành phố" else None


def issuer_by_symbol(symbol: str, rules: Rulebook) -> str | None:
    """The central body that a number's letters tell: `NĐ-CP` Chính phủ, `QH15` Quốc hội, `TT-BTC` Bộ Tài chính.

    Joint documents (`TTLT-BNV-BTC`) and local ones have none.
    """
    parts = regex.split(r"[-/]", symbol)
    known = {s: row.name for row in rules.names("citations.issuers") for s in row["symbols"] or ()}
    named = [known[p] for part in parts for p in [regex.sub(r"(?<=QH)\d+$", "", part)] if p in known]
    return named[0] if len(named) == 1 else None
