"""The data of the report's pages. It stands in script files, since a page opened from a folder may not fetch;
what grows with the archive is cut into pieces that are loaded when they are asked for.

    data/index.js              the plans in short: overview, list, filters
    data/overview.js           the targets that several plans set
    data/months/M.js           what is due in a month
    data/rows/KIND/N.js        rows of all plans to search
    data/lines/DOC_ID.js       a plan's lines of the comparison
    data/by/GROUPING.js        the groups of a grouping
    data/by/GROUPING/N.js      a group's lines of the comparison
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kehoach.report.compare import GROUPINGS, By, Comparison, columns_of, plan_label, side_by_side
from kehoach.report.entries import PlanEntries, aim_label
from kehoach.report.messages import message_pair
from kehoach.report.plan_text import KINDS
from kehoach.report.words import KIND_WORDS, PARTS
from kehoach.rulebook import Rulebook
from kehoach.vocabularies import VOCABULARIES

Row = Mapping[str, Any]
SEARCHED: Mapping[str, str] = {
    "funding": "item amount_vnd role source budget_type year text",
    "assignments": "task assignee_text",
    "deadlines": "text date kind recurrence what agency recipient",
    "targets": "indicator value_low value_high unit direction year text",
    "citations": "type code title issuer issue_date relation",
    "projects": "label name component",
    "diagnostics": "severity code message",
}
"""What the search shows of each table; `text` is searched in only."""
SHARD = 300_000
"""Characters of a piece of the rows to search: a phone takes one in a moment."""
MOST_LINES = 400
"""Lines of a part in a group's comparison: an archive cites thousands of documents."""
MOST_INDICATORS = 40


class DataWriter:
    """Writes the rows of plan after plan as they come, in pieces of `SHARD` characters."""

    def __init__(self, out: Path, rules: Rulebook) -> None:
        self.out, self.rules = out / "data", rules
        self.pieces: dict[str, int] = dict.fromkeys(SEARCHED, 0)
        self.counts: dict[str, Counter[str]] = {name: Counter() for name in SEARCHED}
        self._open: dict[str, list[str]] = {name: [] for name in SEARCHED}
        self._size: Counter[str] = Counter()
        self._months: dict[int, list[Any]] = defaultdict(list)
        self._due: dict[str, list[int]] = {}
        self._targets: dict[tuple[Any, ...], list[Any]] = defaultdict(list)

    def add(self, number: int, doc_id: str, rows: Mapping[str, Sequence[Row]]) -> None:
        """Take in the rows of the plan that is `number` in the index."""
        for name in SEARCHED:
            self.counts[name][doc_id] += len(rows[name])
            for row in rows[name]:
                self._row(name, number, row)
        months = [0] * 12
        for row in rows["deadlines"]:
            if row["month"]:
                months[row["month"] - 1] += 1
                what = shortened(row["what"] or row["text"] or "")
                self._months[row["month"]].append(
                    [number, short_id(row["deadline_id"], doc_id), row["day"], what, row["agency"], row["recipient"]]
                )
        self._due[doc_id] = months
        for row in rows["targets"]:
            if row["indicator"]:
                self._targets[_aim(row)].append(
                    [number, short_id(row["target_id"], doc_id), *_range(row), row["year"], aim_label(row)]
                )

    def add_orphan(self, row: Row) -> None:
        """Take in a note on a file that is no plan: one that could not be read."""
        self._row("diagnostics", None, row)

    def _row(self, name: str, number: int | None, row: Row) -> None:
        key = row.get(KINDS[name])
        cells = [plain(row[column]) for column in SEARCHED[name].split()]
        if name == "diagnostics":
            cells[-1] = message_pair(row["message"], self.rules)
        made = script_json([number, key and short_id(key, row["doc_id"] or ""), *cells])
        self._open[name].append(made)
        self._size[name] += len(made)
        if self._size[name] > SHARD:
            self._close(name)

    def _close(self, name: str) -> None:
        if self._open[name]:
            rows = "[" + ",\n".join(self._open[name]) + "]"
            write_script(self.out / "rows" / name, f"rows/{name}", self.pieces[name], rows)
            self.pieces[name] += 1
            self._open[name], self._size[name] = [], 0

    def finish(self, plans: Sequence[PlanEntries], names: Mapping[str, str]) -> None:
        """Write what stands open, and what the plans share."""
        for name in SEARCHED:
            self._close(name)
        for month in range(1, 13):
            write_script(self.out / "months", "months", month, script_json(self._months[month]))
        many = sorted(self._targets.items(), key=lambda item: (-len({v[0] for v in item[1]}), -len(item[1])))
        found = [_indicator(key, values) for key, values in many[:MOST_INDICATORS]]
        write_script(self.out, "", "overview", script_json(found))
        index = {
            "plans": [self._in_short(plan) for plan in plans],
            "components": names,
            "pieces": self.pieces,
            "vocabularies": VOCABULARIES,
            "parts": PARTS,
            "kinds": KIND_WORDS,
            "searched": {name: columns.split() for name, columns in SEARCHED.items()},
        }
        write_script(self.out, "", "index", script_json(index))
        for by in GROUPINGS[1:]:
            self._groups(by, plans)

    def _in_short(self, plan: PlanEntries) -> dict[str, Any]:
        row = plan.document
        doc_id = row["doc_id"]
        known = {
            "id": doc_id,
            "label": plan_label(row),
            **{name: plain(row[name]) for name in "title code issuer issuer_level programme issue_date".split()},
            "source": (row["source"] or "").rpartition("/")[2],
            "year": row["year_from"] or row["issue_year"],
            "place": _place(row),
            "province": row["province"] or row["province_inferred"],
            "total": plan.money.total,
            "added_up": bool(plan.money.total) and not plan.money.stated,
            "split": [[source, amount] for source, amount in _by_source(plan).items()],
            "components": _components(plan),
            "n": {name: count[doc_id] for name, count in self.counts.items() if count[doc_id]},
            "due": self._due[doc_id] if any(self._due[doc_id]) else None,
            "lacks": [field for field in ("code", "signer_name") if not row[field]],
        }
        return {name: value for name, value in known.items() if value or name in ("label", "n")}

    def _groups(self, by: By, plans: Sequence[PlanEntries]) -> None:
        """Each group's lines in a file of its own: a page shows a few of them, an archive has hundreds."""
        columns = columns_of(plans, by)
        of = {plan.document["doc_id"]: plan for plan in plans}
        said = []
        for number, column in enumerate(columns):
            group = side_by_side([of[doc_id] for doc_id in column.documents], by)
            write_script(self.out / "by" / by, f"by/{by}", number, script_json(_lines(group, MOST_LINES)))
            said.append({"id": str(number), "label": column.label, "plans": len(column.documents)})
        write_script(self.out / "by", "by", by, script_json(said))


