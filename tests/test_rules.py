"""Every rule keeps its own examples; a wrong rule file is told where it is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import regex

from kehoach.rule_files import rules_folder
from kehoach.rule_reading import load_rules
from kehoach.rulebook import Rule, Rulebook, RuleError, alternation
from plans import ROOT, the_rules

RULES = list(the_rules().rules.values())


def look(rule: Rule) -> Callable[[str], regex.Match[str] | None]:
    """How a rule is asked: one that begins with \\G at a place, others anywhere."""
    return rule.pattern.match if rule.written.startswith(r"\G") else rule.pattern.search


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_what_it_accepts_with_what_it_gives(rule: Rule) -> None:
    for example in rule.accepts:
        match = look(rule)(example.text)
        assert match, f"{rule.id} does not find {example.text!r}"
        groups = {name: value or "" for name, value in match.groupdict().items()}
        found = {name: str(value) for name, value in rule.gives.items()} | groups
        for name, value in example.gives.items():
            assert found.get(name) == value, f"{rule.id} in {example.text!r}: {name}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_passes_over_its_near_misses(rule: Rule) -> None:
    for text in rule.rejects:
        match = look(rule)(text)
        assert not match, f"{rule.id} finds {match[0]!r} in {text!r}"


def test_every_rule_file_holds_something(rules: Rulebook) -> None:
    homes = {rule.file for rule in RULES} | {row.file for rows in rules.tables.values() for row in rows}
    files = {file for file in (ROOT / "rules").rglob("*.toml") if "[fragments]" not in file.read_text("utf-8")}
    assert files <= homes
    assert len(homes) > 20


def test_every_rule_is_asked_for_somewhere(rules: Rulebook) -> None:
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "pipeline").rglob("*.py"))
    for rule_id in rules.rules:
        parts = rule_id.split(".")
        asked = [".".join(parts[: n + 1]) for n in range(len(parts))]
        assert any(f'"{name}"' in code or f'"{name}.' in code for name in asked), f"nothing reads {rule_id}"


def test_spellings_of_a_table_lead_to_one_row(rules: Rulebook) -> None:
    for table, rows in rules.tables.items():
        for row in rows:
            assert row.name.strip(), table
            assert len(set(row.variants)) == len(row.variants), f"{table}: {row.name} has a variant twice"
            assert row.facts["source"], f"{table}: {row.name} has no source, nor has its file"


def test_an_alternation_takes_the_longest_word() -> None:
    pattern = regex.compile(alternation(["Sở", "Sở Tài chính", "Sở Y tế", "a.b"]))
    assert pattern.match("Sở Tài chính tỉnh")[0] == "Sở Tài chính"
    assert pattern.match("Sở Tài")[0] == "Sở"
    assert pattern.match("axb") is None


# ---- a user's own rules, laid over ours

RULE = """
[[rule]]
id = "{id}"
pattern = '''{pattern}'''
source = "a test"
accepts = ["xin chào"]
rejects = ["tạm biệt"]
"""


def lay(folder: Path, content: str, name: str = "greetings/words.toml") -> Path:
    """A rules folder with one file."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content, "utf-8")
    return folder


def test_a_users_rule_is_added(tmp_path: Path, rules: Rulebook) -> None:
    mine = load_rules(lay(tmp_path, RULE.format(id="greetings.hello", pattern="xin chào")))
    assert mine.pattern("greetings.hello").search("xin chào!")
    assert mine.rules.keys() - rules.rules.keys() == {"greetings.hello"}
    assert mine.version != rules.version


def test_a_users_rule_replaces_ours_of_the_same_id(tmp_path: Path, rules: Rulebook) -> None:
    taken = next(iter(rules.rules))
    subject = taken.split(".")[0]
    mine = load_rules(lay(tmp_path, RULE.format(id=taken, pattern="xin chào"), f"{subject}/mine.toml"))
    assert mine.pattern(taken).pattern == "xin chào"
    assert len(mine.rules) == len(rules.rules)


def test_a_users_name_replaces_ours_of_the_same_name(tmp_path: Path, rules: Rulebook) -> None:
    table, rows = next((table, rows) for table, rows in rules.tables.items() if rows)
    subject, topic = table.split(".", 1)
    taken = rows[0]
    code = f'code = "{taken["code"]}"\n' if taken["code"] else ""
    content = (
        f'keys = ["code"]\n[[name]]\nname = "{taken.name}"\nvariants = ["tên riêng của tôi"]\nsource = "a test"\n{code}'
    )
    mine = load_rules(lay(tmp_path, content, f"{subject}/{topic}.toml"))
    assert len(mine.names(table)) == len(rows)
    assert next(row for row in mine.names(table) if row.name == taken.name).variants == ("tên riêng của tôi",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (RULE.format(id="greetings.hello", pattern="xin (chào"), ["rule greetings.hello", "bad pattern"]),
        (RULE.format(id="greetings.hello", pattern="$nowhere"), ["rule greetings.hello", "unknown fragment $nowhere"]),
        (RULE.format(id="others.hello", pattern="xin"), ["rule others.hello", "call it greetings."]),
        (RULE.format(id="greetings.hello", pattern="xin") + "colour = 1\n", ["rule greetings.hello", "colour", "take the key out"]),
        (RULE.format(id="greetings.a", pattern="xin").replace('accepts = ["xin chào"]', "accepts = []"), ["rule greetings.a", "accepts"]),
        (RULE.format(id="greetings.a", pattern="xin").replace('rejects = ["tạm biệt"]', ""), ["rule greetings.a", "rejects"]),
        (RULE.format(id="greetings.a", pattern="xin").replace('source = "a test"', ""), ["rule greetings.a", "source"]),
        ('[[name]]\nname = "A"\nsource = "a test"\ncolour = "red"\n', ["name A", "unknown key colour", "`keys`"]),
        ("[[rule]\n", ["the file", "not TOML"]),
        ("[fragments]\na = '''$b'''\nb = '''$a'''\n", ["fragment b", "names itself (a > b > a)"]),
        ("[fragments]\na = '''$nowhere'''\n", ["fragment a", "$nowhere is unknown"]),
        ('[fragments]\na = { names = "no.table" }\n', ["fragment a", "no name table no.table"]),
        (
            '[[name]]\nname = "A"\nsource = "a test"\n[[name]]\nname = "B"\nsource = "a test"\ncolour = "red"\n',
            ["name B", "unknown key colour"],
        ),
        (RULE.format(id="greetings.hello", pattern="xin") * 2, ["greetings.hello", "is there already"]),
    ],
    ids=[
        "bad pattern", "unknown fragment", "id of another folder", "unknown key", "no accepts", "no rejects",
        "no source", "unknown key of a name", "no TOML", "fragments in a circle",
        "unknown fragment of a fragment", "unknown table of a fragment", "unknown key of a second name", "an id twice",
    ],
)  # fmt: skip
def test_a_wrong_rule_file_says_file_row_and_mend(tmp_path: Path, content: str, said: list[str]) -> None:
    with pytest.raises(RuleError) as caught:
        load_rules(lay(tmp_path, content))
    for words in [*said, "words.toml", "mend: "]:
        assert words in str(caught.value)


def test_a_rules_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no rules folder"):
        load_rules(tmp_path / "none")


def test_an_unknown_rule_names_its_neighbours(rules: Rulebook) -> None:
    known = next(iter(rules.rules))
    with pytest.raises(KeyError, match=known):
        rules.pattern(known + "x")


def test_the_checkout_has_one_rules_folder() -> None:
    assert rules_folder() == ROOT / "rules"
