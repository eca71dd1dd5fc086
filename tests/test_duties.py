"""Duties: which paragraphs give one, to whom, in which part, about which project."""

from __future__ import annotations

import pytest

from kehoach.clean import clean_document
from kehoach.extract import open_texts
from kehoach.extract.clauses import find_subject, find_unknown_subject, read_part
from kehoach.extract.duties import find_assignments
from kehoach.extract.duty_projects import ProjectFinder
from kehoach.extract.duty_sections import read_kind
from kehoach.extract.projects import find_projects
from kehoach.language import begins_with_noun, read_words
from kehoach.outline import read_outline
from kehoach.rulebook import Rulebook
from kehoach.values import Assignment, Document, Header, Project

HEAD = """ỦY BAN NHÂN DÂN
HUYỆN MƯỜNG THAN

KẾ HOẠCH

Trồng rừng năm 2023

Ủy ban nhân dân huyện ban hành Kế hoạch trồng rừng như sau:

"""


def duties(body: str, rules: Rulebook, header: Header | None = None) -> tuple[Assignment, ...]:
    """The duties of a plan with that body."""
    outline = read_outline(clean_document(Document("d", "d.txt", "0", "txt", HEAD + body), rules), rules)
    header = header or Header(doc_type="kế hoạch", issuer="Ủy ban nhân dân huyện Mường Than")
    return find_assignments(outline, header, find_projects(outline, header, rules), rules)


def told(found: tuple[Assignment, ...]) -> list[tuple[str, list[str]]]:
    """Each duty's first words with its agencies, the role's first letter before each name."""
    return [(" ".join(d.task.split()[:3]), [f"{a.role[0]} {a.name}" for a in d.agencies]) for d in found]


@pytest.mark.parametrize(
    ("words", "role", "partners"),
    [
        ("Chủ trì, phối hợp với Sở Y tế và các thôn trồng cây", "lead", ["Sở Y tế", "các thôn"]),
        ("Khẩn trương chủ trì, phối hợp với Công an tỉnh rà soát", "lead", ["Công an tỉnh"]),
        ("Phối hợp với Sở Y tế kiểm tra bếp ăn", "coordinate", ["Sở Y tế"]),
        ("Căn cứ chức năng, nhiệm vụ, phối hợp với các đơn vị liên quan trồng cây", "coordinate", ["các đơn vị liên quan"]),
        ("Chủ động phối hợp triển khai", "coordinate", []),
        ("Phối hợp với Sở Y tế kiểm tra; hướng dẫn các thôn", "responsible", ["Sở Y tế"]),
        ("Phối hợp với Sở Y tế kiểm tra; căn cứ kết quả, xem xét khen thưởng", "responsible", ["Sở Y tế"]),
        ("Phối hợp, hướng dẫn các thôn", "responsible", []),
        ("Phối hợp với các thôn trồng cây, thường xuyên kiểm tra", "responsible", ["các thôn"]),
        ("Lập danh sách hộ; phối hợp với Hội Nông dân vận động", "responsible", ["Hội Nông dân"]),
        ("Nắm tình hình; kịp thời phối hợp UBND các xã xử lý. Thường xuyên phối hợp Công an huyện", "responsible",
         ["Ủy ban nhân dân các xã", "Công an huyện"]),
        ("Phối hợp, hướng dẫn Trung tâm Y tế huyện thực hiện", "responsible", ["Trung tâm Y tế huyện"]),
        ("Tăng cường phối hợp giữa các cơ quan: Sở Y tế, Sở Nội vụ", "responsible", ["Sở Y tế", "Sở Nội vụ"]),
        ("Xây dựng quy chế phối hợp với Công an tỉnh", "responsible", []),
        # whoever else works together is no partner of the doer's
        ("Phối hợp với Sở Y tế chỉ đạo trạm phối hợp với trường học", "coordinate", ["Sở Y tế"]),
        ("Chủ trì đôn đốc các chủ rừng phối hợp với các thôn", "lead", []),
        # to be told to lead elsewhere is not to lead here
        ("Lập dự toán cho nhiệm vụ được giao chủ trì", "responsible", []),
    ],
)  # fmt: skip
def test_words_tell_the_role_and_the_partners(words: str, role: str, partners: list[str], rules: Rulebook) -> None:
    found, names = read_part(words, rules)
    assert (found, [name.name for name in names]) == (role, partners)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sở Tài chính, trên cơ sở đề xuất của các cơ quan, chủ trì bố trí vốn", ["Sở Tài chính"]),
        ("Giao Phòng Tư pháp soạn thảo", ["Phòng Tư pháp"]),
        ("Lưu ý: UBND các xã gửi danh sách", ["Ủy ban nhân dân các xã"]),
        ("Căn cứ Kế hoạch này, các phòng, ban xây dựng chương trình", ["các phòng, ban"]),
        ("Trong quá trình thực hiện, nếu có vướng mắc các cơ quan báo cáo", ["các cơ quan"]),
        ("Ủy ban nhân dân huyện yêu cầu các thôn trồng cây, các thôn tổ chức thực hiện", ["các thôn"]),
        ("Sở Xây dựng: hướng dẫn chủ đầu tư", ["Sở Xây dựng"]),
        ("Sở Y tế; Sở Nội vụ: theo nhiệm vụ được phân công.", ["Sở Y tế", "Sở Nội vụ"]),
        ("Cấp phát cây giống: Sau khi họp thôn, UBND các xã phối hợp với Hội Nông dân lập danh sách", ["Ủy ban nhân dân các xã"]),
        ("Các ông, bà: Giám đốc Sở Y tế, Trưởng Phòng Tư pháp và chịu trách nhiệm thi hành", ["Sở Y tế", "Phòng Tư pháp"]),
        ("Các đơn vị được phân công trồng cây có trách nhiệm lập dự toán", ["Các đơn vị được phân công trồng cây"]),
    ],
)  # fmt: skip
def test_a_sentence_names_whom_it_gives_a_duty(text: str, names: list[str], rules: Rulebook) -> None:
    subject = find_subject(text, rules)
    assert subject
    assert [name.name for name in subject.names] == names


