"""The plans that tests read, and what is read from each, once a session."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kehoach.rulebook import Rulebook
    from kehoach.values import Plan

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"  # plans that are not ours to publish; tests on them are skipped without them
SHARED_PLANS = [SHARED / "plans" / name for name in ("seeds", "crawled", "written")]


@dataclass(frozen=True)
class Case:
    """A plan on disk; its name is the test's id."""

    path: Path

    def __str__(self) -> str:
        return self.path.stem


def corpus_cases() -> list[Case]:
    """Our own plans. There are always some: a test over none would promise nothing."""
    return [Case(path) for path in sorted((CORPUS / "plans").iterdir())]


def shared_cases() -> list[Case]:
    """The plans beside the checkout; none where they are absent."""
    return [Case(path) for folder in SHARED_PLANS if folder.is_dir() for path in sorted(folder.iterdir())]


@cache
def the_rules() -> Rulebook:
    """The program's own rules."""
    from kehoach.rule_reading import load_rules

    return load_rules()


@cache
def the_plan(path: Path) -> Plan:
    """What is read from a file."""
    from kehoach.ingest import read_document
    from kehoach.plan import extract_plan

    return extract_plan(read_document(path), the_rules())
