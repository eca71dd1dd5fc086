"""Money in tables: what works cost, columns of sums, what the caption says of every column."""

from __future__ import annotations

import pytest

from kehoach.rulebook import Rulebook
from money_plans import read_plan

WORKS = """I. KINH PHÍ

DANH MỤC VỐN ĐẦU TƯ CÔNG
Đơn vị tính: triệu đồng

TT\tCông trình\tTổng mức đầu tư\tLũy kế đến hết năm 2023\tKế hoạch năm 2024
\t\t\t\tTổng số\tNgân sách tỉnh\tTiền sử dụng đất
\tTổng số\t900\t300\t400\t250\t150
1\tCầu Nà Ít\t500\t300\t200\t200\t
2\tĐường Pá Vi\t400\t\t200\t50\t150
"""


def test_what_works_cost_is_no_part_of_what_they_get(rules: Rulebook) -> None:
    _, _, funding = read_plan(WORKS.replace("Kế hoạch năm 2024\n", "Kế hoạch năm 2024\t\t\n"), rules)
    first = [f for f in funding if f.item == "Tổng số"]
    assert [(f.amount_vnd // 10**6, f.role, f.source, f.budget_type, f.year) for f in first] == [
        (900, "other", None, None, None),
        (300, "other", None, None, 2023),
        (400, "total", None, "investment", 2024),
        (250, "component", "province", "investment", 2024),
        (150, "component", None, "investment", 2024),
    ]
    get = [f for f in funding if f.role == "component"]
    assert {funding[f.parent].role for f in get if f.parent is not None} == {"total", "component"}


@pytest.mark.parametrize(
    ("heads", "figures", "total"),
    [
        ("Nhà ở\tCây giống\tĐào tạo\tCộng", "30\t20\t50\t100", "100"),
        ("Tổng cộng\tNhà ở\tCây giống\tĐào tạo", "100\t30\t20\t50", "100"),
    ],
)
def test_a_column_of_sums_has_the_others_as_its_parts(heads: str, figures: str, total: str, rules: Rulebook) -> None:
    table = f"I. KINH PHÍ\n\nĐVT: triệu đồng\n\nTT\tBản\t{heads}\n1\tNà Ít\t{figures}\n\tTổng\t{figures}\n"
    _, _, funding = read_plan(table, rules)
    assert [f.amount_text for f in funding if f.role == "total"] == [total]
    of_row = [f for f in funding if f.item == "Nà Ít" and f.parent is not None and funding[f.parent].item == "Nà Ít"]
    assert [f.amount_vnd // 10**6 for f in of_row] == [30, 20, 50]


def test_a_table_whose_caption_names_a_project_is_about_it(rules: Rulebook) -> None:
    body = (
        "II. NỘI DUNG\n\n1. Dự án 1: Hỗ trợ nhà ở cho hộ nghèo\n\n2. Dự án 2: Đa dạng hóa sinh kế, mô hình giảm nghèo\n\n"
        "III. KINH PHÍ\n\nBiểu 1. Kinh phí Dự án 2 theo bản\nĐVT: triệu đồng\n\nTT\tBản\tKinh phí\n1\tNà Ít\t30\n2\tPá Vi\t20"
    )
    _, projects, funding = read_plan(body, rules)
    assert [projects[f.project].label for f in funding if f.project is not None] == ["Dự án 2", "Dự án 2"]
