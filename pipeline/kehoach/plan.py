"""Read a document from beginning to end: the stages, in order."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import TypeVar

from kehoach.checks import check_plan, confirm
from kehoach.clean import clean_document
from kehoach.extract.addressees import find_addressees
from kehoach.extract.citations import find_citations
from kehoach.extract.deadlines import find_deadlines
from kehoach.extract.duties import find_assignments
from kehoach.extract.foreign import find_foreign
from kehoach.extract.header import read_header
from kehoach.extract.money import find_funding
from kehoach.extract.projects import find_projects
from kehoach.extract.targets import find_targets
from kehoach.outline import read_outline
from kehoach.resolve.agencies import resolve_agencies
from kehoach.resolve.legal import resolve_citations
from kehoach.resolve.places import resolve_places
from kehoach.resolve.references import resolve_references
from kehoach.rulebook import Rulebook
from kehoach.values import Document, Plan

T = TypeVar("T")


class Stopwatch:
    """Calls a stage and notes the CPU seconds that it took, by the stage's name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, stage: Callable[..., T], *args: object) -> T:
        """The stage's result, its time noted."""
        begin = process_time()
        result = stage(*args)
        self.seconds[name] = process_time() - begin
        return result


def extract_plan(document: Document, rules: Rulebook) -> Plan:
    """Extract all facts of a document.

    Pure and deterministic: the same document and rules always give an equal plan (the measured
    CPU `seconds` of each stage do not count in the comparison).
    """
    run = Stopwatch()
    clean = run("clean", clean_document, document, rules)
    outline = run("outline", read_outline, clean, rules)
    header = run("header", read_header, outline, rules)
    header = run("places", resolve_places, header, outline, rules)
    mentions = run("citations", find_citations, outline, header, rules)
    cited, legal = run("legal", resolve_citations, mentions, header, rules)
    references = run("references", resolve_references, outline, header, cited, rules)
    projects = run("projects", find_projects, outline, header, rules)
    funding = run("money", find_funding, outline, header, projects, rules)
    foreign = run("foreign money", find_foreign, outline, projects, rules)
    assignments = run("duties", find_assignments, outline, header, projects, rules)
    assignments, agencies = run("agencies", resolve_agencies, assignments, header, rules)
    deadlines = run("deadlines", find_deadlines, outline, header, assignments, rules)
    targets = run("targets", find_targets, outline, header, rules)
    addressees = run("addressees", find_addressees, outline, rules)
    diagnostics = run("checks", check_plan, document, outline, header, cited, projects, funding, deadlines, rules)
    return Plan(
        document=document,
        outline=outline,
        header=header,
        citations=cited,
        legal_documents=legal,
        references=references,
        projects=projects,
        funding=confirm(funding, diagnostics),
        foreign_money=foreign,
        assignments=assignments,
        agencies=agencies,
        deadlines=deadlines,
        targets=targets,
        addressees=addressees,
        diagnostics=(*document.diagnostics, *diagnostics),
        seconds=run.seconds,
    )
