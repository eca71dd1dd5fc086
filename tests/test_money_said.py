"""What is said of amounts: bare levels, two sources at once, costs apart, totals below their parts, aims, labels."""

from __future__ import annotations

import pytest

from kehoach.extract.money_words import read_words
from kehoach.rulebook import Rulebook
from kehoach.values import Funding, Header
from money_plans import read_plan


def money(section: str, rules: Rulebook) -> tuple[Funding, ...]:
    return read_plan(section, rules)[2]


LINES = [
    (
        "levels alone before their amounts",
        "Vốn đối ứng địa phương 90 triệu đồng: tỉnh 60 triệu đồng, huyện 30 triệu đồng.",
        [(90, "total", "local"), (60, "component", "province"), (30, "component", "district")],
    ),
    (
        "what a work costs, and what it gets",
        "- Cầu Nà Ít, tổng mức đầu tư 900 triệu đồng; kế hoạch vốn năm 2024: 300 triệu đồng.",
        [(900, "other", None), (300, "component", None)],
    ),
    (
        "a cost with its own parts is the plan's",
        "Tổng mức đầu tư: 900 triệu đồng, trong đó ngân sách tỉnh 500 triệu đồng, ngân sách huyện 400 triệu đồng.",
        [(900, "total", None), (500, "component", "province"), (400, "component", "district")],
    ),
    (
        "a total below its parts",
        "- Mua giống: 45 triệu đồng.\n- Tập huấn: 31 triệu đồng.\nKinh phí mục 1: 76 triệu đồng.",
        [(45, "component", None), (31, "component", None), (76, "total", None)],
    ),
    (
        "a gift for each",
        "Tặng 9 sổ tiết kiệm, mỗi sổ trị giá 2 triệu đồng.",
        [(2, "norm", None)],
    ),
    (
        "a period before the plan",
        "Giai đoạn 2016 - 2020, tổng vốn huy động đạt 700 triệu đồng.",
        [(700, "other", None)],
    ),
    (
        "two sources of one amount",
        "Từ nguồn ngân sách tỉnh, ngân sách xã theo phân cấp; dự kiến khoảng 80 triệu đồng.",
        [(80, "component", None)],
    ),
    (
        "what each gets has the source of no other clause",
        "Hỗ trợ 5 triệu đồng/hộ từ ngân sách trung ương; san nền, kinh phí 36 triệu đồng.",
        [(5, "norm", "central"), (36, "component", None)],
    ),
    (
        "a price times a number with thousands",
        "Chi 20.000 đồng/phiếu từ ngân sách xã; dự kiến 1.500 phiếu, tổng số tiền 30 triệu đồng.",
        [(0, "norm", "commune"), (30, "component", "commune")],
    ),
    (
        "so much more than before",
        "Kinh phí 80 triệu đồng, tăng 10 triệu đồng so với năm trước.",
        [(80, "component", None), (10, "other", None)],
    ),
    (
        "to move people is no source",
        "Tuyên truyền, vận động trong các bản: 12 triệu đồng.",
        [(12, "component", None)],
    ),
]


@pytest.mark.parametrize(("lines", "expected"), [c[1:] for c in LINES], ids=[c[0] for c in LINES])
def test_role_and_source(lines: str, expected: list[tuple[int, str, str | None]], rules: Rulebook) -> None:
    found = money(f"III. NỘI DUNG\n\n1. Mở đường\n\n{lines}", rules)
    assert [(f.amount_vnd // 10**6, f.role, f.source) for f in found] == expected


def test_a_total_below_its_parts_has_them(rules: Rulebook) -> None:
    found = money(
        "III. KINH PHÍ\n\n- Mua giống: 45 triệu đồng.\n- Tập huấn: 31 triệu đồng.\nCộng: 76 triệu đồng.", rules
    )
    assert [f.parent for f in found] == [2, 2, None]


def test_an_aim_in_money_is_none_of_the_plans_own(rules: Rulebook) -> None:
    found = money("II. MỤC TIÊU CỤ THỂ\n\n- Mỗi sào ruộng cho ít nhất 18 triệu đồng/năm.", rules)
    assert [f.role for f in found] == ["other"]


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("Mở lớp nuôi ong (kinh phí 32 triệu đồng).", ["kinh phí"]),
        ("Vốn của dân (khoảng 32 triệu đồng).", ["Vốn của dân (khoảng"]),
        (
            "Dự kiến 50 triệu đồng (năm mươi triệu đồng), trong đó mua giống: 30 triệu đồng, công 20 triệu đồng.",
            ["Dự kiến", "mua giống", "công"],
        ),
    ],
)
def test_an_amount_is_called_what_names_it(line: str, labels: list[str], rules: Rulebook) -> None:
    assert [f.item for f in money(f"III. KINH PHÍ\n\n{line}", rules)] == labels


@pytest.mark.parametrize(("year", "source"), [(2024, "district"), (2026, "province")])
def test_a_citys_budget_is_the_provinces_since_districts_ended(year: int, source: str, rules: Rulebook) -> None:
    words = read_words(Header(issuer_level="commune", issue_year=year, issue_month=3), rules)
    assert words.source("Ngân sách thành phố") == source
