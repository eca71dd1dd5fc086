"""Give every agency one identity for all its spellings, with its place (định danh cơ quan)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kehoach.frozen import frozen, replace
from kehoach.resolve.initials import explained_initials, find_place
from kehoach.resolve.places import Era, era_of
from kehoach.resolve.successors import Named, find_successor
from kehoach.rulebook import Name, Rulebook
from kehoach.values import Agency, AgencyRole, Assignment, Header

if TYPE_CHECKING:
    import regex

LEVELS = ("central", "province", "district", "commune", "village")
LONGEST_BEGINNING = 12
"""Words of the longest spelling that says what an agency is."""
SIGNS = re.compile(r"[^\w&]|_")
REFORM = 2025
"""On 1 July of this year districts ended, and divisions (phòng) came to the communes (Luật 72/2025/QH15)."""


@frozen
class _Home:
    """Where a plan comes from: its issuer's level, and the place of each level as far as the header tells."""

    level: str
    places: Mapping[str, str]
    year: int | None
    header: Header
    era: Era | None

    def place(self, level: str) -> str | None:
        return self.places.get(level)


def resolve_agencies(
    assignments: tuple[Assignment, ...], header: Header, rules: Rulebook
) -> tuple[tuple[Assignment, ...], tuple[Agency, ...]]:
    """The assignments with an identity for each of their agencies, and the distinct agencies by identity.

    A plan's own abbreviation (`CCPTNT`) is the one of its names that has these initials. `UBND huyện` in a district's plan is that district's committee, `Phòng Tư pháp` its division; both
    spellings of `các cơ quan (có) liên quan` are one. The same name and place give the same id everywhere.
    """
    home = _read_home(header, rules)
    spelled_out = explained_initials({part.name for duty in assignments for part in duty.agencies}, rules)
    known: dict[str, Agency] = {}
    resolved = []
    for assignment in assignments:
        parts = []
        for part in assignment.agencies:
            if part.name not in known:
                known[part.name] = identify_agency(spelled_out.get(part.name, part.name), home, rules)
            parts.append(AgencyRole(part.name, part.role, part.start, part.end, known[part.name].agency_id))
        resolved.append(replace(assignment, agencies=tuple(parts)))
    distinct = {agency.agency_id: agency for agency in known.values()}
    return tuple(resolved), tuple(distinct[key] for key in sorted(distinct))


def _read_home(header: Header, rules: Rulebook) -> _Home:
    places: dict[str, str] = {}
    level = header.issuer_level or ""
    own = rules.pattern("agencies.own_place").search(header.issuer or "")
    named = {
        "province": ("tỉnh", header.province or header.province_inferred),
        "district": ("huyện", header.district or header.district_inferred),
        "commune": ("xã", header.commune),
    }
    for each, (unit, name) in named.items():
        if name:
            places[each] = f"{unit} {name}"
    if own and level in LEVELS:
        places[level] = f"{own['unit'].lower()} {own['name']}"
    return _Home(level, places, header.issue_year or header.year_from, header, era_of(header))


def identify_agency(name: str, home: _Home, rules: Rulebook) -> Agency:
    """The identity of a name as written in a plan of that home."""
    name = _with_official_beginning(name, rules)
    kind, level = _read_kind(name, home, rules)
    placed = find_place(name, rules) if level != "central" else None
    base, aside = name, ""
    if placed:
        level = _level_of(placed["unit"], home, rules)
        several = bool(placed["several"] or placed["more"])
        locality = _locality(placed, level, several, home)
        base, aside = _without_place(name, placed, several, locality, rules), placed["aside"] or ""
    else:
        locality = home.place(level) or (home.place(home.level) if level != "central" else None)
        base, bracket, inside = name.partition(" (")
        aside = bracket + inside
    base = _official(base, rules)
    if kind == "collective" and rules.pattern("agencies.countable").match(base):
        base = f"các {base[:1].lower()}{base[1:]}"
    canonical = _with_place(base, locality) + aside
    department = rules.pattern("agencies.name.department").match(base)
    named = Named(
        base,
        kind,
        level,
        locality,
        _field_row(department["field"], rules) if department else None,
        department["head"] if department else "",
    )
    after = find_successor(named, home.header, home.era, rules)
    return Agency(
        agency_id="ag-" + hashlib.sha256(_fold(canonical).encode()).hexdigest()[:12],
        name=canonical,
        short_name=_shorten(base, rules),
        kind=kind or None,
        level=level or None,
        locality=locality,
        successor=_with_place(after.base, after.locality) if after and after.base else None,
        ended=after.ended if after else None,
        successor_basis=after.basis if after else None,
    )


def _read_kind(name: str, home: _Home, rules: Rulebook) -> tuple[str, str]:
    """What an agency is and its level, by the beginning of its name; its level is else the plan's own."""
    words = _beginnings(name)
    row = _longest(words, "agencies.kinds", rules) or _longest(words, "agencies.bodies", rules)
    general = row is None and _longest(words, "agencies.standing", rules) is not None
    kind = str(row["kind"]) if row else "collective" if general else ""
    level = str(row["level"] or "") if row else ""
    if kind == "division" and home.level == "province":
        level = "commune" if home.year is not None and home.year >= REFORM else "district"
    return kind, level or home.level


