"""The words of a PDF page's text layer, with their boxes, line by line as pdfium gives them."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

from kehoach.ingest.page import Word
from kehoach.ingest.quick_calls import quick_call

# A hyphen at a line's end comes out as one of these: put back, or `121/KH-` + `UBND` loses it.
HYPHENS = "\x02\ufffe"
WORD = re.compile(r"[^\s\x00\x02\ufffe]+[\x02\ufffe]?|\n|[\x02\ufffe]")
UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
UNUSUAL = "\x00\x02\ufffe\u200b\u200c\u200d\u2060\ufeff\u00ad"  # a text without them is split at its blanks

SAMPLE = 24  # letters of a page whose direction is asked for at most
LEAST_SAMPLE = 6
LONG = 24  # characters: shorter lines say little of what is usual
SHORT_DENSE = 1.06  # of that: a wide blank takes more of a short line away than it varies
DENSE = 0.88  # share of the usual density: a blank of three letters in a half-filled line takes more away

Piece = tuple[str, int]  # a word or a line, and the number of its first character
Decode = Callable[[str, str], str]
Place = Callable[[float, float, float, float], tuple[float, float, float, float]]


def page_text(layer: Any) -> str:
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


def turn_upright(page: Any, layer: Any, text: str) -> bool:
    """Turn a page so that its text runs from left to right: some are sent lying on their side or head.

    True where it was turned: its size is another one then, and pdfium orders its text anew when it is read again.
    A few letters tell that nothing is to be done, as on nearly all pages.
    """
    angle = quick_call("FPDFText_GetCharAngle", ctypes.c_float)

    def turn_of(i: int) -> int:
        return round(-math.degrees(angle(layer, i)) / 90) % 4

    turn, step = quarters(page), max(1, len(text) // SAMPLE)
    letters = [i for i in range(step // 2, len(text), step) if text[i].isalnum()]
    if len(letters) < LEAST_SAMPLE or all(turn_of(i) == turn for i in letters[1 : -1 : SAMPLE // 3]):
        return False
    (most, times), *_ = Counter(map(turn_of, letters)).most_common(1)
    if most == turn or 2 * times <= len(letters):
        return False
    quick_call("FPDFPage_SetRotation")(page, most)
    return True


def quarters(page: Any) -> int:
    """How many times a page is to be turned by 90 degrees, clockwise, to be read."""
    return int(quick_call("FPDFPage_GetRotation")(page))


def _letter(code: int) -> str:
    """A character of pdfium's; what stands outside the planes of letters is marked as lost."""
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x10000 else "\ufffd"


