"""Read the structure of a clean text: its regions, headings, paragraphs and bullets, tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import regex

from kehoach.frozen import replace
from kehoach.grid import read_table
from kehoach.headings import STOP, HeadingReader, Labelled, Tree
from kehoach.rulebook import Rulebook
from kehoach.values import Block, CleanText, Line, Outline, Part, Section, Table

MARKS = "-+*•·●▪~o"
BULLET = regex.compile(r"(?P<mark>-\s*\+|[-+*•·●▪~o])\s+(?=\S)|(?P<tight>[-+])(?=\p{Lu})")
APPENDIX_NUMBER = regex.compile(r"(?i)phụ lục.*(?:\d|[IVX])$")
BlockKind = Literal["heading", "paragraph", "bullet", "item", "row"]


def read_outline(clean: CleanText, rules: Rulebook) -> Outline:
    """Find regions, sections, blocks and tables of a clean text.

    Every line becomes a block; a run-in heading becomes two, the heading and what follows it. A plan
    that a decision encloses begins its paths anew.
    """
    return _Reader(clean, rules).read()


class PartReader:
    """Tells the region of each line of a clean text, from the region before it and what the line begins."""

    def __init__(self, headings: HeadingReader, rules: Rulebook) -> None:
        self.headings, self.lines, self.texts = headings, headings.clean.lines, headings.texts
        self.begins = rules.once(_beginnings)
        self.typed = self._type_line()

    def read(self) -> list[Part]:
        """The regions, line by line."""
        parts: list[Part] = []
        state: Part = "header"
        for i in range(len(self.lines)):
            state = self._part(i, state)
            parts.append(state)
        return parts

    def _is(self, name: str, i: int) -> bool:
        return self.begins[name](self.texts[i]) is not None

    def _is_labelled(self, i: int) -> bool:
        return self.headings.label(i) is not None

    def _type_line(self) -> int | None:
        """The first line that says the document's type, among those where a header can stand."""
        places = range(min(40, len(self.lines)))
        return next((i for i in places if self._is("type_line", i) or (i < 16 and self._is("type_and_title", i))), None)

    def _part(self, i: int, state: Part) -> Part:
        text = self.texts[i]
        if self.lines[i].kind != "text":
            return "body" if state in ("preamble", "title", "header") else state
        if i and state == "title" and self._is("type_line", i - 1) and self._may_title(i):
            return "title"
        if state == "header":
            return self._after_header(i)
        if len(text) < 300 and self._is("recipients_start", i):
            return "recipients"
        if state != "title" and len(text) < 120 and self._is("signature_start", i):
            return "signature"
        if state in ("recipients", "signature", "appendix") and self._is("type_line", i):
            return "title"
        if state in ("recipients", "signature"):
            return self._after_signature(i, state)
        if state in ("title", "preamble"):
            return self._before_body(i, state)
        if self._is_appendix(text, state) and self._is("appendix_start", i):
            return "appendix"
        if state in ("body", "closing") and self._is("closing_start", i):
            return "closing"
        return "body" if state == "closing" and self._is_labelled(i) else state

    def _may_title(self, i: int) -> bool:
        """The line below the type is its title, unless it is a basis, a label or an address."""
        return not self.texts[i].startswith(("Căn cứ", "Kính gửi")) and not self._is_labelled(i)

    def _after_header(self, i: int) -> Part:
        if self.typed is not None:
            return "title" if i == self.typed else "header"
        if self._is("preamble_start", i) and not self.texts[i].startswith("Ngày"):
            return "preamble"
        return "body" if self._is_labelled(i) else "header"

    def _after_signature(self, i: int, state: Part) -> Part:
        """Recipients and signature end where an appendix, a heading in capitals or the footnotes begin."""
        text, line = self.texts[i], self.lines[i]
        if BULLET.match(text):
            return "recipients"
        if self._is("appendix_start", i) and len(text) < 200:
            return "appendix"
        if self._is("note_start", i):
            return "appendix"
        if len(text) > 30 and text.isupper() and not text.startswith(("TM", "KT", "-", "CỘNG")):
            return "appendix"
        return "appendix" if line.heading and self._is_labelled(i) else state

    @staticmethod
    def _is_appendix(text: str, state: Part) -> bool:
        if not text[:1].isupper() or len(text) >= 200 or text.rstrip().endswith((";", ".")):
            return False
        return state == "appendix" or text[:7].upper() == "PHỤ LỤC"

    def _before_body(self, i: int, state: Part) -> Part:
        """A title goes on while nothing else begins; the preamble ends at the first label or QUYẾT ĐỊNH:."""
        text, before = self.texts[i], self.texts[i - 1]
        if self._is_labelled(i):
            return "body"
        if self._is("resolves", i) or self._is("authority_line", i):
            return "preamble"
        if state == "preamble":
            return "body" if self.lines[i].heading else "preamble"
        if text.startswith("("):
            return "title"
        after_capitals = before.isupper() or before.startswith("(")
        sentence = after_capitals and len(text) > 60 and not text.isupper() and not self.lines[i].heading
        return "preamble" if sentence or self._is("preamble_start", i) or text.endswith((";", ".")) else "title"


