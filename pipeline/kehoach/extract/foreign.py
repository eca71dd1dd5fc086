"""Find amounts of other money (ngoại tệ): each in its own currency, never turned into đồng."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from kehoach.extract.amounts import read_number
from kehoach.extract.projects import project_of_section
from kehoach.extract.signs import lines_at, places
from kehoach.rulebook import Rulebook
from kehoach.values import ForeignAmount, Outline, Project

BEFORE = ("$", "€")  # signs of currencies that may stand before their figure
PARTS = ("title", "preamble", "body", "closing", "appendix")


def find_foreign(outline: Outline, projects: tuple[Project, ...], rules: Rulebook) -> tuple[ForeignAmount, ...]:
    """Every amount of other money in a plan, in the order of the text ("400 triệu USD": 400,000,000 USD).

    No rate of exchange is known here, so none has a worth in đồng, and none is a row of `funding`.
    """
    text = outline.clean.text
    spelling, scales = rules.spelling["money.currencies"], rules.spelling["money.units"]
    pattern = rules.pattern("money.foreign")
    found: list[ForeignAmount] = []
    for match in (m for line in _lines(text, rules) for m in pattern.finditer(text, *line)):
        block, number = outline.block_at(match.start()), read_number(match["number"])
        if block is None or block.part not in PARTS or match.end() > block.end or number is None:
            continue
        scale = scales[match["scale"].casefold()]["scale"] if match["scale"] else 1
        found.append(
            ForeignAmount(
                start=match.start(),
                end=match.end(),
                section=block.section,
                rule_id="money.foreign",
                amount=float(number * scale),
                currency=spelling[match["currency"].casefold()].name,
                amount_text=match[0],
                project=project_of_section(outline, projects, block.section),
            )
        )
    return tuple(found)


def _lines(text: str, rules: Rulebook) -> Iterator[tuple[int, int]]:
    """The lines in which a figure stands beside a currency, as far as a look tells; the costly pattern runs on them alone."""
    near = [match.start() for match in rules.once(_figure_before).finditer(text)]
    return lines_at(text, sorted([*near, *(place for sign in BEFORE for place in places(text, sign))]))


def _figure_before(rules: Rulebook) -> regex.Pattern[str]:
    """A figure before a currency. The letters among it are those that OCR reads for digits; words like `triệu` may follow.

    Both cases of each letter are written out: at every figure of a plan that is much quicker than to ignore case.
    """
    names = rules.spelling["money.currencies"]
    shortest = [name for name in names if not any(other in name for other in names if other != name)]
    currency = "|".join("".join(f"[{c}{c.upper()}]" if c.isalpha() else regex.escape(c) for c in n) for n in shortest)
    begins = "".join(sorted({name[0] + name[0].upper() for name in shortest}))
    scale = r"(?:(?:[tT][rRỷỉỶỈ]|[nN][gG])\w{0,4} ){0,3}"
    return regex.compile(rf"[0-9](?=[ .OolItTnN{begins}])(?:[.OolI]{{1,8}})? ?{scale}(?:{currency})")
