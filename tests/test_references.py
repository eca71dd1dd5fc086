"""Short forms: what `Nghị quyết nêu trên`, `Luật này`, `Quyết định 1719` stand for, or that it is not certain.

Each case is a plan of a few lines that was written for it; `stands_for` is what a reader who knows only the plan
is sure of. A document is named by its number (or a law's name), the plan by `itself`, an open one by its reason.
"""

from __future__ import annotations

from datetime import date

import pytest

from kehoach.clean import clean_document
from kehoach.extract.citations import find_citations
from kehoach.ingest import read_bytes
from kehoach.mentions import Citation, Reference
from kehoach.outline import read_outline
from kehoach.resolve.legal import resolve_citations
from kehoach.resolve.references import resolve_references
from kehoach.values import Header
from plans import the_rules

OPEN = ("none", "several", "plural")
PLAN = Header(
    doc_type="kế hoạch",
    code="7/KH-UBND",
    symbol="KH-UBND",
    number="7",
    title="Trồng rừng năm 2026",
    issuer="Ủy ban nhân dân huyện Mường Lạn",
    issuer_level="district",
    issue_date=date(2026, 3, 5),
    issue_year=2026,
    province="Sơn Trà",
    district="Mường Lạn",
    programme="DTTS-2021-2030",
)
DECISION = Header(
    doc_type="quyết định", code="9/QĐ-UBND", symbol="QĐ-UBND", number="9", issuer="Ủy ban nhân dân tỉnh Sơn Trà",
    title="Về việc ban hành Quy chế phối hợp bảo vệ rừng", issuer_level="province", issue_year=2026, province="Sơn Trà",
)  # fmt: skip


def read(lines: str, header: Header = PLAN) -> tuple[str, tuple[Citation, ...], tuple[Reference, ...]]:
    """The clean text of a plan with these lines, `;;` between paragraphs; its citations and short forms."""
    rules = the_rules()
    body = "\n\n".join(line.strip() for line in lines.split(";;"))
    kind = (header.doc_type or "").upper()
    text = f"UBND HUYỆN MƯỜNG LẠN\nSố: 7/KH-UBND\n\n{kind}\n{header.title}\n\n{body}\n"
    outline = read_outline(clean_document(read_bytes(text.encode(), "plan.txt"), rules), rules)
    citations, _ = resolve_citations(find_citations(outline, header, rules), header, rules)
    return outline.clean.text, citations, resolve_references(outline, header, citations, rules)


def meaning(reference: Reference, citations: tuple[Citation, ...]) -> str:
    """What a short form stands for, in the words of the cases."""
    if reference.antecedent is not None:
        assert reference.stands_for == "document"
        cited = citations[reference.antecedent]
        return cited.code or cited.title or ""
    return reference.stands_for or reference.why or ""


