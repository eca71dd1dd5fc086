"""Read what a figure measures (chỉ số): the words around it without bounds, years and turns of phrase."""

from __future__ import annotations

import regex

from kehoach.extract.figures import Figure
from kehoach.frozen import frozen, replace
from kehoach.rulebook import Rulebook

LONGEST = 400  # letters of an indicator
LONGEST_TRIM = 48  # letters of the words trimmed at once


@frozen
class Reading:
    """What the words around a figure say: the indicator, `bound` (`low high about`), direction and area.

    `leads` says that the figure begins its phrase (`100% hộ dân …`, `có 70% cơ sở …`); `is_place` that the
    words name only a place; `per` is the time that a count is for (`mỗi quý` gives `quý`).
    """

    indicator: str | None
    bound: str | None = None
    direction: str | None = None
    area: str | None = None
    leads: bool = False
    is_place: bool = False
    per: str | None = None


@frozen
class _Before:
    """The words before a figure, trimmed, and what was trimmed off them."""

    words: str
    bound: str | None = None
    direction: str | None = None


def read_indicator(before: str, after: str, figure: Figure, rules: Rulebook) -> Reading:
    """What a figure measures, from the words before and behind it.

    The same aim reads alike in two plans: years, bounds (ít nhất, trên), verbs of aiming (phấn đấu, đạt)
    and the direction (giảm, tăng) are no part of the indicator.
    """
    counts = figure.kind != "percent"
    goes_on = figure.unit in ("%", "‰") and rules.pattern("targets.of_noun").match(after) is not None
    trimmed = _trim_lead(_trim_tail(_Before(_from_head(before, rules)), counts, rules), rules)
    tail = _trim_end(after, rules)
    per = _per(before, trimmed, figure, rules)
    timed = rules.pattern("targets.per_behind").match(tail) if counts and "/" in tail else None
    if timed:
        tail, per = timed["words"], timed["per"]
    noun = _noun(figure, rules) if counts else ""
    preposition = _preposition(before, trimmed.words, rules)
    leads = not trimmed.words or (counts and not preposition and _begins_phrase(before, trimmed.words, rules))
    if goes_on and rules.pattern("targets.share").match(trimmed.words):
        goes_on = False
    if leads and (not tail or not noun):
        told = tail or trimmed.words or trimmed.direction or trimmed.bound
        words = _join(trimmed.words, noun, tail) if told else ""
    elif leads:
        words = _join(noun, tail)
    elif goes_on or (
        (noun or (counts and tail)) and (preposition or rules.pattern("targets.making_lead").match(trimmed.words))
    ):
        words = _join(trimmed.words, preposition, noun, tail)
        leads = counts
    else:
        words = trimmed.words
    reading = Reading(words or None, trimmed.bound, trimmed.direction, leads=leads, per=per)
    return _with_place(_with_rate(reading, rules), before, noun, rules)


def _noun(figure: Figure, rules: Rulebook) -> str:
    """The noun that a count is of (`tiêu chí` of `tiêu chí/xã`); a measure or money (ha, triệu đồng) is none.

    Of `triệu lao động` and of `lượt lao động` it is `lao động`.
    """
    units, noun = rules.spelling["targets.units"], figure.unit.split("/")[0]
    many, _, thing = noun.partition(" ")
    if thing.casefold() in units and many.casefold() in rules.spelling["money.units"]:
        noun = thing
    name = units.get(noun.casefold())
    if name is not None and name["counts"] == "people" and name["unit"]:
        noun = noun.removeprefix(name["unit"]).strip()
    return "" if name is not None and name["counts"] in ("measures", "money", "ratios") else noun


def _from_head(before: str, rules: Rulebook) -> str:
    """The words from the first noun that indicators begin with, where there is one after a break."""
    cut = list(rules.pattern("targets.break").finditer(before))
    rest = before[cut[-1].end() :] if cut else before
    making = rules.pattern("targets.making_lead").match(rest.strip(" -+*"))
    found = None if making else rules.pattern("targets.head").search(rest)
    return rest[found.start() :] if found else rest


