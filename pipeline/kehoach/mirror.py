"""A store at an address of fsspec, kept by way of a local copy of what a run needs of it.

An object store has no rename, no link and no lock, so a run works on a local folder as ever, and what changed
is sent: batches as they are committed, so that nothing read is lost; a new state first aside, then declared
by one object, then put in place. A run that is killed in between is finished by the next. Reference texts
are sent and not fetched; tables are fetched before the first state is made.
"""

from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kehoach.journal import Batch
from kehoach.parts import OWN
from kehoach.remote import as_os_errors, file_system
from kehoach.store import StoreError

BEAT = 20.0  # seconds between two signs of life of the run that has the lock
STALE = 90.0  # seconds without one, after which it is taken for dead
ASK_AGAIN = 5.0
AT_ONCE = 16
LEDGER = f"{OWN}/ledger"
READY = f"{OWN}/ready"
KEPT = ("tables", LEDGER)


@dataclass
class Mirror:
    """A remote store and the local folder in which a run works. Use `mirrored` to have one."""

    url: str
    fs: Any
    root: str
    folder: Path
    lost: threading.Event
    sent: dict[str, tuple[int, int]] = field(default_factory=dict)
    _whole: bool = False

    def open(self) -> None:
        """Finish what a killed run left, and fetch the ledger, the manifest and the journal."""
        with as_os_errors(self.url):
            self.fs.invalidate_cache()
            there = {name.removeprefix(self.root).lstrip("/") for name in self.fs.find(self.root, maxdepth=1)}
            if f"{READY}/plan.json" in set(self._names(READY)):
                self._install()
            if "store.json" not in there and (self._names("tables") or self._names("texts")):
                raise StoreError(f"{self.url} holds tables that kehoach did not write; give another place with --out")
            if "store.json" in there:
                self._fetch(["store.json"])
            self._fetch([*self._names(LEDGER), *self._names(f"{OWN}/batches")])
        if not (self.folder / "store.json").exists():
            self._whole = True

    def fetch_tables(self) -> None:
        """Bring the tables, which a new state is made from."""
        if not self._whole:
            with as_os_errors(self.url):
                self._fetch(self._names("tables"))
            self._whole = True

    def keep(self, batch: Batch, origin: str | None) -> None:
        """Commit a batch there too, from where a worker put it, or from here."""
        self._still_ours()
        place = f"{self.root}/{OWN}/batches/{batch.path.name}"
        with as_os_errors(self.url):
            if origin:
                self.fs.cp_file(self._bare(origin), place)
                self.fs.rm_file(self._bare(origin))
            else:
                self.fs.put_file(str(batch.path), place)

    def push(self) -> None:
        """Make the local state the remote one's: texts, then all that changed aside, then in place."""
        self._still_ours()
        with as_os_errors(self.url):
            texts = self._changed(["texts"])
            self._put(texts, "")
            for name in texts:
                (self.folder / name).unlink()
                del self.sent[name]
            changed = [n for n in self._changed([*KEPT, "kehoach.duckdb", "store.json"]) if not self._only_here(n)]
            kept = KEPT if self._whole else (LEDGER,)
            there = {name for folder in kept for name in self._names(folder)}
            here = {name for folder in kept for name in _files(self.folder, folder)}
            gone = sorted(there - here) + [name for name in ("kehoach.duckdb",) if self._only_here(name)]
            plan = {"put": changed, "gone": gone, "batches": self._names(f"{OWN}/batches")}
            self._put(changed, f"{READY}/")
            self.fs.pipe_file(f"{self.root}/{READY}/plan.json", json.dumps(plan).encode())
            self._install()

    def drop_texts(self, held: Iterable[str]) -> None:
        """Take away reference texts of documents that the store holds no longer."""
        with as_os_errors(self.url):
            wanted = {f"texts/{doc_id}.txt" for doc_id in held}
            self._remove([name for name in self._names("texts") if name not in wanted])

    def tidy(self) -> None:
        """Take away what lost workers left."""
        with as_os_errors(self.url):
            self._remove(self._names(f"{OWN}/work"))

    def _install(self) -> None:
        """Put a declared state in place; may be broken off and done again."""
        plan = json.loads(self.fs.cat_file(f"{self.root}/{READY}/plan.json"))
        _each(lambda name: self.fs.cp_file(f"{self.root}/{READY}/{name}", f"{self.root}/{name}"), plan["put"])
        self._remove([*plan["gone"], *plan["batches"]])
        self.fs.rm_file(f"{self.root}/{READY}/plan.json")
        self._remove(self._names(READY))

    def _names(self, folder: str) -> list[str]:
        """The objects below a folder, as the store names them."""
        self.fs.invalidate_cache()
        return sorted(name[len(self.root) + 1 :] for name in self.fs.find(f"{self.root}/{folder}"))

    def _remove(self, names: Iterable[str]) -> None:
        def remove(name: str) -> None:
            with suppress(FileNotFoundError):  # done before the last run was killed
                self.fs.rm_file(f"{self.root}/{name}")

        _each(remove, names)

    def _fetch(self, names: list[str]) -> None:
        for name in names:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        if names:
            self.fs.get([f"{self.root}/{name}" for name in names], [str(self.folder / name) for name in names])
        for name in names:
            self.sent[name] = _mark(self.folder / name)

    def _changed(self, places: Iterable[str]) -> list[str]:
        """The local files that the remote store has not, or has otherwise."""
        names = [name for place in places for name in _files(self.folder, place)]
        return [name for name in names if self.sent.get(name) != _mark(self.folder / name)]

    def _put(self, names: list[str], prefix: str) -> None:
        if names:
            self.fs.put([str(self.folder / name) for name in names], [f"{self.root}/{prefix}{name}" for name in names])
        for name in names:
            self.sent[name] = _mark(self.folder / name)

    def _only_here(self, name: str) -> bool:
        """A large store's DuckDB file says where its parts are, which is here alone: there it is not needed."""
        return name == "kehoach.duckdb" and (self.folder / "tables" / "documents").is_dir()

    def _bare(self, url: str) -> str:
        return self.root + url[len(self.url) :]

    def _still_ours(self) -> None:
        if self.lost.is_set():
            raise StoreError(f"another run has taken {self.url}: this one gave no sign of life for {STALE:.0f} seconds")


