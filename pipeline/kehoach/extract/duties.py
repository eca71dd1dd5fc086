"""Find what a plan gives agencies to do (nhiệm vụ): one row for each bullet or paragraph that gives a duty.

Duties stand under an agency's heading, in sentences that name their agency (`Giao Sở …`, `Phòng …
chủ trì`), beside labelled lines (`Cơ quan chủ trì: …`, labelled.py) and in task tables (task_tables.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kehoach.extract import open_texts
from kehoach.extract.agency_names import read_agencies, strip_request
from kehoach.extract.clauses import (
    Doer,
    Subject,
    begins_with_verb,
    distinct,
    find_subject,
    find_subject_behind_clause,
    find_unknown_subject,
    read_doers,
    read_part,
    says_more,
    without_partners,
)
from kehoach.extract.duty_projects import ProjectFinder
from kehoach.extract.duty_sections import DutySection, read_duty_sections
from kehoach.extract.duty_texts import DutyText, list_under, read_texts
from kehoach.extract.labelled import Duty, read_labelled
from kehoach.extract.signs import holds_one
from kehoach.extract.task_tables import read_task_tables
from kehoach.frozen import frozen, replace
from kehoach.rulebook import Rulebook
from kehoach.values import AgencyRole, Assignment, Header, Outline, Project

CLOSING = DutySection("duty")
LONGEST_LIST = 60
"""Texts that are looked through for a list's bullets."""
LONGEST_INTRODUCTION = 200
"""Letters of a text that only introduces a list; a longer one gives a duty of its own before."""


def find_assignments(
    outline: Outline, header: Header, projects: tuple[Project, ...], rules: Rulebook
) -> tuple[Assignment, ...]:
    """The duties of a plan in the order of the text, with their agencies, roles and projects.

    Agencies are named as written with abbreviations opened; their identities are for `resolve_agencies`.
    """
    reports = bool(rules.pattern("duties.report").match(header.doc_type or ""))
    texts = read_texts(outline, rules)
    sections = read_duty_sections(outline, rules, reports=reports)
    labelled, taken = ([], set()) if reports else read_labelled(texts, outline, rules)
    rest = [t for t in texts if t.block.index not in taken]
    finder = ProjectFinder(outline, projects, rules)
    duties = [
        *labelled,
        *_Walk(outline, sections, header, reports, rules, finder.lines).read(rest),
        *read_task_tables(outline, rules),
    ]
    duties.sort(key=lambda d: (d.start, d.end))
    return tuple(_assignment(i, duty, outline, finder) for i, duty in enumerate(duties))


def _assignment(index: int, duty: Duty, outline: Outline, finder: ProjectFinder) -> Assignment:
    task = " ".join(outline.clean.text[duty.start : duty.end].split())
    parts = tuple(AgencyRole(d.agency.name, d.role, d.agency.start, d.agency.end) for d in duty.doers)
    named = "; ".join(d.agency.name for d in duty.doers if not d.partner)
    return Assignment(
        start=duty.start,
        end=duty.end,
        section=duty.section,
        rule_id=duty.rule_id,
        confidence=duty.confidence,
        index=index,
        task=task,
        assignee_text=named or None,
        agencies=parts,
        projects=finder.find(task, duty.section, duty.start, duty.end),
    )


@frozen
class _Carry:
    """Agencies that a text hands on to the list under it."""

    doers: tuple[Doer, ...]
    text: DutyText
    reach: Literal["list", "names", "next"] = "list"

    def covers(self, text: DutyText, rules: Rulebook) -> bool:
        """Whether a text takes the agencies: the list, and of `names` and `next` the paragraphs that name no other.

        Below a line of `names` a paragraph may also begin with the ground of its duty (`Căn cứ …`).
        """
        if self.reach != "next" and text.is_under(self.text):
            return True
        follows = self.reach != "list" and text.block.kind == "paragraph" and text.scope == self.text.scope
        if not follows or text.block.part != self.text.block.part:
            return False
        if begins_with_verb(text.text, rules):
            return True
        return self.reach == "names" and bool(rules.pattern("duties.by_ground").match(text.text))


