"""Say of every time and every percentage of some plans which row holds it, or for what reason none does.

    python benchmarks/missed_times.py FILE|FOLDER … [--list REASON] [--width 80]
    make missed-times

Prints the reasons, how often each holds, and an example; then in full whatever has none, to be read by eye: those are
findings. `--list` prints every place that a reason holds for. The reasons are the rules' own (`deadlines.none_…`,
`targets.none_…`), asked again one by one, so that a wrong rule shows as a reason that does not fit its example.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from kehoach.extract.dates import DateParts, find_dates
from kehoach.ingest import read_document
from kehoach.plan import extract_plan
from kehoach.rule_reading import load_rules
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Deadline, Plan, Target

TIMES = regex.compile(
    r"(?i)\btrước (?:ngày|\d|tháng|quý)|chậm nhất|muộn nhất|định k[ỳì]|\bqu[ýí] (?:IV|I{1,3}|[1-4])\b"
    r"|\bh[àằ]ng (?:năm|tháng|quý|tuần|ngày)\b|đột xuất|đến (?:hết )?ngày \d|trong tháng \d|hoàn thành (?:trong )?năm"
)
PERCENTS = regex.compile(r"\d+(?:[.,]\d+)?\s?%")
OWN = ("body", "closing", "appendix")
LEFT, RIGHT = 200, 60
TIME_LEFT = ("attribute", "plan_of", "past", "document", "before", "ad_hoc_noun", "bare_noun", "from")
TIME_RIGHT = ("attribute", "event")
EVENT = regex.compile(r"(?i)^(?:\s?(?:là|nhất|vào|đến|hết|trong|sau))*\s?(?:\d+\s)?(?!ngày \d|\d|tháng \d|qu)")
WORKING_DAYS = regex.compile(
    r"(?i)^[^.;]{0,24}\b\d+ (?:\([^)]*\) )?(?:ngày|giờ|tháng)(?! ?\d)|^[^.;]{0,40}kể từ|\bsau khi\b"
)
WORDS = {
    "row": "a row holds it",
    "same": "its clause's row says it: the rhythm or the limit word of that row",
    "cell": "a cell of a table that has no time column (scored under tables)",
    "outside": "outside the plan's own parts: header, title, grounds, signature",
    "past": "under a heading of results, figures of today, prizes or money",
    "heading": "a heading's word (Chế độ báo cáo định kỳ)",
    "aim": "the rhythm of an aim in percent or of a growth rate: a target has it",
    "event": "hangs on an event or runs from it (trước ngày khai mạc, 05 ngày kể từ …)",
    "over": "a day before the plan's own, or one that no calendar has",
    "nobody": "in a part that gives nobody a duty and with no limit of its own",
    "not-aim": "outside the parts that set aims, and its clause speaks of no aim",
}


@dataclass(frozen=True)
class Find:
    """A time or percentage: its words with what stands around them, and the reason, None where there is none."""

    file: str
    shown: str
    reason: str | None


def main() -> None:
    """Read the files named on the command line and print the reasons, then what has none."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--list", metavar="REASON", help="every place that this reason holds for")
    parser.add_argument("--width", type=int, default=80, help="letters of context on each side")
    args = parser.parse_args()
    rules = load_rules()
    finds: dict[str | None, list[Find]] = defaultdict(list)
    for file in _files(args.paths):
        for find in _read(file, rules, args.width):
            finds[find.reason].append(find)
    for reason, found in sorted(finds.items(), key=lambda item: -len(item[1])):
        if reason is not None and (args.list is None or args.list == reason):
            print(f"{len(found):5}  {reason}: {WORDS.get(reason) or _about(reason, rules)}")
            for find in found if args.list else found[1:2]:
                print(f"         {find.file}: {find.shown}")
    print(f"{len(finds[None]):5}  without a reason")
    for find in finds[None]:
        print(f"         {find.file}: {find.shown}")


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(p for p in path.rglob("*") if p.suffix in (".txt", ".md")) if path.is_dir() else (path,)


def _about(rule_id: str, rules: Rulebook) -> str:
    return f"the rule's own words: {rules.rule(rule_id).accepts[0].text!r}"


def _read(file: Path, rules: Rulebook, width: int) -> Iterator[Find]:
    plan = extract_plan(read_document(file), rules)
    text = plan.outline.clean.text
    for block in plan.outline.blocks:
        for pattern, rows, why in ((TIMES, plan.deadlines, _why_time), (PERCENTS, plan.targets, _why_percent)):
            for match in pattern.finditer(text, block.start, block.end):
                left = text[max(block.start, match.start() - width) : match.start()]
                right = text[match.end() : min(block.end, match.end() + width)]
                shown = f"{left}[{match.group()}]{right}".replace("\n", " ").replace("\t", " | ")
                held = any(_touch(row, match.start(), match.end()) for row in rows)
                yield Find(file.name[:20], shown, "row" if held else why(match, block, plan, rules))


