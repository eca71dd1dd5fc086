"""Say of every section whether its paragraphs give duties, and to which agencies its heading gives them."""

from __future__ import annotations

from dataclasses import dataclass

from kehoach.extract.agency_names import AgencyName, open_name, read_heading, strip_request
from kehoach.extract.clauses import Doer, read_part
from kehoach.rulebook import Rulebook
from kehoach.values import Outline, Section

LONGEST_HEADING = 400


@dataclass(frozen=True, slots=True)
class DutySection:
    """What a section's heading, or one above it, says of the paragraphs under it.

    `kind` is duty, funding, work, none (purposes, principles, solutions …) or "" where no heading tells.
    `doers` are the agencies under whose heading the paragraphs stand, with offsets in the clean text;
    `owner` is that heading's section. `sentence` says that the heading itself is a duty's sentence.
    """

    kind: str = ""
    doers: tuple[Doer, ...] = ()
    owner: int | None = None
    sentence: bool = False


def read_duty_sections(outline: Outline, rules: Rulebook) -> tuple[DutySection, ...]:
    """One `DutySection` for each section of the outline, in its order."""
    read: list[DutySection] = []
    for section in outline.sections:
        above = read[section.parent] if section.parent is not None else DutySection()
        read.append(_read_section(section, above, rules))
    return tuple(read)


def _read_section(section: Section, above: DutySection, rules: Rulebook) -> DutySection:
    kind = read_kind(section.heading, rules)
    doers, sentence = _read_doers(section, rules)
    asked = strip_request(section.heading, 0, len(section.heading), rules) > 0
    if doers and (asked or above.kind not in ("none", "funding")):
        return DutySection("duty" if above.kind in ("", "work", "none") else above.kind, doers, section.index, sentence)
    return DutySection(kind or above.kind, above.doers, above.owner)


def read_kind(heading: str, rules: Rulebook) -> str:
    """The kind of a heading: duty, funding, work, none, or "" where no rule reads it.

    A heading of both work and solutions (`Nhiệm vụ, giải pháp`) is work.
    """
    kinds = [str(r.gives["kind"]) for r in rules.subject("duties.section") if r.pattern.search(heading)]
    return next((k for k in ("duty", "work", "funding", "none") if k in kinds), "") if "work" in kinds else (kinds[0] if kinds else "")


def _read_doers(section: Section, rules: Rulebook) -> tuple[tuple[Doer, ...], bool]:
    """The agencies that a heading names, and whether the heading goes on to say what they do."""
    heading = section.heading[:LONGEST_HEADING]
    names, stop = read_heading(heading, rules)
    if not names:
        name = _unknown_owner(heading, rules)
        return ((Doer(name, "responsible").moved(section.start_heading),) if name else ()), False
    rest = heading[stop:]
    if rest and not rules.pattern("duties.predicate").match(heading, stop):
        return (), False
    role, partners = read_part(rest.lstrip(" ,:"), rules)
    shift = stop + len(rest) - len(rest.lstrip(" ,:"))
    doers = [Doer(n, role) for n in names] + [Doer(p, "coordinate", partner=True).moved(shift) for p in partners]
    return tuple(d.moved(section.start_heading) for d in doers), bool(rest)


def _unknown_owner(heading: str, rules: Rulebook) -> AgencyName | None:
    """Whoever `Trách nhiệm của …` names, also where no rule knows the name."""
    owner = rules.pattern("duties.owner").match(heading)
    if owner is None:
        return None
    return AgencyName(open_name(owner["owner"], rules), owner.start("owner"), owner.end("owner"), "open")

