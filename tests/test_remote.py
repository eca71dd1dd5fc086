"""Stores and plans that are no local files: in fsspec's memory, where every step can be broken off."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kehoach import batch, mirror, publish
from kehoach.batch import Summary, compact, run
from kehoach.store import Store, StoreError, open_store
from kehoach.tables import SCHEMA

fsspec = pytest.importorskip("fsspec")
IN, OUT = "memory://plans/2024", "memory://stores/one"
PLAN = "KẾ HOẠCH\nGiảm nghèo xã {0} năm 2024\n\nI. KINH PHÍ\nKinh phí {1}.500 triệu đồng từ ngân sách huyện.\n"


@pytest.fixture(autouse=True)
def memory() -> Iterator[object]:
    """fsspec's memory, empty before and after."""
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]
    for i in range(6):
        put(f"{i}.txt", i)
    yield fs
    fs.store.clear()


def put(name: str, number: int) -> None:
    fs, root = fsspec.core.url_to_fs(IN)
    fs.pipe_file(f"{root}/{name}", PLAN.format(chr(65 + number % 26) * 3, number + 1).encode())


def read(**options: object) -> Summary:
    return run([IN], OUT, isolate=False, **options)  # type: ignore[arg-type]


def here(tmp_path: Path) -> Store:
    """The store, copied as a user would."""
    fs, root = fsspec.core.url_to_fs(OUT)
    for name in fs.find(root):
        file = tmp_path / "here" / name[len(root) + 1 :]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(fs.cat_file(name))
    return open_store(tmp_path / "here")


def rows(store: Store) -> dict[str, list[str]]:
    """Every table's rows, without where each document was found."""
    found = {
        name: [{**row, "source": Path(row.get("source") or "").name} for row in store.rows(name)] for name in SCHEMA
    }
    return {
        name: sorted(str({k: v for k, v in row.items() if k != "command"}) for row in f) for name, f in found.items()
    }


def expected(tmp_path: Path, numbers: dict[str, int]) -> dict[str, list[str]]:
    """The rows of a local run over the same plans."""
    folder = tmp_path / "local"
    folder.mkdir()
    for name, number in numbers.items():
        (folder / name).write_text(PLAN.format(chr(65 + number % 26) * 3, number + 1), "utf-8")
    run([folder], tmp_path / "local-out", isolate=False)
    return rows(open_store(tmp_path / "local-out"))


def test_a_remote_store_is_what_a_local_one_is(tmp_path: Path) -> None:
    assert read().read == 6
    with here(tmp_path) as store:
        assert rows(store) == expected(tmp_path, {f"{i}.txt": i for i in range(6)})
        assert store.query("SELECT count(*) AS n FROM documents")["n"][0] == 6
        for row in store.rows("funding"):
            assert store.text(row["doc_id"])[row["start"] : row["end"]] == row["text"]
    fs, root = fsspec.core.url_to_fs(OUT)
    assert [name for name in fs.find(f"{root}/.kehoach") if "/ledger/" not in name] == []


def test_a_remote_rerun_reads_nothing_and_a_change_alone(tmp_path: Path, memory: object) -> None:
    read()
    state = dict(memory.store)  # type: ignore[attr-defined]
    assert (read().read, dict(memory.store)) == (0, state)  # type: ignore[attr-defined]
    put("2.txt", 22)
    put("7.txt", 7)
    memory.rm_file("/plans/2024/3.txt")  # type: ignore[attr-defined]
    summary = read(prune=True)
    assert (summary.read, summary.documents, len(summary.removed)) == (2, 6, 1)
    with here(tmp_path) as store:
        assert rows(store) == expected(
            tmp_path, {"0.txt": 0, "1.txt": 1, "2.txt": 22, "4.txt": 4, "5.txt": 5, "7.txt": 7}
        )
        assert len(list((store.folder / "texts").iterdir())) == 6


@pytest.mark.parametrize("layout", ["files", "parts"])
@pytest.mark.parametrize("step", ["keep", "push", "put", "declared", "installed in part"])
def test_a_remote_run_broken_off_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: object, step: str, layout: str
) -> None:
    if layout == "parts":
        monkeypatch.setattr(publish, "PART", 2)
        monkeypatch.setattr("kehoach.batch.PART", 2)
    read()
    put("8.txt", 8)

    class Killed(BaseException):
        pass

    def killed(*args: object) -> None:
        raise Killed

    copied: list[object] = []
    with monkeypatch.context() as patched, pytest.raises(Killed):  # noqa: PT012
        if step in ("keep", "push"):
            patched.setattr(mirror.Mirror, step, killed)
        elif step == "put":
            patched.setattr(mirror.Mirror, "_put", killed)
        elif step == "declared":
            patched.setattr(mirror.Mirror, "_install", killed)
        else:
            copy = memory.cp_file  # type: ignore[attr-defined]
            patched.setattr(memory, "cp_file", lambda a, b: copied.append(copy(a, b)) if len(copied) < 3 else killed())
        read()
    assert read().documents == 7
    with here(tmp_path) as store:
        assert rows(store) == expected(tmp_path, {f"{i}.txt": i for i in (*range(6), 8)})
        assert (store.folder / "tables" / "documents").is_dir() == (layout == "parts")


