"""A Dask cluster and an S3 server on loopback, for tests: real processes, each ended with the fixture."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

PATIENCE = 120  # seconds: a loaded machine takes its time to start a Python


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Whether somebody answers on a port."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def process(command: Sequence[str], log: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process while it is wanted."""
    with log.open("wb") as said:
        running = subprocess.Popen(
            command, stdout=said, stderr=said, env={**os.environ, **environment}, start_new_session=True
        )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def dask(*words: str) -> list[str]:
    """Dask's command line."""
    return [sys.executable, "-m", "dask", *words]


@contextmanager
def cluster(
    folder: Path, workers: int, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and its workers: the address, and the workers' processes, to be killed at will."""
    from contextlib import ExitStack

    port, environment = free_port(), environment or {}
    address = f"tcp://127.0.0.1:{port}"
    quiet = ("--no-dashboard", "--host", "127.0.0.1")
    with ExitStack() as stack:
        stack.enter_context(
            process(dask("scheduler", "--port", str(port), *quiet), folder / "scheduler.log", environment)
        )
        wait_until(lambda: listens(port), "the scheduler")
        worker = ("worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder), *quiet)
        yield (
            address,
            [
                stack.enter_context(process(dask(*worker), folder / f"worker-{i}.log", environment))
                for i in range(workers)
            ],
        )


@contextmanager
def s3(folder: Path) -> Iterator[dict[str, str]]:
    """moto's S3 server: what has to stand in the environment to reach it."""
    port = free_port()
    environment = {
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with process(command, folder / "s3.log", environment):
        wait_until(lambda: listens(port), "the S3 server")
        with urlopen(f"http://127.0.0.1:{port}/moto-api/data.json"):
            yield environment
