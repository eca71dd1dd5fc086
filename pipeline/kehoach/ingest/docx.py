"""Word files (.docx): bytes -> `Document`.

The text is what the page shows: numbers of automatic lists, changes accepted, hidden and deleted text
left out, footnotes at the end. python-docx opens the package; its own `paragraphs` would lose lists,
text boxes, content controls and changes, so the body is walked here (ECMA-376 part 1, 17).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

import regex

from kehoach.ingest.encodings import font_encoding
from kehoach.ingest.numbering import CHOICE, W, read_numbering
from kehoach.ingest.reference import Grid, Paragraph, Piece, Run, write_reference
from kehoach.ingest.text import conversions, doubts
from kehoach.ingest.unreadable import UnreadableDocument
from kehoach.ingest.word_styles import Look, Styles, draws_lines
from kehoach.rulebook import Rulebook
from kehoach.values import Document, Page

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
ALTERNATIVES = CHOICE.replace("Choice", "AlternateContent")
DRAWINGS = (W + "drawing", W + "pict", W + "object", ALTERNATIVES)
FALLBACK = CHOICE.replace("Choice", "Fallback")
GONE = {W + name for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "tblPr", "sdtPr")}
# A soft hyphen is unseen in Unicode text, and a letter in fonts of TCVN3: who converts such a file may write either.
SIGNS = {W + "noBreakHyphen": "-", W + "softHyphen": "\u00ad", W + "cr": "\n", W + "tab": "\t", W + "ptab": "\t"}
# Signs of the font Symbol (Adobe's encoding) that plans use; those of Wingdings are bullets and boxes.
SYMBOLS = {0x2D: "-", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xD7: "•", 0xAE: "→"}
COLUMN = " " * 8  # a tab between the two halves of a header: as wide a blank as a plain text has there
LABEL = regex.compile(r"\s*\S{1,8}[.)]?\s*$")
MOST_LETTERS = 6000  # on a page; a densely set one has 4,000. Files that no Word has laid out say they have one page
BROKEN = "open it in Word or LibreOffice and save it anew as .docx"


def read_docx(
    content: bytes,
    source: str,
    doc_id: str,
    sha256: str,
    rules: Rulebook,
    media: Literal["docx", "doc", "odt"] = "docx",
) -> Document:
    """Read a Word file. `media` is what the document was before it was converted to one.

    Pages are those that Word noted when it last laid the text out, where they are as many as it counted:
    a file that was changed since, or that no Word has laid out, has none.
    """
    reader = _open(content, source, rules)
    reference = write_reference(reader.pieces(), rules)
    if not reference.text.strip():
        raise UnreadableDocument(source, "the file holds no words (perhaps pictures of pages)", "print it to PDF")
    laid_out = len(reference.pages) + 1 == reader.n_pages and len(reference.text) <= MOST_LETTERS * reader.n_pages
    starts = (0, *reference.pages) if laid_out else ()
    ends = (*starts[1:], len(reference.text))
    pages = tuple(Page(n, s, e, "text") for n, (s, e) in enumerate(zip(starts, ends, strict=False), 1))
    notes = (*conversions(reference.mended), *doubts(reference.text, source, rules))
    return Document(doc_id, source, sha256, media, reference.text, pages, notes, emphasis=reference.emphasis)


def _open(content: bytes, source: str, rules: Rulebook) -> _Reader:
    from docx.opc.exceptions import PackageNotFoundError
    from docx.package import Package
    from lxml.etree import XMLSyntaxError

    try:
        package = Package.open(io.BytesIO(content))
        return _Reader(package.main_document_part, _page_count(package), rules)
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, XMLSyntaxError, OSError) as error:
        raise UnreadableDocument(source, f"a broken Word file: {error}", BROKEN) from error


def _page_count(package: Any) -> int | None:
    """How many pages Word counted when it last laid the text out."""
    for rel in package.rels.values():
        if not rel.is_external and rel.reltype.endswith("/extended-properties"):
            pages = next(_root(rel.target_part).iter("{*}Pages"), None)
            return int(pages.text) if pages is not None and (pages.text or "").isdecimal() else None
    return None


def _root(part: Any) -> Any:
    """The root element of a part of the package."""
    from docx.oxml.parser import parse_xml

    return part.element if hasattr(part, "element") else parse_xml(part.blob)


class _Reader:
    """Walks over a document's body once. Lists count on while it walks."""

    def __init__(self, main: Any, n_pages: int | None, rules: Rulebook) -> None:
        related = {rel.reltype.rsplit("/", 1)[-1]: rel.target_part for rel in main.rels.values() if not rel.is_external}
        self.body = _root(main).find(W + "body")
        if self.body is None:
            raise ValueError("it has no body")
        roots = {name: _root(related[name]) for name in ("styles", "numbering") if name in related}
        self.n_pages = n_pages
        self.rules = rules
        self.styles = Styles(roots.get("styles"))
        self.numbering = read_numbering(roots.get("numbering"), rules)
        self.notes = {
            (kind, note.get(W + "id")): note
            for kind in ("footnote", "endnote")
            if kind + "s" in related
            for note in _root(related[kind + "s"]).findall(W + kind)
        }
        self.noted: list[tuple[str, str]] = []  # the notes that the text refers to, in its order
        self.boxes: list[Any] = []  # text boxes of the paragraph that is being read
        self.carried: list[Run] = []  # a paragraph whose end was deleted goes on in the next one
        self.fonts: dict[str, str] = {}

    def pieces(self) -> Iterator[Piece]:
        """The document's paragraphs and tables, and after them its notes."""
        yield from self._blocks(self.body)
        if self.noted:
            yield ()
        for number, key in enumerate(self.noted, 1):
            words = [
                replace(run, text=run.text.replace("\n", " "))
                for p in self._blocks(self.notes[key])
                for run in _words(p)
            ]
            yield (Run(f"[{number}] "), *words)

    def _blocks(self, container: Any) -> Iterator[Piece]:
        """The paragraphs and tables in an element, through content controls and accepted changes."""
        for element in _children(container):
            if element.tag == W + "p":
                yield from self._paragraph(element)
            elif element.tag == W + "tbl":
                yield self._grid(element)
            else:
                yield from self._blocks(element)

    def _paragraph(self, element: Any) -> Iterator[Piece]:
        """A paragraph with its list's label, then the text boxes that are anchored in it."""
        properties = element.find(W + "pPr")
        style, look = self.styles.of_paragraph(properties)
        outer, self.boxes = self.boxes, []
        runs = [*self.carried, *self._runs(element, look)]
        boxes, self.boxes = self.boxes, outer
        self.carried = []
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self.carried = runs
        else:
            if properties is not None and properties.find(W + "pageBreakBefore") is not None:
                runs.insert(0, Run("\f"))
            yield tuple(self._labelled(_tabs_spaced(runs), style, look))
        for box in boxes:
            yield from self._blocks(box)

    def _labelled(self, runs: Sequence[Run], style: str, look: Look) -> Sequence[Run]:
        """A paragraph's runs with the label that its list gives it, set like its first words."""
        if look.num_id in (None, "0") or look.num_id is None:
            return runs
        depth = look.depth if look.depth is not None else self.numbering.depth_of_style(look.num_id, style)
        label = self.numbering.label(look.num_id, depth)
        first = next((i for i, run in enumerate(runs) if run.text.strip()), None)
        if not label or first is None:
            return runs
        return [*runs[:first], replace(runs[first], text=label + " ", font=""), *runs[first:]]

    def _runs(self, element: Any, look: Look) -> Iterator[Run]:
        """The runs in an element: links, fields' results, accepted insertions and content controls too."""
        for child in _children(element):
            if child.tag == W + "r":
                yield from self._run(child, self.styles.of_run(child.find(W + "rPr"), look))
            elif child.tag in (M + "oMath", M + "oMathPara"):
                yield Run("".join(t.text or "" for t in child.iter(M + "t")))
            else:
                yield from self._runs(child, look)

    def _run(self, element: Any, look: Look) -> Iterator[Run]:
        if look.hidden:
            return
        font = self._old_font(look.font or "")
        strong = bool(look.bold or look.italic)
        for child in element:
            if child.tag == W + "lastRenderedPageBreak":
                yield Run("", page=True)
            elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
                self._note(child)
            elif child.tag in DRAWINGS:
                self.boxes += _boxes(child)
            elif text := _text(child):
                yield Run(text.upper() if look.capitals else text, font, strong)

    def _note(self, reference: Any) -> None:
        key = (reference.tag.removeprefix(W).removesuffix("Reference"), reference.get(W + "id"))
        if key in self.notes and key not in self.noted:
            self.noted.append(key)

    def _old_font(self, font: str) -> str:
        """The font's name where it is one of an old encoding, else nothing: only then it matters."""
        if font not in self.fonts:
            self.fonts[font] = font if font_encoding(font, self.rules) else ""
        return self.fonts[font]

    def _grid(self, element: Any) -> Grid:
        """A table's cells by row; a merged cell's further places are empty (17.4.17 gridSpan, 17.4.85 vMerge)."""
        rows = []
        for row in _rows(element):
            properties = row.find(W + "trPr")
            cells: list[tuple[Piece, ...]] = [()] * _number(properties, "gridBefore", 0)
            for cell in _cells(row):
                own = cell.find(W + "tcPr")
                merged = None if own is None else own.find(W + "vMerge")
                goes_on = merged is not None and merged.get(W + "val", "continue") != "restart"
                content = tuple(self._blocks(cell))
                cells.append(() if goes_on else content)
                cells += [()] * (_number(own, "gridSpan", 1) - 1)
            rows.append((*cells, *[()] * _number(properties, "gridAfter", 0)))
        return Grid(tuple(rows), self._has_lines(element))

    def _has_lines(self, table: Any) -> bool:
        borders = table.find(f"{W}tblPr/{W}tblBorders")
        style = table.find(f"{W}tblPr/{W}tblStyle")
        drawn = (
            draws_lines(borders)
            if borders is not None
            else style is not None and self.styles.has_lines(style.get(W + "val", ""))
        )
        return drawn or any(draws_lines(b) for b in table.iter(W + "tcBorders"))


