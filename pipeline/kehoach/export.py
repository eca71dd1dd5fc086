"""A store -> other programs: CSV, Excel, SQLite, PostgreSQL. Rows go part by part, so memory does not grow with the store."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kehoach.store import Store, StoreError
from kehoach.tables import SCHEMA

if TYPE_CHECKING:
    import pyarrow as pa

Format = Literal["csv", "xlsx", "sqlite", "postgresql"]
AT_ONCE = 20_000  # rows
SHEET = 1_048_575  # rows of an Excel sheet below its heading
CELL = 32_767  # characters of an Excel cell
SQLITE: Mapping[str, str] = {"text": "TEXT", "int": "INTEGER", "float": "REAL", "date": "TEXT"}
Counts = dict[str, int]


def export(store: Store, to: str, tables: Iterable[str] = ()) -> Counts:
    """Give a store's tables to another program, and say how many rows each had.

    `to` is a folder (CSV: a file a table), `NAME.xlsx` (a sheet a table, and further ones where a table is
    longer than a sheet), `NAME.sqlite` or `NAME.db`, or `postgresql://…` (tables of those names are replaced).
    All or nothing: a file is put in place when it is whole, a database gets one transaction. KeyError names
    the tables there are; StoreError where the target can't be written.
    """
    names = list(tables) or list(SCHEMA)
    for name in names:
        if name not in SCHEMA:
            raise KeyError(f"no table {name}; there are {', '.join(SCHEMA)}")
    return EXPORTS[format_of(to)](store, to, names)


def format_of(to: str) -> Format:
    """What a target is, by its name."""
    if to.startswith(("postgresql://", "postgres://")):
        return "postgresql"
    match Path(to).suffix.lower():
        case ".xlsx":
            return "xlsx"
        case ".sqlite" | ".sqlite3" | ".db":
            return "sqlite"
        case "":
            return "csv"
        case other:
            raise StoreError(f"{to}: {other} is not known; give a folder (CSV), .xlsx, .sqlite or postgresql://…")


def batches(store: Store, name: str) -> Iterator[pa.RecordBatch]:
    """A table's rows, some thousands at once."""
    import pyarrow.parquet as pq

    file = store.folder / "tables" / f"{name}.parquet"
    for part in [file] if file.exists() else sorted((store.folder / "tables" / name).iterdir()):
        with pq.ParquetFile(part) as rows:
            yield from rows.iter_batches(AT_ONCE)


def rows_of(batch: pa.RecordBatch) -> list[tuple[Any, ...]]:
    """A batch's rows as tuples."""
    return list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def columns_of(name: str) -> list[str]:
    """A table's columns."""
    return [column.name for column in SCHEMA[name].columns]


# ---- files


def _to_csv(store: Store, to: str, names: Sequence[str]) -> Counts:
    """UTF-8 with a mark, so that Excel too reads the Vietnamese; missing is empty, dates are ISO."""
    folder, counts = Path(to), Counts()
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        aside = folder / f".{name}.csv"
        counts[name] = 0
        with aside.open("w", encoding="utf-8-sig", newline="") as file:
            sheet = csv.writer(file)
            sheet.writerow(columns_of(name))
            for batch in batches(store, name):
                sheet.writerows(rows_of(batch))
                counts[name] += batch.num_rows
        aside.replace(folder / f"{name}.csv")
    return counts


def _to_excel(store: Store, to: str, names: Sequence[str]) -> Counts:
    """A sheet a table, `funding`, `funding 2` …; a text that no cell holds is cut, and ends in `…`."""
    import xlsxwriter

    counts, aside = Counts(), Path(to).with_name(f".{Path(to).name}")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(aside), options | {"default_date_format": "yyyy-mm-dd"}) as book:
        for name in names:
            rows = (row for batch in batches(store, name) for row in rows_of(batch))
            counts[name] = _fill_sheets(book, name, rows)
    aside.replace(to)
    return counts


