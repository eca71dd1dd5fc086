#!/usr/bin/env python3
"""Account for every sentence with a word of duty in plans: a duty has it, or there is a reason why not.

    python benchmarks/missed_duties.py PATH... [--list REASON] [--width 200]
    make missed-duties

Looks up each sentence with "chủ trì", "phối hợp", "giao", "có trách nhiệm", "chịu trách nhiệm". Prints how many a duty has, how many
are explained by where they stand or by which row of rules/duties/unread.toml, and then each that is neither, to be
read by eye. Status 1 if there are any.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import regex

from kehoach.extract.clauses import find_subject
from kehoach.extract.duty_sections import DutySection, read_duty_sections
from kehoach.ingest import read_document
from kehoach.plan import extract_plan
from kehoach.rule_reading import load_rules
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Plan
from missed_money import files_in

WORD = regex.compile(r"(?i)(?<!\p{L})(?:chủ trì|phối(?:,? kết)? hợp|giao|(?:có|chịu) trách nhiệm)(?!\p{L})")
OTHER = regex.compile(
    r"(?i)(?:bàn|chuyển|ngoại|lưu|khoán|tạm) ?-?giao|giao (?:thông|dịch|lưu|tiếp|thương|mùa|diện|thừa|phối|hàng|ban|đấu)|nút giao"
)
SENTENCE = regex.compile(r"(?<=[.;])\s+(?=\p{Lu}|\p{Ll}{2})")
ROW = "a duty has it"
WHERE = {
    "named": "a heading or line whose agencies the duties below have",
    "outside": "outside the plan's own parts: header, title, grounds, recipients, signature",
    "columns": "the headings of a table, or a cell that is no task",
    "general": "purposes, requirements, solutions and principles, and nobody is named to do it",
    "rules": "an article or a regulation: what holds in general, no duty of a plan",
    "reports": "a report or minutes: what was done or found",
    "content": "what the plan is to do, and no agency is named",
    "funding": "how money is shared out, and no agency is named",
}


def sentences(plan: Plan) -> Iterator[tuple[Block, int, int]]:
    """The sentences with a word of duty: their block and their span in the clean text."""
    for block in plan.outline.blocks:
        text = plan.outline.text(block)
        marks = [0, *(m.end() for m in SENTENCE.finditer(text)), len(text)]
        for start, end in pairwise(marks):
            if words_of_duty(text[start:end]):
                yield block, block.start + start, block.start + end


def words_of_duty(text: str) -> list[regex.Match[str]]:
    """The words of duty in a sentence, without those that are part of another word (giao thông)."""
    others = [m.span() for m in OTHER.finditer(text)]
    return [m for m in WORD.finditer(text) if not any(a < m.end() and m.start() < b for a, b in others)]


def unread_reason(text: str, word: tuple[int, int], rules: Rulebook) -> str:
    """The reason of the first row of rules/duties/unread.toml that reads a word of duty, "" for none."""
    for rule in rules.subject("duties.unread"):
        if any(m.start() < word[1] and word[0] < m.end() for m in rule.pattern.finditer(text)):
            return str(rule.gives["reason"])
    return ""


def reason_of(
    block: Block, start: int, end: int, plan: Plan, sections: tuple[DutySection, ...], rules: Rulebook
) -> str:
    """Why no duty has a sentence, "" where nothing explains it."""
    text = plan.outline.clean.text[start:end].strip()
    if block.part not in ("body", "closing", "appendix"):
        return WHERE["outside"]
    if block.kind == "row":
        return WHERE["columns"]
    if regex.match(r"(?i)báo cáo|tờ trình|biên bản|thông báo", plan.header.doc_type or ""):
        return WHERE["reports"]
    reasons = [unread_reason(text, match.span(), rules) for match in words_of_duty(text)]
    if all(reasons):
        return str(reasons[0])
    chain = plan.outline.ancestors(block.section)
    if any(section.kind == "điều" for section in chain) and not rules.pattern("duties.executes").search(text):
        return WHERE["rules"]
    kind = sections[block.section].kind if block.section is not None else ""
    if kind == "duty" or find_subject(text, rules, anywhere=True) is not None:
        return ""
    return WHERE[{"none": "general", "funding": "funding"}.get(kind, "content")]


def account(plan: Plan, rules: Rulebook) -> Iterator[tuple[str, Block, int, int]]:
    """Each sentence with the reason that holds for it, "" where there is none."""
    outline = plan.outline
    covered = [(a.start or 0, a.end or 0) for a in plan.assignments]
    places = (a.start for duty in plan.assignments for a in duty.agencies if a.start is not None)
    named = {block.index for place in places if (block := outline.block_at(place))}
    sections = read_duty_sections(outline, rules)
    for block, start, end in sentences(plan):
        if any(s < end and start < e for s, e in covered):
            yield ROW, block, start, end
        elif block.index in named:
            yield WHERE["named"], block, start, end
        else:
            yield reason_of(block, start, end, plan, sections, rules), block, start, end


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--list", metavar="REASON", help="print the sentences of a reason that holds these words")
    parser.add_argument("--width", type=int, default=200, help="letters of a sentence that are printed")
    arguments = parser.parse_args()
    rules, counts, shown = load_rules(), Counter[str](), defaultdict[str, list[str]](list)
    for file in files_in(arguments.paths):
        plan = extract_plan(read_document(file), rules)
        for reason, block, start, end in account(plan, rules):
            counts[reason] += 1
            heading = plan.outline.sections[block.section].heading[:30] if block.section is not None else ""
            words = " ".join(plan.outline.clean.text[start:end].split())[: arguments.width]
            shown[reason].append(f"{file.name[:24]:24} {start:7} [{heading}] {words}")
    for reason, count in counts.most_common():
        print(f"{count:6}  {reason or 'without a reason:'}")
    for reason, lines in shown.items():
        if not reason or (arguments.list and arguments.list in reason):
            print(f"\n{reason or 'without a reason'}:", *lines, sep="\n  ")
    return int(counts[""] > 0)


if __name__ == "__main__":
    sys.exit(main())
