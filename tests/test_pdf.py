"""PDF: pages in reading order, stamps in their blanks, ruled tables over pages, layers that are not to be believed."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from kehoach.evaluate import score_document
from kehoach.ingest import UnreadableDocument, read_bytes
from kehoach.ingest.compose import is_cut_through
from kehoach.ingest.furniture import drop_furniture
from kehoach.ingest.judge import read_judge
from kehoach.ingest.page import Column, PageContent, PageTable, Word, strip_of
from kehoach.ingest.paragraphs import find_breaks, measure_spacing
from kehoach.ingest.pdf import draft_page, read_draft
from kehoach.ingest.reading_order import order_parts, read_columns
from kehoach.ingest.ruled import Rule, fill_grid, find_grids, join_rules
from kehoach.ingest.signatures import fill_blanks
from kehoach.rows import rows_of
from kehoach.values import Document
from plans import CORPUS, SHARED, Case, the_plan, the_rules

RENDERED = CORPUS / "rendered"
TALLIES = (
    "sections",
    "citations",
    "projects",
    "funding",
    "duties",
    "assignments",
    "deadlines",
    "targets",
    "table_cells",
)


def w(text: str, x: float, y: float, wide: float | None = None, high: float = 12) -> Word:
    """A word with its left upper corner at x, y; letters are 6 points wide."""
    return Word(text, x, y, x + (6 * len(text) if wide is None else wide), y + high)


def line(text: str, x: float, y: float) -> list[Word]:
    """Words side by side, 4 points apart."""
    words = []
    for part in text.split():
        words.append(w(part, x, y))
        x = words[-1].x1 + 4
    return words


def texts(columns: Sequence[Column]) -> list[list[str]]:
    return [[strip.text for strip in column.lines] for column in columns]


def draw(*pages: Callable[[Canvas], None], size: tuple[float, float] = A4) -> bytes:
    """A PDF; each function draws a page, from its lower left corner."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=1)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def write(canvas: Canvas, *lines: tuple[float, float, str]) -> None:
    canvas.setFont("Times-Roman", 12)
    for x, y, text in lines:
        canvas.drawString(x, y, text)


def read(content: bytes) -> Document:
    return read_bytes(content, "plan.pdf", the_rules())


# ---- reading order ----


def test_a_two_column_header_is_read_column_by_column_where_a_line_runs_through_both() -> None:
    header = [
        line("UY BAN", 80, 50),
        line("CONG HOA XA HOI", 300, 50),
        line("TINH A", 80, 66),
        line("Doc lap", 330, 66),
        [*line("So:", 70, 90), *line("/UBND-XD", 130, 90), *line("Lao Cai, ngay", 300, 90), *line("thang 7", 420, 90)],
        line("Kinh gui: cac so, ban, nganh cua tinh va cac xa", 60, 140),
    ]
    assert texts(read_columns(header)) == [
        ["UY BAN", "TINH A", "So: /UBND-XD"],
        ["CONG HOA XA HOI", "Doc lap", "Lao Cai, ngay thang 7"],
        ["Kinh gui: cac so, ban, nganh cua tinh va cac xa"],
    ]


def test_lines_come_from_top_to_bottom_whatever_their_order_in_the_file() -> None:
    assert texts(read_columns([line("three", 50, 90), line("one", 50, 50), line("two", 50, 70)])) == [
        ["one", "two", "three"]
    ]


def test_a_wide_blank_in_one_line_alone_makes_no_columns() -> None:
    lines = [
        line("Whole lines of a paragraph reach over the page", 50, 50),
        [*line("So:", 50, 66), *line("/KH", 130, 66)],
    ]
    assert texts(read_columns(lines)) == [["Whole lines of a paragraph reach over the page", "So: /KH"]]


def test_no_word_is_lost_and_none_comes_twice() -> None:
    words = [w(f"n{i}", 40 + 97 * (i * 7 % 5), 40 + 13 * (i % 11)) for i in range(60)]
    found = [word for column in read_columns([[word] for word in words]) for s in column.lines for word in s.words]
    assert sorted(found) == sorted(set(words))


def test_recipients_come_before_the_signature_and_what_follows_far_below_is_apart() -> None:
    lines = [
        [*line("Noi nhan:", 60, 50), *line("TM. UY BAN", 300, 50)],
        [*line("- Luu: VT.", 60, 64), *line("CHU TICH", 300, 64)],
        line("KE HOACH", 60, 110),
    ]
    assert texts(read_columns(lines)) == [["Noi nhan:", "- Luu: VT."], ["TM. UY BAN", "CHU TICH"], ["KE HOACH"]]


