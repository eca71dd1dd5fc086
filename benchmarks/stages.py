#!/usr/bin/env python3
"""Where the time of extraction goes: milliseconds of CPU a plan and share of each stage, and of what within it.

    python benchmarks/stages.py [--rounds 3] [--within STAGE] [FILE...]

`--within` profiles one stage (a function of plan.py: `clean_document`, `find_citations` …) and prints its costliest
functions; the profiler slows Python down and regular expressions hardly, so only their order tells something.
Without files it reads the plans beside the checkout, else our own.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
from collections.abc import Sequence
from pathlib import Path

from kehoach import extract_plan, load_rules, plan, read_document
from side_by_side import OURS, ROOT, is_utf8, measure

SHOWN = 20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--within", metavar="STAGE")
    parser.add_argument("files", nargs="*", type=Path)
    args = parser.parse_args()
    files = args.files or all_plans()
    if args.within:
        profile(files, args.within)
    else:
        print_stages(files, args.rounds)


def all_plans() -> list[Path]:
    """All plans in text, whatever their size."""
    plans = ROOT.parent / "shared" / "plans"
    found = [file for folder in ("seeds", "crawled", "written") for file in sorted((plans / folder).glob("*"))]
    texts = [f for f in found or sorted((ROOT / "corpus" / "plans").iterdir()) if f.suffix in (".txt", ".md")]
    return [file for file in texts if is_utf8(file)]


def print_stages(files: Sequence[Path], rounds: int) -> None:
    """A table of the stages, the costliest first."""
    rates, seconds = measure(files, rounds)
    total, n = sum(seconds.values()), rounds * len(files)
    size = sum(file.stat().st_size for file in files) / 1024 / len(files)
    print(f"{len(files)} plans of {size:.0f} KB, {rounds} rounds: {1000 / rates[OURS]:.2f} ms of CPU a plan\n")
    print("| stage | ms a plan | share |\n|---|---|---|")
    for name, spent in seconds.most_common():
        print(f"| {name} | {1000 * spent / n:.2f} | {spent / total:.0%} |")


def profile(files: Sequence[Path], stage: str) -> None:
    """The functions of one stage that most time is spent in."""
    rules, profiler = load_rules(), cProfile.Profile()
    documents = [read_document(file, rules) for file in files]
    for document in documents:
        extract_plan(document, rules)
    function = getattr(plan, stage)
    setattr(plan, stage, lambda *args: profiler.runcall(function, *args))
    for document in documents:
        extract_plan(document, rules)
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(SHOWN)


if __name__ == "__main__":
    main()
