"""Rules that were read once, kept for the next process: reading and compiling them takes seconds, this a tenth of one.

What is kept is named after all that it came from (the files, where they are, the code, the libraries), so
it can't be out of date; where nothing can be kept, rules are read as ever.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from kehoach import rulebook
from kehoach.rule_files import rule_files, rules_version
from kehoach.rulebook import Rulebook

KEPT = 8  # states of the rules; who works on them makes a new one with every change


def kept_rules(*overlays: Path) -> Rulebook:
    """What `load_rules` gives, from the user's cache where it is there. The same errors."""
    file = cache_folder() / f"rules-{_key(overlays)}.pickle"
    with suppress(Exception):  # not there, cut off, or of a library that changed: read as ever
        if file.stat().st_uid == os.getuid():  # nobody else's: a pickle can run code
            found = pickle.loads(file.read_bytes())
            if isinstance(found, Rulebook):
                return found
    from kehoach.rule_reading import load_rules  # and what checks them, which a cached one is spared

    rules = load_rules(*overlays).compile_all()
    with suppress(OSError):
        _keep(rules, file)
    return rules


def cache_folder() -> Path:
    """Where this user's programs keep what they can make again (XDG base directories)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "kehoach"


def _key(overlays: tuple[Path, ...]) -> str:
    code = hashlib.sha256(
        b"".join(file.read_bytes() for file in sorted(Path(rulebook.__file__).parent.glob("rule*.py")))
    )
    libraries = [sys.version, version("regex"), version("pydantic")]
    folders = sorted({os.path.abspath(folder) for folder, _ in rule_files(overlays)})
    return hashlib.sha256(
        "\0".join([rules_version(*overlays), code.hexdigest(), *libraries, *folders]).encode()
    ).hexdigest()[:24]


def _keep(rules: Rulebook, file: Path) -> None:
    """Put it there at a stroke, and let go of the oldest."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = file.with_suffix(f".{os.getpid()}")
    aside.write_bytes(pickle.dumps(rules, pickle.HIGHEST_PROTOCOL))
    aside.replace(file)
    for old in sorted(file.parent.glob("rules-*"), key=lambda kept: -kept.stat().st_mtime)[KEPT:]:
        old.unlink(missing_ok=True)
