"""`scan` and its verbs: finding the verb, and turning errors into messages and exit codes."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import sys
import traceback
from typing import Any

import click

from scanner import __version__
from scanner.cli import verbs
from scanner.cli.flags import common
from scanner.cli.options import Options
from scanner.errors import CutsetError, near_matches

GARBAGE = (20_000, 20, 20)
"""When Python looks for garbage. A scan builds much and throws little away: at the default of
700 objects it spends a fifth of its time looking."""
INTERRUPTED = 130
INTERNAL = 4
USAGE = 2


class Named(click.Group):
    """Verbs below a verb: a slip is told with what was meant, a return value is an exit code."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but for a word that is none of its verbs."""
        names = self.list_commands(ctx)
        if args[0] not in names:
            near = near_matches(args[0], names, most=1)
            hint = (
                f'Did you mean "scan {self.name} {near[0]}"?'
                if near
                else f"Know: {', '.join(names)}"
            )
            raise click.UsageError(f'there is no verb "{self.name} {args[0]}"\n  {hint}')
        return super().resolve_command(ctx, args)


class Verbs(click.Group):
    """Loads a verb when it is asked for; one file of `verbs` is one verb."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every verb, in order of name."""
        del ctx
        return sorted(module.name for module in pkgutil.iter_modules(verbs.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name, loaded now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{verbs.__name__}.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; a word that is no verb is told from a path and from a slip."""
        name = args[0]
        if name not in self.list_commands(ctx):
            near = near_matches(name, self.list_commands(ctx), most=1)
            hint = f'To scan a folder: scan --path "{name}"'
            if near and not os.path.exists(name):  # noqa: PTH110
                hint = f'Did you mean "scan {near[0]}"?'
            raise click.UsageError(f'there is no verb "{name}"\n  {hint}')
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and leave with the exit code that the errors or the verb say."""
        kwargs["standalone_mode"] = False
        gc.set_threshold(*GARBAGE)
        try:
            code = super().main(*args, **kwargs)
        except click.exceptions.Exit as stop:
            code = stop.exit_code
        except (click.exceptions.Abort, KeyboardInterrupt):
            code = _told("interrupted", INTERRUPTED)
        except click.ClickException as error:
            code = _told(error.format_message(), USAGE)
        except CutsetError as error:
            code = _failed(error, error.exit_code)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except Exception as error:
            code = _failed(error, INTERNAL)
        sys.exit(code or 0)


def _told(text: str, code: int) -> int:
    """Say what is wrong. Names in it may be a stranger's: all lines but the first are indented,
    and none can be taken for a command to the CI whose log it is."""
    from scanner.report.words import log_line

    first, *others = f"error: {text}".split("\n")
    lines = [first, *(f"  {line.strip()}" for line in others)]
    click.echo("\n".join(map(log_line, lines)), err=True)
    return code


def _failed(error: Exception, code: int) -> int:
    if "--debug" in sys.argv:
        traceback.print_exception(error)
        return code
    if isinstance(error, CutsetError):
        return _told(str(error), code)
    what = f"{type(error).__name__}: {error}"
    return _told(
        f"cutset failed inside ({what})\n  There is no result.\n"
        "  Please report it with the output of the same command and --debug.",
        code,
    )


@click.group(cls=Verbs, invoke_without_command=True, context_settings={"max_content_width": 100})
@common
@click.version_option(__version__, prog_name="cutset")
@click.pass_context
def scan(ctx: click.Context, /, **given: Any) -> int:
    """Which single failure outside your control stops which customer journey, and why.

    Without a verb: judge the repository you stand in, or the sources you name.
    """
    ctx.obj = Options(**given)
    if ctx.invoked_subcommand is None:
        from scanner.cli.judge import judge
        from scanner.cli.settings import settled

        return judge(settled(ctx.obj))
    return 0
