"""The options that every verb has, before it and after it, as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from scanner.cli.completion import files, folders, formats
from scanner.cli.options import CHOICES
from scanner.collect.live import ROLE

F = TypeVar("F", bound=Callable[..., Any])

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
    click.option("--color", type=click.Choice(CHOICES["color"]), help="Colour."),
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
    """Add the common options to a command; they arrive as keyword arguments, those of `Options`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
