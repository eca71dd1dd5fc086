"""PDF: bytes -> `Document`. Each page by its text layer where that can be believed, else by OCR."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kehoach.frozen import frozen
from kehoach.ingest.assemble import assemble
from kehoach.ingest.broken_tables import find_broken_grids, may_be_broken
from kehoach.ingest.footnotes import part_notes
from kehoach.ingest.judge import Judge, read_judge
from kehoach.ingest.legacy import decode_font
from kehoach.ingest.note_marks import without_marks
from kehoach.ingest.page import Column, PageContent, ReadPage, Word
from kehoach.ingest.path_rules import read_rules
from kehoach.ingest.reading_order import order_parts, read_columns
from kehoach.ingest.ruled import Grid, Rule, fill_grid, find_grids
from kehoach.ingest.scan import scanned_page
from kehoach.ingest.signatures import Bounds, fill_blanks, note_of, read_stamps, stamp_places
from kehoach.ingest.spread import spread
from kehoach.ingest.text_layer import page_text, quarters, read_lines, turn_upright
from kehoach.ingest.unreadable import UnreadableDocument
from kehoach.rulebook import Rulebook
from kehoach.values import Diagnostic, Document, Media

if TYPE_CHECKING:
    import pypdfium2 as pdfium

BETTER = 0.1  # how much more of OCR's words must be Vietnamese than of a layer's
BELIEVED = 0.75  # share of words that read as Vietnamese; plans have 0.98, fonts without a map 0.3
PICTURE = 0.3  # share of the page under images
DRAWN = 1500  # paths on a page with hardly a word: its letters are drawn
JUDGED = 25  # words: fewer say too little, the page goes with the others
FETCH = "fetch it again from where it came"


@frozen
class Draft:
    """A page as its text layer has it: lines, ruled tables, how well it reads and on how many words that rests.

    `pictured` says that something other than text fills the page. `stamps` are the words of its
    annotations. `broken` says why there is nothing.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    lines: tuple[list[Word], ...] = ()
    grids: tuple[Grid, ...] = ()
    across: tuple[Rule, ...] = ()
    quality: float = 1.0
    n_words: int = 0
    pictured: bool = False
    stamps: tuple[list[Word], ...] = ()
    broken: str | None = None


def read_pdf(content: bytes, source: str, doc_id: str, sha256: str, rules: Rulebook) -> Document:
    """Read a PDF, page by page. A page that can't be read is a diagnostic; UnreadableDocument where none can."""
    pdf = open_pdf(content, source)
    try:
        judge = rules.once(read_judge)
        drafts = [draft_page(pdf, index, rules, content) for index in range(len(pdf))]
        doubted = doubted_pages(drafts)
        seen = iter(spread(_scanned(pdf, d) for d in drafts if d.number in doubted) if doubted else ())
    finally:
        pdf.close()
    read = [_better(d, next(seen), judge) if d.number in doubted else read_draft(d) for d in drafts]
    scanned = sum(d.number in doubted and d.n_words < JUDGED for d in drafts)
    media: Media = (
        "scan"
        if 2 * scanned > sum(bool(r.content.parts) or d.pictured for d, r in zip(drafts, read, strict=True))
        else "pdf"
    )
    return assemble(read, source, doc_id, sha256, media, rules)


def _scanned(pdf: pdfium.PdfDocument, draft: Draft) -> Callable[[], ReadPage]:
    """What reads a page by OCR."""
    page = pdf[draft.number - 1]
    try:
        return scanned_page(page, draft.number, draft.stamps)
    finally:
        page.close()


def _better(draft: Draft, seen: ReadPage, judge: Judge) -> ReadPage:
    """A page as OCR saw it. A text layer that reads no worse is kept: it may be another language."""
    if draft.n_words < JUDGED or seen.content.how != "ocr":
        return seen
    text = " ".join(s.text for part in seen.content.parts if isinstance(part, Column) for s in part.lines)
    return seen if judge(text)[0] > draft.quality + BETTER else read_draft(draft)


def draft_page(pdf: pdfium.PdfDocument, index: int, rules: Rulebook, content: bytes) -> Draft:
    """A page's text layer, judged, not yet in reading order; `content` are the bytes of the PDF."""
    import pypdfium2.raw as raw

    page = raw.FPDF_LoadPage(
        pdf, index
    )  # pypdfium2's own objects take longer to make and to close than words to measure
    if not page:
        return Draft(index + 1, broken="Failed to load page.")
    try:
        draft, places = _draft(page, index + 1, rules, content)
    finally:
        raw.FPDF_ClosePage(page)
    if draft.n_words < JUDGED and not draft.broken:
        draft = replace(draft, pictured=fills_page(pdf[index]))
    return replace(draft, stamps=tuple(read_stamps(pdf, index, places, draft.lines))) if places else draft


