"""Agencies' names: where they end, how a list of them is taken apart, which of them are one."""

from __future__ import annotations

import pytest

from kehoach.extract.agency_names import open_name, read_agencies, read_heading
from kehoach.resolve.agencies import resolve_agencies
from kehoach.rulebook import Rulebook
from kehoach.values import Agency, AgencyRole, Assignment, Header

LISTS = [
    # "và" and commas inside a name are not those between names
    ("Sở Nông nghiệp và Môi trường, Sở Tài chính và các sở, ngành liên quan lập",
     ["Sở Nông nghiệp và Môi trường", "Sở Tài chính", "các sở, ngành liên quan"]),
    ("Sở Văn hóa, Thể thao và Du lịch và Sở Y tế chủ trì", ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"]),
    ("Sở Giáo dục và Đào tạo kiểm tra bếp ăn", ["Sở Giáo dục và Đào tạo"]),
    ("Phòng Lao động -Thương binh và Xã hội; Trung tâm Y tế huyện", ["Phòng Lao động -Thương binh và Xã hội", "Trung tâm Y tế huyện"]),
    ("Báo và Phát thanh, Truyền hình tỉnh, Cổng Thông tin điện tử tỉnh", ["Báo và Phát thanh, Truyền hình tỉnh", "Cổng Thông tin điện tử tỉnh"]),
    ("Ban Quản lý Khu kinh tế và các Khu công nghiệp tỉnh: rà soát", ["Ban Quản lý Khu kinh tế và các Khu công nghiệp tỉnh"]),
    # several kinds of agencies named together are one, until a place or "liên quan" closes them
    ("các cơ quan, đơn vị liên quan, các đoàn thể và UBND các xã, thị trấn trồng",
     ["các cơ quan, đơn vị liên quan", "các đoàn thể", "Ủy ban nhân dân các xã, thị trấn"]),
    ("các sở, ban, ngành, đoàn thể Thành phố, báo, đài và đơn vị có liên quan.",
     ["các sở, ban, ngành, đoàn thể Thành phố", "báo, đài", "đơn vị có liên quan"]),
    ("các ngành, đoàn thể xã và các thôn", ["các ngành, đoàn thể xã", "các thôn"]),
    ("các sở, ngành, địa phương xây dựng đường", ["các sở, ngành, địa phương"]),
    ("các chủ đầu tư hạ tầng đẩy nhanh tiến độ", ["các chủ đầu tư hạ tầng"]),
    # a name ends before a verb or a preposition
    ("các cơ quan Trung ương, Bộ Tài chính trong việc", ["các cơ quan Trung ương", "Bộ Tài chính"]),
    ("Công an tỉnh, trên cơ sở báo cáo", ["Công an tỉnh"]),
    ("Ủy ban nhân dân xã Mường Lèo, Ủy ban nhân dân xã Nậm Lạnh hoàn thành", ["Ủy ban nhân dân xã Mường Lèo", "Ủy ban nhân dân xã Nậm Lạnh"]),
    ("Hội Liên hiệp Phụ nữ tỉnh, Tỉnh đoàn vận động", ["Hội Liên hiệp Phụ nữ tỉnh", "Tỉnh đoàn"]),
    # a head that is named once, an office that stands for its agency
    ("các Sở: Công Thương, Y tế và Nội vụ", ["Sở Công Thương", "Sở Y tế", "Sở Nội vụ"]),
    ("các Vụ: Pháp chế, Khoa học và Công nghệ, Lúa lai, các Vụ, Cục trong Bộ làm việc",
     ["Vụ Pháp chế", "Vụ Khoa học và Công nghệ", "Vụ Lúa lai", "các Vụ, Cục trong Bộ"]),
    ("các đơn vị liên quan của các Bộ: Y tế, Tài chính, Hội Nông dân", ["Bộ Y tế", "Bộ Tài chính", "Hội Nông dân"]),
    ("Bộ trưởng, Thủ trưởng cơ quan ngang bộ", ["Bộ trưởng", "cơ quan ngang bộ"]),
    ("các đơn vị hữu quan của Bộ, ngành và cơ quan, tổ chức khác có liên quan",
     ["các đơn vị hữu quan của Bộ, ngành", "cơ quan, tổ chức khác có liên quan"]),
    ("Sở Tài chính, Xây dựng phối hợp", ["Sở Tài chính", "Sở Xây dựng"]),
    ("Giám đốc Sở Y tế; Thủ trưởng các ban, ngành; Chủ tịch UBND các xã chịu trách nhiệm", ["Sở Y tế", "các ban, ngành", "Ủy ban nhân dân các xã"]),
    ("Trưởng Phòng Tư pháp chủ trì", ["Phòng Tư pháp"]),
    ("Trưởng Ban Chỉ đạo phân công", ["Trưởng Ban Chỉ đạo"]),
    # words in a name that are verbs elsewhere; a place or a clause that narrows it
    ("Trung tâm Đổi mới sáng tạo Hà Nội, Vụ Kế hoạch, Tài chính, Viện trưởng Viện Văn hóa",
     ["Trung tâm Đổi mới sáng tạo Hà Nội", "Vụ Kế hoạch, Tài chính", "Viện Văn hóa"]),
    ("các nhà đầu tư trong các khu công nghệ cao, khu công nghiệp thực hiện", ["các nhà đầu tư trong các khu công nghệ cao, khu công nghiệp"]),
    ("Các cơ quan trực thuộc Bộ Văn hóa, Thể thao và Du lịch rà soát", ["Các cơ quan trực thuộc Bộ Văn hóa, Thể thao và Du lịch"]),
    ("các doanh nghiệp cung cấp dịch vụ viễn thông xây dựng", ["các doanh nghiệp cung cấp dịch vụ viễn thông"]),
    ("Các địa phương tự cân đối ngân sách", ["Các địa phương"]),
    ("cơ quan báo chí và hệ thống truyền thanh cơ sở tuyên truyền", ["cơ quan báo chí", "hệ thống truyền thanh cơ sở"]),
    ("Ủy ban nhân dân xã/ phường/ thị trấn", ["Ủy ban nhân dân xã/ phường/ thị trấn"]),
    ("gia đình, nhà trường và xã hội", ["gia đình, nhà trường"]),
    # kinds that are agencies of their own; a general word that its members follow; no `và` before a duty
    ("doanh nghiệp, viện nghiên cứu, trường đại học.", ["doanh nghiệp", "viện nghiên cứu", "trường đại học"]),
    ("Viện, Trường; Doanh nghiệp, Sở, ngành liên quan", ["Viện", "Trường", "Doanh nghiệp", "Sở, ngành liên quan"]),
    ("trưởng thôn, tổ trưởng dân phố lập", ["trưởng thôn", "tổ trưởng dân phố"]),
    ("các sở, ngành và chính quyền địa phương", ["các sở, ngành", "chính quyền địa phương"]),
    ("các tổ chức hội: Hội Nông dân, Hội Cựu chiến binh vận động", ["Hội Nông dân", "Hội Cựu chiến binh"]),
    ("quận, huyện, thị xã và các thôn tích cực", ["quận, huyện, thị xã", "các thôn"]),
    ("UBND các xã và chịu trách nhiệm", ["Ủy ban nhân dân các xã"]),
    # abbreviations are opened, what stands beside a name is left
    ("Sở KH&CN, Sở LĐ-TBXH", ["Sở Khoa học và Công nghệ", "Sở Lao động - Thương binh và Xã hội"]),
    ("Ủy ban MTTQ Việt Nam huyện (cơ quan thường trực Ban Vận động), Ngân hàng CSXH", ["Ủy ban Mặt trận Tổ quốc Việt Nam huyện", "Ngân hàng Chính sách xã hội"]),
    ("Công chức Văn hóa - Xã hội xã (phụ trách Lao động) lập", ["Công chức Văn hóa - Xã hội xã (phụ trách Lao động)"]),
]  # fmt: skip

NO_NAMES = [
    "Ban hành kế hoạch trồng rừng", "Phòng, chống cháy rừng", "Phòng ngừa dịch bệnh", "Báo cáo kết quả", "Tổ chức thực hiện",
    "Đoàn kết, thống nhất", "Hội nghị sơ kết", "Thanh tra, kiểm tra việc dùng vốn", "Bộ tiêu chí", "Trường hợp cần thiết",
    "Thuế thu nhập", "các chỉ tiêu", "đơn vị mình đã nhận", "các trường hợp công trình",
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), LISTS, ids=lambda v: v[:40] if isinstance(v, str) else "")
def test_a_list_of_agencies_is_taken_apart(text: str, names: list[str], rules: Rulebook) -> None:
    found, stop = read_agencies(text, 0, len(text), rules)
    assert [name.name for name in found] == names
    assert stop >= found[-1].end


