"""Turn a document's text into clean text: reflowed, normalised, every character aligned to its source."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import cast

import regex

from kehoach.inner_labels import part_inner_labels
from kehoach.reflow import WHOLE_PARAGRAPHS, Joiner, Physical, measure_setting, split_lines
from kehoach.rulebook import Rulebook
from kehoach.source_rows import SourceRow, find_runs
from kehoach.values import CleanText, Document, Line

# One character for one: dashes, blanks, quotes, and the Icelandic Ð that stands for Đ in many files.
PLAIN = (
    dict.fromkeys("‐‑‒–—―−﹣－", "-")
    | dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " ")
    | dict.fromkeys("“”„‟″", '"')
    | dict.fromkeys("‘’‚‛`´", "'")
    | dict.fromkeys("⁄∕", "/")
    | {"Ð": "Đ", "\u2028": "\n", "\x0b": "\n"}
)
UNUSUAL = re.compile("[" + "".join(PLAIN) + "]")
# The same syllable with its tone mark on the other vowel: the old placing is the one the rules use.
TONES = dict(
    zip(
        "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(),
        "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(),
        strict=True,
    )
)
TONES |= {k.upper(): v.upper() for k, v in TONES.items()} | {k.capitalize(): v.capitalize() for k, v in TONES.items()}
TONE = regex.compile(r"(?:[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|(?<![qQ])[uU][ỳýỷỹỵỲÝỶỸỴ])(?!\w)")
# What does not go into clean text as it stands: markup, escapes, unseen characters, runs of blanks. Each
# alternative begins with its letter, its condition behind: so most places are passed over at once.
EDIT = re.compile(
    r"(?P<space>[ \t](?:[ \t]+|(?<=\t))|<(?<!^<)br ?/?>)"
    r"|(?P<gone>\*(?<!^\*)\*{0,2}|\*(?<=^\*)\*{0,2}(?! )|</?(?:sub|sup|b|i|u|strong|em|p|span)\b[^>]*>"
    r"|\\(?=[*_#.\-+()\[\]>])|[\u200b\u200c\u200d\ufeff\u00ad]|#(?<=^#)#{0,5}\s+)"
)
COMBINED = regex.compile(rf"{EDIT.pattern}|(?P<marks>\p{{L}}\p{{M}}+)")
# A quick look for what EDIT may find.
MARKED = re.compile(r"[*<\\#\t\u200b\u200c\u200d\ufeff\u00ad]|  ")
SEGMENTED = regex.compile(r"(?P<gone> (?=[,;:.)?!/%](?:\s|$|\p{P}))|(?<=[(])\s)")
WORD_JOINED = regex.compile(r"\p{Ll}_\p{Ll}")
HEADING = re.compile(r"#{1,6}(?= )")
LEAD = regex.compile(r"^(?:[-+*]\s+)?(?:[\p{L}\d.]{1,8}[.)]\s*)?(\*{1,3})(?![ *])(.+?)\1")
HEADER_LINES = 16
LABELLED = regex.compile(r"(?:[-+*]\s+)?(?:[\p{L}\d.]{1,8}[.)]\s*)?")
COLUMNS = regex.compile(r"(?<=\S)[ \t]{5,}(?=\S)")


def clean_document(document: Document, rules: Rulebook) -> CleanText:
    """Reflow and normalise a document's text.

    Every line of the result is one paragraph, heading, bullet or table row. Blank lines, page numbers,
    rulings and markup are left out; nothing else is. `CleanText.to_source` leads every span back.
    """
    plain = UNUSUAL.sub(lambda m: PLAIN[m[0]], document.text)
    segmented = len(WORD_JOINED.findall(plain, endpos=20_000)) > 20
    if segmented:
        plain = plain.replace("_", " ")
    lines = part_inner_labels(split_lines(plain, rules), rules)
    whole = document.media in ("docx", "doc", "odt", "html")
    setting = WHOLE_PARAGRAPHS if whole else measure_setting([p for p in lines if p.text != "|"])
    if segmented:
        setting = replace(setting, sentences=True)
    joiner = Joiner(rules, setting)
    writer = Writer(plain, segmented, document.emphasis)
    wide = "     " in plain or "\t\t" in plain  # else no line stands in two columns
    for number, run in enumerate(find_runs(lines, rules)):
        if isinstance(run[0], SourceRow):
            writer.write_rows(cast(Sequence[SourceRow], run), number)
            continue
        text = cast(Sequence[Physical], run)
        for group in joiner.group(_cut_columns(text, rules, HEADER_LINES if not number else 0) if wide else text):
            writer.write_line(group)
    return writer.finish()


def _cut_columns(lines: Sequence[Physical], rules: Rulebook, left: int) -> list[Physical]:
    """Cut lines that stand in two columns at the wide blank between them, left piece first.

    So header and signature are set: the first `left` lines, and those after Nơi nhận or TM.
    """
    column = rules.pattern("layout.page_layout_cell")
    cut: list[Physical] = []
    for line in lines:
        if len(line.text) < 200 and column.search(line.text):
            left = max(left, HEADER_LINES)
        match = COLUMNS.search(line.text) if left > 0 else None
        left -= 1
        if match and line.text[match.end()].isupper():
            middle = line.start + match.end()
            cut.append(
                line._replace(end=line.start + match.start(), text=line.text[: match.start()], gap=max(line.gap, 3))
            )
            cut.append(line._replace(start=middle, text=line.text[match.end() :], gap=3))
        else:
            cut.append(line)
    return cut


class Writer:
    """Collects clean text and its runs. Offsets given to it are those of the source."""

    def __init__(self, source: str, segmented: bool, emphasis: Sequence[tuple[int, int]] = ()) -> None:
        self.source = source
        self.emphasis = emphasis
        self.segmented = segmented
        self.composed = unicodedata.is_normalized("NFC", source)
        self.size = 0
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.sources: list[int] = []
        self.ends: list[int] = []
        self.lines: list[Line] = []

    def put(self, text: str, start: int, end: int) -> None:
        """Append a run: clean text, and the span of the source that it comes from."""
        if text:
            self.parts.append(text)
            self.starts.append(self.size)
            self.sources.append(start)
            self.ends.append(end)
            self.size += len(text)

    def write_line(self, group: Sequence[Physical]) -> None:
        """Write a logical line from the physical lines that it was torn into."""
        first = group[0]
        heading = HEADING.match(first.text) if first.text[0] == "#" else None
        lead = LEAD.match(" ".join(p.text for p in group)) if "*" in first.text else None
        begin = self.size
        self._write_pieces(group)
        if self.size == begin:
            return
        line = Line(
            begin,
            self.size,
            heading=len(heading[0]) if heading else 0,
            indent=first.indent,
            gap=first.gap,
            lead=begin + self._emphasised(begin, lead) if lead else self._set_off(begin, first),
        )
        self._close(line, first, group[-1])

    def _emphasised(self, begin: int, lead: regex.Match[str]) -> int:
        """How many characters of the line just written the leading emphasis reaches over."""
        written = "".join(self.parts)[begin:] if self.size - begin < 1 else self._tail(begin)
        words = EDIT.sub(lambda m: " " if m["space"] else "", lead[2]).strip()
        place = written.find(words[:40])
        return place + len(words) if place >= 0 else 0

    def _set_off(self, begin: int, first: Physical) -> int:
        """Where the emphasis ends that the source sets the line's beginning in, or its words after a label."""
        if not self.emphasis:
            return begin
        label = LABELLED.match(first.text)
        start = first.start + (label.end() if label else 0)
        after = bisect_right(self.emphasis, (start, len(self.source)))
        end = self.emphasis[after - 1][1] if after else 0
        if end <= start:
            return begin
        last = bisect_left(self.sources, end, self.starts_at(begin)) - 1
        return self.starts[last] + min(len(self.parts[last]), end - self.sources[last])

    def starts_at(self, begin: int) -> int:
        """The number of the run that begins at a place of the clean text."""
        return bisect_left(self.starts, begin)

    def _tail(self, begin: int) -> str:
        tail: list[str] = []
        size = self.size
        for part in reversed(self.parts):
            if size <= begin:
                break
            tail.append(part)
            size -= len(part)
        return "".join(reversed(tail))

    def _write_pieces(self, group: Sequence[Physical]) -> None:
        for i, piece in enumerate(group):
            if i:
                before = group[i - 1]
                cut_word = before.text.endswith("-") and before.text[-2:-1].isalnum()
                if not cut_word and not self._at_blank():
                    self.put(" ", before.end, piece.start)
            self._write_slice(piece.start, piece.end)

    def _write_slice(self, start: int, end: int) -> None:
        """Write a slice of one line, edited."""
        text = self.source[start:end]
        composed = self.composed or unicodedata.is_normalized("NFC", text)
        if composed and not self.segmented and not MARKED.search(text):
            self.put(text, start, end)
            return
        position = 0
        for edit in self._edits(text, composed):
            left, right = edit.span()
            if left < position:
                continue
            self.put(text[position:left], start + position, start + left)
            name = edit.lastgroup
            new = " " if name == "space" else unicodedata.normalize("NFC", edit[0]) if name == "marks" else ""
            if not (new == " " and self._at_blank()):
                self.put(new, start + left, start + right)
            position = right
        self.put(text[position:], start + position, end)

    def _edits(self, text: str, composed: bool) -> Iterable[re.Match[str] | regex.Match[str]]:
        """What is to be edited, in the order of the text."""
        edits = EDIT.finditer(text) if composed else COMBINED.finditer(text)
        return sorted((*edits, *SEGMENTED.finditer(text)), key=lambda m: m.start()) if self.segmented else edits

    def _at_blank(self) -> bool:
        return not self.parts or self.parts[-1][-1] in " \n\t"

    def write_rows(self, rows: Sequence[SourceRow], table: int) -> None:
        """Write table rows, a line each, cells joined by tabs."""
        for row in rows:
            begin, spans = self.size, []
            filled = [cell for cell in row.cells if cell]
            if not filled:
                continue
            for number, cell in enumerate(row.cells):
                if number:
                    at = next((c[0].start for c in row.cells[number:] if c), filled[-1][-1].end)
                    self.put("\t", at, at)
                left = self.size
                self._write_pieces(cell)
                spans.append((left, self.size))
            line = Line(
                begin,
                self.size,
                "rule" if row.ruling else "row",
                lead=begin,
                cells=tuple(spans),
                table=table,
                gap=filled[0][0].gap,
                loose=any("\n" in self.source[a[-1].end : b[0].start] for a, b in pairwise(filled)),
            )
            self._close(line, filled[0][0], filled[-1][-1])

    def _close(self, line: Line, first: Physical, last: Physical) -> None:
        self.lines.append(line)
        self.put("\n", last.end, last.end)

    def finish(self) -> CleanText:
        """The clean text, composed (NFC) and with its tone marks placed one way; neither changes an offset."""
        text = "".join(self.parts)
        if not unicodedata.is_normalized("NFC", text):
            text = "".join(c if len(n := unicodedata.normalize("NFC", c)) != 1 else n for c in text)
        text = TONE.sub(lambda m: TONES.get(m[0], m[0]), text)
        return CleanText(text, tuple(self.starts), tuple(self.sources), tuple(self.ends), tuple(self.lines))
