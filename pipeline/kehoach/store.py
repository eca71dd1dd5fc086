"""Ask a store: Parquet tables, the reference texts, and a DuckDB file that answers from any folder.

What is in its folder, and how it gets there, `publish.py` says. The same documents give the same rows,
whatever the runs that read them: rows in the order of sources, no times, no chance.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from kehoach.corrections import TOUCHED, DocumentCorrections, corrected_tables, kept_corrections
from kehoach.database import open_database
from kehoach.frames import typed_frame
from kehoach.rows import Row
from kehoach.tables import SCHEMA

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

PARTS = ("tables", "texts", "kehoach.duckdb", "store.json")
FORMAT = 2


class StoreError(Exception):
    """A folder that is no store, or that must not be written over; says what to do."""


def refuse_strangers(out: Path) -> None:
    """StoreError for a folder whose tables/ or texts/ kehoach did not write: it is somebody's work, to be left alone."""
    if out.exists() and not out.is_dir():
        raise StoreError(f"{out} is a file; give a folder with --out")
    strangers = [part for part in PARTS if (out / part).exists()]
    if strangers and not ((out / "store.json").exists() or (out / ".kehoach").exists()):
        raise StoreError(
            f"{out} holds {', '.join(strangers)} that kehoach did not write; give another folder with --out"
        )


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
        self._large = (self.folder / "tables" / "documents").is_dir()
        self._base: duckdb.DuckDBPyConnection | None = None
        self.corrections: dict[str, DocumentCorrections] = kept_corrections(self.folder / "corrections")
        self._corrected: dict[str, pa.Table] | None = None

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
        """The DuckDB file, opened for reading; of a large store the views that it has, over the folder as it is now."""
        if self._base is None:
            self._base = open_database(self.folder, self._large)
            for name in TOUCHED if self.corrections else ():
                self._base.register(name, self.arrow(name))  # a temporary view, which SQL takes before the table
        return self._base

    def query(self, sql: str, parameters: object = None) -> pd.DataFrame:
        """The answer to an SQL question, as a pandas frame."""
        found: pd.DataFrame = self.base.execute(sql, parameters).df()
        return found

    def arrow(self, table: str) -> pa.Table:
        """A whole table, kept corrections laid over it; KeyError names the tables there are."""
        if table not in SCHEMA:
            raise KeyError(f"no table {table}; there are {', '.join(SCHEMA)}")
        if not self.corrections or table not in TOUCHED:
            return self._as_read(table)
        if self._corrected is None:
            self._corrected = corrected_tables({n: self._as_read(n) for n in TOUCHED}, self.corrections, self.text)
        return self._corrected[table]

    def _as_read(self, table: str) -> pa.Table:
        """A whole table as the run wrote it."""
        import pyarrow.parquet as pq

        file = self.folder / "tables" / f"{table}.parquet"
        return pq.read_table(file if file.exists() else self.folder / "tables" / table)

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
