"""Journal and ledger -> the store that people read: parts, the tables of the whole store, the DuckDB file.

    OUT/tables/NAME.parquet          up to PART documents: one file a table
    OUT/tables/NAME/part-00001.parquet   more: parts of PART documents each
    OUT/texts/DOC_ID.txt             the text that start:end of that document's rows cut
    OUT/kehoach.duckdb               the tables; up to PART documents imported, above that as views of the parts
    OUT/store.json                   what wrote it, and how many rows
    OUT/.kehoach/                    the ledger, the journal, the lock

A new state is made aside, declared ready by one rename, and then put in place step by step; each step is
atomic and may be done again, so a run that is killed in between is finished by the next (`install`).
The tables change places with the old ones in one exchange, so that nobody ever sees half of them.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kehoach.database import write_database
from kehoach.exchange import put_in_place
from kehoach.journal import Batch, Journal, schema_version
from kehoach.ledger import Ledger, write_ledger
from kehoach.merge import Origin, merge_shared
from kehoach.parts import OWN, PART_TABLES, Making, Piece, part_file, read_rows, write_rows
from kehoach.store import FORMAT
from kehoach.tables import OF_DOCUMENTS, SCHEMA, SHARED

PART = 4096  # documents: files of some MB, and what one merge holds in memory
SHOWN = ("tables", "kehoach.duckdb", "store.json")


Makers = Callable[[Sequence[Making]], Iterable[tuple[int, Mapping[str, Path]]]]
"""Other machines that make parts: they give the numbers of those that they made, and each table's file, to be moved."""


