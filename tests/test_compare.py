"""Plans side by side: figures that were reckoned by hand, in every form, and what a plan lacks."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from district_plans import COMPONENTS, MILLION, SOURCES, TOTALS, write_plans
from kehoach.batch import run
from kehoach.cli import app
from kehoach.report.compare import Comparison, compare
from kehoach.report.compare_output import comparison_as_csv
from kehoach.report.counts import count_in_tables
from kehoach.report.entries import office_names
from kehoach.report.money import Accounts, counted, sets_norms
from kehoach.rulebook import Rulebook
from kehoach.store import Store, StoreError, open_store
from plans import SHARED


@pytest.fixture(scope="module")
def districts(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of the three generated plans."""
    folder = tmp_path_factory.mktemp("districts")
    (folder / "plans").mkdir()
    run([write_plans(folder / "plans")], folder / "out", isolate=False)
    return open_store(folder / "out")


@pytest.fixture(scope="module")
def compared(districts: Store) -> Comparison:
    return compare(districts, by="district")


def cells(comparison: Comparison, part: str, key: str) -> dict[str, int | None]:
    """A line's numbers by column."""
    (line,) = [line for line in comparison.part(part) if line.key == key]
    return {column: cell.value for column, cell in line.cells.items()}


def test_totals_are_those_reckoned_by_hand(compared: Comparison) -> None:
    assert cells(compared, "money", "total") == {place: total * MILLION for place, total in TOTALS.items()}


def test_sources_are_those_reckoned_by_hand_and_add_up(compared: Comparison) -> None:
    found = {
        line.label[1]: {c: cell.value for c, cell in line.cells.items()} for line in compared.part("money_by_source")
    }
    assert found == {source: {p: n * MILLION for p, n in by.items()} for source, by in SOURCES.items()}
    for place, total in TOTALS.items():
        assert sum(by.get(place, 0) for by in found.values()) == total * MILLION  # type: ignore[misc]


@pytest.mark.parametrize("code", COMPONENTS)
def test_components_are_those_reckoned_by_hand(compared: Comparison, code: str) -> None:
    assert cells(compared, "money_by_component", code) == {p: n * MILLION for p, n in COMPONENTS[code].items()}


