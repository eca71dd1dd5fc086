"""One plan's rows in the terminal: what the tables will hold, for a reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from kehoach.columns import Lang
from kehoach.report.money_tree import money_trees
from kehoach.rows import HEADER_FIELDS, Row, Rows
from kehoach.tables import SCHEMA, label
from kehoach.vocabularies import word

WIDE = 120  # where the output goes to a file
COLOUR = {"error": "bold red", "warning": "yellow", "info": "dim"}
WORDS = {
    "whole plan": ("the whole plan", "toàn kế hoạch"),
    "nothing": ("none found", "không có"),
}


def show_plan(rows: Rows, lang: Lang, console: Console | None = None) -> None:
    """Print a plan's rows: header, outline, citations, projects, the tree of the money, duties, deadlines, targets, notes."""
    console = console or Console()
    if not console.is_terminal:
        console.width = WIDE
    parts: tuple[tuple[str, Sequence[RenderableType]], ...] = (
        ("documents", _header(rows["documents"][0], lang)),
        ("sections", _outline(rows["sections"])),
        ("citations", _citations(rows["citations"], lang)),
        ("projects", _projects(rows["projects"])),
        ("funding", money_trees(rows, _say("whole plan", lang), lang)),
        ("assignments", _duties(rows, lang)),
        ("deadlines", _deadlines(rows["deadlines"], lang)),
        ("targets", _targets(rows["targets"], lang)),
        ("tables", _tables(rows["tables"], lang)),
        ("diagnostics", _diagnostics(rows["diagnostics"], lang)),
    )
    for name, content in parts:
        console.print(Rule(Text(_title(name, rows, lang), style="bold"), align="left"))
        console.print(Group(*content) if content else Text(_say("nothing", lang), style="dim"))


def _title(part: str, rows: Rows, lang: Lang) -> str:
    """A part's name and how many rows it shows."""
    title = SCHEMA[part].vi if lang == "vi" else SCHEMA[part].en
    return title if part == "documents" else f"{title} · {len(rows[part])}"


def _say(key: str, lang: Lang) -> str:
    return WORDS[key][lang == "vi"]


def _grid(table: str, columns: str, rows: Iterable[Sequence[str]], lang: Lang) -> list[RenderableType]:
    """A table of some columns, headed by their labels; no table without rows."""
    grid = Table(box=None, pad_edge=False, header_style="dim", expand=False)
    for name in columns.split():
        numeric = SCHEMA[table].column(name).kind in ("int", "float")
        grid.add_column(Text(label(table, name, lang)), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        grid.add_row(*map(Text, row))
    return [grid] if grid.row_count else []


def _header(row: Row, lang: Lang) -> list[RenderableType]:
    grid = Table.grid(padding=(0, 2))
    reading = ("media", "n_pages", "quality") if row["quality"] is not None else ()
    for name in ("doc_id", *reading, *HEADER_FIELDS):
        if row[name] is not None:
            grid.add_row(Text(label("documents", name, lang), style="dim"), Text(_plain(row[name])))
    return [grid]


def _outline(rows: Sequence[Row]) -> list[RenderableType]:
    return [
        Text.assemble(
            "  " * (row["level"] - 1), (row["label"] or "·", "cyan"), "  ", row["heading"] or "", overflow="fold"
        )
        for row in rows
    ]


def _citations(rows: Sequence[Row], lang: Lang) -> list[RenderableType]:
    columns = "relation type code issue_date issuer title provision"
    lines = [[word("relation", r["relation"], lang), *(_plain(r[name]) for name in columns.split()[1:])] for r in rows]
    return _grid("citations", columns, lines, lang)


def _projects(rows: Sequence[Row]) -> list[RenderableType]:
    """The projects as a tree, each with its national component."""
    known = {p["project_id"]: p for p in rows}
    lines: list[RenderableType] = []
    for project in rows:
        component = ("  " + project["component"], "green") if project["component"] else ""
        indent = "  " * _depth(project, known)
        lines.append(Text.assemble(indent, (project["label"], "cyan"), "  ", project["name"], component))
    return lines


def _depth(project: Row, known: dict[str, Row]) -> int:
    depth, parent = 0, known.get(project["parent_id"])
    while parent and depth < len(known):
        depth, parent = depth + 1, known.get(parent["parent_id"])
    return depth


def _duties(rows: Rows, lang: Lang) -> list[RenderableType]:
    agencies: dict[str, list[str]] = {}
    for link in rows["assignment_agencies"]:
        said = f"{link['agency']} ({word('agency_role', link['role'], lang)})"
        agencies.setdefault(link["assignment_id"], []).append(said)
    lines: list[RenderableType] = []
    for row in rows["assignments"]:
        lines.append(Text("; ".join(agencies.get(row["assignment_id"], ["?"])), style="cyan"))
        lines.append(Padding(Text(row["task"]), (0, 0, 0, 2)))
    return lines


def _deadlines(rows: Sequence[Row], lang: Lang) -> list[RenderableType]:
    columns = "text kind date recurrence what agency recipient"
    lines = [
        [
            _plain(r["text"]),
            word("deadline_kind", r["kind"], lang),
            _plain(r["date"]),
            word("recurrence", r["recurrence"], lang),
            *(_plain(r[name]) for name in ("what", "agency", "recipient")),
        ]
        for r in rows
    ]
    return _grid("deadlines", columns, lines, lang)


def _targets(rows: Sequence[Row], lang: Lang) -> list[RenderableType]:
    columns = "indicator direction value_low value_high unit year area"
    lines = [
        [
            _plain(r["indicator"]),
            word("direction", r["direction"], lang),
            *(_plain(r[name]) for name in ("value_low", "value_high", "unit", "year", "area")),
        ]
        for r in rows
    ]
    return _grid("targets", columns, lines, lang)


def _tables(rows: Sequence[Row], lang: Lang) -> list[RenderableType]:
    columns = "caption unit n_rows n_cols"
    return _grid("tables", columns, [[_plain(r[name]) for name in columns.split()] for r in rows], lang)


def _diagnostics(rows: Sequence[Row], lang: Lang) -> list[RenderableType]:
    return [
        Text.assemble(
            (word("severity", row["severity"], lang), COLOUR[row["severity"]]), f"  {row['code']}  {row['message']}"
        )
        for row in rows
    ]


def _plain(value: Any) -> str:
    """A value as a reader writes it: whitespace collapsed, a comma as the decimal mark, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return " ".join(str(value).split())