def test_a_table_stands_between_the_lines_above_and_below_it() -> None:
    column = Column(tuple(strip_of(line(t, 50, y)) for t, y in (("above", 50), ("below", 300))))
    table = PageTable(((((),)),), (50, 100), 100, 200)
    parts = order_parts([column], [table])
    assert [p.lines[0].text if isinstance(p, Column) else "table" for p in parts] == ["above", "table", "below"]


# ---- paragraphs ----


def column_of(*lines: tuple[str, float, float]) -> Column:
    """Lines as (text, left, top); a letter is 6 points wide."""
    return Column(tuple(strip_of([Word(t, x, y, x + 6 * len(t), y + 12)]) for t, x, y in lines))


FULL = "a line that is full up to the margin of the page"


@pytest.mark.parametrize(
    ("following", "begins"),
    [
        (("goes on", 50, 66), False),
        (("Indented", 78, 66), True),
        (("after a gap", 50, 76), True),
    ],
)
def test_a_paragraph_begins_at_an_indent_and_after_a_gap(following: tuple[str, float, float], begins: bool) -> None:
    body = column_of((FULL, 50, 2), (FULL, 50, 18), (FULL, 50, 34), (FULL, 50, 50), following)
    page = PageContent(1, 595, 842, "text layer", 1.0, (body,))
    assert find_breaks(body, measure_spacing([page]))[-1] is begins


def test_a_line_that_stops_short_ends_its_paragraph_and_centred_lines_do_not() -> None:
    short = column_of((FULL, 50, 2), ("stops here.", 50, 18), ("Then this", 50, 34))
    assert find_breaks(short, measure_spacing([]))[2] is True
    title = column_of((FULL, 50, 2), ("a title set in the", 140, 18), ("middle", 176, 34))
    assert find_breaks(title, measure_spacing([]))[2] is False


@pytest.mark.parametrize(
    ("above", "below", "cut"),
    [("14.50", "0", True), ("1.977.", "000", True), ("100", "200", False), ("1.000", "2.000", False), ("T", "T", True)],
)
def test_numbers_cut_through_by_a_narrow_cell_are_whole_again(above: str, below: str, cut: bool) -> None:
    assert is_cut_through(above, below) is cut


# ---- furniture ----


def page_of(number: int, *lines: tuple[str, float]) -> PageContent:
    column = Column(tuple(strip_of(line(text, 280, y)) for text, y in lines))
    return PageContent(number, 595, 842, "text layer", 1.0, (column,))


def test_page_numbers_and_running_heads_go_and_other_numbers_stay() -> None:
    pages = [
        page_of(n, ("CONG BAO/So 12", 20), (str(n + 4), 40), (f"text of page {n}", 300), ("7", 700))
        for n in range(1, 5)
    ]
    left = [[s.text for part in p.parts if isinstance(part, Column) for s in part.lines] for p in drop_furniture(pages)]
    assert left == [[f"text of page {n}", "7"] for n in range(1, 5)]


def test_a_number_in_the_margin_that_is_not_the_page_s_stays() -> None:
    (page,) = drop_furniture([page_of(1, ("2024", 40), ("text", 300))])
    assert isinstance(page.parts[0], Column)
    assert len(page.parts[0].lines) == 2


# ---- ruled tables ----


def ruled(xs: Sequence[float], ys: Sequence[float]) -> tuple[list[Rule], list[Rule]]:
    return [Rule(y, xs[0], xs[-1]) for y in ys], [Rule(x, ys[0], ys[-1]) for x in xs]


def test_a_grid_has_the_cells_that_its_rules_part() -> None:
    (grid,) = find_grids(*ruled((50, 100, 200), (50, 70, 90)))
    assert grid.cells == ((0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1))


def test_a_merged_cell_is_one_and_leaves_its_other_places_empty() -> None:
    across, down = ruled((50, 100, 150, 200), (50, 70, 90))
    down[2] = Rule(150, 70, 90)  # the first row's last two cells are one
    (grid,) = find_grids(across, down)
    assert (0, 1, 1, 2) in grid.cells
    table = fill_grid(grid, [w("TT", 55, 54), w("Von", 140, 54), w("a", 105, 74), w("b", 155, 74)])
    rows = [[" ".join(s.text for s in cell) for cell in row] for row in table.rows]
    assert rows == [["TT", "Von", ""], ["", "a", "b"]]


