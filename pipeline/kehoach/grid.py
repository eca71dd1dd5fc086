"""Read runs of table rows into tables: heading rows, caption, unit, body cells with their heading path."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from kehoach.rulebook import Rulebook
from kehoach.values import Cell, CleanText, Line, Part, Table

NUMBER = regex.compile(r"^[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?\s*%?$")
POINTED = regex.compile(r"^[-+]?\d+\.\d{1,2}$")
ROMAN = regex.compile(r"^[IVXLC]+\.?$")
WORD = regex.compile(r"[^\W\d_]{2}")
NUMBERING = regex.compile(r"^\(?(?:[A-Z]|\d{1,2})\)?(?:\s?=\s?[-+/*x:.,()\d\s%]+)?$")


def read_value(text: str) -> float | None:
    """A number in Vietnamese notation: `.` groups thousands, `,` is the decimal mark. None where it is none."""
    text = text.strip().removeprefix("+")
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
    """Make a table of a run of row lines. `before` are the text lines that stand before it, nearest last."""
    lines = [line for line in rows if line.kind == "row"]
    texts = [[clean.text[s:e].strip() for s, e in line.cells] for line in lines]
    width = max(len(row) for row in texts)
    heads = _count_heads(rows, lines, texts, width)
    header = tuple(tuple(_pad(row, width)) for row in texts[:heads] if not _is_numbering(row))
    filled = _fill_header(header, width)
    cells: list[Cell] = []
    for number, (line, row) in enumerate(zip(lines[heads:], texts[heads:], strict=True)):
        label = row_label(row)
        for col, (text, (start, end)) in enumerate(zip(row, line.cells, strict=True)):
            path = tuple(dict.fromkeys(h[col] for h in filled if col < len(h) and h[col]))
            cells.append(Cell(number, col, text, start, end, path, label, read_value(text)))
    caption, unit = _caption_and_unit(clean, before, texts[:heads], rules)
    return Table(
        index,
        section,
        lines[0].start,
        lines[-1].end,
        caption,
        unit,
        header,
        tuple(cells),
        len(lines) - heads,
        width,
        part,
    )


def _pad(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _count_heads(rows: Sequence[Line], lines: Sequence[Line], texts: Sequence[Sequence[str]], width: int) -> int:
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
    return (
        not lead and bool(first) and (len(row) < 2 or not row[1] or bool(above[0] == "")) and sum(map(bool, row)) >= 2
    )


def _is_numbering(row: Sequence[str]) -> bool:
    filled = [c for c in row if c]
    return len(filled) >= 3 and all(NUMBERING.match(c) for c in filled) and (filled[0] in ("A", "(A)", "1", "(1)", "a"))


def _fill_header(header: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """Spread merged headings over the empty cells to their right, in all rows but the last."""
    filled: list[list[str]] = []
    for number, row in enumerate(header):
        new = list(row)
        if number < len(header) - 1:
            below = header[number + 1]
            for col in range(1, width):
                if not new[col] and below[col]:
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
        match = unit_rule.search(text) if len(text) < 200 else None
        unit = unit or (match["unit"] if match else None)
        if not caption and len(text) < 300 and (caption_rule.match(text) or (text.isupper() and not match)):
            caption = text
    if unit is None:
        match = next((m for row in heads for c in row if (m := unit_rule.search(c))), None)
        unit = match["unit"] if match else None
    return caption, unit
