"""Find the money of a plan (kinh phí): each amount with its role, source, kind, year, project and total."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from kehoach.extract.amounts import Amount, find_amounts, read_number
from kehoach.extract.money_agencies import agency_of_line
from kehoach.extract.money_tables import find_cell_drafts
from kehoach.extract.money_tree import (
    Depth,
    Draft,
    Ladder,
    adopt_above_by_sum,
    adopt_by_sum,
    adopt_second_breakdown,
    nest_in_line,
    regroup_by_sum,
)
from kehoach.extract.money_words import LONGEST_CLAUSE, REACH, Said, Surroundings, read_surroundings
from kehoach.extract.projects import projects_of_blocks
from kehoach.frozen import replace
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Funding, Header, Outline, Project

KIND_DEPTH = {"heading": 0, "paragraph": 1, "item": 2, "bullet": 3, "row": 3}
SURE = {False: 0.95, True: 0.9}
"""How sure an amount in a sentence is, and one in a table's cell; a sum that closes makes it surer (`checks.confirm`)."""
GIVERS = ("mobilised", "credit")
"""Sources that are no budget of the state; who is named with such an amount gives it."""
LONGEST_NAME = 100
"""A line's words before an amount are its name, and part of the row's text, up to this length."""
JOINTS = " :-,;.(+*="
"""What may stand between an amount and the words that name it."""
SAID_AGAIN = regex.compile(r"^\s*\([^()]*\)(?=.*\p{L})")
"""A bracket behind the amount before: that in words, a source, a kind."""
NUMBERS = regex.compile(r"\d+(?:[.,]\d+)*")
CLAUSE_END = regex.compile(r"[;.] |\t")


@dataclass(slots=True)
class _Reading:
    """One plan's money while it is read; lives for one call of `find_funding`."""

    around: Surroundings
    under: Sequence[int | None] = ()
    drafts: list[Draft] = field(default_factory=list)
    past: dict[int | None, bool] = field(default_factory=dict)
    aims: dict[int | None, bool] = field(default_factory=dict)
    ladder: Ladder = field(init=False)

    def __post_init__(self) -> None:
        self.ladder = Ladder(self.drafts)


def find_funding(
    outline: Outline, header: Header, projects: tuple[Project, ...], rules: Rulebook
) -> tuple[Funding, ...]:
    """Every amount of money in a plan, in the order of the text, in đồng.

    An amount's parts are those that stand in brackets behind it, behind "trong đó", or in the list
    below it, and they take over its source and kind where they name none. A total has parts and is
    part of none; a range is two rows; a table's cells take their unit from heading or unit line.
    """
    lines = _amounts_by_block(outline, rules)
    if not lines and not outline.tables:
        return ()
    reading = _Reading(read_surroundings(outline, header, projects, rules), projects_of_blocks(outline, projects))
    if lines:
        _read_lines(reading, lines)
    return _to_funding(outline, header, reading.drafts, find_cell_drafts(reading.around))


def _read_lines(reading: _Reading, lines: Mapping[int, Sequence[Amount]]) -> None:
    """Draft the amounts of all lines, from the first to the last that has one, and tell which are parts of which."""
    outline, rules = reading.around.outline, reading.around.rules
    alone = rules.pattern("money.opens_alone")
    for block in outline.blocks[min(lines) : max(lines) + 1]:
        if block.kind == "heading":
            reading.ladder.close_for_heading(_depth(outline, block))
        elif reading.ladder.scopes:
            reading.ladder.close_to(_depth(outline, block))
        if block.index in lines:
            _read_line(reading, block, lines[block.index])
        elif block.index - 1 in lines and block.end - block.start < LONGEST_NAME and alone.match(outline.text(block)):
            reading.ladder.announce()
    for regroup in (adopt_by_sum, regroup_by_sum, adopt_second_breakdown):
        regroup(reading.drafts, lambda section, other: _stands_in(outline, section, other))
    sums_up = rules.pattern("money.sums_up")
    adopt_above_by_sum(reading.drafts, lambda section, other: _stands_in(outline, section, other), sums_up)
    for draft in reading.drafts:
        _take_over(reading.drafts, draft)
        draft.agency = None if draft.source in GIVERS else draft.agency
    _give_roles(reading)


def _amounts_by_block(outline: Outline, rules: Rulebook) -> dict[int, list[Amount]]:
    """The amounts of every block that can hold the plan's money; header, recipients and signature can't."""
    found: dict[int, list[Amount]] = {}
    for amount in find_amounts(outline.clean.text, rules):
        block = outline.block_at(amount.start)
        if block and amount.end <= block.end and block.part in ("title", "preamble", "body", "closing", "appendix"):
            found.setdefault(block.index, []).append(amount)
    return found


