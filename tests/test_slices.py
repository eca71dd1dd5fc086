"""Where a number came from: every row of every table cuts its own text out of the source."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach.evaluate import fold
from kehoach.ingest import read_document
from kehoach.rows import rows_of
from kehoach.tables import OF_DOCUMENTS, SCHEMA, SHARED
from kehoach.values import CleanText
from plans import Case, corpus_cases, shared_cases, the_plan

ALL = [*corpus_cases(), *shared_cases()]
PLACED = [name for name, table in SCHEMA.items() if "start" in {c.name for c in table.columns}]


@pytest.mark.parametrize("case", ALL, ids=str)
def test_every_row_cuts_its_text_out_of_the_source(case: Case) -> None:
    plan = the_plan(case.path)
    rows = rows_of(plan)
    n_placed = 0
    for name in PLACED:
        for row in rows[name]:
            if row["start"] is None:
                assert (row["end"], row["text"], row["page"]) == (None, None, None), (name, row)
                continue
            n_placed += 1
            assert 0 <= row["start"] < row["end"] <= len(plan.document.text), (name, row)
            assert plan.document.text[row["start"] : row["end"]] == row["text"], (name, row)
    assert n_placed > 0


@pytest.mark.parametrize("case", ALL, ids=str)
def test_every_id_leads_to_a_row(case: Case) -> None:
    rows = rows_of(the_plan(case.path))
    links = {
        "section_id": "sections",
        "project_id": "projects",
        "assignment_id": "assignments",
        "agency_id": "agencies",
        "legal_document_id": "legal_documents",
        "table_id": "tables",
    }
    for column, home in links.items():
        known = {row[column] for row in rows[home]}
        assert len(known) == len(rows[home]), f"{home} has an id twice"
        for row in chain.from_iterable(rows.values()):
            assert row.get(column) is None or row[column] in known, (column, row)
    for table, own in (("sections", "section_id"), ("projects", "project_id"), ("funding", "funding_id")):
        known = {row[own] for row in rows[table]}
        assert all(row["parent_id"] is None or row["parent_id"] in known for row in rows[table]), table


@pytest.mark.parametrize("case", ALL, ids=str)
def test_missing_is_null_and_vocabularies_are_closed(case: Case) -> None:
    from kehoach.vocabularies import VOCABULARIES

    rows = rows_of(the_plan(case.path))
    assert rows.keys() == {*OF_DOCUMENTS, *SHARED}
    for name, own in rows.items():
        table = SCHEMA[name]
        for row in own:
            assert list(row.keys() - {c.name for c in table.columns}) == [], name
            for column in table.columns:
                value = row.get(column.name)
                assert value != "", (name, column.name, row)
                if column.values and value is not None:
                    assert value in VOCABULARIES[column.values], (name, column.name, value)
                if column.name == "confidence":
                    assert 0 < value <= 1


@pytest.mark.parametrize("case", corpus_cases(), ids=str)
def test_clean_text_is_led_back_to_the_same_letters(case: Case) -> None:
    """The beginning of a line reads the same where it is led back to, but for spelling that was evened out."""
    plan = the_plan(case.path)
    clean, source = plan.outline.clean, plan.document.text
    spans = [(line.start, min(line.start + 8, line.end)) for line in clean.lines if line.kind != "rule"]
    for span in spans:
        assert fold(source[slice(*clean.to_source(*span))]) == fold(clean.text[slice(*span)])
    assert len(spans) > 10


@st.composite
def aligned(draw: st.DrawFn) -> tuple[CleanText, list[int]]:
    """A clean text made of runs, some copied, some rewritten, with source that was dropped in between;
    and for each of its characters the run that it is of."""
    runs = draw(st.lists(st.tuples(st.integers(1, 5), st.booleans(), st.integers(0, 3)), min_size=1, max_size=8))
    starts, sources, ends, owner, at = [], [], [], [], 0
    for length, copied, dropped in runs:
        at += dropped
        starts.append(len(owner))
        sources.append(at)
        at += length if copied else length + 2
        ends.append(at)
        owner += [len(starts) - 1] * length
    return CleanText("x" * len(owner), tuple(starts), tuple(sources), tuple(ends), ()), owner


@given(aligned(), st.data())
@settings(max_examples=300)
def test_a_span_is_led_back_within_the_runs_it_touches(made: tuple[CleanText, list[int]], data: st.DataObject) -> None:
    clean, owner = made
    start = data.draw(st.integers(0, len(owner) - 1))
    end = data.draw(st.integers(start + 1, len(owner)))
    begin, stop = clean.to_source(start, end)
    first, last = owner[start], owner[end - 1]
    assert clean.sources[first] <= begin < clean.ends[first]
    assert clean.sources[last] < stop <= clean.ends[last]
    assert begin < stop
    if start == clean.starts[first]:
        assert begin == clean.sources[first]
    if end == len(owner) or owner[end] != last:
        assert stop == clean.ends[last]


def test_a_hard_case_keeps_its_place(tmp_path: Path) -> None:
    text = (
        "Số:\u00a0 07 /KH- UBND\r\n\r\nKẾ HOẠCH\r\nHỗ trợ hộ nghe\u0300o\f\r\n2\r\n\r\nI. MỤC TIÊU\r\nGiảm nghèo.\r\n"
    )
    file = tmp_path / "plan.txt"
    file.write_text(text, "utf-8", newline="")
    assert read_document(file).text == text
    plan = the_plan(file)
    section = rows_of(plan)["sections"][0]
    assert (section["path"], section["heading"]) == ("I", "MỤC TIÊU")
    assert text[section["start"] : section["end"]] == section["text"] == "I. MỤC TIÊU"
