"""`scan explain RULE`: what a rule asks, why, when it is silent, and what to do."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import click

from scanner.cli.completion import rules
from scanner.cli.flags import common
from scanner.cli.options import Options
from scanner.cli.settings import settled
from scanner.errors import UnknownNameError
from scanner.rule import Rule, load_rules

WIDTH = 96
LABEL = 9


@click.command("explain")
@click.argument("rule", shell_complete=rules)
@common
@click.pass_obj
def command(before: Options, /, rule: str, **given: Any) -> int:
    """What a rule asks and why."""
    options = settled(before.joined(Options(**given)))
    known = load_rules(Path(folder) for folder in options.rules)
    if rule not in known:
        raise UnknownNameError("rule", rule, known)
    click.echo("\n".join(_lines(known[rule])))
    return 0


def _lines(rule: Rule) -> list[str]:
    worst = rule.severity[0].severity if rule.severity else "low"
    lines = [f"{rule.id}: {rule.title} (up to {worst})", ""]
    parts = [("Why", rule.why), ("Fires", f"when {rule.fires}"), ("Silent", f"when {rule.silent}")]
    parts += [("Limits", rule.limits)] if rule.limits else []
    parts += [("Fix", rule.fix["any"])] if "any" in rule.fix else []
    parts += [(f"  {name}", text) for name, text in rule.fix.items() if name != "any"]
    parts += [("Read", reference) for reference in rule.references]
    maps = "; ".join(f"{name} {', '.join(ids)}" for name, ids in rule.maps_to.items())
    parts += [("Maps to", maps)] if maps else []
    for label, text in parts:
        wrapped = textwrap.wrap(text, WIDTH - LABEL, break_long_words=False)
        lines += [f"{label:<{LABEL}}{wrapped[0]}"]
        lines += [" " * LABEL + line for line in wrapped[1:]]
    return lines
