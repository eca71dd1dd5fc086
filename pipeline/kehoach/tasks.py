"""What a run asks of the processes that read, and what they answer: plain values that travel."""

from __future__ import annotations

import errno
import hashlib
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kehoach.frozen import frozen
from kehoach.ledger import Content

VANISHED = frozenset((errno.ENOENT, errno.ENOTDIR, errno.ESTALE, errno.EIO, errno.ENXIO, errno.ENODEV))


@frozen
class Limits:
    """What one document may take: seconds by the clock, and MB of memory in its process. 0 is no limit."""

    seconds: float = 600
    megabytes: int = 2048

    def __str__(self) -> str:
        return f"--timeout {self.seconds:g} --memory {self.megabytes}"


DEFAULT_LIMITS = Limits()


@frozen
class Item:
    """A document to read: where it is, and the hash that it had when the run looked."""

    source: str
    sha256: str


@frozen
class Task:
    """Documents to read together. With `last_try`, what fails is recorded, not given back."""

    items: tuple[Item, ...]
    rules: tuple[Path, ...]
    program: str
    limits: Limits = DEFAULT_LIMITS
    last_try: bool = False


@frozen
class Failure:
    """A document that gave no rows, and why; `command` repeats it."""

    source: str
    reason: str
    code: str = "unreadable"
    command: str = ""


@dataclass(slots=True)
class Report:
    """What came of a task: the contents in the batch, the documents to try once more, and those that are gone."""

    contents: list[Content] = field(default_factory=list)
    again: list[tuple[Item, Failure]] = field(default_factory=list)
    vanished: list[Failure] = field(default_factory=list)


def repeating(source: str, rules: Sequence[Path], limits: Limits) -> str:
    """The command that repeats a failure, in a store of its own."""
    laid = "".join(f" --rules {shlex.quote(str(folder))}" for folder in rules)
    return f"kehoach run {shlex.quote(source)} --out repeat --redo --jobs 1 {limits}{laid}"


def failed(item: Item, failure: Failure, task: Task, rules: str) -> Content:
    """The ledger's entry for a document that could not be read."""
    return Content(
        item.sha256, hashlib.sha256(item.sha256.encode()).hexdigest()[:16], item.source, "failed", rules, task.program,
        code=failure.code, reason=failure.reason, command=failure.command,
    )  # fmt: skip
