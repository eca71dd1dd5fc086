"""What analysts corrected, laid over what the program reads.

A corrections file comes from a plan's page in the report. Each correction is tied to the document's
hash and to the words that it is about, never to a row's number, so it holds whatever rules or version
read the document next. `STORE/corrections/DOC_ID.json` keeps them; no run touches that folder, and
`Store` lays them over every table that it gives. The Parquet files stay what the program read.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.columns import Column
from kehoach.frozen import frozen
from kehoach.tables import SCHEMA
from kehoach.vocabularies import VOCABULARIES

if TYPE_CHECKING:
    import pyarrow as pa

    from kehoach.rows import Row, Rows

FORMAT = "kehoach-corrections/1"
IDS: Mapping[str, str] = {
    "citations": "citation_id",
    "projects": "project_id",
    "funding": "funding_id",
    "assignments": "assignment_id",
    "deadlines": "deadline_id",
    "targets": "target_id",
}
"""The tables whose rows can be corrected one by one, with the column of their id; `documents` has one row, to change."""
ACTIONS = ("wrong", "change", "add")
ANALYST = "analyst"
"""The `rule_id` of a row that an analyst changed or added."""
AGENCIES, PROJECT = "agencies", "project"
"""Fields that are no column: all agencies of a duty with their roles, and the path of labels of an amount's project."""


class CorrectionError(Exception):
    """A corrections file that can't be taken; says where and what to do."""


@frozen
class Correction:
    """One correction. `quote` are the words, `start` where they stood; `was` what the row said, `fields` what it is to say."""

    table: str
    action: str
    quote: str | None
    start: int | None
    was: Mapping[str, Any]
    fields: Mapping[str, Any]

    @property
    def target(self) -> tuple[Any, ...]:
        """What it corrects: a later correction of the same takes its place."""
        said = self.fields if self.action == "add" else self.was
        return self.table, self.quote, self.start, json.dumps(said, sort_keys=True, ensure_ascii=False)


@frozen
class DocumentCorrections:
    """The corrections of one document; `reviewed` are the tables of which an analyst has seen every row."""

    doc_id: str
    sha256: str
    source: str
    reviewed: tuple[str, ...]
    corrections: tuple[Correction, ...]


# ---- files


