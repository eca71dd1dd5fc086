"""Tables whose borders have gaps, so that they make no grid of their own: found by pdfplumber.

Our own grid reader is as right where borders meet (a test holds the two beside each other) and many times as fast, so
pdfplumber is asked about the few pages alone that have lines both ways and no grid. Columns that only blanks part
are not looked for: its way to find them makes tables of lists and loses heading rows.
"""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from kehoach.ingest.page import Word
from kehoach.ingest.ruled import Grid, Rule, join_edges

LINES = 4  # pieces of lines in each direction: fewer are underlines and a frame
GAP = 8  # points that a border may leave open
CROSS = 2.0  # points by which a word may reach over its cell's edge

Box = tuple[float, float, float, float]


def may_be_broken(across: Sequence[Rule], down: Sequence[Rule]) -> bool:
    """Whether a page without a grid has enough lines both ways for one."""
    return len(across) >= LINES and len(down) >= LINES


def find_broken_grids(content: bytes, number: int, words: Sequence[Word]) -> list[Grid]:
    """The grids of a PDF's page (from 1) as pdfplumber joins its lines.

    One of which an edge would cut a word is left out: it is a drawing, or not to be parted so.
    """
    import pdfplumber

    settings = {"join_tolerance": GAP, "intersection_tolerance": GAP}
    with pdfplumber.open(io.BytesIO(content), pages=[number]) as pdf:
        found = [table.cells for table in pdf.pages[0].find_tables(settings)]
    grids = [grid for cells in found if (grid := grid_of(cells))]
    return [grid for grid in grids if not any(_cuts(grid, word) for word in words if grid.holds(word))]


def grid_of(cells: Iterable[Box]) -> Grid | None:
    """The grid of cells given by their boxes; a place that none covers is a cell of its own. None for fewer than two columns or rows."""
    boxes = list(cells)
    xs = join_edges(x for box in boxes for x in (box[0], box[2]))
    ys = join_edges(y for box in boxes for y in (box[1], box[3]))
    if len(xs) < 3 or len(ys) < 3:
        return None
    made = []
    taken: set[tuple[int, int]] = set()
    for x0, y0, x1, y1 in sorted(boxes, key=lambda b: (b[1], b[0])):
        row, col, below, after = _at(ys, y0), _at(xs, x0), _at(ys, y1), _at(xs, x1)
        places = {(r, c) for r in range(row, below) for c in range(col, after)}
        if places and not places & taken:
            made.append((row, col, below - row, after - col))
            taken |= places
    free = {(r, c) for r in range(len(ys) - 1) for c in range(len(xs) - 1)} - taken
    return Grid(tuple(xs), tuple(ys), tuple(sorted([*made, *((r, c, 1, 1) for r, c in free)])))


def _at(edges: Sequence[float], place: float) -> int:
    """The number of the edge next to a place."""
    after = bisect_left(edges, place)
    return min((i for i in (after - 1, after) if 0 <= i < len(edges)), key=lambda i: abs(edges[i] - place))


def _cuts(grid: Grid, word: Word) -> bool:
    """Whether an edge inside the row that a word stands in runs through the word."""
    y = (word.y0 + word.y1) / 2
    for row, col, high, wide in grid.cells:
        if grid.ys[row] <= y < grid.ys[row + high]:
            x0, x1 = grid.xs[col], grid.xs[col + wide]
            if x0 <= (word.x0 + word.x1) / 2 <= x1:
                return word.x0 < x0 - CROSS or word.x1 > x1 + CROSS
    return False
