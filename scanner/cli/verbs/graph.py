"""`scan graph`: the dependency graph, for scripts and drawing tools."""

from __future__ import annotations

from typing import Any

import click

from scanner.cli.flags import common
from scanner.cli.judge import scanned
from scanner.cli.options import Options
from scanner.cli.settings import settled
from scanner.graph import to_dot, to_graphml, to_json


@click.command("graph")
@click.option(
    "--as",
    "kind",
    type=click.Choice(["json", "graphml", "dot"]),
    default="json",
    help="json: node-link, loads back without loss.",
)
@common
@click.pass_obj
def command(before: Options, /, kind: str, **given: Any) -> int:
    """Write the graph that is judged."""
    graph = scanned(settled(before.joined(Options(**given)))).graph
    if kind == "json":
        click.echo(to_json(graph).decode())
    else:
        click.echo(to_graphml(graph) if kind == "graphml" else to_dot(graph))
    return 0