@pytest.mark.parametrize(
    "text",
    [
        "Tổ chức thực hiện theo quy định",
        "Kinh phí do Sở Tài chính cấp",
        "Sở Tài chính đã cấp vốn",
        "Trên cơ sở đề xuất của các sở, ban, ngành tham mưu",
    ],
)
def test_a_sentence_without_a_doer_has_none(text: str, rules: Rulebook) -> None:
    assert find_subject(text, rules) is None


def test_each_bullet_under_an_agency_is_its_duty(rules: Rulebook) -> None:
    body = """I. TỔ CHỨC THỰC HIỆN

1. Phòng Tư pháp

- Chủ trì, phối hợp với UBND các xã phổ biến pháp luật.

- Trưởng Phòng Tài chính - Kế hoạch kiểm tra việc chi.

2. Hạt Kiểm lâm: Hướng dẫn các thôn trồng cây.

Trên đây là Kế hoạch trồng rừng. Đề nghị các cơ quan, đơn vị triển khai thực hiện./.
"""
    assert told(duties(body, rules)) == [
        ("Chủ trì, phối", ["l Phòng Tư pháp", "c Ủy ban nhân dân các xã"]),
        ("Trưởng Phòng Tài", ["r Phòng Tài chính - Kế hoạch"]),
        ("Hướng dẫn các", ["r Hạt Kiểm lâm"]),
        ("Trên đây là", ["r các cơ quan, đơn vị"]),
    ]


def test_a_later_clause_may_give_a_greater_part(rules: Rulebook) -> None:
    body = """I. TỔ CHỨC THỰC HIỆN

UBND xã phối hợp với Hội Nông dân trồng cây. UBND xã lập danh sách hộ.
"""
    assert told(duties(body, rules)) == [("UBND xã phối", ["r Ủy ban nhân dân xã", "c Hội Nông dân"])]


