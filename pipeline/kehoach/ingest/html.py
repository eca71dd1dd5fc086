"""Pages of the web (legal portals, files saved by Word as HTML): bytes -> `Document`.

Only the document itself is read: menus, forms, link lists and what stands beside the main text are
left out. Tables, lists and line breaks come out as in Word files (`kehoach.ingest.reference`).
"""

from __future__ import annotations

import codecs
import email
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import regex

from kehoach.frozen import frozen
from kehoach.ingest.encodings import font_encoding
from kehoach.ingest.numbering import roman
from kehoach.ingest.reference import Grid, Piece, Run, write_reference
from kehoach.ingest.text import MARKS, conversions, decode, doubts
from kehoach.ingest.unreadable import UnreadableDocument
from kehoach.rulebook import Rulebook
from kehoach.values import Document

CHARSET = regex.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", regex.IGNORECASE)
PROLOGUE = regex.compile(r"^\s*<\?xml[^>]*\?>")
BLANKS = regex.compile(r"[ \t\r\n\f]+")
STYLE = regex.compile(r"\s*([\w-]+)\s*:\s*([^;]+)")
DRAWN = regex.compile(r"^(?!.*\bnone\b).*\b(?:solid|double|dotted|dashed)\b")
# What is on a page beside its text (HTML Living Standard, 4.3 sections; WAI-ARIA 1.2, landmarks).
BESIDE = frozenset(
    "script style noscript template iframe object nav footer aside form select button input textarea svg "
    "head title dialog audio video".split()
)
BESIDE_ROLES = frozenset("navigation banner contentinfo complementary search menu menubar dialog".split())
BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figure figcaption h1 h2 h3 h4 h5 h6 "
    "header hr html legend li main ol p pre section summary ul".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
MAIN_SHARE = 0.8  # of the words that are no links: an element with so many of them holds the document
LINK_SHARE = 0.6  # of a block's words: with so many in links it leads elsewhere


def read_html(content: bytes, source: str, doc_id: str, sha256: str, rules: Rulebook) -> Document:
    """Read a page. UnreadableDocument where it has no words, as a page that a script fills."""
    body = parse_page(_decode(_page_of(content), source))
    pieces = list(_read_main(find_main(body), rules)) if body is not None else []
    reference = write_reference(pieces, rules)
    if not reference.text.strip():
        raise UnreadableDocument(
            source,
            "the page holds no words (perhaps a script fills it)",
            "open it in a browser and save what it shows, as .html or .pdf",
        )
    notes = (*conversions(reference.mended), *doubts(reference.text, source, rules))
    return Document(doc_id, source, sha256, "html", reference.text, diagnostics=notes, emphasis=reference.emphasis)


def _page_of(content: bytes) -> bytes:
    """The page itself of one that was saved with its pictures (MHTML, RFC 2557); any other as it is."""
    if not content[:64].lstrip().lower().startswith(b"mime-version:"):
        return content
    parts = [part for part in email.message_from_bytes(content).walk() if part.get_content_type() == "text/html"]
    page = parts[0].get_payload(decode=True) if parts else None
    return page if isinstance(page, bytes) else b""


def _decode(content: bytes, source: str) -> str:
    """The page's text: UTF-8 where its bytes are that, whatever it declares; else as declared; else as a text is."""
    if content.startswith(tuple(mark for mark, _ in MARKS)):
        return decode(content, source)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        declared = CHARSET.search(content[:4096])
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    try:
        known = codecs.lookup(name).name if name else ""
    except LookupError:
        known = ""
    if known in ("", "utf-8", "iso8859-1", "cp1252"):
        return decode(content, source)
    return unicodedata.normalize("NFC", content.decode(known, "replace"))


def parse_page(text: str) -> Any | None:
    """The body of a page without what stands beside its text; None where there is none."""
    from lxml import html
    from lxml.etree import ParserError

    try:
        root = html.document_fromstring(PROLOGUE.sub("", text))
    except ParserError:
        return None
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or _is_beside(element):
            element.drop_tree()
    return root.find("body") if root.find("body") is not None else root


def _is_beside(element: Any) -> bool:
    style = dict(STYLE.findall(element.get("style", "").lower()))
    return (
        (element.tag in BESIDE and element.getparent() is not None)
        or element.get("role", "") in BESIDE_ROLES
        or element.get("hidden") is not None
        or style.get("display", "").strip() == "none"
        or style.get("mso-hide", "").strip() == "all"
    )


