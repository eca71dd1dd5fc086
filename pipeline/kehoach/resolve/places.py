"""Find which administrative unit (đơn vị hành chính) a plan's issuer is of: its code, what it lies in, its successor.

Names repeat (ten districts are called Châu Thành), so only what name, kind, date and the plan's own words leave
as the one possibility is said. Districts ended on 30 June 2025; provinces and communes were made anew the day after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from kehoach.frozen import frozen, replace
from kehoach.rulebook import Rulebook
from kehoach.values import Header, Outline

Era = Literal["old", "new"]
REFORM = date(2025, 7, 1)
MARKS = str.maketrans({"ă": "a", "'": "", "’": "", "-": " "})  # Đăk and Đắk, K'Bang and KBang


@frozen
class Unit:
    """An administrative unit: its code and what it lies in. `successor` is the code of the commune that it went into."""

    code: str
    kind: str
    name: str
    province: str
    province_code: str
    district: str | None = None
    district_code: str | None = None
    successor: str | None = None


Units = Mapping[str, Sequence[Unit]]


def resolve_places(header: Header, outline: Outline, rules: Rulebook) -> Header:
    """The header with the codes of its places, and what they lie in where the text does not say it.

    Nothing is filled in where two units are possible, or where the unit is none of the tables' (one that was
    merged or renamed before 2025).
    """
    match header.issuer_level:
        case "province":
            return _with_province(header, rules)
        case "district":
            return _with_district(header, outline, rules)
        case "commune":
            return _with_commune(header, outline, rules)
        case _:
            return header


def spelling_key(name: str) -> str:
    """A name for comparing: lower case, without hyphens and apostrophes, Đăk as Đắk."""
    return " ".join(name.casefold().replace("đắk", "đăk").translate(MARKS).split())


def era_of(header: Header) -> Era | None:
    """Before or since the reform of 1 July 2025, by the plan's date, else by its years; None where they do not tell."""
    if header.issue_date:
        return "old" if header.issue_date < REFORM else "new"
    year = header.issue_year or header.year_from
    if year == REFORM.year:
        return None if header.issue_month is None else "old" if header.issue_month < REFORM.month else "new"
    return None if year is None else "old" if year < REFORM.year else "new"


# --- the tables ------------------------------------------------------------------------------------


def _provinces(rules: Rulebook) -> Mapping[Era, Units]:
    old = {row["province"]: row["province_code"] for row in rules.names("places.districts")}
    kinds = {row.name: str(row["kind"]) for row in rules.names("places.provinces")}
    new = {row.name: row["code"] for row in rules.names("places.communes")}
    return {
        "old": _by_name(Unit(code, kinds.get(name, "tỉnh"), name, name, code) for name, code in old.items()),
        "new": _by_name(Unit(code, kinds.get(name, "tỉnh"), name, name, code) for name, code in new.items()),
    }


def _districts(rules: Rulebook) -> Units:
    return _by_name(
        Unit(row["code"], row["kind"], row.name, row["province"], row["province_code"])
        for row in rules.names("places.districts")
    )


def _communes(rules: Rulebook) -> Mapping[Era, Units]:
    old = (
        Unit(code, kind, name, row["province"], row["province_code"], row.name, row["code"], successor)
        for row in rules.names("places.districts")
        for code, kind, name, successor in _lines(row["communes"])
    )
    new = (
        Unit(code, kind, name, row.name, row["code"])
        for row in rules.names("places.communes")
        for code, kind, name, _ in _lines(row["communes"])
    )
    return {"old": _by_name(old), "new": _by_name(new)}


def _lines(communes: str) -> Iterable[tuple[str, str, str, str | None]]:
    """Code, kind, name and successor of each line `00001 phường Phúc Xá >00097`."""
    for line in communes.splitlines():
        unit, _, successor = line.partition(" >")
        code, _, named = unit.partition(" ")
        kind = next((k for k in ("thị trấn", "đặc khu", "phường", "xã") if named.startswith(k + " ")), "")
        yield code, kind, named[len(kind) :].strip(), successor or None


def _by_name(units: Iterable[Unit]) -> Units:
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        found[spelling_key(unit.name)].append(unit)
    return found


# --- the levels ------------------------------------------------------------------------------------


def _with_province(header: Header, rules: Rulebook) -> Header:
    era, known = era_of(header), rules.once(_provinces)
    key = spelling_key(header.province or "")
    found = [*known["old"].get(key, ()), *known["new"].get(key, ())] if era is None else known[era].get(key, ())
    if len({unit.code for unit in found}) != 1:
        return header
    unit = found[0]
    ended = era == "old" or (era is None and not known["new"].get(key))
    since = province_after(unit.province, rules) if ended else None
    return replace(
        header,
        admin_code=unit.code,
        province_code=unit.code,
        successor=f"{since.kind} {since.name}" if since else None,
        successor_code=since.code if since else None,
    )


