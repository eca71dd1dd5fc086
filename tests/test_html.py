"""Pages of the web: the document alone, as a browser shows it."""

from __future__ import annotations

import pytest

from kehoach.ingest import UnreadableDocument, read_bytes
from kehoach.values import Document
from plans import the_rules


def read(page: str | bytes) -> Document:
    return read_bytes(page if isinstance(page, bytes) else page.encode(), "plan.html", the_rules())


def text_of(inner: str) -> str:
    return read(f"<!DOCTYPE html><html><body>{inner}</body></html>").text


# ---- what a browser shows


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<p>Giảm   nghèo\n bền vững</p><p>Năm 2024</p>", "Giảm nghèo bền vững\nNăm 2024"),
        ("<div>một<div>hai</div>ba</div>", "một\nhai\nba"),
        ("<p>UBND HUYỆN<br>PHÒNG TÀI CHÍNH<br/></p>", "UBND HUYỆN\nPHÒNG TÀI CHÍNH\n"),
        ("<p>K&#7871; ho&#x1EA1;ch &ndash; ng&agrave;y 5&nbsp;/6 A&amp;B</p>", "Kế hoạch – ngày 5\xa0/6 A&B"),
        ("<p>25 m<sup>2</sup> và H<sub>2</sub>O</p>", "25 m2 và H2O"),
        ("<p>Luật<a href='#_ftn1'><sup>[1]</sup></a> số 5</p><p><a href='#_ftnref1'>[1]</a> Năm 2024</p>", "Luật số 5\n[1] Năm 2024"),
        ("<p style='text-transform: uppercase'>mục tiêu</p>", "MỤC TIÊU"),
        ("<p>hiện<span style='display:none'> ẩn</span><span hidden> ẩn</span></p>", "hiện"),
        ("<pre>một   hai \n<b>  ba </b>  bốn</pre>", "một   hai\nba   bốn"),
        ("<p>a<!-- ghi chú -->b<script>x()</script>c</p>", "abc"),
        ("<ul><li>một</li><li>hai</li></ul>", "- một\n- hai"),
        ("<ol><li>một<ol type=a start=3><li>ba</li></ol></li><li>hai</li></ol>", "1. một\nc) ba\n2. hai"),
        ("<ol type=I><li>một</li><li value=4>bốn</li></ol>", "I. một\nIV. bốn"),
    ],
)  # fmt: skip
def test_text_comes_as_a_browser_shows_it(inner: str, text: str) -> None:
    assert text_of(inner) == text


def test_bold_and_italics_are_kept_beside_the_text() -> None:
    document = read(
        "<html><body><h2>I. MỤC TIÊU</h2><p><b>1. Chung:</b> giảm <i>nghèo</i></p><p style='font-weight:bold'>x y</p></body></html>"
    )
    assert [document.text[s:e] for s, e in document.emphasis] == ["I. MỤC TIÊU", "1. Chung:", "nghèo", "x y"]


# ---- tables


def test_merged_cells_leave_empty_places() -> None:
    table = """<p>Biểu</p><table border=1><thead><tr><th rowspan=2>TT</th><th colspan=2>Vốn</th></tr>
      <tr><td>TW</td><td>ĐP</td></tr></thead><tr><td>1</td><td rowspan=2>10<br>20</td><td>30</td></tr>
      <tr><td>2</td><td rowspan=2>40</td></tr><tr><td>3</td><td>50</td></tr></table><p>sau</p>"""
    assert text_of(table).split("\n") == [
        "Biểu", "", "", "TT\tVốn\t", "\tTW\tĐP", "1\t10 20\t30", "2\t\t40", "3\t50\t", "", "", "sau",
    ]  # fmt: skip


def test_a_header_in_two_columns_is_lines() -> None:
    table = """<table width="100%"><tr><td><b>UBND TỈNH A</b></td><td><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>
      Độc lập - Tự do - Hạnh phúc</b></td></tr><tr><td>Số: 5/KH-UBND</td><td>A, ngày 1 tháng 2 năm 2024</td></tr></table>"""
    assert text_of(table + "<p>KẾ HOẠCH</p>").split("\n") == [
        "UBND TỈNH A",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 5/KH-UBND",
        "A, ngày 1 tháng 2 năm 2024",
        "KẾ HOẠCH",
    ]


