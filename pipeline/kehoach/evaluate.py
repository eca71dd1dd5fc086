"""A store against gold annotations: is each fact found, and are the fields exact that an analyst groups by.

Rows are paired by what they say, never by offsets. A key that a gold file lacks was not annotated
there, and is not scored. The definitions are those of the contract's score.py, to the digit.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

Row = Mapping[str, Any]
Same = Callable[[Row, Row], bool]

DASHES = re.compile("[‐‑‒–—―−]")
# Two spellings of one syllable: the tone mark on the first or on the second vowel.
TONES = dict(
    zip(
        "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(),
        "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(),
        strict=True,
    )
)
TONE = re.compile("|".join(TONES))
# Abbreviations that gold and plan may or may not have opened.
OPENED = (
    (re.compile(r"\bubnd\b"), "uỷ ban nhân dân"),
    (re.compile(r"\bhđnd\b"), "hội đồng nhân dân"),
    (re.compile(r"\bmttq\b"), "mặt trận tổ quốc"),
    (re.compile(r"\blđ ?-? ?tb ?(&|và|-)? ?xh\b|\blao động ?- ?tbxh\b"), "lao động thương binh và xã hội"),
)
SCORED = (
    "documents sections citations projects funding agencies assignments assignment_agencies "
    "assignment_projects deadlines targets table_cells"
).split()
# Kinds of fact, in the order of the report.
KINDS = (
    "document sections citations projects funding duties assignments assignment_projects deadlines targets table_cells"
).split()


@dataclass
class Tally:
    """Counts of one kind of fact: rows in the gold, rows said, found among them, exact among those found.

    `fields` counts, for each field of the found rows, how many are right and how many were asked.
    """

    gold: int = 0
    said: int = 0
    found: int = 0
    exact: int = 0
    fields: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    misses: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another document's rows in."""
        self.gold += other.gold
        self.said += other.said
        self.found += other.found
        self.exact += other.exact
        self.misses += other.misses
        for name, (right, asked) in other.fields.items():
            self.count(name, right, asked)

    def count(self, name: str, right: int, asked: int = 1) -> None:
        """Count a field's right ones."""
        self.fields[name][0] += right
        self.fields[name][1] += asked

    def f1(self, hits: int) -> float:
        """2 * hits / (gold + said): 1 where there was nothing to find and nothing was said."""
        return 2 * hits / (self.gold + self.said) if self.gold + self.said else 1.0

    def row(self) -> dict[str, Any]:
        """The figures that are reported."""
        return {
            "gold": self.gold,
            "said": self.said,
            "found_F1": round(self.f1(self.found), 4),
            "precision": round(self.found / self.said, 4) if self.said else None,
            "recall": round(self.found / self.gold, 4) if self.gold else None,
            "exact_F1": round(self.f1(self.exact), 4),
            "fields": {name: round(right / asked, 3) for name, (right, asked) in self.fields.items() if asked},
        }


@dataclass(frozen=True)
class Scores:
    """What came of an evaluation. `absent` are gold files whose document the tables don't have."""

    total: Mapping[str, Tally]
    by_document: Mapping[str, Mapping[str, Tally]]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """How one kind of fact is scored: which rows are the same fact, which fields are compared, and which
    of them must be right for it to be exact. `show` names a row in the list of misses."""

    same: Same
    fields: Mapping[str, Same]
    needed: tuple[str, ...]
    show: Callable[[Row], str]

    def pair(self, gold: Iterable[Row], said: Iterable[Row]) -> Tally:
        """Pair each gold row with the said row that fits best, in reading order; then compare fields."""
        gold, free = list(gold), dict(enumerate(said))
        tally = Tally(len(gold), len(free))
        for wanted in gold:
            rights = {
                i: {name: ok(wanted, row) for name, ok in self.fields.items()}
                for i, row in free.items()
                if self.same(wanted, row)
            }
            if not rights:
                tally.misses.append(f"missed  {self.show(wanted)}")
                continue
            best = max(rights, key=lambda i: (sum(rights[i].values()), -i))
            self._count(tally, wanted, free.pop(best), rights[best])
        tally.misses += [f"extra   {self.show(row)}" for row in free.values()]
        return tally

    def _count(self, tally: Tally, wanted: Row, row: Row, right: Mapping[str, bool]) -> None:
        tally.found += 1
        for name, ok in right.items():
            tally.count(name, ok)
        wrong = [name for name in self.needed if not right[name]]
        tally.exact += not wrong
        if wrong:
            said = {name: row.get(name) for name in wrong}
            tally.misses.append(f"wrong {','.join(wrong)}  {self.show(wanted)}  said: {said}")