@pytest.mark.parametrize("text", NO_NAMES)
def test_words_that_begin_like_a_name_are_none(text: str, rules: Rulebook) -> None:
    assert read_agencies(text, 0, len(text), rules) == ((), 0)


def test_a_name_stands_where_it_says(rules: Rulebook) -> None:
    text = "Chủ trì, phối hợp với UBND các xã và Sở Y tế lập danh sách"
    found, _ = read_agencies(text, 22, len(text), rules)
    assert [text[name.start : name.end] for name in found] == ["UBND các xã", "Sở Y tế"]


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam huyện và các Đoàn thể:", ["Ủy ban Mặt trận Tổ quốc Việt Nam huyện", "các Đoàn thể"]),
        ("Sở Tài chính - Cơ quan thường trực Ban Chỉ đạo", ["Sở Tài chính"]),
        ("Các doanh nghiệp hoạt động trong lĩnh vực xây dựng, vận tải", ["Các doanh nghiệp hoạt động trong lĩnh vực xây dựng, vận tải"]),
        ("Các cơ quan tham mưu (gồm các Sở: Y tế, Nội vụ)", ["Sở Y tế", "Sở Nội vụ"]),
        ("Đài Truyền thanh huyện và hệ thống loa thôn", ["Đài Truyền thanh huyện", "hệ thống loa thôn"]),
        ("Các doanh nghiệp sản xuất, chế biến và xuất khẩu hàng hóa", ["Các doanh nghiệp sản xuất, chế biến và xuất khẩu hàng hóa"]),
        ("Các đơn vị cấp nước sạch trên địa bàn có trách nhiệm:", ["Các đơn vị cấp nước sạch trên địa bàn"]),
    ],
)  # fmt: skip
def test_a_heading_is_read_as_the_agencies_it_names(heading: str, names: list[str], rules: Rulebook) -> None:
    found, stop = read_heading(heading, rules)
    assert [name.name for name in found] == names
    assert stop == len(heading)


