"""Older office files (.doc, .odt, .rtf): converted to .docx by LibreOffice where it is installed, then read as that.

LibreOffice runs without a window, in a folder and with a profile of its own, which are gone afterwards:
it neither waits for a window that the user has open nor changes that user's settings.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from kehoach.ingest.docx import read_docx
from kehoach.ingest.unreadable import UnreadableDocument
from kehoach.rulebook import Rulebook
from kehoach.values import Document

PROGRAMS = ("soffice", "libreoffice")
PATIENCE = 120  # seconds; a plan takes 2 to 5
INSTALL = (
    "install LibreOffice (Debian, Ubuntu: apt-get install libreoffice-writer-nogui; else libreoffice.org), "
    "or open the file in Word and save it as .docx"
)
# Streams of an OLE file that say what it is (MS-DOC 2.1, MS-OFFCRYPTO 2.3.4), their names in UTF-16.
WORD_STREAM = "WordDocument".encode("utf-16-le")
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def read_office(
    content: bytes, source: str, doc_id: str, sha256: str, rules: Rulebook, media: Literal["doc", "odt"]
) -> Document:
    """Read an older office file. UnreadableDocument says what to install where LibreOffice is missing."""
    return read_docx(convert_to_docx(content, source), source, doc_id, sha256, rules, media)


def convert_to_docx(content: bytes, source: str) -> bytes:
    """The content as .docx."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        _look_inside(content, source)
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise UnreadableDocument(source, "reading this format needs LibreOffice, which is not installed", INSTALL)
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder:
        given = Path(folder, "in", "plan" + _suffix(content))
        given.parent.mkdir()
        given.write_bytes(content)
        failure = _run(program, given, Path(folder))
        made = Path(folder, "out", "plan.docx")
        if failure or not made.is_file():
            raise UnreadableDocument(
                source,
                f"LibreOffice could not convert the file: {failure or 'it is broken, or no text document'}",
                "open it in the program that made it and save it as .docx",
            )
        return made.read_bytes()


def _look_inside(content: bytes, source: str) -> None:
    """Tell Word's own format from what else is kept in OLE files."""
    if ENCRYPTED_STREAM in content:
        raise UnreadableDocument(source, "the file is encrypted", "open it with its password and save it without one")
    if WORD_STREAM not in content:
        raise UnreadableDocument(
            source, "an office file, but no text document (a workbook, slides?)", "save its text as .docx"
        )


def _suffix(content: bytes) -> str:
    """What LibreOffice goes by to choose its filter."""
    if content.lstrip()[:1] == b"<":
        return ".fodt" if b"<office:document" in content[:8192] else ".xml"
    return ".rtf" if content.startswith(b"{\\rtf") else ".odt" if content.startswith(b"PK") else ".doc"


def _run(program: str, given: Path, folder: Path) -> str:
    """Run the conversion; what went wrong, or nothing. Past its time all its processes are ended."""
    profile = Path(folder, "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nologo"]
    command += ["--convert-to", "docx", "--outdir", str(folder / "out"), str(given)]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=folder,
        start_new_session=True,
        env=os.environ | {"HOME": str(folder)},
    ) as process:
        try:
            _, errors = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return f"it took more than {PATIENCE} seconds"
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    return (lines[-1] if lines else f"exit status {process.returncode}") if process.returncode else ""
