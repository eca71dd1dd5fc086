"""The wheel holds the package and its rules, and works where the checkout is not."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from plans import CORPUS, ROOT


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, built without the net."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def files(folder: Path, pattern: str) -> dict[str, bytes]:
    """Relative path -> content."""
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob(pattern)) if f.is_file()}


def test_the_wheel_has_the_checkouts_rules(unpacked: Path) -> None:
    assert files(unpacked / "kehoach" / "rules", "*") == files(ROOT / "rules", "*")


def test_the_wheel_has_the_checkouts_modules(unpacked: Path) -> None:
    assert files(unpacked / "kehoach", "*.py") == files(ROOT / "pipeline" / "kehoach", "*.py")
    assert (unpacked / "kehoach" / "py.typed").exists()


def test_the_wheel_reads_a_plan_with_its_own_rules(unpacked: Path, tmp_path: Path) -> None:
    plan = sorted((CORPUS / "plans").iterdir())[0]
    code = f"""
import sys
sys.path.insert(0, {str(unpacked)!r})
import kehoach
from kehoach.rule_files import rules_folder
assert kehoach.__file__.startswith({str(unpacked)!r}), kehoach.__file__
assert str(rules_folder()).startswith({str(unpacked)!r}), rules_folder()
plan = kehoach.extract_plan(kehoach.read_document({str(plan)!r}), kehoach.load_rules())
print(len(plan.outline.sections))
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert int(found.stdout) > 3
