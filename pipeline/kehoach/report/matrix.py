"""The responsibility matrix (ma trận phân công): agencies by tasks, with the part that each has in each."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from kehoach.frozen import frozen
from kehoach.rows import Row, rows_of
from kehoach.store import Store
from kehoach.values import Plan
from kehoach.vocabularies import word

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console, RenderableType
    from rich.table import Table

    from kehoach.columns import Lang

ROLES = ("lead", "responsible", "coordinate", "partner")
"""The parts in a task. `partner` is who is to be worked with; the tables have it as `coordinate` of an agency that
`assignee_text` does not name."""
TABLES = "documents sections projects assignments assignment_agencies assignment_projects agencies deadlines".split()
WIDE = 120
WIDTHS = {"task": 10, "projects": 3, "deadlines": 3}  # shares of the line; 4 for a role
WORDS = {
    "agencies": ("Agencies by their parts", "Cơ quan theo vai trò"),
    "tasks": ("Tasks and who has which part", "Nhiệm vụ và cơ quan thực hiện"),
    "doc_id": ("Document", "Văn bản"),
    "source": ("Source", "Tệp"),
    "section": ("Section", "Mục"),
    "heading": ("Heading", "Đề mục"),
    "task": ("Task", "Nhiệm vụ"),
    "agency": ("Agency", "Cơ quan"),
    "role": ("Part", "Vai trò"),
    "partner": ("partner", "phối hợp cùng"),
    "written": ("Name as written", "Tên như trong văn bản"),
    "projects": ("Projects", "Dự án"),
    "deadlines": ("Deadlines", "Thời hạn"),
    "agency_id": ("Agency's id", "Mã cơ quan"),
    "assignment_id": ("Task's id", "Mã nhiệm vụ"),
    "nothing": ("no duties found", "không có nhiệm vụ nào"),
}
COLUMNS = tuple(
    "source section heading task agency written role projects deadlines doc_id agency_id assignment_id".split()
)


@frozen
class Part:
    """An agency's part in a task: its name with its place and as written, its identity, one of `ROLES`."""

    agency: str
    written: str
    agency_id: str
    role: str


@frozen
class Task:
    """A duty with all who have a part in it.

    `section` is the path of the heading it stands under and `heading` its words; `projects` are the labels of
    those it is about, `deadlines` the words that limit it.
    """

    doc_id: str
    source: str
    assignment_id: str
    section: str | None
    heading: str | None
    task: str
    parts: tuple[Part, ...]
    projects: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()

    def names(self, role: str) -> tuple[str, ...]:
        """Who has that part, as written."""
        return tuple(part.written for part in self.parts if part.role == role)


@frozen
class Matrix:
    """Tasks in the order of documents and text, with their agencies."""

    tasks: tuple[Task, ...]

    def agencies(self) -> dict[str, Counter[str]]:
        """How many tasks each agency has in each role, the busiest first (who leads more before who has more)."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for task in self.tasks:
            for part in task.parts:
                counts[part.agency][part.role] += 1
        return dict(sorted(counts.items(), key=lambda c: (-c[1]["lead"], -c[1].total(), c[0])))

    def rows(self) -> list[dict[str, str | None]]:
        """A row for each agency of each task, with `COLUMNS`."""
        return [
            {
                **{name: getattr(task, name) for name in ("source", "section", "heading", "task")},
                "agency": part.agency,
                "written": part.written,
                "role": part.role,
                "projects": "; ".join(task.projects) or None,
                "deadlines": "; ".join(task.deadlines) or None,
                "doc_id": task.doc_id,
                "agency_id": part.agency_id,
                "assignment_id": task.assignment_id,
            }
            for task in self.tasks
            for part in task.parts
        ]

    def frame(self) -> pd.DataFrame:
        """The rows as a pandas frame: `frame().pivot_table(index="agency", columns="role", aggfunc="size")`."""
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=list(COLUMNS))


def responsibility_matrix(source: Plan | Store, where: str | None = None) -> Matrix:
    """Who has which part in which task of a plan, or of a store's plans.

    `where` chooses plans of a store: an SQL condition on `documents`. Spellings of one agency are one, by its
    identity. ValueError for a condition on a single plan.
    """
    if isinstance(source, Plan):
        if where is not None:
            raise ValueError("a condition chooses among the plans of a store; this is one plan")
        return _read_matrix(rows_of(source))
    chosen = None if where is None else set(source.query(f"SELECT doc_id FROM documents WHERE {where}")["doc_id"])
    rows = {name: source.rows(name) for name in TABLES}
    if chosen is not None:
        rows["assignments"] = [row for row in rows["assignments"] if row["doc_id"] in chosen]
    return _read_matrix(rows)


def _read_matrix(rows: Mapping[str, Sequence[Row]]) -> Matrix:
    parts = _by_duty(rows["assignment_agencies"])
    links = _by_duty(rows["assignment_projects"])
    limits = _by_duty(rows["deadlines"])
    sources = {row["doc_id"]: row["source"] for row in rows["documents"]}
    sections = {row["section_id"]: row for row in rows["sections"]}
    projects = {row["project_id"]: row["label"] for row in rows["projects"]}
    names = {row["agency_id"]: row["name"] for row in rows["agencies"]}
    tasks = []
    for duty in rows["assignments"]:
        own, section = duty["assignment_id"], sections.get(duty["section_id"])
        given = set((duty["assignee_text"] or "").split("; "))
        tasks.append(
            Task(
                duty["doc_id"],
                sources[duty["doc_id"]],
                own,
                section["path"] if section else None,
                section["heading"] if section else None,
                duty["task"],
                tuple(
                    Part(str(names.get(p["agency_id"]) or p["agency"]), p["agency"], p["agency_id"], _role(p, given))
                    for p in parts[own]
                ),
                tuple(projects[link["project_id"]] for link in links[own]),
                tuple(" ".join(limit["text"].split()) for limit in limits[own] if limit["text"]),
            )
        )
    return Matrix(tuple(tasks))


def _by_duty(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["assignment_id"]].append(row)
    return found


def _role(part: Row, given: set[str]) -> str:
    """The role of an agency; who coordinates without being given the duty is a partner."""
    return "partner" if part["role"] == "coordinate" and part["agency"] not in given else str(part["role"])


# --- for readers -----------------------------------------------------------------------------------


def role_word(role: str, lang: Lang) -> str:
    """A role's name."""
    return _say("partner", lang) if role == "partner" else word("agency_role", role, lang)


