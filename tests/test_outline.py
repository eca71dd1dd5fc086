"""The outline: headings and their paths, regions, bullets, tables."""

import pytest

from kehoach.clean import clean_document
from kehoach.outline import read_outline
from kehoach.rulebook import Rulebook
from kehoach.values import Document, Outline

PLAN = """KẾ HOẠCH
Trồng rừng phân tán năm 2024

Căn cứ Luật Lâm nghiệp;

Ủy ban nhân dân xã ban hành Kế hoạch trồng rừng như sau:

{body}

Trên đây là Kế hoạch trồng rừng năm 2024./.

Nơi nhận:
- Các thôn;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Lò Văn Pành
"""


def outline(text: str, rules: Rulebook) -> Outline:
    return read_outline(clean_document(Document("d", "d.txt", "0", "txt", text), rules), rules)


def body(text: str, rules: Rulebook) -> Outline:
    return outline(PLAN.format(body=text), rules)


PATHS = [
    (
        "numbers under roman",
        "I. MỤC TIÊU\n\n1. Mục tiêu chung\n\nTrồng mới.\n\n2. Mục tiêu cụ thể\n\n- Mười ha.\n\nII. KINH PHÍ\n\nXã lo.",
        ["I", "I.1", "I.2", "II"],
    ),
    (
        "a label that holds its parent's number",
        "II. NỘI DUNG\n\n2. Giống cây\n\n2.1. Cây keo\n\nXã mua.\n\n2.2. Cây quế\n\nXã mua.",
        ["II", "II.2", "II.2.1", "II.2.2"],
    ),
    ("đ after d", "1. Dự án 1: Vườn ươm\n\nd) Phân công\n\nThôn làm.\n\nđ) Kinh phí\n\nXã lo.", ["1", "1.d", "1.đ"]),
    ("two sections of one number", "II. MỤC TIÊU\n\nTrồng.\n\nII. NỘI DUNG\n\nChăm.", ["II", "II"]),
    ("a run-in heading", "I. TỔ CHỨC\n\n1. Ban Quản lý rừng: Chủ trì cấp giống cho các thôn.", ["I", "I.1"]),
    (
        "a numbered sentence is none",
        "I. NỘI DUNG\n\n1. Các thôn chọn đất trống, làm đất trước mùa mưa và nhận giống tại xã.\n\n2. Xã cấp giống cho thôn theo diện tích.",
        ["I"],
    ),
    ("markdown headings", "## I. MỤC TIÊU\n\n### 1. Mục tiêu chung\n\nTrồng.", ["I", "I.1"]),
    (
        "articles",
        "Điều 1. Phạm vi áp dụng\n\n1. Quy chế này áp dụng cho thôn.\n\nĐiều 2. Hiệu lực\n\nTừ ngày ký.",
        ["Điều 1", "Điều 2"],
    ),
    (
        "the titles of an article's clauses",
        "Điều 1. Quy định chung\n\n1. Phạm vi\n\nQuy chế này áp dụng cho thôn.\n\n2. Thôn trồng cây.\n\n3. Mức vay\n\na) Hộ vay\n\nHộ có đất trống.\n\nb) Thôn cấp giống sau mưa.",
        ["Điều 1", "Điều 1.1", "Điều 1.3", "Điều 1.3.a"],
    ),
    (
        "an article that holds a plan",
        "Điều 1. Phê duyệt Đề án vườn ươm với nội dung sau:\n\n1. Tên đề án: Vườn ươm.\n\n2. Kinh phí: 20 triệu đồng.",
        ["Điều 1", "Điều 1.1", "Điều 1.2"],
    ),
    (
        "the members of a board",
        "Điều 1. Thành lập Ban vườn ươm gồm các ông, bà có tên sau:\n\n1. Ông: Lò Văn Pành, Trưởng ban\n\n2. Bà Vi Thị Hoa, Phó ban",
        ["Điều 1"],
    ),
    (
        "parts of an article",
        "Điều 1. Giao dự toán\n\nI. Thu\n\n1. Thu tại xã\n\n- Lệ phí.\n\n2.1 - Thu khác\n\n- Phí.",
        ["Điều 1", "Điều 1.I", "Điều 1.I.1", "Điều 1.I.2.1"],
    ),
    (
        "a theme above who does what",
        "II. CÁCH LÀM\n\na) Thực hiện cấp giống: Ủy ban nhân dân xã giao giống cho thôn.\n\nb) Thực hiện trồng dặm, làm cỏ: bón lót sau mưa.",
        ["II", "II.a"],
    ),
    (
        "what an agency does is no heading, a heading's amount is its content",
        "I. PHÂN CÔNG\n\na) Vụ Kế hoạch chủ trì, phối hợp với các Vụ: Pháp chế, Tài chính rà soát giống.\n\nb) Kinh phí: 20 triệu đồng.",
        ["I", "I.b"],
    ),
    (
        "labels of segmented texts",
        "A.\n\nNhững nội dung chủ yếu\n\nI - mục tiêu:\n\nTrồng rừng.\n\nIi - giải pháp.\n\nXã làm đất trước mùa mưa.",
        ["A", "A.I", "A.II"],
    ),
    (
        "a heading that only points to an appendix",
        "I. NỘI DUNG\n\n1. Nhiệm vụ trọng tâm (Phụ lục 01 kèm theo).\n\n2. Các thôn chọn đất trống, làm đất trước mùa mưa.",
        ["I", "I.1"],
    ),
    (
        "a colon before a list of names",
        "I. TỔ CHỨC\n\n1. Đề nghị các tổ chức hội: Hội Nông dân, Hội Phụ nữ vận động hội viên trồng cây.",
        ["I"],
    ),
]


