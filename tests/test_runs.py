"""Archives: what is known is not read again, nothing is lost or there twice, one document takes down nothing else."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pyarrow.parquet as pq
import pytest

from kehoach import publish
from kehoach.batch import Summary, run
from kehoach.journal import Journal
from kehoach.store import StoreError, open_store
from kehoach.tables import SCHEMA
from kehoach.tasks import Limits
from plans import CORPUS, corpus_cases

PLAN = "KẾ HOẠCH\nGiảm nghèo xã {0} năm 2024\n\nI. KINH PHÍ\nKinh phí {1}.500 triệu đồng từ ngân sách huyện.\n"


def write_plans(folder: Path, n: int, first: int = 0) -> Path:
    """A folder of n small plans, each its own."""
    folder.mkdir(exist_ok=True)
    for i in range(first, first + n):
        (folder / f"{i:03}.txt").write_text(PLAN.format(chr(65 + i % 26) * 3, i + 1), "utf-8")
    return folder


def read(*paths: Path, out: Path, **options: object) -> Summary:
    """A run in this process: quick, and what a run is does not depend on where documents are read."""
    return run(paths, out, isolate=False, **options)  # type: ignore[arg-type]


def table_bytes(out: Path) -> dict[str, bytes]:
    return {f.relative_to(out / "tables").as_posix(): f.read_bytes() for f in sorted((out / "tables").rglob("*.*"))}


def table_rows(out: Path) -> dict[str, list[str]]:
    """Every table's rows in an order of their own: what a store holds, however it is cut into parts."""
    store = open_store(out)
    return {name: sorted(map(repr, store.rows(name))) for name in SCHEMA}


def texts(out: Path) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in (out / "texts").iterdir()}


def states(out: Path) -> dict[str, str]:
    return {Path(row["source"]).name: row["state"] for row in open_store(out).rows("sources")}


# ---- incremental runs


def test_a_second_run_reads_nothing_and_changes_nothing(tmp_path: Path) -> None:
    plans, out = write_plans(tmp_path / "plans", 6), tmp_path / "out"
    assert read(plans, out=out).read == 6
    before, made = table_bytes(out), (out / "store.json").stat().st_mtime_ns
    again = read(plans, out=out)
    assert (again.documents, again.read, again.stale, again.failures) == (6, 0, 0, ())
    assert table_bytes(out) == before
    assert (out / "store.json").stat().st_mtime_ns == made


def test_only_what_is_new_or_changed_is_read(tmp_path: Path) -> None:
    plans, out = write_plans(tmp_path / "plans", 6), tmp_path / "out"
    read(plans, out=out)
    write_plans(plans, 2, first=6)
    (plans / "003.txt").write_text(PLAN.format("XXX", 77), "utf-8")
    summary = read(plans, out=out)
    assert (summary.documents, summary.read) == (8, 3)
    read(plans, out=tmp_path / "fresh")
    assert table_bytes(out) == table_bytes(tmp_path / "fresh")
    assert texts(out) == texts(tmp_path / "fresh")


def test_a_change_that_leaves_size_and_time_is_seen(tmp_path: Path) -> None:
    plans, out = write_plans(tmp_path / "plans", 2), tmp_path / "out"
    read(plans, out=out)
    file = plans / "001.txt"
    times = file.stat().st_mtime_ns
    file.write_text(file.read_text("utf-8").replace("2024", "2025"), "utf-8")
    os.utime(file, ns=(times, times))
    assert read(plans, out=out).read == 1


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "a", "b"), ("b", "c", "a")])
def test_the_order_of_runs_does_not_show(tmp_path: Path, order: tuple[str, ...]) -> None:
    for i, name in enumerate("abc"):
        write_plans(tmp_path / name, 3, first=2 * i)  # neighbours share a plan
    for name in order:
        read(tmp_path / name, out=tmp_path / "out")
    read(*(tmp_path / name for name in "abc"), out=tmp_path / "at-once")
    assert table_bytes(tmp_path / "out") == table_bytes(tmp_path / "at-once")


