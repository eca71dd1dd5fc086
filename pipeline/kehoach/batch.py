"""An archive -> a store: see what is new, read it in processes, and publish it; what is known is not read again."""

from __future__ import annotations

import errno
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.frozen import frozen
from kehoach.journal import ForeignBatch, Journal
from kehoach.ledger import Ledger, read_ledger, write_ledger
from kehoach.lock import locked
from kehoach.looking import Ask, Look, look
from kehoach.parts import OWN
from kehoach.pool import Done, Pool, cut, here
from kehoach.program import program_version
from kehoach.publish import PART, Publisher, install
from kehoach.remote import is_url, local_path
from kehoach.rule_files import rules_version
from kehoach.sources import find_places
from kehoach.sources import find_sources as find_sources
from kehoach.store import FORMAT, StoreError, refuse_strangers
from kehoach.tasks import DEFAULT_LIMITS, Failure, Limits, Report, Task

if TYPE_CHECKING:
    from kehoach.cluster import Cluster
    from kehoach.mirror import Mirror

CHUNK = 8  # times 30 KB of plain text: a second of work, and what a process has in memory at a time
OFTEN = 600  # seconds after which what was read is published, however little it is


@frozen
class Progress:
    """How far a run is. `failed` counts the documents that gave no rows so far."""

    done: int
    total: int
    failed: int
    seconds: float


@frozen
class Summary:
    """What a run did, and what the store holds now. `read` are the documents read by this run, `failures` those
    of the files given that the store has no rows of, `removed` the sources whose files are gone, `stale` the
    files given that other rules or another program had read; `warnings` counts diagnostics of that severity."""

    out: Path | str
    documents: int
    read: int
    failures: tuple[Failure, ...]
    duplicates: int
    removed: tuple[str, ...]
    stale: int
    warnings: int
    rows: Mapping[str, int]
    seconds: float


