"""Print the numbers and Căn cứ of plans that no citation covers, to be read by eye.

    python benchmarks/missed_citations.py FILE|FOLDER … [--width 80]
    make missed-citations

A line is a mention that the rules passed over, or a text that is none ("số 12 hộ", "Căn cứ tình
hình thực tế", the document's own number): only a reader can tell. The last line counts both.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import regex

from kehoach.clean import clean_document
from kehoach.extract.citations import find_citations
from kehoach.extract.header import read_header
from kehoach.ingest import read_document
from kehoach.mentions import Citation
from kehoach.outline import read_outline
from kehoach.rule_reading import load_rules
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Outline

SIGNS = regex.compile(
    r"(?<!\p{L})(?:[sS]ố|SỐ) ?:? ?\d[\d/]*[-/]"
    r"|\d ?[-/] ?(?:NQ|NĐ|QĐ|KH|CT|TT|CTr|TTr|KL|TB|HD|BC|CV)(?!\p{L})"
    r"|/(?:19|20)\d\d/\p{Lu}"
    r"|-(?:UBND|TTg|CP|HĐND|BTC)(?!\p{L})|/(?:TW|TU|HU|ĐU)(?!\p{L})"
    r"|(?<!\p{L})(?:Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư|Công văn|Tờ trình|Luật|Pháp lệnh|Bộ luật) (?:số|\d)"
    r"|^(?:[-+*] ?)?Căn cứ",
    regex.MULTILINE,
)
OWN = ("header",)
"""The document's own number stands here."""


def main() -> None:
    """Read the files named on the command line and print what no citation covers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--width", type=int, default=80, help="letters of context behind the sign")
    args = parser.parse_args()
    rules, shown, covered = load_rules(), 0, 0
    for file in _files(args.paths):
        outline, citations = _read(file, rules)
        missed = list(_missed(outline, citations))
        covered += len(citations)
        shown += len(missed)
        if missed:
            print(f"== {file.name}: {len(citations)} citations")
        for block, start in missed:
            text = outline.clean.text[max(block.start, start - 30) : min(block.end, start + args.width)]
            print(f"  {block.part}: {' '.join(text.split())}")
    print(f"{covered} citations, {shown} signs that none covers")


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(p for p in path.rglob("*") if p.suffix in (".txt", ".md")) if path.is_dir() else (path,)


def _read(file: Path, rules: Rulebook) -> tuple[Outline, Sequence[Citation]]:
    outline = read_outline(clean_document(read_document(file), rules), rules)
    return outline, find_citations(outline, read_header(outline, rules), rules)


def _missed(outline: Outline, citations: Sequence[Citation]) -> Iterator[tuple[Block, int]]:
    """The signs outside every citation; a block that begins with Căn cứ is covered by any citation in it."""
    spans = [(c.start or 0, c.end or 0) for c in citations]
    for block in outline.blocks:
        if block.part in OWN:
            continue
        within = [s for s in spans if block.start <= s[0] < block.end]
        for sign in SIGNS.finditer(outline.clean.text, block.start, block.end):
            if sign[0].endswith("Căn cứ") and within:
                continue
            if not any(start < sign.end() and sign.start() < end for start, end in within):
                yield block, sign.start()


if __name__ == "__main__":
    main()
