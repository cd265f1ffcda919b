"""`scan policy`: what a role must be allowed so that live accounts can be read."""

from __future__ import annotations

import importlib
import json

import click

from scanner.collect.live import ROLE
from scanner.errors import UnknownNameError, UsageError
from scanner.pipeline import LIVE


@click.command("policy")
@click.argument("provider", default=LIVE[0])
@click.option("--role", default=ROLE, metavar="NAME", help="The role in other accounts.")
@click.option("--part", type=click.IntRange(min=1), metavar="N", help="One policy of several.")
def command(provider: str, role: str, part: int | None) -> int:
    """Write the read-only policy that a scan of live accounts needs.

    It allows what the collectors declare, and they can call nothing else. Where it is longer than
    one policy may be, --part writes the first, the second and so on of as many as it takes.
    """
    if provider not in LIVE:
        raise UnknownNameError("provider", provider, LIVE)
    room = importlib.import_module(f"scanner.collect.{provider}")
    several, most = room.needed_policies(role)
    if part is None:
        click.echo(json.dumps(room.needed_policy(role), indent=2))
        if len(several) > 1:
            click.echo(
                f"note: one policy that roles share may have {most:,} characters, and this has "
                f"more; --part 1 to --part {len(several)} write it in parts",
                err=True,
            )
        return 0
    if part > len(several):
        raise UsageError(f"--part {part}: there are {len(several)}")
    click.echo(json.dumps(several[part - 1], indent=2))
    return 0
