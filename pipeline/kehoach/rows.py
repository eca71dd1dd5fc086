"""A `Plan` as rows of the tables: ids over the whole store, and every place led back to the source text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any

from kehoach.mentions import Fact
from kehoach.tables import SCHEMA
from kehoach.values import AgencyRole, Diagnostic, Document, Header, Plan, Table

Row = dict[str, Any]
Rows = dict[str, list[Row]]

TARGET_FIELDS = (
    "indicator indicator_code indicator_name subgroup value_low value_high unit direction aim area year "
    "unit_normal normal_low normal_high baseline baseline_year"
)
HEADER_FIELDS = tuple(f.name for f in fields(Header))


def rows_of(plan: Plan, rules_version: str | None = None) -> Rows:
    """The rows of every table, in the order of the text; the same plan always gives the same rows.

    Ids are the document's id with a letter and the fact's index: `0a1b…-s12` is section 12. Every
    row's `text` is `document.text[start:end]`. Rows of `legal_documents` and `agencies` count this
    document alone: the store brings them together.
    """
    write = _Writer(plan)
    return {
        "documents": [_document_row(plan, rules_version)],
        "pages": _page_rows(plan),
        "sections": [
            {
                **write.provenance(s.start, s.end, s.index),
                **_fields(s, "level label heading path"),
                "parent_id": write.id("s", s.parent),
            }
            for s in plan.outline.sections
        ],
        **_citation_rows(plan, write),
        "projects": [
            {
                "project_id": write.id("p", p.index),
                **write.fact(p, "label name component"),
                "parent_id": write.id("p", p.parent),
            }
            for p in plan.projects
        ],
        "funding": _funding_rows(plan, write),
        "foreign_money": _foreign_rows(plan, write),
        "agencies": [
            {
                **_fields(a, "agency_id name short_name kind level locality successor ended successor_basis"),
                "n_documents": 1,
            }
            for a in plan.agencies
        ],
        **_assignment_rows(plan, write),
        **_aim_rows(plan, write),
        **_table_rows(plan, write),
        **_reading_rows(plan, write),
        "diagnostics": _diagnostic_rows(plan, write),
    }


def _aim_rows(plan: Plan, write: _Writer) -> Rows:
    """What is due, what is aimed at, and who gets a copy."""
    return {
        "deadlines": [
            {
                "deadline_id": write.id("d", i),
                **write.fact(d, "kind date month day year quarter recurrence rrule what agency recipient channel"),
                "assignment_id": write.id("a", d.assignment),
            }
            for i, d in enumerate(plan.deadlines)
        ],
        "targets": [
            {
                "target_id": write.id("g", i),
                **write.fact(t, TARGET_FIELDS),
                "table_id": write.id("t", t.table),
            }
            for i, t in enumerate(plan.targets)
        ],
        "recipients": [
            {
                "recipient_id": write.id("r", a.index),
                **write.fact(a, "name purpose purpose_text"),
                "position": a.index + 1,
            }
            for a in plan.addressees
        ],
    }


class _Writer:
    """What the rows of one plan share: its id, and the way back to its source text."""

    def __init__(self, plan: Plan) -> None:
        self.document = plan.document
        self.doc_id = plan.document.doc_id
        self.outline = plan.outline
        self.page_starts = [page.start for page in plan.document.pages]
        self.box_starts = [box.start for box in plan.document.boxes]
        self.section_ids = [f"{self.doc_id}-s{section.index}" for section in plan.outline.sections]

    def id(self, letter: str, index: int | None) -> str | None:
        return None if index is None else f"{self.doc_id}-{letter}{index}"

    def provenance(self, start: int | None, end: int | None, section: int | None) -> Row:
        """Where a row stands in the source text."""
        page, begin, stop, text = self.place(start, end)
        return {
            "doc_id": self.doc_id,
            "section_id": None if section is None else self.section_ids[section],
            "page": page,
            "start": begin,
            "end": stop,
            "text": text,
        }

    def place(self, start: int | None, end: int | None) -> tuple[int | None, int | None, int | None, str | None]:
        """Page, start, end and text in the source of `start:end` of the clean text; of nothing, as an empty cell, None."""
        if start is None or end is None or start >= end:
            return None, None, None, None
        begin, stop = self.outline.clean.to_source(start, end)
        page = self.page(begin) if self.page_starts or self.box_starts else None
        return page, begin, stop, self.document.text[begin:stop]

    def page(self, position: int) -> int | None:
        """The page that a character of the reference text stands on."""
        if self.box_starts:
            return self.document.boxes[max(0, bisect_right(self.box_starts, position) - 1)].page
        found = bisect_right(self.page_starts, position) - 1
        return self.document.pages[found].number if found >= 0 else None

    def reading(self, start: int | None, end: int | None) -> tuple[str | None, float]:
        """How `start:end` of the reference text was read, and how sure OCR is of it; (None, 1) for text files."""
        page = None if start is None or not self.page_starts else self.page(start)
        if start is None or end is None or page is None:
            return None, 1.0
        how = self.document.pages[page - 1].how
        if how != "ocr":
            return how, 1.0
        first = max(0, bisect_right(self.box_starts, start) - 1)
        boxes = self.document.boxes[first : max(first + 1, bisect_left(self.box_starts, end))]
        mended = any(m.start < end and m.end > start for m in self.document.mends)
        return "ocr mended" if mended else "ocr", sum(b.sure for b in boxes) / len(boxes)

    def section_at(self, position: int | None) -> int | None:
        block = None if position is None else self.outline.block_at(position)
        return block.section if block else None

    def fact(self, fact: Fact, names: str) -> Row:
        row = self.provenance(fact.start, fact.end, fact.section)
        how, sure = self.reading(row["start"], row["end"]) if self.page_starts else (None, 1.0)
        row |= _fields(fact, names)
        row["rule_id"] = fact.rule_id or None
        row["confidence"] = fact.confidence if sure == 1 else max(round(fact.confidence * sure, 4), 0.01)
        row["reading"] = how
        return row


def _fields(value: object, names: str) -> Row:
    """Some fields of a value; an empty text is missing, so it is null."""
    keys, get = _getter(names)
    return {name: None if field == "" else field for name, field in zip(keys, get(value), strict=True)}


@cache
def _getter(names: str) -> tuple[tuple[str, ...], Callable[[object], tuple[object, ...]]]:
    """What reads these fields at once; two names at least."""
    keys = tuple(names.split())
    return keys, attrgetter(*keys)


def _document_row(plan: Plan, rules_version: str | None) -> Row:
    doc = plan.document
    return {
        **_fields(doc, "doc_id source sha256 media"),
        "n_pages": len(doc.pages) or None,
        "n_chars": len(doc.text),
        "quality": _quality(doc),
        **{name: getattr(plan.header, name) for name in HEADER_FIELDS},
        "rules_version": rules_version,
    }


def _quality(document: Document) -> float | None:
    """How well the pages were read, each counting as long as its text; a page that could not be read counts as one."""
    weights = [(max(1, p.end - p.start), p.quality) for p in document.pages if p.how != "empty"]
    return round(sum(n * q for n, q in weights) / sum(n for n, _ in weights), 4) if weights else None


def _page_rows(plan: Plan) -> list[Row]:
    doc = plan.document
    return [
        {
            "doc_id": doc.doc_id,
            "page": page.number,
            "quality": round(page.quality, 4),
            **_fields(page, "how width height start end"),
        }
        for page in doc.pages
    ]


def _reading_rows(plan: Plan, write: _Writer) -> Rows:
    """Where the text stands on its pages, and what of it is not as OCR read it."""
    doc = plan.document
    return {
        "boxes": [
            {
                "doc_id": doc.doc_id,
                "page": b.page,
                "start": b.start,
                "end": b.end,
                "x0": round(b.x0, 1),
                "y0": round(b.y0, 1),
                "x1": round(b.x1, 1),
                "y1": round(b.y1, 1),
                "confidence": round(b.sure, 3),
            }
            for b in doc.boxes
        ],
        "mends": [
            {
                "doc_id": doc.doc_id,
                "page": write.page(m.start),
                "text": doc.text[m.start : m.end] or None,
                **_fields(m, "start end read rule_id"),
            }
            for m in doc.mends
        ],
    }


def _citation_rows(plan: Plan, write: _Writer) -> Rows:
    cited = {c.key for c in plan.citations if c.relation != "self"}
    return {
        "citations": [
            {
                "citation_id": write.id("c", i),
                **write.fact(c, "type code issue_date issue_year issuer title provision relation term resolved_from"),
                "legal_document_id": c.key,
                "antecedent_id": write.id("c", c.antecedent),
            }
            for i, c in enumerate(plan.citations)
        ],
        "short_forms": [
            {
                "short_form_id": write.id("r", i),
                **write.fact(r, "form type provision stands_for why"),
                "citation_id": write.id("c", r.antecedent),
                "legal_document_id": None if r.antecedent is None else plan.citations[r.antecedent].key,
            }
            for i, r in enumerate(plan.references)
        ],
        "legal_documents": [
            {
                **_fields(d, "legal_document_id type code issue_date issuer title"),
                "n_citing_documents": int(d.legal_document_id in cited),
            }
            for d in plan.legal_documents
        ],
    }


def _funding_rows(plan: Plan, write: _Writer) -> list[Row]:
    agency_id = _agency_finder(plan)
    return [
        {
            "funding_id": write.id("m", f.index),
            **write.fact(f, "amount_vnd amount_text unit item role source budget_type year agency"),
            "project_id": write.id("p", f.project),
            "agency_id": agency_id(f.agency),
            "parent_id": write.id("m", f.parent),
            "table_id": write.id("t", f.table),
        }
        for f in plan.funding
    ]


def _foreign_rows(plan: Plan, write: _Writer) -> list[Row]:
    return [
        {
            "foreign_id": write.id("x", i),
            **write.fact(f, "amount currency amount_text"),
            "project_id": write.id("p", f.project),
        }
        for i, f in enumerate(plan.foreign_money)
    ]


def _agency_finder(plan: Plan) -> Callable[[str | None], str | None]:
    """A name as written -> the identity that the duties gave it; a commune's name stands for its committee."""
    if not any(f.agency for f in plan.funding):
        return lambda name: None
    roles: Iterable[AgencyRole] = (role for a in plan.assignments for role in a.agencies)
    known = {role.name.casefold(): role.agency_id for role in roles if role.agency_id}
    known |= {a.name.casefold(): a.agency_id for a in plan.agencies}
    committee = "ủy ban nhân dân "
    return lambda name: (known.get(name.casefold()) or known.get(committee + name.casefold())) if name else None


