"""Places that are no local files: `s3://bucket/plans`, `gs://…` and whatever else fsspec knows.

Where they are and who may read them, fsspec is told by the environment or its own configuration.
"""

from __future__ import annotations

import errno
import hashlib
import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kehoach.frozen import frozen

AT_ONCE = 64  # objects asked for together: a store answers each after some 20 ms
# What says that an object is another one than before, as far as a file system tells it.
MARKS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "created")


@frozen
class Remote:
    """An object: its address, and a stamp that changes when it does."""

    url: str
    stamp: str


def is_url(place: str | Path) -> bool:
    """Whether a place is one for fsspec. `file://` is a local path: see `local_path`."""
    return "://" in str(place)


def local_path(place: str | Path) -> str | Path:
    """A local path for `file:///folder`; any other place as it is."""
    return str(place).removeprefix("file://") if str(place).startswith("file://") else place


def file_system(url: str) -> tuple[Any, str]:
    """The file system of an address, and the address as it has it. ModuleNotFoundError says what to install."""
    try:
        fsspec = importlib.import_module("fsspec.core")
        fs, path = fsspec.url_to_fs(url)
    except ImportError as error:
        raise ModuleNotFoundError(f"{url} needs more: pip install 'kehoach[cluster]' ({error})") from None
    return fs, path.rstrip("/")


@contextmanager
def as_os_errors(url: str) -> Iterator[None]:
    """What clients raise, as OSError with a number, so that a store that does not answer is told like a disk."""
    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(errno.ENOENT, "no such object", url) from error
    except PermissionError as error:
        raise PermissionError(errno.EACCES, str(error) or "no permission", url) from error
    except (FileExistsError, ModuleNotFoundError):
        raise
    except OSError as error:
        if error.errno is None:
            raise OSError(errno.EIO, str(error), url) from error
        raise
    except Exception as error:  # each client has its own
        raise OSError(errno.EIO, f"{type(error).__name__}: {error}", url) from error


def fetch(url: str) -> bytes:
    """An object's bytes. OSError where there are none to have."""
    fs, path = file_system(url)
    with as_os_errors(url):
        content: bytes = fs.cat_file(path)
    return content


def exists(place: str) -> bool:
    """Whether there is a file or an object."""
    if not is_url(place):
        return Path(place).exists()
    fs, path = file_system(place)
    with as_os_errors(place):
        return bool(fs.exists(path))


def find_objects(url: str) -> Iterator[Remote]:
    """The objects at an address: itself, what is below it at any depth, or what a glob matches."""
    fs, path = file_system(url)
    with as_os_errors(url):
        fs.invalidate_cache()
        magic = any(sign in path for sign in "*?[")
        found: Mapping[str, Any] = fs.glob(path, detail=True) if magic else fs.find(path, detail=True)
    for name, about in sorted(found.items()):
        if about.get("type") == "file":
            marks = (str(about[mark]) for mark in MARKS if about.get(mark))
            yield Remote(fs.unstrip_protocol(name), " ".join([str(about.get("size")), *marks]))


def hash_objects(urls: Sequence[str]) -> dict[str, tuple[str, int] | OSError]:
    """The SHA-256 and the size of each object, or why it can't be read."""
    found: dict[str, tuple[str, int] | OSError] = {}
    for first in range(0, len(urls), AT_ONCE):
        some = urls[first : first + AT_ONCE]
        fs, _ = file_system(some[0])
        paths = {url: fs._strip_protocol(url) for url in some}
        with as_os_errors(some[0]):
            contents = fs.cat(list(paths.values()), on_error="return")
        for url, path in paths.items():
            content = contents.get(path, FileNotFoundError(errno.ENOENT, "no such object"))
            if isinstance(content, Exception):
                found[url] = content if isinstance(content, OSError) else OSError(errno.EIO, str(content), url)
            else:
                found[url] = hashlib.sha256(content).hexdigest(), len(content)
    return found


def bring(place: str, file: Path) -> None:
    """Copy an object or a file to a local file."""
    if not is_url(place):
        file.write_bytes(Path(place).read_bytes())
        return
    fs, path = file_system(place)
    with as_os_errors(place):
        fs.get_file(path, str(file))


def send(file: Path, place: str) -> None:
    """Copy a local file to an object or a file."""
    if not is_url(place):
        Path(place).write_bytes(file.read_bytes())
        return
    fs, path = file_system(place)
    with as_os_errors(place):
        fs.put_file(str(file), path)
