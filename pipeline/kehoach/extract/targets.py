"""Find the targets (chỉ tiêu) of a plan: the figures that it sets itself to reach, and what they measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from kehoach.extract.amounts import read_number
from kehoach.extract.figures import DIGIT, Figure, find_figures, may_hold_figures
from kehoach.extract.indicators import Reading, read_indicator
from kehoach.extract.measures import read_measure
from kehoach.frozen import frozen, replace
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Header, Outline, Target

PARTS = ("body", "closing", "appendix")
NORMS = ("quyết định", "thông tư", "nghị quyết", "nghị định")  # types that may set criteria for others
PLANNING = ("kế hoạch", "chương trình", "đề án", "phương án", "nghị quyết", "quyết định")  # types that look ahead
ALL = 100  # percent: what is to be so of all of them is an aim wherever it stands
NEAR = 140  # letters before a figure that tell whether it is an aim


@frozen
class _Plan:
    outline: Outline
    header: Header
    rules: Rulebook
    text: str


@frozen
class _Clause:
    """A clause, `start:end`, of a block; `aims` says that its block stands among the plan's aims."""

    start: int
    end: int
    block: Block
    aims: bool


@frozen
class _Piece:
    """A figure with the words that belong to it: from `left` up to it, and behind it up to `right`.

    `come_from` is the value before it that it is to come from, with its từ (giảm từ 23 … xuống 18), `start` its figure.
    """

    figure: Figure
    left: int
    right: int
    clause: _Clause
    come_from: tuple[int, int] | None = None
    start: Figure | None = None

    def before(self, text: str) -> str:
        """The words up to the figure, without the value that it is to come from."""
        if self.come_from is None:
            return text[self.left : self.figure.start]
        return text[self.left : self.come_from[0]] + text[self.come_from[1] : self.figure.start]


def find_targets(outline: Outline, header: Header, rules: Rulebook) -> tuple[Target, ...]:
    """All targets of a plan's prose and lists, in the order of the text, each as often as the text states it.

    Figures in table cells are rows of `table_cells`. None are: past results, thresholds of prizes, shares of
    money, technical standards. A figure in a part that sets no aims counts where its clause does
    (phấn đấu, bảo đảm 100% …).
    """
    plan = _Plan(outline, header, rules, outline.clean.text)
    found: list[Target] = []
    if header.doc_type in NORMS and rules.pattern("targets.none_document").search(header.title or ""):
        return ()
    for block, aims in _blocks(plan):
        for start, end in _split(block, plan):
            for piece in _pieces(_Clause(start, end, block, aims), plan):
                target = _target(piece, found[-1] if found else None, plan)
                if target is not None:
                    found.append(target)
    return tuple(found)


# --- where aims stand ----------------------------------------------------------------------------


def _blocks(plan: _Plan) -> Iterator[tuple[Block, bool]]:
    """The blocks that may hold a target, each with whether it stands among the plan's aims."""
    sets: dict[int | None, bool | None] = {None: False}
    for block in plan.outline.blocks:
        if block.kind == "row" or block.part not in PARTS:
            continue
        words = plan.text[block.start : block.end]
        if not may_hold_figures(words, plan.rules):
            continue
        aims = _among_aims(block, _sets_aims(block.section, sets, plan), plan)
        if aims or (aims is not None and DIGIT.search(words)):
            yield block, aims


def _sets_aims(index: int | None, sets: dict[int | None, bool | None], plan: _Plan) -> bool | None:
    """Whether a section sets aims, by the nearest heading that tells; None where one tells of results, money, prizes."""
    if index not in sets:
        section, p = plan.outline.sections[index or 0], plan.rules.pattern
        if p("targets.section.none").search(section.heading):
            sets[index] = None
        else:
            is_aims = p("targets.section.aims").search(section.heading) is not None
            is_other = p("targets.section.others").search(section.heading) is not None
            sets[index] = is_aims if is_aims != is_other else _sets_aims(section.parent, sets, plan)
    return sets[index]


