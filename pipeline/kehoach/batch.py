"""An archive -> a store: find the files, read them in processes, write what they gave in the order of sources."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache, partial
from glob import glob, has_magic
from multiprocessing import get_context
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING

from kehoach.ingest import UnreadableDocument, read_document
from kehoach.ingest.archive import MARK, is_archive, list_members, read_source, size_of
from kehoach.plan import extract_plan
from kehoach.rows import Row, Rows, rows_of, unread_rows
from kehoach.rulebook import Rulebook, load_rules
from kehoach.store import StoreWriter, arrow_tables, write_text
from kehoach.tables import SCHEMA, SHARED

if TYPE_CHECKING:
    import pyarrow as pa

# What is taken from a folder; a file that is named is taken whatever it is called.
SUFFIXES = frozenset(".txt .md .markdown .html .htm .pdf .docx .doc .rtf .odt .png .jpg .jpeg .tif .tiff .zip".split())
CHUNK = 50  # documents: a task costs 100 µs, a document some 20 ms
ALONE = 16  # documents that are sooner read here than by processes that have to start


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that gave no rows, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did. `warnings` counts the diagnostics of severity warning."""

    out: Path
    documents: int
    failures: tuple[Failure, ...]
    duplicates: int
    warnings: int
    rows: Mapping[str, int]
    seconds: float


@dataclass(frozen=True, slots=True)
class Chunk:
    """What some documents gave: Arrow tables, and rows of the tables that the whole store shares."""

    n_sources: int
    failures: tuple[Failure, ...]
    warnings: int
    tables: Mapping[str, pa.Table]
    shared: Mapping[str, list[Row]]


