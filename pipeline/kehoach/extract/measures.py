"""Say what an aim measures in terms that two plans share: the indicator's code, unit and size, level or change."""

from __future__ import annotations

from kehoach.extract.signs import that_may_match
from kehoach.frozen import frozen
from kehoach.rulebook import Rule, Rulebook


@frozen
class Measure:
    """An aim in shared terms. `code`, `name` and `subgroup` (whom of all it is about) are None where no rule knows it.

    The figures times `factor` are in `unit`.
    """

    code: str | None
    name: str | None
    subgroup: str | None
    unit: str
    factor: float
    rule_id: str = ""


def read_measure(indicator: str, unit: str, rules: Rulebook) -> Measure:
    """What an indicator with its unit is in the table of indicators, `rules/targets/indicators.toml`."""
    words = f"{indicator} | {unit}"
    rule = _find(words, rules)
    normal, factor = normal_unit(unit, rules)
    if rule is None:
        return Measure(None, None, None, normal, factor)
    match = rule.pattern.search(words)
    rest = indicator[match.end() :] if match else ""
    group = rules.pattern("targets.subgroup").search(rest)
    return Measure(
        str(rule.gives["code"]), str(rule.gives["name"]), group["group"] if group else None, normal, factor, rule.id
    )


def normal_unit(unit: str, rules: Rulebook) -> tuple[str, float]:
    """A unit in its one spelling, and what a figure is multiplied by: `triệu đồng/ người` gives `đồng/người`, 1 000 000.

    A unit that no rule has stands for itself, what is said in thousands or millions of it told one by one.
    """
    first, *per = (part.strip() for part in unit.split("/"))
    row = rules.spelling["targets.normal_units"].get(" ".join(first.split()).casefold())
    if row is not None:
        return "/".join([row["unit"], *per]), float(row["factor"])
    many, _, thing = first.partition(" ")
    scale = rules.spelling["money.units"].get(many.casefold()) if thing else None
    return "/".join([thing if scale else first, *per]), float(scale["scale"]) if scale else 1.0


def _find(words: str, rules: Rulebook) -> Rule | None:
    """The first rule that fits; its signs are looked up before its pattern runs."""
    fitting = that_may_match(rules.subject("targets.indicator"), words.casefold())
    return next((rule for rule in fitting if rule.pattern.search(words)), None)
