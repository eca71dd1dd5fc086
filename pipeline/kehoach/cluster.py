"""The same work on an existing Dask cluster: tasks of some documents each, read on its workers.

A worker reads a task in a process of its own, with the limits of a local run, and writes the batch beside
the store; from batches, workers make the store's Parquet parts; the driver alone commits both. So a task
may be done twice or by half, and a worker that is lost costs what it was at. This module is loaded only
where a cluster is asked for.
"""

from __future__ import annotations

import queue
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import Client, KilledWorker, WorkerPlugin, as_completed, get_worker
from distributed.comm.core import CommClosedError

from kehoach.parts import PART_TABLES, Making
from kehoach.pool import Done, Pool
from kehoach.program import program_version
from kehoach.remote import bring, hash_objects, is_url, send
from kehoach.rule_files import rules_version
from kehoach.store import StoreError
from kehoach.tasks import Failure, Limits, Report, Task, failed, repeating

CONNECT = 15  # seconds until a scheduler counts as not there
WORKERS = 120  # seconds to wait for the first worker
AHEAD = 3  # tasks for each thread of the cluster that are handed out at a time: the driver's memory stays the same
HASHED = 200  # objects in one task of hashing

Answer = list[tuple[Report, str | None]]


# ---- on a worker


class Readers(WorkerPlugin):
    """A worker's own processes that read, one for each of its threads, kept as long as the run is."""

    def __init__(self, rules: tuple[Path, ...], rules_version: str, program: str, limits: Limits) -> None:
        self.rules, self.rules_version, self.program, self.limits = rules, rules_version, program, limits
        self.name = f"kehoach-{uuid.uuid4().hex}"  # two runs may share a cluster

    def setup(self, worker: Any) -> None:
        """Make them; RuntimeError where this worker would read otherwise than the run wants it."""
        if program_version() != self.program:
            raise RuntimeError("this Dask worker has another version of kehoach than the run")
        if rules_version(*self.rules) != self.rules_version:
            raise RuntimeError("this Dask worker has other rules than the run")
        self.folder = Path(tempfile.mkdtemp(prefix="kehoach-", dir=worker.local_directory))
        self.free: queue.SimpleQueue[Pool] = queue.SimpleQueue()
        self.pools = []
        for i in range(worker.state.nthreads):
            work = self.folder / str(i)
            work.mkdir()
            pool = Pool(1, self.rules, self.rules_version, self.limits, work, pages_at_once=1)
            self.pools.append(pool)
            self.free.put(pool.__enter__())

    def teardown(self, worker: Any) -> None:
        """End them."""
        for pool in self.pools:
            pool.__exit__()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def one(self) -> Iterator[Pool]:
        """One of them, for a task."""
        pool = self.free.get()
        try:
            yield pool
        finally:
            pool.waiting.clear()
            self.free.put(pool)


def read_on_worker(task: Task, work: str, readers: str) -> Answer:
    """Read a task, send its batches to the folder `work`, and report. The names are new at every try."""
    answer: Answer = []
    ours: Any = get_worker().plugins[readers]
    with ours.one() as pool:
        for done in pool.through([task]):
            place = None
            if done.written is not None:
                if done.report.contents:
                    place = f"{work}/{uuid.uuid4().hex}.batch"
                    send(done.written, place)
                done.written.unlink()
            answer.append((done.report, place))
    return answer


def make_on_worker(making: Making, store: str, fetched: Sequence[str], work: str) -> dict[str, str]:
    """Make a part from the files of a store, of which some have to be fetched; send each table's file to the folder
    `work`, and say where they are."""
    places = {}
    with tempfile.TemporaryDirectory(prefix="kehoach-", dir=get_worker().local_directory) as folder:
        here = Path(folder) / "store" if fetched else Path(store)
        for name in fetched:
            (here / name).parent.mkdir(parents=True, exist_ok=True)
            bring(f"{store}/{name}", here / name)
        there = making.at(here)
        for name in PART_TABLES:
            made = Path(folder) / f"{name}.parquet"
            there.write(name, made)
            places[name] = f"{work}/{uuid.uuid4().hex}.parquet"
            send(made, places[name])
    return places


# ---- on the driver