def run(
    paths: Iterable[str | Path],
    out: str | Path,
    *,
    rules: Sequence[Path] = (),
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Read files, folders and globs into a store at `out`; the same rows whatever the jobs.

    A document that can't be read is a diagnostic and a failure in the summary, and stops nothing.
    `rules` are folders laid over our own. `progress` is told documents done and documents in all.
    FileNotFoundError for a path that is not there, RuleError for a wrong rule, StoreError for an
    `out` that must not be written over. With `jobs` above 1 a script needs the usual
    `if __name__ == "__main__":`, since the processes import it.
    """
    began = time.perf_counter()
    version = load_rules(*rules).version
    sources = find_sources(paths)
    distinct, copies = tell_copies(sources)
    writer = StoreWriter(Path(out))
    failures: list[Failure] = []
    warnings = done = 0
    work = partial(read_chunk, texts=writer.texts, rules=tuple(rules))
    for chunk in _work_through(distinct, jobs, work):
        writer.add(chunk.tables, chunk.shared)
        failures += chunk.failures
        warnings += chunk.warnings
        done += chunk.n_sources
        if progress:
            progress(done, len(distinct))
    writer.add(arrow_tables(_copy_rows(copies)), {})
    n_read = len(distinct) - len(failures)
    rows = writer.commit({"rules": version, "documents": n_read, "failed": len(failures)})
    return Summary(Path(out), n_read, tuple(failures), len(copies), warnings, rows, time.perf_counter() - began)


def find_sources(paths: Iterable[str | Path]) -> list[str]:
    """The files that paths stand for, sorted, each once: a folder's documents at any depth, a glob's matches,
    what is in an archive (`plans.zip!/2024/plan.docx`).

    In folders and archives, hidden files, READMEs and what is no document by its name are passed over.
    """
    found: dict[Path, str] = {}
    for given in paths:
        spread = has_magic(str(given)) and not Path(given).exists()
        matches = [Path(match) for match in glob(str(given), recursive=True)] if spread else [Path(given)]
        files = [file for match in matches for file in _files_at(match)]
        if not files:
            raise FileNotFoundError(f"no documents at {given}")
        for file in files:
            found.setdefault(file.resolve(), file.as_posix())
    return sorted(source for file in found.values() for source in _opened(file))


def _opened(file: str) -> list[str]:
    """The documents in an archive; a file that is none, or can't be opened, as it is: its reader will say why."""
    if not is_archive(file):
        return [file]
    try:
        members = list_members(file)
    except UnreadableDocument:
        return [file]
    return [m for m in members if _has_document_name(PurePosixPath(m.split(MARK, 1)[1]))] or [file]


def _files_at(path: Path) -> list[Path]:
    if path.is_dir():
        return [file for file in path.rglob("*") if _looks_like_document(file, path)]
    return [path] if path.exists() else []


def _looks_like_document(file: Path, folder: Path) -> bool:
    return _has_document_name(file.relative_to(folder)) and file.is_file()


def _has_document_name(path: PurePath) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix.lower() in SUFFIXES and not path.name.startswith("README")


def tell_copies(sources: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Part sources into the first of each content, and copies with the one that they are a copy of."""
    by_size: dict[int, list[str]] = defaultdict(list)
    for source in sources:
        by_size[size_of(source)].append(source)
    copies: dict[str, str] = {}
    for alike in by_size.values():
        first: dict[bytes, str] = {}
        for source in alike if len(alike) > 1 else ():
            original = first.setdefault(_fingerprint(source), source)
            if original != source:
                copies[source] = original
    return [s for s in sources if s not in copies], copies


def _fingerprint(source: str) -> bytes:
    try:
        return hashlib.sha256(read_source(source)).digest()
    except (OSError, UnreadableDocument):  # the reader will say so
        return source.encode()


def _copy_rows(copies: Mapping[str, str]) -> Rows:
    notes = [
        {"severity": "info", "code": "copy", "message": f"the same content as {original}", "source": source}
        for source, original in copies.items()
    ]
    return {name: notes if name == "diagnostics" else [] for name in SCHEMA}


def read_chunk(sources: Sequence[str], texts: Path, rules: tuple[Path, ...]) -> Chunk:
    """Read some documents, write their reference texts to the folder `texts`, and give their rows."""
    rulebook = _rulebook(rules)
    failures = []
    together: Rows = {name: [] for name in SCHEMA}
    for source in sources:
        rows, failure = read_rows(source, rulebook, texts)
        failures += [failure] if failure else []
        for name, found in rows.items():
            together[name] += found
    warnings = sum(row["severity"] == "warning" for row in together["diagnostics"])
    shared = {name: together[name] for name in SHARED}
    return Chunk(len(sources), tuple(failures), warnings, arrow_tables(together), shared)


@cache
def _rulebook(rules: tuple[Path, ...]) -> Rulebook:
    """A process reads the rules once."""
    return load_rules(*rules)


def read_rows(source: str, rulebook: Rulebook, texts: Path) -> tuple[Rows, Failure | None]:
    """A document's rows; one diagnostic and the failure where it can't be read or a stage broke on it."""
    try:
        document = read_document(source, rulebook)
        rows = rows_of(extract_plan(document, rulebook), rulebook.version)
    except UnreadableDocument as error:
        return unread_rows(source, "unreadable", str(error)), Failure(source, str(error))
    except Exception as error:  # one bad document must not cost the archive
        frame = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno}); please report this"
        return unread_rows(source, "crashed", reason), Failure(source, reason)
    write_text(texts, document.doc_id, document.text)
    return rows, None


def _work_through(sources: list[str], jobs: int, work: Callable[[Sequence[str]], Chunk]) -> Iterator[Chunk]:
    """The chunks of all sources in their order. A few documents are read here, more by processes."""
    size = max(1, min(CHUNK, len(sources) // (4 * max(jobs, 1))))
    chunks = [sources[i : i + size] for i in range(0, len(sources), size)]
    if jobs <= 1 or len(sources) <= ALONE:
        yield from map(work, chunks)
    else:
        yield from _in_processes(chunks, jobs, work)


def _in_processes(
    chunks: Iterable[Sequence[str]], jobs: int, work: Callable[[Sequence[str]], Chunk]
) -> Iterator[Chunk]:
    """Work chunks in a pool, three for each process on their way, so that memory does not grow with the archive.

    Processes are spawned, not forked: the progress bar and Arrow have threads.
    """
    waiting = deque(chunks)
    while waiting:
        on_the_way: deque[tuple[Sequence[str], Future[Chunk]]] = deque()
        with ProcessPoolExecutor(min(jobs, len(waiting)), mp_context=get_context("spawn")) as pool:
            try:
                while waiting or on_the_way:
                    while waiting and len(on_the_way) < 3 * jobs:
                        on_the_way.append((waiting[0], pool.submit(work, waiting[0])))
                        waiting.popleft()
                    result = on_the_way[0][1].result()
                    on_the_way.popleft()
                    yield result
            except BrokenProcessPool:
                pass
        for chunk, _ in on_the_way:  # one of them killed its process: find out which
            yield from _one_by_one(chunk, work)


def _one_by_one(sources: Sequence[str], work: Callable[[Sequence[str]], Chunk]) -> Iterator[Chunk]:
    """Work each document in a process of its own; one that kills it is a failed document."""
    for source in sources:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            try:
                yield pool.submit(work, [source]).result()
            except BrokenProcessPool:
                reason = "its process died (out of memory, or a library crashed); try it alone, or split it"
                rows = unread_rows(source, "crashed", reason)
                shared: dict[str, list[Row]] = {name: [] for name in SHARED}
                yield Chunk(1, (Failure(source, reason),), 0, arrow_tables(rows), shared)
