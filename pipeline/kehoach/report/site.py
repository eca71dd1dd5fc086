"""The report: static pages that open from a folder, offline. Data stands in script files, since a page
opened from a folder may not fetch.

    OUT/index.html plans.html compare.html search.html checks.html
    OUT/plan/DOC_ID.html          a plan's text with its rows
    OUT/data/index.js             the plans in short: overview, list, filters
    OUT/data/rows/KIND.js         rows of all plans to search, loaded when a kind is asked for
    OUT/data/lines/DOC_ID.js      a plan's lines of the comparison, loaded when the plan is compared
    OUT/data/by/GROUPING.js       the groups' comparison
    OUT/assets/                   style and scripts
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.columns import Lang
from kehoach.report.compare import GROUPINGS, Comparison, plan_label, side_by_side
from kehoach.report.entries import READ, PlanEntries, component_names, plan_entries, rows_by_document
from kehoach.report.plan_text import KINDS, read_blocks, with_ids
from kehoach.report.words import KIND_WORDS, NOTES, PARTS
from kehoach.rulebook import Rulebook, load_rules
from kehoach.store import Store, StoreError
from kehoach.tables import SCHEMA
from kehoach.vocabularies import VOCABULARIES

if TYPE_CHECKING:
    from jinja2 import Environment

ASSETS = ("style.css", "app.js", "compare.js", "overview.js", "lists.js", "plan.js", "correct.js")
PAGES = ("index", "plans", "compare", "search", "checks")
MARK = "kehoach-report.txt"
SEARCHED: Mapping[str, str] = {
    "funding": "text amount_vnd role source budget_type year",
    "assignments": "task assignee_text",
    "deadlines": "text date kind recurrence what agency recipient month day",
    "targets": "indicator value_low value_high unit direction year text",
    "citations": "type code title issuer issue_date relation",
    "projects": "label name component",
    "diagnostics": "severity code message",
}
"""What the search shows of each table."""
MOST_LINES = 400
"""Lines of a part in the comparison of groups: an archive cites thousands of documents."""


@dataclass(frozen=True)
class Site:
    """What was written: the folder, how many plans, how many files."""

    out: Path
    plans: int
    files: int


def write_report(store: Store, out: Path, rules: Rulebook | None = None, lang: Lang = "vi") -> Site:
    """Write the report of a store. StoreError for a folder that holds what is no report."""
    rules = rules or load_rules()
    _refuse_strangers(out)
    tables = {name: store.rows(name) for name in dict.fromkeys((*READ, *KINDS, "sections"))}
    orphans = [row for row in tables["diagnostics"] if row["doc_id"] is None]
    plans = []
    for part in ("plan", "data/rows", "data/lines", "data/by", "assets"):
        (out / part).mkdir(parents=True, exist_ok=True)
    pages = make_environment(lang)
    searched: dict[str, list[Any]] = {name: [] for name in SEARCHED}
    for number, plain in enumerate(rows_by_document(tables)):
        rows = with_ids(plain)
        plan = plan_entries(rows, rules)
        plans.append(plan)
        _write_plan(out, pages, store.text(plan.document["doc_id"]), rows, plan, rules)
        for name in SEARCHED:
            searched[name] += [_found(name, row, number) for row in rows[name]]
    searched["diagnostics"] += [_found("diagnostics", row, None) for row in orphans]
    for name, found in searched.items():
        _write_data(out / "data" / "rows" / f"{name}.js", f"rows/{name}", found)
    _write_whole(out, pages, plans, tables, rules)
    return Site(out, len(plans), sum(1 for file in out.rglob("*") if file.is_file()))


def _refuse_strangers(out: Path) -> None:
    """Our own earlier report is replaced; a folder with anything else in it is left alone."""
    if out.is_file() or (out.exists() and any(out.iterdir()) and not (out / MARK).exists()):
        raise StoreError(f"{out} is no folder that kehoach report made; give another with --out")
    for part in ("plan", "data", "assets"):
        shutil.rmtree(out / part, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("Written by kehoach report; a new report replaces this folder.\n", "utf-8")


def _write_whole(
    out: Path, pages: Environment, plans: Sequence[PlanEntries], tables: Mapping[str, Any], rules: Rulebook
) -> None:
    """What the plans share: index, comparisons of groups, the pages, style and scripts."""
    _write_data(out / "data" / "index.js", "index", _index(plans, tables, component_names(rules)))
    for by in GROUPINGS[1:]:
        _write_data(out / "data" / "by" / f"{by}.js", f"by/{by}", comparison_data(side_by_side(plans, by), MOST_LINES))
    for asset in ASSETS:
        (out / "assets" / asset).write_text(_asset(asset), "utf-8")
    for page in PAGES:
        (out / f"{page}.html").write_text(pages.get_template(f"{page}.html").render(root="", page=page), "utf-8")


def _write_plan(
    out: Path,
    pages: Environment,
    text: str,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    plan: PlanEntries,
    rules: Rulebook,
) -> None:
    document = plan.document
    doc_id = document["doc_id"]
    page = pages.get_template("plan.html").render(
        root="../",
        page="plan",
        document=document,
        label=plan_label(document),
        blocks=read_blocks(text, document["media"], rows, rules),
        data=script_json(
            {
                "document": {"doc_id": doc_id} | _values("documents", document),
                "rows": {name: [_values(name, row) for row in rows[name]] for name in KINDS},
                "sections": {row["section_id"]: f"{row['path']} {row['heading'] or ''}" for row in rows["sections"]},
            }
        ),
    )
    (out / "plan" / f"{doc_id}.html").write_text(page, "utf-8")
    lines = comparison_data(side_by_side([plan], "plan"))["lines"]
    _write_data(out / "data" / "lines" / f"{doc_id}.js", f"lines/{doc_id}", lines)


# ---- data


def _index(plans: Sequence[PlanEntries], tables: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The plans in short, and the words that pages need."""
    counts: dict[str, Counter[str]] = {
        name: Counter(row["doc_id"] for row in tables[name]) for name in (*SEARCHED, "assignments")
    }
    return {
        "plans": [_in_short(plan, counts) for plan in plans],
        "components": names,
        "vocabularies": VOCABULARIES,
        "parts": PARTS,
        "kinds": KIND_WORDS,
    }