def _depth(outline: Outline, block: Block) -> Depth:
    """How deep a line stands; one torn off a bullet that ends with a colon stands as deep as that."""
    above = _torn_from(outline, block)
    block = above or block
    level = outline.sections[block.section].level if block.section is not None else 0
    return level, KIND_DEPTH[block.kind] + (block.depth if block.kind == "bullet" else 0)


def _read_line(reading: _Reading, block: Block, amounts: Sequence[Amount]) -> None:
    """Draft the amounts of one line, hang them into the totals above, and open those whose parts follow."""
    outline, ladder, rules = reading.around.outline, reading.ladder, reading.around.rules
    text, depth = outline.clean.text, _depth(outline, block)
    first = len(reading.drafts)
    within = nest_in_line(text, amounts, rules.pattern("money.opens"))
    for number, (amount, inner) in enumerate(zip(amounts, within, strict=True)):
        before = _words_before(outline, block, amounts, number)
        apart = inner is None and rules.pattern("money.whole_cost").search(before) is not None
        parent = first + inner if inner is not None else None if apart else ladder.parent(amount, depth)
        said = _said(reading, before, block, amounts, number)
        draft = Draft(amount, said, block.section, depth, parent, clause=_clause_start(text, block, amount))
        draft.item = _item(before, rules)
        start = _own_start(text, block, amounts, number)
        draft.agency = agency_of_line(text, start, (amount.start, amount.end), block.end, rules)
        draft.past = _is_past(reading, block) or (said.role is None and _is_aim(reading, block))
        draft.project = _named_project(reading, draft, before, reading.under[block.index])
        _take_from_neighbour(reading.drafts[first:], draft, text[block.start : amount.start])
        if draft.source is None and parent is None and draft.said.role is None and not draft.amount.per:
            draft.source = _source_above(reading, block, amounts[0].start)
            draft.borrowed = True
        reading.drafts.append(draft)
        ladder.add(len(reading.drafts) - 1)
    _set_costs_apart(reading, first)
    roots = [first + i for i, inner in enumerate(within) if inner is None and not amounts[i].low_of]
    if roots:
        rest = text[max(amounts[-1].end, block.end - LONGEST_NAME) : block.end]
        opens = bool(rules.pattern("money.opens_below").search(rest))
        ladder.open(roots[-1], depth, opens, bool(rules.pattern("money.opens_in_words").search(rest)))


def _set_costs_apart(reading: _Reading, first: int) -> None:
    """What a work costs in all ("tổng mức đầu tư") is no money of the plan's where the line goes on to what it gets."""
    cost, given = (reading.around.rules.pattern(f"money.{name}") for name in ("whole_cost", "given_column"))
    line = reading.drafts[first:]
    for number, draft in enumerate(line):
        gets = any(d.parent is None and given.search(d.item or "") for d in line[number + 1 :])
        if gets and draft.parent is None and cost.search(draft.item or ""):
            draft.said = replace(draft.said, role="other", several_years=draft.said.year is None)


def _torn_from(outline: Outline, block: Block) -> Block | None:
    """The bullet above, where it ends with a colon and the line is a paragraph: the amount that it announces."""
    above = outline.blocks[block.index - 1] if block.kind == "paragraph" and block.index else None
    if above is None or above.kind not in ("bullet", "item") or above.section != block.section:
        return None
    return above if outline.text(above).rstrip().endswith(":") else None


def _clause_start(text: str, block: Block, amount: Amount) -> int:
    ends = [m.end() for m in CLAUSE_END.finditer(text, block.start, amount.start)]
    return ends[-1] if ends else block.start


def _own_start(text: str, block: Block, amounts: Sequence[Amount], number: int) -> int:
    """Where an amount's own words begin: behind the amount before it, or where its clause does."""
    start = _clause_start(text, block, amounts[number])
    earlier = number - 2 if number and amounts[number - 1].low_of else number - 1
    return max(start, amounts[earlier].end) if earlier >= 0 else start


def _words_before(outline: Outline, block: Block, amounts: Sequence[Amount], number: int) -> str:
    """An amount's own words; those of a run-in heading or of the bullet that it was torn off, too."""
    start = _own_start(outline.clean.text, block, amounts, number)
    words = outline.clean.text[start : amounts[number].start]
    first = start == block.start
    return _name_above(outline, block) + words if first else words


