"""Compare the files that are there with the ledger: what is new, changed, moved or gone."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kehoach.ingest.archive import MARK, read_source
from kehoach.ingest.unreadable import UnreadableDocument
from kehoach.ledger import RACE, Content, Ledger, Place, key_of_unopened
from kehoach.remote import exists, hash_objects, is_url
from kehoach.sources import Source
from kehoach.tasks import DEFAULT_LIMITS, VANISHED, Failure, Item, Limits, repeating

# Gives the SHA-256 and the size of objects, or why they can't be read.
Hasher = Callable[[Sequence[str]], Mapping[str, tuple[str, int] | OSError]]


@dataclass
class Look:
    """What a look at the files came to. `stale` were read by other rules or another program, and are left so."""

    todo: list[Item] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    vanished: list[Failure] = field(default_factory=list)
    unopened: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    copies: int = 0
    stale: int = 0
    changed: bool = False
    restamped: bool = False


@dataclass(frozen=True)
class Ask:
    """What the run is asked for, as far as it decides what is read."""

    rules: str
    program: str
    redo: bool = False
    prune: bool = False
    overlays: tuple[Path, ...] = ()
    limits: Limits = DEFAULT_LIMITS


def look(ledger: Ledger, found: Sequence[Source], ask: Ask, hasher: Hasher = hash_objects) -> Look:
    """Bring the ledger's places up to date with the files, and say what has to be read. `hasher` reads what is
    not on this machine."""
    result = Look()
    before, here = dict(ledger.places), set[str]()
    fresh = [s.path for s in found if is_url(s.path) and (s.path not in before or before[s.path].stamp != s.stamp)]
    hashes = hasher(fresh) if fresh else {}
    stats: dict[str, os.stat_result | OSError] = {}
    now = time.time_ns()
    for source in found:
        known = before.get(source.path)
        if is_url(source.path):
            place = _remote_place(source, known, hashes.get(source.path), result)
        else:
            place = _place(source, known, stats, now, result)
        if place is not None:
            here.add(source.path)
            _note(ledger, place, known, result)
            if source.path in result.unopened:
                _note_unopened(ledger, place, result.unopened[source.path], ask)
    _part_with(ledger, before, here, ask.prune, result)
    _choose(ledger, here, ask, result)
    return result


def _place(
    source: Source, known: Place | None, stats: dict[str, os.stat_result | OSError], now: int, result: Look
) -> Place | None:
    """Where a content is now; None for a file that went away while we looked."""
    try:
        if source.file not in stats:
            stats[source.file] = os.stat(source.file)
        status = stats[source.file]
        assert isinstance(status, os.stat_result)
        stamp = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
        if known and known.stamp == stamp:
            same = known.there and known.source == source.source
            return known if same else replace(known, source=source.source, there=True)
        content = read_source(source.source)
    except (OSError, UnreadableDocument) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        if isinstance(cause, OSError) and cause.errno in VANISHED:
            result.vanished.append(Failure(source.source, f"the file can't be opened: {cause.strerror}", "vanished"))
            return None
        reason = (
            f"the file can't be opened: {error.strerror}; check its rights"
            if isinstance(error, OSError)
            else str(error)
        )
        result.unopened[source.path] = reason
        return Place(source.path, source.source, key_of_unopened(source.path), 0, "")
    settled = now - max(status.st_mtime_ns, status.st_ctime_ns) > RACE
    return Place(
        source.path, source.source, hashlib.sha256(content).hexdigest(), len(content), stamp if settled else ""
    )


def _remote_place(
    source: Source, known: Place | None, hashed: tuple[str, int] | OSError | None, result: Look
) -> Place | None:
    """Where an object is now; None for one that can't be read, which every run tries again."""
    if hashed is None:
        assert known
        return replace(known, source=source.source, there=True)
    if isinstance(hashed, OSError):
        reason = f"the object can't be read: {hashed.strerror or hashed}"
        result.vanished.append(Failure(source.source, reason, "vanished"))
        return None
    return Place(source.path, source.source, *hashed, source.stamp)


def _note(ledger: Ledger, place: Place, known: Place | None, result: Look) -> None:
    if place == known:
        return
    ledger.places[place.path] = place
    if known and replace(known, stamp="") == replace(place, stamp=""):
        result.restamped = True
    else:
        result.changed = True


def _note_unopened(ledger: Ledger, place: Place, reason: str, ask: Ask) -> None:
    """A file that can't be opened is a failure that every run tries again."""
    known = ledger.contents.get(place.sha256)
    if known is None or known.reason != reason:
        command = repeating(place.source, ask.overlays, ask.limits)
        facts = {"code": "unreadable", "reason": reason, "command": command}
        ledger.put(Content(place.sha256, "", place.source, "failed", ask.rules, ask.program, **facts))  # type: ignore[arg-type]


def _part_with(ledger: Ledger, before: Mapping[str, Place], here: set[str], prune: bool, result: Look) -> None:
    """Places where nothing is any more: moved, if their content is at a new place; else removed."""
    arrived = {ledger.places[path].sha256 for path in here if path not in before}
    for path, place in before.items():
        if path in here or _still_there(path, here):
            continue
        if place.sha256 in arrived:
            del ledger.places[path]
            result.changed = True
            continue
        result.removed.append(place.source)
        if prune:
            del ledger.places[path]
            result.changed = True
        elif place.there:
            ledger.places[path] = replace(place, there=False)
            result.changed = True


def _still_there(path: str, here: set[str]) -> bool:
    """Whether a place that the run was not pointed to still has its file."""
    file, mark, _ = path.partition(MARK)
    if mark and any(other.startswith(file + MARK) for other in here):
        return False  # the archive was opened, and has it no more
    return exists(file)


def _choose(ledger: Ledger, here: set[str], ask: Ask, result: Look) -> None:
    """What has to be read of the contents at these places."""
    first: dict[str, Place] = {}
    for path in here:
        place = ledger.places[path]
        known = first.get(place.sha256)
        if known is None or place.source < known.source:
            first[place.sha256] = place
    result.copies = len(here) - len(first)
    for place in sorted(first.values(), key=lambda place: place.source):
        result.given[place.sha256] = place.source
        content = ledger.contents.get(place.sha256)
        stale = content is not None and (content.rules, content.program) != (ask.rules, ask.program)
        again = ask.redo and content is not None and (stale or content.state == "failed")
        if content is None or again:
            result.todo.append(Item(place.source, place.sha256))
            result.sizes.append(place.n_bytes)
        elif stale:
            result.stale += 1
