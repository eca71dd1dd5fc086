"""Scores as a table in the terminal, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kehoach.evaluate import Scores

HEAD = f"{'':20}  gold   said  found_F1  precision  recall  exact_F1  fields that are not all right"


def scores_as_text(scores: Scores, misses: bool = False) -> str:
    """The totals, one kind of fact a line; with `misses` first what went wrong in each document."""
    lines = []
    if misses:
        for stem, tallies in scores.by_document.items():
            lines.append(f"== {stem}")
            for name, tally in tallies.items():
                lines.append(f"{name}: found_F1 {tally.f1(tally.found):.3f} exact_F1 {tally.f1(tally.exact):.3f}")
                lines += [f"    {miss}" for miss in tally.misses]
    lines.append(HEAD)
    lines += [_line(name, tally.row()) for name, tally in scores.total.items()]
    if scores.absent:
        lines.append(f"no document for: {', '.join(scores.absent)}")
    return "\n".join(lines)


def scores_as_json(scores: Scores) -> str:
    """The totals as JSON, kind of fact -> figures."""
    return json.dumps({name: tally.row() for name, tally in scores.total.items()}, ensure_ascii=False, indent=1)


def _line(name: str, row: Mapping[str, Any]) -> str:
    fields = "  ".join(f"{field} {share:.3f}" for field, share in row["fields"].items() if share < 1)
    return (
        f"{name:20} {row['gold']:5} {row['said']:6}     {row['found_F1']:.3f}      {row['precision'] or 0:.3f}"
        f"   {row['recall'] or 0:.3f}     {row['exact_F1']:.3f}  {fields}"
    )