def _among_aims(block: Block, sets: bool | None, plan: _Plan) -> bool | None:
    """Whether a block stands among aims: in a section that sets them, behind an introduction to them, or by its
    own label (Chỉ tiêu 1: …)."""
    if sets:
        return True
    if plan.rules.pattern("targets.lead.aim").match(plan.text, block.start, block.end):
        return True
    intro = _intro(block, plan) if sets is not None else None
    aims = plan.rules.pattern("targets.section.aims")
    return True if intro is not None and aims.search(plan.text, intro.start, intro.end) else sets


def _intro(block: Block, plan: _Plan) -> Block | None:
    """The paragraph, or the bullet one step out, with a colon at its end that introduces a run of bullets."""
    i = block.index
    blocks = plan.outline.blocks
    while i > 0 and blocks[i].kind in ("bullet", "item"):
        i -= 1
        outer = blocks[i].kind == block.kind == "bullet" and blocks[i].depth < block.depth
        if outer and plan.text[blocks[i].end - 1 : blocks[i].end] == ":":
            break
    before = blocks[i]
    ends = plan.text[before.end - 1 : before.end] == ":"
    return before if ends and before.index != block.index and before.section == block.section else None


def _split(block: Block, plan: _Plan) -> Iterator[tuple[int, int]]:
    start = block.start
    for match in plan.rules.pattern("targets.clause_end").finditer(plan.text, block.start, block.end):
        yield start, match.start()
        start = match.end()
    yield start, block.end


# --- a figure and its words ----------------------------------------------------------------------


def _pieces(clause: _Clause, plan: _Plan) -> Iterator[_Piece]:
    """The clause's figures, each with its own words: what stands between two figures is shared out at the
    conjunction before the second; of `từ 23 … xuống 18 …` the second counts, with the words of both."""
    found = find_figures(plan.text, plan.rules, clause.start, clause.end)
    figures = [f for f in found if f.low != 1 or not _is_base(f, clause, plan)]
    left: int = clause.start
    come_from: tuple[int, int] | None = None
    begun: Figure | None = None
    for i, figure in enumerate(figures):
        after = figures[i + 1] if i + 1 < len(figures) else None
        start = _start_value(figure, after, plan) if after is not None else None
        if start is not None:
            come_from, begun = start, figure
            continue
        border = _border(figure, after, plan) if after is not None else None
        begin, right = _within_brackets(left, figure, border or clause.end, plan.text)
        begin = _after_and(begin, figure, plan)
        yield _Piece(figure, begin, right, clause, come_from, begun)
        left, come_from, begun = border or figure.end, None, None


def _is_base(figure: Figure, clause: _Clause, plan: _Plan) -> bool:
    """Whether a one is what the figure behind it is counted on: `Giá trị thu được trên 01 ha đạt 180 triệu đồng`."""
    start = max(clause.start, figure.start - 6)
    match = plan.rules.pattern("targets.base_one").search(plan.text, start, clause.end)
    return match is not None and match.start() < figure.start < match.end()


def _after_and(left: int, figure: Figure, plan: _Plan) -> int:
    """Where the figure's own words begin: at the `và` right before a share of something further."""
    if figure.kind != "percent" or not plan.rules.pattern("targets.of_noun").match(plan.text, figure.end):
        return left
    joined = plan.rules.pattern("targets.and").search(plan.text[left : figure.start])
    return left + joined.start() if joined else left


def _start_value(figure: Figure, after: Figure, plan: _Plan) -> tuple[int, int] | None:
    """The span of a value that the figure after it is to come from, its từ and its year with it (từ 40% năm 2020
    xuống 30%); None for any other figure."""
    rules, text = plan.rules, plan.text
    begins = rules.pattern("targets.from_value").search(text[max(0, figure.start - 6) : figure.start])
    leads_on = rules.pattern("targets.to_value").search(text[figure.end : after.start])
    if begins is None or leads_on is None:
        return None
    return max(0, figure.start - 6) + begins.start(), figure.end + leads_on.start("way")


def _border(figure: Figure, after: Figure, plan: _Plan) -> int | None:
    """Where the words behind one figure end and those before the next begin; None where the next stands
    among the words of the first (`100% xã mỗi quý có ít nhất 04 tin, bài`)."""
    between = plan.text[figure.end : after.start]
    borders = list(plan.rules.pattern("targets.border").finditer(between))
    return figure.end + borders[-1].start() if borders else None


