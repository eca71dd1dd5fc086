#!/usr/bin/env python3
"""The examples of the README files: run them, compare what they print, or write it in.

    python tests/doc_blocks.py        puts today's output into README.md and README.vi.md

A ```python block is run as a script; a ```console block begins with a `$ command`. What they print
stands in the rest of the console block, or in the ```text block right after a python block. They run one
after the other in a folder that holds `corpus` and, from the first on, `outputs`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = ("README.md", "README.vi.md")
BLOCK = re.compile(
    r"^```(?P<kind>console|python)\n(?P<code>.*?)^```\n(?:\n?^```text\n(?P<text>.*?)^```\n)?", re.DOTALL | re.MULTILINE
)
# What differs from run to run, and the sums of a run, which every better rule changes.
CLOCK = re.compile(r"in [\d.]+ s \([\d.]+/s\)")
SUMS = re.compile(r"^(\w+) +[\d,]+(?= rows$|   in |$)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """An example: the script or command, what the file says it prints, and where that stands in the file."""

    kind: str
    code: str
    said: str | None
    start: int
    end: int

    def __str__(self) -> str:
        return self.code.splitlines()[0]

    def run(self, folder: Path) -> str:
        """What it prints."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        command = ["sh", "-c", as_kehoach(self.code)] if self.kind == "console" else [sys.executable, "-c", self.code]
        done = subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{self.code}\nended with status {done.returncode}\n{done.stdout}\n{done.stderr}")
        return tidy(done.stdout)


def as_kehoach(command: str) -> str:
    """`make run` is the run that its recipe says; a checkout's outputs are left alone."""
    return "kehoach run corpus/plans --out outputs" if command == "make run" else command


def tidy(output: str) -> str:
    """Output as it stands in a file: no blanks at line ends, no line breaks at either end."""
    return "\n".join(line.rstrip() for line in output.splitlines()).strip("\n")


def find_blocks(text: str) -> list[Block]:
    """The examples of a file."""
    blocks = []
    for match in BLOCK.finditer(text):
        if match["kind"] == "python":
            said = None if match["text"] is None else tidy(match["text"])
            blocks.append(Block("python", match["code"], said, *match.span("text")))
            continue
        command, _, said = match["code"].partition("\n")
        if command.startswith("$ ") and said.strip():
            start = match.start("code") + len(command) + 1
            blocks.append(Block("console", command[2:], tidy(said), start, match.end("code")))
    return blocks


def timeless(output: str) -> str:
    """Output without what a clock gave and a run's sums."""
    return SUMS.sub(r"\1 0", CLOCK.sub("in 0.0 s (0.0/s)", output))


def make_folder(folder: Path) -> Path:
    """The folder in which examples run."""
    (folder / "corpus").symlink_to(ROOT / "corpus")
    return folder


def main() -> None:
    """Write today's output into the files."""
    for name in FILES:
        file = ROOT / name
        text = file.read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            make_folder(Path(folder))
            outputs = [(block, block.run(Path(folder))) for block in find_blocks(text)]
        for block, output in reversed(outputs):
            if block.said is not None and timeless(block.said) != timeless(output):
                text = text[: block.start] + output + "\n" + text[block.end :]
                print(f"{name}: {block}")
        file.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
