"""Join the physical lines of a source into logical ones: paragraphs, headings, bullets.

Archives tear sentences by hard wrapping, by blank lines between all lines, by pages. Whether a line
goes on is told by how the document is set (`Setting`, measured once) and by the two lines' edges
(rules/layout/lines.toml).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import regex

from kehoach.frozen import frozen, replace
from kehoach.rulebook import Rulebook

SENTENCE_ENDS = (".", ";", ":", "!", "?", "…", '."', ".”", ".)", ";)", ".*", ";*", ":*", ".**", ";**", ":**")

SPACED_LABEL = regex.compile(r"^([\p{L}\d.]{1,8}) ([.)])")
"""A label as segmented corpora write it: `4.2 . `."""


@frozen
class Physical:
    """A line of the source: `start:end` without its line feed, `text` stripped and with plain dashes and blanks.

    `indent` and `gap` count the blanks and the empty lines before it; `torn` says that a page ended in between.
    """

    start: int
    end: int
    text: str
    indent: int = 0
    gap: int = 0
    torn: bool = False


@frozen
class Setting:
    """How a document's lines are set.

    `width`: characters of a full line, 0 where lines are not wrapped. `spaced`: blank lines separate
    paragraphs. `double`: a blank line follows every line, so it says nothing. `whole`: every line is a
    paragraph as its writer made it (Word, HTML), so a blank line always ends one. `sentences`: every
    sentence has a line of its own (segmented corpora), so a bullet's later ones stand below it.
    """

    width: int
    spaced: bool
    double: bool
    whole: bool = False
    sentences: bool = False


WHOLE_PARAGRAPHS = Setting(0, True, False, whole=True)


def split_lines(text: str, rules: Rulebook) -> list[Physical]:
    """Cut a text into its lines, without blank ones, rulings and page numbers."""
    furniture = rules.pattern("layout.furniture").match
    tabs, pages = "\t" in text, "\f" in text
    lines: list[Physical] = []
    gap, torn, start = 0, False, 0
    for raw in text.splitlines(keepends=True):
        content = raw.strip()
        worded = content and (content[0].isalnum() or content[-1].isalnum() or content == "|")
        if not worded and (not content or furniture(content)):
            gap += 1
        else:
            indent = blanks = 0 if raw[0] == content[0] else raw.index(content[0])
            if tabs and "\t" in raw:
                if "\t" not in content:  # a table's row with one cell filled stays a row
                    content, blanks = _keep_tab(raw, content, blanks)
                indent = blanks + 3 * raw.count("\t", 0, blanks)
            left = start + blanks
            lines.append(Physical(left, left + len(content), content, indent, gap, torn))
            gap, torn = 0, False
        if pages and raw[-1] == "\f":
            torn = True
        start += len(raw)
    return _drop_page_marks(lines, rules.pattern("layout.page_mark"))


def _keep_tab(raw: str, content: str, blanks: int) -> tuple[str, int]:
    """The content with the tab beside it, and how many blanks then stand before it."""
    after = blanks + len(content)
    if raw[after : after + 1] == "\t":
        return content + "\t", blanks
    if raw[blanks - 1 : blanks] == "\t" and blanks:
        return "\t" + content, blanks - 1
    return content, blanks


def _drop_page_marks(lines: list[Physical], page_mark: regex.Pattern[str]) -> list[Physical]:
    """Take out the lines that number pages: they count up, a page's length apart, and no cell stands beside them."""
    kept: list[Physical] = []
    expected, since, done, counted, last = 0, 0, 0, 0, len(lines) - 1
    for i, line in enumerate(lines):
        if len(line.text) >= 16 or line.text == "|" or (i < last and lines[i + 1].text == "|"):
            continue
        match = page_mark.match(line.text)
        if match is None:
            continue
        since += sum(len(before.text) for before in lines[counted:i])
        counted = i
        if _numbers_a_page(int(match["number"]), expected, since, line, lines[i + 1 : i + 9]):
            kept += _below_mark(lines, done, i)
            expected, since, done = int(match["number"]) + 1, 0, i + 1
            counted = done
    return kept + _below_mark(lines, done, len(lines)) if done else lines


def _below_mark(lines: list[Physical], start: int, end: int) -> list[Physical]:
    """Some lines, the first of which stands below a page number, if it is not the text's first."""
    part = lines[start:end]
    if part and start:
        part[0] = replace(part[0], torn=True, gap=max(part[0].gap, 1))
    return part


