"""Whole plans against their gold: no score falls below what was reached."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from kehoach.evaluate import KINDS, SCORED, Scores, score
from kehoach.rows import rows_of
from plans import CORPUS, SHARED, corpus_cases, shared_cases, the_plan, the_rules

FLOORS = Path(__file__).with_name("floors.json")
GOLD = {"corpus": CORPUS / "gold", "shared": SHARED / "gold"}
CASES = {"corpus": corpus_cases, "shared": shared_cases}
RECORDED = json.loads(FLOORS.read_text("utf-8"))


@cache
def scores(name: str) -> Scores:
    """The scores of a set of plans."""
    tables: dict[str, list[dict[str, object]]] = {table: [] for table in SCORED}
    for case in CASES[name]():
        for table, rows in rows_of(the_plan(case.path)).items():
            if table in tables:
                tables[table] += rows
    return score(tables, GOLD[name])


def score_of(name: str) -> dict[str, dict[str, float]]:
    """Found and exact F1 of each kind of fact."""
    rows = {kind: tally.row() for kind, tally in scores(name).total.items()}
    return {kind: {"found": row["found_F1"], "exact": row["exact_F1"]} for kind, row in rows.items()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", GOLD)
def test_no_score_falls_below_what_was_reached(name: str, kind: str) -> None:
    if not GOLD[name].is_dir():
        pytest.skip("no gold beside the checkout")
    now, least = score_of(name)[kind], RECORDED[name][kind]
    lines = [m for tallies in scores(name).by_document.values() if kind in tallies for m in tallies[kind].misses]
    for measure in ("found", "exact"):
        assert now[measure] >= least[measure] - 0.0005, f"{name} {kind} {measure}\n" + "\n".join(lines[:60])


def test_every_gold_has_its_plan_and_every_plan_of_ours_its_gold() -> None:
    assert scores("corpus").absent == ()
    assert set(scores("corpus").by_document) == {case.path.name.split(".")[0] for case in corpus_cases()}
    assert len(corpus_cases()) >= 8


def test_reading_a_plan_twice_gives_the_same() -> None:
    from kehoach.ingest import read_document
    from kehoach.plan import extract_plan

    for case in corpus_cases():
        again = extract_plan(read_document(case.path), the_rules())
        assert again == the_plan(case.path)
        assert rows_of(again) == rows_of(the_plan(case.path))