def write_lines(out: Path, plan: PlanEntries) -> None:
    """A plan's lines of the comparison."""
    lines = _lines(side_by_side([plan], "plan"), None)
    write_script(out / "data" / "lines", "lines", plan.document["doc_id"], script_json(lines))


def _lines(comparison: Comparison, most: int | None) -> list[Any]:
    """The lines of a comparison of one column: part, key, label, number, words."""
    (column,) = comparison.columns
    shown = [line for part in PARTS for line in comparison.part(part)[:most]]
    return [
        [line.part, line.key, _label(line.label), line.cells[column.key].value, line.cells[column.key].texts]
        for line in shown
    ]


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """A whole comparison as its script draws it."""
    columns = [column.key for column in comparison.columns]
    return {
        "columns": [{"key": c.key, "label": _label(c.label), "plans": c.documents} for c in comparison.columns],
        "lines": [
            [
                line.part,
                line.key,
                _label(line.label),
                {key: [line.cells[key].value, line.cells[key].texts] for key in columns if key in line.cells},
            ]
            for part in PARTS
            for line in comparison.part(part)
        ],
    }


def _label(pair: tuple[str, str]) -> Any:
    return pair if pair[0] != pair[1] else pair[0]


def _place(row: Row) -> str | None:
    place: str | None = next(
        (row[name] for name in "commune district district_inferred province province_inferred".split() if row[name]),
        None,
    )
    return place


def _by_source(plan: PlanEntries) -> Counter[str]:
    amounts: Counter[str] = Counter()
    for (source, _), amount in plan.money.split.items():
        amounts[source or ""] += amount
    return amounts


def _components(plan: PlanEntries) -> dict[str, int]:
    """đồng of each top component of a national programme; where only its sub-projects have money, theirs together."""
    said = {e.key: e.value for e in plan.entries if e.part == "money_by_component" and "/" in e.key and e.value}
    found: Counter[str] = Counter()
    for key, amount in said.items():
        top = "/".join(key.split("/")[:2])
        if key == top or top not in said:
            found[top] += amount
    return dict(found)


def _aim(row: Row) -> tuple[Any, ...]:
    """What targets that can be put beside each other share: the indicator, for whom, its unit, level or change."""
    named = row["indicator_code"] or row["indicator"].casefold()
    return named, row["subgroup"], row["unit_normal"] or row["unit"], row["aim"], row["direction"]


def _range(row: Row) -> tuple[float | None, float | None]:
    if row["normal_low"] is None and row["normal_high"] is None:
        return row["value_low"], row["value_high"]
    return row["normal_low"], row["normal_high"]


def _indicator(key: tuple[Any, ...], values: Sequence[Sequence[Any]]) -> dict[str, Any]:
    _, _, unit, aim, direction = key
    label = Counter(value[-1] for value in values).most_common(1)[0][0]
    return {
        "label": label,
        "unit": unit,
        "direction": direction,
        "aim": aim,
        "values": [value[:-1] for value in values],
    }


def shortened(text: str, most: int = 160) -> str:
    """A text on one line, cut after a word where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rpartition(" ")[0] + " …"


def short_id(row_id: str, doc_id: str) -> str:
    """A row's id without its plan's, which the page knows: the plan's id would be a third of the data."""
    return row_id.removeprefix(doc_id) if doc_id else row_id


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def write_script(folder: Path, name: str, part: object, value: str) -> None:
    """A script that hands a value, JSON already, to the page that asked for it."""
    folder.mkdir(parents=True, exist_ok=True)
    said = json.dumps(f"{name}/{part}" if name else str(part))
    (folder / f"{part}.js").write_text(f"kehoach.take({said},{value});\n", "utf-8")


def script_json(value: Any) -> str:
    """JSON that may stand in a script: nothing in it ends the script, nor is a line end to JavaScript alone."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