def test_brackets_behind_a_headings_colon_are_none_of_its_words(rules: Rulebook) -> None:
    text = "I. NỘI DUNG\n\n1. Phạm vi và quy mô của chương trình: áp dụng ở mọi thôn.\n\n2. Về chợ: (Bao gồm chợ phiên)\n\n- Lợp mái."
    assert [x.heading for x in body(text, rules).sections][1:] == ["Phạm vi và quy mô của chương trình", "Về chợ"]


@pytest.mark.parametrize(("text", "paths"), [p[1:] for p in PATHS], ids=[p[0] for p in PATHS])
def test_headings_get_their_paths(text: str, paths: list[str], rules: Rulebook) -> None:
    assert [s.path for s in body(text, rules).sections] == paths


def test_a_run_in_heading_is_parted_from_its_content(rules: Rulebook) -> None:
    found = body("1. Ban Quản lý rừng: Chủ trì cấp giống cho các thôn.", rules)
    heading, content = found.part("body")
    assert found.sections[0].heading == "Ban Quản lý rừng"
    assert (heading.kind, found.text(heading)) == ("heading", "1. Ban Quản lý rừng")
    assert (content.kind, content.section, found.text(content)) == ("paragraph", 0, "Chủ trì cấp giống cho các thôn.")


def test_an_article_alone_on_its_line_has_the_words_below_it(rules: Rulebook) -> None:
    found = body(
        "Điều 1.\n\nBan hành Kế hoạch trồng rừng. Xã làm chủ đầu tư.\n\nĐiều 2.\n\nHiệu lực thi hành\n\nTừ ngày ký.",
        rules,
    )
    assert [s.heading for s in found.sections] == ["Ban hành Kế hoạch trồng rừng", "Hiệu lực thi hành"]


def test_a_run_in_heading_ends_behind_its_list_of_names(rules: Rulebook) -> None:
    found = body("1. Các Sở: Nội vụ, Y tế, Xây dựng: căn cứ chức năng, xây dựng kế hoạch của ngành.", rules)
    assert [s.heading for s in found.sections] == ["Các Sở: Nội vụ, Y tế, Xây dựng"]