def read_corrections(file: Path) -> list[DocumentCorrections]:
    """The documents of a corrections file. CorrectionError says what is wrong in it, FileNotFoundError that it is none."""
    try:
        data = json.loads(file.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CorrectionError(f"{file} is no JSON: {error}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CorrectionError(f'{file} is no corrections file: "format" has to be "{FORMAT}"')
    return [_document(entry, f"{file}, document {number}") for number, entry in enumerate(data["documents"], 1)]


def _document(entry: Any, where: str) -> DocumentCorrections:
    try:
        made = [_correction(c, f"{where}, correction {n}") for n, c in enumerate(entry["corrections"], 1)]
        return DocumentCorrections(
            str(entry["doc_id"]), str(entry["sha256"]), str(entry["source"]), tuple(entry["reviewed"]), tuple(made)
        )
    except (KeyError, TypeError) as error:
        raise CorrectionError(f"{where}: {error} is missing or of a wrong kind") from None


def _correction(entry: Mapping[str, Any], where: str) -> Correction:
    table, action = entry["table"], entry["action"]
    if action not in ACTIONS or not (table in IDS or (table == "documents" and action == "change")):
        raise CorrectionError(f"{where}: {action!r} of {table!r}; {', '.join(ACTIONS)} of {', '.join(IDS)}")
    columns = {column.name: column for column in SCHEMA[table].columns}
    fields = {}
    for name, value in (entry.get("fields") or {}).items():
        if name in (AGENCIES, PROJECT):
            fields[name] = value
        elif name not in columns:
            raise CorrectionError(f"{where}: {table} has no column {name}")
        else:
            fields[name] = _read(columns[name], value, where)
    return Correction(table, action, entry.get("quote"), entry.get("start"), dict(entry.get("was") or {}), fields)


def _read(column: Column, value: Any, where: str) -> Any:
    """A value of the column's type; an empty one is null. CorrectionError for one that is none."""
    if value is None or value == "":
        return None
    readers: Mapping[str, Callable[[Any], Any]] = {"int": int, "float": float, "date": date.fromisoformat, "text": str}
    try:
        read = readers[column.kind](value)
    except (TypeError, ValueError):
        raise CorrectionError(f"{where}: {column.name} can't be {value!r}, it is a {column.kind}") from None
    if column.values is not None and read not in VOCABULARIES[column.values]:
        known = ", ".join(VOCABULARIES[column.values])
        raise CorrectionError(f"{where}: {column.name} can't be {value!r}; it is one of {known}")
    return read


def keep_corrections(folder: Path, documents: Iterable[DocumentCorrections]) -> int:
    """Keep corrections in `folder`, a file for each document; a later one of the same row takes the earlier's place."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for new in documents:
        file = folder / f"{new.doc_id}.json"
        merged = {c.target: c for c in (read_corrections(file)[0].corrections if file.exists() else ())}
        merged |= {c.target: c for c in new.corrections}
        count += len(new.corrections)
        kept = {"format": FORMAT, "documents": [as_json(replace(new, corrections=tuple(merged.values())))]}
        aside = file.with_suffix(".unfinished")
        aside.write_text(json.dumps(kept, ensure_ascii=False, indent=1, default=str) + "\n", "utf-8")
        aside.replace(file)
    return count


def as_json(document: DocumentCorrections) -> dict[str, Any]:
    """A document's corrections as the file has them."""
    names = ("table", "action", "quote", "start", "was", "fields")
    corrections = [{name: getattr(c, name) for name in names} for c in document.corrections]
    whole = {name: getattr(document, name) for name in ("doc_id", "sha256", "source", "reviewed")}
    return {**whole, "corrections": corrections}


def kept_corrections(folder: Path) -> dict[str, DocumentCorrections]:
    """What is kept, by document."""
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return {document.doc_id: document for file in files for document in read_corrections(file)}


# ---- laying over

TOUCHED = (*IDS, "documents", "sections", "assignment_agencies", "assignment_projects", "diagnostics")
"""The tables that corrections touch, or need to see."""


def corrected_tables(
    tables: Mapping[str, pa.Table], documents: Mapping[str, DocumentCorrections], text_of: Callable[[str], str]
) -> dict[str, pa.Table]:
    """The tables `TOUCHED` of a store with corrections laid over: the rows of corrected documents after all others.

    Corrections of a document that the store does not hold wait until it does.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    here = set(tables["documents"]["doc_id"].to_pylist())
    ours = [doc_id for doc_id in documents if doc_id in here]
    theirs = {
        name: pc.fill_null(pc.is_in(table["doc_id"], value_set=pa.array(ours, pa.string())), False)
        for name, table in tables.items()
    }
    rows: Rows = {name: table.filter(theirs[name]).to_pylist() for name, table in tables.items()}
    done: Rows = {name: [] for name in tables}
    for doc_id in ours:
        of = {name: [row for row in found if row["doc_id"] == doc_id] for name, found in rows.items()}
        for name, found in corrected(of, text_of(doc_id), documents[doc_id]).items():
            done[name] += found
    return {
        name: pa.concat_tables(
            [table.filter(pc.invert(theirs[name])), pa.Table.from_pylist(done[name], schema=table.schema)]
        )
        for name, table in tables.items()
    }


def corrected(rows: Rows, text: str, document: DocumentCorrections) -> Rows:
    """The rows of a document with its corrections laid over, and a note in `diagnostics` for each.

    A changed row that the program no longer finds is added with what the analyst said; a wrong row
    that it no longer finds needs nothing. Words that the text no longer has are a warning.
    """
    work = _Work({name: [dict(row) for row in found] for name, found in rows.items()}, text, document)
    for number, correction in enumerate(document.corrections):
        work.apply(correction, number)
    return work.rows


class _Work:
    """One document's rows under correction."""

    def __init__(self, rows: Rows, text: str, document: DocumentCorrections) -> None:
        self.rows, self.text, self.doc_id, self.source = rows, text, document.doc_id, document.source

    def apply(self, correction: Correction, number: int) -> None:
        if correction.table == "documents":
            for row in self.rows["documents"]:
                row.update(correction.fields)
            return self._note("info", "corrected", correction, None)
        place = find_place(self.text, correction.quote, correction.start)
        if place is None:
            return self._note("warning", "correction-lost", correction, None)
        found = self._row_at(correction, place)
        if correction.action == "wrong":
            if found is not None:
                self._remove(correction.table, found)
        else:
            self._change(correction, found or self._new_row(correction, place, number))
        return self._note("info", "corrected", correction, place)

    def _row_at(self, correction: Correction, place: tuple[int, int]) -> Row | None:
        """The row on these words that says most of what the correction knew of it; an added one only if it says the same."""
        said = correction.was if correction.action != "add" else correction.fields
        there = [
            row
            for row in self.rows[correction.table]
            if row["start"] is not None and row["start"] < place[1] and place[0] < row["end"]
        ]
        if correction.action == "add":
            there = [row for row in there if all(_same(row.get(name), value) for name, value in said.items())]

        def likeness(row: Row) -> tuple[int, bool, int]:
            alike = sum(_same(row.get(name), value) for name, value in said.items())
            return alike, (row["start"], row["end"]) == place, -abs(row["start"] - place[0])

        return max(there, key=likeness, default=None)

    def _change(self, correction: Correction, row: Row) -> None:
        fields = dict(correction.fields)
        agencies = fields.pop(AGENCIES, None)
        if PROJECT in fields:
            row["project_id"] = self._project(fields.pop(PROJECT))
        row.update(fields, rule_id=ANALYST, confidence=1.0)
        if agencies is not None:
            self._assign(row, agencies)

    def _assign(self, duty: Row, agencies: Iterable[Mapping[str, str]]) -> None:
        """The duty's agencies, all of them anew; one that it had keeps its place and identity."""
        links = self.rows["assignment_agencies"]
        had = {link["agency"]: link for link in links if link["assignment_id"] == duty["assignment_id"]}
        known = {link["agency"]: link["agency_id"] for link in links}
        links[:] = [link for link in links if link["assignment_id"] != duty["assignment_id"]]
        for given in agencies:
            base = dict.fromkeys(column.name for column in SCHEMA["assignment_agencies"].columns)
            owner = {name: duty[name] for name in ("assignment_id", "doc_id", "section_id")}
            new = {**base, **owner, "agency": given["agency"], "agency_id": known.get(given["agency"])}
            links.append({**had.get(given["agency"], new), "role": given["role"]})

    def _project(self, path: str | None) -> str | None:
        """The project of a path of labels (`Dự án 3/Tiểu dự án 1`); None where there is none."""
        known = {row["project_id"]: row for row in self.rows["projects"]}
        for row in known.values():
            labels: list[str] = []
            at: Row | None = row
            while at is not None and len(labels) <= len(known):
                labels.append(at["label"] or at["name"])
                at = known.get(at["parent_id"])
            if "/".join(reversed(labels)) == path:
                return str(row["project_id"])
        return None

    def _new_row(self, correction: Correction, place: tuple[int, int], number: int) -> Row:
        sections = [row for row in self.rows["sections"] if row["start"] is not None]
        found = bisect_right([row["start"] for row in sections], place[0]) - 1
        row: Row = dict.fromkeys(column.name for column in SCHEMA[correction.table].columns)
        row |= {
            IDS[correction.table]: f"{self.doc_id}-x{number}",
            "doc_id": self.doc_id,
            "section_id": sections[found]["section_id"] if found >= 0 else None,
            "page": self._page(place[0]),
            "start": place[0],
            "end": place[1],
            "text": self.text[slice(*place)],
        }
        row |= {name: value for name, value in correction.was.items() if name in row and name not in correction.fields}
        if correction.table == "assignments":
            row["task"] = " ".join(row["text"].split())
        self.rows[correction.table].append(row)
        self.rows[correction.table].sort(key=lambda r: (r["start"] is None, r["start"] or 0))
        return row

    def _page(self, position: int) -> int | None:
        """The page of the nearest row before a position."""
        before = [
            (row["start"], row["page"])
            for name in IDS
            for row in self.rows[name]
            if row["page"] is not None and row["start"] <= position
        ]
        return max(before)[1] if before else None

    def _remove(self, table: str, row: Row) -> None:
        """Take a row out, and what hangs on it: a duty's links; a project, total or duty that others name is null there."""
        key = IDS[table]
        gone = row[key]
        self.rows[table].remove(row)
        for name in ("assignment_agencies", "assignment_projects"):
            self.rows[name] = [link for link in self.rows[name] if link.get(key) != gone]
        for name in IDS:
            for other in self.rows[name]:
                if name != table and other.get(key) == gone:
                    other[key] = None
                if name == table and other.get("parent_id") == gone:
                    other["parent_id"] = row["parent_id"]

    def _note(self, severity: str, code: str, correction: Correction, place: tuple[int, int] | None) -> None:
        note: Row = dict.fromkeys(column.name for column in SCHEMA["diagnostics"].columns)
        words = f"{SCHEMA[correction.table].en}: {correction.action}"
        if place is None and correction.quote:
            words += f"; the text no longer has: {correction.quote}"
        note |= {"doc_id": self.doc_id, "severity": severity, "code": code, "message": words, "source": self.source}
        if place is not None:
            note |= {"start": place[0], "end": place[1], "text": self.text[slice(*place)], "page": self._page(place[0])}
        self.rows["diagnostics"].append(note)


def find_place(text: str, quote: str | None, start: int | None) -> tuple[int, int] | None:
    """Where the quote stands: at `start` if it still does, else the nearest place that has the same words."""
    if not quote or not quote.strip():
        return None
    if start is not None and text[start : start + len(quote)] == quote:
        return start, start + len(quote)
    words = r"\s+".join(map(re.escape, quote.split()))
    places = [match.span() for match in re.finditer(words, text)]
    return min(places, key=lambda place: abs(place[0] - (start or 0)), default=None)


def _same(value: Any, other: Any) -> bool:
    return str(value) == str(other)
