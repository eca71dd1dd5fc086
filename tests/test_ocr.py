"""Scans: what is done to the picture before tesseract, what it reads, and what is mended after it."""

from __future__ import annotations

import io
import json
import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kehoach.evaluate import score_document
from kehoach.ingest import UnreadableDocument, read_bytes, tesseract
from kehoach.ingest.assemble import assemble
from kehoach.ingest.mend import find_slips, like, same
from kehoach.ingest.numerals import count_strokes, mend_numerals
from kehoach.ingest.page import Column, PageContent, ReadPage, Word, strip_of
from kehoach.ingest.picture import Picture, find_skew, own_image, straighten, to_grey, whiten
from kehoach.ingest.pixel_rules import find_pixel_grids, without_rules
from kehoach.ingest.scan import read_upright
from kehoach.ingest.spread import THREADS, spread
from kehoach.ingest.tesseract import parse_tsv, why_no_tesseract
from kehoach.rows import rows_of
from plans import CORPUS, SHARED, Case, the_plan, the_rules

MISSING = why_no_tesseract()
needs_tesseract = pytest.mark.skipif(MISSING is not None, reason=str(MISSING))
SCANS = [Case(path) for path in sorted((CORPUS / "rendered" / "scan").iterdir())]


# ---- the picture ----


def lines_of_text(width: int = 800, height: int = 600) -> Image.Image:
    """A page with dark bars where lines of text would stand."""
    page = Image.new("L", (width, height), 245)
    draw = ImageDraw.Draw(page)
    for y in range(60, height - 60, 30):
        for x in range(60, width - 120, 50):
            draw.rectangle((x, y, x + 40, y + 9), fill=30)
    return page


@pytest.mark.parametrize("angle", [-2.0, -0.7, 0.0, 0.4, 1.5])
def test_the_skew_of_a_page_is_found_and_taken_out(angle: float) -> None:
    page = np.asarray(lines_of_text().rotate(angle, Image.Resampling.BICUBIC, fillcolor=245))
    assert find_skew(page) == pytest.approx(-angle, abs=0.15)
    assert find_skew(straighten(Picture(page, 200)).pixels) == pytest.approx(0, abs=0.3)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_place_in_the_upright_picture_leads_back_to_the_page(quarters: int) -> None:
    page = np.full((300, 200), 255, np.uint8)
    page[40:44, 150:154] = 0
    picture = Picture(page, 72).turned(quarters)
    ys, xs = np.nonzero(picture.pixels < 128)
    assert picture.to_page(float(xs.mean()) + 0.5, float(ys.mean()) + 0.5) == pytest.approx((152, 42), abs=1)


def test_a_red_seal_becomes_paper_and_black_under_it_stays() -> None:
    page = Image.new("RGB", (60, 60), (248, 248, 246))
    draw = ImageDraw.Draw(page)
    draw.ellipse((10, 10, 50, 50), fill=(205, 40, 55))
    draw.line((0, 30, 60, 30), fill=(40, 12, 14), width=4)  # black seen through the seal's ink
    grey = to_grey(page)
    assert grey[20, 30] > 200
    assert grey[30, 30] < 60
    assert grey[5, 5] > 240


def test_blue_ink_stays() -> None:
    grey = to_grey(Image.new("RGB", (4, 4), (40, 50, 160)))
    assert grey.max() < 60


def test_grain_becomes_white_and_ink_black() -> None:
    page = np.array([[240, 232, 225, 236], [10, 25, 120, 240]], np.uint8)
    white = whiten(page)
    assert white[0].min() == 255
    assert white[1, 0] == 0
    assert 0 < white[1, 2] < 255


def a_table(width: int = 900, height: int = 500) -> Image.Image:
    page = lines_of_text(width, height)
    draw = ImageDraw.Draw(page)
    draw.rectangle((100, 150, 700, 350), fill=245)
    for x in (100, 300, 700):
        draw.line((x, 150, x, 350), fill=20, width=3)
    for y in (150, 250, 350):
        draw.line((100, y, 700, y), fill=20, width=3)
    draw.rectangle((120, 180, 200, 195), fill=30)
    return page


