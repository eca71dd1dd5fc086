"""bytes -> Document."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.ingest import UnreadableDocument, read_bytes, read_document
from kehoach.ingest.media import sniff_media
from kehoach.ingest.text import decode

PLAN = "KẾ HOẠCH\r\nGiảm nghèo năm 2024\f\n\n- Hoà Bình:\xa0kinh phí 1.977 triệu đồng ./.\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAN.encode(),
        b"\xef\xbb\xbf" + PLAN.encode(),
        b"\xff\xfe" + PLAN.encode("utf-16-le"),
        b"\xfe\xff" + PLAN.encode("utf-16-be"),
        b"\xff\xfe\x00\x00" + PLAN.encode("utf-32-le"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 le", "utf-16 be", "utf-32 le"],
)
def test_the_reference_text_is_the_text_as_decoded_without_its_mark(content: bytes) -> None:
    assert read_bytes(content, "plan.txt").text == PLAN


def test_decomposed_letters_stay_decomposed() -> None:
    text = unicodedata.normalize("NFD", PLAN)
    assert read_bytes(text.encode(), "plan.txt").text == text != PLAN


def test_only_the_first_mark_is_taken_off() -> None:
    assert read_bytes(b"\xef\xbb\xbf" + "\ufeffKế hoạch".encode(), "a").text == "\ufeffKế hoạch"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


@given(TEXTS, st.sampled_from(["utf-8-sig", "utf-16"]))
def test_any_text_comes_back_from_its_bytes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a") == text


def test_the_same_content_has_the_same_id_whatever_its_name() -> None:
    one, two = read_bytes(PLAN.encode(), "a.txt"), read_bytes(PLAN.encode(), "b/c.md")
    assert one.doc_id == two.doc_id
    assert one.media == two.media
    assert len(one.doc_id) == 16
    assert one.sha256.startswith(one.doc_id)


def test_another_content_has_another_id() -> None:
    assert read_bytes(PLAN.encode(), "a").doc_id != read_bytes(PLAN.encode() + b" ", "a").doc_id


@pytest.mark.parametrize(
    ("text", "media"),
    [
        ("I. MỤC TIÊU\n**Kinh phí** là # một\n", "txt"),
        ("# Kế hoạch\n\nnội dung", "md"),
        ("Nội dung\n\n| TT | Tên |\n|---|:---:|\n| 1 | a |", "md"),
        ("Nội dung\n\n-------\nTT\tTên", "txt"),
    ],
)
def test_markdown_is_told_by_its_own_markup(text: str, media: str) -> None:
    assert read_bytes(text.encode(), "x").media == media


def archive(**parts: bytes) -> bytes:
    """A zip of these parts; `__` in a name stands for a slash, `_` for a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        for name, content in parts.items():
            out.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "door"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\n\n%PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n...", "scan"),
        (b"\xff\xd8\xff\xe0", "scan"),
        (b"II*\x00....", "scan"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "doc"),
        (b"{\\rtf1\\ansi Ke hoach}", "doc"),
        (archive(word__document_xml=b"<w/>"), "docx"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
        (b"  <!DOCTYPE html><p>", "html"),
        (b"<html><body>", "html"),
        ("BM. Kế hoạch".encode(), "text"),
        ("Kế hoạch <html>".encode(), "text"),
    ],
)
def test_a_format_is_told_by_its_content(content: bytes, door: str) -> None:
    assert sniff_media(content, "plan.txt") == door


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\xef\xbb\xbf \xc2\xa0\n", "no words"),
        (b"K\xd5 ho\xb9ch", "not UTF-8 text: byte 1 (0xd5)"),
        (b"\xff\xfeK\x00\x00\xd8", "not UTF-16-LE text"),
        ("Kế hoạch".encode("utf-16-le"), "zero bytes"),
        (b"%PDF-1.7", "the PDF is cut off"),
        (archive(xl__workbook_xml=b""), "not a document"),
        (b"PK\x03\x04broken", "broken archive"),
    ],
)
def test_what_is_not_read_says_why_and_what_to_do(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(content, "plan.txt")
    assert reason in str(caught.value)
    assert caught.value.source == "plan.txt"
    assert len(caught.value.mend) > 10


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="can't be opened"):
        read_document(tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kế hoạch giảm nghèo bền vững trên địa bàn huyện. " * 10, []),
        (unicodedata.normalize("NFD", "Kế hoạch giảm nghèo bền vững trên địa bàn huyện. " * 10), []),
        ("Ke hoach giam ngheo ben vung tren dia ban huyen. " * 10, ["not-vietnamese"]),
        ("KÕ ho¹ch gi¶m nghÌo bÒn v÷ng trªn ®Þa bµn huyÖn. " * 10, ["converted-encoding"]),
        ("Short note", []),
        ("Kế ho\ufffdch giảm nghèo", ["lost-characters"]),
    ],
    ids=["Vietnamese", "decomposed", "no diacritics", "TCVN3 as Unicode", "too short to judge", "lost"],
)
def test_what_is_doubtful_in_a_text_is_told(text: str, codes: list[str]) -> None:
    assert [d.code for d in read_bytes(text.encode(), "a").diagnostics] == codes


@pytest.mark.parametrize(
    "text",
    [
        "The committee shall report before the end of the year. " * 10,
        "Le comité présentera à la fin de l'année un rapport complété et vérifié. " * 10,
        "7KӵF KLӋQ 4X\\ӃW ÿӏQK VӕF KLӃQ OѭӧF SKiW WULӇQ " * 10,
    ],
    ids=["English", "French", "a font without a map"],
)
def test_a_text_that_is_no_vietnamese_gives_no_rows(text: str) -> None:
    with pytest.raises(UnreadableDocument, match="not Vietnamese"):
        read_bytes(text.encode(), "a")
