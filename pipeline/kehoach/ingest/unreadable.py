"""The one error of ingest."""

from __future__ import annotations


class UnreadableDocument(Exception):
    """A file that is not read: which one, why, and what its owner can do."""

    def __init__(self, source: str, reason: str, mend: str) -> None:
        super().__init__(source, reason, mend)
        self.source = source
        self.reason = reason
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.reason}; {self.mend}"
