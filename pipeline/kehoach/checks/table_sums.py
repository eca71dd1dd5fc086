"""Check the rows of tables that sum up others: the total (Tổng cộng), groups (I, II), rows with rows below them (4 over 4.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import regex

from kehoach.frozen import frozen
from kehoach.rulebook import Rulebook
from kehoach.values import Cell, Diagnostic, Outline, Table

NEAR = 0.25  # share within which rows are taken to be meant as summands at all
LEAST_ROWS = 2
EXACT = 1e-6  # what floats lose
CAPITAL, ROMAN, WHOLE, LOWER = 1, 2, 3, 9  # a row's rank by its number: A, I, 1, then a point more each, a


@frozen
class _Row:
    """A body row: its own number (`4`, `4.1`, `II`), how deep that makes it, its label, and whether it is one of totals."""

    index: int
    number: str
    rank: int
    label: str
    is_total: bool


@frozen
class _Sum:
    """A row that sums up others: the sets of rows, any of which may be what it sums up."""

    row: _Row
    ways: tuple[tuple[int, ...], ...]
    is_total: bool


Places = Mapping[tuple[int, int], Cell]


def check_tables(outline: Outline, rules: Rulebook) -> Iterator[Diagnostic]:
    """For every column of figures and every row that sums up others: `sum-proven`, or `sum-mismatch` with the figures.

    Rows below another (4.1 below 4, 1 below II) are no summands beside it. A column whose rows come
    nowhere near their total is none that is summed up, and is not told, unless the table's other
    columns close. What rounding explains is told as `sum-rounded`.
    """
    for table in outline.tables:
        rows = _rows(table, rules)
        if len(rows) > LEAST_ROWS:
            sums = [*_totals(rows), *_groups(rows)]
            yield from _check_sums(table, sums, rules) if sums else ()


def _rows(table: Table, rules: Rulebook) -> list[_Row]:
    labels: dict[int, str] = {}
    written: dict[int, str] = {}
    numbers, total = rules.pattern("checks.row_number"), rules.pattern("checks.total_row")
    for cell in table.cells:
        if not labels.get(cell.row):
            labels[cell.row] = " ".join((cell.row_label or cell.text).split())
        if cell.col == 0 and (match := numbers.match(cell.text)):
            written[cell.row] = match["number"]
    return [
        _Row(row, number := written.get(row, ""), _rank(number), label, total.match(label) is not None)
        for row, label in sorted(labels.items())
    ]


def _rank(number: str) -> int:
    if not number:
        return 0
    if number[0].isdigit():
        return WHOLE + number.count(".")
    return LOWER if number.islower() else ROMAN if regex.fullmatch("[IVX]+", number) else CAPITAL


def _totals(rows: Sequence[_Row]) -> Iterator[_Sum]:
    """The one row of totals, with what it may sum up: groups, rows numbered without a point, all."""
    totals = [row for row in rows if row.is_total]
    if len(totals) != 1:
        return
    others = [row for row in rows if row.index != totals[0].index]
    ways = (
        [row.index for row in others if row.rank in (CAPITAL, ROMAN)],
        [row.index for row in others if row.rank == WHOLE],
        [row.index for row in others if row.rank <= WHOLE],
        [row.index for row in others],
    )
    yield _Sum(totals[0], tuple(dict.fromkeys(tuple(way) for way in ways if len(way) >= LEAST_ROWS)), is_total=True)


def _groups(rows: Sequence[_Row]) -> Iterator[_Sum]:
    """Rows with deeper ones below them, each with those that are next deeper."""
    for place, row in enumerate(rows):
        if not row.rank or row.is_total:
            continue
        below: list[_Row] = []
        for other in rows[place + 1 :]:
            if other.rank <= row.rank or other.is_total:
                break
            below.append(other)
        next_rank = min((other.rank for other in below), default=0)
        parts = tuple(other.index for other in below if other.rank == next_rank)
        if len(parts) >= LEAST_ROWS:
            yield _Sum(row, (parts,), is_total=False)


def _check_sums(table: Table, sums: Sequence[_Sum], rules: Rulebook) -> Iterator[Diagnostic]:
    places = {(cell.row, cell.col): cell for cell in table.cells}
    none = rules.pattern("checks.no_sum_column")
    headings = {cell.col: cell.header for cell in table.cells}
    columns = [c for c in range(1, table.n_cols) if not any(none.search(h) for h in headings.get(c, ()))]
    for one in sums:
        told = [pair for col in columns if (pair := _check_column(col, one, places))]
        closes = any(found.code == "sum-proven" for found, _ in told)
        yield from (found for found, off in told if off <= NEAR or (closes and one.is_total))


def _check_column(col: int, one: _Sum, places: Places) -> tuple[Diagnostic, float] | None:
    """What is told of a column, and by what share of the total its rows are off; None where it has no figures."""
    cell = places.get((one.row.index, col))
    if cell is None or not cell.value:
        return None
    ways = [[c for row in way if (c := places.get((row, col))) and c.value is not None] for way in one.ways]
    total = cell.value
    sums = [(sum(c.value or 0.0 for c in cells), cells) for cells in ways if len(cells) >= LEAST_ROWS]
    if not sums or any(len(cells) == 1 and cells[0].value == total for cells in ways):
        return None  # the only part that has a figure has the total's
    best, cells = min(sums, key=lambda s: abs(s[0] - total))
    off = abs(best - total)
    if off > NEAR * abs(total) and total < max(c.value or 0.0 for c in cells):
        return None  # less than one of its rows: no sum
    return _tell(one, cell, cells, best), off / abs(total)


def _tell(one: _Sum, cell: Cell, cells: Sequence[Cell], best: float) -> Diagnostic:
    column = " / ".join(h for h in cell.header if h) or f"column {cell.col + 1}"
    column, row = (column, "the total row") if one.is_total else (f"{column}, {one.row.label}", "its row")
    places = (cell.start, cell.end, cells[0].start, cells[-1].end)
    off = abs(best - (cell.value or 0.0))
    if off <= EXACT:
        message = f"{column}: the total {_number(cell.value)} is the sum of {len(cells)} rows"
        return Diagnostic("info", "sum-proven", message, *places, proves=(cell.start, *(c.start for c in cells)))
    message = f"{column}: {row} says {_number(cell.value)}, its {len(cells)} rows add up to {_number(best)}"
    if off <= _rounding([c.value or 0.0 for c in (cell, *cells)]) + EXACT:
        return Diagnostic("info", "sum-rounded", f"{message}; no more than rounding explains", *places)
    return Diagnostic("warning", "sum-mismatch", message, *places)


def _rounding(values: Sequence[float]) -> float:
    """How far rounded summands may miss: half a unit of the last place each; whole numbers are not taken for rounded."""
    places = max(len(f"{value:.6f}".rstrip("0").partition(".")[2]) for value in values)
    return float(0.5 * len(values) * 10.0 ** (-places)) if places else 0.0


def _number(value: float | None) -> str:
    whole = f"{value or 0.0:,.6f}".rstrip("0").rstrip(".")
    return whole.replace(",", " ").replace(".", ",").replace(" ", ".")
