"""Clean text: what is joined, what is parted, what is dropped, and the way back to the source."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.clean import clean_document
from kehoach.rulebook import Rulebook
from kehoach.values import CleanText, Document

WRAPPED = "\n".join(
    ["KẾ HOẠCH", "Chăm lo người cao tuổi năm 2024", ""]
    + [
        "Căn cứ Luật Người cao tuổi, xã tổ chức thăm hỏi, khám bệnh và cấp thẻ bảo",
        "hiểm cho toàn bộ người trên bảy mươi tuổi đang sống tại các thôn vùng cao.",
        "",
    ]
    * 8
)


def clean(text: str, rules: Rulebook) -> CleanText:
    return clean_document(Document("d", "d.txt", "0", "txt", text), rules)


def lines(text: str, rules: Rulebook) -> list[str]:
    c = clean(text, rules)
    return [c.text[line.start : line.end] for line in c.lines]


JOINED = [
    (
        "a wrapped paragraph",
        WRAPPED + "\nTrạm y tế lập danh sách người được khám, gửi trưởng thôn\nđọc trên loa trước ba ngày.",
        "Trạm y tế lập danh sách người được khám, gửi trưởng thôn đọc trên loa trước ba ngày.",
    ),
    (
        "a sentence that a blank line tears",
        "Giao Phòng Nội vụ theo dõi, đôn đốc các xã thực hiện và tổng hợp báo\n\ncáo gửi về huyện.",
        "Giao Phòng Nội vụ theo dõi, đôn đốc các xã thực hiện và tổng hợp báo cáo gửi về huyện.",
    ),
    (
        "a number torn from its word",
        WRAPPED + "\nThực hiện Quyết định số\n12/QĐ-UBND của huyện.",
        "Thực hiện Quyết định số 12/QĐ-UBND của huyện.",
    ),
    ("a label that stands alone", "**2.**\nYêu cầu của đợt vận động", "2. Yêu cầu của đợt vận động"),
    ("a heading in bold over two lines", WRAPPED + "\n**I. MỤC\nĐÍCH, YÊU CẦU**", "I. MỤC ĐÍCH, YÊU CẦU"),
    (
        "a symbol cut at its hyphen",
        WRAPPED + "\ntheo Nghị quyết số 10-\nNQ/TU của Tỉnh ủy.",
        "theo Nghị quyết số 10-NQ/TU của Tỉnh ủy.",
    ),
]


@pytest.mark.parametrize(("text", "line"), [j[1:] for j in JOINED], ids=[j[0] for j in JOINED])
def test_a_torn_line_is_joined(text: str, line: str, rules: Rulebook) -> None:
    assert line in lines(text, rules)


PARTED = [
    ("bullets", "- Vốn huyện: 5 triệu đồng\n- Vốn xã: 7 triệu đồng"),
    ("type and title", "KẾ HOẠCH\nphòng chống rét cho đàn trâu"),
    ("headings", "1. Mục tiêu\na) Đối tượng"),
    ("sentences set apart", "Các thôn tự kiểm tra.\n\nXã kiểm tra lại."),
    ("articles", "Điều 1. Phạm vi\nĐiều 2. Đối tượng"),
]


@pytest.mark.parametrize("text", [p[1] for p in PARTED], ids=[p[0] for p in PARTED])
def test_what_begins_anew_is_not_joined(text: str, rules: Rulebook) -> None:
    assert lines(text, rules) == [line for line in text.split("\n") if line]


SPELLINGS = [
    ("–", "Sở Lao động – Thương binh", "Sở Lao động - Thương binh"),
    ("nbsp", "10\u00a0xã", "10 xã"),
    ("tone marks", "hoà thuận, uỷ ban, thuý, quý, toàn", "hòa thuận, ủy ban, thúy, quý, toàn"),
    ("Icelandic", "QÐ-UBND", "QĐ-UBND"),
    ("markup", "**Mục** *đích* m<sup>2</sup>", "Mục đích m2"),
    ("decomposed", unicodedata.normalize("NFD", "Kế hoạch giảm nghèo"), "Kế hoạch giảm nghèo"),
    ("byte order mark", "\ufeffKế hoạch", "Kế hoạch"),
]


@pytest.mark.parametrize(("written", "read"), [s[1:] for s in SPELLINGS], ids=[s[0] for s in SPELLINGS])
def test_spelling_is_one(written: str, read: str, rules: Rulebook) -> None:
    assert lines(written, rules) == [read]


def test_page_numbers_are_dropped_and_cells_are_not(rules: Rulebook) -> None:
    page = WRAPPED.replace("KẾ HOẠCH\nChăm lo người cao tuổi năm 2024\n", "") + "\n"
    text = "\f".join(page + f"\n                                   {n}\n" for n in range(2, 5))
    assert not [line for line in lines(text, rules) if line.isdigit()]
    table = "TT\nTên thôn\nSố hộ\n1\nThôn Hạ\n2\n2\nThôn Thượng\n3\n"
    assert lines(table, rules)[1:] == ["1\tThôn Hạ\t2", "2\tThôn Thượng\t3"]


TABLES = [
    ("tabs", "TT\tXã\tVốn\n1\tBản Na\t12"),
    ("markdown", "| TT | Xã | Vốn |\n|---|---|---|\n| 1 | Bản Na | 12 |"),
    ("bars", "|\nTT\n|\nXã\n|\nVốn\n|\n|\n1\n|\nBản\nNa\n|\n12\n|"),
]


@pytest.mark.parametrize("text", [t[1] for t in TABLES], ids=[t[0] for t in TABLES])
def test_rows_are_found_however_they_are_set(text: str, rules: Rulebook) -> None:
    c = clean(text, rules)
    rows = [[c.text[s:e] for s, e in line.cells] for line in c.lines if line.kind == "row"]
    assert rows == [["TT", "Xã", "Vốn"], ["1", "Bản Na", "12"]]


LETTERS = st.text(alphabet="aáàạăâđêôơưỷ ABĐ0123456789.,;:-–()*_#|\n\t\r\f\u00a0\u0301\u200b/%", max_size=300)


@given(text=LETTERS)
def test_every_line_leads_back_to_its_source(text: str, rules: Rulebook) -> None:
    c = clean(text, rules)
    before = 0
    for line in c.lines:
        start, end = c.to_source(line.start, line.end)
        assert before <= start <= end <= len(text)
        letters = [x for x in unicodedata.normalize("NFC", text[start:end]) if x.isalnum()]
        assert [x for x in c.text[line.start : line.end] if x.isalnum()] == letters or "\u0301" in text
        before = start


@given(text=LETTERS)
def test_nothing_with_a_letter_is_lost(text: str, rules: Rulebook) -> None:
    c = clean(text, rules)
    kept = sum(x.isalpha() for x in c.text)
    assert kept == sum(x.isalpha() for x in unicodedata.normalize("NFC", text))


def test_a_segmented_bullet_keeps_its_later_sentences(rules: Rulebook) -> None:
    words = "Uỷ_ban nhân_dân xã tổ_chức thăm_hỏi , khám_bệnh . \n" * 8
    text = (
        words
        + "- Trạm y_tế lập danh_sách . \nGửi trưởng_thôn . \n2.3 - Chi thăm_hỏi : 5 triệu đồng ; \nTrên đây là kế_hoạch . \n"
    )
    assert lines(text, rules)[-3:] == [
        "- Trạm y tế lập danh sách. Gửi trưởng thôn.",
        "2.3 - Chi thăm hỏi: 5 triệu đồng;",
        "Trên đây là kế hoạch.",
    ]


def test_segmented_labels_begin_a_line_and_a_leaning_sentence_none(rules: Rulebook) -> None:
    words = "Uỷ_ban nhân_dân xã tổ_chức thăm_hỏi , khám_bệnh . \n" * 8
    text = words + "- Trạm y_tế lập danh_sách . \n4.2 . Thăm_hỏi các hộ . \nĐồng_thời tặng quà . \n"
    assert lines(text, rules)[-2:] == ["- Trạm y tế lập danh sách.", "4.2. Thăm hỏi các hộ. Đồng thời tặng quà."]
