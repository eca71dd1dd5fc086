"""Take documents' numbers apart, and write them as one says them: the ground that identities stand on."""

from __future__ import annotations

import unicodedata

import regex

NUMBER = regex.compile(
    r"(?P<number>[\da-zđ.]+?)(?:\.(?P<dotted>(?:19|20)\d\d))?(?P<mark>[-/])(?:(?P<year>(?:19|20)\d\d)/)?(?P<symbol>\D.*)"
)
ASSEMBLY = regex.compile(r"(?:NQ-)?(?:UBTV)?QH\d+")
"""Numbers that run through a term of the National Assembly, whose number the letters end in."""
SLUG_WORDS = regex.compile(r"[a-z0-9]+")


def number_base(symbol: str, number: str) -> str:
    """`90` + `QĐ-TTg` -> `qd-90-ttg`: type, number, issuer, as one says it; leading noughts off."""
    first, mark, rest = symbol.replace("/", "-").partition("-")
    return slug(f"{first}-{number.lstrip('0') or '0'}{mark}{rest}")


def dated_base(match: regex.Match[str], year: str | None) -> str:
    """The base of a number that holds its year, or is the National Assembly's: `07/2021/NĐ-CP` -> `nd-7-2021-cp`."""
    number = "-".join(p for p in (match["number"].lstrip("0"), year) if p)
    symbol = match["symbol"]
    return slug(f"{number}-{symbol}") if ASSEMBLY.fullmatch(symbol) else number_base(symbol, number)


def bare_number(code: str | None) -> str:
    """A number alone: `90` of `090/QĐ-TTg`."""
    return (code or "").replace("-", "/").partition("/")[0].lstrip("0")


def slug(text: str) -> str:
    """Letters without marks, digits and dashes: `QĐ-TTg` -> `qd-ttg`, `Luật Đất đai` -> `luat-dat-dai`."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d")).encode("ascii", "ignore").decode()
    return "-".join(SLUG_WORDS.findall(plain))
