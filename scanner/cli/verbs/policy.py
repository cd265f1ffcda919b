"""`scan policy`: what a role must be allowed so that live accounts can be read."""

from __future__ import annotations

import importlib
import json

import click

from scanner.collect.live import ROLE
from scanner.errors import UnknownNameError
from scanner.pipeline import LIVE


@click.command("policy")
@click.argument("provider", default=LIVE[0])
@click.option("--role", default=ROLE, metavar="NAME", help="The role in other accounts.")
def command(provider: str, role: str) -> int:
    """Write the read-only policy that a scan of live accounts needs.

    It allows what the collectors declare, and they can call nothing else.
    """
    if provider not in LIVE:
        raise UnknownNameError("provider", provider, LIVE)
    room = importlib.import_module(f"scanner.collect.{provider}")
    click.echo(json.dumps(room.needed_policy(role), indent=2))
    return 0
