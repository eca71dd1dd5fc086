"""Money: reading an amount, what it is a part of, where it comes from, cells of tables."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.extract.amounts import find_amounts, read_number, read_unit
from kehoach.extract.foreign import find_foreign
from kehoach.extract.number_words import read_words
from kehoach.rulebook import Rulebook
from money_plans import read_plan
from plans import the_rules

MILLION, BILLION = 10**6, 10**9

AMOUNTS = [
    ("a point groups thousands", "1.977 triệu đồng", [1977 * MILLION]),
    ("a comma is the decimal mark", "2,9 tỷ đồng", [2900 * MILLION]),
    ("both", "3.215,6 tỷ đồng", [3_215_600 * MILLION]),
    ("in đồng", "2.150.000.000 đồng", [2_150_000_000]),
    ("two units in one amount", "68 tỷ 782 triệu đồng", [68_782 * MILLION]),
    ("three units", "1 tỷ 20 triệu 500 nghìn đồng", [1_020_500_000]),
    ("million billions", "1,044 triệu tỷ đồng", [1_044 * 10**12]),
    ("thousand billions", "12 nghìn tỷ đồng", [12 * 10**12]),
    ("ngàn", "350 ngàn đồng", [350_000]),
    ("abbreviations", "15tr.đ, 20 trđ và 300.000đ", [15 * MILLION, 20 * MILLION, 300_000]),
    ("VNĐ", "1.500.000 VNĐ", [1_500_000]),
    ("tỉ", "4 tỉ đồng", [4 * BILLION]),
    ("English grouping", "1,500,000 đồng", [1_500_000]),
    ("an English decimal point", "2.5 tỷ đồng", [2500 * MILLION]),
    ("both ends of a range", "từ 10 đến 20 triệu đồng", [10 * MILLION, 20 * MILLION]),
    ("a range with a dash", "hỗ trợ 3-5 triệu đồng/hộ", [3 * MILLION, 5 * MILLION]),
    ("a range with both units", "kinh phí từ 50 triệu đến 100 triệu đồng", [50 * MILLION, 100 * MILLION]),
    ("a number before a dash is no range", "Dự án 1 - 500 triệu đồng", [500 * MILLION]),
    ("years are no range", "giai đoạn 2021-2025 15 tỷ đồng", [15 * BILLION]),
    (
        "a bare triệu that ends its line beside one of đồng",
        "- A: 9 triệu đồng.\n- B: 4 triệu.",
        [9 * MILLION, 4 * MILLION],
    ),
    ("a bare triệu beside nothing", "- Dân số: 4 triệu.", []),
    ("a bare tỷ beside money", "vốn doanh nghiệp 7,95 tỷ; ngân sách 3 tỷ", [7_950 * MILLION, 3 * BILLION]),
    ("the words behind are said once", "500 triệu đồng (năm trăm triệu đồng)", [500 * MILLION]),
    ("words alone", "mỗi hộ hai triệu rưỡi đồng; khen một trăm nghìn đồng", [2_500_000, 100_000]),
    ("words behind figures are said once", "2.000.000 đồng (bằng chữ: hai triệu đồng)", [2 * MILLION]),
    ("words that count nothing", "thiệt hại hàng trăm tỷ đồng, vài triệu đồng", []),
    ("letters that OCR read for digits", "1.5OO triệu đồng và 2.l50.000 đồng", [1500 * MILLION, 2_150_000]),
    (
        "groups torn apart",
        "1.977. 000 đồng; 3.215 .600 đồng; 1.020.500 000 đồng",
        [1_977_000, 3_215_600, 1_020_500_000],
    ),
    ("a number that ends a sentence is not torn", "theo Điều 3. 500 triệu đồng", [500 * MILLION]),
    ("a number that no notation fits", "thu 5.378.7000.000 đồng", []),
    ("other money", "kim ngạch 9 triệu USD", []),
    ("things counted", "1,2 triệu viên/năm; 5 triệu ha rừng; 3 triệu con gia súc", []),
    ("comrades and compatriots", "02 đồng chí, 3 đồng bào, 4 đồng bằng", []),
    ("shares", "giảm 3%/năm, tỷ lệ 30%", []),
    ("years", "năm 2024 và 2025", []),
    ("a unit alone", "Thành tiền (1.000 đồng)", []),
    ("falling scales only", "500 triệu 2 tỷ đồng", [2 * BILLION]),
    ("nothing", "gian hàng 0 đồng", []),
]


@pytest.mark.parametrize(("text", "dong"), [c[1:] for c in AMOUNTS], ids=[c[0] for c in AMOUNTS])
def test_amounts_are_read_in_dong(text: str, dong: list[int], rules: Rulebook) -> None:
    assert [a.dong for a in find_amounts(text, rules)] == dong


def test_an_amount_tells_its_unit_and_what_it_is_paid_for(rules: Rulebook) -> None:
    found = find_amounts("40 tr.đ/hộ, 6 triệu đồng/người/khóa học, 30 triệu đồng cho 01 hộ, 9.000 đồng", rules)
    assert [(a.unit, a.per) for a in found] == [
        ("triệu đồng", "hộ"),
        ("triệu đồng", "người/khóa học"),
        ("triệu đồng", "hộ"),
        ("đồng", None),
    ]


@pytest.mark.parametrize("written", ["1.97", "12.5"])
def test_a_point_that_groups_nothing_is_a_decimal_mark(written: str) -> None:
    assert read_number(written) == Decimal(written)


@pytest.mark.parametrize("written", ["5.378.7000.000", "1.2.3", ",5", "1,2,3", ""])
def test_a_number_that_no_notation_fits_is_none(written: str) -> None:
    assert read_number(written) is None


@pytest.mark.parametrize(
    ("unit", "scale"), [("Triệu đồng", MILLION), ("1.000 đồng", 1000), ("TỶ ĐỒNG", BILLION), ("hộ", None), (None, None)]
)
def test_units_of_tables(unit: str | None, scale: int | None, rules: Rulebook) -> None:
    assert read_unit(unit, rules) == scale


WORDS = [
    ("một trăm linh năm", 105),
    ("hai mươi mốt nghìn", 21_000),
    ("mười lăm triệu sáu trăm bốn mươi tư nghìn", 15_644_000),
    ("Chín tỷ, không trăm tám mươi triệu", 9_080 * MILLION),
    ("một nghìn hai trăm tỷ ba triệu", 1_200_003 * MILLION),
    ("bảy trăm trăm", None),
    ("hai hai", None),
    ("hai hộ", None),
    ("", None),
]


@pytest.mark.parametrize(("words", "number"), WORDS, ids=[w[0] or "nothing" for w in WORDS])
def test_numbers_in_words(words: str, number: int | None, rules: Rulebook) -> None:
    assert read_words(words, rules) == number


def in_words(number: int) -> str:
    """A number below 10^12 as Vietnamese says it: the test's own writer."""
    digits = "không một hai ba bốn năm sáu bảy tám chín".split()
    parts = []
    for scale, name in ((BILLION, " tỷ"), (MILLION, " triệu"), (1000, " nghìn"), (1, "")):
        group = number // scale % 1000
        if not group:
            continue
        hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
        words = [f"{digits[hundreds]} trăm"] if hundreds or parts else []
        words += ["linh"] if words and not tens and ones else []
        words += ["mười" if tens == 1 else f"{digits[tens]} mươi"] if tens else []
        words += [digits[ones]] if ones else []
        parts.append(" ".join(words) + name)
    return " ".join(parts)