def province_after(province: str, rules: Rulebook) -> Unit | None:
    """The province of today that an old one is or became part of, None for a name that is no old province's."""
    if not rules.once(_provinces)["old"].get(spelling_key(province)):
        return None
    row = rules.spelling["places.provinces"].get(province.casefold())
    found = rules.once(_provinces)["new"].get(spelling_key((row["successor"] if row else None) or province), ())
    return found[0] if found else None


def commune_after(kind: str, name: str, header: Header, rules: Rulebook) -> Unit | None:
    """The commune of today that an old one of the plan's district or province went into as a whole.

    None where the plan's own place leaves several, or where the old one was divided.
    """
    within = replace(
        header,
        province=header.province or header.province_inferred,
        district=header.district or header.district_inferred,
    )
    named = rules.once(_communes)["old"].get(spelling_key(name), ())
    found = [unit for unit in _within(named, within) if unit.kind == kind]
    if len(found) != 1 or (within.province is None and within.district is None):
        return None
    return rules.once(_new_communes).get(found[0].successor or "")


def _new_communes(rules: Rulebook) -> Mapping[str, Unit]:
    """The communes of today by their codes."""
    return {unit.code: unit for same in rules.once(_communes)["new"].values() for unit in same}


def same_place(one: Unit | str, other: str) -> bool:
    """Whether two names of places are one, by `spelling_key`."""
    return spelling_key(one if isinstance(one, str) else one.name) == spelling_key(other)


def _with_district(header: Header, outline: Outline, rules: Rulebook) -> Header:
    if header.district is None:
        return header
    found = _of_kind(rules.once(_districts).get(spelling_key(header.district), ()), header.issuer)
    unit = _one(_within(found, header), outline)
    if unit is None:
        return header
    return replace(
        header,
        admin_code=unit.code,
        district_code=unit.code,
        province_code=unit.province_code,
        province_inferred=None if header.province else unit.province,
    )


def _with_commune(header: Header, outline: Outline, rules: Rulebook) -> Header:
    if header.commune is None:
        return header
    known, key, era = rules.once(_communes), spelling_key(header.commune), era_of(header)
    eras: tuple[Era, ...] = (era,) if era else ("old", "new")
    found = [unit for e in eras for unit in _within(_of_kind(known[e].get(key, ()), header.issuer), header)]
    unit = _one(found, outline)
    if unit is None:
        return header
    after = rules.once(_new_communes).get(unit.successor or "")
    return replace(
        header,
        admin_code=unit.code,
        commune_code=unit.code,
        district_code=unit.district_code,
        province_code=unit.province_code,
        district_inferred=None if header.district else unit.district,
        province_inferred=None if header.province else unit.province,
        successor=f"{after.kind} {after.name}, {after.province}" if after else None,
        successor_code=after.code if after else None,
    )


def _of_kind(units: Sequence[Unit], issuer: str | None) -> list[Unit]:
    """The units of the kind that the issuer's name says (thị xã Kỳ Anh is not huyện Kỳ Anh)."""
    words = (issuer or "").casefold()
    return [unit for unit in units if f" {unit.kind} {unit.name}".casefold() in words or f" {unit.kind} " in words]


def _within(units: Iterable[Unit], header: Header) -> list[Unit]:
    """The units that lie in the province and district that the text names."""
    province, district = (spelling_key(name) if name else None for name in (header.province, header.district))
    return [
        unit
        for unit in units
        if (province is None or spelling_key(unit.province) == province)
        and (district is None or unit.district is None or spelling_key(unit.district) == district)
    ]


def _one(units: Sequence[Unit], outline: Outline) -> Unit | None:
    """The only unit; of several the only one whose district or province the plan speaks of."""
    if len(units) <= 1:
        return units[0] if units else None
    text = outline.clean.text.casefold()
    spoken = [unit for unit in units if any(place in text for place in _places_of(unit))]
    return spoken[0] if len(spoken) == 1 else None


def _places_of(unit: Unit) -> Iterable[str]:
    yield from (f"{kind} {unit.province.casefold()}" for kind in ("tỉnh", "thành phố"))
    if unit.district and unit.district != unit.name:
        yield from (f"{kind} {unit.district.casefold()}" for kind in ("huyện", "thị xã", "quận", "thành phố"))
