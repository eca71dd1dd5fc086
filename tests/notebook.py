#!/usr/bin/env python3
"""The notebook docs/questions.ipynb: run its cells as Jupyter would, without one; write today's output into it.

python tests/notebook.py        runs it over corpus/ and writes what the cells give into the file
"""

from __future__ import annotations

import ast
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "questions.ipynb"


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells of code, in order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def run_cells(notebook: dict[str, Any], folder: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    """Run the cells one after the other in a folder: each with the value of its last expression."""
    names: dict[str, Any] = {"__name__": "__main__"}
    back = Path.cwd()
    os.chdir(folder)
    try:
        for number, cell in enumerate(code_cells(notebook), 1):
            body = ast.parse("".join(cell["source"]), f"cell {number}")
            last = body.body.pop() if isinstance(body.body[-1], ast.Expr) else None
            exec(compile(body, f"cell {number}", "exec"), names)
            yield cell, eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names) if last else None
    finally:
        os.chdir(back)


def output(number: int, value: Any) -> list[dict[str, Any]]:
    """What Jupyter keeps of a cell's value."""
    if value is None:
        return []
    data = {"text/plain": repr(value).splitlines(keepends=True)}
    if hasattr(value, "_repr_html_"):
        data["text/html"] = value._repr_html_().splitlines(keepends=True)
    return [{"output_type": "execute_result", "execution_count": number, "metadata": {}, "data": data}]


def main() -> None:
    """Write today's output into the notebook."""
    import kehoach

    notebook = json.loads(FILE.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        kehoach.run([ROOT / "corpus" / "plans"], Path(folder) / "outputs")
        for number, (cell, value) in enumerate(run_cells(notebook, Path(folder)), 1):
            cell["execution_count"], cell["outputs"] = number, output(number, value)
    FILE.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
