"""Read to whom a report or a file goes (nơi nhận báo cáo): never the channel it goes through (qua Phòng …)."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from kehoach.extract.agency_names import read_agencies
from kehoach.extract.signs import holds_one
from kehoach.rulebook import Rulebook


def read_recipients(text: str, rules: Rulebook, start: int = 0, end: int | None = None) -> tuple[str, ...]:
    """The names, abbreviations opened, of those whom `text[start:end]` sends or reports to; none where it names nobody.

    Who is named behind a purpose (`để tổng hợp báo cáo …`) or is just advised (`tham mưu …`) counts
    only where the text names nobody nearer.
    """
    stop = len(text) if end is None else end
    sent = tuple(rules.pattern("deadlines.recipient.sent").finditer(text, start, stop))
    if sent:
        purpose = rules.pattern("deadlines.recipient.purpose").search(text, start, stop)
        nearer = [m for m in sent if purpose is None or m.start() < purpose.start()]
        return _each(nearer or list(sent), text, rules)
    advised = rules.rule("deadlines.recipient.advised")
    found = holds_one(advised.signs, text[start:stop]) and advised.pattern.search(text, start, stop)
    return _each([found], text, rules) if found else ()


def read_channel(text: str, rules: Rulebook, start: int = 0, end: int | None = None) -> tuple[str, ...]:
    """The names, abbreviations opened, of those whom what is sent goes through: `(qua Phòng Nội vụ để tổng hợp)`."""
    stop = len(text) if end is None else end
    if text.find("qua ", start, stop) < 0:
        return ()
    return _each(list(rules.pattern("deadlines.recipient.channel").finditer(text, start, stop)), text, rules)


def _each(found: list[regex.Match[str]], text: str, rules: Rulebook) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for match in found:
        for name in _names(match, text, rules):
            names.setdefault(name, None)
    return tuple(names)


def _names(match: regex.Match[str], text: str, rules: Rulebook) -> Iterator[str]:
    """The names of one list, abbreviations opened; as written where they are none that the agencies' rules know."""
    known, _ = read_agencies(text, match.start("names"), match.end("names"), rules)
    for agency in known:
        person = rules.pattern("deadlines.recipient.person").match(text, agency.start)
        yield f"{person.group()}{agency.name}" if person and not agency.name.startswith(person.group()) else agency.name
    if not known:
        yield from (name.strip(" ,") for name in rules.pattern("deadlines.recipient.between").split(match["names"]))
