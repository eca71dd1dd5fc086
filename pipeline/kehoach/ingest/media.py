"""Tell from a file's content what it is. Names lie: archives hold Word files called .txt and scans called .doc."""

from __future__ import annotations

import codecs
import io
import re
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
HTML = re.compile(
    rb"(?:<!--.*?-->\s*)*<(?:!doctype html|\?xml|(?:html|head|body|meta|title|div|p|table|center|font|article|main|section|span)\b)",
    re.DOTALL,
)
# Word 2003's XML, a Word package in one file, OpenDocument in one file.
WORD_XML = re.compile(rb"<w:wordDocument|<pkg:package|<office:document")
MOST_UNPACKED = 400 << 20
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
    if _is_markup(content):
        return "doc" if WORD_XML.search(content[:8192]) else "html"
    if content.startswith(BOMS):
        return "text"
    if b"\x00" in content[:65536]:
        raise UnreadableDocument(
            source,
            "the file is not text: it holds zero bytes (a program's own format, or UTF-16 without its mark)",
            "open it in the program that made it and save it as UTF-8 text",
        )
    return "text"


def _is_markup(content: bytes) -> bool:
    """Whether a content is a web page, whole or saved with its pictures (MHTML), or a text in XML."""
    head = content[:2048].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = content[:2048].decode("utf-16", "replace").lstrip().lower().encode()
    return bool(HTML.match(head)) or (head.startswith(b"mime-version:") and b"multipart/related" in head)


def _in_zip(content: bytes, source: str) -> Door:
    """Word and OpenDocument texts are archives; their parts tell them apart."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype") if "mimetype" in names else b""
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
        raise UnreadableDocument(source, f"a broken archive: {error}", "fetch it again from where it came") from error
    if unpacked > MOST_UNPACKED:
        reason = f"an archive that unpacks to {unpacked >> 20} MB, more than any plan has"
        raise UnreadableDocument(source, reason, "unpack it yourself, if you trust it")
    if "word/document.xml" in names or ("[Content_Types].xml" in names and any(n.startswith("word/") for n in names)):
        return "docx"
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    if "[Content_Types].xml" in names or kind:
        raise UnreadableDocument(
            source, "an office file, but no text document (a workbook, slides?)", "save its text as .docx"
        )
    raise UnreadableDocument(
        source, "an archive, not a document", f"run on it, or name one file in it: {source}!/plan.docx"
    )
