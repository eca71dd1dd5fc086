"""A page as a grey picture for OCR: the scan's own image where it can be had, red seals out, upright."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from typing import TYPE_CHECKING

from kehoach.frozen import frozen

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pypdfium2 as pdfium
    from PIL import Image

    Grey = npt.NDArray[np.uint8]

DPI = 200  # what tesseract's Vietnamese model was measured at; 300 costs twice the time and reads no better
WHOLE = 0.85  # share of the page that its one image must cover to stand for it
RED = 40  # how much redder than green and blue a pixel of a seal is
SEAL, BLACK_IN_SEAL = 170, 50  # red light of a seal's ink, and of letters under it
SKEW = 3.0  # degrees: what a feeder does; more is a photograph
STRAIGHT = 0.25  # degrees: less is not worth turning
BLACK = 20  # what is darker is full black
WHITE = 0.75  # share of the paper's grey: what is lighter is paper
INK = 40_000  # dark pixels looked at to find the skew


@frozen
class Picture:
    """A grey page, `pixels[row, column]` with 0 for black, at `dpi` dots an inch.

    To be upright it was turned by `quarters` times 90 degrees and then by `skew` degrees, both counter-clockwise.
    """

    pixels: Grey
    dpi: float
    skew: float = 0.0
    quarters: int = 0

    @property
    def scale(self) -> float:
        """Points for one pixel."""
        return 72 / self.dpi

    def to_page(self, x: float, y: float) -> tuple[float, float]:
        """The place on the page, in points, of a pixel of the upright picture."""
        height, width = self.pixels.shape
        if self.skew:
            angle = math.radians(self.skew)
            dx, dy = x - width / 2, y - height / 2
            x = width / 2 + dx * math.cos(angle) - dy * math.sin(angle)
            y = height / 2 + dx * math.sin(angle) + dy * math.cos(angle)
        for _ in range(self.quarters):
            x, y, width, height = height - y, x, height, width
        return x * self.scale, y * self.scale

    def turned(self, quarters: int) -> Picture:
        """The picture turned counter-clockwise by so many times 90 degrees, its lines made level again."""
        import numpy as np

        return straighten(Picture(np.ascontiguousarray(np.rot90(self.pixels, quarters)), self.dpi, 0.0, quarters))


def take_picture(page: pdfium.PdfPage) -> tuple[Picture, bool]:
    """A PDF page as a picture, and whether it is the scan's own image, which no annotation is drawn on."""
    width = page.get_width()
    image = own_image(page)
    own = image is not None
    if image is None:
        image = page.render(scale=DPI / 72).to_pil()
    return picture_of(image, image.width * 72 / width), own


def picture_of(image: Image.Image, dpi: float) -> Picture:
    """An image as an upright grey picture of about 200 dots an inch, without red seals."""
    import PIL.Image

    if dpi > 1.3 * DPI:
        ratio = DPI / dpi
        size = max(1, round(image.width * ratio)), max(1, round(image.height * ratio))
        image = image.convert("L" if image.mode in ("1", "L") else "RGB").resize(size, PIL.Image.Resampling.BOX)
        dpi = DPI
    return straighten(Picture(to_grey(image), dpi))


def whiten(pixels: Grey) -> Grey:
    """Paper and its grain become white, ink black, edges stay grey.

    Short cells are read better so and twice as fast (3 of 60 cells of a test page wrong instead of 14);
    running text is not (5 letters of a page wrong instead of 3).
    """
    import numpy as np

    paper = paper_of(pixels)
    grey = (np.arange(256) - BLACK) * 255 / max(paper * WHITE - BLACK, 1)
    return np.take(np.clip(grey, 0, 255).astype(np.uint8), pixels)


def own_image(page: pdfium.PdfPage) -> Image.Image | None:
    """The image that makes up the page, as it was scanned; None where the page is more than one upright image."""
    import PIL.Image
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    if raw.FPDFPage_CountObjects(page) != 1 or page.get_rotation():
        return None
    thing = next(iter(page.get_objects(max_depth=1)))
    if not isinstance(thing, pdfium.PdfImage):
        return None
    matrix = thing.get_matrix()
    width, height = page.get_size()
    upright = abs(matrix.b) + abs(matrix.c) < 0.01 * abs(matrix.a) and matrix.a > 0 and matrix.d > 0
    if not upright or matrix.a < WHOLE * width or matrix.d < WHOLE * height or matrix.a > 1.02 * width:
        return None
    try:
        if thing.get_filters() == ["DCTDecode"]:
            image = PIL.Image.open(io.BytesIO(bytes(thing.get_data(decode_simple=False))))
            if image.mode in ("L", "RGB"):
                return image
        drawn: Image.Image = thing.get_bitmap().to_pil()
        return drawn
    except (pdfium.PdfiumError, OSError, ValueError):
        return None


def to_grey(image: Image.Image) -> Grey:
    """Grey pixels; what is red (seals, stamps) becomes paper, and black under a seal stays black.

    In red light a red seal is as bright as paper, so the red channel alone is read.
    """
    import numpy as np

    if image.mode in ("RGBA", "LA", "PA", "P", "CMYK", "YCbCr"):
        image = image.convert("RGB")
    if image.mode != "RGB":
        return np.asarray(image.convert("L"))
    colours = np.asarray(image)
    red, green, blue = colours[..., 0], colours[..., 1], colours[..., 2]
    other = np.maximum(green, blue)
    seal = (red > other) & (red - other > RED)  # unsigned: the first half keeps the difference from wrapping
    grey: Grey = np.minimum(red, other)
    lightened = (np.maximum(np.arange(256), BLACK_IN_SEAL) - BLACK_IN_SEAL) * 255 / (SEAL - BLACK_IN_SEAL)
    grey[seal] = np.clip(lightened, 0, 255).astype(np.uint8)[red[seal]]
    return grey


def straighten(picture: Picture) -> Picture:
    """Turn a picture so that its lines run level."""
    import numpy as np
    import PIL.Image

    skew = find_skew(picture.pixels)
    if abs(skew) < STRAIGHT:
        return picture
    image = PIL.Image.fromarray(picture.pixels).rotate(skew, PIL.Image.Resampling.BILINEAR, fillcolor=255)
    return replace(picture, pixels=np.asarray(image), skew=skew)


def find_skew(pixels: Grey) -> float:
    """The angle, in degrees counter-clockwise, that makes the lines level: where dark pixels gather in the fewest rows."""
    import numpy as np

    step = max(1, pixels.shape[1] // 800)
    small = pixels[::step, ::step]
    rows, columns = np.nonzero(small < dark_below(small))
    if rows.size < 500:
        return 0.0
    if rows.size > INK:
        chosen = np.linspace(0, rows.size - 1, INK).astype(np.intp)
        rows, columns = rows[chosen], columns[chosen]

    def gathered(angle: float) -> float:
        level = (rows - columns * math.tan(math.radians(angle)) + small.shape[1]).astype(np.intp)
        return float(np.square(np.bincount(level), dtype=np.float64).sum())

    best = max((0.5 * k for k in range(round(-2 * SKEW), round(2 * SKEW) + 1)), key=gathered)
    return max((best + 0.05 * k for k in range(-9, 10)), key=gathered)


def dark_below(pixels: Grey) -> int:
    """What is darker is ink: halfway between the paper's grey and black."""
    return max(60, int(paper_of(pixels) * 0.62))


def paper_of(pixels: Grey) -> int:
    """The paper's grey: the most of a page is paper."""
    import numpy as np

    return int(np.median(pixels[:: max(1, pixels.shape[0] // 200)]))
