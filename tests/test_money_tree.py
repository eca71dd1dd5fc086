"""The tree of the money that `kehoach show` draws: totals over their parts, sums marked."""

from __future__ import annotations

import re

from rich.console import Console, Group

from kehoach.plan import extract_plan
from kehoach.report.money_tree import money_trees
from kehoach.rows import rows_of
from kehoach.rulebook import Rulebook
from kehoach.values import Document
from money_plans import PLAN, POVERTY

BODY = """I. KINH PHÍ

Tổng kinh phí: 9 triệu đồng, trong đó:

- NSTW: 6 triệu đồng, gồm:

+ Vốn đầu tư: 4 triệu đồng;

+ Vốn sự nghiệp: {recurrent} triệu đồng;

- Ngân sách huyện: 3 triệu đồng."""


def drawn(recurrent: int, rules: Rulebook) -> list[str]:
    """The lines of the tree, each up to what is said of its amount."""
    text = PLAN.format(title=POVERTY, body=BODY.format(recurrent=recurrent))
    rows = rows_of(extract_plan(Document("d", "d.txt", "0", "txt", text), rules))
    console = Console(width=200)
    with console.capture() as capture:
        console.print(Group(*money_trees(rows, "the whole plan", "en")))
    return [re.sub(r"(đ(?: [✓✗])?)  .*", r"\1", line).rstrip() for line in capture.get().splitlines()]


def test_parts_stand_below_their_totals_and_sums_that_close_are_ticked(rules: Rulebook) -> None:
    assert drawn(2, rules) == [
        "the whole plan",
        "9.000.000 đ ✓",
        "├── 6.000.000 đ ✓",
        "│   ├── 4.000.000 đ",
        "│   └── 2.000.000 đ",
        "└── 3.000.000 đ",
    ]


def test_a_sum_that_does_not_close_is_crossed(rules: Rulebook) -> None:
    assert drawn(1, rules)[2] == "├── 6.000.000 đ ✗"
