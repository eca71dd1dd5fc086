"""Make PDFs, signed PDFs and scans in corpus/rendered/ from plans of corpus/plans.

    python corpus/make_pdf_and_scan.py [FOLDER]

Writes into corpus/rendered, or into FOLDER; the same plans and fonts give the same bytes. A version has
its plan's name, so the plan's gold file holds for it. Needs reportlab, pikepdf, pypdfium2, Pillow, numpy and
Debian's fonts-croscore (Apache), whose Tinos has the letters and widths of the Times New Roman that offices use.

pdf      set as offices set plans: two-column header, justified lines, ruled tables over pages, page numbers
         in the upper margin; some with space between paragraphs, some with an indent alone
signed   number and day left blank and stamped over as annotations, in the three ways of the registries'
         programs (FreeText, Stamp, a signature's Widget), with the signature's own description
scan     pages as pictures: skewed, grained, a red seal over signature and name, in colour or in grey
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from make_word_and_legacy import Columns, Part, Shape, read_parts

if TYPE_CHECKING:
    from PIL.Image import Image

HERE = Path(__file__).resolve().parent
FONTS = Path("/usr/share/fonts/truetype/croscore")
MM = 72 / 25.4
NUMBER = re.compile(r"(?P<before>Số ?: *)(?P<number>\d+)(?= ?/)")
DAY = re.compile(r"(?P<before>, ngày )(?P<number>\d{2})(?= tháng)")
ENCLOSED = re.compile(r"PHỤ LỤC|KẾ HOẠCH$")
BLANK = "\u00a0" * 9


@dataclass(frozen=True)
class Look:
    """How a plan is set: font size, line pitch, space after a paragraph (0: an indent alone tells them apart)."""

    size: float = 13
    pitch: float = 18
    after: float = 6


AIRY, DENSE = Look(), Look(14, 18, 0)
PDF = {"01": AIRY, "06": DENSE, "09": AIRY, "13": DENSE}
SIGNED = {"07": ("freetext", "stamp"), "13": ("widget", "widget")}
SCAN = {"07": ("colour", -0.8), "12": ("grey", 0.5)}


def main() -> None:
    """Write all versions."""
    from kehoach.rulebook import load_rules

    out = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "rendered"
    rules = load_rules()
    for path in sorted((HERE / "plans").iterdir()):
        number = path.name[:2]
        if not {number} & (PDF.keys() | SIGNED.keys() | SCAN.keys()):
            continue
        parts = read_parts(path, rules)
        if number in PDF:
            write(out / "pdf" / f"{path.stem}.pdf", set_pdf(parts, PDF[number]))
        if number in SIGNED:
            write(out / "signed" / f"{path.stem}.pdf", sign_pdf(parts, SIGNED[number]))
        if number in SCAN:
            write(out / "scan" / f"{path.stem}.pdf", scan_pdf(set_pdf(parts, AIRY), *SCAN[number]))


def write(file: Path, content: bytes) -> None:
    """Write a file, its folder first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    print(f"{file.relative_to(file.parents[2])}  {len(content) // 1024} KB")


# ---- PDF ----


def set_pdf(parts: Sequence[Part], look: Look, cover: dict[str, tuple[float, float]] | None = None) -> bytes:
    """The plan as a PDF. Where blanks were made, `cover` gets their places: page 1, points from the lower left corner."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    name_fonts()
    file = io.BytesIO()
    template = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=30 * MM, rightMargin=16 * MM, topMargin=20 * MM, bottomMargin=20 * MM, invariant=1
    )
    template.build(list(flow(parts, look, cover)), onLaterPages=number_page)
    return file.getvalue()


def name_fonts() -> None:
    """Let reportlab know the fonts."""
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for bold, italic, style in ((0, 0, "Regular"), (1, 0, "Bold"), (0, 1, "Italic"), (1, 1, "BoldItalic")):
        pdfmetrics.registerFont(TTFont(f"Serif-{style}", FONTS / f"Tinos-{style}.ttf"))
        addMapping("Serif", bold, italic, f"Serif-{style}")


def number_page(canvas: Any, template: Any) -> None:
    """The page's number in the middle of its upper margin (Nghị định 30/2020/NĐ-CP, phụ lục I)."""
    canvas.setFont("Serif-Regular", 13)
    canvas.drawCentredString(template.pagesize[0] / 2, template.pagesize[1] - 13 * MM, str(canvas.getPageNumber()))


