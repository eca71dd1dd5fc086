"""Say who took over an agency's duties in the reorganisation of 2025, since when, and by which text (cơ quan kế thừa)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kehoach.frozen import frozen
from kehoach.resolve.places import commune_after, province_after, same_place
from kehoach.rulebook import Name, Rulebook
from kehoach.values import Header

if TYPE_CHECKING:
    from kehoach.resolve.places import Era

HEADS = ("Bộ", "Sở", "Phòng")
"""Heads of agencies whose field says what became of them; a Ban or a Cục of the same field is another matter."""


@frozen
class Named:
    """An agency as far as its successor needs: `base` is its name without its place, in its official spelling."""

    base: str
    kind: str
    level: str
    locality: str | None
    field: Name | None = None
    head: str = ""


@frozen
class Succession:
    """What the reform made of an agency: who has its duties now (None where no one agency has), the last day of the
    old one, and the texts that say so, one for each step."""

    base: str | None
    locality: str | None
    ended: date
    basis: str


def find_successor(agency: Named, header: Header, era: Era | None, rules: Rulebook) -> Succession | None:
    """Who has an agency's duties since the reform, None where it goes on as it was.

    Steps follow one another: `Sở Kế hoạch và Đầu tư tỉnh Tiền Giang` became `Sở Tài chính` in March and that of
    `tỉnh Đồng Tháp` in July. A plan of the new era (`era`) tells of places as they are now.
    """
    base, locality = agency.base, agency.locality
    ended: date | None = None
    texts: list[str] = []
    gone = False
    for row in _reforms(agency, rules):
        match row["follows"]:
            case "name" | "field":
                after = _renamed(agency, row)
                if after is None:
                    continue
                base = after
            case "place":
                moved = None if era == "new" else _moved(agency, header, rules)
                if moved is None:
                    continue
                locality = moved
            case _:
                if era == "new":
                    continue
                gone = base == agency.base
        texts.append(str(row["basis"]))
        ended = ended or date.fromisoformat(str(row["since"])) - timedelta(days=1)
    if ended is None:
        return None
    return Succession(None if gone else base, None if gone else locality, ended, "; ".join(texts))


def _reforms(agency: Named, rules: Rulebook) -> Iterator[Name]:
    """The rows that may concern an agency, in the order of their days."""
    for row in rules.once(_by_level).get(agency.level, ()):
        by_name = row["follows"] == "name" and agency.base.casefold().startswith(row.name.casefold())
        if by_name or agency.kind in (row["kinds"] or ()):
            yield row


def _by_level(rules: Rulebook) -> dict[str, list[Name]]:
    found: dict[str, list[Name]] = defaultdict(list)
    for row in sorted(rules.names("agencies.successors"), key=lambda row: str(row["since"])):
        found[str(row["level"])].append(row)
    return found


def _renamed(agency: Named, row: Name) -> str | None:
    """The name that a merger of fields, or of this one agency, gave."""
    if row["follows"] == "name":
        return str(row["successor"]) + agency.base[len(row.name) :]
    if agency.field is None or agency.head not in HEADS:
        return None
    field = (agency.field["division"] if agency.head == "Phòng" else None) or agency.field["successor"]
    if not field:
        return None
    return f"{agency.head} {field}"


def _moved(agency: Named, header: Header, rules: Rulebook) -> str | None:
    """The place of today that an agency's place became part of, None where it kept its name or nothing tells."""
    if agency.locality is None:
        return None
    unit, _, name = agency.locality.partition(" ")
    if agency.locality.startswith(("thành phố ", "thị trấn ", "đặc khu ")):
        unit, name = " ".join(agency.locality.split()[:2]), " ".join(agency.locality.split()[2:])
    if agency.level == "province":
        after = province_after(name, rules)
        return None if after is None or same_place(after, name) else f"{after.kind} {after.name}"
    own = same_place(name, header.commune or "")
    if own and header.successor:
        place = header.successor.split(", ")[0]
        return None if place == agency.locality else place
    found = commune_after(unit, name, header, rules)
    return None if found is None or f"{found.kind} {found.name}" == agency.locality else f"{found.kind} {found.name}"