def _in_short(plan: PlanEntries, counts: Mapping[str, Counter[str]]) -> dict[str, Any]:
    row = plan.document
    doc_id = row["doc_id"]
    return {
        "id": doc_id,
        "label": plan_label(row),
        **{name: _plain(row[name]) for name in "title code issuer issuer_level programme issue_date source".split()},
        "year": row["year_from"] or row["issue_year"],
        "years": [row["year_from"], row["year_to"]],
        "place": row["commune"]
        or row["district"]
        or row["district_inferred"]
        or row["province"]
        or row["province_inferred"],
        "province": row["province"] or row["province_inferred"],
        "total": plan.money.total or None,
        "split": [[source, kind, amount] for (source, kind), amount in plan.money.split.items()],
        "components": {
            e.key: e.value for e in plan.entries if e.part == "money_by_component" and "/" in e.key and e.value
        },
        "n": {name: count[doc_id] for name, count in counts.items()},
    }


def comparison_data(comparison: Comparison, most: int | None = None) -> dict[str, Any]:
    """A comparison as its script draws it; with `most`, that many lines of each part."""
    columns = [column.key for column in comparison.columns]
    lines = [line for part in PARTS for line in comparison.part(part)[:most]]
    return {
        "columns": [{"key": c.key, "label": c.label, "plans": c.documents} for c in comparison.columns],
        "lines": [
            [
                line.part,
                line.key,
                line.label if line.label[0] != line.label[1] else line.label[0],
                {key: [line.cells[key].value, line.cells[key].texts] for key in columns if key in line.cells},
            ]
            for line in lines
        ],
        "left_out": {part: len(comparison.part(part)) - most for part in PARTS if len(comparison.part(part)) > most}
        if most
        else {},
    }


def _found(table: str, row: Mapping[str, Any], plan: int | None) -> list[Any]:
    """A row for the search: the plan's number, the row's id, the columns of `SEARCHED`."""
    return [plan, row.get(KINDS[table]), *(_plain(row[name]) for name in SEARCHED[table].split())]


def _values(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what is null; its id stands under `id`."""
    known = {name: _plain(value) for name, value in row.items() if value is not None and name != "doc_id"}
    if table in KINDS:
        known["id"] = known.pop(KINDS[table])
    return known


def _plain(value: Any) -> Any:
    """A value as JSON has it; a text on one line."""
    return value.isoformat() if isinstance(value, date) else value


def _write_data(file: Path, name: str, value: Any) -> None:
    """A script that hands a value to the page that asked for it."""
    file.write_text(f"kehoach.take({json.dumps(name)},{script_json(value)});\n", "utf-8")


def script_json(value: Any) -> str:
    """JSON that may stand in a script: nothing in it ends the script, nor is a line end to JavaScript alone."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


# ---- pages


def comparison_page(comparison: Comparison, lang: Lang) -> str:
    """A comparison as one page that needs nothing beside it."""
    pages = make_environment(lang)
    scripts = "\n".join(_asset(name) for name in ("app.js", "compare.js"))
    return pages.get_template("compared.html").render(
        style=_asset("style.css"), script=scripts, data=script_json({**comparison_data(comparison), "parts": PARTS})
    )


@cache
def _asset(name: str) -> str:
    return (Path(__file__).parent / "assets" / name).read_text("utf-8")


def make_environment(lang: Lang) -> Environment:
    """The templates, with `t(en, vi)` for a text in both languages: style shows the one that is chosen."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def t(en: str, vi: str) -> Markup:
        return Markup('<span lang="vi">{}</span><span lang="en">{}</span>').format(vi, en)

    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(t=t, lang=lang, kinds=KIND_WORDS, schema=_schema_json())
    pages.filters["one_line"] = lambda text: re.sub(r"\s+", " ", text or "").strip()
    return pages


@cache
def _schema_json() -> str:
    """The labels and vocabularies of the tables that a plan's page shows."""
    tables = {
        name: {
            "label": (SCHEMA[name].en, SCHEMA[name].vi),
            "columns": {c.name: [c.en, c.vi, c.kind, c.values] for c in SCHEMA[name].columns},
        }
        for name in (*KINDS, "documents")
    }
    return script_json({"tables": tables, "vocabularies": VOCABULARIES, "kinds": KIND_WORDS, "notes": NOTES})
