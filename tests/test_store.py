"""Plans -> a store: every table always there, the same bytes for the same documents, nothing lost on the way."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kehoach import reading
from kehoach.batch import find_sources, run
from kehoach.clean import clean_document
from kehoach.ingest import read_bytes
from kehoach.journal import arrow_rows
from kehoach.ledger import Content
from kehoach.mentions import Citation, LegalDocument
from kehoach.merge import merge_shared
from kehoach.outline import read_outline
from kehoach.rows import rows_of
from kehoach.store import Store, StoreError, open_store
from kehoach.tables import OF_DOCUMENTS, SCHEMA, SHARED
from kehoach.values import (
    Agency,
    AgencyRole,
    Assignment,
    Deadline,
    Diagnostic,
    Funding,
    Header,
    Page,
    Plan,
    Project,
    Target,
)
from plans import CORPUS, the_rules

TEXT = "KẾ HOẠCH\r\nGiảm nghèo\r\n\r\nI. DỰ ÁN\r\n1. Dự án 1: Nhà ở\r\nKinh phí 1.977 triệu đồng.\r\n"


def a_plan() -> Plan:
    """A plan with one fact of every kind, made by hand."""
    document = read_bytes(TEXT.encode(), "plans/a.txt")
    outline = read_outline(clean_document(document, the_rules()), the_rules())
    clean = outline.clean.text

    def span(words: str) -> dict[str, int]:
        start = clean.index(words)
        return {"start": start, "end": start + len(words)}

    lead = AgencyRole("Phòng Y tế", "lead", agency_id="phong-y-te/ha-lam", **span("Nhà ở"))
    return Plan(
        document,
        outline,
        Header(doc_type="kế hoạch", issue_date=date(2024, 1, 5), issue_year=2024),
        citations=(Citation(**span("nghèo"), section=None, rule_id="r.one", type="luật", title="Luật Nhà ở", key="luat-nha-o"),),
        legal_documents=(LegalDocument("luat-nha-o", "luật", None, None, "Quốc hội", "Luật Nhà ở"),),
        projects=(Project(**span("Dự án 1"), section=0, index=0, parent=None, label="Dự án 1", name="Nhà ở"),),
        funding=(Funding(**span("1.977 triệu đồng"), index=0, amount_vnd=1_977_000_000, amount_text="1.977 triệu đồng", project=0, agency="Phòng Y tế"),),
        assignments=(Assignment(**span("Kinh phí"), index=0, task="Kinh phí", assignee_text="Phòng Y tế", agencies=(lead,), projects=(0,)),),
        agencies=(Agency("phong-y-te/ha-lam", "Phòng Y tế huyện Hạ Lam"),),
        deadlines=(Deadline(start=None, end=None, kind="by", date=date(2024, 12, 31), assignment=0, confidence=0.5),),
        targets=(Target(**span("Giảm nghèo"), indicator="tỷ lệ nghèo", value_low=0.5, value_high=0.5, unit="%"),),
        diagnostics=(Diagnostic("warning", "blank-number", "the number was left blank"),),
    )  # fmt: skip


def test_a_plan_fills_every_table_with_the_columns_of_the_schema() -> None:
    rows = rows_of(a_plan(), "v1")
    assert rows.keys() == SCHEMA.keys() - {"sources"}
    for name, table in ((n, SCHEMA[n]) for n in (*OF_DOCUMENTS, *SHARED)):
        assert rows[name] or name in (
            "tables",
            "table_cells",
            "pages",
            "boxes",
            "mends",
            "short_forms",
            "foreign_money",
            "recipients",
        ), name
        for row in rows[name]:
            assert row.keys() <= {column.name for column in table.columns}, name
    assert set(rows["documents"][0]) == {column.name for column in SCHEMA["documents"].columns}


def test_ids_are_the_documents_and_lead_to_each_other() -> None:
    plan = a_plan()
    rows, doc = rows_of(plan), plan.document.doc_id
    assert rows["projects"][0]["project_id"] == f"{doc}-p0" == rows["funding"][0]["project_id"]
    assert rows["assignments"][0]["assignment_id"] == rows["deadlines"][0]["assignment_id"] == f"{doc}-a0"
    assert rows["assignment_projects"] == [{"assignment_id": f"{doc}-a0", "doc_id": doc, "project_id": f"{doc}-p0"}]
    assert rows["funding"][0]["agency_id"] == "phong-y-te/ha-lam" == rows["assignment_agencies"][0]["agency_id"]
    assert rows["citations"][0]["legal_document_id"] == rows["legal_documents"][0]["legal_document_id"]


def test_a_place_counts_the_source_text_and_none_is_null() -> None:
    rows = rows_of(a_plan())
    money = rows["funding"][0]
    assert TEXT[money["start"] : money["end"]] == money["text"] == "1.977 triệu đồng"
    deadline = rows["deadlines"][0]
    assert (deadline["start"], deadline["end"], deadline["text"], deadline["page"]) == (None, None, None, None)


def test_a_page_is_found_by_the_place() -> None:
    from dataclasses import replace

    plan = a_plan()
    cut = TEXT.index("Kinh phí")
    document = replace(plan.document, pages=(Page(1, 0, cut), Page(2, cut, len(TEXT))))
    rows = rows_of(replace(plan, document=document))
    assert rows["projects"][0]["page"] == 1
    assert rows["funding"][0]["page"] == 2
    assert rows["documents"][0]["n_pages"] == 2
    assert rows_of(plan)["funding"][0]["page"] is None


def test_types_are_those_of_the_contract() -> None:
    tables = arrow_rows(rows_of(a_plan()))
    assert tables["funding"].schema.field("amount_vnd").type == pa.int64()
    assert tables["documents"].schema.field("issue_date").type == pa.date32()
    assert tables["deadlines"].column("confidence").to_pylist() == [0.5]


def test_every_table_is_there_also_without_rows(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Một ghi chú ngắn.", "utf-8")
    run([tmp_path / "note.txt"], tmp_path / "out")
    for name, table in SCHEMA.items():
        found = pq.read_table(tmp_path / "out" / "tables" / f"{name}.parquet")
        assert found.schema.equals(table.arrow()), name


def copies_of_corpus(folder: Path, n: int) -> Path:
    """A folder of n plans: those of corpus/, with a line more each."""
    sources = [Path(source) for source in find_sources([CORPUS / "plans"])]
    folder.mkdir()
    for i in range(n):
        source = sources[i % len(sources)]
        (folder / f"{i:02}{source.suffix}").write_bytes(source.read_bytes() + b"\n" * (i // len(sources) + 1))
    return folder


def parquet_bytes(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((out / "tables").iterdir())}


def test_the_same_documents_give_the_same_bytes_whatever_the_jobs(tmp_path: Path) -> None:
    plans = copies_of_corpus(tmp_path / "plans", 20)
    one, two = run([plans], tmp_path / "one", jobs=1), run([plans], tmp_path / "two", jobs=2)
    assert one.documents == two.documents == 20
    assert one.rows == two.rows
    assert parquet_bytes(tmp_path / "one") == parquet_bytes(tmp_path / "two")
    texts = [{f.name: f.read_bytes() for f in (tmp_path / out / "texts").iterdir()} for out in ("one", "two")]
    assert texts[0] == texts[1]
    assert len(texts[0]) == 20


def test_two_identical_files_are_one_document(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8", newline="")
    summary = run([tmp_path], tmp_path / "out")
    store = open_store(tmp_path / "out")
    assert (summary.documents, summary.duplicates) == (1, 1)
    assert [Path(row["source"]).name for row in store.rows("documents")] == ["a.txt"]
    assert [(Path(row["source"]).name, row["state"]) for row in store.rows("sources")] == [
        ("a.txt", "read"),
        ("b.txt", "copy"),
    ]


def test_a_document_that_fails_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "bad.txt").write_bytes(b"K\xd5 ho\xb9ch")
    summary = run([tmp_path], tmp_path / "out")
    assert summary.documents == 1
    assert [Path(f.source).name for f in summary.failures] == ["bad.txt", "empty.txt"]
    errors = [row for row in open_store(tmp_path / "out").rows("diagnostics") if row["severity"] == "error"]
    assert [(Path(r["source"]).name, r["code"], r["doc_id"]) for r in errors] == [
        ("bad.txt", "unreadable", None),
        ("empty.txt", "unreadable", None),
    ]


def test_a_stage_that_breaks_on_a_document_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(document: object, rules: object) -> Plan:
        raise ZeroDivisionError("nothing to share")

    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    monkeypatch.setattr(reading, "extract_plan", broken)
    summary = run([tmp_path / "a.txt"], tmp_path / "out", isolate=False)
    assert "ZeroDivisionError: nothing to share (test_store.py:" in summary.failures[0].reason
    assert not list((tmp_path / "out").glob("texts/*"))


def test_a_run_that_dies_leaves_the_old_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    run([tmp_path], tmp_path / "out")
    before = parquet_bytes(tmp_path / "out")

    def stop(now: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "b.txt").write_text(TEXT + "Hết.", "utf-8")
    with pytest.raises(KeyboardInterrupt):
        run([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "out", progress=stop)
    assert parquet_bytes(tmp_path / "out") == before
    assert len(open_store(tmp_path / "out").rows("documents")) == 1
    assert run([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "out").documents == 2


def test_somebody_elses_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "plan.txt").write_text(TEXT, "utf-8")
    with pytest.raises(StoreError, match="did not write"):
        run([tmp_path / "texts"], tmp_path)
    assert (tmp_path / "texts" / "plan.txt").exists()


def test_what_is_no_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store in"):
        open_store(tmp_path)


def test_reference_texts_come_back_as_they_were(tmp_path: Path) -> None:
    text = TEXT + "một\rhai\fba\u2028bốn\x85năm"
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    run([tmp_path / "a.txt"], tmp_path / "out")
    store = open_store(tmp_path / "out")
    assert store.text(store.rows("documents")[0]["doc_id"]) == text


def test_the_database_answers_from_any_folder_without_extensions(
    corpus_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = tmp_path / "moved.duckdb"
    shutil.copy(corpus_store.folder / "kehoach.duckdb", moved)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    config = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    with duckdb.connect("moved.duckdb", read_only=True, config=config) as base:
        for name in SCHEMA:
            (found,) = base.execute(f"SELECT count(*) FROM {name}").fetchone() or (None,)
            assert found == corpus_store.arrow(name).num_rows, name
        comments = dict(base.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    assert comments["citations"] == "Citations (Viện dẫn): one row per mention of another document, or of itself"


def test_a_store_is_asked_with_sql_frames_and_rows(corpus_store: Store) -> None:
    frame = corpus_store.frame("documents")
    answer = corpus_store.query("SELECT count(*) AS n FROM documents WHERE issuer_level = ?", ["province"])
    assert answer["n"][0] == (frame["issuer_level"] == "province").sum()
    assert corpus_store.rows("documents")[0]["doc_id"] == frame["doc_id"][0]
    with pytest.raises(KeyError, match="there are documents, sections"):
        corpus_store.arrow("document")
    with corpus_store as store:
        assert store.query("SELECT 1 AS one")["one"][0] == 1


def test_the_manifest_counts_what_is_there(corpus_store: Store) -> None:
    manifest = json.loads((corpus_store.folder / "store.json").read_text("utf-8"))
    assert manifest["rows"] == {name: corpus_store.arrow(name).num_rows for name in SCHEMA}
    assert manifest["documents"] == len(find_sources([CORPUS / "plans"]))


def test_an_identity_is_one_row_however_many_documents_name_it() -> None:
    first = {"legal_document_id": "x", "type": "luật", "code": None, "issue_date": None, "issuer": "Quốc hội"}
    second = first | {"issue_date": date(2019, 6, 13), "issuer": "Ai khác", "title": "Luật Đầu tư công"}
    other = first | {"legal_document_id": "a", "title": None, "n_citing_documents": 0}
    said = [
        {"doc_id": "d1", **first, "title": None, "n_citing_documents": 1},
        {"doc_id": "d2", **second, "n_citing_documents": 1},
        {"doc_id": "d2", **other},
    ]
    documents = [Content(doc, doc, f"{doc}.txt", "read", "r", "p") for doc in ("d1", "d2")]
    parts = [arrow_rows({"legal_documents": rows})["legal_documents"] for rows in (said[1:], said[:1])]
    rows = merge_shared("legal_documents", parts, documents).to_pylist()
    assert [row["legal_document_id"] for row in rows] == ["a", "x"]
    assert {key: value for key, value in rows[1].items() if value is not None} == {
        "legal_document_id": "x",
        "type": "luật",
        "issue_date": date(2019, 6, 13),
        "issuer": "Quốc hội",
        "title": "Luật Đầu tư công",
        "n_citing_documents": 2,
    }


def test_counts_of_citing_documents_are_those_of_the_citations(corpus_store: Store) -> None:
    counted = corpus_store.query(
        """SELECT l.legal_document_id, any_value(l.n_citing_documents) AS said,
                  count(DISTINCT c.doc_id) FILTER (c.relation <> 'self') AS counted
           FROM legal_documents l LEFT JOIN citations c USING (legal_document_id) GROUP BY ALL"""
    )
    assert (counted["said"] == counted["counted"]).all()
    assert len(counted) > 10


# ---- finding files


def test_folders_globs_and_files_are_found_once_and_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b/2.txt", "b/deep/1.MD", "b/x.json", "b/.hidden/3.txt", "b/README.md", "a.txt", "odd.name"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    assert find_sources(["b"]) == ["b/2.txt", "b/deep/1.MD"]
    assert find_sources(["*.txt", "b/**/*", "a.txt"]) == ["a.txt", "b/2.txt", "b/README.md", "b/deep/1.MD", "b/x.json"]
    assert find_sources(["odd.name"]) == ["odd.name"]
    for nothing in ("none.txt", "*.pdf"):
        with pytest.raises(FileNotFoundError, match="no documents at"):
            find_sources([nothing])
