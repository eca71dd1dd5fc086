"""A store: Parquet tables, the reference texts, and a DuckDB file that answers from any folder.

    OUT/tables/NAME.parquet   every table of `tables.SCHEMA`, also one without rows
    OUT/texts/DOC_ID.txt      the text that start:end of that document's rows cut
    OUT/kehoach.duckdb        the same tables, imported
    OUT/store.json            what wrote it, and how many rows

The same documents give the same Parquet bytes: rows in the order of sources, no times, no chance.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kehoach.frames import typed_frame
from kehoach.rows import Row, Rows
from kehoach.tables import SCHEMA, SHARED, TableSchema

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

ROW_GROUP = 1 << 16
PARTS = ("tables", "texts", "kehoach.duckdb", "store.json")
FORMAT = 1


class StoreError(Exception):
    """A folder that is no store, or that must not be written over; says what to do."""


def arrow_tables(rows: Rows) -> dict[str, pa.Table]:
    """Rows as Arrow tables of the schema's types, the shared tables left out."""
    import pyarrow as pa

    return {
        name: pa.Table.from_pylist(rows[name], schema=table.arrow())
        for name, table in SCHEMA.items()
        if name not in SHARED
    }


def write_text(folder: Path, doc_id: str, text: str) -> None:
    """Write a reference text so that reading it with newline="" gives the same str."""
    (folder / f"{doc_id}.txt").write_text(text, encoding="utf-8", newline="")


class StoreWriter:
    """Writes a store aside and puts it in place at the end, so a run that dies leaves the old one whole."""

    def __init__(self, out: Path) -> None:
        _refuse_strangers(out)
        self.out = out
        self.aside = out / ".unfinished"
        if self.aside.exists():
            shutil.rmtree(self.aside)
        self.texts = self.aside / "texts"
        self.texts.mkdir(parents=True)
        (self.aside / "tables").mkdir()
        self._files = {name: _TableFile(self.aside / "tables", table) for name, table in SCHEMA.items()}
        self._shared: dict[str, dict[str, Row]] = {name: {} for name in SHARED}

    def add(self, tables: Mapping[str, pa.Table], shared: Mapping[str, Iterable[Row]]) -> None:
        """Add rows, in the order that they shall have. Shared rows are brought together by their id."""
        for name, table in tables.items():
            self._files[name].add(table)
        for name, rows in shared.items():
            for row in rows:
                self._join(SCHEMA[name], row)

    def _join(self, table: TableSchema, row: Row) -> None:
        """What an earlier document knew of an identity stays; a later one fills its gaps; the counts add up."""
        key, count = table.columns[0].name, table.columns[-1].name
        known = self._shared[table.name].setdefault(row[key], dict.fromkeys(row) | {count: 0})
        for name, value in row.items():
            if name == count:
                known[name] += value
            elif known[name] is None:
                known[name] = value

    def commit(self, about: Mapping[str, Any]) -> dict[str, int]:
        """Finish the files, put them in place of the old ones, and give the number of rows of each table."""
        import pyarrow as pa

        for name, known in self._shared.items():
            ordered = [known[key] for key in sorted(known)]
            self._files[name].add(pa.Table.from_pylist(ordered, schema=SCHEMA[name].arrow()))
        rows = {name: file.close() for name, file in self._files.items()}
        _write_duckdb(self.aside)
        manifest = {"format": FORMAT, **about, "rows": rows}
        (self.aside / "store.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
        for part in PARTS:
            _replace(self.aside / part, self.out / part)
        shutil.rmtree(self.aside)
        return rows


class _TableFile:
    """One Parquet file, written in row groups of one size however the rows come in."""

    def __init__(self, folder: Path, table: TableSchema) -> None:
        self.path = folder / f"{table.name}.parquet"
        self.schema = table.arrow()
        self.rows = 0
        self._waiting: list[pa.Table] = []
        self._n_waiting = 0
        self._writer: pq.ParquetWriter | None = None

    def add(self, table: pa.Table) -> None:
        self._waiting.append(table)
        self._n_waiting += table.num_rows
        if self._n_waiting >= ROW_GROUP:
            self._write(whole_groups=True)

    def _write(self, whole_groups: bool) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, self.schema, compression="zstd")
        table = pa.concat_tables([self.schema.empty_table(), *self._waiting])
        now = table.num_rows - table.num_rows % ROW_GROUP if whole_groups else table.num_rows
        self._writer.write_table(table.slice(0, now).combine_chunks(), row_group_size=ROW_GROUP)
        self._waiting, self._n_waiting = [table.slice(now)], table.num_rows - now
        self.rows += now

    def close(self) -> int:
        self._write(whole_groups=False)
        assert self._writer is not None
        self._writer.close()
        return self.rows


