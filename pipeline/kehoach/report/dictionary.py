"""The data dictionary and the rules, in words."""

from __future__ import annotations

import json
from dataclasses import asdict

from kehoach.columns import Column
from kehoach.rulebook import Rule, Rulebook
from kehoach.tables import SCHEMA
from kehoach.vocabularies import VOCABULARIES


def as_markdown() -> str:
    """Every table and column, and the closed vocabularies, as markdown in both languages."""
    lines = ["# Data dictionary · Từ điển dữ liệu", ""]
    for table in SCHEMA.values():
        lines += [f"## {table.name}: {table.en} · {table.vi}", "", f"One row per {table.one_row_per}.", ""]
        lines += ["| column | type | English | tiếng Việt | meaning |", "|---|---|---|---|---|"]
        lines += [f"| `{c.name}` | {c.kind} | {c.en} | {c.vi} | {_meaning(c)} |" for c in table.columns] + [""]
    lines += ["## Closed vocabularies · Danh mục giá trị", ""]
    for name, values in VOCABULARIES.items():
        lines += [f"### {name}", "", "| value | English | tiếng Việt |", "|---|---|---|"]
        lines += [f"| `{value}` | {en} | {vi} |" for value, (en, vi) in values.items()] + [""]
    return "\n".join(lines).rstrip()


def _meaning(column: Column) -> str:
    return column.meaning + (f" (vocabulary `{column.values}`)" if column.values else "")


def as_json() -> str:
    """The same for programs."""
    words = {
        name: {value: {"en": en, "vi": vi} for value, (en, vi) in values.items()}
        for name, values in VOCABULARIES.items()
    }
    tables = {name: asdict(table) for name, table in SCHEMA.items()}
    return json.dumps({"tables": tables, "vocabularies": words}, ensure_ascii=False, indent=1)


def explain_rule(rule_id: str, rules: Rulebook) -> str:
    """A rule in words; for a subject, its rules one a line. KeyError where there is neither."""
    if rule_id in rules.rules:
        return _in_words(rules.rules[rule_id])
    of_subject = rules.subject(rule_id)
    if not of_subject:
        subjects = sorted({rule.split(".")[0] for rule in rules.rules})
        raise KeyError(f"no rule and no subject {rule_id}; subjects: {', '.join(subjects)}")
    return "\n".join(f"{rule.id:40} {rule.accepts[0].text}" for rule in of_subject)


def _in_words(rule: Rule) -> str:
    accepts = [f"    {e.text}" + (f"  -> {e.gives}" if e.gives else "") for e in rule.accepts]
    return "\n".join(
        [
            f"{rule.id}  (confidence {rule.confidence:g}, {rule.file.parent.name}/{rule.file.name})",
            f"source:  {rule.source}",
            *([f"gives:   {dict(rule.gives)}"] if rule.gives else []),
            "accepts:",
            *accepts,
            "rejects:",
            *(f"    {text}" for text in rule.rejects),
            "pattern, its fragments put in:",
            f"    {rule.pattern.pattern}",
        ]
    )
