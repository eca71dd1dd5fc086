"""The workbook: what openpyxl and LibreOffice read back is what the store holds."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from kehoach.report.workbook import sentence_around, write_workbook
from kehoach.store import Store
from kehoach.tables import SCHEMA
from kehoach.vocabularies import VOCABULARIES

OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def file(corpus_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("workbook") / "plans.xlsx"
    write_workbook(corpus_store, out)
    return out


@pytest.fixture(scope="module")
def book(file: Path) -> Workbook:
    return load_workbook(file)


def column(book: Workbook, sheet: str, head: str) -> list[object]:
    """A column's values below its heading."""
    heads = [cell.value for cell in book[sheet][1]]
    return [row[heads.index(head)] for row in book[sheet].iter_rows(min_row=2, values_only=True)]


def test_every_amount_is_a_number_and_every_date_a_date(book: Workbook, corpus_store: Store) -> None:
    assert column(book, "Kinh phí", "Số tiền (đồng)") == [row["amount_vnd"] for row in corpus_store.rows("funding")]
    dates = [
        row["date"] and datetime(row["date"].year, row["date"].month, row["date"].day)
        for row in corpus_store.rows("deadlines")
    ]
    assert any(dates)
    assert column(book, "Thời hạn", "Ngày") == dates
    sheet = book["Kinh phí"]
    col = [cell.value for cell in sheet[1]].index("Số tiền (đồng)") + 1
    assert sheet.cell(2, col).number_format == "#,##0"


def test_vocabularies_are_vietnamese_words(book: Workbook, corpus_store: Store) -> None:
    words = VOCABULARIES["funding_source"]
    wanted = [words[row["source"]][1] if row["source"] else None for row in corpus_store.rows("funding")]
    assert column(book, "Kinh phí", "Nguồn vốn") == wanted


def test_every_row_has_its_words_and_the_sentence_that_holds_them(book: Workbook) -> None:
    words, sentences = column(book, "Chỉ tiêu", "Nguyên văn"), column(book, "Chỉ tiêu", "Câu trong văn bản")
    assert len(words) > 20
    for word, sentence in zip(words, sentences, strict=True):
        assert " ".join(str(word).split()) in str(sentence)


def test_headings_are_frozen_and_filtered(book: Workbook) -> None:
    for table in SCHEMA.values():
        if table.vi in book.sheetnames:
            assert book[table.vi].freeze_panes == "B2"
            assert book[table.vi].auto_filter.ref


def test_notes_lead_to_their_rows(book: Workbook, corpus_store: Store) -> None:
    sheet = book["Cần kiểm tra"]
    links = [cell.hyperlink.location for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink]
    assert len(column(book, "Cần kiểm tra", "Nội dung")) == len(corpus_store.rows("diagnostics"))
    assert links
    for link in links:
        name, cell = link.rsplit("!", 1)
        assert book[name.strip("'")][cell].value


def test_what_to_check_is_said_in_vietnamese_the_gravest_first(book: Workbook, corpus_store: Store) -> None:
    said = column(book, "Cần kiểm tra", "Nội dung")
    assert not {str(text) for text in said} & {row["message"] for row in corpus_store.rows("diagnostics")}
    rank = [pair[1] for pair in VOCABULARIES["severity"].values()]
    graves = [rank.index(str(word)) for word in column(book, "Cần kiểm tra", "Mức độ")]
    assert graves == sorted(graves)


def test_the_first_sheet_leads_to_every_table(book: Workbook) -> None:
    intro = book[book.sheetnames[0]]
    links = {cell.value: cell.hyperlink.location for row in intro.iter_rows() for cell in row if cell.hyperlink}
    assert {"Kinh phí", "Nhiệm vụ", "Cần kiểm tra"} <= set(links)
    assert all(link.split("!")[0].strip("'") in book.sheetnames for link in links.values())


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_same_values(book: Workbook, file: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        str(OFFICE),
        "--headless",
        profile,
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "again"),
        str(file),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if not (tmp_path / "again" / file.name).exists():
        pytest.skip(f"LibreOffice without Calc: {done.stderr.strip()[-80:]}")
    again = load_workbook(tmp_path / "again" / file.name)
    assert again.sheetnames == book.sheetnames
    for name in ("Văn bản", "Kinh phí", "Thời hạn", "Chỉ tiêu", "Viện dẫn", "Cần kiểm tra"):
        ours, theirs = (list(b[name].iter_rows(values_only=True)) for b in (book, again))
        width = len(ours[0])
        assert [row[:width] for row in theirs[: len(ours)]] == ours


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("Câu một. Kinh phí là 1.977 triệu đồng. Câu ba.", "1.977 triệu đồng", "Kinh phí là 1.977 triệu đồng."),
        ("Đầu\n\nGiảm\n 2%\n\nCuối", "2%", "Giảm 2%"),
        ("x" * 900, "x", "x" * 241),
    ],
)
def test_a_sentence_ends_where_it_ends(text: str, words: str, sentence: str) -> None:
    start = text.index(words)
    assert sentence_around(text, start, start + len(words)) == sentence
