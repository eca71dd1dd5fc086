"""The plans of corpus/ and their expected rows: each gold file says only what its plan says, in the contract's words.

Nothing here runs the program: these tests keep the measure true, `test_scores.py` measures with it.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
PLANS = sorted(p for p in (CORPUS / "plans").iterdir() if p.suffix in (".txt", ".md"))
NAMES = [p.name for p in PLANS]
Row = dict[str, Any]

# The contract's keys (ANNOTATION.md) and closed vocabularies (TABLES.md), written out again on purpose.
DOCUMENT = (
    "doc_type number symbol code issuer issuer_level place issue_date issue_year issue_month title year_from year_to"
)
KEYS = {
    "document": DOCUMENT + " province district commune signer_name signer_title",
    "sections": "path heading",
    "citations": "quote type code issue_date issuer title provision relation",
    "projects": "label name parent_label component",
    "funding": "quote amount_vnd role source budget_type year project_label",
    "assignments": "quote assignees partners projects",
    "deadlines": "quote kind date month day year recurrence what agency recipient",
    "targets": "quote indicator value_low value_high unit direction area year",
    "tables": "caption header rows",
}
VOCABULARY = {
    ("document", "issuer_level"): "central province district commune",
    ("citations", "relation"): "basis implements proposal refers self amends replaces",
    ("funding", "role"): "total component norm other",
    ("funding", "source"): "central province district commune local credit mobilised",
    ("funding", "budget_type"): "investment recurrent",
    ("deadlines", "kind"): "before by during on periodic",
    ("deadlines", "recurrence"): "yearly half-yearly nine-monthly quarterly monthly weekly daily ad-hoc",
    ("targets", "direction"): "decrease increase reach",
}
MAY_BE_NULL = {
    ("funding", "source"),
    ("funding", "budget_type"),
    ("deadlines", "recurrence"),
    ("document", "issuer_level"),
}
QUOTED = ("citations", "funding", "assignments", "deadlines", "targets")
SCALES = {"nghìn tỷ": 10**12, "tỷ": 10**9, "triệu": 10**6, "nghìn": 10**3, "ngàn": 10**3, "đồng": 1}
NUMBER = r"\d+(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"


@cache
def text_of(name: str) -> str:
    return (CORPUS / "plans" / name).read_text("utf-8-sig")


@cache
def gold_of(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((CORPUS / "gold" / f"{name}.json").read_text("utf-8"))
    return loaded


def squeezed(text: str) -> str:
    """The letters of a text alone: page numbers, markup, table bars, joined words' bars and all blanks left out."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"\f[ \t]*\d*[ \t]*(?=\n|$)", "", text)
    return re.sub(r"[\s*#|_\u00a0]+", "", text)


def rows_of(name: str, *tables: str) -> Iterator[tuple[str, Row]]:
    for table in tables:
        for row in gold_of(name)[table]:
            yield table, row


def figures(quote: str) -> list[int]:
    """Every amount of money that a quote states with its unit, in đồng; a compound one ("9 tỷ 240 triệu") as one."""
    unit = "|".join(SCALES)
    found = []
    for match in re.finditer(rf"(?:{NUMBER})\s*(?:{unit})(?:\s*(?:{NUMBER})\s*(?:{unit}))*", quote):
        parts = re.findall(rf"({NUMBER})\s*({unit})", match[0])
        found.append(round(sum(read_number(n) * SCALES[u] for n, u in parts)))
    return found


