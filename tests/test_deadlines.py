"""Deadlines: limits and rhythms of duties, in the words that plans use for them."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from kehoach.clean import clean_document
from kehoach.extract.dates import DateParts, find_days, read_date, read_parts
from kehoach.extract.deadlines import find_deadlines
from kehoach.extract.duties import find_assignments
from kehoach.extract.recipients import read_recipients
from kehoach.extract.times import find_times, recurrence_of, rrule_of
from kehoach.outline import read_outline
from kehoach.plan import extract_plan
from kehoach.rulebook import Rulebook
from kehoach.values import Deadline, Document, Header
from plans import Case, shared_cases, the_plan, the_rules

ONE_YEAR = Header(year_from=2024, year_to=2024, issue_date=date(2024, 1, 15), issue_year=2024, issue_month=1)
MANY_YEARS = Header(year_from=2021, year_to=2025, issue_date=date(2021, 2, 1), issue_year=2021, issue_month=2)

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

DUTY = """IV. TỔ CHỨC THỰC HIỆN

1. Phòng Kinh tế

- {task}
"""


def deadlines(body: str, rules: Rulebook, header: Header = ONE_YEAR) -> tuple[Deadline, ...]:
    document = Document("d", "d.txt", "0", "txt", PLAN.format(body=body))
    outline = read_outline(clean_document(document, rules), rules)
    return find_deadlines(outline, header, find_assignments(outline, header, (), rules), rules)


def of_task(task: str, rules: Rulebook, header: Header = ONE_YEAR) -> tuple[Deadline, ...]:
    return deadlines(DUTY.format(task=task), rules, header)


def brief(deadline: Deadline) -> tuple[str, int | None, int | None, str | None]:
    return deadline.kind, deadline.month, deadline.day, deadline.recurrence


LIMITS = [
    ("Trình phương án trước ngày 20/6.", [("before", 6, 20, None)]),
    ("Trình phương án trước ngày 05 tháng 9 năm 2024.", [("before", 9, 5, None)]),
    ("Nộp hồ sơ trước 17h00 ngày 20/11/2024 để thẩm định.", [("before", 11, 20, None)]),
    ("Hoàn thành nghiệm thu trước 30/9/2024.", [("before", 9, 30, None)]),
    ("Gửi danh sách chậm nhất ngày 15 tháng 10 năm 2024.", [("by", 10, 15, None)]),
    ("Giải ngân hết vốn đến hết ngày 31/12/2024.", [("by", 12, 31, None)]),
    ("Rà soát từ ngày 01/9 đến ngày 15/10.", [("by", 10, 15, None)]),
    ("Tổ chức hội thi trong tháng 9/2024.", [("during", 9, None, None)]),
    ("Hoàn thành thiết kế trong Quý II năm 2024.", [("during", None, None, None)]),
    ("Tổng kết vào tháng 12 năm 2024.", [("during", 12, None, None)]),
    ("Khai mạc hội chợ vào ngày 26/3.", [("on", 3, 26, None)]),
    ("Hưởng ứng Ngày chạy vì rừng (ngày 21/3).", [("on", 3, 21, None)]),
    ("Nộp bản đăng ký trước ngày 15/5 và 15/11.", [("before", 5, 15, None), ("before", 11, 15, None)]),
    ("Điều tra số hộ giữ rừng cuối năm 2024.", [("during", None, None, None)]),
    ("Ban hành quy chế trước tháng 6/2024.", [("before", 6, None, None)]),
    ("Thẩm định xong trong nửa đầu tháng 5/2024.", [("during", 5, None, None)]),
    ("Gửi dự thảo chậm nhất trong tuần đầu của tháng 6/2024.", [("by", 6, None, None)]),
    ("Nộp hồ sơ trước 17 giờ 00 phút, ngày 20 tháng 11 năm 2024.", [("before", 11, 20, None)]),
    ("Phát quang ranh cản lửa đến hết tháng 11.", [("by", 11, None, None)]),
]

REPORTS = [
    ("Báo cáo 6 tháng trước ngày 20/6, báo cáo năm trước ngày 10/12.", [("before", 6, 20, "half-yearly"), ("before", 12, 10, "yearly")]),
    ("Báo cáo kết quả định kỳ 6 tháng (trước ngày 15/6) và hằng năm (trước ngày 15/12) về UBND xã.", [("before", 6, 15, "half-yearly"), ("before", 12, 15, "yearly")]),
    ("Báo cáo tiến độ trước ngày 25 hằng tháng.", [("before", None, 25, "monthly")]),
    ("Báo cáo UBND huyện chậm nhất ngày 25 của tháng cuối quý.", [("by", None, 25, "quarterly")]),
    ("Báo cáo tiến độ vào ngày 20 hằng tháng.", [("on", None, 20, "monthly")]),
    ("Định kỳ hằng năm, trước ngày 30 tháng 11, báo cáo kết quả trồng rừng.", [("before", 11, 30, "yearly")]),
    ("Gửi báo cáo năm về UBND huyện trước ngày 05/12/2024.", [("before", 12, 5, "yearly")]),
    ("Tổng hợp gửi UBND huyện trước ngày 05/6 (báo cáo 6 tháng) và trước ngày 25/11 (báo cáo năm).", [("before", 6, 5, "half-yearly"), ("before", 11, 25, "yearly")]),
    ("Báo cáo 6 tháng và báo cáo năm gửi trước ngày 15/6 và ngày 15/12.", [("before", 6, 15, "half-yearly"), ("before", 12, 15, "yearly")]),
    ("Định kỳ 6 tháng báo cáo kết quả trước ngày 15/6 và trước ngày 15/12.", [("before", 6, 15, "half-yearly"), ("before", 12, 15, "half-yearly")]),
    ("Hàng quý, 6 tháng, 1 năm báo cáo kết quả trồng rừng.", [("periodic", None, None, r) for r in ("quarterly", "half-yearly", "yearly")]),
    ("Báo cáo định kỳ tháng, quý, 6 tháng, năm theo quy định.", [("periodic", None, None, r) for r in ("monthly", "quarterly", "half-yearly", "yearly")]),
    ("Tổng hợp, báo cáo UBND huyện định kỳ, đột xuất theo quy định.", [("periodic", None, None, None), ("periodic", None, None, "ad-hoc")]),
    ("Hằng quý kiểm tra các lô rừng mới trồng.", [("periodic", None, None, "quarterly")]),
    ("Rà soát hộ nhận khoán hằng năm.", [("periodic", None, None, "yearly")]),
    ("Định kỳ 03 tháng một lần kiểm tra bể giống.", [("periodic", None, None, "quarterly")]),
    ("Báo cáo nhanh trước 16h00 hằng ngày trong mùa khô.", [("before", None, None, "daily")]),
    ("Báo cáo số cây giống trước 15 giờ thứ Sáu hằng tuần.", [("before", None, None, "weekly")]),
    ("Báo cáo số vụ cháy 02 lần/ngày (trước 9h00' và 16h00') về xã.", [("before", None, None, "daily")]),
    ("Hằng tuần (vào thứ Năm) báo cáo số cây giống.", [("on", None, None, "weekly")]),
    ("Báo cáo số vụ cháy 02 lần/ngày trong mùa khô.", [("periodic", None, None, "daily")]),
    ("Kiểm tra rừng trồng định kỳ, hằng năm hoặc đột xuất.", [("periodic", None, None, None), ("periodic", None, None, "yearly"), ("periodic", None, None, "ad-hoc")]),
    ("Hằng tháng, trước ngày 25, báo cáo tiến độ.", [("before", None, 25, "monthly")]),
    ("Báo cáo trước ngày 05/6 và 05/12 hằng năm.", [("before", 6, 5, "yearly"), ("before", 12, 5, "yearly")]),
    ("Gửi báo cáo tuần vào thứ Năm hằng tuần.", [("on", None, None, "weekly")]),
    ("Báo cáo vào ngày 15 và ngày 30 hằng tháng.", [("on", None, 15, "monthly"), ("on", None, 30, "monthly")]),
    ("Báo cáo chậm nhất là ngày 10 tháng đầu tiên của quý sau.", [("by", None, 10, "quarterly")]),
    ("Gửi báo cáo 6 tháng trước ngày 15/6, năm trước ngày 15/12.", [("before", 6, 15, "half-yearly"), ("before", 12, 15, "yearly")]),
    ("Báo cáo quý I trước ngày 15/3, quý II trước ngày 15/6 và báo cáo năm trước ngày 30/11.", [("before", 3, 15, "quarterly"), ("before", 6, 15, "quarterly"), ("before", 11, 30, "yearly")]),
    ("Báo cáo tháng (trước ngày 20), quý (trước ngày 20 tháng cuối quý), năm (trước ngày 15/12).", [("before", None, 20, "monthly"), ("before", None, 20, "quarterly"), ("before", 12, 15, "yearly")]),
    ("Họp giao ban 01 lần/tháng.", [("periodic", None, None, "monthly")]),
    ("Gửi báo cáo tổng kết năm (trước ngày 30/11 hàng năm).", [("before", 11, 30, "yearly")]),
    ("Lập kế hoạch trồng rừng hằng năm và định kỳ báo cáo kết quả trước ngày 20/11.", [("periodic", None, None, "yearly"), ("before", 11, 20, None)]),
    ("Báo cáo giữa kỳ (năm 2027), tổng kết đề án vào năm 2030.", [("during", None, None, None)] * 2),
    ("Thành lập tổ bảo vệ rừng cấp xã trong năm 2026 ở những xã chưa có.", [("during", None, None, None)]),
    ("Kiểm tra thường xuyên và đột xuất các trạm gác rừng.", [("periodic", None, None, "ad-hoc")]),
    ("Hằng năm lập kế hoạch giống trước 31/12 năm trước năm kế hoạch.", [("before", 12, 31, "yearly")]),
]  # fmt: skip

NONE = [
    "Sổ theo dõi, báo cáo định kỳ được lưu trữ tại xã.",
    "Báo cáo định kỳ của các trạm được lập theo Mẫu số 05.",
    "Kỳ thống kê hằng năm tính từ ngày 01 tháng 01 đến ngày 31 tháng 12.",
    "Phát dọn thực bì đến 10/01/2024 đạt 24 ha.",
    "Căn cứ Quyết định số 15/QĐ-UBND ngày 03/02/2024 để thực hiện.",
    "Bố trí kinh phí từ ngân sách hằng năm được giao.",
    "Lồng ghép vào kế hoạch hằng năm của xã.",
    "Chi trả trợ cấp hằng tháng cho hộ nhận khoán.",
    "Thành lập tổ bảo vệ rừng cấp xã trong năm 2024.",
    "Tổ chức hội nghị sơ kết 06 tháng thực hiện phương án.",
    "Thường xuyên kiểm tra, đôn đốc các thôn.",
    "Thực hiện sau khi phương án được phê duyệt.",
    "Hỗ trợ hộ mới thoát nghèo trong vòng 36 tháng.",
    "Triển khai từ ngày 01/3/2024.",
    "Đánh giá đầu kỳ, giữa kỳ và cuối kỳ.",
    "Dư nợ cho vay đến ngày 31/12/2023 là 5 tỷ đồng.",
    "Quyết định có hiệu lực từ ngày 01/02/2024.",
    "Nuôi dưỡng trẻ từ 06 tháng đến 36 tháng tuổi.",
    "Sản lượng tăng bình quân hằng năm 5%.",
    "Trồng bù cây chết trước năm học mới.",
    "Cấp giống cây hằng năm cho các hộ.",
    "Trả kết quả trong 05 ngày làm việc kể từ ngày nhận đủ hồ sơ.",
    "Thăm hỏi người sinh trước ngày 01/01/1964.",
]


@pytest.mark.parametrize(("task", "expected"), LIMITS + REPORTS)
def test_a_duty_s_times_are_read_with_kind_day_and_rhythm(
    task: str, expected: list[tuple[str, int | None, int | None, str | None]], rules: Rulebook
) -> None:
    assert [brief(d) for d in of_task(task, rules)] == expected


@pytest.mark.parametrize("task", NONE)
def test_what_binds_nobody_is_no_deadline(task: str, rules: Rulebook) -> None:
    assert of_task(task, rules) == ()


def test_a_day_without_a_year_is_of_the_plan_s_year(rules: Rulebook) -> None:
    (deadline,) = of_task("Trình phương án trước ngày 20/6.", rules)
    assert (deadline.date, deadline.year, deadline.rrule) == (date(2024, 6, 20), 2024, None)


def test_a_day_without_a_year_has_no_date_in_a_plan_for_several_years(rules: Rulebook) -> None:
    (deadline,) = of_task("Định kỳ báo cáo kết quả trước ngày 20/11.", rules, MANY_YEARS)
    assert (deadline.date, deadline.year, deadline.recurrence) == (None, None, "yearly")
    assert deadline.rrule == "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=20"


def test_a_day_of_the_next_year_is_told(rules: Rulebook) -> None:
    (deadline,) = of_task("Báo cáo năm gửi trước ngày 31 tháng 01 năm sau.", rules)
    assert deadline.date == date(2025, 1, 31)


def test_a_day_that_no_calendar_has_is_no_row(rules: Rulebook) -> None:
    assert of_task("Trình phương án trước ngày 31/6/2024.", rules) == ()


def test_a_quarter_has_its_year_and_no_month(rules: Rulebook) -> None:
    (deadline,) = of_task("Hoàn thành thiết kế trong quý III.", rules)
    assert (deadline.kind, deadline.year, deadline.month, deadline.date) == ("during", 2024, None, None)
    assert deadline.quarter == 3


@pytest.mark.parametrize("day", ["31/4/2024", "31/6", "30/02/2024", "29/2/2023", "15/13/2024"])
def test_a_limit_on_a_day_that_no_calendar_has_is_told_and_no_row(day: str, rules: Rulebook) -> None:
    body = DUTY.format(task=f"Trình phương án trước ngày {day}.")
    document = Document("d", "d.txt", "0", "txt", PLAN.format(body=body))
    plan = extract_plan(document, rules)
    assert plan.deadlines == ()
    (told,) = [d for d in plan.diagnostics if d.code == "impossible-date"]
    assert told.severity == "error"
    assert day in plan.outline.clean.text[told.start : told.end]


def test_who_owes_and_to_whom_come_from_the_duty(rules: Rulebook) -> None:
    (deadline,) = of_task("Báo cáo kết quả về UBND huyện (qua Hạt Kiểm lâm) trước ngày 20/6 để tổng hợp.", rules)
    assert deadline.agency == "Phòng Kinh tế"
    assert deadline.recipient == "Ủy ban nhân dân huyện"
    assert deadline.channel == "Hạt Kiểm lâm"
    assert deadline.assignment == 0


def test_bullets_owe_what_their_introduction_says(rules: Rulebook) -> None:
    body = (
        "V. CHẾ ĐỘ BÁO CÁO\n\nCác thôn báo cáo kết quả định kỳ về UBND xã, như sau:\n\n"
        "- Ước thực hiện 6 tháng trước ngày 15/5;\n\n- Ước thực hiện năm 2024 trước ngày 15/10.\n"
    )
    found = deadlines(body, rules)
    assert [brief(d) for d in found] == [("before", 5, 15, "half-yearly"), ("before", 10, 15, "yearly")]
    assert {d.recipient for d in found} == {"Ủy ban nhân dân xã"}


LABELLED = """II. NHIỆM VỤ