def read_lines(
    page: Any,
    layer: Any,
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
    plain = unicodedata.is_normalized("NFC", text) and not any(letter in text for letter in UNUSUAL)
    ruler = Ruler(page, layer)
    if decode or not plain:
        return _odd_lines(text, ruler, decode)
    if exact or quarters(page):
        lines = [ruler.measure(split_words(*line), ruler.base(line[1])) for line in split_lines(text)]
        return [line for line in lines if line]
    return _dense_lines(split_lines(text.replace("\r", "\n")), ruler)


def split_lines(text: str) -> list[Piece]:
    """A text's lines without the blanks about them, and where each begins."""
    found: list[Piece] = []
    at = 0
    for line in text.split("\n"):
        piece = line.strip()
        if piece:
            found.append((piece, at + line.index(piece)))
        at += len(line) + 1
    return found


def split_words(line: str, start: int) -> list[Piece]:
    """The words of a line that begins at `start`, and where each begins."""
    found: list[Piece] = []
    at = 0
    for word in line.split():
        at = line.index(word, at)
        found.append((word, start + at))
        at += len(word)
    return found


def _dense_lines(pieces: list[Piece], ruler: Ruler) -> list[list[Word]]:
    """Lines that are as dense as most as one word each, the others as their words."""
    whole = ruler.measure(pieces)
    densities = [len(text) * (y1 - y0) / max(x1 - x0, 1.0) for text, x0, y0, x1, y1, _, _ in whole]
    usual = [density for density, word in zip(densities, whole, strict=True) if len(word.text) >= LONG]
    dense = DENSE * median(usual or [0.0]) or math.inf
    lines: list[list[Word]] = []
    for density, word, piece in zip(densities, whole, pieces, strict=True):
        if density >= (dense if len(word.text) >= LONG else dense * SHORT_DENSE):
            lines.append([word])
        else:
            lines.append(ruler.measure(split_words(*piece), word.base))
    return lines


class Ruler:
    """Measures words of a page."""

    def __init__(self, page: Any, layer: Any) -> None:
        self.place = placing(page)
        self.layer = layer
        self.ask = quick_call("FPDFText_GetLooseCharBox")
        self.ask_origin = quick_call("FPDFText_GetCharOrigin")
        self.boxes, self.point = array("f", bytes(32)), array("d", bytes(16))  # an array gives its numbers soonest
        held, at = (ctypes.c_float * 8).from_buffer(self.boxes), (ctypes.c_double * 2).from_buffer(self.point)
        self.first, self.last = ctypes.byref(held), ctypes.byref(held, 16)
        self.x, self.y = ctypes.byref(at), ctypes.byref(at, 8)

    def font(self, start: int) -> str:
        """The name of a character's font, without the letters that mark a subset (`ABCDEF+.VnTime`)."""
        import pypdfium2.raw as raw

        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        length = raw.FPDFText_GetFontInfo(self.layer, start, name, 128, ctypes.byref(flags))
        return name.raw[: max(0, min(length, 128) - 1)].decode("utf-8", "replace").split("+")[-1]

    def base(self, start: int) -> float:
        """The height of the baseline at a character: boxes reach down as far as their letters do."""
        self.ask_origin(self.layer, start, self.x, self.y)
        x, y = self.point
        return self.place(x, y, x, y)[3]

    def measure(self, pieces: Iterable[Piece], base: float | None = None) -> list[Word]:
        """Words, each from the boxes of its first and its last character, with this baseline or each with its own."""
        ask, layer, boxes, first, last = self.ask, self.layer, self.boxes, self.first, self.last
        place, make = self.place, tuple.__new__
        words: list[Word] = []
        for text, start in pieces:
            ask(layer, start, first)
            ask(layer, start + len(text) - 1, last)
            x0, y1, x1, y0, left, top, right, bottom = boxes
            if left < x0:
                x0 = left
            if bottom < y0:
                y0 = bottom
            if right > x1:
                x1 = right
            if top > y1:
                y1 = top
            x0, y0, x1, y1 = place(x0, y0, x1, y1)
            words.append(make(Word, (text, x0, y0, x1, y1, 1.0, self.base(start) if base is None else base)))
        return words


def _odd_lines(text: str, ruler: Ruler, decode: Decode | None) -> list[list[Word]]:
    """Lines of a text that holds letters to be put right: not composed, unseen, in a font of before Unicode."""
    lines: list[list[Word]] = [[]]
    for match in WORD.finditer(text):
        word = match[0]
        if word == "\n":
            lines.append([])
            continue
        broken = word[-1] in HYPHENS
        start, seen = match.start(), word[:-1] if broken and len(word) > 1 else word
        base = lines[-1][0].base if lines[-1] else ruler.base(start)
        meant = plain_word(decode(word, ruler.font(start)) if decode else word)
        lines[-1] += [found._replace(text=meant) for found in ruler.measure([(seen, start)], base)]
        if broken:
            lines.append([])
    return [line for line in lines if line]


def plain_word(word: str) -> str:
    """A word composed (NFC), its line-end hyphen put back, unseen characters off."""
    word = UNSEEN.sub("", word)
    if word[-1:] in ("\x02", "\ufffe"):
        word = word[:-1] + "-"
    return unicodedata.normalize("NFC", word) or " "


def placing(page: Any) -> Place:
    """From pdfium's coordinates (x0, bottom, x1, top; upwards) to those of a reader of the page as it is turned."""
    box = array("f", bytes(16))
    quick_call("FPDF_GetPageBoundingBox")(page, ctypes.byref((ctypes.c_float * 4).from_buffer(box)))
    left, top, right, bottom = box
    turn = quarters(page)

    def upright(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        return x0 - left, top - y1, x1 - left, top - y0

    def turned(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        if turn == 1:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if turn == 2:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        return top - y1, right - x1, top - y0, right - x0

    return turned if turn else upright
