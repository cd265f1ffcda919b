"""Runs the command line in this process: as `tests.cli.test_cli` does in another, but quicker."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner
from scanner.cli.group import scan


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


def run(*arguments: str, cwd: Path | None = None, **environment: str) -> Done:
    """`scan ARGUMENTS` in `cwd`, with nothing in the environment that is about cutset."""
    before = Path.cwd()
    plain: dict[str, str | None] = {k: None for k in os.environ if k.startswith("CUTSET_")}
    os.chdir(cwd or before)
    try:
        result = CliRunner().invoke(
            scan, list(arguments), prog_name="scan", env={**plain, "NO_COLOR": "1", **environment}
        )
    finally:
        os.chdir(before)
    return Done(result.exit_code, result.stdout, result.stderr)
