"""Find where documents are named: their numbers (số, ký hiệu), names of laws, standards.

A mark is where a mention is anchored; what stands around it is read afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from kehoach.rulebook import Rulebook

TYPELESS_WORDS = 2
"""A symbol of so many words (`QĐ-TTg`) is a document's number wherever it stands; of one only after a type or `số`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An anchor of a mention: `start:end` of the number or of the law's name with all that belongs to it.

    `type` where the anchor itself tells it. `symbol` is the number's letters without blanks
    (`NĐ-CP`), `year` the year inside the number. `sure` is False for a number that is believed
    only after a type or `số`; `bare` for a number without letters.
    """

    start: int
    end: int
    rule_id: str
    confidence: float
    code: str | None = None
    symbol: str = ""
    year: int | None = None
    type: str | None = None
    title: str | None = None
    sure: bool = True
    bare: bool = False
    is_law: bool = False


def find_marks(text: str, rules: Rulebook) -> list[Mark]:
    """All anchors of a text in reading order, none within another."""
    laws = list(_find_laws(text, rules))
    found = laws + [m for m in (*_find_numbers(text, rules), *_find_standards(text, rules), *_find_bare(text, rules))]
    found.sort(key=lambda m: (m.start, not m.is_law, -m.end))
    marks: list[Mark] = []
    for mark in found:
        if not marks or mark.start >= marks[-1].end:
            marks.append(mark)
        elif marks[-1].bare and not mark.bare:
            marks[-1] = mark
    return marks


def year_of(code: str | None) -> int | None:
    """The year that a number holds (`07/2021/NĐ-CP`, `TCVN14423:2025`), or None: for checking it against the date."""
    found = regex.search(r"(?<=\d[a-zđ]?[/:])(?:19|20)\d\d(?=/|$)", code or "")
    return int(found[0]) if found else None


def _find_numbers(text: str, rules: Rulebook) -> Iterator[Mark]:
    for rule in (rules.rule("citations.number"), rules.rule("citations.lower_number")):
        for match in rule.pattern.finditer(text):
            yield _number_mark(match, rule.id, rule.confidence, rules)


def _number_mark(match: regex.Match[str], rule_id: str, confidence: float, rules: Rulebook) -> Mark:
    symbol = match["symbol"].replace(" ", "")
    if symbol.islower():
        symbol = _restore_case(symbol, rules)
    number = match["number"].replace(" ", "")
    year = int(match["year"]) if match["year"] else None
    code = f"{number}{match['mark']}{f'{year}/' if year else ''}{symbol}"
    sure = year is not None or len(regex.split(r"[-/]", symbol)) >= TYPELESS_WORDS
    return Mark(match.start("number"), match.end(), rule_id, confidence, code, symbol, year, sure=sure)


def _restore_case(symbol: str, rules: Rulebook) -> str:
    known = {s.casefold(): s for table, key in (("citations.types", "abbreviations"), ("citations.issuers", "symbols"))
             for row in rules.names(table) for s in row[key] or ()}
    return regex.sub(r"[^-/]+", lambda m: known.get(m[0], m[0].upper()), symbol)


def _find_standards(text: str, rules: Rulebook) -> Iterator[Mark]:
    rule = rules.rule("citations.standard")
    for match in rule.pattern.finditer(text):
        code = match[0].replace(" ", "")
        kind = "quy chuẩn" if match["symbol"].startswith("QC") else "tiêu chuẩn"
        yield Mark(match.start(), match.end(), rule.id, rule.confidence, code, year=year_of(code), type=kind)


def _find_bare(text: str, rules: Rulebook) -> Iterator[Mark]:
    """Numbers without letters (`Quyết định số 1719`, `Chỉ thị 11`); a year is none unless `số` says so."""
    rule = rules.rule("citations.bare_number")
    for match in rule.pattern.finditer(text):
        numbered = text[max(0, match.start() - 5) : match.start()].rstrip(" :").casefold().endswith("số")
        if numbered or not 1945 <= int(regex.sub(r"\D", "", match["number"])) <= 2100:
            year = int(match["year"]) if match["year"] else None
            yield Mark(match.start(), match.end(), rule.id, rule.confidence, match[0], year=year, sure=numbered, bare=True)


def _find_laws(text: str, rules: Rulebook) -> Iterator[Mark]:
    """Laws, codes and ordinances by name, with the number that may follow; a law's name within another's is left out."""
    position = 0
    for match in rules.pattern("citations.law_word").finditer(text):
        if match.start() < position:
            continue
        mark = _read_law(text, match, rules)
        if mark:
            position = mark.end
            yield mark


def _read_law(text: str, word: regex.Match[str], rules: Rulebook) -> Mark | None:
    kind = "bộ luật" if word["code"] else "pháp lệnh" if word["ordinance"] else "hiến pháp" if word["constitution"] else "luật"
    if kind == "hiến pháp":
        return Mark(word.start(), word.end(), "citations.law_word", 0.9, type=kind, title=word[0], is_law=True)
    start = word.end() + 1
    so = regex.match(r"[sS]ố ?:? ?", text[start : start + 5])
    if so:
        return _numbered_law(text, word, start + so.end(), kind, rules)
    named = _law_name(text, start, kind, rules)
    if named is None:
        return None
    end, rule_id, confidence = named
    mark = Mark(word.start(), end, rule_id, confidence, type=kind, title=text[word.start() : end], is_law=True)
    return _with_number(text, mark, rules)


def _numbered_law(text: str, word: regex.Match[str], start: int, kind: str, rules: Rulebook) -> Mark | None:
    """`Luật số 87/2025/QH15`, and the name that may stand behind its number."""
    number = rules.pattern("citations.number").match(text, start)
    if number is None:
        return None
    mark = _number_mark(number, "citations.number", 1.0, rules)
    amended = _law_name(text, mark.end + 1, kind, rules) if _amends(text, mark.end + 1, rules) else None
    title = f"{word[0]} {text[mark.end + 1 : amended[0]]}" if amended else None
    return Mark(word.start(), mark.end, mark.rule_id, 1.0, mark.code, mark.symbol, mark.year, kind, title, is_law=True)


def _with_number(text: str, law: Mark, rules: Rulebook) -> Mark:
    gap = regex.match(r",? (?:luật )?(?:[sS]ố ?:? ?)?", text[law.end : law.end + 12])
    number = rules.pattern("citations.number").match(text, law.end + gap.end()) if gap else None
    if number is None:
        short = regex.match(r" số (\d{1,3}/((?:19|20)\d\d))(?![/\d])", text[law.end : law.end + 20])
        if short is None:
            return law
        return Mark(law.start, law.end + short.end(), law.rule_id, law.confidence, short[1], "", int(short[2]), law.type, law.title, is_law=True)
    mark = _number_mark(number, law.rule_id, law.confidence, rules)
    return Mark(law.start, mark.end, law.rule_id, law.confidence, mark.code, mark.symbol, mark.year, law.type, law.title, is_law=True)


def _amends(text: str, start: int, rules: Rulebook) -> bool:
    return rules.pattern("citations.amending_law").match(text, start) is not None


def _law_name(text: str, start: int, kind: str, rules: Rulebook) -> tuple[int, str, float] | None:
    """Where a law's name ends that begins (without its `Luật`) at `start`, by which rule, and how surely."""
    amending = rules.pattern("citations.amending_law").match(text, start)
    if amending:
        end = _amended_laws(text, amending.end() + 1, rules)
        return (end, "citations.amending_law", 0.97) if end else None
    return _plain_name(text, start, kind, rules)


