"""Ruled lines -> grids, and words -> the cells of a grid.

Where the lines come from (a PDF's paths, a scan's pixels) does not matter here. A grid's cells are
the areas between its lines that no line parts, so merged cells come out as one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kehoach.frozen import frozen
from kehoach.ingest.page import PageTable, Strip, Word, strip_of

NEAR = 3.0  # points: ends of lines that meet, lines that are one
LEAST_SIDE = 5.0  # points: a table's narrowest column, its lowest row
LEVEL = 0.4  # share of a word's height that lines of a cell have in common


class Rule(NamedTuple):
    """A ruled line along an axis: `at` is its place across, `start:end` its reach along."""

    at: float
    start: float
    end: float


@frozen
class Grid:
    """The edges of a table's columns and rows, and its cells: (row, col, rows, cols) that each covers."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, int, int, int], ...]

    def holds(self, word: Word) -> bool:
        """Whether a word's middle lies within."""
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        return self.xs[0] - NEAR <= x <= self.xs[-1] + NEAR and self.ys[0] - NEAR <= y <= self.ys[-1] + NEAR


def find_grids(across: Iterable[Rule], down: Iterable[Rule]) -> list[Grid]:
    """The grids that horizontal and vertical rules make: at least two columns and two cells, from top to bottom."""
    rows, columns = join_rules(across), join_rules(down)
    grids = [_grid(h, v) for h, v in _connected(rows, columns)]
    return sorted((g for g in grids if g), key=lambda g: (g.ys[0], g.xs[0]))


def join_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Bring together the pieces of a line: a cell's border is drawn twice, a row's in as many pieces as it has cells."""
    joined: list[Rule] = []
    for rule in sorted(rules):
        for i in range(len(joined) - 1, -1, -1):
            other = joined[i]
            if rule.at - other.at > NEAR:
                joined.append(rule)
                break
            if rule.start <= other.end + NEAR and other.start <= rule.end + NEAR:
                joined[i] = Rule(other.at, min(rule.start, other.start), max(rule.end, other.end))
                break
        else:
            joined.append(rule)
    return joined


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that meet one another: each is a table. Rules that meet nothing are underlines."""
    group = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down):
            if h.start - NEAR <= v.at <= h.end + NEAR and v.start - NEAR <= h.at <= v.end + NEAR:
                group[root(i)] = root(len(across) + j)
    found: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i in range(len(group)):
        pair = found.setdefault(root(i), ([], []))
        if i < len(across):
            pair[0].append(across[i])
        else:
            pair[1].append(down[i - len(across)])
    return [(h, v) for h, v in found.values() if len(h) > 1 and len(v) > 1]


def _grid(across: Sequence[Rule], down: Sequence[Rule]) -> Grid | None:
    ys, xs = join_edges(r.at for r in across), join_edges(r.at for r in down)
    if len(xs) < 3 or len(ys) < 2:
        return None
    cells = tuple(_cells(xs, ys, across, down))
    return Grid(tuple(xs), tuple(ys), cells) if len(cells) > 2 else None


def join_edges(places: Iterable[float]) -> list[float]:
    """Places of lines, those that are a hair's breadth apart taken as one."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] >= LEAST_SIDE:
            edges.append(place)
    return edges


def _cells(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> Iterable[tuple[int, int, int, int]]:
    """Walk over the unit fields; each that is not yet part of a cell begins one, as wide and high as no rule stops it."""
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    walls = [[_parts(down, xs[c], (ys[r] + ys[r + 1]) / 2) for c in range(n_cols + 1)] for r in range(n_rows)]
    floors = [[_parts(across, ys[r], (xs[c] + xs[c + 1]) / 2) for c in range(n_cols)] for r in range(n_rows + 1)]
    taken: set[tuple[int, int]] = set()
    for r in range(n_rows):
        for c in range(n_cols):
            if (r, c) in taken:
                continue
            wide = 1
            while c + wide < n_cols and not walls[r][c + wide] and (r, c + wide) not in taken:
                wide += 1
            high = 1
            while r + high < n_rows and not any(floors[r + high][c : c + wide]):
                high += 1
            taken |= {(r + y, c + x) for y in range(high) for x in range(wide)}
            yield r, c, high, wide


def _parts(rules: Sequence[Rule], at: float, along: float) -> bool:
    return any(abs(r.at - at) < LEAST_SIDE and r.start - NEAR <= along <= r.end + NEAR for r in rules)


def fill_grid(grid: Grid, words: Iterable[Word]) -> PageTable:
    """Put words into the cells that their middles lie in; a row whose cells are all empty is left out."""
    places = {(r + y, c + x): (r, c) for r, c, high, wide in grid.cells for y in range(high) for x in range(wide)}
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        row = min(max(bisect_right(grid.ys, (word.y0 + word.y1) / 2) - 1, 0), len(grid.ys) - 2)
        col = min(max(bisect_right(grid.xs, (word.x0 + word.x1) / 2) - 1, 0), len(grid.xs) - 2)
        held.setdefault(places[row, col], []).append(word)
    n_cols = len(grid.xs) - 1
    rows = tuple(
        tuple(cell_lines(held.get((r, c), ())) for c in range(n_cols))
        for r in range(len(grid.ys) - 1)
        if any((r, c) in held for c in range(n_cols))
    )
    return PageTable(rows, grid.xs, grid.ys[0], grid.ys[-1])


def cell_lines(words: Iterable[Word]) -> tuple[Strip, ...]:
    """A cell's words as its lines, from top to bottom."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.y0 + w.y1):
        last = lines[-1][-1] if lines else None
        shared = min(last.y1, word.y1) - max(last.y0, word.y0) if last else 0.0
        if last and shared > LEVEL * min(last.y1 - last.y0, word.y1 - word.y0):
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(strip_of(sorted(line, key=lambda w: w.x0)) for line in lines)