def test_pieces_of_a_line_are_one_and_underlines_make_no_table() -> None:
    assert join_rules([Rule(50, 0, 40), Rule(50.5, 41, 80), Rule(90, 0, 40)]) == [Rule(50, 0, 80), Rule(90, 0, 40)]
    assert find_grids([Rule(50, 0, 80), Rule(60, 0, 80)], []) == []
    assert find_grids(*ruled((50, 200), (50, 70))) == []  # a box about a text


def ruled_page(canvas: Canvas, rows: Sequence[Sequence[str]], top: float, *above: tuple[float, float, str]) -> None:
    write(canvas, *above)
    xs, height = (60, 120, 300, 400), 20
    canvas.grid(list(xs), [top - height * i for i in range(len(rows) + 1)])
    for r, row in enumerate(rows):
        for x, text in zip(xs, row, strict=False):
            canvas.drawString(x + 3, top - height * (r + 1) + 6, text)


def test_a_table_over_two_pages_is_one_run_of_rows_without_its_heading_said_again() -> None:
    head = ("TT", "Ten", "Von")
    document = read(
        draw(
            lambda c: ruled_page(
                c, [head, ("1", "Mot", "1.000"), ("2", "Hai rat", "20")], 300, (60, 400, "Don vi: trieu")
            ),
            lambda c: ruled_page(c, [head, ("", "dai them", ""), ("3", "Ba", "")], 780, (290, 805, "2")),
        )
    )
    assert document.text == "Don vi: trieu\n\nTT\tTen\tVon\n1\tMot\t1.000\n2\tHai rat dai them\t20\n\f3\tBa\t"
    assert [p.start for p in document.pages] == [0, document.text.index("3\tBa")]
    assert {b.page for b in document.boxes if document.text[b.start : b.end] == "dai them"} == {2}


def test_the_tables_of_two_pages_with_other_columns_are_two() -> None:
    def other(canvas: Canvas) -> None:
        canvas.grid([60, 200, 300], [780, 760, 740])
        write(canvas, (63, 766, "A"), (203, 766, "B"), (63, 746, "1"), (203, 746, "2"))

    document = read(draw(lambda c: ruled_page(c, [("TT", "Ten", "Von"), ("1", "Mot", "9")], 300), other))
    assert document.text == "TT\tTen\tVon\n1\tMot\t9\n\f\nA\tB\n1\t2"


def test_footnotes_come_after_the_text_and_tear_no_sentence() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, *((60, 740 - 16 * i, "A line of text that goes on and on to the margin") for i in range(4)))
        canvas.line(60, 130, 204, 130)
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(60, 115, "1 A note on the text.")

    document = read(draw(page, lambda c: write(c, (60, 740, "and ends on the next page."))))
    assert document.text.endswith("and ends on the next page.\n\n1 A note on the text.")
    assert document.boxes[-1].page == 1


SHARED_PDFS = SHARED / "plans" / "rendered" / "pdf"
RULED = [*sorted((RENDERED / "pdf").iterdir()), *(sorted(SHARED_PDFS.iterdir()) if SHARED_PDFS.is_dir() else ())]


def test_cells_are_those_that_pdfplumber_reads() -> None:
    """On every page with a table of our own plans, and of those beside the checkout."""
    pages = 0
    for path in RULED:
        with pypdfium2.PdfDocument(path) as pdf, pdfplumber.open(path) as peer:
            for index in range(len(pdf)):
                draft = draft_page(pdf, index, the_rules(), path.read_bytes())
                if draft.grids:
                    tables = [p for p in read_draft(draft).content.parts if isinstance(p, PageTable)]
                    ours = [[[" ".join(s.text for s in cell) for cell in row] for row in t.rows] for t in tables]
                    theirs = peer.pages[index].extract_tables()
                    assert [tidy(t) for t in ours] == [tidy(t) for t in theirs], f"{path.name}, page {index + 1}"
                    pages += 1
    assert pages >= 4


def tidy(rows: Sequence[Sequence[str | None]]) -> list[list[str]]:
    """The cells' letters alone, composed, of the rows that have any."""
    letters = [["".join(unicodedata.normalize("NFC", cell or "").split()) for cell in row] for row in rows]
    return [row for row in letters if any(row)]