@given(number=st.integers(min_value=1, max_value=10**12 - 1))
def test_a_number_in_words_reads_back(number: int) -> None:
    assert read_words(in_words(number), the_rules()) == number


@given(number=st.integers(min_value=1, max_value=10**6), scale=st.sampled_from([1000, MILLION]))
def test_an_amount_in_words_alone_reads_back(number: int, scale: int) -> None:
    (amount,) = find_amounts(f"Thưởng {in_words(number * scale)} đồng cho đội nhất.", the_rules())
    assert amount.dong == number * scale


FOREIGN = [
    ("with its scale", "Xuất khẩu đạt 2,5 triệu USD.", [(2_500_000.0, "USD")]),
    ("by its Vietnamese name", "Vay 30 nghìn đô la Mỹ, 1.200 euro.", [(30_000.0, "USD"), (1_200.0, "EUR")]),
    ("the sign first", "Viện trợ US$ 4.000.", [(4_000.0, "USD")]),
    ("not đồng, not a place", "Chi 5 triệu đồng cho xã 186 Yên Bái.", []),
]


@pytest.mark.parametrize(("line", "expected"), [c[1:] for c in FOREIGN], ids=[c[0] for c in FOREIGN])
def test_other_money_keeps_its_own_unit(line: str, expected: list[tuple[float, str]], rules: Rulebook) -> None:
    outline, projects, funding = read_plan(f"I. KINH PHÍ\n\n{line}", rules)
    assert [(f.amount, f.currency) for f in find_foreign(outline, projects, rules)] == expected
    assert not any(f.unit in ("USD", "EUR") for f in funding)


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


