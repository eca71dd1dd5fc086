"""Find the table rows among the lines of a source: markdown, tab-separated, pipe-cell and cell-a-line tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from kehoach.frozen import frozen
from kehoach.reflow import Physical
from kehoach.rulebook import Rulebook

GROUP = regex.compile(r"(?:[IVX]{1,5}|[A-DĐ])\s?[.)-]?\s+\S|\p{Lu}[\p{Lu} ,-]{5,}$|Tổng")
FIRST_HEADINGS = ("TT", "STT", "SỐ TT")

Cell = tuple[Physical, ...]


@frozen
class SourceRow:
    """A table row: each cell is the lines that it is made of, none for an empty one. `ruling` is a markdown `|---|`."""

    cells: tuple[Cell, ...]
    ruling: bool = False


Run = Sequence[Physical] | Sequence[SourceRow]


def find_runs(lines: Sequence[Physical], rules: Rulebook) -> Iterator[Run]:
    """Cut the lines into runs of text and of table rows, in order."""
    heads = [
        i
        for i, line in enumerate(lines)
        if (text := line.text)[0] == "|"
        or "\t" in text
        or (len(text) < 9 and text.strip("* ").upper() in FIRST_HEADINGS)
    ]
    begin, after = 0, 0  # where the text not yet given begins, and the lines after the last table
    for i in heads:
        if i < after:
            continue
        rows, after = _rows_at(lines, i)
        if after == i:
            continue
        if begin < i:
            yield lines[begin:i]
        yield from _layout_or_rows(rows, rules)
        begin = after
    if begin < len(lines):
        yield lines[begin:]


def _rows_at(lines: Sequence[Physical], i: int) -> tuple[list[SourceRow], int]:
    """The table that begins at a line, and the line after it; none, and the line itself, where none begins."""
    text = lines[i].text
    if text == "|":
        return _pipe_rows(lines, i)
    if text[0] == "|":
        return _markdown_rows(lines, i)
    return _tab_rows(lines, i) if "\t" in text else _stacked_rows(lines, i)


def _layout_or_rows(rows: list[SourceRow], rules: Rulebook) -> Iterator[Run]:
    """A "table" that only sets the header, the recipients or a box in columns is text, cell by cell."""
    layout = rules.pattern("layout.page_layout_cell")
    words = [line.text for row in rows[:4] for cell in row.cells for line in cell]
    columns = max((sum(map(bool, row.cells)) for row in rows), default=0)
    if columns < 2 or len(rows) < 2 or any(layout.search(w) for w in words[:24]):
        yield from ([*cell] for row in rows for cell in row.cells if cell)
    else:
        yield rows


def _markdown_rows(lines: Sequence[Physical], i: int) -> tuple[list[SourceRow], int]:
    rows: list[SourceRow] = []
    while (
        i < len(lines)
        and len(lines[i].text) > 2
        and lines[i].text[0] == "|" == lines[i].text[-1]
        and lines[i].gap * bool(rows) <= 1
    ):
        cells = tuple(_pieces(lines[i], "|", inner=True))
        rows.append(SourceRow(cells, ruling=all(set(p.text) <= set(":- ") for cell in cells for p in cell)))
        i += 1
    return rows, i


def _tab_rows(lines: Sequence[Physical], i: int) -> tuple[list[SourceRow], int]:
    rows: list[SourceRow] = []
    first = i
    while i < len(lines) and "\t" in lines[i].text and (i == first or lines[i].gap <= 1):
        rows.append(SourceRow(tuple(_pieces(lines[i], "\t"))))
        i += 1
    return rows, (i if len(rows) > 1 else first)


def _pieces(line: Physical, mark: str, inner: bool = False) -> Iterator[Cell]:
    """Cut a line at a mark into cells; an indent before the first column is an empty first cell."""
    pieces = line.text.split(mark)
    start = line.start
    last = len(pieces) - 1
    if not inner:
        yield from [()] * (line.indent // 4)
    for number, piece in enumerate(pieces):
        content = piece.strip()
        if not (inner and number in (0, last)):
            left = start + len(piece) - len(piece.lstrip())
            yield (Physical(left, left + len(content), content),) if content else ()
        start += len(piece) + 1


def _pipe_rows(lines: Sequence[Physical], i: int) -> tuple[list[SourceRow], int]:
    """Rows as page crawlers leave them: each cell between lone `|` lines; `|` after `|` begins a row."""
    rows: list[SourceRow] = []
    while i < len(lines) and lines[i].text == "|":
        cells, i = _pipe_row(lines, i + 1)
        if cells is None:
            break
        rows.append(SourceRow(cells))
    return rows, i


def _pipe_row(lines: Sequence[Physical], i: int) -> tuple[tuple[Cell, ...] | None, int]:
    """The cells from after a row's first `|` to its last, and the line after that.

    None where the table ends there: no bar follows, or what stands before it is too long for a cell.
    """
    cells: list[Cell] = []
    first, size = i, 0  # of the cell that no bar has closed yet
    while i < len(lines):
        line = lines[i]
        if line.text != "|":
            size += len(line.text)
            if size > 4000 or i - first > 98 or (line.gap > 2 and i > first):
                break
            i += 1
            continue
        cells.append(tuple(lines[first:i]))
        i += 1
        first, size = i, 0
        if i < len(lines) and (lines[i].text == "|") != bool(lines[i].gap):
            break  # the next row's first bar, or text after the table; a blank line between two bars is an empty cell
    return (tuple(cells) if cells else None), first


def _stacked_rows(lines: Sequence[Physical], i: int) -> tuple[list[SourceRow], int]:
    """Rows with one cell a line: the heading begins with TT or STT, each body row with its number."""
    body = next(
        (
            k
            for k in range(i + 2, min(i + 16, len(lines)))
            if lines[k].text in ("1", "01", "I", "A") or lines[k].text.startswith("I. ")
        ),
        None,
    )
    if body is None or any(len(line.text) > 90 for line in lines[i:body]):
        return [], i
    width = body - i
    rows = [SourceRow(tuple((line,) for line in lines[i:body]))]
    number, k = 1, body
    while k < len(lines):
        if lines[k].text in (str(number), f"{number:02}"):
            end = _stacked_end(lines, k, width, number)
            rows.append(SourceRow(tuple((line,) for line in lines[k:end])))
            number, k = number + 1, end
        elif _is_group(lines, k, number):
            rows.append(SourceRow(((lines[k],),)))
            k += 1
            number = 1 if lines[k].text == "1" else number
        else:
            break
    k = _stacked_total(lines, k, rows)
    return (rows, k) if len(rows) > 2 else ([], i)


def _stacked_total(lines: Sequence[Physical], k: int, rows: list[SourceRow]) -> int:
    """The closing row of totals: its words, then as many figures as there are."""
    if k >= len(lines) or not lines[k].text.upper().startswith(("TỔNG", "CỘNG")):
        return k
    end = k + 1
    while end < len(lines) and lines[end].text[0].isdigit() and len(lines[end].text) < 20:
        end += 1
    rows.append(SourceRow(tuple((line,) for line in lines[k:end])))
    return end


def _stacked_end(lines: Sequence[Physical], start: int, width: int, number: int) -> int:
    """Where the row ends: before the next number or group, at most `width` cells on."""
    full = start + width
    if full == len(lines) or (
        full < len(lines) and (lines[full].text == str(number + 1) or _is_group(lines, full, number + 1))
    ):
        return full
    for k in range(start + 2, min(full, len(lines))):
        if lines[k].text == str(number + 1) or _is_group(lines, k, number + 1):
            return k
    return min(full, len(lines))


def _is_group(lines: Sequence[Physical], k: int, number: int) -> bool:
    """A line that heads the rows below it, as `I. Cụm công nghiệp …`."""
    after = lines[k + 1].text if k + 1 < len(lines) else ""
    return after in ("1", str(number)) and bool(GROUP.match(lines[k].text))
