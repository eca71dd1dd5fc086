"""Pages as read -> a `Document`, or the one error of a document of which nothing could be read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kehoach.frozen import frozen
from kehoach.ingest.compose import compose_text
from kehoach.ingest.mend import Edit, mend_reading
from kehoach.ingest.page import Column, ReadPage
from kehoach.ingest.unreadable import UnreadableDocument
from kehoach.rulebook import Rulebook
from kehoach.values import Diagnostic, Document, Media

NUMBER_LINE = re.compile(r"S\w\s?:?\s*(?P<number>\S*\d\S*)\s?/", re.IGNORECASE)
HANDWRITTEN = 0.75  # confidence of a number: printed ones have 0.9 and more
UNREADABLE = 0.5  # below it the number is another one
DOUBTFUL = 0.8  # OCR's own confidence: below it every tenth word is wrong


def assemble(
    read: Sequence[ReadPage], source: str, doc_id: str, sha256: str, media: Media, rules: Rulebook
) -> Document:
    """Write the pages down as one text. UnreadableDocument, with the first reason, where there is not a word."""
    found = [note for page in read for note in page.diagnostics]
    composed = compose_text([page.content for page in read])
    if not composed.boxes:
        reasons = [n.message for n in found if n.severity == "error"]
        reason, _, mend = (reasons[0] if reasons else "no page has any words").partition("; ")
        raise UnreadableDocument(source, reason, mend or "look at it in a PDF reader: it may be blank")
    found += [
        Diagnostic("warning", "ocr-low-confidence", f"page {p.number} was read with confidence {p.quality:.2f}")
        for p in composed.pages
        if p.how == "ocr" and p.quality < DOUBTFUL
    ]
    number = doubtful_number(read)
    if number:
        found.append(Diagnostic("warning", "ocr-doubtful-number", number.said))
    composed, mends = mend_reading(composed, rules, number.blanked(composed.text) if number else ())
    if mends:
        found.append(Diagnostic("info", "ocr-mended", f"{len(mends)} slips of OCR were mended: table mends"))
    return Document(
        doc_id, source, sha256, media, composed.text, composed.pages, tuple(found), boxes=composed.boxes, mends=mends
    )


@frozen
class DoubtfulNumber:
    """A document's number that was hardly readable: on paper it is often written by hand."""

    line: str
    number: str
    sure: float

    @property
    def said(self) -> str:
        """What there is to tell of it."""
        left = ", so it is left blank" if self.sure < UNREADABLE else ""
        return f"the number {self.number} was read with confidence {self.sure:.2f}{left}: it may be handwritten"

    def blanked(self, text: str) -> tuple[Edit, ...]:
        """The edit that leaves the number out where it is no more than a guess: none is better than another's."""
        line = text.find(self.line)
        start = text.find(self.number, line)
        if self.sure >= UNREADABLE or line < 0 or start >= line + len(self.line):
            return ()
        return (Edit(start, start + len(self.number), "", "ocr.doubtful_number"),)


def doubtful_number(read: Sequence[ReadPage]) -> DoubtfulNumber | None:
    """The number on the first page, where OCR is not sure of its figures."""
    for page in read[:1] if read and read[0].content.how == "ocr" else ():
        for part in page.content.parts:
            for strip in part.lines if isinstance(part, Column) else ():
                match = NUMBER_LINE.match(strip.text)
                if match is None:
                    continue
                worst = min((w.sure for w in strip.words[:3] if any(map(str.isdigit, w.text))), default=1.0)
                return DoubtfulNumber(strip.text, match["number"], worst) if worst < HANDWRITTEN else None
    return None
