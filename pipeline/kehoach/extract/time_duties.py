"""Find the duty that a time belongs to, and who owes it."""

from __future__ import annotations

from collections.abc import Sequence

from kehoach.extract.agency_names import read_agencies
from kehoach.extract.time_clauses import Clause, Setting, find_intro
from kehoach.values import Assignment, Block


def find_duty(position: int, block: Block, setting: Setting) -> Assignment | None:
    """The duty that a time at a position belongs to: whose span holds it, whose table row it stands in, else that
    of the paragraph that introduces its bullets, else the one before it in the same section (a line
    `Thời gian: …` follows its task), else the one behind it."""
    inside = [a for a in setting.assignments if _holds(a, position)]
    if inside:
        return min(inside, key=lambda a: (a.end or 0) - (a.start or 0))
    placed = [a for a in setting.assignments if a.start is not None and a.end is not None]
    if block.kind == "row":
        return next((a for a in placed if block.start <= (a.start or 0) and (a.end or 0) <= block.end), None)
    intro = find_intro(block, setting)
    if intro is not None:
        introduced = [a for a in placed if _holds(a, intro.start)]
        if introduced:
            return introduced[0]
    return _nearest(placed, position, block, setting)


def read_owers(duty: Assignment | None, clause: Clause, setting: Setting) -> tuple[str, ...]:
    """Who owes what is due: those who lead a duty or are responsible for it, where there are none those who take
    part; without a duty the agencies that the clause begins with."""
    if duty is not None:
        owe = [a.name for a in duty.agencies if a.role in ("lead", "responsible")]
        return tuple(dict.fromkeys(owe or [a.name for a in duty.agencies]))
    if clause.alone:
        return ()
    time = setting.rules.pattern("deadlines.time_lead").match(setting.text, clause.start, clause.end)
    begin = time.end() if time else clause.start
    lead = setting.rules.pattern("deadlines.subject_lead").match(setting.text, begin, clause.end)
    begin = lead.end() if lead else begin
    agencies, _ = read_agencies(setting.text, begin, clause.end, setting.rules)
    return tuple(dict.fromkeys(agency.name for agency in agencies))


def _holds(assignment: Assignment, position: int) -> bool:
    return (
        assignment.start is not None and assignment.end is not None and assignment.start <= position <= assignment.end
    )


def _nearest(placed: Sequence[Assignment], position: int, block: Block, setting: Setting) -> Assignment | None:
    label = setting.rules.pattern("deadlines.label.line").search(setting.text, block.start, block.end)
    if label is None:
        return None
    same = [a for a in placed if a.section == block.section]
    before = [a for a in same if (a.start or 0) < position]
    return before[-1] if before else same[0] if same else None
