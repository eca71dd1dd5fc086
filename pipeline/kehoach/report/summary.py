"""What a run did, in a few lines."""

from __future__ import annotations

import json
from dataclasses import asdict

from kehoach.batch import Summary

SHOWN_FAILURES = 20


def summary_as_text(summary: Summary) -> str:
    """Documents, rows of each table, what failed and why, and where things are."""
    speed = summary.read / summary.seconds if summary.seconds else 0
    lines = [
        f"documents {summary.documents:>12,}   in {summary.seconds:.1f} s ({speed:.1f}/s)",
        *([f"read      {summary.read:>12,}   (the others were known)"] if summary.read < summary.documents else []),
        f"failed    {len(summary.failures):>12,}",
        f"warnings  {summary.warnings:>12,}",
        *([f"copies    {summary.duplicates:>12,}   (the same content again: read once)"] if summary.duplicates else []),
        *(
            [f"removed   {len(summary.removed):>12,}   (no longer there; --prune drops them)"]
            if summary.removed
            else []
        ),
        *([f"stale     {summary.stale:>12,}   (read by other rules or another version: --redo)"] * bool(summary.stale)),
        "",
        *(f"{name:20} {count:>9,} rows" for name, count in summary.rows.items()),
        "",
        *([failures_as_text(summary)] if summary.failures else []),
        f"tables: {summary.out}/tables   texts: {summary.out}/texts   DuckDB: {summary.out}/kehoach.duckdb",
    ]
    return "\n".join(lines)


def failures_as_text(summary: Summary) -> str:
    """What failed and why, the first of them."""
    lines = [f"failed: {failure.source}: {failure.reason}" for failure in summary.failures[:SHOWN_FAILURES]]
    more = len(summary.failures) - SHOWN_FAILURES
    if more > 0:
        lines.append(f"… and {more} more: SELECT source, reason, command FROM sources WHERE state = 'failed'")
    return "\n".join(lines)


def summary_as_json(summary: Summary) -> str:
    """The summary as a line of JSON."""
    said = asdict(summary) | {"out": str(summary.out), "seconds": round(summary.seconds, 3)}
    return json.dumps({"event": "summary", **said}, ensure_ascii=False)
