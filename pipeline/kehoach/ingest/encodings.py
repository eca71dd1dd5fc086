"""The encodings that Vietnamese was written in before Unicode: tables from rules/encodings, both ways.

A text in an old encoding is handed on as *byte text*: every byte the character of its number
(ISO 8859-1), whatever program read it before. `decode` and `encode` are the tables and nothing else,
and undo each other; how typists really wrote is told in `kehoach.ingest.legacy`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import regex

from kehoach.rulebook import Rulebook, alternation

# What the bytes 0x80-0x9F are in the Windows code page 1252; five of them are nothing and stay as they are.
C1 = {0x80 + i: bytes([0x80 + i]).decode("cp1252", "ignore") or chr(0x80 + i) for i in range(32)}
FROM_WINDOWS = str.maketrans({shown: chr(byte) for byte, shown in C1.items()})
TO_WINDOWS = str.maketrans(C1)
# Word keeps the letters of a font that declares itself a symbol font at U+F000 and after.
SYMBOLS = str.maketrans({chr(0xF000 + byte): chr(byte) for byte in range(0x20, 0x100)})


def byte_text(text: str) -> str:
    """The bytes that a text was misread from, as characters: the signs of Windows 1252 go back to their bytes."""
    return text.translate(SYMBOLS).translate(FROM_WINDOWS)


@dataclass(frozen=True)
class Encoding:
    """An old encoding: what each letter is written as, and the way back.

    `two_cases`: small letters with a tone serve for capitals too. `escape`: the sign that makes the next
    one stand for itself, empty where there is none.
    """

    code: str
    name: str
    written: Mapping[str, str]
    letters: Mapping[str, str]
    pattern: regex.Pattern[str]
    escape: str
    two_cases: bool

    def decode(self, text: str) -> str:
        """Byte text -> Unicode, composed. What the table has not stays as it is."""
        decoded: str = self.pattern.sub(lambda m: self.letters.get(m[0], m[0][len(self.escape) :]), text)
        return decoded

    def encode(self, text: str) -> str:
        """Unicode -> byte text. What the table has not stays as it is; signs that would be read as marks are escaped."""
        composed = unicodedata.normalize("NFC", text)
        if not self.escape:
            return "".join(self.written.get(letter, letter) for letter in composed)
        out = ""
        for i, letter in enumerate(composed):
            piece = self.written.get(letter, letter)
            literal = letter not in self.written and self._would_join(
                out, piece, self.written.get(composed[i + 1 : i + 2], "")
            )
            out += self.escape + piece if literal else piece
        return out

    def _would_join(self, before: str, sign: str, after: str) -> bool:
        """Whether a sign would be read together with what stands before it or after it, or as an escape."""
        return (
            sign == self.escape
            or any(before[-size:] + sign in self.letters for size in (1, 2, 3))
            or bool(after and sign + after[0] in self.letters)
        )


def read_encodings(rules: Rulebook) -> Mapping[str, Encoding]:
    """The encodings of rules/encodings/known.toml by their codes. Take them by `rules.once(read_encodings)`."""
    found = {}
    for known in rules.names("encodings.known"):
        rows = rules.names(f"encodings.{known['code']}")
        letters = {w: row.name for row in rows for w in (row["written"], *(row["also"] or ()))}
        escape = known["escape"] or ""
        words = alternation(letters)
        pattern = regex.compile(f"{regex.escape(escape)}(?s:.)|{words}" if escape else words)
        written = {row.name: row["written"] for row in rows}
        found[known["code"]] = Encoding(
            known["code"], known.name, written, letters, pattern, escape, bool(known["two_cases"])
        )
    return found


def font_encoding(font: str, rules: Rulebook) -> tuple[str, bool] | None:
    """The encoding that a font's name tells, and whether it is a font of capitals; None for any other font."""
    for rule in rules.subject("encodings"):
        if "encoding" in rule.gives and rule.pattern.search(font):
            return str(rule.gives["encoding"]), bool(rule.gives.get("capitals"))
    return None
