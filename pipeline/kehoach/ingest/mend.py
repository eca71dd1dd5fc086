"""Mend what OCR misreads in the words that facts hang on, by rules with examples (rules/ocr).

Each mend keeps what was read, so a row can tell it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import regex

from kehoach.ingest.compose import Composed
from kehoach.ingest.syllables import TONES, read_syllables
from kehoach.rulebook import Rulebook
from kehoach.values import Mend

WORD = regex.compile(r"\p{L}{2,}|[ýÝ]")
ICELANDIC = str.maketrans("đĐ", "dD")


class Edit(NamedTuple):
    """`start:end` of the text becomes `new`, by a rule."""

    start: int
    end: int
    new: str
    rule_id: str


class Spellings(NamedTuple):
    """Words and pairs by their letters without marks: what they must be."""

    words: Mapping[str, str]
    pairs: Mapping[str, str]


def mend_reading(composed: Composed, rules: Rulebook, known: Sequence[Edit] = ()) -> tuple[Composed, tuple[Mend, ...]]:
    """The text with OCR's slips mended on the pages that were read by OCR, and what was mended.

    `known` are edits that the reader itself asks for; they go before those of the rules.
    """
    edits = [
        edit
        for page in composed.pages
        if page.how == "ocr"
        for edit in find_slips(composed.text, rules, page.start, page.end)
    ]
    free = [e for e in edits if all(e.end <= k.start or e.start >= k.end for k in known)]
    wanted = sorted((*known, *free))
    return apply_edits(composed, wanted) if wanted else (composed, ())


def find_slips(text: str, rules: Rulebook, start: int = 0, end: int | None = None) -> list[Edit]:
    """What the rules would mend in `start:end` of a text, in order; where two meet, a slip goes before a spelling."""
    stop = len(text) if end is None else end
    found = [
        Edit(match.start(), match.end(), match.expand(str(rule.gives["becomes"])), rule.id)
        for rule in rules.subject("ocr")
        for match in rule.pattern.finditer(text, start, stop)
    ]
    found += _misspelt(text, start, stop, rules)
    kept: list[Edit] = []
    for edit in sorted(found, key=lambda e: (e.start, e.rule_id == "ocr.pairs")):
        if edit.new != text[edit.start : edit.end] and (not kept or edit.start >= kept[-1].end):
            kept.append(edit)
    return kept


def read_spellings(rules: Rulebook) -> Spellings:
    """Words and pairs that are always spelt so. Take it by `rules.once(read_spellings)`."""
    words = {unmarked(n.name): n.name for n in rules.names("ocr.words")}
    return Spellings(words, {unmarked(n.name): n.name for n in rules.names("ocr.pairs")})


def unmarked(text: str) -> str:
    """The letters alone: no tones, no marks on vowels, d for đ."""
    apart = unicodedata.normalize("NFD", text.translate(ICELANDIC))
    return "".join(c for c in apart if not unicodedata.combining(c))


def _misspelt(text: str, start: int, stop: int, rules: Rulebook) -> Iterator[Edit]:
    """Words that are no syllables, and pairs with one word wrong, that have just one right spelling."""
    spellings, syllables = rules.once(read_spellings), rules.once(read_syllables)
    words = list(WORD.finditer(text, start, stop))
    for match in words:
        word = match[0].lower()
        right = spellings.words.get(unmarked(word)) if not syllables.has(word) else None
        if right and len(right) == len(word):
            yield Edit(match.start(), match.end(), like(match[0], right), "ocr.words")
    for one, two in pairwise(words):
        if two.start() - one.end() != 1 or text[one.end()] not in " \n":
            continue
        pair = spellings.pairs.get(unmarked(f"{one[0]} {two[0]}".lower()))
        if pair is None:
            continue
        wrong = [(m, r) for m, r in zip((one, two), pair.split(" "), strict=True) if not same(m[0].lower(), r)]
        if len(wrong) == 1:  # where both words differ they may be two other words
            match, right = wrong[0]
            yield Edit(match.start(), match.end(), like(match[0], right), "ocr.pairs")


def same(word: str, right: str) -> bool:
    """The same word, wherever its tone mark is placed (`hoà`, `hòa`)."""
    return word == right or _tone_last(word) == _tone_last(right)


def _tone_last(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return "".join(c for c in apart if c not in TONES) + "".join(c for c in apart if c in TONES)


def like(read: str, right: str) -> str:
    """The right spelling with the capitals that were meant: all, the first, or none."""
    if read.isupper() and len(read) > 1:
        return right.upper()
    return right[0].upper() + right[1:] if read[0].isupper() else right


def apply_edits(composed: Composed, edits: Sequence[Edit]) -> tuple[Composed, tuple[Mend, ...]]:
    """The text with the edits made, pages and boxes moved along, and for each edit what had been read."""
    parts: list[str] = []
    mends: list[Mend] = []
    size = position = 0
    for edit in edits:
        kept = composed.text[position : edit.start]
        size += len(kept)
        mends.append(Mend(size, size + len(edit.new), composed.text[edit.start : edit.end], edit.rule_id))
        parts += [kept, edit.new]
        size += len(edit.new)
        position = edit.end
    parts.append(composed.text[position:])
    move = _mover(edits)
    pages = tuple(replace(p, start=move(p.start), end=move(p.end)) for p in composed.pages)
    boxes = tuple(b._replace(start=move(b.start), end=move(b.end)) for b in composed.boxes)
    return Composed("".join(parts), pages, boxes), tuple(mends)


def _mover(edits: Sequence[Edit]) -> Callable[[int], int]:
    """Where a position of the old text stands in the new one; within an edit, at its beginning or, at its end, its end."""
    stops = [e.end for e in edits]
    grown = [0]
    for edit in edits:
        grown.append(grown[-1] + len(edit.new) - (edit.end - edit.start))

    def move(position: int) -> int:
        before = bisect_right(stops, position)
        inside = before < len(edits) and edits[before].start < position
        return (edits[before].start if inside else position) + grown[before]

    return move