def test_a_heading_may_hold_a_colon_of_its_own(rules: Rulebook) -> None:
    found = body("1. Cơ quan quản lý: Sở Xây dựng:\n\n- Cấp phép.\n\n2. Chủ rừng:\n\n- Trồng cây.", rules)
    assert [s.heading for s in found.sections] == ["Cơ quan quản lý: Sở Xây dựng", "Chủ rừng"]


def test_every_region_is_told(rules: Rulebook) -> None:
    found = body("I. MỤC TIÊU\n\nTrồng mười ha.", rules)
    parts = {
        p: [found.text(b) for b in found.part(p)] for p in ("title", "preamble", "closing", "recipients", "signature")
    }
    assert parts == {
        "title": ["KẾ HOẠCH", "Trồng rừng phân tán năm 2024"],
        "preamble": ["Căn cứ Luật Lâm nghiệp;", "Ủy ban nhân dân xã ban hành Kế hoạch trồng rừng như sau:"],
        "closing": ["Trên đây là Kế hoạch trồng rừng năm 2024./."],
        "recipients": ["Nơi nhận:", "Các thôn;", "Lưu: VT."],
        "signature": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lò Văn Pành"],
    }


def test_a_plan_enclosed_in_a_decision_begins_its_paths_anew(rules: Rulebook) -> None:
    decision = PLAN.format(body="Điều 1. Ban hành kèm theo Kế hoạch trồng rừng.\n\nĐiều 2. Các thôn thi hành.").replace(
        "KẾ HOẠCH", "QUYẾT ĐỊNH"
    )
    found = outline(decision + "\nKẾ HOẠCH\nTrồng rừng\n\nI. MỤC TIÊU\n\n1. Diện tích\n\nMười ha.", rules)
    assert [s.path for s in found.sections] == ["Điều 1", "Điều 2", "I", "I.1"]


def test_bullets_know_their_depth(rules: Rulebook) -> None:
    found = body(
        "I. KINH PHÍ\n\n- Ngân sách xã:\n\n+ Giống: 5 triệu đồng;\n\n+ Công: 3 triệu đồng.\n\n- Thôn góp công.", rules
    )
    bullets = [(b.mark, b.depth) for b in found.blocks if b.kind == "bullet" and b.part == "body"]
    assert bullets == [("-", 0), ("+", 1), ("+", 1), ("-", 0)]


def test_a_table_has_its_headings_unit_and_values(rules: Rulebook) -> None:
    rows = "TT\tThôn\tKinh phí\t\n\t\tGiống\tCông\n1\tBản Na\t1.250,5\t300\n\tTỔNG CỘNG\t1.250,5\t300"
    found = body(f"I. KINH PHÍ\n\nBiểu 1. Phân bổ kinh phí\n\nĐơn vị tính: triệu đồng\n\n{rows}", rules)
    (table,) = found.tables
    assert (table.caption, table.unit, table.n_rows, table.n_cols) == ("Biểu 1. Phân bổ kinh phí", "triệu đồng", 2, 4)
    cell = next(c for c in table.cells if c.text == "1.250,5" and c.row == 0)
    assert (cell.header, cell.row_label, cell.value, cell.col) == (("Kinh phí", "Giống"), "Bản Na", 1250.5, 2)
    assert next(c.row_label for c in table.cells if c.row == 1) == "TỔNG CỘNG"


def test_an_appendix_with_a_title_is_a_section(rules: Rulebook) -> None:
    found = outline(
        PLAN.format(body="I. MỤC TIÊU\n\nTrồng.") + "\nPHỤ LỤC I\nDANH SÁCH CÁC THÔN\n\nTT\tThôn\n1\tBản Na", rules
    )
    assert (found.sections[-1].path, found.sections[-1].heading) == ("PHỤ LỤC I", "DANH SÁCH CÁC THÔN")
