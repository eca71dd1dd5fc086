"""The documentation says what is so: every command and option, output that is real, nothing of any one machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import typer.main

from doc_blocks import FILES, ROOT, find_blocks, make_folder, timeless
from kehoach.cli import app
from kehoach.tables import SCHEMA

TRACKED = subprocess.run(
    ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True
).stdout.splitlines()
FOLDERS = ("pipeline", "rules", "tests", "benchmarks", "docs", "corpus", ".ci")
TEXTS = [
    file
    for file in (
        [ROOT / name for name in TRACKED]
        or [f for folder in FOLDERS for f in (ROOT / folder).rglob("*")] + [f for f in ROOT.iterdir() if f.is_file()]
    )
    if file.is_file() and file.suffix not in (".pyc", ".duckdb", ".parquet")
]


def commands() -> dict[str, list[str]]:
    """Every command with its options, as the command line itself knows them."""
    group = typer.main.get_command(app)
    listed = getattr(group, "commands")  # noqa: B009
    return {
        name: [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        for name, command in listed.items()
    }


@pytest.mark.parametrize("name", FILES)
def test_every_command_and_option_is_in_the_documentation(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    known = commands()
    assert len(known) >= 5
    for command, options in known.items():
        assert f"kehoach {command}" in text
        for option in options:
            assert re.search(rf"`[^`\n]*{option}\b", text), f"{name} does not name {command} {option}"


@pytest.mark.parametrize("name", FILES)
def test_the_documentation_names_every_table(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert [table for table in SCHEMA if f"`{table}`" not in text] == []


@pytest.mark.parametrize("name", FILES)
def test_examples_print_what_the_documentation_says(name: str, tmp_path: Path) -> None:
    blocks = find_blocks((ROOT / name).read_text("utf-8"))
    folder = make_folder(tmp_path)
    assert sum(block.said is not None for block in blocks) >= 4
    for block in blocks:
        output = block.run(folder)
        if block.said is not None:
            assert timeless(output) == timeless(block.said), f"`make docs` puts today's output into {name}"


def test_make_run_is_what_the_documentation_runs() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").split("\nrun:", 1)[1].split("\n\n")[0]
    assert "kehoach run corpus/plans --out $(OUT)" in recipe
    assert recipe.count("\n") == 1


def test_every_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    for target in phony.split():
        assert re.search(rf"^{target}:.*## \w", makefile, re.MULTILINE), target


# A host that serves packages, and paths of the machines that this was written on. Split, so that this file passes.
FOREIGN = re.compile(
    "pypi" r"\.|python" r"hosted\.|registry" r"\.\w+\.\w+|conda" r"\.\w|find-" "links|extra-" "index|index-" "url|"
    "/wo" "rk/|/ro" "ot/|/ho" r"me/\w|\.\./\." "library|/tmp/" r"\w"
)  # fmt: skip


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_file_names_a_registry_or_a_machine(file: Path) -> None:
    found = FOREIGN.search(file.read_bytes().decode("utf-8", "ignore"))
    assert not found, f"{file}: {found and found[0]}"


def test_the_files_that_are_searched_are_those_of_the_project() -> None:
    names = {file.relative_to(ROOT).as_posix() for file in TEXTS}
    assert {"README.md", "Makefile", "pipeline/kehoach/cli.py", "rules/fragments.toml", "tests/test_docs.py"} <= names


@pytest.mark.parametrize(
    "text", ["see https://" + "pypi" + ".org", "cd /wo" + "rk/main", "open('/ho" + "me/an/plan.txt')", "../." + "library/x"]
)  # fmt: skip
def test_foreign_names_are_seen(text: str) -> None:
    assert FOREIGN.search(text)
