"""The store as one Excel workbook: a sheet that explains, one of what to check, one for each table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.columns import Column, Lang, TableSchema
from kehoach.report.compare import plan_label
from kehoach.report.compare_output import sheet_name
from kehoach.report.messages import message_pair
from kehoach.report.words import NOTES, WORKBOOK
from kehoach.rule_reading import load_rules
from kehoach.rulebook import Rulebook
from kehoach.store import Store
from kehoach.tables import SCHEMA
from kehoach.vocabularies import VOCABULARIES

if TYPE_CHECKING:
    import xlsxwriter

Row = Mapping[str, Any]
MOST_ROWS = 1_048_575
"""What a sheet holds below its heading. A longer table goes on in a further sheet."""
MOST_CHARACTERS = 32_767
AROUND = 240
"""How far from a row its sentence is looked for."""
END = re.compile(r"[.;!?](?=\s)|\n\s*\n")
WIDTHS = {"date": 12, "int": 11, "float": 11}
WIDE = {"text": 42, "task": 60, "title": 48, "message": 60, "heading": 44, "name": 44, "indicator": 40, "what": 34}
MONEY = "amount_vnd"
HIDDEN = frozenset({"doc_id", "section_id", "start", "end", "sha256", "rules_version", "confidence", "rule_id"})
"""Columns for joining and for programs: they are there, folded away at the end."""
NUMBERED = ("year", "month", "day", "page", "level", "row", "col")
LEFT_OUT = frozenset({"boxes"})
"""Tables that only programs ask: where each line stands on its page."""
LINE = 16
"""Points of a row's height for each line in it."""
ABOUT_ROWS = ("funding", "targets", "deadlines", "citations", "assignments", "projects", "table_cells", "tables")
"""The tables in which a note looks for the row that it is about, in this order."""


