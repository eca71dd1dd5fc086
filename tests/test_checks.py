"""Checks: what an analyst is told of blanks, years, impossible days and sums."""

from __future__ import annotations

from datetime import date

import pytest

from kehoach.checks import check_plan
from kehoach.clean import clean_document
from kehoach.outline import read_outline
from kehoach.rulebook import Rulebook
from kehoach.values import Citation, Deadline, Diagnostic, Document, Funding, Header
from plans import Case, shared_cases, the_plan

HEADER = Header(
    number="12",
    symbol="KH-UBND",
    code="12/KH-UBND",
    issuer="Ủy ban nhân dân xã Mường Sa",
    issue_date=date(2024, 1, 15),
    issue_year=2024,
    issue_month=1,
)

PLAN = """UBND XÃ MƯỜNG SA
Số: {number}/KH-UBND
Mường Sa, ngày {day} tháng 01 năm 2024

KẾ HOẠCH
Trồng rừng trên địa bàn xã

Ủy ban nhân dân xã ban hành Kế hoạch với các nội dung sau:

{body}

Nơi nhận:
- Lưu: VT.

CHỦ TỊCH

Lò Văn Pành
"""

BODY = "I. MỤC TIÊU\n\n- Trồng rừng.\n\nII. NHIỆM VỤ\n\n- Giữ rừng.\n"


def check(
    rules: Rulebook,
    body: str = BODY,
    header: Header = HEADER,
    number: str = "12",
    day: str = "15",
    **facts: tuple[object, ...],
) -> tuple[tuple[Diagnostic, ...], str]:
    document = Document("d", "d.txt", "0", "txt", PLAN.format(body=body, number=number, day=day))
    outline = read_outline(clean_document(document, rules), rules)
    given = {name: facts.get(name, ()) for name in ("citations", "projects", "funding", "deadlines")}
    return check_plan(document, outline, header, *given.values(), rules), outline.clean.text  # type: ignore[arg-type]


def only(code: str, told: tuple[tuple[Diagnostic, ...], str]) -> tuple[Diagnostic, str | None]:
    """The one diagnostic of a code, and the text at its place."""
    (found,) = [d for d in told[0] if d.code == code]
    return found, None if found.start is None else told[1][found.start : found.end]


def codes(told: tuple[tuple[Diagnostic, ...], str]) -> set[str]:
    return {d.code for d in told[0]}


def funding(*amounts: tuple[int, int | None]) -> tuple[Funding, ...]:
    return tuple(
        Funding(start=i, end=i + 1, index=i, amount_vnd=amount, amount_text=str(amount), parent=parent)
        for i, (amount, parent) in enumerate(amounts)
    )


def test_a_sound_plan_is_told_nothing_of_alarm(rules: Rulebook) -> None:
    told, _ = check(rules, funding=funding((5, None)))
    assert [d.code for d in told if d.severity != "info"] == []


def test_blanks_of_the_header_are_told_where_they_stand(rules: Rulebook) -> None:
    header = Header(symbol="KH-UBND", issuer=HEADER.issuer, issue_year=2024, issue_month=1)
    told = check(rules, header=header, number="     ", day="    ")
    assert only("blank-number", told)[1] == "Số: /K"
    assert only("blank-date", told)[1] == "ngày tháng 01 năm"
    assert "month 1 of 2024" in only("blank-date", told)[0].message


def test_a_total_that_its_parts_make_is_proven(rules: Rulebook) -> None:
    told = check(rules, funding=funding((2_913, None), (1_977, 0), (936, 0)))
    found, _ = only("sum-proven", told)
    assert (found.severity, found.message) == ("info", "2.913 = 1.977 + 936, in đồng")
    assert "sum-mismatch" not in codes(told)


def test_a_total_broken_down_twice_is_proven(rules: Rulebook) -> None:
    told = check(rules, funding=funding((100, None), (60, 0), (40, 0), (70, 0), (30, 0)))
    assert "(2 breakdowns)" in only("sum-proven", told)[0].message


def test_a_total_that_its_parts_do_not_make_is_told_with_the_figures(rules: Rulebook) -> None:
    told = check(rules, funding=funding((2_913, None), (1_900, 0), (936, 0)))
    found, _ = only("sum-mismatch", told)
    assert found.severity == "warning"
    assert found.message == "2.913 is not the sum of its parts: 1.900 + 936 = 2.836, 77 less, in đồng"


def test_one_part_alone_proves_and_accuses_nothing(rules: Rulebook) -> None:
    assert not {"sum-proven", "sum-mismatch"} & codes(check(rules, funding=funding((100, None), (60, 0))))


TABLE = (
    "I. KINH PHÍ\n\n"
    "TT\tThôn\tSố hộ\tTỷ lệ %\n"
    "1\tNà Lúa\t{first}\t10,0\n"
    "2\tNà Ngần\t48\t12,5\n"
    "2.1\tXóm Trên\t20\t8,0\n"
    "\tTổng cộng\t90\t11,1\n"
)


