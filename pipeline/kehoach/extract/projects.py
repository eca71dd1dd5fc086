"""Find what a plan is divided into for doing (dự án, tiểu dự án, nội dung, hoạt động), with its national component."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from kehoach.frozen import frozen, replace
from kehoach.programmes import LEAST_MATCHED, Components, find_programme, infer_programme, read_components
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Header, Outline, Project, Section

LONGEST_NAME = 400
LEAST_LISTED = 2
"""Bullets that name a project, for a plan whose duties alone name its projects."""
UNTYPED = frozenset({"điều", "chương", "mục"})
"""Headings of a legal text: what stands below them is no project unless it is called one."""
NUMBERED = ("number", "decimal", "paren")


@frozen
class _Rules:
    labelled: regex.Pattern[str]
    whole_plan: regex.Pattern[str]
    content: regex.Pattern[str]
    generic: regex.Pattern[str]
    body: regex.Pattern[str]
    content_line: regex.Pattern[str]
    organisation: regex.Pattern[str]
    period: regex.Pattern[str]
    roadmap: regex.Pattern[str]
    bracket: regex.Pattern[str]
    approves: regex.Pattern[str]
    named_part: regex.Pattern[str]
    planning: regex.Pattern[str]
    levels: Mapping[str, str]


@dataclass(slots=True)
class _Search:
    """What has been found so far; lives for one call of `find_projects`."""

    outline: Outline
    header: Header
    rules: _Rules
    components: Components | None
    found: list[Project] = field(default_factory=list)
    of_section: dict[int, int] = field(default_factory=dict)


def find_projects(outline: Outline, header: Header, rules: Rulebook) -> tuple[Project, ...]:
    """The projects of a plan in the order of the text, each with its parent and its component.

    A project is a heading that calls itself one ("Dự án 2: …", "Hoạt động 1"), or, in the content
    part of a plan, a numbered heading with a name of its own. Headings that every plan has ("Mục
    tiêu", "Kinh phí") and headings that name an agency are none. A plan for one project alone has
    that project, from the title, as the parent of its parts. Components are matched by name.
    """
    programme = header.programme or find_programme(header.title, rules, header.year_from)
    components = read_components(programme, rules)
    duties = _Search(outline, header, _read_rules(rules, "projects.content"), components)
    _search_duties(duties, rules.pattern("projects.quoted"))
    if duties.found:
        return tuple(duties.found)
    for content in ("projects.content", "projects.solutions"):
        search = _Search(outline, header, _read_rules(rules, content), components)
        _search_outline(search)
        if search.found:
            break
    if components is None and search.found:
        return _with_inferred(search, rules)
    return tuple(search.found)


def _with_inferred(search: _Search, rules: Rulebook) -> tuple[Project, ...]:
    """The projects with the components of the programme that their own names tell, where the title names none."""
    named = [(p.name, level) for p in search.found if (level := _level(search, p.label))]
    years = tuple({y for y in (search.header.year_from, search.header.year_to) if y})
    programme = infer_programme(named, rules, years) if len(named) >= LEAST_MATCHED else None
    components = read_components(programme, rules)
    if components is None:
        return tuple(search.found)
    found: list[Project] = []
    for project in search.found:
        within = found[project.parent].component if project.parent is not None else None
        code = components.match(project.name, _level(search, project.label), within)
        found.append(replace(project, component=code))
    return tuple(found)


def _search_outline(search: _Search) -> None:
    sections = search.outline.sections
    labelled = {s.index: m for s in sections if (m := search.rules.labelled.match(s.heading))}
    _add_whole_plan(search, {m["label"].casefold() for m in labelled.values()})
    parts = {b.section: b.part for b in search.outline.blocks if b.kind == "heading"}
    items = _named_items(search)
    waiting = next(items, None)
    for section in sections:
        while waiting and waiting[0].start < section.start:
            _add_item(search, *waiting)
            waiting = next(items, None)
        if section.index in labelled:
            _add_labelled(search, section, labelled[section.index])
        elif parts.get(section.index) == "body" and _is_numbered_project(search, section, frozenset(labelled)):
            _add(search, section.start, section.end, section.index, section.label, section.heading, "projects.content")
    while waiting:
        _add_item(search, *waiting)
        waiting = next(items, None)


def project_of_section(outline: Outline, projects: Sequence[Project], section: int | None) -> int | None:
    """The index of the project under whose heading a section stands, None where there is none."""
    own = _own_headings(outline, projects)
    return next((own[s.index] for s in outline.ancestors(section) if s.index in own), None)


def _own_headings(outline: Outline, projects: Sequence[Project]) -> dict[int, int]:
    """The sections whose heading names a project, each with that project's index."""
    return {
        p.section: p.index for p in projects if p.section is not None and p.start == outline.sections[p.section].start
    }


def projects_of_blocks(outline: Outline, projects: Sequence[Project]) -> tuple[int | None, ...]:
    """For each block the index of its project: its heading's, or that of the line above which names one.

    A named bullet holds for the deeper bullets below it, a named paragraph or item up to the next.
    """
    if not projects:
        return (None,) * len(outline.blocks)
    lines = {p.start: p.index for p in projects if p.section is None or p.start != outline.sections[p.section].start}
    own, of_section = _own_headings(outline, projects), dict[int | None, int | None]()
    for section in outline.sections:  # in order: what it stands in has come before
        of_section[section.index] = own.get(section.index, of_section.get(section.parent))
    found: list[int | None] = []
    line: tuple[Block, int] | None = None
    for block in outline.blocks:
        if block.start in lines:
            line = block, lines[block.start]
        elif line and _ends_line(line[0], block):
            line = None
        found.append(line[1] if line else of_section.get(block.section))
    return tuple(found)


def _ends_line(named: Block, block: Block) -> bool:
    if block.kind == "heading" or block.section != named.section:
        return True
    if named.kind == "bullet":
        return block.kind != "bullet" or block.depth <= named.depth
    return named.kind == "item" and block.kind == "item"


def _read_rules(rules: Rulebook, content: str) -> _Rules:
    p = rules.pattern
    levels = {spelling: name["level"] for spelling, name in rules.spelling["projects.kinds"].items() if name["level"]}
    return _Rules(
        labelled=p("projects.labelled"),
        whole_plan=p("projects.whole_plan"),
        content=p(content),
        generic=p("projects.generic"),
        body=p("projects.body"),
        content_line=p("projects.content_line"),
        organisation=p("projects.organisation"),
        period=p("projects.period"),
        roadmap=p("projects.roadmap"),
        bracket=p("projects.bracket"),
        approves=p("projects.approves"),
        named_part=p("projects.named_part"),
        planning=p("projects.planning_document"),
        levels=levels,
    )


def _add_whole_plan(search: _Search, headings: set[str]) -> None:
    """A plan for one project alone: its title names it, and no heading does."""
    match = search.rules.whole_plan.search(search.header.title or "") if _is_plan(search) else None
    if not match or match["label"].casefold() in headings:
        return
    for block in search.outline.part("title"):
        text = search.outline.text(block)
        at = text.casefold().find(match["label"].casefold())
        if at >= 0:
            end = text.casefold().find(match["name"].casefold(), at)
            stop = end + len(match["name"]) if end >= 0 else at + len(match["label"])
            name = match["name"].strip()
            name = name.capitalize() if name.isupper() else name
            _add(search, block.start + at, block.start + stop, None, match["label"], name, "projects.whole_plan")
            return


def _add_labelled(search: _Search, section: Section, match: regex.Match[str]) -> None:
    """A heading that calls itself a project; not in the parts that give duties and money, where it is a mention."""
    if any(search.rules.organisation.search(s.heading) for s in search.outline.ancestors(section.parent)):
        return
    name, end, part = match["name"].strip(), section.end, None
    if bracket := search.rules.bracket.match(name):
        name, part = name[bracket.end() :].lstrip(" :.-"), bracket["label"]
    if not name:
        below, end = _name_below(search, section)
        name = below.split(": ")[0] if part else below
    if name:
        _add(search, section.start, end, section.index, match["label"], name, "projects.labelled", part=part)


def _name_below(search: _Search, section: Section) -> tuple[str, int]:
    """The name of a heading that is a number alone ("Hoạt động 1"): the line below, without its "Nội dung:"."""
    for block in search.outline.blocks[section.first : section.last]:
        if block.kind == "heading" and block.section == section.index:
            continue
        text = search.outline.text(block).split("\n", 1)[0]
        match = search.rules.content_line.match(text)
        name = match["name"] if match else text
        if name:
            return name[:LONGEST_NAME].strip(" .;:"), min(block.end, block.start + len(text))
    return "", section.end


def _is_numbered_project(search: _Search, section: Section, labelled: frozenset[int]) -> bool:
    """Whether a heading without such a word is one: numbered, named, and in the content part of a plan."""
    rules, outline = search.rules, search.outline
    if not _is_plan(search) or section.parent is None:
        return False
    if any(p.match(section.heading) for p in (rules.generic, rules.body, rules.period)):
        return False
    above = outline.ancestors(section.parent)
    if any(_is_legal(search, s) or rules.organisation.search(s.heading) for s in above):
        return False
    return _is_numbered(section, above[0]) and _stands_in_content(search, section, above[0], labelled)


def _is_plan(search: _Search) -> bool:
    return not search.header.doc_type or bool(search.rules.planning.match(search.header.doc_type))


def _is_legal(search: _Search, section: Section) -> bool:
    """Whether a heading is that of a legal text, and not the article by which a decision approves a plan."""
    return section.kind in UNTYPED and not search.rules.approves.match(section.heading)


def _is_numbered(section: Section, parent: Section) -> bool:
    if section.kind.startswith(NUMBERED):
        return section.label[:1].isdigit() and section.label.count(".") <= 1
    return section.kind == "roman" and parent.kind in ("phần", "letter")


def _stands_in_content(search: _Search, section: Section, parent: Section, labelled: frozenset[int]) -> bool:
    if parent.index in search.of_section:
        return "." in section.label or parent.kind == "roman"
    rules = search.rules
    if rules.period.match(parent.heading) and parent.parent is not None:
        above = search.outline.sections[parent.parent]
        return bool(rules.roadmap.match(above.heading) or rules.content.match(above.heading))
    if rules.approves.match(parent.heading) and rules.named_part.match(section.heading):
        return True
    if not rules.content.match(parent.heading):
        return False
    return not any(s.parent == parent.index and s.index in labelled for s in search.outline.sections)


def _named_items(search: _Search) -> Iterator[tuple[Block, regex.Match[str]]]:
    """Lines of the content part that name a project without being numbered headings ("- Dự án 1: Phòng ngừa …")."""
    for block in search.outline.part("body"):
        if block.kind in ("bullet", "item", "paragraph") and block.section is not None:
            text = search.outline.text(block)
            match = search.rules.labelled.match(text[:LONGEST_NAME])
            if match and len(text) <= LONGEST_NAME and _is_name(search, match["name"]) and _in_content(search, block):
                yield block, match


def _is_name(search: _Search, name: str) -> bool:
    """Whether the words behind a label are a project's name: no agency, no amount, no sentence about several."""
    return len(name.split()) >= 2 and name[:1].isupper() and not search.rules.body.match(name)


def _in_content(search: _Search, block: Block) -> bool:
    above = search.outline.ancestors(block.section)
    if any(search.rules.organisation.search(s.heading) for s in above):
        return False
    return any(search.rules.content.match(s.heading) or search.rules.labelled.match(s.heading) for s in above)


def _add_item(search: _Search, block: Block, match: regex.Match[str]) -> None:
    """A named line, unless a project of its label is there already: then it is a mention."""
    label, parent = match["label"], _parent(search, block.section, match["label"], item=True)
    same = [p for p in search.found if p.label.casefold() == label.casefold()]
    if any(p.parent == parent or _level(search, label) != "TDA" for p in same):
        return
    name = match["name"].split(". ")[0]
    _add(search, block.start, block.end, block.section, label, name, "projects.labelled", item=True)


def _search_duties(search: _Search, quoted: regex.Pattern[str]) -> None:
    """The projects of a plan that names them where it gives duties alone: in a list, others in quotation marks."""
    labelled = search.rules.labelled
    if any(labelled.match(s.heading) for s in search.outline.sections) or next(_named_items(search), None):
        return
    lines = {b.index: m for b in search.outline.part("body") if (m := _listed(search, b))}
    if len(lines) < LEAST_LISTED:
        return
    for block in search.outline.part("body"):
        match = lines.get(block.index)
        if match:
            bracket = search.rules.bracket.match(match["name"])
            label, name = (
                (bracket["label"], match["name"][bracket.end() :]) if bracket else match.group("label", "name")
            )
            _add_named(search, block.start, block.end, label, name, "projects.labelled")
        elif '"' in search.outline.text(block):
            for found in quoted.finditer(search.outline.text(block)):
                start, end = block.start + found.start("label"), block.start + found.end("name")
                _add_named(search, start, end, found["label"], found["name"], "projects.quoted")


def _listed(search: _Search, block: Block) -> regex.Match[str] | None:
    """What a bullet of a project's label and name says: `- Dự án 7 (Tiểu dự án 2): Truyền thông …`."""
    text = search.outline.text(block) if block.kind == "bullet" else ""
    match = search.rules.labelled.match(text) if 0 < len(text) <= LONGEST_NAME else None
    if match is None:
        return None
    bracket = search.rules.bracket.match(match["name"])
    name = match["name"][bracket.end() :].lstrip(" :.-") if bracket else match["name"]
    return match if _is_name(search, name) else None


def _add_named(search: _Search, start: int, end: int, label: str, name: str, rule: str) -> None:
    """A project without a heading, unless it has been named before."""
    name = " ".join(name.split()).strip(" .;:-")
    if any(p.label.casefold() == label.casefold() and p.name.casefold() == name.casefold() for p in search.found):
        return
    code = _component(search, label, name, None)
    index = len(search.found)
    search.found.append(
        Project(
            start=start,
            end=end,
            section=None,
            rule_id=rule,
            confidence=0.8,
            index=index,
            parent=None,
            label=label,
            name=name,
            component=code,
        )
    )


def _add(
    search: _Search,
    start: int,
    end: int,
    section: int | None,
    label: str,
    name: str,
    rule: str,
    item: bool = False,
    part: str | None = None,
) -> None:
    name = " ".join(name.split()).strip(" .;:")
    parent = _parent(search, section, label, item)
    code = _component(search, part or label, name, parent) or (
        _component(search, label, name, parent) if part else None
    )
    project = Project(
        start=start,
        end=end,
        section=section,
        rule_id=rule,
        confidence=0.8 if rule == "projects.content" else 1.0,
        index=len(search.found),
        parent=parent,
        label=label,
        name=name,
        component=code,
    )
    search.found.append(project)
    if section is not None and not item:
        search.of_section[section] = project.index


def _parent(search: _Search, section: int | None, label: str, item: bool) -> int | None:
    """The project whose heading is above; else, for a sub-project, the project named last; else the whole plan's."""
    above = search.outline.ancestors(section)
    for heading in above if item else above[1:]:
        if heading.index in search.of_section:
            return search.of_section[heading.index]
    if _level(search, label) == "TDA":
        whole = [p.index for p in search.found if _level(search, p.label) == "DA"]
        if whole:
            return whole[-1]
    whole_plan = [p.index for p in search.found if p.rule_id == "projects.whole_plan"]
    return whole_plan[0] if whole_plan else None


def _component(search: _Search, label: str, name: str, parent: int | None) -> str | None:
    if search.components is None:
        return None
    within = search.found[parent].component if parent is not None else None
    return search.components.match(name, _level(search, label), within)


def _level(search: _Search, label: str) -> str | None:
    """The kind of component code that a label's words stand for: "Tiểu dự án 1" `TDA`, a bare number None."""
    words = label.casefold().rstrip("0123456789. ")
    return search.rules.levels.get(words.removesuffix(" số"))