def _item(before: str, rules: Rulebook) -> str | None:
    """The words that name an amount: those before it, without the mark or joint between them.

    Where they name money inside a bracket ("(kinh phí"), not what stands in front of that; nor what
    is left of a bracket that has closed, or the "trong đó" behind it.
    """
    opened = before.rfind("(")
    if opened >= 0 and ")" not in before[opened:]:
        inside = before[opened + 1 :]
        before = inside if rules.pattern("money.own_name").search(inside) else before
    elif before.count(")") > before.count("("):
        before = before.rpartition(")")[2] if before.rpartition(")")[2].strip(JOINTS) else before
    words = " ".join(SAID_AGAIN.sub("", before).split()).strip(JOINTS)
    if joint := rules.pattern("money.opens").match(words):
        words = words[joint.end() :].strip(JOINTS) or words
    return words[-LONGEST_NAME:].partition(" ")[2] if len(words) > LONGEST_NAME else words or None


def _said(reading: _Reading, before: str, block: Block, amounts: Sequence[Amount], number: int) -> Said:
    """What is said of an amount by the words around it; the upper end of a range is what its lower end is."""
    text, amount = reading.around.outline.clean.text, amounts[number]
    up_to = reading.around.rules.pattern("money.up_to")
    if number and up_to.fullmatch(text, amounts[number - 1].end, amount.start):
        return reading.drafts[-1].said
    if number + 1 < len(amounts):
        own_name = reading.around.rules.pattern("money.next_name")
        after = own_name.split(text[amount.end : amounts[number + 1].start], maxsplit=1)[0]
    else:
        after = text[amount.end : min(block.end, amount.end + REACH)]
    said = reading.around.words.read(before, after)
    if said.year is None and not said.several_years:
        year = reading.around.words.year(text[block.start : amount.start])
        said = said if year is None else replace(said, year=year)
    return said


def _named_project(reading: _Reading, draft: Draft, before: str, under: int | None) -> int | None:
    """The project that the line itself names, where that is part of the one it stands `under`, else that."""
    around = reading.around
    above = reading.drafts[draft.parent].project if draft.parent is not None else under
    if under is not None and not _is_part(around.projects, above, under):
        above = under
    named = around.names.in_line(before, above) if around.projects else None
    if named is None or under is None:
        return named if named is not None else above
    return named if _is_part(around.projects, named, under) else under


def _is_part(projects: Sequence[Project], part: int | None, whole: int) -> bool:
    while part is not None and part != whole:
        part = projects[part].parent
    return part == whole


def _name_above(outline: Outline, block: Block) -> str:
    """The words before the colon, where the line goes on from a run-in heading or a bullet."""
    torn = _torn_from(outline, block)
    if torn:
        return outline.text(torn) + " "
    if block.kind == "heading" or block.section is None or block.index == 0:
        return ""
    section, above = outline.sections[block.section], outline.blocks[block.index - 1]
    return f"{section.heading}: " if section.run_in and above.kind == "heading" else ""


def _is_past(reading: _Reading, block: Block) -> bool:
    return _stands_below(reading, block, reading.around.words.is_past, reading.past)


def _is_aim(reading: _Reading, block: Block) -> bool:
    return _stands_below(reading, block, reading.around.words.is_aim, reading.aims)


def _stands_below(reading: _Reading, block: Block, says: Callable[[str], bool], known: dict[int | None, bool]) -> bool:
    """Whether a heading over a line says so; asked once for the lines of a section."""
    if block.section not in known:
        known[block.section] = any(says(s.heading) for s in reading.around.outline.ancestors(block.section))
    return known[block.section]


def _take_from_neighbour(line: Sequence[Draft], draft: Draft, words: str) -> None:
    """Let an amount without a name of its own share the source of the one before it in the same clause."""
    draft.source, draft.budget = draft.said.source, draft.said.budget
    if not line or draft.source is not None:
        return
    if line[-1].amount.per and not line[-1].amount.low_of:
        if line[-1].clause == draft.clause or _is_product(draft.amount.dong, line[-1].amount.dong, words):
            draft.source = line[-1].source  # so much for each, so many of them: that is its product
    elif not draft.said.named and line[-1].clause == draft.clause and line[-1].parent == draft.parent:
        draft.source = line[-1].source


def _is_product(dong: int, each: int, words: str) -> bool:
    """Whether an amount is so much for each, times a number that the words before it give."""
    return dong % each == 0 and dong // each in {read_number(number) for number in NUMBERS.findall(words)}


