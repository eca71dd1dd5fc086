"""Resolve short forms without a number (`Nghị quyết nêu trên`, `Luật này`) to what they stand for, where that is certain.

Certain is: the plan itself, by its own type and `này`; or the only document of the type (and issuer) that
can be meant: in the same paragraph, else in the same section, else in all that stands before. Where two
can be meant the short form stays unresolved: the last one seen is no answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

import regex

from kehoach.extract.cited_issuers import IssuerNames
from kehoach.extract.cited_mentions import order_provision
from kehoach.extract.signs import places
from kehoach.mentions import Citation, Reference
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Header, Outline

QUIET = ("header", "recipients", "signature")
ANY = "văn bản"
"""The word for a document of any type."""
LONGEST_TYPE = 4
"""Words of the longest type's name."""
BEFORE = 160
"""So many characters before a tail its type, issuer and provision are looked for."""


def resolve_references(
    outline: Outline, header: Header, citations: Sequence[Citation], rules: Rulebook
) -> tuple[Reference, ...]:
    """All short forms without a number, in the order of the text, each with what it stands for or why that is open.

    `citations` are the plan's own, resolved. A short form gets no citation row: TABLES.md has rows for
    documents that are named.
    """
    reader = _Reader(outline, header, citations, rules)
    found = (reader.read(block, tail) for block, tail in _tails(outline, rules))
    return tuple(reference for reference in found if reference is not None)


def _tails(outline: Outline, rules: Rulebook) -> Iterator[tuple[Block, regex.Match[str]]]:
    """The words that end a short form, each with its block, in the order of the text."""
    text, pattern = outline.clean.text, rules.pattern("citations.reference_tail")
    ends = sorted(place for row in rules.names("citations.references") for place in places(text, f" {row.name}"))
    for place in ends:
        tail = pattern.match(text, place + 1)
        block = outline.block_at(place) if tail else None
        if tail and block and block.part not in QUIET and tail.end() <= block.end:
            yield block, tail


class _Reader:
    """Reads the short forms of one plan."""

    def __init__(self, outline: Outline, header: Header, citations: Sequence[Citation], rules: Rulebook) -> None:
        self.outline, self.header, self.rules = outline, header, rules
        self.text = outline.clean.text
        self.citations = [(i, c) for i, c in enumerate(citations) if c.start is not None and c.relation != "self"]
        self.issuers = {c.key: c.issuer for c in reversed(citations) if c.key and c.issuer}
        self.starts = [c.start or 0 for _, c in self.citations]
        self.types = rules.spelling["citations.types"]
        self.own = frozenset(self._own_types())

    def read(self, block: Block, tail: regex.Match[str]) -> Reference | None:
        """The short form that ends in a tail, or None where no type of document stands before it."""
        form = "this" if tail["this"] else "above"
        first = max(block.start, tail.start() - BEFORE)
        match = self.rules.pattern(f"citations.reference_{form}").match(self.text, first, tail.start())
        if match is None or self._within_citation(match.start("type")):
            return None
        kind = self._type(match["type"])
        if match["plural"]:
            found: tuple[str | None, int | None, str | None] = (None, None, "plural")
        elif form == "this" and self._is_own(kind):
            found = self._itself(block, match, kind)
        else:
            issuer = match["issuer"] if form == "above" else None
            found = self._antecedent(block, match.start("type"), kind, issuer)
        return Reference(
            start=match.start("type"),
            end=tail.end(),
            section=block.section,
            rule_id=f"citations.reference_{form}",
            confidence=0.95 if found[0] else 1.0,
            form=form,
            type=kind,
            provision=self._provision(block, match.start()),
            stands_for=found[0],
            antecedent=found[1],
            why=found[2],
        )

    def _itself(self, block: Block, match: regex.Match[str], kind: str) -> tuple[str | None, int | None, str | None]:
        """The plan by its own type: certain with a capital, else where the sentence names no other of the type."""
        if match["type"][0].isupper():
            return "itself", None, None
        sentence = max(block.start, self.text.rfind(". ", block.start, match.start()) + 1)
        others = self._candidates(kind, sentence, match.start())
        return ("itself", None, None) if not others else (None, None, "several")

    def _antecedent(
        self, block: Block, end: int, kind: str, issuer: str | None
    ) -> tuple[str | None, int | None, str | None]:
        """The only document that can be meant, looked for in ever wider parts of the text before."""
        own = self._is_own(kind) and (issuer is None or self._same_issuer(self.header.issuer, issuer))
        for start in (block.start, self._section_start(block), 0):
            found = self._candidates(kind, start, end, issuer)
            if found and own and start < block.start:
                return None, None, "several"  # the plan itself, or the one named before
            if found:
                indices = list(found.values())
                return ("document", indices[0], None) if len(indices) == 1 else (None, None, "several")
        return ("itself", None, None) if own else (None, None, "none")

    def _candidates(self, kind: str, start: int, end: int, issuer: str | None = None) -> dict[str, int]:
        """The distinct documents of a type (and issuer) that are cited in a span: identity -> index of the last mention."""
        found: dict[str, int] = {}
        for i, citation in self.citations[bisect_left(self.starts, start) : bisect_left(self.starts, end)]:
            if self._is_of(kind, citation) and (issuer is None or self._issued(citation, issuer)):
                found[citation.key or f"{citation.type} {citation.code or citation.title}"] = i
        return found

    def _is_of(self, kind: str, citation: Citation) -> bool:
        return kind in (citation.type, ANY) or (kind == "công văn" and citation.type == ANY)

    def _issued(self, citation: Citation, words: str) -> bool:
        return self._same_issuer(citation.issuer or self.issuers.get(citation.key or ""), words)

    def _same_issuer(self, issuer: str | None, words: str) -> bool:
        named = IssuerNames(self.header, self.rules).name(words).casefold()
        return issuer is not None and (issuer.casefold() in named or named in issuer.casefold())

    def _own_types(self) -> Iterable[str]:
        """The types that the document calls itself: its own, and those of what it encloses and puts into force."""
        if self.header.doc_type:
            yield self.header.doc_type.casefold()
        encloses = self.rules.pattern("citations.encloses")
        title = self.header.title or ""
        for match in encloses.finditer(title):
            yield self._type(match["type"])
        words = title.casefold().split()[:LONGEST_TYPE]
        heads = (" ".join(words[:n]) for n in range(1, len(words) + 1))
        yield from (self.types[head].name for head in heads if head in self.types)
        for block in self.outline.part("title"):
            line = self.text[block.start : block.end].partition("\n")[0].strip().casefold()
            if line in self.types:
                yield self.types[line].name

    def _is_own(self, kind: str) -> bool:
        """Whether a type is the plan's own; a `thông tư liên tịch` calls itself `Thông tư này`."""
        return any(own == kind or own.startswith(f"{kind} ") for own in self.own)

    def _type(self, words: str) -> str:
        row = self.types.get(words.casefold())
        return row.name if row else words.casefold()

    def _within_citation(self, position: int) -> bool:
        last = bisect_left(self.starts, position + 1) - 1
        return last >= 0 and position < (self.citations[last][1].end or 0)

    def _section_start(self, block: Block) -> int:
        if block.section is None:
            return block.start
        return min(block.start, self.outline.sections[block.section].start)

    def _provision(self, block: Block, end: int) -> str | None:
        first = max(block.start, end - BEFORE)
        match = self.rules.pattern("citations.provision_before").match(self.text, first, end)
        return order_provision(match["provision"], self.rules) if match else None
