"""Read who does what in a sentence that gives a duty: doers, their roles, and those they work with.

Texts are single paragraphs or bullets of clean text; offsets count from the text's first character.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kehoach.extract import open_texts
from kehoach.extract.agency_names import AgencyName, open_name, read_agencies, strip_request
from kehoach.extract.signs import holds_one
from kehoach.frozen import frozen, replace
from kehoach.rulebook import Rulebook

if TYPE_CHECKING:
    import regex

RANK = ("lead", "responsible", "coordinate")
LEAST_CONTENT = 60
"""Letters that a text says beyond names and roles before it says what they do."""


@frozen
class Doer:
    """An agency's part in a duty: its name and `lead`, `responsible` or `coordinate`.

    `partner` says that it is one to work with, not one that the duty is given to.
    """

    agency: AgencyName
    role: str
    partner: bool = False

    def moved(self, shift: int) -> Doer:
        """The same part, its name's place counted from elsewhere."""
        name = self.agency
        there = AgencyName(name.name, name.start + shift, name.end + shift, name.kind, name.head)
        return Doer(there, self.role, self.partner)


@frozen
class Subject:
    """The agencies that a text gives a duty: `names`; what they are to do begins at `predicate`.

    `asked` says that words such as `Giao`, `Đề nghị` gave it, `verb` the word that opens the duty.
    """

    names: tuple[AgencyName, ...]
    predicate: int
    asked: str = ""
    verb: str = ""


def begins_with_verb(text: str, rules: Rulebook) -> bool:
    """Whether a text begins with a verb of duty: `Tổ chức thực hiện …`, `Kịp thời báo cáo …`."""
    lowered = text[:1].lower() + text[1:80]
    verb = rules.pattern("agencies.stop").match(lowered)
    return bool(verb) and (
        verb["verb"] is not None or rules.pattern("duties.manner_and_verb").match(lowered) is not None
    )


def find_unknown_subject(text: str, rules: Rulebook) -> Subject | None:
    """The doer of a sentence that the rules leave open: one that no list knows, or whose verb none knows.

    Asks for words and parts of speech (open_texts.py), and only where `duties.open` says that someone acts.
    """
    request = rules.pattern("agencies.request").match(text)
    begin = request.end() if request and request["ask"] else 0
    names: tuple[AgencyName, ...] = ()
    if begin:
        said = open_texts.ask("asked", text[begin:], rules)
    elif begins_with_verb(text, rules):
        return None
    else:
        names, _ = read_agencies(text, 0, len(text), rules)
        said = open_texts.ask("doer", text, rules)
    if not isinstance(said, open_texts.Split):
        return None
    words = text[begin : begin + said.end].rstrip(" ,")
    name = AgencyName(open_name(words, rules), begin, begin + len(words), "open")
    return Subject(names or (name,), begin + said.predicate, text[:begin].strip(), said.verb)


def says_more(text: str, predicate: int, rules: Rulebook) -> bool:
    """Whether a text goes on at length after its agencies, `chủ trì` and `phối hợp với …`."""
    rest = text[predicate:].lstrip(" ,:")
    said = max((stop for _, _, stop in _partner_lists(rest, rules)), default=0)
    whose = rules.pattern("duties.by_function").match(rest) or rules.pattern("duties.for_whom").match(rest, said)
    return len(rest) - said > LEAST_CONTENT and not whose


def without_partners(text: str, rules: Rulebook) -> int:
    """How many letters a text has beside its lists of those to work with."""
    return len(text) - sum(stop - begin for begin, _, stop in _partner_lists(text, rules))


def find_subject(text: str, rules: Rulebook, *, anywhere: bool = False, leading: bool = True) -> Subject | None:
    """The agencies that a text itself gives a duty, None where it names none.

    They stand at its beginning, after `Giao`, `Đề nghị`, or, with `leading`, after a leading clause (`Căn
    cứ …, các sở …`); with `anywhere`, also after `giao`, `yêu cầu` in mid-sentence.
    """
    lead_in = rules.pattern("duties.lead_in").match(text)
    start = lead_in.end() if lead_in else 0
    subject = _subject_at(text, start, rules)
    if subject:
        return subject
    if anywhere and holds_one(rules.rule("duties.ask").signs, text):
        for ask in rules.pattern("duties.ask").finditer(text, start):
            subject = _subject_at(text, ask.start(), rules)
            if subject:
                return subject
    theme = rules.pattern("duties.theme_lead").match(text, start)
    if theme:
        start = theme.end()
        subject = _subject_at(text, start, rules)
        if subject and subject.verb:
            return subject
    return _behind_clause(text, start, rules) if leading else None


