"""Read runs of table rows into tables: heading rows, caption, unit, body cells with their heading path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from kehoach.rulebook import Rulebook
from kehoach.values import Cell, CleanText, Line, Part, Table

NUMBER = re.compile(r"^[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?\s*%?$")
POINTED = re.compile(r"^[-+]?\d+\.\d{1,2}$")
ROMAN = re.compile(r"^[IVXLC]+\.?$")
WORD = re.compile(r"[^\W\d_]{2}")
DASHES = "-– .…"
"""What stands in a cell that holds nothing."""
HEADING = re.compile(r"^(?:[IVXLC]+|[A-Z]|\d+)[.)]\s")
USUAL = 0.12
"""The share of a table's rows that must have a length for it to be the table's own."""
MANY = 3
"""A row that lacks so many cells is a group's heading, its words over several columns."""
ROW_NUMBER = re.compile(r"^(?:(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Za-zđ])[.)]?|[-+*])$")
NUMBERING = re.compile(r"^\(?(?:[A-Z]|\d{1,2})\)?(?:\s?=\s?[-+/*x:.,()\d\s%]+)?$")


def read_value(text: str) -> float | None:
    """A number in Vietnamese notation: `.` groups thousands, `,` is the decimal mark. None where it is none."""
    text = text.strip()
    if not text or not (text[-1].isdigit() or text[-1] == "%"):
        return None
    text = text.removeprefix("+")
    if NUMBER.match(text):
        return float(text.rstrip("% ").replace(".", "").replace(",", "."))
    return float(text) if POINTED.match(text) else None


def row_label(cells: Sequence[str]) -> str | None:
    """A row's first cell with words that is no roman number."""
    return next((c for c in cells if WORD.search(c) and not ROMAN.match(c)), None)


def read_table(
    clean: CleanText,
    rows: Sequence[Line],
    before: Sequence[Line],
    index: int,
    section: int | None,
    part: Part,
    rules: Rulebook,
) -> Table:
    """Make a table of a run of row lines. `before` are the text lines that stand before it, nearest last.

    Tables that page crawlers leave (a cell a line) have lost the widths of merged cells: their second
    heading row is set under the headings that were split, their totals under the columns of numbers.
    """
    lines = [line for line in rows if line.kind == "row"]
    loose = any(line.loose for line in lines)
    spans = [list(line.cells) for line in lines]
    texts = [_without_numbering([clean.text[s:e].strip() for s, e in row]) for row in spans]
    heads = _count_heads(rows, lines, texts)
    width = _body_width(texts[heads:]) if loose else max(len(row) for row in texts)
    if loose:
        for row, places in zip(texts, spans, strict=True):
            if _has_extra_cell(row, width):
                del row[0], places[0]
        _join_torn_rows(texts, spans, heads, width, rules)
        _join_hollow_rows(texts, spans, heads, width)
    split = _split_heading(texts, heads, width) if loose else None
    heads = heads if not split else 3 if len(texts) > 3 and _is_numbering(texts[2]) else 2
    header = split or tuple(tuple(_pad(row, width)) for row in texts[:heads] if not _is_numbering(row))
    cells = _read_cells(_Body(texts[heads:], width), spans[heads:], header, loose, rules)
    caption, unit = _caption_and_unit(clean, before, texts[:heads], rules)
    n_cols = max([width, *(len(h) for h in header), *(c.col + 1 for c in cells)])
    start, end = lines[0].start, lines[-1].end
    header = tuple(tuple(_pad(row, n_cols)) for row in header)
    numbering = next((tuple(_pad(row, n_cols)) for row in texts[:heads] if _is_numbering(row)), ())
    n_rows = len(texts) - heads
    return Table(index, section, start, end, caption, unit, header, tuple(cells), n_rows, n_cols, part, numbering)


class _Body:
    """The rows below a table's heading, each cell's number read once; what is asked of all of them, asked once."""

    def __init__(self, texts: Sequence[Sequence[str]], width: int) -> None:
        self.texts, self.width = texts, width
        self.values = [[read_value(cell) for cell in row] for row in texts]

    @cached_property
    def numbers(self) -> list[int]:
        """The columns after the first that hold numbers in most of the full rows, in order."""
        full = [i for i, row in enumerate(self.texts) if len(row) == self.width]
        columns = []
        for col in range(1, self.width):
            filled = [self.values[i][col] is not None for i in full if self.texts[i][col].strip(DASHES)]
            if 2 * sum(filled) > len(filled):
                columns.append(col)
        return columns

    @cached_property
    def numbered(self) -> bool:
        """Whether every full row begins with its number."""
        return all(ROW_NUMBER.match(row[0]) for row in self.texts if len(row) == self.width)

    @cached_property
    def _sums(self) -> dict[int, tuple[float, float]]:
        """What the rows with a number in front add up to in each column of numbers, and the largest summand."""
        rows = [row for row in self.values if len(row) == self.width and row[0] is not None]
        columns = {col: [row[col] or 0.0 for row in rows] for col in self.numbers}
        return {col: (sum(column), max(column)) for col, column in columns.items() if len(column) > 1}

    def adds_up(self, col: int, total: float) -> bool:
        """Whether the rows add up to this in a column of numbers."""
        given, largest = self._sums.get(col, (0.0, 0.0))
        return abs(given - total) < 0.005 * largest


