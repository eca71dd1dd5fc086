"""Recipients (Nơi nhận): a row for each, with what the copy is for, in the order of the list."""

from __future__ import annotations

import pytest

from kehoach.clean import clean_document
from kehoach.extract.addressees import find_addressees
from kehoach.outline import read_outline
from kehoach.rulebook import Rulebook
from kehoach.values import Addressee, Document
from plans import Case, shared_cases, the_plan

PLAN = """UBND XÃ MƯỜNG SA
Số: 12/KH-UBND
Mường Sa, ngày 15 tháng 01 năm 2024

KẾ HOẠCH
Trồng rừng trên địa bàn xã

I. MỤC TIÊU

Mỗi thôn trồng một ha.

Nơi nhận:
{lines}

CHỦ TỊCH

Lò Văn Pành
"""


def addressees(lines: str, rules: Rulebook) -> tuple[Addressee, ...]:
    document = Document("d", "d.txt", "0", "txt", PLAN.format(lines=lines))
    return find_addressees(read_outline(clean_document(document, rules), rules), rules)


LINES = [
    ("- UBND huyện (b/c);", [("Ủy ban nhân dân huyện", "report")]),
    ("- TT. Huyện ủy; TT. HĐND huyện (để báo cáo);", [("Thường trực Huyện ủy", "report"), ("Thường trực Hội đồng nhân dân huyện", "report")]),
    ("- CT, các PCT UBND xã;", [("Chủ tịch, các Phó Chủ tịch Ủy ban nhân dân xã", None)]),
    ("- Các phòng, ban, đoàn thể xã (t/h);", [("Các phòng, ban, đoàn thể xã", "implement")]),
    ("- Công an xã, Hội Nông dân xã (p/h);", [("Công an xã", "coordinate"), ("Hội Nông dân xã", "coordinate")]),
    ("- Như Điều 3;", [("Như Điều 3", "named")]),
    ("- Văn phòng UBND huyện (2C, 3B);", [("Văn phòng Ủy ban nhân dân huyện (2C, 3B)", None)]),
    ("- Bộ Nội vụ; (để báo cáo)", [("Bộ Nội vụ", "report")]),
    ("- Lưu: VT, KT (Hà).", [("VT, KT (Hà)", "file")]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), LINES)
def test_a_line_names_recipients_and_their_purpose(
    lines: str, expected: list[tuple[str, str | None]], rules: Rulebook
) -> None:
    assert [(a.name, a.purpose) for a in addressees(lines, rules)] == expected


def test_recipients_are_counted_in_the_order_of_the_list(rules: Rulebook) -> None:
    found = addressees("- UBND huyện;\n- Các thôn;\n- Lưu: VT.", rules)
    assert [(a.index, a.name) for a in found] == [(0, "Ủy ban nhân dân huyện"), (1, "Các thôn"), (2, "VT")]


def test_a_plan_without_a_list_has_no_recipients(rules: Rulebook) -> None:
    document = Document("d", "d.txt", "0", "txt", "KẾ HOẠCH\nTrồng rừng\n\nI. MỤC TIÊU\n\nMỗi thôn trồng một ha.\n")
    assert find_addressees(read_outline(clean_document(document, rules), rules), rules) == ()


@pytest.mark.parametrize("case", shared_cases(), ids=str)
def test_the_lists_of_the_real_plans_are_sound(case: Case) -> None:
    plan = the_plan(case.path)
    for i, row in enumerate(plan.addressees):
        assert (row.index, bool(row.name)) == (i, True)
        assert row.purpose != "file" or i == len(plan.addressees) - 1
        assert (row.purpose is None) == (row.purpose_text is None) or row.purpose == "named"
