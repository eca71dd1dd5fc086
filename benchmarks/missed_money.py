#!/usr/bin/env python3
"""List the money words of plans that no row covers: what the rules on money may have missed.

    python benchmarks/missed_money.py PATH... [--width 60]

Prints every number followed by "đồng", "triệu", "tỷ", "VNĐ" … that stands in no row of `funding` or
`targets`, with its surroundings; for each file how many, and at the end how many in all. Read it:
most of what is left is other money (USD), things counted (triệu con), or words ("đồng bào").
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import regex

from kehoach.ingest import read_document
from kehoach.plan import extract_plan
from kehoach.rulebook import load_rules
from kehoach.values import Plan

MONEY = regex.compile(r"(?i)\d\s{0,2}(?:(?:trăm|nghìn|ngàn|triệu)\s)?(?:đồng|triệu|tr\b|tỷ|tỉ|nghìn|ngàn|vnđ|vnd|đ\b)")


def missed(plan: Plan) -> Iterator[tuple[int, int]]:
    """The spans of the clean text that speak of money and stand in no row."""
    rows = [(f.start, f.end) for f in (*plan.funding, *plan.targets) if f.start is not None and f.end is not None]
    covered = {position for start, end in rows for position in range(start, end)}
    for match in MONEY.finditer(plan.outline.clean.text):
        if match.start() not in covered and match.end() - 1 not in covered:
            yield match.span()


def report(files: Iterable[Path], width: int) -> int:
    """Print what each file has uncovered; gives the number in all."""
    rules = load_rules()
    total = 0
    for file in files:
        plan = extract_plan(read_document(file), rules)
        text = plan.outline.clean.text
        spans = list(missed(plan))
        total += len(spans)
        if spans or plan.funding:
            print(f"== {file.name}: {len(plan.funding)} rows of funding, {len(spans)} money words without a row")
        for start, end in spans:
            around = text[max(0, start - width) : end + width].replace("\n", " ⏎ ").replace("\t", " ¦ ")
            print(f"   {start:7} … {around} …")
    return total


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files named, and all those in the folders named."""
    return [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path]) if file.is_file()]


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--width", type=int, default=60, help="letters of context on each side")
    arguments = parser.parse_args()
    print(f"{report(files_in(arguments.paths), arguments.width)} money words without a row in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
