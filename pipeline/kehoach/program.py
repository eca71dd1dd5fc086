"""What tells one state of the program from another, as far as rows are concerned."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

# What has no say in the rows of a document: a change there does not make documents stale.
NO_SAY = frozenset(
    "report cli.py batch.py cluster.py evaluate.py export.py lock.py looking.py mirror.py pool.py program.py publish.py "
    "remote.py rule_cache.py sources.py store.py tasks.py worker.py".split()
)


@cache
def program_version() -> str:
    """A hash of the modules that make rows; another version of the program may read a document otherwise."""
    digest, home = hashlib.sha256(), Path(__file__).parent
    for file in sorted(home.rglob("*.py")):
        if file.relative_to(home).parts[0] not in NO_SAY:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
