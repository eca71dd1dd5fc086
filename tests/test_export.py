"""A store in other programs: the same rows in each, read back by each program's own means."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kehoach import export as exporting
from kehoach.export import export
from kehoach.store import Store, StoreError
from kehoach.tables import SCHEMA


def rows_of(store: Store, table: str) -> list[list[Any]]:
    return [list(row.values()) for row in store.rows(table)]


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def test_csv_has_every_table_and_every_row(corpus_store: Store, tmp_path: Path) -> None:
    counts = export(corpus_store, str(tmp_path / "csv"))
    assert counts == {name: corpus_store.arrow(name).num_rows for name in SCHEMA}
    assert (tmp_path / "csv" / "funding.csv").read_bytes().startswith(b"\xef\xbb\xbffunding_id,doc_id,")
    for name in SCHEMA:
        with (tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        assert head == [column.name for column in SCHEMA[name].columns]
        assert rows == [["" if v is None else str(plain(v)) for v in row] for row in rows_of(corpus_store, name)]


def test_sqlite_has_types_dates_and_indexes(corpus_store: Store, tmp_path: Path) -> None:
    export(corpus_store, str(tmp_path / "plans.sqlite"))
    base = sqlite3.connect(tmp_path / "plans.sqlite")
    for name in SCHEMA:
        found = [list(row) for row in base.execute(f'SELECT * FROM "{name}"')]
        assert found == [[plain(value) for value in row] for row in rows_of(corpus_store, name)]
    assert base.execute("SELECT typeof(amount_vnd) FROM funding LIMIT 1").fetchone() == ("integer",)
    plan = base.execute("EXPLAIN QUERY PLAN SELECT * FROM funding WHERE doc_id = 'x'").fetchall()
    assert "USING INDEX funding_doc_id" in str(plan)
    base.close()


def test_excel_is_split_where_a_sheet_is_full(
    corpus_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    unescape = openpyxl.utils.escape.unescape  # form feeds and the like stand as _x000C_ in the file
    monkeypatch.setattr(exporting, "SHEET", 100)
    counts = export(corpus_store, str(tmp_path / "plans.xlsx"), ["funding", "targets", "documents"])
    book = openpyxl.load_workbook(tmp_path / "plans.xlsx", read_only=True)
    sheets = -(-counts["funding"] // 100)
    assert sheets >= 3
    names = ["funding", *(f"funding {i}" for i in range(2, sheets + 1)), "targets", "documents"]
    assert book.sheetnames == names
    written = [row for name in names[:sheets] for row in list(book[name].iter_rows(values_only=True))[1:]]
    rows = [[unescape(v) if isinstance(v, str) else v for v in row] for row in written]
    assert rows == rows_of(corpus_store, "funding")
    head, first, *_ = book["documents"].iter_rows(values_only=True)
    wanted = corpus_store.rows("documents")[0]
    assert dict(zip(head, first, strict=True))["sha256"] == wanted["sha256"]
    book.close()


def test_a_text_that_no_cell_holds_is_cut() -> None:
    assert exporting._cell("a" * 40_000) == "a" * 32_766 + "…"
    assert exporting._cell("a" * 32_767) == "a" * 32_767


@pytest.mark.parametrize(
    ("to", "error", "said"),
    [("plans.ods", StoreError, "ods is not known"), ("csv", KeyError, "no table nothing; there are documents")],
)
def test_what_is_not_known_is_told(
    corpus_store: Store, tmp_path: Path, to: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        export(corpus_store, str(tmp_path / to), ["nothing"] if error is KeyError else [])


# ---- a real PostgreSQL server

SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []
BIN = SERVERS[-1] if SERVERS else Path(shutil.which("postgres") or "nowhere").parent


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that is started for the test and answers on a socket of its own alone."""
    if not (BIN / "initdb").exists():
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    pytest.importorskip("adbc_driver_postgresql")
    folder = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    user: dict[str, Any] = {}
    if os.getuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "nobody")
        user = {"user": "nobody"}
    quiet: dict[str, Any] = {"check": True, "capture_output": True, "cwd": folder, **user}
    subprocess.run(
        [BIN / "initdb", "-D", folder / "data", "-U", "me", "-A", "trust", "-E", "UTF8", "--no-sync"], **quiet
    )
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    start = [BIN / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start"]
    subprocess.run(start, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user)
    try:
        yield f"postgresql://me@/postgres?host={folder}"
    finally:
        subprocess.run([BIN / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder)


def test_postgresql_has_every_table_and_every_row(corpus_store: Store, server: str) -> None:
    from adbc_driver_postgresql import dbapi

    for _ in range(2):  # the second time over the first's tables
        counts = export(corpus_store, server)
    assert counts == {name: corpus_store.arrow(name).num_rows for name in SCHEMA}
    with dbapi.connect(server) as base, base.cursor() as cursor:
        for name in SCHEMA:
            cursor.execute(f'SELECT * FROM "{name}"')
            assert [list(row) for row in cursor.fetchall()] == rows_of(corpus_store, name), name
        cursor.execute(
            "SELECT obj_description('citations'::regclass), count(*) FROM pg_indexes WHERE tablename = 'funding'"
        )
        assert cursor.fetchall()[0][0].startswith("Citations (Viện dẫn)")
        cursor.execute("SELECT pg_typeof(amount_vnd)::text, pg_typeof(year)::text FROM funding LIMIT 1")
        assert cursor.fetchone() == ("bigint", "bigint")


def test_a_server_that_is_not_there_is_told_without_the_password(corpus_store: Store) -> None:
    pytest.importorskip("adbc_driver_postgresql")
    with pytest.raises(StoreError, match=r"postgresql://…@localhost:1/x: ") as told:
        export(corpus_store, "postgresql://me:secret@localhost:1/x")
    assert "secret" not in str(told.value)
