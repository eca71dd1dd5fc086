"""A comparison as text for the terminal, as CSV, and as an Excel workbook. As a page: `site.comparison_page`."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.columns import Lang
from kehoach.report.compare import COUNTED, Cell, Comparison, Line
from kehoach.report.entries import figure
from kehoach.report.site import comparison_page
from kehoach.report.words import PARTS

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 120
PER_TABLE = 4
"""Columns that stand side by side in a terminal; more go into a further table."""
SHOWN = 25
"""Lines of a part that a terminal shows; the other formats have all."""


FORMATS = ("terminal", "csv", "xlsx", "html")


def give_comparison(comparison: Comparison, form: str, out: Path | None, lang: Lang) -> None:
    """Print a comparison in one of `FORMATS`, or write it to a file. An xlsx goes to a file only."""
    from rich.console import Console

    if form == "xlsx":
        assert out is not None
        write_comparison(comparison, out, lang)
    elif form == "terminal":
        if out is None:
            print_comparison(comparison, lang)
        else:
            with out.open("w", encoding="utf-8") as file:
                print_comparison(comparison, lang, Console(file=file, width=WIDE))
    else:
        text = comparison_as_csv(comparison, lang) if form == "csv" else comparison_page(comparison, lang)
        if out is None:
            print(text, end="")
        else:
            # The mark at the beginning has Excel read a CSV as UTF-8.
            out.write_text(text, "utf-8-sig" if form == "csv" else "utf-8", newline="")


def print_comparison(comparison: Comparison, lang: Lang, console: Console | None = None) -> None:
    """Print the parts one after the other, a few columns at a time, the first lines of each."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = console or Console()
    if not console.is_terminal:
        console.width = WIDE
    side = int(lang == "vi")
    for part, title in PARTS.items():
        lines = comparison.part(part)
        if not lines:
            continue
        console.print(Text(f"\n{title[side]}", style="bold"))
        for first in range(0, len(comparison.columns), PER_TABLE):
            columns = comparison.columns[first : first + PER_TABLE]
            grid = Table(box=None, pad_edge=False, header_style="dim", expand=True)
            grid.add_column("", ratio=3, overflow="fold")
            for column in columns:
                grid.add_column(Text(column.label[side]), ratio=2, overflow="fold", justify="right")
            for line in lines[:SHOWN]:
                cells = [_in_words(line, line.cells.get(column.key), lang) for column in columns]
                grid.add_row(Text(line.label[side]), *map(Text, cells))
            console.print(grid)
        if len(lines) > SHOWN:
            console.print(Text(f"… +{len(lines) - SHOWN} (--format csv, xlsx, html)", style="dim"))


def _in_words(line: Line, cell: Cell | None, lang: Lang) -> str:
    if cell is None:
        return "-"
    if line.part in COUNTED:
        return "×" if cell.value is None else figure(cell.value)
    return "; ".join(cell.words(lang))


def comparison_as_csv(comparison: Comparison, lang: Lang) -> str:
    """A line for each line: part, key, label, then a column for each plan. Numbers are plain digits."""
    side = int(lang == "vi")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["part", "key", "label", *(column.label[side] for column in comparison.columns)])
    for line in comparison.lines:
        cells = [line.cells.get(column.key) for column in comparison.columns]
        writer.writerow([line.part, line.key, line.label[side], *(_value(line, cell, lang) for cell in cells)])
    return out.getvalue()


def _value(line: Line, cell: Cell | None, lang: Lang) -> int | str:
    if cell is None:
        return ""
    if line.part in COUNTED:
        return "" if cell.value is None else cell.value
    return "; ".join(cell.words(lang))


def write_comparison(comparison: Comparison, file: Path, lang: Lang) -> None:
    """An Excel workbook with a sheet for each part, headings frozen, numbers as numbers."""
    import xlsxwriter

    side = int(lang == "vi")
    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats: dict[str, Any] = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top", "border": 1}
            ),
            "label": book.add_format({"text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
        }
        for part, title in PARTS.items():
            lines = comparison.part(part)
            sheet = book.add_worksheet(sheet_name(title[side]))
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, 0, 52)
            sheet.set_column(1, max(1, len(comparison.columns)), 24)
            sheet.write_row(
                0, 0, [title[side], *(column.label[side] for column in comparison.columns)], formats["head"]
            )
            for row, line in enumerate(lines, 1):
                sheet.write_string(row, 0, line.label[side], formats["label"])
                for col, column in enumerate(comparison.columns, 1):
                    value = _value(line, line.cells.get(column.key), lang)
                    if value != "":
                        sheet.write(row, col, value, formats["number" if part in COUNTED else "label"])
            if lines:
                sheet.autofilter(0, 0, len(lines), len(comparison.columns))


def sheet_name(title: str) -> str:
    """A title as Excel takes it for a sheet: at most 31 characters, none of []:*?/\\ ."""
    plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in title)
    return " ".join(plain.split())[:31].strip()