def test_ruled_lines_make_a_grid_and_are_taken_out_and_words_stay() -> None:
    picture = Picture(np.asarray(a_table()), 200)
    (grid,), lines = find_pixel_grids(picture)
    assert lines is not None
    assert grid.xs == pytest.approx([x * 0.36 for x in (100, 300, 700)], abs=1.5)
    assert grid.ys == pytest.approx([y * 0.36 for y in (150, 250, 350)], abs=1.5)
    clear = without_rules(picture, lines).pixels
    assert (clear[240:260, 320:680] > 200).all()
    assert (clear[180:195, 120:200] < 60).all()


def test_text_alone_makes_no_grid() -> None:
    assert find_pixel_grids(Picture(np.asarray(lines_of_text()), 200)) == ([], None)


# ---- roman numbers ----


def strokes(count: int, cross: bool = False) -> tuple[Word, Any]:
    """Upright strokes with serifs, joined in the middle if `cross`, as `H` is; and the word that tesseract made of them."""
    page = Image.new("L", (120, 60), 250)
    draw = ImageDraw.Draw(page)
    for i in range(count):
        x = 20 + 14 * i
        draw.rectangle((x, 15, x + 4, 44), fill=20)
        draw.rectangle((x - 3, 15, x + 7, 17), fill=20)
        draw.rectangle((x - 3, 42, x + 7, 44), fill=20)
    if cross:
        draw.rectangle((20, 28, 20 + 14 * (count - 1), 31), fill=20)
    return Word("H.", 16, 14, 20 + 14 * count, 45), np.asarray(page)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_strokes_of_a_roman_number_are_counted(count: int) -> None:
    word, pixels = strokes(count)
    assert count_strokes(word, pixels, 128) == count


def test_what_is_no_roman_number_is_left_alone() -> None:
    word, pixels = strokes(2, cross=True)
    assert count_strokes(word, pixels, 128) != 2
    line = [word._replace(text="TM."), Word("BAN", 60, 14, 90, 45)]
    assert mend_numerals([line], pixels, 128) == [line]


@pytest.mark.parametrize(("read", "becomes"), [("HI.", "III."), ("IL", "III."), ("l.", "III.")])
def test_the_number_of_a_heading_in_capitals_is_read_by_its_strokes(read: str, becomes: str) -> None:
    word, pixels = strokes(3)
    ((first, _),) = mend_numerals([[word._replace(text=read), Word("KINH", 70, 14, 110, 45)]], pixels, 128)
    assert first.text == becomes
    ((kept, _),) = mend_numerals([[word._replace(text=read), Word("kinh", 70, 14, 110, 45)]], pixels, 128)
    assert kept.text == read


# ---- mends ----


def mended(text: str) -> str:
    edits = find_slips(text, the_rules())
    for edit in reversed(edits):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Nghị quyêt sô 05-NQ/ĐU", "Nghị quyết số 05-NQ/ĐU"),
        ("Nghi quyết só 12/NQ-HĐND", "Nghị quyết số 12/NQ-HĐND"),
        ("Quyết định sô1050/QD-UBND", "Quyết định số 1050/QĐ-UBND"),
        ("668-NO/ĐU của Đảng ủy", "668-NQ/ĐU của Đảng ủy"),
        ("Kết luận số 300-K1/TU", "Kết luận số 300-KL/TU"),
        ("ngày l5/5/2O24", "ngày 15/5/2024"),
        ("4.8O7 hộ", "4.807 hộ"),
        ("giảm nghẻo, nhần dân", "giảm nghèo, nhân dân"),
        ("PHÓ CHỦ TICH", "PHÓ CHỦ TỊCH"),
        ("đâu tư", "đầu tư"),
        ("ý kiên", "ý kiến"),
        ("Mường Lạ, ngày 0Â tháng + năm 2026\n", "Mường Lạ, ngày  tháng  năm 2026\n"),
        ("QUYẾT: ĐỊNH\nngày l6\ntháng 6", "QUYẾT ĐỊNH\nngày 16\ntháng 6"),
        ("kế\nhoach", "kế\nhoạch"),
        ("12\t3/71\t5", "12\t3,71\t5"),
    ],
)
def test_slips_of_ocr_are_mended(read: str, meant: str) -> None:
    assert mended(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Hoà Bình, thuỷ lợi, uỷ ban nhân dân",  # tone marks placed the new way
        "cộng tác viên",
        "sổ đăng ký số 12",
        "ngày 20/6 và 3/71 phần",
        "CO2, H5N1, QH15",
        "thủy lợi và tổ chức thực hiện kế hoạch",
        "Đắk Lắk",
        "Mường Lạ, ngày 02 tháng 7 năm 2026",
    ],
)
def test_what_is_right_is_not_mended(text: str) -> None:
    assert mended(text) == text


