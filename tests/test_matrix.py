"""The responsibility matrix: who has which part in which task, of a plan and of a store."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kehoach import extract_plan, responsibility_matrix
from kehoach.cli import app
from kehoach.report.matrix import COLUMNS, Matrix, matrix_as_csv, role_word
from kehoach.rulebook import Rulebook
from kehoach.store import Store
from kehoach.values import Document

BODY = """ỦY BAN NHÂN DÂN
HUYỆN MƯỜNG THAN

KẾ HOẠCH
Trồng rừng năm 2023

Ủy ban nhân dân huyện ban hành Kế hoạch trồng rừng như sau:

II. NỘI DUNG

Dự án 1: Trồng rừng mới

Trồng 20 ha.

III. TỔ CHỨC THỰC HIỆN

1. Hạt Kiểm lâm

- Chủ trì, phối hợp với UBND các xã thực hiện Dự án 1, xong trước ngày 30/6/2023.

- Hướng dẫn các thôn chăm sóc cây.

2. Phòng Tài chính - Kế hoạch: Phối hợp với Hạt Kiểm lâm huyện bố trí vốn.
"""
# Worked out by hand from BODY: task's first words, its section, then (agency, role) with the agency's identity in full.
EXPECTED = [
    ("Chủ trì, phối", "III.1", "Dự án 1", "trước ngày 30/6/2023",
     [("Hạt Kiểm lâm huyện Mường Than", "lead"), ("Ủy ban nhân dân các xã huyện Mường Than", "partner")]),
    ("Hướng dẫn các", "III.1", "", "", [("Hạt Kiểm lâm huyện Mường Than", "responsible")]),
    ("Phối hợp với", "III.2", "", "",
     [("Phòng Tài chính - Kế hoạch huyện Mường Than", "coordinate"), ("Hạt Kiểm lâm huyện Mường Than", "partner")]),
]  # fmt: skip


@pytest.fixture(scope="module")
def matrix(rules: Rulebook) -> Matrix:
    return responsibility_matrix(extract_plan(Document("d", "rừng.txt", "0", "txt", BODY), rules))


def test_each_task_says_who_has_which_part_about_what_and_until_when(matrix: Matrix) -> None:
    told = [
        (
            " ".join(task.task.split()[:3]),
            task.section,
            "; ".join(task.projects),
            "; ".join(task.deadlines),
            [(part.agency, part.role) for part in task.parts],
        )
        for task in matrix.tasks
    ]
    assert told == EXPECTED


def test_agencies_are_counted_by_role_whatever_their_spelling(matrix: Matrix) -> None:
    assert {agency: dict(parts) for agency, parts in matrix.agencies().items()} == {
        "Hạt Kiểm lâm huyện Mường Than": {"lead": 1, "responsible": 1, "partner": 1},
        "Phòng Tài chính - Kế hoạch huyện Mường Than": {"coordinate": 1},
        "Ủy ban nhân dân các xã huyện Mường Than": {"partner": 1},
    }
    assert next(iter(matrix.agencies())) == "Hạt Kiểm lâm huyện Mường Than"


def test_the_frame_has_a_row_for_each_part(matrix: Matrix) -> None:
    frame = matrix.frame()
    assert list(frame.columns) == list(COLUMNS)
    pivot = frame.pivot_table(index="agency", columns="role", values="assignment_id", aggfunc="count")
    assert pivot.loc["Hạt Kiểm lâm huyện Mường Than"].to_dict() == {
        "lead": 1, "responsible": 1, "partner": 1, "coordinate": pytest.approx(float("nan"), nan_ok=True),
    }  # fmt: skip


def test_the_csv_holds_the_same_in_words(matrix: Matrix) -> None:
    lines = list(csv.reader(matrix_as_csv(matrix, "vi").splitlines()))
    assert lines[0][:6] == ["Tệp", "Mục", "Đề mục", "Nhiệm vụ", "Cơ quan", "Tên như trong văn bản"]
    assert [line[6] for line in lines[1:]] == ["chủ trì", "phối hợp cùng", "thực hiện", "phối hợp", "phối hợp cùng"]
    assert lines[1][8] == "trước ngày 30/6/2023"


def test_a_store_gives_the_matrix_of_its_plans(corpus_store: Store) -> None:
    whole = responsibility_matrix(corpus_store)
    assert len(whole.rows()) == len(corpus_store.rows("assignment_agencies"))
    assert len(whole.tasks) == len(corpus_store.rows("assignments"))
    some = responsibility_matrix(corpus_store, "issuer_level = 'commune'")
    communes = {row["doc_id"] for row in corpus_store.rows("documents") if row["issuer_level"] == "commune"}
    assert {task.doc_id for task in some.tasks} == communes
    assert some.tasks == tuple(task for task in whole.tasks if task.doc_id in communes)


def test_a_condition_is_for_stores(rules: Rulebook) -> None:
    plan = extract_plan(Document("d", "d.txt", "0", "txt", BODY), rules)
    with pytest.raises(ValueError, match="this is one plan"):
        responsibility_matrix(plan, "year_from = 2023")


def test_show_prints_the_matrix_or_writes_it(tmp_path: Path) -> None:
    plan, out = tmp_path / "plan.txt", tmp_path / "matrix.csv"
    plan.write_text(BODY, "utf-8")
    shown = CliRunner().invoke(app, ["show", str(plan), "--matrix"])
    assert shown.exit_code == 0, shown.output
    assert "Agencies by their parts · 3" in shown.output
    assert "III.1 Hạt Kiểm lâm" in shown.output
    assert CliRunner().invoke(app, ["show", str(plan), "--csv", str(out)]).exit_code == 0
    assert len(out.read_text("utf-8-sig").splitlines()) == 6
    plan.write_text("KẾ HOẠCH\nTrồng rừng\n", "utf-8")
    assert "no duties found" in CliRunner().invoke(app, ["show", str(plan), "--matrix"]).output


def test_roles_have_their_words() -> None:
    assert (role_word("lead", "vi"), role_word("partner", "en")) == ("chủ trì", "partner")
