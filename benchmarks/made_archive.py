"""Archives of any size whose rows are known: our own plans with other places, signers, numbers and amounts.

A plan of corpus/plans and its gold are changed alike, so what has to come out of each made plan is known to
the letter. Which changes are made, the seed and the plan's number decide: the same archive anywhere.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = 1000  # plans in one folder
# Halves of invented places, and of invented people.
FIRST = "Đăk Kon Sa Mường Nậm Pa Yên Đông Tây Thượng Hạ Vân Trà Lam Phú Tân An Hòa Bình Lộc Xuân Thanh Cẩm Ngọc".split()
SECOND = "Wiêng Lơng Khê Lam Hạ Sơn Trường Lĩnh Giang Vịnh Mây Kiệt Khoáng Phong Thịnh Điền Bảo Long Hưng Thọ".split()
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô".split()
MIDDLE = "Văn Thị Quốc Hữu Minh Đức Thanh Ngọc".split()
GIVEN = "An Bình Cường Dũng Hà Hải Hiếu Hoa Hùng Khánh Lan Linh Mai Nam Nga Phong Quân Sơn Tâm Thảo Trung Yến".split()
# Plans all of whose money is written in figures with a unit, and in no table: its amounts may be multiplied.
SCALABLE = ("01_", "10_", "11_")
TEMPLATES = ("01_", "02_", "03_", "04_", "05_", "07_", "09_", "10_", "11_", "12_", "13_")
# Plans whose lines are paragraphs, as a web page has them.
WHOLE_LINES = ("01_", "03_", "07_", "10_", "11_")
MONEY = re.compile(r"(?<![\d.,])(\d[\d.]*(?:,\d+)?)(?=\s*(?:triệu|tỷ|nghìn|đồng))")


@dataclass(frozen=True)
class Template:
    """One of our own plans and its gold."""

    path: Path

    @cached_property
    def text(self) -> str:
        """The plan."""
        return self.path.read_text("utf-8")

    @cached_property
    def gold(self) -> dict[str, Any]:
        """What has to come out of it."""
        found: dict[str, Any] = json.loads((ROOT / "corpus" / "gold" / f"{self.path.name}.json").read_text("utf-8"))
        return found

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The names of the issuer's places, longest first."""
        said = {self.gold["document"].get(key) for key in ("place", "province", "district", "commune")}
        return tuple(sorted((name for name in said if name), key=lambda name: (-len(name), name)))


@dataclass(frozen=True)
class MadePlan:
    """A plan that was made: its name, its text, and the gold that goes with it."""

    name: str
    text: str
    gold: Mapping[str, Any]
    whole_lines: bool


def templates() -> list[Template]:
    """Our own plans but those whose letters or words are taken apart: their names can't be replaced. They are named,
    so that an archive of a seed stays the same when a plan is added."""
    plans = sorted((ROOT / "corpus" / "plans").iterdir())
    return [Template(path) for path in plans if path.name.startswith(TEMPLATES)]


def make_plan(number: int, chosen: list[Template], seed: int = 8) -> MadePlan:
    """The plan of that number: templates take turns, everything else is drawn."""
    draw, template = random.Random(f"{seed}-{number}"), chosen[number % len(chosen)]
    header = template.gold["document"]
    factor = draw.randint(2, 9) if template.path.name.startswith(SCALABLE) else 1
    names = {name: f"{draw.choice(FIRST)} {draw.choice(SECOND)}" for name in template.places}
    signer = header.get("signer_name")
    if signer:
        names[signer] = f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}"
    if header.get("number"):
        names[f"{header['number']}/{header['symbol']}"] = f"{draw.randint(10, 2999)}/{header['symbol']}"
    change = changer(names, factor)
    text, gold = change(template.text), changed(template.gold, change, factor)
    if header.get("number"):
        gold["document"]["number"] = gold["document"]["code"].partition("/")[0]
    return MadePlan(f"plan-{number:06}", f"{text.rstrip()}\n\n\n", gold, template.path.name.startswith(WHOLE_LINES))


def changer(names: Mapping[str, str], factor: int) -> Callable[[str], str]:
    """What replaces names, in capitals too, and multiplies amounts."""
    forms = names | {name.upper(): fresh.upper() for name, fresh in names.items()}
    known = re.compile(
        "|".join(rf"(?<!\w){re.escape(form)}\b" for form in sorted(forms, key=len, reverse=True)) or r"(?!)"
    )

    def change(text: str) -> str:
        text = known.sub(lambda m: forms[m[0]], text)
        return text if factor == 1 else MONEY.sub(lambda m: multiplied(m[1], factor), text)

    return change


def multiplied(figure: str, factor: int) -> str:
    """`1.820` by 3 is `5.460`, `12,4` by 2 is `24,8`."""
    whole, _, decimals = figure.replace(".", "").partition(",")
    product = int(whole + decimals) * factor
    places = len(decimals)
    shown = f"{product // 10**places:,}".replace(",", ".") if "." in figure or product >= 1000 else str(product)
    return shown + (f",{product % 10**places:0{places}}" if places else "")


def changed(gold: Any, change: Callable[[str], str], factor: int) -> Any:
    """A gold with the same changes made."""
    if isinstance(gold, dict):
        return {
            key: value * factor if key == "amount_vnd" and value else changed(value, change, factor)
            for key, value in gold.items()
        }
    if isinstance(gold, list):
        return [changed(one, change, factor) for one in gold]
    return change(gold) if isinstance(gold, str) else gold


def make_archive(folder: Path, n: int, gold: Path | None = None, every: int = 1, seed: int = 8) -> int:
    """Write n plans below a folder, some of them as web pages, and the gold of every so many; say their bytes."""
    chosen, size = templates(), 0
    for number in range(n):
        plan = make_plan(number, chosen, seed)
        kind = "html" if plan.whole_lines and number % 2 else "txt"
        home = folder / f"{number // FOLDER:03}"
        home.mkdir(parents=True, exist_ok=True)
        content = (plan.text if kind == "txt" else as_page(plan.text)).encode()
        (home / f"{plan.name}.{kind}").write_bytes(content)
        size += len(content)
        if gold and number % every == 0:
            gold.mkdir(parents=True, exist_ok=True)
            (gold / f"{plan.name}.json").write_text(json.dumps(plan.gold, ensure_ascii=False), "utf-8")
    return size


def as_page(text: str) -> str:
    """A plan as a plain web page, a paragraph for each line."""
    lines = "\n".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>Kế hoạch</title></head>\n<body>\n{lines}\n</body></html>\n'
