"""The options that every verb has, before it and after it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from scanner.cli.completion import files, folders, formats
from scanner.collect.live import BULK, ROLE
from scanner.config.settings import FailOn
from scanner.errors import UsageError
from scanner.model import Confidence, Severity

F = TypeVar("F", bound=Callable[..., Any])

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

    def merged(self, later: Options) -> Options:
        """These options with `later` ones; and where both are silent, what the environment,
        cutset.yaml and pyproject.toml say. Raises CutsetError."""
        from scanner.cli.settings import settled

        return settled(self.joined(later))

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


_OPTIONS = [
    click.option(
        "--path",
        multiple=True,
        metavar="PATH",
        help="A directory of code; a plan or state (JSON).",
        shell_complete=files,
    ),
    click.option(
        "--inventory",
        multiple=True,
        metavar="FILE",
        help="An inventory file.",
        shell_complete=files,
    ),
    click.option(
        "--account", multiple=True, metavar="WHICH", help="aws:PROFILE, aws:ID, aws:org[/OU]; aws:"
    ),
    click.option("--role", metavar="NAME", help=f"Role in accounts one is not in ({ROLE})."),
    click.option("--every-region", is_flag=True, help="Ask regions too that seem empty."),
    click.option(
        "--bulk",
        type=click.Choice(CHOICES["bulk"]),
        help="Sources that hold many accounts: where nothing else reads them (auto), or alone.",
    ),
    click.option(
        "--max-requests-per-second", type=float, metavar="N", help="To all accounts together."
    ),
    click.option("--resume", metavar="FILE", help="Ask what this snapshot lacks, and add it."),
    click.option(
        "--format",
        metavar="FMT",
        help="What to write to stdout: terminal, json, sarif and others.",
        shell_complete=formats,
    ),
    click.option("--output", multiple=True, metavar="FMT=FILE", help="Also write a file."),
    click.option(
        "--config",
        metavar="FILE",
        help="cutset.yaml; else the nearest one upwards.",
        shell_complete=files,
    ),
    click.option(
        "--rules",
        multiple=True,
        metavar="DIR",
        help="A folder with more rules.",
        shell_complete=folders,
    ),
    click.option(
        "--var-file",
        multiple=True,
        metavar="FILE",
        help="As for Terraform.",
        shell_complete=files,
    ),
    click.option("--var", multiple=True, metavar="NAME=VALUE", help="As for Terraform."),
    click.option("--workspace", metavar="NAME", help="Terraform's workspace."),
    click.option(
        "--module-path", multiple=True, metavar="SOURCE=DIR", help="Code of a module source."
    ),
    click.option("--environment", multiple=True, metavar="NAME", help="Judge this one only."),
    click.option(
        "--cache",
        metavar="DIR",
        help="Keep results here; what has not changed is fast.",
        shell_complete=folders,
    ),
    click.option(
        "--baseline",
        metavar="FILE",
        help="What was there before: only new and worse then fail.",
        shell_complete=files,
    ),
    click.option(
        "--write-baseline",
        metavar="FILE",
        help="Write what is there now.",
        shell_complete=files,
    ),
    click.option(
        "--fail-on",
        type=click.Choice(CHOICES["fail_on"]),
        help="Exit 1 from here on (high; with a baseline, new-high).",
    ),
    click.option(
        "--min-severity", type=click.Choice(CHOICES["min_severity"]), help="Show from here on."
    ),
    click.option(
        "--min-confidence", type=click.Choice(CHOICES["min_confidence"]), help="Show from here on."
    ),
    click.option("--min-coverage", type=float, metavar="PCT", help="Exit 3 below this."),
    click.option("--offline", is_flag=True, help="Refuse sources that need the network."),
    click.option("-q", "--quiet", is_flag=True, help="Only the result."),
    click.option("--no-progress", is_flag=True, help="Nothing on stderr while working."),
    click.option("--color", type=click.Choice(COLORS), help="Colour."),
    click.option(
        "--redact",
        type=click.Choice(CHOICES["redact"]),
        is_flag=False,
        flag_value="always",
        help="Aliases for names. Auto: where CI says that the repository is public.",
    ),
    click.option("--debug", is_flag=True, help="Show tracebacks."),
]


def common(command: F) -> F:
    """Add the common options to a command; they arrive as keyword arguments."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def taken(given: dict[str, Any]) -> tuple[Options, dict[str, Any]]:
    """The common options among keyword arguments, and the rest."""
    names = {one.name for one in fields(Options)}
    own = {name: value for name, value in given.items() if name not in names}
    return Options(**{n: v for n, v in given.items() if n in names}), own
