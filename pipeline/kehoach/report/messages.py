"""What the program tells an analyst, in Vietnamese. The rows say it in English: they are the same in every store."""

from __future__ import annotations

import re

from kehoach.report.words import Pair
from kehoach.rulebook import Rule, Rulebook

DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
ROUNDED = " (chỉ do làm tròn)"


def message_pair(message: str, rules: Rulebook) -> Pair:
    """A diagnostic's message in English and Vietnamese; one that no row of rules/report/messages.toml knows, as it is.

    Days stand as Vietnamese writes them (27/11/2025).
    """
    for rule in rules.once(_messages):
        match = rule.pattern.search(message)
        if match:
            said = {name: value or "" for name, value in match.groupdict().items()}
            if said.get("rounded"):
                said["rounded"] = ROUNDED
            return message, DAY.sub(r"\3/\2/\1", str(rule.gives["vi"]).format_map(said))
    return message, message


def _messages(rules: Rulebook) -> tuple[Rule, ...]:
    return tuple(rule for name, rule in rules.rules.items() if name.startswith("report.message."))
