"""The ledger of a store: which contents it holds, read by which rules and program, and where each was found.

A content (nội dung) is known by its hash, however many places it has; a place by its full path. Two files
of one content are one document; a file that was renamed is a content at another place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kehoach.frozen import frozen

if TYPE_CHECKING:
    import pyarrow as pa

    from kehoach.rows import Row

RACE = 2_000_000_000  # nanoseconds: a file changed this shortly before it was looked at may change again unseen

State = Literal["read", "failed"]


@frozen
class Place:
    """Where a content was found. `stamp` is what the disk said of the file (size and times) when it was hashed;
    "" where that was too soon after its last change to rely on."""

    path: str
    source: str
    sha256: str
    n_bytes: int
    stamp: str
    there: bool = True


@frozen
class Content:
    """What reading a content came to. `part` is the store's part that holds its rows, None while in the journal."""

    sha256: str
    doc_id: str
    source: str
    state: State
    rules: str
    program: str
    warnings: int = 0
    code: str | None = None
    reason: str | None = None
    command: str | None = None
    part: int | None = None


@dataclass
class Ledger:
    """Places by path and contents by hash. `dirty` are the parts that hold rows which no longer stand."""

    places: dict[str, Place] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)
    dirty: set[int] = field(default_factory=set)

    def put(self, content: Content) -> None:
        """Note what a reading came to; rows of an earlier one no longer stand."""
        self.forget(content.sha256)
        self.contents[content.sha256] = content

    def forget(self, sha256: str) -> None:
        """Take a content out, if it is there."""
        known = self.contents.pop(sha256, None)
        if known and known.part is not None:
            self.dirty.add(known.part)

    def settle(self) -> None:
        """Forget contents that have no place, and give each the first of its places, so that no order of runs shows."""
        places = self.by_content()
        for sha256 in [sha256 for sha256 in self.contents if sha256 not in places]:
            self.forget(sha256)
        for sha256, content in self.contents.items():
            source = places[sha256][0].source
            if source != content.source:
                self.contents[sha256] = replace(content, source=source)
                if content.part is not None:
                    self.dirty.add(content.part)

    def by_content(self) -> Mapping[str, list[Place]]:
        """Each content's places, those that are still there first, in their order."""
        places: dict[str, list[Place]] = defaultdict(list)
        for place in sorted(self.places.values(), key=lambda p: (not p.there, p.source)):
            places[place.sha256].append(place)
        return places

    def documents(self) -> list[Content]:
        """The contents that are documents, in the order of their sources."""
        return sorted((c for c in self.contents.values() if c.state == "read"), key=lambda c: (c.source, c.doc_id))

    def failed(self) -> list[Content]:
        """The contents that could not be read, in the order of their sources."""
        return sorted((c for c in self.contents.values() if c.state == "failed"), key=lambda c: (c.source, c.sha256))

    def source_rows(self) -> list[Row]:
        """The rows of the table `sources`."""
        rows = []
        for sha256, places in self.by_content().items():
            content = self.contents.get(sha256)
            if content is not None:
                rows += [_source_row(place, content, i) for i, place in enumerate(places)]
        return sorted(rows, key=lambda row: (row["source"], row["sha256"] or ""))

    def failure_rows(self) -> list[Row]:
        """The rows of the table `diagnostics` for what could not be read."""
        return [
            {"severity": "error", "code": c.code, "message": c.reason, "source": c.source, "doc_id": None}
            for c in self.failed()
        ]


def _source_row(place: Place, content: Content, i: int) -> Row:
    failed = content.state == "failed"
    state = "removed" if not place.there else "failed" if failed else "copy" if i else "read"
    return {
        "source": place.source,
        "doc_id": None if failed else content.doc_id,
        "sha256": None if unopened(content.sha256) else content.sha256,
        "n_bytes": place.n_bytes,
        "state": state,
        "code": content.code,
        "reason": content.reason,
        "command": content.command,
    }


def key_of_unopened(path: str) -> str:
    """What stands for the hash of a file that can't be opened."""
    return f"?{path}"


def unopened(sha256: str) -> bool:
    """Whether a hash stands for a file that can't be opened."""
    return sha256.startswith("?")


def read_ledger(folder: Path) -> Ledger:
    """The ledger in a folder; an empty one where there is none."""
    if not (folder / "contents.parquet").exists():
        return Ledger()
    import pyarrow.parquet as pq

    def columns(name: str, kind: type) -> Iterable[tuple[Any, ...]]:
        table = pq.ParquetFile(folder / f"{name}.parquet").read()  # read_table would import pandas
        return zip(*(table.column(f.name).to_pylist() for f in fields(kind)), strict=True)

    places = [Place(*row) for row in columns("places", Place)]
    contents = [Content(*row) for row in columns("contents", Content)]
    return Ledger({p.path: p for p in places}, {c.sha256: c for c in contents})


def write_ledger(ledger: Ledger, folder: Path) -> None:
    """Write a ledger, in an order of its own."""
    import pyarrow.parquet as pq

    places = sorted(ledger.places.values(), key=lambda place: place.path)
    contents = sorted(ledger.contents.values(), key=lambda content: content.sha256)
    for name, table in (("places", ledger_table(places, Place)), ("contents", ledger_table(contents))):
        aside = folder / f".{name}"
        pq.write_table(table, aside, compression="zstd")
        aside.replace(folder / f"{name}.parquet")


def ledger_table(rows: Iterable[Place | Content], kind: type = Content) -> pa.Table:
    """Places or contents as an Arrow table."""
    import pyarrow as pa

    types = {
        "n_bytes": pa.int64(),
        "warnings": pa.int64(),
        "part": pa.int64(),
        "there": pa.bool_(),
    }
    schema = pa.schema([(f.name, types.get(f.name, pa.string())) for f in fields(kind)])
    rows = list(rows)
    return pa.table([pa.array([getattr(row, f.name) for row in rows], f.type) for f in schema], schema=schema)