def _numbers_a_page(number: int, expected: int, since: int, line: Physical, following: Sequence[Physical]) -> bool:
    """Whether a bare number is a page's: at a page's end, or a page's length after the last and among no other numbers."""
    if line.torn or line.indent >= 20 or (following and following[0].torn):
        return number == expected or expected == 0 or since > 600
    alone = line.gap >= 1 and (not following or following[0].gap >= 1) and not any(f.text.isdigit() for f in following)
    return alone and since >= 900 and (expected <= number <= expected + 3 if expected else number in (2, 3))


def measure_setting(lines: Sequence[Physical]) -> Setting:
    """Tell from a document's lines how they are wrapped and what a blank line means."""
    lengths = sorted([line.indent + len(line.text) for line in lines if len(line.text) > 25])
    if len(lengths) < 8:
        return Setting(0, True, False)
    width = lengths[int(len(lengths) * 0.9)]
    if width > 115:
        return Setting(0, True, False)
    pairs = [(p.text, n) for p, n in pairwise(lines) if len(p.text) > 0.7 * width]
    inside = [n.gap for text, n in pairs if n.text[0].islower() and not text.endswith(SENTENCE_ENDS)]
    double = len(inside) >= 5 and sum(g >= 1 for g in inside) > 0.5 * len(inside)
    between = [n.gap for text, n in pairs if text[-1] in ".;" and n.text[0] in "-+abcdđ123456789IVX"]
    gaps = between if len(between) > 2 else [line.gap for line in lines]
    spaced = not double and sum(g >= 1 for g in gaps) >= (0.4 if len(between) > 2 else 0.1) * len(gaps)
    return Setting(width, spaced, double)


def _ends_sentence(text: str) -> bool:
    """Whether a line ends as sentences do, emphasis aside."""
    return not text[-1].isalnum() and text.rstrip("*_ ").endswith(SENTENCE_ENDS)


