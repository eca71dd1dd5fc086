"""The words of a PDF page's text layer, with their boxes, line by line as pdfium gives them."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

from kehoach.ingest.page import Word

if TYPE_CHECKING:
    import pypdfium2 as pdfium

# A hyphen at a line's end comes out as one of these: put back, or `121/KH-` + `UBND` loses it.
HYPHENS = "\x02\ufffe"
WORD = re.compile(r"[^\s\x00\x02\ufffe]+[\x02\ufffe]?|\n|[\x02\ufffe]")
UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")

Place = Callable[[float, float, float, float], tuple[float, float, float, float]]


def page_text(layer: pdfium.PdfTextPage) -> str:
    """All characters of a page, one for one: index i is pdfium's character i."""
    import pypdfium2.raw as raw

    count = raw.FPDFText_CountChars(layer)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(layer, 0, count, buffer)
    if written == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
    return "".join(map(_letter, (raw.FPDFText_GetUnicode(layer, i) for i in range(count))))


def _letter(code: int) -> str:
    """A character of pdfium's; what stands outside the planes of letters is marked as lost."""
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x10000 else "\ufffd"


def read_lines(page: pdfium.PdfPage, layer: pdfium.PdfTextPage, text: str | None = None) -> list[list[Word]]:
    """The page's words, a list for each line that pdfium tells apart, in the order of its content stream."""
    import pypdfium2.raw as raw

    text = page_text(layer) if text is None else text
    place = placing(page)
    box = raw.FS_RECTF()
    pointer, handle, measure = ctypes.byref(box), layer.raw, raw.FPDFText_GetLooseCharBox
    lines: list[list[Word]] = [[]]
    for match in WORD.finditer(text):
        word = match[0]
        if word == "\n":
            lines.append([])
            continue
        start, last = match.span()
        last -= 1
        if not measure(handle, start, pointer):
            continue
        x0, y0, y1 = box.left, box.bottom, box.top
        broken = word[-1] in HYPHENS
        measure(handle, last - (broken and last > start), pointer)
        x1, y0, y1 = box.right, min(y0, box.bottom), max(y1, box.top)
        lines[-1].append(Word(plain_word(word), *place(x0, y0, max(x0, x1), y1)))
        if broken:
            lines.append([])
    return [line for line in lines if line]


def plain_word(word: str) -> str:
    """A word composed (NFC), its line-end hyphen put back, unseen characters off."""
    if word.isascii() and word[-1] != "\x02":
        return word
    word = UNSEEN.sub("", word)
    if word[-1:] in ("\x02", "\ufffe"):
        word = word[:-1] + "-"
    return unicodedata.normalize("NFC", word) or " "


def placing(page: pdfium.PdfPage) -> Place:
    """From pdfium's coordinates (x0, bottom, x1, top; upwards) to those of a reader of the page as it is turned."""
    left, bottom, right, top = page.get_bbox()
    turn = page.get_rotation()

    def upright(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        return x0 - left, top - y1, x1 - left, top - y0

    def turned(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        if turn == 90:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if turn == 180:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        return top - y1, right - x1, top - y0, right - x0

    return turned if turn else upright
