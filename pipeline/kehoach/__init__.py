"""Structured data from Vietnamese plan texts (kế hoạch).

    import kehoach

    rules = kehoach.load_rules()
    plan = kehoach.extract_plan(kehoach.read_document("plan.txt"), rules)
    kehoach.run(["plans/"], "outputs")
    store = kehoach.open_store("outputs")
    store.funding                              # every table is a pandas frame
    kehoach.compare(store).frame("money_by_source")
    kehoach.responsibility_matrix(plan).frame()    # or of a whole store

The verbs are imported when they are first used, so that `import kehoach` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kehoach.batch import run as run
    from kehoach.ingest import read_document as read_document
    from kehoach.plan import extract_plan as extract_plan
    from kehoach.report.compare import compare as compare
    from kehoach.report.matrix import responsibility_matrix as responsibility_matrix
    from kehoach.rule_reading import load_rules as load_rules
    from kehoach.store import open_store as open_store

__all__ = ["compare", "extract_plan", "load_rules", "open_store", "read_document", "responsibility_matrix", "run"]

_HOMES = {
    "compare": "kehoach.report.compare",
    "extract_plan": "kehoach.plan",
    "load_rules": "kehoach.rule_reading",
    "open_store": "kehoach.store",
    "read_document": "kehoach.ingest",
    "responsibility_matrix": "kehoach.report.matrix",
    "run": "kehoach.batch",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kehoach' has no attribute {name!r}; its verbs are {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
