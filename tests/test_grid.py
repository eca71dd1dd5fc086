"""Tables: heading rows, the numbering below them, merged cells that left no trace, captions and units."""

from __future__ import annotations

import pytest

from kehoach.clean import clean_document
from kehoach.grid import read_value
from kehoach.outline import read_outline
from kehoach.rulebook import Rulebook
from kehoach.values import Document, Table


def table(text: str, rules: Rulebook) -> Table:
    """The one table of a plan whose body is this text."""
    body = f"KẾ HOẠCH\nTrồng rừng năm 2024\n\nI. KINH PHÍ\n\n{text}\n\nII. TỔ CHỨC THỰC HIỆN\n\nThôn làm."
    (found,) = read_outline(clean_document(Document("d", "d.txt", "0", "txt", body), rules), rules).tables
    return found


def rows(found: Table) -> list[list[tuple[int, str]]]:
    """The filled cells of each body row with their columns."""
    return [[(c.col, c.text) for c in found.cells if c.row == row and c.text] for row in range(found.n_rows)]


def bars(*lines: str) -> str:
    """Rows as page crawlers leave them: each cell on a line, lone bars between; `~` is an empty cell in front."""
    return "".join("|\n" + "".join(f"{c}\n|\n" if c != "~" else "|\n" for c in line.split("/")) for line in lines)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.977", 1977.0),
        ("2,9", 2.9),
        ("31,4%", 31.4),
        ("574945.0", 574945.0),
        ("-5", -5.0),
        ("12/5", None),
        ("Xã", None),
        ("", None),
    ],
)
def test_numbers_are_read_in_vietnamese_notation(text: str, value: float | None) -> None:
    assert read_value(text) == value


def test_two_heading_rows_give_every_column_its_full_path(rules: Rulebook) -> None:
    found = table("TT\tThôn\tVốn\t\tHộ\n\t\tTỉnh\tXã\t\n1\tNà Pù\t5\t3\t7\n2\tBản Lầu\t4\t2\t9", rules)
    assert [c.header for c in found.cells if c.row == 0] == [
        ("TT",),
        ("Thôn",),
        ("Vốn", "Tỉnh"),
        ("Vốn", "Xã"),
        ("Hộ",),
    ]
    assert (found.n_rows, found.n_cols) == (2, 5)


def test_the_numbering_of_columns_is_no_row(rules: Rulebook) -> None:
    found = table("TT\tThôn\tHộ\tNghèo\tTỷ lệ\nA\tB\t1\t2\t3=2/1\n1\tNà Pù\t50\t5\t10", rules)
    assert rows(found) == [[(0, "1"), (1, "Nà Pù"), (2, "50"), (3, "5"), (4, "10")]]


def test_a_markdown_table_keeps_its_empty_cells(rules: Rulebook) -> None:
    found = table("| TT | Thôn | Vốn |\n|---|---|---|\n| 1 | Nà Pù |  |\n| 2 | Bản Lầu | 4 |", rules)
    assert rows(found) == [[(0, "1"), (1, "Nà Pù")], [(0, "2"), (1, "Bản Lầu"), (2, "4")]]


CRAWLED = bars(
    "TT/Địa bàn/Tỷ lệ/Ghi chú",
    "Tỉnh/Xã",
    "~/1/Nà Pù/80/20/Vùng cao",
    "2/Bản Lầu/70/30/Vùng thấp",
    "3/Cốc Mì/60/40/Vùng thấp",
)


def test_a_heading_that_was_split_stands_over_the_columns_of_numbers(rules: Rulebook) -> None:
    found = table(CRAWLED, rules)
    assert found.header == (("TT", "Địa bàn", "Tỷ lệ", "", "Ghi chú"), ("", "", "Tỉnh", "Xã", ""))
    assert rows(found)[0] == [(0, "1"), (1, "Nà Pù"), (2, "80"), (3, "20"), (4, "Vùng cao")]
    assert [c.header for c in found.cells if c.row == 0][2:4] == [("Tỷ lệ", "Tỉnh"), ("Tỷ lệ", "Xã")]


def test_an_empty_first_cell_of_every_row_is_a_column(rules: Rulebook) -> None:
    found = table(bars("TT/Nội dung/Đơn vị/Mức", "~/Tập huấn/Lớp/5", "~/In sổ tay/Cuốn/9"), rules)
    assert rows(found) == [[(1, "Tập huấn"), (2, "Lớp"), (3, "5")], [(1, "In sổ tay"), (2, "Cuốn"), (3, "9")]]