1. Tuyên truyền bảo vệ rừng

- Cơ quan chủ trì: Phòng Kinh tế.

- Thời gian thực hiện: {time}.
"""


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("Quý IV năm 2024 và các năm tiếp theo", [("during", None, None, None)]),
        ("Tháng 11 - 12/2024", [("during", 12, None, None)]),
        ("Từ tháng 3/2024 đến khi kết thúc", [("during", 3, None, None)]),
        ("Từ ngày 01/9/2024 đến ngày 30/9/2024", [("by", 9, 30, None)]),
        ("Quý I/2024 - Quý III/2024", [("during", None, None, None)]),
        ("Năm 2024", [("during", None, None, None)]),
        ("Hằng năm", [("periodic", None, None, "yearly")]),
        ("Trước ngày 31/12/2024", [("before", 12, 31, None)]),
        ("Sau khi Luật có hiệu lực", []),
        ("Thường xuyên", []),
    ],
)
def test_a_labelled_line_is_nothing_but_a_time(
    time: str, expected: list[tuple[str, int | None, int | None, str | None]], rules: Rulebook
) -> None:
    assert [brief(d) for d in deadlines(LABELLED.format(time=time), rules)] == expected


def test_the_plan_s_own_period_is_no_deadline(rules: Rulebook) -> None:
    body = "I. ĐỐI TƯỢNG, THỜI GIAN THỰC HIỆN\n\n- Thời gian thực hiện: Năm 2024.\n"
    assert deadlines(body, rules) == ()


def test_a_schedule_under_a_heading_of_time_is_read(rules: Rulebook) -> None:
    body = "III. TIẾN ĐỘ THỰC HIỆN\n\nTháng 2/2024 phát dọn thực bì; nghiệm thu trước ngày 30/11/2024.\n"
    assert [brief(d) for d in deadlines(body, rules)] == [("during", 2, None, None), ("before", 11, 30, None)]


TABLE = (
    "II. NHIỆM VỤ CỤ THỂ\n\n"
    "TT\tNhiệm vụ\tCơ quan chủ trì\tThời gian thực hiện\n"
    "1\tPhát dọn thực bì\tCông an xã\tQuý I/2024\n"
    "2\tTrồng bù cây chết\tHội Nông dân xã\tTrước ngày 30/9/2024\n"
    "3\tTuần tra các lô rừng\tCông an xã\tThường xuyên\n"
    "4\tKiểm tra bể giống\tTrạm Y tế xã\tHằng quý\n"
)


def test_the_time_column_of_a_task_table_holds_deadlines(rules: Rulebook) -> None:
    found = deadlines(TABLE, rules)
    assert [brief(d) for d in found] == [
        ("during", None, None, None),
        ("before", 9, 30, None),
        ("periodic", None, None, "quarterly"),
    ]
    assert [d.agency for d in found] == ["Công an xã", "Hội Nông dân xã", "Trạm Y tế xã"]


@pytest.mark.parametrize(
    ("cell", "years"), [("2026", [2026]), ("2023 - 2025", [2025]), ("2021 - 2025", []), ("Năm 2022", [2022])]
)
def test_a_bare_year_in_a_time_column_is_a_limit_unless_it_is_the_plan_s_own_period(
    cell: str, years: list[int], rules: Rulebook
) -> None:
    table = (
        f"| TT | Nhiệm vụ | Chủ trì | Thời gian |\n|---|---|---|---|\n| 1 | Ươm giống quế | Phòng Kinh tế | {cell} |\n"
    )
    assert [d.year for d in deadlines(table, rules, MANY_YEARS)] == years


def test_what_is_due_has_no_hole_where_the_time_stood(rules: Rulebook) -> None:
    (found,) = deadlines(DUTY.format(task="Hằng tháng, trước ngày 25, báo cáo tiến độ về UBND xã."), rules)
    assert found.what == "Hằng tháng, báo cáo tiến độ về UBND xã"


def test_a_time_that_is_a_sentence_of_its_own_is_for_the_one_before(rules: Rulebook) -> None:
    (found,) = deadlines("3. Yêu cầu\n\n- Làm biển báo cấm lửa ở cửa rừng. Hoàn thành trong quý II năm 2024.", rules)
    assert found.what == "Làm biển báo cấm lửa ở cửa rừng"


def test_a_line_headed_by_its_time_names_the_doer_behind_it(rules: Rulebook) -> None:
    (found,) = deadlines("3. Yêu cầu:\n\n- Cuối tháng 4 năm 2024: các xã hoàn thành thiết kế.", rules)
    assert found.agency == "các xã"


def test_what_others_are_to_issue_is_a_limit_of_who_drafts_it(rules: Rulebook) -> None:
    told = of_task("Soạn thảo quy ước, trình Bộ trưởng ban hành trong quý I năm 2024.", rules)
    assert [(d.kind, d.agency, d.recipient) for d in told] == [("during", "Phòng Kinh tế", "Bộ trưởng")]


def test_past_results_hold_no_deadline(rules: Rulebook) -> None:
    body = "I. KẾT QUẢ NĂM 2023\n\n- Hoàn thành trồng mới trước ngày 30/11, vượt kế hoạch.\n"
    assert deadlines(body, rules) == ()


def test_a_heading_may_say_a_rhythm(rules: Rulebook) -> None:
    body = "III. NỘI DUNG\n\n1. Rà soát hằng năm các hộ giữ rừng\n\n- Lập danh sách hộ theo thôn.\n\n2. Chế độ báo cáo định kỳ\n\n- Theo mẫu của huyện.\n"
    assert [brief(d) for d in deadlines(body, rules)] == [("periodic", None, None, "yearly")]


def test_a_rhythm_in_an_aim_is_no_deadline(rules: Rulebook) -> None:
    assert deadlines("I. MỤC TIÊU\n\n- Hằng năm có thêm 05 thôn giữ rừng tốt.\n", rules) == ()


RECIPIENTS = [
    ("báo cáo UBND tỉnh và Bộ Tài chính trước ngày 20/6", ("Ủy ban nhân dân tỉnh", "Bộ Tài chính")),
    ("gửi về Sở Văn hóa, Thể thao và Du lịch để tổng hợp", ("Sở Văn hóa, Thể thao và Du lịch",)),
    ("gửi về Sở Nội vụ để tổng hợp, báo cáo Ủy ban nhân dân tỉnh", ("Sở Nội vụ",)),
    ("để tổng hợp, báo cáo Ủy ban nhân dân tỉnh", ("Ủy ban nhân dân tỉnh",)),
    ("phản ánh qua Phòng Nội vụ", ()),
    ("báo cáo kết quả theo quy định", ()),
]


@pytest.mark.parametrize(("words", "expected"), RECIPIENTS)
def test_recipients_are_those_it_goes_to(words: str, expected: tuple[str, ...], rules: Rulebook) -> None:
    assert read_recipients(words, rules) == expected


# --- dates and rhythms, generated and read back --------------------------------------------------

DAYS = st.dates(min_value=date(1976, 7, 2), max_value=date(2045, 12, 31))
SHAPES = [
    "{d.day}/{d.month}/{d.year}", "{d.day:02d}/{d.month:02d}/{d.year}", "{d.day}-{d.month}-{d.year}",
    "{d.day}.{d.month}.{d.year}", "{d.day} / {d.month:02d}/{d.year}",
    "ngày {d.day:02d} tháng {d.month} năm {d.year}", "Ngày {d.day} tháng {d.month:02d} năm {d.year}",
]  # fmt: skip


@given(day=DAYS, shape=st.sampled_from(SHAPES))
def test_every_whole_date_is_read_back(day: date, shape: str) -> None:
    assert read_date(f"theo Quyết định số 15/QĐ-UBND {shape.format(d=day)}, của huyện") == day


@given(day=st.integers(1, 31), month=st.integers(1, 12), year=st.integers(1990, 2045))
def test_a_day_is_possible_where_the_calendar_has_it(day: int, month: int, year: int) -> None:
    (found,) = find_days(f"trước ngày {day}/{month}/{year}.")
    try:
        expected: date | None = date(year, month, day)
    except ValueError:
        expected = None
    assert (found.parts.whole, found.parts.possible) == (expected, expected is not None)
    assert found.parts == DateParts(year, month, day)


def test_nothing_is_filled_in() -> None:
    assert read_date("ngày    tháng 3 năm 2023") is None
    assert read_parts("ngày    tháng 3 năm 2023") == DateParts(2023, 3, None)
    assert read_parts("trước ngày 20/6") == DateParts(None, 6, 20)
    assert read_date("07/2021/NĐ-CP") is None
    assert read_date("tỷ lệ 3/4") is None


@given(day=DAYS, year=st.booleans(), words=st.sampled_from(["ngày {}/{}", "ngày {} tháng {}"]))
def test_every_limit_before_a_day_is_read_back(day: date, year: bool, words: str) -> None:
    said = words.format(day.day, day.month) + (f"/{day.year}" if year else "")
    (time,) = find_times(f"gửi kết quả trước {said}.", the_rules())
    assert (time.kind, time.said, time.parts) == (
        "before",
        "day",
        DateParts(day.year if year else None, day.month, day.day),
    )


RHYTHMS = {
    "yearly": ["hằng năm", "hàng năm", "năm"], "half-yearly": ["6 tháng", "06 tháng"], "nine-monthly": ["9 tháng"],
    "quarterly": ["hằng quý", "quý"], "monthly": ["hằng tháng", "tháng"],
}  # fmt: skip
SPOKEN = [(words, recurrence) for recurrence, spellings in RHYTHMS.items() for words in spellings]


@given(series=st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=4), joint=st.sampled_from([", ", " và "]))
def test_every_series_of_rhythms_is_read_back(series: list[tuple[str, str]], joint: str) -> None:
    words = joint.join(spelling for spelling, _ in series)
    found = find_times(f"báo cáo định kỳ {words} theo quy định", the_rules())
    assert [t.recurrence for t in found if t.recurrence] == [recurrence for _, recurrence in series]


@pytest.mark.parametrize(
    "recurrence", ["yearly", "half-yearly", "nine-monthly", "quarterly", "monthly", "weekly", "daily"]
)
@pytest.mark.parametrize(("month", "day"), [(None, None), (None, 25), (6, 20)])
def test_every_rule_of_a_rhythm_is_one_that_calendars_understand(
    recurrence: str, month: int | None, day: int | None
) -> None:
    first = _occurrences(rrule_of(recurrence, month, day))[0]
    if month and day and recurrence not in ("weekly", "daily", "monthly"):
        assert (first.month, first.day) == (month, day)
    elif day and recurrence not in ("weekly", "daily", "yearly"):
        assert first.day == day


def _occurrences(rule: str | None) -> list[date]:
    """The first three days of a rule from 2024 on."""
    assert rule is not None
    return [moment.date() for moment in islice(rrulestr(rule, dtstart=datetime(2024, 1, 1)), 3)]


def test_a_single_date_and_what_comes_unforeseen_have_no_rule() -> None:
    assert rrule_of(None, 6, 20) is None
    assert rrule_of("ad-hoc", None, None) is None


def test_a_weekday_stands_in_the_rule(rules: Rulebook) -> None:
    (deadline,) = of_task("Báo cáo số cây giống trước 15 giờ thứ Sáu hằng tuần.", rules)
    assert deadline.rrule == "FREQ=WEEKLY;BYDAY=FR"
    assert _occurrences(deadline.rrule)[0] == date(2024, 1, 5)


def test_recurrences_are_those_of_the_closed_vocabulary(rules: Rulebook) -> None:
    known = {"yearly", "half-yearly", "nine-monthly", "quarterly", "monthly", "weekly", "daily", "ad-hoc"}
    assert {name["recurrence"] for name in rules.names("deadlines.rhythms")} == known
    assert recurrence_of("Hằng  năm", rules) == "yearly"
    assert recurrence_of("năm học", rules) is None


@pytest.mark.parametrize("case", shared_cases(), ids=str)
def test_every_deadline_of_the_real_plans_is_sound(case: Case) -> None:
    for deadline in the_plan(case.path).deadlines:
        assert deadline.kind in ("before", "by", "during", "on", "periodic")
        if deadline.kind == "periodic":
            assert (deadline.month, deadline.day, deadline.year) == (None, None, None)
        if deadline.date:
            assert (deadline.date.year, deadline.date.month, deadline.date.day) == (
                deadline.year,
                deadline.month,
                deadline.day,
            )
        if deadline.rrule:
            assert _occurrences(deadline.rrule)
