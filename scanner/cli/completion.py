"""What the shell offers after Tab: rules, journeys and domains, without scanning anything.

Journeys come from the nearest cutset.yaml, journeys and domains from the last report of the cache
(`--cache`, CUTSET_CACHE). Whatever cannot be read offers nothing: a shell shows no errors.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from scanner.errors import CutsetError

if TYPE_CHECKING:  # what is needed is loaded when asked for: every command loads this file
    from scanner.cache import Names
    from scanner.cli.options import Options

MOST = 500


def rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of rules, with their titles."""
    del param
    from scanner.rule import load_rules

    options = _options(ctx)
    try:
        known = load_rules(Path(folder) for folder in options.rules)
    except (CutsetError, OSError):
        known = load_rules()
    return _items(((rule.id, rule.title) for rule in known.values()), incomplete)


def journeys(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of journeys, with their names."""
    del param
    options = _options(ctx)
    found = {**_last(options).journeys, **_declared(options)}
    return _items(sorted(found.items()), incomplete)


def domains(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of everything that was lost in turn."""
    del param
    return _items(sorted(_last(_options(ctx)).domains.items()), incomplete)


def formats(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of report formats."""
    del ctx, param
    from scanner.report import formats as known

    return _items(((name, "") for name in sorted(known())), incomplete)


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Whatever files and folders the shell finds."""
    del ctx, param
    return [CompletionItem(incomplete, type="file")]


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The folders that the shell finds."""
    del ctx, param
    return [CompletionItem(incomplete, type="dir")]


def _options(ctx: click.Context) -> Options:
    """What the words before the cursor and everything else say."""
    from scanner.cli.options import Options
    from scanner.cli.settings import chosen

    options = Options()
    for context in (ctx.parent, ctx):
        if context is not None:
            given = {k: v for k, v in context.params.items() if hasattr(options, k)}
            options = options.joined(Options(**given))
    try:
        return chosen(options, os.environ).options
    except (CutsetError, OSError):
        return options


def _declared(options: Options) -> dict[str, str]:
    from scanner.config import find_config, read_config

    start = Path(options.path[0]) if options.path else Path()
    try:
        file = Path(options.config) if options.config else find_config(start.resolve())
        config = read_config(file, str(file)) if file else None
    except (CutsetError, OSError):
        return {}
    return {journey.id: journey.name for journey in config.journeys} if config else {}


def _last(options: Options) -> Names:
    from scanner.cache import Names, last_names

    return last_names(Path(options.cache)) if options.cache else Names()


def _items(known: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    fitting = [(name, text) for name, text in known if name.startswith(incomplete)]
    return [CompletionItem(name, help=text or None) for name, text in fitting[:MOST]]
