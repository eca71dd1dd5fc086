"""One plan as entries to be put beside those of other plans: its money, targets, leads, deadlines, citations."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kehoach.report.counts import Counts, count_in_tables
from kehoach.report.money import Accounts, Money, counted, sets_norms
from kehoach.report.words import ADDED_UP, MONEY, NOT_SAID, Pair
from kehoach.rulebook import Rulebook
from kehoach.vocabularies import VOCABULARIES

Row = Mapping[str, Any]
Text = str | Pair
"""Words of a plan as they are, or our own in both languages."""
READ = "documents projects funding assignments assignment_agencies deadlines targets table_cells citations".split()


@dataclass(frozen=True)
class Entry:
    """What one plan says on one line of the comparison.

    Entries of the same `part` and `key` stand on one line. `value` is a number that adds up over
    plans (đồng, duties), `texts` are words that are listed; `rows` are the ids it was read from.
    `order` sorts the lines of a part, before the number of plans that have it.
    """

    part: str
    key: str
    label: Pair
    value: int | None = None
    texts: tuple[Text, ...] = ()
    rows: tuple[str, ...] = ()
    order: str = ""


@dataclass(frozen=True)
class PlanEntries:
    """A plan with its entries, its money by top component, and what its tables count."""

    document: Row
    entries: tuple[Entry, ...]
    money: Money
    counts: Counts


def plan_entries(
    rows: Mapping[str, Sequence[Row]], rules: Rulebook, offices: Mapping[str, str] = MappingProxyType({})
) -> PlanEntries:
    """The entries of one plan from its rows of the tables `READ`. `offices`: what agencies are called in every plan."""
    norms = sets_norms(rows["documents"][0]["code"], rows["funding"], rules)
    accounts = Accounts(counted(rows["funding"], rules), rows["projects"], norms)
    money, counts = accounts.plan(), count_in_tables(rows["table_cells"], rules)
    entries = (
        *_money(money, counts),
        *_sources(money),
        *_components(accounts, rows["projects"], component_names(rules)),
        *_targets(rows["targets"]),
        *_leads(rows["assignment_agencies"], rows["assignments"], offices),
        *_deadlines(rows["deadlines"]),
        *_citations(rows["citations"]),
    )
    return PlanEntries(rows["documents"][0], entries, money, counts)


def rows_by_document(tables: Mapping[str, Iterable[Row]]) -> Iterator[dict[str, list[Row]]]:
    """The rows of each document of a store, in the order of its documents."""
    of: dict[str, dict[str, list[Row]]] = {}
    for row in tables["documents"]:
        of[row["doc_id"]] = {name: [] for name in tables} | {"documents": [row]}
    for name in (name for name in tables if name != "documents"):
        for row in tables[name]:
            if row["doc_id"] in of:
                of[row["doc_id"]][name].append(row)
    yield from of.values()


def component_names(rules: Rulebook) -> Mapping[str, str]:
    """Component code -> its official name."""
    return {str(row["code"]): row.name for row in rules.names("programmes.components")}


def fold(text: str) -> str:
    """One spelling for what reads the same: case, dashes, spaces, punctuation at the edges."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("–", "-")
    return re.sub(r"\s+", " ", plain).strip(" .;:,-")


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts on one line each, in NFC; two that read the same are one."""
    plain = (unicodedata.normalize("NFC", " ".join(text.split())) for text in texts)
    return tuple({fold(text): text for text in reversed(list(plain))}.values())[::-1]


def _money(money: Money, counts: Counts) -> Iterator[Entry]:
    if money.total:
        how = () if money.stated else (ADDED_UP,)
        yield Entry("money", "total", MONEY["total"], money.total, how, money.rows, "0")
    for key, count, order in (("households", counts.poor_households, "1"), ("communes", counts.communes, "2")):
        if count:
            yield Entry("money", key, MONEY[key], count, order=order)


def _sources(money: Money) -> Iterator[Entry]:
    sources, kinds = VOCABULARIES["funding_source"], VOCABULARIES["budget_type"]
    for (source, kind), amount in money.split.items():
        pair = sources.get(source or "", NOT_SAID)
        named = kinds.get(kind or "")
        label = (f"{pair[0]}, {named[0]}", f"{pair[1]}, {named[1]}") if named else pair
        rank = [*sources, None].index(source), [*kinds, None].index(kind)
        order = f"{rank[0]}{rank[1]}"
        yield Entry("money_by_source", f"{source or ''}/{kind or ''}", label, amount, rows=money.rows, order=order)


def _components(accounts: Accounts, projects: Sequence[Row], names: Mapping[str, str]) -> Iterator[Entry]:
    """The money of each national component, and of the plan's own top projects that are none."""
    by_key: dict[str, Money] = {}
    labels: dict[str, Pair] = {}
    for project in projects:
        code = project["component"]
        if code is None and project["parent_id"] is not None:
            continue
        money = accounts.of(project["project_id"])
        key = code or fold(project["name"] or project["label"] or "")
        text = f"{code.partition('/')[2]} {names.get(code, project['name'])}" if code else project["name"]
        labels.setdefault(key, (text or key, text or key))
        by_key[key] = by_key[key] + money if key in by_key else money
    for key, money in by_key.items():
        order = re.sub(r"\d+", lambda number: number[0].zfill(4), key) if "/" in key else "~"
        yield Entry("money_by_component", key, labels[key], money.total or None, rows=money.rows, order=order)


