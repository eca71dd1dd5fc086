#!/usr/bin/env python3
"""Speed beside the yardsticks of ../shared/bench/peers.py, on the same files in one session.

    python benchmarks/side_by_side.py [--rounds 2] [FILE...]

Documents a second of CPU time, one process, imports and rules not counted. Only the ratios say
something: machines differ, and so do hours. Without peers.py ours is measured alone.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT.parent / "shared" / "bench" / "peers.py"
RATE = re.compile(r"([\d.]+) documents/s of CPU")
QUICK = 50
YARDSTICKS = {
    "afternoon": "what a developer writes in an afternoon",
    "limit": "read the bytes, 30 patterns once, a CSV",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("files", nargs="*", type=Path, help="text files in UTF-8; see default_files")
    args = parser.parse_args()
    files = args.files or default_files()
    print(f"{len(files)} documents, {sum(f.stat().st_size for f in files) / 1024:.0f} KB, {args.rounds} rounds")
    ours, shares = measure_extraction(files, args.rounds)
    print(f"{'kehoach':20} {ours:10.1f} documents/s of CPU   bytes to rows of every table")
    store = measure_run(files, args.rounds)
    print(f"{'kehoach run':20} {store:10.1f}                      the same, and Parquet, texts, DuckDB written")
    for name, meaning in YARDSTICKS.items() if PEERS.exists() else ():
        theirs = measure_peer(name, files, args.rounds)
        print(f"{name:20} {theirs:10.2f}                      {meaning}: kehoach / {name} = {ours / theirs:.2f}")
    if not PEERS.exists():
        print("no yardsticks beside the checkout: ours alone")
    total = sum(shares.values())
    print("stages: " + "  ".join(f"{name} {seconds / total:.0%}" for name, seconds in shares.most_common()))


def default_files() -> list[Path]:
    """Plans as they are found, of all sizes, where they are beside the checkout; else our own, which are short and dense."""
    plans = ROOT.parent / "shared" / "plans"
    found = [*sorted((plans / "seeds").glob("*.txt")), *sorted((plans / "crawled").glob("*.txt"))[::6]]
    return [f for f in found or sorted((ROOT / "corpus" / "plans").iterdir()) if is_utf8(f)]


def is_utf8(file: Path) -> bool:
    """The yardsticks read nothing else."""
    try:
        file.read_text("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def rate(work: Callable[[], object], n: int, rounds: int) -> float:
    """Documents a second of CPU time, the median of some rounds."""
    spent = []
    for _ in range(rounds):
        before = time.process_time()
        work()
        spent.append(time.process_time() - before)
    return n / statistics.median(spent)


def measure_extraction(files: list[Path], rounds: int) -> tuple[float, Counter[str]]:
    """Our rate from bytes to rows, and the seconds of each stage."""
    from kehoach import extract_plan, load_rules, read_document
    from kehoach.rows import rows_of

    rules, shares = load_rules(), Counter[str]()

    def work() -> None:
        for file in files:
            plan = extract_plan(read_document(file), rules)
            rows_of(plan)
            shares.update(plan.seconds)

    work()  # what a stage imports or loads once, as the yardsticks do, is not counted
    shares.clear()
    return rate(work, len(files), rounds), shares


def measure_run(files: list[Path], rounds: int) -> float:
    """Our rate with everything written: each round into a new store, since a second run into one reads nothing,
    and in this process, since the CPU of others is not on its clock."""
    from kehoach import run

    with tempfile.TemporaryDirectory() as folder:
        fresh = iter(range(rounds))
        return rate(lambda: run(files, Path(folder) / str(next(fresh)), isolate=False), len(files), rounds)


def measure_peer(name: str, files: list[Path], rounds: int) -> float:
    """A yardstick's rate, as it says it itself. Its clock ticks in hundredths, so the quick one reads all again."""
    again = QUICK if name == "limit" else 1
    command = [sys.executable, str(PEERS), name, "--rounds", str(rounds), *map(str, files * again)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = RATE.search(said)
    if not found:
        raise RuntimeError(f"{PEERS} {name} said no rate: {said}")
    return float(found[1])


if __name__ == "__main__":
    main()