CASES = [
    # the plan itself
    ("I. NỘI DUNG;; Kế hoạch này có hiệu lực từ ngày ký.", "itself"),
    ("I. NỘI DUNG;; Các xã thực hiện kế hoạch này trước ngày 20/6.", "itself"),
    ("Thực hiện Kế hoạch số 5/KH-UBND ngày 3/1/2026 của UBND tỉnh;;; I. NỘI DUNG;; Kế hoạch này thay cho mọi văn kiện cũ.", "itself"),
    ("I. NỘI DUNG;; Kế hoạch này thay thế Kế hoạch số 5/KH-UBND ngày 3/1/2024 của UBND huyện.", "itself"),
    ("I. NỘI DUNG;; Theo khoản 2 mục III Kế hoạch này, các xã lập danh sách.", "itself"),
    ("I. NỘI DUNG;; Trồng rừng.;; II. TỔ CHỨC;; Trên cơ sở nội dung Kế hoạch nêu trên, các phòng triển khai.", "itself"),
    # a law, a decree, a circular that is named in the same paragraph
    ("I. NỘI DUNG;; Thực hiện Luật Lâm nghiệp số 16/2017/QH14, theo Điều 5 của Luật này.", "16/2017/QH14"),
    ("I. NỘI DUNG;; Theo Luật Thư viện thì việc mượn sách theo Luật này.", "Luật Thư viện"),
    ("I. NỘI DUNG;; Nghị định số 7/2031/NĐ-CP của Chính phủ quy định mức chi; mức tại Nghị định này tính theo năm.", "7/2031/NĐ-CP"),
    ("I. NỘI DUNG;; Theo Thông tư số 36/2031/TT-BTC, hồ sơ gồm: mẫu tại Điều 12 của Thông tư này.", "36/2031/TT-BTC"),
    ("I. NỘI DUNG;; Bộ luật Lao động quy định như vậy; việc nghỉ phép theo Bộ luật này.", "Bộ luật Lao động"),
    ("I. NỘI DUNG;; Pháp lệnh Dân số còn hiệu lực, các thôn phổ biến Pháp lệnh này.", "Pháp lệnh Dân số"),
    ("I. NỘI DUNG;; Chỉ thị số 8/CT-UBND ngày 2/2/2026 của UBND tỉnh đã gửi các xã; đề nghị quán triệt Chỉ thị này.", "8/CT-UBND"),
    ("I. NỘI DUNG;; Luật Đất đai số 31/2024/QH15 và Nghị định số 102/2024/NĐ-CP đã có hiệu lực; theo Nghị định này thì đất rừng được giao.", "102/2024/NĐ-CP"),
    ("I. NỘI DUNG;; Luật Đất đai số 31/2024/QH15 và Nghị định số 102/2024/NĐ-CP đã có hiệu lực; theo Luật này thì đất rừng được giao.", "31/2024/QH15"),
    # nêu trên, nói trên, trên, đó
    ("I. NỘI DUNG;; Nghị quyết số 6-NQ/HU ngày 2/2/2026 của Huyện ủy giao chỉ tiêu. Các xã thực hiện Nghị quyết nêu trên.", "6-NQ/HU"),
    ("I. NỘI DUNG;; Sở có Công văn số 15/SNN-LN ngày 2/2/2026. Thực hiện công văn nêu trên, các xã báo cáo.", "15/SNN-LN"),
    ("I. NỘI DUNG;; Sở có Công văn số 15/SNN-LN ngày 2/2/2026. Thực hiện Văn bản trên, các xã báo cáo.", "15/SNN-LN"),
    ("I. NỘI DUNG;; UBND tỉnh có Văn bản số 15/UBND-LN ngày 2/2/2026. Thực hiện Công văn trên, các xã báo cáo.", "15/UBND-LN"),
    ("I. NỘI DUNG;; Theo Quyết định số 4/QĐ-UBND ngày 2/2/2026 của UBND tỉnh. Chỉ tiêu theo Quyết định đã nêu ở trên.", "4/QĐ-UBND"),
    ("I. NỘI DUNG;; Theo Quyết định số 4/QĐ-UBND ngày 2/2/2026 của UBND tỉnh. Quyết định trên, các xã đã nhận.", "4/QĐ-UBND"),
    ("I. NỘI DUNG;; Tờ trình số 4/TTr-PNN ngày 2/2/2026 gửi UBND huyện. Nội dung Tờ trình nói trên được chấp thuận.", "4/TTr-PNN"),
    ("I. NỘI DUNG;; Thông báo số 4/TB-UBND ngày 2/2/2026 của UBND tỉnh giao việc. Nội dung Thông báo vừa nêu phải xong.", "4/TB-UBND"),
    ("I. NỘI DUNG;; Kết luận số 4-KL/HU ngày 2/2/2026 của Huyện ủy. Tại Kết luận nói trên, chỉ tiêu là 5 ha.", "4-KL/HU"),
    ("I. NỘI DUNG;; Chính phủ ban hành Nghị định số 7/2031/NĐ-CP. Nghị định đó quy định mức chi.", "7/2031/NĐ-CP"),
    ("I. NỘI DUNG;; Kế hoạch số 5/KH-UBND ngày 3/1/2026 của UBND tỉnh giao 5 ha; việc thực hiện Kế hoạch nêu trên do các xã.", "5/KH-UBND"),
    # in an earlier paragraph of the section, in the preamble
    ("I. NỘI DUNG;; - Nghị quyết số 6-NQ/HU ngày 2/2/2026 của Huyện ủy đã có.;; - Các xã thực hiện Nghị quyết nêu trên.", "6-NQ/HU"),
    ("Căn cứ Nghị quyết số 6-NQ/HU ngày 2/2/2026 của Huyện ủy;;; I. NỘI DUNG;; - Các xã thực hiện Nghị quyết nêu trên.", "6-NQ/HU"),
    ("Căn cứ Luật Lâm nghiệp số 16/2017/QH14;;; I. NỘI DUNG;; - Các xã phổ biến Luật này.", "16/2017/QH14"),
    ("Căn cứ Nghị quyết số 6-NQ/HU ngày 2/2/2026 của Huyện ủy;;; I. NỘI DUNG;; - Theo Nghị quyết số 6-NQ/HU.;; II. TỔ CHỨC;; - Các xã thực hiện Nghị quyết nêu trên.", "6-NQ/HU"),
    ("Căn cứ Nghị quyết số 6-NQ/HU ngày 2/2/2026 của Huyện ủy;;; I. NỘI DUNG;; - Nghị quyết số 8/NQ-HĐND ngày 3/2/2026 của HĐND huyện giao 5 ha; thực hiện Nghị quyết nêu trên.", "8/NQ-HĐND"),
    # the issuer tells which
    ("Căn cứ Nghị quyết số 6/NQ-HĐND ngày 2/2/2026 của HĐND tỉnh;; Căn cứ Nghị quyết số 8/2026/QH15 của Quốc hội;;; I. NỘI DUNG;; Thực hiện Nghị quyết của Quốc hội nêu trên.", "8/2026/QH15"),
    ("Căn cứ Nghị quyết số 6/NQ-HĐND ngày 2/2/2026 của HĐND tỉnh;; Căn cứ Nghị quyết số 8/2026/QH15 của Quốc hội;;; I. NỘI DUNG;; Thực hiện Nghị quyết của HĐND tỉnh nói trên.", "6/NQ-HĐND"),
    ("Căn cứ Quyết định số 6/QĐ-TTg ngày 2/2/2026 của Thủ tướng Chính phủ;; Căn cứ Quyết định số 8/QĐ-UBND ngày 3/2/2026 của UBND tỉnh;;; I. NỘI DUNG;; Thực hiện Quyết định của Thủ tướng Chính phủ nêu trên.", "6/QĐ-TTg"),
    ("Căn cứ Kế hoạch số 6/KH-UBND ngày 2/2/2026 của UBND tỉnh;;; I. NỘI DUNG;; Kế hoạch số 6/KH-UBND giao 5 ha, theo Kế hoạch của UBND tỉnh nêu trên.", "6/KH-UBND"),
    # not certain
    ("I. NỘI DUNG;; Các xã thực hiện Nghị quyết nêu trên.", "none"),
    ("I. NỘI DUNG;; Theo Luật này thì đất rừng được giao.", "none"),
    ("Căn cứ Nghị quyết số 6/NQ-HĐND ngày 2/2/2026 của HĐND tỉnh;; Căn cứ Nghị quyết số 8/2026/QH15 của Quốc hội;;; I. NỘI DUNG;; Thực hiện Nghị quyết nêu trên.", "several"),
    ("I. NỘI DUNG;; Nghị quyết số 71/NQ-CP ngày 1/4/2025 của Chính phủ thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị. Các xã học tập Nghị quyết nêu trên.", "several"),
    ("Căn cứ Kế hoạch số 6/KH-UBND ngày 2/2/2026 của UBND tỉnh;;; I. NỘI DUNG;; Trồng rừng.;; II. TỔ CHỨC;; Trên cơ sở Kế hoạch nêu trên, các phòng triển khai.", "several"),
    ("I. NỘI DUNG;; Sở gửi Kế hoạch số 5/KH-SNN ngày 2/2/2026, đề nghị các xã thực hiện kế hoạch này.", "several"),
    ("Căn cứ Nghị quyết số 6/NQ-HĐND ngày 2/2/2026 của HĐND tỉnh;;; I. NỘI DUNG;; Thực hiện Nghị quyết của Quốc hội nêu trên.", "none"),
    ("Căn cứ Nghị quyết số 6/NQ-HĐND ngày 2/2/2026 của HĐND tỉnh;; Căn cứ Nghị quyết số 8/2026/QH15 của Quốc hội;;; I. NỘI DUNG;; Thực hiện các Nghị quyết nêu trên.", "plural"),
    ("Căn cứ Luật Lâm nghiệp; Luật Thư viện;;; I. NỘI DUNG;; Các xã phổ biến Luật này.", "several"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "stands_for"), CASES)