WHOLE = st.integers(min_value=1, max_value=999_999)


@given(
    number=WHOLE,
    unit=st.sampled_from(
        [("đồng", 1), ("nghìn đồng", 1000), ("triệu đồng", MILLION), ("tỷ đồng", BILLION), ("tr.đ", MILLION)]
    ),
)
def test_a_whole_number_of_units_reads_back(number: int, unit: tuple[str, int]) -> None:
    (amount,) = find_amounts(f"Kinh phí: {grouped(number)} {unit[0]};", the_rules())
    assert amount.dong == number * unit[1]


@given(number=WHOLE, thousandths=st.integers(min_value=1, max_value=999))
def test_a_decimal_number_reads_back(number: int, thousandths: int) -> None:
    written = f"{grouped(number)},{thousandths:03}".rstrip("0")
    (amount,) = find_amounts(f"Kinh phí là {written} tỷ đồng.", the_rules())
    assert amount.dong == (number * 1000 + thousandths) * MILLION


@given(billions=WHOLE, millions=st.integers(min_value=1, max_value=999))
def test_a_compound_amount_reads_back(billions: int, millions: int) -> None:
    (amount,) = find_amounts(f"là {grouped(billions)} tỷ {millions} triệu đồng", the_rules())
    assert amount.dong == billions * BILLION + millions * MILLION


@given(low=st.integers(min_value=1, max_value=500), more=st.integers(min_value=1, max_value=500))
def test_a_range_reads_back(low: int, more: int) -> None:
    found = find_amounts(f"mức từ {low} đến {low + more} triệu đồng/hộ", the_rules())
    assert [(a.dong, a.per) for a in found] == [(low * MILLION, "hộ"), ((low + more) * MILLION, "hộ")]


@given(dong=st.integers(min_value=1, max_value=10**15))
def test_an_amount_in_dong_reads_back(dong: int) -> None:
    (amount,) = find_amounts(f"Tổng số: {grouped(dong)} đồng", the_rules())
    assert amount.dong == dong


