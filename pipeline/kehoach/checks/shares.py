"""Check percentages against the counts that they are said of: "45/120 hộ (37,5%)", a column of shares in a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import regex

from kehoach.extract.amounts import read_number
from kehoach.extract.signs import lines_with
from kehoach.rulebook import Rulebook
from kehoach.values import Cell, Diagnostic, Outline, Table

LEAST_ROWS = 4  # fewer rows may fit two columns by chance
MOST_FIT = 0.75  # the share of rows in which a column must be the share of two others, to be taken for it


def check_shares(outline: Outline, rules: Rulebook) -> Iterator[Diagnostic]:
    """`share-proven`, or `share-mismatch` with the count, the whole, what they make and what is said."""
    yield from _check_sentences(outline, rules)
    share = rules.pattern("checks.share_column")
    for table in outline.tables:
        columns: dict[int, dict[int, Cell]] = defaultdict(dict)
        for cell in table.cells:
            if cell.value is not None:
                columns[cell.col][cell.row] = cell
        computed = {c for c, written in enumerate(table.numbering) if "=" in written}
        for col, cells in columns.items():
            header = next(iter(cells.values())).header
            if col not in computed and len(cells) >= LEAST_ROWS and any(share.search(h) for h in header):
                yield from _check_column(table, cells, {c: v for c, v in columns.items() if c < col})


def _check_sentences(outline: Outline, rules: Rulebook) -> Iterator[Diagnostic]:
    text, pattern = outline.clean.text, rules.pattern("checks.share_of")
    for match in (m for line in lines_with(text, ("%",)) for m in pattern.finditer(text, *line)):
        part, whole, share = (read_number(match[name]) for name in ("part", "whole", "share"))
        if not part or not whole or share is None or part > whole:
            continue
        said = f"{match['part']}/{match['whole']} is {_number(100 * float(part / whole))}%"
        places = (*match.span("share"), match.start("part"), match.end("whole"))
        if _is_share(float(part), float(whole), match["share"], float(share)):
            yield Diagnostic("info", "share-proven", f"{said}, as the text says", *places)
        else:
            yield Diagnostic("warning", "share-mismatch", f"{said}, the text says {match['share']}%", *places)


def _check_column(
    table: Table, cells: Mapping[int, Cell], others: Mapping[int, Mapping[int, Cell]]
) -> Iterator[Diagnostic]:
    """A column of shares against the two counts before it whose share it is in most rows; none where no two fit."""
    best: tuple[int, list[tuple[Cell, Cell, Cell, bool]]] = (0, [])
    for part in others:
        for whole in others:
            rows = _compare(cells, others[part], others[whole]) if part != whole else []
            right = sum(row[3] for row in rows)
            if len(rows) >= LEAST_ROWS and right >= MOST_FIT * len(rows) and right > best[0]:
                best = (right, rows)
    for share, part_cell, whole_cell, right in best[1]:
        if not right:
            made = 100 * (part_cell.value or 0.0) / (whole_cell.value or 1.0)
            said = f"{share.row_label or 'row'}: {part_cell.text} of {whole_cell.text} is {_number(made)}%, the cell says {share.text}"
            yield Diagnostic("warning", "share-mismatch", said, share.start, share.end, part_cell.start, part_cell.end)
    if best[0]:
        fits = [row for row in best[1] if row[3]]
        first = fits[0][0]
        said = f"{' / '.join(first.header)}: the share of two counts in {len(fits)} rows"
        proves = tuple(dict.fromkeys(c.start for row in fits for c in row[:3]))
        yield Diagnostic("info", "share-proven", said, first.start, first.end, proves=proves)


def _compare(
    shares: Mapping[int, Cell], parts: Mapping[int, Cell], wholes: Mapping[int, Cell]
) -> list[tuple[Cell, Cell, Cell, bool]]:
    """The rows that have all three figures, and whether the first is the second's share of the third."""
    rows = []
    for row, share in shares.items():
        part, whole = parts.get(row), wholes.get(row)
        if part and whole and part.value and whole.value and share.value is not None and part.value < whole.value:
            rows.append((share, part, whole, _is_share(part.value, whole.value, share.text, share.value)))
    return rows


def _is_share(part: float, whole: float, written: str, share: float) -> bool:
    """Whether a share is right to its last written place; cut off there is as good as rounded."""
    decimals = regex.sub(r"\D", "", written.rstrip("% ").partition(",")[2])
    return abs(100 * part / whole - share) < 1.001 * 10.0 ** -len(decimals)


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
