"""The paragraphs and bullets that may give a duty, each with its label and its place in lists."""

from __future__ import annotations

from collections.abc import Sequence

from kehoach.frozen import frozen
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Outline

PARTS = ("body", "closing", "appendix")
LONGEST_LABEL = 100
"""Letters within which a label's colon stands."""
HEADING_LABELS = ("lead", "coordinate", "responsible", "task")
"""Labels that make a heading a labelled line (`c) Cơ quan chủ trì: …`)."""


@frozen
class DutyText:
    """A block as a text that may give a duty: `text` is `start:end` of the clean text, without its label.

    `label` is what a labelled line names (`lead`, `coordinate`, `responsible`, `assigned`, `task`, `other`),
    "" elsewhere. `scope` is the section whose list it belongs to: the one it stands in, or, where that
    section's heading is itself a label (`c) Cơ quan chủ trì: …`), the one above.
    """

    block: Block
    text: str
    start: int
    end: int
    label: str
    scope: int | None
    introduces: bool
    only_introduces: bool

    def is_under(self, above: DutyText) -> bool:
        """Whether this stands in the list that `above` introduces."""
        if self.scope != above.scope or self.block.index <= above.block.index or self.block.part != above.block.part:
            return False
        if above.block.kind == "bullet":
            return self.block.kind == "bullet" and self.block.depth > above.block.depth
        if above.block.kind == "item" and self.block.kind == "item":
            return above.block.mark.isdigit() and not self.block.mark.isdigit()
        if above.block.kind == "item":
            return self.block.kind == "bullet"
        return self.block.kind in ("bullet", "item")


def list_under(above: DutyText, following: Sequence[DutyText]) -> list[DutyText]:
    """The texts of the list that a text introduces; labelled lines may stand among them."""
    below = []
    for text in following:
        if text.is_under(above):
            below.append(text)
        elif text.label != "other" or text.scope != above.scope:
            break
    return below


def read_texts(outline: Outline, rules: Rulebook) -> tuple[DutyText, ...]:
    """The texts of a plan's body, closing and appendices, in order."""
    labels = {s.index: read_label(s.heading + ":", rules)[0] for s in outline.sections}
    scopes = _find_scopes(outline)
    return tuple(
        _read_text(b, scopes[b.index], labels, outline, rules)
        for b in outline.blocks
        if b.part in PARTS and b.kind != "row" and b.end > b.start and not outline.text(b).isdigit()
    )


def _find_scopes(outline: Outline) -> list[int | None]:
    """The section that each block's duties belong to.

    A sentence that goes on the numbering of its section's headings (`2. Giao Sở …` below `1. Sở …`) stands
    beside that section, not in it, and so does what follows it. One that goes on the numbering of a section
    further out (`1.2. Sở …` below `c) Phòng …` of 1) stands in that.
    """
    scopes: list[int | None] = []
    beside: int | None = None
    outer: int | None = None
    for block in outline.blocks:
        if block.kind == "heading":
            beside = None
        elif block.kind == "item" and block.section is not None:
            if _goes_on(block, outline):
                beside, outer = block.section, outline.sections[block.section].parent
            elif "." in block.mark and (further := _numbers(block, outline)) is not None:
                beside, outer = block.section, further
        section = block.section
        scopes.append(outer if section is not None and section == beside else section)
    return scopes


def _numbers(block: Block, outline: Outline) -> int | None:
    """The section above a block's own whose number its own begins with: 1 of `1.2.`."""
    above = outline.ancestors(block.section)[1:]
    return next((s.index for s in above if s.label == block.mark.rpartition(".")[0]), None)


def _goes_on(block: Block, outline: Outline) -> bool:
    section = outline.sections[block.section or 0]
    return block.mark.isdigit() and section.label.isdigit() and int(block.mark) == int(section.label) + 1


def _read_text(block: Block, scope: int | None, labels: dict[int, str], outline: Outline, rules: Rulebook) -> DutyText:
    start = block.start
    heading_label = labels.get(scope, "") if scope is not None else ""
    if block.kind == "heading" and block.section is not None:
        start = outline.sections[block.section].start_heading
    text = outline.clean.text[start : block.end]
    label, length = ("", 0) if block.kind == "heading" else read_label(text, rules)
    if heading_label in HEADING_LABELS and scope is not None:
        label, scope = label or heading_label, outline.sections[scope].parent
    text, start = text[length:], start + length
    ends = text.rstrip().endswith(":")
    only = ends and bool(rules.pattern("duties.introduces").search(text))
    return DutyText(block, text, start, block.end, label, scope, ends, only)


def read_label(text: str, rules: Rulebook) -> tuple[str, int]:
    """The label that a line begins with, and its length: ("", 0) for none."""
    has_colon = ":" in text[:LONGEST_LABEL]
    for rule in rules.subject("duties.label"):
        if not has_colon and rule.gives["role"] != "other":
            continue
        match = rule.pattern.match(text)
        if match:
            return str(rule.gives["role"]), match.end()
    return "", 0
