"""Agencies over the store: which spellings are one agency, which are two, who took over in 2025 (corpus/identity/agencies.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from kehoach.clean import clean_document
from kehoach.extract.agency_names import read_agencies
from kehoach.ingest import read_bytes
from kehoach.resolve.agencies import resolve_agencies
from kehoach.values import Agency, AgencyRole, Assignment, Header
from plans import CORPUS, the_rules

TABLE: dict[str, Any] = tomllib.loads((CORPUS / "identity" / "agencies.toml").read_text("utf-8"))
PLANS = {name: Header(**header) for name, header in TABLE["plans"].items()}
OPEN = 2
"""Spellings of the table that are left open: no rule says that they are another's."""


def identity(plan: str, spelling: str) -> Agency:
    """The agency that a spelling names in a sentence of a plan."""
    rules = the_rules()
    text = clean_document(read_bytes(f"{spelling} chủ trì lập danh sách".encode(), "plan.txt"), rules).text
    names, _ = read_agencies(text, 0, len(text), rules)
    assert len(names) == 1, (spelling, names)
    duty = Assignment(
        start=0, end=1, index=0, task="", assignee_text=None, agencies=(AgencyRole(names[0].name, "lead"),)
    )
    _, (agency,) = resolve_agencies((duty,), PLANS[plan], rules)
    return agency


def spellings(row: dict[str, Any], *, left_open: bool = False) -> Iterator[tuple[str, str]]:
    """Each spelling of a row with its plan."""
    listed = row.get("open", {}) if left_open else row
    yield from ((plan, spelling) for plan in PLANS for spelling in listed.get(plan, ()))


@pytest.mark.parametrize("row", TABLE["agency"], ids=lambda row: row["name"])
def test_every_spelling_of_an_agency_comes_to_it(row: dict[str, Any]) -> None:
    found = [(plan, spelling, identity(plan, spelling)) for plan, spelling in spellings(row)]
    assert [(p, s, a.name) for p, s, a in found if a.name != row["name"]] == []
    assert len({agency.agency_id for _, _, agency in found}) == 1


@pytest.mark.parametrize("row", [row for row in TABLE["agency"] if "open" in row], ids=lambda row: row["name"])
def test_a_spelling_that_is_left_open_is_no_other_agency(row: dict[str, Any]) -> None:
    known = {other["name"] for other in TABLE["agency"]}
    assert [s for p, s in spellings(row, left_open=True) if identity(p, s).name in known] == []


@pytest.mark.parametrize("pair", TABLE["apart"], ids=lambda pair: pair["why"])
def test_names_that_look_alike_are_two_agencies(pair: dict[str, Any]) -> None:
    one, other = (identity(pair[side]["in"], pair[side]["text"]) for side in ("one", "other"))
    assert one.agency_id != other.agency_id


@pytest.mark.parametrize("row", TABLE["agency"], ids=lambda row: row["name"])
def test_the_reform_says_who_took_over_and_when(row: dict[str, Any]) -> None:
    agency = identity(*next(spellings(row)))
    assert agency.successor == row.get("successor")
    assert (agency.ended.isoformat() if agency.ended else None) == row.get("ended")
    assert (agency.successor_basis is None) == (agency.ended is None)


def test_the_table_is_large_enough() -> None:
    assert len(TABLE["agency"]) >= 60
    assert sum(len(list(spellings(row))) for row in TABLE["agency"]) >= 150
    assert sum(len(list(spellings(row, left_open=True))) for row in TABLE["agency"]) == OPEN
    assert len(TABLE["apart"]) >= 15
    assert len({row["name"] for row in TABLE["agency"]}) == len(TABLE["agency"])
