"""Identity over the store: what is one document in two plans, and what shares but a number (corpus/identity/citations.toml)."""

from __future__ import annotations

import tomllib
import unicodedata
from typing import Any

import pytest

from kehoach.clean import clean_document
from kehoach.extract.citations import find_citations
from kehoach.ingest import read_bytes
from kehoach.outline import read_outline
from kehoach.resolve.legal import resolve_citations
from kehoach.values import Header
from plans import CORPUS, the_rules

PAIRS: dict[str, Any] = tomllib.loads((CORPUS / "identity" / "citations.toml").read_text("utf-8"))


def identity(mention: dict[str, Any]) -> str | None:
    """The identity of the first document that a mention names, in a plan of its own."""
    rules, header = the_rules(), Header(**PAIRS["plans"][mention["in"]])
    text = f"{(header.issuer or '').upper()}\n\nKẾ HOẠCH\nTrồng rừng\n\nI. NỘI DUNG\n- Thực hiện {mention['text']}.\n"
    if mention.get("nfd"):
        text = unicodedata.normalize("NFD", text)
    outline = read_outline(clean_document(read_bytes(text.encode(), "plan.txt"), rules), rules)
    citations, _ = resolve_citations(find_citations(outline, header, rules), header, rules)
    assert citations, mention
    return citations[0].key


@pytest.mark.parametrize("pair", PAIRS["pair"], ids=lambda pair: pair["why"])
def test_two_mentions_are_one_document_or_two(pair: dict[str, Any]) -> None:
    one, other = identity(pair["one"]), identity(pair["other"])
    if pair["same"]:
        assert one is not None
        assert one == other
    else:
        assert other is not None
        assert (one is None) == pair.get("open", False)
        assert one != other


def test_the_pairs_are_enough_and_of_both_kinds() -> None:
    kinds = [pair["same"] for pair in PAIRS["pair"]]
    assert len(kinds) >= 60
    assert min(kinds.count(True), kinds.count(False)) >= 25
    assert len({pair["why"] for pair in PAIRS["pair"]}) == len(kinds)