def test_the_part_begins_where_the_headings_agency_is_named_again(rules: Rulebook) -> None:
    body = """I. TỔ CHỨC THỰC HIỆN

1. Phòng Tư pháp

- Trên cơ sở đề xuất của cơ quan được giao chủ trì, Phòng Tư pháp phối hợp với các thôn soạn quy ước.
"""
    assert told(duties(body, rules)) == [("Trên cơ sở", ["c Phòng Tư pháp", "c các thôn"])]


def test_the_heading_names_an_agency_in_full(rules: Rulebook) -> None:
    body = """I. TỔ CHỨC THỰC HIỆN

1. Cơ quan quản lý: UBND xã Mường Than:

- UBND xã thành lập tổ công tác.
"""
    assert told(duties(body, rules)) == [("UBND xã thành", ["r Ủy ban nhân dân xã Mường Than"])]


def test_purposes_and_solutions_give_no_duty(rules: Rulebook) -> None:
    body = """I. MỤC ĐÍCH, YÊU CẦU

- Các phòng, ban triển khai đồng bộ.

II. GIẢI PHÁP

- Các cơ quan, đơn vị tăng cường tuyên truyền.

- Giao Phòng Tư pháp chủ trì soạn thảo quy ước.
"""
    assert told(duties(body, rules)) == [("Giao Phòng Tư", ["l Phòng Tư pháp"])]


def test_money_is_a_duty_only_where_an_agency_has_it(rules: Rulebook) -> None:
    body = """III. KINH PHÍ THỰC HIỆN

- Ngân sách huyện năm 2023.

- Phòng Tài chính - Kế hoạch chủ trì bố trí kinh phí.
"""
    assert told(duties(body, rules)) == [("Phòng Tài chính", ["l Phòng Tài chính - Kế hoạch"])]


def test_labelled_lines_name_who_does_the_tasks_above_them(rules: Rulebook) -> None:
    body = """II. NỘI DUNG THỰC HIỆN

1. Trồng cây

- Nội dung:

+ Chọn giống quế và hồi.

+ Làm đất trước mùa mưa.

- Cơ quan chủ trì: Hạt Kiểm lâm.

- Cơ quan phối hợp: Hội Nông dân huyện, UBND các xã.

- Thời gian thực hiện: Quý II năm 2023.

2. Rà soát quy hoạch rừng

- Cơ quan thực hiện: Phòng Nông nghiệp và Phát triển nông thôn.
"""
    forest = ["l Hạt Kiểm lâm", "c Hội Nông dân huyện", "c Ủy ban nhân dân các xã"]
    assert told(duties(body, rules)) == [
        ("Chọn giống quế", forest),
        ("Làm đất trước", forest),
        ("Rà soát quy", ["r Phòng Nông nghiệp và Phát triển nông thôn"]),
    ]


def test_an_agency_below_a_theme_of_the_assignments_has_its_duties(rules: Rulebook) -> None:
    body = """I. PHÂN CÔNG THỰC HIỆN

1. Các giải pháp trồng rừng

a) Hạt Kiểm lâm

- Hướng dẫn các thôn làm đất.

II. GIẢI PHÁP

1. Hạt Kiểm lâm

- Hướng dẫn các thôn làm đất.
"""
    assert told(duties(body, rules)) == [("Hướng dẫn các", ["r Hạt Kiểm lâm"])]


def test_an_items_costs_are_no_tasks(rules: Rulebook) -> None:
    body = """II. NỘI DUNG THỰC HIỆN

1. Dự án 1: Trồng cây phân tán

- Mua giống: 08 hộ x 4 triệu đồng/hộ = 32 triệu đồng.

- Đơn vị thực hiện: Hạt Kiểm lâm chủ trì, phối hợp với các thôn.
"""
    assert told(duties(body, rules)) == [("Dự án 1:", ["l Hạt Kiểm lâm", "c các thôn"])]


