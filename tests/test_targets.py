"""Targets: the figures that a plan sets itself to reach, and what they measure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.clean import clean_document
from kehoach.extract.figures import find_figures
from kehoach.extract.targets import find_targets
from kehoach.outline import read_outline
from kehoach.rulebook import Rulebook
from kehoach.values import Document, Header, Target
from plans import Case, shared_cases, the_plan, the_rules

ONE_YEAR = Header(year_from=2024, year_to=2024, issue_year=2024)
MANY_YEARS = Header(year_from=2021, year_to=2025, issue_year=2021)

PLAN = """UBND XÃ MƯỜNG SA
Số: 12/KH-UBND
Mường Sa, ngày 15 tháng 01 năm 2024

KẾ HOẠCH
Trồng rừng trên địa bàn xã

Ủy ban nhân dân xã ban hành Kế hoạch với các nội dung sau:

{body}

Nơi nhận:
- Lưu: VT.

CHỦ TỊCH

Lò Văn Pành
"""


def targets(body: str, rules: Rulebook, header: Header = ONE_YEAR) -> tuple[Target, ...]:
    document = Document("d", "d.txt", "0", "txt", PLAN.format(body=body))
    return find_targets(read_outline(clean_document(document, rules), rules), header, rules)


def of_aims(words: str, rules: Rulebook, header: Header = ONE_YEAR) -> tuple[Target, ...]:
    return targets(f"I. MỤC TIÊU\n\n- {words}\n", rules, header)


def elsewhere(words: str, rules: Rulebook) -> tuple[Target, ...]:
    return targets(f"III. NHIỆM VỤ\n\n- {words}\n", rules)


def brief(target: Target) -> tuple[str | None, float | None, float | None, str | None, str | None]:
    return target.indicator, target.value_low, target.value_high, target.unit, target.direction


AIMS = [
    ("Giảm tỷ lệ hộ nghèo đa chiều 2,5%.", [("tỷ lệ hộ nghèo đa chiều", 2.5, 2.5, "%", "decrease")]),
    ("Phấn đấu giảm tỷ lệ hộ nghèo bình quân từ 0,5% đến 1%/năm.", [("tỷ lệ hộ nghèo", 0.5, 1.0, "%/năm", "decrease")]),
    ("Giảm hộ cận nghèo trên 1%.", [("hộ cận nghèo", 1.0, None, "%", "decrease")]),
    ("Tỷ lệ hộ nghèo còn dưới 5%.", [("Tỷ lệ hộ nghèo", None, 5.0, "%", "decrease")]),
    ("Tỷ lệ giảm hộ nghèo từ 8-9%.", [("Tỷ lệ hộ nghèo", 8.0, 9.0, "%", "decrease")]),
    ("100% thôn có tổ bảo vệ rừng.", [("thôn có tổ bảo vệ rừng", 100.0, 100.0, "%", "reach")]),
    ("Ít nhất 55% hộ ký cam kết giữ rừng.", [("hộ ký cam kết giữ rừng", 55.0, None, "%", "reach")]),
    ("Độ che phủ rừng đạt từ 62% trở lên.", [("Độ che phủ rừng", 62.0, None, "%", "reach")]),
    ("Nâng tỷ lệ che phủ rừng lên 65%.", [("tỷ lệ che phủ rừng", 65.0, 65.0, "%", "increase")]),
    ("Tăng thêm ít nhất 20% số hộ nhận khoán.", [("số hộ nhận khoán", 20.0, None, "%", "increase")]),
    ("Thu nhập bình quân đầu người đạt 46 triệu đồng/người/năm.", [("Thu nhập bình quân đầu người", 46.0, 46.0, "triệu đồng/người/năm", "reach")]),
    ("Có thêm 02 xã (Mường Sa, Nậm Lúa) đạt chuẩn nông thôn mới.", [("xã đạt chuẩn nông thôn mới", 2.0, 2.0, "xã", "increase")]),
    ("Hình thành ít nhất 20 mô hình trồng dược liệu dưới tán.", [("mô hình trồng dược liệu dưới tán", 20.0, None, "mô hình", "reach")]),
    ("Số tiêu chí bình quân đạt 16,5 tiêu chí/xã.", [("Số tiêu chí bình quân", 16.5, 16.5, "tiêu chí/xã", "reach")]),
    ("Tỷ suất chết trẻ em dưới 4/1.000 trẻ đẻ sống.", [("Tỷ suất chết trẻ em", None, 4.0, "/1.000 trẻ đẻ sống", "reach")]),
    ("Tỷ suất sinh giảm từ 23 ca sinh/1.000 phụ nữ xuống 18 ca sinh/1.000 phụ nữ.", [("Tỷ suất sinh", 18.0, 18.0, "ca sinh/1.000 phụ nữ", "decrease")]),
    ("Giảm tỷ lệ thất thoát từ 40% năm 2020 xuống dưới 30%.", [("tỷ lệ thất thoát", None, 30.0, "%", "decrease")]),
    ("Có ít nhất một trạm y tế có bác sĩ làm việc.", [("trạm y tế có bác sĩ làm việc", 1.0, None, "trạm y tế", "reach")]),
    ("Đào tạo nghề cho 2.400 lao động nông thôn.", [("Đào tạo nghề cho lao động nông thôn", 2400.0, 2400.0, "lao động", "reach")]),
    ("Giá trị sản xuất tăng bình quân 6 - 7%/năm.", [("Giá trị sản xuất", 6.0, 7.0, "%/năm", "increase")]),
    ("Quy mô kinh tế lâm nghiệp đạt 12% GRDP.", [("Quy mô kinh tế lâm nghiệp", 12.0, 12.0, "% GRDP", "reach")]),
    ("Trồng mới khoảng 2 triệu cây phân tán.", [("cây phân tán", 2.0, 2.0, "triệu cây", "reach")]),
    ("Hình thành ít nhất 30 hợp tác xã trồng quế, 10 hợp tác xã nuôi ong.", [("hợp tác xã trồng quế", 30.0, None, "hợp tác xã", "reach"), ("hợp tác xã nuôi ong", 10.0, None, "hợp tác xã", "reach")]),
    ("Sửa chữa 205 nhà ở hộ nghèo trước ngày 30/9, thiết thực chào mừng ngày hội.", [("nhà ở hộ nghèo", 205.0, 205.0, "nhà", "reach")]),
    ("Giá trị thu được trên 01 ha đạt tối thiểu 180 triệu đồng/năm.", [("Giá trị thu được trên 01 ha", 180.0, None, "triệu đồng/năm", "reach")]),
    ("Tỷ lệ phủ sóng đạt 100% dân số.", [("Tỷ lệ phủ sóng", 100.0, 100.0, "%", "reach")]),
    ("Tập huấn cho 300 lượt lao động/năm.", [("Tập huấn cho lao động", 300.0, 300.0, "lượt/năm", "reach")]),
    ("Không quá 02 vụ cháy rừng do đốt nương/năm.", [("vụ cháy rừng do đốt nương", None, 2.0, "vụ/năm", "reach")]),
    ("12 hộ nghèo được sửa mái nhà.", [("hộ nghèo được sửa mái nhà", 12.0, 12.0, "hộ", "reach")]),
    ("Tỷ lệ tăng dân số dưới 12‰.", [("Tỷ lệ tăng dân số", None, 12.0, "‰", "reach")]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), AIMS)
def test_an_aim_is_read_with_what_it_measures(
    words: str, expected: list[tuple[str | None, float | None, float | None, str | None, str | None]], rules: Rulebook
) -> None:
    assert [brief(t) for t in of_aims(words, rules)] == expected


SEVERAL = [
    ("Giảm tỷ lệ hộ nghèo 3%; riêng các bản vùng cao giảm từ 5% đến 6%.", [("tỷ lệ hộ nghèo", 3.0, None), ("tỷ lệ hộ nghèo", 5.0, "các bản vùng cao")]),
    ("100% thôn có tổ tuần tra và trên 70% hộ ký cam kết.", [("thôn có tổ tuần tra", 100.0, None), ("hộ ký cam kết", 70.0, None)]),
    ("Kim ngạch xuất khẩu đạt 10 triệu USD, tốc độ tăng bình quân 5%/năm.", [("Kim ngạch xuất khẩu", 10.0, None), ("tốc độ tăng Kim ngạch xuất khẩu", 5.0, None)]),
    ("100% bản mỗi quý có ít nhất 02 buổi họp giữ rừng.", [("bản mỗi quý có ít nhất 02 buổi họp giữ rừng", 100.0, None), ("buổi họp giữ rừng", 2.0, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), SEVERAL)
def test_figures_of_one_sentence_keep_apart(
    words: str, expected: list[tuple[str, float, str | None]], rules: Rulebook
) -> None:
    assert [(t.indicator, t.value_low, t.area) for t in of_aims(words, rules)] == expected


ELSEWHERE = [
    ("Phấn đấu có 70% hộ trồng rừng được cấp chứng chỉ.", 70.0),
    ("Hoàn thiện hồ sơ, bảo đảm 100% lô rừng có bản đồ.", 100.0),
    ("Đôn đốc các chủ rừng, bảo đảm giải ngân đạt trên 95% kế hoạch vốn.", 95.0),
    ("Mở rộng mạng cảnh báo cháy tới 100% thôn.", 100.0),
    ("Hoàn thành thủ tục, giải ngân đạt 100% vốn trồng rừng.", 100.0),
    ("Tổ chức vận động Quỹ đạt 250 triệu đồng trở lên.", 250.0),
    ("Rà soát thủ tục, cắt giảm tối thiểu 30% thời gian cấp phép khai thác.", 30.0),
    ("Đến năm 2025 cơ bản hoàn thành việc giao 500 ha đất rừng.", 500.0),
    ("Ngoài ra, Ủy ban nhân dân xã phấn đấu thực hiện chỉ tiêu thu 2 tỷ đồng tiền dịch vụ môi trường rừng.", 2.0),
]


@pytest.mark.parametrize(("words", "value"), ELSEWHERE)
def test_a_task_may_set_an_aim_too(words: str, value: float, rules: Rulebook) -> None:
    assert [t.value_low for t in elsewhere(words, rules)] == [value]


NONE = [
    "Ngân sách tỉnh hỗ trợ 70% chi phí cây giống.",
    "Hỗ trợ 100% kinh phí tập huấn.",
    "Huyện đối ứng 10% vốn được giao.",
    "Khen thưởng không quá 10% tập thể tham gia.",
    "Cho vay lãi suất 6,6%/năm.",
    "Hiện nay, độ che phủ rừng đạt 58%.",
    "Năm 2024, xã đã thu hồi xong, đạt tỷ lệ thu hồi 100%.",
    "Trung ương bổ sung có mục tiêu: 75.000 triệu đồng.",
    "Nhà ở tối thiểu 30m2, tuổi thọ từ 20 năm.",
    "Nuôi dưỡng trẻ từ 06 tháng đến 36 tháng tuổi.",
    "Thực hiện theo Đề án “Trồng ít nhất 05 triệu cây xanh” của tỉnh.",
    "Hưởng ứng phong trào “Phấn đấu 100% thôn xanh” do huyện phát động.",
    "Xây dựng 02 bể chứa nước chữa cháy.",
]


@pytest.mark.parametrize("words", NONE)
def test_figures_that_set_no_aim_are_none(words: str, rules: Rulebook) -> None:
    assert elsewhere(words, rules) == ()


def test_counts_of_a_lists_bullets_take_its_lead(rules: Rulebook) -> None:
    body = """II. ĐỊNH HƯỚNG

