#!/usr/bin/env python3
"""Raise the scores in floors.json to today's: no score goes down here, that is done by hand with a reason.

python tests/record_floors.py
"""

from __future__ import annotations

import json
from pathlib import Path

from test_whole_plans import FLOORS, GOLD, score_of


def main() -> None:
    """Rewrite the file, the higher of old and new each."""
    recorded = json.loads(FLOORS.read_text("utf-8"))
    for name, gold in GOLD.items():
        if not gold.is_dir():
            continue
        floors = recorded.setdefault(name, {})
        for kind, scores in score_of(name).items():
            old = floors.get(kind, {"found": 0.0, "exact": 0.0})
            floors[kind] = {key: max(old[key], value) for key, value in scores.items()}
    Path(FLOORS).write_text(json.dumps(recorded, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