def test_a_heading_that_goes_on_as_a_sentence_says_where(rules: Rulebook) -> None:
    heading = "Sở Y tế chủ trì, phối hợp với Sở Nội vụ"
    found, stop = read_heading(heading, rules)
    assert [name.name for name in found] == ["Sở Y tế"]
    assert heading[stop:] == " chủ trì, phối hợp với Sở Nội vụ"


def test_an_opened_name_is_opened_once(rules: Rulebook) -> None:
    once = open_name("UBND các xã; BCĐ Chương trình MTQG", rules)
    assert once == "Ủy ban nhân dân các xã; Ban Chỉ đạo Chương trình mục tiêu quốc gia"
    assert open_name(once, rules) == once


DISTRICT = Header(
    issuer="Ủy ban nhân dân huyện Mường Than",
    issuer_level="district",
    province="Lào Cai",
    district="Mường Than",
    issue_year=2023,
)
PROVINCE = Header(issuer="Ủy ban nhân dân tỉnh Lào Cai", issuer_level="province", province="Lào Cai", issue_year=2025)


def resolved(header: Header, rules: Rulebook, *names: str) -> list[Agency]:
    """The agency of each name, in a plan of that header."""
    parts = tuple(AgencyRole(name, "lead") for name in names)
    duty = Assignment(start=0, end=1, index=0, task="Trồng rừng", assignee_text=None, agencies=parts)
    (found,), agencies = resolve_agencies((duty,), header, rules)
    by_id = {agency.agency_id: agency for agency in agencies}
    return [by_id[part.agency_id or ""] for part in found.agencies]


