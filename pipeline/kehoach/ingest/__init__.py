"""A file's bytes -> `Document`: the text that every row's offsets cut, and how it was read.

One module for each door: `text.py` reads plain text and markdown. `media.py` tells by the content,
never by the name, which door a file goes through. A format whose door is not built yet, and a file
that no door can read, raise `UnreadableDocument`, which says what to do.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.ingest.archive import read_source
from kehoach.ingest.media import sniff_media
from kehoach.ingest.unreadable import UnreadableDocument

if TYPE_CHECKING:
    from kehoach.rulebook import Rulebook
    from kehoach.values import Document

__all__ = ["UnreadableDocument", "read_bytes", "read_document"]

SAVE_AS_TEXT = "save it as UTF-8 text (.txt) or markdown (.md) and run that"


def read_document(path: str | Path, rules: Rulebook | None = None) -> Document:
    """Read a file or a member of an archive (`plans.zip!/2024/plan.docx`), by our own rules where none are given.

    Its `source` is the path as given. UnreadableDocument says what is wrong and what to do.
    """
    source = Path(path).as_posix()
    try:
        content = read_source(source)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableDocument(source, f"the file can't be opened: {reason}", "check its path and rights") from error
    return read_bytes(content, source, rules)


@cache
def own_rules() -> Rulebook:
    """Our own rules, read once: what Vietnamese looks like stands in them."""
    from kehoach.rule_reading import load_rules

    return load_rules()


def read_bytes(content: bytes, source: str, rules: Rulebook | None = None) -> Document:
    """Read a file's content. `doc_id` is the beginning of its hash, so the same content always has the same id."""
    sha256 = hashlib.sha256(content).hexdigest()
    doc_id = sha256[:16]
    match sniff_media(content, source):
        case "text":
            from kehoach.ingest.text import read_text

            return read_text(content, source, doc_id, sha256, rules or own_rules())
        case "pdf":
            from kehoach.ingest.pdf import read_pdf

            return read_pdf(content, source, doc_id, sha256, rules or own_rules())
        case "scan":
            from kehoach.ingest.scan import read_image

            return read_image(content, source, doc_id, sha256, rules or own_rules())
        case "docx":
            from kehoach.ingest.docx import read_docx

            return read_docx(content, source, doc_id, sha256, rules or own_rules())
        case "html":
            from kehoach.ingest.html import read_html

            return read_html(content, source, doc_id, sha256, rules or own_rules())
        case "doc" | "odt" as media:
            from kehoach.ingest.office import read_office

            return read_office(content, source, doc_id, sha256, rules or own_rules(), media)
        case other:
            raise UnreadableDocument(source, f"{other} files are not read yet", SAVE_AS_TEXT)
