"""Take footnotes' marks off the words that they stand behind: small raised figures, which a text layer glues on (`QĐ-TTg1`, `20251`)."""

from __future__ import annotations

import ctypes
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2 as pdfium

# One or two figures behind letters or a year: few on a page, so each is looked at. A pattern that begins with
# the figure is tried at figures alone.
GLUED = re.compile(r"\d(?:(?<=[^\W\d_][^\W\d_]\d)|(?<=(?:19|20)\d\d\d)(?<!\d(?:19|20)\d\d\d))\d?(?![\w/])")
SQUARE = re.compile(r"\b[ckdm]m$")  # km2, cm3: the raised figure belongs to the unit
SMALLER = 0.8  # of the letter's font size
RAISED = 0.15  # of the letter's font size
UNSEEN = "\u200b"  # stands for a letter that is left out, so that places of letters stay


def without_marks(layer: pdfium.PdfTextPage, text: str) -> str:
    """The page's text, as long as before, with an unseen character for each figure of a footnote's mark."""
    import pypdfium2.raw as raw

    y, x = ctypes.c_double(), ctypes.c_double()

    def base(i: int) -> float:
        raw.FPDFText_GetCharOrigin(layer, i, ctypes.byref(x), ctypes.byref(y))
        return float(y.value)

    for match in GLUED.finditer(text):
        start, end = match.span()
        if SQUARE.search(text, max(0, start - 4), start):
            continue
        size = raw.FPDFText_GetFontSize(layer, start - 1)
        if raw.FPDFText_GetFontSize(layer, start) < SMALLER * size and base(start) - base(start - 1) > RAISED * size:
            text = text[:start] + UNSEEN * (end - start) + text[end:]
    return text