- Chỉ tiêu về nhà ở:

+ Diện tích sàn bình quân đầu người là 24 - 26m2/người.

+ Số phòng mỗi căn nhà: 3 phòng/căn hộ.

+ Số phòng tối thiểu mỗi trường: 8 phòng/trường.
"""
    assert [brief(t) for t in targets(body, rules)] == [
        ("Diện tích sàn bình quân đầu người", 24.0, 26.0, "m2/người", "reach"),
        ("Số phòng mỗi căn nhà", 3.0, 3.0, "phòng/căn hộ", "reach"),
        ("Số phòng tối thiểu mỗi trường", 8.0, None, "phòng/trường", "reach"),
    ]


def test_how_much_is_made_by_when_is_an_aim_of_a_plan_alone(rules: Rulebook) -> None:
    body = "II. NHIỆM VỤ\n\n- Năm 2025 trồng mới 300 ha cam.\n"
    plan, report = (Header(doc_type=t, issue_year=2025, year_from=2025) for t in ("kế hoạch", "báo cáo"))
    assert [brief(t) for t in targets(body, rules, plan)] == [("trồng mới cam", 300.0, 300.0, "ha", "reach")]
    assert targets(body, rules, report) == ()


def test_a_count_joined_to_an_aim_is_one_too(rules: Rulebook) -> None:
    found = of_aims("Vận động các hộ, đến năm 2025 dự kiến khoảng 8 HTX và 60 tổ hợp tác.", rules, MANY_YEARS)
    assert [brief(t)[:2] for t in found] == [("HTX", 8.0), ("tổ hợp tác", 60.0)]


def test_past_results_are_none(rules: Rulebook) -> None:
    assert targets("I. KẾT QUẢ NĂM 2023\n\n- Tỷ lệ hộ nghèo giảm 3%, 100% thôn có điện.\n", rules) == ()


def test_the_year_of_the_heading_is_that_of_the_aims_below(rules: Rulebook) -> None:
    body = "II. MỤC TIÊU\n\n1. Mục tiêu cụ thể đến năm 2030\n\n- 100% lô rừng có bản đồ.\n\n- Đến năm 2028, 90% thôn có đường xe máy.\n"
    assert [t.year for t in targets(body, rules, MANY_YEARS)] == [2030, 2028]


def test_the_year_is_the_plan_s_where_it_is_for_one(rules: Rulebook) -> None:
    assert [t.year for t in of_aims("100% thôn có tổ bảo vệ rừng.", rules)] == [2024]
    assert [t.year for t in of_aims("100% thôn có tổ bảo vệ rừng.", rules, MANY_YEARS)] == [None]


def test_many_times_those_of_a_year_are_no_aim_of_that_year(rules: Rulebook) -> None:
    (found,) = of_aims("Sản lượng dược liệu gấp 2 lần năm 2020.", rules, MANY_YEARS)
    assert found.year != 2020


def test_a_set_of_criteria_sets_no_aims(rules: Rulebook) -> None:
    body = "I. MỤC TIÊU\n\n- 100% thôn có tổ bảo vệ rừng.\n"
    header = Header(doc_type="quyết định", title="Ban hành Bộ tiêu chí thôn xanh", issue_year=2024)
    assert targets(body, rules, header) == ()


def test_a_rate_per_year_has_no_year(rules: Rulebook) -> None:
    (target,) = of_aims("Hằng năm, số vụ cháy rừng giảm 5%.", rules)
    assert (target.unit, target.year, target.direction) == ("%/năm", None, "decrease")


def test_a_year_compared_with_is_not_the_aim_s(rules: Rulebook) -> None:
    (target,) = of_aims("Thu nhập bình quân tăng gấp 2 lần so với năm 2020.", rules)
    assert (target.value_low, target.unit, target.year) == (2.0, "lần", 2024)


def test_the_place_is_told_apart(rules: Rulebook) -> None:
    (target,) = of_aims("Giảm tỷ lệ hộ nghèo khu vực nông thôn 3%.", rules)
    assert (target.indicator, target.area) == ("tỷ lệ hộ nghèo", "khu vực nông thôn")


NUMBERS = st.decimals(min_value=0, max_value=100, places=2)


def vietnamese(number: object) -> str:
    return f"{number}".replace(".", ",")


@given(value=NUMBERS)
def test_every_percentage_is_read_back(value: object) -> None:
    (figure,) = find_figures(f"tỷ lệ che phủ đạt {vietnamese(value)}%", the_rules())
    assert (figure.low, figure.high, figure.unit) == (float(str(value)), None, "%")


@given(low=st.integers(0, 60), more=st.integers(0, 40), shape=st.sampled_from(["{}-{}%", "{}% đến {}%", "{} - {}%"]))
def test_every_range_is_read_back(low: int, more: int, shape: str) -> None:
    (figure,) = find_figures(f"giảm từ {shape.format(low, low + more)}", the_rules())
    assert (figure.low, figure.high) == (low, low + more)


@given(count=st.integers(1, 999_999), unit=st.sampled_from(["hộ", "mô hình", "triệu đồng", "ha", "doanh nghiệp"]))
def test_every_count_is_read_back(count: int, unit: str) -> None:
    written = f"{count:,}".replace(",", ".")
    (figure,) = find_figures(f"có thêm {written} {unit}.", the_rules())
    assert (figure.low, figure.unit) == (count, unit)


@pytest.mark.parametrize("case", shared_cases(), ids=str)
def test_every_target_of_the_real_plans_is_sound(case: Case) -> None:
    for target in the_plan(case.path).targets:
        assert target.indicator
        assert target.unit
        assert target.direction in ("decrease", "increase", "reach")
        assert target.value_low is not None or target.value_high is not None
        if target.value_low is not None and target.value_high is not None:
            assert target.value_low <= target.value_high


SAME = [
    ("Giảm tỷ lệ hộ nghèo đa chiều 2,5%.", "Tỷ lệ hộ nghèo theo chuẩn đa chiều giảm còn dưới 4%.", "poverty.poor"),
    ("Có thêm 02 xã đạt chuẩn nông thôn mới.", "100% số xã của huyện đạt chuẩn nông thôn mới.", "ntm.communes"),
    ("Thu nhập bình quân đầu người đạt 46 triệu đồng/người/năm.", "Thu nhập bình quân của người dân đạt 50 triệu đồng/người.", "income.per_head"),
    ("90% hộ dân được sử dụng nước hợp vệ sinh.", "Tỷ lệ dân số nông thôn dùng nước sinh hoạt hợp vệ sinh đạt 95%.", "water.hygienic"),
    ("Có 05 sản phẩm OCOP đạt 3 sao trở lên.", "Công nhận thêm 03 sản phẩm đạt chuẩn OCOP.", "ocop.products"),
    ("Tỷ lệ bao phủ bảo hiểm y tế đạt 95%.", "100% người thuộc hộ nghèo có thẻ bảo hiểm y tế.", "insurance.health"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "code"), SAME)
def test_the_same_aim_in_two_plans_has_one_code(one: str, other: str, code: str, rules: Rulebook) -> None:
    assert [t.indicator_code for words in (one, other) for t in of_aims(words, rules)] == [code, code]


def test_aims_that_only_look_alike_have_codes_of_their_own(rules: Rulebook) -> None:
    words = (
        "Tỷ lệ hộ nghèo giảm 3%; hộ cận nghèo giảm 2%; tỷ lệ nghèo đa chiều giảm 5%; 90% hộ nghèo được vay vốn;"
        " 02 xã đạt chuẩn nông thôn mới nâng cao."
    )
    codes = [t.indicator_code for t in of_aims(words, rules)]
    assert codes == ["poverty.poor", "poverty.near_poor", "poverty.multidimensional", None, "ntm.communes_advanced"]


AMOUNTS = [
    ("Giảm tỷ lệ hộ nghèo 3%.", ("change", None, None)),
    ("Giảm tỷ lệ hộ nghèo xuống còn 3%.", ("level", None, None)),
    ("Tỷ lệ hộ nghèo đạt dưới 3%.", ("level", None, None)),
    ("Giảm tỷ lệ thất thoát từ 40% năm 2020 xuống dưới 30%.", ("level", 40.0, 2020)),
    ("Độ che phủ rừng đạt 65% (năm 2023 là 61,5%).", ("level", 61.5, 2023)),
    ("Thu nhập bình quân đầu người tăng gấp 2 lần so với năm 2020.", ("change", None, 2020)),
]


@pytest.mark.parametrize(("words", "expected"), AMOUNTS)
def test_an_aim_says_how_far_or_by_how_much_and_from_where(
    words: str, expected: tuple[str, float | None, int | None], rules: Rulebook
) -> None:
    target = of_aims(words, rules)[0]
    assert (target.aim, target.baseline, target.baseline_year) == expected


def test_units_come_in_one_size(rules: Rulebook) -> None:
    (target,) = of_aims("Thu nhập bình quân đầu người đạt 46,5 triệu đồng/ người/ năm.", rules)
    assert (target.unit_normal, target.normal_low) == ("đồng/người/năm", 46_500_000.0)


def test_an_aim_for_a_group_names_it(rules: Rulebook) -> None:
    (target,) = of_aims("Giảm tỷ lệ hộ nghèo trong đồng bào dân tộc thiểu số 5%.", rules)
    assert (target.indicator_code, target.subgroup) == ("poverty.poor", "đồng bào dân tộc thiểu số")


def test_no_two_indicators_share_a_code(rules: Rulebook) -> None:
    codes = [rule.gives["code"] for rule in rules.subject("targets.indicator")]
    assert len(codes) == len(set(codes)) > 60
