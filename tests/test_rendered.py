"""The versions of our plans in other formats (corpus/rendered): the same plan gives the same rows however it arrives."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from kehoach.evaluate import Tally, score
from kehoach.ingest import read_document
from kehoach.plan import extract_plan
from kehoach.rows import rows_of
from plans import CORPUS, SHARED, Case, the_plan, the_rules

LESS = 0.02  # of found F1, or one row
# The formats that corpus/make_word_and_legacy.py makes; those of pages have a test of their own.
FORMATS = ("docx", "docx-fonts", "html", "tcvn3", "vni", "viqr", "windows-1258", "misread")
FILES = [file for name in FORMATS for file in sorted((CORPUS / "rendered" / name).iterdir())]


def maker() -> ModuleType:
    """The script that makes the versions."""
    spec = importlib.util.spec_from_file_location("make_word_and_legacy", CORPUS / "make_word_and_legacy.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def scores(file: Path, gold: Path) -> dict[str, Tally]:
    """A file's scores, kind by kind."""
    rows = rows_of(the_plan(file))
    return dict(score(rows, gold, skip_absent=True).total)


def assert_no_worse(version: Path, plan: Path, gold: Path) -> None:
    """Every kind of fact is found in a version as in the plan itself."""
    wanted, got = scores(plan, gold), scores(version, gold)
    assert wanted.keys() == got.keys()
    for kind, tally in wanted.items():
        lost = tally.f1(tally.found) - got[kind].f1(got[kind].found)
        rows = max(abs(tally.found - got[kind].found), abs(tally.said - got[kind].said))
        assert lost <= LESS or rows <= 1, f"{kind}: {got[kind].misses}"


def plan_of(version: Path) -> Path:
    """The plan that a version was made of."""
    return next(file for file in (CORPUS / "plans").iterdir() if file.stem == version.stem)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}-{f.stem[:2]}")
def test_a_version_gives_the_rows_of_its_plan(file: Path) -> None:
    assert_no_worse(file, plan_of(file), CORPUS / "gold")


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}-{f.stem[:2]}")
def test_every_row_of_a_version_cuts_its_text_out_of_the_reference_text(file: Path) -> None:
    plan = the_plan(file)
    places = 0
    for rows in rows_of(plan).values():
        for row in rows:
            if "text" in row and row.get("start") is not None:
                places += 1
                assert plan.document.text[row["start"] : row["end"]] == row["text"]
    assert places > 50


def test_the_script_makes_the_versions_that_are_here() -> None:
    made = dict(maker().versions(the_rules()))
    here = {file.relative_to(CORPUS / "rendered").as_posix(): file.read_bytes() for file in FILES}
    assert sorted(made) == sorted(here)
    for name, content in made.items():
        if name.endswith(".docx"):
            assert read_document(CORPUS / "rendered" / name, the_rules()).text == _text(content, name)
        else:
            assert content == here[name], f"run corpus/make_word_and_legacy.py: {name} is old"


def _text(content: bytes, name: str) -> str:
    """What a Word file says: libraries of another version pack it into other bytes."""
    from kehoach.ingest import read_bytes

    return read_bytes(content, name, the_rules()).text


# ---- plans that are not ours to publish

RENDERED = SHARED / "plans" / "rendered" / "docx"
WORD_FILES = [Case(f) for f in sorted(RENDERED.iterdir())] if RENDERED.is_dir() else []
ORIGINALS = SHARED / "plans" / "originals"


@pytest.mark.skipif(not WORD_FILES, reason="no plans beside the checkout")
@pytest.mark.parametrize("case", WORD_FILES, ids=str)
def test_a_word_file_gives_the_rows_of_its_text(case: Case) -> None:
    text = SHARED / "plans" / "seeds" / f"{case.path.stem}.txt"
    assert_no_worse(case.path, text, SHARED / "gold")


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="no plans beside the checkout")
@pytest.mark.parametrize(
    ("number", "symbol", "sections", "duties", "tables", "cells", "citations"),
    [
        ("090", "KH-UBND", 25, 60, 1, 60, 20),
        ("094", "BC-UBND", 30, 1, 0, 0, 70),
        ("096", "BC-VP", 10, 1, 3, 400, 50),
        ("098", "TB-VP", 11, 15, 0, 0, 5),
    ],
)
def test_word_files_of_offices_have_their_structure(
    number: str, symbol: str, sections: int, duties: int, tables: int, cells: int, citations: int
) -> None:
    file = next(ORIGINALS.glob(f"{number}*.docx"))
    plan = extract_plan(read_document(file, the_rules()), the_rules())
    assert plan.header.symbol == symbol
    assert plan.header.issue_year == 2026
    assert len(plan.outline.sections) >= sections
    assert len(plan.assignments) >= duties
    assert len(plan.outline.tables) == tables
    assert sum(len(table.cells) for table in plan.outline.tables) >= cells
    assert len(plan.citations) >= citations
