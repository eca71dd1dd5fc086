"""Find amounts of other money (ngoại tệ): each in its own currency, never turned into đồng."""

from __future__ import annotations

from kehoach.extract.amounts import read_number
from kehoach.extract.projects import project_of_section
from kehoach.extract.signs import lines_with
from kehoach.rulebook import Rulebook
from kehoach.values import ForeignAmount, Outline, Project

PARTS = ("title", "preamble", "body", "closing", "appendix")


def find_foreign(outline: Outline, projects: tuple[Project, ...], rules: Rulebook) -> tuple[ForeignAmount, ...]:
    """Every amount of other money in a plan, in the order of the text ("400 triệu USD": 400,000,000 USD).

    No rate of exchange is known here, so none has a worth in đồng, and none is a row of `funding`.
    """
    text = outline.clean.text
    spelling, scales = rules.spelling["money.currencies"], rules.spelling["money.units"]
    lines = lines_with(outline.clean.lowered, rules.once(_shortest_names))
    pattern = rules.pattern("money.foreign")
    found: list[ForeignAmount] = []
    for match in (m for line in lines for m in pattern.finditer(text, *line)):
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


def _shortest_names(rules: Rulebook) -> tuple[str, ...]:
    """The names of currencies that hold no other: a text without them ("đô la") has no longer one ("đô la Mỹ") either."""
    names = rules.spelling["money.currencies"]
    return tuple(name for name in names if not any(other in name for other in names if other != name))