def _plain_name(text: str, start: int, kind: str, rules: Rulebook) -> tuple[int, str, float] | None:
    table = "citations.law_name" if kind == "luật" else "citations.code_name"
    listed = rules.pattern(table).match(text, start)
    words = rules.rule("citations.law_words")
    read = words.pattern.match(text, start)
    if listed and (not read or read.end() <= listed.end() or not regex.match(r" (?:số|năm|ngày) \d", text[read.end() : read.end() + 8])):
        return listed.end(), table, 0.98
    return (read.end(), words.id, words.confidence) if read else None


def _amended_laws(text: str, start: int, rules: Rulebook) -> int | None:
    """The end of the names of the laws that a law amends. Several are a list that ends in `và Luật …`."""
    first = _plain_name(text, start, "luật", rules)
    if first is None:
        return None
    end = stop = first[0]
    while True:
        inner = regex.match(r"(?: số \d{1,3}/\d{4}/QH\d+)?(,| và) [Ll]uật ", text[stop : stop + 40])
        if inner is None:
            return end
        following = _plain_name(text, stop + inner.end(), "luật", rules)
        if following is None or regex.match(r"[sS]ửa đổi", text[stop + inner.end() : stop + inner.end() + 8]):
            return end
        stop = following[0]
        if inner[1] == " và":
            return stop