# ---- reading values


def fold(value: Any) -> str:
    """One spelling for what reads the same: case, dashes, tone-mark placement, punctuation, spaces."""
    if null(value):
        return ""
    text = unicodedata.normalize("NFC", str(value)).lower()
    text = TONE.sub(lambda m: TONES[m[0]], DASHES.sub("-", text))
    for pattern, name in OPENED:
        text = pattern.sub(name, text)
    return re.sub(r"[\W_]+", " ", text).strip()


def null(value: Any) -> bool:
    """Missing: None, NaN or an empty string."""
    return value is None or value == "" or (isinstance(value, float) and value != value)


def code(value: Any) -> str:
    """A number and symbol without spaces, in capitals, every dash a `-`."""
    return "" if null(value) else DASHES.sub("-", re.sub(r"\s+", "", str(value))).upper()


def day(value: Any) -> str:
    """A date as YYYY-MM-DD."""
    return "" if null(value) else str(value)[:10]


def number(value: Any) -> float | None:
    """A figure to six decimals."""
    return None if null(value) else round(float(value), 6)


def integer(value: Any) -> int | None:
    """A whole number, also from a float."""
    return None if null(value) else int(float(value))


def leaf(path: Any) -> str:
    """The last label of a path of labels."""
    return "" if null(path) else fold(str(path).split("/")[-1])


def when(row: Row) -> tuple[int | None, int | None, str, bool]:
    """What makes two deadlines the same: month and day, rhythm, and whether it is a rhythm alone."""
    date = day(row.get("date"))
    month, dom = (int(date[5:7]), int(date[8:10])) if date else (integer(row.get("month")), integer(row.get("day")))
    return month, dom, fold(row.get("recurrence")), fold(row.get("kind")) == "periodic"


def row_label(row: Iterable[Any]) -> str:
    """A table row's first cell with words that is no roman number."""
    words = (
        cell
        for cell in row
        if re.search(r"[^\W\d_]{2}", str(cell)) and not re.fullmatch(r"[IVXLC]+", str(cell).strip())
    )
    return next(words, "")


# ---- comparing


def alike(a: Any, b: Any, least: float = 88) -> bool:
    """Names: the same but for a slip or two."""
    a, b = fold(a), fold(b)
    return a == b or (bool(a) and bool(b) and fuzz.ratio(a, b) >= least)


def about(a: Any, b: Any, least: float = 80) -> bool:
    """Long passages: the same up to their edges."""
    a, b = fold(a), fold(b)
    if not a or not b:
        return bool(a == b)
    if fuzz.ratio(a, b) >= least:
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= 0.5 * len(long) and fuzz.partial_ratio(short, long) >= 95


def equal(name: str, read: Callable[[Any], Any] = fold) -> Same:
    """Compares a field as `read` reads it."""
    return lambda g, s: bool(read(g.get(name)) == read(s.get(name)))


def near(name: str, least: float = 88) -> Same:
    """Compares a field that may have a slip in it."""
    return lambda g, s: alike(g.get(name), s.get(name), least)


def names(name: str, least: float = 85) -> Same:
    """Right where the gold says nothing, or all its words are there."""
    return lambda g, s: null(g.get(name)) or fuzz.token_set_ratio(fold(g[name]), fold(s.get(name))) >= least


def same_citation(g: Row, s: Row) -> bool:
    """The same number and symbol; without one, the same name."""
    if code(g.get("code")) or code(s.get("code")):
        return code(g.get("code")) == code(s.get("code"))
    return alike(g.get("title") or g.get("quote"), s.get("title") or s.get("text"), 85)


def same_date(g: Row, s: Row) -> bool:
    """The same date where the gold has one: month and day are what made them the same."""
    return not day(g.get("date")) or day(g.get("date")) == day(s.get("date"))


def same_figures(g: Row, s: Row) -> bool:
    """The same figure, or the same range."""
    return all(number(g.get(name)) == number(s.get(name)) for name in ("value_low", "value_high"))


def _quote(row: Row, width: int) -> str:
    return str(row.get("quote") or row.get("text"))[:width]


