#!/usr/bin/env python3
"""Score the extraction with and without the NLP stage, with all rules and with a part of them forgotten.

    python benchmarks/accuracy.py PLANS:GOLD... [--write docs/accuracy.md] [--share 0.3] [--seeds 3]
    make accuracy

The NLP stage (language.py: spaCy over underthesea's words and tags) is asked where the rules leave a sentence open.
Plans that the rules were written from leave hardly any open, so their scores say nothing of what it is for. Therefore
the same plans are read too with rules that have forgotten a share of what they know: of each table in `FORGOTTEN` that share
of the spellings is dropped at random. What is then unknown stands for what an unseen plan holds: a verb or an agency
that no list has.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

from kehoach import language
from kehoach.evaluate import Scores, score
from kehoach.extract import open_texts
from kehoach.ingest import read_document
from kehoach.plan import extract_plan
from kehoach.rows import Row, rows_of
from kehoach.rule_reading import load_rules
from kehoach.rulebook import Rulebook
from kehoach.values import Document

FORGOTTEN = ("duties.verbs", "agencies.bodies", "agencies.collective", "agencies.standing")
SHOWN = ("duties", "assignments", "assignment_projects", "deadlines")
NOTHING = "(?!)"
BEGIN, END = "<!-- accuracy: made by benchmarks/accuracy.py -->", "<!-- /accuracy -->"


@dataclass
class Asked:
    """What the NLP stage was asked: sentences by question, those it answered, the plans, and its seconds."""

    sentences: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    plans: set[str] = field(default_factory=set)
    seconds: float = 0.0
    answers: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The counts in a sentence."""
        each = ", ".join(f"{q} {self.answered[q]} of {n}" for q, n in sorted(self.sentences.items())) or "none"
        total = self.sentences.total()
        cost = f", {1000 * self.seconds / total:.1f} ms a sentence" if total else ""
        return f"asked for {total} sentences in {len(self.plans)} plans ({each} answered){cost}"


@dataclass(frozen=True)
class Corpus:
    """Plans with gold: the folder of annotations and the documents that have one."""

    name: str
    gold: Path
    documents: Sequence[Document]


def read_corpus(pair: str, rules: Rulebook) -> Corpus:
    """The plans of `PLANS:GOLD` that have gold; PLANS may be several folders, joined by commas."""
    folders, gold = pair.split(":")
    files = sorted(f for folder in folders.split(",") for f in Path(folder).rglob("*") if f.is_file())
    chosen = [f for f in files if (Path(gold) / f"{f.name}.json").exists()]
    return Corpus(gold, Path(gold), [read_document(f, rules) for f in chosen])


@contextmanager
def watched(asked: Asked) -> Iterator[None]:
    """Count what is asked while a plan is read. The counting wraps the stage's one door, `open_texts.ask`."""
    door = open_texts.ask

    def counting(question: str, text: str, rules: Rulebook) -> Any:
        if not rules.pattern(f"duties.open.{question}").match(text):
            return None  # the door would say so too: no words are asked
        begin = process_time()
        answer = door(question, text, rules)
        asked.seconds += process_time() - begin
        asked.sentences[question] += 1
        asked.answered[question] += answer is not None
        asked.answers.append(f"{question}: {answer}: {text[:90]}")
        return answer

    open_texts.ask = counting
    try:
        yield
    finally:
        open_texts.ask = door


def score_corpus(corpus: Corpus, rules: Rulebook) -> tuple[Scores, Asked]:
    """The scores of a corpus under some rules, and what the NLP stage was asked."""
    tables: dict[str, list[Row]] = defaultdict(list)
    asked = Asked()
    with watched(asked):
        for document in corpus.documents:
            before = asked.sentences.total()
            for name, rows in rows_of(extract_plan(document, rules)).items():
                tables[name] += rows
            if asked.sentences.total() > before:
                asked.plans.add(document.source)
    return score(tables, corpus.gold, skip_absent=True), asked


