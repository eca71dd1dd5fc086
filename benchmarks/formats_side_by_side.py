#!/usr/bin/env python3
"""PDFs and scans beside the yardsticks of ../shared/bench/peers.py, on the same files in one session.

    python benchmarks/formats_side_by_side.py [--rounds 3] [FILE...]

Pages a second of CPU time, tesseract's own included, one process, imports and rules not counted; ours is all the way
from bytes to rows of every table, theirs as peers.py says. Scans are parted into pages with ruled tables and pages
without. Only the ratios say something, medians of rounds in which both are measured in turn: machines differ, and so
do minutes. Without peers.py ours is measured alone.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pypdfium2

from kehoach.ingest import read_document
from kehoach.ingest.picture import take_picture
from kehoach.ingest.pixel_rules import find_pixel_grids
from kehoach.ingest.tesseract import why_no_tesseract
from kehoach.plan import extract_plan
from kehoach.rows import rows_of
from kehoach.rule_reading import load_rules

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PEERS = SHARED / "bench" / "peers.py"
RATE = re.compile(r"([\d.]+) pages/s of CPU")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("files", nargs="*", type=Path, help="PDF files; see default_files")
    args = parser.parse_args()
    files = args.files or default_files()
    layers, scans = [f for f in files if has_text(f)], [f for f in files if not has_text(f)]
    with tempfile.TemporaryDirectory() as folder:
        compare("text layer", layers, "plain", args.rounds)
        missing = why_no_tesseract()
        if missing and scans:
            print(f"scans: not measured, {missing}")
            return
        free, ruled = part_pages(scans, Path(folder))
        compare("scan, no table", free, "ocr", args.rounds)
        compare("scan, ruled table", ruled, "ocr", args.rounds)


def default_files() -> list[Path]:
    """Plans beside the checkout, else our own."""
    plans = SHARED / "plans"
    found = [*(plans / "rendered" / "pdf").glob("*.pdf"), *(plans / "rendered" / "scan").glob("00[34]*.pdf")]
    return sorted(found) or sorted((ROOT / "corpus" / "rendered").glob("*/*.pdf"))


def has_text(file: Path) -> bool:
    """Whether the first page has a text layer."""
    with pypdfium2.PdfDocument(file) as pdf:
        return bool(pdf[0].get_textpage().count_chars() > 100)


def part_pages(files: Sequence[Path], folder: Path) -> tuple[list[Path], list[Path]]:
    """The scans' pages as files of their own: one without ruled tables, one with them; none where there are no such pages."""
    parts = {False: pikepdf.new(), True: pikepdf.new()}
    for file in files:
        with pypdfium2.PdfDocument(file) as pdf, pikepdf.open(file) as source:
            for page, copy in zip(pdf, source.pages, strict=True):
                grids, _ = find_pixel_grids(take_picture(page)[0])
                parts[bool(grids)].pages.append(copy)
    found = []
    for ruled, part in parts.items():
        path = folder / f"{'ruled' if ruled else 'free'}.pdf"
        part.save(path)
        found.append([path] if len(part.pages) else [])
    return found[0], found[1]


def compare(what: str, files: list[Path], peer: str, rounds: int) -> None:
    """Print our pages a second on these files and, measured in turn with it, how many times the peer's that is."""
    if not files:
        print(f"{what:20} no such pages")
        return
    pages = sum(count_pages(f) for f in files)
    took = cpu_of(lambda: work(files))  # the libraries that it loads are not counted
    gc.collect()
    gc.freeze()  # as a run's workers do
    again = max(1, round(3 / took))  # the clock ticks in hundredths; the peer takes seconds
    ours, ratios = [], []
    for _ in range(rounds):
        ours.append(pages * again / cpu_of(lambda: work(files * again)))
        if PEERS.exists():
            ratios.append(ours[-1] / rate_of(peer, files))
    line = f"{what:20} {len(files)} files, {pages:3} pages  kehoach {statistics.median(ours):7.2f} pages/s of CPU"
    if ratios:
        line += f"   {peer} x {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    print(line, flush=True)


def rate_of(peer: str, files: Sequence[Path]) -> float:
    """The peer's pages a second, of one round."""
    command = [sys.executable, str(PEERS), peer, "--rounds", "1", *map(str, files)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(RATE.findall(said)[-1])


def count_pages(file: Path) -> int:
    """How many pages a PDF has."""
    with pypdfium2.PdfDocument(file) as pdf:
        return len(pdf)


RULES = load_rules()


def work(files: list[Path]) -> None:
    """From bytes to the rows of every table."""
    for file in files:
        rows_of(extract_plan(read_document(file, RULES), RULES))


def cpu_of(run: Callable[[], object]) -> float:
    """Seconds of CPU, those of child processes too."""
    before = os.times()
    run()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


if __name__ == "__main__":
    main()
