"""Find where documents are named: their numbers (số, ký hiệu), names of laws, standards.

A mark is where a mention is anchored; what stands around it is read afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from kehoach.extract.signs import lines_at, places
from kehoach.frozen import frozen, replace
from kehoach.rulebook import Rulebook
from kehoach.values import CleanText

TYPELESS_WORDS = 2
"""A symbol of so many words (`QĐ-TTg`) is a document's number wherever it stands; of one only after a type or in a list."""
KINDS = {"code": "bộ luật", "ordinance": "pháp lệnh", "constitution": "hiến pháp", "law": "luật"}
"""The types of laws by the groups of `citations.law_word`."""
LIST_OF_AMENDED = 3
"""So many laws in a row behind "sửa đổi, bổ sung một số điều của" are all part of the amending law's name."""
CODE_YEAR = regex.compile(r"(?<=\d[a-zđ]?[/:])(?:19|20)\d\d(?=/|$)")
LAW_NUMBER = regex.compile(r" số \d{1,3}/\d{4}/QH\d+")
NEXT_LAW = regex.compile(r"(?P<number> số \d{1,3}/\d{4}/QH\d+)?(?: (?!và )\p{Ll}+){0,6}?(?P<joint>,| và) [Ll]uật ")
LOOKALIKES = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")
"""Cyrillic capitals that stand in some texts' numbers for the Latin ones they look like."""
SHOUTED = ("TTG", "CTR", "TTR")
"""Letters of a number that have small ones when not set in capitals: a text in capitals hides it."""
AMENDS = regex.compile(r"[sS]ửa đổi")
NUMBERED = regex.compile(r" (?:số|năm|ngày) \d")
SO = regex.compile(r"(?:[sS]ố|SỐ) ?:? ?")
SO_GAP = regex.compile(r",? (?:luật )?(?:(?:[sS]ố|SỐ) ?:? ?)?")
SHORT_NUMBER = regex.compile(r" (?:số|SỐ) (\d{1,3}/((?:19|20)\d\d))(?![/\d])")


LAW_WORDS = ("luật", "pháp lệnh", "hiến pháp")
"""One of them is in every name of a law, in small letters."""
MISREAD = frozenset("Il|")
"""What a reader of scans may take a 1 for."""


