"""What signing software lays over a page: the number and the date over the blanks, and the signature's own words.

A plan of the e-document era is printed to PDF with "Số:      /KH-UBND" and "ngày     tháng 7"; the
registry's program then stamps number and day as annotations (FreeText, Stamp or a signature's
Widget) with an appearance stream. Readers of the page's text see the blanks alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kehoach.ingest.page import Word
from kehoach.ingest.quick_calls import quick_call
from kehoach.ingest.text_layer import placing, read_lines
from kehoach.values import Diagnostic

if TYPE_CHECKING:
    import pypdfium2 as pdfium

STAMPED = 4  # words: a longer annotation is a signature's description or a comment, no filling of a blank
LEVEL = 0.35  # share of the lower one's height that a stamp and its line have in common
COVER = 0.3  # share of a stamp's width that printed words may take
FAR = 4.0  # line heights from the nearest printed word
Bounds = tuple[float, float, float, float]  # left, bottom, right, top, as pdfium counts them
FILLER = re.compile(r"[._…]+")


def stamped_kinds() -> frozenset[int]:
    """The annotation subtypes that carry stamped text."""
    import pypdfium2.raw as raw

    return frozenset((raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_WIDGET))


def stamp_places(page: Any) -> list[Bounds]:
    """Where the annotations stand that may hold stamped text; none on most pages."""
    import pypdfium2.raw as raw

    found = []
    count = quick_call("FPDFPage_GetAnnotCount")(page)
    kinds = stamped_kinds() if count > 0 else frozenset()
    for i in range(count):
        note = raw.FPDFPage_GetAnnot(page, i)
        if not note:
            continue
        box = raw.FS_RECTF()
        if raw.FPDFAnnot_GetSubtype(note) in kinds and raw.FPDFAnnot_GetRect(note, box):
            found.append((box.left, box.bottom, box.right, box.top))
        raw.FPDFPage_CloseAnnot(note)
    return found


def note_of(page: int, text: str) -> Diagnostic:
    """What an annotation says that fills no blank: a digital signature's description, a comment."""
    return Diagnostic("info", "annotation", f"page {page}: {text}")


def read_stamps(
    pdf: pdfium.PdfDocument,
    index: int,
    places: Sequence[Bounds],
    lines: Sequence[Sequence[Word]],
) -> list[list[Word]]:
    """The words of a page's annotations, a list for each annotation.

    Flattening makes page text of their appearance; what was not there before is theirs. The page is
    opened anew for it, so `lines` must have been read before; the document's bytes are not changed.
    """
    import pypdfium2.raw as raw

    page = pdf[index]
    if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS:
        page.close()
        return []
    page.close()
    page = pdf[index]
    layer = page.get_textpage()
    printed = {_key(word) for line in lines for word in line}
    new = [w for line in read_lines(page, layer) for w in line if _key(w) not in printed]
    boxes = [placing(page)(*place) for place in places]
    layer.close()
    page.close()
    groups = [[w for w in new if _inside(w, box)] for box in boxes]
    taken: set[Word] = set()
    distinct = []
    for group in sorted(groups, key=len):
        own = [w for w in group if w not in taken]
        taken |= set(own)
        distinct += [own] if own else []
    return distinct


def _key(word: Word) -> tuple[str, int, int]:
    return word.text, round(word.x0), round(word.y0)


def _inside(word: Word, box: tuple[float, float, float, float]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return box[0] - 2 <= x <= box[2] + 2 and box[1] - 2 <= y <= box[3] + 2


def fill_blanks(
    lines: Sequence[Sequence[Word]], stamps: Sequence[Sequence[Word]]
) -> tuple[list[list[Word]], list[str]]:
    """Put stamped words into the lines over whose blanks they stand; the texts of those that fill no blank.

    A blank's own filling (`……`, `____`) gives way. Lines keep their order, words stand from left to right.
    """
    filled = [list(line) for line in lines]
    notes: list[str] = []
    for stamp in stamps:
        home = _line_under(filled, stamp) if len(stamp) <= STAMPED else None
        if home is None:
            notes.append(" ".join(word.text for word in stamp))
            continue
        clear = [w for w in filled[home] if not (FILLER.fullmatch(w.text) and _cover(w, stamp) > 0)]
        at = next((i for i, w in enumerate(clear) if (w.x0 + w.x1) / 2 > (stamp[0].x0 + stamp[-1].x1) / 2), len(clear))
        filled[home] = [*clear[:at], *stamp, *clear[at:]]
    return filled, notes


def _line_under(lines: Sequence[Sequence[Word]], stamp: Sequence[Word]) -> int | None:
    """The line that a stamp stands on, in a blank of it and not far from its words."""
    best: tuple[float, int] | None = None
    top, bottom = min(w.y0 for w in stamp), max(w.y1 for w in stamp)
    for i, line in enumerate(lines):
        near = [w for w in line if min(w.y1, bottom) - max(w.y0, top) > LEVEL * min(w.y1 - w.y0, bottom - top)]
        printed = [w for w in near if not FILLER.fullmatch(w.text)]
        if not printed or sum(_cover(w, stamp) for w in printed) > COVER * (stamp[-1].x1 - stamp[0].x0):
            continue
        away = min(max(w.x0 - stamp[-1].x1, stamp[0].x0 - w.x1) for w in printed)
        off = abs((top + bottom) / 2 - (printed[0].y0 + printed[0].y1) / 2)
        if away <= FAR * (bottom - top) and (best is None or (off, i) < best):
            best = off, i
    return best[1] if best else None


def _cover(word: Word, stamp: Sequence[Word]) -> float:
    """How many points of a stamp's width a word stands over."""
    return max(0.0, min(word.x1, stamp[-1].x1) - max(word.x0, stamp[0].x0))