def _draft(page: Any, number: int, rules: Rulebook, content: bytes) -> tuple[Draft, Sequence[Bounds]]:
    """A page's text layer, by pdfium's handle of the page, and where stamps may stand on it."""
    import pypdfium2.raw as raw

    layer = raw.FPDFText_LoadPage(page)
    if not layer:
        return Draft(number, broken="Failed to load text page."), ()
    try:
        text = page_text(layer)
        judge = rules.once(read_judge)
        quality, n_words = judge(text)
        if turn_upright(page, layer, text):
            raw.FPDFText_ClosePage(layer)
            layer = raw.FPDFText_LoadPage(page)
            text = page_text(layer)
        upright = not quarters(page)
        if upright:
            text = without_marks(layer, text)
        across, down = read_rules(page)
        grids = find_grids(across, down) if len(across) > 1 and len(down) > 1 else []
        places = stamp_places(page)
        broken = not grids and bool(text) and upright and may_be_broken(across, down)
        lines = read_lines(page, layer, text, exact=bool(grids or places or broken))
        if broken:
            grids = find_broken_grids(content, number, [word for line in lines for word in line])
        if n_words >= JUDGED and quality < BELIEVED:
            decoded = read_lines(page, layer, text, decode=lambda word, font: decode_font(word, font, rules))
            better, _ = judge("\n".join(" ".join(w.text for w in line) for line in decoded))
            lines, quality = (decoded, better) if better > quality else (lines, quality)
    finally:
        raw.FPDFText_ClosePage(layer)
    width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
    return Draft(number, width, height, tuple(lines), tuple(grids), tuple(across), quality, n_words), places


def fills_page(page: pdfium.PdfPage) -> bool:
    """Whether images cover a good part of the page, or so many paths stand on it that its letters may be drawn."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    covered, paths = 0.0, 0
    for thing in page.get_objects(max_depth=2):
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            covered += max(0.0, right - left) * max(0.0, top - bottom)
        paths += thing.type == raw.FPDF_PAGEOBJ_PATH
    return covered > PICTURE * width * height or paths > DRAWN


def doubted_pages(drafts: Sequence[Draft]) -> set[int]:
    """The pages whose text layer is not believed: no words over a picture, or words that are not Vietnamese.

    A page of few words is believed or not as the most of the document is.
    """
    judged = [d for d in drafts if d.n_words >= JUDGED]
    bad = {d.number for d in judged if d.quality < BELIEVED}
    mostly_bad = 2 * len(bad) > len(judged)
    bad |= {
        d.number for d in drafts if d.n_words < JUDGED and not d.broken and (d.pictured or (mostly_bad and d.lines))
    }
    return bad


def read_draft(draft: Draft) -> ReadPage:
    """A page whose text layer is believed, in reading order, with what was stamped on it."""
    if draft.broken:
        problem = Diagnostic("error", "page-unreadable", f"page {draft.number} can't be opened: {draft.broken}")
        return ReadPage(PageContent(draft.number, 0.0, 0.0, "none", 0.0, ()), (problem,))
    lines, notes = fill_blanks(draft.lines, draft.stamps) if draft.stamps else (list(draft.lines), [])
    held: list[list[Word]] = [[] for _ in draft.grids]
    free = []
    for line in lines if draft.grids else ():
        rest: list[Word] = []
        for word in line:
            home = next((i for i, grid in enumerate(draft.grids) if grid.holds(word)), None)
            (rest if home is None else held[home]).append(word)
        free += [rest] if rest else []
    tables = [fill_grid(grid, words) for grid, words in zip(draft.grids, held, strict=True)]
    parts = order_parts(read_columns(free if draft.grids else lines), [t for t in tables if t.rows])
    how = "text layer" if parts else "empty"
    body, footnotes = part_notes(parts, draft.across, draft.height)
    content = PageContent(draft.number, draft.width, draft.height, how, draft.quality, body, footnotes)
    return ReadPage(content, tuple(note_of(draft.number, note) for note in notes))


def open_pdf(content: bytes, source: str) -> pdfium.PdfDocument:
    """Open a PDF. UnreadableDocument for one that is locked, broken or without pages."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            reason, mend = "the PDF is locked with a password", "open it with its password and save it without"
        elif _opens_without_pages(content):
            reason, mend = "the PDF has no pages", FETCH
        else:
            cut = b"%%EOF" not in content[-2048:]
            reason, mend = "the PDF is cut off before its end" if cut else "the PDF is broken", FETCH
        raise UnreadableDocument(source, reason, mend) from error


def _opens_without_pages(content: bytes) -> bool:
    """Whether pdfium opens a PDF and finds no page in it: its last error may be that of another file."""
    import pypdfium2.raw as raw

    handle = raw.FPDF_LoadMemDocument64(content, len(content), None)
    if not handle:
        return False
    empty = raw.FPDF_GetPageCount(handle) < 1
    raw.FPDF_CloseDocument(handle)
    return bool(empty)
