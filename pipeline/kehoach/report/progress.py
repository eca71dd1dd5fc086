"""How a run gets on: a bar on a terminal, lines of JSON for a program, nothing where the output goes elsewhere."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from kehoach.batch import Progress

EVERY = 1.0  # seconds between two lines of JSON

Teller = Callable[[Progress], None]


@contextmanager
def report_progress(quiet: bool = False, json_log: bool = False) -> Iterator[Teller]:
    """A function to tell how far a run is: rate, time left and failures so far."""
    if json_log:
        yield _json_lines()
        return
    console = Console(stderr=True)
    columns = (
        TextColumn("documents"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}/s"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
    )
    with Bar(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("documents", total=None, rate="…", failed="")

        def tell(now: Progress) -> None:
            failed = f"{now.failed} failed" if now.failed else ""
            bar.update(task, completed=now.done, total=now.total, rate=f"{rate(now):.1f}", failed=failed)

        yield tell


def rate(now: Progress) -> float:
    """Documents a second since the run began."""
    return now.done / now.seconds if now.seconds else 0.0


def _json_lines() -> Teller:
    """Tell by a line of JSON on stderr, once a second and at the end."""
    last = 0.0

    def tell(now: Progress) -> None:
        nonlocal last
        if time.monotonic() - last < EVERY and now.done < now.total:
            return
        last = time.monotonic()
        speed = rate(now)
        left = (now.total - now.done) / speed if speed else None
        line = {"event": "progress", **asdict(now), "documents_per_second": speed, "seconds_left": left}
        print(json.dumps({k: round(v, 3) if isinstance(v, float) else v for k, v in line.items()}), file=sys.stderr)

    return tell
