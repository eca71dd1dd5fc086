"""Read one mention of a document around its anchor: type, provision before it; date, issuer behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import regex

from kehoach.extract.cited_issuers import IssuerNames
from kehoach.extract.cited_numbers import Mark
from kehoach.extract.cited_titles import RUN, tidy_title
from kehoach.rulebook import Rulebook
from kehoach.values import CleanText, Header

STEPS = 5
"""Date, issuer, term and an aside follow a number in any order, each at most once."""
DEFAULT_TYPE = "công văn"
"""A number without letters for a type is an official letter's (Nghị định 30/2020/NĐ-CP, phụ lục I)."""
TYPE_WITHIN = 110
"""So many characters before its `số` a type may stand, in the same clause."""
LONGEST_TYPE = 40
NEAR = 40
"""A type so many characters before a number without letters for a type is still its type."""
BEFORE = 200
"""So many characters before a type its issuer and its provision are looked for."""
BETWEEN, MOST_BETWEEN = " :(", 3
"""What stands between words and a `số`, and how many of it."""
JOINT_SIGNS = ("L", "PH")
JOINT = regex.compile(r"^\p{Lu}*(?:LT|PH|LN|LB|LS)|-LT$")
"""Letters for a type that say several bodies issue the document: thông tư liên tịch, quy chế phối hợp."""
ISSUER_RULES = ("citations.issuer_after", "citations.board_after", "citations.other_issuer_after")
CLAUSE_END = regex.compile(r"[.;\t/]")
LINE_OR_CLAUSE_END = regex.compile(r"[.;\t\n/]")
RANKS = {"tiết": 0, "điểm": 1, "khoản": 2, "điều": 3, "tiểu mục": 4, "mục": 5, "chương": 6, "phần": 7, "phụ lục": 8}
"""The parts of a document from the smallest up; those above khoản are written with a capital."""


@dataclass(slots=True)
class Mention:
    """A citation in the making: what is read around its mark is set as it is found. `lead` is where its provision begins, else its `start`; `named` says that the text
    itself names the issuer, `typed` that it names the type."""

    mark: Mark
    lead: int
    start: int
    end: int
    type: str
    typed: bool
    date: date | None = None
    year: int | None = None
    issuer: str | None = None
    named: bool = False
    provision: str | None = None
    title: str | None = None
    term: str | None = None

    @property
    def code(self) -> str | None:
        """The document's number, normalised."""
        return self.mark.code

    def same_body(self, other: Mention) -> bool:
        """Whether two numbers end in the letters of one body."""
        return self.mark.letters[-1] == other.mark.letters[-1]


def types_by_letters(rules: Rulebook) -> dict[str, str]:
    """The types by their letters in numbers; of two with the same letters the first row's."""
    return {a: row.name for row in reversed(rules.names("citations.types")) for a in row["abbreviations"] or ()}


def citation_patterns(rules: Rulebook) -> dict[str, regex.Pattern[str]]:
    """The patterns of this subject by their ids: they are asked for some hundred times a plan."""
    return {rule.id: rule.pattern for rule in rules.subject("citations")}