def test_a_list_of_dates_belongs_to_the_paragraph_above_it(rules: Rulebook) -> None:
    body = """IV. CHẾ ĐỘ BÁO CÁO

Các phòng, ban báo cáo kết quả về Hạt Kiểm lâm huyện như sau:

- Sáu tháng trước ngày 15/6;

- Cả năm trước ngày 15/12.
"""
    assert told(duties(body, rules)) == [("Các phòng, ban", ["r Các phòng, ban"])]


def test_a_list_of_duties_takes_the_agencies_of_what_introduces_it(rules: Rulebook) -> None:
    body = """IV. TỔ CHỨC THỰC HIỆN

Các phòng, ban phối hợp thực hiện các nhiệm vụ sau:

- Vận động các hộ trồng cây.

- Hướng dẫn kỹ thuật.

Phòng Tư pháp chủ trì, phối hợp với các thôn:

- Soạn thảo quy ước.

Hạt Kiểm lâm chủ trì, phối hợp với các thôn tham mưu cho Ủy ban nhân dân huyện và các xã có rừng:

- Giao rừng cho các hộ.

Phòng Y tế chủ trì và phối hợp với các xã:

Hướng dẫn người trồng rừng phòng bệnh.
"""
    assert told(duties(body, rules)) == [
        ("Vận động các", ["r Các phòng, ban"]),
        ("Hướng dẫn kỹ", ["r Các phòng, ban"]),
        ("Soạn thảo quy", ["l Phòng Tư pháp", "c các thôn"]),
        ("Giao rừng cho", ["l Hạt Kiểm lâm", "c các thôn"]),
        ("Hướng dẫn người", ["l Phòng Y tế", "c các xã"]),
    ]


def test_a_line_of_names_gives_what_follows_to_them(rules: Rulebook) -> None:
    body = """Điều 2. Trách nhiệm thực hiện

1. Phòng Tư pháp

Chủ trì, phối hợp với các thôn soạn thảo quy ước.

2. Trách nhiệm của Hạt Kiểm lâm

- Kiểm tra cây giống.

Hướng dẫn làm đất.

- Nghiệm thu.

3. Ủy ban nhân dân các xã có trách nhiệm lập danh sách hộ.

Đồng thời vận động các hộ trồng cây.

Kế hoạch này có hiệu lực từ ngày ký.
"""
    forest, commune = ["r Hạt Kiểm lâm"], ["r Ủy ban nhân dân các xã"]
    assert told(duties(body, rules)) == [
        ("Chủ trì, phối", ["l Phòng Tư pháp", "c các thôn"]),
        ("Kiểm tra cây", forest),
        ("Hướng dẫn làm", forest),
        ("Nghiệm thu.", forest),
        ("Ủy ban nhân", commune),
        ("Đồng thời vận", commune),
    ]


def test_a_duty_above_a_list_keeps_its_own_part(rules: Rulebook) -> None:
    body = """IV. TỔ CHỨC THỰC HIỆN

Giao Hạt Kiểm lâm là cơ quan đầu mối, chủ trì hướng dẫn, kiểm tra việc trồng rừng trên toàn địa bàn huyện, cụ thể:

- Kiểm tra cây giống.

- Chủ trì nghiệm thu.
"""
    assert told(duties(body, rules)) == [
        ("Giao Hạt Kiểm", ["l Hạt Kiểm lâm"]),
        ("Kiểm tra cây", ["r Hạt Kiểm lâm"]),
        ("Chủ trì nghiệm", ["l Hạt Kiểm lâm"]),
    ]


def test_what_a_call_is_for_is_no_duty_of_its_own(rules: Rulebook) -> None:
    body = """II. NỘI DUNG THI ĐUA

Các phòng, ban có trách nhiệm phát động thi đua, tập trung các nội dung sau:

- Thi đua trồng cây.

- Thi đua giữ rừng.
"""
    assert told(duties(body, rules)) == [("Các phòng, ban", ["r Các phòng, ban"])]


