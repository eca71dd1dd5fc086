"""Tell headings (đề mục) from numbered sentences, and find the place of each heading in the tree."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import regex

from kehoach.rulebook import Rulebook
from kehoach.values import CleanText, Line

# The order in which kinds of labels contain each other, where the text has not shown another.
KINDS = (
    "appendix",
    "phần",
    "chương",
    "mục",
    "điều",
    "upper",
    "roman",
    "number",
    "decimal2",
    "decimal3",
    "decimal4",
    "decimal5",
    "letter",
    "paren",
    "enclosed",
    "slashed",
)
TOP = {"appendix", "phần", "chương", "mục", "điều"}
LONGEST_HEADING = 260


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line that begins with a label. `start:end` spans the heading's words, or the sentence where it is none."""

    label: str
    kind: str
    start: int
    end: int
    is_heading: bool
    run_in: bool = False


def read_label(clean: CleanText, line: Line, rules: Rulebook) -> tuple[str, str, int] | None:
    """The label of a line, its kind and where the words after it begin; None where the line has none."""
    match = rules.pattern("outline.label").match(clean.text, line.start, line.end)
    if not match:
        return None
    name = match.lastgroup or ""
    groups = {k: v for k, v in match.groupdict().items() if v}
    name = next(
        k
        for k in ("named", "roman", "decimal", "number", "paren", "upper", "letter", "enclosed", "slashed")
        if k in groups
    )
    label = groups[name].strip()
    kind = name
    if name == "named":
        label, kind = " ".join(label.split()), groups["unit"].lower()
    elif name == "decimal":
        kind = f"decimal{label.count('.') + 1}"
    elif name == "slashed":
        kind = "number" if label.isdigit() else "letter" if label.isalpha() else f"decimal{label.count('.') + 1}"
    return label, kind, match.end()


def judge_heading(
    clean: CleanText,
    line: Line,
    following: Line | None,
    rules: Rulebook,
    within_article: bool,
    sentences: Collection[str] = (),
) -> Labelled | None:
    """Read a labelled line as a heading, a run-in heading with content after it, or a numbered sentence.

    `following` is the line after it: a heading has something below it. `sentences` are the kinds of
    labels that number sentences since the last heading: a short sentence among them is none either.
    """
    read = read_label(clean, line, rules)
    if read is None:
        return None
    label, kind, start = read
    if kind in TOP:
        return _named_heading(clean, line, label, kind, start)
    words = clean.text[start : line.end]
    if not words.strip():
        return None
    project = rules.pattern("outline.project_lead").match(words)
    run_in = _run_in_end(clean, line, start, words, project.end() if project else 0, within_article, rules)
    if run_in:
        return Labelled(label, kind, start, _strip_end(clean, start, run_in), True, True)
    below = _stands_below(clean, following, label, kind, rules)
    below = "" if below == "text" and kind in sentences and words.rstrip()[-1] == "." else below
    heading = _whole_line(words, line, kind, project.end() if project else 0, within_article, below, rules)
    return Labelled(label, kind, start, _strip_end(clean, start, line.end) if heading else line.end, heading)


def _run_in_end(
    clean: CleanText, line: Line, start: int, words: str, after: int, within_article: bool, rules: Rulebook
) -> int | None:
    """Where a run-in heading ends: with its emphasis, or at its colon. None where the line has none."""
    if start < line.lead < line.end - 2:
        rest = clean.text[line.lead : line.end].lstrip()
        if clean.text[line.lead - 1] in ":." or (rest[:1] in ":." and rest.strip(" .:;")):
            return line.lead
    colon = _colon(words, after)
    if 0 <= colon < len(words.rstrip()) - 1 and _runs_in(
        words[:colon], words[colon + 1 :].lstrip(), rules, within_article, after > 0
    ):
        return start + colon
    return None


def _stands_below(clean: CleanText, following: Line | None, label: str, kind: str, rules: Rulebook) -> str:
    """What stands below a labelled line: `row`, `bullet`, `deeper` label, `sibling` label, `text` or nothing."""
    if following is None or following.kind != "text":
        return "row" if following else ""
    if clean.text[following.start] in "-+*•":
        return "bullet"
    read = read_label(clean, following, rules)
    if read is None:
        return "text"
    if read[1] in ("roman", "upper") or read[1] in TOP:
        return ""
    deeper = read[1] != kind and (KINDS.index(read[1]) > KINDS.index(kind) or read[0].startswith(label + "."))
    return "deeper" if deeper else "sibling"


