"""Gather what plans say of the central documents that they cite, and hold rules/citations/known.toml against it.

    python benchmarks/known_documents.py PATH …                 check: every row must have its evidence
    python benchmarks/known_documents.py PATH … --write FILE    write the rows that the plans agree on

Evidence is counted in plans, never in mentions. A document is listed where two plans name its number, or one
gives a law's number with its name; its date where two plans say the same one, or one where none says another.
A date that more than a third of the plans contradict is not listed; of two numbers for one law's name in one year
the one that fewer plans give is not either, unless their dates tell them apart. Texts read by OCR are no evidence:
their slips would be taken for the documents'. What it amends or replaces is what the
plans' titles and clauses say ("sửa đổi, bổ sung một số điều của Nghị định số …", "được thay thế bởi …").
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import regex

from kehoach.clean import clean_document
from kehoach.extract.citations import find_citations, year_of
from kehoach.extract.header import read_header
from kehoach.ingest import read_document
from kehoach.mentions import Citation
from kehoach.outline import read_outline
from kehoach.resolve.identity import IdentityReader
from kehoach.resolve.known import known_documents, like_title
from kehoach.resolve.numbers import ASSEMBLY, NUMBER, slug
from kehoach.rule_reading import load_rules
from kehoach.rulebook import Rulebook
from kehoach.values import Header

LEAST_PLANS = 2
OCR = "-ocr"
"""What the names of files end in whose text was read by OCR."""
MOST_DISSENT = 1 / 3
AMENDED_BY = regex.compile(
    r"[ ,(]{0,3}(?i:(?:đã )?(?:được )?sửa đổi(?:,? bổ sung)?(?: (?:một số|các|điều|khoản|nội dung))*(?: bởi| theo| tại)) $"
)
REPLACED_BY = regex.compile(r"[ ,(]{0,3}(?i:(?:đã )?(?:được )?thay thế (?:bởi|bằng)) $")
AMENDING = regex.compile(r"^(?i:(?:luật )?(?:quy định )?(?:về )?(?:việc )?(?:sửa đổi|bổ sung))")
AMENDED_LAW = regex.compile(r"(?:của|và|,) (Luật (?:(?!, Luật| và Luật|Luật ).)+)")
CODE = regex.compile(r"\d+[a-z]?/\d{4}/(?:NĐ-CP|QĐ-TTg|TT-[\p{Lu}]+|NQ-CP|QH\d\d?)|\d+/(?:QĐ-TTg|NQ-CP|CT-TTg)")


@dataclass
class Evidence:
    """What plans say of one document: for each thing that is said, the plans that say it."""

    code: str = ""
    types: Counter[str] = field(default_factory=Counter)
    plans: set[str] = field(default_factory=set)
    dates: defaultdict[date, set[str]] = field(default_factory=lambda: defaultdict(set))
    issuers: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    titles: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    amends: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    replaces: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


Mentions = list[tuple[str, str, Header, Sequence[Citation]]]


def main() -> int:
    """Read the plans named on the command line; check the table, or write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--write", type=Path, metavar="FILE")
    args = parser.parse_args()
    rules = load_rules()
    evidence = gather(_read(args.paths, rules), rules)
    if args.write:
        rows = list(_rows(evidence, rules))
        args.write.write_text(HEAD + "".join(rows), "utf-8")
        print(f"{len(rows)} documents of {len(evidence)} that plans cite")
        return 0
    wrong = list(check(evidence, rules))
    print("\n".join([*wrong, f"{len(rules.names('citations.known'))} known documents, {len(wrong)} complaints"]))
    return 1 if wrong else 0


def _read(paths: Iterable[Path], rules: Rulebook) -> Mentions:
    found = []
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in (".txt", ".md") and OCR not in file.stem:
                outline = read_outline(clean_document(read_document(file, rules), rules), rules)
                header = read_header(outline, rules)
                found.append((file.name, outline.clean.text, header, find_citations(outline, header, rules)))
    return found


