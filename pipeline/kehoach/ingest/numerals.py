"""Count the strokes of I, II and III: OCR reads them as H, IH, IL, li or T, and headings lose their numbers.

What the letters are is taken from the pixels: the upright strokes that cross the middle of the word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kehoach.ingest.page import Word

if TYPE_CHECKING:
    from kehoach.ingest.picture import Grey

# What tesseract makes of I, II, III, with or without the dot. `1` alone may be a one.
STROKES = re.compile(r"(?=.*[^1.])[IHLÍÌĨỈỊÏl1|!ị]{1,4}(?P<dot>[.,:]?)$")
GLUED = re.compile(r"(?P<number>[IHLÍÌĨỈỊÏl1|!ị]{1,4}\.)(?P<words>[^\W\d_]{2,}.*)$")
CAPITALS = re.compile(r"[^\W\d_]{2,}")
MIDDLE = (0.38, 0.62)  # share of the height: above serifs and dots
SOLID = 0.8  # share of the middle that a stroke fills
BROAD = 0.45  # of the height: a stroke is no broader


def mend_numerals(lines: Sequence[Sequence[Word]], pixels: Grey, dark: int) -> list[list[Word]]:
    """Lines, places in pixels, with the roman number before a heading in capitals read by its strokes."""
    return [_mend_start(_part_glued(line, pixels, dark), pixels, dark) for line in lines]


def _part_glued(line: Sequence[Word], pixels: Grey, dark: int) -> list[Word]:
    """`IL.MỤC` as two words, parted where the widest blank is in its first half."""
    import numpy as np

    match = GLUED.match(line[0].text)
    if not match:
        return list(line)
    first = line[0]
    x0, y0, x1, y1 = (round(v) for v in first[1:5])
    blank = ~(pixels[y0:y1, x0 : (x0 + x1) // 2] < dark).any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], blank, [False])).astype(np.int8)))
    if not edges.size:
        return list(line)
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    start, end = max(runs, key=lambda run: run[1] - run[0])
    left = first._replace(text=match["number"], x1=float(x0 + start))
    return [left, first._replace(text=match["words"], x0=float(x0 + end)), *line[1:]]


def _mend_start(line: list[Word], pixels: Grey, dark: int) -> list[Word]:
    first = line[0]
    if len(line) < 2 or not STROKES.match(first.text) or not _is_capital(line[1].text):
        return line
    count = count_strokes(first, pixels, dark)
    return [first._replace(text="I" * count + "."), *line[1:]] if 1 <= count <= 3 else line


def _is_capital(text: str) -> bool:
    return bool(CAPITALS.match(text)) and text.isupper()


def mend_numeral_cell(words: Sequence[Word], pixels: Grey, dark: int) -> list[Word]:
    """A cell's words; one that is a roman number by its strokes stands alone in it."""
    if len(words) != 1 or not STROKES.match(words[0].text):
        return list(words)
    count = count_strokes(words[0], pixels, dark)
    return [words[0]._replace(text="I" * count)] if 1 <= count <= 3 else list(words)


def count_strokes(word: Word, pixels: Grey, dark: int) -> int:
    """How many upright strokes cross a word's middle; 0 where something else does."""
    import numpy as np

    x0, y0, x1, y1 = (round(v) for v in word[1:5])
    height = y1 - y0
    band = pixels[y0 + round(MIDDLE[0] * height) : y0 + round(MIDDLE[1] * height) + 1, max(0, x0 - 1) : x1 + 2] < dark
    if band.size == 0:
        return 0
    filled = band.mean(axis=0)
    solid = filled >= SOLID
    if ((filled > 0.2) & ~solid).sum() > solid.sum():
        return 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], solid, [False])).astype(np.int8)))
    starts, ends = edges[::2].tolist(), edges[1::2].tolist()
    joined = any(band[:, a:b].all(axis=1).any() for a, b in zip(ends[:-1], starts[1:], strict=True))
    broad = any(end - start > BROAD * height for start, end in zip(starts, ends, strict=True))
    return 0 if joined or broad else len(starts)
