"""What a table's schema is made of, and the columns that most tables share: ids, places, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kehoach.frozen import frozen

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["text", "int", "float", "date"]
Lang = Literal["en", "vi"]


@frozen
class Column:
    """A column: its type, its labels, what it means. `values` names its closed vocabulary."""

    name: str
    kind: Kind
    en: str
    vi: str
    meaning: str
    values: str | None = None


@frozen
class TableSchema:
    """A table: one row for each of what, and its columns in order."""

    name: str
    en: str
    vi: str
    one_row_per: str
    columns: tuple[Column, ...]

    def arrow(self) -> pa.Schema:
        """The table's Arrow schema: `int` is int64 (so money is whole đồng), dates are date32, texts UTF-8."""
        import pyarrow as pa

        types = {"text": pa.string(), "int": pa.int64(), "float": pa.float64(), "date": pa.date32()}
        return pa.schema([(column.name, types[column.kind]) for column in self.columns])

    def column(self, name: str) -> Column:
        """The column of this name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")


C = Column

DOC_ID = C("doc_id", "text", "Document", "Văn bản", "the document's id, from its content's hash")
PLACE = (
    C("page", "int", "Page", "Trang", "page where it begins, from 1; null for plain text"),
    C("start", "int", "Start", "Đầu", "its first character in the document's reference text (Python str index)"),
    C("end", "int", "End", "Cuối", "one past its last character there"),
    C("text", "text", "Text", "Nguyên văn", "the exact slice start:end, line breaks included; null with no place"),
)
SECTION = C("section_id", "text", "Section", "Mục", "the innermost section it stands in → sections")
PROVENANCE = (DOC_ID, SECTION, *PLACE)
RULE = (
    C("rule_id", "text", "Rule", "Quy tắc", "the row of rules/ that found it: kehoach explain tells"),
    C(
        "confidence",
        "float",
        "Confidence",
        "Độ tin cậy",
        "how sure that rule is, 0 to 1; times OCR's own confidence there",
    ),
    C(
        "reading",
        "text",
        "Read by",
        "Cách đọc",
        "how the page's text came; null where the file itself is text",
        "reading",
    ),
)
