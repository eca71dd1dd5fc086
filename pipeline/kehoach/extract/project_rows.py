"""Tell which project a row of a table, or a line of money, is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from rapidfuzz import fuzz

from kehoach.extract.duty_projects import ProjectFinder
from kehoach.programmes import fold_name
from kehoach.rulebook import Rulebook
from kehoach.values import Cell, Outline, Project

LEAST = 90
"""The least likeness (0-100) of a row's words to a project's name: all of them are in it, or nearly."""
NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[a-zđA-ZĐ])")
SHORTEST = 3
"""A name of fewer syllables says too little to tell a project by."""


class ProjectNames:
    """Finds projects by what a text calls them: "Dự án 2", or the name itself."""

    def __init__(self, outline: Outline, projects: tuple[Project, ...], rules: Rulebook) -> None:
        self.projects = projects
        self.finder = ProjectFinder(outline, projects, rules)
        self.labelled = rules.pattern("projects.labelled")
        self.mention = rules.pattern("projects.mention")

    @cached_property
    def names(self) -> list[tuple[str, Project]]:
        """The projects with their names as they are compared."""
        return [(fold_name(project.name), project) for project in self.projects]

    def by_label(self, label: str, above: int | None) -> int | None:
        """The project of this label; of several (each Dự án has its Tiểu dự án 1) the one that is part of `above`."""
        words = label.casefold()
        same = [p for p in self.projects if p.label.casefold() == words]
        parts = [p for p in same if above is not None and above in (p.parent, p.index)]
        if parts:
            return parts[0].index
        return same[0].index if len(same) == 1 else None

    def by_name(self, name: str, above: int | None, least: float = LEAST) -> int | None:
        """The project whose name has all these words, among the parts of `above` where that is given."""
        if len(name.split()) < SHORTEST:
            return None
        words = fold_name(name)
        choices = [(n, p) for n, p in self.names if above is None or p.parent == above] or self.names
        scored = [
            (score, fuzz.ratio(words, n), p.index)
            for n, p in choices
            if (score := fuzz.token_set_ratio(words, n, score_cutoff=least)) >= least
        ]
        return max(scored)[2] if scored else None

    def in_line(self, words: str, above: int | None) -> int | None:
        """The project that the words before an amount speak of: the label named last, else a name that they are."""
        found, mentions = None, list(self.mention.finditer(words))
        if len(mentions) > 1 and (named := self.finder.named(words)):
            return named[-1]  # "Tiểu dự án 2 thuộc Dự án 3"
        for match in mentions:
            project = self.by_label(match["label"], above if found is None else found)
            found = project if project is not None else found
        if found is not None:
            return found
        folded = fold_name(words)
        alike = [
            p.index
            for n, p in self.names
            if fuzz.ratio(folded, n, score_cutoff=LEAST) >= LEAST and len(n.split()) >= SHORTEST
        ]
        return alike[0] if len(alike) == 1 else None


class ProjectRows:
    """Finds the project of each row of a table, in order: rows below a project's row are its parts."""

    def __init__(self, names: ProjectNames, default: int | None) -> None:
        self.names = names
        self.default = default
        self.last: tuple[str, int] | None = None

    def find(self, cells: Sequence[Cell], label: str) -> int | None:
        """The index of the row's project: by its label, else by its name, else that of the row it stands under."""
        if not self.names.projects:
            return self.default
        number = row_number(cells)
        above = self.last[1] if self.last and self.last[0] and number.startswith(self.last[0] + ".") else None
        match = self.names.labelled.match(label)
        within = self.last[1] if self.last and above is None else above
        found = self.names.by_label(match["label"], within) if match else None
        if found is None:
            found = self.names.by_name(match["name"] if match and match["name"] else label, above)
        if found is None:
            return above if above is not None else self.default
        if above is None and (self.last is None or self.names.projects[found].parent != self.last[1]):
            self.last = (number, found)
        return found


def row_number(cells: Sequence[Cell]) -> str:
    """The number that a row has in its first cell (`4.1`), "" where it has none."""
    first = cells[0].text.strip(" .)") if cells else ""
    return first if NUMBER.fullmatch(first) else ""
