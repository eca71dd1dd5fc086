"""Tell headings (đề mục) from numbered sentences, and find the place of each heading in the tree."""

from __future__ import annotations

from collections.abc import Collection

import regex

from kehoach.frozen import frozen
from kehoach.rulebook import Rulebook
from kehoach.values import CleanText, Line

STOP = regex.compile(r"[.:](?=\s+[\"\p{Lu}])")
# The order in which kinds of labels contain each other, where the text has not shown another.
KINDS = tuple(
    "appendix phần chương mục điều upper roman number decimal2 decimal3 decimal4 decimal5 letter paren enclosed".split()
)
TOP = {"appendix", "phần", "chương", "mục", "điều"}
LONGEST_HEADING = 260
LONGEST_TITLE = 14
"""Words of a clause's title (`Phạm vi điều chỉnh`) at most."""
SHORT_THEME = 16
"""Words of a theme (`Thực hiện chi trả: Ủy ban nhân dân xã phối hợp …`) at most."""


@frozen
class Label:
    """What numbers a line: its words without the closing mark, its kind, and where the words after it begin."""

    text: str
    kind: str
    end: int


@frozen
class Labelled:
    """A line that begins with a label. `start:end` spans the heading's words, or the sentence where it is none."""

    label: str
    kind: str
    start: int
    end: int
    is_heading: bool
    run_in: bool = False


