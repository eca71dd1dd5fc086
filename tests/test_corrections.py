"""Corrections: they change what was read, hold through later runs with other rules, and become gold."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from district_plans import write_plans
from kehoach.batch import run
from kehoach.cli import app
from kehoach.corrections import CorrectionError, corrected, find_place, keep_corrections, read_corrections
from kehoach.store import Store, open_store

Row = dict[str, Any]


def kehoach(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    (folder / "dong.md").write_text((write_plans(folder) / "dong.md").read_text("utf-8"), "utf-8")
    for other in ("nam.md", "bac.md"):
        (folder / other).unlink()
    return folder


@pytest.fixture(scope="module")
def read_once(plans: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("read") / "out"
    run([plans], out, isolate=False)
    return out


@pytest.fixture
def store(read_once: Path, tmp_path: Path) -> Store:
    """A store of its own for each test."""
    return open_store(shutil.copytree(read_once, tmp_path / "out"))


def correction(row: Row, table: str, action: str, **fields: object) -> Row:
    """A correction of a row as a plan's page writes it."""
    names = {"funding": ("amount_vnd", "role", "source"), "deadlines": ("kind", "date"), "assignments": ("task",)}
    was = {name: row[name] for name in names.get(table, ())} if action != "add" else {}
    return {"table": table, "action": action, "quote": row["text"], "start": row["start"], "was": was, "fields": fields}


def write(store: Store, file: Path, *corrections: Row, reviewed: tuple[str, ...] = ()) -> Path:
    (document,) = store.rows("documents")
    whole = {name: document[name] for name in ("doc_id", "sha256", "source")}
    documents = [{**whole, "reviewed": list(reviewed), "corrections": list(corrections)}]
    file.write_text(json.dumps({"format": "kehoach-corrections/1", "documents": documents}, default=str), "utf-8")
    return file


def by_amount(store: Store, amount: int) -> list[Row]:
    return [row for row in store.rows("funding") if row["amount_vnd"] == amount]


def test_corrections_survive_a_rerun_with_other_rules(store: Store, plans: Path, tmp_path: Path) -> None:
    """Other rules no longer find money at all, and read the year otherwise: what the analyst said is there, and only once."""
    (total,) = [row for row in by_amount(store, 1_100_000_000) if row["role"] == "total"]
    (wrong,) = by_amount(store, 100_000_000)
    words = "theo dõi, đôn đốc"
    at = store.text(total["doc_id"]).index(words)
    added = {"text": words, "start": at}
    file = write(
        store, tmp_path / "corrections.json",
        correction(total, "funding", "change", amount_vnd=1_200_000_000),
        correction(wrong, "funding", "wrong"),
        correction(added, "deadlines", "add", kind="periodic", recurrence="monthly"),
    )  # fmt: skip
    assert kehoach("apply", file, "--store", store.folder).exit_code == 0

    def holds(now: Store) -> None:
        assert [row["rule_id"] for row in by_amount(now, 1_200_000_000)] == ["analyst"]
        assert not [row for row in by_amount(now, 1_100_000_000) if row["start"] == total["start"]]
        assert by_amount(now, 100_000_000) == []
        (deadline,) = [row for row in now.rows("deadlines") if row["rule_id"] == "analyst"]
        assert (deadline["text"], deadline["recurrence"]) == (words, "monthly")
        assert now.query("SELECT count(*) AS n FROM deadlines WHERE rule_id = 'analyst'")["n"].tolist() == [1]
        assert sum(row["code"] == "corrected" for row in now.rows("diagnostics")) == 3

    holds(open_store(store.folder))
    overlay = tmp_path / "rules" / "money"
    overlay.mkdir(parents=True)
    overlay.joinpath("amounts.toml").write_text(
        "[[rule]]\nid = \"money.amount\"\npattern = '''qqqq(?P<number>1)(?P<scale>2)(?P<dong>3)'''\nsource = \"a test\"\n"
        'accepts = ["qqqq123"]\nrejects = ["5 triệu đồng"]\n',
        "utf-8",
    )
    again = kehoach("run", plans, "--out", store.folder, "--rules", tmp_path / "rules", "--redo")
    assert again.exit_code == 0, again.output
    assert not [row for row in open_store(store.folder).rows("funding") if row["rule_id"] == "money.amount"]
    holds(open_store(store.folder))


def test_a_duty_gets_other_agencies_and_money_another_project(store: Store, tmp_path: Path) -> None:
    duty = next(row for row in store.rows("assignments") if row["start"] is not None)
    amount = by_amount(store, 1_000_000_000)[0]
    project = next(row for row in store.rows("projects"))
    file = write(
        store, tmp_path / "c.json",
        correction(duty, "assignments", "change", agencies=[{"agency": "Phòng Y tế", "role": "lead"}]),
        correction(amount, "funding", "change", project=project["label"]),
    )  # fmt: skip
    keep_corrections(store.folder / "corrections", read_corrections(file))
    now = open_store(store.folder)
    links = [row for row in now.rows("assignment_agencies") if row["assignment_id"] == duty["assignment_id"]]
    assert [(row["agency"], row["role"]) for row in links] == [("Phòng Y tế", "lead")]
    assert by_amount(now, 1_000_000_000)[0]["project_id"] == project["project_id"]


