"""Word files: the text is what the page shows."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from kehoach.clean import clean_document
from kehoach.ingest import UnreadableDocument, office, read_bytes
from kehoach.ingest.numbering import read_numbering, roman
from kehoach.values import Document
from plans import CORPUS, the_rules

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
NAMES = (
    f'{W} {MC} xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def word(body: str, numbering: str = "", styles: str = "") -> bytes:
    """A Word file with this body; numbering and styles are added to those of an empty file."""
    document = docx.Document()
    element = document.element.body
    for child in list(element)[:-1]:
        element.remove(child)
    for child in parse_xml(f"<w:body {NAMES}>{body}</w:body>"):
        element.insert(len(element) - 1, child)
    if numbering:
        root = document.part.numbering_part.element
        for child in list(root):
            root.remove(child)
        for child in parse_xml(f"<w:numbering {NAMES}>{numbering}</w:numbering>"):
            root.append(child)
    for child in parse_xml(f"<w:styles {NAMES}>{styles}</w:styles>"):
        document.styles.element.append(child)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def read(content: bytes) -> Document:
    return read_bytes(content, "plan.docx", the_rules())


def text_of(body: str, numbering: str = "", styles: str = "") -> str:
    return read(word(body, numbering, styles)).text


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; a run that is no XML is text."""
    inner = "".join(r if r.startswith("<") else run(r) for r in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


# ---- paragraphs


def test_a_paragraph_is_a_line() -> None:
    assert text_of(p("I. MỤC TIÊU") + p("Giảm ", "nghèo") + p() + p("Hết")) == "I. MỤC TIÊU\nGiảm nghèo\n\nHết"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:r><w:t>KẾ HOẠCH</w:t><w:br/><w:t>Năm 2024</w:t></w:r>", "KẾ HOẠCH\nNăm 2024"),
        ("<w:r><w:t>12</w:t><w:noBreakHyphen/><w:t>KH</w:t></w:r>", "12-KH"),
        ("<w:r><w:t>giảm</w:t><w:softHyphen/><w:t>nghèo</w:t></w:r>", "giảm\u00adnghèo"),
        (
            '<w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr><w:t>t</w:t><w:softHyphen/><w:t>¬ng</w:t></w:r>',
            "tương",
        ),
        ("<w:r><w:t>1.</w:t><w:tab/><w:t>Mục đích</w:t></w:r>", "1. Mục đích"),
        ("<w:r><w:t>UBND HUYỆN</w:t><w:tab/><w:t>CỘNG HÒA</w:t></w:r>", "UBND HUYỆN        CỘNG HÒA"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t> 5</w:t></w:r>', "≥ 5"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t> một</w:t></w:r>', "• một"),
        ("<w:hyperlink><w:r><w:t>Nghị định</w:t></w:r></w:hyperlink><w:r><w:t> số 7</w:t></w:r>", "Nghị định số 7"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>trang</w:t></w:r>", "trang"),
        ('<w:fldSimple w:instr="DATE"><w:r><w:t>năm 2024</w:t></w:r></w:fldSimple>', "năm 2024"),
        ("<w:r><w:t>a</w:t><w:br w:type='page'/><w:t>b</w:t></w:r>", "a\fb"),
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>Số: 5</w:t></w:r></w:sdtContent></w:sdt>", "Số: 5"),
    ],
)
def test_what_a_run_holds_is_shown(inner: str, text: str) -> None:
    assert text_of(f"<w:p>{inner}</w:p>") == text


def test_hidden_text_is_left_out_and_small_letters_set_as_capitals_are_capitals() -> None:
    body = p(run("kế hoạch", "<w:caps/>"), run(" nháp", "<w:vanish/>"), run(" năm", '<w:caps w:val="0"/>'))
    assert text_of(body) == "KẾ HOẠCH năm"


def test_what_a_style_says_holds_until_the_run_says_otherwise() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Goc"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Tua"><w:basedOn w:val="Goc"/><w:rPr><w:caps/></w:rPr></w:style>'
    )
    style = '<w:pStyle w:val="Tua"/>'
    document = read(word(p("mục tiêu", run(" chung", '<w:b w:val="0"/>'), properties=style), styles=styles))
    assert document.text == "MỤC TIÊU CHUNG"
    assert [document.text[s:e] for s, e in document.emphasis] == ["MỤC TIÊU"]