class HeadingReader:
    """Reads the labelled lines of one clean text."""

    def __init__(self, clean: CleanText, rules: Rulebook) -> None:
        self.clean, self.rules = clean, rules
        self.texts = [clean.text[line.start : line.end] for line in clean.lines]
        self._pattern = rules.pattern("outline.label")
        self._labels: dict[int, Label | None] = {}

    def label(self, i: int) -> Label | None:
        """The label of a line, by its place among the lines; None where it has none."""
        if i not in self._labels:
            self._labels[i] = self._read_label(self.texts[i], self.clean.lines[i].start)
        return self._labels[i]

    def _read_label(self, line: str, start: int) -> Label | None:
        match = self._pattern.match(line)
        if not match or not match.lastgroup:
            return None
        end = start + match.end()
        kind, text = match.lastgroup, match[match.lastgroup].strip()
        if kind == "named":
            return Label(" ".join(text.split()), match["unit"].lower(), end)
        if kind == "slashed":
            kind = "number" if text.isdigit() else "letter" if text.isalpha() else "decimal"
        if kind == "roman":
            text = text.upper()  # where a word segmenter wrote "Iii."
        return Label(text, f"decimal{text.count('.') + 1}" if kind == "decimal" else kind, end)

    def judge(self, label: Label, i: int, in_article: bool, sentences: Collection[str] = ()) -> Labelled | None:
        """Read a labelled line as a heading, a run-in heading with content after it, or a numbered sentence.

        A heading has something below it. `in_article`: under a Điều the numbered paragraphs are its khoản.
        `sentences` are the kinds of labels that number sentences since the last heading: a short sentence
        among them is none either.
        """
        line = self.clean.lines[i]
        words = self.clean.text[label.end : line.end].rstrip()
        if label.kind in TOP:
            return self._article(label, words)
        if not words:
            return None
        if self.rules.pattern("outline.person_lead").match(words):
            return Labelled(label.text, label.kind, label.end, line.end, False)
        project = self.rules.pattern("outline.project_lead").match(words)
        after = project.end() if project else 0
        run_in = self._run_in_end(line, label, words, after, in_article)
        if run_in:
            return Labelled(label.text, label.kind, label.end, self._strip_end(label.end, run_in), True, True)
        below = self._below(i + 1, label)
        if below == "text" and label.kind in sentences and words[-1] == ".":
            below = ""
        whole = (
            self._titles_clause(label, words, below, sentences) if in_article else self._whole_line(words, after, below)
        )
        if whole or self._set_as_heading(line, label, words):
            return Labelled(label.text, label.kind, label.end, self._strip_end(label.end, line.end), True)
        return Labelled(label.text, label.kind, label.end, line.end, False)

    def _article(self, label: Label, words: str) -> Labelled:
        """Điều, Chương, Phần, Mục: the heading is its title, or without one its words up to the first full stop."""
        listed = self.rules.pattern("outline.list_colon")
        stop = next((s for s in STOP.finditer(words) if s[0] == "." or not listed.search(words[: s.start()])), None)
        end = label.end + (stop.start() if stop else len(words))
        return Labelled(label.text, label.kind, label.end, self._strip_end(label.end, end), True, bool(stop))

    def _run_in_end(self, line: Line, label: Label, words: str, after: int, in_article: bool) -> int | None:
        """Where a run-in heading ends: with its emphasis, or at its colon. None where the line has none."""
        if label.end < line.lead < line.end - 2:
            rest = self.clean.text[line.lead : line.end].lstrip()
            if self.clean.text[line.lead - 1] in ":." or (rest[:1] in ":." and rest.strip(" .:;")):
                return line.lead
        colon = self._behind_names(words, _colon(words, after))
        if not 0 <= colon < len(words) - 1:
            return None
        rest = words[colon + 1 :].lstrip()
        aside = rest[:1] == "(" and rest.find(")") == len(rest.rstrip(" .;:")) - 1  # `Về chợ: (bao gồm chợ nổi)`
        if aside or self._runs_in(words[:colon].strip(), rest, in_article, after > 0):
            return label.end + colon
        return None

    def _behind_names(self, words: str, colon: int) -> int:
        """The colon that ends the heading: the next one, where the first opens its list of names (`Các Sở: Y tế, Nội vụ: …`)."""
        if colon < 0 or not self.rules.pattern("outline.list_colon").search(words[:colon]):
            return colon
        later = _colon(words, colon + 1)
        listed = later > 0 and not self.rules.pattern("outline.verb_inside").search(words[colon:later])
        return later if listed else colon

    def _runs_in(self, lead: str, rest: str, in_article: bool, project: bool) -> bool:
        """Whether the words before a colon are a heading that the content runs on from."""
        if self.rules.pattern("outline.run_in_lead").match(lead):
            return True
        if ". " in lead or in_article or self._tells(lead, rest):
            return False
        opens = self.rules.pattern("outline.agency_lead")
        agency = opens.match(lead)
        acts = agency and self.rules.pattern("outline.verb_inside").search(lead)
        listed = self.rules.pattern("outline.list_colon").search(lead)
        if self.rules.pattern("outline.sentence_inside").search(lead) or (listed and (acts or opens.match(rest))):
            return False  # `các hội: Hội Nông dân …`, `Vụ Kế hoạch chủ trì, phối hợp với các Vụ: Pháp chế …`
        if listed and self.rules.pattern("outline.only_names").match(rest) and not self._is_clause(rest):
            return False  # `Ủy ban nhân dân các xã: Ia Rong, Đăk Me`
        if opens.match(rest) and rest.endswith(":") and len(rest.split()) <= SHORT_THEME:
            return False  # whole a heading: `Cơ quan quản lý: Sở Xây dựng:`
        money = rest[:1].isdigit() and self.rules.pattern("outline.amount").match(rest)
        if not (rest[:1].isupper() or money or (agency and not acts)):
            return False
        return len(lead.split()) <= (48 if agency else 22 if project or rest[:1].isupper() else SHORT_THEME)

    def _tells(self, lead: str, rest: str) -> bool:
        """Whether the words before a colon begin a task's sentence; a short theme above who does what is a heading."""
        if not self.rules.pattern("outline.sentence_lead").match(lead):
            return False
        acts = ("outline.agency_lead", "outline.clause_lead")
        theme = len(lead.split()) <= SHORT_THEME and any(self.rules.pattern(name).match(rest) for name in acts)
        return not theme

    def _below(self, i: int, label: Label) -> str:
        """What line `i` is below a labelled one: `row`, `bullet`, `deeper` label, `sibling` label, `text` or nothing."""
        if i >= len(self.clean.lines) or self.clean.lines[i].kind != "text":
            return "row" if i < len(self.clean.lines) else ""
        if self.clean.text[self.clean.lines[i].start] in "-+*•":
            return "bullet"
        read = self.label(i)
        if read is None:
            return "text"
        if read.kind in ("roman", "upper") or read.kind in TOP:
            return ""
        deeper = read.kind != label.kind and (
            KINDS.index(read.kind) > KINDS.index(label.kind) or read.text.startswith(label.text + ".")
        )
        return "deeper" if deeper else "sibling"

    def _set_as_heading(self, line: Line, label: Label, words: str) -> bool:
        """Whether markup, capitals or a roman number make the line a heading."""
        if line.heading or line.lead >= line.end - 1 > line.start or (words.isupper() and len(words) > 3):
            return len(words) <= 400
        return label.kind in ("roman", "upper") and len(words) <= (120 if words[-1] in ".;" else LONGEST_HEADING)

    def _whole_line(self, words: str, after: int, below: str) -> bool:
        """Whether the words of a whole line read as a heading, by how they end and what stands below."""
        closed = words[-1] in ".;…" or words.endswith((".)", ";)"))
        aside = self.rules.pattern("outline.aside_end").search(words)
        if aside and len(words[: aside.start()].split()) <= 12 and not self._is_sentence(words[: aside.start()]):
            return not self.rules.pattern("outline.sentence_lead").match(words)
        if after and not closed:
            return len(words) <= 400
        if len(words) > LONGEST_HEADING or ". " in words[after:] or below in ("", "sibling"):
            return False
        count = len(words.split())
        if closed:
            return words[-1] == "." and (below in ("bullet", "deeper") or (below == "text" and count <= 8))
        if words[-1] == ":" and count > 8 and self._is_sentence(words):
            return False
        return words[-1] != ","

    def _titles_clause(self, label: Label, words: str, below: str, sentences: Collection[str]) -> bool:
        """Whether a khoản or điểm is a title above its text: few words, no mark behind them, no verb in front."""
        if words[-1] in ".;:,…" or len(words.split()) > LONGEST_TITLE or (label.kind in sentences and below == "text"):
            return False
        return below in ("text", "bullet", "deeper") and not self._is_clause(words)

    def _is_clause(self, words: str) -> bool:
        lead, inside = self.rules.pattern("outline.sentence_lead"), self.rules.pattern("outline.verb_inside")
        return bool(lead.match(words) or inside.search(words))

    def _is_sentence(self, words: str) -> bool:
        """Whether the words before a list say what somebody does."""
        lead, inside = self.rules.pattern("outline.sentence_lead"), self.rules.pattern("outline.sentence_inside")
        return bool((len(words.split()) > 12 and lead.match(words)) or inside.search(words))

    def _strip_end(self, start: int, end: int) -> int:
        return start + len(self.clean.text[start:end].rstrip(" .:;"))


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
                base = base[: -len(parent[1])].rstrip(".")
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
