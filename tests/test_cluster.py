"""Archives on a Dask cluster: a real scheduler and worker processes on loopback, one killed; plans and store in S3."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from clusters import cluster, free_port, s3, wait_until
from kehoach import publish
from kehoach.batch import run
from kehoach.store import open_store
from kehoach.tables import SCHEMA
from plans import corpus_cases

pytest.importorskip("distributed")
pytest.importorskip("s3fs")
pytest.importorskip("moto")

TWICE = 2 * len(corpus_cases())
"""How many documents there are: each plan of ours, and a copy of it."""

COPY = """
import sys, fsspec
fs, here, there = fsspec.filesystem("s3"), sys.argv[1], sys.argv[2]
fs.mkdirs("made", exist_ok=True)
fs.get(here, there, recursive=True) if here.startswith("s3:") else fs.put(here, there, recursive=True)
"""


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Plans of corpus/, twice with a line more."""
    folder = tmp_path_factory.mktemp("plans")
    for case in corpus_cases():
        for i in range(2):
            (folder / f"{case}-{i}.txt").write_bytes(case.path.read_bytes() + b"\n" * (i + 1))
    return folder


@pytest.fixture(scope="module")
def undisturbed(plans: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a local run over them."""
    out = tmp_path_factory.mktemp("local") / "out"
    assert not run([plans], out, isolate=False).failures
    return out


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An S3 server's environment."""
    with s3(tmp_path_factory.mktemp("s3")) as environment:
        yield environment


# A driver that can make no part itself: what it publishes, the workers have made.
DRIVER = """
import sys
from kehoach import batch, parts, publish
publish.PART = batch.PART = int(sys.argv.pop(1))
def refuse(*args): raise AssertionError("the driver makes a part")
if "--dask" in sys.argv: parts.Making.write = refuse
from kehoach.cli import main
sys.argv[0] = "kehoach"
main()
"""


def start(
    *words: object, environment: Mapping[str, str] | None = None, part: int = publish.PART
) -> subprocess.Popen[str]:
    """`kehoach run` in a process of its own, with so many documents in a part."""
    command = [sys.executable, "-c", DRIVER, str(part), "run"]
    return subprocess.Popen(
        [*command, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **(environment or {})},
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> dict[str, int]:
    """Wait for a run that had `--json-log`, and give its summary."""
    _, said = process.communicate()
    assert process.returncode == 0, said
    summary: dict[str, int] = json.loads(said.splitlines()[-1])
    return summary


def table_bytes(out: Path) -> dict[str, bytes]:
    return {f.relative_to(out).as_posix(): f.read_bytes() for f in sorted((out / "tables").rglob("*.parquet"))}


def rows(out: Path) -> dict[str, list[str]]:
    """Every table's rows, without where each document was found."""
    with open_store(out) as store:
        found = {name: [{**r, "source": Path(r.get("source") or "").name} for r in store.rows(name)] for name in SCHEMA}
    return {name: sorted(map(str, rows)) for name, rows in found.items()}


def test_a_lost_worker_costs_only_its_batch(plans: Path, undisturbed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with cluster(tmp_path, 3) as (address, workers):
        driver = start(plans, "--out", out, "--dask", address, "--json-log")
        committed = out / ".kehoach" / "batches"
        wait_until(lambda: driver.poll() is not None or (committed.exists() and any(committed.iterdir())), "a batch")
        assert driver.poll() is None, driver.communicate()
        workers[0].kill()
        summary = finish(driver)
        assert (summary["documents"], summary["read"], summary["failures"]) == (TWICE, TWICE, [])
        assert table_bytes(out) == table_bytes(undisturbed)
        again = finish(start(plans, "--out", out, "--dask", address, "--json-log"))
        assert (again["documents"], again["read"]) == (TWICE, 0)
        assert not list((out / ".kehoach" / "work").glob("*.batch"))


def test_plans_and_store_in_s3(plans: Path, undisturbed: Path, tmp_path: Path, storage: dict[str, str]) -> None:
    def copy(here: object, there: object) -> None:
        subprocess.run([sys.executable, "-c", COPY, str(here), str(there)], check=True, env={**os.environ, **storage})

    copy(f"{plans}/", "s3://made/plans/")
    words = ("s3://made/plans", "--out", "s3://made/stores/one", "--json-log")
    with cluster(tmp_path, 2, storage) as (address, _):
        driver = start(*words, "--dask", address, environment=storage, part=7)
        summary = finish(driver)
        assert (summary["documents"], summary["read"], summary["failures"]) == (TWICE, TWICE, [])
        copy("s3://made/stores/one/", f"{tmp_path}/here")
        assert rows(tmp_path / "here") == rows(undisturbed)
        assert {f.name for f in (tmp_path / "here" / "texts").iterdir()} == {
            f.name for f in (undisturbed / "texts").iterdir()
        }
        again = finish(start(*words, environment=storage, part=7))  # without a cluster: it is the same store
        assert (again["documents"], again["read"]) == (TWICE, 0)


def test_a_scheduler_that_does_not_answer_is_told(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    code = (
        "import kehoach.cluster, sys; kehoach.cluster.CONNECT = 1\n"
        "from kehoach.cli import main; sys.argv[0] = 'kehoach'; main()"
    )
    words = ["run", str(plans), "--out", str(tmp_path / "out"), "--dask", address]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True)
    assert done.returncode == 2
    assert f"kehoach: no Dask scheduler answers at {address}" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