DOCUMENT: Mapping[str, Same] = {
    **{name: equal(name) for name in "doc_type number issuer_level place province district commune".split()},
    **{name: equal(name) for name in ("signer_name", "signer_title")},
    **{name: equal(name, code) for name in ("symbol", "code")},
    **{name: equal(name, integer) for name in "issue_year issue_month year_from year_to".split()},
    "issue_date": equal("issue_date", day),
    "issuer": near("issuer", 92),
    "title": near("title", 90),
}
SECTIONS = Measure(
    near("heading", 85),
    {"path": equal("path", lambda value: re.sub(r"[\s()]", "", fold(value)))},
    ("path",),
    lambda r: f"{r.get('path')} {str(r.get('heading'))[:60]}",
)
CITATIONS = Measure(
    same_citation,
    {
        "type": equal("type"),
        "issue_date": equal("issue_date", day),
        "issuer": near("issuer", 92),
        "relation": equal("relation"),
        "title": near("title", 80),
    },
    ("type", "issue_date", "issuer", "relation"),
    lambda r: f"{r.get('type')} {r.get('code') or r.get('title')} {day(r.get('issue_date'))}",
)
PROJECTS = Measure(
    near("name"),
    {name: equal(name) for name in ("label", "component", "parent_label")},
    ("label", "component"),
    lambda r: f"{r.get('label')}: {str(r.get('name'))[:60]}",
)
FUNDING = Measure(
    equal("amount_vnd", integer),
    {
        **{name: equal(name) for name in ("role", "source", "budget_type")},
        "year": equal("year", integer),
        "project_label": equal("project_label", leaf),
    },
    ("role", "source", "budget_type", "project_label"),
    lambda r: f"{r.get('amount_vnd')} {r.get('source')} {_quote(r, 40)}",
)
DUTIES = Measure(lambda g, s: about(g["task"], s["task"]), {}, (), lambda r: str(r["task"])[:80])
ASSIGNMENTS = Measure(
    lambda g, s: alike(g["agency"], s["agency"], 86) and about(g["task"], s["task"]),
    {"role": equal("role")},
    ("role",),
    lambda r: f"{r['role']} {r['agency']}: {str(r['task'])[:50]}",
)
ASSIGNMENT_PROJECTS = Measure(
    lambda g, s: leaf(g["label"]) == leaf(s["label"]) and about(g["task"], s["task"]),
    {},
    (),
    lambda r: f"{r['label']}: {str(r['task'])[:50]}",
)
DEADLINES = Measure(
    lambda g, s: when(g) == when(s),
    {"kind": equal("kind"), "date": same_date, "agency": names("agency"), "recipient": names("recipient")},
    ("kind", "date", "agency", "recipient"),
    lambda r: (
        f"{r.get('kind')} {day(r.get('date')) or (r.get('month'), r.get('day'))} {r.get('recurrence')} {_quote(r, 50)}"
    ),
)
TARGETS = Measure(
    same_figures,
    {
        "unit": equal("unit"),
        "direction": equal("direction"),
        "year": equal("year", integer),
        "indicator": names("indicator", 75),
    },
    ("unit", "indicator", "direction"),
    lambda r: f"{r.get('indicator')} {r.get('value_low')}..{r.get('value_high')} {r.get('unit')}",
)
TABLE_CELLS = Measure(
    lambda g, s: fold(g["text"]) == fold(s["text"]) and g["column"] == s["column"],
    {"first": near("first", 85)},
    ("first",),
    lambda r: f"{r['first']} | {r['column']} | {r['text']}",
)


# ---- a document, a folder


def score(tables: Mapping[str, Iterable[Row]], gold: Path, skip_absent: bool = False) -> Scores:
    """Score tables against a folder of gold files. A gold belongs to the document whose file has the same stem.

    A gold whose document the tables don't have counts as all missed; with `skip_absent` it is left out.
    FileNotFoundError where the folder has no gold.
    """
    files = sorted(gold.glob("*.json"))
    if not files:
        raise FileNotFoundError(f"no gold annotations (*.json) in {gold}")
    by_name, of = _by_document(tables)
    total: dict[str, Tally] = defaultdict(Tally)
    documents: dict[str, dict[str, Tally]] = {}
    absent = []
    for file in files:
        stem = file.name.split(".")[0]
        document = by_name.get(stem)
        if document is None:
            if skip_absent:
                continue
            absent.append(stem)
        rows = {name: of[name].get(document["doc_id"] if document else None, []) for name in SCORED}
        rows |= {"documents": [document or {}], "agencies": list(tables["agencies"])}
        documents[stem] = score_document(json.loads(file.read_text("utf-8")), rows)
        for name, tally in documents[stem].items():
            total[name].add(tally)
    return Scores({name: total[name] for name in KINDS if name in total}, documents, tuple(absent))


