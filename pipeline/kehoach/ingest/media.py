"""Tell from a file's content what it is. Names lie: archives hold Word files called .txt and scans called .doc."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from kehoach.ingest.unreadable import UnreadableDocument

Door = Literal["text", "pdf", "scan", "docx", "doc", "odt", "html"]

# First bytes, after the registrations of the formats themselves (PDF 32000-1, ECMA-376, MS-CFB, TIFF 6.0, ...).
MAGIC: tuple[tuple[bytes, Door], ...] = (
    (b"\x89PNG\r\n\x1a\n", "scan"),
    (b"\xff\xd8\xff", "scan"),
    (b"II*\x00", "scan"),
    (b"MM\x00*", "scan"),
    (b"GIF8", "scan"),
    (b"BM", "scan"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"{\\rtf", "doc"),
)
HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml", b"<meta")
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def sniff_media(content: bytes, source: str) -> Door:
    """Tell which door a content goes through. UnreadableDocument where it is empty or no document."""
    if not content.strip():
        raise UnreadableDocument(source, "the file is empty", "fetch it again from where it came")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _in_zip(content, source)
    for magic, door in MAGIC:
        if content.startswith(magic) and (magic != b"BM" or b"\x00" in content[:64]):
            return door
    if content.startswith(BOMS):
        return "text"
    if content[:512].lstrip().lower().startswith(HTML):
        return "html"
    if b"\x00" in content[:65536]:
        raise UnreadableDocument(
            source,
            "the file is not text: it holds zero bytes (a program's own format, or UTF-16 without its mark)",
            "open it in the program that made it and save it as UTF-8 text",
        )
    return "text"


def _in_zip(content: bytes, source: str) -> Door:
    """Word and OpenDocument texts are archives; their parts tell them apart."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise UnreadableDocument(source, f"a broken archive: {error}", "fetch it again from where it came") from error
    if "word/document.xml" in names:
        return "docx"
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    raise UnreadableDocument(source, "an archive, not a document", "unpack it and run on the folder")