@dataclass
class Publisher:
    """Publishes states of one store. `manifest` is what `store.json` said last. Parts are made by `makers`, and what
    these leave by `threads`, for the libraries that do it let go of the interpreter."""

    out: Path
    journal: Journal
    manifest: dict[str, Any]
    threads: int = 1
    makers: Makers = lambda makings: ()

    @property
    def own(self) -> Path:
        """The store's own folder."""
        return self.out / OWN

    def publish(self, ledger: Ledger, about: Mapping[str, Any]) -> dict[str, Any]:
        """Make the ledger's documents the store's, from the parts there are and the journal, and say what it then holds."""
        ledger.settle()
        batches = list(self.journal.batches)
        kept, pieces = self._plan(ledger)
        aside = self.own / "next"
        shutil.rmtree(aside, ignore_errors=True)
        for folder in ("tables", "ledger/shared", "texts"):
            (aside / folder).mkdir(parents=True)
        layout = "files" if len(kept) + len(pieces) <= 1 else "parts"
        with ThreadPoolExecutor(1) as beside:
            texts = beside.submit(_write_texts, batches, aside / "texts")
            self._write_parts(aside, layout, kept, pieces, self._origins(ledger, batches))
            ledger.contents |= {c.sha256: replace(c, part=p.number) for p in pieces for c in p.contents}
            self._write_whole(aside, layout, ledger)
            write_ledger(ledger, aside / "ledger")
            parts = sorted([*kept, *(p.number for p in pieces)])
            self.manifest = _manifest(aside, layout, parts, ledger, about)
            if layout == "files":
                write_database(aside / "kehoach.duckdb", aside / "tables")
            texts.result()
        self._declare(aside, ledger, batches)
        ledger.dirty.clear()
        self.journal.drop(batches)
        return self.manifest

    def _plan(self, ledger: Ledger) -> tuple[list[int], list[Piece]]:
        """Which parts stay as they are, and which are written.

        Documents of parts that changed, of parts that are not full when there are new ones, and new ones are
        put in the order of their sources and cut into full parts. Up to PART documents are always one part in
        that order, so a small store is the same whatever the runs that made it.
        """
        documents = ledger.documents()
        there = Counter(content.part for content in documents if content.part is not None)
        new = len(documents) > there.total()
        outdated = self.manifest.get("schema", schema_version()) != schema_version()
        small = len(documents) <= PART or self.manifest.get("layout") != "parts"
        if outdated or (small and (new or ledger.dirty or len(there) > 1)):
            moved = set(there)
        else:
            moved = ledger.dirty | ({number for number, n in there.items() if n < PART} if new else set())
        moving = [content for content in documents if content.part is None or content.part in moved]
        first = max(self.manifest.get("parts", []), default=0) + 1
        pieces = [Piece(first + i // PART, moving[i : i + PART]) for i in range(0, len(moving), PART)]
        return [number for number in there if number not in moved], pieces

    def _origins(self, ledger: Ledger, batches: Sequence[Batch]) -> dict[str, Origin]:
        """Where the rows of each document that has to be written are: in a part, or in the last batch that read it."""
        found: dict[str, Origin] = {}
        for content in ledger.contents.values():
            if content.state == "read" and content.part is not None:
                found[content.doc_id] = content.part
        for batch in batches:
            for content in batch.contents():
                known = ledger.contents.get(content.sha256)
                if content.state == "read" and known and known.part is None:
                    found[content.doc_id] = batch
        return found

    def _write_parts(
        self, aside: Path, layout: str, kept: Iterable[int], pieces: Iterable[Piece], origins: Mapping[str, Origin]
    ) -> None:
        now = self.manifest.get("layout", "files")

        def place(number: int, name: str) -> Path:
            return part_file(aside, layout, name, number)

        for number in kept:
            for name in PART_TABLES:
                _link(part_file(self.out, now, name, number, self.own), place(number, name))
        left = {
            piece.number: Making(piece, {c.doc_id: origins[c.doc_id] for c in piece.contents}, self.out, now)
            for piece in pieces
        }
        for number, files in self.makers(list(left.values())):
            for name, file in files.items():
                place(number, name).parent.mkdir(parents=True, exist_ok=True)
                file.replace(place(number, name))
            del left[number]
        with ThreadPoolExecutor(self.threads) as hands:
            written = [
                hands.submit(making.write, name, place(number, name))
                for number, making in left.items()
                for name in PART_TABLES
            ]
            for one in written:
                one.result()  # raises what it did

    def _write_whole(self, aside: Path, layout: str, ledger: Ledger) -> None:
        """The tables of the whole store, and the diagnostics of what could not be read."""
        import pyarrow as pa
        import pyarrow.compute as pc

        tables = aside / "tables"
        for name in SHARED:
            files = sorted((aside / "ledger" / "shared").glob(f"{name}-*.parquet"))
            write_rows(
                merge_shared(name, [read_rows(f) for f in files], ledger.documents()), tables / f"{name}.parquet"
            )
        rows = pa.Table.from_pylist(ledger.source_rows(), schema=SCHEMA["sources"].arrow())
        write_rows(rows, tables / "sources.parquet")
        for name in OF_DOCUMENTS:
            schema = SCHEMA[name].arrow()
            failed = pa.Table.from_pylist(ledger.failure_rows() if name == "diagnostics" else [], schema=schema)
            if layout == "parts":
                if failed.num_rows:
                    write_rows(failed, tables / name / "part-failed.parquet")
                continue
            file = tables / f"{name}.parquet"
            there = read_rows(file) if file.exists() else schema.empty_table()
            if name == "diagnostics" or not file.exists():
                file.unlink(missing_ok=True)  # it may be a link to the file that the store has now
                write_rows(pa.concat_tables([there.filter(pc.is_valid(there["doc_id"])), failed]), file)

    def _declare(self, aside: Path, ledger: Ledger, batches: Sequence[Batch]) -> None:
        """From here on the new state is the store's: what is left to do is done now, or by the next run."""
        known = {content.doc_id for content in ledger.contents.values()}
        plan = {
            "batches": [batch.path.name for batch in batches],
            "inodes": {name: (aside / name).stat().st_ino for name in ("tables", "ledger")},
            "orphans": [name for name in _names(self.out / "texts") if name.removesuffix(".txt") not in known],
        }
        (aside / "plan.json").write_text(json.dumps(plan), "utf-8")
        aside.rename(self.own / "ready")
        install(self.out)


def install(out: Path) -> None:
    """Put a state that was declared ready in place; does nothing where there is none. May be broken off and done again."""
    ready = out / OWN / "ready"
    if not ready.exists():
        return
    plan = json.loads((ready / "plan.json").read_text("utf-8"))
    (out / "texts").mkdir(exist_ok=True)
    for name in _names(ready / "texts"):
        (ready / "texts" / name).replace(out / "texts" / name)
    put_in_place(ready / "tables", out / "tables", plan["inodes"]["tables"])
    put_in_place(ready / "ledger", out / OWN / "ledger", plan["inodes"]["ledger"])
    manifest = json.loads((ready / "store.json").read_text("utf-8")) if (ready / "store.json").exists() else None
    if manifest:
        database = ready / "kehoach.duckdb"
        if manifest["layout"] == "parts":
            write_database(database, out / "tables", views=True)
        if database.exists():
            database.replace(out / "kehoach.duckdb")
        (ready / "store.json").replace(out / "store.json")
    for name in plan["batches"]:
        (out / OWN / "batches" / name).unlink(missing_ok=True)
    for name in plan["orphans"]:
        (out / "texts" / name).unlink(missing_ok=True)
    trash = out / OWN / "trash"
    shutil.rmtree(trash, ignore_errors=True)
    ready.rename(trash)
    shutil.rmtree(trash, ignore_errors=True)


def _write_texts(batches: Iterable[Batch], folder: Path) -> None:
    """Write the reference texts of batches, the last one where a document was read twice."""
    for batch in batches:
        for doc_id, text in batch.texts():
            # reading it with newline="" gives the same str
            (folder / f"{doc_id}.txt").write_text(text, encoding="utf-8", newline="")


def _names(folder: Path) -> list[str]:
    return os.listdir(folder) if folder.exists() else []


def _link(file: Path, place: Path) -> None:
    """The same file under another name, or a copy where the disk can't do that."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, place)
    except OSError:
        shutil.copyfile(file, place)


def _manifest(
    aside: Path, layout: str, parts: Sequence[int], ledger: Ledger, about: Mapping[str, Any]
) -> dict[str, Any]:
    """Write what `store.json` says of a state."""
    manifest = {
        "format": FORMAT,
        "schema": schema_version(),
        "layout": layout,
        "parts": parts,
        **about,
        **_counts(ledger),
        "rows": {name: _count_rows(aside / "tables", name) for name in SCHEMA},
    }
    (aside / "store.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return manifest


def _count_rows(tables: Path, name: str) -> int:
    import pyarrow.parquet as pq

    file = tables / f"{name}.parquet"
    files = [file] if file.exists() else sorted((tables / name).iterdir())
    return sum(pq.read_metadata(part).num_rows for part in files)


def _counts(ledger: Ledger) -> dict[str, int]:
    contents = ledger.contents.values()
    return {
        "documents": sum(c.state == "read" for c in contents),
        "failed": sum(c.state == "failed" for c in contents),
        "warnings": sum(c.warnings for c in contents),
    }
