"""Plans side by side: a column for each plan or group of plans, a line for each thing that any of them says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kehoach.report.entries import READ, Entry, PlanEntries, Row, Text, office_names, plan_entries, rows_by_document
from kehoach.report.words import ALL_YEARS, LACKS, MONEY, NO_DISTRICT, NO_PROGRAMME, PARTS, SHORTER, Pair
from kehoach.rule_reading import load_rules
from kehoach.rulebook import Rulebook
from kehoach.store import Store, StoreError

if TYPE_CHECKING:
    import pandas as pd

    from kehoach.columns import Lang

By = Literal["plan", "district", "programme", "year"]
GROUPINGS: tuple[By, ...] = ("plan", "district", "programme", "year")
MOST = 0.5
"""A thing that more than this share of the columns have is one that most have."""


@dataclass(frozen=True)
class Column:
    """A plan, or a group of plans."""

    key: str
    label: Pair
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """What a column has on a line: a number, or words; `rows` are the ids of the rows behind it."""

    value: int | None
    texts: tuple[Text, ...]
    rows: tuple[str, ...]

    def words(self, lang: Lang) -> list[str]:
        """The texts in a language."""
        return [text if isinstance(text, str) else text[lang == "vi"] for text in self.texts]


@dataclass(frozen=True)
class Line:
    """A line: its part of the comparison, what it is about, and the cells of the columns that have it."""

    part: str
    key: str
    label: Pair
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Comparison:
    """Plans side by side. `lines` stand by part, in the order of `words.PARTS`."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    plans: tuple[PlanEntries, ...]

    def part(self, name: str) -> tuple[Line, ...]:
        """The lines of a part."""
        return tuple(line for line in self.lines if line.part == name)

    def frame(self, part: str, lang: Lang = "vi") -> pd.DataFrame:
        """A part as a pandas frame: a row for each line, a column for each plan or group. Numbers are `Int64`.

        KeyError names the parts there are.
        """
        import pandas as pd

        if part not in PARTS:
            raise KeyError(f"no part {part} in a comparison; there are {', '.join(PARTS)}")
        side, lines = int(lang == "vi"), self.part(part)
        counted = part in COUNTED
        labels = pd.Index([line.label[side] for line in lines], name=PARTS[part][side])
        data = {
            column.label[side]: pd.Series(
                [_plain(line.cells.get(column.key), counted, lang) for line in lines],
                index=labels,
                dtype="Int64" if counted else "string",
            )
            for column in self.columns
        }
        return pd.DataFrame(data, index=labels)


COUNTED = frozenset({"money", "money_by_source", "money_by_component", "leads"})
"""The parts whose cells are numbers."""


def _plain(cell: Cell | None, counted: bool, lang: Lang) -> int | str | None:
    if cell is None:
        return None
    return cell.value if counted else "; ".join(cell.words(lang))


def compare(store: Store, by: By = "plan", where: str | None = None, rules: Rulebook | None = None) -> Comparison:
    """Put the plans of a store side by side, or groups of them (`district`, `programme`, `year`).

    `where` is an SQL condition on the table documents (`district = 'Đồng Mây' AND year_from = 2024`).
    Money of a group is the sum of its plans, each read by `money.Accounts`. StoreError for a
    condition that is none, or that no plan meets.
    """
    chosen = chosen_documents(store, where)
    rules = rules or load_rules()
    tables: dict[str, Iterable[Row]] = {name: store.rows(name) for name in READ}
    tables["documents"] = [row for row in tables["documents"] if row["doc_id"] in chosen]
    offices = office_names(store.rows("agencies"))
    plans = tuple(plan_entries(rows, rules, offices) for rows in rows_by_document(tables))
    return side_by_side(plans, by)


def chosen_documents(store: Store, where: str | None) -> set[str]:
    """The ids of the documents that an SQL condition on the table documents chooses; StoreError where it chooses none."""
    import duckdb

    try:
        found = store.base.execute(f"SELECT doc_id FROM documents WHERE ({where or 'true'})").fetchall()
    except duckdb.Error as error:
        raise StoreError(f"--where is an SQL condition on the columns of documents: {error}") from None
    if not found:
        raise StoreError("no plan to compare" + (f" where {where}" if where else ""))
    return {row[0] for row in found}


def side_by_side(plans: Sequence[PlanEntries], by: By) -> Comparison:
    """The comparison of some plans' entries."""
    columns = columns_of(plans, by)
    of = {document: column.key for column in columns for document in column.documents}
    lines = [*_lines(plans, of), *_rates(plans, of)]
    lines += _lacking(columns, lines, plans, of)
    rank = list(PARTS)
    lines.sort(key=lambda line: rank.index(line.part))
    return Comparison(columns, tuple(lines), tuple(plans))


# ---- columns


def columns_of(plans: Sequence[PlanEntries], by: By) -> tuple[Column, ...]:
    """A column for each plan or group, sorted by label; two plans of one label have their number or file after it."""
    if by == "plan":
        return _plan_columns(plans)
    key = {"district": _district, "programme": _programme, "year": _year}[by]
    groups: dict[Pair, list[str]] = defaultdict(list)
    for plan in plans:
        groups[key(plan.document)].append(plan.document["doc_id"])
    return tuple(Column(label[1], label, tuple(groups[label])) for label in sorted(groups, key=lambda pair: pair[1]))