def find_main(body: Any) -> Any:
    """The innermost element that holds nearly all words that are no links, without its lists of links."""
    weights = _weigh(body)
    main = body
    while True:
        heavy = next((e for e in main if weights.get(e, (0, 0))[0] >= MAIN_SHARE * weights[main][0] > 0), None)
        if heavy is None or (heavy.tag in ("table", "p", "tr", "tbody", "ol", "ul") and not _is_frame(heavy)):
            break
        main = heavy
    for element in [e for e in main.iterdescendants() if e in weights and _leads_elsewhere(e, weights[e])]:
        if element.getparent() is not None:
            element.drop_tree()
    return main


def _weigh(body: Any) -> dict[Any, tuple[int, int]]:
    """For each element the letters of its words outside of links, and in links."""
    weights: dict[Any, tuple[int, int]] = {}

    def weigh(element: Any, linked: bool) -> tuple[int, int]:
        linked = linked or (element.tag == "a" and not _is_note(element))
        own = len("".join((element.text or "").split()))
        plain, links = (0, own) if linked else (own, 0)
        for child in element:
            inner = weigh(child, linked)
            tail = len("".join((child.tail or "").split()))
            plain, links = plain + inner[0] + tail * (not linked), links + inner[1] + tail * linked
        weights[element] = (plain, links)
        return weights[element]

    weigh(body, False)
    return weights


def _is_note(link: Any) -> bool:
    target: str = link.get("href", "#")
    return target.startswith("#")


def _is_frame(element: Any) -> bool:
    """A table that frames a whole page rather than holding data: one of its cells holds nearly everything."""
    whole = len(element.text_content())
    return any(len(cell.text_content()) >= MAIN_SHARE * whole for cell in element.iter("td"))


def _leads_elsewhere(element: Any, weight: tuple[int, int]) -> bool:
    plain, links = weight
    return (
        (element.tag in BLOCKS or element.tag == "table")
        and links > LINK_SHARE * (plain + links)
        and sum(1 for _ in element.iter("a")) >= 3
    )


@frozen
class _Look:
    """How text is set: what its elements say."""

    font: str = ""
    strong: bool = False
    capitals: bool = False
    kept: bool = False  # blanks and line ends are the writer's own (pre)


UNSET = _Look()


class _Reader:
    """Walks over an element once and gives its paragraphs and tables."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        self.runs: list[Run] = []
        self.label = ""

    def read(self, element: Any, look: _Look = UNSET) -> Iterator[Piece]:
        """The pieces of an element's content."""
        yield from self._content(element, look)
        yield from self._flush()

    def _flush(self) -> Iterator[Piece]:
        """End the paragraph that is being read."""
        runs, self.runs = self.runs, []
        if any(run.text.strip() for run in runs):
            yield tuple(runs)

    def _content(self, element: Any, look: _Look) -> Iterator[Piece]:
        self._add(element.text, look)
        for number, child in enumerate(element):
            yield from self._child(child, number, look)
            self._add(child.tail, look)

    def _child(self, child: Any, number: int, look: _Look) -> Iterator[Piece]:
        tag = child.tag
        inner = _look_of(child, look)
        if tag == "br":
            self.runs.append(Run("\n"))
        elif tag == "table":
            yield from self._flush()
            yield self._grid(child, inner)
        elif tag == "a" and child.get("href", "").startswith(("#_ftn", "#fn")) and "ref" not in child.get("href"):
            return  # the mark of a footnote
        elif tag in BLOCKS:
            yield from self._flush()
            self.label = _label(child) or self.label
            yield from self._content(child, inner)
            yield from self._flush()
            self.label = ""
        else:
            yield from self._content(child, inner)

    def _add(self, text: str | None, look: _Look) -> None:
        """Add text to the paragraph, blanks run together as a browser does."""
        if not text:
            return
        text = text if look.kept else BLANKS.sub(" ", text)
        if not look.kept and (not self.runs or self.runs[-1].text.endswith((" ", "\n"))):
            text = text.lstrip(" ")
        if self.label and text.strip():
            self.runs.append(Run(self.label + " ", strong=look.strong))
            self.label = ""
        if text:
            self.runs.append(Run(text.upper() if look.capitals else text, self._old_font(look.font), look.strong))

    def _old_font(self, font: str) -> str:
        return font if font and font_encoding(font, self.rules) else ""

    def _grid(self, table: Any, look: _Look) -> Grid:
        """A table's cells by row; the further places of a merged cell are empty (HTML, 4.9.12 forming a table)."""
        rows: list[tuple[tuple[Piece, ...], ...]] = []
        below: dict[int, int] = {}  # column -> rows that a merged cell still covers there
        ruled = _has_lines(table)
        for row in _rows(table):
            cells: list[tuple[Piece, ...]] = []
            row_look = _look_of(row, look)
            for cell in row.iterchildren("td", "th"):
                _skip_covered(cells, below)
                ruled = ruled or _has_lines(cell)
                height, width = _span(cell, "rowspan"), _span(cell, "colspan")
                below.update({len(cells) + k: height for k in range(width) if height > 1})
                content = tuple(_Reader(self.rules).read(cell, _look_of(cell, row_look)))
                cells += [content, *[()] * (width - 1)]
            _skip_covered(cells, below, rest=True)
            below = {column: left - 1 for column, left in below.items() if left > 1}
            rows.append(tuple(cells))
        return Grid(tuple(rows), ruled)