def _each(work: Callable[[str], object], names: Iterable[str]) -> None:
    """Do it for each name, several at a time: an object store takes its time to answer."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(work, names):
            pass


def _files(folder: Path, place: str) -> list[str]:
    """The files of a place, itself or below it, relative to the folder."""
    home = folder / place
    found = [home] if home.is_file() else [file for file in home.rglob("*") if file.is_file()]
    return sorted(file.relative_to(folder).as_posix() for file in found)


def _mark(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_size, status.st_mtime_ns


@contextmanager
def mirrored(url: str, patient: bool) -> Iterator[Mirror]:
    """A remote store, locked, with a local folder to work in. StoreError says who holds it."""
    url = url.rstrip("/")
    fs, root = file_system(url)
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder, _locked(url, fs, root, patient) as lost:
        mirror = Mirror(url, fs, root, Path(folder), lost)
        mirror.open()
        yield mirror
        mirror.tidy()


@contextmanager
def _locked(url: str, fs: Any, root: str, patient: bool) -> Iterator[threading.Event]:
    """Hold the lock, an object that is made only where there is none, and give signs of life."""
    lock, me = f"{root}/{OWN}/lock", f"process {os.getpid()} on {socket.gethostname()}, {uuid.uuid4().hex[:8]}".encode()
    while not _take(fs, lock, me, url):
        with as_os_errors(url):
            silent = _seconds_since(fs, lock)
            holder = _said(fs, lock)
            if silent > STALE:
                fs.rm_file(lock)
                continue
        if not patient:
            raise StoreError(
                f"{url} is being written by {holder} (a sign of life {silent:.0f} s ago); --wait waits for it to end. "
                f"One that was killed lets go after {STALE:.0f} s"
            )
        time.sleep(ASK_AGAIN)
    stop, lost = threading.Event(), threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT):
            try:
                if fs.cat_file(lock) != me:
                    lost.set()
                    return
                fs.pipe_file(lock, me)
            except Exception:  # a store that does not answer for a moment: the next sign of life may reach it
                continue

    alive = threading.Thread(target=beat, daemon=True)
    alive.start()
    try:
        yield lost
    finally:
        stop.set()
        alive.join()
        if not lost.is_set():
            with as_os_errors(url):
                fs.rm_file(lock)


def _take(fs: Any, lock: str, me: bytes, url: str) -> bool:
    """Whether the lock could be made."""
    try:
        with as_os_errors(url):
            fs.pipe_file(lock, me, mode="create")
    except FileExistsError:
        return False
    return True


def _seconds_since(fs: Any, lock: str) -> float:
    """How long ago the lock's holder gave a sign of life, by the store's own clock."""
    probe = f"{lock}-{uuid.uuid4().hex[:8]}"
    fs.pipe_file(probe, b"")
    try:
        fs.invalidate_cache()
        return float((fs.modified(probe) - fs.modified(lock)).total_seconds())
    except FileNotFoundError:
        return 0.0
    finally:
        fs.rm_file(probe)


def _said(fs: Any, lock: str) -> str:
    try:
        return str(fs.cat_file(lock).decode().rpartition(",")[0])
    except FileNotFoundError:
        return "another process"
