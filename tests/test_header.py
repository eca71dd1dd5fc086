"""The header: what a document says of itself, however converters left its two columns."""

from datetime import date

import pytest

from kehoach.clean import clean_document
from kehoach.extract.header import read_header
from kehoach.outline import read_outline
from kehoach.rulebook import Rulebook
from kehoach.values import Document, Header

REST = """
Ủy ban nhân dân {unit} ban hành Kế hoạch với các nội dung sau:

I. MỤC TIÊU

Mỗi thôn trồng một ha.

Nơi nhận:
- Lưu: VT.

{signature}
"""


def header(head: str, rules: Rulebook, unit: str = "huyện", signature: str = "CHỦ TỊCH\n\nLò Văn Pành") -> Header:
    text = head + REST.format(unit=unit, signature=signature)
    return read_header(read_outline(clean_document(Document("d", "d.txt", "0", "txt", text), rules), rules), rules)


def test_a_two_column_header_is_read_whole(rules: Rulebook) -> None:
    found = header(
        "UBND HUYỆN MƯỜNG LA THƯỢNG          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Số: 57/KH-UBND                      Mường La Thượng, ngày 10 tháng 3 năm 2023\n\nKẾ HOẠCH\nTrồng rừng năm 2023 trên địa bàn huyện\n",
        rules,
    )
    assert (found.doc_type, found.number, found.symbol, found.code) == ("kế hoạch", "57", "KH-UBND", "57/KH-UBND")
    assert (found.issuer, found.issuer_level, found.district) == (
        "Ủy ban nhân dân huyện Mường La Thượng",
        "district",
        "Mường La Thượng",
    )
    assert (found.place, found.issue_date, found.year) == ("Mường La Thượng", date(2023, 3, 10), 2023)
    assert (found.title, found.signer_title, found.signer_name) == (
        "Trồng rừng năm 2023 trên địa bàn huyện",
        "Chủ tịch",
        "Lò Văn Pành",
    )


def test_blanks_stay_missing(rules: Rulebook) -> None:
    found = header("Số:          /KH-UBND\n\nBản Na, ngày       tháng 4 năm 2024\n\nKẾ HOẠCH\nTrồng rừng\n", rules)
    assert (found.number, found.code, found.symbol) == (None, None, "KH-UBND")
    assert (found.issue_date, found.issue_year, found.issue_month) == (None, 2024, 4)


ISSUERS = [
    ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ", "Ủy ban nhân dân thành phố Cần Thơ", "province"),
    ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ PHÙ SA", "Ủy ban nhân dân thành phố Phù Sa", "district"),
    ("UBND HUYỆN PHÙ SA\nXÃ BẾN ĐÁ", "Ủy ban nhân dân xã Bến Đá", "commune"),
    ("CHỦ TỊCH ỦY BAN NHÂN DÂN\nTỈNH PHÙ SA", "Chủ tịch Ủy ban nhân dân tỉnh Phù Sa", "province"),
    ("UBND TỈNH PHÙ SA\nVĂN PHÒNG", "Văn phòng Ủy ban nhân dân tỉnh Phù Sa", "province"),
    ("BỘ TÀI CHÍNH", "Bộ Tài chính", "central"),
    ("HỘI ĐỒNG NHÂN DÂN\nHUYỆN PHÙ SA", "Hội đồng nhân dân huyện Phù Sa", "district"),
    (
        "UBND TỈNH PHÙ SA\nSỞ NÔNG NGHIỆP VÀ PTNT",
        "Sở Nông nghiệp và Phát triển nông thôn tỉnh Phù Sa",
        "province",
    ),
    ("UBND HUYỆN PHÙ SA<br>**PHÒNG DÂN TỘC**", "Phòng Dân tộc huyện Phù Sa", "district"),
]


@pytest.mark.parametrize(("lines", "issuer", "level"), ISSUERS)
def test_the_issuer_is_named_in_full(lines: str, issuer: str, level: str, rules: Rulebook) -> None:
    found = header(f"{lines}\n\nSố: 1/KH-UBND\n\nKẾ HOẠCH\nTrồng rừng năm 2024\n", rules)
    assert (found.issuer, found.issuer_level) == (issuer, level)


def test_a_city_that_issues_is_a_centrally_run_one_since_there_are_no_districts(rules: Rulebook) -> None:
    lines = "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ PHÙ SA\n\nPhù Sa, ngày 3 tháng {month} năm 2025\n\nKẾ HOẠCH\nTrồng rừng\n"
    assert [header(lines.format(month=month), rules).issuer_level for month in ("6", "7")] == ["district", "province"]


