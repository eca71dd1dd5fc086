"""Read task tables (bảng phân công nhiệm vụ): columns for the task, who leads, who works with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kehoach.extract.agency_names import read_agencies, read_unknown
from kehoach.extract.clauses import Doer, distinct, find_subject, read_doers
from kehoach.extract.labelled import Duty
from kehoach.rulebook import Rulebook
from kehoach.values import Cell, Outline, Table

LEAST_TASK = 6
"""Letters of a task cell; shorter ones hold numbers."""


def read_task_tables(outline: Outline, rules: Rulebook) -> Iterator[Duty]:
    """One duty for each row of a task table: its task cell, with the agencies of its other cells."""
    for table in outline.tables:
        roles = _read_columns(table, rules)
        if "task" not in roles.values() or not {"lead", "responsible"} & set(roles.values()):
            continue
        rows: dict[int, list[Cell]] = defaultdict(list)
        for cell in table.cells:
            rows[cell.row].append(cell)
        known: dict[tuple[str, str], tuple[Doer, ...]] = {}
        headings = {heading for row in table.header for heading in row if heading}
        for cells in rows.values():
            task = next((c for c in cells if roles.get(c.col) == "task"), None)
            if task is None or len(task.text) < LEAST_TASK or any(cell.text in headings for cell in cells):
                continue
            others = [(c, roles[c.col]) for c in cells if roles.get(c.col, "task") != "task"]
            doers = [d.moved(c.start) for c, role in others for d in _read_cell(c, role, known, outline, rules)]
            if any(not d.partner for d in doers):
                yield Duty(task.start, task.end, table.section, distinct(doers), "duties.column", 0.9)


def _read_columns(table: Table, rules: Rulebook) -> dict[int, str]:
    """The role of each column that has one, by its heading; one task column, the first."""
    roles: dict[int, str] = {}
    for col in range(table.n_cols):
        heading = " ".join(" ".join(row[col] for row in table.header if col < len(row)).split())
        role = next((str(r.gives["role"]) for r in rules.subject("duties.column") if r.pattern.search(heading)), "")
        if role and not (role == "task" and "task" in roles.values()):
            roles[col] = role
    return roles


def _read_cell(
    cell: Cell, role: str, known: dict[tuple[str, str], tuple[Doer, ...]], outline: Outline, rules: Rulebook
) -> tuple[Doer, ...]:
    """The agencies of a cell; columns say the same again and again, so each text is read once a table."""
    text = outline.clean.text[cell.start : cell.end]
    if (text, role) not in known:
        known[text, role] = tuple(_read_agencies(text, role, rules))
    return known[text, role]


def _read_agencies(text: str, role: str, rules: Rulebook) -> Iterator[Doer]:
    """The agencies of a cell's text with the column's role; a sentence in the cell says its own.

    What stands in such a column is an agency, also where no rule knows it.
    """
    subject = find_subject(text, rules)
    if subject and (role == "lead" or subject.asked):
        yield from read_doers(text, subject, rules)
        return
    names, stop = read_agencies(text, 0, len(text), rules)
    rest = rules.pattern("agencies.separator").match(text, stop) if names else None
    if not names or rest:
        names = (*names, *read_unknown(text, rest.end() if rest else 0, len(text.rstrip(" .;,")), rules))
    yield from (Doer(n, role, role == "coordinate") for n in names)