def flow(parts: Sequence[Part], look: Look, cover: dict[str, tuple[float, float]] | None) -> Iterator[Any]:
    """The plan's parts for reportlab."""
    from reportlab.platypus import PageBreak, Spacer

    titled = 4  # parts up to here are header, type and title
    for number, part in enumerate(parts):
        if isinstance(part, Shape) and number > 4 and ENCLOSED.match(part.text):
            yield PageBreak()
            titled = number + 2
        if isinstance(part, Columns):
            yield two_columns(part, look, cover if number == 0 else None)
            yield Spacer(1, 10)
        elif isinstance(part, tuple):
            yield ruled_table(part)
            yield Spacer(1, 8)
        else:
            yield paragraph(part, look, title=number < titled)


def style(look: Look, align: int, **more: Any) -> Any:
    """A paragraph style: `align` is 0 left, 1 centred, 4 justified."""
    from reportlab.lib.styles import ParagraphStyle

    return ParagraphStyle(
        f"s{align}{more}", fontName="Serif-Regular", fontSize=look.size, leading=look.pitch, alignment=align, **more
    )


def paragraph(shape: Shape, look: Look, title: bool) -> Any:
    """A line of the plan: headings in bold, the title in the middle, all else justified with an indent."""
    from xml.sax.saxutils import escape

    from reportlab.platypus import Paragraph

    text = escape(f"{shape.label}{shape.mark} {shape.text}" if shape.label else shape.text)
    text = f"<b>{text}</b>" if shape.strong or (title and not text.startswith("Căn cứ")) else text
    if title and not text.startswith("Căn cứ"):
        return Paragraph(text, style(look, 1, spaceAfter=8))
    return Paragraph(text, style(look, 4, firstLineIndent=28, spaceAfter=look.after))


def two_columns(columns: Columns, look: Look, cover: dict[str, tuple[float, float]] | None) -> Any:
    """Header or signature: a table without rules."""
    from reportlab.platypus import Table, TableStyle

    rows = []
    for left, right in columns.rows:
        recipients = bool(left) and left[0].startswith("Nơi nhận")
        rows.append(
            [
                [small_line(t, replace(look, size=11, pitch=12.5), 0, i == 0, None) for i, t in enumerate(left)]
                if recipients
                else [small_line(t, look, 1, not t.startswith("Số"), cover) for t in left],
                [small_line(t, look, 1, "ngày" not in t, cover) for t in right],
            ]
        )
    table = Table(rows, colWidths=[64 * MM, 100 * MM])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return table


def small_line(text: str, look: Look, align: int, strong: bool, cover: dict[str, tuple[float, float]] | None) -> Any:
    """A line of a column. A number or a day becomes a blank where `cover` is to know its place."""
    from xml.sax.saxutils import escape

    from reportlab.platypus import Paragraph

    look = replace(look, size=min(look.size, 12.5), pitch=min(look.pitch, 16))
    blank = (NUMBER.search(text) or DAY.search(text)) if cover is not None else None
    if blank is None or cover is None:
        words = escape(text)
        return Paragraph(f"<b>{words}</b>" if strong else words, style(look, align))
    before, after = text[: blank.start("number")], text[blank.end("number") :]
    return Blanked(f"{before}{BLANK}{after}", before, blank["number"], style(look, align), cover)


def Blanked(text: str, before: str, number: str, set_as: Any, cover: dict[str, tuple[float, float]]) -> Any:  # noqa: N802
    """A paragraph that notes where its blank comes to stand."""
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.platypus import Paragraph

    class Noting(Paragraph):  # type: ignore[misc]
        def draw(self) -> None:
            font, size = "Serif-Regular", set_as.fontSize
            left = (self.width - stringWidth(text, font, size)) / 2 + stringWidth(before, font, size) + 4
            x, y = self.canv.absolutePosition(left, self.height - size)
            cover[number] = (x, y)
            super().draw()

    return Noting(text, set_as)


def ruled_table(rows: Sequence[Shape]) -> Any:
    """A table with rules; its heading is said again on the next page."""
    from reportlab.lib.colors import black
    from reportlab.platypus import Paragraph, Table, TableStyle

    look = Look(11, 13, 0)
    width = max(len(row.cells) for row in rows)
    texts = [[*row.cells, *[""] * (width - len(row.cells))] for row in rows]
    longest = [max(9, max(len(word) for row in texts for word in (row[c].split() or [""]))) for c in range(width)]
    weight = [max(longest[c], min(30, max(len(row[c]) for row in texts))) for c in range(width)]
    widths = [164 * MM * w / sum(weight) for w in weight]
    cells = [[Paragraph(f"<b>{t}</b>" if not r else t, style(look, 0)) for t in row] for r, row in enumerate(texts)]
    table = Table(cells, colWidths=widths, repeatRows=1)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return table


# ---- signed PDF ----


