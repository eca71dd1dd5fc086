"""Rows of documents, brought together from parts and batches in the order that the store has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kehoach.journal import Batch, row_schema
from kehoach.ledger import Content
from kehoach.tables import SCHEMA

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Ranks = np.ndarray[tuple[int], np.dtype[np.int64]]

Origin = int | Batch
WITH_SOURCE = ("documents", "diagnostics")


def merge_rows(
    name: str, contents: Sequence[Content], origins: Mapping[str, Origin], read_part: Callable[[str, int], pa.Table]
) -> pa.Table:
    """A table's rows of some documents, in the order of the documents, within each as they were written.

    Rows that an earlier version wrote are brought to today's columns; what a row says of its file's place is
    what the ledger says now.
    """
    import numpy as np
    import pyarrow as pa

    wanted: dict[Origin, list[int]] = defaultdict(list)
    for rank, content in enumerate(contents):
        wanted[origins[content.doc_id]].append(rank)
    tables, ranks = [row_schema(name).empty_table()], [np.empty(0, np.int64)]
    for origin, places in wanted.items():
        rows = origin.table(name) if isinstance(origin, Batch) else read_part(name, origin)
        chosen, found = _chosen(rows, [contents[i].doc_id for i in places], np.array(places, np.int64))
        tables.append(conform(chosen, row_schema(name)))
        ranks.append(found)
    together, unordered = pa.concat_tables(tables), np.concatenate(ranks)
    order = np.argsort(unordered, kind="stable")
    ordered = together.take(pa.array(order))
    return _with_sources(ordered, contents, unordered[order]) if name in WITH_SOURCE else ordered


def _chosen(rows: pa.Table, doc_ids: list[str], places: Ranks) -> tuple[pa.Table, Ranks]:
    """The rows of some documents, and for each row the place of its document."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.index_in(rows["doc_id"], value_set=pa.array(doc_ids, pa.string()))
    index = found.fill_null(-1).to_numpy().astype("int64") if len(rows) else np.empty(0, np.int64)
    mask = index >= 0
    chosen = rows if mask.all() else rows.filter(pa.array(mask))
    return chosen, places[index[mask]]


def conform(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows with the columns of a schema: what they lack is null, what it does not know is left out."""
    import pyarrow as pa

    if rows.schema.equals(schema):
        return rows.replace_schema_metadata(None)
    columns = [
        rows[f.name].cast(f.type) if f.name in rows.column_names else pa.nulls(len(rows), f.type) for f in schema
    ]
    return pa.table(columns, schema=schema)


def _with_sources(rows: pa.Table, contents: Sequence[Content], rank: Ranks) -> pa.Table:
    import pyarrow as pa

    sources = pa.array([content.source for content in contents], pa.string()).take(pa.array(rank))
    return rows.set_column(rows.schema.get_field_index("source"), rows.schema.field("source"), sources)


def merge_shared(name: str, said: Iterable[pa.Table], documents: Sequence[Content]) -> pa.Table:
    """A shared table: one row for each identity. What the first document knows of it stays, later ones fill its
    gaps, and the counts add up."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = pa.concat_tables([row_schema(name).empty_table(), *said])
    order = pa.array([content.doc_id for content in documents], pa.string())
    rank = pc.index_in(rows["doc_id"], value_set=order).to_numpy() if len(rows) else np.empty(0)
    rows = rows.take(pa.array(np.argsort(rank, kind="stable"))).combine_chunks()
    key, *others, count = [column.name for column in SCHEMA[name].columns]
    first = pc.ScalarAggregateOptions(skip_nulls=True, min_count=0)
    asked = [*((column, "first", first) for column in others), (count, "sum")]
    found = rows.group_by(key, use_threads=False).aggregate(asked).sort_by(key)
    columns = [found[key], *(found[f"{column}_first"] for column in others), found[f"{count}_sum"]]
    return pa.table(columns, schema=SCHEMA[name].arrow())
