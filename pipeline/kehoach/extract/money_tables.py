"""Read the amounts of money in a table's cells, with the unit, source and year that its headings give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

import regex

from kehoach.extract.amounts import Amount, read_number, read_unit
from kehoach.extract.money_agencies import agency_of_row
from kehoach.extract.money_tree import Draft
from kehoach.extract.money_words import MoneyWords, Said, Surroundings
from kehoach.extract.project_rows import ProjectRows, row_number
from kehoach.extract.projects import project_of_section
from kehoach.frozen import frozen, replace
from kehoach.rulebook import Rulebook
from kehoach.values import Cell, Table

GROUP = regex.compile(r"[IVX]{1,4}|[A-ZĐ]")
"""The number of a row that heads a group of rows."""


@frozen
class _Column:
    """A column of money: what a 1 in it is worth in đồng (None: the row's unit says), and what its heading says."""

    col: int
    scale: int | None
    unit: str
    per: str | None
    said: Said
    source: str | None
    budget: str | None
    is_sum: bool
    is_cost: bool = False


@frozen
class _Row:
    number: int
    label: str
    cells: tuple[Cell, ...]
    is_total: bool


def find_cell_drafts(around: Surroundings) -> list[Draft]:
    """The amounts in the cells of all tables, in order; `parent` counts within the list.

    A cell is money where its column's heading or the table's unit line names a unit of money, and
    the heading is not that of a count, a share or a date; or where its row has such a unit.
    """
    drafts: list[Draft] = []
    for table in around.outline.tables:
        columns = _money_columns(table, around.words, around.rules)
        if columns:
            caption = _of_caption(table, columns, around.words)
            _read_rows(drafts, table, columns, caption, around)
    return drafts


def _money_columns(table: Table, words: MoneyWords, rules: Rulebook) -> dict[int, _Column]:
    """The columns of money by their number; a unit in one heading holds for the sources and years beside it."""
    p = rules.pattern
    paths: dict[int, tuple[str, ...]] = {}
    for cell in table.cells:
        paths.setdefault(cell.col, cell.header)
    of_table = _table_unit(table.unit, rules)
    has_row_unit = any(path and p("money.unit_column").match(path[-1]) for path in paths.values())
    columns: dict[int, _Column] = {}
    beside: _Column | None = None
    for col, path in sorted(paths.items()):
        heading = " / ".join(path)
        own = p("money.column_unit").search(heading)
        said = words.read(heading)
        scale, unit = (read_unit(own["unit"], rules), own["unit"]) if own else (of_table, table.unit or "")
        if scale is None and beside and (said.year or said.budget or said.source is not None):
            scale, unit = beside.scale, beside.unit
        if not path or (scale is None and not has_row_unit) or (not own and _is_no_money(path, rules)):
            continue
        is_sum = bool(p("money.sum_column").match(path[-1]))
        columns[col] = _Column(col, scale, unit, own["per"] if own else None, said, said.source, said.budget, is_sum)
        beside = columns[col] if own else beside
    return _with_costs(columns, paths, rules)


def _with_costs(
    columns: dict[int, _Column], paths: Mapping[int, tuple[str, ...]], rules: Rulebook
) -> dict[int, _Column]:
    """Mark the columns of what works cost in all (tổng mức đầu tư), where others say what the plan gives them."""
    cost, given = rules.pattern("money.cost_column"), rules.pattern("money.given_column")
    costs = {col for col in columns if any(cost.match(h) for h in paths[col])}
    if not costs or not any(given.search(" / ".join(paths[col])) for col in columns.keys() - costs):
        return columns
    over_years = {col: replace(columns[col].said, several_years=True) for col in costs}
    return {col: replace(c, is_cost=True, said=over_years[col]) if col in costs else c for col, c in columns.items()}


def _is_no_money(path: tuple[str, ...], rules: Rulebook) -> bool:
    """Whether a heading is that of a count, a share, a date or a name."""
    none, other_unit = rules.pattern("money.column_none"), rules.pattern("money.column_other_unit")
    return bool(other_unit.search(" / ".join(path))) or any(none.match(h) for h in path)


def _of_caption(table: Table, columns: dict[int, _Column], words: MoneyWords) -> Said:
    """What the caption says of all columns: a source where none of them names any, a kind where none names one."""
    said = words.read(table.caption or "")
    if any(c.budget for c in columns.values()):
        return Said()
    return replace(said, source=None) if any(c.source is not None for c in columns.values()) else said


def _table_unit(unit: str | None, rules: Rulebook) -> int | None:
    match = rules.pattern("money.row_unit").match(regex.split("[,;]", unit or "")[0].strip(" .:"))
    return read_unit(match["unit"], rules) if match else None


def _rows(table: Table, rules: Rulebook) -> Iterator[_Row]:
    total = rules.pattern("money.total_row")
    for number, cells in groupby(table.cells, key=lambda c: c.row):
        row = tuple(cells)
        label = row[0].row_label or ""
        yield _Row(number, label, row, bool(total.match(label)))


def _read_rows(
    drafts: list[Draft], table: Table, columns: dict[int, _Column], caption: Said, around: Surroundings
) -> None:
    default = project_of_section(around.outline, around.projects, table.section)
    if default is None and table.caption:
        default = around.names.in_line(table.caption, None)
    finder = ProjectRows(around.names, default)
    first, group, begins = len(drafts), Said(), list[tuple[str, int]]()
    numbers: dict[int, str] = {}
    unit_column = _column_headed("money.unit_column", table, around.rules)
    agency_column = _column_headed("money.agency_column", table, around.rules)
    for row in _rows(table, around.rules):
        project = default if row.is_total else finder.find(row.cells, row.label)
        unit = _row_unit(row, unit_column, around.rules)
        numbers[row.number] = number = row_number(row.cells)
        pairs = [(cell, _amount(cell, columns.get(cell.col), unit, around.rules)) for cell in row.cells]
        amounts = [(cell, amount) for cell, amount in pairs if amount]
        heads_group = bool(GROUP.fullmatch(number))
        if not amounts and not heads_group:
            _hang_under(drafts, len(drafts), number, begins)
            continue
        said = around.words.read(row.label)
        said = said if row.is_total or heads_group else _in_group(said, group)
        group = said if heads_group else group
        begin = len(drafts)
        agency = (
            None if row.is_total or not amounts else agency_of_row(row.cells, agency_column, row.label, around.rules)
        )
        for cell, amount in amounts:
            draft = _draft(amount, cell, columns[cell.col], said, row, table)
            draft.project, draft.agency = project, agency
            draft.role = _role(draft, columns[cell.col], said, row, around)
            _take_from_caption(draft, caption)
            drafts.append(draft)
        _hang_in_row(drafts, begin, columns, row.is_total)
        _hang_under_sum(drafts, begin, columns)
        _hang_under(drafts, begin, number, begins)
    _hang_under_total(drafts, first, numbers)


def _column_headed(rule: str, table: Table, rules: Rulebook) -> int | None:
    """The first column whose own heading a rule matches."""
    pattern, seen = rules.pattern(rule), set[int]()
    for cell in table.cells:
        if cell.col not in seen:
            seen.add(cell.col)
            if cell.header and pattern.match(cell.header[-1]):
                return cell.col
        elif len(seen) == table.n_cols:
            break
    return None


def _in_group(said: Said, group: Said) -> Said:
    """A row under `I`, `A` shares its group's source and kind where it names none."""
    if group.source is None and group.budget is None:
        return said
    source = group.source if said.source is None else said.source
    return replace(said, source=source, budget=said.budget or group.budget)


def _row_unit(row: _Row, column: int | None, rules: Rulebook) -> regex.Match[str] | None:
    """The unit that the row's own unit cell names, where there is one and it is money."""
    if column is None:
        return None
    words = next((cell.text for cell in row.cells if cell.col == column), None)
    return rules.pattern("money.row_unit").match(words) if words is not None else None


def _amount(cell: Cell, column: _Column | None, unit: regex.Match[str] | None, rules: Rulebook) -> Amount | None:
    """The amount of a cell that holds a number alone; a cell with words is read like a sentence elsewhere."""
    if column is None or cell.value is None or cell.value <= 0:
        return None
    scale = read_unit(unit["unit"], rules) if unit else column.scale
    number = read_number(cell.text.strip())
    if scale is None or number is None:
        return None
    per = unit["per"] if unit else column.per
    return Amount(cell.start, cell.end, int(number * scale), (unit["unit"] if unit else column.unit) or "", per)


def _draft(amount: Amount, cell: Cell, column: _Column, said: Said, row: _Row, table: Table) -> Draft:
    source = column.source if column.source is not None else said.source
    return Draft(
        amount,
        column.said,
        table.section,
        (row.number, cell.col),
        source=source,
        budget=column.budget or said.budget,
        year=column.said.year or said.year,
        table=table.index,
        cell=True,
        item=row.label or None,
    )


def _take_from_caption(draft: Draft, caption: Said) -> None:
    """What neither column nor row says, of the money that the table is about."""
    draft.source = caption.source if draft.source is None else draft.source
    if draft.role != "other":
        draft.budget = draft.budget or caption.budget


def _role(draft: Draft, column: _Column, said: Said, row: _Row, around: Surroundings) -> str:
    """What a cell is: in the row of totals a total, where it is no source's, kind's or year's part of one."""
    past = bool(draft.year and around.header.year_from and draft.year < around.header.year_from)
    if around.reporting or past or column.is_cost or "other" in (said.role, column.said.role):
        return "other"
    if draft.amount.per or column.said.role == "norm":
        return "norm"
    whole = row.is_total and draft.source is None and draft.budget is None
    return "total" if whole else "component"


def _hang_in_row(drafts: list[Draft], begin: int, columns: dict[int, _Column], is_total: bool) -> None:
    """Within a row: an amount is a part of the row's sum to its left; a kind's of its source's sum."""
    sums: list[int] = []
    for number in range(begin, len(drafts)):
        draft, column = drafts[number], columns[drafts[number].depth[1]]
        if column.is_cost or column.said.role == "other":
            continue  # what works cost, or have got: none of it is what they get
        named = draft.source or draft.budget or column.said.year
        for place in reversed(sums):
            total = drafts[place]
            inside = total.source in (None, draft.source) and total.budget in (None, draft.budget)
            if named and inside and total.amount.dong >= draft.amount.dong:
                draft.parent = place
                draft.role = "component" if is_total and draft.role == "total" else draft.role
                break
        if column.is_sum or not sums:
            sums.append(number)


def _hang_under_sum(drafts: list[Draft], begin: int, columns: dict[int, _Column]) -> None:
    """Within a row: what no column names a source of are parts of the column of sums, wherever it stands, if they make it."""
    alone = [
        n for n in range(begin, len(drafts)) if drafts[n].parent is None and drafts[n].role not in ("norm", "other")
    ]
    for place in alone:
        parts = [n for n in alone if n != place]
        given = sum(drafts[n].amount.dong for n in parts)
        if columns[drafts[place].depth[1]].is_sum and len(parts) > 1 and given == drafts[place].amount.dong:
            for part in parts:
                drafts[part].parent, drafts[part].role = place, "component"
            return


def _hang_under(drafts: list[Draft], begin: int, number: str, begins: list[tuple[str, int]]) -> None:
    """Between rows: the amounts of row `4.1` are parts of those of row `4`, those of `1` of its group's `I`."""
    while begins and not _is_under(number, begins[-1][0]):
        begins.pop()
    if begins:
        above = {d.depth: n for n, d in enumerate(drafts[begins[-1][1] : begin], begins[-1][1])}
        row = drafts[begins[-1][1]].depth[0] if begins[-1][1] < begin else -1
        for draft in drafts[begin:]:
            total = above.get((row, draft.depth[1]))
            if draft.parent is None and total is not None and drafts[total].amount.dong >= draft.amount.dong:
                draft.parent = total
    if number and begin < len(drafts):
        begins.append((number, begin))


def _is_under(number: str, above: str) -> bool:
    """Whether a row's number says that it is part of another: `4.1` of `4`, `a` of `4`, `1` of `I`."""
    if GROUP.fullmatch(above):
        return bool(number) and not GROUP.fullmatch(number)
    return number.startswith(above + ".") or (number.isalpha() and number.islower() and above[0].isdigit())


def _hang_under_total(drafts: list[Draft], first: int, numbers: Mapping[int, str]) -> None:
    """Each amount that is no part of another is one of the total row's in its column.

    Not where the row has no number although others have: whose part it is, is not said.
    """
    totals = {d.depth[1]: n for n, d in enumerate(drafts) if n >= first and d.role == "total"}
    numbered = any(numbers.values())
    for number in range(first, len(drafts)):
        draft = drafts[number]
        total = totals.get(draft.depth[1])
        alone = numbered and not numbers[draft.depth[0]]
        if draft.parent is None and total is not None and total != number and not alone:
            draft.parent = total
