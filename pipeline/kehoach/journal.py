"""The journal: what batches of documents gave, each batch one file, until the store takes them in.

A batch is written aside and committed by one rename, so it is there whole or not at all. It holds Arrow
streams one after the other: the contents read, the reference texts, then the rows of every table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kehoach.ledger import Content, ledger_table
from kehoach.tables import OF_DOCUMENTS, SCHEMA, SHARED

if TYPE_CHECKING:
    import pyarrow as pa

    from kehoach.rows import Rows

ENDING = ".batch"


class ForeignBatch(Exception):
    """A batch that another version of the program wrote, or that is no batch: its documents are read again."""


@cache
def schema_version() -> str:
    """A hash of the tables' columns: rows written by another one have to be brought to this one."""
    said = "\n".join(f"{name} {table.arrow()}" for name, table in SCHEMA.items())
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@cache
def row_schema(name: str) -> pa.Schema:
    """What a batch holds of a table: the table's columns; for a shared one the document too that says it."""
    import pyarrow as pa

    schema = SCHEMA[name].arrow()
    return schema.insert(0, pa.field("doc_id", pa.string())) if name in SHARED else schema


def arrow_rows(rows: Rows) -> dict[str, pa.Table]:
    """Rows of documents as Arrow tables of the schema's types."""
    import pyarrow as pa

    return {
        name: pa.Table.from_pylist(rows.get(name, []), schema=row_schema(name)) for name in (*OF_DOCUMENTS, *SHARED)
    }


def write_batch(file: BinaryIO, contents: Iterable[Content], texts: Mapping[str, str], rows: Rows) -> None:
    """Write a batch: what was read, the reference texts by document, and the rows."""
    import pyarrow as pa

    text = pa.table({"doc_id": pa.array(texts, pa.string()), "text": pa.array(texts.values(), pa.large_string())})
    for name, table in (("contents", ledger_table(contents)), ("texts", text), *arrow_rows(rows).items()):
        schema = table.schema.with_metadata({"table": name, "version": schema_version()})
        with pa.ipc.new_stream(file, schema) as stream:
            stream.write_table(table.replace_schema_metadata(schema.metadata))


@dataclass(frozen=True)
class Batch:
    """A committed batch. Its tables are mapped, not loaded, when they are asked for."""

    path: Path

    @property
    def number(self) -> int:
        """Its place in the order of commits."""
        return int(self.path.stem)

    def check(self) -> None:
        """ForeignBatch where it can't be used: another version wrote it, or the disk did not keep all of it."""
        found = list(self._places)
        if found != ["contents", "texts", *OF_DOCUMENTS, *SHARED]:
            raise ForeignBatch(f"{self.path} holds {len(found)} tables")

    def contents(self) -> list[Content]:
        """What was read. ForeignBatch for another version's."""
        table = self.table("contents")
        return [Content(*row) for row in zip(*(table[f.name].to_pylist() for f in fields(Content)), strict=True)]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each document and its reference text."""
        for part in self.table("texts").to_batches(max_chunksize=16):
            yield from zip(*(part[name].to_pylist() for name in ("doc_id", "text")), strict=True)

    def table(self, wanted: str) -> pa.Table:
        """One of its tables."""
        if wanted not in self._places:
            raise ForeignBatch(f"{self.path} has no {wanted}")
        return next(self._tables(self._places[wanted]))[1]

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each table begins: a state is made table by table, and goes to every batch for each."""
        return {name: place for name, _, place in self._tables()}

    def _tables(self, place: int = 0) -> Iterator[tuple[str, Any, int]]:
        """The tables from some place on, with the place of each."""
        import pyarrow as pa

        with pa.memory_map(str(self.path)) as source:
            size = source.size()
            source.seek(place)
            while place < size:
                try:
                    with pa.ipc.open_stream(source) as stream:
                        about = stream.schema.metadata or {}
                        if about.get(b"version") != schema_version().encode():
                            raise ForeignBatch(f"{self.path} was written by another version")
                        yield about[b"table"].decode(), stream.read_all(), place
                    place = source.tell()
                except (pa.ArrowInvalid, OSError, KeyError) as error:
                    raise ForeignBatch(f"{self.path}: {error}") from error


class Journal:
    """The committed batches of a store, in their order, and a place to write new ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "batches"
        self.work = folder / "work"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.work.mkdir(exist_ok=True)
        self.batches = sorted(
            (Batch(file) for file in self.folder.glob(f"*{ENDING}") if file.stem.isdigit()), key=lambda b: b.number
        )
        for left in self.work.iterdir():  # of a run that was killed
            left.unlink()

    def commit(self, written: Path) -> Batch:
        """Take in a batch that was written to the folder `work`."""
        number = self.batches[-1].number + 1 if self.batches else 1
        batch = Batch(written.rename(self.folder / f"{number:08}{ENDING}"))
        self.batches.append(batch)
        return batch

    def note(self, contents: Iterable[Content]) -> Batch:
        """Commit contents that gave no rows."""
        aside = self.work / f"note{ENDING}"
        with aside.open("wb") as file:
            write_batch(file, contents, {}, {})
        return self.commit(aside)

    def drop(self, batches: Iterable[Batch]) -> None:
        """Take batches out: the store holds them, or can't read them."""
        gone = set(batches)
        self.batches = [batch for batch in self.batches if batch not in gone]
        for batch in gone:
            batch.path.unlink(missing_ok=True)