def test_money_is_divided_by_the_households_and_communes_of_a_table(compared: Comparison) -> None:
    assert cells(compared, "money", "households") == {"Đồi Đông": 200}
    assert cells(compared, "money", "per_household") == {"Đồi Đông": 1100 * MILLION // 200}
    assert cells(compared, "money", "per_commune") == {"Đồi Đông": 1100 * MILLION // 2}


def test_a_plan_lacks_what_more_than_half_have(compared: Comparison) -> None:
    lacking = {line.label[1]: set(line.cells) for line in compared.part("lacks")}
    assert lacking == {
        "không có thời hạn báo cáo": {"Đồi Đông"},
        "không viện dẫn: nghị định 07/2021/NĐ-CP": {"Đồi Đông"},
    }


def test_citations_that_all_have_stand_first(compared: Comparison) -> None:
    first = compared.part("citations")[0]
    assert first.label[1] == "quyết định 90/QĐ-TTg"
    assert set(first.cells) == set(TOTALS)


def test_targets_of_one_indicator_stand_on_one_line(compared: Comparison) -> None:
    (line,) = compared.part("targets")
    assert {place: cell.words("vi")[0].split(" %")[0] for place, cell in line.cells.items()} == {
        "Đồi Nam": "giảm 1,5", "Đồi Bắc": "giảm 2", "Đồi Đông": "giảm 3"
    }  # fmt: skip
    assert line.cells["Đồi Nam"].words("en")[0].startswith("decrease 1,5")


def test_groups_add_up_their_plans(districts: Store) -> None:
    by_year = compare(districts, by="year")
    assert cells(by_year, "money", "total") == {"2024": sum(TOTALS.values()) * MILLION}
    assert cells(by_year, "leads", "phòng lao động - thương binh và xã hội") == {"2024": 3}


def test_where_chooses_plans(districts: Store) -> None:
    (column,) = compare(districts, where="number = '22'").columns
    assert column.label[1] == "UBND huyện Đồi Bắc 2024"
    for wrong in ("nonsense +", "number = '99'"):
        with pytest.raises(StoreError):
            compare(districts, where=wrong)


def test_a_frame_holds_whole_numbers(compared: Comparison) -> None:
    frame = compared.frame("money_by_source")
    assert set(map(str, frame.dtypes)) == {"Int64"}
    assert frame.loc["ngân sách tỉnh", "Đồi Nam"] == 350 * MILLION
    with pytest.raises(KeyError, match="money_by_source"):
        compared.frame("nothing")


def test_csv_holds_every_line_once(compared: Comparison) -> None:
    lines = list(csv.DictReader(io.StringIO(comparison_as_csv(compared, "vi"))))
    assert len(lines) == len(compared.lines)
    assert lines[0] == {"part": "money", "key": "total", "label": "Tổng số (đồng)"} | {
        place: str(total * MILLION) for place, total in TOTALS.items()
    }


def test_a_workbook_has_the_same_figures(districts: Store, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = tmp_path / "compared.xlsx"
    result = CliRunner().invoke(
        app, ["compare", str(districts.folder), "--by", "district", "--format", "xlsx", "--out", str(file)]
    )
    assert result.exit_code == 0, result.output
    sheet = load_workbook(file)["Tổng kinh phí"]
    heads = [cell.value for cell in sheet[1]][1:]
    assert {head: sheet.cell(2, col).value for col, head in enumerate(heads, 2)} == {
        place: total * MILLION for place, total in TOTALS.items()
    }
    assert sheet.freeze_panes == "B2"


@pytest.mark.parametrize("form", ["terminal", "csv", "html"])
def test_every_form_says_the_totals(districts: Store, form: str) -> None:
    output = CliRunner().invoke(app, ["compare", str(districts.folder), "--by", "district", "--format", form]).output
    assert any(figure in output for figure in ("4.950.000.000", "4950000000"))
    assert "src=" not in output


# ---- the reckoning itself


def amount(
    number: int, value: int, role: str = "component", parent: int | None = None, **more: object
) -> dict[str, object]:
    row = {
        "funding_id": number,
        "amount_vnd": value,
        "role": role,
        "parent_id": parent,
        "source": None,
        "budget_type": None,
    }
    return row | {"project_id": None, "year": 2024, "table_id": None, "section_id": "s", "item": None} | more


@pytest.mark.parametrize(
    ("rows", "total", "split"),
    [
        ([], 0, {}),
        ([amount(1, 9, "norm"), amount(2, 8, "other")], 0, {}),
        ([amount(1, 10, "total"), amount(2, 7, parent=1, source="central"), amount(3, 3, parent=1, source="district")], 10,
         {("central", None): 7, ("district", None): 3}),
        # said twice: the statement that tells more counts, once
        ([amount(1, 10, "total"), amount(2, 10, "total"), amount(3, 10, parent=2, source="central")], 10, {("central", None): 10}),
        # the parts do not add up: the total stands alone
        ([amount(1, 10, "total"), amount(2, 7, parent=1, source="central")], 10, {(None, None): 10}),
        # a grand total with a part for each line and one for each source
        ([amount(1, 10, "total"), amount(2, 6, parent=1), amount(3, 4, parent=1), amount(4, 10, parent=1, source="province")], 10,
         {("province", None): 10}),
        # the local budget is told apart further
        ([amount(1, 10, "total"), amount(2, 10, parent=1, source="local"), amount(3, 6, parent=2, source="province"),
          amount(4, 4, parent=2, source="district")], 10, {("province", None): 6, ("district", None): 4}),
        # the same item in a section and again in a table counts once; two alike in one table count twice
        ([amount(1, 5, source="central"), amount(2, 5, source="central", table_id="t"), amount(3, 5, source="central", table_id="t")], 10,
         {("central", None): 10}),
        # years apart add up, one statement for all years goes before them where it is more
        ([amount(1, 4, "total"), amount(2, 6, "total", year=2025)], 10, {(None, None): 10}),
        ([amount(1, 4, "total"), amount(2, 12, "total", year=None)], 12, {(None, None): 12}),
        # a total that no word calls one: it alone has no source, the others come to it
        ([amount(1, 100), amount(2, 75, source="central"), amount(3, 10, source="local"), amount(4, 14, source="mobilised")], 100,
         {(None, None): 100}),
        ([amount(1, 100), amount(2, 20, source="central"), amount(3, 10, source="local")], 130,
         {(None, None): 100, ("central", None): 20, ("local", None): 10}),
        # a total of the credit alone is no total of all
        ([amount(1, 4, "total"), amount(2, 9, "total", source="credit")], 4, {(None, None): 4}),
    ],
    ids=lambda value: "",
)  # fmt: skip
def test_money_is_read_as_an_accountant_reads_it(
    rows: list[dict[str, object]], total: int, split: dict[object, int]
) -> None:
    money = Accounts(rows, []).plan()
    assert (money.total, dict(money.split)) == (total, split)


def test_a_total_that_a_plan_names_is_told_from_one_that_was_added_up() -> None:
    named, items = amount(1, 10, "total"), [amount(2, 7, source="central"), amount(3, 3, source="district")]
    assert Accounts([named, *items], []).plan().stated  # the items say more, and come to what is named
    assert not Accounts(items, []).plan().stated


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([("từ 38", 0, 5, 38, "Kinh phí"), ("40 tỷ", 10, 15, 40, None)], [38]),  # a range: its lower end
        ([("38 tỷ", 0, 5, 38, "Kinh phí"), ("40 tỷ", 30, 35, 40, None)], [38, 40]),
        ([("38 tỷ", 0, 5, 38, "xã"), ("40 tỷ", 10, 15, 40, "huyện")], [38, 40]),
        ([("5.000 tỷ", 0, 8, 5000, "- Đến"), ("9 tỷ", 50, 54, 9, "Trên")], []),  # a scale of points
        ([("9 tỷ", 0, 4, 9, "Kinh phí đã giải ngân đến nay")], [9]),
    ],
)
def test_bounds_and_upper_ends_are_no_money(
    rules: Rulebook, rows: list[tuple[str, int, int, int, str | None]], kept: list[int]
) -> None:
    made = [amount(n, v, start=a, end=b, text=t, item=i) for n, (t, a, b, v, i) in enumerate(rows)]
    assert [row["amount_vnd"] for row in counted(made, rules)] == kept


@pytest.mark.parametrize(
    ("code", "roles", "norms"),
    [
        ("48/2025/NQ-HĐND", ["total", "component"], True),
        ("252/KH-UBND", ["total", "norm", "norm"], False),
        ("252/KH-UBND", ["component", "norm"], False),
        (None, ["component", "norm", "norm"], True),
        (None, [], False),
    ],
)
def test_a_document_that_sets_norms_has_no_money_of_its_own(
    rules: Rulebook, code: str | None, roles: list[str], norms: bool
) -> None:
    rows = [amount(n, 5, role) for n, role in enumerate(roles)]
    assert sets_norms(code, rows, rules) is norms
    assert not norms or Accounts(rows, [], sets_norms=True).plan().total == 0


def test_an_office_is_called_the_same_in_every_district() -> None:
    agencies = [
        {"agency_id": str(n), "name": name, "kind": kind, "level": level, "locality": place}
        for n, (name, kind, level, place) in enumerate(
            [
                ("Phòng Tài chính - Kế hoạch huyện Đồi Nam", "division", "district", "huyện Đồi Nam"),
                ("Phòng Tài chính - Kế hoạch thị xã Đồi Bắc", "division", "district", "thị xã Đồi Bắc"),
                ("Ủy ban nhân dân huyện Đồi Nam", "committee", "district", "huyện Đồi Nam"),
                ("Ủy ban nhân dân xã Đồi", "committee", "commune", "xã Đồi"),
                ("Bộ Tài chính", "ministry", "central", None),
            ]
        )
    ]
    assert list(office_names(agencies).values()) == [
        "Phòng Tài chính - Kế hoạch",
        "Phòng Tài chính - Kế hoạch",
        "Ủy ban nhân dân huyện",
        "Ủy ban nhân dân xã",
        "Bộ Tài chính",
    ]


@pytest.mark.parametrize(
    ("rows", "households"),
    [
        ([("Xã A", 84), ("Xã B", 31), ("Tổng cộng I + II", 115)], 115),
        ([("Xã A", 84), ("Xã B", 31), ("Cả hai xã", 115)], 115),
        ([("Xã A", 84), ("Xã B", 31)], 115),
        ([("Xã A", 84), ("Xã B", 84)], 168),
    ],
)
def test_households_are_counted_once(rules: Rulebook, rows: list[tuple[str, float]], households: int) -> None:
    cells = [
        {"table_id": "t", "col": 1, "row_label": label, "value": value, "header": "Số hộ nghèo"}
        for label, value in rows
    ]
    assert count_in_tables(cells, rules).poor_households == households


@pytest.mark.skipif(not (SHARED / "plans" / "seeds").is_dir(), reason="no plans beside the checkout")
def test_the_seeds_come_to_what_their_texts_say(tmp_path: Path) -> None:
    """By hand from the seeds' own words: 2.913 = 1.977 + 936; 4.179 = 3.634 + 363 + 182 (DOMAIN.md, Money)."""
    run([SHARED / "plans" / "seeds"], tmp_path / "out", isolate=False)
    compared = compare(open_store(tmp_path / "out"))
    totals = set(cells(compared, "money", "total").values())
    assert {2_913 * MILLION, 4_179 * MILLION} <= totals
    sources = {
        key: set(cells(compared, "money_by_source", key).values())
        for key in ("/investment", "/recurrent", "central/recurrent", "province/", "district/")
    }
    assert 1_977 * MILLION in sources["/investment"]
    assert 936 * MILLION in sources["/recurrent"]
    assert 3_634 * MILLION in sources["central/recurrent"]
    assert 363 * MILLION in sources["province/"]
    assert 182 * MILLION in sources["district/"]
    # by hand from the table of 004 (Ngọc Hồi): 84 + 31 + 300 + 54 + 46 + 58 + 87 + 131 households in 8 communes
    assert set(cells(compared, "money", "households").values()) == {791}
    assert 8 in cells(compared, "money", "communes").values()
    # 3 of 5 plans have the division of labour lead, under four spellings
    assert len(cells(compared, "leads", "phòng lao động - thương binh và xã hội")) >= 3
    codes = [line.label[1] for line in compared.part("leads")]
    assert sum("Lao động" in name and name.startswith("Phòng") for name in codes) == 1
