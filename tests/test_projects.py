"""Projects: which headings are, whose parts they are, and which national component their names mean."""

from __future__ import annotations

import pytest

from kehoach.clean import clean_document
from kehoach.extract.header import read_header
from kehoach.extract.projects import find_projects
from kehoach.outline import read_outline
from kehoach.programmes import component_within, find_programme, read_components
from kehoach.rulebook import Rulebook
from kehoach.values import Document
from money_plans import POVERTY, read_plan

LABELS = [
    (
        "headings that call themselves projects",
        "II. NỘI DUNG THỰC HIỆN\n\n1. Dự án 2: Đa dạng hóa sinh kế\n\nNuôi dê.\n\n2. Dự án 3: Hỗ trợ phát triển sản xuất\n\na) Tiểu dự án 1: Sản xuất nông nghiệp\n\nTrồng mận.\n\nb) Tiểu dự án 2: Cải thiện dinh dưỡng\n\nBữa ăn.",
        [("Dự án 2", None), ("Dự án 3", None), ("Tiểu dự án 1", 1), ("Tiểu dự án 2", 1)],
    ),
    (
        "numbered headings of the content part",
        "II. NHIỆM VỤ, GIẢI PHÁP\n\n1. Hoàn thiện thể chế\n\n- Rà soát.\n\n2. Phát triển hạ tầng số\n\n2.1. Trung tâm dữ liệu\n\n- Nâng cấp.\n\n2.2. Mạng diện rộng\n\n- Kéo cáp.",
        [("1", None), ("2", None), ("2.1", 1), ("2.2", 1)],
    ),
    (
        "not the headings that every plan has",
        "II. NỘI DUNG THỰC HIỆN\n\n1. Đối tượng\n\nHộ nghèo.\n\n2. Thời gian thực hiện\n\nNăm 2024.\n\n3. Kinh phí thực hiện\n\nXã lo.\n\n4. Nội dung hỗ trợ\n\nGiống.",
        [],
    ),
    (
        "not the agencies of the part that gives duties",
        "II. NHIỆM VỤ CỤ THỂ\n\n1. Phòng Tài chính - Kế hoạch\n\n- Cấp vốn.\n\n2. Ủy ban nhân dân các xã\n\n- Rà soát.",
        [],
    ),
    (
        "not aims",
        "II. MỤC TIÊU\n\n1. Phát triển sản xuất\n\nTrồng mận.\n\n2. Phát triển dược liệu\n\nTrồng sa nhân.",
        [],
    ),
    (
        "not a mention where duties are given",
        "II. CÁC DỰ ÁN THÀNH PHẦN\n\n1. Dự án 1: Hạ tầng kinh tế - xã hội\n\nXây đường.\n\nIII. TỔ CHỨC THỰC HIỆN\n\n1. Dự án 1: Phòng Kinh tế và Hạ tầng chủ trì\n\n- Lập hồ sơ.",
        [("Dự án 1", None)],
    ),
    (
        "a solution is one only where a plan has no content part",
        "II. NỘI DUNG\n\n1. Trồng rừng phân tán\n\nTrồng keo.\n\nIII. GIẢI PHÁP\n\n1. Huy động vốn tín dụng\n\nCho vay.",
        [("1", None)],
    ),
    (
        "else solutions are what the plan does",
        "II. GIẢI PHÁP\n\n1. Mở rộng vùng chè\n\nTrồng mới.\n\n2. Chế biến chè\n\nXây xưởng.",
        [("1", None), ("2", None)],
    ),
    (
        "parts of a component that have a number alone",
        "II. NỘI DUNG\n\n1. Nội dung thành phần 2: Hạ tầng\n\n1.1. Giao thông\n\nĐổ bê tông.\n\n1.2. Thủy lợi\n\nKè mương.",
        [("Nội dung thành phần 2", None), ("1.1", 0), ("1.2", 0)],
    ),
    (
        "lettered headings of content are none",
        "II. NHIỆM VỤ\n\n1. Chăm sóc trẻ nhỏ\n\na) Mở lớp học\n\n- Mở lớp.\n\nb) Bữa ăn trưa\n\n- Nấu ăn.",
        [("1", None)],
    ),
    (
        "the items of a roadmap, not its years",
        "II. LỘ TRÌNH THỰC HIỆN\n\n1. Giai đoạn 2024 - 2025\n\n- Khảo sát.\n\n2. Giai đoạn 2026 - 2030\n\n2.1. Mở chợ đầu mối\n\n- Xây sạp.\n\n2.2. Nâng cấp bến xe\n\n- Lát sân.",
        [("2.1", None), ("2.2", None)],
    ),
]


