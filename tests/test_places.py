"""Places: the code of a plan's own unit, and what it lies in, only where the text leaves one possibility."""

from __future__ import annotations

from datetime import date

import pytest

from kehoach.clean import clean_document
from kehoach.outline import read_outline
from kehoach.resolve.places import era_of, resolve_places, spelling_key
from kehoach.rulebook import Rulebook
from kehoach.values import Document, Header


def placed(header: Header, rules: Rulebook, text: str = "KẾ HOẠCH\nTrồng rừng\n") -> Header:
    outline = read_outline(clean_document(Document("d", "d.txt", "0", "txt", text), rules), rules)
    return resolve_places(header, outline, rules)


def of_district(kind: str, name: str, province: str | None = None, year: int = 2023) -> Header:
    issuer = f"Ủy ban nhân dân {kind} {name}"
    return Header(issuer=issuer, issuer_level="district", district=name, province=province, issue_year=year)


def of_commune(name: str, year: int | None, district: str | None = None) -> Header:
    issuer = f"Ủy ban nhân dân xã {name}"
    return Header(issuer=issuer, issuer_level="commune", commune=name, district=district, issue_year=year)


def of_province(name: str, issued: date) -> Header:
    return Header(issuer=f"Ủy ban nhân dân tỉnh {name}", issuer_level="province", province=name, issue_date=issued)


def test_a_district_of_one_name_tells_its_province(rules: Rulebook) -> None:
    found = placed(of_district("huyện", "Ngọc Hồi"), rules)
    assert (found.admin_code, found.province_code, found.province_inferred) == ("611", "62", "Kon Tum")
    assert found.province is None


def test_a_repeated_name_is_settled_by_the_province_that_the_text_names(rules: Rulebook) -> None:
    assert placed(of_district("huyện", "Châu Thành"), rules).admin_code is None
    assert placed(of_district("huyện", "Châu Thành", "Long An"), rules).province_code == "80"
    spoken = placed(of_district("huyện", "Châu Thành"), rules, "KẾ HOẠCH\nVốn của tỉnh Trà Vinh\n")
    assert (spoken.province_code, spoken.province_inferred) == ("84", "Trà Vinh")
    both = placed(of_district("huyện", "Châu Thành"), rules, "KẾ HOẠCH\nCủa tỉnh Trà Vinh và tỉnh Bến Tre\n")
    assert both.admin_code is None


def test_the_kind_is_part_of_the_name(rules: Rulebook) -> None:
    town, district = (placed(of_district(kind, "Kỳ Anh"), rules) for kind in ("thị xã", "huyện"))
    assert town.admin_code != district.admin_code
    assert None not in (town.admin_code, district.admin_code)


def test_a_province_has_the_code_of_its_time(rules: Rulebook) -> None:
    before = placed(of_province("Lào Cai", date(2024, 5, 1)), rules)
    after = placed(of_province("Lào Cai", date(2026, 5, 1)), rules)
    assert (before.admin_code, after.admin_code) == ("10", "15")
    assert (before.successor, before.successor_code, after.successor) == ("tỉnh Lào Cai", "15", None)
    assert placed(of_province("Kon Tum", date(2020, 5, 1)), rules).successor == "tỉnh Quảng Ngãi"
    assert placed(of_province("Kon Tum", date(2026, 5, 1)), rules).admin_code is None


def test_a_commune_is_as_of_the_plan_s_date(rules: Rulebook) -> None:
    old, new = placed(of_commune("Tu Mơ Rông", 2024), rules), placed(of_commune("Tu Mơ Rông", 2026), rules)
    assert (old.admin_code, old.district_inferred, old.successor_code) == ("23422", "Tu Mơ Rông", "23425")
    assert (new.admin_code, new.district_inferred, new.province_inferred) == ("23425", None, "Quảng Ngãi")


def test_what_no_table_knows_gets_nothing(rules: Rulebook) -> None:
    header = of_district("huyện", "Mường La Thượng")
    assert placed(header, rules) == header
    assert placed(of_commune("Bến Đá", None), rules).admin_code is None


@pytest.mark.parametrize(
    ("header", "era"),
    [
        (Header(issue_date=date(2025, 6, 30)), "old"),
        (Header(issue_date=date(2025, 7, 1)), "new"),
        (Header(issue_year=2025), None),
        (Header(issue_year=2025, issue_month=11), "new"),
        (Header(year_from=2024), "old"),
        (Header(), None),
    ],
)
def test_the_reform_parts_two_eras(header: Header, era: str | None) -> None:
    assert era_of(header) == era


def test_spellings_of_a_name_are_one() -> None:
    assert spelling_key("Đắk  Hà") == spelling_key("Đăk Hà")
    assert spelling_key("K'Bang") == spelling_key("KBang")
    assert spelling_key("Ba Tơ") != spelling_key("Bá Tơ")


def test_the_tables_hold_the_country(rules: Rulebook) -> None:
    districts, provinces = rules.names("places.districts"), rules.names("places.communes")
    assert (len(districts), len({d["province"] for d in districts}), len(provinces)) == (696, 63, 34)
    assert sum(len(d["communes"].splitlines()) for d in districts) == 10_035
    assert sum(len(p["communes"].splitlines()) for p in provinces) == 3_321
