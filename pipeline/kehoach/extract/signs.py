"""Ask cheaply whether a rule can match at all: looking letters up is far faster than running a pattern."""

from __future__ import annotations

from kehoach.rulebook import Rule


def has_sign(rule: Rule, text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` holds one of the rule's signs: letters, `|` between them, without which it never
    matches (`gives = { sign = "%|‰" }`). True for a rule without signs."""
    signs = rule.gives.get("sign")
    return not isinstance(signs, str) or any(text.find(sign, start, end) >= 0 for sign in signs.split("|"))