def test_a_page_that_is_set_in_tables_is_read_through_them() -> None:
    inner = "<table border=1><tr><td>TT</td><td>Tên</td></tr><tr><td>1</td><td>Đường</td></tr></table>"
    body = "<p>Kế hoạch giảm nghèo bền vững của huyện năm 2024, theo Nghị quyết của tỉnh.</p>" * 4
    page = f"<table><tr><td><a href=1>Trang chủ</a></td><td><table><tr><td>{body}{inner}</td></tr></table></td></tr></table>"
    text = text_of(page)
    assert "Trang chủ" not in text
    assert text.count("Kế hoạch") == 4
    assert "TT\tTên\n1\tĐường" in text


# ---- the document alone

PLAN = "<p>Ủy ban nhân dân tỉnh ban hành kế hoạch giảm nghèo theo <a href=/vb/90>Quyết định số 90/QĐ-TTg</a>.</p>" * 5
LINKS = "".join(f"<li><a href=/{n}>Kế hoạch số {n} của tỉnh về phát triển du lịch</a></li>" for n in range(9))


@pytest.mark.parametrize(
    "beside",
    [
        f"<nav>{LINKS}</nav>",
        f"<ul>{LINKS}</ul>",
        f"<div class=lq><h4>Văn bản liên quan</h4><ul>{LINKS}</ul></div>",
        "<form><input value=Tìm><button>Tìm kiếm</button></form>",
        "<footer>Bản quyền thuộc về Cổng thông tin</footer>",
        "<div role=banner>Cổng thông tin điện tử</div>",
        "<aside>Thời tiết hôm nay</aside>",
    ],
)
@pytest.mark.parametrize("shape", ["{1}<div>{0}</div>", "<div><div>{0}</div>{1}</div>", "<div>{0}{1}</div>"])
def test_what_stands_beside_the_document_is_left_out(beside: str, shape: str) -> None:
    lines = text_of(shape.format(PLAN, beside)).split("\n")
    assert [line for line in lines if "ban hành kế hoạch" in line] == lines[:5]
    assert set(lines[5:]) <= {"", "Văn bản liên quan"}


def test_links_inside_a_document_stay() -> None:
    assert text_of(PLAN).count("Quyết định số 90/QĐ-TTg") == 5
    assert text_of(PLAN + "<p><a href=/5>Nghị quyết số 5</a></p>").endswith("Nghị quyết số 5")


# ---- bytes


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("windows-1258", "cp1258"),
        ("utf-16", "utf-16"),
    ],
)
def test_a_page_is_read_in_the_encoding_of_its_bytes(declared: str, encoding: str) -> None:
    text = "Kế hoạch giảm nghèo"
    page = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'
    if encoding == "cp1258":  # it has the vowel and then its tone
        page = page.replace(text, "Kê\u0301 hoa\u0323ch gia\u0309m nghe\u0300o")
    assert read(page.encode(encoding)).text == text


def test_a_page_in_fonts_of_old_encodings_is_read_by_its_fonts() -> None:
    page = (
        "<html><body><p><font face='.VnTimeH'>kÕ ho¹ch</font> <span style=\"font-family:.VnTime\">gi¶m nghÌo</span></p>"
        "<p style='font-family:\"VNI-Times\"'>thò xaõ</p></body></html>"
    )
    assert read(page.encode("latin-1")).text == "KẾ HOẠCH giảm nghèo\nthị xã"
    assert read(page).text == "KẾ HOẠCH giảm nghèo\nthị xã"


def test_a_page_saved_with_its_pictures_is_read() -> None:
    page = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        "PGh0bWw+PGJvZHk+PHA+R2nhuqNtIG5naMOobzwvcD48L2JvZHk+PC9odG1sPg==\r\n--b\r\n"
        "Content-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    document = read(page)
    assert (document.media, document.text) == ("html", "Giảm nghèo")


@pytest.mark.parametrize(
    "page", ["<html><body></body></html>", "<html><body><script>show()</script></body></html>", "<html>"]
)
def test_a_page_without_words_says_what_to_do(page: str) -> None:
    with pytest.raises(UnreadableDocument, match="holds no words") as caught:
        read(page)
    assert "browser" in caught.value.mend