@frozen
class Mark:
    """An anchor of a mention: `start:end` of the number or of the law's name with all that belongs to it.

    `type` where the anchor itself tells it. `symbol` is the number's letters without blanks
    (`NĐ-CP`) and `letters` its words, one empty word where it has none; `year` is the year inside the number.
    `sure` is False for a number that is believed only after a type or in a list; `bare` for a number without letters.
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
    letters: tuple[str, ...] = ("",)


def find_marks(clean: CleanText, rules: Rulebook) -> list[Mark]:
    """All anchors of a text in reading order, none within another."""
    found = [*_find_laws(clean, rules)]
    for find in (_find_numbers, _find_standards, _find_bare):
        found += find(clean.text, rules)
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
    found = CODE_YEAR.search(code or "")
    return int(found[0]) if found else None


def _find_numbers(text: str, rules: Rulebook) -> Iterator[Mark]:
    """Numbers with letters. Looked for by the mark between the two: of marks there are few, and they are looked up at once."""
    kinds = rules.rule("citations.number"), rules.rule("citations.lower_number")
    for joint in ("citations.number_slash", "citations.number_dash"):
        for place in rules.pattern(joint).finditer(text):
            starts = [start for start in (place.start("split"), place.start("digits")) if start >= 0]
            found = ((rule, match) for rule in kinds for start in starts if (match := rule.pattern.match(text, start)))
            for rule, match in found:
                yield _number_mark(match, rule.id, rule.confidence, rules)
                break


def _number_mark(match: regex.Match[str], rule_id: str, confidence: float, rules: Rulebook) -> Mark:
    text, start = match.string, match.start("number")
    number, sign, year, symbol = match.group("number", "mark", "year", "symbol")
    symbol = symbol.replace(" ", "").translate(LOOKALIKES)
    if symbol.islower() or any(shouted in symbol for shouted in SHOUTED):
        symbol = _restore_case(symbol, rules)
    number = number.replace(" ", "")
    if not MISREAD.isdisjoint(text[max(0, start - 2) : start]):
        misread = rules.pattern("citations.misread_one").match(text, max(0, start - 8), start)
        if misread:
            start, number = misread.start(), f"1{number}"
    code = f"{number}{sign}{f'{year}/' if year else ''}{symbol}"
    letters = tuple(symbol.replace("/", "-").split("-"))
    sure = year is not None or len(letters) >= TYPELESS_WORDS
    told = int(year) if year else None
    return Mark(start, match.end(), rule_id, confidence, code, symbol, told, sure=sure, letters=letters)


def _restore_case(symbol: str, rules: Rulebook) -> str:
    """`qđ-ttg`, `QĐ-TTG` -> `QĐ-TTg`."""
    known = {
        s.casefold(): s
        for table, key in (("citations.types", "abbreviations"), ("citations.issuers", "symbols"))
        for row in rules.names(table)
        for s in row[key] or ()
    }
    restored: str = regex.sub(r"[^-/]+", lambda m: known.get(m[0].casefold(), m[0].upper()), symbol)
    return restored


def _find_standards(text: str, rules: Rulebook) -> Iterator[Mark]:
    rule = rules.rule("citations.standard")
    years = (found.start() for found in rules.pattern("citations.standard_year").finditer(text))
    for match in (match for line in lines_at(text, years) for match in rule.pattern.finditer(text, *line)):
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
            yield Mark(
                match.start(), match.end(), rule.id, rule.confidence, match[0], year=year, sure=numbered, bare=True
            )


def _find_laws(clean: CleanText, rules: Rulebook) -> Iterator[Mark]:
    """Laws, codes and ordinances by name, with the number that may follow; a law's name within another's is left out."""
    text, lowered, position = clean.text, clean.lowered, 0
    law_word = rules.pattern("citations.law_word")
    for place in sorted(place for word in LAW_WORDS for place in places(lowered, word)):
        if place < position:
            continue
        code = place - 3 if lowered.startswith("bộ ", place - 3) else place  # bộ luật
        match = law_word.match(text, code) or (law_word.match(text, place) if code < place else None)
        mark = _read_law(text, match, rules) if match else None
        if mark:
            position = mark.end
            yield mark


def _read_law(text: str, word: regex.Match[str], rules: Rulebook) -> Mark | None:
    kind = KINDS[word.lastgroup or "law"]
    if kind == "hiến pháp":
        return Mark(word.start(), word.end(), "citations.law_word", 0.9, type=kind, title=word[0], is_law=True)
    start = word.end() + 1
    so = SO.match(text, start)
    if so:
        return _numbered_law(text, word, so.end(), kind, rules)
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
    return replace(mark, start=word.start(), type=kind, title=title, sure=True, is_law=True)


def _with_number(text: str, law: Mark, rules: Rulebook) -> Mark:
    gap = SO_GAP.match(text, law.end)
    number = rules.pattern("citations.number").match(text, gap.end()) if gap else None
    if number is None:
        short = SHORT_NUMBER.match(text, law.end)
        if short is None:
            return law
        return replace(law, end=short.end(), code=short[1], year=int(short[2]))
    mark = _number_mark(number, law.rule_id, law.confidence, rules)
    return replace(law, end=mark.end, code=mark.code, symbol=mark.symbol, year=mark.year, letters=mark.letters)


def _amends(text: str, start: int, rules: Rulebook) -> bool:
    return rules.pattern("citations.amending_law").match(text, start) is not None


def _law_name(text: str, start: int, kind: str, rules: Rulebook) -> tuple[int, str, float] | None:
    """Where a law's name ends that begins (without its `Luật`) at `start`, by which rule, and how surely."""
    many = rules.pattern("citations.amended_many").match(text, start)
    if many:
        return many.end(), "citations.amended_many", 0.95
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
    if listed and (not read or read.end() <= listed.end() or not NUMBERED.match(text, read.end())):
        return listed.end(), table, 0.98
    return (read.end(), words.id, words.confidence) if read else None


def _amended_laws(text: str, start: int, rules: Rulebook) -> int | None:
    """The end of the names of the laws that a law amends.

    Several are a list that ends in `và Luật …`, or of three at least; a list of two is two laws. Where
    the laws in the list bear their numbers, those are part of the name.
    """
    first = _plain_name(text, start, "luật", rules)
    if first is None:
        return None
    stop, count, numbered = first[0], 1, False
    while True:
        inner = NEXT_LAW.match(text, stop)
        following = _plain_name(text, inner.end(), "luật", rules) if inner else None
        if inner is None or following is None or AMENDS.match(text, inner.end()):
            break
        stop, count, numbered = following[0], count + 1, numbered or bool(inner["number"])
        if inner["joint"] == " và":
            return stop + (len(own[0]) if numbered and (own := LAW_NUMBER.match(text, stop)) else 0)
    return stop if count >= LIST_OF_AMENDED else first[0]
