"""Take page numbers and running heads off the pages: they stand in the margins and tear sentences apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kehoach.ingest.page import Column, PageContent, PageTable, Strip

MARGIN = 0.1  # share of the page's height, above and below
NUMBER = re.compile(r"\W{0,3}(?:[Tt]rang\s+)?(?P<number>\d{1,4})(?:\s?/\s?\d{1,4})?\W{0,3}")
DIGITS = re.compile(r"\d+")
OFTEN = 3  # pages: what stands in the margin of so many is a running head


def drop_furniture(pages: Sequence[PageContent]) -> list[PageContent]:
    """The pages without their numbers and running heads.

    A number counts up with the pages; one alone must be its page's own. A running head stands in the
    margin of at least three pages and of half of all, its digits apart.
    """
    edges = [(page.number, strip, strip.text) for page in pages for strip in edge_lines(page)]
    numbers = {(page, strip): int(m["number"]) for page, strip, text in edges if (m := NUMBER.fullmatch(text))}
    offsets = Counter(value - page for (page, _), value in numbers.items())
    offset, times = offsets.most_common(1)[0] if offsets else (0, 0)
    drop = {key for key, value in numbers.items() if value - key[0] == offset and (times > 1 or offset == 0)}
    if len(pages) >= OFTEN:
        drop |= _running_heads(edges, len(pages))
    numbered = {number for number, _ in drop}
    return [_without(p, drop) if p.number in numbered else p for p in pages]


def edge_lines(page: PageContent) -> list[Strip]:
    """The lines that stand wholly in the upper or the lower margin."""
    top, bottom = MARGIN * page.height, (1 - MARGIN) * page.height
    columns = (part.lines for part in page.parts if isinstance(part, Column))
    return [strip for lines in columns for strip in lines if strip[4] < top or strip[2] > bottom]


def _running_heads(edges: Sequence[tuple[int, Strip, str]], n_pages: int) -> set[tuple[int, Strip]]:
    places: dict[str, list[tuple[int, Strip]]] = {}
    for number, strip, text in edges:
        places.setdefault(DIGITS.sub("#", text), []).append((number, strip))
    often = max(OFTEN, n_pages / 2)
    return {place for found in places.values() if len({n for n, _ in found}) >= often for place in found}


def _without(page: PageContent, drop: set[tuple[int, Strip]]) -> PageContent:
    gone = [strip for number, strip in drop if number == page.number]
    parts: list[Column | PageTable] = []
    for part in page.parts:
        if isinstance(part, Column):
            kept = tuple(s for s in part.lines if s not in gone)
            parts += [part if len(kept) == len(part.lines) else Column(kept)] if kept else []
        else:
            parts.append(part)
    return replace(page, parts=tuple(parts))