def _read_cells(
    body: _Body,
    spans: Sequence[Sequence[tuple[int, int]]],
    header: Sequence[Sequence[str]],
    loose: bool,
    rules: Rulebook,
) -> list[Cell]:
    filled = _fill_header(header)
    paths = [
        tuple(dict.fromkeys(h[col] for h in filled if col < len(h) and h[col]))
        for col in range(max([body.width, *map(len, body.texts)]))
    ]
    cells: list[Cell] = []
    for number, (row, values, span) in enumerate(zip(body.texts, body.values, spans, strict=True)):
        label = row_label(row)
        columns = _places(row, values, label, body, rules) if loose and len(row) < body.width else range(len(row))
        for col, text, value, (start, end) in zip(columns, row, values, span, strict=False):
            cells.append(Cell(number, col, text, start, end, paths[col], label, value))
    return cells


def _pad(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _without_numbering(row: list[str]) -> list[str]:
    """A heading row that runs on into the numbering of its columns ("… (1) (2) (3)"), without that."""
    half = len(row) // 2
    numbered = half >= 2 and [c.strip("()") for c in row[-half:]] == [str(n + 1) for n in range(half)]
    return row[:-half] if numbered and not any(read_value(c) is not None for c in row[:-half]) else row


def _has_extra_cell(row: Sequence[str], width: int) -> bool:
    """Whether the empty first cell is one too many: behind a row with merged cells crawlers leave one."""
    return len(row) > 1 and not row[0] and (len(row) > width or bool(ROW_NUMBER.match(row[1])))


def _join_torn_rows(
    texts: list[list[str]], spans: list[list[tuple[int, int]]], heads: int, width: int, rules: Rulebook
) -> None:
    """Join two rows that are one: an empty cell between two bars looks like the end of a row.

    The second has neither number nor total in front, and both make a full row with the empty cell between.
    """
    total = rules.pattern("money.total_row")
    for at in range(len(texts) - 2, heads - 1, -1):
        row, below = texts[at], texts[at + 1]
        if len(row) + 1 + len(below) != width or row[0] or not row[-1] or not below[0]:
            continue
        if ROW_NUMBER.match(below[0]) or read_value(below[0]) is not None or total.match(below[0]):
            continue
        place = spans[at + 1][0][0]
        texts[at : at + 2] = [[*row, "", *below]]
        spans[at : at + 2] = [[*spans[at], (place, place), *spans[at + 1]]]


def _join_hollow_rows(texts: list[list[str]], spans: list[list[tuple[int, int]]], heads: int, width: int) -> None:
    """Join a row with the figures behind it that stand alone: they are what its empty cells have cut off.

    The pieces, with an empty cell between two, make a full row.
    """
    at = heads
    while at < len(texts):
        length, stop = len(texts[at]), at + 1
        named = row_label(texts[at]) is not None
        while named and length < width and stop < len(texts) and _is_figures(texts[stop]):
            length, stop = length + 1 + len(texts[stop]), stop + 1
        if stop > at + 1 and length == width:
            for row, places in zip(texts[at + 1 : stop], spans[at + 1 : stop], strict=True):
                texts[at] += ["", *row]
                spans[at] += [(places[0][0], places[0][0]), *places]
            del texts[at + 1 : stop], spans[at + 1 : stop]
        at += 1


def _is_figures(row: Sequence[str]) -> bool:
    return bool(row) and all(read_value(cell) is not None for cell in row)


def _body_width(texts: Sequence[Sequence[str]]) -> int:
    """How many columns the table has: the length of its longest rows, a few odd ones left aside."""
    lengths = [len(row) - (len(row) > 1 and not row[0] and bool(ROW_NUMBER.match(row[1]))) for row in texts]
    counts = Counter(lengths)
    usual = [length for length, count in counts.items() if count >= max(1, USUAL * len(lengths))]
    return max(usual, default=max(lengths, default=0))


def _split_heading(texts: Sequence[Sequence[str]], heads: int, width: int) -> tuple[tuple[str, ...], ...] | None:
    """The two heading rows of a table whose first row's merged headings have the second row's below them.

    `x` headings of `n` are split into `m`, so that the body has `n - x + m` columns; those columns
    hold the numbers. None where the second row is no heading.
    """
    if heads != 1 or len(texts) < 3:
        return None
    top, below = texts[0], texts[1]
    merged = len(top) + len(below) - width
    if not 0 < merged < len(top) or len(below) < 2 * merged or len(below) % merged or len(below) >= width:
        return None
    if ROW_NUMBER.match(below[0]) and len(below[1]) > 3:
        return None
    if any(read_value(c) is not None or not c for c in below):
        return None
    each = len(below) // merged
    numbers = set(_Body(texts[2:], width).numbers)
    places = range(1, len(top) - merged + 1)
    first = max(places, key=lambda i: (len(numbers & set(range(i, i + len(below)))), i), default=1)
    above = [*top[:first]]
    for heading in top[first : first + merged]:
        above += [heading, *[""] * (each - 1)]
    above += top[first + merged :]
    return tuple(above), tuple(_pad([""] * first + [*below], width))


def _places(
    row: Sequence[str], values: Sequence[float | None], label: str | None, body: _Body, rules: Rulebook
) -> Sequence[int]:
    """The column of each cell of a short row; the figures of a row of totals or of a group belong under numbers.

    A figure goes to the column that adds up to it; else the last figures to the last columns of numbers.
    The words of a row of totals stand under the names, where the rows above are numbered and it is not.
    """
    figures = 0
    while figures < len(row) - 1 and values[-1 - figures] is not None:
        figures += 1
    if not figures and _lacks_number(row, label, body, rules):
        return range(1, len(row) + 1)
    if not 0 < figures <= len(body.numbers):
        return range(len(row))
    named = row[: len(row) - figures]
    group = bool(named and ROW_NUMBER.match(named[0])) and figures == 1 and len(row) <= body.width - MANY
    if not group and not rules.pattern("money.total_row").match(label or ""):
        return range(len(row))
    columns = body.numbers[-figures:]
    if figures == 1:
        total = values[-1] or 0.0
        columns = [next((c for c in body.numbers if body.adds_up(c, total)), columns[0])]
    unnumbered = bool(named) and not ROW_NUMBER.match(named[0]) and len(named) < columns[0]
    first = int(unnumbered and body.numbered)
    return [*range(first, first + len(named)), *columns]


def _lacks_number(row: Sequence[str], label: str | None, body: _Body, rules: Rulebook) -> bool:
    """Whether a short row of words has its number in the row above, whose cell spans both."""
    if not 1 < len(row) < body.width or row[0] != label or rules.pattern("money.total_row").match(label):
        return False
    return body.numbered


def _count_heads(rows: Sequence[Line], lines: Sequence[Line], texts: Sequence[Sequence[str]]) -> int:
    """How many rows head the table: those before a markdown ruling, and while no row has body cells."""
    ruled = next((i for i, line in enumerate(rows) if line.kind == "rule"), 0)
    heads = max(ruled, 1) if len(lines) > 1 else 0
    while heads < len(texts) and heads < 5 and _continues_head(texts[heads], texts[heads - 1]):
        heads += 1
    return heads


def _continues_head(row: Sequence[str], above: Sequence[str]) -> bool:
    """A second heading row has no number and no label of its own in front; a numbering row `A B 1 2 3=1+2` ends the heading."""
    if _is_numbering(row):
        return True
    if _is_numbering(above) or any(read_value(c) is not None for c in row if c):
        return False
    first = next((c for c in row if c), "")
    lead = row[0] if row else ""
    if lead or not first:
        return False
    splits = any(cell and not head for cell, head in zip(row, above, strict=False)) and any(above[1:])
    return (len(row) < 2 or not row[1] or not above[0] or splits) and sum(map(bool, row)) >= 2


def _is_numbering(row: Sequence[str]) -> bool:
    filled = [c for c in row if c]
    return len(filled) >= 3 and all(NUMBERING.match(c) for c in filled) and (filled[0] in ("A", "(A)", "1", "(1)", "a"))


def _fill_header(header: Sequence[Sequence[str]]) -> list[list[str]]:
    """Spread merged headings over the empty cells to their right, in all rows but the last."""
    filled: list[list[str]] = []
    for number, row in enumerate(header):
        new = list(row)
        if number < len(header) - 1:
            below = header[number + 1]
            for col in range(1, len(new)):
                if not new[col] and col < len(below) and below[col]:
                    new[col] = new[col - 1]
        filled.append(new)
    return filled


def _caption_and_unit(
    clean: CleanText, before: Sequence[Line], heads: Sequence[Sequence[str]], rules: Rulebook
) -> tuple[str | None, str | None]:
    unit_rule, caption_rule = rules.pattern("outline.table_unit"), rules.pattern("outline.table_caption")
    caption = unit = None
    for line in reversed(before[-4:]):
        text = clean.text[line.start : line.end]
        if HEADING.match(text) and not caption_rule.match(text):
            break
        match = unit_rule.search(text) if len(text) < 200 else None
        unit = unit or (match["unit"] if match else None)
        if not caption and len(text) < 300 and (caption_rule.match(text) or (text.isupper() and not match)):
            caption = text
    if unit is None:
        match = next((m for row in heads for c in row if (m := unit_rule.search(c))), None)
        unit = match["unit"] if match else None
    return caption, unit