@pytest.mark.parametrize(("body", "expected"), [c[1:] for c in LABELS], ids=[c[0] for c in LABELS])
def test_which_headings_are_projects(body: str, expected: list[tuple[str, int | None]], rules: Rulebook) -> None:
    _, projects, _ = read_plan(body, rules)
    assert [(p.label, p.parent) for p in projects] == expected


def test_a_heading_with_a_number_alone_is_named_by_the_line_below(rules: Rulebook) -> None:
    body = "II. NỘI DUNG HOẠT ĐỘNG\n\n1. Nâng cao nhận thức\n\na) Hoạt động 1\n\n- Nội dung: Thi vẽ tranh ở các trường.\n\n- Cơ quan thực hiện: Phòng Giáo dục và Đào tạo."
    _, projects, _ = read_plan(body, rules)
    assert [(p.label, p.name) for p in projects] == [
        ("1", "Nâng cao nhận thức"),
        ("Hoạt động 1", "Thi vẽ tranh ở các trường"),
    ]


def test_a_bracket_that_says_which_part_is_no_name(rules: Rulebook) -> None:
    body = "II. NỘI DUNG\n\n1. Dự án 9 (Tiểu dự án 2): Giảm thiểu tảo hôn: 35 triệu đồng."
    _, projects, _ = read_plan(body, rules)
    assert [(p.label, p.name) for p in projects] == [("Dự án 9", "Giảm thiểu tảo hôn")]


def test_a_plan_may_name_its_projects_where_it_gives_duties_alone(rules: Rulebook) -> None:
    body = (
        "II. NHIỆM VỤ\n\n1. Trồng rừng phân tán\n\nTrồng keo.\n\nIII. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\n"
        "a) Chủ trì các dự án, bao gồm:\n\n- Dự án 1: Nước sạch bản làng.\n\n- Dự án 3 (Tiểu dự án 2): Bếp ăn trường học.\n\n"
        'b) Chủ trì Tiểu dự án 1 thuộc Dự án 4: "Vườn thuốc nam của thôn".'
    )
    _, found, _ = read_plan(body, rules, "Trồng rừng")
    assert [(p.label, p.name) for p in found] == [
        ("Dự án 1", "Nước sạch bản làng"),
        ("Tiểu dự án 2", "Bếp ăn trường học"),
        ("Tiểu dự án 1", "Vườn thuốc nam của thôn"),
    ]


def test_a_bracket_that_says_which_part_tells_the_component(rules: Rulebook) -> None:
    title = "Thực hiện Chương trình mục tiêu quốc gia phát triển kinh tế - xã hội vùng đồng bào dân tộc thiểu số và miền núi năm 2024"
    body = "II. NỘI DUNG\n\n1. Dự án 9 (Tiểu dự án 2): Giảm thiểu tình trạng tảo hôn\n\nMở hội thi."
    _, projects, _ = read_plan(body, rules, title)
    assert [p.component for p in projects] == ["DTTS-2021-2030/DA9/TDA2"]


DECISION = """ỦY BAN NHÂN DÂN
TỈNH NÀ SẢNG

Số: 21/QĐ-UBND

Nà Sảng, ngày 04 tháng 3 năm 2024

QUYẾT ĐỊNH
{title}

Căn cứ Luật Đầu tư công;

QUYẾT ĐỊNH:

Điều 1. {title} với các nội dung sau:

1. Mục tiêu

Chợ nào cũng có mái.

2. Nhiệm vụ

2.1. Xây chợ mới

- Xây 3 chợ.

2.2. Sửa chợ cũ

- Sửa 5 chợ.

Điều 2. Tổ chức thực hiện

1. Sở Công Thương

Chủ trì thực hiện.
"""


@pytest.mark.parametrize(
    ("title", "labels"),
    [("Phê duyệt Đề án phát triển chợ nông thôn", ["2.1", "2.2"]), ("Ban hành Quy định về chợ nông thôn", [])],
)
def test_an_article_that_approves_a_plan_is_divided_as_a_plan_is(
    title: str, labels: list[str], rules: Rulebook
) -> None:
    document = Document("d", "d.txt", "0", "txt", DECISION.format(title=title))
    outline = read_outline(clean_document(document, rules), rules)
    projects = find_projects(outline, read_header(outline, rules), rules)
    assert [p.label for p in projects] == labels


