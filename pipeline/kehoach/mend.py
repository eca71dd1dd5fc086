"""Mend what OCR misreads in the words that facts hang on, by rules with examples (rules/ocr).

Works on clean text, so the source stays as OCR read it and every mended place leads back there.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import regex

from kehoach.ingest.syllables import read_syllables
from kehoach.rulebook import Rulebook
from kehoach.values import CleanText, Document, Line, Mended

WORD = regex.compile(r"\p{L}{2,}")
ICELANDIC = str.maketrans("đĐ", "dD")


class Edit(NamedTuple):
    """`start:end` of the clean text becomes `new`, by a rule."""

    start: int
    end: int
    new: str
    rule_id: str


class Spellings(NamedTuple):
    """Words and pairs by their letters without marks: what they must be."""

    words: Mapping[str, str]
    pairs: Mapping[str, str]


def mend_reading(clean: CleanText, document: Document, rules: Rulebook) -> CleanText:
    """The clean text with OCR's slips mended where a page was read by OCR; `mended` tells where and by which rule."""
    spans = [(page.start, page.end) for page in document.pages if page.how == "ocr"]
    if not spans:
        return clean
    edits = [e for e in find_slips(clean.text, rules) if _was_read(clean, e, spans)]
    return apply_edits(clean, edits) if edits else clean


def _was_read(clean: CleanText, edit: Edit, spans: Sequence[tuple[int, int]]) -> bool:
    at = clean.to_source(edit.start, edit.end)[0]
    found = bisect_right(spans, at, key=lambda s: s[0]) - 1
    return found >= 0 and at <= spans[found][1]


def find_slips(text: str, rules: Rulebook) -> list[Edit]:
    """What the rules would mend in a text that OCR read, in order; where two meet, the slip goes before the spelling."""
    found = [
        Edit(match.start(), match.end(), match.expand(str(rule.gives["becomes"])), rule.id)
        for rule in rules.subject("ocr")
        for match in rule.pattern.finditer(text)
    ]
    found += _misspelt(text, rules)
    kept: list[Edit] = []
    for edit in sorted(found, key=lambda e: (e.start, e.rule_id.startswith("ocr.pairs"))):
        if not kept or edit.start >= kept[-1].end:
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


def _misspelt(text: str, rules: Rulebook) -> Iterator[Edit]:
    """Words that are no syllables, and pairs with one word wrong, that have just one right spelling."""
    spellings, syllables = rules.once(read_spellings), rules.once(read_syllables)
    words = list(WORD.finditer(text))
    for match in words:
        word = match[0].lower()
        right = spellings.words.get(unmarked(word)) if not syllables.has(word) else None
        if right and right != word:
            yield Edit(match.start(), match.end(), like(match[0], right), "ocr.words")
    for one, two in pairwise(words):
        if two.start() - one.end() != 1 or text[one.end()] != " ":
            continue
        pair = text[one.start() : two.end()]
        low = pair.lower()
        right = spellings.pairs.get(unmarked(low))
        if right is None or right == low:
            continue
        left, last = right.split(" ")
        if one[0].lower() != left and two[0].lower() != last:
            continue  # both words differ: they may be two other words
        wrong, spelt = (one, left) if one[0].lower() != left else (two, last)
        yield Edit(wrong.start(), wrong.end(), like(wrong[0], spelt), "ocr.pairs")


def like(read: str, right: str) -> str:
    """The right spelling in the capitals that were read; both have the same letters."""
    return "".join(r.upper() if c.isupper() else r for c, r in zip(read, right, strict=True))


def apply_edits(clean: CleanText, edits: Sequence[Edit]) -> CleanText:
    """The clean text with the edits made; lines, cells and the way back to the source move along."""
    parts: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    ends: list[int] = []
    mended: list[Mended] = []
    size = position = 0

    def put(text: str, source: int, end: int) -> None:
        nonlocal size
        parts.append(text)
        starts.append(size)
        sources.append(source)
        ends.append(end)
        size += len(text)

    for edit in [*edits, None]:
        stop = edit.start if edit else len(clean.text)
        for start, end, source, source_end in _runs(clean, position, stop):
            put(clean.text[start:end], source, source_end)
        if edit is None:
            break
        if edit.new:
            mended.append(Mended(size, size + len(edit.new), edit.rule_id))
            put(edit.new, *clean.to_source(edit.start, edit.end))
        position = edit.end
    move = _mover(edits)
    lines = tuple(_moved(line, move) for line in clean.lines)
    return CleanText("".join(parts), tuple(starts), tuple(sources), tuple(ends), lines, tuple(mended))


def _runs(clean: CleanText, position: int, stop: int) -> Iterator[tuple[int, int, int, int]]:
    """The runs of `position:stop`, cut at its ends: start and end in the clean text, start and end in the source."""
    number = bisect_right(clean.starts, position) - 1
    while position < stop:
        end = clean.starts[number + 1] if number + 1 < len(clean.starts) else len(clean.text)
        cut = min(end, stop)
        source, source_end = clean.to_source(position, cut)
        yield position, cut, source, source_end
        position, number = cut, number + 1


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


def _moved(line: Line, move: Callable[[int], int]) -> Line:
    cells = tuple((move(start), move(end)) for start, end in line.cells)
    return replace(line, start=move(line.start), end=move(line.end), lead=move(line.lead), cells=cells)
