"""Set lettered items apart that a converter left on the line of their heading: "2.2. Dinh dưỡng a) Mục tiêu: …"."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from kehoach.reflow import Physical
from kehoach.rulebook import Rulebook

LETTERED = regex.compile(r"(?P<letter>[a-zđ])\s?\)\s*\S")


def part_inner_labels(lines: Sequence[Physical], rules: Rulebook) -> list[Physical]:
    """Cut a line before its `a)` where the next lettered line is `b)`, which no line begins the list of."""
    if not any(" a)" in line.text for line in lines):
        return list(lines)
    inner = rules.pattern("layout.inner_label")
    parted: list[Physical] = []
    following = _next_letters(lines)
    for i, line in enumerate(lines):
        match = inner.search(line.text) if " a)" in line.text and following[i] == "b" else None
        if match is None or "\t" in line.text:
            parted.append(line)
            continue
        at = match.end()
        before = line.text[:at].rstrip()
        parted.append(line._replace(end=line.start + len(before), text=before))
        parted.append(Physical(line.start + at, line.end, line.text[at:], gap=1))
    return parted


def _next_letters(lines: Sequence[Physical]) -> list[str]:
    """For each line the letter of the next line that begins with one."""
    letters, letter = [""] * len(lines), ""
    for i in range(len(lines) - 1, -1, -1):
        letters[i] = letter
        match = LETTERED.match(lines[i].text) if ")" in lines[i].text[:4] else None
        letter = match["letter"] if match else letter
    return letters