def _say(key: str, lang: Lang) -> str:
    return WORDS[key][lang == "vi"]


def matrix_as_csv(matrix: Matrix, lang: Lang) -> str:
    """The matrix as CSV: a line for each agency of each task, headings and roles in a language."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow([_say(name, lang) for name in COLUMNS])
    for row in matrix.rows():
        lines.writerow([role_word(str(row[n]), lang) if n == "role" else row[n] for n in COLUMNS])
    return text.getvalue()


def show_matrix(matrix: Matrix, lang: Lang, console: Console | None = None) -> None:
    """Print a matrix: how many tasks each agency has in each role, then each section's tasks with who does them."""
    from rich.console import Console, Group
    from rich.rule import Rule
    from rich.text import Text

    console = console or Console()
    if not console.is_terminal:
        console.width = WIDE
    counts = matrix.agencies()
    for title, size, grids in (
        ("agencies", len(counts), [_agencies_grid(counts, lang)]),
        ("tasks", len(matrix.tasks), _tasks_grids(matrix, lang)),
    ):
        console.print(Rule(Text(f"{_say(title, lang)} · {size}", style="bold"), align="left"))
        console.print(Group(*grids) if size else Text(_say("nothing", lang), style="dim"))


def _agencies_grid(counts: Mapping[str, Counter[str]], lang: Lang) -> Table:
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, header_style="dim")
    grid.add_column(_say("agency", lang), overflow="fold")
    for role in ROLES:
        grid.add_column(role_word(role, lang), justify="right")
    for agency, parts in counts.items():
        grid.add_row(agency, *(str(parts[role] or "") for role in ROLES))
    return grid


def _tasks_grids(matrix: Matrix, lang: Lang) -> Iterator[RenderableType]:
    """Each section's heading, then its tasks: a column for each role; columns that no task fills are left out."""
    from rich.table import Table
    from rich.text import Text

    columns = {"task": [task.task for task in matrix.tasks]}
    columns |= {role: ["; ".join(task.names(role)) for task in matrix.tasks] for role in ROLES}
    columns["projects"] = ["; ".join(task.projects) for task in matrix.tasks]
    columns["deadlines"] = ["; ".join(task.deadlines) for task in matrix.tasks]
    kept = [name for name, cells in columns.items() if name == "task" or any(cells)]
    titles = [role_word(name, lang) if name in ROLES else _say(name, lang) for name in kept]
    numbered = enumerate(matrix.tasks)
    for first, (_, tasks) in enumerate(groupby(numbered, key=lambda t: (t[1].doc_id, t[1].section, t[1].heading))):
        own = list(tasks)
        grid = Table(box=None, pad_edge=False, header_style="dim", expand=True, show_header=first == 0)
        for name, title in zip(kept, titles, strict=True):
            grid.add_column(Text(title), overflow="fold", ratio=WIDTHS.get(name, 4))
        for i, _ in own:
            grid.add_row(*(Text(columns[name][i]) for name in kept))
        yield Text(" ".join(filter(None, (own[0][1].section, own[0][1].heading))), style="cyan", overflow="fold")
        yield grid
