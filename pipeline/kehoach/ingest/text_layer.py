"""The words of a PDF page's text layer, with their boxes, line by line as pdfium gives them."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from statistics import median
from typing import TYPE_CHECKING, Any

from kehoach.ingest.page import Word

if TYPE_CHECKING:
    import pypdfium2 as pdfium

# A hyphen at a line's end comes out as one of these: put back, or `121/KH-` + `UBND` loses it.
HYPHENS = "\x02\ufffe"
WORD = re.compile(r"[^\s\x00\x02\ufffe]+[\x02\ufffe]?|\n|[\x02\ufffe]")
UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
UNUSUAL = re.compile("[\x02\ufffe\u200b\u200c\u200d\u2060\ufeff\u00ad]")

LINE = re.compile(r"[^\s\x00](?:[^\r\n]*[^\s\x00])?")
SAMPLE = 24  # letters of a page whose direction is asked for at most
LEAST_SAMPLE = 6
LONG = 24  # characters: shorter lines say little of what is usual
SHORT_DENSE = 1.06  # of that: a wide blank takes more of a short line away than it varies
DENSE = 0.88  # share of the usual density: a blank of three letters in a half-filled line takes more away

Decode = Callable[[str, str], str]
Place = Callable[[float, float, float, float], tuple[float, float, float, float]]


def page_text(layer: pdfium.PdfTextPage) -> str:
    """All characters of a page, one for one: index i is pdfium's character i."""
    import pypdfium2.raw as raw

    count = raw.FPDFText_CountChars(layer)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (1 << count.bit_length()))()  # few sizes: ctypes makes and keeps a type of each
    written = raw.FPDFText_GetText(layer, 0, count, buffer)
    if written == count + 1:
        text = ctypes.string_at(buffer, 2 * count).decode("utf-16-le", "replace")
        if len(text) == count:
            return text
    return "".join(map(_letter, (raw.FPDFText_GetUnicode(layer, i) for i in range(count))))