def test_emphasis_tells_a_heading_from_what_runs_on_after_it() -> None:
    body = p(run("1. Phòng Tài chính:", "<w:b/>"), run(" chủ trì", "")) + p(run("a) ", ""), run("Mục tiêu", "<w:i/>"))
    clean = clean_document(read(word(body)), the_rules())
    assert [clean.text[line.start : line.lead] for line in clean.lines] == ["1. Phòng Tài chính:", "a) Mục tiêu"]


# ---- changes, boxes, notes


def test_tracked_changes_are_accepted() -> None:
    mark = 'w:id="1" w:author="A"'
    body = (
        f"<w:p><w:r><w:t>Giảm </w:t></w:r><w:del {mark}><w:r><w:delText>hộ </w:delText></w:r></w:del>"
        f"<w:ins {mark}><w:r><w:t>nghèo</w:t></w:r></w:ins></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del {mark}/></w:rPr></w:pPr><w:r><w:t>nửa đầu </w:t></w:r></w:p>"
        f"<w:p><w:r><w:t>nửa sau</w:t></w:r><w:moveFrom {mark}><w:r><w:t>cũ</w:t></w:r></w:moveFrom>"
        f"<w:moveTo {mark}><w:r><w:t> mới</w:t></w:r></w:moveTo></w:p>"
    )
    assert text_of(body) == "Giảm nghèo\nnửa đầu nửa sau mới"


