"""What Vietnamese looks like: the syllables that its spelling allows (rules/encodings/onsets, rhymes).

A text in a wrong encoding, a broken text layer or a bad OCR shows in its syllables: of a plan's
words more than nine in ten are syllables, of English one in four, of misread bytes next to none.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

from kehoach.rulebook import Rulebook

WORD = regex.compile(r"[\p{L}\p{M}]+")
TONES = {"\u0300": "à", "\u0309": "ả", "\u0303": "ã", "\u0301": "á", "\u0323": "ạ"}  # combining mark: an example
STOPS = ("c", "p", "t", "ch", "k")  # a syllable that ends in one has the tone sắc or nặng
STOP_TONES = frozenset("\u0301\u0323")


def _untoned(letter: str) -> tuple[str, str]:
    """A letter without its tone, and the tone's combining mark."""
    parts = unicodedata.normalize("NFD", letter)
    tone = "".join(p for p in parts if p in TONES)
    return unicodedata.normalize("NFC", "".join(p for p in parts if p not in TONES)), tone


VOWELS = "aăâeêioôơuưy"
TONED = {unicodedata.normalize("NFC", vowel + tone): (vowel, tone) for vowel in VOWELS for tone in TONES}
BARE = str.maketrans({letter: vowel for letter, (vowel, _) in TONED.items()})


@dataclass(frozen=True)
class Syllables:
    """The syllables of Vietnamese without their tones."""

    bare: frozenset[str]

    def has(self, word: str) -> bool:
        """Whether a word, composed, is one Vietnamese syllable: in small letters, with one capital, or in capitals.

        Where in the syllable the tone stands is not asked (`hòa`, `hoà`), nor is `i` told from `y`.
        """
        low = word.lower()
        if low != word and low[1:] != word[1:] and not word.isupper():
            return False
        bare = low.translate(BARE)
        if bare not in self.bare:
            return False
        if bare == low:
            return True
        tones = [TONED[letter][1] for letter in low if letter in TONED]
        return len(tones) == 1 and (tones[0] in STOP_TONES or not bare.endswith(STOPS))


def read_syllables(rules: Rulebook) -> Syllables:
    """Put onsets and rhymes together as their rows allow. Take it by `rules.once(read_syllables)`."""
    rhymes = {r for row in rules.names("encodings.rhymes") for r in row.spellings if " " not in r}
    bare = set(rhymes)
    for onset in rules.names("encodings.onsets"):
        before, never = onset["before"], onset["not_before"] or ""
        bare |= {onset.name + r for r in rhymes if (r[0] in before if before else r[0] not in never)}
    return Syllables(frozenset(bare | {r.replace("i", "y") for r in bare if r.endswith("i") and len(r) < 3}))


def vietnamese_share(text: str, rules: Rulebook, least: int = 1) -> float | None:
    """The share (0-1) of a text's words that are Vietnamese syllables; None where it has fewer words than `least`.

    Single letters and words in capitals of up to five letters are not counted: labels, `UBND`, `QĐ`, `NTM`.
    """
    syllables = rules.once(read_syllables)
    words = [
        w for w in WORD.findall(unicodedata.normalize("NFC", text)) if len(w) > 1 and not (w.isupper() and len(w) <= 5)
    ]
    if len(words) < max(least, 1):
        return None
    return sum(map(syllables.has, words)) / len(words)
