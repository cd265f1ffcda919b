"""`scan collect`: the inventory that was read, as JSON, for other tools and later scans."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from scanner.cli.flags import common
from scanner.cli.judge import live_of, requested, scanned
from scanner.cli.options import Options
from scanner.cli.settings import settled
from scanner.collect import inventory_file
from scanner.errors import UsageError
from scanner.model import Reach, Source
from scanner.model.codec import encode
from scanner.pipeline import collected

SNAPSHOT = "snapshot"


@click.command("collect")
@common
@click.pass_obj
def command(before: Options, /, **given: Any) -> int:
    """Write the inventory that was read as JSON.

    With --account and --output snapshot=FILE each part is written to the file as soon as it is
    read, and nothing else: `scan --inventory FILE` judges it later, and --resume FILE goes on.
    """
    options = settled(before.joined(Options(**given)))
    file = _snapshot(options)
    if file is None:
        inventory = inventory_file.written(scanned(options).inference.inventory)
        click.echo(encode(inventory, indent=2).decode())
        return 0
    request = replace(requested(options), live=replace(live_of(options, file), outline=True))
    try:
        found = collected(request)
    except KeyboardInterrupt:
        _told(options, f"{file} holds what was read\n  Next: {_again(options, file)}")
        raise
    read = sum(s.declared - len(s.excluded) - len(s.unevaluated) for s in found.sources)
    _told(options, f"wrote {file}: {read:,} resources")
    for reason, ids in _by_reason(found.sources).items():
        more = f" and {len(ids) - 1:,} more" if len(ids) > 1 else ""
        _told(options, f"  {ids[0]}{more}: {reason}")
    if any(gap.reach is Reach.OPAQUE for s in found.sources for gap in s.unevaluated):
        _told(options, f"  Ask for what is missing: {_again(options, file)}")
    _told(options, f"  Next: scan --inventory {file}")
    return 0


def _by_reason(sources: tuple[Source, ...]) -> dict[str, list[str]]:
    """Why sources were not read wholly -> their ids."""
    found: dict[str, list[str]] = {}
    for source in sources:
        if source.reason:
            found.setdefault(source.reason, []).append(source.id)
    return found


def _snapshot(options: Options) -> Path | None:
    """Where to write a snapshot, if that is asked for. Raises UsageError."""
    files = [file for name, file in options.outputs() if name == SNAPSHOT]
    if not files and options.resume and options.account:
        files = [Path(options.resume)]
    if files and not options.account:
        raise UsageError(
            "a snapshot is of live accounts", next="e.g. scan collect --account aws:prod"
        )
    return files[0] if files else None


def _again(options: Options, file: Path) -> str:
    accounts = " ".join(f"--account {account}" for account in options.account)
    return f"scan collect {accounts} --resume {file}"


def _told(options: Options, text: str) -> None:
    if not options.quiet:
        click.echo(text, err=True)
