"""The rules: what the program knows, as data. `rule_reading.py` reads and checks them.

`rules/SUBJECT/TOPIC.toml` holds `[[rule]]` rows (a pattern with its source and examples), `[[name]]`
rows (official names with their variants) and `[fragments]` (pieces of patterns, named once and used
as `$name`). A row is its own registration: code asks for a rule by id, or for all of a subject.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import regex

from kehoach.rule_files import RuleError

T = TypeVar("T")
PLAIN = re.compile(r"(?:\(\?i\))?\^|\\G| \(\?:")
"""Begins what `re` is the quicker one for: a look at one place, or at every blank with a choice of words behind it."""


@dataclass(frozen=True)
class Example:
    """A text that a rule finds, and what its named groups then hold."""

    text: str
    gives: Mapping[str, str]


@dataclass(frozen=True)
class Rule:
    """A pattern with where it comes from and its examples. `gives` are constants that a match stands for.

    `written` is the pattern with its fragments put in. It is compiled at the first asking: all patterns
    take a second and more, and one plan asks for half of them.
    """

    id: str
    written: str
    source: str
    accepts: tuple[Example, ...]
    rejects: tuple[str, ...]
    gives: Mapping[str, str | int | float | bool]
    confidence: float
    file: Path

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled pattern. What begins with ^, with \\G or with a blank and a choice, and holds nothing that only `regex`
        knows is compiled by `re`, to which a look at one place costs half; where few places are looked at `regex` is the
        quicker one. So \\G says that a pattern is asked by `match`; one that `finditer` takes from place to place has (?:\\G)."""
        try:
            return _compile_plain(self.written) or regex.compile(self.written)
        except regex.error as error:
            raise RuleError(
                self.file, f"rule {self.id}", f"bad pattern: {error}", f"in {self.written[:200]!r}"
            ) from None

    @cached_property
    def signs(self) -> tuple[str, ...]:
        """Letters without one of which the rule never matches (`gives = { sign = "%|‰" }`); any text holds the empty one."""
        return tuple(str(self.gives.get("sign", "")).split("|"))

    @cached_property
    def signs_too(self) -> tuple[str, ...]:
        """A second such set, where a match has one of each (`gives = { sign = "ngày ", sign_too = "hằng |mỗi " }`)."""
        return tuple(str(self.gives.get("sign_too", "")).split("|"))


@dataclass(frozen=True)
class Name:
    """A name that the program knows: the official one, its variants, and what the table says of it."""

    name: str
    variants: tuple[str, ...]
    facts: Mapping[str, Any]
    file: Path

    def __getitem__(self, key: str) -> Any:
        return self.facts.get(key)

    @property
    def spellings(self) -> tuple[str, ...]:
        """The official name and its variants."""
        return (self.name, *self.variants)


@dataclass(frozen=True, repr=False)
class Rulebook:
    """All rules and names. `version` is a hash of the files: rows made with other rules differ in it."""

    rules: Mapping[str, Rule]
    tables: Mapping[str, tuple[Name, ...]]
    version: str
    _subjects: dict[str, tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)
    _built: dict[Callable[[Rulebook], Any], Any] = field(default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"Rulebook({len(self.rules)} rules, {len(self.tables)} tables of names, version {self.version})"

    @cached_property
    def pattern(self) -> Callable[[str], regex.Pattern[str]]:
        """The compiled pattern of one rule, by its id. KeyError names the rules of the same subject.

        A plan asks thousands of times: it is the look into a dict itself, without a function around it.
        """
        return _Patterns(self).__getitem__

    def rule(self, rule_id: str) -> Rule:
        """One rule with its examples. KeyError names the rules of the same subject."""
        if rule_id not in self.rules:
            near = ", ".join(r.id for r in self.subject(rule_id.split(".")[0])) or "none"
            raise KeyError(f"no rule {rule_id}; of its subject there are: {near}")
        return self.rules[rule_id]

    def subject(self, prefix: str) -> tuple[Rule, ...]:
        """The rules whose id begins with `prefix.`, in the order of the files."""
        if prefix not in self._subjects:
            self._subjects[prefix] = tuple(r for r in self.rules.values() if r.id.startswith(prefix + "."))
        return self._subjects[prefix]

    def find(
        self, prefix: str, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[tuple[Rule, regex.Match[str]]]:
        """All matches of a subject's rules within `text[start:end]`, rule by rule."""
        for rule in self.subject(prefix):
            for match in rule.pattern.finditer(text, start, len(text) if end is None else end):
                yield rule, match

    def compile_all(self) -> Rulebook:
        """Compile every pattern now, for processes that are forked from this one, and to know that all are right."""
        for rule in self.rules.values():
            rule.pattern  # noqa: B018 - asking for it compiles it
        return self

    def names(self, table: str) -> tuple[Name, ...]:
        """The rows of a name table, `SUBJECT.TOPIC` after its file."""
        return self.tables[table]

    def once(self, make: Callable[[Rulebook], T]) -> T:
        """What a function makes of these rules, made at the first asking. `make` is a function of a module."""
        if make not in self._built:
            self._built[make] = make(self)
        made: T = self._built[make]
        return made

    @cached_property
    def spelling(self) -> Mapping[str, Mapping[str, Name]]:
        """For each name table: every spelling, case-folded, to its row."""
        return {t: {s.casefold(): n for n in reversed(rows) for s in n.spellings} for t, rows in self.tables.items()}


class _Patterns(dict[str, "regex.Pattern[str]"]):
    """The patterns that were asked for."""

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules

    def __missing__(self, rule_id: str) -> regex.Pattern[str]:
        self[rule_id] = self._rules.rule(rule_id).pattern
        return self[rule_id]


def alternation(words: Iterable[str]) -> str:
    """A pattern that matches the longest of the words, common beginnings factored out (16 times faster than a plain one).

    What may be missing is `(?:s|)`, not `s?`: `regex` sets up and keeps a counter for each `?` of a pattern, at every call
    and every look ahead, which cost more than the look itself where a pattern held hundreds of them.
    """
    trie: dict[str, Any] = {}
    for word in words:
        node = trie
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}

    def write(node: dict[str, Any]) -> str:
        branches = [regex.escape(k, special_only=True) + write(v) for k, v in sorted(node.items(), reverse=True) if k]
        if not branches:
            return ""
        if "" in node:
            branches.append("")
        return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"

    return f"(?:{write(trie)})"


def _compile_plain(written: str) -> regex.Pattern[str] | None:
    """The pattern as `re` compiles it, where that is the quicker one and reads it as `regex` does."""
    if not PLAIN.match(written):
        return None
    with warnings.catch_warnings(), suppress(re.error, RecursionError):
        warnings.simplefilter("error", FutureWarning)  # what `re` may read differently one day
        compiled: regex.Pattern[str] = re.compile(written.removeprefix("\\G"))
        return compiled
    return None