def _within_brackets(left: int, figure: Figure, right: int, text: str) -> tuple[int, int]:
    """A figure in brackets has no words outside them."""
    opened = text.rfind("(", left, figure.start)
    if opened >= 0 and ")" not in text[opened : figure.start]:
        closed = text.find(")", figure.end, right)
        return opened + 1, closed if closed >= 0 else right
    return left, right


# --- rows ----------------------------------------------------------------------------------------


def _target(piece: _Piece, before: Target | None, plan: _Plan) -> Target | None:
    if not _is_aim(piece, plan):
        return None
    figure, clause, text = piece.figure, piece.clause, plan.text
    reading = read_indicator(piece.before(text), text[figure.end : piece.right], figure, plan.rules)
    reading = _with_shared_bound(reading, before, piece, plan)
    if not _is_counted(reading, piece):
        return None
    reading = _with_inherited(reading, before, piece, plan)
    year = _year(piece, plan)
    reading = _with_lead(reading, piece, plan)
    unit = _unit(figure, reading, plan)
    if reading.indicator is None or unit is None or _is_over(year, plan.header):
        return None
    low, high = _values(figure, reading.bound)
    yearly = reading.per == "năm" or figure.yearly or _is_each_year(reading, piece, plan)
    per = "năm" if yearly else reading.per
    unit = f"{unit}/{per}" if per and "/" not in unit else unit
    measure = read_measure(reading.indicator, unit, plan.rules)
    baseline, baseline_year = _baseline(piece, plan)
    return Target(
        start=_first_word(piece, text),
        end=_last_word(piece, text),
        section=clause.block.section,
        rule_id=figure.rule_id,
        confidence=figure.confidence if clause.aims else 0.8 * figure.confidence,
        indicator=reading.indicator,
        value_low=low,
        value_high=high,
        unit=unit,
        direction=reading.direction or "reach",
        area=reading.area or _area(clause, plan),
        year=None if yearly else year,
        indicator_code=measure.code,
        indicator_name=measure.name,
        subgroup=measure.subgroup,
        aim="change" if _is_change(piece, reading, yearly, plan) else "level",
        unit_normal=measure.unit,
        normal_low=None if low is None else round(low * measure.factor, 6),
        normal_high=None if high is None else round(high * measure.factor, 6),
        baseline=baseline,
        baseline_year=baseline_year,
    )


def _is_change(piece: _Piece, reading: Reading, yearly: bool, plan: _Plan) -> bool:
    """Whether the figure says by how much (giảm 3%), not how far (giảm còn 3%, từ 40% xuống 30%)."""
    if reading.direction not in ("increase", "decrease") or piece.come_from is not None:
        return False
    return yearly or plan.rules.pattern("targets.level").search(piece.before(plan.text)) is None


def _baseline(piece: _Piece, plan: _Plan) -> tuple[float | None, int | None]:
    """The figure that an aim starts from and its year: `từ 40% năm 2020 xuống 30%`, `65% (năm 2023 là 61,5%)`."""
    rules, text = plan.rules, plan.text
    if piece.come_from is not None and piece.start is not None:
        year = rules.pattern("targets.start_year").search(text, piece.start.end, piece.come_from[1])
        return piece.start.low, int(year["year"]) if year else None
    behind = text[piece.figure.end : piece.clause.end]
    given = rules.pattern("targets.baseline").match(behind[behind.find("(") :]) if "(" in behind else None
    if given:
        value = read_number(given["value"])
        return None if value is None else float(value), int(given["year"])
    compared = rules.pattern("targets.compared").search(behind) if "so với" in behind else None
    return None, int(compared["year"]) if compared else None


def _unit(figure: Figure, reading: Reading, plan: _Plan) -> str | None:
    """The figure's own unit, else the one in its indicator's name (Số bác sĩ/vạn dân)."""
    if figure.unit or reading.indicator is None:
        return _plain(figure.unit, plan) or None
    match = plan.rules.pattern("targets.unit_in_name").match(reading.indicator)
    return match["unit"] if match else None


def _plain(unit: str, plan: _Plan) -> str:
    """The unit that a figure's noun counts in: `hộ` of `hộ nghèo`, the noun itself where no rule says another."""
    noun, mark, per = unit.partition("/")
    row = plan.rules.spelling["targets.units"].get(noun.casefold())
    return f"{row['unit'] or noun}{mark}{per}" if row else unit


