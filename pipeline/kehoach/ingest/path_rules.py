"""The ruled lines of a PDF page, from its path objects: table borders, underlines, the line over footnotes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from kehoach.ingest.quick_calls import Handle, quick_call
from kehoach.ingest.ruled import Rule
from kehoach.ingest.text_layer import Place, placing

THIN = 2.5  # points: what is thinner is a line, whether drawn as one or as a filled box
LEAST = 4.0  # points: shorter ones are dots and tails of letters
MOST = 6000  # path objects: more is a drawing or a map, no table

Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Matrix = (1, 0, 0, 1, 0, 0)


def read_rules(page: Any) -> tuple[list[Rule], list[Rule]]:
    """The page's horizontal and its vertical lines."""
    lines: list[tuple[float, float, float, float]] = []
    count = quick_call("FPDFPage_CountObjects")(page)
    if count <= MOST:
        _collect(quick_call("FPDFPage_GetObject", Handle), page, count, UPRIGHT, lines)
    return sort_lines(lines, placing(page))


def sort_lines(lines: list[tuple[float, float, float, float]], place: Place) -> tuple[list[Rule], list[Rule]]:
    """Part lines (x0, y0, x1, y1 in pdfium's coordinates) into horizontal and vertical ones; slanting ones are none."""
    across: list[Rule] = []
    down: list[Rule] = []
    for line in lines:
        x0, y0, x1, y1 = place(
            min(line[0], line[2]), min(line[1], line[3]), max(line[0], line[2]), max(line[1], line[3])
        )
        if y1 - y0 < THIN and x1 - x0 > LEAST:
            across.append(Rule((y0 + y1) / 2, x0, x1))
        elif x1 - x0 < THIN and y1 - y0 > LEAST:
            down.append(Rule((x0 + x1) / 2, y0, y1))
    return across, down


def _collect(
    get: Callable[..., Handle],
    holder: Any,
    count: int,
    matrix: Matrix,
    lines: list[tuple[float, float, float, float]],
    depth: int = 0,
) -> None:
    """Add the lines of a holder's page objects, those inside forms too."""
    import pypdfium2.raw as raw

    path, form, kind_of = raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM, quick_call("FPDFPageObj_GetType")
    for i in range(count):
        thing = get(holder, i)
        kind = kind_of(thing)
        if kind == path:
            _add_path(thing, matrix, lines)
        elif kind == form and depth < 3:
            inner = _multiply(_matrix_of(thing), matrix)
            held = quick_call("FPDFFormObj_CountObjects")(thing)
            if held <= MOST:
                _collect(quick_call("FPDFFormObj_GetObject", Handle), thing, held, inner, lines, depth + 1)


def _add_path(path: Any, matrix: Matrix, lines: list[tuple[float, float, float, float]]) -> None:
    """Add a path's straight pieces; a filled thin box is one line, an unpainted path (a clip) none."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    quick_call("FPDFPath_GetDrawMode")(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not (fill.value or stroke.value):
        return
    points = _points(path, _multiply(_matrix_of(path), matrix))
    for figure in points:
        xs, ys = [p[0] for p in figure], [p[1] for p in figure]
        box = min(xs), min(ys), max(xs), max(ys)
        thin = box[2] - box[0] < THIN or box[3] - box[1] < THIN
        if thin:
            lines.append(box)
        elif stroke.value:
            lines += [(*a, *b) for a, b in pairwise(figure)]


def _points(path: Any, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The corners of each figure of a path, the first again at the end of a closed one."""
    import pypdfium2.raw as raw

    segment_of, point_of = quick_call("FPDFPath_GetPathSegment", Handle), quick_call("FPDFPathSegment_GetPoint")
    kind_of, closes = quick_call("FPDFPathSegment_GetType"), quick_call("FPDFPathSegment_GetClose")
    figures: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    a, b, c, d, e, f = matrix
    for i in range(min(quick_call("FPDFPath_CountSegments")(path), MOST)):
        segment = segment_of(path, i)
        point_of(segment, ctypes.byref(x), ctypes.byref(y))
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind_of(segment) == raw.FPDF_SEGMENT_MOVETO or not figures:
            figures.append([])
        figures[-1].append(point)
        if closes(segment):
            figures[-1].append(figures[-1][0])
    return figures


def _matrix_of(thing: Any) -> Matrix:
    import pypdfium2.raw as raw

    m = raw.FS_MATRIX()
    if not quick_call("FPDFPageObj_GetMatrix")(thing, ctypes.byref(m)):
        return UPRIGHT
    return m.a, m.b, m.c, m.d, m.e, m.f


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that does what `inner` does and then what `outer` does."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
