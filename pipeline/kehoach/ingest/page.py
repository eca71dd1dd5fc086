"""What is read from one page before it becomes text: words with their places, lines, columns, tables.

Places are in points, counted from the page's top left corner as a reader sees it: x to the right, y down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kehoach.frozen import frozen
from kehoach.values import Diagnostic


class Word(NamedTuple):
    """A word, or a dense line measured as one, and its box. `sure` is what the reader says of it, 0 to 1: OCR's confidence, 1 for a text layer.
    `base` is the height of its baseline, 0 where the reader doesn't tell.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    sure: float = 1.0
    base: float = 0.0


class Strip(NamedTuple):
    """Words side by side: a line of the page, or a part of one between two wide blanks. Never without a word."""

    words: tuple[Word, ...]
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def text(self) -> str:
        """Its words with a blank between them."""
        return " ".join(word.text for word in self.words)

    @property
    def first(self) -> tuple[str, float]:
        """Its first word, and how wide that is; a guess where a line was measured as one."""
        word = self.words[0]
        text = word.text.partition(" ")[0]
        return text, (word.x1 - word.x0) * len(text) / len(word.text)

    @property
    def height(self) -> float:
        """How high its tallest word is: about the font's size."""
        return self.y1 - self.y0

    @property
    def base(self) -> float:
        """The height of its baseline, or of its lower edge."""
        return self.words[0].base or self.y1

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.y0 + self.y1) / 2


def strip_of(words: Sequence[Word]) -> Strip:
    """The strip of these words, in the order given."""
    if len(words) == 1:
        return tuple.__new__(Strip, ((words[0],), *words[0][1:5]))  # a page has a hundred: a third of the time
    _, x0s, y0s, x1s, y1s, *_ = zip(*words, strict=True)
    return Strip(tuple(words), min(x0s), min(y0s), max(x1s), max(y1s))


@frozen
class Column:
    """Lines that are read from top to bottom, one below the other."""

    lines: tuple[Strip, ...]


@frozen
class PageTable:
    """A ruled table, or the part of one that stands on this page: rows of cells, each cell its lines.

    `edges` are the x of the columns' edges, one more than there are columns. A merged cell's lines
    stand in its first place, the others that it covers are empty.
    """

    rows: tuple[tuple[tuple[Strip, ...], ...], ...]
    edges: tuple[float, ...]
    top: float
    bottom: float


@frozen
class PageContent:
    """A page in reading order, how it was read (`text layer`, `ocr`, `none`) and how well (0-1), its size.

    `notes` are the lines of its footnotes, which are no part of the sentences that run over to the next page.
    """

    number: int
    width: float
    height: float
    how: str
    quality: float
    parts: tuple[Column | PageTable, ...]
    notes: tuple[Strip, ...] = ()


@frozen
class ReadPage:
    """A page as it was read, and what there is to say of the reading."""

    content: PageContent
    diagnostics: tuple[Diagnostic, ...] = ()
