"""Citations: what is a mention, what identifies it, what the plan does with it; and one identity for each document."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest

from kehoach.clean import clean_document
from kehoach.extract.citations import find_citations, year_of
from kehoach.extract.cited_mentions import order_provision
from kehoach.ingest import read_bytes
from kehoach.mentions import Citation, LegalDocument
from kehoach.outline import read_outline
from kehoach.resolve.legal import resolve_citations, slug
from kehoach.rulebook import Rulebook
from kehoach.values import Header
from plans import the_rules

HEADER = Header(
    doc_type="kế hoạch",
    number="120",
    symbol="KH-UBND",
    code="120/KH-UBND",
    issuer="Ủy ban nhân dân huyện Mường Lạn",
    issuer_level="district",
    issue_date=date(2024, 3, 5),
    issue_year=2024,
    district="Mường Lạn",
    province="Sơn Trà",
)
FRAME = """ỦY BAN NHÂN DÂN
HUYỆN MƯỜNG LẠN

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 120/KH-UBND
Mường Lạn, ngày 05 tháng 3 năm 2024

KẾ HOẠCH
{title}

{preamble}

I. NỘI DUNG
{body}

Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lò Văn An
"""


def read(
    body: str = "", preamble: str = "", title: str = "Giảm nghèo năm 2024", header: Header = HEADER
) -> list[Citation]:
    """The citations of an invented plan that holds these texts."""
    rules = the_rules()
    text = FRAME.format(title=title, preamble=preamble or "UBND huyện ban hành Kế hoạch như sau:", body=body)
    outline = read_outline(clean_document(read_bytes(text.encode(), "plan.txt"), rules), rules)
    found = find_citations(outline, header, rules)
    return list(found)


def resolve(citations: list[Citation], header: Header = HEADER) -> tuple[list[str | None], tuple[LegalDocument, ...]]:
    """Their keys, in order, and the documents."""
    keyed, documents = resolve_citations(citations, header, the_rules())
    return [c.key for c in keyed], documents


@pytest.mark.parametrize(
    ("text", "kind", "code", "issued", "issuer"),
    [
        ("theo Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ", "nghị định", "07/2021/NĐ-CP", date(2021, 1, 27), "Chính phủ"),
        ("theo Quyết định số 90/QĐ-TTg, ngày 18/01/2022, của Thủ tướng Chính phủ", "quyết định", "90/QĐ-TTg", date(2022, 1, 18), "Thủ tướng Chính phủ"),
        ("theo Quyết định 1719/QĐ – TTg", "quyết định", "1719/QĐ-TTg", None, "Thủ tướng Chính phủ"),
        ("theo Kế hoạch số 07 /KH- UBND ngày 18.1.2024 của UBND huyện", "kế hoạch", "07/KH-UBND", date(2024, 1, 18), "Ủy ban nhân dân huyện Mường Lạn"),
        ("theo Nghị quyết số 05-NQ/ĐU, ngày 21/12/2023 của Ban Chấp hành Đảng bộ xã Nà Hin khóa XVII", "nghị quyết", "05-NQ/ĐU", date(2023, 12, 21), "Ban Chấp hành Đảng bộ xã Nà Hin"),
        ("theo Chương trình hành động số 25 -CTr/HU ngày 19 / 02/2020 của BTV Huyện ủy", "chương trình", "25-CTr/HU", date(2020, 2, 19), "Ban Thường vụ Huyện ủy Mường Lạn"),
        ("theo Thông tư số 46/2022/TT-BTC của Bộ trưởng Bộ Tài chính", "thông tư", "46/2022/TT-BTC", None, "Bộ trưởng Bộ Tài chính"),
        ("theo Thông tư số 46/2022/TT-BTC", "thông tư", "46/2022/TT-BTC", None, "Bộ Tài chính"),
        ("theo Thông tư 05/2019/TT-BNNPTNT ngày 2/5/2019 của Bộ NN&PTNT", "thông tư", "05/2019/TT-BNNPTNT", date(2019, 5, 2), "Bộ Nông nghiệp và Phát triển nông thôn"),
        ("theo Công văn số 1234/LĐTBXH-VPQG ngày 2/2/2024", "công văn", "1234/LĐTBXH-VPQG", date(2024, 2, 2), None),
        ("Sở Tài chính có Công văn số 99/STC-NS ngày 2/1/2024", "công văn", "99/STC-NS", date(2024, 1, 2), "Sở Tài chính"),
        ("theo Thông báo kết luận số 05-TB/HU ngày 9/1/2024 của Thường trực Huyện ủy", "thông báo", "05-TB/HU", date(2024, 1, 9), "Thường trực Huyện ủy Mường Lạn"),
        ("theo Nghị quyết số 30a/2008/NQ-CP", "nghị quyết", "30a/2008/NQ-CP", None, "Chính phủ"),
        ("theo Nghị quyết số 202/2025/QH15 ngày 12/6/2025", "nghị quyết", "202/2025/QH15", date(2025, 6, 12), "Quốc hội"),
        ("theo Quyết định của Thủ tướng Chính phủ số 33/2015/QĐ-TTg", "quyết định", "33/2015/QĐ-TTg", None, "Thủ tướng Chính phủ"),
        ("theo Quyết định số 411/QĐ-TTg của Thủ tướng Chính phủ ngày 31/3/2022", "quyết định", "411/QĐ-TTg", date(2022, 3, 31), "Thủ tướng Chính phủ"),
        ("theo Quyết định số 1719 ngày 14/10/2021 của Thủ tướng Chính phủ", "quyết định", "1719", date(2021, 10, 14), "Thủ tướng Chính phủ"),
        ("theo Nghị quyết số 6/2011/NQ-HĐND của HĐND tỉnh được thông qua tại kỳ họp thứ hai, khóa VIII về việc thu phí", "nghị quyết", "6/2011/NQ-HĐND", None, "Hội đồng nhân dân tỉnh Sơn Trà"),
        ("theo Quyết định số 449/QĐ-TTgngày 12/3/2013 của Thủ tướng", "quyết định", "449/QĐ-TTg", date(2013, 3, 12), "Thủ tướng Chính phủ"),
        ("theo Chỉ thị số số 03/CT-UBND của UBND tỉnh", "chỉ thị", "03/CT-UBND", None, "Ủy ban nhân dân tỉnh Sơn Trà"),
        ("theo Nghị định số I 40/2025/NĐ-CP", "nghị định", "140/2025/NĐ-CP", None, "Chính phủ"),
        ("nước sạch đạt QCVN 01-1:2018/BYT", "quy chuẩn", "QCVN01-1:2018/BYT", None, None),
        ("theo TCVN 14423:2025", "tiêu chuẩn", "TCVN14423:2025", None, None),
        ("theo Quyết định số 12/QĐ-UBND ngày 31/02/2024 của UBND tỉnh", "quyết định", "12/QĐ-UBND", None, "Ủy ban nhân dân tỉnh Sơn Trà"),
        ("NGHỊ QUYẾT SỐ 9/NQ-HĐND NGÀY 14 THÁNG 7 NĂM 2022 CỦA HỘI ĐỒNG NHÂN DÂN TỈNH NÀ HIN", "nghị quyết", "9/NQ-HĐND", date(2022, 7, 14), "Hội đồng nhân dân tỉnh Nà Hin"),
    ],
)  # fmt: skip
def test_a_number_is_read_with_what_stands_around_it(
    text: str, kind: str, code: str, issued: date | None, issuer: str | None
) -> None:
    (citation,) = read(f"- Thực hiện {text}.")
    assert (citation.type, citation.code, citation.issue_date, citation.issuer) == (kind, code, issued, issuer)


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch này có hiệu lực từ ngày ký.",
        "Các xã thuộc Chương trình 135 và Đề án 06 của Chính phủ.",
        "Theo Nghị quyết Đại hội Đảng bộ huyện lần thứ XX, nhiệm kỳ 2020 - 2025.",
        "Hội Luật gia huyện phổ biến quy định của pháp luật có liên quan.",
        "Thực hiện Dự án 2, Tiểu dự án 1 thuộc Dự án 3.",
        "Tần suất 18 đợt/năm, đạt 3/4 số xã, giai đoạn 2021-2025.",
        "Ứng dụng công nghệ VR/AR, thi hành Luật và các văn bản hướng dẫn.",
        "Theo mẫu số 01/BC-ĐT, nhà số 12/KP3 và tài khoản số 12/TK-KB.",
        "Kèm theo Quyết định số      /QĐ-UBND ngày     tháng     năm 2024.",
    ],
)
def test_what_has_neither_number_nor_a_laws_name_is_no_citation(text: str) -> None:
    assert read(f"- {text}") == []


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("theo Luật Đầu tư công, Luật xây dựng và các văn bản", ["Luật Đầu tư công", "Luật xây dựng"]),
        ("theo Luật Phòng, chống ma túy; Luật Trẻ em", ["Luật Phòng, chống ma túy", "Luật Trẻ em"]),
        ("theo Luật Giống vật nuôi số 5/2031/QH17 của Quốc hội", ["Luật Giống vật nuôi"]),
        (
            "theo Luật sửa đổi, bổ sung một số điều của Luật Đê điều và Luật Thủy lợi ngày 17/6/2020",
            ["Luật sửa đổi, bổ sung một số điều của Luật Đê điều và Luật Thủy lợi"],
        ),
        ("theo Bộ luật Lao động năm 2019", ["Bộ luật Lao động"]),
        ("theo Pháp lệnh Ưu đãi người có công với cách mạng", ["Pháp lệnh Ưu đãi người có công với cách mạng"]),
        ("theo Luật Bảo vệ và Phát triển rừng", ["Luật Bảo vệ và Phát triển rừng"]),
    ],
)
def test_a_laws_name_ends_where_it_ends(text: str, titles: list[str]) -> None:
    assert [c.title for c in read(f"- Thực hiện {text} có liên quan.")] == titles


def test_a_law_may_have_name_number_and_date() -> None:
    (law,) = read("- Theo Luật Lâm nghiệp số 16/2017/QH14 ngày 15 tháng 11 năm 2017.")
    assert (law.type, law.code, law.title, law.issuer) == ("luật", "16/2017/QH14", "Luật Lâm nghiệp", "Quốc hội")
    assert law.issue_date == date(2017, 11, 15)


def test_a_list_of_documents_is_a_row_each_with_what_the_list_says_once() -> None:
    first, second = read(
        "- Theo Nghị quyết số 06/NQ-HĐND ngày 06/7/2022 và Nghị quyết số 18/NQ-HĐND ngày 19/12/2022 của HĐND huyện."
    )
    assert first.issuer == second.issuer == "Hội đồng nhân dân huyện Mường Lạn"
    assert [c.issue_date for c in (first, second)] == [date(2022, 7, 6), date(2022, 12, 19)]


def test_a_list_names_its_type_and_issuer_at_its_head() -> None:
    found = read(
        preamble="Căn cứ các Thông tư của Bộ trưởng Bộ Tài chính: số 46/2022/TT-BTC ngày 28/7/2022 quy định quản lý "
        "kinh phí; số 53/2022/TT-BTC ngày 12/8/2022 quy định quyết toán;"
    )
    assert [(c.type, c.issuer, c.relation) for c in found] == [("thông tư", "Bộ trưởng Bộ Tài chính", "basis")] * 2
    assert [c.title for c in found] == ["quy định quản lý kinh phí", "quy định quyết toán"]


@pytest.mark.parametrize(
    ("preamble", "relations"),
    [
        ("Căn cứ Quyết định số 90/QĐ-TTg ngày 18/01/2022 của Thủ tướng Chính phủ;", ["basis"]),
        ("Thực hiện Kế hoạch số 18/KH-UBND ngày 17/02/2024 của UBND tỉnh về giảm nghèo;", ["implements"]),
        ("Xét Tờ trình số 22/TTr-NNPTNT ngày 06/3/2024,", ["proposal"]),
        ("Theo đề nghị của Giám đốc Sở Tài chính tại Tờ trình số 1/TTr-STC ngày 2/3/2024;", ["proposal"]),
        ("Qua xem xét dự thảo nghị quyết kèm theo Báo cáo số 98/BC-UBND ngày 1/2/2024;", ["proposal"]),
        (
            "Căn cứ Nghị định số 85/2025/NĐ-CP của Chính phủ quy định chi tiết thi hành một số điều của Luật Đầu tư công;",
            ["basis", "refers"],
        ),
        ("Căn cứ Luật Đất đai số 31/2024/QH15 được sửa đổi, bổ sung bởi Luật số 43/2024/QH15;", ["basis", "basis"]),
        (
            "Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị (sau đây gọi là Nghị quyết số 57-NQ/TW);",
            ["basis", "refers"],
        ),
        (
            "Căn cứ các Nghị định của Chính phủ quy định chi tiết thi hành Luật Quy hoạch (Số 37/2019/NĐ-CP);",
            ["refers", "basis"],
        ),
    ],
)
def test_a_preamble_tells_what_a_plan_rests_on_and_what_it_carries_out(preamble: str, relations: list[str]) -> None:
    assert [c.relation for c in read(preamble=preamble)] == relations


@pytest.mark.parametrize(
    ("body", "relation"),
    [
        ("- Chi theo quy định tại Nghị định số 27/2022/NĐ-CP.", "refers"),
        ("- Triển khai thực hiện Luật Trẻ em.", "refers"),
        ("- Căn cứ khả năng ngân sách, bố trí kinh phí theo Luật Ngân sách nhà nước.", "refers"),
        ("- Căn cứ Quyết định số 5/QĐ-UBND ngày 3/1/2024, các xã lập danh sách.", "basis"),
        ("Kế hoạch này thay thế Kế hoạch số 45/KH-UBND ngày 02/3/2023 của UBND huyện.", "replaces"),
        ("Quyết định số 26/2019/QĐ-UBND ngày 16/8/2019 hết hiệu lực từ ngày 01/4/2024.", "replaces"),
        ("1. Sửa đổi, bổ sung khoản 2 Điều 12 của Quy định kèm theo Nghị quyết số 9/2022/NQ-HĐND.", "amends"),
        ("(Kèm theo Kế hoạch số 120/KH-UBND ngày 05/3/2024 của UBND huyện)", "self"),
    ],
)
def test_a_body_refers_but_for_what_it_ends_amends_or_is(body: str, relation: str) -> None:
    (citation,) = read(body)
    assert citation.relation == relation


def test_a_line_that_leads_a_list_in_ends_each_document_of_the_list() -> None:
    found = read(
        "Các quyết định sau đây hết hiệu lực kể từ ngày ký:\n"
        "- Quyết định số 3/2020/QĐ-UBND ngày 2/1/2020 của UBND huyện;\n"
        "- Quyết định số 4/2021/QĐ-UBND ngày 3/1/2021 của UBND huyện."
    )
    assert [c.relation for c in found] == ["replaces", "replaces"]


def test_a_section_or_a_line_that_announces_what_a_plan_rests_on_makes_its_list_the_basis() -> None:
    found = read(
        "1. Quyết định số 5/QĐ-TTg ngày 2/1/2024 của Thủ tướng Chính phủ.\n"
        "II. CĂN CỨ PHÁP LÝ\n"
        "1. Quyết định số 6/QĐ-TTg ngày 2/1/2024 của Thủ tướng Chính phủ.\n"
        "III. TỔ CHỨC\n"
        "Kế hoạch này căn cứ vào các văn bản sau:\n"
        "- Luật Đầu tư công;\n"
        "- Nghị định số 7/2024/NĐ-CP của Chính phủ."
    )
    assert [c.relation for c in found] == ["refers", "basis", "basis", "basis"]


def test_a_preambles_line_without_a_telling_word_goes_on_with_the_one_above() -> None:
    found = read(preamble="Căn cứ Luật Đầu tư công ngày 13/6/2019;\n\nLuật Ngân sách nhà nước ngày 25/6/2015;")
    assert [c.relation for c in found] == ["basis", "basis"]


def test_a_title_in_a_preamble_goes_on_behind_its_own_semicolon() -> None:
    (citation,) = read(
        preamble="Căn cứ Nghị quyết số 6/NQ-HĐND ngày 6/7/2022 của HĐND huyện về phân bổ vốn ngân sách; "
        "mức vốn đối ứng của địa phương;"
    )
    assert citation.title == "phân bổ vốn ngân sách; mức vốn đối ứng của địa phương"


def test_a_title_takes_in_the_documents_that_it_names() -> None:
    outer, inner = read(
        preamble="Căn cứ Chương trình 63-CTr/HU ngày 10/11/2023 của Huyện ủy về thực hiện Nghị quyết số 06-NQ/TU "
        "ngày 24/8/2023 của Tỉnh ủy về giảm nghèo;"
    )
    assert outer.title == "thực hiện Nghị quyết số 06-NQ/TU ngày 24/8/2023 của Tỉnh ủy về giảm nghèo"
    assert (inner.title, inner.relation, inner.issuer) == ("giảm nghèo", "refers", "Tỉnh ủy Sơn Trà")


@pytest.mark.parametrize(
    ("written", "ordered"),
    [
        ("điểm a Khoản 2 Điều 5", "Điều 5 khoản 2 điểm a"),
        ("khoản 3, khoản 4 Điều 91", "Điều 91 khoản 3, khoản 4"),
        ("điểm b khoản 4 Điều 6, Điều 44", "Điều 6 khoản 4 điểm b, Điều 44"),
        ("Mục A Phụ lục II", "Phụ lục II Mục A"),
    ],
)
def test_a_provision_is_told_from_its_largest_part_down(written: str, ordered: str, rules: Rulebook) -> None:
    assert order_provision(written, rules) == ordered
    (citation,) = read(f"- Theo {written} Luật Đầu tư công.")
    assert citation.provision == ordered


def test_a_short_number_is_a_mention_where_the_whole_one_stands_in_the_plan() -> None:
    found = read("- Chỉ thị số 11-CT/TU ngày 4/1/2024 của Tỉnh ủy.\n- Quán triệt Chỉ thị 11 và Chỉ thị 12.")
    assert [c.code for c in found] == ["11-CT/TU", "11"]
    keys, _ = resolve(found)
    assert keys == ["ct-11-tu-2024-tinh-son-tra"] * 2


def test_a_quote_cuts_the_text_from_type_to_issuer() -> None:
    rules = the_rules()
    text = FRAME.format(
        title="Giảm nghèo", preamble="", body="- Theo Nghị định số 7/2021/NĐ-CP của Chính phủ về nghèo."
    )
    outline = read_outline(clean_document(read_bytes(text.encode(), "p.txt"), rules), rules)
    (citation,) = find_citations(outline, HEADER, rules)
    assert outline.clean.text[citation.start : citation.end] == "Nghị định số 7/2021/NĐ-CP của Chính phủ"


def test_the_plans_own_number_in_its_header_is_no_citation() -> None:
    assert read("- Không có.") == []


def mention(code: str | None, kind: str = "quyết định", **said: object) -> Citation:
    return Citation(start=0, end=1, type=kind, code=code, **said)  # type: ignore[arg-type]


def test_different_spellings_of_one_document_are_one() -> None:
    keys, documents = resolve(
        [
            mention("90/QĐ-TTg", issue_date=date(2022, 1, 18), issuer="Thủ tướng Chính phủ"),
            mention("090/QĐ-TTG", issue_date=date(2022, 1, 18), issuer="Thủ tướng Chính phủ"),
            mention("90/QĐ-TTg", issuer="Thủ tướng Chính phủ"),
        ]
    )
    assert keys == ["qd-90-ttg-2022"] * 3
    assert [(d.code, d.issue_date) for d in documents] == [("90/QĐ-TTg", date(2022, 1, 18))]


def test_documents_that_share_but_a_number_stay_apart() -> None:
    issued = date(2022, 1, 18)
    keys, _ = resolve(
        [
            mention("2/QĐ-TTg", issue_date=issued, issuer="Thủ tướng Chính phủ"),
            mention("2/2022/QĐ-TTg", issue_date=issued, issuer="Thủ tướng Chính phủ"),
            mention("2/QĐ-UBND", issue_date=issued, issuer="Ủy ban nhân dân huyện Mường Lạn"),
            mention("2/QĐ-UBND", issue_date=issued, issuer="Ủy ban nhân dân xã Mường Lạn"),
            mention("2/QĐ-UBND", issue_date=date(2023, 1, 18), issuer="Ủy ban nhân dân xã Mường Lạn"),
            mention("2-QĐ/TW", issue_date=issued, issuer="Ban Bí thư"),
        ]
    )
    assert len(set(keys)) == 6
    assert None not in keys


def test_a_mention_that_could_mean_two_has_no_identity() -> None:
    keys, _ = resolve(
        [
            mention("5/QĐ-UBND", issue_date=date(2022, 1, 1), issuer="Ủy ban nhân dân huyện Mường Lạn"),
            mention("5/QĐ-UBND", issue_date=date(2023, 1, 1), issuer="Ủy ban nhân dân huyện Mường Lạn"),
            mention("5/QĐ-UBND", issuer="Ủy ban nhân dân huyện Mường Lạn"),
            mention("7/QĐ-UBND", issue_date=date(2023, 1, 1)),
        ]
    )
    assert keys[2:] == [None, None]


@pytest.mark.parametrize(
    ("mentions", "keys"),
    [
        (
            [mention("16/2017/QH14", "luật", title="Luật Lâm nghiệp"), mention(None, "luật", title="Luật lâm nghiệp")],
            ["16-2017-qh14"] * 2,
        ),
        ([mention(None, "luật", title="Luật Lâm nghiệp", issue_year=2017)], ["16-2017-qh14"]),
        ([mention(None, "luật", title="Luật Giống vật nuôi")], ["luat-giong-vat-nuoi"]),
        (
            [
                mention(None, "luật", title="Luật Đất đai", issue_year=2003),
                mention("31/2024/QH15", "luật", title="Luật Đất đai"),
                mention(None, "luật", title="Luật Đất đai"),
            ],
            ["luat-dat-dai-2003", "31-2024-qh15", "luat-dat-dai"],
        ),
        (
            [mention("1719", issue_date=date(2021, 10, 14), issuer="Thủ tướng Chính phủ")],
            ["qd-1719-ttg-2021"],
        ),
        ([mention("57-NQ/TW", "nghị quyết", issue_date=date(2024, 12, 22), issuer="Bộ Chính trị")], ["nq-57-tw-2024"]),
        ([mention("4/TTr-STC", "tờ trình", issue_date=date(2024, 1, 2), issuer="Sở Tài chính")], ["ttr-4-stc-2024-tinh-son-tra"]),
        ([mention("120/KH-UBND", "kế hoạch", relation="self")], ["kh-120-ubnd-2024-huyen-muong-lan"]),
    ],
)  # fmt: skip
def test_an_identity_is_readable_and_told_by_what_the_plan_says(mentions: list[Citation], keys: list[str]) -> None:
    assert resolve(mentions)[0] == keys


@pytest.mark.parametrize(
    ("code", "year"),
    [("07/2021/NĐ-CP", 2021), ("90/QĐ-TTg", None), ("TCVN14423:2025", 2025), ("57-NQ/TW", None), (None, None)],
)
def test_the_year_inside_a_number_can_be_checked(code: str | None, year: int | None) -> None:
    assert year_of(code) == year


def test_a_slug_has_but_plain_letters() -> None:
    assert slug("Quyết định số 90/QĐ-TTg") == "quyet-dinh-so-90-qd-ttg"


def test_long_and_odd_texts_are_read_in_time_that_grows_with_their_length() -> None:
    odd = "của Ban Chỉ đạo về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số " * 40
    shouted = "ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ TỈNH NÀ HIN PHỔ BIẾN QUY ĐỊNH LIÊN QUAN " * 20
    begin = perf_counter()
    read(f"- Theo Quyết định số 3-QĐ/BCĐ ngày 13/8/2023 {odd}. " + "Luật " + "và Luật Đất đai, " * 200)
    read(f"- {shouted} TẠI QUYẾT ĐỊNH SỐ 5/QĐ-UBND CỦA {shouted}")
    assert perf_counter() - begin < 2