def _with_lead(reading: Reading, piece: _Piece, plan: _Plan) -> Reading:
    """Put the indicator before a list of figures to each of them: `Tỷ lệ trường đạt chuẩn: mầm non 60%, …`."""
    block, start = piece.clause.block, piece.clause.start
    match = plan.rules.pattern("targets.lead_of_list").search(plan.text[block.start : start])
    if match is None or (reading.indicator and plan.rules.pattern("targets.head").match(reading.indicator)):
        return reading
    if reading.indicator is None and "đồng" in piece.figure.unit:  # `Tổng vốn: 5 tỷ đồng` is no aim
        return reading
    told = plan.rules.pattern("targets.lead_bound").search(match["lead"])
    bound = told.lastgroup if told and reading.bound in (None, "about") else reading.bound
    return replace(reading, indicator=f"{match['lead']} {reading.indicator or ''}".strip(), bound=bound)


def _is_each_year(reading: Reading, piece: _Piece, plan: _Plan) -> bool:
    """Whether a change in percent is one for each year, since its block begins with Hằng năm."""
    if piece.figure.kind != "percent" or reading.direction is None:
        return False
    words = plan.text[piece.clause.block.start : piece.figure.start]
    return plan.rules.pattern("targets.each_year").search(words) is not None


def _values(figure: Figure, bound: str | None) -> tuple[float | None, float | None]:
    """The two ends of a target: equal for a single figure, one of them None behind a bound."""
    if figure.high is not None:
        return figure.low, figure.high
    if figure.up or bound == "low":
        return figure.low, None
    return (None, figure.low) if bound == "high" else (figure.low, figure.low)


def _is_aim(piece: _Piece, plan: _Plan) -> bool:
    figure, clause, rules, text = piece.figure, piece.clause, plan.rules, plan.text
    if rules.pattern("targets.none_right").search(text[figure.end : figure.end + 40]):
        return False
    if rules.pattern("targets.none_sentence").match(_sentence_to(piece, text)):
        return False
    if text.count('"', clause.block.start, figure.start) % 2:
        return False
    left = text[max(clause.start, figure.start - NEAR) : figure.start]
    if not clause.aims and not _is_aim_elsewhere(piece, left, plan):
        return False
    return rules.pattern("targets.none_left.always").search(left) is None  # the costliest question


def _sentence_to(piece: _Piece, text: str) -> str:
    """The words of the figure's sentence up to it, clauses with `;` and `:` included."""
    start = piece.clause.block.start
    stop = text.rfind(". ", start, piece.figure.start)
    return text[start if stop < 0 else stop + 2 : piece.figure.start]


def _is_aim_elsewhere(piece: _Piece, left: str, plan: _Plan) -> bool:
    """Whether a figure outside the plan's aims is one: its clause says so, or begins with 100% of somebody."""
    return _has_cue(piece, left, plan) and plan.rules.pattern("targets.none_left.elsewhere").search(left) is None


def _has_cue(piece: _Piece, left: str, plan: _Plan) -> bool:
    """Whether words around a figure say that it is an aim."""
    figure, clause, rules, text = piece.figure, piece.clause, plan.rules, plan.text
    if rules.pattern("targets.cue.strong").search(_sentence_to(piece, text)):
        return True
    if figure.kind != "percent":
        if plan.header.doc_type in PLANNING and rules.pattern("targets.cue.made_by").search(_sentence_to(piece, text)):
            return True
        cue = "targets.cue.reaching" if figure.up else "targets.cue.count"
        return rules.pattern(cue).search(left) is not None
    behind = text[figure.end : figure.end + 30]
    if rules.pattern("targets.cue.disburse").search(left):
        return True
    if rules.pattern("targets.cue.cut").search(left) and rules.pattern("targets.cut_of").match(behind):
        return True
    if rules.pattern("targets.none_of").match(behind):
        return False
    begins = rules.pattern("targets.cue.all_of").search(text[clause.start : figure.start]) or figure.low == ALL
    whole = begins and rules.pattern("targets.of_noun").match(behind)
    return bool(whole) or rules.pattern("targets.cue.aim").search(left) is not None