def test_a_renamed_file_is_not_read_again(tmp_path: Path) -> None:
    plans, out = write_plans(tmp_path / "plans", 4), tmp_path / "out"
    read(plans, out=out)
    (plans / "002.txt").rename(plans / "zzz.txt")
    summary = read(plans, out=out)
    assert (summary.documents, summary.read, summary.removed) == (4, 0, ())
    read(plans, out=tmp_path / "fresh")
    assert table_bytes(out) == table_bytes(tmp_path / "fresh")


def test_a_removed_file_is_told_and_dropped_on_demand(tmp_path: Path) -> None:
    plans, out = write_plans(tmp_path / "plans", 4), tmp_path / "out"
    read(plans, out=out)
    (plans / "001.txt").unlink()
    told = read(plans, out=out)
    assert [Path(source).name for source in told.removed] == ["001.txt"]
    assert (told.documents, states(out)["001.txt"]) == (4, "removed")
    dropped = read(plans, out=out, prune=True)
    assert (dropped.documents, len(texts(out))) == (3, 3)
    read(plans, out=tmp_path / "fresh")
    assert table_bytes(out) == table_bytes(tmp_path / "fresh")


def test_files_elsewhere_stay_and_a_copy_takes_the_place_of_what_is_gone(tmp_path: Path) -> None:
    one, two, out = write_plans(tmp_path / "one", 2), write_plans(tmp_path / "two", 2), tmp_path / "out"
    assert read(one, two, out=out).duplicates == 2
    shutil.rmtree(one)
    summary = read(two, out=out, prune=True)
    assert (summary.documents, summary.read, len(summary.removed)) == (2, 0, 2)
    assert {row["source"] for row in open_store(out).rows("documents")} == {
        (two / f"00{i}.txt").as_posix() for i in (0, 1)
    }


def test_other_rules_and_another_program_are_told_and_redone_on_demand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans, out = write_plans(tmp_path / "plans", 3), tmp_path / "out"
    read(plans, out=out)
    mine = tmp_path / "mine" / "greetings"
    mine.mkdir(parents=True)
    (mine / "words.toml").write_text(
        "[[rule]]\nid = 'greetings.hello'\npattern = 'xin chào'\nsource = 'a test'\n"
        "accepts = ['xin chào']\nrejects = ['tạm biệt']\n",
        "utf-8",
    )
    told = read(plans, out=out, rules=[mine.parent])
    assert (told.read, told.stale) == (0, 3)
    assert read(plans, out=out, rules=[mine.parent], redo=True).read == 3
    assert read(plans, out=out, rules=[mine.parent], redo=True).read == 0
    monkeypatch.setattr("kehoach.batch.program_version", lambda: "another")
    assert read(plans, out=out, rules=[mine.parent]).stale == 3
    assert read(plans, out=out, rules=[mine.parent], redo=True).read == 3
    assert len(open_store(out).rows("documents")) == 3


def test_a_failure_is_kept_told_again_and_tried_again_on_demand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans, out = write_plans(tmp_path / "plans", 2), tmp_path / "out"
    with monkeypatch.context() as broken:
        broken.setattr("kehoach.reading.extract_plan", lambda document, rules: 1 / 0)
        assert [failure.code for failure in read(plans, out=out).failures] == ["crashed", "crashed"]
    assert len(read(plans, out=out).failures) == 2
    (row, _) = (row for row in open_store(out).rows("sources") if row["state"] == "failed")
    assert row["command"].startswith(f"kehoach run {plans}/000.txt --out repeat")
    assert "ZeroDivisionError" in row["reason"]
    summary = read(plans, out=out, redo=True)
    assert (summary.documents, summary.failures) == (2, ())
    assert set(states(out).values()) == {"read"}