def _read_main(main: Any, rules: Rulebook) -> Iterator[Piece]:
    """The pieces of the main element, set as the elements around it say."""
    look = _Look()
    for element in (*reversed(list(main.iterancestors())), main):
        look = _look_of(element, look)
    return _Reader(rules).read(main, look)


def _skip_covered(cells: list[tuple[Piece, ...]], below: dict[int, int], rest: bool = False) -> None:
    """Put empty cells where a cell of a row above reaches down; with `rest` to the row's end."""
    while below.get(len(cells), 0) > 0 or (rest and any(column > len(cells) for column in below)):
        cells.append(())


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from _rows(child)


def _span(cell: Any, name: str) -> int:
    """How many rows or columns a cell spans; 1 where it says nothing sensible."""
    said = cell.get(name, "1").strip()
    return min(int(said), 1000) if said.isdecimal() and int(said) else 1


def _has_lines(element: Any) -> bool:
    """Whether a table or cell says that lines are drawn around it."""
    border = element.get("border", "0").strip()
    style = dict(STYLE.findall(element.get("style", "").lower()))
    drawn = [value for name, value in style.items() if name.startswith("border") and "collapse" not in name]
    return border not in ("", "0", "none") or any(DRAWN.search(value) is not None for value in drawn)


def _look_of(element: Any, look: _Look) -> _Look:
    """An element's look within the one around it."""
    style = dict(STYLE.findall(element.get("style", "")))
    family = style.get("font-family") or element.get("face") or ""
    weight = style.get("font-weight", "").strip().lower()
    strong = look.strong or element.tag in HEADINGS or element.tag in ("b", "strong", "i", "em", "th")
    strong = strong or weight in ("bold", "bolder", "600", "700", "800", "900")
    strong = strong or style.get("font-style", "").strip().lower() == "italic"
    return replace(
        look,
        font=family.split(",")[0].strip(" '\"") or look.font,
        strong=strong and weight not in ("normal", "400"),
        capitals=look.capitals or style.get("text-transform", "").strip().lower() == "uppercase",
        kept=look.kept or element.tag == "pre",
    )


def _label(element: Any) -> str:
    """The label that a browser shows before a list's item; empty for what is none."""
    parent = element.getparent()
    if element.tag != "li" or parent is None or parent.tag not in ("ul", "ol"):
        return ""
    if parent.tag == "ul":
        return "-"
    before = sum(1 for _ in element.itersiblings("li", preceding=True))
    start = parent.get("start", "1")
    value = int(element.get("value") or (int(start) if start.lstrip("-").isdecimal() else 1) + before)
    form = parent.get("type", "1")
    if form in "Ii":
        return f"{roman(value) if form == 'I' else roman(value).lower()}."
    if form in "Aa" and 0 < value <= 26:
        return f"{chr(ord(form) + value - 1)})" if form == "a" else f"{chr(ord(form) + value - 1)}."
    return f"{value}."