def _beginnings(name: str) -> list[str]:
    """A name's first words in small letters, the most of them first."""
    words = " ".join(name.casefold().split()[:LONGEST_BEGINNING])
    found = []
    while words:
        found.append(words.rstrip(","))
        words = words[: max(words.rfind(" "), 0)]
    return found


def _longest(beginnings: list[str], table: str, rules: Rulebook) -> Name | None:
    """The row of a table whose spelling is the longest of a name's beginnings."""
    spelled = rules.spelling[table]
    for words in beginnings:
        if words in spelled:
            return spelled[words]
    return None


def _with_official_beginning(name: str, rules: Rulebook) -> str:
    """A name whose body is called as its statute calls it, in capitals as usual: `Tỉnh đoàn` is `Đoàn Thanh niên … tỉnh`."""
    for table in ("agencies.bodies", "agencies.official"):
        row = _longest(_beginnings(name), table, rules)
        if row:
            words = " ".join(name.split())
            known = next(s for s in sorted(row.spellings, key=len, reverse=True) if _begins(words, s))
            name = (row.name if table == "agencies.official" else known) + words[len(known) :]
    return name


def _begins(words: str, spelling: str) -> bool:
    return words.casefold().startswith(spelling.casefold())


def _level_of(unit: str, home: _Home, rules: Rulebook) -> str:
    """The level of a unit's word; a city (thành phố) is the plan's own, where that is a city."""
    row: Name | None = rules.spelling["agencies.places"].get(unit.casefold())
    level = str(row["level"]) if row else ""
    if level != "city":
        return level
    own = next((each for each in LEVELS if (home.place(each) or "").startswith("thành phố")), None)
    return own or ("province" if home.level == "central" else "district")


def _without_place(name: str, placed: regex.Match[str], several: bool, locality: str | None, rules: Rulebook) -> str:
    """A name before its place: without the unit that its locality says, or with several units in one spelling."""
    if several:
        units = " ".join(filter(None, (_several_units(placed["units"], rules), placed["name"])))
        base = f"{name[: placed.start()]} {units}"
    else:
        base = name[: placed.start()] if locality else name[: placed.end("units")]
    return base.strip() + (placed["rest"] or "")


def _several_units(units: str, rules: Rulebook) -> str:
    """Several kinds of units in one order and spelling: `phường, xã` gives `các xã, phường`."""
    spelled = rules.spelling["agencies.places"]
    order = {row.name: i for i, row in enumerate(rules.names("agencies.places"))}
    rows = (spelled.get(m[0].casefold()) for m in rules.pattern("agencies.unit").finditer(units))
    found = {row.name for row in rows if row}
    return "các " + (", ".join(sorted(found, key=lambda unit: order[unit])) or units)


def _locality(placed: regex.Match[str], level: str, several: bool, home: _Home) -> str | None:
    """The place that a name tells or means: `huyện Sơn Hà`; for several units the one that they lie in."""
    if placed["name"] and not several:
        return f"{placed['unit'].lower()} {placed['name']}"
    return home.place(home.level) if several else home.place(level)


def _with_place(base: str, locality: str | None) -> str:
    """The full name; a name that ends with its place's own (`Công ty Điện lực Lào Cai`) stays as it is."""
    first = base[:1].upper() + base[1:]
    told = locality is None or locality.casefold() in base.casefold() or base.endswith(locality.split(" ", 1)[-1])
    return first if told else f"{first} {locality}"


def _official(base: str, rules: Rulebook) -> str:
    """The department's field in its official spelling, blanks and `có liên quan` in one way."""
    name: str = rules.pattern("agencies.related").sub(" liên quan", " ".join(base.split()))
    department = rules.pattern("agencies.name.department").match(name)
    row = _field_row(department["field"], rules) if department else None
    if department is None or row is None:
        return name
    return f"{department['head']} {row.name}{name[department.end('field') :]}"


def _field_row(field: str, rules: Rulebook) -> Name | None:
    return rules.spelling["agencies.fields"].get(field.casefold()) or rules.once(_folded_fields).get(_fold(field))


def _folded_fields(rules: Rulebook) -> Mapping[str, Name]:
    """The fields by each of their spellings without signs; the first row where two share one."""
    return {_fold(spelling): row for row in reversed(rules.names("agencies.fields")) for spelling in row.spellings}


def _shorten(base: str, rules: Rulebook) -> str | None:
    """The usual abbreviation: `Sở NN&MT`, `UBND`; None where the tables have none."""
    department = rules.pattern("agencies.name.department").match(base)
    row = _field_row(department["field"], rules) if department else None
    if department and row:
        short = next((v for v in row.variants if any(c.isupper() for c in v[1:])), None)
        return f"{department['head']} {short}" if short and len(short) < len(row.name) else None
    shorter = base
    for each in rules.names("agencies.abbreviations"):
        if each.name in shorter and each.variants[0] != "VP":
            shorter = shorter.replace(each.name, each.variants[0])
    return shorter if shorter != base else None


def _fold(name: str) -> str:
    return SIGNS.sub("", name.casefold().replace(" và ", "&"))