def _targets(rows: Iterable[Row]) -> Iterator[Entry]:
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["indicator"]:
            by_key[_aim_key(row)].append(row)
    for key, same in by_key.items():
        texts = tuple(dict.fromkeys(target_text(row) for row in same))
        label = aim_label(same[0])
        yield Entry("targets", key, (label, label), texts=texts, rows=tuple(row["target_id"] for row in same))


def _aim_key(row: Row) -> str:
    """The indicator's code, for whom where it is not for all; the words where it has none."""
    return "/".join(filter(None, (row["indicator_code"] or fold(row["indicator"]), row["subgroup"])))


def aim_label(row: Row) -> str:
    """What a target is called: the indicator's own name, which is the same in all plans, else the plan's words."""
    name = str(row["indicator_name"] or row["indicator"])
    return f"{name} ({row['subgroup']})" if row["subgroup"] else name


def target_text(row: Row) -> Text:
    """A target's figure: `giảm 1,5-2 %/năm (2025)`; one bound alone has ≥ or ≤."""
    low, high = figure(row["value_low"]), figure(row["value_high"])
    if low and high:
        value = low if low == high else f"{low}-{high}"
    else:
        value = f"≥ {low}" if low else f"≤ {high}" if high else ""
    english, vietnamese = VOCABULARIES["direction"].get(row["direction"] or "", ("", ""))
    year = f"({row['year']})" if row["year"] else ""
    rest = (value, row["unit"], year)
    return " ".join(filter(None, (english, *rest))), " ".join(filter(None, (vietnamese, *rest)))


def figure(value: float | None) -> str:
    """A figure as Vietnamese writes it: 1.234,5."""
    if value is None:
        return ""
    return f"{value:,.4f}".rstrip("0").rstrip(".").replace(",", "\0").replace(".", ",").replace("\0", ".")


def office_names(agencies: Iterable[Row]) -> dict[str, str]:
    """Agency id -> its name without its place: the same office of another district stands on the same line.

    A committee keeps its level, which is all that tells a district's from a commune's.
    """
    names = {}
    for row in agencies:
        name = row["name"]
        if row["locality"] and row["locality"] in name:
            level = VOCABULARIES["level"].get(row["level"] or "", ("", ""))[1] if row["kind"] == "committee" else ""
            name = name.replace(row["locality"], level)
        names[row["agency_id"]] = " ".join(name.split()).rstrip(" -,")
    return names


def _leads(links: Iterable[Row], duties: Iterable[Row], offices: Mapping[str, str]) -> Iterator[Entry]:
    tasks = {row["assignment_id"]: row["task"] for row in duties}
    by_key: dict[str, dict[str, Row]] = defaultdict(dict)
    for link in links:
        if link["role"] == "lead" and link["agency"]:
            by_key[fold(offices.get(link["agency_id"] or "") or link["agency"])][link["assignment_id"]] = link
    for key, led in by_key.items():
        first = next(iter(led.values()))
        name = offices.get(first["agency_id"] or "") or first["agency"]
        texts = tuple(tasks.get(duty) or "" for duty in led)
        yield Entry("leads", key, (name, name), len(led), texts, tuple(led))


def _deadlines(rows: Iterable[Row]) -> Iterator[Entry]:
    """By rhythm where there is one, else by month, else by year."""
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[deadline_key(row)].append(row)
    for key, same in by_key.items():
        texts = distinct(row["text"] or "" for row in same)
        order = re.sub(r"\d+", lambda number: number[0].zfill(4), key)
        yield Entry("deadlines", key, _deadline_label(key), None, texts, tuple(r["deadline_id"] for r in same), order)


def deadline_key(row: Row) -> str:
    """`0:quarterly` for a rhythm, `1:6` for June, `2:2025` for a year, `3` for what says neither."""
    if row["recurrence"]:
        return f"0:{list(VOCABULARIES['recurrence']).index(row['recurrence'])}"
    return f"1:{row['month']}" if row["month"] else f"2:{row['year']}" if row["year"] else "3"


def _deadline_label(key: str) -> Pair:
    group, _, value = key.partition(":")
    match group:
        case "0":
            return list(VOCABULARIES["recurrence"].values())[int(value)]
        case "1":
            return f"month {value}", f"tháng {value}"
        case "2":
            return f"in {value}", f"năm {value}"
        case _:
            return VOCABULARIES["deadline_kind"]["periodic"]


def _citations(rows: Iterable[Row]) -> Iterator[Entry]:
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["relation"] != "self":
            by_key[row["legal_document_id"] or fold(f"{row['type']} {row['code'] or row['title'] or ''}")].append(row)
    for key, same in by_key.items():
        named = max(same, key=lambda row: (bool(row["code"]), bool(row["title"])))
        label = _cited(named)
        relations = Counter(row["relation"] for row in same)
        main = min(relations, key=list(VOCABULARIES["relation"]).index)
        texts = (VOCABULARIES["relation"][main],)
        yield Entry("citations", key, (label, label), None, texts, tuple(row["citation_id"] for row in same))


def _cited(row: Row) -> str:
    """`nghị định 07/2021/NĐ-CP`; a law's name says itself that it is one."""
    name = row["code"] or row["title"] or ""
    return str(name) if name.casefold().startswith(row["type"] or "\0") else " ".join(filter(None, (row["type"], name)))
