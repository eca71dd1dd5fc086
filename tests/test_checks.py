"""Checks: what an analyst is told of blanks, years, impossible days and sums."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kehoach.checks import check_plan
from kehoach.clean import clean_document
from kehoach.mentions import Citation
from kehoach.outline import read_outline
from kehoach.plan import extract_plan
from kehoach.rulebook import Rulebook
from kehoach.values import Deadline, Diagnostic, Document, Funding, Header
from plans import Case, shared_cases, the_plan, the_rules

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
    found, place = only("sum-proven", told)
    assert (found.severity, found.message, place) == ("info", "Số hộ: the total 90 is the sum of 2 rows", "90")
    assert (found.start, found.end) == _span(told[1], "90")
    assert [told[1][start:].split("\t")[0] for start in found.proves] == ["90", "42", "48"]


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


GROUPS = """I. KINH PHÍ

Đơn vị tính: triệu đồng

TT\tNội dung\tTổng số\tTỉnh\tXã
I\tHạ tầng\t{group}\t60\t30
1\tĐường Nà Pù\t50\t40\t10
2\tKè Bản Lầu\t40\t20\t20
II\tTập huấn\t10\t10\t
\tTổng cộng\t100\t70\t30
"""


def test_groups_are_the_sum_of_their_rows_and_the_total_of_the_groups(rules: Rulebook) -> None:
    told, _ = check(rules, body=GROUPS.format(group=90))
    assert [d.message for d in told if d.code == "sum-proven"] == [
        "Tổng số, Hạ tầng: the total 90 is the sum of 2 rows",
        "Tỉnh, Hạ tầng: the total 60 is the sum of 2 rows",
        "Xã, Hạ tầng: the total 30 is the sum of 2 rows",
        "Tổng số: the total 100 is the sum of 2 rows",
        "Tỉnh: the total 70 is the sum of 2 rows",
    ]


def test_a_group_that_is_not_the_sum_of_its_rows_is_told(rules: Rulebook) -> None:
    told, text = check(rules, body=GROUPS.format(group=94))
    wrong = {text[d.start : d.end]: d.message for d in told if d.code == "sum-mismatch"}
    assert wrong["94"] == "Tổng số, Hạ tầng: its row says 94, its 2 rows add up to 90"


PARTS = st.lists(st.integers(min_value=1, max_value=10**12), min_size=2, max_size=9)


@given(parts=PARTS)
def test_a_sum_that_is_right_is_proven_and_never_doubted(parts: list[int]) -> None:
    told = check(the_rules(), funding=funding((sum(parts), None), *((p, 0) for p in parts)))
    assert {"sum-proven"} == {d.code for d in told[0] if d.code.startswith("sum-")}


@given(parts=PARTS, which=st.integers(min_value=0), off=st.integers(min_value=-(10**12), max_value=10**12))
def test_a_sum_with_one_part_altered_is_always_told(parts: list[int], which: int, off: int) -> None:
    altered = list(parts)
    altered[which % len(parts)] += off
    assume(off and altered[which % len(parts)] > 0)
    told = check(the_rules(), funding=funding((sum(parts), None), *((p, 0) for p in altered)))
    assert {"sum-mismatch"} == {d.code for d in told[0] if d.code.startswith("sum-")}


ROWS = st.lists(st.integers(min_value=1, max_value=99_999), min_size=2, max_size=6)


def money_table(rows: list[int], total: int) -> str:
    lines = "".join(f"{i}\tThôn {chr(65 + i)}á\t{row}\n" for i, row in enumerate(rows, 1))
    return f"I. KINH PHÍ\n\nTT\tThôn\tKinh phí (triệu đồng)\n{lines}\tTổng cộng\t{total}\n"


@settings(max_examples=25)
@given(rows=ROWS)
def test_a_table_that_adds_up_is_proven_and_never_doubted(rows: list[int]) -> None:
    told = check(the_rules(), body=money_table(rows, sum(rows)))
    assert {"sum-proven"} == {d.code for d in told[0] if d.code.startswith("sum-")}


@settings(max_examples=25)
@given(rows=ROWS, which=st.integers(min_value=0), other=st.integers(min_value=1, max_value=99_999))
def test_a_table_with_one_row_altered_is_always_told(rows: list[int], which: int, other: int) -> None:
    altered = list(rows)
    altered[which % len(rows)] = other
    assume(sum(altered) != sum(rows))
    told = read_and_check(money_table(altered, sum(rows)))
    assert "sum-mismatch" in {d.code for d in told}


def read_and_check(body: str) -> tuple[Diagnostic, ...]:
    """The diagnostics of a plan from its text, its money read from it too."""
    return extract_plan(
        Document("d", "d.txt", "0", "txt", PLAN.format(body=body, number="12", day="15")), the_rules()
    ).diagnostics


def test_what_rounding_explains_is_told_but_no_alarm(rules: Rulebook) -> None:
    body = "I. KINH PHÍ\n\n- Tổng: 7,2 tỷ đồng, trong đó:\n\n+ NSTW: 4,4 tỷ đồng;\n\n+ NST: 2,7 tỷ đồng.\n"
    (found,) = [d for d in read_and_check(body) if d.code.startswith("sum-")]
    assert (found.severity, found.code) == ("info", "sum-rounded")
    assert "100.000.000 less" in found.message


def test_a_mismatch_tells_both_places(rules: Rulebook) -> None:
    body = "I. KINH PHÍ\n\n- Tổng: 9 tỷ đồng, trong đó:\n\n+ NSTW: 4 tỷ đồng;\n\n+ NST: 2 tỷ đồng.\n"
    document = Document("d", "d.txt", "0", "txt", PLAN.format(body=body, number="12", day="15"))
    plan = extract_plan(document, rules)
    text = plan.outline.clean.text
    (found,) = [d for d in plan.diagnostics if d.code == "sum-mismatch"]
    assert text[found.start : found.end] == "9 tỷ đồng"
    assert text[found.other_start : found.other_end].startswith("4 tỷ đồng")
    assert text[found.other_start : found.other_end].endswith("2 tỷ đồng")


@pytest.mark.parametrize(
    ("words", "code"),
    [("hai tỷ chín trăm triệu", "words-proven"), ("hai tỷ chín triệu", "words-mismatch")],
)
def test_words_are_checked_against_their_figures(words: str, code: str) -> None:
    body = f"I. KINH PHÍ\n\nTổng kinh phí: 2.900.000.000 đồng (bằng chữ: {words} đồng).\n"
    assert code in {d.code for d in read_and_check(body)}


FORMULAS = """I. KẾT QUẢ

