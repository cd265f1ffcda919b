"""What the user may choose, whatever the verb: values, and how two sets of them add up."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args

from scanner.collect.live import BULK
from scanner.config.settings import FailOn
from scanner.errors import UsageError
from scanner.model import Confidence, Severity

COLORS = ("auto", "always", "never")
CHOICES: dict[str, tuple[str, ...]] = {
    "fail_on": get_args(FailOn),
    "min_severity": tuple(map(str, Severity)),
    "min_confidence": tuple(map(str, Confidence)),
    "color": COLORS,
    "redact": ("auto", "always", "never"),
    "bulk": BULK,
}
"""Option -> the values it may have."""


@dataclass
class Options:
    """What the user chose; unset values are None or empty, so that two sets can be merged."""

    path: tuple[str, ...] = ()
    inventory: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    role: str | None = None
    every_region: bool = False
    bulk: str | None = None
    max_requests_per_second: float | None = None
    resume: str | None = None
    format: str | None = None
    output: tuple[str, ...] = ()
    config: str | None = None
    rules: tuple[str, ...] = ()
    var_file: tuple[str, ...] = ()
    var: tuple[str, ...] = ()
    workspace: str | None = None
    module_path: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    cache: str | None = None
    baseline: str | None = None
    write_baseline: str | None = None
    fail_on: str | None = None
    min_severity: str | None = None
    min_confidence: str | None = None
    min_coverage: float | None = None
    offline: bool = False
    quiet: bool = False
    no_progress: bool = False
    color: str | None = None
    redact: str | None = None
    debug: bool = False

    def joined(self, later: Options) -> Options:
        """These options with `later` ones: lists add up, single values are replaced."""
        values: dict[str, Any] = {}
        for one in fields(self):
            mine, theirs = getattr(self, one.name), getattr(later, one.name)
            if isinstance(mine, tuple):
                values[one.name] = (*mine, *theirs)
            elif isinstance(mine, bool):
                values[one.name] = mine or theirs
            else:
                values[one.name] = mine if theirs is None else theirs
        return Options(**values)

    def outputs(self) -> list[tuple[str, Path]]:
        """`--output FMT=FILE`, taken apart. Raises UsageError."""
        found = []
        for text in self.output:
            name, equals, file = text.partition("=")
            if not equals or not name or not file:
                raise UsageError(
                    f'--output "{text}" is not FORMAT=FILE', next="e.g. --output json=risk.json"
                )
            found.append((name, Path(file)))
        return found

    def variables(self) -> tuple[tuple[str, str], ...]:
        """`--var NAME=VALUE`, taken apart. Raises UsageError."""
        return tuple(_pair(text, "--var") for text in self.var)

    def modules(self) -> dict[str, str]:
        """`--module-path SOURCE=DIR`, taken apart. Raises UsageError."""
        return dict(_pair(text, "--module-path") for text in self.module_path)

    @property
    def coloured(self) -> bool:
        """Whether to colour: as asked, else on a terminal, if NO_COLOR does not forbid it."""
        if self.color in ("always", "never"):
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f'{option} "{text}" is not NAME=VALUE')
    return name, value
