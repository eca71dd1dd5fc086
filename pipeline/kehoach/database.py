"""The DuckDB file over a store's tables: imported, so that it answers wherever it is taken, or as views of the parts."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.tables import SCHEMA

if TYPE_CHECKING:
    import duckdb


def write_database(file: Path, tables: Path, views: bool = False) -> None:
    """Make a DuckDB file of the tables in a folder, with the schema's labels as comments. Needs no extension.

    With `views` it holds no rows, only where they are: a store of 100,000 documents is not written twice.
    """
    import duckdb

    file.unlink(missing_ok=True)
    try:
        with duckdb.connect(file) as base:
            _fill(base, tables, "VIEW" if views else "TABLE")
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as error:
        full = "space left" in str(error) or "too large" in str(error)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error


def _fill(base: duckdb.DuckDBPyConnection, tables: Path, kind: str) -> None:
    """All tables in one transaction: each alone would be written out to disk. A table's statements go together, for the
    columns' meanings, 300 of them, would else cost as much as the rows."""
    base.begin()
    for name, table in SCHEMA.items():
        said = [f'CREATE {kind} "{name}" AS SELECT * FROM {scan(tables, name)}']
        meaning = f"{table.en} ({table.vi}): one row per {table.one_row_per}"
        said.append(f'COMMENT ON {kind} "{name}" IS {quoted(meaning)}')
        for column in table.columns:
            meaning = f"{column.en} ({column.vi}): {column.meaning}"
            said.append(f'COMMENT ON COLUMN "{name}"."{column.name}" IS {quoted(meaning)}')
        base.execute(";\n".join(said))
    base.commit()


def open_database(store: Path, large: bool) -> duckdb.DuckDBPyConnection:
    """A store's database for reading: its file, or of a large store views over its parts where they are now."""
    import duckdb

    if not large:
        return duckdb.connect(store / "kehoach.duckdb", read_only=True)
    base = duckdb.connect()
    for name in SCHEMA:
        base.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {scan(store / "tables", name)}')
    return base


def scan(tables: Path, name: str) -> str:
    """What DuckDB reads a table from: its file, or all of its parts."""
    file = tables.resolve() / f"{name}.parquet"
    return f"read_parquet({quoted((file if file.exists() else tables.resolve() / name / '*.parquet').as_posix())})"


def quoted(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"