def _by_document(tables: Mapping[str, Iterable[Row]]) -> tuple[dict[str, Row], dict[str, dict[Any, list[Row]]]]:
    """Documents by their file's stem, and each table's rows by document, in reading order."""
    by_name: dict[str, Row] = {}
    for row in tables["documents"]:
        by_name.setdefault(Path(str(row["source"])).name.split(".")[0], row)
    of: dict[str, dict[Any, list[Row]]] = {name: defaultdict(list) for name in SCORED}
    for name in SCORED:
        for row in tables[name]:
            of[name][row.get("doc_id")].append(row)
        for rows in of[name].values():
            rows.sort(key=lambda r: (r.get("start") is None, r.get("start") or 0))
    return by_name, of


def score_document(gold: Mapping[str, Any], rows: Mapping[str, list[Row]]) -> dict[str, Tally]:
    """Score what one gold file annotates, kind by kind."""
    labels = {p.get("project_id"): p.get("label") for p in rows["projects"]}
    projects = [{**p, "parent_label": labels.get(p.get("parent_id"))} for p in rows["projects"]]
    funding = [{**f, "project_label": labels.get(f.get("project_id"))} for f in rows["funding"]]
    plain: tuple[tuple[str, Measure, Iterable[Row]], ...] = (
        ("sections", SECTIONS, rows["sections"]),
        ("citations", CITATIONS, rows["citations"]),
        ("projects", PROJECTS, projects),
        ("funding", FUNDING, funding),
        ("deadlines", DEADLINES, rows["deadlines"]),
        ("targets", TARGETS, rows["targets"]),
    )
    out = {}
    if "document" in gold:
        out["document"] = score_header(gold["document"], rows["documents"][0])
    out |= {name: measure.pair(gold[name], said) for name, measure, said in plain if name in gold}
    if "assignments" in gold:
        out |= score_assignments(gold["assignments"], rows, labels)
    if "tables" in gold:
        out["table_cells"] = TABLE_CELLS.pair(_gold_cells(gold["tables"]), _said_cells(rows["table_cells"]))
    return out


def score_header(gold: Row, said: Row) -> Tally:
    """Score a document's own row, field by field."""
    tally = Tally()
    for name in (name for name in DOCUMENT if name in gold):
        right = int(DOCUMENT[name](gold, said))
        tally.add(Tally(1, 1, right, right))
        tally.count(name, right)
        if not right:
            tally.misses.append(f"wrong {name}: {gold[name]!r}  said: {said.get(name)!r}")
    return tally


def score_assignments(
    gold: Iterable[Row], rows: Mapping[str, list[Row]], labels: Mapping[Any, Any]
) -> dict[str, Tally]:
    """Score duties, the agencies of each, and the projects of each."""
    agencies = {a.get("agency_id"): a.get("name") for a in rows["agencies"]}
    tasks = {a.get("assignment_id"): a.get("task") or a.get("text") for a in rows["assignments"]}
    rank = {key: i for i, key in enumerate(tasks)}

    def in_order(links: list[Row]) -> list[Row]:
        return sorted(links, key=lambda link: rank.get(link.get("assignment_id"), len(rank)))

    wanted = [
        {"task": g["quote"], "agency": a["agency"], "role": a["role"]}
        for g in gold
        for a in [*g["assignees"], *({"agency": p, "role": "coordinate"} for p in g.get("partners") or [])]
    ]
    said = [
        {
            "task": tasks.get(a.get("assignment_id")),
            "agency": a.get("agency") or agencies.get(a.get("agency_id")),
            "role": a.get("role"),
        }
        for a in in_order(rows["assignment_agencies"])
    ]
    wanted_projects = [{"task": g["quote"], "label": p} for g in gold for p in g.get("projects") or []]
    said_projects = [
        {"task": tasks.get(a.get("assignment_id")), "label": labels.get(a.get("project_id"))}
        for a in in_order(rows["assignment_projects"])
    ]
    return {
        "duties": DUTIES.pair([{"task": g["quote"]} for g in gold], [{"task": task} for task in tasks.values()]),
        "assignments": ASSIGNMENTS.pair(wanted, said),
        "assignment_projects": ASSIGNMENT_PROJECTS.pair(wanted_projects, said_projects),
    }


def _gold_cells(tables: Iterable[Row]) -> list[Row]:
    return [
        {"text": cell, "column": col, "first": row_label(row)}
        for table in tables
        for row in table["rows"]
        for col, cell in enumerate(row)
        if not null(cell)
    ]


def _said_cells(cells: Iterable[Row]) -> list[Row]:
    return [
        {"text": c.get("text"), "column": integer(c.get("col")), "first": c.get("row_label")}
        for c in cells
        if not null(c.get("text"))
    ]
