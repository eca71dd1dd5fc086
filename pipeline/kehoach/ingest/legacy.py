"""Lines in an old encoding, or misread by a program, told by what Vietnamese looks like and converted.

Every reading of a text (as it stands, TCVN3, VNI, windows-1258, VIQR, UTF-8 taken for Latin-1) is judged
by the words that it gives: syllables of Vietnamese or not. A reading must make syllables of words that
are none as they stand, several different ones, and hardly break any; so good Unicode, other languages
and code stay as they are. Each line has a reading of its own, so a mixed file comes out whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import regex

from kehoach.ingest.encodings import TO_WINDOWS, byte_text, font_encoding, read_encodings
from kehoach.ingest.spelling import VIQR_WORD, read_tcvn3, read_utf8, read_viqr, restore_capitals
from kehoach.ingest.syllables import Syllables, read_syllables, vietnamese_share
from kehoach.rulebook import Rulebook

# What no good Vietnamese text has: one of them is in every few words of a text in an old encoding. A sign that
# only tells after another one is looked at behind, so that a good text is searched through once for a few letters.
SUSPECT = re.compile(
    r"[\x80-\x9f¡-¦¨-ª¬®¯´-¶¸-º¼-¿ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïðñöøûüþÿ\uf021-\uf0ffÀ-Þìò]"
    r"(?:(?<![À-ÃÈ-ÊÌÍÐÒ-Õ×ÙÚÝìò])|(?<=[a-zß-öø-ÿăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ][À-Þ])|(?<=[âêôãõý][ìò]))"
)
VIQR_SIGN = regex.compile(r"(?:[aeoAEO]\^|[ouOU][+*]|[aA]\()['`?~.]?[a-zA-Z]{0,2}(?![\w(^+*])|\b[dD][dD][aeiouyAEIOUY]")
# A sign of them is one of these marks behind a vowel, or a double d: few texts have any, so they are looked for first.
VIQR_MARK = re.compile(r"[\^+*(](?<=[aeouAEOU].)")
# A word of byte text; the blank belongs to it where it is the last byte of a misread à or Ạ.
TOKEN = regex.compile(
    r"(?:(?:[\xc2-\xc6]|\xe1[\xba\xbb])\xa0|[A-Za-z\x01-\x06\x11-\x17\x80-\x9f\xa1-\xff\u0100-\U0010ffff])+"
)
NEARLY_ASCII = regex.compile(r"[\x00-\x7f\xa0\x85\x91-\x97\u2000-\u206f]*")  # with quotation marks and dashes
NOT_ASCII_WORD = regex.compile(r"\S*[^\x00-\x7f]\S*")
EDGES = regex.compile(r"^\P{L}+|\P{L}+$")
AS_IT_STANDS = ""
LEAST_FIXED = 3  # different words; two where the text has no more
LEAST_SHARE = 0.7  # of the words of converted lines that are syllables; plans have 0.97, English 0.25
LEAST_SHARE_OF_ALL = 0.5  # of the words of all lines after conversion: a list of Hungarian words is no plan

Reading = Callable[[str], str]


@dataclass(frozen=True)
class Mended:
    """Lines after conversion, and for each the name of the encoding that it was in; empty where it stayed."""

    lines: tuple[str, ...]
    encodings: tuple[str, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many lines were in each encoding."""
        return Counter(filter(None, self.encodings))


def mend_lines(lines: Sequence[str], rules: Rulebook) -> Mended:
    """Convert the lines that are in an old encoding; all others come back as they are."""
    text = "\n".join(lines)
    signs = _viqr_signs(text)
    if not SUSPECT.search(text) and len(signs) < LEAST_FIXED:
        return Mended(tuple(lines), ("",) * len(lines))
    contest = _Contest(lines, rules, with_viqr=len(signs) >= 2)
    chosen = contest.choose()
    mended = contest.convert_all(lines, chosen)
    if not any(chosen) or (vietnamese_share("\n".join(mended), rules) or 0) < LEAST_SHARE_OF_ALL:
        return Mended(tuple(lines), ("",) * len(lines))
    return Mended(mended, tuple(contest.names[code] if code else "" for code in chosen))


def _viqr_signs(text: str) -> set[str]:
    """The different words that VIQR's signs are in; none where there are too few to tell anything."""
    marks = len(VIQR_MARK.findall(text)) + sum(map(text.count, ("dd", "Dd", "dD", "DD")))
    return {m[0] for m in VIQR_SIGN.finditer(text)} if marks > 1 else set()