@dataclass(slots=True)
class _Walk:
    """Goes through the texts of a plan once; lives for one call of `find_assignments`."""

    outline: Outline
    sections: Sequence[DutySection]
    header: Header
    reports: bool
    rules: Rulebook
    named: frozenset[int] = frozenset()
    carry: _Carry | None = None
    skipped: set[int] = field(default_factory=set)

    def read(self, texts: Sequence[DutyText]) -> Iterator[Duty]:
        for i, text in enumerate(texts):
            following = texts[i + 1 : i + 1 + LONGEST_LIST]
            if self.carry and not self.carry.covers(text, self.rules) and not self._goes_on(text, following):
                self.carry = None
            if text.block.index in self.skipped or text.label == "other" or self._lists_project(text):
                continue
            yield from (self._read_heading(text) if text.block.kind == "heading" else self._read_text(text, following))

    def _lists_project(self, text: DutyText) -> bool:
        """Whether a bullet only names a project of the duty above it; right below a heading it is that duty itself."""
        if text.block.start not in self.named or text.scope is None:
            return False
        first = self.outline.sections[text.scope].first + 1
        return self.outline.blocks[first].start not in self.named

    def _goes_on(self, text: DutyText, following: Sequence[DutyText]) -> bool:
        """Whether a paragraph is a bullet of a handed-on list that lost its mark: a duty, and the list goes on below."""
        if self.carry is None or text.block.kind != "paragraph" or not following:
            return False
        goes_on = self.carry.text.block.kind != "bullet" and following[0].is_under(self.carry.text)
        return goes_on and text.scope == self.carry.text.scope and begins_with_verb(text.text, self.rules)

    def _read_heading(self, text: DutyText) -> Iterator[Duty]:
        """A heading that is a whole sentence (`Điều 2. Giám đốc Sở … chịu trách nhiệm …`) with nothing under it."""
        section = self.outline.sections[text.block.section or 0]
        context = self.sections[section.index]
        below = self.outline.blocks[section.first + 1 : section.last]
        formal = self.rules.pattern("duties.formal")
        if any(not formal.match(self.outline.text(b)) for b in below):
            return
        subject = find_subject(text.text, self.rules)
        said = context.owner == section.index and context.sentence
        behind = section.kind == "điều" and bool(self.rules.pattern("duties.leading_clause").match(text.text))
        if subject and (said or (behind and subject.verb)):
            yield self._duty(text, self._doers(text, subject), "duties.heading", 0.8)

    def _read_text(self, text: DutyText, following: Sequence[DutyText]) -> Iterator[Duty]:
        context = self.sections[text.scope] if text.scope is not None else CLOSING
        handed = self.carry.doers if self.carry else context.doers
        below = list_under(text, following)
        if context.kind in ("duty", "work", "") and (names := self._only_names(text, following)):
            self.carry = _Carry(names, text, "names")
            return
        if handed and (self._is_torn(text) or self.rules.pattern("duties.formal").match(text.text)):
            return
        doers, rule_id = self._own_or_handed(text, handed) if handed else self._own(text, context)
        if not doers or (text.only_introduces and not below):
            return
        if not below and self._stands_above(text, following) and self._only_hands_on(text, bool(handed)):
            self.carry = _Carry(self._handed_on(doers, whole=True), text, "names")
            return
        below = below if text.introduces or text.block.kind == "item" else []
        lists_items = bool(below) and text.introduces and self._lists_items(text, below, context)
        if lists_items:
            self.skipped.update(t.block.index for t in below)
        bare = bool(below) and not lists_items and self._only_hands_on(text, bool(handed))
        if below and not lists_items:
            self.carry = _Carry(self._handed_on(doers, whole=bare), text)
        elif not handed and context.kind == "duty" and text.scope is not None:
            self.carry = _Carry(self._handed_on(doers, whole=False), text, "next")
        if not bare:
            yield self._duty(text, doers, rule_id, 0.95 if handed else 0.85)

    def _is_torn(self, text: DutyText) -> bool:
        """Whether a paragraph is the rest of another, or a footnote; what a heading runs on to is not."""
        section = self.outline.sections[text.scope] if text.scope is not None else None
        runs_on = section is not None and text.block.index == section.first + 1
        torn = text.block.kind == "paragraph" and not runs_on
        return torn and bool(self.rules.pattern("duties.torn").match(text.text))

    def _only_names(self, text: DutyText, following: Sequence[DutyText]) -> tuple[Doer, ...]:
        """The agencies of a line above duties that is their names and nothing else: `Sở Y tế:`."""
        below = following[0] if following else None
        if below is None or len(text.text) > LONGEST_INTRODUCTION or text.text.endswith((".", ";")):
            return ()
        if not (below.is_under(text) or _stands_below(below, text)):
            return ()
        lead_in = self.rules.pattern("duties.lead_in").match(text.text)
        begin = strip_request(text.text, lead_in.end() if lead_in else 0, len(text.text), self.rules)
        names, stop = read_agencies(text.text, begin, len(text.text), self.rules)
        request = self.rules.pattern("agencies.request").match(text.text)
        owed = request and request["owed"] and not text.text.rstrip().endswith((".", ";"))
        only = owed or self.rules.pattern("duties.only_names").match(text.text, stop)
        if not only or any(n.kind == "open" for n in names):
            return ()
        return tuple(Doer(n, "responsible").moved(text.start) for n in names)

    def _only_hands_on(self, text: DutyText, is_handed: bool) -> bool:
        """Whether a text above a list of duties says no more than whose they are: `… thực hiện các nhiệm vụ sau:`."""
        if not text.introduces or without_partners(text.text, self.rules) > LONGEST_INTRODUCTION:
            return False
        subject = find_subject(text.text, self.rules)
        predicate = text.text[subject.predicate if subject else 0 :].lstrip(" ,")
        if says_more(predicate, 0, self.rules):
            return False
        bare = bool(self.rules.pattern("duties.bare").match(predicate))
        return bare or (text.only_introduces and (subject is not None or not is_handed))

    def _stands_above(self, text: DutyText, following: Sequence[DutyText]) -> bool:
        """Whether a line that ends with a colon stands above a paragraph that begins like a duty."""
        below = following[0] if following else None
        if below is None or not text.introduces or not _stands_below(below, text):
            return False
        return begins_with_verb(below.text, self.rules)

    def _own_or_handed(self, text: DutyText, handed: tuple[Doer, ...]) -> tuple[tuple[Doer, ...], str]:
        """Under an agency's heading: that agency, unless the text names another as its doer."""
        asks = text.block.kind != "bullet" and bool(self.rules.pattern("duties.issuer_asks").match(text.text))
        closing = asks or (text.block.kind == "paragraph" and text.text.rstrip().endswith("./."))
        subject = find_subject(text.text, self.rules, anywhere=asks, leading=closing)
        if subject and (closing or not self._asks_others(subject)):
            return _named_in_full(self._doers(text, subject), handed), "duties.subject"
        begin = 0 if closing else self._own_clause(text, subject, handed)
        role, partners = read_part(text.text[begin:], self.rules)
        doers = [d if d.partner or role == "responsible" else replace(d, role=role) for d in handed]
        own = [Doer(p, "coordinate", partner=True).moved(text.start + begin) for p in partners]
        return distinct([*doers, *own]), "duties.heading"

    def _own_clause(self, text: DutyText, subject: Subject | None, handed: tuple[Doer, ...]) -> int:
        """Where the heading's agency, named again behind a clause of ground, begins what it does; else the text's begin."""
        subject = subject or find_subject_behind_clause(text.text, self.rules)
        if subject is None or not {n.name for n in subject.names} <= {d.agency.name for d in handed}:
            return 0
        rest = text.text[subject.predicate :]
        return subject.predicate + len(rest) - len(rest.lstrip(" ,"))

    def _asks_others(self, subject: Subject) -> bool:
        """`Đề nghị các bệnh viện …` under a department's heading is the department's own duty."""
        return bool(subject.asked) and not subject.asked.lower().startswith("giao")

    def _handed_on(self, doers: tuple[Doer, ...], *, whole: bool) -> tuple[Doer, ...]:
        """What a list under a text inherits: its agencies, and of a text that says no more, `whole`, their parts.

        A text with a duty of its own keeps `chủ trì` and its partners to itself.
        """
        if whole and any(d.role == "lead" for d in doers):
            return doers
        return tuple(d if d.partner else replace(d, role="responsible") for d in doers if whole or not d.partner)

    def _own(self, text: DutyText, context: DutySection) -> tuple[tuple[Doer, ...], str]:
        """Elsewhere: the agencies that the text itself gives a duty, as far as its section may give any."""
        certain = context.kind in ("duty", "funding") and not (self.reports and context.kind == "funding")
        explicit = self.rules.rule("duties.explicit")
        if context.kind == "none" and not (holds_one(explicit.signs, text.text) and explicit.pattern.search(text.text)):
            return (), ""
        subject = find_subject(text.text, self.rules, anywhere=certain or text.scope is None)
        open_to = context.kind == "duty" or (certain and self.rules.pattern("duties.ask").match(text.text))
        if subject is None and open_to and text.scope is not None:
            subject = find_unknown_subject(text.text, self.rules)
        if subject is None or not (certain or self._is_certain(subject, text, context)):
            return (), ""
        return self._doers(text, subject), "duties.subject"

    def _doers(self, text: DutyText, subject: Subject) -> tuple[Doer, ...]:
        return tuple(d.moved(text.start) for d in read_doers(text.text, subject, self.rules))

    def _is_certain(self, subject: Subject, text: DutyText, context: DutySection) -> bool:
        """Outside the parts that give duties a sentence must say so: Giao …, chủ trì, có trách nhiệm."""
        given = subject.asked.lower().startswith("giao")
        leads = bool(self.rules.pattern("duties.lead").search(text.text, subject.predicate))
        specific = any(n.kind not in ("collective", "open") for n in subject.names)
        strong = bool(self.rules.pattern("duties.strong").match(text.text, subject.predicate))
        if self.reports:
            return given or (specific and leads)
        if self._in_article(text):
            executes = self.rules.pattern("duties.executes").match(text.text[subject.predicate :].lstrip(" ,"))
            return given or (specific and leads) or bool(executes)
        if context.kind == "none":
            return given or (specific and (leads or strong))
        if any((self.header.issuer or "").startswith(n.name) for n in subject.names) and not subject.asked:
            return False
        return given or leads or strong or (specific and bool(subject.verb))

    def _in_article(self, text: DutyText) -> bool:
        """Whether a text stands in a Điều: the rules of a decision are no duties of a plan.

        An article that is divided by roman numbers holds a whole plan.
        """
        kinds = [s.kind for s in self.outline.ancestors(text.scope)]
        return "điều" in kinds and "roman" not in kinds[: kinds.index("điều")]

    def _lists_items(self, text: DutyText, below: Sequence[DutyText], context: DutySection) -> bool:
        """Whether the list under a text is no duties: its content, items or dates."""
        content = context.kind != "duty" and self.rules.pattern("duties.content").search(text.text)
        if content or self.rules.pattern("duties.items").search(text.text):
            return True
        if any(t.block.start in self.named for t in below):
            return True
        return 2 * sum(map(self._is_duty, below)) < len(below)

    def _is_duty(self, text: DutyText) -> bool:
        """Whether a list's bullet begins like a duty: with a verb, after a clause too, or an agency and a verb; no bare date."""
        if self.rules.pattern("duties.dated_item").match(text.text):
            return False
        if begins_with_verb(text.text, self.rules) or find_subject(text.text, self.rules):
            return True
        leading = self.rules.pattern("duties.leading_clause").match(text.text)
        if leading:
            return bool(self.rules.pattern("duties.after_clause").search(text.text))
        return open_texts.ask("bullet", text.text, self.rules) is True

    def _duty(self, text: DutyText, doers: tuple[Doer, ...], rule_id: str, confidence: float) -> Duty:
        return Duty(text.start, text.end, text.block.section, doers, rule_id, confidence)


def _named_in_full(doers: tuple[Doer, ...], handed: tuple[Doer, ...]) -> tuple[Doer, ...]:
    """The doers with the heading's name of an agency that the text names more shortly: `UBND tỉnh` below `UBND tỉnh Hà Nam`."""
    full = {h.agency.name for h in handed if not h.partner}
    named = []
    for doer in doers:
        longer = next((name for name in full if name.startswith(doer.agency.name + " ")), None)
        named.append(replace(doer, agency=replace(doer.agency, name=longer)) if longer and not doer.partner else doer)
    return tuple(named)


def _stands_below(text: DutyText, above: DutyText) -> bool:
    """Whether a paragraph follows a numbered line, or one that ends with a colon: it may tell its duty."""
    heads = above.introduces or above.block.kind == "item"
    return heads and text.block.kind == "paragraph" and text.scope == above.scope