def test_a_task_table_gives_a_duty_a_row(rules: Rulebook) -> None:
    body = """IV. NHIỆM VỤ

TT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian
TT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian
1\tTrồng mới 20 ha rừng\tHạt Kiểm lâm\tUBND các xã; Hội Nông dân huyện\tTháng 6
2\tKiểm tra cây sống sau trồng\tĐội thợ rừng\t\tTháng 9
3\tTuần tra\tHạt Kiểm lâm\t\tCả năm
"""
    assert told(duties(body, rules)) == [
        ("Trồng mới 20", ["l Hạt Kiểm lâm", "c Ủy ban nhân dân các xã", "c Hội Nông dân huyện"]),
        ("Kiểm tra cây", ["l Đội thợ rừng"]),
        ("Tuần tra", ["l Hạt Kiểm lâm"]),
    ]


def test_an_item_that_goes_on_an_outer_numbering_is_no_duty_of_the_agency_above_it(rules: Rulebook) -> None:
    body = """IV. TỔ CHỨC THỰC HIỆN

1. Trồng chè

1.1. Ban Quản lý phân công các phòng như sau, báo cáo huyện khi xong việc trên từng xã:

c) Phòng Tư pháp:

- Soạn thảo quy ước.

1.2. Hội Nông dân vận động các hộ trồng chè theo quy ước.
"""
    assert told(duties(body, rules))[-1] == ("Hội Nông dân", ["r Hội Nông dân"])


def test_an_article_that_holds_a_whole_plan_gives_its_duties(rules: Rulebook) -> None:
    words = "- Công ty Chè Mường Than có trách nhiệm thu mua chè của các hộ."
    plan = f"Điều 1. Thông qua Chương trình trồng chè như sau:\n\nI. NHIỆM VỤ\n\n1. Giải pháp về vốn\n\n{words}\n"
    assert [a.name for d in duties(plan, rules) for a in d.agencies] == ["Công ty Chè Mường Than"]
    assert duties(plan.replace("I. NHIỆM VỤ\n\n", ""), rules) == ()


def test_a_rhythm_may_stand_before_the_doer_without_a_comma(rules: Rulebook) -> None:
    body = "IV. TỔ CHỨC THỰC HIỆN\n\nHàng năm các phòng, ban lập dự toán, gửi Phòng Tư pháp, Phòng Y tế cùng lúc.\n"
    assert told(duties(body, rules)) == [("Hàng năm các", ["r các phòng, ban"])]


def test_an_article_says_who_carries_the_decision_out(rules: Rulebook) -> None:
    body = "Điều 2. Giám đốc Sở Y tế; Chủ tịch UBND các xã chịu trách nhiệm thi hành Quyết định này./.\n"
    found = duties(body, rules, Header(doc_type="quyết định", issuer="Ủy ban nhân dân tỉnh Lào Cai"))
    assert [a.name for d in found for a in d.agencies] == ["Sở Y tế", "Ủy ban nhân dân các xã"]


def test_an_articles_sentence_may_begin_with_a_clause(rules: Rulebook) -> None:
    body = "Điều 2. Sau khi nhận chỉ tiêu, Giám đốc Sở Y tế tổ chức thực hiện và báo cáo.\n\nĐiều 3. Hiệu lực\n\nTừ ngày ký."
    assert told(duties(body, rules)) == [("Sau khi nhận", ["r Sở Y tế"])]


def test_an_article_names_them_after_a_colon_too_and_may_end_with_what_takes_effect(rules: Rulebook) -> None:
    body = (
        "Điều 3. Chánh Văn phòng, Giám đốc các sở: Xây dựng, Y tế và Thủ trưởng các đơn vị chịu trách nhiệm thi hành.\n\n"
        "Quyết định này có hiệu lực kể từ ngày ký.\n"
    )
    (duty,) = duties(body, rules)
    assert [a.name for a in duty.agencies] == ["Văn phòng", "Sở Xây dựng", "Sở Y tế", "các đơn vị"]


def test_a_named_agency_has_its_duty_also_among_solutions(rules: Rulebook) -> None:
    body = "III. GIẢI PHÁP\n\n- Sở Nội vụ phối hợp với các thôn lập danh sách hộ trồng rừng giỏi.\n\n- Các thôn phối hợp chặt chẽ.\n"
    assert told(duties(body, rules)) == [("Sở Nội vụ", ["c Sở Nội vụ", "c các thôn"])]


