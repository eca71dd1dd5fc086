"""The work of one process: read some documents, and write what they gave as a batch of the journal.

It decides nothing and commits nothing, so it may be done again, or twice at once, or anywhere.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import BinaryIO

from kehoach.ingest import UnreadableDocument, read_bytes, read_document
from kehoach.journal import write_batch
from kehoach.ledger import Content
from kehoach.plan import extract_plan
from kehoach.remote import fetch, is_url
from kehoach.rows import Rows, rows_of
from kehoach.rule_cache import kept_rules
from kehoach.rulebook import Rulebook
from kehoach.tables import SCHEMA, SHARED
from kehoach.tasks import VANISHED, Failure, Item, Limits, Report, Task, failed, repeating


@cache
def rulebook_of(rules: tuple[Path, ...]) -> Rulebook:
    """A process reads the rules once."""
    return kept_rules(*rules)


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
    document = read_bytes(fetch(source), source, rules) if is_url(source) else read_document(source, rules)
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