def decode_font(text: str, font: str, rules: Rulebook) -> str:
    """Convert a run of text that is set in a font of an old encoding; any other comes back as it is.

    Unicode text often keeps the name of such a font: a run that is better Vietnamese as it stands, stays.
    """
    told = font_encoding(font, rules)
    if told is None or text.isascii():
        return text.upper() if told and told[1] else text
    code, capitals = told
    decoded = readings_of(rules)[code](byte_text(text)).translate(TO_WINDOWS)
    if _syllable_count(text, rules) > max(0, _syllable_count(decoded, rules)):
        return text
    return decoded.upper() if capitals else decoded


def _syllable_count(text: str, rules: Rulebook) -> int:
    """How many words with a mark are syllables, less those that are none; a letter alone tells nothing."""
    syllables = rules.once(read_syllables)
    words = [EDGES.sub("", unicodedata.normalize("NFC", t)) for t in text.split() if not t.isascii()]
    return sum(1 if syllables.has(word) else -1 for word in words if len(word) > 1)


def readings_of(rules: Rulebook) -> Mapping[str, Reading]:
    """How byte text in each encoding is read, as typists wrote it, by the encoding's code."""
    return rules.once(_readings)


def _readings(rules: Rulebook) -> Mapping[str, Reading]:
    encodings, syllables = rules.once(read_encodings), rules.once(read_syllables)
    readings: dict[str, Reading] = {code: encoding.decode for code, encoding in encodings.items()}
    readings["utf_8"] = read_utf8
    lost_capital = rules.pattern("encodings.lost_capital")
    readings["tcvn3"] = lambda text: read_tcvn3(text, encodings["tcvn3"], syllables, lost_capital)
    readings["viqr"] = lambda text: read_viqr(text, encodings["viqr"], syllables)
    return readings


