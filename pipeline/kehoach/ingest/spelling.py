"""How typists wrote in the old encodings, which the tables alone do not tell.

Capitals with a tone, quotation marks that share a byte with a letter, full stops that share a sign
with a tone: read by the syllable and by the words around it.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from kehoach.ingest.encodings import TO_WINDOWS, Encoding, byte_text
from kehoach.ingest.syllables import TONED, WORD, Syllables

C1 = regex.compile(r"[\x80-\x9f]")
# Of these the quotation marks, dashes and points of Windows 1252, which may stand before a word or after it.
POINTS = frozenset("\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x9b")
BYTE_WORD = regex.compile(r"[A-Za-z\x01-\x06\x11-\x17\x80-\x9f\xa1-\xff]+")
# À written as A and the small à, as a font without the letter made one do.
DOUBLED = regex.compile("([AĂÂEÊIOÔƠUƯY])([" + "".join(TONED) + "])")
SEQUENCE = regex.compile(r"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# What a Vietnamese text can hold: letters, marks, typographic signs; and what Windows 1252 shows of its bytes.
PLAUSIBLE = regex.compile(
    r"[\x80-\xffĂăĐđĨĩŨũƠơƯưẠ-ỹŒœŠšŸŽžƒˆ˜\u0300-\u0323\u2000-\u206f\u20a0-\u20bf\u2122\u2190-\u22ff\u25a0-\u25ff\ufeff]"
)
# The first byte of à, its second one turned from a hard blank into a plain one, or left out where blanks ran together.
LOST_BLANK = regex.compile(r"\xc3 (?= )|\xc3 (?=(?:ng|nh|ch|[nmptciouy])\b)|\xc3(?= )")
VIQR_WORD = regex.compile(r"[A-Za-z](?:[A-Za-z'`?~.^(+]|\*(?=[A-Za-z'`?~.])|\\.)*")


def read_tcvn3(text: str, encoding: Encoding, syllables: Syllables, lost_capital: regex.Pattern[str]) -> str:
    """Byte text in TCVN3 -> Unicode.

    The bytes 0x80-0x9F are capitals in the standard and quotation marks in Windows: letters where
    they make a syllable in capitals. VN3 has no capitals with a tone: a small letter among capitals is one,
    and one where `lost_capital` finds it.
    """

    def word(match: regex.Match[str]) -> str:
        if not C1.search(match[0]):
            return encoding.decode(match[0])
        decoded = encoding.decode(match[0])
        in_capitals = len(decoded) > 1 and decoded.isupper()
        letters = syllables.has(decoded) and (in_capitals or not POINTS & set(match[0]))
        return decoded if letters else encoding.decode(match[0].translate(TO_WINDOWS))

    read: str = BYTE_WORD.sub(word, text)
    read = DOUBLED.sub(lambda m: m[2].upper() if TONED[m[2]][0] == m[1].lower() else m[0], read)
    return restore_capitals(raise_capitals(read, syllables), lost_capital)


def restore_capitals(text: str, lost_capital: regex.Pattern[str]) -> str:
    """Make a capital of every small letter that the rule finds; nothing else changes, so the text stays as long."""
    restored: str = lost_capital.sub(lambda m: m[0][:-1] + m["letter"].upper(), text)
    return restored


def raise_capitals(text: str, syllables: Syllables) -> str:
    """Make capitals of the small letters with a tone that stand in words of capitals (`KếHOạCH` is KẾ HOẠCH).

    A word of one capital and such letters (`Uỷ`, `Kế`) goes by the nearest words that tell their case.
    """
    words = list(WORD.finditer(text))
    cases = [_case(m[0], syllables) for m in words]
    left, right = _nearest(cases), _nearest(cases[::-1])[::-1]
    out, end = [], 0
    for match, case, before, after in zip(words, cases, left, right, strict=True):
        raised = case == "A" or (case == "?" and "A" in before + after and "a" not in before + after)
        out += [text[end : match.start()], match[0].upper() if raised else match[0]]
        end = match.end()
    return "".join(out) + text[end:]


def _nearest(cases: Sequence[str]) -> list[str]:
    """For each word the case of the nearest word before it that tells one."""
    found, last = [], ""
    for case in cases:
        found.append(last)
        last = case if case in "Aa" else last
    return found


def _case(word: str, syllables: Syllables) -> str:
    """`A` for a word in capitals, `a` for one in small letters, `?` where its letters leave it open, else a blank."""
    plain = [c for c in word if c not in TONED]
    if any(c.islower() for c in plain):
        return "a"
    if len(plain) == len(word):
        return "A" if len(word) > 1 and syllables.has(word) else " "
    return "A" if len(plain) > 1 else "?"


def read_utf8(text: str) -> str:
    """Byte text that is UTF-8 -> Unicode; what was misread twice or thrice is read again."""
    text = LOST_BLANK.sub("\xc3\xa0", text)
    for _ in range(3):
        read: str = SEQUENCE.sub(_sequence, text)
        if read == text:
            break
        text = byte_text(read)
    return text.translate(TO_WINDOWS)


def _sequence(match: regex.Match[str]) -> str:
    misread: str = match[0]
    try:
        letter = misread.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return misread
    return letter if PLAUSIBLE.match(letter) else misread


def read_viqr(text: str, encoding: Encoding, syllables: Syllables, following: str = "", escaped: bool = False) -> str:
    """VIQR -> Unicode. A full stop after a vowel is a tone within a sentence, and a stop at its end.

    `following` is the line after it: where that goes on in small letters, no sentence ends with the line.
    `escaped` says that the text's own stops are escaped, as the standard wants it: then all others are tones.
    """

    def word(match: regex.Match[str]) -> str:
        token = match[0]
        decoded = encoding.decode(token)
        kept = encoding.decode(token[:-1])
        if token[-1] == "." != decoded[-1] and not escaped and syllables.has(kept):
            label = len(token) == 2 and not text[: match.start()].strip(" *#(-+")
            if label or (token.islower() and _ends_sentence(text[match.end() :], following)):
                return kept + "."
        broken = token[-1] in ".?'" and not syllables.has(decoded.rstrip(".?'"))
        return kept + token[-1] if broken and (token[:-1].isalpha() or syllables.has(kept)) else decoded

    read: str = VIQR_WORD.sub(word, text)
    return read


def _ends_sentence(rest: str, following: str) -> bool:
    """Whether a sentence ends before the rest of its line: a capital comes next, or the line ends and no small letter."""
    if rest.strip():
        return rest[0] == " " and rest.lstrip()[0].isupper()
    return not following.strip()[:1].islower()
