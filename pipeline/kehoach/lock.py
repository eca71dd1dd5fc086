"""One run at a time on a store."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kehoach.store import StoreError


@contextmanager
def locked(out: Path, own: Path, patient: bool) -> Iterator[None]:
    """Hold a store's lock. The system lets go of it when the process ends, however it ends.

    StoreError says who holds it; with `patient` it is waited for.
    """
    own.mkdir(parents=True, exist_ok=True)
    with (own / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if patient else fcntl.LOCK_NB))
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise StoreError(f"{out} is being written by {holder}; --wait waits for it to end") from None
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}")
        file.flush()
        yield
