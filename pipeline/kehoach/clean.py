"""Turn a document's text into clean text: reflowed, normalised, every character aligned to its source."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Literal, cast

import regex

from kehoach.frozen import replace
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
# Found by its second vowel, which is the rarer letter.
TONE = re.compile(
    r"[àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸỳýỷỹỵỲÝỶỸỴ](?:(?<=[oO][^ỳýỷỹỵỲÝỶỸỴ])|(?<=[uU][ỳýỷỹỵỲÝỶỸỴ])(?<![qQ]..))(?![\w\u0300-\u036f])"
)
# What does not go into clean text as it stands: markup, escapes, unseen characters, runs of blanks. Each
# alternative begins with its letter, its condition behind: so most places are passed over at once.
EDIT = re.compile(
    r"(?P<space>[ \t](?:[ \t]+|(?<=\t))|<(?<!^<)br ?/?>)"
    r"|(?P<gone>\*(?<!^\*)\*{0,2}|\*(?<=^\*)\*{0,2}(?! )|</?(?:sub|sup|b|i|u|strong|em|p|span)\b[^>]*>"
    r"|\\(?=[*_#.\-+()\[\]>])|[\u200b\u200c\u200d\ufeff\u00ad]|#(?<=^#)#{0,5}\s+)"
)
# What else is edited: the blanks that a word segmenter sets around marks, and letters with their marks behind them.
FURTHER = regex.compile(r"(?P<gone> (?=[,;:.)?!/%](?:\s|$|\p{P}))|(?<=[(])\s)|(?P<marks>\p{L}\p{M}+)")
# Where EDIT may begin: at one of these letters, at a blank before another; and where FURTHER may.
EDITED = "*<\\#\t\u200b\u200c\u200d\ufeff\u00ad"
BLANKS = re.compile(r"  (?<=[^ \t\n]  )")
BLANK_AND_TAB = re.compile(r" \t(?<=[^ \t\n] \t)")
SET_APART = re.compile(r" (?=[,;:.)?!/%](?:\W|_|$))", re.MULTILINE)
BRACKET = re.compile(r"\((?=\s)")
COMBINED = regex.compile(r"\p{L}\p{M}+")
WORD_JOINED = regex.compile(r"\p{Ll}_\p{Ll}")
HEADING = re.compile(r"#{1,6}(?= )")
LEAD = regex.compile(r"(?:[-+*]\s+)?(?:[\p{L}\d.]{1,8}[.)]\s*)?(\*{1,3})(?![ *])")
HEADER_LINES = 16
LABELLED = regex.compile(r"(?:[-+*]\s+)?(?:[\p{L}\d.]{1,8}[.)]\s*)?")
COLUMNS = regex.compile(r"(?<=\S)[ \t]{5,}(?=\S)")


def clean_document(document: Document, rules: Rulebook) -> CleanText:
    """Reflow and normalise a document's text.

    Every line of the result is one paragraph, heading, bullet or table row. Blank lines, page numbers,
    rulings and markup are left out; nothing else is. `CleanText.to_source` leads every span back.
    """
    plain = UNUSUAL.sub(lambda m: PLAIN[m[0]], document.text)
    segmented = sum(1 for _ in islice(WORD_JOINED.finditer(plain, endpos=20_000), 21)) > 20
    if segmented:
        plain = plain.replace("_", " ")
    lines = part_inner_labels(split_lines(plain, rules), rules)
    whole = document.media in ("docx", "doc", "odt", "html")
    setting = WHOLE_PARAGRAPHS if whole else measure_setting([p for p in lines if p.text != "|"])
    if segmented:
        setting = replace(setting, sentences=True)
    joiner = Joiner(rules, setting)
    writer = Writer(plain, segmented, document.emphasis)
    for number, run in enumerate(find_runs(lines, rules)):
        if isinstance(run[0], SourceRow):
            writer.write_rows(cast(Sequence[SourceRow], run), number)
            continue
        text = _cut_columns(cast(Sequence[Physical], run), rules, HEADER_LINES if not number else 0)
        for group in joiner.group(text):
            writer.write_line(group)
    return writer.finish()


def _cut_columns(lines: Sequence[Physical], rules: Rulebook, header: int) -> Sequence[Physical]:
    """Cut lines that stand in two columns at the wide blank between them, left piece first.

    So header and signature are set: the first `header` lines, and those after Nơi nhận or TM.
    """
    wide = [i for i, line in enumerate(lines) if "  " in line.text or "\t" in line.text]
    if not wide:
        return lines
    column = rules.pattern("layout.page_layout_cell")
    cut: list[Physical] = []
    done = 0
    for i in wide:
        line = lines[i]
        match = COLUMNS.search(line.text)
        if match is None or not line.text[match.end()].isupper():
            continue
        above = lines[max(0, i - HEADER_LINES + 1) : i + 1]
        if i >= header and not any(len(k.text) < 200 and column.search(k.text) for k in above):
            continue
        left, middle = line.start + match.start(), line.start + match.end()
        cut += lines[done:i]
        cut.append(replace(line, end=left, text=line.text[: match.start()], gap=max(line.gap, 3)))
        cut.append(replace(line, start=middle, text=line.text[match.end() :], gap=3))
        done = i + 1
    return [*cut, *lines[done:]]


def _place_tones(text: str) -> str:
    """The text with every tone mark on the vowel that the old placing has it on."""
    placed: list[str] = []
    done = 0
    for match in TONE.finditer(text):
        start, end = match.start() - 1, match.end()
        placed += (text[done:start], TONES.get(text[start:end], text[start:end]))
        done = end
    return "".join(placed) + text[done:]


def _edited_places(source: str, segmented: bool, composed: bool) -> list[int]:
    """Where something may have to be edited, in order; the last place is beyond the text."""
    places = [m.start() for letter in EDITED if letter in source for m in re.finditer(re.escape(letter), source)]
    places += [m.start() for m in BLANKS.finditer(source)]
    if "\t" in source:
        places += [m.start() for m in BLANK_AND_TAB.finditer(source)]
    if segmented:
        places += [m.start() for m in SET_APART.finditer(source)] + [m.end() for m in BRACKET.finditer(source)]
    if not composed:
        places += [m.start() for m in COMBINED.finditer(source) if not unicodedata.is_normalized("NFC", m[0])]
    return [*sorted(places), len(source)]


def _lead(text: str) -> str:
    """The words in the emphasis that a line, or what follows its label, begins with."""
    mark = LEAD.match(text)
    close = text.find(mark[1], mark.end() + 1) if mark else -1
    return text[mark.end() : close] if mark and close > 0 else ""


class Writer:
    """Collects clean text and its runs. Offsets given to it are those of the source."""

    def __init__(self, source: str, segmented: bool, emphasis: Sequence[tuple[int, int]] = ()) -> None:
        self.source = source
        self.emphasis = emphasis
        self.composed = unicodedata.is_normalized("NFC", source)
        self.edited = _edited_places(source, segmented, self.composed)
        self.size = 0
        self.open = -1  # where the source goes on that the last run copies; -1 where it copies none
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.sources: list[int] = []
        self.ends: list[int] = []
        self.lines: list[Line] = []

    def put(self, text: str, start: int, end: int) -> None:
        """Append clean text and the span of the source that it comes from: a run, or more of the last one."""
        if not text:
            return
        copied = len(text) == end - start
        if copied and start == self.open:
            self.ends[-1] = self.open = end
        else:
            self.starts.append(self.size)
            self.sources.append(start)
            self.ends.append(end)
            self.open = end if copied else -1
        self.parts.append(text)
        self.size += len(text)

    def write_line(self, group: Sequence[Physical]) -> None:
        """Write a logical line from the physical lines that it was torn into."""
        first, begin = group[0], self.size
        self._write_pieces(group)
        if self.size == begin:
            return
        heading = HEADING.match(first.text) if first.text[0] == "#" else None
        lead = begin
        if "*" in first.text and (words := _lead(" ".join([p.text for p in group]))):
            lead += self._emphasised(begin, words)
        elif self.emphasis:
            lead = self._set_off(begin, first)
        depth = len(heading[0]) if heading else 0
        self._close(Line(begin, self.size, "text", depth, lead, first.indent, first.gap), group[-1].end)

    def _emphasised(self, begin: int, lead: str) -> int:
        """How many characters of the line just written the words in leading emphasis reach over."""
        words = EDIT.sub(lambda m: " " if m["space"] else "", lead).strip()
        place = self._tail(begin).find(words[:40])
        return place + len(words) if place >= 0 else 0

    def _set_off(self, begin: int, first: Physical) -> int:
        """Where the emphasis ends that the source sets the line's beginning in, or its words after a label."""
        label = LABELLED.match(first.text)
        start = first.start + (label.end() if label else 0)
        after = bisect_right(self.emphasis, (start, len(self.source)))
        end = self.emphasis[after - 1][1] if after else 0
        if end <= start:
            return begin
        last = bisect_left(self.sources, end, bisect_left(self.starts, begin)) - 1
        stop = self.starts[last + 1] if last + 1 < len(self.starts) else self.size
        return min(stop, self.starts[last] + end - self.sources[last])

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
        """Write lines of the source joined by blanks."""
        start, end = group[0].start, group[-1].end
        texts = [piece.text for piece in group]
        text = " ".join(texts)
        torn = [t for t in texts[:-1] if t[-1] == "-"]
        if len(text) == end - start and not torn and self.edited[bisect_left(self.edited, start)] >= end:
            self.put(text, start, end)  # nothing but line feeds between them
            return
        for i, piece in enumerate(group):
            before = texts[i - 1]
            if i and not (before[-1] == "-" and before[-2:-1].isalnum()) and not self._at_blank():
                self.put(" ", group[i - 1].end, piece.start)
            if self.edited[bisect_left(self.edited, piece.start)] >= piece.end:
                self.put(piece.text, piece.start, piece.end)
            else:
                self._write_edited(piece.start, piece.end)

    def _write_edited(self, start: int, end: int) -> None:
        """Write a slice of one line in which something may have to be edited."""
        text = self.source[start:end]
        position = start
        for place in self.edited[bisect_left(self.edited, start) : bisect_left(self.edited, end)]:
            if place < position:
                continue
            edit = EDIT.match(text, place - start) or FURTHER.match(text, place - start)
            if edit is None:
                continue
            self.put(self.source[position:place], position, place)
            position = start + edit.end()
            name = edit.lastgroup
            if name == "marks":
                self.put(unicodedata.normalize("NFC", edit[0]), place, position)
            elif name == "space" and not self._at_blank():
                self.put(" ", place, position)
        self.put(self.source[position:end], position, end)

    def _at_blank(self) -> bool:
        return not self.parts or self.parts[-1][-1] in " \n\t"

    def write_rows(self, rows: Sequence[SourceRow], table: int) -> None:
        """Write table rows, a line each, cells joined by tabs."""
        for row in rows:
            filled = [cell for cell in row.cells if cell]
            if not filled:
                continue
            begin, spans, end = self.size, [], filled[-1][-1].end
            for number, cell in enumerate(row.cells):
                if number:
                    at = cell[0].start if cell else next((c[0].start for c in row.cells[number:] if c), end)
                    self.put("\t", at, at)
                left = self.size
                if cell:
                    self._write_pieces(cell)
                spans.append((left, self.size))
            kind: Literal["row", "rule"] = "rule" if row.ruling else "row"
            gap = filled[0][0].gap
            loose = any("\n" in self.source[a[-1].end : b[0].start] for a, b in pairwise(filled))
            self._close(Line(begin, self.size, kind, 0, begin, 0, gap, tuple(spans), table, loose), end)

    def _close(self, line: Line, end: int) -> None:
        """Note a line that has been written, and end it: its line feed belongs to the run that it is copied in."""
        self.lines.append(line)
        if self.open == end:
            self.parts.append("\n")
            self.size += 1
            self.open = -1
        else:
            self.put("\n", end, end)

    def finish(self) -> CleanText:
        """The clean text, composed (NFC) and with its tone marks placed one way; neither changes an offset."""
        text = "".join(self.parts)
        if not self.composed:
            text = "".join(c if len(n := unicodedata.normalize("NFC", c)) != 1 else n for c in text)
        return CleanText(
            _place_tones(text), tuple(self.starts), tuple(self.sources), tuple(self.ends), tuple(self.lines)
        )
