"""What money is divided by: the poor households and the communes that a plan's tables count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kehoach.rulebook import Rulebook


@dataclass(frozen=True)
class Counts:
    """How many there are; None where no table says so."""

    poor_households: int | None = None
    communes: int | None = None


def count_in_tables(cells: Iterable[Mapping[str, Any]], rules: Rulebook) -> Counts:
    """The poor households of the first table that has a column of them, and the most communes that a table lists.

    A column's own total counts, else the sum of its cells.
    """
    poor, whole, commune = (
        rules.rule(f"report.{name}").pattern for name in ("poor_households", "whole_row", "commune_row")
    )
    columns: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
    communes: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        label = cell["row_label"] or ""
        if commune.search(label):
            communes[cell["table_id"]].add(label.casefold())
        if cell["value"] is not None and poor.search(cell["header"] or ""):
            columns[cell["table_id"], cell["col"]].append(cell)
    households = None
    for column in columns.values():
        totals = [cell["value"] for cell in column if whole.search(cell["row_label"] or "")]
        households = round(totals[-1] if totals else _sum([cell["value"] for cell in column]))
        if households:
            break
    return Counts(households or None, max(map(len, communes.values()), default=0) or None)


def _sum(values: list[float]) -> float:
    """The sum of a column; a cell that is the sum of all others is their total, whatever its row is called."""
    total = sum(values)
    return total / 2 if len(values) > 2 and max(values) == total / 2 else total
