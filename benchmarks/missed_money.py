#!/usr/bin/env python3
"""Account for every word of money in plans: it stands in a row, or there is a reason why not.

    python benchmarks/missed_money.py PATH... [--width 60]
    make missed-money

Looks up each "đồng", "triệu", "tỷ", "nghìn", "VNĐ" of every plan. Prints how many stand in rows of
`funding`, `foreign_money` or `targets`, how many are explained by which row of
rules/money/unread.toml, and then, with its surroundings, each that is neither. Status 1 if there are any.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import regex

from kehoach.extract.number_words import spoken_behind
from kehoach.ingest import read_document
from kehoach.plan import extract_plan
from kehoach.rule_reading import load_rules
from kehoach.rulebook import Rulebook
from kehoach.values import Plan

WORD = regex.compile(r"(?i)(?<!\p{L})(?:đồng|triệu|tỷ|tỉ|nghìn|ngàn|vnđ|vnd)(?!\p{L})")
ROWS = "in a row of funding, foreign_money or targets"
AGAIN = "an amount said again in words"
Span = tuple[int, int]


def spans_by_reason(plan: Plan, rules: Rulebook) -> Iterator[tuple[str, Span]]:
    """The spans of the clean text that account for the words in them, the best reason first."""
    text = plan.outline.clean.text
    for fact in (*plan.funding, *plan.foreign_money, *plan.targets):
        if fact.start is not None and fact.end is not None:
            yield ROWS, (fact.start, fact.end)
    for amount in plan.funding:
        if amount.table is None and amount.end is not None and (said := spoken_behind(text, amount.end, rules)):
            yield AGAIN, said[:2]
    for rule in rules.subject("money.unread"):
        for match in rule.pattern.finditer(text):
            yield str(rule.gives["reason"]), match.span()
    for table in plan.outline.tables:
        yield "the unit of a table, a column or a row", (table.start, min(c.start for c in table.cells))


def account(plan: Plan, rules: Rulebook) -> Iterator[tuple[str | None, Span]]:
    """Each word of money with the reason that holds for it, None where there is none."""
    reasons: dict[int, str] = {}
    for reason, (start, end) in spans_by_reason(plan, rules):
        for position in range(start, end):
            reasons.setdefault(position, reason)
    for match in WORD.finditer(plan.outline.clean.text):
        yield reasons.get(match.start()), match.span()


def report(files: Iterable[Path], width: int) -> int:
    """Print the account of all files; gives how many words have no reason."""
    rules, counts, missed = load_rules(), Counter[str](), list[str]()
    for file in files:
        plan = extract_plan(read_document(file), rules)
        text = plan.outline.clean.text
        for reason, (start, end) in account(plan, rules):
            counts[reason or ""] += 1
            if reason is None:
                around = text[max(0, start - width) : end + width].replace("\n", " ⏎ ").replace("\t", " ¦ ")
                missed.append(f"{file.name[:30]:30} {start:7} … {around} …")
    for reason, count in counts.most_common():
        print(f"{count:7}  {reason or 'without a reason:'}")
    print("\n".join(missed))
    return len(missed)


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files named, and all those in the folders named."""
    return [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path]) if file.is_file()]


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--width", type=int, default=60, help="letters of context on each side")
    arguments = parser.parse_args()
    return int(report(files_in(arguments.paths), arguments.width) > 0)


if __name__ == "__main__":
    sys.exit(main())
