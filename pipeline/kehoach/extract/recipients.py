"""Read to whom a report or a file goes (nơi nhận báo cáo): never the channel it goes through (qua Phòng …)."""

from __future__ import annotations

import regex

from kehoach.rulebook import Rulebook


def read_recipients(text: str, rules: Rulebook, start: int = 0, end: int | None = None) -> tuple[str, ...]:
    """The names, as written, of those whom `text[start:end]` sends or reports to; none where it names nobody.

    Who is named behind a purpose (`để tổng hợp báo cáo …`) or is just advised (`tham mưu …`) counts
    only where the text names nobody nearer.
    """
    stop = len(text) if end is None else end
    sent = tuple(rules.pattern("deadlines.recipient.sent").finditer(text, start, stop))
    purpose = rules.pattern("deadlines.recipient.purpose").search(text, start, stop)
    nearer = [m for m in sent if purpose is None or m.start() < purpose.start()]
    found = nearer or list(sent) or list(rules.pattern("deadlines.recipient.advised").finditer(text, start, stop))[:1]
    return _each(found, rules)


def _each(found: list[regex.Match[str]], rules: Rulebook) -> tuple[str, ...]:
    between = rules.pattern("deadlines.recipient.between")
    names: dict[str, None] = {}
    for match in found:
        for name in between.split(match["names"]):
            names.setdefault(name.strip(" ,"), None)
    return tuple(name for name in names if name)