def gather(mentions: Mentions, rules: Rulebook) -> dict[str, Evidence]:
    """The evidence for each central document that some mention tells whole, by its key."""
    found: dict[str, Evidence] = defaultdict(Evidence)
    by_name: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    names = known_documents(rules)
    for plan, text, header, citations in mentions:
        keys = [_central_key(citation, header, rules) for citation in citations]
        for i, (citation, key) in enumerate(zip(citations, keys, strict=True)):
            if key is not None:
                _note(found[key], plan, citation)
                if citation.type == "luật" and citation.title and citation.issue_year:
                    by_name[names.law_name(citation.title), citation.issue_year].add(key)
            if i and key and keys[i - 1] and key != keys[i - 1]:
                _note_chain(found[key], plan, citations[i - 1], text[citations[i - 1].end or 0 : citation.start])
    for plan, _, _, citations in mentions:
        for citation in citations:
            _note_law_date(found, by_name, plan, citation, names.law_name(citation.title or ""))
    return found


def _central_key(citation: Citation, header: Header, rules: Rulebook) -> str | None:
    """The key of a numbered document of a central body, or None; what is known already is not asked."""
    match = NUMBER.fullmatch(citation.code or "")
    if match is None or citation.relation == "self":
        return None
    identity = IdentityReader(header, rules).read(citation)
    return identity.key if identity and identity.place == "" else None


def _note(evidence: Evidence, plan: str, citation: Citation) -> None:
    evidence.code = evidence.code or citation.code or ""
    evidence.types[citation.type] += 1
    evidence.plans.add(plan)
    if citation.issue_date:
        evidence.dates[citation.issue_date].add(plan)
    if citation.issuer:
        evidence.issuers[citation.issuer].add(plan)
    if citation.title and not citation.title.isupper():
        title = citation.title.strip(" ;,")
        evidence.titles[title].add(plan)
        for amended in _amended(title) if AMENDING.match(title) else ():
            evidence.amends[amended].add(plan)


def _amended(title: str) -> Iterator[str]:
    """What an amending document's title says that it amends: numbers, else laws by name."""
    numbers = CODE.findall(title)
    yield from numbers or (law.strip() for law in AMENDED_LAW.findall(title))


def _note_chain(evidence: Evidence, plan: str, before: Citation, between: str) -> None:
    """`Nghị định số 27/2022/NĐ-CP được sửa đổi, bổ sung bởi Nghị định số 38/2023/NĐ-CP`."""
    for pattern, said in ((AMENDED_BY, evidence.amends), (REPLACED_BY, evidence.replaces)):
        if before.code and pattern.match(between):
            said[before.code].add(plan)


def _note_law_date(
    found: dict[str, Evidence],
    by_name: dict[tuple[str, int], set[str]],
    plan: str,
    citation: Citation,
    name: str,
) -> None:
    """A law's name with its date, where the plans give one number for the name in that year alone, is evidence for the date."""
    if citation.type != "luật" or citation.code or citation.issue_date is None:
        return
    keys = by_name.get((name, citation.issue_date.year), set())
    dated = {k for k in keys if citation.issue_date in found[k].dates} or keys
    if len(dated) == 1:
        (key,) = dated
        found[key].dates[citation.issue_date].add(plan)
        found[key].plans.add(plan)


def _most(said: dict[str, set[str]]) -> str | None:
    return max(said, key=lambda s: (len(said[s]), len(s), s)) if said else None


def agreed_date(evidence: Evidence) -> tuple[date | None, int]:
    """The date that the plans agree on, and how many say it."""
    if not evidence.dates:
        return None, 0
    ranked = sorted(evidence.dates, key=lambda d: (-len(evidence.dates[d]), d))
    first = len(evidence.dates[ranked[0]])
    others = len(set().union(*(evidence.dates[d] for d in ranked[1:])) - evidence.dates[ranked[0]])
    return (None, 0) if others > MOST_DISSENT * (first + others) else (ranked[0], first)


def agreed_title(evidence: Evidence) -> str | None:
    """The title that most plans say, those that read alike counted together; the longest wording that several share."""
    groups: list[list[str]] = []
    for title in sorted(evidence.titles, key=lambda t: (-len(evidence.titles[t]), -len(t), t)):
        home = next((g for g in groups if like_title(g[0], title) or slug(g[0]) == slug(title)), None)
        if home is None:
            groups.append([title])
        else:
            home.append(title)
    wanted = [g for g in groups if AMENDING.match(g[0])] if evidence.amends else []
    ranked = sorted(wanted or groups, key=lambda g: (-len(set().union(*(evidence.titles[t] for t in g))), len(g[0])))
    return ranked[0][0] if ranked else None


