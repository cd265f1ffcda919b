"""`scan rules [list|test|new|schema]`: every rule in one line; and the way to rules of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scanner.cli.flags import common
from scanner.cli.group import Named
from scanner.cli.options import Options
from scanner.cli.settings import settled
from scanner.errors import InputError, NothingReadError
from scanner.model import Report
from scanner.pipeline import Request, report, scan
from scanner.report.words import plural
from scanner.rule import load_rules
from scanner.rule.cases import CASES, Result, results
from scanner.rule.load import rule_files
from scanner.rule.new import QUESTIONS, schema, write_rule

FAILED = 1


@click.group("rules", cls=Named, invoke_without_command=True)
@common
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> int:
    """List the rules, test your own, start a new one."""
    before: Options = ctx.obj
    ctx.obj = before.joined(Options(**given))
    if ctx.invoked_subcommand is None:
        return _list(settled(ctx.obj))
    return 0


@command.command("list")
@common
@click.pass_obj
def _listed(before: Options, /, **given: Any) -> int:
    """List the rules, yours included."""
    return _list(settled(before.joined(Options(**given))))


def _list(options: Options) -> int:
    rules = load_rules(_folders(options))
    width = max(map(len, rules))
    for rule in rules.values():
        worst = rule.severity[0].severity if rule.severity else "low"
        click.echo(f"{rule.id:<{width}}  {worst:<8}  {rule.title}")
    return 0


@command.command("test")
@click.argument("folder", required=False, metavar="[DIR]")
@common
@click.pass_obj
def _test(before: Options, /, folder: str | None, **given: Any) -> int:
    """Judge the cases of your rules: what they must find, must not, and must ask."""
    options = settled(before.joined(Options(**given)))
    folders = [Path(folder)] if folder else _folders(options)
    if not folders:
        raise NothingReadError(
            "there are no rules to test", means="", next="Name the folder: scan rules test DIR"
        )
    done = [result for one in folders for result in _tested(one, folders)]
    if not done:
        raise NothingReadError(
            f"there is no rule in {folders[0]}",
            next=f"Start one: scan rules new NAME --in {folders[0]}",
        )
    failed = [result for result in done if not result.ok]
    for result in done:
        click.echo(_line(result))
    rules = plural(len({result.rule for result in done}), "rule")
    click.echo(f"{rules}, {plural(len(done), 'case')}: {len(failed) or 'none'} failed")
    return FAILED if failed else 0


@command.command("new")
@click.argument("name")
@click.option("--asks", type=click.Choice(QUESTIONS), default="requires", help="Its question.")
@click.option("--in", "folder", default="risk-rules", metavar="DIR", help="Where (risk-rules).")
@common
@click.pass_obj
def _new(before: Options, /, name: str, asks: str, folder: str, **given: Any) -> int:
    """Write a rule with a flagged, a clean and a not-known case, ready to be changed."""
    options = settled(before.joined(Options(**given)))
    into = Path(folder)
    folders = _folders(options)
    known = [one.resolve() for one in folders]
    if into.is_dir() and not any(into.resolve().is_relative_to(one) for one in known):
        folders.append(into)
    for file in write_rule(name, asks, into, load_rules(folders)):
        click.echo(f"wrote {file.as_posix()}")
    click.echo(f"Test it:  scan rules test {folder}\nUse it:   scan --rules {folder}")
    return 0


@command.command("schema")
@common
def _schema(**given: Any) -> int:
    """Write the JSON Schema of a rule, for editors."""
    del given
    click.echo(schema(), nl=False)
    return 0


def _folders(options: Options) -> list[Path]:
    return [Path(folder) for folder in options.rules]


def _tested(folder: Path, folders: list[Path]) -> list[Result]:
    """The results of every rule in `folder`; those of cutset itself have theirs elsewhere."""
    ids = load_rules(folders).keys() - load_rules().keys()

    def judge(file: Path) -> Report:
        # what a cutset.yaml above says is of another system
        return report(
            scan(Request(inventories=(file,), rule_folders=tuple(folders), unconfigured=True))
        )

    found: list[Result] = []
    for file in rule_files(folder):
        rule = file.stem
        if rule not in ids:
            raise InputError(
                f'the rule in it is not called "{rule}"',
                path=file.as_posix(),
                field="id",
                means="Its cases cannot be found: the folder of cases is called as the rule.",
                next="Name the file as the id: <id>.yaml",
            )
        found += results(rule, file.parent / CASES / rule, judge)
    return found


def _line(result: Result) -> str:
    if result.ok:
        late = f"  (not yet: {result.not_yet})" if result.not_yet else ""
        return f"ok      {result.rule} {result.case}{late}"
    lines = [f"FAILED  {result.rule} {result.case}   (- expected, + found)"]
    return "\n".join([*lines, *(f"          {line}" for line in result.told.splitlines())])
