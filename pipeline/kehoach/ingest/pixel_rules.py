"""The ruled lines of a scanned page, found among its pixels and taken out of them: OCR fails on ruled tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kehoach.ingest.picture import Picture, dark_below
from kehoach.ingest.ruled import Grid, Rule, find_grids

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Mask = npt.NDArray[np.bool_]

ACROSS = 0.6  # inches: in text a blank between words comes sooner
DOWN = 0.22  # inches: nor an upright one
BROAD = 4  # pixels at half the resolution: a rule is no broader
SOLID = 0.96  # share of a line that is ink, for a scan leaves holes


def find_pixel_grids(picture: Picture) -> tuple[list[Grid], Mask | None]:
    """The ruled tables of a page, in points of the upright picture, and which pixels their lines are made of.

    Looked for at half the resolution, where the darkest of four pixels stands for them.
    """
    half = _halved(picture)
    dots = picture.dpi / 2
    across = strokes(half, round(ACROSS * dots))
    if not across.any():
        return [], None
    down = strokes(half.T, round(DOWN * dots)).T
    scale = 72 / dots
    grids = find_grids(_rules(across, scale), _rules(down.T, scale))
    return grids, _lines_of(grids, across, down, scale) if grids else None


def _lines_of(grids: list[Grid], across: Mask, down: Mask, scale: float) -> Mask:
    """The strokes that lie along the edges of a grid; other long strokes may be letters that touch."""
    import numpy as np

    level, upright = np.zeros(across.shape[0], bool), np.zeros(across.shape[1], bool)
    for grid in grids:
        for edges, lines in ((grid.ys, level), (grid.xs, upright)):
            for edge in edges:
                at = round(edge / scale)
                lines[max(0, at - BROAD) : at + BROAD + 1] = True
    return (across & level[:, None]) | (down & upright[None, :])


def _halved(picture: Picture) -> Mask:
    import numpy as np

    pixels = picture.pixels
    pixels = pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2]
    least = np.minimum(
        np.minimum(pixels[::2, ::2], pixels[1::2, ::2]), np.minimum(pixels[::2, 1::2], pixels[1::2, 1::2])
    )
    ink: Mask = least < min(dark_below(pixels) + 40, 200)
    return ink


def strokes(ink: Mask, length: int) -> Mask:
    """The pixels of level strokes at least `length` long; a stroke may waver by a pixel and have small holes."""
    import numpy as np

    near = ink.copy()
    near[1:] |= ink[:-1]
    near[:-1] |= ink[1:]
    sums = np.cumsum(near, axis=1, dtype=np.int32)
    found = np.zeros_like(ink)
    if ink.shape[1] <= length:
        return found
    held = (sums[:, length:] - sums[:, :-length]) >= SOLID * length
    # a window that holds ends of strokes marks all that it covers
    marks = np.zeros((ink.shape[0], ink.shape[1] + 1), np.int32)
    marks[:, 1 : held.shape[1] + 1] += held
    marks[:, length + 1 : length + 1 + held.shape[1]] -= held[:, : marks.shape[1] - length - 1]
    found = np.cumsum(marks[:, :-1], axis=1) > 0
    found &= near
    return found


def _rules(mask: Mask, scale: float) -> list[Rule]:
    """The runs of a mask's rows, in points."""
    import numpy as np

    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), np.int8)
    padded[:, 1:-1] = mask
    turns = np.diff(padded, axis=1)
    rows, starts = np.nonzero(turns == 1)
    _, ends = np.nonzero(turns == -1)
    return [
        Rule(float(row) * scale, float(start) * scale, float(end) * scale)
        for row, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True)
    ]


def without_rules(picture: Picture, lines: Mask) -> Picture:
    """The picture with the ruled lines painted as paper."""
    import numpy as np

    wide = lines.copy()
    wide[1:] |= lines[:-1]
    wide[:-1] |= lines[1:]
    wide[:, 1:] |= lines[:, :-1]
    wide[:, :-1] |= lines[:, 1:]
    full = np.repeat(np.repeat(wide, 2, axis=0), 2, axis=1)
    pixels = picture.pixels.copy()
    pixels[: full.shape[0], : full.shape[1]][full] = 255
    return replace(picture, pixels=pixels)