class Cluster:
    """A Dask cluster for one run, as `pool.Pool` is the processes of this machine. Use it as a context."""

    def __init__(self, address: str, rules: tuple[Path, ...], version: str, limits: Limits) -> None:
        self.address, self.version = address, version
        self.readers = Readers(tuple(folder.resolve() for folder in rules), version, program_version(), limits)
        try:
            self.client = Client(address, timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise StoreError(f"no Dask scheduler answers at {address} ({said}); start it, or mend --dask") from None

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(Exception):  # the cluster may be gone
            self.client.unregister_worker_plugin(self.readers.name)
        self.client.close()

    def threads(self) -> int:
        """How many tasks it can do at once, now."""
        return max(1, int(sum(self.client.nthreads().values())))

    def hashes(self, urls: Sequence[str]) -> dict[str, tuple[str, int] | OSError]:
        """What `remote.hash_objects` gives, read on the cluster: an archive may be more than one machine's line holds."""
        with self._plain_errors():
            self._wait_for_workers()
            parts = [list(urls[i : i + HASHED]) for i in range(0, len(urls), HASHED)]
            found: dict[str, tuple[str, int] | OSError] = {}
            for part in self.client.gather(self.client.map(hash_objects, parts, pure=False)):
                found |= part
        return found

    def through(self, tasks: Iterable[Task], work: str, landing: Path) -> Iterator[Done]:
        """What each task came to, as they end, its batch in `landing`, from the folder `work` that all workers see."""
        with self._plain_errors():
            self._wait_for_workers()
            self.client.register_plugin(self.readers)
            waiting = iter(tasks)
            underway = as_completed(loop=self.client.loop)
            asked: dict[Any, Task] = {}

            def hand_out(task: Task) -> None:
                future = self.client.submit(
                    read_on_worker,
                    task,
                    work,
                    self.readers.name,
                    key=f"kehoach-{uuid.uuid4().hex}",
                    pure=False,
                    retries=1,
                )
                asked[future.key] = task
                underway.add(future)

            def fill() -> None:
                while len(asked) < AHEAD * self.threads():
                    task = next(waiting, None)
                    if task is None:
                        return
                    hand_out(task)

            fill()
            for future in underway:
                task = asked.pop(future.key)
                try:
                    answer: Answer = future.result()
                except KilledWorker:
                    answer = self._killed(task)
                    for item in task.items if not answer else ():
                        hand_out(replace(task, items=(item,)))
                for report, place in answer:
                    yield Done(report, self._landed(place, landing) if place else None, place)
                fill()

    def make_parts(
        self, makings: Sequence[Making], store: str, work: str, landing: Path
    ) -> Iterator[tuple[int, Mapping[str, Path]]]:
        """The parts that could be made, by number, each table's file in `landing`; as they are ready."""
        with self._plain_errors():
            asked = {}
            for making in makings:
                fetched = making.sources() if is_url(store) else []
                future = self.client.submit(make_on_worker, making, store, fetched, work, pure=False, retries=1)
                asked[future] = making.piece.number
            for future in as_completed(list(asked), loop=self.client.loop):
                with suppress(KilledWorker):  # the driver may have memory enough
                    places = future.result()
                    yield asked[future], {name: self._landed(place, landing) for name, place in places.items()}

    def _killed(self, task: Task) -> Answer:
        """What is said of a task whose workers died one after the other: nothing yet, if it can be parted."""
        if len(task.items) > 1:
            return []
        (item,) = task.items
        reason = "the Dask workers that read it died, one after the other; do they have memory enough?"
        failure = Failure(item.source, reason, "crashed", repeating(item.source, task.rules, task.limits))
        return [(Report([failed(item, failure, task, self.version)]), None)]

    def _landed(self, place: str, landing: Path) -> Path:
        file = landing / place.rpartition("/")[2]
        if is_url(place):
            bring(place, file)
        elif not file.exists():
            raise StoreError(
                f"a Dask worker wrote {place}, which is not here; give --out on a disk that all of them see"
            )
        return file

    def _wait_for_workers(self) -> None:
        try:
            self.client.wait_for_workers(1, timeout=WORKERS)
        except TimeoutError:
            raise StoreError(f"the Dask scheduler at {self.address} has no worker; start some and run again") from None

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except (CommClosedError, KilledWorker) as error:
            raise StoreError(f"the Dask cluster at {self.address} is gone ({error}); run again to go on") from None
        except RuntimeError as error:
            if "this Dask worker has" not in str(error):
                raise
            raise StoreError(f"{error}; install the same on all of {self.address}") from None
