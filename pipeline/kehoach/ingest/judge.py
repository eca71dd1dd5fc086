"""Judge a text layer before it is believed: does it read as Vietnamese?

Fonts without a usable Unicode map look perfect on the page and come out as `7KӵF KLӋQ` or `(cid:54)`.
"""

from __future__ import annotations

import re
import unicodedata

from kehoach.ingest.syllables import Syllables, read_syllables
from kehoach.rulebook import Rulebook

WORD = re.compile(r"[^\W\d_]+")
SHORTENED = re.compile(r"[A-ZĐƯ]{1,6}")  # UBND, HĐND, ƯPSCTT
LOST = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
LEAST_MARKED = 0.1  # share of letters with a diacritic; plans have 0.25, a layer of bad OCR hardly any
ENOUGH = 600  # characters of a page that are looked at: good pages have 0.97 and more, bad ones 0.3
KEPT = 1 << 15  # pieces of text that are remembered

Counts = tuple[
    int, int, int, int
]  # words that say something, those of them that are Vietnamese, letters, those without a mark


class Judge:
    """Tells how well a text reads as Vietnamese. Remembers what stands between blanks, for a page has little that is new."""

    def __init__(self, syllables: Syllables) -> None:
        self.syllables = syllables
        self.known: dict[str, Counts] = {}

    def __call__(self, text: str) -> tuple[float, int]:
        """How much of a text reads as Vietnamese, 0 to 1, and on how many words that rests.

        Single letters and abbreviations in capitals say nothing. Text without diacritics is no good
        Vietnamese, though its syllables may pass; lost characters count as wrong words.
        """
        if len(text) > ENOUGH:  # its beginning and its end tell; a footer in another font is no page
            text = text[: ENOUGH // 2] + "\n" + text[-ENOUGH // 2 :]
        composed = unicodedata.normalize("NFC", text)
        known = self.known
        found = [known.get(piece) or self._count(piece) for piece in composed.split()]
        n_words, n_good, n_letters, n_plain = map(sum, zip(*found, strict=True)) if found else (0, 0, 0, 0)
        lost = len(LOST.findall(text)) + text.count("(cid:")
        if not n_words:
            return (0.0 if lost > 5 else 1.0), 0
        marked = 1 - n_plain / n_letters
        return n_good / n_words * n_words / (n_words + lost) * min(1.0, marked / LEAST_MARKED), n_words

    def _count(self, piece: str) -> Counts:
        if len(self.known) >= KEPT:
            self.known.clear()
        words = [w for w in WORD.findall(piece) if len(w) > 1 and not (w.isupper() and SHORTENED.fullmatch(w))]
        letters = "".join(words)
        good = sum(map(self.syllables.has, words))
        counts = self.known[piece] = len(words), good, len(letters), len(letters.encode("ascii", "ignore"))
        return counts


def read_judge(rules: Rulebook) -> Judge:
    """The judge by these rules' syllables. Take it by `rules.once(read_judge)`."""
    return Judge(rules.once(read_syllables))
