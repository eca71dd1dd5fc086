"""A store's tables as pandas frames with good types, and the notebook that asks them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import notebook
from kehoach.store import Store
from kehoach.tables import SCHEMA
from kehoach.vocabularies import VOCABULARIES


@pytest.mark.parametrize("name", SCHEMA)
def test_every_table_is_a_frame_whose_types_are_the_schemas(corpus_store: Store, name: str) -> None:
    kinds = {"int": "Int64", "float": "float64", "date": "datetime64[s]", "text": "string"}
    frame = getattr(corpus_store, name)
    assert len(frame) == corpus_store.arrow(name).num_rows
    for column in SCHEMA[name].columns:
        wanted = "category" if column.values else kinds[column.kind]
        assert str(frame[column.name].dtype) == wanted, column.name


def test_a_missing_year_leaves_the_others_whole(corpus_store: Store) -> None:
    years = corpus_store.targets["year"]
    assert years.isna().any()
    assert set(years.dropna()) <= set(range(2000, 2040))
    assert corpus_store.funding.amount_vnd.sum() == sum(row["amount_vnd"] for row in corpus_store.rows("funding"))


def test_groups_stand_in_the_order_of_the_vocabulary(corpus_store: Store) -> None:
    assert list(corpus_store.funding["source"].cat.categories) == list(VOCABULARIES["funding_source"])


def test_a_name_that_is_no_table_says_which_there_are(corpus_store: Store) -> None:
    assert "funding" in dir(corpus_store)
    with pytest.raises(AttributeError, match="funding"):
        corpus_store.fundings  # noqa: B018


def test_the_notebook_answers_its_five_questions(corpus_store: Store, tmp_path: Path) -> None:
    (tmp_path / "outputs").symlink_to(corpus_store.folder)
    book = json.loads(notebook.FILE.read_text("utf-8"))
    values = [value for _, value in notebook.run_cells(book, tmp_path)]
    questions = [
        cell for cell in book["cells"] if "".join(cell["source"]).startswith("## ") and cell["source"][0][3].isdigit()
    ]
    assert len(questions) == 5
    assert len(values) >= 8
    assert all(len(value) for value in values)