def _refuse_strangers(out: Path) -> None:
    """A folder whose tables/ or texts/ kehoach did not write is somebody's work: leave it alone."""
    if out.exists() and not out.is_dir():
        raise StoreError(f"{out} is a file; give a folder with --out")
    strangers = [part for part in PARTS if (out / part).exists()]
    if strangers and not (out / "store.json").exists():
        raise StoreError(
            f"{out} holds {', '.join(strangers)} that kehoach did not write; give another folder with --out"
        )


def _replace(new: Path, old: Path) -> None:
    if old.is_dir():
        shutil.rmtree(old)
    new.replace(old)


def _write_duckdb(folder: Path) -> None:
    """Import the Parquet tables, with the schema's labels as comments. Needs no extension from elsewhere."""
    import duckdb

    with duckdb.connect(folder / "kehoach.duckdb") as base:
        base.begin()  # one transaction: each alone would be written out to disk
        for name, table in SCHEMA.items():
            file = _quoted((folder / "tables" / f"{name}.parquet").as_posix())
            base.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet({file})")
            meaning = f"{table.en} ({table.vi}): one row per {table.one_row_per}"
            base.execute(f"COMMENT ON TABLE {name} IS {_quoted(meaning)}")
            for column in table.columns:
                meaning = f"{column.en} ({column.vi}): {column.meaning}"
                base.execute(f'COMMENT ON COLUMN {name}."{column.name}" IS {_quoted(meaning)}')
        base.commit()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def read_tables(folder: Path, names: Iterable[str]) -> dict[str, list[Row]]:
    """The rows of some tables in a folder of Parquet files, or of folders of Parquet parts. StoreError where one is not there."""
    import pyarrow.parquet as pq

    found = {}
    for name in names:
        file = folder / f"{name}.parquet"
        parts = file if file.exists() else folder / name
        if not parts.exists():
            raise StoreError(f"no table {name} in {folder}; give the folder `tables` of a run")
        found[name] = pq.read_table(parts).to_pylist()
    return found


def open_store(folder: str | Path) -> Store:
    """Open what a run wrote. StoreError where there is none."""
    return Store(Path(folder))


class Store:
    """A store to ask: tables as frames or rows, SQL, reference texts. Use it as a context to have it closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        if not (self.folder / "store.json").exists():
            raise StoreError(f"no store in {folder}; `kehoach run PATH --out {folder}` makes one")
        self._base: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the DuckDB file."""
        if self._base is not None:
            self._base.close()
            self._base = None

    @property
    def base(self) -> duckdb.DuckDBPyConnection:
        """The DuckDB file, opened for reading."""
        if self._base is None:
            import duckdb

            self._base = duckdb.connect(self.folder / "kehoach.duckdb", read_only=True)
        return self._base

    def query(self, sql: str, parameters: object = None) -> pd.DataFrame:
        """The answer to an SQL question, as a pandas frame."""
        found: pd.DataFrame = self.base.execute(sql, parameters).df()
        return found

    def arrow(self, table: str) -> pa.Table:
        """A whole table; KeyError names the tables there are."""
        import pyarrow.parquet as pq

        if table not in SCHEMA:
            raise KeyError(f"no table {table}; there are {', '.join(SCHEMA)}")
        return pq.read_table(self.folder / "tables" / f"{table}.parquet")

    def frame(self, table: str) -> pd.DataFrame:
        """A whole table as a pandas frame with good types (see `frames.typed_frame`); `store.funding` is the same."""
        return typed_frame(self.arrow(table), SCHEMA[table])

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table by its name: `store.funding`."""
        if name in SCHEMA:
            return self.frame(name)
        raise AttributeError(f"a store has no table {name!r}; there are {', '.join(SCHEMA)}")

    def __dir__(self) -> list[str]:
        """The store's own names and its tables, so that a notebook completes them."""
        return sorted([*super().__dir__(), *SCHEMA])

    def rows(self, table: str) -> list[Row]:
        """A whole table as dicts; missing is None."""
        found: list[Row] = self.arrow(table).to_pylist()
        return found

    def text(self, doc_id: str) -> str:
        """A document's reference text, exactly as its rows' offsets count it."""
        with (self.folder / "texts" / f"{doc_id}.txt").open(encoding="utf-8", newline="") as file:
            return file.read()