def _is_counted(reading: Reading, piece: _Piece) -> bool:
    """A count is an aim only where the text bounds it, moves it, or begins with it."""
    return piece.figure.kind != "count" or reading.bound is not None or reading.direction is not None or reading.leads


def _with_shared_bound(reading: Reading, before: Target | None, piece: _Piece, plan: _Plan) -> Reading:
    """The bound of a count before holds for the next of its kind: `ít nhất 100 doanh nghiệp …, 50 doanh nghiệp …`.

    Among aims a count of something else that `và` joins to one is an aim too: `khoảng 20 hợp tác xã và 90 tổ hợp tác`.
    """
    if reading.bound is not None or before is None or before.start is None or piece.figure.kind != "count":
        return reading
    if before.start < piece.clause.start or piece.figure.high is not None:
        return reading
    if piece.before(plan.text).strip(" ,") not in ("", "và"):
        return reading
    if before.unit != _plain(piece.figure.unit, plan):
        counted = replace(reading, bound="about", indicator=reading.indicator or piece.figure.unit)
        return counted if piece.clause.aims else reading
    bound = "low" if before.value_high is None else "high" if before.value_low is None else None
    return replace(reading, bound=bound)


def _with_inherited(reading: Reading, before: Target | None, piece: _Piece, plan: _Plan) -> Reading:
    """`Riêng xã … giảm 7-8%`: what names only a place, or nothing but a way (`tăng bình quân 10%`), measures what
    the target before it in its block did; `tốc độ tăng` alone is that of the target before."""
    last = plan.outline.block_at(before.start) if before is not None and before.start is not None else None
    if before is None or last is None or last.index != piece.clause.block.index:
        return reading
    if reading.is_place and (before.unit or "").split("/")[0] == _plain(piece.figure.unit, plan).split("/")[0]:
        return replace(reading, indicator=before.indicator, area=reading.indicator)
    if reading.indicator is None and reading.direction is not None:
        return replace(reading, indicator=before.indicator)
    if reading.indicator and plan.rules.pattern("targets.rate_alone").match(reading.indicator):
        return replace(reading, indicator=f"{reading.indicator} {before.indicator}")
    return reading


def _first_word(piece: _Piece, text: str) -> int:
    lead = regex.match(r"[\s,;:.(]*(?:và\s|trong đó,?\s|riêng\s)?", text[piece.left : piece.figure.start])
    return piece.left + (lead.end() if lead else 0)


def _last_word(piece: _Piece, text: str) -> int:
    return piece.figure.end + len(text[piece.figure.end : piece.right].rstrip(" ,;:.()"))


def _area(clause: _Clause, plan: _Plan) -> str | None:
    """The place that a bullet's own label names: `Tại địa bàn đô thị: …`."""
    label = plan.rules.pattern("targets.area.label").search(plan.text[clause.block.start : clause.block.end])
    return label["area"] if label else None


def _year(piece: _Piece, plan: _Plan) -> int | None:
    """By when: the year said nearest to the figure, in its block's lead, its intro, or a heading above."""
    clause, text = piece.clause, plan.text
    words = [f"{piece.figure.unit}{text[piece.figure.end : piece.right]}", piece.before(text)]
    words += [text[clause.start : piece.left], text[clause.block.start : clause.start]]
    intro = _intro(clause.block, plan)
    if intro is not None:
        words.append(text[intro.start : intro.end])
    near = (_year_in(said, "targets.year.near", plan) for said in words)
    above = (_year_in(s.heading, "targets.year.heading", plan) for s in plan.outline.ancestors(clause.block.section))
    found: Sequence[int | None] = [*near, *above]
    return next((year for year in found if year is not None), plan.header.year)


def _is_over(year: int | None, header: Header) -> bool:
    """Whether a year lies before the plan: its figure is a result."""
    return (
        year is not None and header.issue_year is not None and year < min(header.issue_year, header.year_from or year)
    )


def _year_in(words: str, rule_id: str, plan: _Plan) -> int | None:
    if "20" not in words:
        return None
    words = plan.rules.pattern("targets.year.base").sub(" ", words)
    years = [int(match["year"]) for match in plan.rules.pattern(rule_id).finditer(words)]
    return years[0] if years else None
