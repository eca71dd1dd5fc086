"""A table of the store as a pandas frame that an analyst can reckon with at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kehoach.columns import TableSchema
from kehoach.vocabularies import VOCABULARIES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def typed_frame(table: pa.Table, schema: TableSchema) -> pd.DataFrame:
    """The table as a frame in which a missing value never changes its neighbours' type.

    Whole numbers are `Int64` (a null does not make đồng a float), figures `float64`, dates
    `datetime64[s]`, texts `string`; a closed vocabulary is a categorical in the order of
    `tables.VOCABULARIES`, so that grouping and sorting follow it. A table written by an
    earlier version lacks the columns that it did not know.
    """
    import pandas as pd

    there = {column.name: column for column in schema.columns if column.name in table.column_names}
    plain = table.to_pandas(date_as_object=True, types_mapper=_nullable())
    for name, column in there.items():
        if column.kind == "date":
            plain[name] = pd.to_datetime(plain[name]).astype("datetime64[s]")
        elif column.values is not None:
            order = list(VOCABULARIES[column.values])
            plain[name] = pd.Categorical(plain[name].astype(object), categories=order)
    frame: pd.DataFrame = plain
    return frame


def _nullable() -> object:
    """Arrow type -> pandas type, for `to_pandas`."""
    import pandas as pd
    import pyarrow as pa

    return {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype()}.get
