"""Checks of citations: a number that its words, its date or the known documents gainsay is told, and its row keeps both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kehoach.checks.cited import check_citations
from kehoach.clean import clean_document
from kehoach.extract.citations import find_citations
from kehoach.ingest import read_bytes
from kehoach.mentions import Citation
from kehoach.outline import read_outline
from kehoach.resolve.known import known_documents, like_title
from kehoach.resolve.legal import resolve_citations
from kehoach.values import Diagnostic, Header
from plans import the_rules

HEADER = Header(
    doc_type="kế hoạch",
    number="7",
    symbol="KH-UBND",
    code="7/KH-UBND",
    issuer="Ủy ban nhân dân huyện Mường Lạn",
    issuer_level="district",
    issue_date=date(2026, 3, 5),
    issue_year=2026,
    province="Sơn Trà",
    district="Mường Lạn",
)


def check(*lines: str, header: Header = HEADER) -> tuple[tuple[Citation, ...], list[Diagnostic]]:
    """The citations of a plan with these lines in its body, and what is told of them."""
    rules = the_rules()
    body = "\n".join(f"- {line}" for line in lines)
    text = f"UBND HUYỆN MƯỜNG LẠN\nSố: 7/KH-UBND\n\nKẾ HOẠCH\nTrồng rừng\n\nI. NỘI DUNG\n{body}\n\nII. TỔ CHỨC\n"
    outline = read_outline(clean_document(read_bytes(text.encode(), "plan.txt"), rules), rules)
    cited, _ = resolve_citations(find_citations(outline, header, rules), header, rules)
    return cited, list(check_citations(outline, header, cited, rules))


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("Theo Nghị định số 91/2031/NĐ-CP ngày 4/5/2021 của Chính phủ.", "code-year-mismatch", ("2031", "2021")),
        ("Theo Nghị quyết số 9/2024/NQ-HĐND ngày 4/5/2025 của HĐND tỉnh.", "code-year-mismatch", ("2024", "2025")),
        ("Theo Luật Thư viện số 46/2019/QH14 năm 2018.", "code-year-mismatch", ("2019", "2018")),
        ("Theo Công văn số 786/HD-BNV ngày 4/9/2025 của Bộ Nội vụ.", "type-symbol-mismatch", ("công văn", "hướng dẫn")),
        ("Theo Nghị quyết số 15/QĐ-UBND ngày 4/9/2025 của UBND huyện.", "type-symbol-mismatch", ("nghị quyết", "quyết định")),
        ("Theo Kế hoạch số 63-CTr/HU ngày 4/9/2025 của Huyện ủy.", "type-symbol-mismatch", ("kế hoạch", "chương trình")),
        ("Theo Nghị định số 6/2022/TT-BTC của Bộ Tài chính.", "type-symbol-mismatch", ("nghị định", "thông tư")),
        ("Theo Nghị định số 6/2022/NĐ-CP của Quốc hội.", "issuer-symbol-mismatch", ("Quốc hội", "Chính phủ")),
        ("Theo Quyết định số 77/QĐ-BTC ngày 4/9/2025 của Bộ Y tế.", "issuer-symbol-mismatch", ("Bộ Y tế", "Bộ Tài chính")),
        ("Theo Quyết định số 5/QĐ-UBND ngày 1/4/2026 của UBND tỉnh.", "cited-before-issue", ("2026-04-01", "2026-03-05")),
    ],
)  # fmt: skip
def test_a_citation_that_gainsays_itself_is_told_with_both_readings(
    line: str, code: str, says: tuple[str, str]
) -> None:
    (citation,), told = check(line)
    (found,) = [d for d in told if d.code == code]
    assert all(word in found.message for word in says)
    assert found.severity == "warning"
    assert (found.start, found.end) == (citation.start, citation.end)


def test_the_row_keeps_type_and_code_date_and_code_as_written() -> None:
    (one, other), _ = check(
        "Theo Nghị quyết số 15/QĐ-UBND ngày 4/9/2025 của UBND huyện.", "Theo Nghị định số 91/2031/NĐ-CP ngày 4/5/2021."
    )
    assert (one.type, one.code) == ("nghị quyết", "15/QĐ-UBND")
    assert (other.code, other.issue_date) == ("91/2031/NĐ-CP", date(2021, 5, 4))


@pytest.mark.parametrize(
    "line",
    [
        "Theo Nghị định số 91/2021/NĐ-CP ngày 4/5/2021 của Chính phủ.",
        "Theo Văn bản số 786/HD-BNV ngày 4/9/2025 của Bộ Nội vụ.",
        "Theo Công văn số 193/UBND-KT ngày 4/9/2025 của UBND huyện.",
        "Theo Công văn số 12/BTC-NSNN ngày 4/9/2025 của Bộ Tài chính.",
        "Theo Thông báo kết luận số 05-KL/HU ngày 9/1/2024 của Huyện ủy.",
        "Theo Quy định số 8/QyĐ-UBND ngày 9/1/2024 của UBND huyện.",
        "Theo Thông tư số 46/2022/TT-BTC của Bộ trưởng Bộ Tài chính.",
        "Theo Quyết định số 5/QĐ-TTg ngày 9/1/2024 của Thủ tướng Chính phủ.",
        "Theo Thông tư liên tịch số 9/2016/TTLT-BNV-BTC của Bộ Nội vụ và Bộ Tài chính.",
        "Theo Kế hoạch số 9/KH-UBND ngày 9/1/2024 của UBND huyện.",
        "Theo Nghị quyết số 9/2024/NQ-HĐND ngày 9/1/2024 của HĐND tỉnh.",
        "Theo Nghị quyết số 9-NQ/TU ngày 9/1/2024 của Tỉnh ủy.",
    ],
)
def test_a_sound_citation_is_told_nothing(line: str) -> None:
    assert check(line)[1] == []


def test_one_document_with_two_dates_is_told_at_the_rarer_one() -> None:
    line = "Theo Chỉ thị số 11-CT/TU ngày 04/{}/2026 của Tỉnh ủy."
    cited, told = check(line.format("01"), line.format("02"), line.format("01"))
    (found,) = told
    assert found.code == "dates-differ"
    assert (found.start, found.end) == (cited[1].start, cited[1].end)


def test_a_known_document_with_another_day_is_told_with_both_days_and_who_says_so() -> None:
    (_, found), _ = _known_and_told("Theo Quyết định số 90/QĐ-TTg ngày 17/01/2022 của Thủ tướng Chính phủ.")
    assert found.code == "known-date-mismatch"
    assert "2022-01-17" in found.message
    assert "2022-01-18" in found.message
    assert "plans cite it" in found.message


def test_a_known_document_with_another_year_is_known_by_its_title() -> None:
    title = "phê duyệt Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn 2021 - 2025"
    (_, found), _ = _known_and_told(f"Theo Quyết định số 90/QĐ-TTg ngày 18/01/2021 của Thủ tướng Chính phủ {title}.")
    assert found.code == "known-date-mismatch"
    assert check("Theo Quyết định số 90/QĐ-TTg ngày 18/01/2021 về thành lập một hội đồng.")[1] == []


def test_a_known_document_of_another_issuer_is_told_with_both() -> None:
    (_, found), _ = _known_and_told("Theo Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Ban Bí thư.")
    assert found.code == "known-issuer-mismatch"
    assert "Ban Bí thư" in found.message
    assert "Bộ Chính trị" in found.message


def test_a_known_law_with_anothers_number_is_told_with_both_names() -> None:
    (_, found), _ = _known_and_told("Theo Luật Đất đai số 39/2024/QH15.")
    assert found.code == "known-title-mismatch"
    assert "Luật Đất đai" in found.message
    assert "Luật Thủ đô" in found.message


@pytest.mark.parametrize(
    "line",
    [
        "Theo Quyết định số 90/QĐ-TTg ngày 18/01/2022 của Thủ tướng Chính phủ.",
        "Theo Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị.",
        "Theo Luật tổ chức Chính quyền địa phương số 72/2025/QH15 ngày 16/6/2025.",
        "Theo Luật Ban hành VBQPPL số 64/2025/QH15.",
        "Theo Quyết định số 90/QĐ-BTC ngày 17/01/2022 của Bộ Tài chính.",
        "Theo Quyết định số 90/QĐ-TTg ngày 17/01/2019 của Thủ tướng Chính phủ.",
    ],
)
def test_what_agrees_with_the_known_documents_or_is_none_of_them_is_told_nothing(line: str) -> None:
    assert check(line)[1] == []


def test_a_date_that_one_plan_alone_says_calls_no_other_wrong() -> None:
    known = the_rules().once(known_documents)
    weak = next(d for d in known.by_key.values() if d.date and d.dated == 1 and d.type == "luật")
    wrong = replace(weak, date=date(weak.date.year, 1, 2)).date if weak.date else None
    assert wrong is not None
    line = f"Theo {weak.title} số {weak.code} ngày {wrong.day}/{wrong.month}/{wrong.year}."
    assert [d for d in check(line)[1] if d.code == "known-date-mismatch"] == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("quy định chuẩn nghèo đa chiều giai đoạn 2021 - 2025", "Quy định chuẩn nghèo đa chiều giai đoạn 2021-2025", True),
        ("quy định chuẩn nghèo đa chiều giai đoạn 2021 - 2025", "quy định chuẩn nghèo đa chiều", True),
        ("quy định chuẩn nghèo đa chiều", "quy định chuẩn nghèo", False),
        ("quy định tiêu chuẩn, định mức sử dụng xe ô tô công", "quy định tiêu chuẩn, định mức sử dụng máy móc, thiết bị", False),
        ("giao dự toán ngân sách nhà nước năm 2024", None, False),
    ],
)  # fmt: skip
def test_titles_are_alike_where_one_is_the_other_with_a_slip_or_cut_short(
    one: str, other: str | None, same: bool
) -> None:
    assert like_title(one, other) is same


def _known_and_told(line: str) -> tuple[tuple[Citation, Diagnostic], list[Diagnostic]]:
    (citation,), told = check(line)
    found = [d for d in told if d.code.startswith("known-")]
    assert len(found) == 1, told
    return (citation, found[0]), told
