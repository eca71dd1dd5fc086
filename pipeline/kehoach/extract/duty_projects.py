"""Tell which of a plan's projects a duty is about: those that it names, or the one whose heading it stands under."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.rulebook import Rulebook
from kehoach.values import Outline, Project


class ProjectFinder:
    """Knows a plan's projects by label and by section."""

    def __init__(self, outline: Outline, projects: tuple[Project, ...], rules: Rulebook) -> None:
        self._outline = outline
        self._projects = projects
        self._mention = rules.pattern("duties.project")
        self._number = rules.pattern("duties.project_number")
        self._is_labelled = any(p.label[:1].isalpha() and " " in p.label for p in projects)
        self._of_section = {p.section: p.index for p in projects if p.section is not None}

    def find(self, task: str, section: int | None) -> tuple[int, ...]:
        """The indices of the projects of a duty: those that its text names by label, else its heading's."""
        named = tuple(dict.fromkeys(self._named(task))) if self._is_labelled else ()
        if named:
            return named
        for ancestor in self._outline.ancestors(section):
            if ancestor.index in self._of_section:
                return (self._of_section[ancestor.index],)
        return ()

    def _named(self, task: str) -> Iterator[int]:
        """`Dự án 1, Dự án 3`, `Tiểu dự án 1 thuộc Dự án 2`, `Dự án 6 (Tiểu dự án 1 và Tiểu dự án 2)`."""
        outer: int | None = None
        for match in self._mention.finditer(task):
            parent = None
            if match["of"]:
                parent = self._labelled(f"{match['of_kind']} {match['of']}", None)
            elif match["inner"]:
                parent = self._labelled(f"{match['outer_kind']} {match['outer']}", None)
            for number in self._number.findall(match["inner"] or match["numbers"]):
                kind = "Tiểu dự án" if match["inner"] else match["kind"]
                within = parent if parent is not None else outer if kind.casefold().startswith("tiểu") else None
                index = self._labelled(f"{kind} {number}", within)
                if index is not None:
                    yield index
                    outer = index if not kind.casefold().startswith("tiểu") else outer

    def _labelled(self, label: str, parent: int | None) -> int | None:
        """The project of a label, under a parent where one is given."""
        folded = label.casefold()
        matching = [p for p in self._projects if p.label.casefold() == folded]
        if parent is not None:
            matching = [p for p in matching if p.parent == parent] or matching
        return matching[0].index if matching else None