def test_a_later_correction_takes_the_earlier_ones_place(store: Store, tmp_path: Path) -> None:
    (wrong,) = by_amount(store, 100_000_000)
    for amount in (1, 2):
        file = write(store, tmp_path / "c.json", correction(wrong, "funding", "change", amount_vnd=amount))
        keep_corrections(store.folder / "corrections", read_corrections(file))
    assert (len(by_amount(open_store(store.folder), 1)), len(by_amount(open_store(store.folder), 2))) == (0, 1)


def test_words_that_are_gone_are_a_warning(store: Store, tmp_path: Path) -> None:
    gone = {"text": "không còn chữ này", "start": 3}
    file = write(store, tmp_path / "c.json", correction(gone, "funding", "add", amount_vnd=5))
    keep_corrections(store.folder / "corrections", read_corrections(file))
    notes = [row for row in open_store(store.folder).rows("diagnostics") if row["code"] == "correction-lost"]
    assert [(note["severity"], "không còn chữ này" in note["message"]) for note in notes] == [("warning", True)]


def test_reviewed_rows_become_gold_that_the_store_meets(store: Store, plans: Path, tmp_path: Path) -> None:
    (wrong,) = by_amount(store, 100_000_000)
    change = correction(wrong, "funding", "change", amount_vnd=7_000_000)
    file = write(store, tmp_path / "c.json", change, reviewed=("documents", "funding", "assignments"))
    assert kehoach("gold", store.folder, "--out", tmp_path / "gold").exit_code == 2
    assert kehoach("apply", file, "--store", store.folder).exit_code == 0
    assert kehoach("gold", store.folder, "--out", tmp_path / "gold").exit_code == 0
    gold = json.loads((tmp_path / "gold" / "dong.md.json").read_text("utf-8"))
    assert set(gold) == {"document", "funding", "assignments"}
    scores = tmp_path / "scores.json"
    result = kehoach("evaluate", "--tables", store.folder / "tables", "--gold", tmp_path / "gold", "--json", scores)
    assert result.exit_code == 0, result.output
    said = json.loads(scores.read_text("utf-8"))
    n = len(store.rows("funding"))
    assert (said["funding"]["gold"], said["funding"]["said"]) == (n, n)
    assert said["funding"]["found_F1"] == pytest.approx(
        (n - 1) / n, abs=1e-4
    )  # what the program read, but the one corrected
    assert said["document"]["exact_F1"] == said["assignments"]["exact_F1"] == 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda d: d.update(format="x"), "has to be"),
        (lambda d: d["documents"][0].pop("sha256"), "sha256"),
        (lambda d: d["documents"][0]["corrections"][0].update(action="burn"), "burn"),
        (lambda d: d["documents"][0]["corrections"][0].update(table="sections"), "sections"),
        (lambda d: d["documents"][0]["corrections"][0].update(fields={"colour": "red"}), "no column colour"),
        (lambda d: d["documents"][0]["corrections"][0].update(fields={"amount_vnd": "viel"}), "amount_vnd can't be"),
        (lambda d: d["documents"][0]["corrections"][0].update(fields={"role": "whole"}), "it is one of total"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, spoil: Callable[[Any], object], said: str) -> None:
    entry = {
        "table": "funding",
        "action": "change",
        "quote": "5 đồng",
        "start": 1,
        "was": {},
        "fields": {"amount_vnd": 5},
    }
    document = {"doc_id": "d", "sha256": "s", "source": "a.txt", "reviewed": [], "corrections": [entry]}
    data = {"format": "kehoach-corrections/1", "documents": [document]}
    spoil(data)
    (tmp_path / "c.json").write_text(json.dumps(data), "utf-8")
    with pytest.raises(CorrectionError, match=said):
        read_corrections(tmp_path / "c.json")


@pytest.mark.parametrize(
    ("text", "quote", "start", "place"),
    [
        ("năm 2024, năm 2024", "năm 2024", 10, (10, 18)),
        ("Lời đầu. năm 2024, năm 2024", "năm 2024", 10, (9, 17)),
        ("5 triệu\n\nđồng", "5 triệu đồng", 0, (0, 13)),
        ("năm 2024", "năm 2025", 0, None),
        ("năm 2024", None, 0, None),
    ],
)
def test_a_quote_is_found_where_it_stands_now(
    text: str, quote: str | None, start: int, place: tuple[int, int] | None
) -> None:
    assert find_place(text, quote, start) == place


def test_without_corrections_rows_are_left_as_they_are(store: Store) -> None:
    from kehoach.corrections import TOUCHED, DocumentCorrections

    rows = {name: store.rows(name) for name in TOUCHED}
    (document,) = rows["documents"]
    none = DocumentCorrections(document["doc_id"], document["sha256"], "", (), ())
    assert corrected(rows, store.text(document["doc_id"]), none) == rows
