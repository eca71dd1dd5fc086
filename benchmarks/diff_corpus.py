#!/usr/bin/env python3
"""Facts gained and lost between a commit and the working tree: look at them before you keep a rule.

    python benchmarks/diff_corpus.py REF PATH...

The commit is unpacked into a temporary folder and run there with its own rules; both runs read the
same documents. A fact is what a row says, without ids, places and rules, so a moved span is no change.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TABLES = (
    "documents sections citations projects funding assignments assignment_agencies assignment_projects "
    "deadlines targets tables table_cells diagnostics"
).split()
UNSAID = {
    "source",
    "sha256",
    "media",
    "n_chars",
    "start",
    "end",
    "page",
    "text",
    "rule_id",
    "confidence",
    "rules_version",
}
SHOWN = 40  # of a table, each way
WIDTH = 200

Facts = dict[str, Counter[str]]


def main() -> None:
    """Run both and print the difference."""
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    ref, paths = sys.argv[1], [str(Path(path).resolve()) for path in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        unpack(ref, Path(folder, "commit"))
        run(Path(folder, "commit"), paths, before)
        run(ROOT, paths, after)
        report(ref, read_facts(before), read_facts(after))


def unpack(ref: str, folder: Path) -> None:
    """A commit's files in a folder, without a trace in the repository."""
    archive = subprocess.run(["git", "-C", str(ROOT), "archive", ref], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(folder, filter="data")


def run(checkout: Path, paths: list[str], out: Path) -> None:
    """Run a checkout's own code on the documents. Status 1 says that some failed: that is a fact too."""
    code = "import sys; from kehoach.cli import main; sys.argv[0] = 'kehoach'; main()"
    environment = {**os.environ, "PYTHONPATH": str(checkout / "pipeline")}
    command = [sys.executable, "-c", code, "run", *paths, "--out", str(out), "--jobs", "1"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if not (out / "tables").is_dir():
        sys.exit(f"the run of {checkout} ended with status {done.returncode}:\n{done.stderr}")


def read_facts(store: Path) -> Facts:
    """What a store's rows say, table by table, each as a line that names its document."""
    import pyarrow.parquet as pq

    tables: dict[str, list[dict[str, Any]]] = {
        name: pq.read_table(store / "tables" / f"{name}.parquet").to_pylist() for name in TABLES
    }
    source = {row["doc_id"]: Path(row["source"]).stem for row in tables["documents"]}
    names = {row["project_id"]: row["label"] for row in tables["projects"]}
    names |= {row["assignment_id"]: row["task"][:60] for row in tables["assignments"]}
    return {
        name: Counter(f"{source.get(row.get('doc_id'), '?')[:40]}: {say(row, names)}" for row in rows)
        for name, rows in tables.items()
    }


def say(row: dict[str, Any], names: dict[str, str]) -> str:
    """A row in a line; ids that lead to a project or a duty are named, others left out."""
    said = []
    for key, value in row.items():
        if value is None or key in UNSAID or key == "doc_id":
            continue
        if key in ("project_id", "assignment_id") and "label" not in row and "task" not in row:
            said.append(f"{key[:-3]}={names.get(value)}")
        elif not key.endswith("_id"):
            said.append(f"{key}={value}")
    return " ".join(said)


def report(ref: str, before: Facts, after: Facts) -> None:
    """The facts lost (-) and gained (+), then the sums."""
    lines = [f"{'facts':22} {ref:>10}   now   lost gained"]
    for name in TABLES:
        lost, gained = before[name] - after[name], after[name] - before[name]
        for mark, facts in (("-", lost), ("+", gained)):
            for fact in sorted(facts.elements())[:SHOWN]:
                print(f"{mark} {name:20} {fact[:WIDTH]}")
            if facts.total() > SHOWN:
                print(f"{mark} {name:20} … and {facts.total() - SHOWN} more")
        lines.append(f"{name:22} {before[name].total():10} {after[name].total():5} {lost.total():6} {gained.total():6}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
