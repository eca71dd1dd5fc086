"""Ask cheaply which rules can match at all: looking letters up is far faster than running a pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kehoach.rulebook import Rule


def that_may_match(rules: Iterable[Rule], words: str) -> list[Rule]:
    """The rules of which the words hold a sign, and those that have none, in their order."""
    found = []
    for rule in rules:
        for sign in rule.signs:
            if sign in words:
                if holds_one(rule.signs_too, words):
                    found.append(rule)
                break
    return found


def holds_one(signs: Iterable[str], words: str) -> bool:
    """Whether words hold one of the signs."""
    for sign in signs:  # noqa: SIM110 - twice as fast as any()
        if sign in words:
            return True
    return False


def lines_with(text: str, signs: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The lines of a text that hold a sign, in order: a costly pattern then runs on them alone."""
    return lines_at(text, sorted(place for sign in signs for place in _first_places(text, sign)))


def lines_at(text: str, positions: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The lines in which positions (in order) stand, each once."""
    last = -1
    for position in positions:
        if position > last:
            first, last = text.rfind("\n", 0, position) + 1, _line_end(text, position)
            yield first, last


def places(text: str, word: str) -> Iterator[int]:
    """Where a word stands in a text."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _first_places(text: str, sign: str) -> Iterator[int]:
    """Where a sign first stands in each line."""
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, _line_end(text, place))


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