def turn_upright(page: pdfium.PdfPage, layer: pdfium.PdfTextPage, text: str) -> bool:
    """Turn a page so that its text runs from left to right: some are sent lying on their side or head.

    True where it was turned: its size is another one then, and pdfium orders its text anew when it is read again.
    A few letters tell that nothing is to be done, as on nearly all pages.
    """
    import pypdfium2.raw as raw

    def turn_of(i: int) -> int:
        return round(-math.degrees(raw.FPDFText_GetCharAngle(layer, i)) / 90) % 4

    turn, step = page.get_rotation() // 90, max(1, len(text) // SAMPLE)
    letters = [i for i in range(step // 2, len(text), step) if text[i].isalnum()]
    if len(letters) < LEAST_SAMPLE or all(turn_of(i) == turn for i in letters[1 : -1 : SAMPLE // 3]):
        return False
    (most, times), *_ = Counter(map(turn_of, letters)).most_common(1)
    if most == turn or 2 * times <= len(letters):
        return False
    page.set_rotation(90 * most)
    return True


def _letter(code: int) -> str:
    """A character of pdfium's; what stands outside the planes of letters is marked as lost."""
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x10000 else "\ufffd"


def read_lines(
    page: pdfium.PdfPage,
    layer: pdfium.PdfTextPage,
    text: str | None = None,
    exact: bool = True,
    decode: Decode | None = None,
) -> list[list[Word]]:
    """The page's words, a list for each line that pdfium tells apart, in the order of its content stream.

    Without `exact`, a line that is as dense as most have no wide blank and comes as one word, blanks
    and all: asking pdfium for every word's box takes as long as all the rest. On a turned page pdfium may take two
    pieces for one line, the right one first, so there words are asked for. `decode` turns a word and
    the name of its font into what it means, for fonts from before Unicode.
    """
    text = page_text(layer) if text is None else text
    plain = unicodedata.is_normalized("NFC", text) and not UNUSUAL.search(text)
    ruler = Ruler(page, layer)
    if exact or not plain or decode or page.get_rotation():
        return [line for line in _exact_lines(text, plain, ruler, decode) if line]
    whole = [(m.start(), ruler.measure(m[0], *m.span(), ruler.base(m.start()))) for m in LINE.finditer(text)]
    dense = DENSE * median(found) if (found := [_density(w) for _, w in whole if w and len(w.text) >= LONG]) else 0.0
    lines: list[list[Word]] = []
    for start, word in whole:
        if word and dense and _density(word) >= (dense if len(word.text) >= LONG else dense * SHORT_DENSE):
            lines.append([word])
        elif word:
            end = start + len(word.text)
            found_words = [ruler.measure(m[0], *m.span(), word.base) for m in WORD.finditer(text, start, end)]
            lines.append([w for w in found_words if w])
    return [line for line in lines if line]


def _density(line: Word) -> float:
    """Characters for each height of the line that its width holds."""
    return len(line.text) * (line.y1 - line.y0) / max(line.x1 - line.x0, 1.0)


@cache
def _asking() -> tuple[Callable[..., int], Callable[..., int]]:
    """pdfium's calls for the box of a character and for its origin, without their checks of what a pointer points to.

    They are asked for every line or word of a page, and the checks take longer than the answer.
    """
    import pypdfium2.raw as raw

    pointer, number = ctypes.c_void_p, ctypes.c_int
    box = ctypes.CFUNCTYPE(number, pointer, number, pointer)
    origin = ctypes.CFUNCTYPE(number, pointer, number, pointer, pointer)
    return box(_address(raw.FPDFText_GetLooseCharBox)), origin(_address(raw.FPDFText_GetCharOrigin))


def _address(thing: Any) -> int:
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


class Ruler:
    """Measures words of a page."""

    def __init__(self, page: pdfium.PdfPage, layer: pdfium.PdfTextPage) -> None:
        import pypdfium2.raw as raw

        self.place = placing(page)
        self.box = raw.FS_RECTF()
        self.pointer = ctypes.addressof(self.box)
        self.layer = layer.raw
        self.handle = _address(self.layer)
        self.ask, self.ask_origin = _asking()
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.origin = ctypes.addressof(self.x), ctypes.addressof(self.y)

    def font(self, start: int) -> str:
        """The name of a character's font, without the letters that mark a subset (`ABCDEF+.VnTime`)."""
        import pypdfium2.raw as raw

        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        length = raw.FPDFText_GetFontInfo(self.layer, start, name, 128, ctypes.byref(flags))
        return name.raw[: max(0, min(length, 128) - 1)].decode("utf-8", "replace").split("+")[-1]

    def base(self, start: int) -> float:
        """The height of the baseline at a character: boxes reach down as far as their letters do."""
        self.ask_origin(self.handle, start, *self.origin)
        return self.place(self.x.value, self.y.value, self.x.value, self.y.value)[3]

    def measure(self, text: str, start: int, end: int, base: float) -> Word | None:
        """The word of characters `start:end`, from the boxes of its first and its last; None where pdfium has none."""
        box, ask = self.box, self.ask
        if not ask(self.handle, start, self.pointer):
            return None
        x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
        if end - start > 1:
            ask(self.handle, end - 1, self.pointer)
            left, bottom, right, top = box.left, box.bottom, box.right, box.top
            x0, y0 = x0 if x0 < left else left, y0 if y0 < bottom else bottom
            x1, y1 = x1 if x1 > right else right, y1 if y1 > top else top
        return Word(text, *self.place(x0, y0, x1, y1), 1.0, base)


def _exact_lines(text: str, plain: bool, ruler: Ruler, decode: Decode | None) -> list[list[Word]]:
    lines: list[list[Word]] = [[]]
    for match in WORD.finditer(text):
        word = match[0]
        if word == "\n":
            lines.append([])
            continue
        start, end = match.span()
        broken = not plain and word[-1] in HYPHENS
        base = lines[-1][0].base if lines[-1] else ruler.base(start)
        found = ruler.measure(word, start, end - 1 if broken and end - start > 1 else end, base)
        if found and decode:
            lines[-1].append(found._replace(text=plain_word(decode(word, ruler.font(start)))))
        elif found:
            lines[-1].append(found if plain else found._replace(text=plain_word(word)))
        if broken:
            lines.append([])
    return lines


def plain_word(word: str) -> str:
    """A word composed (NFC), its line-end hyphen put back, unseen characters off."""
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