def find_subject_behind_clause(text: str, rules: Rulebook) -> Subject | None:
    """The agencies after a leading clause alone, for a text whose beginning is known to name none."""
    start = 0
    for rule_id in ("duties.lead_in", "duties.theme_lead"):
        before = rules.pattern(rule_id).match(text, start)
        start = before.end() if before else start
    return _behind_clause(text, start, rules)


def _behind_clause(text: str, start: int, rules: Rulebook) -> Subject | None:
    if not rules.pattern("duties.leading_clause").match(text, start):
        return None
    for mark in _clause_starts(text, start, rules):
        if rules.pattern("duties.part").match(text, mark.end()):
            return None
        subject = _subject_at(text, mark.end(), rules)
        if subject and (subject.asked or not _is_loose(subject.names)):
            return subject
    return None


def _subject_at(text: str, start: int, rules: Rulebook) -> Subject | None:
    if not rules.pattern("agencies.may_begin").match(text, start):
        return None
    begin = strip_request(text, start, len(text), rules)
    names, stop = read_agencies(text, begin, len(text), rules)
    if not names:
        return None
    predicate = rules.pattern("duties.predicate").match(text, stop)
    if predicate is None and (not start or begin > start):
        return _open_subject(text, begin, stop, rules)
    if predicate is None or (predicate["colon"] and not _tells_duty(text[predicate.end() :], rules)):
        return None
    if names[0].kind == "committee":
        if rules.pattern("duties.resolves").match(text, names[0].start):
            return None
        receiver = _receiver(text, predicate, rules)
        if receiver:
            return receiver
    ask = rules.pattern("duties.ask").match(text, start) if begin > start else None
    names, stop = _with_relative(text, names, stop, predicate["verb"] or "", rules)
    return Subject(
        names,
        predicate.end("colon") if predicate["colon"] else stop,
        ask["ask"] if ask else "",
        predicate["verb"] or "",
    )


def _open_subject(text: str, begin: int, stop: int, rules: Rulebook) -> Subject | None:
    """The agencies at the beginning of a sentence, or those it asks, and a verb after them that no list has."""
    if not rules.pattern("duties.open.verb").match(text, stop) or rules.pattern("agencies.stop").match(text, stop + 1):
        return None
    said = open_texts.ask("agency", text[begin:], rules)
    if not isinstance(said, open_texts.Split):
        return None
    names, _ = read_agencies(text, begin, begin + said.end, rules)
    ask = rules.pattern("duties.ask").match(text, begin + said.predicate if names[0].kind == "committee" else 0)
    if ask and ask.start():
        return _subject_at(text, ask.start(), rules)
    return Subject(names, begin + said.predicate, ask["ask"] if ask else "", said.verb)


def _tells_duty(words: str, rules: Rulebook) -> bool:
    """Whether the words after an agency's colon are its duty: a verb, or `theo nhiệm vụ được phân công`."""
    known = begins_with_verb(words, rules) or bool(rules.pattern("duties.by_function").match(words))
    return known or open_texts.ask("bullet", words, rules) is True


def _receiver(text: str, predicate: regex.Match[str], rules: Rulebook) -> Subject | None:
    """Whom a committee hands the duty on to: `Ủy ban nhân dân tỉnh (thống nhất) giao Sở …`."""
    if not predicate["verb"]:
        return None
    asks = rules.pattern("duties.ask")
    asked = asks.match(text, predicate.start("verb")) or asks.match(text, predicate.end() + 1)
    return _subject_at(text, asked.start(), rules) if asked else None


def _with_relative(
    text: str, names: tuple[AgencyName, ...], stop: int, verb: str, rules: Rulebook
) -> tuple[tuple[AgencyName, ...], int]:
    """A collective that a relative clause tells apart (`Các cơ quan được phân công … có trách nhiệm`) has it in its name."""
    relative = rules.pattern("duties.relative").match(text, stop) if verb and len(names) == 1 else None
    if relative is None or names[0].kind != "collective":
        return names, stop
    whole = AgencyName(
        open_name(text[names[0].start : relative.end()], rules), names[0].start, relative.end(), "collective"
    )
    return (whole,), relative.end()


