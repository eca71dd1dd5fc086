"""Set lettered items apart that a converter left on the line of their heading: "2.2. Dinh dưỡng a) Mục tiêu: …"."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from kehoach.frozen import replace
from kehoach.reflow import Physical
from kehoach.rulebook import Rulebook

LETTERED = regex.compile(r"(?P<letter>[a-zđ])\s?\)\s*\S")


def part_inner_labels(lines: Sequence[Physical], rules: Rulebook) -> Sequence[Physical]:
    """Cut a line before its `a)` where the next lettered line is `b)`, which no line begins the list of."""
    candidates = [i for i, line in enumerate(lines) if " a)" in line.text and "\t" not in line.text]
    if not candidates:
        return lines
    inner = rules.pattern("layout.inner_label")
    parted: list[Physical] = []
    following, done = _next_letters(lines), 0
    for i in candidates:
        line = lines[i]
        match = inner.search(line.text) if following[i] == "b" else None
        if match is None:
            continue
        at = match.end()
        before = line.text[:at].rstrip()
        parted += lines[done:i]
        parted.append(replace(line, end=line.start + len(before), text=before))
        parted.append(Physical(line.start + at, line.end, line.text[at:], gap=1))
        done = i + 1
    return [*parted, *lines[done:]]


def _next_letters(lines: Sequence[Physical]) -> list[str]:
    """For each line the letter of the next line that begins with one."""
    letters, letter = [""] * len(lines), ""
    for i in range(len(lines) - 1, -1, -1):
        letters[i] = letter
        match = LETTERED.match(lines[i].text) if ")" in lines[i].text[:4] else None
        letter = match["letter"] if match else letter
    return letters
