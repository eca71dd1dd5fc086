"""Say of every section whether its paragraphs give duties, and to which agencies its heading gives them."""

from __future__ import annotations

from kehoach.extract import open_texts
from kehoach.extract.agency_names import AgencyName, open_name, read_heading, strip_request
from kehoach.extract.clauses import Doer, begins_with_verb, read_part, says_more
from kehoach.extract.signs import that_may_match
from kehoach.frozen import frozen, replace
from kehoach.rulebook import Rulebook
from kehoach.values import Outline, Section

LONGEST_HEADING = 400


@frozen
class DutySection:
    """What a section's heading, or one above it, says of the paragraphs under it.

    `kind` is duty, funding, work, none (purposes, principles, solutions …) or "" where no heading tells.
    `doers` are the agencies under whose heading the paragraphs stand, with offsets in the clean text;
    `owner` is that heading's section. `sentence` says that the heading itself is a duty's sentence.
    `assigns` says that this heading or one above it is of a part that gives duties.
    """

    kind: str = ""
    doers: tuple[Doer, ...] = ()
    owner: int | None = None
    sentence: bool = False
    assigns: bool = False


def read_duty_sections(outline: Outline, rules: Rulebook, *, reports: bool = False) -> tuple[DutySection, ...]:
    """One `DutySection` for each section of the outline, in its order.

    In a document that `reports` an agency's heading tells what it has done, but under `Tổ chức thực hiện`.
    """
    top = DutySection("none") if reports else DutySection()
    read: list[DutySection] = []
    for section in outline.sections:
        above = read[section.parent] if section.parent is not None else top
        said = _read_section(section, above, rules)
        assigns = above.assigns or said.kind == "duty"
        said = DutySection(said.kind, said.doers, said.owner, said.sentence, assigns)
        if said == above and above.kind == "duty" and _is_unknown_actor(section, outline, rules):
            said = DutySection("duty", (_whole(section, rules),), section.index, assigns=True)
        read.append(said)
    return tuple(read)


def _is_unknown_actor(section: Section, outline: Outline, rules: Rulebook) -> bool:
    """Whether a heading that no rule knows names who is to do what its first paragraph begins with.

    So it is where the heading is a noun phrase, no theme (`Công tác …`), or what follows `Đề nghị`, and the paragraph
    begins with a verb. Words are asked for the few headings that the rules leave open.
    """
    asked = strip_request(section.heading, 0, len(section.heading), rules)
    heading = section.heading[asked:]
    if section.kind == "điều" or rules.pattern("duties.theme").match(heading) or read_kind(heading, rules):
        return False
    content = next((b for b in outline.blocks[section.first + 1 : section.last] if b.kind != "heading"), None)
    if content is None or begins_with_verb(heading, rules):
        return False
    words = outline.text(content)
    acts = begins_with_verb(words, rules) or open_texts.ask("bullet", words, rules) is True
    return acts and (asked > 0 or open_texts.ask("heading", heading, rules) is True)


def _whole(section: Section, rules: Rulebook) -> Doer:
    """A heading as one name, as written."""
    begin = strip_request(section.heading, 0, len(section.heading), rules)
    end = len(section.heading[begin:].split(" (")[0].rstrip(" .:;")) + begin
    name = AgencyName(open_name(section.heading[begin:end], rules), begin, end, "open")
    return Doer(name, "responsible").moved(section.start_heading)


def _read_section(section: Section, above: DutySection, rules: Rulebook) -> DutySection:
    doers, sentence = _read_doers(section, rules)
    request = rules.pattern("agencies.request").match(section.heading)
    asked = request is not None and (request["ask"] is not None or request["owed"] is not None)
    known = above.kind == "duty" or all(d.agency.kind != "open" for d in doers)
    if doers and (asked or (known and (above.assigns or above.kind not in ("none", "funding")))):
        return DutySection("duty" if above.kind in ("", "work", "none") else above.kind, doers, section.index, sentence)
    if above.doers and rules.pattern("duties.bare").match(section.heading) and not says_more(section.heading, 0, rules):
        return DutySection(above.kind, _with_part(section, above.doers, rules), above.owner)
    kind = read_kind(section.heading, rules)
    if above.kind == "none" and (kind == "funding" or (kind == "work" and section.parent is None)):
        kind = "none"
    return DutySection(kind or above.kind, above.doers, above.owner)


def _with_part(section: Section, doers: tuple[Doer, ...], rules: Rulebook) -> tuple[Doer, ...]:
    """The agencies of the heading above with the part that this heading gives them: `Chủ trì, phối hợp với …`."""
    role, partners = read_part(section.heading, rules)
    own = [replace(d, role=role) for d in doers if not d.partner]
    return (*own, *(Doer(p, "coordinate", partner=True).moved(section.start_heading) for p in partners))


def read_kind(heading: str, rules: Rulebook) -> str:
    """The kind of a heading: duty, funding, work, none, or "" where no rule reads it.

    A heading of both work and solutions (`Nhiệm vụ, giải pháp`) is work.
    """
    small = heading.lower()
    may_match = that_may_match(rules.subject("duties.section"), small)
    kinds = [str(r.gives["kind"]) for r in may_match if r.pattern.search(small)]
    return (
        next((k for k in ("duty", "work", "funding", "none") if k in kinds), "")
        if "work" in kinds
        else (kinds[0] if kinds else "")
    )


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
