#!/usr/bin/env python3
"""Does a plan give the same rows however it arrives? Plans in other formats scored beside their texts.

    python benchmarks/same_rows.py [--texts FOLDER] [--versions FOLDER] [--gold FOLDER] [--misses]

`--versions` has a folder for each format; a version has its plan's name. Each format is read into a store of its own,
in a new folder, and scored twice: against the gold annotations of its plans, beside the same plans' texts; and
against the rows of the texts taken for gold, which tells of plans that nobody annotated too. The figures are F1 of
the facts found. `!` marks one that is below its text's by more than may be: 0.02 or one row, for scans 0.06 or two.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import kehoach
from kehoach.evaluate import KINDS, SCORED, Tally, score
from kehoach.report.gold import gold_of

ROOT = Path(__file__).resolve().parents[1]
PLANS = ROOT.parent / "shared" / "plans"
LESS = {"scan": (0.06, 2)}  # F1 and rows that a version may lose
LESS_ELSE = (0.02, 1)
ALL = ("documents", "citations", "projects", "funding", "assignments", "deadlines", "targets")

Rows = Mapping[str, list[dict[str, Any]]]
Scores = Mapping[str, Tally]


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path, default=PLANS / "seeds")
    parser.add_argument("--versions", type=Path, default=PLANS / "rendered")
    parser.add_argument("--gold", type=Path, default=PLANS.parent / "gold")
    parser.add_argument("--misses", action="store_true", help="list what is missed, wrong or extra")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        texts = read(args.texts.iterdir(), folder / "texts")
        for versions in sorted(args.versions.iterdir()):
            stems = {file.stem for file in versions.iterdir()}
            plans = only(texts, stems)
            rows = read(versions.iterdir(), folder / versions.name)
            compare(f"{versions.name}: gold", versions.name, plans, rows, args.gold, args.misses)
            own = write_gold(plans, folder / f"gold-{versions.name}")
            compare(f"{versions.name}: the text's rows", versions.name, plans, rows, own, args.misses)


def read(files: Iterable[Path], out: Path) -> Rows:
    """The rows of a run of its own."""
    kehoach.run(sorted(map(str, files)), out)
    with kehoach.open_store(out) as store:
        return {name: store.rows(name) for name in (*SCORED, "tables")}


def only(rows: Rows, stems: set[str]) -> Rows:
    """The rows of these documents."""
    ids = {row["doc_id"] for row in rows["documents"] if Path(row["source"]).stem in stems}
    return {
        name: list(of) if name == "agencies" else [row for row in of if row["doc_id"] in ids]
        for name, of in rows.items()
    }


def write_gold(rows: Rows, out: Path) -> Path:
    """Write the rows of each document down as if somebody had annotated them."""
    out.mkdir()
    for document in rows["documents"]:
        own = {name: [r for r in of if r.get("doc_id") == document["doc_id"]] for name, of in rows.items()}
        gold = gold_of(own, ALL) | {"sections": own["sections"], "tables": tables_of(own["table_cells"])}
        file = out / f"{Path(document['source']).name}.json"
        file.write_text(json.dumps(gold, ensure_ascii=False, default=str), "utf-8")
    return out


def tables_of(cells: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Body cells as the tables of an annotation."""
    tables: dict[str, dict[int, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for cell in cells:
        tables[cell["table_id"]][cell["row"]][cell["col"]] = cell["text"]
    return [
        {"rows": [[row.get(col) for col in range(max(row) + 1)] for _, row in sorted(table.items())]}
        for table in tables.values()
    ]


def compare(what: str, name: str, plans: Rows, rows: Rows, gold: Path, misses: bool) -> None:
    """Print the scores of texts and versions side by side."""
    texts, versions = (score(r, gold, skip_absent=True).total for r in (plans, rows))
    print(f"\n{what}\n{'':22} text   {name}")
    for kind in KINDS:
        if kind in texts:
            print(line(kind, texts[kind], versions[kind], *LESS.get(name, LESS_ELSE)))
            if misses:
                known = set(texts[kind].misses)
                print(*(f"      {m}" for m in versions[kind].misses if m not in known), sep="\n")


def line(kind: str, text: Tally, version: Tally, less: float, rows: int) -> str:
    """One kind's figures."""
    figures = text.f1(text.found), version.f1(version.found)
    lost = max(text.found - version.found, (version.said - version.found) - (text.said - text.found))
    bad = figures[0] - figures[1] > less and lost > rows
    return f"{kind:20} {figures[0]:6.3f} {figures[1]:6.3f} {'!' if bad else ' '} {version.found}/{version.gold}, said {version.said}"


if __name__ == "__main__":
    main()