def test_a_plan_is_for_the_year_of_all_its_days(rules: Rulebook) -> None:
    text = "KẾ HOẠCH\nTrồng rừng\n\nI. {heading}\n\n{words}\n"
    for heading, words, years in (
        ("TIẾN ĐỘ THỰC HIỆN", "Từ tháng 1/2010 chọn đất, trồng xong trước 30/9/2010.", (2010, 2010)),
        ("THỜI GIAN THỰC HIỆN", "Hoàn thành đến hết năm 2012.", (None, None)),
        ("KẾT QUẢ", "Năm 2011 trồng được mười ha.", (None, None)),
    ):
        found = header(text.format(heading=heading, words=words), rules)
        assert (found.year_from, found.year_to) == years


def test_a_header_without_issuer_takes_it_from_the_preamble(rules: Rulebook) -> None:
    found = header("KẾ HOẠCH\n\nTrồng rừng trên địa bàn xã Bến Đá, huyện Phù Sa, tỉnh Tam Giang\n", rules, unit="xã")
    assert (found.issuer, found.commune, found.district, found.province) == (
        "Ủy ban nhân dân xã Bến Đá",
        "Bến Đá",
        "Phù Sa",
        "Tam Giang",
    )


def test_the_issuer_that_the_preamble_only_calls_the_province_is_named_by_the_body(rules: Rulebook) -> None:
    text = """CHỈ THỊ
Về việc trồng rừng

Ủy ban nhân dân tỉnh yêu cầu các sở và Ủy ban nhân dân thành phố Bến Đá thực hiện:

I. MỤC TIÊU

Rừng của tỉnh Tam Giang được trồng lại. Trồng mới ở thành phố Bến Đá, tỉnh Tam Giang.
"""
    document = clean_document(Document("d", "d.txt", "0", "txt", text), rules)
    found = read_header(read_outline(document, rules), rules)
    assert (found.issuer, found.province) == ("Ủy ban nhân dân tỉnh Tam Giang", "Tam Giang")


def test_a_minister_who_directs_without_a_header_stands_for_the_ministry(rules: Rulebook) -> None:
    text = "CHỈ THỊ\nVề việc trồng rừng\n\nBộ trưởng Bộ Công Thương yêu cầu các đơn vị thực hiện:\n\nI. MỤC TIÊU\n\nTrồng.\n"
    document = clean_document(Document("d", "d.txt", "0", "txt", text), rules)
    found = read_header(read_outline(document, rules), rules)
    assert (found.issuer, found.issuer_level) == ("Bộ Công Thương", "central")


YEARS = [
    ("Trồng rừng năm 2024", (2024, 2024)),
    ("Trồng rừng giai đoạn 2026 - 2030", (2026, 2030)),
    ("Trồng rừng năm 2024 theo Chương trình giai đoạn 2021-2025", (2024, 2024)),
    ("Trồng rừng giai đoạn 2025-2030, định hướng đến năm 2045", (2025, 2030)),
    ("Trồng rừng đến năm 2030", (None, 2030)),
    ("Kiểm kê rừng thời điểm 0 giờ ngày 01 tháng 01 năm 2026", (None, None)),
]


@pytest.mark.parametrize(("title", "years"), YEARS)
def test_years_are_the_plans_own(title: str, years: tuple[int | None, int | None], rules: Rulebook) -> None:
    found = header(f"KẾ HOẠCH\n{title}\n", rules)
    assert (found.year_from, found.year_to) == years


SIGNATURES = [
    ("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nVi Thị Hoa", "Phó Chủ tịch", "Vi Thị Hoa"),
    ("**TM. ỦY BAN NHÂN DÂN\nQ. CHỦ TỊCH**", "Q. Chủ tịch", None),
    ("CHÁNH VĂN PHÒNG\n(Đã ký)\nY Sơ", "Chánh Văn phòng", "Y Sơ"),
    ("CHỦ TỊCH\n- Lưu: VT, TH. A Nhơn", "Chủ tịch", "A Nhơn"),
    ("CHỦ TỊCH\n\nH'Yim Kđoh", "Chủ tịch", "H'Yim Kđoh"),
]


@pytest.mark.parametrize(("signature", "title", "name"), SIGNATURES)
def test_the_signer_is_read(signature: str, title: str, name: str | None, rules: Rulebook) -> None:
    found = header("KẾ HOẠCH\nTrồng rừng năm 2024\n", rules, signature=signature)
    assert (found.signer_title, found.signer_name) == (title, name)