def test_a_report_gives_no_duty_under_the_agencies_that_it_tells_of(rules: Rulebook) -> None:
    body = "I. NỘI DUNG\n\n1. Sở Y tế\n\n- Tổ chức 05 lớp tập huấn.\n"
    assert duties(body, rules, Header(doc_type="báo cáo")) == ()
    assert len(duties(body, rules)) == 1


def test_a_list_of_projects_belongs_to_the_duty_above_it(rules: Rulebook) -> None:
    found = duties(
        "III. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\na) Chủ trì thực hiện các nhiệm vụ được tỉnh giao tại các dự án, bao gồm:\n\n- Dự án 1: Nước sạch.\n\n"
        '- Dự án 3: Nâng cao sức khỏe.\n\nb) Chủ trì Dự án 4 "Vườn thuốc nam của thôn".',
        rules,
    )
    assert [d.projects for d in found] == [(0, 1), (2,)]


def test_a_heading_that_only_says_phoi_hop_gives_that_part(rules: Rulebook) -> None:
    found = duties(
        "III. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\na) Phối hợp với Sở Nội vụ\n\n- Tổ chức tập huấn.\n\n- Hướng dẫn các xã.",
        rules,
    )
    assert told(found) == [
        ("Tổ chức tập", ["c Sở Y tế", "c Sở Nội vụ"]),
        ("Hướng dẫn các", ["c Sở Y tế", "c Sở Nội vụ"]),
    ]


def test_a_duty_is_about_the_projects_it_names_or_stands_under(rules: Rulebook) -> None:
    body = """II. NỘI DUNG

1. Dự án 1: Trồng rừng phòng hộ

Phòng Tư pháp chủ trì, phối hợp với các thôn soạn thảo quy ước.

2. Dự án 2: Sinh kế

2.1. Tiểu dự án 1: Nuôi ong

Tập huấn cho các hộ.

2.2. Tiểu dự án 2: Trồng hồi

Cấp giống cho các hộ.

III. TỔ CHỨC THỰC HIỆN

1. Hạt Kiểm lâm

- Chủ trì Dự án 1; theo dõi Tiểu dự án 2 thuộc Dự án 2.

- Báo cáo kết quả.
"""
    found = duties(body, rules)
    assert [d.projects for d in found] == [(0,), (0, 3), ()]


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("Chủ trì Dự án 1, Dự án 3", ["1", "3"]),
        ("Chủ trì Tiểu dự án 1 và Tiểu dự án 2 thuộc Dự án 3", ["3/1", "3/2"]),
        ("Chủ trì Tiểu dự án 2 Dự án 3; theo dõi Dự án 1", ["3/2", "1"]),
        ("Chủ trì Dự án 3 (Tiểu dự án 1 và 2)", ["3", "3/1", "3/2"]),
        # a whole that has no such part is meant itself
        ("Chủ trì Tiểu dự án 1 thuộc Dự án 1 và Dự án 3", ["1", "3", "3/1"]),
        ("Chủ trì Dự án 9", []),
    ],
)
def test_projects_are_found_by_their_labels(words: str, labels: list[str], rules: Rulebook) -> None:
    named = [("Dự án 1", None, "1"), ("Dự án 3", None, "3"), ("Tiểu dự án 1", 1, "3/1"), ("Tiểu dự án 2", 1, "3/2")]
    projects = tuple(
        Project(start=0, end=0, section=None, rule_id="", confidence=1, index=i, label=label, name="", parent=parent)
        for i, (label, parent, _) in enumerate(named)
    )
    outline = read_outline(clean_document(Document("d", "d.txt", "0", "txt", HEAD), rules), rules)
    assert [named[i][2] for i in ProjectFinder(outline, projects, rules).find(words, None)] == labels