def test_an_article_that_approves_a_programme_is_divided_into_programmes(rules: Rulebook) -> None:
    text = DECISION.format(title="Phê duyệt Chương trình phát triển chợ nông thôn").replace(
        "2. Nhiệm vụ", "2. Chương trình nâng cấp chợ xã"
    )
    outline = read_outline(clean_document(Document("d", "d.txt", "0", "txt", text), rules), rules)
    found = find_projects(outline, read_header(outline, rules), rules)
    assert [(p.label, p.parent) for p in found] == [("2", None), ("2.1", 0), ("2.2", 0)]


def test_a_plan_for_one_project_alone_has_it_as_the_parent_of_its_parts(rules: Rulebook) -> None:
    title = "Thực hiện Dự án 6 - Truyền thông và giảm nghèo về thông tin thuộc Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2024"
    body = "II. NỘI DUNG\n\n1. Tiểu dự án 1: Giảm nghèo về thông tin\n\nLắp loa.\n\n2. Tiểu dự án 2: Truyền thông về giảm nghèo đa chiều\n\nMở hội thi."
    _, projects, _ = read_plan(body, rules, title)
    assert [(p.label, p.name, p.parent, p.component) for p in projects] == [
        ("Dự án 6", "Truyền thông và giảm nghèo về thông tin", None, "GNBV-2021-2025/DA6"),
        ("Tiểu dự án 1", "Giảm nghèo về thông tin", 0, "GNBV-2021-2025/DA6/TDA1"),
        ("Tiểu dự án 2", "Truyền thông về giảm nghèo đa chiều", 0, "GNBV-2021-2025/DA6/TDA2"),
    ]


def test_a_title_that_names_two_projects_is_of_neither(rules: Rulebook) -> None:
    _, projects, _ = read_plan("II. MỤC TIÊU\n\nXong trước mùa mưa.", rules, "Thực hiện Dự án 1, Dự án 2 năm 2024")
    assert projects == ()


def test_components_are_told_by_name_whatever_the_number(rules: Rulebook) -> None:
    body = "II. CÁC DỰ ÁN\n\n1. Dự án 1: Nâng cao năng lực và giám sát, đánh giá\n\na) Tiểu dự án 2: Nâng cao năng lực thực hiện Chương trình\n\nTập huấn."
    _, projects, _ = read_plan(body, rules)
    assert [p.component for p in projects] == ["GNBV-2021-2025/DA7", "GNBV-2021-2025/DA7/TDA1"]


PROGRAMMES = [
    (POVERTY, None, "GNBV-2021-2025"),
    ("Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2019", None, "GNBV-2016-2020"),
    ("Thực hiện Chương trình MTQG xây dựng nông thôn mới giai đoạn 2021 - 2025", None, "NTM-2021-2025"),
    ("Thực hiện Chương trình MTQG xây dựng nông thôn mới", 2018, "NTM-2016-2020"),
    (
        "Thực hiện Chương trình mục tiêu quốc gia phát triển kinh tế - xã hội vùng đồng bào dân tộc thiểu số và miền núi năm 2023",
        None,
        "DTTS-2021-2030",
    ),
    ("THỰC HIỆN CHƯƠNG TRÌNH MỤC TIÊU QUỐC GIA PHÒNG, CHỐNG MA TÚY NĂM 2026", None, "MT-2026-2030"),
    ("Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2027", None, None),
    ("Phòng cháy, chữa cháy rừng năm 2024", 2024, None),
    (None, 2024, None),
]


@pytest.mark.parametrize(("title", "year", "code"), PROGRAMMES)
def test_a_programme_is_told_by_name_and_years(
    title: str | None, year: int | None, code: str | None, rules: Rulebook
) -> None:
    assert find_programme(title, rules, year) == code


COMPONENTS = [
    ("GNBV-2021-2025", "Đa dạng hóa sinh kế, nhân rộng mô hình giảm nghèo", None, "DA2"),
    ("GNBV-2021-2025", "Hỗ trợ nhà ở cho hộ nghèo", None, "DA5"),
    ("GNBV-2021-2025", "Giám sát, đánh giá thực hiện Chương trình", "TDA", "DA7/TDA2"),
    ("GNBV-2021-2025", "Giảm nghèo về thông tin", "DA", "DA6"),
    ("GNBV-2021-2025", "Giảm nghèo về thông tin", "TDA", "DA6/TDA1"),
    ("GNBV-2021-2025", "Tặng quà Tết cho người có công", None, None),
    ("DTTS-2021-2030", "Giảm thiểu tình trạng tảo hôn", "TDA", "DA9/TDA2"),
    ("DTTS-2021-2030", "Bảo tồn văn hóa truyền thống gắn với du lịch", "DA", "DA6"),
    ("NTM-2021-2025", "Giữ vững an ninh, trật tự nông thôn", "ND", "ND10"),
    ("NTM-2021-2025", "Giao thông nông thôn", None, None),
    ("GNBV-2016-2020", "Chương trình 135", "DA", "DA2"),
]