def test_our_own_plans_would_be_mended_nowhere() -> None:
    """Text that no OCR read: what the rules would change in it is what they would spoil."""
    wrong = {}
    for path in sorted((CORPUS / "plans").glob("0[1-9]*")):
        text = unicodedata.normalize("NFC", path.read_text("utf-8-sig"))
        edits = [e for e in find_slips(text, the_rules()) if "_" not in text[e.start - 1 : e.end + 1]]
        wrong |= {(path.name, text[e.start - 12 : e.end + 12], e.new): e.rule_id for e in edits}
    assert wrong == {}


@pytest.mark.parametrize(
    ("read", "right", "spelt"),
    [("NGHI", "nghị", "NGHỊ"), ("Nghi", "nghị", "Nghị"), ("nghi", "nghị", "nghị"), ("gÌA", "gia", "gia")],
)
def test_a_mended_word_keeps_the_capitals_that_were_meant(read: str, right: str, spelt: str) -> None:
    assert like(read, right) == spelt


def test_a_tone_mark_in_another_place_is_the_same_word() -> None:
    assert same("hoà", "hòa")
    assert not same("hoá", "hòa")


# ---- tesseract ----


def test_words_come_by_lines_with_their_confidence_and_specks_are_left_out() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    rows = (
        "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t10\t20\t30\t40\t96.5\tKe\u0302\u0301\n"
        "5\t1\t1\t1\t1\t2\t50\t20\t5\t5\t12\t.\n5\t1\t1\t1\t2\t1\t10\t70\t30\t40\t12\tx\n"
    )
    assert parse_tsv(head + rows) == [[Word("Kế", 10, 20, 40, 60, 0.965)], [Word("x", 10, 70, 40, 110, 0.12)]]


def image_file(form: str, *pages: Image.Image) -> bytes:
    file = io.BytesIO()
    pages[0].save(file, form, save_all=len(pages) > 1, append_images=pages[1:], dpi=(200, 200))
    return file.getvalue()


def test_without_tesseract_an_image_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    tesseract.why_no_tesseract.cache_clear()
    try:
        with pytest.raises(UnreadableDocument, match="tesseract is not installed") as caught:
            read_bytes(image_file("PNG", lines_of_text()), "plan.png", the_rules())
        assert "apt-get install tesseract-ocr tesseract-ocr-vie" in caught.value.mend
        with pytest.raises(
            UnreadableDocument, match="page 1 is not read: it needs OCR, but tesseract is not installed"
        ):
            read_bytes(SCANS[0].path.read_bytes(), "scan.pdf", the_rules())
    finally:
        monkeypatch.undo()
        tesseract.why_no_tesseract.cache_clear()


def test_without_tesseract_the_other_pages_of_a_pdf_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    import pikepdf

    with pikepdf.open(CORPUS / "rendered" / "pdf" / "01_xa-giam-ngheo-2024.pdf") as pdf:
        with pikepdf.open(SCANS[0].path) as scan:
            pdf.pages.append(scan.pages[0])
        file = io.BytesIO()
        pdf.save(file)
    monkeypatch.setenv("PATH", "")
    tesseract.why_no_tesseract.cache_clear()
    try:
        document = read_bytes(file.getvalue(), "mixed.pdf", the_rules())
    finally:
        monkeypatch.undo()
        tesseract.why_no_tesseract.cache_clear()
    assert [p.how for p in document.pages] == ["text layer"] * (len(document.pages) - 1) + ["none"]
    assert [d.code for d in document.diagnostics] == ["no-ocr"]
    assert document.text.startswith("ỦY BAN NHÂN DÂN")