def _colon(words: str, after: int) -> int:
    """The colon that may end a run-in heading: the first one outside brackets, after the project's own."""
    if ":" not in words[:LONGEST_HEADING]:
        return -1
    depth = 0
    for i, letter in enumerate(words[:LONGEST_HEADING]):
        depth += (letter in "([") - (letter in ")]")
        if letter == ":" and depth <= 0 and i >= after:
            return i
        if letter == ";" and depth <= 0 and i > 120:
            return -1
    return -1


def _runs_in(lead: str, rest: str, rules: Rulebook, within_article: bool, project: bool) -> bool:
    """Whether the words before a colon are a heading that the content runs on from."""
    lead = lead.strip()
    if rules.pattern("outline.run_in_lead").match(lead):
        return True
    if ". " in lead or within_article or rules.pattern("outline.sentence_lead").match(lead):
        return False
    count = len(lead.split())
    if rules.pattern("outline.agency_lead").match(lead):
        return count <= 48 and rest[:1].isupper()
    return count <= (22 if project else 14) and rest[:1].isupper()


def _whole_line(words: str, line: Line, kind: str, after: int, within_article: bool, below: str, rules: Rulebook) -> bool:
    """Whether a whole labelled line is a heading."""
    words = words.rstrip()
    closed = words[-1] in ".;" or words.endswith((".)", ";)"))
    if line.heading or line.lead >= line.end - 1 > line.start or (words.isupper() and len(words) > 3):
        return len(words) <= 400
    if kind in ("roman", "upper"):
        return len(words) <= LONGEST_HEADING and not (closed and len(words) > 120)
    if after and not closed and not within_article:
        return len(words) <= 400
    if within_article or len(words) > LONGEST_HEADING or ". " in words[after:] or below in ("", "sibling"):
        return False
    if closed:
        return words[-1] == "." and (below in ("bullet", "deeper") or (below == "text" and len(words.split()) <= 8))
    if words[-1] == ":" and len(words.split()) > 12 and rules.pattern("outline.sentence_lead").match(words):
        return False
    return words[-1] != ","


def _named_heading(clean: CleanText, line: Line, label: str, kind: str, start: int) -> Labelled:
    """Điều, Chương, Phần, Mục: the heading is its title, or without one its words up to the first full stop."""
    words = clean.text[start : line.end]
    stop = regex.search(r"[.:](?=\s+[\"\p{Lu}])", words)
    end = start + stop.start() if stop else line.end
    return Labelled(label, kind, start, _strip_end(clean, start, end), True, bool(stop))


def _strip_end(clean: CleanText, start: int, end: int) -> int:
    return start + len(clean.text[start:end].rstrip(" .:;"))


class Tree:
    """The path from the top to the last heading: where the next one belongs."""

    def __init__(self) -> None:
        self.stack: list[tuple[str, str, int, str]] = []  # kind, label, index of section, path

    def reset(self) -> None:
        """Begin anew, as a plan enclosed in a decision does."""
        self.stack.clear()

    def place(self, kind: str, label: str, index: int) -> tuple[int | None, str, int]:
        """The parent, path and level of a heading; it becomes the last one."""
        self._climb(kind, label)
        parent = self.stack[-1] if self.stack else None
        path = label
        if parent:
            base = parent[3]
            if parent[0].startswith(("number", "decimal")) and label.startswith(parent[1] + "."):
                base = (
                    base.rpartition(".")[0]
                    if not parent[0].startswith("decimal")
                    else base[: -len(parent[1])].rstrip(".")
                )
            path = f"{base}.{label}" if base and kind not in TOP else label
        self.stack.append((kind, label, index, path))
        return (parent[2] if parent else None), path, len(self.stack)

    def _climb(self, kind: str, label: str) -> None:
        kinds = [entry[0] for entry in self.stack]
        if kind in TOP:
            while self.stack and KINDS.index(self.stack[-1][0]) >= KINDS.index(kind):
                self.stack.pop()
            return
        if kind in kinds:
            del self.stack[kinds.index(kind) :]
        elif kind == "roman":
            while self.stack and self.stack[-1][0] not in TOP | {"upper"}:
                self.stack.pop()
        elif kind.startswith("decimal"):
            self._climb_decimal(kind, label)

    def _climb_decimal(self, kind: str, label: str) -> None:
        """`2.1` stands under `2` where that is open, else under what is no number."""
        while self.stack:
            held, own, _, _ = self.stack[-1]
            if held in TOP | {"roman", "upper"} or (
                held.startswith(("number", "decimal")) and label.startswith(own + ".")
            ):
                return
            self.stack.pop()
