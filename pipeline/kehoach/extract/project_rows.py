"""Tell which project a row of a table is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from kehoach.programmes import fold_name
from kehoach.rulebook import Rulebook
from kehoach.values import Cell, Project

LEAST = 90
"""The least likeness (0-100) of a row's words to a project's name: all of them are in it, or nearly."""
NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[a-zđ])")
SHORTEST = 3


class ProjectRows:
    """Finds the project of each row of a table, in order: rows below a project's row are its parts."""

    def __init__(self, projects: tuple[Project, ...], default: int | None, rules: Rulebook) -> None:
        self.projects = projects
        self.default = default
        self.labelled = rules.pattern("projects.labelled")
        self.last: tuple[str, int] | None = None

    def find(self, cells: Sequence[Cell], label: str) -> int | None:
        """The index of the row's project: by its label, else by its name, else that of the row it stands under."""
        number = row_number(cells)
        above = self.last[1] if self.last and number.startswith(self.last[0] + ".") else None
        found = self._by_label(label, above) if self.projects else None
        if found is None and self.projects and len(label.split()) >= SHORTEST:
            found = self._by_name(label, above)
        if found is not None:
            if above is None:
                self.last = (number, found)
            return found
        return above if above is not None else self.default

    def _by_label(self, label: str, above: int | None) -> int | None:
        match = self.labelled.match(label)
        if not match:
            return None
        words = match["label"].casefold()
        same = [p for p in self.projects if p.label.casefold() == words]
        parts = [p for p in same if above is not None and p.parent == above]
        return (parts or same)[0].index if same else None

    def _by_name(self, label: str, above: int | None) -> int | None:
        match = self.labelled.match(label)
        words = fold_name(match["name"] if match and match["name"] else label)
        choices = [p for p in self.projects if above is None or p.parent == above] or list(self.projects)
        names = [(fold_name(p.name), p.index) for p in choices]
        scored = [(fuzz.token_set_ratio(words, name), fuzz.ratio(words, name), index) for name, index in names]
        best = max(scored, default=(0.0, 0.0, 0))
        return best[2] if best[0] >= LEAST else None


def row_number(cells: Sequence[Cell]) -> str:
    """The number that a row has in its first cell (`4.1`), "" where it has none."""
    first = cells[0].text.strip(" .)") if cells else ""
    return first if NUMBER.fullmatch(first) else ""
