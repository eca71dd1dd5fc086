"""Read and check `rules/`, in which each row of a TOML file is its own registration.

Only this module needs what checks them: a process that takes rules from the cache is spared it.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kehoach.rule_files import RuleError, named, rule_files
from kehoach.rulebook import Example, Name, Rule, Rulebook, alternation

REFERENCE = regex.compile(r"\$([a-z][a-z_0-9]*)")
LOOSE = {
    "\ue000": "(?: |)-(?: |)",
    "\ue001": "(?:(?:,|) và |(?: |)&(?: |))",
    "\ue002": "(?:,(?: |)| )",
    "\ue003": " ",
}


# A piece of a pattern, or what makes one of a name table: { names = "SUBJECT.TOPIC", ... }.
Fragment = str | dict[str, Any]


class ExampleRow(BaseModel):
    """One of a rule's `accepts` as its file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str
    gives: dict[str, str] = Field(default_factory=dict)


class RuleRow(BaseModel):
    """A `[[rule]]` as its file has it: the pattern still with its `$fragments`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    pattern: str
    source: str = Field(min_length=3)
    accepts: tuple[ExampleRow, ...] = Field(min_length=1)
    rejects: tuple[str, ...] = Field(min_length=1)
    gives: dict[str, str | int | float | bool] = Field(default_factory=dict)
    confidence: float = Field(default=1.0, gt=0, le=1)
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _texts_are_examples(cls, row: Any) -> Any:
        if isinstance(row, dict) and isinstance(row.get("accepts"), list):
            row = row | {"accepts": [{"text": e} if isinstance(e, str) else e for e in row["accepts"]]}
        return row


class NameRow(BaseModel):
    """A `[[name]]` as its file has it, with the keys that the file declares."""

    model_config = ConfigDict(extra="allow", frozen=True)
    name: str = Field(min_length=1)
    variants: tuple[str, ...] = ()


class RuleFile(BaseModel):
    """A TOML file. `keys` names what its name rows carry besides `name` and `variants`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    about: str = ""
    source: str = ""
    keys: tuple[str, ...] = ()
    fragments: dict[str, Fragment] = Field(default_factory=dict)
    rule: tuple[RuleRow, ...] = ()
    name: tuple[NameRow, ...] = ()


def load_rules(*overlays: Path) -> Rulebook:
    """Read our rules, and over them those of the user's folders.

    A user's rule replaces ours of the same id, a name row ours of the same name; new ones are added.
    Raises RuleError at the first thing that is wrong, FileNotFoundError for a folder that is not there.
    A user's folder has all patterns compiled at once, since it may be wrong; ours are held right by a test.
    """
    shelf = _Shelf()
    digest = hashlib.sha256()
    for folder, file in rule_files(overlays):
        content = file.read_bytes()
        digest.update(named(file, folder, content))
        shelf.add(_read_file(file, content), file, folder)
    opened = _open_fragments(shelf.fragments, shelf.tables)
    book = Rulebook(
        rules={row.id: _open_rule(row, file, opened) for row, file in shelf.rules.values()},
        tables={table: tuple(rows.values()) for table, rows in shelf.tables.items()},
        version=digest.hexdigest()[:16],
    )
    return book.compile_all() if overlays else book


def _read_file(file: Path, content: bytes) -> RuleFile:
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(file, "the file", f"not TOML: {error}", "mind quotes and brackets near that place") from None
    try:
        return RuleFile.model_validate(data)
    except ValidationError as errors:
        first = errors.errors()[0]
        raise RuleError(file, _row_name(data, first["loc"]), _problem(first), _mend(first)) from None


def _row_name(data: Mapping[str, Any], place: tuple[int | str, ...]) -> str:
    if len(place) < 2 or place[0] not in ("rule", "name") or not isinstance(place[1], int):
        return "the file"
    row = data[str(place[0])][place[1]]
    return f"{place[0]} {row.get('id') or row.get('name') or f'number {place[1] + 1}'}"


def _problem(error: Any) -> str:
    where = ".".join(str(p) for p in error["loc"][2:] or error["loc"])
    return f"{where}: {error['msg']}"


