"""Words in the order of the file -> columns in the order that a reader takes them.

A file's own order is right for most pages, but the two columns of a header or of a signature come
out mixed where a line runs through both ("Số:      /KH-UBND   Lào Cai, ngày   tháng 7"), and some
programs write a page in any order. So lines are cut at wide blanks, put in rows by their height,
and read column by column where the same blank runs down through several rows (a river).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf

from kehoach.ingest.page import Column, PageTable, Strip, Word, strip_of

WIDE = 1.2  # font heights: a blank inside a justified line is rarely wider
LEAST_WIDE = 4.8  # points: less is no wide blank in any font
RIVER = 0.6  # font heights that a river must keep in all its rows
APART = 1.2  # font heights between two lines: more, and a line on one side alone is something else

Row = list[Strip]


def read_columns(lines: Iterable[Sequence[Word]]) -> list[Column]:
    """Put a page's lines in reading order. No word is lost and none comes twice."""
    strips = [strip for line in lines for strip in cut_line(line)]
    rows = find_rows(strips)
    columns: list[Column] = []
    single: list[Strip] = []
    i = 0
    while i < len(rows):
        row = rows[i]
        block = _two_columns(rows, i, len(single)) if len(row) > 1 else None
        if block is None:
            single.append(strip_of([w for s in row for w in s.words]) if len(row) > 1 else row[0])
            i += 1
            continue
        first, last, middle = block
        del single[len(single) - (i - first) :]
        columns += [Column(tuple(single))] if single else []
        single = []
        columns += _sides(rows[first:last], middle)
        i = last
    return [*columns, Column(tuple(single))] if single else columns


def order_parts(columns: Iterable[Column], tables: Iterable[PageTable]) -> tuple[Column | PageTable, ...]:
    """Put tables between the lines that stand above and below them."""
    waiting = sorted(tables, key=lambda t: t.top, reverse=True)
    if not waiting:
        return tuple(columns)
    parts: list[Column | PageTable] = []
    for column in columns:
        lines: list[Strip] = []
        for line in column.lines:
            while waiting and waiting[-1].top < line.middle:
                parts += [Column(tuple(lines))] if lines else []
                lines = []
                parts.append(waiting.pop())
            lines.append(line)
        parts += [Column(tuple(lines))] if lines else []
    return (*parts, *reversed(waiting))


def cut_line(line: Sequence[Word]) -> list[Strip]:
    """Cut a line at blanks wider than a justified line has, and where the next word stands to the left."""
    if len(line) == 1:
        return [strip_of(line)]
    cuts = [0]
    _, left, top, end, bottom, _, _ = line[0]
    for i in range(1, len(line)):
        _, x0, y0, x1, y1, _, _ = line[i]
        gap = x0 - end
        if gap > LEAST_WIDE or gap < 0:
            height = max(bottom - top, 4.0)
            if gap > WIDE * height or x1 < left - height:
                cuts.append(i)
        left, top, end, bottom = x0, y0, x1, y1
    return [strip_of(line[a:b]) for a, b in pairwise([*cuts, len(line)])]


def find_rows(strips: Iterable[Strip]) -> list[Row]:
    """Strips at one height, from left to right; rows from top to bottom."""
    rows: list[Row] = []
    lower = -inf  # edge of the strip before
    for strip in sorted(strips, key=lambda s: (s[2] + s[4], s[1])):
        if strip[2] < lower and _level(rows[-1], strip):
            rows[-1].append(strip)
        else:
            rows.append([strip])
        lower = strip[4]
    for row in rows:
        if len(row) > 1:
            row.sort(key=lambda s: s.x0)
    return rows


def _level(row: Row, strip: Strip) -> bool:
    """On one line: the heights overlap by more than half of the lower one, and nothing stands over it."""
    last = row[-1]
    shared = min(last.y1, strip.y1) - max(last.y0, strip.y0)
    if shared <= 0.5 * min(last.height, strip.height):
        return False
    return all(strip.x0 >= other.x1 - 2 or strip.x1 <= other.x0 + 2 for other in row)


def _two_columns(rows: Sequence[Row], i: int, free: int) -> tuple[int, int, float] | None:
    """The rows `first:last` about row `i` that a river parts, and the river's middle.

    `free` rows above `i` may be taken in. None where no river keeps its width over at least two rows
    with words on both sides, or over one with words on either side below it.
    """
    best: tuple[int, int, int, float] | None = None
    for left, right in pairwise(rows[i]):
        found = _follow_river(rows, i, left.x1, right.x0, free)
        if found and (best is None or found[0] > best[0]):
            best = found
    return best[1:] if best else None


def _follow_river(
    rows: Sequence[Row], i: int, left: float, right: float, free: int
) -> tuple[int, int, int, float] | None:
    """How many rows support a river, the rows that it parts, and its middle."""
    height = max(s.height for s in rows[i])
    both, last, sides = 1, i + 1, set[str]()
    for j in range(i + 1, len(rows)):
        narrowed = _narrow(rows[j], left, right)
        if narrowed is None or narrowed[1] - narrowed[0] < RIVER * height or _apart(rows, j, narrowed, height):
            break
        left, right = narrowed
        has_left, has_right = rows[j][0].x1 <= left, rows[j][-1].x0 >= right
        both += has_left and has_right
        sides |= {"left"} if has_left else set()
        sides |= {"right"} if has_right else set()
        last = j + 1
    if both < 2 and len(sides) < 2 and not (sides and right - left > 3 * height):
        return None
    first = i
    while first > max(0, i - free) and _joins_above(rows, first, left, right, height):
        first -= 1
    return both, first, last, (left + right) / 2


def _narrow(row: Row, left: float, right: float) -> tuple[float, float] | None:
    """What a row leaves of a river; None where a strip stands across it."""
    for strip in row:
        if strip.x1 <= (left + right) / 2:
            left = max(left, strip.x1)
        elif strip.x0 >= (left + right) / 2:
            right = min(right, strip.x0)
        else:
            return None
    return left, right


def _apart(rows: Sequence[Row], j: int, river: tuple[float, float], height: float) -> bool:
    """A row on one side alone, far below what stands on that side, begins something else."""
    row = rows[j]
    if row[0].x1 <= river[0] and row[-1].x0 >= river[1]:
        return False
    on_left = row[-1].x1 <= river[0]
    above = next(
        (s for r in reversed(rows[max(0, j - 12) : j]) for s in r if (s.x1 <= river[0]) == on_left),
        None,
    )
    gap = row[0].y0 - (above.y1 if above else rows[j - 1][0].y1)
    return gap > APART * height


def _joins_above(rows: Sequence[Row], first: int, left: float, right: float, height: float) -> bool:
    """The row above belongs to the columns: it stands close, on one side of the river, and on the right one."""
    above = rows[first - 1]
    return (
        len(above) == 1
        and above[0].x0 >= right
        and rows[first][0].y0 - above[0].y1 <= APART * height
        and _narrow(above, left, right) is not None
    )


def _sides(rows: Sequence[Row], middle: float) -> list[Column]:
    """The left column, then the right one; a line of a column is what a row has on that side."""
    sides: list[Column] = []
    for on_left in (True, False):
        lines = []
        for row in rows:
            words = [w for s in row if ((s.x0 + s.x1) / 2 < middle) == on_left for w in s.words]
            lines += [strip_of(words)] if words else []
        sides += [Column(tuple(lines))] if lines else []
    return sides