def _beginnings(rules: Rulebook) -> Mapping[str, Callable[[str], object]]:
    """What a line begins, by the rule's name: what says so of a text."""
    names = (
        "type_line type_and_title preamble_start authority_line resolves recipients_start signature_start "
        "closing_start appendix_start note_start"
    )
    return {name: rules.pattern(f"outline.{name}").match for name in names.split()}


class _Reader:
    """Walks over the lines once and collects blocks, sections and tables."""

    def __init__(self, clean: CleanText, rules: Rulebook) -> None:
        self.clean, self.rules = clean, rules
        self.headings = HeadingReader(clean, rules)
        self.parts = PartReader(self.headings, rules).read()
        self.tree = Tree()
        self.blocks: list[Block] = []
        self.sections: list[Section] = []
        self.tables: list[Table] = []
        self.section: int | None = None
        self.bullets: list[str] = []
        self.sentences: set[str] = set()

    def read(self) -> Outline:
        lines = self.clean.lines
        i = 0
        while i < len(lines):
            if lines[i].kind == "text":
                self._read_text(i)
                i += 1
                continue
            end = next((k for k in range(i, len(lines)) if lines[k].table != lines[i].table), len(lines))
            self._read_rows(i, end)
            i = end
        return Outline(self.clean, tuple(self.blocks), self._closed_sections(), tuple(self.tables))

    def _read_rows(self, first: int, end: int) -> None:
        lines, part = self.clean.lines, self.parts[first]
        if not any(line.kind == "row" for line in lines[first:end]):
            return
        number = len(self.tables)
        before = [line for line in lines[max(0, first - 4) : first] if line.kind == "text"]
        self.tables.append(read_table(self.clean, lines[first:end], before, number, self.section, part, self.rules))
        for line in lines[first:end]:
            if line.kind == "row":
                self._add("row", part, line.start, line.end, table=number)

    def _read_text(self, i: int) -> None:
        line, part, before = self.clean.lines[i], self.parts[i], self.parts[i - 1] if i else "header"
        if part != before and part == "title":
            self.tree.reset()
            self.section = None
        if part != before and part == "closing":
            self.section = None
        if part == "appendix" and self._read_appendix(line, before):
            return
        if part in ("body", "appendix") and (label := self.headings.label(i)):
            labelled = self.headings.judge(label, i, self._within_article(), self.sentences)
            if labelled and labelled.start == labelled.end and i + 1 < len(self.clean.lines):
                labelled = self._titled_below(labelled, i + 1)
            if labelled:
                self._read_labelled(labelled, line, part)
                return
        self._read_plain(line, part)

    def _titled_below(self, labelled: Labelled, below: int) -> Labelled:
        """A label alone on its line with the title below it; an article without one has its words up to the first stop."""
        following = self.clean.lines[below]
        if self._is_title(following):
            return replace(labelled, start=following.start, end=following.end)
        if labelled.kind != "điều" or following.kind != "text" or self.headings.label(below):
            return labelled
        stop = STOP.search(self.clean.text, following.start, following.end)
        return replace(labelled, start=following.start, end=stop.start() if stop else following.end - 1)

    def _within_article(self) -> bool:
        """Under a Điều the numbered paragraphs are its khoản, no headings of their own.

        Not so where the Điều holds a plan: its words end with a colon, or it has parts of its own (I, A).
        """
        kinds = [entry[0] for entry in self.tree.stack]
        if "điều" not in kinds or {"roman", "upper"} & set(kinds[kinds.index("điều") :]):
            return False
        article = self.sections[self.tree.stack[kinds.index("điều")][2]]
        return article.run_in or ":" not in self.clean.text[article.end : article.end + 3]

    def _read_appendix(self, line: Line, before: Part) -> bool:
        """`PHỤ LỤC I` with a title is a section, the title may stand on the next line; one without a number is none."""
        text = self.clean.text[line.start : line.end]
        match = self.rules.pattern("outline.appendix_start").match(text) if len(text) < 300 else None
        if match or before != "appendix":
            self.tree.reset()
            self.section = None
        if not match or not APPENDIX_NUMBER.search(match["label"]):
            return False
        label = " ".join(match["label"].split())
        start, end = line.start + match.start("title"), line.start + match.end("title")
        title = match["title"].strip()
        if not title:
            following = next((n for n in self.clean.lines if n.start > line.start), None)
            if following is None or following.kind != "text" or not self._is_title(following):
                self._add("paragraph", "appendix", line.start, line.end)
                return True
            start, end = following.start, following.end
        self._open("appendix", label, start, end, line.start, run_in=False)
        self._add("heading", "appendix", line.start, line.end)
        return True

    def _is_title(self, line: Line) -> bool:
        text = self.clean.text[line.start : line.end]
        return not text.startswith("(") and (
            text.isupper() or line.lead >= line.end or (len(text) < 250 and text[-1:] not in ".;:")
        )

    def _read_labelled(self, labelled: Labelled, line: Line, part: Part) -> None:
        self.bullets.clear()
        if not labelled.is_heading:
            self._add("item", part, labelled.start, line.end, mark=labelled.label)
            self.sentences.add(labelled.kind)
            return
        self.sentences.clear()
        self._open(labelled.kind, labelled.label, labelled.start, labelled.end, line.start, labelled.run_in)
        self._add("heading", part, line.start, labelled.end if labelled.run_in else line.end)
        if labelled.run_in:
            rest = self.clean.text[labelled.end : line.end]
            start = labelled.end + len(rest) - len(rest.lstrip(" .:;"))
            if start < line.end:
                self._add("paragraph", part, start, line.end)

    def _open(self, kind: str, label: str, start: int, end: int, line_start: int, run_in: bool) -> None:
        index = len(self.sections)
        parent, path, level = self.tree.place(kind, label, index)
        heading = " ".join(self.clean.text[start:end].split())
        first = len(self.blocks)  # and the last, until all blocks are read
        self.sections.append(
            Section(index, parent, level, label, heading, path, kind, line_start, end, start, first, first, run_in)
        )
        self.section = index

    def _read_plain(self, line: Line, part: Part) -> None:
        marked = self.clean.text[line.start] in MARKS
        match = BULLET.match(self.clean.text, line.start, line.end) if marked else None
        if not match:
            self.bullets.clear()
            self._add("paragraph", part, line.start, line.end)
            return
        mark = (match["mark"] or match["tight"])[-1]
        self._add("bullet", part, match.end(), line.end, mark=mark, depth=self._depth(mark, line))

    def _depth(self, mark: str, line: Line) -> int:
        """How deep a bullet stands: by the marks above it in its list, or by its indent in markdown."""
        key = f"{mark}{line.indent // 2}" if line.indent and any(b[0] == mark for b in self.bullets) else mark
        if mark in "+o" and not self.bullets:
            self.bullets.append("-")
        if key in self.bullets:
            del self.bullets[self.bullets.index(key) + 1 :]
        else:
            same = [b for b in self.bullets if b[0] == mark]
            if same and int(key[1:] or 0) <= int(same[-1][1:] or 0):
                del self.bullets[self.bullets.index(same[-1]) :]
            self.bullets.append(key)
        return len(self.bullets) - 1

    def _add(
        self,
        kind: BlockKind,
        part: Part,
        start: int,
        end: int,
        mark: str = "",
        depth: int = 0,
        table: int | None = None,
    ) -> None:
        section = self.section if part in ("body", "appendix") else None
        self.blocks.append(Block(len(self.blocks), kind, part, start, end, section, mark, depth, table))

    def _closed_sections(self) -> tuple[Section, ...]:
        """Each section with the range of its blocks, those of its subsections included."""
        last = [section.first for section in self.sections]
        for block in self.blocks:
            if block.section is not None:
                last[block.section] = block.index + 1
        for section in reversed(self.sections):
            if section.parent is not None:
                last[section.parent] = max(last[section.parent], last[section.index])
        return tuple(replace(section, last=last[section.index]) for section in self.sections)