def test_a_total_row_that_its_rows_make_is_proven(rules: Rulebook) -> None:
    told = check(rules, body=TABLE.format(first=42))
    assert only("sum-proven", told) == (
        Diagnostic("info", "sum-proven", "Số hộ: the total 90 is the sum of 2 rows", *_span(told[1], "90")),
        "90",
    )


def test_a_row_without_a_number_counts_and_one_below_another_does_not(rules: Rulebook) -> None:
    body = TABLE.format(first=42).replace("\tTổng cộng\t90", "\tĐội lâm nghiệp\t10\t2,0\n\tTổng cộng\t100")
    found, place = only("sum-proven", check(rules, body=body))
    assert (found.message, place) == ("Số hộ: the total 100 is the sum of 3 rows", "100")


def test_a_total_row_that_its_rows_do_not_make_is_told(rules: Rulebook) -> None:
    found, place = only("sum-mismatch", check(rules, body=TABLE.format(first=44)))
    assert (found.message, place) == ("Số hộ: the total row says 90, its 2 rows add up to 92", "90")


def _span(text: str, words: str) -> tuple[int, int]:
    start = text.index(f"\t{words}\t") + 1
    return start, start + len(words)


def test_shares_are_not_added_up(rules: Rulebook) -> None:
    told, _ = check(rules, body=TABLE.format(first=42))
    assert not any("Tỷ lệ" in d.message for d in told)


def test_a_code_of_another_year_than_the_date_is_told(rules: Rulebook) -> None:
    cited = Citation(start=0, end=5, type="nghị định", code="07/2021/NĐ-CP", issue_date=date(2022, 1, 27))
    found, _ = only("code-year-mismatch", check(rules, citations=(cited,)))
    assert "2021" in found.message
    assert "2022" in found.message


def test_a_code_of_the_same_year_is_not_told(rules: Rulebook) -> None:
    cited = Citation(start=0, end=5, type="nghị định", code="07/2021/NĐ-CP", issue_year=2021)
    assert "code-year-mismatch" not in codes(check(rules, citations=(cited,)))


def test_a_document_dated_after_the_plan_is_told(rules: Rulebook) -> None:
    cited = Citation(start=0, end=5, type="nghị quyết", code="5/NQ-HĐND", issue_date=date(2024, 3, 1))
    assert "cited-before-issue" in codes(check(rules, citations=(cited,)))


@pytest.mark.parametrize("day", ["31/6/2024", "ngày 30 tháng 2", "ngày 31/4", "ngày 12/13"])
def test_a_day_that_no_calendar_has_is_told(day: str, rules: Rulebook) -> None:
    found, place = only("impossible-date", check(rules, body=f"I. NHIỆM VỤ\n\n- Nộp bản đồ trước {day}.\n"))
    assert found.severity == "error"
    assert place in (day, day.removeprefix("ngày "))


@pytest.mark.parametrize("words", ["tỷ lệ 31/6", "số 31/6/QĐ-UBND", "ngày 29/2", "07/2021/NĐ-CP", "ngày 29/02/2024"])
def test_what_is_no_day_or_a_possible_one_is_not_told(words: str, rules: Rulebook) -> None:
    assert "impossible-date" not in codes(check(rules, body=f"I. NHIỆM VỤ\n\n- Xem {words}.\n"))


def test_a_limit_before_the_plan_itself_is_told(rules: Rulebook) -> None:
    limit = Deadline(start=0, end=5, kind="before", date=date(2024, 1, 5), month=1, day=5, year=2024)
    assert "limit-before-issue" in codes(check(rules, deadlines=(limit,)))


def test_a_plan_without_money_is_told(rules: Rulebook) -> None:
    assert only("no-budget", check(rules))[0].severity == "info"
    assert "no-budget" not in codes(check(rules, funding=funding((5, None))))


def test_a_number_given_to_two_headings_is_told(rules: Rulebook) -> None:
    body = "I. MỤC TIÊU\n\n- Trồng rừng.\n\nII. NHIỆM VỤ\n\n- Giữ rừng.\n\nII. TỔ CHỨC THỰC HIỆN\n\n- Giao các thôn.\n"
    found, place = only("number-twice", check(rules, body=body))
    assert place == "II. TỔ CHỨC THỰC HIỆN"
    assert "NHIỆM VỤ" in found.message
    assert "number-twice" not in codes(check(rules))


@pytest.mark.parametrize("case", shared_cases(), ids=str)
def test_every_diagnostic_of_the_real_plans_has_words_and_a_place_in_the_text(case: Case) -> None:
    plan = the_plan(case.path)
    for told in plan.diagnostics:
        assert told.message
        assert told.severity in ("error", "warning", "info")
        if told.start is not None and told.end is not None:
            assert 0 <= told.start < told.end <= len(plan.outline.clean.text)