def _touch(row: Deadline | Target, start: int, end: int) -> bool:
    return row.start is not None and row.end is not None and row.start < end and start < row.end


def _why_time(match: regex.Match[str], block: Block, plan: Plan, rules: Rulebook) -> str | None:
    """Why no deadline holds a time: the first reason that fits."""
    text = plan.outline.clean.text
    begin, stop = _sentence(text, block, match)
    left, right = text[max(begin, match.start() - LEFT) : match.start()], text[match.end() : match.end() + RIGHT]
    placed = _placed(block, plan, rules, "deadlines.none_in.section")
    if placed:
        return placed
    if any(_touch(row, begin, stop) for row in plan.deadlines):
        return "same"
    if any(_touch(row, begin, stop) for row in plan.targets) or "%" in text[begin:stop]:
        return "aim"
    if _hangs_on_event(match, right):
        return "event"
    if block.kind == "heading":
        return "heading"
    told = _by_rule(left, right, rules)
    if told:
        return told
    dates = [d.parts for d in find_dates(text, match.start(), min(block.end, match.end() + 30))]
    if any(_is_over(parts, plan) for parts in dates[:1]):
        return "over"
    limited = any(d.day is not None for d in dates[:1])
    return None if limited or _gives_duty(block, plan) else "nobody"


def _placed(block: Block, plan: Plan, rules: Rulebook, past: str) -> str | None:
    """What the place alone tells."""
    if block.kind == "row":
        return "cell"
    if block.part not in OWN:
        return "outside"
    headings = plan.outline.ancestors(block.section)
    return "past" if any(rules.pattern(past).search(s.heading) for s in headings) else None


def _hangs_on_event(match: regex.Match[str], right: str) -> bool:
    word = match.group().casefold()
    if word.startswith(("chậm", "muộn", "trước ngày")) and WORKING_DAYS.search(right):
        return True
    return word.startswith(("trước ngày", "chậm", "muộn")) and not regex.match(r"[^.;]{0,20}\d", right)


def _by_rule(left: str, right: str, rules: Rulebook) -> str | None:
    """The rule that says that such a time binds nobody."""
    for name in TIME_RIGHT:
        if rules.pattern(f"deadlines.none_right.{name}").search(right):
            return f"deadlines.none_right.{name}"
    for name in TIME_LEFT:
        if rules.pattern(f"deadlines.none_left.{name}").search(left):
            return f"deadlines.none_left.{name}"
    return None


def _is_over(parts: DateParts, plan: Plan) -> bool:
    if not parts.possible:
        return True
    issued = plan.header.issue_date
    if parts.whole and issued:
        return parts.whole < issued
    return parts.year is not None and plan.header.issue_year is not None and parts.year < plan.header.issue_year


def _gives_duty(block: Block, plan: Plan) -> bool:
    return any(a.start is not None and block.start <= a.start <= block.end for a in plan.assignments)


def _why_percent(match: regex.Match[str], block: Block, plan: Plan, rules: Rulebook) -> str | None:
    """Why no target holds a percentage: the first reason that fits."""
    text = plan.outline.clean.text
    begin, _ = _sentence(text, block, match)
    placed = _placed(block, plan, rules, "targets.section.none")
    if placed:
        return placed
    left, right = text[begin : match.start()], text[match.end() : match.end() + 40]
    for name in ("targets.none_left.always", "targets.none_left.elsewhere"):
        if rules.pattern(name).search(left[-140:]):
            return name
    if rules.pattern("targets.none_sentence").match(left):
        return "targets.none_sentence"
    for name in ("targets.none_right", "targets.none_of"):
        if rules.pattern(name).search(right):
            return name
    years = [d.parts for d in find_dates(text, begin, match.end())]
    if any(_is_over(parts, plan) for parts in years):
        return "over"
    headings = " ".join(s.heading for s in plan.outline.ancestors(block.section))
    return None if rules.pattern("targets.section.aims").search(headings) else "not-aim"


def _sentence(text: str, block: Block, match: regex.Match[str]) -> tuple[int, int]:
    """The sentence of a block that a match stands in."""
    begin = max(text.rfind(". ", block.start, match.start()) + 2, text.rfind("; ", block.start, match.start()) + 2)
    ends = [i for i in (text.find(mark, match.end(), block.end) for mark in (". ", "; ")) if i >= 0]
    return max(begin, block.start), min([*ends, block.end])


if __name__ == "__main__":
    main()