def read_doers(text: str, subject: Subject, rules: Rulebook) -> tuple[Doer, ...]:
    """The subject with its role and partners, and the agencies of the text's later clauses with theirs."""
    subjects = [subject, *_later_subjects(text, subject, rules)]
    ends = [*(s.names[0].start for s in subjects[1:]), len(text)]
    doers: list[Doer] = []
    for each, end in zip(subjects, ends, strict=True):
        role, partners = read_part(text[each.predicate : end].lstrip(" ,:"), rules)
        shift = each.predicate + len(text[each.predicate : end]) - len(text[each.predicate : end].lstrip(" ,:"))
        doers += [Doer(name, role) for name in each.names]
        doers += [Doer(name, "coordinate", partner=True).moved(shift) for name in partners]
    return distinct(doers)


def _later_subjects(text: str, subject: Subject, rules: Rulebook) -> Iterator[Subject]:
    """Subjects that begin a clause after the first one's: after a full stop or a semicolon."""
    lists = _partner_lists(text[subject.predicate :], rules)
    within = [(begin + subject.predicate, stop + subject.predicate) for begin, _, stop in lists]
    for mark in _clause_starts(text, subject.predicate, rules):
        if any(begin <= mark.start() < stop for begin, stop in within):
            continue
        after_comma = mark[0].startswith(",")
        later = _subject_at(text, mark.end(), rules)
        if later is None or not later.verb:
            continue
        if after_comma and not _in_leading_clause(text, mark.start(), rules):
            continue
        if _is_loose(later.names):
            continue
        yield later


def _clause_starts(text: str, start: int, rules: Rulebook) -> Iterable[regex.Match[str]]:
    """Where another agency's clause may begin: behind a mark, seldom without one."""
    marks: Iterator[regex.Match[str]] = rules.pattern("duties.clause_start").finditer(text, start)
    unmarked = rules.rule("duties.clause_unmarked")
    if not holds_one(unmarked.signs, text):
        return marks
    return sorted([*marks, *unmarked.pattern.finditer(text, start)], key=lambda mark: mark.start())


def _is_loose(names: Sequence[AgencyName]) -> bool:
    """Agencies named without `các` in mid-sentence (`đơn vị liên quan`) are rather the end of another list."""
    return names[0].kind == "collective" and not names[0].name.lower().startswith("các")


def _in_leading_clause(text: str, position: int, rules: Rulebook) -> bool:
    """Whether the sentence that holds a position begins with a clause of ground: `nếu …, các sở`."""
    begin = max(text.rfind(". ", 0, position), text.rfind("; ", 0, position))
    return begin >= 0 and bool(rules.pattern("duties.leading_clause").match(text[begin + 2 : position]))


def read_part(predicate: str, rules: Rulebook) -> tuple[str, tuple[AgencyName, ...]]:
    """The role that a duty's words give its doer, and the agencies that it is to work with."""
    partners = tuple(name for _, names, _ in _partner_lists(predicate, rules) for name in names)
    if rules.pattern("duties.lead").search(predicate):
        return "lead", partners
    coordinate = rules.pattern("duties.coordinate").match(predicate)
    if coordinate and not rules.pattern("duties.own").search(predicate, coordinate.end()):
        return "coordinate", partners
    return "responsible", partners


def _partner_lists(predicate: str, rules: Rulebook) -> list[tuple[int, tuple[AgencyName, ...], int]]:
    """The lists after `phối hợp với`: where each begins, its names, where it ends."""
    lists: list[tuple[int, tuple[AgencyName, ...], int]] = []
    pattern: regex.Pattern[str] = rules.pattern("duties.partners")
    position = 0
    while match := pattern.search(predicate, position):
        names, stop = read_agencies(predicate, match.end(), len(predicate), rules)
        lists.append((match.end(), names, stop))
        position = max(stop, match.end("word"))
    return lists


def distinct(doers: Sequence[Doer]) -> tuple[Doer, ...]:
    """One part for each agency, the first; an assignee is no partner too.

    Of an assignee's parts in several clauses `lead` counts most, then a duty of its own beside `phối hợp`.
    """
    seen: dict[str, Doer] = {}
    for doer in sorted(doers, key=lambda d: d.partner):
        held = seen.setdefault(_fold(doer.agency.name), doer)
        if not doer.partner and RANK.index(doer.role) < RANK.index(held.role):
            seen[_fold(doer.agency.name)] = replace(held, role=doer.role)
    return tuple(seen.values())


def _fold(name: str) -> str:
    return name.casefold().removeprefix("các ").replace(" có liên quan", " liên quan").replace("dân các ", "dân ")
