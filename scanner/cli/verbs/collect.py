"""`scan collect`: the inventory that was read, as JSON, for other tools and later scans."""

from __future__ import annotations

from typing import Any

import click

from scanner.cli.judge import scanned
from scanner.cli.options import Options, common, taken
from scanner.collect import inventory_file
from scanner.model.codec import encode


@click.command("collect")
@common
@click.pass_obj
def command(before: Options, /, **given: Any) -> int:
    """Write the inventory that was read as JSON."""
    options = before.merged(taken(given)[0])
    inventory = inventory_file.written(scanned(options).inference.inventory)
    click.echo(encode(inventory, indent=2).decode())
    return 0