def test_a_short_form_stands_for_what_the_plan_makes_certain(lines: str, stands_for: str) -> None:
    _, citations, references = read(lines)
    assert [meaning(r, citations) for r in references] == [stands_for]


NUMBERED = [
    ("Căn cứ Quyết định số 1719/QĐ-TTg ngày 14/10/2021 của Thủ tướng Chính phủ;;; I. NỘI DUNG;; Thực hiện Quyết định 1719.", "qd-1719-ttg-2021", "plan"),
    ("Căn cứ Quyết định số 1719/QĐ-TTg ngày 14/10/2021 của Thủ tướng Chính phủ;;; I. NỘI DUNG;; Thực hiện Quyết định số 1719/QĐ-TTg.", "qd-1719-ttg-2021", "plan"),
    ("Căn cứ Chỉ thị số 11-CT/TU ngày 4/1/2026 của Tỉnh ủy Sơn Trà;;; I. NỘI DUNG;; Thực hiện Chỉ thị 11 của Tỉnh ủy.", "ct-11-tu-2026-tinh-son-tra", "plan"),
    ("Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị (sau đây gọi tắt là Nghị quyết số 57-NQ/TW).", "nq-57-tw-2024", "plan"),
    ("Căn cứ Luật Lâm nghiệp số 16/2017/QH14;;; I. NỘI DUNG;; Theo Luật Lâm nghiệp.", "16-2017-qh14", "plan"),
    ("Căn cứ Nghị quyết số 6-NQ/TU ngày 2/2/2021 của Tỉnh ủy khóa XVI;; Căn cứ Nghị quyết số 6-NQ/TU ngày 2/2/2026 của Tỉnh ủy khóa XVII;;; I. NỘI DUNG;; Theo Nghị quyết số 6-NQ/TU của Tỉnh ủy khóa XVI.", "nq-6-tu-2021-tinh-son-tra", "plan"),
    ("Căn cứ Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương;; Căn cứ Nghị quyết số 18-NQ/TW ngày 16/6/2022 của Ban Chấp hành Trung ương;;; I. NỘI DUNG;; Theo Nghị quyết số 18-NQ/TW của Ban Chấp hành Trung ương khóa XIII.", "nq-18-tw-2022", "plan"),
    ("Căn cứ Nghị quyết số 6-NQ/HU ngày 2/2/2019 của Huyện ủy;; Căn cứ Nghị quyết số 6-NQ/HU ngày 2/2/2022 của Huyện ủy;;; I. NỘI DUNG;; Theo Nghị quyết số 6-NQ/HU của Huyện ủy nhiệm kỳ 2020 - 2025.", "nq-6-hu-2022-huyen-muong-lan", "plan"),
    ("I. NỘI DUNG;; Theo Quyết định số 90/QĐ-TTg của Thủ tướng Chính phủ phê duyệt Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn 2021 - 2025.", "qd-90-ttg-2022", "known"),
    ("I. NỘI DUNG;; Theo Luật Tổ chức chính quyền địa phương ngày 16/6/2025.", "72-2025-qh15", "mention"),
    ("I. NỘI DUNG;; Theo Quyết định số 90/QĐ-TTg của Thủ tướng Chính phủ.", None, None),
    ("Căn cứ Quyết định số 5/QĐ-TTg ngày 4/1/2025 của Thủ tướng Chính phủ;; Căn cứ Quyết định số 5/QĐ-TTg ngày 6/1/2026 của Thủ tướng Chính phủ;;; I. NỘI DUNG;; Theo Quyết định số 5/QĐ-TTg.", None, None),
    ("Căn cứ Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương;;; I. NỘI DUNG;; Theo Nghị quyết số 18-NQ/TW của Ban Chấp hành Trung ương khóa XIII.", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "key", "told_by"), NUMBERED)
