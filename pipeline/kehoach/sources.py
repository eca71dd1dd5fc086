"""The files that paths stand for: folders at any depth, globs, what is in archives."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path, PurePath, PurePosixPath

from kehoach.ingest.archive import MARK, is_archive, list_members
from kehoach.ingest.unreadable import UnreadableDocument
from kehoach.remote import find_objects, is_url, local_path

# What is taken from a folder; a file that is named is taken whatever it is called.
SUFFIXES = frozenset(".txt .md .markdown .html .htm .pdf .docx .doc .rtf .odt .png .jpg .jpeg .tif .tiff .zip".split())


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A document's place: `source` as it was given to the run, `path` in full, the same from every folder.
    `file` is what lies on the disk: the document itself, or the archive that it is in. `stamp` is what a
    remote place says of its state; of a local file it is asked later."""

    source: str
    path: str
    file: str
    stamp: str = ""


def find_sources(paths: Iterable[str | Path]) -> list[str]:
    """The files that paths stand for, sorted, each once: a folder's documents at any depth, a glob's matches,
    what is in an archive (`plans.zip!/2024/plan.docx`).

    In folders and archives, hidden files, READMEs and what is no document by its name are passed over.
    """
    return [found.source for found in find_places(paths)]


def find_places(paths: Iterable[str | Path]) -> list[Source]:
    """What `find_sources` finds, with the full paths. FileNotFoundError for a path that stands for nothing."""
    found: dict[str, Source] = {}
    for given in map(local_path, paths):
        files = list(_objects_at(str(given)) if is_url(given) else _files_matching(given))
        if not files:
            raise FileNotFoundError(f"no documents at {given}")
        for file in files:
            found.setdefault(file.path, file)
    return sorted(opened for file in found.values() for opened in _opened(file))


def _objects_at(url: str) -> Iterator[Source]:
    """A remote folder's documents, a glob's, or the one that is named."""
    for remote in find_objects(url):
        if has_document_name(PurePosixPath(remote.url.partition("://")[2])) or remote.url == url:
            yield Source(remote.url, remote.url, remote.url, remote.stamp)


def _files_matching(given: str | Path) -> Iterator[Source]:
    spread = has_magic(str(given)) and not Path(given).exists()
    for match in glob(str(given), recursive=True) if spread else [given]:
        yield from _files_at(Path(match))


def _files_at(path: Path) -> Iterator[Source]:
    if path.is_dir():
        yield from _files_below(path.as_posix(), os.path.realpath(path))
    elif path.is_file():
        yield Source(path.as_posix(), os.path.realpath(path), os.path.realpath(path))


def _files_below(shown: str, real: str) -> Iterator[Source]:
    """A folder's documents. Only links are resolved: asking for each of 100,000 files takes as long as reading them."""
    prefix = "" if shown == "." else shown.rstrip("/") + "/"
    with os.scandir(real) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith((".", "__MACOSX")):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files_below(prefix + name, f"{real}/{name}")
            elif has_document_name(PurePosixPath(name)) and entry.is_file():
                full = os.path.realpath(entry.path) if entry.is_symlink() else f"{real}/{name}"
                yield Source(prefix + name, full, full)


def _opened(file: Source) -> Iterator[Source]:
    """The documents in an archive; a file that is none, or can't be opened, as it is: its reader will say why."""
    if is_url(file.path) or not is_archive(file.path):
        yield file
        return
    try:
        members = [m for m in list_members(file.source) if has_document_name(PurePosixPath(m.split(MARK, 1)[1]))]
    except UnreadableDocument:
        members = []
    for member in members:
        yield Source(member, file.path + MARK + member.split(MARK, 1)[1], file.path)
    if not members:
        yield file


def has_document_name(path: PurePath) -> bool:
    """Whether a path in a folder or an archive is taken for a document's."""
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix.lower() in SUFFIXES and not path.name.startswith("README")