@given(text=st.text(alphabet="0123456789., -/()đồngtriệutỷ%", max_size=60))
def test_no_text_breaks_the_reading_and_amounts_follow_each_other(text: str) -> None:
    found = find_amounts(text, the_rules())
    assert all(a.dong > 0 and a.start < a.end <= len(text) for a in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_a_total_found_by_its_sum_knows_the_source_better_than_the_heading(rules: Rulebook) -> None:
    lines = "Vốn Trung ương hỗ trợ: 50 triệu đồng.\n\n- Mua dê: 38 triệu đồng.\n\n- Mua cỏ: 12 triệu đồng."
    found = money(f"I. VỐN NGÂN SÁCH TỈNH PHÂN BỔ NHƯ SAU\n\n{lines}", rules, "source")
    assert found == [(50, "central"), (38, "central"), (12, "central")]


def test_an_amount_is_named_by_the_words_before_it(rules: Rulebook) -> None:
    lines = "- Mua dê giống: 3 triệu đồng, thuốc thú y 1 triệu đồng.\n\n- Tổng: 4 triệu đồng."
    assert money(f"I. KINH PHÍ\n\n{lines}", rules, "item") == [(3, "Mua dê giống"), (1, "thuốc thú y"), (4, "Tổng")]


def money(body: str, rules: Rulebook, *names: str) -> list[tuple[object, ...]]:
    """The money of a plan in millions, with these of its fields."""
    _, _, funding = read_plan(body, rules)
    return [(f.amount_vnd / MILLION, *(getattr(f, name) for name in names)) for f in funding]


SOURCES = [
    (
        "each from its own name",
        "- Ngân sách trung ương: 5 triệu đồng;\n- NSĐP: 3 triệu đồng.",
        [(5, "central", None), (3, "local", None)],
    ),
    ("source and kind are two axes", "- NSTW (vốn sự nghiệp): 5 triệu đồng.", [(5, "central", "recurrent")]),
    ("a kind alone", "- Vốn đầu tư phát triển: 5 triệu đồng.", [(5, None, "investment")]),
    (
        "the nearest name counts",
        "- NSTW 5 triệu đồng, ngân sách tỉnh 3 triệu đồng.",
        [(5, "central", None), (3, "province", None)],
    ),
    ("said behind", "- Thưởng 30 triệu đồng từ ngân sách huyện; nghiệm thu.", [(30, "district", None)]),
    ("in brackets behind", "- Đường Bản Pho: 30 triệu đồng (vốn đầu tư, NSX).", [(30, "commune", "investment")]),
    (
        "the next amount's own name is not the first one's",
        "- Từ NSTW 40 triệu đồng, từ ngân sách huyện 4 triệu đồng.",
        [(40, "central", None), (4, "district", None)],
    ),
    (
        "none of the list",
        "- Ngân sách nhà nước: 9 triệu đồng.\n- Vốn lồng ghép: 2 triệu đồng.",
        [(9, None, None), (2, None, None)],
    ),
    (
        "those who give",
        "- Nhân dân đóng góp: 3 triệu đồng.\n- Vốn vay: 8 triệu đồng.",
        [(3, "mobilised", None), (8, "credit", None)],
    ),
    (
        "parts take over what they don't say",
        "- NSTW: 9 triệu đồng (vốn đầu tư 7 triệu đồng; vốn sự nghiệp 2 triệu đồng).",
        [(9, "central", None), (7, "central", "investment"), (2, "central", "recurrent")],
    ),
    (
        "said in the line before its amounts",
        "- Sử dụng ngân sách huyện. Mua giống 5 triệu đồng.",
        [(5, "district", None)],
    ),
    (
        "so much for each, so many: the product has its source",
        "- Thưởng 2 triệu đồng/hộ từ ngân sách xã; có 4 hộ, tổng số tiền 8 triệu đồng.",
        [(2, "commune", None), (8, "commune", None)],
    ),
    (
        "the state's part of what was built is investment",
        "- Hạ tầng đã đầu tư 15 triệu đồng (NSNN 7 triệu đồng; doanh nghiệp 8 triệu đồng).",
        [(15, None, None), (7, None, "investment"), (8, "mobilised", None)],
    ),
    (
        "a bare name below the state's money is one who gets it",
        "- NST: 9 triệu đồng, gồm:\n\n+ Doanh nghiệp: 6 triệu đồng;\n\n+ Hợp tác xã đóng góp: 3 triệu đồng.",
        [(9, "province", None), (6, "province", None), (3, "mobilised", None)],
    ),
    ("who pays himself", "- Phần do chủ rừng tự đầu tư: 5 triệu đồng.", [(5, "mobilised", None)]),
    ("a total investment is no kind", "- Tổng mức đầu tư: 90 triệu đồng.", [(90, None, None)]),
]


@pytest.mark.parametrize(("lines", "expected"), [c[1:] for c in SOURCES], ids=[c[0] for c in SOURCES])
def test_source_and_kind(lines: str, expected: list[tuple[object, ...]], rules: Rulebook) -> None:
    assert money(f"I. KINH PHÍ\n\n{lines}", rules, "source", "budget_type") == expected


ROLES = [
    (
        "a total with its parts",
        "Tổng kinh phí: 9 triệu đồng, trong đó:\n\n- NSTW: 6 triệu đồng;\n\n- NST: 3 triệu đồng.",
        [(9, "total"), (6, "component"), (3, "component")],
    ),
    (
        "a part that has parts is a component",
        "- Tổng: 9 triệu đồng, gồm:\n\n+ NSTW: 6 triệu đồng (vốn đầu tư 4 triệu đồng; vốn sự nghiệp 2 triệu đồng);\n\n+ NST: 3 triệu đồng.",
        [(9, "total"), (6, "component"), (4, "component"), (2, "component"), (3, "component")],
    ),
    (
        "so much for each is a norm",
        "- Hỗ trợ 40 triệu đồng/hộ; mức vay tối đa 50 triệu đồng.",
        [(40, "norm"), (50, "norm")],
    ),
    ("a rate per year is none", "- Thuê đường truyền: 50 triệu đồng/năm.", [(50, "component")]),
    (
        "income, loan books, what was paid",
        "- Thu nhập bình quân đạt 46 triệu đồng/người/năm.\n\n- Dư nợ là 90 triệu đồng; đã giải ngân 7 triệu đồng.",
        [(46, "other"), (90, "other"), (7, "other")],
    ),
    ("what is to come in", "- Phấn đấu thu 7 triệu đồng tiền thuê chợ.", [(7, "other")]),
    ("last year's money", "- Năm 2022 chi 9 triệu đồng cho tập huấn.", [(9, "other")]),
    (
        "what is needed, and its parts below a line that only says so",
        "Nhu cầu vốn đầu tư khoảng 9 triệu đồng (làm tròn).\n\nTrong đó, vốn ngân sách khoảng 80%. Cụ thể:\n\n- NSTW: 7 triệu đồng;\n\n- Vốn ngoài ngân sách: 2 triệu đồng.",
        [(9, "total"), (7, "component"), (2, "component")],
    ),
    ("an item's amount", "- Mua sắm bàn ghế: 9 triệu đồng.", [(9, "component")]),
    ("the plan's sum without parts", "Tổng kinh phí thực hiện Kế hoạch: 9 triệu đồng.", [(9, "total")]),
    (
        "thresholds in a range share their role",
        "- Tài sản có nguyên giá từ 250 triệu đồng đến dưới 500 triệu đồng/01 đơn vị tài sản.",
        [(250, "other"), (500, "other")],
    ),
]


@pytest.mark.parametrize(("lines", "expected"), [c[1:] for c in ROLES], ids=[c[0] for c in ROLES])
def test_roles(lines: str, expected: list[tuple[object, ...]], rules: Rulebook) -> None:
    assert money(f"I. KINH PHÍ\n\n{lines}", rules, "role") == expected


PARENTS = [
    (
        "bullets below",
        "Tổng vốn: 9 triệu đồng, trong đó:\n\n- NSTW: 6 triệu đồng;\n\n- NST: 3 triệu đồng.\n\nNgoài ra, vay 5 triệu đồng.",
        [None, 0, 0, None],
    ),
    (
        "two depths",
        "- A: 9 triệu đồng, gồm:\n\n+ B: 6 triệu đồng;\n\n+ C: 3 triệu đồng.\n\n- D: 4 triệu đồng.",
        [None, 0, 0, None],
    ),
    (
        "bullets as deep as their total",
        "- Tổng: 9 triệu đồng, trong đó:\n\n- NSTW: 6 triệu đồng;\n\n- NST: 3 triệu đồng;\n\n- Vốn vay: 8 triệu đồng.",
        [None, 0, 0, None],
    ),
    (
        "a line of its own",
        "Tổng vốn: 9 triệu đồng.\n\nTrong đó:\n\n- NSTW: 6 triệu đồng;\n\n- NST: 3 triệu đồng.",
        [None, 0, 0],
    ),
    (
        "a bracket",
        "- NSTW: 9 triệu đồng (vốn đầu tư 6 triệu đồng; vốn sự nghiệp 3 triệu đồng); NST 2 triệu đồng.",
        [None, 0, 0, None],
    ),
    (
        "behind the words until they add up",
        "- Tổng 9 triệu đồng, gồm NSTW 6 triệu đồng và NST 3 triệu đồng, vốn vay 5 triệu đồng.",
        [None, 0, 0, None],
    ),
    ("by their sum alone", "Tổng vốn: 9 triệu đồng.\n\n- NSTW: 6 triệu đồng;\n\n- NST: 3 triệu đồng.", [None, 0, 0]),
    (
        "not what does not add up",
        "Hỗ trợ tập huấn 9 triệu đồng.\n\n- Tổ chức hội thi: 6 triệu đồng;\n\n- In sổ tay: 5 triệu đồng.",
        [None, None, None],
    ),
    (
        "not what is more than the total",
        "- Chi 9 triệu đồng, trong đó Quỹ góp 2 triệu đồng; dư nợ là 50 triệu đồng.",
        [None, 0, None],
    ),
    (
        "deeper bullets, whatever the words",
        "- A: 9 triệu đồng.\n\n+ B: 6 triệu đồng;\n\n+ C: 2 triệu đồng.",
        [None, 0, 0],
    ),
    (
        "unmarked lines below a bullet that they make up",
        "- A: 12,345 tỷ đồng.\n\n+ B: 7,345 tỷ đồng.\n\nC: 4,345 tỷ đồng.\n\nD: 3 tỷ đồng.\n\n+ E: 5 tỷ đồng.",
        [None, 0, 1, 1, 0],
    ),
    (
        "chance makes round sums: marks go before them",
        "- A: 5 tỷ đồng.\n\nB: 3 tỷ đồng.\n\n+ C: 2 tỷ đồng.",
        [None, None, None],
    ),
    (
        "two breakdowns, by source and by year",
        "Tổng vốn: 12,345 tỷ đồng.\n\n1. Nguồn vốn:\n\n- NSTW: 7,345 tỷ đồng;\n\n- NST: 5 tỷ đồng.\n\n2. Tiến độ:\n\n- Năm 2024: 2,345 tỷ đồng;\n\n- Năm 2025: 10 tỷ đồng.",
        [None, 0, 0, 0, 0],
    ),
    (
        "a total told in its own line takes none from below further headings",
        "Tổng vốn: 9 triệu đồng (NSTW 6 triệu đồng; NST 3 triệu đồng). Cụ thể:\n\n1. Nhà văn hóa\n\n- Sửa mái: 4 triệu đồng.",
        [None, 0, 0, None],
    ),
    ("so much for each is part of nothing", "- A: 9 triệu đồng, gồm:\n\n+ Mức chi 2 triệu đồng/hộ.", [None, None]),
    ("nor is what a work costs in all", "- A: 9 triệu đồng, gồm:\n\n+ B: tổng mức đầu tư 8 triệu đồng.", [None, None]),
    ("a part is no more than its total", "- A: 3 triệu đồng:\n\n+ B: 6 triệu đồng.", [None, None]),
]


@pytest.mark.parametrize(("lines", "expected"), [c[1:] for c in PARENTS], ids=[c[0] for c in PARENTS])
def test_parts_know_their_total(lines: str, expected: list[int | None], rules: Rulebook) -> None:
    _, _, funding = read_plan(f"I. KINH PHÍ\n\n{lines}", rules)
    assert [f.parent for f in funding] == expected


def test_years_come_from_the_words_else_from_the_plan(rules: Rulebook) -> None:
    lines = "- Năm 2025: 3 triệu đồng.\n\n- Giai đoạn 2021 - 2025: 9 triệu đồng.\n\n- Tập huấn: 1 triệu đồng."
    assert money(f"I. KINH PHÍ\n\n{lines}", rules, "year") == [(3, 2025), (9, None), (1, 2024)]


AGENCIES = [
    ("what the line is", "- Phòng Y tế: 30 triệu đồng.", ["Phòng Y tế"]),
    ("whom it is given", "- Cấp kinh phí cho Phòng Nội vụ 30 triệu đồng để tập huấn.", ["Phòng Nội vụ"]),
    ("right behind", "- Tập huấn: 30 triệu đồng, giao Trung tâm Y tế thực hiện.", ["Trung tâm Y tế"]),
    ("in brackets", "- Tập huấn: 30 triệu đồng (Phòng Nội vụ).", ["Phòng Nội vụ"]),
    (
        "parts are their total's",
        "- Phòng Y tế: 30 triệu đồng (thuốc 20 triệu đồng; tủ 10 triệu đồng).",
        ["Phòng Y tế"] * 3,
    ),
    ("not who gives it", "- Doanh nghiệp: 30 triệu đồng.", [None]),
    ("not who sees to it", "- Phòng Tài chính tham mưu bố trí 30 triệu đồng.", [None]),
]


def test_every_match_has_one_of_the_words_that_its_rule_needs(rules: Rulebook) -> None:
    for rule in (*rules.subject("money.source"), *rules.subject("money.budget")):
        needs = str(rule.gives["needs"]).split("|")
        for example in rule.accepts:
            match = rule.pattern.search(example.text)
            assert match, rule.id
            assert any(word in match[0].casefold() for word in needs), (rule.id, match[0])


@pytest.mark.parametrize(("lines", "expected"), [c[1:] for c in AGENCIES], ids=[c[0] for c in AGENCIES])
def test_whose_an_amount_is(lines: str, expected: list[str | None], rules: Rulebook) -> None:
    _, _, funding = read_plan(f"I. KINH PHÍ\n\n{lines}", rules)
    assert [f.agency for f in funding] == expected


PROJECTS = """II. NỘI DUNG THỰC HIỆN

1. Dự án 2: Đa dạng hóa sinh kế

- Kinh phí: 9 triệu đồng.

2. Dự án 3: Hỗ trợ phát triển sản xuất, cải thiện dinh dưỡng

2.1. Tiểu dự án 2: Cải thiện dinh dưỡng

- Kinh phí: 4 triệu đồng.

III. KINH PHÍ

- Dự án 2: 9 triệu đồng.

- Dự án 3: 6 triệu đồng, trong đó Tiểu dự án 2 là 4 triệu đồng.

- Chi quản lý: 1 triệu đồng."""


def test_an_amount_belongs_to_the_heading_it_stands_under_or_to_the_project_it_names(rules: Rulebook) -> None:
    _, projects, funding = read_plan(PROJECTS, rules)
    labels = [projects[f.project].label if f.project is not None else None for f in funding]
    assert labels == ["Dự án 2", "Tiểu dự án 2", "Dự án 2", "Dự án 3", "Tiểu dự án 2", None]


TABLE = """I. KINH PHÍ

{unit}

TT\tDự án\tSố hộ\tTổng cộng\tNgân sách trung ương\t\tNgân sách huyện
\t\t\t\tVốn đầu tư\tVốn sự nghiệp\t
1\tDự án 1: Hạ tầng\t40\t9.500\t7.000\t2.000\t500
2\tDự án 2: Sinh kế\t12\t1.200\t\t1.000\t200
\tTổng cộng\t52\t10.700\t7.000\t3.000\t700

II. NỘI DUNG THỰC HIỆN

1. Dự án 1: Hỗ trợ đầu tư phát triển hạ tầng kinh tế - xã hội

Xây đường.

2. Dự án 2: Đa dạng hóa sinh kế

Nuôi dê."""


def test_cells_take_unit_source_kind_and_project_from_where_they_stand(rules: Rulebook) -> None:
    _, projects, funding = read_plan(TABLE.format(unit="Đơn vị tính: triệu đồng"), rules)
    read = [(f.amount_vnd // MILLION, f.role, f.source, f.budget_type, f.project, f.parent) for f in funding]
    assert [p.label for p in projects] == ["Dự án 1", "Dự án 2"]
    assert read == [
        (9500, "component", None, None, 0, 7),
        (7000, "component", "central", "investment", 0, 0),
        (2000, "component", "central", "recurrent", 0, 0),
        (500, "component", "district", None, 0, 0),
        (1200, "component", None, None, 1, 7),
        (1000, "component", "central", "recurrent", 1, 4),
        (200, "component", "district", None, 1, 4),
        (10700, "total", None, None, None, None),
        (7000, "component", "central", "investment", None, 7),
        (3000, "component", "central", "recurrent", None, 7),
        (700, "component", "district", None, None, 7),
    ]


def test_a_table_without_a_unit_of_money_has_none(rules: Rulebook) -> None:
    _, _, funding = read_plan(TABLE.format(unit="Đơn vị tính: hộ"), rules)
    assert funding == ()


CELLS = [
    (
        "a unit in the heading",
        "TT\tTên\tDiện tích (ha)\tKinh phí (tỷ đồng)\n1\tVườn A\t75\t1,5\n2\tVườn B\t40\t2",
        [1500, 2000],
    ),
    (
        "a row's own unit",
        "TT\tChỉ tiêu\tĐơn vị tính\tNăm 2024\n1\tThu nhập bình quân\tTriệu đồng/người\t45\n2\tSố xã\tXã\t12",
        [45],
    ),
    (
        "a sentence in a cell",
        "TT\tTên\tNguồn lực\n1\tCụm A\tDoanh nghiệp bỏ ra 485 triệu đồng\n2\tCụm B\tChưa có",
        [485],
    ),
]


@pytest.mark.parametrize(("rows", "expected"), [c[1:] for c in CELLS], ids=[c[0] for c in CELLS])
def test_units_of_cells(rows: str, expected: list[float], rules: Rulebook) -> None:
    assert money(f"I. KINH PHÍ\n\n{rows}\n\nII. TỔ CHỨC THỰC HIỆN\n\nXã làm.", rules) == [(v,) for v in expected]


def test_rows_stand_in_the_order_of_the_text_and_cut_their_text(rules: Rulebook) -> None:
    outline, _, funding = read_plan(TABLE.format(unit="ĐVT: triệu đồng") + "\n\nCòn lại 3 triệu đồng.", rules)
    assert [f.index for f in funding] == list(range(len(funding)))
    assert all(a.start < b.start for a, b in itertools.pairwise(funding))
    assert all(outline.clean.text[f.start : f.end] == f.amount_text for f in funding)


LINES = """II. CÁC DỰ ÁN THÀNH PHẦN

Dự án 1: Hỗ trợ đầu tư phát triển hạ tầng kinh tế - xã hội

- Kinh phí: 9 triệu đồng, trong đó:

+ NSTW: 6 triệu đồng;

+ NST: 3 triệu đồng.

Dự án 3: Hỗ trợ phát triển sản xuất, cải thiện dinh dưỡng

* Tiểu dự án 1: Hỗ trợ phát triển sản xuất trong lĩnh vực nông nghiệp

- Kinh phí: 5 triệu đồng.

III. KINH PHÍ

Tổng kinh phí: 14 triệu đồng."""


def test_an_amount_belongs_to_the_line_above_that_names_a_project(rules: Rulebook) -> None:
    _, projects, funding = read_plan(LINES, rules)
    assert [p.label for p in projects] == ["Dự án 1", "Dự án 3", "Tiểu dự án 1"]
    assert [(f.amount_vnd // MILLION, f.project, f.parent) for f in funding] == [
        (9, 0, None),
        (6, 0, 0),
        (3, 0, 0),
        (5, 2, None),
        (14, None, None),
    ]
