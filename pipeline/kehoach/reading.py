"""The work of one process: read some documents, and write what they gave as a batch of the journal.

It decides nothing and commits nothing, so it may be done again, or twice at once, or anywhere.
"""

from __future__ import annotations

import errno
import hashlib
import shlex
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import BinaryIO

from kehoach.ingest import UnreadableDocument, read_document
from kehoach.journal import write_batch
from kehoach.ledger import Content
from kehoach.plan import extract_plan
from kehoach.rows import Rows, rows_of
from kehoach.rulebook import Rulebook, load_rules
from kehoach.tables import SCHEMA, SHARED

VANISHED = frozenset((errno.ENOENT, errno.ENOTDIR, errno.ESTALE, errno.EIO, errno.ENXIO, errno.ENODEV))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take: seconds by the clock, and MB of memory in its process. 0 is no limit."""

    seconds: float = 600
    megabytes: int = 2048

    def __str__(self) -> str:
        return f"--timeout {self.seconds:g} --memory {self.megabytes}"


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Item:
    """A document to read: where it is, and the hash that it had when the run looked."""

    source: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Task:
    """Documents to read together. With `last_try`, what fails is recorded, not given back."""

    items: tuple[Item, ...]
    rules: tuple[Path, ...]
    program: str
    limits: Limits = DEFAULT_LIMITS
    last_try: bool = False


@dataclass(frozen=True, slots=True)
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


@cache
def rulebook_of(rules: tuple[Path, ...]) -> Rulebook:
    """A process reads the rules once."""
    return load_rules(*rules)


def repeating(source: str, rules: Sequence[Path], limits: Limits) -> str:
    """The command that repeats a failure, in a store of its own."""
    laid = "".join(f" --rules {shlex.quote(str(folder))}" for folder in rules)
    return f"kehoach run {shlex.quote(source)} --out repeat --redo --jobs 1 {limits}{laid}"


def read_task(task: Task, file: BinaryIO, tell: Callable[[int], None] = lambda i: None) -> Report:
    """Read the documents of a task, write a batch to `file`, and report. `tell` is told which one comes now."""
    rules = rulebook_of(task.rules)
    report, texts = Report(), dict[str, str]()
    together: Rows = {name: [] for name in SCHEMA}
    for i, item in enumerate(task.items):
        tell(i)
        try:
            doc_id, sha256, text, rows = read_rows(item.source, rules)
        except Exception as error:  # one bad document must not cost the archive
            _note_failure(report, task, item, error, rules)
            continue
        texts[doc_id] = text
        warnings = sum(row["severity"] == "warning" for row in rows["diagnostics"])
        report.contents.append(Content(sha256, doc_id, item.source, "read", rules.version, task.program, warnings))
        for name, found in rows.items():
            together[name] += [{"doc_id": doc_id, **row} for row in found] if name in SHARED else found
    write_batch(file, report.contents, texts, together)
    return report


def read_rows(source: str, rules: Rulebook) -> tuple[str, str, str, Rows]:
    """A document's id, its hash, its reference text, and its rows."""
    document = read_document(source, rules)
    return document.doc_id, document.sha256, document.text, rows_of(extract_plan(document, rules), rules.version)


def _note_failure(report: Report, task: Task, item: Item, error: Exception, rules: Rulebook) -> None:
    """Put a failure where it belongs: gone, to be tried again alone, or failed for good."""
    cause = error if isinstance(error, OSError) else error.__cause__
    command = repeating(item.source, task.rules, task.limits)
    if isinstance(cause, OSError) and cause.errno in VANISHED:
        reason = f"the file can't be opened: {cause.strerror}; it was there when the run began"
        report.vanished.append(Failure(item.source, reason, "vanished", command))
    elif isinstance(error, UnreadableDocument):
        report.contents.append(
            failed(item, Failure(item.source, str(error), "unreadable", command), task, rules.version)
        )
    else:
        failure = Failure(item.source, *_why(error, task.limits), command)
        if task.last_try:
            report.contents.append(failed(item, failure, task, rules.version))
        else:
            report.again.append((item, failure))


def _why(error: Exception, limits: Limits) -> tuple[str, str]:
    """A reason in words, and its code."""
    if isinstance(error, MemoryError):
        return f"it needs more than {limits.megabytes} MB of memory; give it more with --memory, or split it", "memory"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"{type(error).__name__}: {error} ({place}); please report this", "crashed"


def failed(item: Item, failure: Failure, task: Task, rules: str) -> Content:
    """The ledger's entry for a document that could not be read."""
    return Content(
        item.sha256, hashlib.sha256(item.sha256.encode()).hexdigest()[:16], item.source, "failed", rules, task.program,
        code=failure.code, reason=failure.reason, command=failure.command,
    )  # fmt: skip
