"""Print the times and percentages of plans that no deadline and no target covers, to be read by eye.

    python benchmarks/missed_times.py FILE|FOLDER … [--times | --percents] [--width 80]

A line is a finding of rules that read too little, or of a text that means none (the date of a
document, a past result): only a reader can tell. The last line counts both.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import regex

from kehoach.clean import clean_document
from kehoach.extract.deadlines import find_deadlines
from kehoach.extract.header import read_header
from kehoach.extract.targets import find_targets
from kehoach.ingest import read_document
from kehoach.outline import read_outline
from kehoach.rulebook import Rulebook, load_rules
from kehoach.values import Deadline, Outline, Target

TIMES = regex.compile(
    r"(?i)\btrước (?:ngày|\d|tháng|quý)|chậm nhất|muộn nhất|định k[ỳì]|\bqu[ýí] (?:IV|I{1,3}|[1-4])\b"
    r"|\bh[àằ]ng (?:năm|tháng|quý|tuần)\b|đột xuất|đến (?:hết )?ngày \d|trong tháng \d|hoàn thành (?:trong )?năm"
)
PERCENTS = regex.compile(r"\d+(?:[.,]\d+)?\s?%")


def main() -> None:
    """Read the files named on the command line and print what no row covers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--times", action="store_true", help="times alone")
    parser.add_argument("--percents", action="store_true", help="percentages alone")
    parser.add_argument("--width", type=int, default=80, help="letters of context on each side")
    args = parser.parse_args()
    rules, shown, covered = load_rules(), 0, 0
    both = args.times == args.percents
    for file in _files(args.paths):
        outline, deadlines, targets = _read(file, rules)
        print(f"== {file.name}: {len(deadlines)} deadlines, {len(targets)} targets")
        for pattern, rows in ((TIMES, deadlines), (PERCENTS, targets)):
            if both or (pattern is TIMES) == args.times:
                missed, found = _print(pattern, rows, outline, args.width)
                shown, covered = shown + missed, covered + found
    print(f"{covered} covered, {shown} not")


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(p for p in path.rglob("*") if p.suffix in (".txt", ".md")) if path.is_dir() else (path,)


def _read(file: Path, rules: Rulebook) -> tuple[Outline, Sequence[Deadline], Sequence[Target]]:
    outline = read_outline(clean_document(read_document(file), rules), rules)
    header = read_header(outline, rules)
    return outline, find_deadlines(outline, header, (), rules), find_targets(outline, header, rules)


def _print(
    pattern: regex.Pattern[str], rows: Sequence[Deadline | Target], outline: Outline, width: int
) -> tuple[int, int]:
    """Print the matches that no row touches; how many were printed, how many not."""
    text, spans = outline.clean.text, [(row.start or 0, row.end or 0) for row in rows]
    missed = found = 0
    for block in outline.part("body", "closing", "appendix"):
        for match in pattern.finditer(text, block.start, block.end):
            if any(start < match.end() and match.start() < end for start, end in spans):
                found += 1
                continue
            missed += 1
            left = text[max(block.start, match.start() - width) : match.start()]
            right = text[match.end() : min(block.end, match.end() + width)]
            print(f"   {left}[{match.group()}]{right}".replace("\n", " ").replace("\t", " | "))
    return missed, found


if __name__ == "__main__":
    main()