class Joiner:
    """Decides whether a line goes on with what stands before it, in a document set one way.

    What costs little is asked first: most lines end a sentence and have another below them.
    """

    def __init__(self, rules: Rulebook, setting: Setting) -> None:
        self.rules = rules
        self.setting = setting
        self.item_start = rules.pattern("layout.item_start").match
        self.open_end = rules.pattern("layout.open_end").match
        self.bare_label = rules.pattern("layout.bare_label").match
        self.stands_alone = rules.pattern("layout.stands_alone").match

    def group(self, lines: Iterable[Physical]) -> list[list[Physical]]:
        """Group the lines of a run into logical lines."""
        groups: list[list[Physical]] = []
        group: list[Physical] = []
        for line in lines:
            if group and self._goes_on(group, line):
                group.append(line)
            else:
                group = [line]
                groups.append(group)
        return groups

    def _goes_on(self, group: list[Physical], line: Physical) -> bool:
        last = group[-1]
        gap = line.gap - self.setting.double if line.gap else 0
        if gap > 2:
            return False
        if self.setting.sentences and self._is_one_text(group[0], line):
            may = not self._starts_item(line, last) and not self._closes(line)
        elif self.setting.whole:
            may = not gap and self._torn_by_hand(last, line)
        elif gap <= 1 and len(group) == 1 and self._bare_label(last):
            may = True
        else:
            may = self._reads_on(group, line, gap) or (gap <= 1 and self._ends_open(last))
            may = may and not self._starts_item(line, last)
        return may and not self._stands_alone(last.text)

    def _reads_on(self, group: list[Physical], line: Physical, gap: int) -> bool:
        """Whether a line goes on with what stands before it, if it begins nothing of its own."""
        last, text = group[-1].text, line.text
        if text[0] == "#" or last[0] == "#":
            return False
        if last.isupper() and len(last) > 3 and any(c.islower() for c in text):
            return gap == 0 and self._emphasis_open(group)
        if _ends_sentence(last):
            return gap == 0 and self._fills(group[-1], line, after_sentence=True)
        return self._continues_clause(group, line, gap)

    def _is_one_text(self, first: Physical, line: Physical) -> bool:
        """Where every sentence has its line: a bullet's later ones, and one that leans on the sentence before."""
        bullet = first.text.startswith(("- ", "+ "))
        return bullet or bool(self.rules.pattern("layout.leaning_sentence").match(line.text))

    def _stands_alone(self, text: str) -> bool:
        """The type, the motto or QUYẾT ĐỊNH: nothing goes on after them."""
        may = len(text) < 48 or "Độc lập" in text or "QUYẾT" in text
        return may and bool(self.stands_alone(text))

    def _torn_by_hand(self, last: Physical, line: Physical) -> bool:
        """Where every line is a paragraph: a label alone, or a new line that the writer began in mid-sentence."""
        if self._bare_label(last):
            return True
        if self._starts_item(line, last) or last.text.endswith(SENTENCE_ENDS):
            return False
        open_end = self._ends_open(last)
        if line.text[:1].islower():
            return len(last.text) > 40 or open_end
        return len(last.text) > 40 and open_end and not self._begins_preamble(line)

    def _bare_label(self, line: Physical) -> bool:
        """A label on a line of its own: what it numbers stands on the next."""
        return len(line.text) < 14 and bool(self.bare_label(line.text.replace("*", "")))

    def _starts_item(self, line: Physical, last: Physical) -> bool:
        text = line.text
        if text[0].islower() and text[1:2].isalpha():
            return False  # a word in small letters
        if line.gap == 0 and len(last.text) < 40 and last.text[0] == "*" and last.text.count("*") == 1:
            return False
        if self._bare_label(line):
            return not self._ends_open(last)
        words = text.lstrip("*_") if text[:2] != "* " else text
        if self.setting.sentences:
            words = SPACED_LABEL.sub(r"\1\2", words)
        if not self.item_start(words):
            return False
        if text[0] != "-" or last.text.endswith(SENTENCE_ENDS):
            return not (text[0].isdigit() and line.gap == 0 and self._ends_open(last) and not self.setting.whole)
        return not self.rules.pattern("layout.bullet_goes_on").match(text)

    def _ends_open(self, last: Physical) -> bool:
        """The line ends in a word that no clause ends in; a number after it is no label."""
        end = last.text[-1]
        return (end.isalpha() or end in ":(/-") and bool(self.open_end(last.text))

    def _fills(self, last: Physical, line: Physical, after_sentence: bool = False) -> bool:
        """The next word would not have fitted on the last line: the writer did not choose to break."""
        width = self.setting.width
        if not width:
            return False
        if self.setting.spaced:
            return not (after_sentence and len(last.text) < 0.35 * width and not line.text[:1].islower())
        if line.indent - last.indent >= 4 and last.indent < 12 and line.text[:1].isupper():
            return False
        needed = last.indent + len(last.text) + 1 + len(line.text.split(maxsplit=1)[0])
        return needed >= (0.95 if after_sentence else 0.86) * width

    def _continues_clause(self, group: list[Physical], line: Physical, gap: int) -> bool:
        last, lower = group[-1], line.text.lstrip("*_")[:1].islower()
        if gap == 0:
            if self.setting.width:
                return lower or self._fills(last, line)
            return lower and len(last.text) > 40
        if lower:
            return gap == 1 or line.torn
        if gap == 1 and last.text.endswith("**") and line.text.startswith("**"):
            return not last.text.isupper()
        return self._continues_block(group, line, gap) and not self._begins_preamble(line)

    def _continues_block(self, group: list[Physical], line: Physical, gap: int) -> bool:
        """Whether a line that begins with no small letter goes on with what stands above the blank line before it."""
        last = group[-1]
        if self._emphasis_open(group) or last.text.isupper():
            return last.text.isupper() and line.text.isupper() and gap == 1 and len(last.text) > 20
        long_enough = sum(len(p.text) for p in group) > 120
        if self.setting.width:
            torn = line.torn or (self.setting.spaced and gap == 1 and self._bullet_left_open(group, line))
            return torn and long_enough and self._fills(last, line) and not last.text.endswith("**")
        if gap != 1 or not long_enough or last.text.endswith("**") or not line.text[0].isalpha():
            return False
        return group[0].text[0] in "-+" or not self.item_start(group[0].text)

    def _closes(self, line: Physical) -> bool:
        """Whether a line begins what stands below a document's last list: its closing words, addressees, signature."""
        names = ("outline.closing_start", "outline.recipients_start", "outline.signature_start")
        return any(self.rules.pattern(name).match(line.text) for name in names)

    @staticmethod
    def _bullet_left_open(group: list[Physical], line: Physical) -> bool:
        """A long bullet that stops in mid-sentence: bullets end in a mark, so what follows belongs to it."""
        return group[0].text[:1] in "-+" and group[-1].text[-1:].islower() and line.text[:1].isalpha()

    def _begins_preamble(self, line: Physical) -> bool:
        """The authority's name or the first basis: what stands before it was the title."""
        words = line.text.strip("*_ ")
        names = ("outline.authority_line", "outline.preamble_start")
        return words[:1].isupper() and any(self.rules.pattern(name).match(words) for name in names)

    @staticmethod
    def _emphasis_open(group: list[Physical]) -> bool:
        return sum(p.text.count("**") for p in group) % 2 == 1