def write_workbook(store: Store, file: Path, lang: Lang = "vi", rules: Rulebook | None = None) -> dict[str, int]:
    """Write all tables of a store, and say how many rows each has.

    Headings are the schema's labels; values of closed vocabularies are words; đồng, figures and dates
    are numbers with formats. Each row has its plan, its words and the sentence that they stand in.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        return _Writer(book, store, lang, rules or load_rules()).write()


class _Writer:
    """What the sheets share: the book's formats, the plans' labels, where each row went."""

    def __init__(self, book: xlsxwriter.Workbook, store: Store, lang: Lang, rules: Rulebook) -> None:
        self.book, self.store, self.lang, self.rules = book, store, lang, rules
        self.side = int(lang == "vi")
        self.plans = {row["doc_id"]: plan_label(row) for row in store.rows("documents")}
        self.texts: dict[str, str] = {}
        self.place: dict[tuple[str, int, int], str] = {}
        styles: Mapping[str, Mapping[str, Any]] = {
            "head": {"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "bottom": 1},
            "title": {"bold": True, "font_size": 16},
            "wrap": {"text_wrap": True},
            "beside": {"text_wrap": True, "indent": 1, "font_color": "#59616B"},
            "text": {},
            "int": {"num_format": "#,##0"},
            "plain": {"num_format": "0"},
            "float": {},
            "date": {"num_format": "dd/mm/yyyy"},
            "share": {"num_format": "0%"},
            "link": {"font_color": "#1D5C8A", "underline": 1},
        }
        self.formats = {name: book.add_format({"valign": "top", **style}) for name, style in styles.items()}

    def write(self) -> dict[str, int]:
        names = {name: sheet_name(table.vi if self.side else table.en) for name, table in SCHEMA.items()}
        intro = self.book.add_worksheet(sheet_name(self._say("intro")))
        checks = self.book.add_worksheet(sheet_name(self._say("checks")))
        counts = {}
        for name, table in SCHEMA.items():
            if name != "diagnostics" and name not in LEFT_OUT:
                counts[name] = self._table(names[name], table)
        notes = self.store.rows("diagnostics")
        counts["diagnostics"] = len(notes)
        self._checks(checks, notes)
        names = {name: title for name, title in names.items() if name in counts}
        self._intro(intro, names | {"diagnostics": sheet_name(self._say("checks"))}, counts)
        return counts

    def _say(self, key: str) -> str:
        return WORKBOOK[key][self.side]

    # ---- a sheet for a table

    def _table(self, title: str, table: TableSchema) -> int:
        """A table's sheet, or sheets where one is too short for it; gives the number of rows."""
        rows = self.store.rows(table.name)
        columns = self._columns(table)
        for first in range(0, max(len(rows), 1), MOST_ROWS):
            part = rows[first : first + MOST_ROWS]
            name = title if first == 0 else sheet_name(f"{title[:28]} {first // MOST_ROWS + 1}")
            sheet = self.book.add_worksheet(name)
            self._head(sheet, [self._label(column) for column in columns], [self._width(column) for column in columns])
            for number, row in enumerate(part, 1):
                self._row(sheet, number, columns, row)
                if table.name in ABOUT_ROWS and row.get("start") is not None:
                    key = (row["doc_id"], row["start"], row["end"])
                    self.place.setdefault(key, f"internal:'{name}'!A{number + 1}")
            self._finish(sheet, len(part), columns)
        return len(rows)

    def _columns(self, table: TableSchema) -> list[Column]:
        """First the plan; what is for joining last; the sentence after the row's words."""
        named = [column for column in table.columns if not self._is_key(column)]
        keys = [column for column in table.columns if self._is_key(column)]
        if table.name != "documents" and any(column.name == "doc_id" for column in table.columns):
            named.insert(0, Column("plan", "text", *WORKBOOK["plan"], meaning=""))
        if any(column.name == "text" for column in named):
            text = next(column for column in named if column.name == "text")
            page = next(column for column in named if column.name == "page")
            named = [c for c in named if c not in (text, page)]
            named += [text, Column("sentence", "text", *WORKBOOK["sentence"], meaning=""), page]
        return named + keys

    def _is_key(self, column: Column) -> bool:
        return column.name in HIDDEN or (column.name.endswith("_id") and column.name != "doc_id")

    def _label(self, column: Column) -> str:
        return column.vi if self.side else column.en

    def _width(self, column: Column) -> int:
        if column.name == MONEY:
            return 18
        return {"plan": 30, "sentence": 60}.get(column.name) or WIDE.get(column.name) or WIDTHS.get(column.kind, 20)

    def _head(self, sheet: Any, labels: Sequence[str], widths: Sequence[int]) -> None:
        sheet.write_row(0, 0, labels, self.formats["head"])
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 1)
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width)

    def _finish(self, sheet: Any, rows: int, columns: Sequence[Column]) -> None:
        """Filters over all of it, and the columns for joining folded away."""
        sheet.autofilter(0, 0, max(rows, 1), len(columns) - 1)
        for number, column in enumerate(columns):
            if self._is_key(column):
                sheet.set_column(number, number, 18, None, {"level": 1, "hidden": True})
        self._paper(sheet)

    def _paper(self, sheet: Any) -> None:
        """Printed on A4 across, as wide as the paper, the heading on every page, the page's number below."""
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&R&P/&N")

    def _row(self, sheet: Any, number: int, columns: Iterable[Column], row: Row) -> None:
        for col, column in enumerate(columns):
            value = self._value(column, row)
            if value is None:
                continue
            if column.kind == "date":
                sheet.write_datetime(number, col, value, self.formats["date"])
            elif column.kind in ("int", "float"):
                sheet.write_number(number, col, value, self.formats[self._number_format(column)])
            else:
                wrapped = column.name in WIDE or column.name == "sentence"
                sheet.write_string(number, col, _fitting(str(value)), self.formats["wrap" if wrapped else "text"])

    def _number_format(self, column: Column) -> str:
        if column.name == "confidence":
            return "share"
        if column.kind == "float":
            return "float"
        return "plain" if any(part in NUMBERED for part in column.name.split("_")) else "int"

    def _value(self, column: Column, row: Row) -> Any:
        match column.name:
            case "plan":
                return self.plans.get(row["doc_id"])
            case "sentence":
                return self._sentence(row)
        value = row.get(column.name)
        if column.values is not None and value is not None:
            return VOCABULARIES[column.values].get(value, (value, value))[self.side]
        return value

    def _sentence(self, row: Row) -> str | None:
        if row["start"] is None:
            return None
        doc_id = row["doc_id"]
        if doc_id not in self.texts:
            self.texts = {doc_id: self.store.text(doc_id)}
        return sentence_around(self.texts[doc_id], row["start"], row["end"])

    # ---- the sheets of our own

    def _checks(self, sheet: Any, notes: Sequence[Row]) -> None:
        """What to check, the gravest first, each with a link to the row that it is about."""
        labels = [
            self._say(key) for key in ("severity", "kind", "message", "plan", "source", "sentence", "page", "row")
        ]
        self._head(sheet, labels, [12, 30, 70, 32, 40, 50, 8, 14])
        rank = list(VOCABULARIES["severity"])
        ordered = sorted(notes, key=lambda note: rank.index(note["severity"]))
        for number, note in enumerate(ordered, 1):
            words = (
                VOCABULARIES["severity"][note["severity"]][self.side],
                NOTES.get(note["code"], (note["code"], note["code"]))[self.side],
                message_pair(note["message"], self.rules)[self.side],
                self.plans.get(note["doc_id"]),
                note["source"],
                self._sentence(note),
            )
            for col, word in enumerate(words):
                if word is not None:
                    sheet.write_string(number, col, _fitting(word), self.formats["wrap"])
            if note["page"] is not None:
                sheet.write_number(number, 6, note["page"], self.formats["plain"])
            link = self.place.get((note["doc_id"], note["start"], note["end"]))
            if link:
                sheet.write_url(number, 7, link, self.formats["link"], self._say("open"))
        sheet.autofilter(0, 0, max(len(notes), 1), len(labels) - 1)
        self._paper(sheet)

    def _intro(self, sheet: Any, names: Mapping[str, str], counts: Mapping[str, int]) -> None:
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 12)
        sheet.set_column(2, 2, 90)
        sheet.write_string(0, 0, self._say("title"), self.formats["title"])
        for number, key in enumerate(("about", "empty", "money", "sentence_note", "keys", "check"), 2):
            sheet.merge_range(number, 0, number, 2, self._say(key), self.formats["wrap"])
            sheet.set_row(number, 18)
        top = 9
        heads = [self._say(key) for key in ("sheet", "rows", "columns")]
        sheet.write_row(top, 0, heads, self.formats["head"])
        for number, (name, title) in enumerate(names.items(), top + 1):
            columns = ", ".join(self._label(c) for c in SCHEMA[name].columns if not self._is_key(c))
            sheet.write_url(number, 0, f"internal:'{title}'!A1", self.formats["link"], title)
            sheet.write_number(number, 1, counts[name], self.formats["int"])
            sheet.write_string(number, 2, columns, self.formats["beside"])
            sheet.set_row(number, LINE * (1 + len(columns) // 100))
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 1)


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence in which `start:end` stands, on one line; cut where it is very long."""
    before = text[max(0, start - AROUND) : start]
    ends = list(END.finditer(before))
    left = ends[-1].end() if ends else 0
    after = text[end : end + AROUND]
    stop = END.search(after)
    right = stop.end() if stop else len(after)
    return " ".join((before[left:] + text[start:end] + after[:right]).split())


def _fitting(text: str) -> str:
    """A text as a cell takes it: on one line, since a plan's torn lines and page breaks are no part of what it says."""
    text = " ".join(text.split())
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
