"""What a run did, in a few lines."""

from __future__ import annotations

from kehoach.batch import Summary

SHOWN_FAILURES = 20


def summary_as_text(summary: Summary) -> str:
    """Documents, rows of each table, what failed and why, and where things are."""
    speed = summary.documents / summary.seconds if summary.seconds else 0
    lines = [
        f"documents {summary.documents:>12,}   in {summary.seconds:.1f} s ({speed:.1f}/s)",
        f"failed    {len(summary.failures):>12,}",
        f"warnings  {summary.warnings:>12,}",
        *([f"copies    {summary.duplicates:>12,}   (the same content again: read once)"] if summary.duplicates else []),
        "",
        *(f"{name:20} {count:>9,} rows" for name, count in summary.rows.items()),
        "",
        *(f"failed: {failure.source}: {failure.reason}" for failure in summary.failures[:SHOWN_FAILURES]),
    ]
    more = len(summary.failures) - SHOWN_FAILURES
    if more > 0:
        lines.append(f"… and {more} more: SELECT source, message FROM diagnostics WHERE severity = 'error'")
    lines.append(
        f"tables: {summary.out / 'tables'}   texts: {summary.out / 'texts'}   DuckDB: {summary.out / 'kehoach.duckdb'}"
    )
    return "\n".join(lines)