def with_gaps(*rows: tuple[str, str, str]) -> Callable[[Canvas], None]:
    """A table of three columns none of whose border lines meet."""

    def page(canvas: Canvas) -> None:
        for i, row in enumerate(rows):
            write(canvas, *zip((65, 110, 300), (640 - 20 * i,) * 3, row, strict=True))
        for y in (656, 636, 616, 596):
            for begin, end in ((60, 102), (107, 292), (297, 520)):
                canvas.line(begin, y, end, y)
        for x in (60, 104.5, 294.5, 520):
            for y in (656, 636, 616):
                canvas.line(x, y - 5, x, y - 15)

    return page


def test_a_table_whose_borders_have_gaps_is_read_all_the_same() -> None:
    rows = ("TT", "Ten", "Von"), ("1", "Mot hai", "120"), ("2", "Ba", "340")
    assert read(draw(with_gaps(*rows))).text == "TT\tTen\tVon\n1\tMot hai\t120\n2\tBa\t340"


def test_lines_that_would_cut_a_word_make_no_table() -> None:
    rows = ("TT", "Ten", "Von"), ("1", "x" * 40, ""), ("2", "Ba", "340")
    assert "\t" not in read(draw(with_gaps(*rows))).text


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_head_is_read_upright(quarters: int) -> None:
    plan = RENDERED / "pdf" / "13_thi-xa-giam-ngheo-2025-phu-luc.pdf"
    turned = io.BytesIO()
    with pikepdf.open(plan) as pdf:
        for page in pdf.pages:
            page.Rotate = 90 * quarters
        pdf.save(turned)
    document = read(turned.getvalue())
    assert document.text == the_plan(plan).document.text
    assert [(p.width, p.height) for p in document.pages] == [(p.width, p.height) for p in the_plan(plan).document.pages]


def test_raised_figures_behind_a_word_are_marks_of_footnotes_and_no_part_of_it() -> None:
    def page(canvas: Canvas) -> None:
        text = canvas.beginText(60, 740)
        for word, raised in (("90/QD-TTg", "1"), (" nam 2025", "12"), (" va 24/2021/QH15, 30 km", "2")):
            text.setFont("Times-Roman", 13)
            text.textOut(word)
            text.setFont("Times-Roman", 8)
            text.setRise(5)
            text.textOut(raised)
            text.setRise(0)
        canvas.drawText(text)

    assert read(draw(page)).text == "90/QD-TTg nam 2025 va 24/2021/QH15, 30 km2"


# ---- stamps ----


@pytest.mark.parametrize(
    ("stamp", "text"),
    [
        ([w("7432", 90, 51)], "So: 7432 /KH-UBND"),
        ([w("21", 92, 45, high=20)], "So: 21 /KH-UBND"),
    ],
)
def test_a_stamp_fills_the_blank_that_it_stands_over(stamp: list[Word], text: str) -> None:
    lines, notes = fill_blanks([line("Above the number", 60, 30), [w("So:", 60, 50), w("/KH-UBND", 140, 50)]], [stamp])
    assert " ".join(word.text for word in lines[1]) == text
    assert notes == []


def test_dots_in_a_blank_give_way() -> None:
    lines, _ = fill_blanks([[w("So:", 60, 50), w(".......", 85, 50), w("/KH-UBND", 140, 50)]], [[w("12", 95, 50)]])
    assert [word.text for word in lines[0]] == ["So:", "12", "/KH-UBND"]


@pytest.mark.parametrize(
    "stamp",
    [
        line("Nguoi ky: Uy ban nhan dan tinh", 60, 50),  # a signature's description
        [w("12", 60, 400)],  # over nothing
        [w("COPY", 62, 50)],  # over printed words
        [w("12", 500, 50)],  # far from the line's words
    ],
)
def test_an_annotation_that_fills_no_blank_is_told_and_changes_nothing(stamp: list[Word]) -> None:
    printed = [[w("So:", 60, 50), w("/KH-UBND", 140, 50)]]
    lines, notes = fill_blanks(printed, [stamp])
    assert lines == printed
    assert notes == [" ".join(word.text for word in stamp)]


SIGNED = sorted((RENDERED / "signed").iterdir())


