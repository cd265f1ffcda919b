"""`scan init`: the first cutset.yaml, from what is guessed without one."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from scanner.cli.flags import common
from scanner.cli.judge import requested
from scanner.cli.options import Options
from scanner.cli.settings import settled
from scanner.config import find_config
from scanner.config.file import FILE_NAME
from scanner.config.first import first_config
from scanner.errors import UsageError
from scanner.pipeline import scan


@click.command("init")
@click.option("--force", is_flag=True, help="Overwrite the cutset.yaml that is there.")
@common
@click.pass_obj
def command(before: Options, /, force: bool, **given: Any) -> int:
    """Write the first cutset.yaml from the guessed journeys; the next scan is the same."""
    options = settled(before.joined(Options(**given)))
    request = requested(options)
    folder = next((path for path in request.paths if path.is_dir()), Path())
    file = folder / FILE_NAME
    _free(file, force)
    done = scan(replace(request, unconfigured=True))
    journeys = [journey for journey in done.inference.journeys if journey.guessed]
    text = first_config(journeys, options.environment)
    _write(file, text, force)
    count = len(journeys)
    said = f"with {count} guessed journeys" if count else "without a journey: no way in was found"
    click.echo(
        f"wrote {file.as_posix()} {said}\n"
        "  Next: give each its name, tier, rto and owner; take out what no customer would miss.\n"
        "  Then: scan config, and scan"
    )
    return 0


def _free(file: Path, force: bool) -> None:
    """Raises UsageError where a cutset.yaml already holds for the folder."""
    if force:
        return
    there = file if os.path.lexists(file) else find_config(file.parent.resolve())
    if there is not None:
        raise UsageError(
            f"{os.path.relpath(there)} is there already",
            means="Nothing was written.",
            next="See what it says: scan config; overwrite it: scan init --force",
        )


def _write(file: Path, text: str, force: bool) -> None:
    """Whole or not at all; what is there is overwritten only by `force`, a link never followed."""
    try:
        if not force:
            with file.open("x", encoding="utf-8") as opened:
                opened.write(text)
            return
        with tempfile.TemporaryDirectory(dir=file.parent) as beside:
            new = Path(beside, file.name)
            new.write_text(text, encoding="utf-8")
            new.replace(file)
    except OSError as error:
        raise UsageError(
            f"cannot write {file}: {error.strerror}", means="Nothing was written."
        ) from error
