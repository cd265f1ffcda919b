"""`scan rules`: every rule in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scanner.cli.options import Options, common, taken
from scanner.rule import load_rules


@click.command("rules")
@common
@click.pass_obj
def command(before: Options, /, **given: Any) -> int:
    """List the rules, yours included."""
    options = before.merged(taken(given)[0])
    rules = load_rules(Path(folder) for folder in options.rules)
    width = max(map(len, rules))
    for rule in rules.values():
        worst = rule.severity[0].severity if rule.severity else "low"
        click.echo(f"{rule.id:<{width}}  {worst:<8}  {rule.title}")
    return 0