def _children(element: Any) -> Iterator[Any]:
    """An element's children without properties and what was deleted; of two ways to say a thing the first."""
    for child in element:
        if child.tag == ALTERNATIVES:
            yield from _children(child[0])
        elif child.tag not in GONE and isinstance(child.tag, str):
            yield child


def _text(element: Any) -> str:
    """The text of a run's child: letters, signs, breaks."""
    if element.tag == W + "t":
        return element.text or ""
    if element.tag == W + "br":
        return "\f" if element.get(W + "type") == "page" else "\n"
    if element.tag == W + "sym":
        code = int(element.get(W + "char", "0"), 16)
        plain = code - 0xF000 if code >= 0xF000 else code
        return SYMBOLS.get(plain, "•") if element.get(W + "font") == "Symbol" else "•"
    return SIGNS.get(element.tag, "")


def _boxes(element: Any) -> list[Any]:
    """The contents of the text boxes in a drawing; of a drawing that is given in two ways, the first."""
    found = list(element.iter(W + "txbxContent"))
    return [box for box in found if not any(up.tag == FALLBACK for up in box.iterancestors())] or found


def _words(piece: Piece) -> Paragraph:
    return () if isinstance(piece, Grid) else (*piece, Run(" "))


def _rows(table: Any) -> Iterator[Any]:
    """A table's rows, those that a tracked change deleted left out."""
    for child in _children(table):
        if child.tag != W + "tr":
            yield from _rows(child)
        elif child.find(f"{W}trPr/{W}del") is None:
            yield child


def _cells(row: Any) -> Iterator[Any]:
    for child in _children(row):
        if child.tag == W + "tc":
            yield child
        else:
            yield from _cells(child)


def _number(properties: Any | None, name: str, default: int) -> int:
    found = None if properties is None else properties.find(W + name)
    return default if found is None else int(found.get(W + "val", default))


def _tabs_spaced(runs: Sequence[Run]) -> list[Run]:
    """A paragraph without tabs, which only table rows have: a blank for each, a wide one between two columns."""
    text = "".join(run.text for run in runs)
    if "\t" not in text:
        return list(runs)
    spaced, place = [], 0
    for run in runs:
        parts = run.text.split("\t")
        new = parts[0]
        place += len(parts[0])
        for part in parts[1:]:
            before, after = text[:place], text[place:].lstrip("\t ")
            columns = after[:1].isupper() and before.strip() and before[-1] != "\t" and not LABEL.match(before)
            new += (COLUMN if columns else " ") + part
            place += 1 + len(part)
        spaced.append(replace(run, text=new))
    return spaced
