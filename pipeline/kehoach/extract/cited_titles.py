"""Read what cited documents are about (trích yếu), and which mention stands within another's title."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from kehoach.frozen import frozen
from kehoach.rulebook import Rulebook
from kehoach.values import CleanText

RUN = regex.compile(r"(?:[,;] ?|,? ?và |,? ?hoặc )?(?:các |cả )?")
"""What stands between two items of a list of documents, and nothing else."""
JOINT = regex.compile(r"(?:[,;]|,? và| hoặc|,? cùng) ?(?:các )?$")
BRACKET = regex.compile(r"^((?:[^()]|\([^()]*\))*)\).*", regex.DOTALL)
"""A bracket that closes within a title and was opened before it ends the title."""


@frozen
class Slot:
    """A mention's place: `lead` where its provision or type begins, `end` where its issuer ends, `title` where
    its title may begin (None: it has none)."""

    lead: int
    end: int
    title: int | None


@frozen
class Nested:
    """How deep a mention stands in others' titles (0: in none), and its own title's span."""

    depth: int
    title: tuple[int, int] | None


def nest_titles(clean: CleanText, slots: Sequence[Slot], end: int, preamble: bool, rules: Rulebook) -> list[Nested]:
    """For each mention of a block (in order) its depth and its title.

    A title runs on over the documents that it names itself (`về thực hiện Nghị quyết số …`), to the
    first stop or to the next item of the list that its document stands in.
    """
    text = clean.text
    depths: list[int] = []
    titles: list[tuple[int, int] | None] = [None] * len(slots)
    open_: list[int] = []

    def close(stop: int) -> None:
        begin = slots[open_[-1]].title
        assert begin is not None
        titles[open_.pop()] = (begin, stop)

    for i, slot in enumerate(slots):
        while open_:
            begin = max(slots[open_[-1]].title or 0, slots[i - 1].end)
            stop = find_stop(clean, begin, slot.lead, preamble, rules, last=False)
            if stop is None and slots[i - 1].title is not None and RUN.fullmatch(text, slots[i - 1].end, slot.lead):
                stop = slots[i - 1].end
            if stop is None and open_[-1] == i - 1 and (joined := _joins(text, begin, slot.lead)) is not None:
                stop = joined
                close(stop)
                if len(open_) and text[joined : joined + 3].startswith(" và"):
                    break
                continue
            if stop is None:
                break
            close(stop)
        depths.append(len(open_))
        if slot.title is not None:
            open_.append(i)
    while open_:
        begin = max(slots[open_[-1]].title or 0, slots[-1].end)
        stop = find_stop(clean, begin, end, preamble, rules, last=True)
        close(end if stop is None else stop)
    return [Nested(depth, title) for depth, title in zip(depths, titles, strict=True)]


def _joins(text: str, start: int, lead: int) -> int | None:
    """Where the words before a mention end, if but `,` or `và` joins it to them."""
    joint = JOINT.search(text, max(start, lead - 12), lead)
    return joint.start() if joint else None


def find_stop(clean: CleanText, start: int, end: int, preamble: bool, rules: Rulebook, *, last: bool) -> int | None:
    """Where a title that goes on at `start` ends before `end`, or None. In a preamble a semicolon may be its own."""
    text, found = clean.text, []
    if words := rules.pattern("citations.title_stop").search(clean.lowered, start, end):
        comma = words.start() > start and text[words.start() - 1] == "," and words["joint"] is None
        found.append(words.start() - comma)
    if sign := rules.pattern("citations.title_stop_sign").search(text, start, end):
        found.append(sign.start() - len(sign["blank"] or ""))
    if preamble:
        clause = rules.pattern("citations.clause_starts").search(text, start, end)
        semicolon = clause.start() if clause else -1
    else:
        semicolon = text.find(";", start, end)
    if semicolon >= 0:
        found.append(semicolon)
    if not last and found and min(found) >= end:
        return None
    return min(found) if found else None


def tidy_title(text: str, rules: Rulebook) -> str | None:
    """A title's words, blanks collapsed, without what hangs at its end; None where nothing but `quy định` is left."""
    closed = BRACKET.sub(r"\1", text) if ")" in text else text
    title = " ".join(closed.split()).strip(" ,;:-/.")
    if title.count('"') % 2:
        title = title.strip('"')
    if title.count("(") > title.count(")"):
        title = title[: title.rindex("(")].rstrip(" ,;")
    return title if title and title.casefold() not in rules.spelling["citations.openers"] else None