def read_number(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


def is_in_order(places: list[str], text: str) -> str | None:
    """The first place that does not stand after the one before it; None where all do."""
    at = 0
    for place in places:
        found = text.find(squeezed(place), at)
        if found < 0:
            return place
        at = found + 1
    return None


def test_there_are_enough_plans_and_each_has_its_gold() -> None:
    assert len(PLANS) >= 10
    assert sorted(p.name for p in (CORPUS / "gold").iterdir()) == [f"{name}.json" for name in NAMES]


def test_the_readme_says_what_each_plan_is_there_for() -> None:
    readme = (CORPUS / "README.md").read_text("utf-8")
    assert [name for name in NAMES if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_is_as_long_as_a_short_real_one(name: str) -> None:
    assert 4_000 <= (CORPUS / "plans" / name).stat().st_size <= 14_000


@pytest.mark.parametrize("name", NAMES)
def test_gold_has_just_the_keys_of_the_contract(name: str) -> None:
    gold = gold_of(name)
    assert list(gold) == list(KEYS)
    assert set(gold["document"]) == set(KEYS["document"].split())
    for table, row in rows_of(name, *list(KEYS)[1:]):
        assert set(row) == set(KEYS[table].split()), row
    for _, row in rows_of(name, "assignments"):
        assert all(set(a) == {"agency", "role"} for a in row["assignees"]), row


@pytest.mark.parametrize("name", NAMES)
def test_vocabularies_are_closed(name: str) -> None:
    gold = gold_of(name)
    for (table, key), words in VOCABULARY.items():
        for row in [gold[table]] if table == "document" else gold[table]:
            assert row[key] in words.split() or (row[key] is None and (table, key) in MAY_BE_NULL), row
    for _, row in rows_of(name, "assignments"):
        assert row["assignees"]
        assert {a["role"] for a in row["assignees"]} <= {"lead", "coordinate", "responsible"}, row


@pytest.mark.parametrize("name", NAMES)
def test_missing_is_null_and_never_an_empty_text(name: str) -> None:
    for table, row in [("document", gold_of(name)["document"]), *rows_of(name, *QUOTED, "projects")]:
        assert "" not in [v for v in row.values() if isinstance(v, str)], (table, row)


@pytest.mark.parametrize("table", QUOTED)
@pytest.mark.parametrize("name", NAMES)
def test_quotes_stand_in_the_plan_in_their_order(name: str, table: str) -> None:
    quotes = [row["quote"] for _, row in rows_of(name, table)]
    assert is_in_order(quotes, squeezed(text_of(name))) is None


@pytest.mark.parametrize("name", NAMES)
def test_headings_stand_in_the_plan_in_their_order(name: str) -> None:
    headings = [row["heading"] for _, row in rows_of(name, "sections")]
    assert is_in_order(headings, squeezed(text_of(name))) is None
    assert not [h for h in headings if h != h.strip() or h.endswith(":")]


@pytest.mark.parametrize("name", NAMES)
def test_a_section_stands_below_its_parent(name: str) -> None:
    """`II.2.1` follows `II.2` or, where the label holds its parent's number, `II`: its beginning was a path before."""
    seen: set[str] = set()
    for _, row in rows_of(name, "sections"):
        parent = row["path"].rpartition(".")[0]
        assert not parent or parent in seen, row
        seen.add(row["path"])


@pytest.mark.parametrize("name", NAMES)
def test_header_values_stand_in_the_plan(name: str) -> None:
    head, text = gold_of(name)["document"], squeezed(text_of(name)).casefold()
    for key in ("number", "title", "place", "province", "district", "commune"):
        assert head[key] is None or squeezed(head[key]).casefold() in text, key
    if head["number"] is None:
        assert head["code"] is None
    else:
        assert head["code"] == f"{head['number']}/{head['symbol']}"


@pytest.mark.parametrize("name", NAMES)
def test_dates_are_days_of_the_calendar(name: str) -> None:
    head = gold_of(name)["document"]
    if head["issue_date"]:
        day = date.fromisoformat(head["issue_date"])
        assert (day.year, day.month) == (head["issue_year"], head["issue_month"])
    latest = head["issue_year"] or head["year_to"]
    for _, row in rows_of(name, "citations"):
        assert row["issue_date"] is None or date.fromisoformat(row["issue_date"]).year <= latest, row
    for _, row in rows_of(name, "deadlines"):
        if row["date"]:
            day = date.fromisoformat(row["date"])
            assert (day.year, day.month, day.day) == (row["year"], row["month"], row["day"]), row


@pytest.mark.parametrize("name", NAMES)
def test_a_quoted_day_is_the_day_of_the_row(name: str) -> None:
    """`trước ngày 15/6` and `ngày 30 tháng 11` in a quote are the row's day and month; `tháng 9` its month."""
    for _, row in rows_of(name, "deadlines"):
        for day, month in re.findall(r"(\d{1,2})(?:/| tháng )(\d{1,2})(?!\d)", row["quote"])[-1:]:
            assert (int(day), int(month)) == (row["day"], row["month"]), row
        if row["kind"] == "periodic":
            assert row["day"] is None, row
            assert row["date"] is None, row


@pytest.mark.parametrize("name", NAMES)
def test_a_quoted_date_of_a_citation_is_the_date_of_the_row(name: str) -> None:
    pattern = re.compile(r"ngày (\d{1,2})(?:/| tháng )(\d{1,2})(?:/| năm )(\d{4})")
    for _, row in rows_of(name, "citations"):
        said = pattern.search(row["quote"])
        iso = f"{said[3]}-{int(said[2]):02}-{int(said[1]):02}" if said else None
        assert row["issue_date"] == iso, row


@pytest.mark.parametrize("name", NAMES)
def test_the_code_of_a_citation_stands_in_its_quote(name: str) -> None:
    for _, row in rows_of(name, "citations"):
        said = re.sub(r"[–—]", "-", squeezed(row["quote"]))
        assert row["code"] is None or squeezed(row["code"]) in said, row
        assert row["type"] == row["type"].lower(), row


@pytest.mark.parametrize("name", NAMES)
def test_amounts_agree_with_the_figure_of_their_quote(name: str) -> None:
    for _, row in rows_of(name, "funding"):
        said = figures(row["quote"])
        if said:
            assert said == [row["amount_vnd"]], row
        elif bare := re.findall(NUMBER, row["quote"]):
            # A table's cell, the lower end of a range, a unit in short: the unit stands elsewhere.
            assert len(bare) == 1, row
            assert row["amount_vnd"] in [round(read_number(bare[0]) * scale) for scale in SCALES.values()], row
        else:  # in words alone
            assert re.search(r"(?:trăm|mươi|triệu|tỷ) đồng", row["quote"]), row


@pytest.mark.parametrize("name", NAMES)
def test_figures_of_targets_stand_in_their_quote(name: str) -> None:
    for _, row in rows_of(name, "targets"):
        said = {read_number(n) for n in re.findall(NUMBER, row["quote"])}
        wanted = {v for v in (row["value_low"], row["value_high"]) if v is not None}
        assert wanted, row
        assert wanted <= said, row


@pytest.mark.parametrize("name", NAMES)
def test_labels_of_projects_are_those_of_the_plan(name: str) -> None:
    projects = [row for _, row in rows_of(name, "projects")]
    paths = {"/".join(filter(None, (p["parent_label"], p["label"]))) for p in projects} | {p["label"] for p in projects}
    used = [row["project_label"] for _, row in rows_of(name, "funding") if row["project_label"]]
    used += [label for _, row in rows_of(name, "assignments") for label in row["projects"]]
    assert [u for u in used if u not in paths] == []
    assert is_in_order([p["name"] for p in projects], squeezed(text_of(name))) is None
    assert [p for p in projects if p["parent_label"] and p["parent_label"] not in {q["label"] for q in projects}] == []


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_even_and_stand_in_the_plan(name: str) -> None:
    text = squeezed(text_of(name))
    for table in gold_of(name)["tables"]:
        width = len(table["header"][0])
        assert {len(r) for r in table["header"] + table["rows"]} == {width}
        assert is_in_order([c for r in table["header"] + table["rows"] for c in r if c], text) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_total_row_is_the_sum_of_the_rows_above(name: str) -> None:
    for table in gold_of(name)["tables"]:
        total = table["rows"][-1]
        if "tổng cộng" not in total[1].casefold():
            continue
        groups = [r for r in table["rows"][:-1] if re.fullmatch("[IVX]+", r[0])]
        parts = groups or [r for r in table["rows"][:-1] if r[0].isdigit()]
        for column, cell in enumerate(total[2:], 2):
            if cell:
                figures = [r[column] for r in parts if r[column] not in ("", "-")]
                assert sum(map(read_number, figures)) == pytest.approx(read_number(cell)), cell