def _plan_columns(plans: Sequence[PlanEntries]) -> tuple[Column, ...]:
    seen = Counter(plan_label(plan.document) for plan in plans)
    columns = []
    for plan in plans:
        row = plan.document
        label = plan_label(row)
        if seen[label] > 1:
            label = f"{label} ({row['code'] or row['doc_id'][:6]})"
        columns.append(Column(row["doc_id"], (label, label), (row["doc_id"],)))
    return tuple(sorted(columns, key=lambda column: column.label[1]))


def plan_label(row: Row) -> str:
    """A plan in a few words: who issued it, and for which years."""
    issuer = row["issuer"] or row["source"].rpartition("/")[2]
    for long, short in SHORTER:
        issuer = issuer.replace(long, short)
    years = sorted({year for year in (row["year_from"] or row["issue_year"], row["year_to"]) if year})
    return " ".join((issuer, "-".join(map(str, years)))).strip()


def _district(row: Row) -> Pair:
    place = row["district"] or row["district_inferred"] or row["province"] or row["province_inferred"]
    return (place, place) if place else NO_DISTRICT


def _programme(row: Row) -> Pair:
    return (row["programme"], row["programme"]) if row["programme"] else NO_PROGRAMME


def _year(row: Row) -> Pair:
    year = row["year_from"] or row["issue_year"]
    return (str(year), str(year)) if year else ALL_YEARS


# ---- lines


def _lines(plans: Iterable[PlanEntries], of: Mapping[str, str]) -> Iterator[Line]:
    """The entries that stand on one line brought together: numbers add up, words are listed once."""
    found: dict[tuple[str, str], list[tuple[str, Entry]]] = defaultdict(list)
    for plan in plans:
        for entry in plan.entries:
            found[entry.part, entry.key].append((of[plan.document["doc_id"]], entry))
    spread = {key: len({column for column, _ in said}) for key, said in found.items()}
    label = {key: Counter(entry.label for _, entry in said).most_common(1)[0][0] for key, said in found.items()}
    for key in sorted(found, key=lambda key: (found[key][0][1].order, -spread[key], label[key][1], key)):
        cells: dict[str, list[Entry]] = defaultdict(list)
        for column, entry in found[key]:
            cells[column].append(entry)
        yield Line(*key, label[key], {column: _cell(entries) for column, entries in cells.items()})


def _cell(entries: Sequence[Entry]) -> Cell:
    numbers = [entry.value for entry in entries if entry.value is not None]
    return Cell(
        sum(numbers) if numbers else None,
        tuple(dict.fromkeys(text for entry in entries for text in entry.texts)),
        tuple(row for entry in entries for row in entry.rows),
    )


def _rates(plans: Iterable[PlanEntries], of: Mapping[str, str]) -> Iterator[Line]:
    """Money per poor household and per commune, over the plans of a column that have both the money and the count."""
    counted: tuple[tuple[str, Callable[[PlanEntries], int | None]], ...] = (
        ("per_household", lambda plan: plan.counts.poor_households),
        ("per_commune", lambda plan: plan.counts.communes),
    )
    plans = tuple(plans)
    for key, count in counted:
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for plan in plans:
            if plan.money.total and (number := count(plan)):
                sums[of[plan.document["doc_id"]]][0] += plan.money.total
                sums[of[plan.document["doc_id"]]][1] += number
        if sums:
            cells = {column: Cell(round(money / number), (), ()) for column, (money, number) in sums.items()}
            yield Line("money", key, MONEY[key], cells)


# ---- what is missing


def _lacking(
    columns: Sequence[Column], lines: Sequence[Line], plans: Sequence[PlanEntries], of: Mapping[str, str]
) -> Iterator[Line]:
    """What more than half of the columns have and some have not. Nothing for fewer than two columns."""
    if len(columns) < 2:
        return
    for key, label, having in _things(lines, plans, of):
        lacking = [column.key for column in columns if column.key not in having]
        if lacking and len(having) > MOST * len(columns):
            yield Line("lacks", key, label, {column: Cell(None, ("×",), ()) for column in lacking})


def _things(
    lines: Sequence[Line], plans: Sequence[PlanEntries], of: Mapping[str, str]
) -> Iterator[tuple[str, Pair, set[str]]]:
    """Each thing that a plan can lack, in words, with the columns that have it."""
    for part in ("money", "targets", "leads"):
        wanted = [line for line in lines if line.part == part and (part != "money" or line.key == "total")]
        yield part, LACKS[part], {column for line in wanted for column in line.cells}
    rhythms = [line for line in lines if line.part == "deadlines" and line.key.startswith("0:")]
    yield "reports", LACKS["reports"], {column for line in rhythms for column in line.cells}
    for field in ("code", "signer_name"):
        yield field, LACKS[field], {of[p.document["doc_id"]] for p in plans if p.document[field]}
    for line in lines:
        if line.part == "money_by_component" and "/" in line.key:
            yield f"component/{line.key}", _joined("component", line), set(line.cells)
        elif line.part == "citations":
            yield f"citation/{line.key}", _joined("citation", line), set(line.cells)


def _joined(kind: str, line: Line) -> Pair:
    return f"{LACKS[kind][0]}: {line.label[0]}", f"{LACKS[kind][1]}: {line.label[1]}"
