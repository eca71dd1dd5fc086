#!/usr/bin/env python3
"""An archive of any size, made, run and measured: speed, memory, reruns, cores, right answers, questions.

    python benchmarks/archive.py run 1000            speed, memory and right answers, beside the yardsticks
    python benchmarks/archive.py rerun 5000          a rerun over what is known, against the first run
    python benchmarks/archive.py memory 1000 20000   peak memory of a worker, as archives grow
    python benchmarks/archive.py cores 1000          two workers against one, three rounds
    python benchmarks/archive.py query 100000        open a large store and ask it for one district's funding
    python benchmarks/archive.py make 1000 DIR       the archive alone, with its gold

Plans are made by `made_archive.py`. Times are those of the command `kehoach run` as a user has it, imports
and all. CPU is that of all its processes. Machines differ, and so do hours: quote ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import side_by_side
from made_archive import make_archive

PAGE = 2500  # characters: a page of a plan
SAMPLED = 0.1  # seconds between two looks at the processes
SCORED = 300  # plans of an archive whose rows are compared with their gold, each by each
PEER_FILES = 40
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Measured:
    """What a run took: wall and CPU seconds, MB at the peak of the run's own process and of its largest worker."""

    wall: float = 0.0
    driver: int = 0
    worker: int = 0
    ticks: dict[int, int] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        """Seconds of CPU of all processes."""
        return sum(self.ticks.values()) / TICK

    def look(self, run: int) -> None:
        """Note where the run's processes are. A worker is a child of its child."""
        nurseries = children(run)
        for pid in (run, *nurseries, *(worker for one in nurseries for worker in children(one))):
            try:
                said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            self.ticks[pid] = int(said[11]) + int(said[12])
            peak = next((int(line.split()[1]) >> 10 for line in status.splitlines() if line.startswith("VmHWM")), 0)
            if pid == run:
                self.driver = max(self.driver, peak)
            elif pid not in nurseries:
                self.worker = max(self.worker, peak)


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def kehoach_run(plans: Path, out: Path, jobs: int) -> Measured:
    """Run the command and watch its processes."""
    command = [sys.executable, "-c", "from kehoach.cli import main; main()", "run", str(plans), "--out", str(out)]
    found, began = Measured(), time.perf_counter()
    with subprocess.Popen([*command, "--jobs", str(jobs), "--quiet"]) as process:
        while process.poll() is None:
            found.look(process.pid)
            time.sleep(SAMPLED)
    found.wall = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return found


