"""The tesseract command: a grey picture -> words with boxes and confidence."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from kehoach.ingest.page import Word

if TYPE_CHECKING:
    from kehoach.ingest.picture import Grey

LANGUAGE = "vie"
INSTALL = "install tesseract with its Vietnamese model (Debian: apt-get install tesseract-ocr tesseract-ocr-vie) and run again"
SECONDS = 180  # a page takes one or two; one that takes longer holds up the archive
NOISE = 0.3  # confidence: a sign without letter or digit below it is a speck


class TesseractError(Exception):
    """Tesseract can't be used, or failed on a page: the message says why."""


@cache
def why_no_tesseract() -> str | None:
    """What is missing for OCR; None where tesseract and its Vietnamese model are there."""
    if shutil.which("tesseract") is None:
        return "tesseract is not installed"
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    if LANGUAGE not in (listed.stdout + listed.stderr).split():
        return "tesseract has no Vietnamese model"
    return None


def read_words(pixels: Grey, dpi: float, mode: int = 3) -> list[list[Word]]:
    """Words by lines, places in pixels. `mode` is tesseract's page segmentation: 3 a page, 6 a block of lines."""
    return parse_tsv(_run(pixels, dpi, "-l", LANGUAGE, "--psm", str(mode), "tsv"))


def turn_needed(pixels: Grey, dpi: float) -> int:
    """By how many times 90 degrees, counter-clockwise, a page must be turned to stand upright; 0 where it can't be told."""
    try:
        said = _run(pixels, dpi, "-l", "osd", "--psm", "0")
    except TesseractError:  # too few letters to tell, or no model for it
        return 0
    clockwise = re.search(r"Rotate: (\d+)", said)
    return (4 - int(clockwise[1]) // 90) % 4 if clockwise else 0


def _run(pixels: Grey, dpi: float, *options: str) -> str:
    """What tesseract prints for a picture.

    One thread: several processes read several pages faster than one process with several threads.
    """
    height, width = pixels.shape
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "--dpi", str(round(dpi)), *options],
            input=b"P5\n%d %d\n255\n" % (width, height) + pixels.tobytes(),
            capture_output=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TesseractError(f"tesseract needed more than {SECONDS} seconds") from error
    except OSError as error:
        raise TesseractError(f"tesseract can't be started: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise TesseractError(f"tesseract failed: {said[-1] if said else f'status {done.returncode}'}")
    return done.stdout.decode("utf-8", "replace")


def parse_tsv(table: str) -> list[list[Word]]:
    """Tesseract's table of words as lines of words; specks are left out."""
    lines: dict[tuple[str, str, str], list[Word]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t", 11)
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        sure = max(float(cells[10]), 0.0) / 100
        text = unicodedata.normalize("NFC", cells[11].strip())
        if sure < NOISE and not any(map(str.isalnum, text)):
            continue
        x, y, width, height = map(int, cells[6:10])
        lines.setdefault((cells[2], cells[3], cells[4]), []).append(Word(text, x, y, x + width, y + height, sure))
    return list(lines.values())
