"""What holds for every tree of code, however broken: the laws that fuzzing tests.

It never raises; declared = evaluated + excluded + unknown; the same bytes come out twice;
nothing outside the tree is opened; and the time it takes is bounded.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scanner.collect.terraform import Limits, Options, collect
from scanner.collect.tree import Tree, TreeLimits
from scanner.model.codec import encode

from tests.collect.terraform.code import check
from tests.collect.terraform.knowledge import SMALL

MOST_S = 20.0
"""Processor time for one small tree within `LIMITS`, with much to spare on a slow machine."""
LIMITS = Limits(instances_per_block=100, instances_per_root=500, steps_per_root=50_000)
SECRET = "outside-7d1c"


class BrokenLawError(AssertionError):
    """A law that did not hold."""


class _Watch:
    """Python's own audit: which files are opened while it is on."""

    def __init__(self) -> None:
        self.inside = ""
        self.opened: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.inside or event not in ("open", "os.listdir", "os.scandir"):
            return
        if isinstance(arguments[0], str):
            path = os.path.realpath(arguments[0])
            if not path.startswith((self.inside, *_OWN)):
                self.opened.append(path)


_OWN = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]))
_WATCH = _Watch()
sys.addaudithook(_WATCH)


def hold(files: dict[str, bytes]) -> None:
    """Collect a tree of `files` (path -> content). Raises BrokenLawError, or what it raised."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        _write(
            Path(folder), {"outside/main.tf": f"# {SECRET}".encode(), "outside/x": SECRET.encode()}
        )
        _write(tree, files)
        _WATCH.inside, _WATCH.opened = os.path.realpath(tree), []
        start = time.process_time()
        try:
            first = _collected(tree)
            taken_s = time.process_time() - start
            second = _collected(tree)
        finally:
            _WATCH.inside = ""
    if taken_s > MOST_S:
        raise BrokenLawError(f"it took {taken_s:.1f} s")
    if first != second:
        raise BrokenLawError("the same input gave other bytes")
    if _WATCH.opened:
        raise BrokenLawError(f"opened {_WATCH.opened[0]}")
    if SECRET.encode() in first:
        raise BrokenLawError("what lies outside was read")


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _collected(tree: Path) -> bytes:
    found = collect(Tree(tree, TreeLimits(file_bytes=2**20)), SMALL, Options(limits=LIMITS))
    check(found)
    return encode(found)
