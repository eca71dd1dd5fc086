"""Plain text and markdown: bytes -> `Document`. The reference text is the file's text exactly as decoded."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Literal

from kehoach.ingest.unreadable import UnreadableDocument
from kehoach.values import Diagnostic, Document

# The byte order marks; a longer one begins with a shorter one, so the longer comes first.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Markup that only markdown has. Crawled text is full of stray `**`, which say nothing.
MARKDOWN = re.compile(
    r"^ {0,3}(?:#{1,6}[ \t]+\S|\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+[ \t]*(?::?-{3,}:?[ \t]*)?$)", re.MULTILINE
)
# The letters of Vietnamese that neither English nor French has.
VIETNAMESE = re.compile(r"[ăđĩũơưạ-ỹ]", re.IGNORECASE)
LEAST_SHARE = 0.04  # of the letters; the plans at hand have 0.17 to 0.25, French with its accents none
LEAST_LETTERS = 200  # too few to judge


def read_text(content: bytes, source: str, doc_id: str, sha256: str) -> Document:
    """Decode a text. Carriage returns, form feeds, decomposed letters stay: offsets count what the file holds."""
    text = decode(content, source)
    if not text.strip("\ufeff \t\r\n\f\v\xa0"):
        raise UnreadableDocument(source, "the file holds no words", "fetch it again from where it came")
    return Document(doc_id, source, sha256, tell_markup(text), text, diagnostics=tuple(doubts(text)))


def decode(content: bytes, source: str) -> str:
    """The text of UTF-8, UTF-16 or UTF-32 bytes without their byte order mark; nothing else is changed."""
    mark, encoding = next((m for m in MARKS if content.startswith(m[0])), (b"", "utf-8"))
    try:
        return content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            source,
            f"not {encoding.upper()} text: byte {error.start + len(mark)} ({content[error.start + len(mark)]:#04x}) fits no character",
            "the file may be in an old encoding (TCVN3, VNI, Windows-1258), which is not read yet: "
            "open it in its program and save it as UTF-8",
        ) from error


def tell_markup(text: str) -> Literal["txt", "md"]:
    """`md` where a heading or a table is marked up as markdown does, else `txt`."""
    return "md" if MARKDOWN.search(text) else "txt"


def doubts(text: str) -> list[Diagnostic]:
    """What a reader of the bytes can see is wrong: another language or a broken encoding, lost characters."""
    found = []
    composed = unicodedata.normalize("NFC", text)
    letters = sum(map(str.isalpha, composed))
    if letters >= LEAST_LETTERS and len(VIETNAMESE.findall(composed)) < LEAST_SHARE * letters:
        message = "hardly a Vietnamese letter: another language, no diacritics, or an old encoding read as Unicode"
        found.append(Diagnostic("warning", "not-vietnamese", message))
    lost = text.count("\ufffd")
    if lost:
        found.append(
            Diagnostic("warning", "lost-characters", f"{lost} characters were lost before the file reached us (U+FFFD)")
        )
    return found
