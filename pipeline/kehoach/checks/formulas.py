"""Check columns that a table says it computes: the formulas of its numbering row (`4=3/1`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kehoach.frozen import frozen
from kehoach.values import Cell, Diagnostic, Outline, Table

FORMULA = re.compile(r"\(?\s*(\w{1,3})\s*\)?\s*=\s*(.+)")
TOKEN = re.compile(r"\s*(?:(\d+|[A-Wa-w])\s*%?|([-+*/x:.()÷×]))")
SIGNS = {"x": "*", "×": "*", ":": "/", "÷": "/", ".": "*"}
ROUNDED = 0.006  # share by which a quotient or a product of rounded figures may be off
MOST_WRONG = 0.5  # where more rows than this do not close, it is the reading of the formula that is doubtful


@frozen
class _Formula:
    """`4=3/1`: the column that is computed, the steps in the order of reckoning, and the columns that they use."""

    col: int
    written: str
    steps: tuple[str | int | float, ...]
    is_sum: bool


def check_formulas(outline: Outline) -> Iterator[Diagnostic]:
    """For every formula column: `formula-proven` with the number of rows, `formula-mismatch` for each row that is off.

    A quotient may be written as a share of 100; figures may be rounded to their last written place.
    """
    for table in outline.tables:
        for formula in _read_formulas(table.numbering):
            yield from _check_column(table, formula)


def _read_formulas(numbering: Sequence[str]) -> Iterator[_Formula]:
    columns: dict[str, int] = {}
    for col, cell in enumerate(numbering):
        columns.setdefault(cell.strip("() ").split("=")[0].strip("() "), col)
    for col, cell in enumerate(numbering):
        match = FORMULA.fullmatch(cell.strip())
        steps = _order(match[2], columns) if match else None
        if steps and col not in steps:
            yield _Formula(col, cell.strip(), steps, is_sum=not {"*", "/"} & set(steps))


def _order(written: str, columns: Mapping[str, int]) -> tuple[str | int | float, ...] | None:
    """A formula's steps with operators behind their operands (3-5 is 3 5 -); columns as int, constants as float."""
    steps: list[str | int | float] = []
    waiting: list[str] = []
    position = 0
    written = written.rstrip(" )") if written.count(")") > written.count("(") else written.rstrip()
    while position < len(written):
        token = TOKEN.match(written, position)
        if token is None:
            return None
        position = token.end()
        name, sign = token[1], SIGNS.get(token[2] or "", token[2])
        if name:
            known = columns.get(name)
            if known is None and name != "100":
                return None
            steps.append(known if known is not None else 100.0)
        elif sign == "(":
            waiting.append(sign)
        else:
            while waiting and waiting[-1] != "(" and (sign == ")" or sign in "+-" or waiting[-1] in "*/"):
                steps.append(waiting.pop())
            if sign != ")":
                waiting.append(sign or "")
            elif waiting:
                waiting.pop()
    steps += reversed([w for w in waiting if w != "("])
    return tuple(steps) if sum(isinstance(s, int) for s in steps) > 1 else None


def _reckon(steps: Sequence[str | int | float], row: Mapping[int, Cell]) -> float | None:
    """What a formula gives in a row; an empty cell in a sum is 0, None where it can't be reckoned."""
    stack: list[float] = []
    is_sum = not {"*", "/"} & set(steps)
    for step in steps:
        if isinstance(step, str):
            if len(stack) < 2:
                return None
            second, first = stack.pop(), stack.pop()
            if step == "/" and second == 0:
                return None
            reckoned = {"+": first + second, "-": first - second, "*": first * second}
            stack.append(reckoned[step] if step in reckoned else first / second)
        elif isinstance(step, float):
            stack.append(step)
        else:
            cell = row.get(step)
            empty = cell is None or not cell.text.strip(" -")
            if cell is None or (cell.value is None and not (empty and is_sum)):
                return None
            stack.append(cell.value or 0.0)
    return stack[0] if len(stack) == 1 else None


def _check_column(table: Table, formula: _Formula) -> Iterator[Diagnostic]:
    rows: dict[int, dict[int, Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, {})[cell.col] = cell
    right: list[Cell] = []
    wrong: list[tuple[Cell, float, list[Cell]]] = []
    for row in rows.values():
        result, reckoned = row.get(formula.col), _reckon(formula.steps, row)
        if result is None or result.value is None or reckoned is None:
            continue
        used = [row[s] for s in formula.steps if isinstance(s, int) and s in row]
        if _is_right(result, reckoned, used, formula.is_sum):
            right += [result, *used]
        else:
            wrong.append((result, reckoned, used))
    closing = len({c.row for c in right})
    if wrong and len(wrong) > MOST_WRONG * (closing + len(wrong)):
        place, *_ = wrong[0]
        said = f"the formula {formula.written} does not hold in {len(wrong)} of {closing + len(wrong)} rows"
        yield Diagnostic("warning", "formula-doubtful", said, place.start, place.end)
        return
    if closing:
        said, first = f"{formula.written} holds in {closing} rows", right[0]
        proves = tuple(dict.fromkeys(c.start for c in right if c.text))
        yield Diagnostic("info", "formula-proven", said, first.start, first.end, proves=proves)
    for cell, reckoned, used in wrong:
        figures = ", ".join(c.text for c in used)
        said = f"{cell.row_label or 'row'}: {formula.written} gives {_number(reckoned)} from {figures}, the cell says {cell.text}"
        spans = [c for c in used if c.text]
        other = (min(c.start for c in spans), max(c.end for c in spans)) if spans else (None, None)
        yield Diagnostic("warning", "formula-mismatch", said, cell.start, cell.end, *other)


def _is_right(cell: Cell, reckoned: float, used: Sequence[Cell], is_sum: bool) -> bool:
    half = 0.5 * 10.0 ** -_decimals(cell.text)
    if is_sum:
        # Rounded figures may be off by half of their last place each; whole ones are not taken for rounded.
        rounded = sum(0.5 * 10.0 ** -_decimals(c.text) for c in (cell, *used) if _decimals(c.text))
        return abs((cell.value or 0.0) - reckoned) <= rounded + 1e-6
    choices = (reckoned, 100 * reckoned)
    return any(abs((cell.value or 0.0) - value) <= max(1.02 * half, ROUNDED * abs(value)) for value in choices)


def _decimals(text: str) -> int:
    return len(text.rstrip("% ").partition(",")[2])


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", " ").replace(".", ",").replace(" ", ".")