class _Contest:
    """The readings of a text's lines against each other."""

    def __init__(self, lines: Sequence[str], rules: Rulebook, with_viqr: bool) -> None:
        self.rules = rules
        self.syllables: Syllables = rules.once(read_syllables)
        self.readings = readings_of(rules)
        self.names = {code: e.name for code, e in rules.once(read_encodings).items()} | {"utf_8": "UTF-8 misread"}
        self.views = [byte_text(line) for line in lines]
        self.tokens = [[t for t in TOKEN.findall(view) if not (t.isascii() and t.isalpha())] for view in self.views]
        self.with_viqr = with_viqr
        self.escaped = any("\\." in view for view in self.views)
        self.verdicts: dict[tuple[str, str], int] = {}

    def choose(self) -> list[str]:
        """The encoding of each line; AS_IT_STANDS for those that need none."""
        codes = [c for c in self.readings if c != "viqr"]
        scores = [self._scores(i, codes) for i in range(len(self.views))]
        first = [max(s, key=s.__getitem__) if s else AS_IT_STANDS for s in scores]
        accepted = [code for code in dict.fromkeys(first) if code and self._accepts(code, first)]
        won = Counter(code for code in first if code in accepted)
        main = won.most_common(1)[0][0] if won else AS_IT_STANDS
        stands = sum(code == AS_IT_STANDS and self._decided(s, main) for code, s in zip(first, scores, strict=True))
        default = main if stands * 10 < won[main] else AS_IT_STANDS
        return [self._final(i, s, accepted, default) for i, s in enumerate(scores)]

    def _scores(self, i: int, codes: Sequence[str]) -> dict[str, int]:
        """What each reading of a line is worth: its syllables less twice its other words."""
        if self.with_viqr and NEARLY_ASCII.fullmatch(self.views[i]):
            told = [verdict for verdict in map(self._judge_viqr, VIQR_WORD.findall(self.views[i])) if verdict]
            if told or not self.tokens[i]:
                return {AS_IT_STANDS: -2 * len(told), "viqr": sum(told)}
        if not self.tokens[i]:
            return {}
        return {code: sum(self._judge(code, t) for t in self.tokens[i]) for code in (AS_IT_STANDS, *codes)}

    def _judge(self, code: str, token: str) -> int:
        """1 for a token that a reading makes a syllable of, -2 for one that it does not, 0 where it can't be told."""
        verdict = self.verdicts.get((code, token))
        if verdict is None:
            text = self._read(code, token)
            core = EDGES.sub("", unicodedata.normalize("NFC", text))
            if (
                not core
                or (len(core) == 1 and core.isalpha() and not self.syllables.has(core))
                or (core.isupper() and core.isalpha() and 1 < len(core) < 9 and not self.syllables.has(core))
            ):
                verdict = 0 if core or not _letters(token) else -2
            else:
                verdict = 1 if self.syllables.has(core) else -2
            self.verdicts[code, token] = verdict
        return verdict

    def _read(self, code: str, token: str) -> str:
        """A token in a reading; one with letters that no old encoding has stands as it is."""
        if code == AS_IT_STANDS or max(token) > "\xff":
            return token.translate(TO_WINDOWS)
        return self.readings[code](token)

    def _judge_viqr(self, token: str) -> int:
        """Like _judge. A sign at the word's end alone may be the sentence's, so it tells nothing."""
        read = self.readings["viqr"](token)
        if read == token or (token[:-1].isalpha() and token[-1] in ".?'"):
            return 0
        core = EDGES.sub("", read)
        return 1 if self.syllables.has(core) else 0 if token.isupper() or len(core) == 1 else -2

    def _accepts(self, code: str, first: Sequence[str]) -> bool:
        """Whether the lines that an encoding won bear it out: several words mended, few broken, Vietnamese all in all."""
        if code == "viqr":
            words = {t for view, c in zip(self.views, first, strict=True) if c == code for t in VIQR_WORD.findall(view)}
            fixed = {t for t in words if self._judge_viqr(t) > 0}
            broken = {t for t in words if self._judge_viqr(t) < 0}
            marked = fixed | broken
        else:
            marked = {t for tokens, c in zip(self.tokens, first, strict=True) if c == code for t in tokens}
            wrong = {t for t in marked if self._judge(AS_IT_STANDS, t) < 0}
            fixed = {t for t in wrong if self._judge(code, t) > 0}
            broken = {t for t in wrong if self._judge(code, t) < 0}
        if len(fixed) < 3 * len(broken) or len(fixed) < max(2, min(LEAST_FIXED, len(marked))):
            return False
        read = "\n".join(self.readings[code](v) for v, c in zip(self.views, first, strict=True) if c == code)
        return (vietnamese_share(read, self.rules) or 0) >= LEAST_SHARE

    def _decided(self, scores: Mapping[str, int], main: str) -> bool:
        return bool(scores) and scores[AS_IT_STANDS] > scores.get(main, 0)

    def _final(self, i: int, scores: Mapping[str, int], accepted: Sequence[str], default: str) -> str:
        """The best of the readings that are borne out; where it is no better than another, that of the whole text."""
        if not scores:
            return AS_IT_STANDS
        best = max((AS_IT_STANDS, *accepted), key=lambda code: scores.get(code, -999))
        if scores[best] < 0 and (vietnamese_share(NOT_ASCII_WORD.sub(" ", self.views[i]), self.rules, 2) or 1) < 0.5:
            return AS_IT_STANDS  # a line in another language
        return default if scores.get(default, -999) >= scores[best] else best

    def convert_all(self, lines: Sequence[str], chosen: Sequence[str]) -> tuple[str, ...]:
        """All lines read in their encodings; a lost capital is told by the words of the next line too (`ủy` | `ban nhân dân`)."""
        read = [self.convert(i, line, code) for i, (line, code) in enumerate(zip(lines, chosen, strict=True))]
        lost_capital = self.rules.pattern("encodings.lost_capital")
        for code, group in groupby(range(len(read)), key=chosen.__getitem__):
            if code == "tcvn3":
                block = list(group)
                whole = restore_capitals("\n".join(read[i] for i in block), lost_capital)
                read[block[0] : block[-1] + 1] = whole.split("\n")
        return tuple(read)

    def convert(self, i: int, line: str, code: str) -> str:
        """Line number `i` read in its encoding. Among words with letters of Unicode, those that are syllables as they stand stay."""
        if code == AS_IT_STANDS:
            return line
        view = self.views[i]
        if code == "viqr":
            following = self.views[i + 1] if i + 1 < len(self.views) else ""
            encoding = self.rules.once(read_encodings)[code]
            return read_viqr(view, encoding, self.syllables, following, self.escaped).translate(TO_WINDOWS)
        if max(view, default="") <= "\xff":
            return self.readings[code](view).translate(TO_WINDOWS)

        def read(match: regex.Match[str]) -> str:
            stands = match[0].isascii() or self._judge(AS_IT_STANDS, match[0]) > 0
            return match[0] if stands else self._read(code, match[0])

        mixed: str = TOKEN.sub(read, view)
        return mixed.translate(TO_WINDOWS)


def _letters(token: str) -> bool:
    return any(c.isalpha() for c in token)
