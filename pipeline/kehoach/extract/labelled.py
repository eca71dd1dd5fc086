"""Read blocks whose labelled lines name who does their tasks: `Cơ quan chủ trì: …`, `Cơ quan phối hợp: …`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from kehoach.extract.agency_names import read_agencies
from kehoach.extract.clauses import Doer, distinct, find_subject, read_doers, says_more
from kehoach.extract.duty_texts import DutyText
from kehoach.frozen import frozen
from kehoach.rulebook import Rulebook
from kehoach.values import Outline

NAMING = ("lead", "coordinate", "responsible", "assigned")


@frozen
class Duty:
    """A duty as found: its span in the clean text, its doers with spans there, the rule that found it."""

    start: int
    end: int
    section: int | None
    doers: tuple[Doer, ...]
    rule_id: str
    confidence: float = 0.9


@dataclass(slots=True)
class _Group:
    """Tasks and the labelled lines that follow them; lives for one call of `read_labelled`."""

    tasks: list[DutyText] = field(default_factory=list)
    lines: list[DutyText] = field(default_factory=list)


def read_labelled(texts: Sequence[DutyText], outline: Outline, rules: Rulebook) -> tuple[list[Duty], set[int]]:
    """The duties of all labelled blocks, and the blocks that they were read from.

    Each task of a block is a duty of the agencies that its labelled lines name; where it has none, its
    heading is. A labelled line that says at length what its agencies do is a duty too.
    """
    duties: list[Duty] = []
    taken: set[int] = set()
    plain = [t for t in texts if t.block.kind != "heading"]
    for scope, members in groupby(plain, key=lambda t: t.scope):
        own = list(members)
        if not any(t.label in NAMING[:3] or _is_bare(t, rules) for t in own):
            continue
        for group in _split_groups(own, rules):
            if group.lines:
                duties += _read_group(group, scope, outline, rules)
                taken.update(t.block.index for t in (*group.tasks, *group.lines))
    return duties, taken


def _is_bare(text: DutyText, rules: Rulebook) -> bool:
    """`Phân công thực hiện: Phòng Y tế.` says who, not what: its tasks stand before it."""
    return (
        text.label == "assigned"
        and not text.introduces
        and find_subject(text.text, rules) is None
        and bool(read_agencies(text.text, 0, len(text.text), rules)[0])
    )


def _split_groups(texts: Sequence[DutyText], rules: Rulebook) -> Iterator[_Group]:
    """Cut a section's texts where a task follows labelled lines."""
    group, label = _Group(), None
    for text in texts:
        naming = text.label in NAMING[:3] or _is_bare(text, rules)
        if label is not None and text.is_under(label):
            group.lines.append(text)
        elif naming:
            group.lines.append(text)
            label = text if text.introduces or not text.text.strip() else None
        elif text.label == "other" and group.lines:
            label = None
        elif text.label != "other":
            if group.lines:
                yield group
                group = _Group()
            group.tasks.append(text)
            label = None
    yield group


def _read_group(group: _Group, scope: int | None, outline: Outline, rules: Rulebook) -> Iterator[Duty]:
    doers: list[Doer] = []
    for line in group.lines:
        found, content = _read_line(line, rules)
        doers += found
        if content:
            yield Duty(line.start, line.end, line.block.section, distinct(found), "duties.label", 0.85)
            if not line.label:
                del doers[len(doers) - len(found) :]
    parts = distinct(doers)
    if not parts:
        return
    tasks = _tasks(group.tasks, rules)
    for task in tasks:
        yield Duty(task.start, task.end, task.block.section, parts, "duties.label")
    if not tasks and scope is not None:
        heading = outline.sections[scope]
        yield Duty(heading.start_heading, heading.end, scope, parts, "duties.label", 0.85)


def _tasks(texts: Sequence[DutyText], rules: Rulebook) -> list[DutyText]:
    """Which texts before the labelled lines are tasks: those labelled so, else all but introductions and costs."""
    introducing = {
        t.block.index for t in texts if (t.introduces or not t.text.strip()) and any(u.is_under(t) for u in texts)
    }
    named = [t for t in texts if t.label == "task"]
    costs = rules.pattern("duties.cost_item")
    kept = [t for t in texts if t.block.index not in introducing and t.text.strip() and not costs.match(t.text)]
    if named:
        kept = [t for t in kept if t.label == "task" or any(t.is_under(n) for n in named)]
    return kept


def _read_line(line: DutyText, rules: Rulebook) -> tuple[list[Doer], bool]:
    """The agencies of a labelled line with the label's role, and whether the line is a duty of its own."""
    role = line.label if line.label in NAMING[:3] else "responsible"
    subject = find_subject(line.text, rules)
    if subject is None:
        names, _ = read_agencies(line.text, 0, len(line.text), rules)
        return [Doer(n, role, role == "coordinate").moved(line.start) for n in names], False
    doers = [d.moved(line.start) for d in read_doers(line.text, subject, rules)]
    if role != "responsible":
        doers = [Doer(d.agency, d.role if d.partner else role, d.partner or role == "coordinate") for d in doers]
    return doers, says_more(line.text, subject.predicate, rules)