TT\tThôn\tHộ\tNghèo\tTỷ lệ\tThoát nghèo\tCòn lại
A\tB\t1\t2\t3=2/1\t4\t5=2-4
1\tNà Pù\t50\t5\t10,0\t2\t{left}
2\tBản Lầu\t60\t7\t{share}\t3\t4
3\tCốc Mì\t70\t8\t11,43\t1\t7
"""


def test_formulas_of_the_numbering_row_hold(rules: Rulebook) -> None:
    told, _ = check(rules, body=FORMULAS.format(left=3, share="11,67"))
    assert [d.message for d in told if d.code.startswith("formula")] == [
        "3=2/1 holds in 3 rows",
        "5=2-4 holds in 3 rows",
    ]


def test_a_row_where_a_formula_does_not_hold_is_told_with_its_figures(rules: Rulebook) -> None:
    told = check(rules, body=FORMULAS.format(left=4, share="17,67"))
    wrong = [(d.message, told[1][d.start : d.end]) for d in told[0] if d.code == "formula-mismatch"]
    assert wrong == [
        ("Nà Pù: 5=2-4 gives 3 from 5, 2, the cell says 4", "4"),
        ("Bản Lầu: 3=2/1 gives 0,12 from 7, 60, the cell says 17,67", "17,67"),
    ]


@pytest.mark.parametrize(
    ("words", "codes_told"),
    [
        ("có 45/120 hộ (37,5%) thoát nghèo", {"share-proven"}),
        ("có 45/120 hộ (35,7%) thoát nghèo", {"share-mismatch"}),
        ("ngày 12/5 đạt 30%", set()),
        ("theo Nghị định 07/2021 hộ nghèo chiếm 30%", set()),
    ],
)
def test_shares_are_checked_against_their_counts(words: str, codes_told: set[str], rules: Rulebook) -> None:
    told = check(rules, body=f"I. KẾT QUẢ\n\n- Năm qua {words}.\n")
    assert {c for c in codes(told) if c.startswith("share")} == codes_told


SHARES = """I. KẾT QUẢ