@contextmanager
def archive(n: int) -> Iterator[tuple[Path, Path, int]]:
    """A made archive for a while: its folder, room beside it, its bytes."""
    with tempfile.TemporaryDirectory(prefix="kehoach-archive-") as folder:
        room = Path(folder)
        size = make_archive(room / "plans", n, room / "gold", max(1, n // SCORED))
        yield room / "plans", room, size


def run(n: int) -> None:
    """Speed, memory, right answers, share of each stage; the yardsticks on some of the same files."""
    with archive(n) as (plans, room, size):
        for jobs in (1, 2):
            out = room / f"out-{jobs}"
            took = kehoach_run(plans, out, jobs)
            pages = sum(f.stat().st_size for f in (out / "texts").iterdir()) / 1.35 / PAGE
            print(
                f"{jobs} workers: {n} documents, {pages:.0f} pages, {size / 1e6:.1f} MB in {took.wall:.1f} s: "
                f"{n / took.wall:.1f} documents/s, {pages / took.wall:.0f} pages/s, {size / 1e6 / took.wall:.2f} MB/s; "
                f"of CPU {n / took.cpu:.1f} documents/s; peak {took.worker} MB a worker, {took.driver} MB the run",
                flush=True,
            )
        print(right_answers(out, room / "gold"), flush=True)
        print(f"bytes to rows in one process, on {PEER_FILES} of the files:")
        side_by_side.compare(sorted(plans.rglob("*.txt"))[:PEER_FILES], 1)


def right_answers(out: Path, gold: Path) -> str:
    """How many of the rows that have to come out did, exact in the fields that matter."""
    from kehoach.evaluate import SCORED as TABLES
    from kehoach.evaluate import score
    from kehoach.store import read_tables

    scores = score(read_tables(out / "tables", TABLES), gold)
    total, wrong = 0, []
    for name, tally in scores.total.items():
        total += tally.gold
        if (tally.found, tally.exact) != (tally.gold, tally.said):
            wrong.append(f"{name} {tally.exact} of {tally.gold} ({tally.said} said)")
    said = f"right answers: {total} rows expected of {len(scores.by_document)} plans, {len(scores.absent)} plans absent"
    return f"{said}; {'not all exact: ' + ', '.join(wrong) if wrong else 'all exact, none extra'}"


def rerun(n: int) -> None:
    """The first run, and then what a run over the same files takes: the quickest of five."""
    with archive(n) as (plans, room, _):
        first = kehoach_run(plans, room / "out", 2)
        time.sleep(3)  # files changed less than two seconds ago are looked into again
        again = [kehoach_run(plans, room / "out", 2).wall for _ in range(5)]
        print(
            f"{n} documents: first run {first.wall:.1f} s with 2 workers ({first.cpu:.1f} s of CPU), reruns "
            f"{', '.join(f'{wall:.2f}' for wall in again)} s: 1/{first.wall / min(again):.0f}"
        )


def memory(*sizes: int) -> None:
    """Peak memory of the largest of two workers, for archives of these sizes."""
    first = 0
    for n in sizes:
        with archive(n) as (plans, room, _):
            took = kehoach_run(plans, room / "out", 2)
        first = first or took.worker
        print(
            f"{n} documents: {took.worker} MB a worker ({took.worker / first - 1:+.1%}), {took.driver} MB the run, "
            f"{took.wall:.1f} s",
            flush=True,
        )


def cores(n: int, rounds: int = 3) -> None:
    """Two workers against one, in turns, so that a busy hour weighs on both."""
    walls: dict[int, list[float]] = {1: [], 2: []}
    with archive(n) as (plans, room, _):
        for i in range(rounds):
            for jobs, found in walls.items():
                took = kehoach_run(plans, room / f"out-{i}-{jobs}", jobs)
                found.append(took.wall)
    for jobs, found in walls.items():
        print(f"{jobs} workers: {', '.join(f'{wall:.1f}' for wall in found)} s")
    each = [one / two for one, two in zip(walls[1], walls[2], strict=True)]
    print(
        f"2 workers are {min(walls[1]) / min(walls[2]):.2f} times as fast (least of each), "
        f"{statistics.median(each):.2f} in the median round, {min(each):.2f} to {max(each):.2f}"
    )


def query(n: int, read: int = 5000) -> None:
    """One district's funding in a store of n documents: a real store of some thousand, its parts repeated."""
    with archive(min(n, read)) as (plans, room, _):
        kehoach_run(plans, room / "out", 2)
        held = repeat_parts(room / "out", n)
        ask = (
            "import time; began = time.perf_counter(); import kehoach\n"
            f"with kehoach.open_store({str(room / 'out')!r}) as store:\n"
            "    found = store.query('SELECT f.* FROM funding f JOIN documents d USING (doc_id)'"
            " ' WHERE d.district = ? ORDER BY f.doc_id, f.start', ['Yên Lam'])\n"
            "    asked = time.perf_counter()\n"
            "    n = store.query('SELECT count(*) AS n FROM documents')['n'][0]\n"
            "    print(f'{n} documents: {len(found)} rows of one district after {asked - began:.2f} s '\n"
            "          f'({time.process_time():.2f} s of CPU), opening and all imports included; '\n"
            "          f'the next question {time.perf_counter() - asked:.2f} s')"
        )
        for _ in range(3):
            subprocess.run([sys.executable, "-c", ask], check=True)
        size = sum(f.stat().st_size for f in (room / "out" / "tables").rglob("*.parquet")) / 1e6
        print(f"{held} documents in {size:.0f} MB of Parquet")


def repeat_parts(out: Path, n: int) -> int:
    """Repeat a store's documents under other ids until there are n, one part for each repeated part."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    manifest = json.loads((out / "store.json").read_text("utf-8"))
    if manifest["layout"] != "parts":
        raise ValueError(f"{manifest['documents']} documents are no parts to repeat: ask for more")
    tables, held, times = out / "tables", manifest["documents"], -(-n // manifest["documents"])
    for name in [folder.name for folder in tables.iterdir() if folder.is_dir()]:
        for file in sorted((tables / name).glob("part-0*.parquet")):
            rows = pq.ParquetFile(file).read()
            for i in range(1, times):
                for number, column in enumerate(rows.column_names):
                    shared = column in ("agency_id", "legal_document_id", "admin_code")
                    if column.endswith("_id") and not shared and pa.types.is_string(rows.schema.field(column).type):
                        fresh = pc.binary_replace_slice(rows[column].cast(pa.binary()), 0, 4, f"{i:04x}".encode())
                        rows = rows.set_column(number, column, fresh.cast(pa.string()))
                pq.write_table(rows, file.with_name(f"part-9{i:03}{file.stem[5:]}.parquet"), compression="zstd")
    return held * times


def make(n: int, folder: str) -> None:
    """The archive alone."""
    print(f"{make_archive(Path(folder) / 'plans', n, Path(folder) / 'gold') / 1e6:.1f} MB in {folder}")


def main() -> None:
    """Measure what is asked for."""
    does: dict[str, Callable[..., None]] = {f.__name__: f for f in (run, rerun, memory, cores, query, make)}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=does)
    parser.add_argument("sizes", nargs="*", default=["1000"])
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {time.strftime('%Y-%m-%d %H:%M')}", flush=True)
    does[args.what](*(int(size) if size.isdigit() else size for size in args.sizes))


if __name__ == "__main__":
    main()
