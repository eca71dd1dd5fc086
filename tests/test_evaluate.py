"""Scores mean what the contract says they mean."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kehoach.evaluate import SCORED, Measure, Tally, alike, equal, fold, score, when
from kehoach.store import Store, read_tables
from plans import CORPUS, SHARED

LABEL = Measure(equal("label"), {"name": equal("name")}, ("name",), lambda r: str(r["label"]))


def rows(*pairs: str) -> list[dict[str, str]]:
    """Rows from "label:name" texts."""
    return [dict(zip(("label", "name"), pair.split(":"), strict=True)) for pair in pairs]


@pytest.mark.parametrize(
    ("gold", "said", "found", "exact"),
    [
        (["a:x"], ["a:x"], 1, 1),
        (["a:x"], ["a:y"], 1, 0),
        (["a:x"], ["b:x"], 0, 0),
        (["a:x"], [], 0, 0),
        ([], ["a:x"], 0, 0),
        (["a:x", "a:y"], ["a:y", "a:x"], 2, 2),
        (["a:x", "a:x"], ["a:x"], 1, 1),
    ],
    ids=["right", "wrong field", "another", "missed", "extra", "best fit, not first", "each said row once"],
)
def test_rows_are_paired_by_what_they_say(gold: list[str], said: list[str], found: int, exact: int) -> None:
    tally = LABEL.pair(rows(*gold), rows(*said))
    assert (tally.gold, tally.said, tally.found, tally.exact) == (len(gold), len(said), found, exact)
    assert len(tally.misses) == (len(gold) - exact) + (len(said) - found)


def test_f1_weighs_what_was_missed_and_what_was_made_up() -> None:
    assert Tally(gold=4, said=2, found=2).row()["found_F1"] == 0.6667
    assert Tally(gold=0, said=0).row()["found_F1"] == 1.0
    assert Tally(gold=0, said=3).row() == {
        "gold": 0, "said": 3, "found_F1": 0.0, "precision": 0.0, "recall": None, "exact_F1": 0.0, "fields": {},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Uỷ ban nhân dân xã", "UBND xã", True),
        ("Phòng LĐ-TBXH", "phòng Lao động – Thương binh và Xã hội", True),
        ("hoà bình", "hòa bình", True),
        ("Sở Tài chính", "Sở Tài chánh", True),
        ("Sở Tài chính", "Sở Xây dựng", False),
        (None, "", True),
        (None, "x", False),
    ],
)
def test_names_are_compared_as_they_read(one: str | None, two: str | None, same: bool) -> None:
    assert alike(one, two) is same


def test_a_date_and_its_month_and_day_are_the_same_deadline() -> None:
    assert when({"date": "2024-06-20", "kind": "before"}) == when({"month": 6, "day": 20, "kind": "by"})
    assert when({"month": 6, "kind": "periodic"}) != when({"month": 6, "kind": "during"})


def test_folding_is_one_spelling() -> None:
    assert fold("  Kế  hoạch–số\n5 ") == "kế hoạch số 5"


def test_a_gold_without_its_document_counts_as_missed_unless_it_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "nowhere.txt.json").write_text(json.dumps({"sections": [{"path": "I", "heading": "A"}]}), "utf-8")
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in SCORED}
    assert score(tables, tmp_path).total["sections"].gold == 1
    assert score(tables, tmp_path).absent == ("nowhere",)
    assert score(tables, tmp_path, skip_absent=True).total == {}


def figures(tables: Path, gold: Path, tmp_path: Path) -> tuple[object, object]:
    """The totals of ours and of the contract's script."""
    script = SHARED / "contract" / "score.py"
    json_file = tmp_path / "theirs.json"
    command = [sys.executable, str(script), "--tables", str(tables), "--gold", str(gold), "--json", str(json_file)]
    subprocess.run(command, check=True, capture_output=True)
    ours = {name: tally.row() for name, tally in score(read_tables(tables, SCORED), gold).total.items()}
    return ours, json.loads(json_file.read_text("utf-8"))


@pytest.mark.skipif(not (SHARED / "contract" / "score.py").exists(), reason="the contract is not beside the checkout")
def test_our_figures_are_those_of_the_contracts_script(corpus_store: Store, tmp_path: Path) -> None:
    tables = corpus_store.folder / "tables"
    for gold in (CORPUS / "gold", SHARED / "gold"):
        ours, theirs = figures(tables, gold, tmp_path)
        assert ours == theirs
