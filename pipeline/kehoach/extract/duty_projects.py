"""Tell which of a plan's projects a duty is about: those that it names, or the one whose heading it stands under."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehoach.frozen import frozen
from kehoach.rulebook import Rulebook
from kehoach.values import Outline, Project


@frozen
class _Mention:
    """Projects of one kind named together. `part`: of another; `joined`: to the mention before (`thuộc …`, `(…)`)."""

    labels: tuple[str, ...]
    part: bool
    joined: str


class ProjectFinder:
    """Knows a plan's projects by label and by section."""

    def __init__(self, outline: Outline, projects: tuple[Project, ...], rules: Rulebook) -> None:
        self._outline = outline
        self._projects = projects
        self._mention = rules.pattern("duties.project")
        self._sign = rules.pattern("duties.project_sign")
        self._number = rules.pattern("duties.project_number")
        self._is_labelled = any(p.label[:1].isalpha() and " " in p.label for p in projects)
        self._of_section = {p.section: p.index for p in projects if p.section is not None}
        loose = [p for p in projects if p.section is None and p.rule_id != "projects.whole_plan"]
        self._loose = {p.start: p.index for p in loose if p.start is not None}
        self.lines = frozenset(p.start for p in loose if p.start is not None and p.rule_id == "projects.labelled")
        """Where the bullets begin that only name a project."""

    def find(self, task: str, section: int | None, start: int = 0, end: int = 0) -> tuple[int, ...]:
        """The indices of the projects of a duty, `start:end`: those that its text or the list below it names.

        Where it names none, it is its heading's.
        """
        if own := tuple(self._within(start, end)) if self._loose else ():
            return own
        if named := self.named(task):
            return named
        for ancestor in self._outline.ancestors(section):
            if ancestor.index in self._of_section:
                return (self._of_section[ancestor.index],)
        return ()

    def _within(self, start: int, end: int) -> Iterator[int]:
        """The projects that have their names in a text or in the bullets right below it."""
        for block in self._outline.blocks if self.lines else ():
            if block.start >= end:
                if block.start not in self.lines:
                    break
                end = block.end
        yield from (index for place, index in self._loose.items() if start <= place < end)

    def named(self, text: str) -> tuple[int, ...]:
        """The indices of the projects that a text names by their labels, in its order."""
        return tuple(dict.fromkeys(self._named(text))) if self._is_labelled and self._sign.search(text) else ()

    def _named(self, task: str) -> Iterator[int]:
        """The projects that a text names; a part (`Tiểu dự án 1`) is looked for in its whole.

        `Dự án 1, Dự án 3`; `Tiểu dự án 1 và Tiểu dự án 2 thuộc Dự án 3`; `Dự án 6 (Tiểu dự án 1 và 2)`. Where
        its whole has no such part, the whole is meant.
        """
        mentions = self._read_mentions(task)
        wholes = [self._whole_of(mentions, i) for i in range(len(mentions))]
        homeless: list[str] = []
        for i, (mention, whole) in enumerate(zip(mentions, wholes, strict=True)):
            within = self._labelled(mentions[whole].labels[0], None) if whole is not None else None
            serves = any(w == i > j for j, w in enumerate(wholes))
            for label in mention.labels[1 if serves else 0 :]:
                index = self._labelled(label, within)
                if index is None and whole is not None:
                    homeless += [label] if whole > i else []
                    index = within if whole > i else self._labelled(label, None)
                if index is not None:
                    yield index
                if whole is None:
                    yield from (found for part in homeless if (found := self._part(part, index)) is not None)

    def _read_mentions(self, task: str) -> list[_Mention]:
        mentions: list[_Mention] = []
        end = -1
        for match in self._mention.finditer(task):
            labels = tuple(f"{match['kind']} {number}" for number in self._number.findall(match["numbers"]))
            joined = (match["joint"].strip(" ,") or " ") if match.start() == end else ""
            mentions.append(_Mention(labels, bool(match["part"]), joined))
            end = match.end()
        return mentions

    def _whole_of(self, mentions: Sequence[_Mention], i: int) -> int | None:
        """Which mention names the whole of the i-th, a part: the one it is joined to, else the last one before."""
        if not mentions[i].part:
            follows = mentions[i + 1 : i + 2]
            return i + 1 if follows and not follows[0].part and follows[0].joined.isalpha() else None
        before = next((j for j in range(i - 1, -1, -1) if not mentions[j].part), None)
        if before is not None and mentions[before + 1].joined:
            return before
        after = next((j for j in range(i + 1, len(mentions)) if not mentions[j].part), None)
        return after if after is not None and mentions[after].joined else before

    def _part(self, label: str, whole: int | None) -> int | None:
        return self._labelled(label, whole) if whole is not None else None

    def _labelled(self, label: str, parent: int | None) -> int | None:
        """The project of a label, among the parts of a project where one is given."""
        folded = label.casefold()
        return next(
            (
                p.index
                for p in self._projects
                if p.label.casefold() == folded and (parent is None or p.parent == parent)
            ),
            None,
        )
