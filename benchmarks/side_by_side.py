#!/usr/bin/env python3
"""Speed beside the yardsticks of ../shared/bench/peers.py, on the same files in one run.

    python benchmarks/side_by_side.py [--rounds 2] [FILE...]

Documents a second of CPU time, one process, imports, models and rules not counted. They take
turns over all documents, each with its own caches warm, so that whatever else the machine does slows all alike. Only the ratios say something: machines
differ, and so do hours. Without peers.py ours is measured alone.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT.parent / "shared" / "bench" / "peers.py"
OURS = "kehoach"
YARDSTICKS = {
    "afternoon": "what a developer writes in an afternoon",
    "limit": "read the bytes, 30 patterns once, a CSV",
}

Work = Callable[[Path], object]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("files", nargs="*", type=Path, help="text files in UTF-8; see default_files")
    args = parser.parse_args()
    files = args.files or default_files()
    print(f"{len(files)} documents, {sum(f.stat().st_size for f in files) / 1024:.0f} KB, {args.rounds} rounds")
    compare(files, args.rounds)
    print(
        f"{'kehoach run':12} {measure_run(files, args.rounds):8.2f} documents/s of CPU: Parquet, texts, DuckDB written, too"
    )


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


def compare(files: Sequence[Path], rounds: int) -> None:
    """Print the rates, the ratios, and the share of each of our stages."""
    names = tuple(YARDSTICKS) if PEERS.exists() else ()
    rates, shares = measure(files, rounds, names)
    print(f"{OURS:12} {rates[OURS]:8.2f} documents/s of CPU, bytes to rows of every table")
    for name in names:
        ratio = rates[OURS] / rates[name]
        print(f"{name:12} {rates[name]:8.2f} ({YARDSTICKS[name]}): kehoach / {name} = {ratio:.2f}")
    if not names:
        print("no yardsticks beside the checkout: ours alone")
    total = sum(shares.values())
    print("stages: " + "  ".join(f"{name} {seconds / total:.0%}" for name, seconds in shares.most_common()))


def measure(files: Sequence[Path], rounds: int, names: Sequence[str] = ()) -> tuple[dict[str, float], Counter[str]]:
    """Documents a second of CPU time, ours and each yardstick's, and the CPU seconds of our stages."""
    with tempfile.TemporaryDirectory() as folder:
        shares: Counter[str] = Counter()
        works = {OURS: extraction(shares), **yardsticks(names, Path(folder))}
        for work in works.values():
            work(files[0])
        for file in files:
            works[OURS](file)  # what a stage imports or compiles when it first needs it is no more counted than theirs
        shares.clear()
        gc.collect()
        gc.freeze()  # the models of one are no burden on the others
        spent = dict.fromkeys(works, 0.0)
        for _ in range(rounds):
            for name, work in works.items():
                begin = time.process_time()
                for file in files:
                    work(file)
                spent[name] += time.process_time() - begin
    return {name: rounds * len(files) / seconds for name, seconds in spent.items()}, shares


def extraction(shares: Counter[str]) -> Work:
    """Our work on a file, from bytes to rows; it adds the seconds of its stages to `shares`."""
    from kehoach import extract_plan, load_rules, read_document
    from kehoach.rows import rows_of

    rules = load_rules()

    def work(file: Path) -> None:
        begin = time.process_time()
        document = read_document(file, rules)
        read = time.process_time()
        plan = extract_plan(document, rules)
        extracted = time.process_time()
        rows_of(plan)
        shares.update({"read": read - begin, **plan.seconds, "rows": time.process_time() - extracted})

    return work


def yardsticks(names: Sequence[str], folder: Path) -> dict[str, Work]:
    """The work of the yardsticks on a file, each with a CSV of its own to write."""
    if not names:
        return {}
    spec = importlib.util.spec_from_file_location("peers", PEERS)
    if spec is None or spec.loader is None:
        raise ImportError(f"{PEERS} can't be loaded")
    peers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peers)

    def bound(name: str) -> Work:
        function: Callable[[Path, Path], object] = getattr(peers, name)
        return lambda file: function(file, folder / f"{name}.csv")

    return {name: bound(name) for name in names}


def measure_run(files: Sequence[Path], rounds: int) -> float:
    """Our rate with everything written, in this process."""
    from kehoach import run

    spent = []
    for _ in range(rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            begin = time.process_time()
            run(files, folder, isolate=False)
            spent.append(time.process_time() - begin)
    return rounds * len(files) / sum(spent[1:])  # the first is for what is loaded and compiled once


if __name__ == "__main__":
    main()