@needs_tesseract
@pytest.mark.parametrize("case", SCANS, ids=str)
def test_a_scan_gives_the_rows_of_its_text(case: Case) -> None:
    """Each kind of row within two rows, or 6 %, of what the text of the same plan gives."""
    (file,) = (CORPUS / "gold").glob(f"{case.path.stem}.*.json")
    gold = json.loads(file.read_text("utf-8"))
    (text,) = (CORPUS / "plans").glob(f"{case.path.stem}.*")
    theirs = score_document(gold, rows_of(the_plan(text)))
    plan = the_plan(case.path)
    for name, tally in score_document(gold, rows_of(plan)).items():
        f1 = 2 * tally.found / max(tally.gold + tally.said, 1)
        aim = 2 * theirs[name].found / max(theirs[name].gold + theirs[name].said, 1)
        assert f1 >= aim - 0.06 or tally.found >= theirs[name].found - 2, (name, tally.misses)
    assert plan.document.media == "scan"
    assert {p.how for p in plan.document.pages} == {"ocr"}
    assert min(p.quality for p in plan.document.pages) > 0.8


@needs_tesseract
def test_rows_of_a_scan_tell_that_they_were_read_by_ocr_and_how_sure_it_is() -> None:
    plan = the_plan(SCANS[1].path)
    rows = rows_of(plan)
    read = [row for name in ("citations", "funding", "assignments", "deadlines") for row in rows[name] if row["text"]]
    assert {row["reading"] for row in read} <= {"ocr", "ocr mended"}
    assert all(0.3 < row["confidence"] < 1 for row in read)
    for row in rows["mends"]:
        assert plan.document.text[row["start"] : row["end"]] == row["text"] != row["read"]
    assert rows["documents"][0]["quality"] == pytest.approx(0.95, abs=0.05)


@needs_tesseract
def test_boxes_of_a_scan_lie_on_its_ink() -> None:
    import pypdfium2

    document = the_plan(SCANS[1].path).document
    with pypdfium2.PdfDocument(SCANS[1].path) as pdf:
        image = own_image(pdf[0])
        assert image is not None
        pixels = np.asarray(image.convert("L"))
    for box in (b for b in document.boxes if b.page == 1 and b.sure > 0.8):
        x0, y0, x1, y1 = (round(v * 200 / 72) for v in (box.x0, box.y0, box.x1, box.y1))
        assert (pixels[y0:y1, x0:x1] < 128).mean() > 0.05, document.text[box.start : box.end]


@needs_tesseract
@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_that_lies_on_its_side_is_turned_and_read(turn: int) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(SCANS[1].path) as pdf:
        image = own_image(pdf[1])
    assert image is not None
    reading = read_upright(Picture(np.asarray(image.rotate(turn, expand=True).convert("L")), 200))
    words = " ".join(word.text for line in reading.lines for word in line)
    assert reading.sure > 0.85
    assert "đào tạo nghề" in words.lower()


@needs_tesseract
def test_an_image_file_is_a_document_and_its_frames_are_pages() -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(SCANS[1].path) as pdf:
        images = [image.convert("L") for page in (pdf[0], pdf[2]) if (image := own_image(page))]
    document = read_bytes(image_file("TIFF", *images), "plan.tif", the_rules())
    assert document.media == "scan"
    assert [p.how for p in document.pages] == ["ocr", "ocr"]
    assert "QUYẾT ĐỊNH" in document.text


@needs_tesseract
@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\nbroken", b"\xff\xd8\xff\xe0broken", b"II*\x00broken"])
def test_a_broken_image_says_so(content: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="the image is broken"):
        read_bytes(content, "plan.png", the_rules())


ORIGINALS = SHARED / "plans" / "originals"


@needs_tesseract
@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="no plans beside the checkout")
def test_an_original_with_a_garbage_text_layer_is_read_by_ocr() -> None:
    (path,) = Path(ORIGINALS).glob("105*.pdf")
    plan = the_plan(path)
    assert {p.how for p in plan.document.pages} == {"ocr"}
    assert plan.header.code == "1050/QĐ-SCT"
    assert len(plan.citations) >= 12
    assert [s.label for s in plan.outline.sections][:5] == [f"Điều {n}" for n in range(1, 6)]
    assert [(t.n_rows, t.n_cols) for t in plan.outline.tables] == [(5, 4)]