# ---- large stores


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "PART", 4)
    monkeypatch.setattr("kehoach.batch.PART", 4)
    monkeypatch.setattr("kehoach.batch.CHUNK", 2)


@pytest.mark.usefixtures("small_parts")
def test_a_large_store_is_parts_with_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plans, out = write_plans(tmp_path / "plans", 10), tmp_path / "out"
    (plans / "empty.txt").write_bytes(b"")
    read(plans, out=out)
    write_plans(plans, 3, first=10)
    (plans / "004.txt").rename(plans / "moved.txt")
    (plans / "005.txt").unlink()
    read(plans, out=out, prune=True)
    names = sorted(f.name for f in (out / "tables" / "funding").iterdir())
    assert 3 <= len(names) <= 5
    assert sum(pq.read_metadata(f).num_rows for f in (out / "tables" / "documents").iterdir()) == 12
    with open_store(out) as store:
        assert store.query("SELECT count(*) AS n FROM diagnostics WHERE code = 'unreadable'")["n"][0] == 1
        assert store.query("SELECT count(*) AS n FROM funding")["n"][0] == store.arrow("funding").num_rows > 0
    monkeypatch.undo()
    read(plans, out=tmp_path / "fresh")
    assert table_rows(out) == table_rows(tmp_path / "fresh")
    read(plans, out=out, redo=True)
    write_plans(plans, 1, first=20)
    read(plans, out=out)
    assert (out / "tables" / "funding.parquet").exists()
    assert not (out / "tables" / "funding").exists()


@pytest.mark.usefixtures("small_parts")
def test_a_large_store_that_was_moved_answers(tmp_path: Path) -> None:
    read(write_plans(tmp_path / "plans", 9), out=tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / "elsewhere")
    with open_store(tmp_path / "elsewhere") as store:
        assert store.query("SELECT count(*) AS n FROM documents")["n"][0] == 9


# ---- nothing lost, nothing twice