def sign_pdf(parts: Sequence[Part], kinds: tuple[str, str]) -> bytes:
    """The plan with its number and day stamped over blanks, and the description of the organisation's signature."""
    import pikepdf

    cover: dict[str, tuple[float, float]] = {}
    base = set_pdf(parts, AIRY, cover)
    with pikepdf.open(io.BytesIO(base)) as pdf:
        for (number, (x, y)), kind in zip(cover.items(), kinds, strict=True):
            add_stamp(pdf, 0, kind, (x - 1, y - 4, x + 30, y + 12), [number], 13)
        said = ["Người ký: Ủy ban nhân dân", "Thời gian ký: 04.02.2026 09:15:32 +07:00"]
        add_stamp(pdf, 0, "widget", (420, 800, 580, 830), said, 8)
        file = io.BytesIO()
        pdf.save(file, deterministic_id=True)
    return file.getvalue()


def add_stamp(
    pdf: Any, page: int, kind: str, box: tuple[float, float, float, float], lines: Sequence[str], size: float
) -> None:
    """Lay an annotation over a page. Its appearance draws a form that holds the text, as signing software writes it."""
    import pikepdf
    from pikepdf import Array, Dictionary, Name, Stream
    from reportlab.pdfgen.canvas import Canvas

    width, height = box[2] - box[0], box[3] - box[1]
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(width, height), invariant=1)
    canvas.setFont("Serif-Regular", size)
    for i, line in enumerate(lines):
        canvas.drawString(1, height - size * (1.1 * i + 1.05), line)
    canvas.save()
    with pikepdf.open(io.BytesIO(drawn.getvalue())) as stamp:
        form = pdf.copy_foreign(stamp.pages[0].as_form_xobject())
    look = Stream(pdf, b"q\n/FRM Do\nQ\n")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, width, height])
    look.Resources = Dictionary(XObject=Dictionary(FRM=form))
    subtype = {"freetext": Name.FreeText, "stamp": Name.Stamp, "widget": Name.Widget}[kind]
    note = Dictionary(
        Type=Name.Annot, Subtype=subtype, Rect=Array(list(box)), F=132, AP=Dictionary(N=pdf.make_indirect(look))
    )
    if kind == "widget":
        note.FT, note.T = Name.Sig, pikepdf.String(f"Signature{len(pdf.pages[page].get('/Annots', []))}")
    else:
        note.Contents = pikepdf.String(" ".join(lines))
    annots = pdf.pages[page].get("/Annots", Array())
    annots.append(pdf.make_indirect(note))
    pdf.pages[page].Annots = annots


# ---- scan ----


def scan_pdf(content: bytes, colours: str, skew: float) -> bytes:
    """The PDF's pages as pictures of 200 dots an inch, as a scanner leaves them."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(content) as pdf:
        pages = [page.render(scale=200 / 72).to_pil().convert("RGB") for page in pdf]
    if colours == "colour":
        stamp_seal(pages[-1])
    scanned = [grain(page, skew * (-1) ** i, colours, seed=i) for i, page in enumerate(pages)]
    return bind(scanned)


def stamp_seal(page: Image) -> None:
    """A red seal over the signature, in the lower right part of what is written."""
    import numpy as np
    from PIL import Image, ImageChops, ImageDraw

    rows = np.flatnonzero((np.asarray(page.convert("L")) < 128).any(axis=1))
    x, y, radius = 1030, int(rows.max()) - 160, 145
    seal = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(seal)
    for r, width in ((radius, 6), (radius - 14, 2), (radius - 60, 3)):
        draw.ellipse((x - r, y - r, x + r, y + r), outline=(214, 40, 60), width=width)
    draw.regular_polygon((x, y, 40), 5, fill=(214, 40, 60))
    page.paste(ImageChops.multiply(page, seal))


def grain(page: Image, skew: float, colours: str, seed: int) -> Image:
    """Skew, paper that is not white, noise, and the softness of a lens."""
    import numpy as np
    from PIL import Image, ImageFilter

    turned = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor="white").filter(ImageFilter.GaussianBlur(0.6))
    pixels = np.asarray(turned, dtype=np.float32)
    noise = np.random.default_rng(seed).normal(0, 5, pixels.shape[:2])[..., None]
    paper = np.clip(pixels * 0.94 + 8 + noise, 0, 255).astype(np.uint8)
    return Image.fromarray(paper).convert("RGB" if colours == "colour" else "L")


def bind(pages: Sequence[Image]) -> bytes:
    """Pictures as the pages of a PDF, each its page's one image, as scanners write them."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    for page in pages:
        picture = io.BytesIO()
        page.save(picture, "JPEG", quality=42)
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


if __name__ == "__main__":
    main()
