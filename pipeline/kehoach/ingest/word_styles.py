"""How a Word file's text is set: what styles, character styles and runs say of bold, capitals, fonts and lists."""

from __future__ import annotations

from typing import Any

from kehoach.frozen import frozen
from kehoach.ingest.numbering import W

OFF = ("0", "false", "off", "none")
VALUE, FONTS = W + "val", W + "rFonts"
TOGGLES = {W + name: name for name in ("b", "i", "caps", "vanish")}


@frozen
class Look:
    """How a run is set; None where nothing is said. `num_id` and `depth` are of the list that the paragraph is in."""

    bold: bool | None = None
    italic: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    font: str | None = None
    num_id: str | None = None
    depth: int | None = None

    def over(self, below: Look) -> Look:
        """This look, and what the one below it says of the rest."""
        if self is NOTHING or below is NOTHING:
            return below if self is NOTHING else self
        return Look(
            below.bold if self.bold is None else self.bold,
            below.italic if self.italic is None else self.italic,
            below.capitals if self.capitals is None else self.capitals,
            below.hidden if self.hidden is None else self.hidden,
            below.font if self.font is None else self.font,
            below.num_id if self.num_id is None else self.num_id,
            below.depth if self.depth is None else self.depth,
        )


NOTHING = Look()


class Styles:
    """The styles of a document, each with those that it is based on (ECMA-376 part 1, 17.7)."""

    def __init__(self, root: Any | None) -> None:
        elements = [] if root is None else root.findall(W + "style")
        self.elements = {e.get(W + "styleId"): e for e in elements}
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.defaults = NOTHING if defaults is None else run_look(defaults)
        self.default_paragraph = next(
            (
                e.get(W + "styleId")
                for e in elements
                if e.get(W + "default") not in (None, *OFF) and e.get(W + "type") == "paragraph"
            ),
            "",
        )
        self.looks: dict[str, Look] = {}

    def look(self, style: str) -> Look:
        """What a style says, with all that it is based on."""
        if style not in self.looks:
            self.looks[style] = NOTHING  # a style that is based on itself
            self.looks[style] = self._read(style)
        return self.looks[style]

    def _read(self, style: str) -> Look:
        element = self.elements.get(style)
        if element is None:
            return NOTHING
        based = element.find(W + "basedOn")
        below = self.look(based.get(W + "val")) if based is not None else NOTHING
        own = run_look(element.find(W + "rPr")).over(paragraph_look(element.find(W + "pPr")))
        return own.over(below)

    def of_paragraph(self, properties: Any | None) -> tuple[str, Look]:
        """A paragraph's style and look."""
        named = None if properties is None else properties.find(W + "pStyle")
        style = self.default_paragraph if named is None else named.get(W + "val", "")
        return style, paragraph_look(properties).over(self.look(style)).over(self.defaults)

    def of_run(self, properties: Any | None, paragraph: Look) -> Look:
        """The look of a run within its paragraph."""
        if properties is None:
            return paragraph
        named = properties.find(W + "rStyle")
        by_style = NOTHING if named is None else self.look(named.get(W + "val"))
        return run_look(properties).over(by_style).over(paragraph)

    def has_lines(self, style: str) -> bool:
        """Whether a table style, or one that it is based on, draws lines."""
        while (element := self.elements.get(style)) is not None:
            if draws_lines(element.find(f"{W}tblPr/{W}tblBorders")):
                return True
            based = element.find(W + "basedOn")
            following = "" if based is None else based.get(W + "val", "")
            style = "" if following == style else following
        return False


def draws_lines(borders: Any | None) -> bool:
    """Whether an element of borders has one that is drawn."""
    return borders is not None and any(e.get(W + "val", "nil") not in ("nil", "none") for e in borders)


def run_look(properties: Any | None) -> Look:
    """What run properties (rPr) say."""
    if properties is None:
        return NOTHING
    said: dict[str, bool] = {}
    font = None
    for child in properties:
        name = TOGGLES.get(child.tag)
        if name:
            said[name] = child.get(VALUE, "1") not in OFF
        elif child.tag == FONTS:
            font = child.get(W + "ascii") or child.get(W + "hAnsi")
    return Look(said.get("b"), said.get("i"), said.get("caps"), said.get("vanish"), font) if said or font else NOTHING


def paragraph_look(properties: Any | None) -> Look:
    """What paragraph properties (pPr) say of its list. List 0 is none: it takes a style's list away."""
    numbering = None if properties is None else properties.find(W + "numPr")
    if numbering is None:
        return NOTHING
    num_id, depth = numbering.find(W + "numId"), numbering.find(W + "ilvl")
    return Look(
        num_id=None if num_id is None else num_id.get(W + "val"),
        depth=None if depth is None else int(depth.get(W + "val", "0")),
    )