def _source_above(reading: _Reading, block: Block, until: int) -> str | None:
    """The source named without an amount of its own: earlier in the line, in a line above that announces it, or a heading.

    "Nguồn vốn: ngân sách tỉnh. Mua giống 30 triệu đồng": the words before the line's first amount.
    """
    outline, words = reading.around.outline, reading.around.words
    before = outline.clean.text[max(block.start, until - LONGEST_CLAUSE) : until]
    earlier = words.source(before)
    if earlier is not None:
        return earlier if len(words.sources_named(before)) == 1 else ""
    announce = reading.around.rules.pattern("money.announces")
    for section in outline.ancestors(block.section)[:2]:
        if announce.match(section.heading):
            return words.source(section.heading)
    return None


def _take_over(drafts: Sequence[Draft], draft: Draft) -> None:
    """Let a part take over what its total says and it does not: source, kind, year."""
    draft.year = draft.said.year
    if draft.parent is None:
        return
    total = drafts[draft.parent]
    better = draft.borrowed and total.said.source is not None and total.section == draft.section
    if draft.source is None or better or (total.source not in (None, *GIVERS) and draft.said.receiver):
        draft.source = total.source
    draft.budget = draft.budget or total.budget
    if draft.year is None and not draft.said.several_years:
        draft.year = total.year
    draft.past = draft.past or total.past
    draft.agency = draft.agency or total.agency
    if draft.budget is None and total.said.invests and draft.source not in GIVERS and draft.said.source is not None:
        draft.budget = "investment"


def _give_roles(reading: _Reading) -> None:
    per_time = reading.around.rules.pattern("money.time_alone")
    drafts = reading.drafts
    for draft in drafts:
        each = bool(draft.amount.per and not per_time.match(draft.amount.per))
        last = draft.said.year or draft.said.until
        before_plan = bool(last and reading.around.header.year_from and last < reading.around.header.year_from)
        if draft.said.role == "other":
            draft.role = "other"
        elif each or draft.said.role == "norm":
            draft.role = "norm"
            draft.parent = None if each else draft.parent
        elif draft.past or reading.around.reporting or before_plan:
            draft.role = "other"
    for number, draft in enumerate(drafts):
        above = drafts[draft.parent].role if draft.parent is not None else None
        if draft.role is None and above in ("norm", "other"):
            draft.role = above
        if draft.role is None:
            draft.role = _total_or_component(drafts, number, draft)


def _total_or_component(drafts: Sequence[Draft], number: int, draft: Draft) -> str:
    """A total has parts and is part of none but a greater project's; the plan's own sum is one without parts, too."""
    parts = [d for d in drafts if d.parent == number and d.role not in ("norm", "other")]
    if draft.parent is not None:
        own = draft.project is not None and draft.project != drafts[draft.parent].project
        return "total" if parts and own else "component"
    whole_plan = draft.project is None and draft.said.role == "total" and draft.source is None
    return "total" if parts or whole_plan else "component"


def _stands_in(outline: Outline, section: int | None, other: int | None) -> bool:
    return other is None or any(s.index == other for s in outline.ancestors(section))


def _to_funding(
    outline: Outline, header: Header, drafts: Sequence[Draft], cells: Sequence[Draft]
) -> tuple[Funding, ...]:
    """Number prose and cells in the order of the text; a total's index follows its row."""
    merged = sorted([*((d, 0) for d in drafts), *((d, 1) for d in cells)], key=lambda e: e[0].amount.start)
    place = {id(draft): index for index, (draft, _) in enumerate(merged)}
    of = (drafts, cells)
    return tuple(
        _funding(outline, header, draft, index, place[id(of[kind][draft.parent])] if draft.parent is not None else None)
        for index, (draft, kind) in enumerate(merged)
    )


def _funding(outline: Outline, header: Header, draft: Draft, index: int, parent: int | None) -> Funding:
    amount = draft.amount
    several = draft.said.several_years and draft.year is None
    return Funding(
        start=amount.start,
        end=amount.end,
        section=draft.section,
        rule_id="money.cell" if draft.cell else "money.amount",
        confidence=SURE[draft.cell],
        index=index,
        amount_vnd=amount.dong,
        amount_text=outline.clean.text[amount.start : amount.end],
        unit=amount.unit,
        role=draft.role or "component",
        source=draft.source or None,
        budget_type=draft.budget,
        year=None if several else draft.year or header.year,
        project=draft.project,
        parent=parent,
        agency=draft.agency,
        table=draft.table,
        item=draft.item,
    )