def test_parts_of_a_remote_store_are_written_anew_on_demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "PART", 2)
    read()
    assert compact(OUT) == 3
    with pytest.raises(StoreError, match="no store in memory://nowhere/at-all"):
        compact("memory://nowhere/at-all")
    with here(tmp_path) as store:
        assert rows(store) == expected(tmp_path, {f"{i}.txt": i for i in range(6)})


def test_two_runs_at_once_on_a_remote_store(monkeypatch: pytest.MonkeyPatch, memory: object) -> None:
    lock = "/stores/one/.kehoach/lock"
    memory.pipe_file(lock, b"process 7 on other-host, 0a1b2c3d")  # type: ignore[attr-defined]
    with pytest.raises(StoreError, match=r"is being written by process 7 on other-host .*--wait"):
        read()
    monkeypatch.setattr(mirror, "ASK_AGAIN", 0.01)
    monkeypatch.setattr("kehoach.mirror.time.sleep", lambda seconds: memory.rm_file(lock))  # type: ignore[attr-defined]
    assert read(wait=True).documents == 6
    memory.pipe_file(lock, b"process 7 on other-host, 0a1b2c3d")  # type: ignore[attr-defined]
    monkeypatch.setattr(mirror, "STALE", -1.0)
    assert read().documents == 6
    assert not memory.exists(lock)  # type: ignore[attr-defined]


def test_a_run_that_lost_its_lock_writes_no_more(monkeypatch: pytest.MonkeyPatch, memory: object) -> None:
    keep = mirror.Mirror.keep

    def late(self: mirror.Mirror, *args: object) -> None:
        self.lost.set()
        keep(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(mirror.Mirror, "keep", late)
    with pytest.raises(StoreError, match="another run has taken memory://stores/one"):
        read()
    assert not memory.exists("/stores/one/store.json")  # type: ignore[attr-defined]


def test_tables_of_somebody_else_are_left_alone(memory: object) -> None:
    memory.pipe_file("/stores/one/tables/mine.parquet", b"mine")  # type: ignore[attr-defined]
    with pytest.raises(StoreError, match="that kehoach did not write"):
        read()
    assert memory.cat_file("/stores/one/tables/mine.parquet") == b"mine"  # type: ignore[attr-defined]


def test_what_can_not_be_read_is_told(monkeypatch: pytest.MonkeyPatch, memory: object) -> None:
    with pytest.raises(FileNotFoundError, match="no documents at memory://plans/2023"):
        run(["memory://plans/2023"], OUT, isolate=False)
    cat = memory.cat_file  # type: ignore[attr-defined]

    def broken(path: str, *args: object, **more: object) -> object:
        if path.endswith("4.txt"):
            raise OSError("the line is down")
        return cat(path, *args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(memory, "cat_file", broken)
        summary = read()
        assert (summary.documents, [f.code for f in summary.failures]) == (5, ["vanished"])
        assert "the line is down" in summary.failures[0].reason
    look = batch.look

    def look_then_break(*args: object) -> object:
        seen = look(*args)  # type: ignore[arg-type]
        monkeypatch.setattr(memory, "cat_file", broken)
        return seen

    with monkeypatch.context() as patched:  # it goes away after the run has looked
        patched.setattr(batch, "look", look_then_break)
        assert [f.code for f in read().failures] == ["vanished"]
    monkeypatch.setattr(memory, "cat_file", cat)
    assert read().documents == 6


def test_globs_and_single_objects(tmp_path: Path) -> None:
    assert run(["memory://plans/*/[0-2].txt"], OUT, isolate=False).documents == 3
    assert run(["memory://plans/2024/5.txt"], OUT, isolate=False).documents == 4
    file = tmp_path / "a.txt"
    file.write_text(PLAN.format("YYY", 50), "utf-8")
    assert run([file.as_uri()], tmp_path.as_uri() + "/out", isolate=False).documents == 1
    assert json.loads((tmp_path / "out" / "store.json").read_text("utf-8"))["documents"] == 1


@pytest.mark.parametrize(
    ("missing", "words", "said"),
    [
        ("distributed", ["--dask", "tcp://127.0.0.1:1"], "--dask needs more: pip install 'kehoach[cluster]'"),
        ("fsspec", ["--out", "s3://nowhere/out"], "s3://nowhere/out needs more: pip install 'kehoach[cluster]'"),
    ],
)
def test_a_missing_extra_is_told(tmp_path: Path, missing: str, words: list[str], said: str) -> None:
    (tmp_path / "a.txt").write_text(PLAN.format("ZZZ", 1), "utf-8")
    code = f"import sys; sys.modules[{missing!r}] = None; from kehoach.cli import main; main()"
    out = [] if "--out" in words else ["--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-c", code, "run", str(tmp_path / "a.txt"), *out, *words], capture_output=True, text=True
    )
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
