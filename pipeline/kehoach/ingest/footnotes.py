"""Part footnotes from a page's text: they stand below a short line, in smaller letters, and begin with a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from kehoach.ingest.page import Column, PageTable, Strip
from kehoach.ingest.ruled import Rule

LINE = (90.0, 220.0)  # points: Word's line over footnotes is 144 long, LibreOffice's a quarter of the text's width
LOWER = 0.4  # share of the page's height above which no footnote begins
SMALLER = 0.93  # of the height of the text's letters
MARK = re.compile(r"\W{0,2}\d{1,3}\W?(?:\s|\D|$)|\*")


def part_notes(
    parts: Sequence[Column | PageTable], across: Sequence[Rule], height: float
) -> tuple[tuple[Column | PageTable, ...], tuple[Strip, ...]]:
    """The page without its footnotes, and the lines of these."""
    lines = [s for part in parts if isinstance(part, Column) for s in part.lines]
    for rule in across if len(lines) > 3 else ():
        if rule.at < LOWER * height or not LINE[0] <= rule.end - rule.start <= LINE[1]:
            continue
        below = [s for s in lines if s.y0 > rule.at - 2]
        above = [s for s in lines if s.y1 < rule.at + 2]
        if below and above and _are_notes(above, below, rule):
            notes = set(below)
            kept = [_without(part, notes) for part in parts]
            return tuple(p for p in kept if not isinstance(p, Column) or p.lines), tuple(below)
    return tuple(parts), ()


def _are_notes(above: Sequence[Strip], below: Sequence[Strip], rule: Rule) -> bool:
    left = min(s.x0 for s in above)
    return (
        abs(rule.start - left) < 12
        and median(s.height for s in below) < SMALLER * median(s.height for s in above)
        and bool(MARK.match(below[0].text))
    )


def _without(part: Column | PageTable, notes: set[Strip]) -> Column | PageTable:
    return Column(tuple(s for s in part.lines if s not in notes)) if isinstance(part, Column) else part