def run(
    paths: Iterable[str | Path],
    out: str | Path,
    *,
    rules: Sequence[Path] = (),
    jobs: int = 1,
    redo: bool = False,
    prune: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    isolate: bool = True,
    wait: bool = False,
    dask: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Read files, folders and globs into the store at `out`: what it does not hold yet, and what changed.

    The rows are the same whatever the jobs, and whatever the runs before. `rules` are folders laid over our
    own. `redo` also reads again what other rules or another version of the program have read, and what
    failed; `prune` drops documents whose files are gone. Documents are read in processes of their own, each
    document within `limits`; without `isolate` they are read here. A document that can't be read is a
    failure in the summary and stops nothing. `wait` waits for another run on the same store. `dask` is the
    address of a Dask cluster to read on. Paths and `out` may be addresses that fsspec knows (`s3://…`).
    FileNotFoundError for a path that is not there, RuleError for a wrong rule, StoreError for an `out` that
    can't be written to; what it held is whole then, and what was read is not lost.
    """
    began = time.perf_counter()
    out, overlays = _place(out), tuple(Path(folder).resolve() if dask else Path(folder) for folder in rules)
    ask = Ask(rules_version(*overlays), program_version(), redo, prune, overlays, limits)
    with _told(out), _cluster(dask, ask) as cluster:
        found = find_places(paths)
        with _held(out, wait) as (folder, mirror):
            archive = Archive(folder, ask, began, progress, mirror, jobs)
            seen = look(archive.ledger, found, ask, cluster.hashes) if cluster else look(archive.ledger, found, ask)
            archive.read(seen, jobs, isolate, cluster)
            archive.finish(seen)
            return archive.summary(seen, out)


def compact(out: str | Path) -> int:
    """Write a store's parts anew, full and in the order of sources, and say how many there are.

    Runs keep parts in good size by themselves; after many of them, or much dropped, this brings together what
    belongs together. StoreError where there is no store.
    """
    out = _place(out)
    with _told(out), _held(out, False, make=False) as (folder, mirror):
        archive = Archive(folder, Ask("", ""), time.perf_counter(), None, mirror)
        archive.ledger.dirty.update(archive.publisher.manifest["parts"])
        archive.publish({key: archive.publisher.manifest[key] for key in ("rules", "program")})
        return len(archive.publisher.manifest["parts"])


def _place(out: str | Path) -> str | Path:
    """A store's place: a path, or an address for fsspec."""
    return str(out).rstrip("/") if is_url(out) and not str(out).startswith("file://") else Path(local_path(out))


@contextmanager
def _cluster(address: str | None, ask: Ask) -> Iterator[Cluster | None]:
    """The Dask cluster at an address, if there is one. StoreError where it can't be had."""
    if address is None:
        yield None
        return
    try:
        from kehoach.cluster import Cluster
    except ModuleNotFoundError as error:
        raise StoreError(f"--dask needs more: pip install 'kehoach[cluster]' ({error})") from None
    with Cluster(address, ask.overlays, ask.rules, ask.limits) as cluster:
        yield cluster


@contextmanager
def _held(out: str | Path, wait: bool, make: bool = True) -> Iterator[tuple[Path, Mirror | None]]:
    """A store under its lock: the folder to work in, and what sends it on where it is kept elsewhere."""
    missing = StoreError(f"no store in {out}; `kehoach run PATH --out {out}` makes one")
    if isinstance(out, str):
        from kehoach.mirror import mirrored

        with mirrored(out, wait) as mirror:
            if not make and not _read_manifest(mirror.folder):
                raise missing
            yield mirror.folder, mirror
        return
    refuse_strangers(out)
    if not make and not _read_manifest(out):
        raise missing
    with locked(out, out / OWN, wait):
        yield out, None


@contextmanager
def _told(out: str | Path) -> Iterator[None]:
    """A disk that is full or may not be written to is told in a line; what the store holds is whole."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        match error.errno:
            case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
                what = f"no space left for {out}"
            case errno.EROFS | errno.EACCES | errno.EPERM:
                what = f"{out} can't be written to"
            case _:
                what = f"{out} can't be written"
        raise StoreError(
            f"{what} ({error.strerror or error}); what it holds is whole: mend that and run again to go on"
        ) from error


class Archive:
    """A store while a run writes to it: ledger, journal and publisher, under the store's lock."""

    def __init__(
        self,
        out: Path,
        ask: Ask,
        began: float,
        progress: Callable[[Progress], None] | None,
        mirror: Mirror | None = None,
        jobs: int = 1,
    ) -> None:
        install(out)
        self.out, self.ask, self.began, self.progress, self.mirror = out, ask, began, progress, mirror
        manifest = _read_manifest(out)
        self.ledger = read_ledger(out / OWN / "ledger") if manifest else Ledger()
        self.journal = Journal(out / OWN)
        self.publisher = Publisher(out, self.journal, manifest, max(jobs, 1))
        self.failures: list[Failure] = []
        self.done = self.failed = 0
        self._published, self._enough = time.monotonic(), PART
        for batch in list(self.journal.batches):  # of a run that was killed
            try:
                batch.check()
                for content in batch.contents():
                    self.ledger.put(content)
            except ForeignBatch:
                self.journal.drop([batch])

    def read(self, seen: Look, jobs: int, isolate: bool, cluster: Cluster | None = None) -> None:
        """Read what has to be read, and commit each batch as it comes."""
        if not seen.todo:
            return
        task = Task((), self.ask.overlays, self.ask.program, self.ask.limits)
        hands = cluster.threads() if cluster else max(jobs, 1)
        tasks = list(cut(seen.todo, seen.sizes, hands, CHUNK, task))
        places = {place.source: path for path, place in self.ledger.places.items()}
        if not isolate:
            self._take_in(here(tasks, self.journal.work), seen, places)
            return
        if cluster:
            self._read_on(cluster, tasks, seen, places)
            return
        workers = max(1, min(jobs, len(tasks)))
        with Pool(workers, self.ask.overlays, self.ask.rules, self.ask.limits, self.journal.work) as pool:
            self._begin()  # while the pool loads the rules
            try:
                self._take_in(pool.through(tasks), seen, places)
            except RuntimeError:
                from kehoach.rule_reading import load_rules

                load_rules(*self.ask.overlays)  # a wrong rule says so itself
                raise

    def _read_on(self, cluster: Cluster, tasks: Iterable[Task], seen: Look, places: Mapping[str, str]) -> None:
        """Read on a cluster, which makes the parts, too: one for each of its hands at a time."""
        store = self.mirror.url if self.mirror else self.out.resolve().as_posix()
        work, landing = f"{store}/{OWN}/work", self.journal.work
        self._begin()
        self.publisher.makers = lambda makings: cluster.make_parts(makings, store, work, landing)
        self._enough = PART * cluster.threads()
        self._take_in(cluster.through(tasks, work, landing), seen, places)

    def _begin(self) -> None:
        """Make a new store open, whatever happens to this run."""
        if not self.publisher.manifest:
            self.publish()

    def _take_in(self, results: Iterable[Done], seen: Look, places: Mapping[str, str]) -> None:
        fresh = 0
        for result in results:
            self._commit(result, places)
            fresh += len(result.report.contents)
            if self.progress:
                seconds = time.perf_counter() - self.began
                self.progress(Progress(self.done, len(seen.todo), self.failed, seconds))
            if fresh >= self._enough or (fresh and time.monotonic() - self._published > OFTEN):
                self.publish()
                fresh = 0

    def _commit(self, result: Done, places: Mapping[str, str]) -> None:
        report = result.report
        batch = None
        if result.written is None:
            batch = self.journal.note(report.contents)
        elif report.contents:
            batch = self.journal.commit(result.written)
        else:
            result.written.unlink()
        if self.mirror and batch:
            self.mirror.keep(batch, result.origin)
        for content in report.contents:
            self.ledger.put(content)
            path = places.get(content.source)
            if path and self.ledger.places[path].sha256 != content.sha256:  # it changed after we had looked
                self.ledger.places[path] = replace(self.ledger.places[path], sha256=content.sha256, stamp="")
        self._count(report)

    def _count(self, report: Report) -> None:
        self.done += len(report.contents) + len(report.vanished)
        self.failed += len(report.vanished) + sum(c.state == "failed" for c in report.contents)
        self.failures += report.vanished

    def finish(self, seen: Look) -> None:
        """Publish what changed, if anything did."""
        if self.journal.batches or self.ledger.dirty or seen.changed or not self.publisher.manifest:
            self.publish()
            if self.mirror and (self.ask.prune or self.ask.redo):
                self.mirror.drop_texts(content.doc_id for content in self.ledger.documents())
        elif seen.restamped:
            write_ledger(self.ledger, self.out / OWN / "ledger")
            if self.mirror:
                self.mirror.push()

    def publish(self, about: Mapping[str, Any] | None = None) -> None:
        """Make what the ledger holds the state that people see."""
        if self.mirror:
            self.mirror.fetch_tables()
        self.publisher.publish(self.ledger, about or {"rules": self.ask.rules, "program": self.ask.program})
        if self.mirror:
            self.mirror.push()
        self._published = time.monotonic()

    def summary(self, seen: Look, out: Path | str) -> Summary:
        """What the run came to."""
        contents = (self.ledger.contents.get(sha256) for sha256 in seen.given)
        failed = [
            Failure(c.source, c.reason or "", c.code or "", c.command or "")
            for c in contents
            if c is not None and c.state == "failed"
        ]
        failures = sorted([*failed, *self.failures, *seen.vanished], key=lambda failure: failure.source)
        manifest = self.publisher.manifest
        return Summary(
            out, manifest["documents"], self.done - self.failed, tuple(failures), seen.copies, tuple(seen.removed),
            seen.stale, manifest["warnings"], manifest["rows"], time.perf_counter() - self.began,
        )  # fmt: skip


def _read_manifest(out: Path) -> dict[str, Any]:
    """What `store.json` says; nothing for a store of an earlier format, which is written anew."""
    try:
        manifest: dict[str, Any] = json.loads((out / "store.json").read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return manifest if manifest.get("format") == FORMAT else {}