@pytest.mark.parametrize(("programme", "name", "level", "code"), COMPONENTS)
def test_a_component_is_told_by_name_within_its_level(
    programme: str, name: str, level: str | None, code: str | None, rules: Rulebook
) -> None:
    components = read_components(programme, rules)
    assert components is not None
    assert components.match(name, level) == (f"{programme}/{code}" if code else None)


def test_every_component_is_told_by_its_own_name(rules: Rulebook) -> None:
    for row in rules.names("programmes.components"):
        components = read_components(row["programme"], rules)
        assert components is not None
        code = row["code"]
        above, _, last = code.rpartition("/")
        within = above if "/" in above else None
        assert components.match(row.name, last.rstrip("0123456789"), within) == code


def test_every_component_belongs_to_a_programme_that_is_known(rules: Rulebook) -> None:
    codes = {row["code"] for row in rules.names("programmes.national")}
    assert all(
        row["programme"] in codes and row["code"].startswith(row["programme"] + "/")
        for row in rules.names("programmes.components")
    )


def test_a_programme_without_rows_has_no_components(rules: Rulebook) -> None:
    assert read_components(None, rules) is None
    assert read_components("XYZ-2000", rules) is None


@pytest.mark.parametrize(
    ("code", "other", "within"),
    [("A/DA3/TDA1", "A/DA3", True), ("A/DA3", "A/DA3", True), ("A/DA30", "A/DA3", False), (None, "A", False)],
)
def test_a_component_is_within_itself_and_its_whole(code: str | None, other: str, within: bool) -> None:
    assert component_within(code, other) is within


def test_a_plan_whose_title_names_no_programme_has_the_one_that_its_projects_are_of(rules: Rulebook) -> None:
    body = (
        "II. CÁC DỰ ÁN\n\n1. Dự án 1: Đa dạng hóa sinh kế, phát triển mô hình giảm nghèo\n\nNuôi dê.\n\n"
        "2. Dự án 2: Truyền thông và giảm nghèo về thông tin\n\nLắp loa.\n\n"
        "3. Dự án 3: Nâng cao năng lực và giám sát, đánh giá Chương trình\n\nTập huấn."
    )
    _, projects, _ = read_plan(body, rules, "Phân bổ vốn năm 2024")
    assert [p.component for p in projects] == [f"GNBV-2021-2025/DA{n}" for n in (2, 6, 7)]


def test_projects_of_no_programme_have_no_components(rules: Rulebook) -> None:
    body = "II. CÁC DỰ ÁN\n\n1. Dự án 1: Trồng keo\n\nMua giống.\n\n2. Dự án 2: Nuôi ong\n\nLàm tổ.\n\n3. Dự án 3: Kè suối\n\nXếp đá."
    _, projects, _ = read_plan(body, rules, "Trồng rừng năm 2024")
    assert [p.component for p in projects] == [None, None, None]


def test_money_of_a_part_is_that_of_the_project_that_the_line_says_it_is_of(rules: Rulebook) -> None:
    body = (
        "II. CÁC DỰ ÁN\n\n1. Dự án 3: Hỗ trợ phát triển sản xuất\n\na) Tiểu dự án 1: Sản xuất nông nghiệp\n\nNuôi dê.\n\n"
        "b) Tiểu dự án 2: Cải thiện dinh dưỡng\n\nBữa ăn.\n\n2. Dự án 6: Truyền thông\n\na) Tiểu dự án 1: Thông tin\n\nLoa.\n\n"
        "III. KINH PHÍ\n\n- Tiểu dự án 1 thuộc Dự án 6: 3 triệu đồng.\n\n- Dự án 3 (Tiểu dự án 2): 4 triệu đồng."
    )
    _, projects, funding = read_plan(body, rules)
    assert [projects[f.project].name for f in funding if f.project is not None] == ["Thông tin", "Cải thiện dinh dưỡng"]
