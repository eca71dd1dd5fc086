"""Tell what is doubtful in a plan's citations: a number that its own words gainsay, or that the known documents do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from kehoach.extract.cited_issuers import issuers_by_letters
from kehoach.extract.cited_mentions import types_by_letters
from kehoach.extract.cited_numbers import year_of
from kehoach.mentions import Citation
from kehoach.resolve.known import KnownDocument, known_documents, like_title
from kehoach.resolve.numbers import NUMBER, number_base
from kehoach.rulebook import Rulebook
from kehoach.values import Diagnostic, Header, Outline, Severity

SAID_ENOUGH = 2
"""So many plans have to tell a known document's date before another date is called wrong."""
SAME_BODY = 90
SAME_LAW = 75
"""Likeness (0-100) from which two names of a body, or of a law, are one with a slip."""
LONG_TITLE = 80


def check_citations(
    outline: Outline, header: Header, citations: Sequence[Citation], rules: Rulebook
) -> Iterator[Diagnostic]:
    """For each citation what is doubtful in it; the row itself keeps both readings, as they stand."""
    letters = rules.once(_read_letters)
    for citation in citations:
        yield from _check_years(citation, header)
        yield from _check_letters(citation, outline.clean.text[citation.start : citation.end], letters)
        yield from _check_known(citation, rules)
    yield from _check_dates_agree(citations)


@dataclass(frozen=True)
class _Letters:
    """What a number's letters say: the type by its abbreviation, the abbreviations of each type, the central bodies."""

    types: Mapping[str, str]
    of_type: Mapping[str, Sequence[str]]
    bodies: Mapping[str, str]


def _read_letters(rules: Rulebook) -> _Letters:
    of_type = {row.name: row["abbreviations"] or () for row in rules.names("citations.types")}
    return _Letters(types_by_letters(rules), of_type, issuers_by_letters(rules))


def _check_years(citation: Citation, header: Header) -> Iterator[Diagnostic]:
    said = citation.issue_date.year if citation.issue_date else citation.issue_year
    coded = year_of(citation.code)
    if coded is not None and said is not None and coded != said:
        message = f"{_name(citation)} has the year {coded} in its code but is dated {said}"
        yield _tell(citation, "warning", "code-year-mismatch", message)
    if citation.issue_date and header.issue_date and citation.issue_date > header.issue_date:
        message = f"{_name(citation)} is dated {citation.issue_date}, after this document ({header.issue_date})"
        yield _tell(citation, "warning", "cited-before-issue", message)


def _check_letters(citation: Citation, words: str, known: _Letters) -> Iterator[Diagnostic]:
    """The type word and the named issuer against what the number's letters say of both."""
    match = NUMBER.fullmatch(citation.code or "")
    if match is None:
        return
    letters = [part.rstrip("0123456789") for part in match["symbol"].replace("/", "-").split("-")]
    told = known.types.get(letters[0]) if len(letters) > 1 else None
    allowed = known.of_type.get(citation.type, ())
    if told and allowed and letters[0] not in allowed and told not in words.casefold():
        message = f"{_name(citation)} is called {citation.type}, its letters {letters[0]} say {told}"
        yield _tell(citation, "warning", "type-symbol-mismatch", message)
    bodies = {known.bodies[part] for part in letters if part in known.bodies}
    if len(bodies) == 1 and citation.issuer in known.bodies.values():
        (body,) = bodies
        if not _same_body(citation.issuer or "", body):
            message = f"{_name(citation)} is said to be of {citation.issuer}, its letters say {body}"
            yield _tell(citation, "warning", "issuer-symbol-mismatch", message)


def _check_known(citation: Citation, rules: Rulebook) -> Iterator[Diagnostic]:
    """A citation against what most plans say of the same document: rules/citations/known.toml."""
    known = _known(citation, rules)
    if known is None:
        return
    about = f"{known.code}{f', {_short(known.title)}' if known.title else ''}: {known.plans} plans cite it"
    if citation.issue_date and known.date and citation.issue_date != known.date and known.dated >= SAID_ENOUGH:
        message = f"{_name(citation)} is dated {citation.issue_date} here; it is of {known.date} ({about}, {known.dated} of them with this date)"
        yield _tell(citation, "warning", "known-date-mismatch", message)
    if citation.issuer and not _same_body(citation.issuer, known.issuer):
        message = f"{_name(citation)} is said to be of {citation.issuer} here; it is of {known.issuer} ({about})"
        yield _tell(citation, "warning", "known-issuer-mismatch", message)
    if citation.type == "luật" and citation.title and known.title and not _same_law(citation.title, known.title, rules):
        message = f"{_name(citation)} is called {_short(citation.title)} here; it is {_short(known.title)} ({about})"
        yield _tell(citation, "warning", "known-title-mismatch", message)


def _known(citation: Citation, rules: Rulebook) -> KnownDocument | None:
    """The known document that a citation must mean: the one of its identity; or the one of its number and its
    title, where the year is what is wrong, or of its number alone where the plan says no date and another issuer."""
    known = rules.once(known_documents)
    if citation.key and citation.key in known.by_key:
        return known.by_key[citation.key]
    match = NUMBER.fullmatch(citation.code or "") if citation.title else None
    if match is None or match["year"]:
        return None
    alike = known.by_base.get(number_base(match["symbol"], match["number"]), ())
    meant = [d for d in alike if like_title(citation.title, d.title)]
    return meant[0] if len(meant) == 1 else None


def _same_body(one: str, other: str) -> bool:
    """Whether two names are of one body: its head, its term or its session may be named with it."""
    a, b = one.casefold(), other.casefold()
    return a == b or a.endswith(b) or b.endswith(a) or fuzz.ratio(a, b) >= SAME_BODY


def _same_law(one: str, other: str, rules: Rulebook) -> bool:
    a, b = (rules.once(known_documents).law_name(title) for title in (one, other))
    return a == b or a in b or b in a or fuzz.ratio(a, b) >= SAME_LAW


def _check_dates_agree(citations: Sequence[Citation]) -> Iterator[Diagnostic]:
    """One document with two dates in one plan: the one that is said less often is doubtful."""
    dated: defaultdict[str, list[Citation]] = defaultdict(list)
    for citation in citations:
        if citation.key and citation.issue_date:
            dated[citation.key].append(citation)
    for mentions in dated.values():
        days = Counter(c.issue_date for c in mentions)
        if len(days) > 1:
            usual = days.most_common(1)[0][0]
            for citation in mentions:
                if citation.issue_date != usual:
                    message = (
                        f"{_name(citation)} is dated {citation.issue_date} here and {usual} elsewhere in this document"
                    )
                    yield _tell(citation, "warning", "dates-differ", message)


def _name(citation: Citation) -> str:
    return f"{citation.type} {citation.code or citation.title}"


def _short(title: str) -> str:
    return title if len(title) <= LONG_TITLE else f"{title[:LONG_TITLE].rsplit(' ', 1)[0]} …"


def _tell(citation: Citation, severity: Severity, code: str, message: str) -> Diagnostic:
    return Diagnostic(severity, code, message, citation.start, citation.end)