class MentionReader:
    """Reads mentions in one text. `known` are the numbers that stand whole in it: their short forms are believed."""

    def __init__(self, clean: CleanText, marks: Sequence[Mark], header: Header, rules: Rulebook) -> None:
        self.clean, self.text, self.rules = clean, clean.text, rules
        self.known = {_number(mark.code) for mark in marks if mark.symbol}
        self.issuers = IssuerNames(header, rules)
        self.pattern = rules.once(citation_patterns).__getitem__
        self.types = rules.spelling["citations.types"]
        self.by_letters = rules.once(types_by_letters)

    def read(self, mark: Mark, low: int, high: int, before: Mention | None) -> Mention | None:
        """The mention at an anchor, read within `low:high`; None for what is no document's number after all."""
        if mark.type is not None:
            found: Mention | None = _mention(mark, mark.start, mark.type, typed=True)
        else:
            found = self._read_type(mark, low, before)
        if found is None:
            return None
        self._read_after(found, high)
        if mark.bare and not self._believable(found):
            return None
        self._find_issuer(found, low)
        self._read_provision(found, low)
        return found

    def _read_type(self, mark: Mark, low: int, before: Mention | None) -> Mention | None:
        """The type as the words before the number have it, else as its letters do."""
        match = self.pattern("citations.type_before").match(self.text, low, mark.start)
        if match:
            return _mention(mark, match.start("type"), self._type_name(match["type"]), typed=True)
        so = self.pattern("citations.so_before").match(self.text, low, mark.start)
        near = self._type_near(low, so.start()) if so else None
        if near:
            start, end, high = near
            kind = self._type_name(self.text[start:end])
            if self._fits(kind, mark.letters[0], len(self.text[end:high].strip(BETWEEN))):
                return self._read_between(_mention(mark, start, kind, typed=True), end, high)
            farther = self._type_farther(mark, low, start)
            if farther is not None:
                return _mention(mark, farther, self.by_letters[mark.letters[0]], typed=True)
        return self._without_type(mark, low, so.start() if so else mark.start, before)

    def _type_near(self, low: int, so: int) -> tuple[int, int, int] | None:
        """The last type before the words that stand before a `số`, and where those words end."""
        text = self.text
        least = max(low, so - MOST_BETWEEN)
        high = least + len(text[least:so].rstrip(BETWEEN))
        first = max(low, high - TYPE_WITHIN - LONGEST_TYPE)
        span = None
        for found in self.pattern("citations.type_near").finditer(self.clean.lowered, first, high):
            if found["short"] is None or text[found.start() : found.end()] in self.by_letters:
                span = found.span()
        if span is None or high - span[1] > TYPE_WITHIN or LINE_OR_CLAUSE_END.search(text, span[1], high):
            return None
        return *span, high

    def _without_type(self, mark: Mark, low: int, start: int, before: Mention | None) -> Mention | None:
        """A number with no type before it: in a run it is of the type before, else of the one its letters tell."""
        joined = before is not None and RUN.fullmatch(self.text, before.end, start) is not None
        form = self.pattern("citations.form_before").match(self.text, low, start)
        if mark.bare or form or not (mark.sure or joined):
            return None
        kind = self.by_letters.get(mark.letters[0])
        if kind is None and before is not None and joined:
            kind = before.type
        return _mention(
            mark, start, kind or ("nghị quyết" if mark.symbol.startswith("QH") else DEFAULT_TYPE), typed=False
        )

    def _type_name(self, word: str) -> str:
        row = self.types.get(word.casefold())
        return row.name if row else self.by_letters.get(word, word.casefold())

    def _fits(self, kind: str, letters: str, distance: int) -> bool:
        """Whether words may stand between a type and a number: the number's letters are the type's, or tell none and are near."""
        row = self.types.get(kind)
        if letters not in self.by_letters:
            return distance < NEAR or (kind == "nghị quyết" and letters.startswith("QH"))
        return row is not None and letters in (row["abbreviations"] or ())

    def _type_farther(self, mark: Mark, low: int, near: int) -> int | None:
        """Where the type that a number's letters tell stands, farther before it in the same clause."""
        kind = self.by_letters.get(mark.letters[0])
        first = max(low, near - BEFORE // 2)
        window = self.text[first:near].casefold()
        at = window.rfind(kind) if kind else -1
        return None if at < 0 or CLAUSE_END.search(window, at) else first + at

    def _read_between(self, mention: Mention, start: int, end: int) -> Mention:
        """An issuer or a title between type and number: `Nghị định của Chính phủ số …`."""
        issuer = self.pattern("citations.issuer_after").match(self.text, start, end)
        if issuer:
            mention.issuer, mention.named = self.issuers.name(issuer["issuer"]), True
            start = issuer.end()
        about = self.pattern("citations.title_start").match(self.text, start, end)
        if about:
            mention.title = tidy_title(self.text[about.end() : end], self.rules)
        return mention

    def _read_after(self, mention: Mention, high: int) -> None:
        """Date and issuer behind the number, in either order, with what may stand between them."""
        position = mention.end
        for _ in range(STEPS):
            behind = self._read_step(mention, position, high)
            if behind is None:
                break
            position = behind

    def _read_step(self, mention: Mention, position: int, high: int) -> int | None:
        """Read what stands at a position, and say where it ends; None where nothing stands there that belongs to the mention."""
        pattern, text = self.pattern, self.text
        if pattern("citations.more_after").match(text, position, high) is None:
            return None
        if mention.date is None and (match := pattern("citations.date_after").match(text, position, high)):
            mention.date, mention.year = _date(match), int(match["year"])
            mention.end = match.end() - (match[0].endswith(")") and "(" not in match[0])
            return mention.end
        if not mention.named:
            for rule in ISSUER_RULES:
                if match := pattern(rule).match(text, position, high):
                    return self._read_issuer(mention, match, high)
        match = pattern("citations.term_after").match(text, position, high)
        if match and (mention.named or match["term"]):
            mention.end, mention.term = match.end(), mention.term or match["term"]
            return mention.end
        match = pattern("citations.aside_after").match(text, position, high)
        return match.end() if match else None

    def _read_issuer(self, mention: Mention, match: regex.Match[str], high: int) -> int:
        """The issuer, and those that issue a joint document (liên tịch) with it; where they end."""
        name = self.issuers.mend(self.issuers.name(match["issuer"]), mention.mark.symbol)
        end = match.start("issuer") + len(match["issuer"].rstrip(" ,-"))
        if _is_joint(mention):
            while other := self.pattern("citations.joint_issuer").match(self.text, end, high):
                name, end = f"{name}, {self.issuers.name(other['issuer'])}", other.end("issuer")
        mention.issuer, mention.named, mention.end = name, True, end
        behind: int = max(end, match.end())
        return behind

    def _believable(self, mention: Mention) -> bool:
        """A number without letters is a document's with a date or an issuer, or as the short form of a whole number."""
        return mention.date is not None or mention.named or _number(mention.code) in self.known

    def _find_issuer(self, mention: Mention, low: int) -> None:
        """Where no words behind the number name the issuer: its letters do, or the words before its type."""
        if mention.named or not mention.mark.symbol:
            return
        mention.issuer = self.issuers.by_symbol(mention.mark.symbol)
        if mention.issuer:
            return
        first = max(low, mention.start - BEFORE)
        match = self.pattern("citations.issuer_before").match(self.text, first, mention.start)
        if match and _may_issue(match["issuer"], mention.mark.letters):
            mention.issuer, mention.named = self.issuers.name(match["issuer"]), True

    def _read_provision(self, mention: Mention, low: int) -> None:
        first = max(low, mention.start - BEFORE)
        match = self.pattern("citations.provision_before").match(self.text, first, mention.start)
        if match:
            mention.lead, mention.provision = match.start(), order_provision(match["provision"], self.rules)


def _mention(mark: Mark, start: int, kind: str, *, typed: bool) -> Mention:
    return Mention(mark, start, start, mark.end, kind, typed, year=mark.year, title=mark.title)


def _is_joint(mention: Mention) -> bool:
    """Whether several bodies issue a document: its type says so, or its letters do."""
    if mention.type.endswith("liên tịch"):
        return True
    letters = "-".join(mention.mark.letters[:2])
    return any(sign in letters for sign in JOINT_SIGNS) and JOINT.search(letters) is not None


def _number(code: str | None) -> str:
    return (code or "").replace("-", "/").partition("/")[0]


def _date(match: regex.Match[str]) -> date | None:
    """The whole date, or None: a year alone is none, nor is 31/02."""
    day, month = (next((c for c in match.captures(name) if c), None) for name in ("day", "month"))
    try:
        return date(int(match["year"]), int(month), int(day)) if day and month else None
    except ValueError:
        return None


def _may_issue(issuer: str, letters: Sequence[str]) -> bool:
    """A committee's number is a committee's, a council's a council's: `Sở … trình Quyết định số …/QĐ-UBND` is not the department's."""
    for body, words in (("UBND", ("ubnd", "ủy ban nhân dân")), ("HĐND", ("hđnd", "hội đồng nhân dân"))):
        if body in letters:
            return any(w in issuer.casefold() for w in words)
    return True


def order_provision(words: str, rules: Rulebook) -> str:
    """A provision from the largest part down: `điểm a khoản 2 Điều 5` -> `Điều 5 khoản 2 điểm a`."""
    groups: list[list[tuple[int, str]]] = [[]]
    for part in rules.pattern("citations.provision_part").finditer(words):
        level = part["level"].casefold()
        rank = RANKS[level]
        label = f"{level.capitalize() if rank > RANKS['khoản'] else level} {part['label']}"
        last = groups[-1][-1][0] if groups[-1] else rank
        if rank < last or (groups[-1] and rank == last > groups[-1][0][0]):
            groups.append([])
        groups[-1].append((rank, label))
    return ", ".join(_largest_first(group) for group in groups if group)


def _largest_first(group: Sequence[tuple[int, str]]) -> str:
    by_rank: dict[int, list[str]] = {}
    for rank, label in group:
        by_rank.setdefault(rank, []).append(label)
    return " ".join(", ".join(by_rank[rank]) for rank in sorted(by_rank, reverse=True))
