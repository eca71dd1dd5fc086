"""The processes that read documents for a run: a nursery that loads rules once, and workers forked from it.

The nursery is a fresh Python that has no thread, so forking it is safe, and a worker is there in
milliseconds with the rules in shared memory. A worker gets tasks over its socket, says which document
it is at, and answers with a report. It has a memory limit of its own and dies with the run.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from kehoach.ingest.spread import THREADS
from kehoach.tasks import Limits, Report, Task

AT = struct.Struct("<i")
PR_SET_PDEATHSIG = 1
BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[2]); from kehoach.worker import nurse; nurse(int(sys.argv[1]), sys.argv[3])"


# ---- the run's side


class Nursery:
    """A process that forks workers. `log` is the file that takes what libraries print before they crash.

    `pages` are a scan's pages that a worker reads at a time, where the environment does not say it.
    """

    def __init__(self, rules: tuple[Path, ...], limits: Limits, log: Path, pages: int) -> None:
        self.log = log
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        path = json.dumps([os.path.abspath(entry) for entry in sys.path])
        config = json.dumps({"rules": [str(folder) for folder in rules], "megabytes": limits.megabytes})
        with there, log.open("ab") as printed:
            self.process = subprocess.Popen(
                [sys.executable, "-c", BOOT, str(there.fileno()), path, config],
                pass_fds=[there.fileno()], stdin=subprocess.DEVNULL, stdout=printed, stderr=printed,
                env={THREADS: str(pages), **os.environ},
            )  # fmt: skip
        self._socket = here

    def fork(self) -> tuple[int, Connection]:
        """A new worker: its process id and the connection to it. RuntimeError where none can be made."""
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with there:
                socket.send_fds(self._socket, [b"f"], [there.fileno()])
            answer = self._socket.recv(AT.size, socket.MSG_WAITALL)
        except OSError:
            answer = b""
        if len(answer) < AT.size:
            here.close()
            raise RuntimeError(f"the processes that read can't be started: {last_words(self.log)}")
        return AT.unpack(answer)[0], Connection(here.detach())

    def close(self) -> None:
        """End the nursery; its workers end with it."""
        self._socket.close()
        self.process.kill()
        self.process.wait()


def last_words(log: Path) -> str:
    """The last line that a process left behind."""
    try:
        lines = log.read_text("utf-8", "replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1][:300] if lines else ""


# ---- the nursery's side


def nurse(descriptor: int, config: str) -> None:
    """Load what all workers need, then fork one whenever the run asks."""
    from kehoach.reading import rulebook_of

    _die_with_parent()
    asked = json.loads(config)
    rulebook_of(tuple(Path(folder) for folder in asked["rules"]))
    import pyarrow  # noqa: F401

    gc.collect()
    gc.freeze()  # the collector would touch, and so copy, every page that is shared
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=descriptor) as run:
        while True:
            said, descriptors, _, _ = socket.recv_fds(run, 1, 1)
            if not said:
                return
            child = os.fork()
            if child == 0:
                run.close()
                _work(Connection(descriptors[0]), asked["megabytes"])
            os.close(descriptors[0])
            run.sendall(AT.pack(child))


def _work(run: Connection, megabytes: int) -> None:
    """A worker's life: tasks until the run hangs up."""
    try:
        _die_with_parent()
        os.setsid()  # so that what it starts, as tesseract, can be ended with it
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if megabytes:
            resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        while True:
            task, aside = run.recv()
            run.send(_do(task, Path(aside), run))
    except (EOFError, OSError):
        pass
    finally:
        os._exit(0)


def _do(task: Task, aside: Path, run: Connection) -> tuple[Report | str, int]:
    """A task's report, or why the batch could not be written; and the MB that the process holds now."""
    from kehoach.reading import read_task

    answer: Report | str
    try:
        with aside.open("wb") as file:
            answer = read_task(task, file, lambda i: run.send_bytes(AT.pack(i)))
    except OSError as error:
        answer = f"{error.errno or 0} {aside.parent}: {error.strerror or error}"
    return answer, _megabytes()


def _megabytes() -> int:
    """What this process holds in memory of its own."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20
    except OSError:  # no Linux
        return 0


def _die_with_parent() -> None:
    """Linux: be killed when the parent dies, however it dies. Elsewhere the closed socket ends a worker after its task."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def end_worker(pid: int) -> None:
    """Kill a worker and what it started."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
