"""Tell by the lines' places where a paragraph ends: a wider gap, a line that stops short, an indent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from kehoach.frozen import frozen
from kehoach.ingest.page import Column, PageContent, Strip

GAP = 1.22  # line pitches: paragraphs that are set apart have at least 3 points of 14 between them
INDENT = 0.8  # font heights
TOUCH = 1.5  # points from a margin: a line that is so near reaches it
BLANK = 0.25  # font heights: a plain blank
LABEL = re.compile(r"(?:[-+*•–]|[\w.]{1,5}[.)/])$")


@frozen
class Spacing:
    """How a document's lines are set.

    `pitch` is the way from line to line within a paragraph, 0 where unknown; `at_margin` says that
    paragraphs go on at the margin, so that every indent begins one.
    """

    pitch: float
    at_margin: bool = False


def measure_spacing(pages: Sequence[PageContent]) -> Spacing:
    """Measure at full lines: where the next one begins at the margin, it surely goes on."""
    pitches: list[float] = []
    indented = 0
    for page in pages:
        for part in page.parts:
            if not isinstance(part, Column) or len(part.lines) < 3:
                continue
            left, right = _margins(part)
            for a, b in pairwise(part.lines):
                if a[3] > right - 3 and 0 < (way := b.base - a.base) < 4 * a.height:
                    if b.x0 < left + 3:
                        pitches.append(way)
                    elif abs(b.x0 - a.x0) < INDENT * a.height:
                        indented += 1
    return Spacing(median(pitches) if len(pitches) > 2 else 0.0, len(pitches) > indented)


def _margins(column: Column) -> tuple[float, float]:
    """The left edge of a column and its right one."""
    _, x0s, _, x1s, _ = zip(*column.lines, strict=True)
    return min(x0s), max(x1s)


def find_breaks(column: Column, spacing: Spacing) -> list[bool]:
    """For each line of a column but the first: whether it begins a paragraph. The first is False."""
    left, right = _margins(column)
    return [False, *(_breaks(a, b, left, right, spacing) for a, b in pairwise(column.lines))]


def _breaks(a: Strip, b: Strip, left: float, right: float, spacing: Spacing) -> bool:
    words, a_x0, a_y0, _, a_y1 = a
    following, b_x0, b_y0, _, b_y1 = b
    height, pitch = max(a_y1 - a_y0, b_y1 - b_y0), spacing.pitch
    way = (following[0][6] or b_y1) - (words[0][6] or a_y1)  # from baseline to baseline
    if way > GAP * max(pitch, (1.0 if pitch else 1.25) * height):
        return True
    if b_x0 - left > b_y1 - b_y0 and _in_the_middle(b, left, right) and _in_the_middle(a, left, right):
        return False
    if is_short(a, b, right):
        return True
    if b_x0 - left < INDENT * height:
        return False
    if spacing.at_margin and abs(b_x0 - a_x0) < INDENT * height:
        return True
    return b_x0 - a_x0 > INDENT * height and not LABEL.match(a.first[0])


def is_short(a: Strip, b: Strip, right: float) -> bool:
    """The next line's first word would have fitted on this one: the writer broke it."""
    _, _, y0, x1, y1 = a
    ends, room = x1 + BLANK * (y1 - y0), right - 0.15 * (y1 - y0)
    return ends < room and ends + b.first[1] < room


def _in_the_middle(strip: Strip, left: float, right: float) -> bool:
    """As far from one margin as from the other; a justified line, that reaches both, is not meant."""
    before, after = strip.x0 - left, right - strip.x1
    return before > TOUCH and abs(before - after) < max(5.0, 0.015 * (right - left))


def runs_on(a: Strip, column: Column, b: Strip, following: Column, spacing: Spacing) -> bool:
    """Whether a paragraph goes on from a page's last line to the next page's first."""
    start, right = _margins(column)
    wide = right - start > 10 * a.height
    left, _ = _margins(following)
    return spacing.pitch > 0 and wide and not is_short(a, b, right) and b.x0 - left < INDENT * b.height
