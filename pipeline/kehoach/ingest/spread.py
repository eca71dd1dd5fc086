"""Pages that are read by OCR, several at a time: a thread waits for each tesseract, and tesseract keeps a core busy."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeVar

THREADS = "KEHOACH_THREADS"  # in the environment: a run's processes are told how many pages each may read at once

T = TypeVar("T")


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pages_at_once() -> int:
    """How many pages this process reads at a time: as said in the environment, else one for each core."""
    said = os.environ.get(THREADS, "")
    return max(1, int(said)) if said.isdecimal() else cores()


def spread(work: Iterable[Callable[[], T]]) -> list[T]:
    """What each piece of work gives, in order. The pieces are made here, one after the other: pdfium has one thread.

    No more are made than are worked on, and one that waits: a page's picture is four megabytes.
    """
    from concurrent.futures import Future, ThreadPoolExecutor

    most = pages_at_once()
    if most == 1:
        return [piece() for piece in work]
    given: list[T] = []
    underway: deque[Future[T]] = deque()
    with ThreadPoolExecutor(most) as threads:
        for piece in work:
            underway.append(threads.submit(piece))
            if len(underway) > most:
                given.append(underway.popleft().result())
    return given + [future.result() for future in underway]
