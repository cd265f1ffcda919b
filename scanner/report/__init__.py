"""One file a format; the folder is the registry.

Each module has `FORMAT` (its name on the command line) and `render(report, options)`, which
gives text. To add a format, add a file. What a format must not show is taken out before,
once, by `redact`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from scanner.model import Report

NOT_FORMATS = {"parts", "redact", "words"}


@dataclass(frozen=True)
class Look:
    """How an output is shown, for formats that people read."""

    width: int = 100
    colour: bool = False
    terminal: bool = False
    """True where the output is a terminal: tables. False: one plain line a finding."""


Render = Callable[[Report, Look], str]


def formats() -> dict[str, Render]:
    """Every format by name."""
    found: dict[str, Render] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name not in NOT_FORMATS:
            loaded = importlib.import_module(f"{__name__}.{module.name}")
            found[loaded.FORMAT] = loaded.render
    return found
