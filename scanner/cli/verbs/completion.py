"""`scan completion SHELL`: what a shell needs to complete verbs, options and names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

PROGRAM = "scan"
VARIABLE = "_SCAN_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, /, shell: str) -> int:
    """Write the completion script of a shell: eval "$(scan completion bash)"."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, PROGRAM, VARIABLE).source())
    return 0
