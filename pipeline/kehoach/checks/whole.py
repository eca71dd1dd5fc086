"""Tell an analyst what is doubtful in a plan: blanks, years, dates, and sums that do not add up.

Every diagnostic says its figures and where they stand. A sum that does add up is told as well
(`sum-proven`, info): it proves the reading as well as the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehoach.checks.cited import check_citations
from kehoach.checks.formulas import check_formulas
from kehoach.checks.money_sums import check_money
from kehoach.checks.shares import check_shares
from kehoach.checks.table_sums import check_tables
from kehoach.extract.dates import DateParts, find_days
from kehoach.mentions import Citation
from kehoach.rulebook import Rulebook
from kehoach.values import Deadline, Diagnostic, Document, Funding, Header, Outline, Part, Project, Severity

OWN_PARTS: tuple[Part, ...] = ("body", "closing", "appendix")


def check_plan(
    document: Document,
    outline: Outline,
    header: Header,
    citations: Sequence[Citation],
    projects: Sequence[Project],
    funding: Sequence[Funding],
    deadlines: Sequence[Deadline],
    rules: Rulebook,
) -> tuple[Diagnostic, ...]:
    """All diagnostics of a plan, in the order of the text; those of the whole document first.

    Each says its figures, and where it has a place, its span in the clean text.
    """
    tables = (*check_tables(outline, rules), *check_formulas(outline), *check_shares(outline, rules))
    found = [
        *tables,
        *_check_header(outline, header, rules),
        *check_citations(outline, header, citations, rules),
        *_check_dates(outline),
        *_check_deadlines(deadlines, header),
        *check_money(outline, projects, funding, frozenset(start for d in tables for start in d.proves), rules),
        *_check_budget(outline, projects, funding),
        *_check_labels(outline),
    ]
    return tuple(sorted(found, key=lambda d: (d.start is not None, d.start or 0, d.code)))


def _check_header(outline: Outline, header: Header, rules: Rulebook) -> Iterator[Diagnostic]:
    if header.number is None and header.symbol is not None:
        place = _place("checks.number_line", outline, rules)
        yield _tell(
            "warning", "blank-number", f"the number before {header.symbol} is left blank, or was not read", place
        )
    if header.issue_date is None and header.issue_year is not None:
        month = f"month {header.issue_month} of " if header.issue_month else ""
        place = _place("checks.date_line", outline, rules)
        yield _tell(
            "warning", "blank-date", f"the day of issue is left blank: only {month}{header.issue_year} is said", place
        )
    elif header.issue_date is None:
        yield _tell("warning", "no-date", "no date of issue was found", None)
    if header.issuer is None:
        yield _tell("warning", "no-issuer", "no issuer was found in the header or the signature", None)


def _place(rule_id: str, outline: Outline, rules: Rulebook) -> tuple[int, int] | None:
    """Where a line of the header with a blank stands."""
    for block in outline.part("header", "title", "preamble"):
        match = rules.pattern(rule_id).search(outline.clean.text, block.start, block.end)
        if match:
            return match.start(), match.end()
    return None


def _check_dates(outline: Outline) -> Iterator[Diagnostic]:
    """Days that no calendar has: 31/6, 30 tháng 2. Fractions (3/20) are none: only what is named ngày or has a year."""
    text = outline.clean.text
    for found in find_days(text):
        if not found.parts.possible:
            message = f"{text[found.start : found.end]} is no date of the calendar{_why(found.parts)}"
            yield _tell("error", "impossible-date", message, (found.start, found.end))


def _why(parts: DateParts) -> str:
    if parts.month is not None and not 1 <= parts.month <= 12:
        return f": there is no month {parts.month}"
    return f": month {parts.month} has no day {parts.day}"


def _check_deadlines(deadlines: Sequence[Deadline], header: Header) -> Iterator[Diagnostic]:
    for deadline in deadlines:
        if deadline.date and header.issue_date and deadline.date < header.issue_date:
            message = f"the limit {deadline.date} lies before the date of issue {header.issue_date}"
            yield _tell("warning", "limit-before-issue", message, _span(deadline.start, deadline.end))


def _check_budget(outline: Outline, projects: Sequence[Project], funding: Sequence[Funding]) -> Iterator[Diagnostic]:
    if not funding and outline.part(*OWN_PARTS):
        named = f" for {len(projects)} projects" if projects else ""
        yield _tell("info", "no-budget", f"no amount of money is named{named}", None)


def _check_labels(outline: Outline) -> Iterator[Diagnostic]:
    """Headings that bear a number which one before them bears already (two `II`)."""
    seen: dict[tuple[int | None, str], str] = {}
    for section in outline.sections:
        if section.kind not in ("roman", "decimal", "number"):
            continue
        block = outline.block_at(section.start)
        if block is None or block.part != "body":
            continue
        key = (section.parent, section.path)
        if key in seen:
            message = f"the number {section.path} is given twice: to “{seen[key]}” and to “{section.heading[:80]}”"
            yield _tell("info", "number-twice", message, (section.start, section.end))
        seen.setdefault(key, section.heading[:80])


def _tell(severity: Severity, code: str, message: str, span: tuple[int, int] | None) -> Diagnostic:
    return Diagnostic(severity, code, message, *(span or (None, None)))


def _span(start: int | None, end: int | None) -> tuple[int, int] | None:
    return None if start is None or end is None else (start, end)