def test_a_group_of_rows_is_no_heading(rules: Rulebook) -> None:
    found = table(
        bars(
            "TT/Nhiệm vụ/Chủ trì/Phối hợp/Hạn",
            "I/Hoàn thiện thể chế",
            "1/Soạn quy chế/Phòng A/Phòng B/Quý I",
            "2/Họp dân/Phòng C/Phòng D/Quý II",
        ),
        rules,
    )
    assert len(found.header) == 1
    assert rows(found)[0] == [(0, "I"), (1, "Hoàn thiện thể chế")]


STACKED = "TT\nTên\nXã\nDiện tích (ha)\nVốn (tỷ đồng)\nGhi chú\n1\nVườn A\nNà Pù\n75\n900\nRộng\n2\nVườn B\nBản Lầu\n40\n450\nVừa\n3\nVườn C\nCốc Mì\n20\n240\nNhỏ\nTổng cộng\n{}"


@pytest.mark.parametrize(
    ("figures", "columns"),
    [
        ("135\n1.590", [(1, "Tổng cộng"), (3, "135"), (4, "1.590")]),
        ("135", [(1, "Tổng cộng"), (3, "135")]),
        ("1.590", [(1, "Tổng cộng"), (4, "1.590")]),
    ],
)
def test_totals_stand_under_the_columns_that_they_add_up(
    figures: str, columns: list[tuple[int, str]], rules: Rulebook
) -> None:
    assert rows(table(STACKED.format(figures), rules))[-1] == columns


def test_a_second_heading_row_needs_no_column_of_numbers_in_front(rules: Rulebook) -> None:
    found = table("|Đơn vị|Nguồn||Tổng|\n|---|---|---|---|\n||Tỉnh|Xã||\n|Ban A|5|2|7|\n|Ban B|4|1|5|", rules)
    assert found.header == (("Đơn vị", "Nguồn", "", "Tổng"), ("", "Tỉnh", "Xã", ""))
    assert found.n_rows == 2


def test_an_empty_cell_between_two_bars_tears_no_row(rules: Rulebook) -> None:
    found = table(
        bars(
            "STT/Tiêu chí/Điểm/Cách chấm", "1/Họp dân/20/Theo sổ", "2/Dọn đường/30/Theo ngày", "~/Trồng hoa", "Theo cây"
        ),
        rules,
    )
    assert rows(found)[-1] == [(1, "Trồng hoa"), (3, "Theo cây")]


def test_figures_that_stand_alone_are_behind_the_empty_cells_of_the_row_above(rules: Rulebook) -> None:
    found = table(
        bars("STT/Cây/Lượng/Giá/Lượng sau/Giá sau", "1/Mận/10/200/20/400", "2/Chè", "300", "600", "3/Ngô/5/50/6/60"),
        rules,
    )
    assert rows(found)[1] == [(0, "2"), (1, "Chè"), (3, "300"), (5, "600")]
    assert rows(found)[2][0] == (0, "3")


def test_a_row_of_words_without_a_number_has_that_of_the_row_above(rules: Rulebook) -> None:
    found = table(
        bars("STT/Việc/Chủ trì/Hạn", "1/Họp dân/Thôn/Quý I", "Dọn đường làng/Xã", "2/Trồng hoa/Hội/Quý II"), rules
    )
    assert rows(found)[1] == [(1, "Dọn đường làng"), (2, "Xã")]


def test_a_dash_is_an_empty_cell_where_columns_of_numbers_are_told(rules: Rulebook) -> None:
    dashed = STACKED.replace("900", "-").replace("450", "-")
    assert rows(table(dashed.format("135\n240"), rules))[-1] == [(1, "Tổng cộng"), (3, "135"), (4, "240")]


def test_a_row_is_labelled_by_its_first_words(rules: Rulebook) -> None:
    found = table("TT\tKhu vực\tHộ\nI\tThành thị\t9\n1\tXã Nà Pù\t7", rules)
    assert [c.row_label for c in found.cells if c.col == 2] == ["Thành thị", "Xã Nà Pù"]


def test_caption_and_unit_stand_above(rules: Rulebook) -> None:
    found = table(
        "Biểu 1. Phân bổ vốn theo thôn\n\nĐơn vị tính: Triệu đồng\n\nTT\tThôn\tVốn\n1\tNà Pù\t5\n2\tBản Lầu\t4", rules
    )
    assert (found.caption, found.unit) == ("Biểu 1. Phân bổ vốn theo thôn", "Triệu đồng")


def test_a_section_heading_in_capitals_is_no_caption(rules: Rulebook) -> None:
    assert table("TT\tThôn\tVốn\n1\tNà Pù\t5\n2\tBản Lầu\t4", rules).caption is None
