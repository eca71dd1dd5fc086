"""Where rules are, and what tells one state of them from another; what they say, `rulebook.py` reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path


class RuleError(Exception):
    """A rule file is wrong. Says the file, the row, what is wrong and how to mend it."""

    def __init__(self, file: Path, row: str, problem: str, mend: str) -> None:
        super().__init__(f"{file}: {row}: {problem}\n  mend: {mend}")


def rules_folder() -> Path:
    """Where the program's own rules are: in the wheel, or in the checkout."""
    packaged = Path(str(files("kehoach"))) / "rules"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[2] / "rules"


def rules_version(*overlays: Path) -> str:
    """The `version` that `load_rules` would give, without reading what the rules say: a hundred times as fast.

    FileNotFoundError for a folder that is not there.
    """
    digest = hashlib.sha256()
    for folder, file in rule_files(overlays):
        digest.update(named(file, folder, file.read_bytes()))
    return digest.hexdigest()[:16]


def rule_files(overlays: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """Each rule file after the folder that it is in, ours first."""
    for folder in (rules_folder(), *overlays):
        if not folder.is_dir():
            raise FileNotFoundError(f"no rules folder {folder}; give a folder that holds SUBJECT/TOPIC.toml")
        yield from ((folder, file) for file in sorted(folder.rglob("*.toml")))


def named(file: Path, folder: Path, content: bytes) -> bytes:
    """What a rule file adds to the version."""
    return file.relative_to(folder).as_posix().encode() + b"\0" + content
