"""A part of a store: the rows of some thousand documents, a Parquet file for each table, made here or on another machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.journal import Batch, row_schema
from kehoach.ledger import Content
from kehoach.merge import Origin, merge_rows
from kehoach.tables import OF_DOCUMENTS, SHARED

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP = 1 << 16
OWN = ".kehoach"
PART_TABLES = (*OF_DOCUMENTS, *SHARED)


@dataclass(frozen=True)
class Piece:
    """A part to be written: its number, its documents in their order."""

    number: int
    contents: Sequence[Content]


@dataclass(frozen=True)
class Making:
    """All that it takes to make a part: where the rows of each of its documents are, in a part of the store as it is
    now or in a batch of the journal. `layout` is how the store's parts lie."""

    piece: Piece
    origins: Mapping[str, Origin]
    store: Path
    layout: str

    def sources(self) -> list[str]:
        """The files that it is made from, relative to the store."""
        asked = set(self.origins.values())
        batches = [batch.path for batch in asked if isinstance(batch, Batch)]
        parts = [self._part(name, number) for number in asked if isinstance(number, int) for name in PART_TABLES]
        return sorted(file.relative_to(self.store).as_posix() for file in (*batches, *parts) if file.exists())

    def at(self, store: Path) -> Making:
        """The same from another copy of the store."""
        batches = {
            b: Batch(store / OWN / "batches" / b.path.name) for b in self.origins.values() if isinstance(b, Batch)
        }
        origins = {doc_id: batches[o] if isinstance(o, Batch) else o for doc_id, o in self.origins.items()}
        return replace(self, store=store, origins=origins)

    def write(self, name: str, file: Path) -> None:
        """Write the part's rows of a table to a file."""

        def read_part(table: str, number: int) -> pa.Table:
            place = self._part(table, number)
            return read_rows(place) if place.exists() else row_schema(table).empty_table()

        write_rows(merge_rows(name, self.piece.contents, self.origins, read_part), file)

    def _part(self, name: str, number: int) -> Path:
        return part_file(self.store, self.layout, name, number, self.store / OWN)


def part_file(state: Path, layout: str, name: str, number: int, own: Path | None = None) -> Path:
    """Where a state keeps a part's rows of a table. What documents say of shared tables is the ledger's, which a store
    has in a folder of its `own`."""
    if name in SHARED:
        return (own or state) / "ledger" / "shared" / f"{name}-{number:05}.parquet"
    tables = state / "tables"
    return tables / f"{name}.parquet" if layout == "files" else tables / name / f"part-{number:05}.parquet"


def read_rows(file: Path) -> pa.Table:
    """All rows of a Parquet file."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(file).read()


def write_rows(rows: pa.Table, file: Path) -> None:
    """Write rows as a store has them."""
    import pyarrow.parquet as pq

    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(rows.combine_chunks(), file, compression="zstd", row_group_size=ROW_GROUP)
