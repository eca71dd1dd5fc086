"""Find the documents that a plan cites (viện dẫn): their number or name, date, issuer, title, provision, relation.

Numbers and names of laws are found first, over the whole text; everything else is read around each
with small patterns that begin where the one before ended.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import regex

from kehoach.extract.cited_issuers import issuer_by_symbol, name_issuer
from kehoach.extract.cited_numbers import Mark, find_marks, year_of
from kehoach.extract.cited_titles import RUN, Nested, Slot, nest_titles, tidy_title
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Citation, Header, Outline

__all__ = ["find_citations", "year_of"]

WITHOUT = ("header", "recipients", "signature")
"""The parts of a document that cite nothing: its own number stands there, and who gets a copy."""
STEPS = 5
"""Date, issuer, term and an aside follow a number in any order, each at most once."""
DEFAULT_TYPE = "công văn"
"""A number without letters for a type is an official letter's (Nghị định 30/2020/NĐ-CP, phụ lục I)."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation in the making. `lead` is where its provision begins, else its `start`; `symbol` its number's letters;
    `named` says that the text itself names the issuer, `typed` that it names the type."""

    mark: Mark
    lead: int
    start: int
    end: int
    type: str
    typed: bool
    code: str | None
    date: date | None = None
    year: int | None = None
    issuer: str | None = None
    named: bool = False
    provision: str | None = None
    title: str | None = None
    title_at: int | None = None


def find_citations(outline: Outline, header: Header, rules: Rulebook) -> tuple[Citation, ...]:
    """All mentions of numbered documents and of laws, in the order of the text.

    `start:end` runs from the document's type to the last word of what identifies it. `issue_year` is
    the date's, else what the text says, else the number's. `key` is left to `resolve_citations`.
    """
    reader = Reader(outline, header, rules)
    return tuple(citation for block, marks in reader.blocks() for citation in reader.read_block(block, marks))


class Reader:
    """Reads the blocks of one outline; remembers which whole numbers it has seen and what leads a list in."""

    def __init__(self, outline: Outline, header: Header, rules: Rulebook) -> None:
        self.outline, self.header, self.rules = outline, header, rules
        self.text = outline.clean.text
        self.marks = find_marks(self.text, rules)
        self.known = {(m.code or "").split("/")[0].split("-")[0] for m in self.marks if m.symbol}
        self.types = rules.spelling["citations.types"]
        self.by_letters = {a: row.name for row in reversed(rules.names("citations.types")) for a in row["abbreviations"] or ()}
        self.ended = False

    def blocks(self) -> Iterator[tuple[Block, list[Mark]]]:
        """The blocks that have marks, with them."""
        starts = [mark.start for mark in self.marks]
        for block in self.outline.blocks:
            self._note_lead_in(block)
            first, last = bisect_left(starts, block.start), bisect_left(starts, block.end)
            if first < last and block.part not in WITHOUT:
                yield block, self.marks[first:last]

    def _note_lead_in(self, block: Block) -> None:
        """Whether a list of documents that end begins or goes on here."""
        if block.kind in ("item", "bullet") and self.ended:
            return
        line = self.text[max(block.start, block.end - 300) : block.end]
        self.ended = line.endswith(":") and bool(self.rules.pattern("citations.relation.leads_in").search(line))

    def read_block(self, block: Block, marks: Sequence[Mark]) -> list[Citation]:
        mentions: list[Mention] = []
        low = block.start
        for mark in marks:
            mention = self._read_mention(mark, low, block.end, mentions[-1] if mentions else None)
            if mention:
                mentions.append(mention)
                low = mention.end
        if not mentions:
            return []
        preamble = block.part in ("preamble", "title")
        mentions = self._find_titles(mentions, block.end, preamble)
        nested = nest_titles(self.text, [Slot(m.lead, m.end, m.title_at) for m in mentions], block.end, preamble, self.rules)
        mentions = self._share_in_runs([self._with_title(m, n) for m, n in zip(mentions, nested, strict=True)])
        relations = self._relate(block, mentions, nested)
        return [self._citation(block, m, r) for m, r in zip(mentions, relations, strict=True)]

    # One mention

    def _read_mention(self, mark: Mark, low: int, high: int, before: Mention | None) -> Mention | None:
        if mark.is_law or (mark.type and not mark.bare):
            mention = Mention(mark, mark.start, mark.start, mark.end, mark.type or "luật", True, mark.code, year=mark.year, title=mark.title)
        else:
            found = self._type_before(mark, low, before)
            if found is None:
                return None
            mention = found
        mention = self._read_after(mention, high)
        if mark.bare and not self._believable(mention):
            return None
        mention = self._issuer_elsewhere(mention, low)
        return self._with_provision(mention, low)

    def _type_before(self, mark: Mark, low: int, before: Mention | None) -> Mention | None:
        """The type as the words before the number have it, else as its letters do; None for what is no document's number."""
        match = self.rules.pattern("citations.type_before").match(self.text, low, mark.start)
        letters = self._type_by_letters(mark.symbol)
        if match:
            kind, start = self._type_name(match["type"]), match.start("type")
            words = match["words"] or ""
            if not words.strip(" :(") or self._fits(kind, mark.symbol):
                mention = Mention(mark, start, start, mark.end, kind, True, mark.code, year=mark.year)
                return self._words_between(mention, match) if words.strip(" :(") else mention
            farther = self._type_farther(mark, low, match.start("type"))
            if farther is not None:
                return Mention(mark, farther, farther, mark.end, letters or DEFAULT_TYPE, True, mark.code, year=mark.year)
        so = self.rules.pattern("citations.so_before").match(self.text, low, mark.start)
        joined = before is not None and RUN.fullmatch(self.text, before.end, so.start() if so else mark.start)
        if mark.bare or not (mark.sure or so or joined):
            return None
        kind = letters or (before.type if before and joined else "nghị quyết" if mark.symbol.startswith("QH") else DEFAULT_TYPE)
        start = so.start() if so else mark.start
        return Mention(mark, start, start, mark.end, kind, False, mark.code, year=mark.year)

    def _type_name(self, word: str) -> str:
        row = self.types.get(word.casefold())
        return row.name if row else self.by_letters.get(word, word.casefold())

    def _type_by_letters(self, symbol: str) -> str | None:
        return self.by_letters.get(regex.split(r"[-/]", symbol)[0]) if symbol else None

    def _fits(self, kind: str, symbol: str) -> bool:
        """Whether a number's letters may be those of a type: words between type and number are believed only then."""
        letters = regex.split(r"[-/]", symbol)[0]
        if letters not in self.by_letters:
            return kind not in self.by_letters.values() or kind in (DEFAULT_TYPE, "luật", "nghị quyết", "kết luận")
        return any(row.name == kind and letters in (row["abbreviations"] or ()) for row in self.rules.names("citations.types"))

    def _type_farther(self, mark: Mark, low: int, near: int) -> int | None:
        """Where the type that a number's letters tell stands, farther before it in the same clause."""
        kind = self._type_by_letters(mark.symbol)
        window = self.text[max(low, near - 110) : near].casefold()
        at = window.rfind(kind) if kind else -1
        if at < 0 or regex.search(r"[.;\t/]", window[at:]):
            return None
        return max(low, near - 110) + at

    def _words_between(self, mention: Mention, match: regex.Match[str]) -> Mention:
        """An issuer or a title between type and number: `Nghị định của Chính phủ số …`."""
        start, end = match.span("words")
        issuer = self.rules.pattern("citations.issuer_after").match(self.text, start, end)
        if issuer:
            mention = replace(mention, issuer=name_issuer(issuer["issuer"], self.header, self.rules), named=True)
            start = issuer.end()
        about = self.rules.pattern("citations.title_start").match(self.text, start, end)
        return replace(mention, title=tidy_title(self.text[about.end() : end])) if about else mention

    def _read_after(self, mention: Mention, high: int) -> Mention:
        """Date and issuer behind the number, in either order, with what may stand between them."""
        position = mention.end
        for _ in range(STEPS):
            step = self._read_step(mention, position, high)
            if step is None:
                break
            mention, position = step
        return mention

    def _read_step(self, mention: Mention, position: int, high: int) -> tuple[Mention, int] | None:
        pattern, text = self.rules.pattern, self.text
        if mention.date is None and (match := pattern("citations.date_after").match(text, position, high)):
            found = _date(match)
            if found or match["day"] is None:
                return replace(mention, date=found, year=int(match["year"]), end=match.end()), match.end()
        if not mention.named:
            match = pattern("citations.issuer_after").match(text, position, high)
            match = match or pattern("citations.board_after").match(text, position, high)
            match = match or pattern("citations.other_issuer_after").match(text, position, high)
            if match:
                name = name_issuer(match["issuer"], self.header, self.rules)
                end = match.start("issuer") + len(match["issuer"].rstrip(" ,"))
                return replace(mention, issuer=name, named=True, end=end), max(match.end(), end) if match["issuer"][-1:] != " " else end
        if mention.named and (match := pattern("citations.term_after").match(text, position, high)):
            return replace(mention, end=match.end()), match.end()
        if match := pattern("citations.aside_after").match(text, position, high):
            return mention, match.end()
        return None

    def _believable(self, mention: Mention) -> bool:
        """A number without letters is a document's with a date or an issuer, or as the short form of a whole number."""
        return mention.date is not None or mention.named or (mention.code or "").split("/")[0] in self.known

    def _issuer_elsewhere(self, mention: Mention, low: int) -> Mention:
        """Where no words behind the number name the issuer: its letters do, or the words before its type."""
        if mention.named:
            return mention
        by_letters = issuer_by_symbol(mention.mark.symbol, self.rules)
        if by_letters:
            return replace(mention, issuer=by_letters)
        match = self.rules.pattern("citations.issuer_before").match(self.text, max(low, mention.start - 160), mention.start) if mention.mark.symbol else None
        if match and _may_issue(match["issuer"], mention.mark.symbol):
            return replace(mention, issuer=name_issuer(match["issuer"], self.header, self.rules), named=True)
        return mention

    def _with_provision(self, mention: Mention, low: int) -> Mention:
        match = self.rules.pattern("citations.provision_before").match(self.text, max(low, mention.start - 200), mention.start)
        if match is None:
            return mention
        return replace(mention, lead=match.start(), provision=order_provision(match["provision"], self.rules))

    # The mentions of a block together

    def _find_titles(self, mentions: Sequence[Mention], high: int, preamble: bool) -> list[Mention]:
        following = [m.lead for m in mentions[1:]] + [high]
        return [m if m.mark.is_law else replace(m, title_at=self._title_at(m, stop, preamble)) for m, stop in zip(mentions, following, strict=True)]

    def _title_at(self, mention: Mention, stop: int, preamble: bool) -> int | None:
        aside = self.rules.pattern("citations.aside_after").match(self.text, mention.end, stop)
        position = aside.end() if aside else mention.end
        match = self.rules.pattern("citations.title_start").match(self.text, position, stop)
        if match is None and preamble and mention.issuer:
            match = self.rules.pattern("citations.title_goes_on").match(self.text, position, stop)
        return match.end() if match else None

    def _with_title(self, mention: Mention, nested: Nested) -> Mention:
        if nested.title is None:
            return mention
        return replace(mention, title=tidy_title(self.text[slice(*nested.title)]) or mention.title)

    def _share_in_runs(self, mentions: list[Mention]) -> list[Mention]:
        """`Nghị quyết số 06 … và Nghị quyết số 18 … của HĐND huyện về …`: what is said once of a run is said of each."""
        for i in range(len(mentions) - 2, -1, -1):
            this, following = mentions[i], mentions[i + 1]
            if this.type == following.type and not this.mark.is_law and RUN.fullmatch(self.text, this.end, following.lead):
                issuer = this.issuer if this.named or not following.named or not _same_body(this, following) else following.issuer
                mentions[i] = replace(this, issuer=issuer, title=this.title or following.title)
        for this, following in zip(mentions, mentions[1:], strict=False):
            if this.named and not following.issuer and _same_body(this, following) and RUN.fullmatch(self.text, this.end, following.lead):
                mentions[mentions.index(following)] = replace(following, issuer=this.issuer)
        return mentions

    # Relations

    def _relate(self, block: Block, mentions: Sequence[Mention], nested: Sequence[Nested]) -> list[str]:
        relations: list[str] = []
        low, last = block.start, ""
        for mention, place in zip(mentions, nested, strict=True):
            if self._is_self(mention):
                relations.append("self")
            elif place.depth:
                relations.append("refers")
            else:
                last = self._relation(block, mention, low, last)
                relations.append(last)
            if not place.depth:
                low = place.title[1] if place.title else mention.end
        return relations

    def _is_self(self, mention: Mention) -> bool:
        own = self.header.code
        return bool(own and mention.code and own.replace(" ", "").casefold() == mention.code.casefold())

    def _relation(self, block: Block, mention: Mention, low: int, last: str) -> str:
        text, pattern = self.text, self.rules.pattern
        if self._ends(block, mention):
            return "replaces"
        for kind in ("replaces", "amends"):
            if pattern(f"citations.relation.{kind}").match(text, low, mention.lead):
                return kind
        linked = bool(last) and bool(RUN.fullmatch(text, low, mention.lead))
        if block.part not in ("preamble", "title"):
            return last if linked else self._body_relation(block, mention, low)
        told = [(m.start(), kind) for kind in ("basis", "proposal", "implements", "refers")
                for m in pattern(f"citations.relation.{kind}").finditer(text, low, mention.lead)]
        if told:
            return max(told)[1]
        return last or "refers"

    def _body_relation(self, block: Block, mention: Mention, low: int) -> str:
        clause = max(low, *(self.text.rfind(mark, low, mention.lead) + 1 for mark in (".", ";")))
        begin = regex.compile(r"\s*").match(self.text, clause)
        basis = self.rules.pattern("citations.relation.basis").match(self.text, begin.end() if begin else clause, mention.lead)
        return "basis" if basis and low == block.start else "refers"

    def _ends(self, block: Block, mention: Mention) -> bool:
        """Whether the document ends by what stands behind it, or by the line that leads its list in."""
        if self.ended and block.kind in ("item", "bullet") and mention.lead == block.start:
            return True
        clause = regex.compile(r"[^.;:]*").match(self.text, mention.end, block.end)
        expires = self.rules.pattern("citations.relation.expires").search(self.text, mention.end, clause.end() if clause else mention.end)
        return bool(expires) and not self.rules.pattern("citations.number").search(self.text, mention.end, expires.start() if expires else None)

    def _citation(self, block: Block, mention: Mention, relation: str) -> Citation:
        year = mention.date.year if mention.date else mention.year
        return Citation(
            start=mention.start, end=mention.end, section=block.section, rule_id=mention.mark.rule_id, confidence=mention.mark.confidence,
            type=mention.type, code=mention.code, issue_date=mention.date, issue_year=year, issuer=mention.issuer,
            title=mention.title, provision=mention.provision, relation=relation,
        )