@pytest.mark.parametrize("case", [Case(p) for p in SIGNED], ids=str)
def test_signed_plans_have_the_number_and_the_day_that_were_stamped(case: Case) -> None:
    plan = the_plan(case.path)
    gold = gold_of(case.path)["document"]
    assert (plan.header.code, str(plan.header.issue_date)) == (gold["code"], gold["issue_date"])
    assert [d.message for d in plan.document.diagnostics if d.code == "annotation"] == [
        "page 1: Người ký: Ủy ban nhân dân Thời gian ký: 04.02.2026 09:15:32 +07:00"
    ]
    with pypdfium2.PdfDocument(case.path) as pdf:
        assert (
            gold["number"] not in pdf[0].get_textpage().get_text_range().split("KẾ HOẠCH")[0].replace("/", " ").split()
        )


# ---- whole plans ----


def gold_of(path: Path) -> dict[str, Any]:
    (file,) = (CORPUS / "gold").glob(f"{path.stem}.*.json")
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


def found(path: Path, gold: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """For each kind of row: rows of the gold, rows said, rows found."""
    rows = rows_of(the_plan(path))
    return {name: (t.gold, t.said, t.found) for name, t in score_document(gold, rows).items()}


RENDERED_PDFS = [Case(p) for kind in ("pdf", "signed") for p in sorted((RENDERED / kind).iterdir())]


@pytest.mark.parametrize("case", RENDERED_PDFS, ids=lambda c: f"{c.path.parent.name}/{c}")
def test_a_pdf_gives_the_rows_of_its_text(case: Case) -> None:
    """Each kind of row within one row, or 2 %, of what the text of the same plan gives."""
    gold = gold_of(case.path)
    (text,) = (CORPUS / "plans").glob(f"{case.path.stem}.*")
    theirs = found(text, gold)
    for name, (wanted, said, right) in found(case.path, gold).items():
        f1 = 2 * right / max(wanted + said, 1)
        aim = 2 * theirs[name][2] / max(theirs[name][0] + theirs[name][1], 1)
        assert f1 >= aim - 0.02 or right >= theirs[name][2] - 1, f"{name}: {right} of {wanted}, said {said}"


@pytest.mark.parametrize("case", RENDERED_PDFS, ids=lambda c: f"{c.path.parent.name}/{c}")
def test_boxes_lead_back_to_the_place_on_the_page(case: Case) -> None:
    document = the_plan(case.path).document
    assert document.media == "pdf"
    assert [b.start for b in document.boxes] == sorted(b.start for b in document.boxes)
    stamped = {"27", "55", "04", "17"}  # annotations are no text of pdfium's
    with pypdfium2.PdfDocument(case.path) as pdf:
        layers = [page.get_textpage() for page in pdf]
        for box in document.boxes:
            height = document.pages[box.page - 1].height
            assert height is not None
            cut = layers[box.page - 1].get_text_bounded(
                box.x0 - 1, height - box.y1 - 1, box.x1 + 1, height - box.y0 + 1
            )
            words = set(document.text[box.start : box.end].split()) - stamped
            assert words <= set(re.split(r"[\s\x02]+", cut)) | {"-"}, (box, cut)


def test_what_stands_on_a_page_is_between_its_start_and_its_end() -> None:
    document = the_plan(RENDERED_PDFS[0].path).document
    for page in document.pages:
        own = [b for b in document.boxes if b.page == page.number]
        assert own
        assert all(page.start <= b.start < b.end <= page.end for b in own)
    assert document.text.count("\f") == len(document.pages) - 1


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_is_shown_turned_reads_as_it_is_shown(turn: int) -> None:
    """Scanners and slides write a page on its side, and say how it is to be turned."""

    def page(canvas: Canvas) -> None:
        width, height = A4
        canvas.translate(*{0: (0, 0), 90: (width, 0), 180: (width, height), 270: (0, height)}[turn])
        canvas.rotate(turn)
        write(canvas, (60, 400, "Mot hai"), (60, 384, "ba bon"))

    with pikepdf.open(io.BytesIO(draw(page))) as pdf:
        pdf.pages[0].Rotate = turn
        file = io.BytesIO()
        pdf.save(file)
    document = read(file.getvalue())
    width, height = (A4[1], A4[0]) if turn in (90, 270) else A4
    assert document.text.split() == ["Mot", "hai", "ba", "bon"]
    assert (document.pages[0].width, document.pages[0].height) == pytest.approx((width, height), abs=1)
    box = document.boxes[0]
    assert (box.x0, box.y1) == pytest.approx((60, height - 400), abs=4)


def test_a_hyphen_at_a_line_s_end_is_kept() -> None:
    document = read(draw(lambda c: write(c, (60, 700, "Ke hoach so 121/KH-"), (60, 684, "UBND cua huyen"))))
    assert document.text.replace("\n\n", "\n") == "Ke hoach so 121/KH-\nUBND cua huyen"


# ---- layers that are not to be believed ----


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Căn cứ Nghị quyết số 21/NQ-HĐND ngày 28/12/2023 của HĐND xã về phát triển kinh tế - xã hội", True),
        ("&ăQ Fͱ /X̵W V͙ 42/2024/QH15 ng‡y 29/6/2024 Y͉ 4X̫Q l˝, V͵ GͭQJ YǊ khÌ, Y̵W OL͏X Q͝", False),
        ("(cid:54)(cid:82) (cid:46)(cid:43) (cid:12) (cid:40) (cid:41) (cid:42) (cid:43)", False),
        ("Can cu Nghi quyet so 21 ngay 28 cua xa ve phat trien kinh te xa hoi nam nay", False),
        ("KÕ ho¹ch gi¶m nghÌo bÒn v÷ng trªn ®Þa bµn huyÖn n¨m hai ngh×n", False),
        ("\ue012\ue013\ue014 \ue015\ue016\ue017 \ufffd\ufffd", False),
    ],
)
def test_a_text_layer_is_judged_by_its_syllables(text: str, good: bool) -> None:
    quality, _ = the_rules().once(read_judge)(text)
    assert (quality > 0.9) is good
    assert (quality < 0.6) is not good