TT\tThôn\tSố hộ\tHộ nghèo\tTỷ lệ (%)
1\tNà Pù\t50\t5\t10
2\tBản Lầu\t60\t15\t25
3\tCốc Mì\t40\t8\t20
4\tSa Pả\t80\t24\t{share}
5\tTả Van\t70\t35\t50
"""


@pytest.mark.parametrize(("share", "wrong"), [("30", []), ("33", ["Sa Pả: 24 of 80 is 30,00%, the cell says 33"])])
def test_a_column_of_shares_is_checked_against_its_counts(share: str, wrong: list[str], rules: Rulebook) -> None:
    told, _ = check(rules, body=SHARES.format(share=share))
    assert [d.message for d in told if d.code == "share-mismatch"] == wrong
    assert [d.code for d in told if d.code == "share-proven"] == ["share-proven"]


def test_the_total_of_the_text_is_compared_with_that_of_the_table() -> None:
    table = "TT\tThôn\tKinh phí (triệu đồng)\n1\tNà Pù\t500\n2\tBản Lầu\t430\n\tTổng cộng\t930\n"
    body = "I. KINH PHÍ\n\nTổng kinh phí thực hiện Kế hoạch: {} triệu đồng.\n\n" + table
    assert "table-agrees" in {d.code for d in read_and_check(body.format(930))}
    assert "table-differs" in {d.code for d in read_and_check(body.format(903))}


def test_a_sum_that_closes_makes_its_amounts_surer(rules: Rulebook) -> None:
    body = "I. KINH PHÍ\n\n- Tổng: 9 tỷ đồng, trong đó:\n\n+ NSTW: 7 tỷ đồng;\n\n+ NST: 2 tỷ đồng.\n\n- Vốn vay: 3 tỷ đồng.\n"
    plan = extract_plan(Document("d", "d.txt", "0", "txt", PLAN.format(body=body, number="12", day="15")), rules)
    *summed, alone = (f.confidence for f in plan.funding)
    assert all(sure > alone for sure in summed)


DOMAIN_SUMS = [  # the sums that the field's notes name, in millions of đồng
    (2913, [1977, 936]),
    (936, [516, 300, 40, 50, 30]),
    (4179, [3634, 545]),
    (545, [363, 182]),
]


@pytest.mark.skipif(not shared_cases(), reason="the plans beside the checkout are not there")
@pytest.mark.parametrize(("total", "parts"), DOMAIN_SUMS)
def test_the_sums_that_the_notes_name_are_proven_in_the_seeds(total: int, parts: list[int]) -> None:
    proven = [
        [of[start] for start in d.proves if start in of]
        for plan in (the_plan(case.path) for case in shared_cases() if case.path.parent.name == "seeds")
        for of in [{f.start: f.amount_vnd // 10**6 for f in plan.funding}]
        for d in plan.diagnostics
        if d.code == "sum-proven"
    ]
    assert [total, *parts] in proven
