"""Trees that nobody would write, from the YAML files beside this one.

name:
  files: {main.tf: text}            a text; or pieces, each a text or {times: 1000, text: x}
  bytes: {main.tf: "5b 5d"}         as hexadecimal numbers
  links: {a.tf: /etc/passwd}
  pipes: [b.tf]
  run: [--format, json]             what `scan` is called with; `--format json` where not said
  code: [0, 1]                      exit codes as designed
  says: [in the region]             what the output has to say
  never: [hunter2]                  what it may not
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SECRET = "hunter2-Kq7"
SOUND = 'resource "aws_lb" "sound" {}\n'


@dataclass(frozen=True)
class Case:
    """One tree, what is asked of it, and what is expected."""

    name: str
    parts: dict[str, Any]

    @property
    def arguments(self) -> list[str]:
        return [str(word) for word in self.parts.get("run", ["--format", "json"])]

    @property
    def codes(self) -> list[int]:
        return list(self.parts.get("code", [0, 1]))

    def write(self, folder: Path) -> Path:
        """The tree, with a sound root in it and a secret beside it. Gives the tree."""
        outside = folder / "outside"
        outside.mkdir()
        for name in ("secret.txt", "main.tf", "x.yaml", "x.json", "x.auto.tfvars"):
            (outside / name).write_text(f'# {SECRET}\nresource "aws_lb" "{SECRET}" {{}}\n')
        tree = folder / "tree"
        tree.mkdir()
        (tree / ".git").mkdir()
        _place(tree, "sound/main.tf").write_text(SOUND)
        for path, content in self.parts.get("files", {}).items():
            _place(tree, path).write_text(_text(content), encoding="utf-8")
        for path, numbers in self.parts.get("bytes", {}).items():
            _place(tree, path).write_bytes(bytes.fromhex(numbers))
        for path in self.parts.get("pipes", []):
            os.mkfifo(_place(tree, path))
        for path, target in self.parts.get("links", {}).items():
            _place(tree, path).symlink_to(target)
        return tree


def cases() -> list[Case]:
    """Every case of every file."""
    found = []
    for file in sorted(HERE.glob("*.yaml")):
        written = yaml.safe_load(file.read_text(encoding="utf-8"))
        found += [Case(f"{file.stem}: {name}", parts) for name, parts in written.items()]
    return found


def _place(tree: Path, path: str) -> Path:
    file = tree / path
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def _text(content: str | list[Any]) -> str:
    """A text of its pieces; `{n}` in a repeated piece is its number, `{m}` the one before."""
    if isinstance(content, str):
        return content
    return "".join(
        piece
        if isinstance(piece, str)
        else "".join(
            piece["text"].replace("{n}", str(n)).replace("{m}", str(n - 1))
            for n in range(1, piece["times"] + 1)
        )
        for piece in content
    )