def write_overlay(rules: Rulebook, folder: Path, share: float, seed: int, *, nlp: bool) -> None:
    """Rules to lay over ours: tables with a share of their spellings forgotten, and, without `nlp`, no open texts."""
    choose = random.Random(seed)
    for table in FORGOTTEN if share else ():
        lines = [f'about = "with a share of {share} forgotten"', 'source = "ours"']
        rows = rules.names(table)
        keys = sorted({key for row in rows for key in row.facts})
        lines.append(f"keys = {json.dumps(keys)}")
        for row in rows:
            kept = [variant for variant in row.variants if choose.random() >= share]
            spelled = {row.name, *kept}
            lines += ["[[name]]", f"name = {_toml(row.name)}", f"variants = {_toml(kept)}"]
            for key, value in row.facts.items():
                if isinstance(value, (list, tuple)):
                    value = [word for word in value if word in spelled]
                lines.append(f"{key} = {_toml(value)}")
        _write(folder, table, lines)
    if not nlp:
        lines = ['about = "off"']
        for rule in rules.subject("duties.open"):
            lines += ["[[rule]]", f'id = "{rule.id}"', f"pattern = '''{NOTHING}'''", 'source = "ours"']
            lines += ['accepts = ["x"]', 'rejects = ["y"]']
        _write(folder, "duties.open", lines)


def _toml(value: Any) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _write(folder: Path, table: str, lines: Iterable[str]) -> None:
    file = folder / (table.replace(".", "/") + ".toml")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", "utf-8")


def rules_with(share: float, seed: int, *, nlp: bool) -> Rulebook:
    """Our rules with a share forgotten, with or without the NLP stage."""
    if not share and nlp:
        return load_rules()
    with tempfile.TemporaryDirectory() as folder:
        write_overlay(load_rules(), Path(folder), share, seed, nlp=nlp)
        return load_rules(Path(folder))


def compare(corpora: Sequence[Corpus], share: float, seeds: Sequence[int]) -> dict[str, dict[bool, list[Any]]]:
    """For each corpus the scores and counts with (True) and without the NLP stage, one for each seed."""
    found: dict[str, dict[bool, list[Any]]] = {c.name: {True: [], False: []} for c in corpora}
    for seed in seeds:
        for nlp in (False, True):
            rules = rules_with(share, seed, nlp=nlp)
            for corpus in corpora:
                found[corpus.name][nlp].append(score_corpus(corpus, rules))
    return found


def table_of(found: Mapping[bool, Sequence[tuple[Scores, Asked]]], names: Sequence[str] | None) -> list[str]:
    """Means over the seeds as a markdown table: found and exact F1 without and with the stage."""
    lines = ["| table | gold | found without | found with | exact without | exact with |", "|---|---|---|---|---|---|"]
    first = found[True][0][0].total
    for name in names or list(first):
        row = {nlp: [scores.total[name].row() for scores, _ in found[nlp]] for nlp in (False, True)}
        cells = [
            f"{sum(r[key] for r in row[nlp]) / len(row[nlp]):.3f}"
            for key in ("found_F1", "exact_F1")
            for nlp in (False, True)
        ]
        lines.append(f"| {name} | {first[name].row()['gold']} | {' | '.join(cells)} |")
    return lines


def report(corpora: Sequence[Corpus], share: float, seeds: int) -> str:
    """All figures as markdown."""
    language.read_words("Sở Tài chính chủ trì")  # loading is no sentence's cost
    whole, part = compare(corpora, 0, [0]), compare(corpora, share, range(1, seeds + 1))
    lines = [BEGIN, ""]
    for corpus in corpora:
        lines += [f"### {corpus.name}: {len(corpus.documents)} plans, all rules", ""]
        lines += [*table_of(whole[corpus.name], None), "", f"NLP: {whole[corpus.name][True][0][1].line()}.", ""]
        lines += [f"### {corpus.name}: {share:.0%} of the names and verbs forgotten, mean of {seeds}", ""]
        lines += [*table_of(part[corpus.name], SHOWN), ""]
        lines += [f"NLP, seed {i + 1}: {asked.line()}." for i, (_, asked) in enumerate(part[corpus.name][True])]
        lines.append("")
    return "\n".join([*lines, END])


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", nargs="+", metavar="PLANS:GOLD")
    parser.add_argument("--write", type=Path, help="put the figures between the marks of this file")
    parser.add_argument("--share", type=float, default=0.3)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    rules = load_rules()
    text = report([read_corpus(pair, rules) for pair in arguments.pairs], arguments.share, arguments.seeds)
    if arguments.write:
        page = arguments.write.read_text("utf-8")
        head, tail = page.split(BEGIN)[0], page.split(END)[1]
        arguments.write.write_text(head + text + tail, "utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