def start(plans: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    """`kehoach run` in a process of its own."""
    code = "import sys; from kehoach.cli import main; sys.argv[0] = 'kehoach'; main()"
    command = [sys.executable, "-c", code, "run", str(plans), "--out", str(out), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some plans of corpus/, many times with a line more."""
    folder = tmp_path_factory.mktemp("archive")
    for case in corpus_cases():
        for i in range(2):
            (folder / f"{case}-{i}.txt").write_bytes(case.path.read_bytes() + b"\n" * (i + 1))
    return folder


def test_killed_twenty_times_it_ends_as_if_undisturbed(archive: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    start(archive, tmp_path / "undisturbed", "--jobs", "2").communicate()
    whole = time.monotonic() - began
    chance, kills, seen = random.Random(8), 0, 0
    out = tmp_path / "out"
    while kills < 20:
        process = start(archive, out, "--jobs", "2", "--quiet")
        time.sleep(chance.uniform(0.1, 0.9) * whole)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
        else:  # it had ended: begin anew
            process.communicate()
            shutil.rmtree(out)
            continue
        if (out / "store.json").exists():
            with open_store(out) as store:
                held = {row["doc_id"] for row in store.rows("documents")}
                assert {row["doc_id"] for row in store.rows("sections")} <= held
                assert held <= {name.removesuffix(".txt") for name in texts(out)}
                assert store.query("SELECT count(*) AS n FROM documents")["n"][0] in (
                    0,
                    len(held),
                    3 * len(corpus_cases()),
                )
                seen += 1
    last = start(archive, out, "--jobs", "2")
    said = last.communicate()[0].decode()
    assert last.returncode == 0, said
    assert table_bytes(out) == table_bytes(tmp_path / "undisturbed")
    assert texts(out) == texts(tmp_path / "undisturbed")
    assert seen > 2


@pytest.mark.parametrize("step", ["batches", "tables", "ledger", "duckdb", "manifest"])
def test_a_run_killed_while_it_publishes_is_finished_by_the_next(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off before each step of putting a new state in place."""
    plans, out = write_plans(tmp_path / "plans", 4), tmp_path / "out"
    read(plans, out=out)
    write_plans(plans, 2, first=4)
    (plans / "001.txt").unlink()
    original, calls = publish.put_in_place, []

    class Killed(BaseException):
        pass

    def killed(*args: object) -> None:
        raise Killed

    def put(new: Path, old: Path, inode: int) -> None:
        calls.append(new.name)
        if new.name == step:
            raise Killed
        original(new, old, inode)

    with monkeypatch.context() as patched, pytest.raises(Killed):  # noqa: PT012
        patched.setattr(publish, "put_in_place", put)
        if step == "batches":
            patched.setattr(publish, "install", killed)
        if step in ("duckdb", "manifest"):
            name = {"duckdb": "kehoach.duckdb", "manifest": "store.json"}[step]
            replace = Path.replace
            patched.setattr(Path, "replace", lambda a, b: killed() if b == out / name else replace(a, b))
        read(plans, out=out, prune=True)
    assert len(open_store(out).rows("documents")) in (4, 5)
    assert read(plans, out=out, prune=True).read == 0
    read(plans, out=tmp_path / "fresh")
    assert table_bytes(out) == table_bytes(tmp_path / "fresh")
    assert texts(out) == texts(tmp_path / "fresh")
    assert open_store(out).query("SELECT count(*) AS n FROM documents")["n"][0] == 5
    assert not list((out / ".kehoach" / "batches").iterdir())


def test_a_batch_of_another_version_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plans, out = write_plans(tmp_path / "plans", 2), tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr("kehoach.batch.Archive.finish", lambda self, seen: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            read(plans, out=out)
    (batch,) = Journal(out / ".kehoach").batches
    batch.path.write_bytes(batch.path.read_bytes()[:-40])
    assert read(plans, out=out).documents == 2


def test_the_second_of_two_runs_says_who_has_the_store(archive: Path, tmp_path: Path) -> None:
    first = start(archive, tmp_path / "out", "--jobs", "1")
    lock = tmp_path / "out" / ".kehoach" / "lock"
    while not lock.exists() or not lock.read_text():
        assert first.poll() is None, first.communicate()
        time.sleep(0.01)
    with pytest.raises(StoreError, match=f"is being written by process {first.pid} on .*--wait"):
        run([archive], tmp_path / "out")
    waiting = start(archive, tmp_path / "out", "--jobs", "1", "--wait")
    first.communicate()
    said = waiting.communicate()[0].decode()
    assert (first.returncode, waiting.returncode) == (0, 0), said
    assert "read                 0" in said, said


def test_a_full_disk_is_told_and_the_store_is_intact(tmp_path: Path) -> None:
    plans, out = write_plans(tmp_path / "plans", 3), tmp_path / "out"
    read(plans, out=out)
    before = table_bytes(out)
    for case in corpus_cases():
        shutil.copy(case.path, plans)
    limit = dedent("""
        import resource, sys
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
        from kehoach.cli import main
        sys.argv[0] = 'kehoach'
        main()
    """)
    done = subprocess.run(
        [sys.executable, "-c", limit, "run", str(plans), "--out", str(out)], capture_output=True, text=True
    )
    assert done.returncode == 2, done.stderr
    assert f"kehoach: no space left for {out}" in done.stderr
    assert "run again to go on" in done.stderr
    assert table_bytes(out) == before
    assert read(plans, out=out).documents == 3 + len(corpus_cases())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of some megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root may mount a disk")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_disk_that_is_really_full_is_told_and_more_room_mends_it(tmp_path: Path, small_disk: Path) -> None:
    plans, out = write_plans(tmp_path / "plans", 3), small_disk / "out"
    read(plans, out=out)
    before = table_bytes(out)
    for case in corpus_cases():
        shutil.copy(case.path, plans)
    room = shutil.disk_usage(small_disk).free
    (small_disk / "other").write_bytes(bytes(room - 200_000))
    for _ in range(2):
        with pytest.raises(StoreError, match=f"no space left for {out} .*run again to go on"):
            read(plans, out=out)
    assert table_bytes(out) == before
    assert len(open_store(out).rows("documents")) == 3
    (small_disk / "other").unlink()
    assert read(plans, out=out).documents == 3 + len(corpus_cases())


@pytest.mark.skipif(os.getuid() != 0, reason="only root may act for another user")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    plans, out = write_plans(tmp_path / "plans", 1), tmp_path / "out"
    out.mkdir(mode=0o755)
    code = dedent(f"""
        import os
        from kehoach.batch import run
        run([{str(plans)!r}], {str(tmp_path / "mine")!r}, isolate=False)  # all that it imports is there now
        os.chdir({str(tmp_path)!r})
        for folder in ({str(tmp_path)!r}, {str(tmp_path.parent)!r}, {str(tmp_path.parent.parent)!r}):
            os.chmod(folder, 0o755)
        os.seteuid(65534)
        run([{str(plans)!r}], {str(out)!r}, isolate=False)
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert f"StoreError: {out} can't be written to (Permission denied)" in done.stderr


def test_an_input_that_vanishes_is_told_and_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kehoach import batch

    plans, out = write_plans(tmp_path / "plans", 4), tmp_path / "out"
    read(plans, out=out)
    write_plans(plans, 2, first=4)
    look = batch.look

    def look_then_lose(*args: object) -> object:
        seen = look(*args)  # type: ignore[arg-type]
        (plans / "005.txt").unlink()
        return seen

    monkeypatch.setattr(batch, "look", look_then_lose)
    summary = read(plans, out=out)
    assert [(Path(f.source).name, f.code) for f in summary.failures] == [("005.txt", "vanished")]
    assert summary.documents == 5
    assert "005.txt" not in states(out)
    with pytest.raises(FileNotFoundError, match="no documents at"):
        read(tmp_path / "nowhere", out=out)
    assert len(open_store(out).rows("documents")) == 5


# ---- isolation

POISON = """
import os, sys, time
if "kehoach" not in sys.modules and os.environ.get("POISON"):
    from kehoach import reading
    read_rows = reading.read_rows

    def poisoned(source, rules):
        if "crash" in source:
            os.kill(os.getpid(), 11)
        if "hang" in source:
            time.sleep(1000)
        if "eat" in source:
            full = [bytearray(64 << 20) for _ in range(1 << 20)]
        if "once" in source and not os.path.exists(source + ".tried"):
            open(source + ".tried", "w").close()
            os._exit(3)
        return read_rows(source, rules)

    reading.read_rows = poisoned
"""


def test_a_document_takes_down_neither_the_run_nor_its_neighbours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "sitecustomize.py").write_text(POISON)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "python"), *sys.path]))
    monkeypatch.setenv("POISON", "1")
    plans, out = write_plans(tmp_path / "plans", 30), tmp_path / "out"
    for i, name in enumerate(("crash", "hang", "eat", "once")):
        (plans / f"0{7 * i + 1:02}-{name}.txt").write_text(PLAN.format(name, 900 + i), "utf-8")
    summary = run([plans], out, jobs=2, limits=Limits(seconds=5, megabytes=700))
    found = {Path(f.source).stem.partition("-")[2]: f for f in summary.failures}
    assert {name: f.code for name, f in found.items()} == {"crash": "crashed", "hang": "timeout", "eat": "memory"}
    assert summary.documents == 31
    assert "not read after 5 seconds" in found["hang"].reason
    assert "more than 700 MB" in found["eat"].reason
    rows = {Path(row["source"]).name: row for row in open_store(out).rows("sources") if row["state"] == "failed"}
    assert len(rows) == 3
    command = rows["001-crash.txt"]["command"]
    assert command == f"kehoach run {plans}/001-crash.txt --out repeat --redo --jobs 1 --timeout 5 --memory 700"
    repeated = subprocess.run(
        [Path(sys.executable).parent / "kehoach", *command.split()[1:]], cwd=tmp_path, capture_output=True, text=True
    )
    assert (repeated.returncode, "its process died" in repeated.stdout) == (1, True)
    diagnostics = [row for row in open_store(out).rows("diagnostics") if row["severity"] == "error"]
    assert sorted(row["code"] for row in diagnostics) == ["crashed", "memory", "timeout"]


def test_no_process_is_left_behind(archive: Path, tmp_path: Path) -> None:
    process = start(archive, tmp_path / "out", "--jobs", "2")
    nursery: list[int] = []
    workers: list[int] = []
    while not workers:
        assert process.poll() is None, process.communicate()
        nursery = children(process.pid)
        workers = [pid for child in nursery for pid in children(child)]
        time.sleep(0.01)
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 20
    while not all(gone(pid) for pid in (*nursery, *workers)):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def gone(pid: int) -> bool:
    """Whether a process has ended; who has to ask for its status may not have done so yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


# ---- what is said


def test_a_log_for_programs_tells_rate_time_left_and_failures(tmp_path: Path) -> None:
    plans = write_plans(tmp_path / "plans", 20)
    (plans / "bad.txt").write_bytes(b"")
    process = start(plans, tmp_path / "out", "--json-log", "--quiet")
    lines = [line for line in process.communicate()[0].decode().splitlines() if line.startswith("{")]
    events = [json.loads(line) for line in lines]
    assert process.returncode == 1
    assert events[-2]["event"] == "progress"
    assert (events[-2]["done"], events[-2]["total"], events[-2]["failed"]) == (21, 21, 1)
    assert events[-2]["documents_per_second"] > 0
    assert events[-2]["seconds_left"] == 0
    assert events[-1]["event"] == "summary"
    assert (events[-1]["documents"], events[-1]["failures"][0]["code"]) == (20, "unreadable")


def test_quiet_says_only_what_failed(tmp_path: Path) -> None:
    plans = write_plans(tmp_path / "plans", 2)
    process = start(plans, tmp_path / "out", "--quiet")
    assert (process.communicate()[0], process.returncode) == (b"", 0)
    (plans / "bad.txt").write_bytes(b"")
    process = start(plans, tmp_path / "out", "--quiet")
    said = process.communicate()[0].decode()
    assert said.count("\n") == 1
    assert "bad.txt: the file is empty" in said


def test_a_run_without_work_loads_no_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rerun over what is known is the commonest run of all: it must not pay for what it does not use."""
    plans = write_plans(tmp_path / "plans", 1)
    monkeypatch.setattr("kehoach.looking.RACE", -(10**15))  # as if the file were an old one
    read(plans, out=tmp_path / "out")
    code = f"""
import sys
from kehoach.cli import app
try:
    app(["run", {str(plans)!r}, "--out", {str(tmp_path / "out")!r}, "--quiet"])
except SystemExit as end:
    assert end.code == 0
print(*(name for name in sys.modules if name.startswith(("kehoach.extract", "kehoach.plan", "kehoach.rulebook"))
        or name in ("regex", "pandas", "duckdb", "spacy", "fsspec", "dask")))
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_reading_text_loads_no_language_model() -> None:
    """They take seconds and hundreds of MB: only the sentences that ask for them may bring them in."""
    plan = CORPUS / "plans" / "01_xa-giam-ngheo-2024.txt"
    code = f"""
import sys
from kehoach import extract_plan, load_rules, read_document
import kehoach.worker
extract_plan(read_document({str(plan)!r}), load_rules())
print(*(name for name in ("spacy", "underthesea", "pandas", "duckdb", "dask", "distributed") if name in sys.modules))
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_this_process_keeps_its_own_limits(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)
    run([write_plans(tmp_path / "plans", 1)], tmp_path / "out", limits=Limits(megabytes=500))
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
