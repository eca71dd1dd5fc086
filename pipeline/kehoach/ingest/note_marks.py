"""Take footnotes' marks off the words that they stand behind: small raised figures, which a text layer glues on (`QĐ-TTg1`, `20251`)."""

from __future__ import annotations

import ctypes
import re
from typing import Any

from kehoach.ingest.quick_calls import quick_call

# One or two figures behind letters or a year: few on a page, so each is looked at. A pattern that begins with
# the figure is tried at figures alone.
GLUED = re.compile(r"[0-9](?:(?<=[^\W\d_]{2}[0-9])|(?<=(?:19|20)[0-9]{3})(?<![0-9](?:19|20)[0-9]{3}))[0-9]?(?![\w/])")
SQUARE = re.compile(r"\b[ckdm]m$")  # km2, cm3: the raised figure belongs to the unit
SMALLER = 0.8  # of the letter's font size
RAISED = 0.15  # of the letter's font size
UNSEEN = "\u200b"  # stands for a letter that is left out, so that places of letters stay


def without_marks(layer: Any, text: str) -> str:
    """The page's text, as long as before, with an unseen character for each figure of a footnote's mark."""
    origin, font_size = quick_call("FPDFText_GetCharOrigin"), quick_call("FPDFText_GetFontSize", ctypes.c_double)
    y, x = ctypes.c_double(), ctypes.c_double()

    def base(i: int) -> float:
        origin(layer, i, ctypes.byref(x), ctypes.byref(y))
        return float(y.value)

    for match in GLUED.finditer(text):
        start, end = match.span()
        if SQUARE.search(text, max(0, start - 4), start):
            continue
        size = font_size(layer, start - 1)
        if font_size(layer, start) < SMALLER * size and base(start) - base(start - 1) > RAISED * size:
            text = text[:start] + UNSEEN * (end - start) + text[end:]
    return text
