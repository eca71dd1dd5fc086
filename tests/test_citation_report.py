"""`kehoach citations`: what plans rest on, who cites what, and a graph that other programs read."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import networkx
import pytest
from typer.testing import CliRunner

from kehoach.cli import app
from kehoach.report.citations import (
    Graph,
    citation_graph,
    cited_by,
    most_cited,
    own_identity,
    plans_citing,
    write_graph,
)
from kehoach.rulebook import Rulebook
from kehoach.store import Store, StoreError


def test_the_most_cited_come_first_and_count_plans_not_mentions(corpus_store: Store) -> None:
    rows = most_cited(corpus_store, top=1000)
    cited = [r for r in corpus_store.rows("citations") if r["legal_document_id"] and r["relation"] != "self"]
    assert [row["plans"] for row in rows] == sorted((row["plans"] for row in rows), reverse=True)
    for row in rows:
        mentions = [r for r in cited if r["legal_document_id"] == row["legal_document_id"]]
        assert row["mentions"] == len(mentions)
        assert row["plans"] == len({r["doc_id"] for r in mentions})
        assert row["basis"] == len({r["doc_id"] for r in mentions if r["relation"] == "basis"})
    assert {row["legal_document_id"] for row in rows} == {r["legal_document_id"] for r in cited}


def test_a_type_or_a_relation_narrows_the_list(corpus_store: Store) -> None:
    assert {row["type"] for row in most_cited(corpus_store, type="nghị định")} == {"nghị định"}
    bases = most_cited(corpus_store, top=1000, relation="basis")
    assert all(row["plans"] == row["basis"] for row in bases)
    assert len(most_cited(corpus_store, top=3)) == 3


def test_who_cites_a_document_is_found_by_number_identity_or_words(corpus_store: Store) -> None:
    by_number = plans_citing(corpus_store, "07/2021/NĐ-CP")
    assert len({row["source"] for row in by_number}) >= 2
    assert plans_citing(corpus_store, "nd-7-2021-cp") == by_number
    assert plans_citing(corpus_store, "chuan ngheo da chieu giai doan 2021")
    with pytest.raises(StoreError, match="no cited document is"):
        plans_citing(corpus_store, "999/2099/NĐ-CP")


def test_what_a_plan_cites_stands_in_the_order_of_its_text(corpus_store: Store) -> None:
    document = next(d for d in corpus_store.rows("documents") if d["source"].endswith("01_xa-giam-ngheo-2024.txt"))
    rows = cited_by(corpus_store, "01_xa-giam-ngheo-2024.txt")
    own = [r for r in corpus_store.rows("citations") if r["doc_id"] == document["doc_id"]]
    assert [row["code"] for row in rows] == [r["code"] for r in sorted(own, key=lambda r: r["start"])]
    assert cited_by(corpus_store, document["doc_id"]) == cited_by(corpus_store, "01_xa-giam-ngheo-2024") == rows
    with pytest.raises(StoreError, match="no plan of the store"):
        cited_by(corpus_store, "absent.txt")


def test_a_graph_has_each_citation_once_and_no_loose_end(corpus_store: Store, rules: Rulebook) -> None:
    graph = citation_graph(corpus_store, rules=rules)
    resolved = [r for r in corpus_store.rows("citations") if r["legal_document_id"] and r["relation"] != "self"]
    assert sum(mentions for *_, mentions in graph.edges) == len(resolved)
    assert all(source in graph.nodes and target in graph.nodes for source, target, _, _ in graph.edges)
    assert {said["kind"] for said in graph.nodes.values()} == {"plan", "document"}


def test_a_plan_that_another_cites_is_known_by_its_own_number(rules: Rulebook) -> None:
    plan = {
        "doc_type": "kế hoạch",
        "code": "18/KH-UBND",
        "issuer": "Ủy ban nhân dân tỉnh Sơn Trà",
        "issuer_level": "province",
        "province": "Sơn Trà",
        "issue_date": date(2024, 2, 17),
        "issue_year": 2024,
    }
    assert own_identity(plan, rules) == "kh-18-ubnd-2024-tinh-son-tra"
    assert own_identity(plan | {"code": None}, rules) is None


GRAPH = Graph(
    nodes={
        "d1": {"kind": "plan", "label": "kế hoạch 1/KH-UBND"},
        "l1": {"kind": "document", "label": "luật “A” & <B>", "type": "luật"},
    },
    edges=[("d1", "l1", "basis", 2), ("d1", "l1", "refers", 1)],
    open_mentions=0,
)


def test_networkx_reads_the_graphml_file_with_all_that_is_said(tmp_path: Path) -> None:
    write_graph(GRAPH, tmp_path / "g.graphml")
    read = networkx.read_graphml(tmp_path / "g.graphml")
    assert dict(read.nodes(data=True)) == GRAPH.nodes
    assert [(a, b, said["relation"], said["weight"]) for a, b, said in read.edges(data=True)] == GRAPH.edges
    assert read.is_directed()


def test_a_csv_of_edges_has_the_headings_that_gephi_reads(tmp_path: Path) -> None:
    write_graph(GRAPH, tmp_path / "g.csv")
    with (tmp_path / "g.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["Source"], r["Target"], r["Weight"], r["Relation"]) for r in rows] == [
        ("d1", "l1", "2", "basis"),
        ("d1", "l1", "1", "refers"),
    ]
    assert rows[0]["Target label"] == "luật “A” & <B>"
    with pytest.raises(StoreError, match="neither"):
        write_graph(GRAPH, tmp_path / "g.xlsx")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--top", "3"], "nghị định"),
        (["--document", "07/2021/NĐ-CP"], "01_xa-giam-ngheo-2024"),
        (["--plan", "01_xa-giam-ngheo-2024", "--lang", "en"], "legal basis"),
    ],
)
def test_the_command_answers(corpus_store: Store, options: list[str], says: str) -> None:
    done = CliRunner().invoke(app, ["citations", str(corpus_store.folder), *options])
    assert done.exit_code == 0, done.output
    assert says in done.output.replace("\n", "")


@pytest.mark.parametrize(
    "options", [["--document", "a", "--plan", "b"], ["--relation", "loves"], ["--plan", "absent.txt"], ["--top", "0"]]
)
def test_wrong_usage_is_status_2(corpus_store: Store, options: list[str]) -> None:
    assert CliRunner().invoke(app, ["citations", str(corpus_store.folder), *options]).exit_code == 2


def test_the_command_writes_the_graph(corpus_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "graph.graphml"
    done = CliRunner().invoke(app, ["citations", str(corpus_store.folder), "--graph", str(file)])
    assert done.exit_code == 0
    assert "nodes" in done.output
    assert file.stat().st_size > 0
