"""The report: static pages that open from a folder, offline.

OUT/index.html plans.html compare.html search.html checks.html
OUT/plan/DOC_ID.html          a plan's text with its rows
OUT/pages/DOC_ID-N.webp       pictures of the pages of scans
OUT/data/                     what the pages show: `site_data`
OUT/assets/                   style and scripts
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.columns import Lang
from kehoach.report.compare import Comparison, plan_label
from kehoach.report.entries import READ, component_names, office_names, plan_entries, rows_by_document
from kehoach.report.messages import message_pair
from kehoach.report.page_images import Images, Pictures, wants_pictures, write_pictures
from kehoach.report.plan_text import KINDS, marked_spans, read_blocks, with_ids
from kehoach.report.site_data import DataWriter, comparison_data, plain, script_json, write_lines
from kehoach.report.words import KIND_WORDS, NOTES, PARTS
from kehoach.rule_reading import load_rules
from kehoach.rulebook import Rulebook
from kehoach.store import Store, StoreError
from kehoach.tables import SCHEMA
from kehoach.vocabularies import VOCABULARIES

if TYPE_CHECKING:
    from jinja2 import Environment

Row = Mapping[str, Any]
ASSETS = (
    "style.css", "app.js", "compare.js", "overview.js", "lists.js", "plan.js", "correct.js",
    "echarts.common.min.js", "echarts-LICENSE.txt", "echarts-NOTICE.txt",
)  # fmt: skip
PAGES = ("index", "plans", "compare", "search", "checks")
MARK = "kehoach-report.txt"
FOLDERS = ("plan", "data", "assets", "pages")


@dataclass(frozen=True)
class Site:
    """What was written: the folder, how many plans, files, pictures of pages; of how many plans the file is gone."""

    out: Path
    plans: int
    files: int
    pictures: int = 0
    moved: int = 0


def write_report(
    store: Store, out: Path, rules: Rulebook | None = None, lang: Lang = "vi", images: Images = "scans"
) -> Site:
    """Write the report of a store. `images`: of which plans the pages are shown as pictures.

    StoreError for a folder that holds what is no report.
    """
    rules = rules or load_rules()
    _refuse_strangers(out)
    tables = {name: store.rows(name) for name in dict.fromkeys((*READ, *KINDS, "sections", "pages"))}
    for part in ("plan", "data", "assets"):
        (out / part).mkdir(parents=True, exist_ok=True)
    writer = _PlanWriter(store, out, rules, make_environment(lang), images, other_years(tables["documents"]))
    data = DataWriter(out, rules)
    offices = office_names(store.rows("agencies"))
    plans = []
    for number, known in enumerate(rows_by_document(tables)):
        rows = with_ids(known)
        plan = plan_entries(rows, rules, offices)
        plans.append(plan)
        writer.write(rows)
        write_lines(out, plan)
        data.add(number, plan.document["doc_id"], rows)
    for row in tables["diagnostics"]:
        if row["doc_id"] is None:
            data.add_orphan(row)
    data.finish(plans, component_names(rules))
    _write_pages(out, writer.pages)
    files = sum(1 for file in out.rglob("*") if file.is_file())
    return Site(out, len(plans), files, writer.pictures, writer.moved)


def _refuse_strangers(out: Path) -> None:
    """Our own earlier report is replaced; a folder with anything else in it is left alone."""
    if out.is_file() or (out.exists() and any(out.iterdir()) and not (out / MARK).exists()):
        raise StoreError(f"{out} is no folder that kehoach report made; give another with --out")
    for part in FOLDERS:
        shutil.rmtree(out / part, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("Written by kehoach report; a new report replaces this folder.\n", "utf-8")


def _write_pages(out: Path, pages: Environment) -> None:
    """The pages that plans share, style and scripts."""
    for asset in ASSETS:
        (out / "assets" / asset).write_text(_asset(asset), "utf-8")
    for page in PAGES:
        (out / f"{page}.html").write_text(pages.get_template(f"{page}.html").render(root="", page=page), "utf-8")


def other_years(documents: Iterable[Row]) -> Mapping[str, Sequence[str]]:
    """Each document with those of the same body and programme for other years, by year; one for each year."""
    bodies: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for row in documents:
        year = row["year_from"] or row["issue_year"]
        if year and row["issuer"] and row["programme"]:
            bodies[row["issuer"], _lineage(row["programme"])].setdefault(year, row["doc_id"])
    return {
        doc_id: [years[year] for year in sorted(years)]
        for years in bodies.values()
        if len(years) > 1
        for doc_id in years.values()
    }


def _lineage(programme: str) -> str:
    """A programme without its period: the one of 2021-2025 goes on from the one of 2016-2020."""
    return re.sub(r"-\d{4}-\d{4}$", "", programme)


class _PlanWriter:
    """Writes the pages of plans, and counts what their pictures came to."""

    def __init__(
        self,
        store: Store,
        out: Path,
        rules: Rulebook,
        pages: Environment,
        images: Images,
        series: Mapping[str, Sequence[str]],
    ) -> None:
        self.store, self.out, self.rules, self.pages = store, out, rules, pages
        self.images, self.series = images, series
        self.pictures = self.moved = 0

    def write(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """The page of one plan."""
        (document,) = rows["documents"]
        doc_id = document["doc_id"]
        text = self.store.text(doc_id)
        pictures = self._pictures(document, text, rows)
        page = self.pages.get_template("plan.html").render(
            root="../",
            page="plan",
            document=document,
            label=plan_label(document),
            file=document["source"].rpartition("/")[2],
            blocks=read_blocks(text, document["media"], rows, self.rules),
            pictures=pictures,
            said=_said(rows),
            series=self.series.get(doc_id, ()),
            data=script_json(
                {
                    "document": {"doc_id": doc_id} | _values("documents", document),
                    "rows": {name: [self._row(name, row) for row in rows[name]] for name in KINDS},
                    "sections": {
                        row["section_id"]: f"{row['path']} {row['heading'] or ''}" for row in rows["sections"]
                    },
                }
            ),
        )
        (self.out / "plan" / f"{doc_id}.html").write_text(page, "utf-8")

    def _pictures(self, document: Row, text: str, rows: Mapping[str, Sequence[Row]]) -> Pictures:
        if not wants_pictures(document, self.images):
            return Pictures()
        boxes = self._boxes(document["doc_id"])
        found = write_pictures(self.out, document, text, rows["pages"], boxes, marked_spans(rows))
        self.pictures += len(found.sheets)
        self.moved += found.missing
        return found

    def _boxes(self, doc_id: str) -> list[Row]:
        """A plan's lines on its pages; asked for plan by plan: an archive of scans has millions."""
        names = ("page", "start", "end", "x0", "y0", "x1", "y1")
        columns = ", ".join(f'"{name}"' for name in names)
        found = self.store.base.execute(f"SELECT {columns} FROM boxes WHERE doc_id = ?", [doc_id]).fetchall()
        return [dict(zip(names, row, strict=True)) for row in found]

    def _row(self, table: str, row: Row) -> dict[str, Any]:
        known = _values(table, row)
        if table == "diagnostics":
            known["message"] = message_pair(row["message"], self.rules)
        return known


def _said(rows: Mapping[str, Sequence[Row]]) -> dict[str, str]:
    """The words of each row that stands in the text, on one line: what a mark on a picture is called."""
    return {
        row[key]: " ".join((row.get("text") or "").split())[:120]
        for table, key in KINDS.items()
        for row in rows[table]
        if row["start"] is not None
    }


def _values(table: str, row: Row) -> dict[str, Any]:
    """A row without what is null; its id stands under `id`."""
    known = {name: plain(value) for name, value in row.items() if value is not None and name != "doc_id"}
    if table in KINDS:
        known["id"] = known.pop(KINDS[table])
    return known


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
