"""Pictures of a plan's pages with the places of its rows on them, for plans that came as PDF or as a scan."""

from __future__ import annotations

import hashlib
import io
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kehoach.ingest.archive import read_source
from kehoach.ingest.pdf import open_pdf
from kehoach.ingest.unreadable import UnreadableDocument
from kehoach.report.plan_text import Span

if TYPE_CHECKING:
    from PIL.Image import Image

Row = Mapping[str, Any]
Images = Literal["scans", "all", "none"]
IMAGES: tuple[Images, ...] = ("scans", "all", "none")
WIDTH = 1000
"""Pixels of a picture's width: fine print is readable, and a page takes 40 to 120 KB."""
QUALITY = 45
SLIM, BROAD = frozenset("iìíỉĩịlịtfrjI.,;:'()[]-/| "), frozenset("mwMWĐƠÔ%—–")
MOST_PAGES = 60
"""Pages of one plan of which there are pictures; a longer one goes on as text."""


@dataclass(frozen=True)
class Mark:
    """Where words of a row stand on a page, in hundredths of its width and height; a short row lies over a long one."""

    id: str
    kind: str
    left: float
    top: float
    width: float
    height: float
    over: int


@dataclass(frozen=True)
class Sheet:
    """A page's picture: its number, its file below the report, its size in pixels, the rows on it."""

    page: int
    file: str
    width: int
    height: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Pictures:
    """A plan's sheets. `missing` where there should be some and the file is gone or is another by now."""

    sheets: tuple[Sheet, ...] = ()
    missing: bool = False


def wants_pictures(document: Row, images: Images) -> bool:
    """Scans, whose text may be misread; with "all" also PDFs with a text of their own."""
    return document["media"] in {"none": (), "scans": ("scan",), "all": ("scan", "pdf")}[images]


def write_pictures(
    out: Path, document: Row, text: str, pages: Sequence[Row], boxes: Sequence[Row], spans: Sequence[Span]
) -> Pictures:
    """Write `pages/DOC_ID-N.webp` for the pages of a plan, and say where its rows stand on them.

    `text` is the plan's reference text, which boxes and spans count. The file is read again from where the run read it; one that is gone, or whose content is another now, gives none.
    """
    try:
        content = read_source(document["source"])
    except (OSError, UnreadableDocument):
        return Pictures(missing=True)
    if hashlib.sha256(content).hexdigest() != document["sha256"]:
        return Pictures(missing=True)
    marks = _marks(text, pages, boxes, spans)
    sheets = []
    (out / "pages").mkdir(exist_ok=True)
    try:
        for number, picture in _draw(content, document["source"]):
            file = f"pages/{document['doc_id']}-{number}.webp"
            picture.save(out / file, "WEBP", quality=QUALITY, method=4)
            sheets.append(Sheet(number, file, picture.width, picture.height, tuple(marks.get(number, ()))))
    except (OSError, UnreadableDocument, ValueError):
        return Pictures(tuple(sheets), missing=not sheets)
    return Pictures(tuple(sheets))


def _draw(content: bytes, source: str) -> Iterator[tuple[int, Image]]:
    """The pages as pictures, the first `MOST_PAGES`."""
    if content[:1024].find(b"%PDF") < 0:
        yield from _frames(content)
        return
    pdf = open_pdf(content, source)
    try:
        for index in range(min(len(pdf), MOST_PAGES)):
            page = pdf[index]
            scale = WIDTH / max(page.get_width(), 1)
            yield index + 1, page.render(scale=scale, draw_annots=True).to_pil()
    finally:
        pdf.close()


def _frames(content: bytes) -> Iterator[tuple[int, Image]]:
    from PIL import Image, ImageOps, ImageSequence

    with Image.open(io.BytesIO(content)) as image:
        for number, frame in enumerate(ImageSequence.Iterator(image), 1):
            if number > MOST_PAGES:
                return
            upright = ImageOps.exif_transpose(frame.convert("RGB"))
            height = round(upright.height * WIDTH / max(upright.width, 1))
            yield number, upright.resize((WIDTH, height))


def _marks(text: str, pages: Iterable[Row], boxes: Iterable[Row], spans: Iterable[Span]) -> dict[int, list[Mark]]:
    """The rows' places by page. A box is a line of print; of a line that a row has a part of, it gets that share."""
    size = {page["page"]: (page["width"], page["height"]) for page in pages if page["width"] and page["height"]}
    ordered = sorted((box for box in boxes if box["page"] in size), key=lambda box: box["start"])
    ends = [box["end"] for box in ordered]
    found: dict[int, list[Mark]] = {}
    for span in spans:
        for box in ordered[bisect_left(ends, span.start + 1) :]:
            if box["start"] >= span.end:
                break
            found.setdefault(box["page"], []).append(_mark(text, span, box, *size[box["page"]]))
    return found


def _mark(text: str, span: Span, box: Row, width: float, height: float) -> Mark:
    """The share of a line that a row's words take, by the usual widths of their letters."""
    start, end = max(span.start, box["start"]), min(span.end, box["end"])
    whole = _length(text[box["start"] : box["end"]]) or 1
    first, last = _length(text[box["start"] : start]) / whole, _length(text[box["start"] : end]) / whole
    across = box["x1"] - box["x0"]
    left, right = box["x0"] + first * across, box["x0"] + last * across
    return Mark(
        span.id,
        span.kind,
        round(100 * left / width, 2),
        round(100 * box["y0"] / height, 2),
        round(100 * (right - left) / width, 2),
        round(100 * (box["y1"] - box["y0"]) / height, 2),
        max(1, 1000 - (span.end - span.start)),
    )


def _length(text: str) -> float:
    """How wide a text is in print, in letters: thin ones take half of one, capitals and broad ones more."""
    return sum(0.5 if sign in SLIM else 1.4 if sign in BROAD or sign.isupper() else 1.0 for sign in text)
