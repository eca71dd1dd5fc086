"""A plan's money as a tree in the terminal: totals over their parts, sums that close marked ✓, others ✗."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from kehoach.columns import Lang
from kehoach.rows import Row, Rows
from kehoach.vocabularies import word

MARKS = {
    "sum-proven": ("✓", "green"),
    "words-proven": ("✓", "green"),
    "sum-mismatch": ("✗", "bold red"),
    "words-mismatch": ("✗", "bold red"),
}


def money_trees(rows: Rows, whole_plan: str, lang: Lang) -> list[RenderableType]:
    """A tree for each amount that is part of none, under the label of its project, in the order of the text.

    ✓ says that an amount is the sum of its parts, or what its words say; ✗ that it is not. What is
    told of a sum stands in `diagnostics`.
    """
    below: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows["funding"]:
        below[row["parent_id"]].append(row)
    labels = {p["project_id"]: f"{p['label']}  {p['name']}" for p in rows["projects"]}
    marks = _marks(rows["diagnostics"])
    trees: list[RenderableType] = []
    last: object = ()
    for row in below[None]:
        owner = labels.get(row["project_id"], whole_plan)
        if owner != last:
            trees.append(
                Text(owner, style="cyan" if row["project_id"] else "italic", no_wrap=True, overflow="ellipsis")
            )
            last = owner
        trees.append(_grow(Tree(_line(row, marks, lang), guide_style="dim"), row, below, marks, lang))
    return trees


def _grow(
    tree: Tree, row: Row, below: Mapping[str | None, Sequence[Row]], marks: Mapping[int, Text], lang: Lang
) -> Tree:
    for part in below.get(row["funding_id"], ()):
        _grow(tree.add(_line(part, marks, lang)), part, below, marks, lang)
    return tree


def _marks(diagnostics: Iterable[Row]) -> dict[int, Text]:
    """The mark of each place that a check of sums tells of; a failed check goes before one that closed."""
    found: dict[int, Text] = {}
    for told in sorted(diagnostics, key=lambda d: d["severity"] != "info"):
        if told["code"] in MARKS and told["start"] is not None:
            mark, style = MARKS[told["code"]]
            found[told["start"]] = Text(f" {mark}", style=style)
    return found


def _line(row: Row, marks: Mapping[int, Text], lang: Lang) -> Text:
    words = (
        row["item"],
        word("funding_role", row["role"], lang),
        word("funding_source", row["source"], lang),
        word("budget_type", row["budget_type"], lang),
        str(row["year"] or ""),
        row["agency"],
    )
    said = " · ".join(filter(None, words))
    amount = Text(f"{row['amount_vnd']:,}".replace(",", ".") + " đ", style="bold")
    return Text.assemble(amount, marks.get(row["start"], Text()), f"  {said}")