def _assignment_rows(plan: Plan, write: _Writer) -> Rows:
    return {
        "assignments": [
            {"assignment_id": write.id("a", a.index), **write.fact(a, "task assignee_text")} for a in plan.assignments
        ],
        "assignment_agencies": [
            {
                "assignment_id": write.id("a", a.index),
                **write.provenance(role.start, role.end, write.section_at(role.start)),
                "agency_id": role.agency_id,
                "agency": role.name,
                "role": role.role,
            }
            for a in plan.assignments
            for role in a.agencies
        ],
        "assignment_projects": [
            {
                "assignment_id": write.id("a", a.index),
                "doc_id": plan.document.doc_id,
                "project_id": write.id("p", project),
            }
            for a in plan.assignments
            for project in a.projects
        ],
    }


def _table_rows(plan: Plan, write: _Writer) -> Rows:
    tables = plan.outline.tables
    return {
        "tables": [
            {
                "table_id": write.id("t", t.index),
                **write.provenance(t.start, t.end, t.section),
                **_fields(t, "caption unit n_rows n_cols"),
            }
            for t in tables
        ],
        "table_cells": [row for t in tables for row in _cell_rows(t, write)],
    }


def _cell_rows(table: Table, write: _Writer) -> Iterator[Row]:
    table_id = write.id("t", table.index)
    section_id = write.id("s", table.section)
    headers = {header: " > ".join(header) or None for header in {c.header for c in table.cells}}
    for c in table.cells:
        page, start, end, text = write.place(c.start, c.end)
        yield {
            "table_id": table_id,
            "doc_id": write.doc_id,
            "section_id": section_id,
            "page": page,
            "start": start,
            "end": end,
            "text": text,
            "row": c.row,
            "col": c.col,
            "row_label": c.row_label,
            "header": headers[c.header],
            "value": c.value,
        }


def _diagnostic_rows(plan: Plan, write: _Writer) -> list[Row]:
    return [_diagnostic_row(n, plan, write) for n in dict.fromkeys((*plan.document.diagnostics, *plan.diagnostics))]


def _diagnostic_row(told: Diagnostic, plan: Plan, write: _Writer) -> Row:
    other = write.provenance(told.other_start, told.other_end, None)
    return {
        **write.provenance(told.start, told.end, write.section_at(told.start)),
        **_fields(told, "severity code message"),
        **{f"other_{name}": other[name] for name in ("start", "end", "text")},
        "source": plan.document.source,
    }


def unread_rows(source: str, code: str, reason: str) -> Rows:
    """The rows of a document that could not be read: one diagnostic, nothing else."""
    row = {"severity": "error", "code": code, "message": reason, "source": source}
    return {name: [row] if name == "diagnostics" else [] for name in SCHEMA}