def test_a_number_without_letters_or_year_is_tied_to_the_one_document_that_fits(
    lines: str, key: str | None, told_by: str | None
) -> None:
    _, citations, references = read(lines)
    last = citations[-1]
    assert (last.key, last.resolved_from) == (key, told_by)
    assert references == ()
    if told_by == "plan":
        assert last.antecedent is not None
        assert citations[last.antecedent].key == key


def test_the_cases_are_enough_and_at_most_a_quarter_is_open() -> None:
    assert len(CASES) + len(NUMBERED) >= 40
    still_open = sum(s in OPEN for _, s in CASES) + sum(key is None for _, key, _ in NUMBERED)
    assert still_open <= (len(CASES) + len(NUMBERED)) / 4


@pytest.mark.parametrize(
    "lines",
    [
        "I. NỘI DUNG;; Việc này do các xã làm; nội dung nêu trên là bắt buộc.",
        "I. NỘI DUNG;; Các xã thuộc Chương trình 135, Chương trình này và Dự án nêu trên.",
        "I. NỘI DUNG;; Theo quy định của pháp luật này, các quy định trên địa bàn huyện.",
        "I. NỘI DUNG;; Quyết định trên cơ sở đề nghị của các xã; trong đó có 5 ha rừng.",
        "I. NỘI DUNG;; Kỷ luật này được giữ; theo Luật Lâm nghiệp trên địa bàn huyện.",
        "I. NỘI DUNG;; Theo Nghị quyết số 6-NQ/HU ngày 2/2/2026 của Huyện ủy nêu trên.",
    ],
)
def test_other_words_are_no_short_forms(lines: str) -> None:
    assert read(lines)[2] == ()


@pytest.mark.parametrize(
    ("lines", "stands_for"),
    [
        ("Điều 1. Phạm vi;; Quyết định này quy định việc giữ rừng.", "itself"),
        ("Điều 1. Phạm vi;; Quy chế này quy định việc giữ rừng.", "itself"),
        ("Căn cứ Kế hoạch số 5/KH-UBND ngày 3/1/2026 của UBND tỉnh;;; Điều 1. Phạm vi;; Theo Kế hoạch này.", "5/KH-UBND"),
        ("Điều 1. Phạm vi;; Thông tư này còn hiệu lực.", "none"),
    ],
)  # fmt: skip
def test_a_decision_calls_itself_and_what_it_encloses_by_their_types(lines: str, stands_for: str) -> None:
    _, citations, references = read(lines, DECISION)
    assert [meaning(r, citations) for r in references] == [stands_for]


def test_a_short_form_has_its_place_and_its_provision() -> None:
    text, _, (reference,) = read("I. NỘI DUNG;; Thực hiện Luật Thư viện, theo khoản 2 Điều 5 của Luật này.")
    assert text[reference.start : reference.end] == "Luật này"
    assert reference.provision == "Điều 5 khoản 2"