def _mend(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "take the key out or spell it as CONTRIBUTING.md has it"
    if error["loc"][-1] in ("accepts", "rejects"):
        return f"give at least one text that the rule {error['loc'][-1]}"
    return "see CONTRIBUTING.md, 'How to add a rule'"


@dataclass
class _Shelf:
    """The rows of all files while they are read. A later folder's row replaces an earlier one's; within a
    folder each is given once. `keys` are what the name rows of a table may carry."""

    rules: dict[str, tuple[RuleRow, Path]] = field(default_factory=dict)
    tables: dict[str, dict[str, Name]] = field(default_factory=dict)
    fragments: dict[str, tuple[Fragment, Path]] = field(default_factory=dict)
    keys: dict[str, set[str]] = field(default_factory=dict)

    def add(self, content: RuleFile, file: Path, folder: Path) -> None:
        """Put a file's rows on the shelf. RuleError for a row that is there already, or not as it should be."""
        place = file.relative_to(folder).with_suffix("").as_posix().replace("/", ".")
        for name, fragment in content.fragments.items():
            if name in self.fragments and self.fragments[name][1].is_relative_to(folder):
                mend = "name it once, in rules/fragments.toml if several files use it"
                raise RuleError(file, f"fragment {name}", f"is named already in {self.fragments[name][1]}", mend)
            self.fragments[name] = (fragment, file)
        for row in content.rule:
            self._add_rule(row, file, folder, place.split(".")[0])
        self.keys.setdefault(place, {"source", "note"}).update(content.keys)
        for name_row in content.name:
            self._add_name(name_row, content, file, place)

    def _add_rule(self, row: RuleRow, file: Path, folder: Path, subject: str) -> None:
        if not row.id.startswith(subject + "."):
            raise RuleError(file, f"rule {row.id}", "id does not begin with its folder", f"call it {subject}.SOMETHING")
        if row.id in self.rules and self.rules[row.id][1].is_relative_to(folder):
            raise RuleError(
                file, f"rule {row.id}", f"is there already in {self.rules[row.id][1]}", "give it an id of its own"
            )
        self.rules[row.id] = (row, file)

    def _add_name(self, row: NameRow, content: RuleFile, file: Path, place: str) -> None:
        facts = dict(row.model_extra or {})
        unknown = facts.keys() - self.keys[place]
        if unknown:
            mend = "declare it in the file's `keys`, or mend its spelling"
            raise RuleError(file, f"name {row.name}", f"unknown key {', '.join(sorted(unknown))}", mend)
        key = f"{row.name}\0{facts.get('code', '')}"
        facts["source"] = facts.get("source", content.source)
        self.tables.setdefault(place, {})[key] = Name(row.name, row.variants, facts, file)


def _open_fragments(
    fragments: Mapping[str, tuple[Fragment, Path]], tables: Mapping[str, Mapping[str, Name]]
) -> dict[str, str]:
    """Turn every fragment into a pattern without references.

    `{ names = "SUBJECT.TOPIC" }` is an alternation of all spellings of that table; with `of = "variants"`
    or `of = "name"` of those alone, with a key's name of that key's values; `ignore_case = true` folds case;
    `loose = true` takes a name's hyphens, commas and `và` in any spacing (`Lao động- Thương binh & Xã hội`).
    """
    opened: dict[str, str] = {}

    def read(name: str, path: tuple[str, ...] = ()) -> str:
        if name in path or name not in fragments:
            user = fragments[path[-1]][1]
            raise RuleError(
                user,
                f"fragment {path[-1]}",
                f"${name} is unknown or names itself ({' > '.join((*path, name))})",
                "define it under [fragments], or write the pattern out",
            )
        if name not in opened:
            value, file = fragments[name]
            opened[name] = (
                _name_fragment(name, value, file, tables)
                if isinstance(value, dict)
                else ("(?:" + REFERENCE.sub(lambda m: read(m[1], (*path, name)), value) + ")")
            )
        return opened[name]

    for name in fragments:
        read(name)
    return opened


def _name_fragment(name: str, wanted: Mapping[str, Any], file: Path, tables: Mapping[str, Mapping[str, Name]]) -> str:
    rows = tables.get(wanted.get("names", ""))
    if rows is None:
        mend = "use SUBJECT.TOPIC after the table's file"
        raise RuleError(file, f"fragment {name}", f"no name table {wanted.get('names')}", mend)
    of = wanted.get("of", "spellings")
    words: set[str] = set()
    for row in rows.values():
        words.update((row.name,) if of in ("name", "spellings") else ())
        words.update(row.variants if of in ("variants", "spellings") else ())
        if of not in ("name", "variants", "spellings") and row[of]:
            words.update([row[of]] if isinstance(row[of], str) else row[of])
    pattern = alternation(map(_loosen, words) if wanted.get("loose") else words)
    for mark, spelling in LOOSE.items():
        pattern = pattern.replace(mark, spelling)
    return f"(?i:{pattern})" if wanted.get("ignore_case") else pattern


def _loosen(word: str) -> str:
    """Mark the joints of a name, so that its pattern takes the spacings and signs that plans write there."""
    return word.replace(" - ", "\ue000").replace(" và ", "\ue001").replace(", ", "\ue002").replace(" ", "\ue003")


def _open_rule(row: RuleRow, file: Path, fragments: Mapping[str, str]) -> Rule:
    missing = {m[1] for m in REFERENCE.finditer(row.pattern)} - fragments.keys()
    if missing:
        raise RuleError(
            file,
            f"rule {row.id}",
            f"unknown fragment ${min(missing)}",
            "define it under [fragments], or write the pattern out",
        )
    written = REFERENCE.sub(lambda m: fragments[m[1]], row.pattern)
    accepts = tuple(Example(example.text, example.gives) for example in row.accepts)
    return Rule(row.id, written, row.source, accepts, row.rejects, row.gives, row.confidence, file)
