"""Corrected plans as gold annotations: what an analyst has reviewed, in the format that `evaluate` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kehoach.corrections import IDS
from kehoach.evaluate import DOCUMENT
from kehoach.store import Store

Row = Mapping[str, Any]
FIELDS: Mapping[str, str] = {
    "citations": "type code issue_date issuer title provision relation",
    "projects": "label name component",
    "funding": "amount_vnd role source budget_type year",
    "deadlines": "kind date month day year recurrence what agency recipient",
    "targets": "indicator value_low value_high unit direction area year",
}


def write_gold(store: Store, out: Path) -> list[Path]:
    """Write a gold file for each document of which an analyst has reviewed some kind of row, with those kinds alone.

    A key that a gold file lacks is not scored, so what nobody reviewed says nothing.
    """
    out.mkdir(parents=True, exist_ok=True)
    tables = {name: store.rows(name) for name in (*IDS, "documents", "assignment_agencies", "assignment_projects")}
    written = []
    for document in tables["documents"]:
        kept = store.corrections.get(document["doc_id"])
        if kept is None or not kept.reviewed:
            continue
        rows = {name: [r for r in of if r["doc_id"] == document["doc_id"]] for name, of in tables.items()}
        file = out / f"{Path(document['source']).name}.json"
        gold = gold_of(rows, kept.reviewed)
        file.write_text(json.dumps(gold, ensure_ascii=False, indent=1, default=str) + "\n", "utf-8")
        written.append(file)
    return written


def gold_of(rows: Mapping[str, Sequence[Row]], reviewed: Sequence[str]) -> dict[str, Any]:
    """The reviewed kinds of one document's rows, in the annotation's words."""
    projects = {row["project_id"]: row for row in rows["projects"]}
    gold: dict[str, Any] = {}
    if "documents" in reviewed:
        gold["document"] = {name: rows["documents"][0][name] for name in DOCUMENT}
    for name, fields in FIELDS.items():
        if name in reviewed:
            ordered = sorted(rows[name], key=lambda row: (row["start"] is None, row["start"] or 0))
            gold[name] = [_annotation(name, row, fields.split(), projects) for row in ordered]
    if "assignments" in reviewed:
        gold["assignments"] = [_duty(row, rows, projects) for row in rows["assignments"]]
    return gold


def _annotation(table: str, row: Row, fields: Sequence[str], projects: Mapping[str, Row]) -> dict[str, Any]:
    made: dict[str, Any] = {} if table == "projects" else {"quote": _quote(row)}
    made |= {name: row[name] for name in fields}
    if table == "projects":
        made["parent_label"] = projects[row["parent_id"]]["label"] if row["parent_id"] in projects else None
    if table == "funding":
        made["project_label"] = _path(row["project_id"], projects)
    return made


def _duty(row: Row, rows: Mapping[str, Sequence[Row]], projects: Mapping[str, Row]) -> dict[str, Any]:
    links = [link for link in rows["assignment_agencies"] if link["assignment_id"] == row["assignment_id"]]
    about = [link for link in rows["assignment_projects"] if link["assignment_id"] == row["assignment_id"]]
    return {
        "quote": _quote(row),
        "assignees": [{"agency": link["agency"], "role": link["role"]} for link in links],
        "partners": [],
        "projects": [_path(link["project_id"], projects) for link in about],
    }


def _quote(row: Row) -> str:
    return " ".join((row["text"] or "").split())


def _path(project_id: str | None, projects: Mapping[str, Row]) -> str | None:
    labels: list[str] = []
    while project_id is not None and project_id in projects and len(labels) <= len(projects):
        labels.insert(0, projects[project_id]["label"])
        project_id = projects[project_id]["parent_id"]
    return "/".join(labels) or None
