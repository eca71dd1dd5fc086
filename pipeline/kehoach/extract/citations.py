"""Find the documents that a plan cites (viện dẫn): their number or name, date, issuer, title, provision, relation.

Numbers and names of laws are found first, over the whole text; everything else is read around each
with small patterns that begin where the one before ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from kehoach.extract.cited_mentions import Mention, MentionReader
from kehoach.extract.cited_numbers import Mark, find_marks, year_of
from kehoach.extract.cited_relations import OPENING, RelationReader
from kehoach.extract.cited_titles import RUN, Slot, nest_titles, tidy_title
from kehoach.mentions import Citation
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Header, Outline

__all__ = ["find_citations", "year_of"]

QUIET = ("header", "recipients", "signature")
"""Parts where the document's own number stands, and who gets a copy: a number there is a mention only with type and date."""
DEPARTMENT = regex.compile(r"S\p{Lu}+|P\p{Lu}+")
"""A department's letters in a number: STC Sở Tài chính, PLĐTBXH Phòng Lao động."""


def find_citations(outline: Outline, header: Header, rules: Rulebook) -> tuple[Citation, ...]:
    """All mentions of numbered documents and of laws, in the order of the text.

    `start:end` runs from the document's type to the last word of what identifies it. `issue_year` is
    the date's, else what the text says, else the number's. `key` is left to `resolve_citations`.
    """
    text = outline.clean.text
    marks = find_marks(outline.clean, rules)
    mentions = MentionReader(outline.clean, marks, header, rules)
    relations = RelationReader(outline, header, rules)
    found: list[Citation] = []
    first = 0
    for block in outline.blocks:
        if relations.listed or text[block.end - 1 : block.end] == ":":
            relations.note_lead_in(block)
        while first < len(marks) and marks[first].start < block.start:
            first += 1
        last = first
        while last < len(marks) and marks[last].start < block.end:
            last += 1
        if first < last:
            found += _read_block(block, marks[first:last], mentions, relations)
            first = last
    return tuple(found)


def _read_block(
    block: Block, marks: Sequence[Mark], reader: MentionReader, relations: RelationReader
) -> list[Citation]:
    """The citations of one block: each mention by itself, then their titles, runs and relations together."""
    mentions: list[Mention] = []
    low = block.start
    for mark in marks:
        mention = reader.read(mark, low, block.end, mentions[-1] if mentions else None)
        if mention and (block.part not in QUIET or (mention.typed and mention.date)):
            mentions.append(mention)
            low = mention.end
    opening = block.part in OPENING
    slots = _title_slots(mentions, block.end, opening, reader)
    nested = nest_titles(reader.clean, slots, block.end, opening, reader.rules)
    for i, place in enumerate(nested):
        if place.title:
            mentions[i].title = tidy_title(reader.text[slice(*place.title)], reader.rules) or mentions[i].title
    if len(mentions) > 1:
        _share_in_runs(mentions, reader.text)
        _share_by_letters(mentions)
    told = relations.read(block, mentions, nested)
    return [_citation(block, m, relation) for m, relation in zip(mentions, told, strict=True)]


def _title_slots(mentions: Sequence[Mention], high: int, opening: bool, reader: MentionReader) -> list[Slot]:
    """Where each mention's title may begin; a law's name is its title."""
    slots = []
    for i, mention in enumerate(mentions):
        stop = mentions[i + 1].lead if i + 1 < len(mentions) else high
        at = None if mention.mark.is_law else _title_at(mention, stop, opening, reader)
        slots.append(Slot(mention.lead, mention.end, at))
    return slots


def _title_at(mention: Mention, stop: int, opening: bool, reader: MentionReader) -> int | None:
    pattern, text = reader.rules.pattern, reader.text
    aside = pattern("citations.aside_after").match(text, mention.end, stop)
    position = aside.end() if aside else mention.end
    match = pattern("citations.title_start").match(text, position, stop)
    if match is None and opening and mention.issuer:
        match = pattern("citations.title_goes_on").match(text, position, stop)
    return match.end() if match else None


def _share_in_runs(mentions: Sequence[Mention], text: str) -> None:
    """`Nghị quyết số 06 … và Nghị quyết số 18 … của HĐND huyện về …`: what is said once of a run is said of each."""
    pairs = list(pairwise(mentions))
    joined = [RUN.fullmatch(text, this.end, following.lead) is not None for this, following in pairs]
    for (this, following), in_run in zip(reversed(pairs), reversed(joined), strict=True):
        if in_run and not this.mark.is_law:
            _take_from_following(this, following)
    for (this, following), in_run in zip(pairs, joined, strict=True):
        listed = not following.typed or (in_run and not following.issuer)
        if listed and this.named and not following.named and this.same_body(following):
            following.issuer, following.named = this.issuer, True


def _take_from_following(this: Mention, following: Mention) -> None:
    """What the next document of a run says for this one too: issuer, title, and the date of `số 8 và số 9 ngày …`."""
    if this.type == following.type:
        this.title = this.title or following.title
    if not this.same_body(following):
        return
    if not this.named and following.named:
        this.issuer, this.named = following.issuer, True
    if this.date is None and this.mark.year is None and not following.typed:
        this.date, this.year = following.date, following.year


def _share_by_letters(mentions: Sequence[Mention]) -> None:
    """`đề nghị của Sở Công Thương tại Tờ trình số …/TTr-SCT và Công văn số …/SCT-QLTM`: one department's letters, one department."""
    named: dict[str, str] = {}
    for mention in mentions:
        letters = next((a for a in mention.mark.letters if DEPARTMENT.fullmatch(a)), None)
        if letters and mention.named and mention.issuer:
            named.setdefault(letters, mention.issuer)
        elif letters in named:
            mention.issuer, mention.named = named[letters], True


def _citation(block: Block, mention: Mention, relation: str) -> Citation:
    return Citation(
        start=mention.start,
        end=mention.end,
        section=block.section,
        rule_id=mention.mark.rule_id,
        confidence=mention.mark.confidence,
        type=mention.type,
        code=mention.code,
        issue_date=mention.date,
        issue_year=mention.date.year if mention.date else mention.year,
        issuer=mention.issuer,
        title=mention.title,
        provision=mention.provision,
        relation=relation,
        term=mention.term,
    )
