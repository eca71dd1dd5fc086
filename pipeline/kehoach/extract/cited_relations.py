"""Tell what a plan does with the documents that it cites (quan hệ): rests on them, carries them out, ends them."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from kehoach.extract.cited_mentions import Mention, citation_patterns
from kehoach.extract.cited_numbers import year_of
from kehoach.extract.cited_titles import RUN, Nested
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Header, Outline

CLAUSE = regex.compile(r"[^.;:]*")
ENDS = ("hiệu lực", "bãi bỏ", "thay thế")
"""One of them is in all words that say that a document ends."""
TELLING = ("basis", "proposal", "implements", "refers")
SUPPORTS = ("basis", "proposal")
LISTED = ("item", "bullet")
OPENING = ("preamble", "title")
"""The parts in which a plan says what it rests on and what it carries out."""


class RelationReader:
    """Reads relations in one text. Remembers what a line that leads a list in says of the list's documents, and
    what the last clause of the preamble said."""

    def __init__(self, outline: Outline, header: Header, rules: Rulebook) -> None:
        self.outline, self.header, self.rules = outline, header, rules
        self.text, self.lowered = outline.clean.text, outline.clean.lowered
        self.pattern = rules.once(citation_patterns).__getitem__
        self.listed: str | None = None
        self.before = ""

    def note_lead_in(self, block: Block) -> None:
        """See whether a list that a line leads in begins or goes on with this block. Call it for every block, in order."""
        if block.kind in LISTED and self.listed:
            return
        self.listed = None
        if block.end and self.text[block.end - 1] == ":":
            line = self.lowered[max(block.start, block.end - 300) : block.end]
            for rule, relation in (("leads_in", "replaces"), ("basis_leads_in", "basis")):
                if self.pattern(f"citations.relation.{rule}").search(line):
                    self.listed = relation

    def read(self, block: Block, mentions: Sequence[Mention], nested: Sequence[Nested]) -> list[str]:
        """The relation of each mention of a block. Those within another's title are but referred to."""
        relations: list[str] = []
        low, last = block.start, ""
        for mention, place in zip(mentions, nested, strict=True):
            if self._is_self(mention):
                relations.append("self")
            elif place.depth or self._in_brackets(low, mention.lead):
                relations.append("refers")
            else:
                last = self._relation(block, mention, low, last)
                relations.append(last)
            if not place.depth:
                low = place.title[1] if place.title else mention.end
        self.before = last if block.part in OPENING else ""
        return relations

    def _is_self(self, mention: Mention) -> bool:
        """Whether a number is the plan's own, as the header or "kèm theo" has it (`Kèm theo Quyết định số …`)."""
        own, code = (self.header.code or "").replace(" ", "").casefold(), (mention.code or "").casefold()
        if own and own == code:
            return True
        if not self.text[max(0, mention.lead - 12) : mention.lead].casefold().endswith("kèm theo "):
            return False
        if not own:  # the header's number is blank or was not read
            letters = (self.header.symbol or "").replace("/", "-").split("-")
            return mention.type == (self.header.doc_type or "").casefold() and [*mention.mark.letters] == letters
        same_year = mention.mark.year is not None and mention.mark.year == year_of(self.header.code)
        return same_year and own.partition("/")[0] == code.partition("/")[0]

    def _in_brackets(self, low: int, lead: int) -> bool:
        """Whether a bracket is open: `(được điều chỉnh bởi Quyết định số …)`, `(sau đây gọi là Nghị quyết số …)`."""
        before = self.text[low:lead]
        return before.rfind("(") > before.rfind(")") and not before.endswith("(")

    def _relation(self, block: Block, mention: Mention, low: int, last: str) -> str:
        if self._expires(block, mention):
            return "replaces"
        before = self.lowered[low : mention.lead]
        for kind in ("replaces", "amends"):
            if self.pattern(f"citations.relation.{kind}").match(before):
                return kind
        if block.part in OPENING:
            return self._opening_relation(block, mention, low, last)
        if mention.lead == block.start and (listed := self._listed(block)):
            return listed
        if last and RUN.fullmatch(self.text, low, mention.lead):
            return last
        return "basis" if self.pattern("citations.relation.body_basis").match(before) else "refers"

    def _opening_relation(self, block: Block, mention: Mention, low: int, last: str) -> str:
        if self.text[low : mention.lead].endswith("("):  # (số 37/2019/NĐ-CP): the number of what the clause names
            low = max(block.start, self.text.rfind(";", block.start, mention.lead) + 1)
            return next((kind for _, kind in self._telling(low, mention.lead)), last or "refers")
        if mention.type == "tờ trình" and self.pattern("citations.relation.by_proposal").match(
            self.text[low : mention.lead]
        ):
            return "proposal"
        carried = self.before if mention.lead == block.start else ""
        return self._told_before(low, mention.lead) or last or carried or "refers"

    def _listed(self, block: Block) -> str | None:
        """What the line or the heading above says of the documents that begin the items of its list."""
        if self.listed and block.kind in LISTED:
            return self.listed
        section = None if block.section is None else self.outline.sections[block.section]
        if (
            section
            and block.kind != "heading"
            and self.pattern("citations.relation.basis_heading").match(section.heading)
        ):
            return "basis"
        return None

    def _told_before(self, low: int, lead: int) -> str | None:
        """What the last telling word before a mention says.

        Within a clause that rests on something else (`Căn cứ các Nghị định quy định chi tiết thi hành
        Luật …`) a later word tells of that, unless it begins anew.
        """
        told = self._telling(low, lead)
        if len(told) < 2 or told[-2][1] not in SUPPORTS or told[-1][1] in SUPPORTS:
            return told[-1][1] if told else None
        between = self.text[told[-2][0] : told[-1][0]].rstrip()
        anew = between.endswith((",", ";", " và")) or ";" in between or ". " in between
        return told[-1][1] if anew else "refers"

    def _telling(self, low: int, lead: int) -> list[tuple[int, str]]:
        """The telling words of `low:lead` in order: where, and what they say."""
        pattern = self.pattern
        return sorted(
            (match.start(), kind)
            for kind in TELLING
            for match in pattern(f"citations.relation.{kind}").finditer(self.text, low, lead)
        )

    def _expires(self, block: Block, mention: Mention) -> bool:
        """Whether what stands behind a document says that it ends."""
        clause = CLAUSE.match(self.lowered, mention.end, block.end)
        words = clause[0] if clause else ""
        if not any(sign in words for sign in ENDS):
            return False
        return self.pattern("citations.relation.expires").search(words) is not None
