"""Archives (.zip) of documents: what is in them, named `archive.zip!/folder/plan.docx`, and its bytes.

An archive in an archive is opened too. Nothing is written to disk, so a member's name can lead nowhere;
limits keep an archive that unpacks to more than a machine can hold from doing so.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath

from kehoach.ingest.unreadable import UnreadableDocument

MARK = "!/"  # between an archive and what is in it
DEPTH = 3  # archives in archives
MOST_MEMBERS = 50_000
MOST_BYTES = 8 << 30  # of all members, unpacked
MOST_MEMBER_BYTES = 300 << 20
MOST_RATIO = 200  # of a member's bytes to its packed bytes; office files and text reach 30
FROM_SIZE = 10 << 20  # below, a ratio harms nothing
FETCH = "fetch it again from where it came"
UNPACK = "unpack it yourself and run on the folder, if you trust it"
# An archive with one of these parts is a document itself (ECMA-376, ODF 1.3) or a program's own file.
DOCUMENT_PARTS = frozenset(("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml"))

Opened = tuple[zipfile.ZipFile, Mapping[str, zipfile.ZipInfo]]


def is_archive(path: str | Path) -> bool:
    """Whether a file is an archive of files, by its content; a Word file, which is packed like one, is none."""
    try:
        with open(path, "rb") as file:
            return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06") and not _is_document(file)
    except OSError:
        return False


def _is_document(file: io.BufferedReader | io.BytesIO) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return not DOCUMENT_PARTS.isdisjoint(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def list_members(path: str) -> list[str]:
    """The sources of all files in an archive, those of archives inside it among them, in their order there.

    UnreadableDocument for an archive that is broken or unpacks to too much.
    """
    return list(_members(path, 1))


def _members(prefix: str, depth: int) -> Iterator[str]:
    for name, info in _directory(prefix).items():
        source = prefix + MARK + name
        if name.lower().endswith(".zip") and depth < DEPTH and not info.flag_bits & 1:
            try:
                yield from _members(source, depth + 1)
                continue
            except UnreadableDocument:
                pass  # the reader of this member will say what is wrong with it
        yield source


def split_source(source: str) -> tuple[str, str] | None:
    """An archive and the name in it, where a source names a member; None for a plain file."""
    head, mark, name = source.rpartition(MARK)
    return (head, name) if mark and not Path(source).exists() else None


def read_source(source: str) -> bytes:
    """The bytes of a file or of a member. OSError or UnreadableDocument where it can't be read."""
    member = split_source(source)
    if member is None:
        return Path(source).read_bytes()
    prefix, name = member
    info = _info(prefix, name, source)
    if info.flag_bits & 1:
        raise UnreadableDocument(source, "the archive's member is encrypted", "unpack it with its password")
    if info.file_size > MOST_MEMBER_BYTES or _bursts(info):
        size = f"{info.file_size / (1 << 20):.0f} MB from {info.compress_size} bytes"
        raise UnreadableDocument(source, f"the archive's member unpacks to {size}", UNPACK)
    try:
        with _open(prefix)[0].open(info) as packed:
            return packed.read(MOST_MEMBER_BYTES)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UnreadableDocument(source, f"the archive's member can't be unpacked: {error}", FETCH) from error


def size_of(source: str) -> int:
    """The size of a file or of a member in bytes. OSError where a file is not there."""
    member = split_source(source)
    return _info(*member, source).file_size if member else Path(source).stat().st_size


def _info(prefix: str, name: str, source: str) -> zipfile.ZipInfo:
    info = _directory(prefix).get(name)
    if info is None:
        raise UnreadableDocument(source, "the archive has no such file", f"see what it has: unzip -l {prefix}")
    return info


def _bursts(info: zipfile.ZipInfo) -> bool:
    return info.file_size > FROM_SIZE and info.file_size > MOST_RATIO * max(info.compress_size, 1)


def _directory(prefix: str) -> Mapping[str, zipfile.ZipInfo]:
    return _open(prefix)[1]


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name. Packers that do not say so write UTF-8 all the same; the library takes it for DOS letters."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return PurePosixPath(name.replace("\\", "/")).as_posix().lstrip("/")


def _open(prefix: str) -> Opened:
    """The archive that a source names, a file or a member of another archive, and its files."""
    status = Path(prefix.partition(MARK)[0] if split_source(prefix) else prefix).stat()
    return _opened(prefix, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _opened(prefix: str, changed: int, size: int) -> Opened:
    """An archive kept open with its files by their names, so that not each of ten thousand is searched for anew.

    Of two files of one name the later counts, as every unpacker leaves it.
    """
    try:
        archive = zipfile.ZipFile(prefix if split_source(prefix) is None else io.BytesIO(read_source(prefix)))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableDocument(prefix, f"a broken archive: {error}", FETCH) from error
    infos = [info for info in archive.infolist() if not info.is_dir()]
    total = sum(info.file_size for info in infos)
    if len(infos) > MOST_MEMBERS or total > MOST_BYTES:
        reason = f"an archive that unpacks to {len(infos)} files, {total / (1 << 30):.1f} GB"
        raise UnreadableDocument(prefix, reason, UNPACK)
    return archive, {_name(info): info for info in infos}
