"""Scanned pages and image files, read by OCR."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from kehoach.ingest.assemble import assemble
from kehoach.ingest.ocr import Reading, parts_of, read_picture
from kehoach.ingest.page import PageContent, ReadPage, Word
from kehoach.ingest.picture import Picture, picture_of, take_picture
from kehoach.ingest.signatures import fill_blanks, note_of
from kehoach.ingest.spread import spread
from kehoach.ingest.tesseract import INSTALL, TesseractError, turn_needed, why_no_tesseract
from kehoach.ingest.unreadable import UnreadableDocument
from kehoach.rulebook import Rulebook
from kehoach.values import Diagnostic, Document

if TYPE_CHECKING:
    import pypdfium2 as pdfium
    from PIL.Image import Image

SIDEWAYS = 0.65  # confidence: pages that lie on their side or head have 0.3 to 0.5
NOMINAL = 200.0  # dots an inch of an image that doesn't say, or says what no scanner does
MOST_PAGES = 2000  # frames of a TIFF


def scanned_page(page: pdfium.PdfPage, number: int, stamps: Sequence[Sequence[Word]] = ()) -> Callable[[], ReadPage]:
    """What reads a PDF's page by OCR, with what was stamped on it, and needs the PDF no more: see `spread`.

    An empty page and an error where OCR is missing or fails.
    """
    width, height = page.get_size()
    if problem := why_no_tesseract():
        unread = _unread(number, width, height, "no-ocr", f"it needs OCR, but {problem}; {INSTALL}")
        return lambda: unread
    picture, own = take_picture(page)

    def read() -> ReadPage:
        try:
            reading = read_upright(picture)
        except TesseractError as error:
            return _unread(number, width, height, "ocr-failed", str(error))
        notes: list[str] = []
        if own and stamps:
            lines, notes = fill_blanks(reading.lines, stamps)
            reading = Reading(lines, reading.tables, reading.sure)
        content = PageContent(number, width, height, "ocr", reading.sure, parts_of(reading))
        return ReadPage(content, tuple(note_of(number, note) for note in notes))

    return read


def _unread(number: int, width: float, height: float, code: str, reason: str) -> ReadPage:
    content = PageContent(number, width, height, "none", 0.0, ())
    return ReadPage(content, (Diagnostic("error", code, f"page {number} is not read: {reason}"),))


def read_upright(picture: Picture) -> Reading:
    """Read a picture; one that reads badly is turned as tesseract advises and read again, and the better is kept."""
    reading = read_picture(picture)
    if reading.sure >= SIDEWAYS:
        return reading
    quarters = turn_needed(picture.pixels, picture.dpi)
    if not quarters:
        return reading
    again = read_picture(picture.turned(quarters))
    return max(reading, again, key=lambda r: r.sure)


def read_image(content: bytes, source: str, doc_id: str, sha256: str, rules: Rulebook) -> Document:
    """Read an image file, each frame of a TIFF a page. UnreadableDocument where it is broken or OCR is missing."""
    import PIL.Image
    from PIL import ImageOps, UnidentifiedImageError

    if problem := why_no_tesseract():
        raise UnreadableDocument(source, f"the file is an image and needs OCR, but {problem}", INSTALL)

    def frames(image: Image) -> Iterator[Callable[[], ReadPage]]:
        for frame in range(min(getattr(image, "n_frames", 1), MOST_PAGES)):
            image.seek(frame)
            yield _scanned_frame(ImageOps.exif_transpose(image) or image, frame + 1)

    try:
        with warnings.catch_warnings(action="ignore"), PIL.Image.open(io.BytesIO(content)) as image:
            pages = spread(frames(image))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, PIL.Image.DecompressionBombError) as error:
        raise UnreadableDocument(source, f"the image is broken: {error}", "scan or fetch it again") from error
    return assemble(pages, source, doc_id, sha256, "scan", rules)


def _scanned_frame(image: Image, number: int) -> Callable[[], ReadPage]:
    """What reads a frame."""
    said = float(image.info.get("dpi", (NOMINAL,))[0] or NOMINAL)
    dpi = said if 72 < said <= 1200 else NOMINAL
    width, height = image.width * 72 / dpi, image.height * 72 / dpi
    picture = picture_of(image, dpi)

    def read() -> ReadPage:
        try:
            reading = read_upright(picture)
        except TesseractError as error:
            return _unread(number, width, height, "ocr-failed", str(error))
        return ReadPage(PageContent(number, width, height, "ocr", reading.sure, parts_of(reading)))

    return read