def _trim_tail(before: _Before, counts: bool, rules: Rulebook) -> _Before:
    """Take bounds, directions, years and verbs of reaching off the end, and remember what they say.

    A mean (bình quân) belongs to what a count measures: số tiêu chí bình quân.
    """
    names, tail = rules.spelling["targets.words"], rules.pattern("targets.trim.tail")
    while match := tail.search(before.words, max(0, len(before.words) - LONGEST_TRIM)):
        if counts and rules.pattern("targets.mean").fullmatch(match.group().strip()):
            break
        name = names.get(" ".join(match.group().split()).strip(" ,:(").casefold())
        bound = before.bound if before.bound in ("low", "high") else (name["bound"] if name else None) or before.bound
        direction = before.direction or (name["direction"] if name else None)
        before = _Before(before.words[: match.start()], bound, direction)
    return before


def _trim_lead(before: _Before, rules: Rulebook) -> _Before:
    """Take verbs of aiming, years and conjunctions off the beginning; a verb of change gives the direction."""
    lead, way = rules.pattern("targets.trim.lead"), rules.pattern("targets.lead.direction")
    names = rules.spelling["targets.words"]
    words, direction = before.words, before.direction
    while words:
        match = lead.match(words)
        if match and match.end():
            words = words[match.end() :]
            continue
        moved = way.match(words)
        if moved is None:
            break
        name = names.get(moved["way"].casefold())
        direction = (name["direction"] if name else None) or direction
        words = words[moved.end() :]
    return replace(before, words=words.strip(" ,:;.-"), direction=direction)


def _trim_end(after: str, rules: Rulebook) -> str:
    """The words behind a figure up to where they stop saying what is measured, brackets left out."""
    words = rules.pattern("targets.brackets").sub(" ", after)[:LONGEST]
    cut = rules.pattern("targets.trim.cut").search(words)
    words = words[: cut.start()] if cut else words
    end = rules.pattern("targets.trim.end")
    while match := end.search(words, max(0, len(words) - LONGEST_TRIM)):
        words = words[: match.start()]
    return " ".join(words.split())


def _begins_phrase(before: str, words: str, rules: Rulebook) -> bool:
    """Whether a count begins its phrase: behind có, thêm or a verb of making (hình thành ít nhất 20 mô hình)."""
    return bool(rules.pattern("targets.having").search(before) or rules.pattern("targets.making").search(words))


def _preposition(before: str, words: str, rules: Rulebook) -> str:
    """The preposition that ties a noun behind the percentage to the words before it: tại 100% nhà trường."""
    rest = before[before.rfind(words) + len(words) :]
    match = rules.pattern("targets.preposition").match(rest)
    return match.group().strip() if match else ""


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part).replace(" ,", ",")


def _per(before: str, trimmed: _Before, figure: Figure, rules: Rulebook) -> str | None:
    match = rules.pattern("targets.per").search(before)
    if match is None or (figure.kind == "percent" and trimmed.direction is None):
        return None
    return str(match["per"]).casefold()


def _with_rate(reading: Reading, rules: Rulebook) -> Reading:
    """`tỷ lệ giảm hộ nghèo` is the rate `tỷ lệ hộ nghèo`, going down; `tốc độ tăng …` goes up."""
    if reading.indicator is None or reading.leads:
        return reading
    match = rules.pattern("targets.rate").match(reading.indicator)
    if match is None:
        return reading
    name = rules.spelling["targets.words"].get(match["way"].casefold())
    direction = (name["direction"] if name else None) or reading.direction
    words = f"{match['what']} {reading.indicator[match.end() :]}" if match["what"] else reading.indicator
    return replace(reading, indicator=words.strip(), direction=direction)


def _only_place(reading: Reading, before: str, noun: str, rules: Rulebook) -> Reading:
    """Words that name only a place: a count then measures its own noun (bình quân toàn huyện 16 tiêu chí/xã)."""
    if not noun:
        return replace(reading, is_place=True)
    mean = rules.pattern("targets.mean").search(before)
    return replace(reading, indicator=_join(noun, mean.group().casefold() if mean else ""), area=reading.indicator)


def _with_place(reading: Reading, before: str, noun: str, rules: Rulebook) -> Reading:
    if reading.indicator is None or reading.leads:
        return reading
    if rules.pattern("targets.area.alone").match(reading.indicator):
        return _only_place(reading, before, noun, rules)
    match: regex.Match[str] | None = rules.pattern("targets.area").search(reading.indicator)
    if match is None:
        return reading
    words = f"{reading.indicator[: match.start()]} {reading.indicator[match.end() :]}"
    return replace(reading, indicator=" ".join(words.split()).strip(" ,") or reading.indicator, area=match["area"])