def test_a_deleted_row_is_gone() -> None:
    row = "<w:tr><w:trPr>{}</w:trPr>" + "<w:tc>{}</w:tc>" * 2 + "</w:tr>"
    gone = '<w:del w:id="1" w:author="A"/>'
    table = "".join(
        row.format(mark, p(a), p(b)) for mark, a, b in (("", "TT", "Tên"), (gone, "1", "bỏ"), ("", "2", "giữ"))
    )
    assert text_of(f"<w:tbl>{table}</w:tbl>").strip() == "TT\tTên\n2\tgiữ"


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('trong khung')}</w:txbxContent>"
    old = box.replace("trong khung", "bản cho Word cũ")
    body = (
        "<w:p><w:r><w:t>ngoài</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{old}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(body + p("sau")) == "ngoài\ntrong khung\nsau"


def test_of_two_ways_to_say_a_thing_the_first_is_read() -> None:
    both = f'<mc:AlternateContent><mc:Choice Requires="w14">{run("mới")}</mc:Choice><mc:Fallback>{run("cũ")}</mc:Fallback></mc:AlternateContent>'
    assert (
        text_of(f"<w:p>{both}</w:p>" + both.replace(run("mới"), p("trên")).replace(run("cũ"), p("dưới"))) == "mới\ntrên"
    )


def with_part(content: bytes, name: str, kind: str, xml: str) -> bytes:
    """A Word file with one more part, that the document is related to."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            data = old.read(part).decode("utf-8", "surrogateescape")
            if part == "word/_rels/document.xml.rels":
                base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
                related = f'<Relationship Id="rIdX" Type="{base}{kind}" Target="{name}"/></Relationships>'
                data = data.replace("</Relationships>", related)
            if part == "[Content_Types].xml":
                override = f'<Override PartName="/word/{name}" ContentType="application/xml"/></Types>'
                data = data.replace("</Types>", override)
            new.writestr(part, data.encode("utf-8", "surrogateescape"))
        new.writestr(f"word/{name}", xml)
    return out.getvalue()


def test_footnotes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    body = p(
        "Theo Luật",
        '<w:r><w:footnoteReference w:id="7"/></w:r>',
        " và quyết định",
        '<w:r><w:footnoteReference w:id="3"/></w:r>',
        '<w:r><w:footnoteReference w:id="7"/></w:r>',
    )
    notes = f'<w:footnotes {W}><w:footnote w:id="3">{p("Quyết định 5.")}</w:footnote><w:footnote w:id="7">{p("Luật số 24.")}{p("Sửa đổi.")}</w:footnote></w:footnotes>'
    text = read(with_part(word(body), "footnotes.xml", "footnotes", notes)).text
    assert text == "Theo Luật và quyết định\n\n[1] Luật số 24. Sửa đổi.\n[2] Quyết định 5."


# ---- automatic numbering


def level(depth: int, form: str, shape: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{shape}"/></w:lvl>'


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def item(text: str, depth: int = 0, num: int = 1) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>')


def labels(items: str, numbering: str, styles: str = "") -> list[str]:
    return [line.rpartition(" ")[0] for line in text_of(items, numbering, styles).split("\n")]


def test_levels_count_within_each_other() -> None:
    numbering = lists(level(0, "upperRoman", "%1."), level(1, "decimal", "%2."), level(2, "decimal", "%2.%3."))
    items = "".join(item("x", d) for d in (0, 1, 2, 2, 1, 2, 0, 1))
    assert labels(items, numbering) == ["I.", "1.", "1.1.", "1.2.", "2.", "2.1.", "II.", "1."]


def test_a_legal_level_shows_all_numbers_in_figures() -> None:
    numbering = lists(level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.", "<w:isLgl/>"))
    assert labels(item("x") + item("x") + item("x", 1), numbering) == ["I.", "II.", "2.1."]


@pytest.mark.parametrize(
    ("form", "count", "label"),
    [
        ("decimal", 12, "12)"),
        ("decimalZero", 3, "03)"),
        ("lowerRoman", 4, "iv)"),
        ("upperLetter", 27, "AA)"),
        ("lowerLetter", 5, "e)"),
        ("vietnameseCounting", 5, "năm)"),
        ("ideographDigital", 2, "2)"),
    ],
)
def test_a_number_has_the_form_that_its_level_says(form: str, count: int, label: str) -> None:
    assert labels(item("x") * count, lists(level(0, form, "%1)")))[-1] == label


@pytest.mark.parametrize(
    ("listed", "wanted"),
    [("a, b, c, d, đ, ...", "a) b) c) d) đ) e) g)"), ("01, 02, 03, ...", "01) 02) 03) 04) 05) 06) 07)")],
)
def test_a_form_of_its_own_is_counted_on(listed: str, wanted: str) -> None:
    form = (
        f'<w:lvl w:ilvl="0"><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="{listed}"/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1)"/></w:lvl>'
    )
    assert " ".join(labels(item("x") * 7, lists(form))) == wanted


@pytest.mark.parametrize(
    ("sign", "shown"), [("-", "-"), ("+", "+"), ("\uf0b7", "•"), ("\uf02d", "-"), ("o", "o"), ("➢", "•")]
)
def test_bullets_are_signs_that_plans_type(sign: str, shown: str) -> None:
    assert labels(item("x"), lists(level(0, "bullet", sign))) == [shown]


def test_lists_of_one_kind_go_on_unless_one_begins_anew() -> None:
    nums = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>{more}</w:num>'
        for n, more in ((1, ""), (2, ""), (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'))
    )
    items = item("x", num=1) + item("x", num=2) + item("x", num=3) + item("x", num=3)
    assert labels(items, lists(level(0, "decimal", "%1."), nums=nums)) == ["1.", "2.", "1.", "2."]


def test_a_style_may_number_and_a_paragraph_may_refuse() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    style = '<w:pStyle w:val="Muc"/>'
    body = (
        p("một x", properties=style)
        + p("không", properties=style + '<w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("hai x", properties=style)
    )
    numbering = lists(level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)", '<w:pStyle w:val="Muc"/>'))
    assert text_of(body, numbering, styles) == "a) một x\nkhông\nb) hai x"


def test_an_empty_numbered_paragraph_counts_but_shows_no_label() -> None:
    assert text_of(item("a") + item("") + item("b"), lists(level(0, "decimal", "%1."))) == "1. a\n\n3. b"


def test_a_list_that_the_file_lacks_has_no_labels() -> None:
    assert read_numbering(None, the_rules()).label("5", 0) == ""


@pytest.mark.parametrize(("value", "shown"), [(1, "I"), (4, "IV"), (14, "XIV"), (49, "XLIX"), (1994, "MCMXCIV")])
def test_roman_figures(value: int, shown: str) -> None:
    assert roman(value) == shown


# ---- tables


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(p(t) for t in text.split('|'))}</w:tc>"


LINES = '<w:tblPr><w:tblBorders><w:insideH w:val="single"/></w:tblBorders></w:tblPr>'


def table(*rows: str, lines: str = LINES) -> str:
    return f"<w:tbl>{lines}{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_a_tables_row_is_a_line_and_merged_cells_leave_empty_places() -> None:
    body = table(
        cell("TT", '<w:vMerge w:val="restart"/>') + cell("Vốn", '<w:gridSpan w:val="2"/>'),
        cell("khuất", "<w:vMerge/>") + cell("TW") + cell("ĐP"),
        cell("1") + cell("10|20") + cell("30"),
        '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("a") + cell("b"),
    )
    assert text_of(p("Biểu") + body + p("sau")).split("\n") == [
        "Biểu", "", "", "TT\tVốn\t", "\tTW\tĐP", "1\t10 20\t30", "\ta\tb", "", "", "sau",
    ]  # fmt: skip


def test_header_and_signature_in_columns_are_lines() -> None:
    header = table(
        cell("UBND HUYỆN A") + cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc"),
        cell("Số: 5/KH-UBND") + cell("A, ngày 1 tháng 2 năm 2024"),
    )
    assert text_of(header + p("KẾ HOẠCH")).split("\n") == [
        "UBND HUYỆN A",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 5/KH-UBND",
        "A, ngày 1 tháng 2 năm 2024",
        "KẾ HOẠCH",
    ]


def test_columns_without_lines_are_text_and_a_table_without_lines_is_one() -> None:
    no_lines = "<w:tblPr/>"
    assert text_of(table(cell("Kính gửi:") + cell("- Bộ A;|- Bộ B."), lines=no_lines)) == "Kính gửi:\n- Bộ A;\n- Bộ B."
    rows = [cell(a) + cell(b) + cell(c) for a, b, c in ("123", "456")]
    assert text_of(table(*rows, lines=no_lines)).strip() == "1\t2\t3\n4\t5\t6"


def test_a_table_in_a_cell_is_part_of_its_cell() -> None:
    inner = table(cell("x") + cell("y"))
    body = table(cell("a") + f"<w:tc>{p('b')}{inner}</w:tc>", cell("c") + cell("d"))
    assert text_of(body).strip() == "a\tb x y\nc\td"


# ---- fonts of old encodings


def test_runs_in_old_fonts_are_read_by_their_font() -> None:
    def font(name: str) -> str:
        return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'

    body = (
        p(run("kÕ ho¹ch", font(".VnTimeH")), run(" gi¶m ", font(".VnTime")), run("nghèo", font("Times New Roman")))
        + p(run("Uû", font(".VnTime") + "<w:b/>"), run(" ban", font(".VnTime")))
        + p(run("thò xa", font("VNI-Times")), run("õ", font("VNI-Times")))
        + p(run("Kế hoạch và có", font(".VnTime")))
    )
    assert text_of(body) == "KẾ HOẠCH giảm nghèo\nUỷ ban\nthị xã\nKế hoạch và có"


def test_old_text_whose_font_is_lost_is_told_by_its_words() -> None:
    body = p(run("Keá hoaïch giaûm ngheøo beàn vöõng", "<w:b/>")) + p("Thöïc hieän ", run("chöông trình", "<w:b/>"))
    document = read(word(body))
    assert document.text == "Kế hoạch giảm nghèo bền vững\nThực hiện chương trình"
    assert document.emphasis == ((0, 28),)
    assert [d.code for d in document.diagnostics] == ["converted-encoding"]


# ---- pages


def paged(body: str, pages: int) -> bytes:
    content, out = word(body), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part == "docProps/app.xml":
                begin = data.index(b"<Pages>")
                data = data[:begin] + b"<Pages>%d</Pages>" % pages + data[data.index(b"</Pages>") + 8 :]
            new.writestr(part, data)
    return out.getvalue()


def test_pages_are_words_own_where_it_counted_as_many() -> None:
    body = p("trang một") + p("đầu ", "<w:r><w:lastRenderedPageBreak/><w:t>trang hai</w:t></w:r>")
    document = read(paged(body, 2))
    assert [(page.number, document.text[page.start : page.end]) for page in document.pages] == [
        (1, "trang một\nđầu "),
        (2, "trang hai"),
    ]
    assert read(paged(body, 7)).pages == ()
    assert read(paged(p("một trang quá dài " * 500), 1)).pages == ()


# ---- files that can't be read


def broken(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: broken(word(p("x"))), "a broken archive"),
        (lambda: word(p("")), "holds no words"),
        (
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"), "no text document"),
    ],
    ids=["cut off", "empty", "encrypted", "a workbook"],
)
def test_a_file_that_is_not_read_says_why(make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason) as caught:
        read(make())
    assert len(caught.value.mend) > 10


def replaced(content: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, data if part == name else old.read(part))
    return out.getvalue()


def test_a_package_with_a_broken_part_is_a_broken_word_file() -> None:
    with pytest.raises(UnreadableDocument, match="a broken Word file"):
        read(replaced(word(p("x")), "word/document.xml", b"<w:document"))


# ---- older files, through LibreOffice

needs_libreoffice = pytest.mark.skipif(
    not any(map(shutil.which, office.PROGRAMS)), reason="LibreOffice is not installed (libreoffice-writer-nogui)"
)

RTF = rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Times New Roman;}}\f0 K\u7871? ho\u7841?ch gi\u7843?m ngh\u232?o\par N\u259?m 2024\par}"


@needs_libreoffice
def test_an_rtf_file_is_read_through_libreoffice() -> None:
    document = read_bytes(RTF, "plan.doc", the_rules())
    assert (document.media, document.text) == ("doc", "Kế hoạch giảm nghèo\nNăm 2024")


@needs_libreoffice
@pytest.mark.parametrize("media", ["doc", "odt"])
def test_a_plan_in_an_older_format_reads_as_its_word_file(media: str, tmp_path: Path) -> None:
    plan = CORPUS / "rendered" / "docx" / "12_tinh-quyet-dinh-dao-tao-nghe-2024.docx"
    program = next(found for name in office.PROGRAMS if (found := shutil.which(name)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", media, "--outdir", str(tmp_path), str(plan)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    document = read_bytes((tmp_path / f"{plan.stem}.{media}").read_bytes(), "plan.txt", the_rules())
    assert document.media == media
    there, here = (words(d) for d in (document, read_bytes(plan.read_bytes(), "plan.docx", the_rules())))
    assert SequenceMatcher(None, there, here, autojunk=False).ratio() > 0.98


def words(document: Document) -> list[str]:
    return document.text.split()


def test_without_libreoffice_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "PROGRAMS", ("no-such-program",))
    with pytest.raises(UnreadableDocument, match="needs LibreOffice") as caught:
        read_bytes(RTF, "plan.doc", the_rules())
    assert "libreoffice-writer" in caught.value.mend


def test_a_conversion_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    program = tmp_path / "slow"
    program.write_text("#!/bin/sh\nsleep 60 & wait\n")
    program.chmod(0o755)
    monkeypatch.setattr(office, "PROGRAMS", (str(program),))
    monkeypatch.setattr(office, "PATIENCE", 0.2)
    began = time.monotonic()
    with pytest.raises(UnreadableDocument, match="took more than"):
        read_bytes(RTF, "plan.doc", the_rules())
    assert time.monotonic() - began < 30


# ---- paragraphs are whole


@pytest.mark.parametrize(
    ("paragraphs", "lines"),
    [
        (["4. Phát triển nền tảng số", "4.1. Ứng dụng hệ thống"], 2),
        (["4. Phát triển nền tảng số", "Nghiên cứu, ứng dụng"], 2),
        (["Triển khai thực hiện Chỉ thị ngày 04/01/2026", "của Ban Thường vụ Tỉnh ủy"], 1),
        (["KẾ HOẠCH", "của Ủy ban nhân dân tỉnh"], 2),
        (["1.", "Mục tiêu"], 1),
        (["Một đoạn dài không có dấu chấm câu ở cuối " * 4, "", "Đoạn sau"], 2),
        (["Một đoạn dài đến hết dòng, như trang giấy cho phép viết,", "Đoạn sau"] * 6, 12),
    ],
    ids=["label", "capital", "small letter", "type", "label alone", "blank", "all of one width"],
)
def test_a_paragraph_of_word_is_a_line_of_the_clean_text(paragraphs: list[str], lines: int) -> None:
    clean = clean_document(read(word("".join(map(p, paragraphs)))), the_rules())
    assert len(clean.lines) == lines