@needs_tesseract
@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="no plans beside the checkout")
def test_a_scanned_original_has_its_outline_and_citations_and_no_guess_for_what_was_written_by_hand() -> None:
    (path,) = Path(ORIGINALS).glob("115*.pdf")
    plan = the_plan(path)
    assert {p.how for p in plan.document.pages} == {"ocr"}
    header = plan.header
    assert (header.number, header.symbol, header.issue_date, header.issue_year) == (None, "QĐ-UBND", None, 2026)
    assert header.title
    assert header.title.casefold().startswith("chấp thuận chủ trương đầu tư")
    assert "ocr-doubtful-number" in {d.code for d in plan.diagnostics}
    assert [s.label for s in plan.outline.sections if s.kind == "điều"] == ["Điều 1", "Điều 2", "Điều 3"]
    assert {"143/2025/QH15", "33/2026/TT-BTC", "300-KL/TU", "668-NQ/ĐU"} <= {c.code for c in plan.citations}


@pytest.mark.parametrize(("sure", "left"), [(0.95, "45"), (0.6, "45"), (0.37, "")])
def test_a_number_that_ocr_guessed_is_left_blank(sure: float, left: str) -> None:
    words = [Word("Số:", 60, 90, 80, 102, 0.9), Word("45", 84, 90, 96, 102, sure), Word("/KH-UBND", 100, 90, 160, 102)]
    content = PageContent(1, 595, 842, "ocr", 0.9, (Column((strip_of(words),)),))
    document = assemble([ReadPage(content)], "plan.pdf", "0", "0", "scan", the_rules())
    assert document.text == f"Số: {left} /KH-UBND"
    assert [m.read for m in document.mends] == ([] if left else ["45"])
    assert ("ocr-doubtful-number" in {d.code for d in document.diagnostics}) == (sure < 0.75)


# ---- several pages at a time ----


def test_pages_come_in_order_and_no_more_are_made_than_are_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(THREADS, "3")
    made, done, most_waiting = [], [], 0
    first_may_end = threading.Event()

    def piece(number: int) -> Callable[[], int]:
        nonlocal most_waiting
        made.append(number)
        most_waiting = max(most_waiting, len(made) - len(done))

        def read() -> int:
            if number == 0:
                assert first_may_end.wait(10), "the second page does not wait for the first"
            first_may_end.set()
            done.append(number)
            return number

        return read

    assert spread(piece(i) for i in range(20)) == list(range(20))
    assert done[0] != 0
    assert most_waiting <= 4


def test_a_page_that_fails_unforeseen_is_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> int:
        raise RuntimeError("page 2")

    monkeypatch.setenv(THREADS, "2")
    with pytest.raises(RuntimeError, match="page 2"):
        spread([lambda: 1, fails, lambda: 3])


@needs_tesseract
def test_a_scan_reads_the_same_whether_its_pages_are_read_one_by_one_or_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pypdfium2

    at_once, most = 0, 0
    count = threading.Lock()
    own = tesseract._run

    def counted(*asked: Any) -> str:
        nonlocal at_once, most
        with count:
            at_once += 1
            most = max(most, at_once)
        try:
            return own(*asked)
        finally:
            with count:
                at_once -= 1

    monkeypatch.setattr(tesseract, "_run", counted)
    with pypdfium2.PdfDocument(SCANS[1].path) as pdf:
        images = [
            image.convert("L").crop((0, 0, image.width, 500)) for page in list(pdf)[:2] if (image := own_image(page))
        ]
    held = image_file("TIFF", *images)
    read, ran = [], []
    for threads in ("1", "2"):
        monkeypatch.setenv(THREADS, threads)
        at_once, most = 0, 0
        read.append(read_bytes(held, "two.tiff", the_rules()))
        ran.append(most)
    assert ran == [1, 2]
    assert read[0] == read[1]
    assert [page.how for page in read[0].pages] == ["ocr", "ocr"]
