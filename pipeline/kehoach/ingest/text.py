"""Plain text and markdown: bytes -> `Document`.

The reference text is the file's text exactly as decoded; lines in an encoding from before Unicode are
converted, and then it is the text after conversion.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Literal

from kehoach.ingest.encodings import C1
from kehoach.ingest.legacy import Mended, mend_lines
from kehoach.ingest.syllables import vietnamese_share
from kehoach.ingest.unreadable import UnreadableDocument
from kehoach.rulebook import Rulebook
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
SAMPLE = 4000  # characters from the beginning that are looked at first
LEAST_LETTERS = 200  # too few to judge
LEAST_SYLLABLES = 0.5  # of the words; Vietnamese without its marks has nearly all, English one in four
SAVE_AS_UTF8 = "open it in the program that made it and save it as UTF-8"
# A character of UTF-8 (RFC 3629), or a byte that belongs to none.
UTF8 = re.compile(
    rb"([\x00-\x7f]+|(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+)"
    rb"|[\x80-\xff]"
)


def read_text(content: bytes, source: str, doc_id: str, sha256: str, rules: Rulebook) -> Document:
    """Decode a text. Carriage returns, form feeds, decomposed letters stay: offsets count what the file holds.

    Lines in an old encoding are converted, and told in a diagnostic. UnreadableDocument where bytes or
    words remain that nothing explains.
    """
    text = decode(content, source)
    if not text.strip("\ufeff \t\r\n\f\v\xa0"):
        raise UnreadableDocument(source, "the file holds no words", "fetch it again from where it came")
    mended = mend_lines(text.split("\n"), rules)
    misfit = None if content.startswith(tuple(mark for mark, _ in MARKS)) else find_misfit(content)
    if misfit:
        text = mark_lost(content, mended)
        if not mended.counts and (vietnamese_share(text, rules, 8) or 0) < LEAST_SYLLABLES:
            reason = f"not UTF-8 text: {misfit}, and it is Vietnamese in no encoding that we know"
            raise UnreadableDocument(source, reason, SAVE_AS_UTF8)
    elif mended.counts:
        text = "\n".join(mended.lines)
    notes = (*conversions(mended), *doubts(text, source, rules))
    return Document(doc_id, source, sha256, tell_markup(text), text, diagnostics=notes)


def decode(content: bytes, source: str) -> str:
    """The text of UTF-8, UTF-16 or UTF-32 bytes without their byte order mark; nothing else is changed.

    Without a mark, a byte that fits no character of UTF-8 is what Windows 1252 shows: the text may be
    in an encoding from before Unicode, or only some of its lines.
    """
    mark, encoding = next((m for m in MARKS if content.startswith(m[0])), (b"", "utf-8"))
    try:
        return content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        if not mark:
            return UTF8.sub(_as_utf8, content).decode("utf-8")
        place = error.start + len(mark)
        reason = f"not {encoding.upper()} text: byte {place} ({content[place]:#04x}) fits no character"
        raise UnreadableDocument(source, reason, SAVE_AS_UTF8) from error


def _as_utf8(match: re.Match[bytes]) -> bytes:
    return match[0] if match[1] else C1.get(match[0][0], chr(match[0][0])).encode()


def find_misfit(content: bytes) -> str | None:
    """Which byte is the first to fit no character of UTF-8; None where all fit."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {error.start} ({content[error.start]:#04x}) fits no character"
    return None


def mark_lost(content: bytes, mended: Mended) -> str:
    """The text with U+FFFD for every byte that fits no character and that no conversion has explained."""
    pairs = zip(content.split(b"\n"), mended.lines, mended.encodings, strict=True)
    return "\n".join(line if encoding else raw.decode("utf-8", "replace") for raw, line, encoding in pairs)


def conversions(mended: Mended) -> list[Diagnostic]:
    """What was converted, as diagnostics."""
    return [
        Diagnostic("info", "converted-encoding", f"{n} lines in {name} were converted; offsets count what came of it")
        for name, n in mended.counts.items()
    ]


def tell_markup(text: str) -> Literal["txt", "md"]:
    """`md` where a heading or a table is marked up as markdown does, else `txt`."""
    return "md" if MARKDOWN.search(text) else "txt"


def doubts(text: str, source: str, rules: Rulebook) -> list[Diagnostic]:
    """What a reader of the bytes can see is wrong: no diacritics, lost characters.

    UnreadableDocument for another language or letters that nothing explains: rows would be rubbish.
    """
    found = []
    if len(VIETNAMESE.findall(text, 0, SAMPLE)) < LEAST_SHARE * min(len(text), SAMPLE):  # else all is well
        found += _few_marks(unicodedata.normalize("NFC", text), source, rules)
    lost = text.count("\ufffd")
    if lost:
        found.append(
            Diagnostic("warning", "lost-characters", f"{lost} characters were lost before the file reached us (U+FFFD)")
        )
    return found


def _few_marks(composed: str, source: str, rules: Rulebook) -> list[Diagnostic]:
    """What a text is whose letters hardly have a mark: one without diacritics, unless it is too short to judge."""
    letters = sum(map(str.isalpha, composed))
    if letters < LEAST_LETTERS or len(VIETNAMESE.findall(composed)) >= LEAST_SHARE * letters:
        return []
    if (vietnamese_share(composed, rules) or 0) < LEAST_SYLLABLES:
        reason = "not Vietnamese: another language, or an encoding that we don't know"
        raise UnreadableDocument(source, reason, SAVE_AS_UTF8)
    return [Diagnostic("warning", "not-vietnamese", "hardly a Vietnamese letter: written without diacritics")]
