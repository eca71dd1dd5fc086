"""Tasks through workers: chunks out, reports back, and no document that takes down more than itself.

A worker that dies or takes too long over a document is ended; that document is tried once more alone, in
a fresh process, and the others of its task go to another worker.
"""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path

from kehoach.frozen import frozen
from kehoach.ingest.spread import cores
from kehoach.tasks import Failure, Item, Limits, Report, Task, failed, repeating
from kehoach.worker import AT, Nursery, end_worker

DEATHS_AT_START = 3
SHARE = 0.5  # of the memory limit: a worker that holds more between documents is replaced


@frozen
class Done:
    """A task that is over: its report, and the batch that it wrote, if any; `origin` is where another machine put it."""

    report: Report
    written: Path | None
    origin: str | None = None


@dataclass(eq=False, slots=True)
class Worker:
    """A process and what it is at. `since` is when it began with its document."""

    pid: int
    connection: Connection
    task: Task | None = None
    aside: Path | None = None
    at: int = -1
    since: float = 0.0
    tasks: int = 0


@dataclass
class Pool:
    """Workers for one run. Use it as a context: leaving it ends them all, whatever they are at.

    `pages_at_once` are a scan's pages that each reads at a time; 0 shares the cores out among them.
    """

    jobs: int
    rules: tuple[Path, ...]
    rules_version: str
    limits: Limits
    work: Path
    pages_at_once: int = 0
    waiting: deque[Task] = field(default_factory=deque)
    _workers: list[Worker] = field(default_factory=list)
    _written: int = 0
    _deaths: int = 0

    def __enter__(self) -> Pool:
        pages = self.pages_at_once or max(1, cores() // self.jobs)
        self.nursery = Nursery(self.rules, self.limits, self.work / "processes.log", pages)
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self._workers:
            end_worker(worker.pid)
            worker.connection.close()
        self.nursery.close()

    def through(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """What each task came to, as they end. OSError where a batch can't be written."""
        self.waiting.extend(tasks)
        while self.waiting or any(worker.task for worker in self._workers):
            self._hand_out()
            ready = wait([w.connection for w in self._workers if w.task], timeout=self._patience())
            for worker in [w for w in self._workers if w.task]:
                if worker.connection in ready:
                    yield from self._hear(worker)
                elif self._too_long(worker):
                    yield from self._end(worker, "timeout")

    def _hand_out(self) -> None:
        """Give waiting tasks to idle workers; a document that is tried alone gets a fresh one."""
        while self.waiting:
            idle = [worker for worker in self._workers if worker.task is None]
            fresh = self.waiting[0].last_try
            worker = next((w for w in idle if not fresh or not w.tasks), None)
            if worker is None and idle and len(self._workers) >= self.jobs:
                self._retire(idle[0])
            if worker is None and len(self._workers) >= self.jobs:
                return
            if worker is None:
                worker = Worker(*self.nursery.fork())
                self._workers.append(worker)
            self._start(worker, self.waiting.popleft())

    def _start(self, worker: Worker, task: Task) -> None:
        self._written += 1
        worker.task, worker.at, worker.since = task, -1, time.monotonic()
        worker.aside = self.work / f"{self._written}.batch"
        worker.tasks += 1
        with suppress(OSError):  # it died: listening to it will say so
            worker.connection.send((task, str(worker.aside)))

    def _patience(self) -> float | None:
        if not self.limits.seconds:
            return None
        last = [worker.since + self.limits.seconds for worker in self._workers if worker.task]
        return max(0.0, min(last, default=0.0) - time.monotonic()) + 0.01

    def _too_long(self, worker: Worker) -> bool:
        return bool(self.limits.seconds) and time.monotonic() > worker.since + self.limits.seconds

    def _hear(self, worker: Worker) -> Iterator[Done]:
        """All that a worker has said by now."""
        while worker.task:
            try:
                said = worker.connection.recv_bytes() if worker.connection.poll() else b""
            except (EOFError, OSError):
                yield from self._end(worker, "crashed")
                return
            if len(said) > AT.size:
                yield self._over(worker, *pickle.loads(said))
            elif said:
                worker.at, worker.since = AT.unpack(said)[0], time.monotonic()
            else:
                return

    def _over(self, worker: Worker, report: Report | str, megabytes: int) -> Done:
        task, aside = worker.task, worker.aside
        assert task is not None
        assert aside is not None
        if isinstance(report, str):
            number, _, reason = report.partition(" ")
            raise OSError(int(number), reason)
        worker.task, self._deaths = None, 0
        if self.limits.megabytes and megabytes > SHARE * self.limits.megabytes:
            self._retire(worker)
        self.waiting.extend(replace(task, items=(item,), last_try=True) for item, _ in report.again)
        return Done(report, aside)

    def _end(self, worker: Worker, code: str) -> Iterator[Done]:
        """Share out the task of a worker that died or was too long."""
        task, at = worker.task, worker.at
        assert task
        self._retire(worker)
        if at < 0:
            self._deaths += 1
            if self._deaths >= DEATHS_AT_START and not task.last_try:
                raise RuntimeError(
                    "the processes that read die before they read; is there memory left on this machine?"
                )
            self.waiting.appendleft(task)
            return
        culprit = task.items[at]
        others = task.items[:at] + task.items[at + 1 :]
        if others:
            self.waiting.appendleft(replace(task, items=others))
        if not task.last_try:
            self.waiting.append(replace(task, items=(culprit,), last_try=True))
            return
        failure = Failure(culprit.source, self._why(code), code, repeating(culprit.source, task.rules, task.limits))
        yield Done(Report([failed(culprit, failure, task, self.rules_version)]), None)

    def _why(self, code: str) -> str:
        if code == "timeout":
            return f"not read after {self.limits.seconds:g} seconds, twice; give it more with --timeout, or split it"
        return (
            "its process died, twice: out of memory, or a library crashed; give it more with --memory, "
            "or convert it to another format"
        )

    def _retire(self, worker: Worker) -> None:
        end_worker(worker.pid)
        worker.connection.close()
        self._workers.remove(worker)


def here(tasks: Iterable[Task], work: Path) -> Iterator[Done]:
    """What each task came to, read in this very process: no limits, nothing between it and a reader that crashes."""
    from kehoach.reading import read_task

    waiting = deque(tasks)
    while waiting:
        task = waiting.popleft()
        aside = work / f"{len(waiting)}.batch"
        with aside.open("wb") as file:
            report = read_task(task, file)
        waiting.extend(replace(task, items=(item,), last_try=True) for item, _ in report.again)
        yield Done(report, aside)


def cut(items: Iterable[Item], sizes: Iterable[int], jobs: int, most: int, make: Task) -> Iterator[Task]:
    """Cut documents into tasks of about the same work, smaller towards the end, so that no core waits long for another."""
    together: list[Item] = []
    cost = 0.0
    pairs = list(zip(items, sizes, strict=True))
    weights = [_cost(item, size) for item, size in pairs]
    left = sum(weights)
    for (item, _), weight in zip(pairs, weights, strict=True):
        if together and cost + weight > min(float(most), max(1.0, left / (4 * jobs))):
            yield replace(make, items=tuple(together))
            left -= cost
            together, cost = [], 0.0
        together.append(item)
        cost += weight
    if together:
        yield replace(make, items=tuple(together))


def _cost(item: Item, size: int) -> float:
    """About how much work a document is; 1 is a plan in plain text. A scan's page is a hundred times as much."""
    suffix = item.source.rsplit(".", 1)[-1].lower()
    if suffix in ("png", "jpg", "jpeg", "tif", "tiff"):
        return 25
    if suffix == "pdf":
        return max(5.0, size / 50_000)
    return max(0.2, size / 30_000)