def _official(title: str, rules: Rulebook) -> str:
    """A law's name in the spelling of rules/citations/laws.toml."""
    kind, _, name = title.partition(" ")
    row = rules.spelling["citations.laws"].get(name.casefold()) if kind == "Luật" else None
    return f"{kind} {row.name}" if row else title


def _once(said: dict[str, set[str]], own: str) -> list[str]:
    """Names that differ in capitals once, in the spelling that most plans have."""
    kept = {slug(s): s for s in sorted(said, key=lambda s: len(said[s]))}
    return sorted(s for s in kept.values() if s != own)


def _listed(evidence: Evidence) -> bool:
    law = evidence.types.most_common(1)[0][0] == "luật" if evidence.types else False
    return len(evidence.plans) >= LEAST_PLANS or (law and bool(evidence.titles))


def _rows(evidence: dict[str, Evidence], rules: Rulebook) -> Iterator[str]:
    """The rows, those that most plans cite first."""
    decisions = {(row["decision"], str(row["issued"])[:4]): row["code"] for row in rules.names("programmes.national")}
    rivals: set[tuple[str, int | None, date | None]] = set()
    for _, said in sorted(evidence.items(), key=lambda e: (-len(e[1].plans), e[0])):
        day, dated = agreed_date(said)
        inside = NUMBER.fullmatch(said.code)
        whole = inside and (inside["year"] or inside["dotted"] or ASSEMBLY.fullmatch(inside["symbol"]))
        if not _listed(said) or (day is None and not whole):
            continue
        name = _official(agreed_title(said) or said.code, rules)
        same_year = {(slug(name), year_of(said.code), d) for d in {day, None}}
        if name.startswith("Luật ") and same_year & rivals:
            continue
        rivals.add((slug(name), year_of(said.code), day))
        facts = {
            "type": said.types.most_common(1)[0][0],
            "code": said.code,
            "date": day,
            "issuer": _most(said.issuers) or "",
            "programme": decisions.get((said.code, str(day.year) if day else "")),
            "amends": _once(said.amends, said.code),
            "replaces": _once(said.replaces, said.code),
            "plans": len(said.plans),
            "dated": dated,
        }
        yield _row(name, {k: v for k, v in facts.items() if v})


def _row(name: str, facts: dict[str, object]) -> str:
    return "\n".join(["\n[[name]]", f"name = {_toml(name)}", *(f"{k} = {_toml(v)}" for k, v in facts.items()), ""])


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    if isinstance(value, (int, date)):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def check(evidence: dict[str, Evidence], rules: Rulebook) -> Iterator[str]:
    """What of the table the plans do not say, or gainsay."""
    for document in known_documents(rules).by_key.values():
        said = evidence.get(document.key)
        if said is None:
            yield f"{document.code}: no plan cites it"
            continue
        if len(said.plans) < document.plans:
            yield f"{document.code}: {len(said.plans)} plans cite it, not {document.plans}"
        if document.date and agreed_date(said)[0] != document.date:
            yield f"{document.code}: dated {document.date}; the plans say {dict(said.dates)}"
        if document.issuer not in said.issuers:
            yield f"{document.code}: of {document.issuer}; the plans say {list(said.issuers)}"
        if document.title and slug(document.title) not in {slug(t) for t in said.titles}:
            yield f"{document.code}: no plan says its title"


HEAD = """about = "Central documents that plans cite most, as the plans themselves have them: `name` is the official title (the number where no plan says a title), `plans` how many plans cite the document, `dated` how many of them say its date; `amends` and `replaces` are what their words say. Written by benchmarks/known_documents.py, which also checks it. Not to be added to from memory."
source = "some 90 plans, decisions and reports of 2004 to 2026 that were crawled for this project; nothing from elsewhere"
keys = ["type", "code", "date", "issuer", "programme", "amends", "replaces", "plans", "dated"]
"""

if __name__ == "__main__":
    sys.exit(main())