def test_fonts_from_before_unicode_are_turned_into_it() -> None:
    said = (
        "KÕ ho¹ch gi¶m nghÌo bÒn v÷ng trªn ®Þa bµn huyÖn n¨m",
        "nay, c¸c x· vµ thÞ trÊn thùc hiÖn theo quy ®Þnh cña ñy ban",
    )

    def page(canvas: Canvas) -> None:
        write(canvas, *((60, 700 - 16 * i, text) for i, text in enumerate(said * 2)))

    with pikepdf.open(io.BytesIO(draw(page))) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            font.BaseFont = pikepdf.Name("/.VnTime")
        file = io.BytesIO()
        pdf.save(file)
    document = read(file.getvalue())
    assert document.text.startswith("Kế hoạch giảm nghèo bền vững trên địa bàn huyện năm\nnay, các xã và thị trấn")
    assert document.pages[0].how == "text layer"


# ---- files that can't be read ----


def locked() -> bytes:
    with pikepdf.open(io.BytesIO(draw(lambda c: write(c, (60, 700, "secret"))))) as pdf:
        file = io.BytesIO()
        pdf.save(file, encryption=pikepdf.Encryption(user="a", owner="b"))
    return file.getvalue()


def without_pages() -> bytes:
    with pikepdf.new() as pdf:
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (locked(), "locked with a password"),
        (draw(lambda c: write(c, (60, 700, "whole")))[:500], "cut off before its end"),
        (b"%PDF-1.7\n" + b"rubbish " * 100 + b"%%EOF", "broken"),
        (without_pages(), "no pages"),
        (draw(lambda c: None), "no page has any words"),
    ],
    ids=["locked", "cut off", "broken", "no pages", "blank"],
)
def test_a_pdf_that_can_t_be_read_says_why_in_one_error(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason) as caught:
        read(content)
    assert len(caught.value.mend) > 10


def test_a_pdf_is_told_by_its_content_not_by_its_name() -> None:
    content = draw(lambda c: write(c, (60, 700, "Ke hoach")))
    assert read_bytes(content, "plan.txt", the_rules()).text == "Ke hoach"
    with pytest.raises(UnreadableDocument):
        read_bytes(b"PK\x03\x04not a pdf", "plan.pdf", the_rules())


# ---- plans beside the checkout ----

ORIGINALS = SHARED / "plans" / "originals"


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="no plans beside the checkout")
@pytest.mark.parametrize(
    ("beginning", "code", "day"), [("109", "7432/UBND-XD", "2026-07-21"), ("116", "254/TB-PCTT", "2022-09-06")]
)
def test_signed_originals_have_their_number_and_date(beginning: str, code: str, day: str) -> None:
    (path,) = ORIGINALS.glob(f"{beginning}*.pdf")
    header = the_plan(path).header
    assert (header.code, str(header.issue_date)) == (code, day)