def _date(match: regex.Match[str]) -> date | None:
    day, month = (next((c for c in match.captures(name) if c), None) for name in ("day", "month"))
    try:
        return date(int(match["year"]), int(month), int(day)) if day and month else None
    except ValueError:
        return None


def _may_issue(issuer: str, symbol: str) -> bool:
    """A committee's number is a committee's, a council's a council's: `Sở … trình Quyết định số …/QĐ-UBND` is not the department's."""
    for letters, words in (("UBND", ("ubnd", "ủy ban nhân dân")), ("HĐND", ("hđnd", "hội đồng nhân dân"))):
        if letters in regex.split(r"[-/]", symbol):
            return any(w in issuer.casefold() for w in words)
    return True


def _same_body(one: Mention, other: Mention) -> bool:
    return regex.split(r"[-/]", one.mark.symbol)[-1] == regex.split(r"[-/]", other.mark.symbol)[-1]


RANKS = {"tiết": 0, "điểm": 1, "khoản": 2, "điều": 3, "tiểu mục": 4, "mục": 5, "chương": 6, "phần": 7, "phụ lục": 8}


def order_provision(words: str, rules: Rulebook) -> str:
    """A provision from the largest part down: `điểm a khoản 2 Điều 5` -> `Điều 5 khoản 2 điểm a`."""
    groups: list[list[tuple[int, str]]] = [[]]
    for part in rules.pattern("citations.provision_part").finditer(words):
        level = part["level"].casefold()
        label = f"{part['level'].capitalize() if RANKS[level] > 2 else level} {part['label']}"
        if groups[-1] and RANKS[level] < groups[-1][-1][0]:
            groups.append([])
        groups[-1].append((RANKS[level], label))
    return ", ".join(_largest_first(group) for group in groups if group)


def _largest_first(group: Sequence[tuple[int, str]]) -> str:
    by_rank: dict[int, list[str]] = {}
    for rank, label in group:
        by_rank.setdefault(rank, []).append(label)
    return " ".join(", ".join(by_rank[rank]) for rank in sorted(by_rank, reverse=True))
