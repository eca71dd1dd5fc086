"""Read a document's number a second time, larger, where OCR was not sure of it.

Print is read alike twice, whatever the confidence (1050 at 0.4); a number written by hand is read as another one
each time, and looks like one all the same (`45`, `d5 5Š`, `5 2ð` for 2536).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kehoach.ingest.page import Word
from kehoach.ingest.tesseract import read_words

if TYPE_CHECKING:
    from kehoach.ingest.picture import Grey

NUMBER = re.compile(r"S\w\s?:?\s?(?P<number>\S.*?)\s?/", re.IGNORECASE)
HEADER = 0.3  # share of the page's height in which the number stands
SURE = 0.75  # confidence: printed figures have 0.9 and more; what both readings say gets it
DISPUTED = 0.3  # confidence of what the second reading says otherwise
LARGER = 2
ABOUT = 12  # pixels about the line
LINE = 7  # tesseract's mode for one line


def confirm_number(lines: list[list[Word]], pixels: Grey, dpi: float) -> list[list[Word]]:
    """The lines, places in pixels, with the confidence of a doubtful number as two readings give it."""
    for i, line in enumerate(lines):
        words = _of_number(line) if line[0].y0 < HEADER * pixels.shape[0] else []
        if words and any(w.sure < SURE and any(map(str.isdigit, w.text)) for w in words):
            agreed = _number(words) == _number(_larger(words, pixels, dpi))
            new = [w._replace(sure=max(w.sure, SURE) if agreed else min(w.sure, DISPUTED)) for w in words]
            return [*lines[:i], new + line[len(words) :], *lines[i + 1 :]]
    return lines


def _of_number(line: Sequence[Word]) -> list[Word]:
    """The words from `Số` to the one with the stroke; none where the line does not begin so."""
    for n in range(1, min(len(line), 6) + 1):
        if "/" in line[n - 1].text:
            return list(line[:n]) if _number(line[:n]) else []
    return []


def _number(words: Sequence[Word]) -> str:
    match = NUMBER.match(" ".join(w.text for w in words))
    return "".join(match["number"].split()) if match else ""


def _larger(words: Sequence[Word], pixels: Grey, dpi: float) -> list[Word]:
    """The words of a stretch of a line, read from an enlarged picture."""
    import numpy as np
    import PIL.Image

    x0, y0 = (max(0, int(min(w[at] for w in words)) - ABOUT) for at in (1, 2))
    x1, y1 = (int(max(w[at] for w in words)) + ABOUT for at in (3, 4))
    image = PIL.Image.fromarray(pixels[y0:y1, x0:x1])
    size = image.width * LARGER, image.height * LARGER
    large = np.asarray(image.resize(size, PIL.Image.Resampling.BICUBIC))
    return [word for line in read_words(large, dpi * LARGER, LINE) for word in line]
