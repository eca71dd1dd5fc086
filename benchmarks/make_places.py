"""Make rules/places/districts.toml and communes.toml from the data of the package vietnamadminunits (MIT licence).

    pip download --no-deps vietnamadminunits    then    python benchmarks/make_places.py FILE.whl

Run once; its output is in the repository. The codes are those of the General Statistics Office (Tổng cục Thống kê):
two figures for a province, three for a district, five for a commune.
"""

from __future__ import annotations

import io
import json
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from pathlib import Path

import kehoach

OUT = Path(kehoach.__file__).resolve().parents[2] / "rules" / "places"
SOURCE = (
    "vietnamadminunits {version} on PyPI (MIT licence, Tran Ngoc Minh Hieu), its dataset.db and converter_2025.json"
)
OLD = """about = "Districts (huyện, quận, thị xã, thành phố) as they were from 1 January to 30 June 2025, the day they ended; `communes` are their communes, a line each: code, kind and name, and behind > the code of the one that the commune went into as a whole on 1 July 2025. Made by benchmarks/make_places.py."
source = "{source}"
keys = ["code", "kind", "province", "province_code", "communes"]
"""
NEW = """about = "The 34 provinces since 1 July 2025 with their communes, a line each: code, kind and name. Made by benchmarks/make_places.py."
source = "{source}"
keys = ["code", "kind", "communes"]
"""


def main() -> None:
    """Read the wheel named on the command line and write both tables."""
    wheel = Path(sys.argv[1])
    source = SOURCE.format(version=wheel.name.split("-")[1])
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        archive.extract("vietnamadminunits/data/dataset.db", folder)
        converter = json.load(io.BytesIO(archive.read("vietnamadminunits/data/converter_2025.json")))
        base = sqlite3.connect(Path(folder) / "vietnamadminunits/data/dataset.db")
        codes = dict(base.execute("select provinceKey || '_' || wardKey, wardCode from admin_units"))
        (OUT / "districts.toml").write_text(OLD.format(source=source) + _districts(base, _successors(converter, codes)))
        (OUT / "communes.toml").write_text(NEW.format(source=source) + _provinces(base))
        base.close()


def _successors(converter: dict[str, dict[str, dict[str, list[str]]]], codes: dict[str, str]) -> dict[str, str]:
    """The key of an old commune that went into one new commune as a whole -> the code of that."""
    return {
        old: codes[f"{province}_{new}"]
        for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for new, olds in wards.items()
        for old in olds
    }


def _districts(base: sqlite3.Connection, successors: dict[str, str]) -> str:
    rows: dict[tuple[str, ...], list[str]] = defaultdict(list)
    query = (
        "select district, districtCode, districtType, provinceShort, provinceCode, wardCode, wardType, ward,"
        " provinceKey || '_' || districtKey || '_' || coalesce(wardKey, '') from admin_units_legacy order by districtCode, wardCode"
    )
    for name, code, kind, province, province_code, ward, ward_kind, ward_name, key in base.execute(query):
        rows[name, code, kind.lower(), province, province_code] += (
            [_line(ward, ward_kind, ward_name, successors.get(key))] if ward else []
        )
    return "".join(
        f'\n[[name]]\nname = "{_bare(name, kind)}"\ncode = "{code}"\nkind = "{kind}"\nprovince = "{_plain(province)}"\n'
        f"province_code = \"{province_code}\"\ncommunes = '''\n{''.join(lines)}'''\n"
        for (name, code, kind, province, province_code), lines in rows.items()
    )


def _provinces(base: sqlite3.Connection) -> str:
    rows: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    query = "select province, provinceShort, provinceCode, wardCode, wardType, ward from admin_units order by provinceCode, wardCode"
    for full, name, code, ward, ward_kind, ward_name in base.execute(query):
        kind = "thành phố" if full.startswith("Thành phố") else "tỉnh"
        rows[name, code, kind].append(_line(ward, ward_kind, ward_name, None))
    return "".join(
        f"\n[[name]]\nname = \"{_plain(name)}\"\ncode = \"{code}\"\nkind = \"{kind}\"\ncommunes = '''\n{''.join(lines)}'''\n"
        for (name, code, kind), lines in rows.items()
    )


def _line(code: str, kind: str, name: str, successor: str | None) -> str:
    return f"{code} {kind.lower()} {_bare(name, kind)}{' >' + successor if successor else ''}\n"


def _bare(name: str, kind: str) -> str:
    """A full name without its kind: `Huyện Kỳ Anh` gives `Kỳ Anh`."""
    words = _plain(name)
    return words[len(kind) :].strip() if words.casefold().startswith(kind.casefold() + " ") else words


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).replace("’", "'").split())


if __name__ == "__main__":
    main()