def _fill_sheets(book: Any, name: str, rows: Iterable[tuple[Any, ...]]) -> int:
    sheet, n = _new_sheet(book, name, 0), 0
    for row in rows:
        if n and n % SHEET == 0:
            sheet = _new_sheet(book, name, n // SHEET)
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(n % SHEET + 1, column, _cell(value))
        n += 1
    return n


def _new_sheet(book: Any, name: str, number: int) -> Any:
    sheet = book.add_worksheet(name if not number else f"{name} {number + 1}")
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, columns_of(name))
    return sheet


def _cell(value: Any) -> Any:
    return value[: CELL - 1] + "…" if isinstance(value, str) and len(value) > CELL else value


# ---- databases


def _to_sqlite(store: Store, to: str, names: Sequence[str]) -> Counts:
    """Tables of the schema's types, dates as ISO texts, indexes on the ids that lead from table to table."""
    counts, aside = Counts(), Path(to).with_name(f".{Path(to).name}")
    aside.unlink(missing_ok=True)
    base = sqlite3.connect(aside)
    try:
        with base:
            for name in names:
                columns = ", ".join(f'"{c.name}" {SQLITE[c.kind]}' for c in SCHEMA[name].columns)
                base.execute(f'CREATE TABLE "{name}" ({columns})')
                marks = ", ".join("?" * len(SCHEMA[name].columns))
                counts[name] = 0
                for batch in batches(store, name):
                    rows = ([_plain(value) for value in row] for row in rows_of(batch))
                    base.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
                    counts[name] += batch.num_rows
            for statement in index_statements(names):
                base.execute(statement)
    finally:
        base.close()
    aside.replace(to)
    return counts


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def index_statements(names: Iterable[str]) -> list[str]:
    """An index for each column that leads to a row of another table."""
    return [
        f'CREATE INDEX "{name}_{column}" ON "{name}" ("{column}")'
        for name in names
        for column in columns_of(name)
        if column.endswith("_id") and column not in ("rule_id", "section_id")
    ]


def _to_postgresql(store: Store, to: str, names: Sequence[str]) -> Counts:
    """Through ADBC, which copies whole batches; the schema's labels are the comments. One transaction."""
    import pyarrow as pa

    try:
        from adbc_driver_postgresql import dbapi
    except ImportError as error:
        raise StoreError("PostgreSQL needs a library: pip install 'kehoach[postgresql]'") from error
    counts = Counts()
    try:
        with dbapi.connect(to) as base, base.cursor() as cursor:
            for name in names:
                cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
                reader = pa.RecordBatchReader.from_batches(SCHEMA[name].arrow(), batches(store, name))
                cursor.adbc_ingest(name, reader, mode="create")
                (counts[name],) = _one(cursor, f'SELECT count(*) FROM "{name}"')
                for statement in comments_of(name):
                    cursor.execute(statement)
            for statement in index_statements(names):
                cursor.execute(statement)
            base.commit()
    except dbapi.Error as error:
        raise StoreError(f"{_without_password(to)}: {str(error).strip()}") from error
    return counts


def _one(cursor: Any, statement: str) -> tuple[int, ...]:
    cursor.execute(statement)
    found: tuple[int, ...] = cursor.fetchone()
    return found


def comments_of(name: str) -> list[str]:
    """The schema's labels and meanings as PostgreSQL has them."""
    table = SCHEMA[name]

    def said(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    return [
        f'COMMENT ON TABLE "{name}" IS {said(f"{table.en} ({table.vi}): one row per {table.one_row_per}")}',
        *(f'COMMENT ON COLUMN "{name}"."{c.name}" IS {said(f"{c.en} ({c.vi}): {c.meaning}")}' for c in table.columns),
    ]


def _without_password(address: str) -> str:
    head, mark, tail = address.rpartition("@")
    return f"postgresql://…@{tail}" if mark and ":" in head.split("//", 1)[-1] else address


EXPORTS: Mapping[Format, Callable[[Store, str, Sequence[str]], Counts]] = {
    "csv": _to_csv,
    "xlsx": _to_excel,
    "sqlite": _to_sqlite,
    "postgresql": _to_postgresql,
}
