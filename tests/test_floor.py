"""The house: imports go down only, files and functions stay small, heavy libraries stay outside the door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from plans import ROOT

SOURCE = ROOT / "pipeline" / "kehoach"

# From the ground up. A module stands on the floor whose name is the longest beginning of its own.
FLOORS = (
    ("frozen",),
    ("mentions", "remote", "program"),
    ("values",),
    ("rule_files",),
    ("rulebook",),
    ("rule_reading",),
    ("rule_cache",),
    ("ingest", "programmes"),
    ("clean", "inner_labels", "reflow", "source_rows"),
    ("outline", "headings", "grid", "language"),
    ("extract",),
    ("resolve",),
    ("checks",),
    ("plan",),
    ("columns",),
    ("vocabularies",),
    ("tables",),
    ("rows", "frames"),
    ("corrections",),
    ("database", "exchange", "ledger", "sources"),
    ("store", "journal", "tasks"),
    ("merge", "parts", "publish", "lock", "reading", "looking"),
    ("worker",),
    ("pool",),
    ("cluster", "mirror"),
    ("batch", "evaluate", "export"),
    ("report",),
    ("cli", ""),
    ("__main__",),
)  # fmt: skip
HEIGHT = {name: height for height, names in enumerate(FLOORS) for name in names}
MODULES = sorted(SOURCE.rglob("*.py"))
HEAVY = {"spacy", "underthesea", "pandas", "pdfplumber", "duckdb", "pyarrow"}


def module_name(file: Path) -> str:
    """`extract.money` for pipeline/kehoach/extract/money.py, `` for the package itself."""
    parts = file.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def floor(module: str) -> int:
    """The floor on which a module stands; KeyError for one that the house has no room for."""
    while module not in HEIGHT:
        if "." not in module:
            raise KeyError(f"kehoach.{module} stands on no floor: give it one in tests/test_floor.py")
        module = module.rpartition(".")[0]
    return HEIGHT[module]


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The kehoach modules that a module imports anywhere, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write imports in full"
            if node.module == "kehoach":
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif node.module and node.module.startswith("kehoach."):
                yield node.module.removeprefix("kehoach."), node.lineno
        elif isinstance(node, ast.Import):
            yield from (
                (alias.name.removeprefix("kehoach."), node.lineno)
                for alias in node.names
                if alias.name.startswith("kehoach.")
            )


@pytest.mark.parametrize("file", MODULES, ids=module_name)
def test_imports_go_down_only(file: Path) -> None:
    own = floor(module_name(file))
    for target, line in imports(ast.parse(file.read_text("utf-8"))):
        assert floor(target) <= own, f"{file}:{line} imports kehoach.{target} from above"


def test_no_two_modules_import_each_other() -> None:
    wanted = {
        module_name(f): {t for t, _ in imports(ast.parse(f.read_text("utf-8")))}
        for f in MODULES
        if f.name != "__init__.py"
    }
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, f"a circle: {' > '.join((*path, module))}"
        if module not in done:
            for target in wanted.get(module, ()):
                visit(target, (*path, module))
            done.add(module)

    for module in wanted:
        visit(module, ())
    assert len(done) > 15


@pytest.mark.parametrize("file", MODULES, ids=module_name)
def test_heavy_libraries_are_imported_where_they_are_used(file: Path) -> None:
    for node in ast.parse(file.read_text("utf-8")).body:
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] not in HEAVY, f"{file}:{node.lineno}: import {name} in the function that uses it"


@pytest.mark.parametrize("file", MODULES, ids=module_name)
def test_files_and_functions_stay_small(file: Path) -> None:
    text = file.read_text("utf-8")
    assert text.count("\n") < 500, f"{file} grew past 500 lines: a room is missing"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 60, f"{file}:{node.lineno} {node.name} has {length} lines"


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    assert {f.stem for f in MODULES} & {"utils", "helpers", "common", "misc"} == set()


def run_python(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT).stdout


def test_importing_the_package_imports_none_of_its_modules() -> None:
    loaded = run_python("import sys, kehoach; print(*sys.modules)").split()
    assert [name for name in loaded if name.startswith("kehoach.")] == []


def test_the_command_line_loads_no_library_that_it_does_not_need() -> None:
    loaded = set(run_python("import sys, kehoach.cli; print(*sys.modules)").split())
    assert loaded & (HEAVY | {"numpy", "regex", "pydantic", "rapidfuzz", "multiprocessing"}) == set()


def test_the_verbs_of_the_package_are_these() -> None:
    import kehoach

    verbs = "compare extract_plan load_rules open_store read_document responsibility_matrix run"
    assert kehoach.__all__ == verbs.split()
    assert all(callable(getattr(kehoach, name)) for name in kehoach.__all__)
    assert set(kehoach.__all__) <= set(dir(kehoach))
    with pytest.raises(AttributeError, match="its verbs are compare, extract_plan"):
        kehoach.extract_plans  # noqa: B018
