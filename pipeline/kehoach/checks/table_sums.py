"""Check the total rows of tables (Tổng cộng) against the rows that they sum up, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kehoach.rulebook import Rulebook
from kehoach.values import Cell, Diagnostic, Outline, Table

ROUNDING = 0.011  # share of a total by which rounded rows may miss it
NEAR = 0.25  # share within which rows are taken to be meant as summands at all
LEAST_ROWS = 2


@dataclass(frozen=True, slots=True)
class _Row:
    """A body row: its own number (`4`, `4.1`, `II`) and label."""

    index: int
    number: str
    label: str


def check_tables(outline: Outline, rules: Rulebook) -> Iterator[Diagnostic]:
    """For every numeric column of a table with a total row: `sum-proven`, or `sum-mismatch` with the figures.

    Rows below another (4.1 below 4, 1 below II) are no summands beside it. A column whose rows come
    nowhere near the total is none that is summed up, and is not told.
    """
    for table in outline.tables:
        rows = _rows(table, rules)
        totals = [row for row in rows if rules.pattern("checks.total_row").match(row.label)]
        if len(totals) == 1 and len(rows) > LEAST_ROWS:
            yield from _check_columns(table, rows, totals[0], rules)


def _rows(table: Table, rules: Rulebook) -> list[_Row]:
    firsts: dict[int, _Row] = {}
    numbers = rules.pattern("checks.row_number")
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        number = numbers.match(cell.text) if cell.col == 0 else None
        known = firsts.get(cell.row)
        firsts[cell.row] = _Row(
            cell.row,
            number["number"] if number else known.number if known else "",
            " ".join((cell.row_label or cell.text or (known.label if known else "")).split()),
        )
    return [firsts[row] for row in sorted(firsts)]


def _check_columns(table: Table, rows: Sequence[_Row], total: _Row, rules: Rulebook) -> Iterator[Diagnostic]:
    places = {(cell.row, cell.col): cell for cell in table.cells}
    sets = _summands(rows, total)
    for col in range(1, table.n_cols):
        cell = places.get((total.index, col))
        if cell is None or not cell.value or any(rules.pattern("checks.no_sum_column").search(h) for h in cell.header):
            continue
        told = _check_column(cell, sets, places)
        if told is not None:
            yield told


def _summands(rows: Sequence[_Row], total: _Row) -> list[list[int]]:
    """The sets of rows that a total row may sum up: the roman or lettered ones, those that stand below no other, all."""
    others = [row for row in rows if row.index != total.index]
    roman = [row.index for row in others if row.number and not row.number[0].isdigit()]
    without_below = [row.index for row in others if "." not in row.number]
    every = [row.index for row in others]
    return [rows for rows in (roman, without_below, every) if len(rows) >= LEAST_ROWS]


def _check_column(cell: Cell, sets: Sequence[Sequence[int]], places: dict[tuple[int, int], Cell]) -> Diagnostic | None:
    total = cell.value or 0.0
    sums: list[tuple[float, list[float]]] = []
    for rows in sets:
        values = [
            c.value for c in (places.get((row, cell.col)) for row in rows) if c is not None and c.value is not None
        ]
        if len(values) >= LEAST_ROWS:
            sums.append((sum(values), values))
    if not sums:
        return None
    best, values = min(sums, key=lambda s: abs(s[0] - total))
    column = " / ".join(h for h in cell.header if h) or f"column {cell.col + 1}"
    if abs(best - total) <= max(1e-6, min(ROUNDING * abs(total), _rounding(values))):
        message = f"{column}: the total {_number(total)} is the sum of {len(values)} rows"
        return Diagnostic("info", "sum-proven", message, cell.start, cell.end)
    if abs(best - total) > NEAR * abs(total):
        return None
    message = f"{column}: the total row says {_number(total)}, its {len(values)} rows add up to {_number(best)}"
    return Diagnostic("warning", "sum-mismatch", message, cell.start, cell.end)


def _rounding(values: Sequence[float]) -> float:
    """How far rounded summands may miss: half a unit of the last place each."""
    places = max(len(f"{value:.6f}".rstrip("0").partition(".")[2]) for value in values)
    return float(0.5 * len(values) * 10.0 ** (-places)) if places else 0.0


def _number(value: float) -> str:
    whole = f"{value:,.6f}".rstrip("0").rstrip(".")
    return whole.replace(",", " ").replace(".", ",").replace(" ", ".")
