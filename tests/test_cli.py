"""The command line: what it prints, what its status says, how soon it answers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kehoach.cli import app
from kehoach.store import open_store
from kehoach.tables import SCHEMA
from plans import CORPUS, ROOT

COMMANDS = (
    "run",
    "show",
    "evaluate",
    "schema",
    "explain",
    "compare",
    "workbook",
    "report",
    "apply",
    "gold",
    "calendar",
    "citations",
    "export",
    "compact",
)
PLAN = sorted((CORPUS / "plans").iterdir())[0]


def kehoach(*words: str | Path) -> Result:
    """Call a command in this process."""
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="kehoach")


def test_run_fills_a_store_and_says_what_it_did(tmp_path: Path) -> None:
    result = kehoach("run", CORPUS / "plans", "--out", tmp_path / "out", "--jobs", "1")
    assert result.exit_code == 0, result.output
    with open_store(tmp_path / "out") as store:
        for name in SCHEMA:
            assert f"{name:20} {store.arrow(name).num_rows:>9,} rows" in result.output
    assert str(tmp_path / "out" / "kehoach.duckdb") in result.output


def test_status_one_says_that_a_document_failed(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7")
    result = kehoach("run", tmp_path / "scan.pdf", PLAN, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "scan.pdf: the PDF is cut off before its end" in result.output
    assert len(open_store(tmp_path / "out").rows("documents")) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run"], "Missing argument"),
        (["run", "nowhere.txt", "--out", "OUT"], "no documents at nowhere.txt"),
        (["run", PLAN, "--out", "OUT", "--rules", "nowhere"], "no rules folder nowhere"),
        (["run", PLAN, "--out", PLAN], "is a file; give a folder"),
        (["run", PLAN, "--out", "OUT", "--jobs", "-1"], "--jobs"),
        (["show", PLAN, "--lang", "fr"], "--lang is en or vi, not fr"),
        (["evaluate", "--gold", CORPUS / "gold"], "one of the two"),
        (["evaluate", "--gold", "nowhere", "--tables", "nowhere"], "nowhere"),
        (["evaluate", PLAN, "--gold", CORPUS / "plans"], "no gold annotations"),
        (["schema", "--format", "xml"], "markdown or json"),
        (["explain", "nothing.at_all"], "no rule and no subject nothing.at_all"),
        (["dance"], "No such command"),
    ],
    ids=lambda value: " ".join(map(str, value[:2])) if isinstance(value, list) else "",
)
def test_status_two_says_what_is_wrong_with_the_call(tmp_path: Path, words: list[str | Path], said: str) -> None:
    result = kehoach(*(tmp_path if word == "OUT" else word for word in words))
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_users_rules_are_laid_over_ours(tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "greetings"
    folder.mkdir(parents=True)
    (folder / "words.toml").write_text(
        "[[rule]]\nid = 'greetings.hello'\npattern = 'xin chào'\nsource = 'a test'\n"
        "accepts = ['xin chào']\nrejects = ['tạm biệt']\n",
        "utf-8",
    )
    result = kehoach("explain", "greetings.hello", "--rules", tmp_path / "mine")
    assert result.exit_code == 0
    assert "source:  a test" in result.output
    assert "greetings/words.toml" in result.output


def test_show_prints_every_part_in_both_languages() -> None:
    english, vietnamese = kehoach("show", PLAN), kehoach("show", PLAN, "--lang", "vi")
    assert english.exit_code == vietnamese.exit_code == 0
    for name in ("documents", "sections", "citations", "projects", "assignments", "deadlines", "targets"):
        assert SCHEMA[name].en in english.output
        assert SCHEMA[name].vi in vietnamese.output


def test_show_says_why_a_document_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "plan.docx").write_bytes(b"%PDF-1.7")
    result = kehoach("show", tmp_path / "plan.docx")
    assert result.exit_code == 1
    assert "the PDF is cut off before its end" in result.output


def test_evaluate_writes_the_scores_it_prints(tmp_path: Path) -> None:
    result = kehoach("evaluate", PLAN, "--gold", CORPUS / "gold", "--misses", "--json", tmp_path / "scores.json")
    assert result.exit_code == 0, result.output
    scores = json.loads((tmp_path / "scores.json").read_text("utf-8"))
    assert f"{scores['sections']['found_F1']:.3f}" in result.output
    assert f"== {PLAN.stem}" in result.output


def test_schema_names_every_column_in_both_languages() -> None:
    markdown, data = kehoach("schema").output, json.loads(kehoach("schema", "--format", "json").output)
    for name, table in SCHEMA.items():
        assert f"## {name}: {table.en} · {table.vi}" in markdown
        for column in table.columns:
            assert f"| `{column.name}` | {column.kind} | {column.en} | {column.vi} |" in markdown
        assert [column["name"] for column in data["tables"][name]["columns"]] == [c.name for c in table.columns]
    assert data["vocabularies"]["agency_role"]["lead"] == {"en": "leads", "vi": "chủ trì"}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_examples(command: str) -> None:
    assert f"kehoach {command} " in " ".join(kehoach(command, "--help").output.split()).split("Example", 1)[1]


def test_the_commands_are_these() -> None:
    output = kehoach("--help").output
    assert all(f"  {command} " in output for command in COMMANDS)
    assert {command.callback.__name__ for command in app.registered_commands if command.callback} == set(COMMANDS)


def test_help_answers_at_once() -> None:
    """It loads none of the libraries that take their time; a measured second would tell of the machine."""
    loads = [sys.executable, "-X", "importtime", "-m", "kehoach", "--help"]
    said = subprocess.run(loads, check=True, capture_output=True, text=True, cwd=ROOT)
    assert "evaluate" in said.stdout
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in said.stderr.splitlines()}
    assert "kehoach" in loaded
    assert not loaded & {
        "spacy",
        "underthesea",
        "pandas",
        "numpy",
        "pdfplumber",
        "pypdfium2",
        "duckdb",
        "pyarrow",
        "dask",
    }