def test_every_duty_and_name_stands_where_it_says(rules: Rulebook) -> None:
    body = "I. TỔ CHỨC THỰC HIỆN\n\n1. UBND các xã\n\n- Phối hợp với Phòng LĐ-TBXH lập danh sách.\n"
    outline = read_outline(clean_document(Document("d", "d.txt", "0", "txt", HEAD + body), rules), rules)
    (duty,) = find_assignments(outline, Header(), (), rules)
    text = outline.clean.text
    assert text[duty.start : duty.end] == "Phối hợp với Phòng LĐ-TBXH lập danh sách."
    assert [text[a.start : a.end] for a in duty.agencies] == ["UBND các xã", "Phòng LĐ-TBXH"]
    assert duty.assignee_text == "Ủy ban nhân dân các xã"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("TỔ CHỨC THỰC HIỆN", "duty"), ("Chế độ thông tin báo cáo", "duty"), ("NHIỆM VỤ, GIẢI PHÁP", "work"),
        ("Kinh phí thực hiện", "funding"), ("Yêu cầu", "none"), ("Giải pháp thực hiện", "none"), ("Phòng Y tế", ""),
    ],
)  # fmt: skip
def test_a_heading_tells_what_stands_under_it(heading: str, kind: str, rules: Rulebook) -> None:
    assert read_kind(heading, rules) == kind


def test_words_are_asked_where_no_rule_knows_who_acts(rules: Rulebook) -> None:
    body = """I. TỔ CHỨC THỰC HIỆN

1. Các trang trại, gia trại

- Tổ chức thu gom rác.

2. Công tác tuyên truyền

- Tổ chức phát tờ rơi.

3. Tuyên truyền lưu động

- Tổ chức chiếu phim.
"""
    assert told(duties(body, rules)) == [("Tổ chức thu", ["r Các trang trại, gia trại"])]
    subject = find_unknown_subject("Các chủ vườn ươm chủ động gieo hạt", rules)
    assert subject
    assert [name.name for name in subject.names] == ["Các chủ vườn ươm"]


@pytest.mark.parametrize(
    ("text", "names", "verb"),
    [
        # an agency that is known, a verb that no list has
        ("Hội Nông dân huyện gom rơm rạ ở các xã", ["Hội Nông dân huyện"], "gom"),
        ("UBND các xã, thị trấn cắm mốc ranh giới rừng", ["Ủy ban nhân dân các xã, thị trấn"], "cắm"),
    ],
)
def test_a_verb_that_no_list_has_is_known_by_its_part_of_speech(
    text: str, names: list[str], verb: str, rules: Rulebook
) -> None:
    subject = find_subject(text, rules)
    assert subject
    assert ([name.name for name in subject.names], subject.verb) == (names, verb)


def test_whom_a_request_names_may_be_unknown(rules: Rulebook) -> None:
    subject = find_unknown_subject("Đề nghị Nhà máy đường Sông Lam thu mua mía cho dân", rules)
    assert subject
    assert ([name.name for name in subject.names], subject.asked) == (["Nhà máy đường Sông Lam"], "Đề nghị")
    body = (
        "I. TỔ CHỨC THỰC HIỆN\n\n1. Đề nghị Nhà máy đường Sông Lam\n\n- Gom rơm rạ ở các xã về làm phân bón cho dân.\n"
    )
    assert told(duties(body, rules)) == [("Gom rơm rạ", ["r Nhà máy đường Sông Lam"])]


@pytest.mark.parametrize(
    "text", ["Sở Y tế: lập danh sách", "Sở Y tế; các thôn.", "Xã, phường loại I: hệ số 3,0 và hơn nữa"]
)
def test_nothing_is_asked_of_what_is_no_sentence(text: str, rules: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_texts, "read_words", lambda _: pytest.fail("words were asked"))
    find_subject(text, rules)


def test_words_stand_where_they_say() -> None:
    sentence = "Các  hộ gia đình (đã đăng ký) trồng cây."
    words = read_words(sentence)
    assert [sentence[w.start : w.end] for w in words] == [w.text for w in words]
    assert [w.tag for w in words][:3] == ["L", "N", "N"]
    assert begins_with_noun("Hộ gia đình")
    assert not begins_with_noun("Tuyên truyền cho các hộ")
