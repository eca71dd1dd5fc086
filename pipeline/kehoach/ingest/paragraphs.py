"""Tell by the lines' places where a paragraph ends: a wider gap, a line that stops short, an indent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kehoach.ingest.page import Column, PageContent, Strip

GAP = 1.22  # line pitches: paragraphs that are set apart have at least 3 points of 14 between them
INDENT = 0.8  # font heights
BLANK = 0.25  # font heights: a plain blank
LABEL = re.compile(r"(?:[-+*•–]|[\w.]{1,5}[.)/])$")


@dataclass(frozen=True, slots=True)
class Spacing:
    """How a document's lines are spaced: `pitch` is the way from line to line within a paragraph, 0 where unknown."""

    pitch: float


def measure_spacing(pages: Sequence[PageContent]) -> Spacing:
    """Measure the pitch at lines that surely go on: the first is full and the second begins at the margin."""
    pitches = []
    for page in pages:
        for part in page.parts:
            if isinstance(part, Column) and len(part.lines) > 2:
                left, right = min(s.x0 for s in part.lines), max(s.x1 for s in part.lines)
                pitches += [
                    b.base - a.base
                    for a, b in pairwise(part.lines)
                    if a.x1 > right - 3 and b.x0 < left + 3 and 0 < b.base - a.base < 4 * a.height
                ]
    return Spacing(median(pitches) if len(pitches) > 2 else 0.0)


def find_breaks(column: Column, spacing: Spacing) -> list[bool]:
    """For each line of a column but the first: whether it begins a paragraph. The first is False."""
    lines = column.lines
    left, right = min(s.x0 for s in lines), max(s.x1 for s in lines)
    return [False, *(_breaks(a, b, left, right, spacing.pitch) for a, b in pairwise(lines))]


def _breaks(a: Strip, b: Strip, left: float, right: float, pitch: float) -> bool:
    height = max(a.height, b.height)
    if b.base - a.base > GAP * max(pitch, (1.0 if pitch else 1.25) * height):
        return True
    if _centred(a, left, right) and _centred(b, left, right):
        return False
    if is_short(a, b, right):
        return True
    if b.x0 - left < INDENT * height:
        return False
    return b.x0 - a.x0 > INDENT * height and not LABEL.match(a.first[0])


def is_short(a: Strip, b: Strip, right: float) -> bool:
    """The next line's first word would have fitted on this one: the writer broke it."""
    return a.x1 + BLANK * a.height + b.first[1] < right - 0.15 * a.height


def _centred(strip: Strip, left: float, right: float) -> bool:
    """In the middle of its column, away from both margins."""
    before, after = strip.x0 - left, right - strip.x1
    return before > strip.height and abs(before - after) < max(6.0, 0.08 * (right - left))


def runs_on(a: Strip, column: Column, b: Strip, following: Column, spacing: Spacing) -> bool:
    """Whether a paragraph goes on from a page's last line to the next page's first."""
    right = max(s.x1 for s in column.lines)
    left = min(s.x0 for s in following.lines)
    wide = right - min(s.x0 for s in column.lines) > 10 * a.height
    return spacing.pitch > 0 and wide and not is_short(a, b, right) and b.x0 - left < INDENT * b.height
