"""Read the list of recipients (Nơi nhận) at a document's end: who gets a copy, and what for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import regex

from kehoach.extract.agency_names import open_name
from kehoach.frozen import replace
from kehoach.rulebook import Rulebook
from kehoach.values import Addressee, Block, Outline

FILE = "file"
SAME = "named"


def find_addressees(outline: Outline, rules: Rulebook) -> tuple[Addressee, ...]:
    """The recipients of the document itself, in order; none of the forms and plans that it encloses.

    A line that names several (`TT. Tỉnh ủy; TT. HĐND tỉnh (b/c)`) is a row for each, and the purpose is that of
    all of them. The last line (`Lưu: VT`) says who files it.
    """
    found: list[Addressee] = []
    numbers = count()
    for block in _list_of(outline):
        found += _read_line(block, outline.clean.text, numbers, rules)
        if found and found[-1].purpose == FILE:
            break
    return tuple(found)


def _list_of(outline: Outline) -> Iterator[Block]:
    """The bullets of the first list of recipients."""
    begun = False
    for block in outline.blocks:
        if block.part == "recipients":
            begun = True
            if block.kind == "bullet":
                yield block
        elif begun and block.part != "signature":
            return


def _read_line(block: Block, text: str, numbers: Iterator[int], rules: Rulebook) -> list[Addressee]:
    line = text[block.start : block.end]
    filed = rules.pattern("header.recipient_file").match(line)
    if filed:
        span = (block.start + filed.start("name"), block.start + filed.end("name"))
        return [_row(next(numbers), filed["name"], span, "Lưu", block, rules, FILE)] if filed["name"] else []
    rows: list[Addressee] = []
    for item in rules.pattern("header.recipient_item").finditer(text, block.start, block.end):
        if not item["name"].strip() and item["said"]:
            rows = _with_purpose(rows, _purpose(item["said"], rules), item["said"])
        rows += _read_names(item, block, numbers, rules)
    return _with_last_purpose(rows)


def _read_names(item: regex.Match[str], block: Block, numbers: Iterator[int], rules: Rulebook) -> Iterator[Addressee]:
    """The names of an item, cut at the commas before another body."""
    text, start, stop = item.string, item.start("name"), item.end("name")
    cuts = list(rules.pattern("header.recipient_between").finditer(text, start, stop))
    begins = [start, *(cut.end() for cut in cuts)]
    for begin, end in zip(begins, [*(cut.start() for cut in cuts), stop], strict=True):
        words = text[begin:end]
        left, right = len(words) - len(words.lstrip(" -+:")), len(words.rstrip(" ,:."))
        if right > left:
            yield _row(next(numbers), words[left:right], (begin + left, begin + right), item["said"], block, rules)


def _row(
    index: int,
    words: str,
    span: tuple[int, int],
    said: str | None,
    block: Block,
    rules: Rulebook,
    purpose: str | None = None,
) -> Addressee:
    same = rules.pattern("header.recipient_same").match(words)
    return Addressee(
        index=index,
        start=span[0],
        end=span[1],
        section=block.section,
        rule_id="header.recipient_file" if purpose else "header.recipient_item",
        confidence=0.9,
        name=words if purpose or same else _opened(words, rules),
        purpose=purpose or (SAME if same else _purpose(said, rules)),
        purpose_text=said,
    )


def _opened(words: str, rules: Rulebook) -> str:
    """A name with its short words opened: `CT, các PCT UBND tỉnh`."""
    known = rules.once(_short_words)
    opened = rules.pattern("header.recipient_word").sub(lambda m: known[m["word"]], words)
    return open_name(opened, rules)


def _short_words(rules: Rulebook) -> dict[str, str]:
    return {short: name.name for name in rules.names("header.recipient_words") for short in name.variants}


def _purpose(said: str | None, rules: Rulebook) -> str | None:
    name = rules.spelling["header.purposes"].get(" ".join(said.split()).casefold()) if said else None
    return name["purpose"] if name else None


def _with_last_purpose(rows: list[Addressee]) -> list[Addressee]:
    """Rows of one line, the purpose of the last given to those before it that have none."""
    last = rows[-1] if rows else None
    return rows if last is None or last.purpose == SAME else _with_purpose(rows, last.purpose, last.purpose_text)


def _with_purpose(rows: list[Addressee], purpose: str | None, said: str | None) -> list[Addressee]:
    told = purpose is not None or said is not None or any(row.purpose_text for row in rows)
    if not told:
        return rows
    return [replace(row, purpose=purpose, purpose_text=said) if row.purpose is None else row for row in rows]
