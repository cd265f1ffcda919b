"""`scan diff BASE HEAD`: what a change makes worse."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import click
import msgspec

from scanner.cache import judged
from scanner.cli.judge import cache_of, checked, finish, requested
from scanner.cli.options import Options, common, taken
from scanner.cli.settings import settled
from scanner.cli.sides import WORK_TREE, Side, changes, side_of, with_config_of
from scanner.collect.memo import Memo
from scanner.errors import UsageError
from scanner.model import Report
from scanner.rule import compared
from scanner.rule.anchor import at_the_change

GATE = "new-high"


@click.command("diff")
@click.argument("base")
@click.argument("head", default=WORK_TREE)
@common
@click.pass_obj
def command(before: Options, /, base: str, head: str, **given: Any) -> int:
    """What a change makes worse: only what is new, worse or fixed counts.

    BASE and HEAD are revisions of the git repository that the sources are in, folders, JSON
    reports, or files of inventories, plans and states. Without HEAD: the work tree as it stands.
    `main...` is where this branch left main.
    """
    flags = before.joined(taken(given)[0])
    options = replace(settled(flags), baseline=None)  # one that a file names is for `scan` alone
    checked(options)
    if flags.baseline or flags.write_baseline:
        raise UsageError(
            "diff compares with BASE, not with a baseline",
            next="Leave --baseline out, or the verb: scan --baseline FILE",
        )
    base, head = _two(base, head)
    with ExitStack() as stack:
        request = requested(options)
        new = side_of(head, request, stack)
        old, note = with_config_of(side_of(base, request, stack), new)
        memo = Memo()  # what is alike on both sides is evaluated once
        reports = [
            _judged(side, what, memo, options) for side, what in ((old, "before"), (new, "now"))
        ]
        result = at_the_change(compared(*reports), changes(old, new))
    if note:
        result = msgspec.structs.replace(result, warnings=(*result.warnings, note))
    return finish(result, options, options.fail_on or GATE)


def _two(base: str, head: str) -> tuple[str, str]:
    """`A..B` and `A...B` are both sides in one word, as in git."""
    if head or ".." not in base or os.path.exists(base):  # noqa: PTH110 - as long as it likes
        return base, head
    first, dots, second = base.partition("...")
    if dots:
        return base, second
    first, dots, second = base.partition("..")
    return first or "HEAD", second


def _judged(side: Side, what: str, memo: Memo, options: Options) -> Report:
    if isinstance(side, Report):
        return side
    tell = side.progress
    request = replace(side, memo=memo, progress=lambda text: tell(f"{what}: {text}"))
    return judged(request, cache_of(options))
