"""`scan config`: every option that holds, and where it was said."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import click

from scanner.cli.flags import common
from scanner.cli.judge import gate_of
from scanner.cli.options import Options
from scanner.cli.settings import BY_HAND, Chosen, chosen, shown
from scanner.config import Config, read_config
from scanner.errors import UsageError
from scanner.model import FileOrigin
from scanner.model.codec import encode, json_schema
from scanner.report.words import clean

DEFAULTS = {"path": ".", "format": "terminal", "min_severity": "info", "min_confidence": "low"}
UNSET = "-"


@click.command("config")
@click.option("--schema", is_flag=True, help="Write the JSON Schema of cutset.yaml, for editors.")
@common
@click.pass_obj
def command(before: Options, /, schema: bool, **given: Any) -> int:
    """What holds, and where each value comes from: flag, environment, file and line, default."""
    if schema:
        published = json_schema(
            Config, title="cutset.yaml", identifier="urn:cutset:schema:config-1"
        )
        click.echo(encode(published, indent=2).decode())
        return 0
    found = chosen(before.joined(Options(**given)), os.environ)
    rows = [*_options(found), *_facts(found)]
    match found.options.format or "terminal":
        case "json":
            keys = ("name", "value", "origin")
            click.echo(
                encode([dict(zip(keys, row, strict=True)) for row in rows], indent=2).decode()
            )
        case "terminal":
            widths = [max(len(row[i]) for row in rows) for i in (0, 1)]
            for name, value, origin in rows:
                line = f"{name:<{min(widths[0], 32)}}  {value:<{min(widths[1], 40)}}  {origin}"
                click.echo(clean(line.rstrip()))
        case other:
            raise UsageError(f'scan config has no format "{other}"', next="--format json, or none")
    return 0


def _options(found: Chosen) -> Iterator[tuple[str, str, str]]:
    """`(name, value, origin)` of every option."""
    options = found.options
    for one in fields(options):
        if one.name in BY_HAND:
            continue
        value = getattr(options, one.name)
        if one.name in found.origins:
            yield one.name, shown(one.name, value), found.origins[one.name]
        elif one.name == "fail_on":
            why = "default with a baseline" if options.baseline else "default"
            yield one.name, gate_of(options), why
        elif one.name == "path" and options.inventory:
            yield one.name, UNSET, "default"
        else:
            yield one.name, DEFAULTS.get(one.name, "false" if value is False else UNSET), "default"


def _facts(found: Chosen) -> Iterator[tuple[str, str, str]]:
    """What the cutset.yaml says beside options: what there is, and where."""
    if found.config is None:
        yield "cutset.yaml", "none", "write one: scan init"
        return
    path = os.path.relpath(found.config)
    config = read_config(found.config, path)
    yield "cutset.yaml", path, "nearest one upwards" if not found.options.config else "--config"
    yield "environments", ", ".join(config.environments) or "production", path
    for journey in config.journeys:
        yield f"journey {journey.id}", journey.name or UNSET, _place(journey.origin)
    for fact in config.facts:
        yield f"fact of {fact.owner}", fact.source, _place(fact.origin)
    for acceptance in config.accept:
        until = f"until {acceptance.until}, {acceptance.owner}"
        yield f"accept {acceptance.rule}", until, _place(acceptance.origin)


def _place(origin: object) -> str:
    return f"{origin.path}:{origin.line}" if isinstance(origin, FileOrigin) else UNSET