@pytest.mark.parametrize(
    ("header", "name", "canonical", "level", "locality"),
    [
        (DISTRICT, "Ủy ban nhân dân huyện", "Ủy ban nhân dân huyện Mường Than", "district", "huyện Mường Than"),
        (DISTRICT, "Phòng Tài chính- Kế hoạch", "Phòng Tài chính - Kế hoạch huyện Mường Than", "district", "huyện Mường Than"),
        (DISTRICT, "Sở Y tế", "Sở Y tế tỉnh Lào Cai", "province", "tỉnh Lào Cai"),
        (DISTRICT, "Ủy ban nhân dân xã Bản Giang", "Ủy ban nhân dân xã Bản Giang", "commune", "xã Bản Giang"),
        (DISTRICT, "Ủy ban nhân dân thị trấn, các xã", "Ủy ban nhân dân các xã, thị trấn huyện Mường Than", "commune", "huyện Mường Than"),
        (PROVINCE, "Công an tỉnh", "Công an tỉnh Lào Cai", "province", "tỉnh Lào Cai"),
        (PROVINCE, "Bộ Tài chính", "Bộ Tài chính", "central", None),
        (PROVINCE, "Công ty Điện lực Lào Cai", "Công ty Điện lực Lào Cai", "province", "tỉnh Lào Cai"),
        (PROVINCE, "các sở, ban, ngành tỉnh", "Các sở, ban, ngành tỉnh Lào Cai", "province", "tỉnh Lào Cai"),
    ],
)  # fmt: skip
def test_an_agency_is_known_with_its_place(
    header: Header, name: str, canonical: str, level: str, locality: str | None, rules: Rulebook
) -> None:
    (agency,) = resolved(header, rules, name)
    assert (agency.name, agency.level, agency.locality) == (canonical, level, locality)


@pytest.mark.parametrize(
    "spellings",
    [
        ("các cơ quan liên quan", "Các cơ quan có liên quan", "cơ quan liên quan"),
        ("Phòng Lao động - Thương binh và Xã hội", "Phòng LĐ-TBXH huyện", "Phòng Lao động- Thương binh & Xã hội"),
        ("Ủy ban nhân dân xã, thị trấn", "Ủy ban nhân dân các xã, thị trấn"),
    ],
)
def test_spellings_of_one_agency_have_one_identity(spellings: tuple[str, ...], rules: Rulebook) -> None:
    assert len({agency.agency_id for agency in resolved(DISTRICT, rules, *spellings)}) == 1


def test_the_same_name_elsewhere_is_another_agency(rules: Rulebook) -> None:
    (here,) = resolved(DISTRICT, rules, "Phòng Tư pháp")
    (there,) = resolved(
        Header(issuer="Ủy ban nhân dân huyện Sơn Lôi", issuer_level="district", district="Sơn Lôi"),
        rules,
        "Phòng Tư pháp",
    )
    assert here.agency_id != there.agency_id


def test_a_department_of_before_2025_has_its_successor(rules: Rulebook) -> None:
    (old,) = resolved(DISTRICT, rules, "Sở Kế hoạch và Đầu tư")
    assert (old.successor, old.short_name) == ("Sở Tài chính tỉnh Lào Cai", "Sở KH&ĐT")


def test_a_plan_s_own_initials_are_the_agency_they_stand_for(rules: Rulebook) -> None:
    full, short, clash = "Chi cục Phát triển nông thôn tỉnh", "CCPTNT", "Câu lạc bộ Phóng viên"
    long, quality = resolved(PROVINCE, rules, full, short)
    assert long.agency_id == quality.agency_id
    assert resolved(PROVINCE, rules, "CC QLCL NLS&TS", "Chi cục Quản lý chất lượng nông lâm sản và thủy sản")[
        0
    ].name == ("Chi cục Quản lý chất lượng nông lâm sản và thủy sản tỉnh Lào Cai")
    # two names of these initials, or none: the abbreviation stays what it is
    both = resolved(PROVINCE, rules, "CLBPV", clash, "Cục Lâm Bình Phú Vinh")
    assert len({agency.agency_id for agency in both}) == 3
    (alone,) = resolved(PROVINCE, rules, short)
    assert alone.name.startswith(short)
