"""`scan diff BASE HEAD`: what a change makes worse."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import click
import msgspec

from scanner.cache import judged, judged_before, keep_as
from scanner.cli.flags import common
from scanner.cli.judge import cache_of, checked, finish, requested
from scanner.cli.options import Options
from scanner.cli.settings import settled
from scanner.cli.sides import (
    WORK_TREE,
    Side,
    Word,
    changes,
    content_at,
    side_of,
    with_config_of,
    word_of,
)
from scanner.collect.memo import Memo
from scanner.config import Config
from scanner.errors import UsageError
from scanner.model import Report
from scanner.pipeline import Request, config_of
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
    flags = before.joined(Options(**given))
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
        old_word, new_word = word_of(base, request), word_of(head, request)
        written: dict[str, Path] = {}
        new = side_of(new_word, request, stack, written)
        memo = Memo()  # what is alike on both sides is evaluated once

        @cache
        def old_side() -> Side:
            return side_of(old_word, request, stack, written)

        then, note = _before(old_word, request, old_side, new, memo, options)
        now = _judged(new, "now", memo, options)
        result = at_the_change(compared(then, now), changes(old_side, new))
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


def _before(
    base: Word,
    request: Request,
    old_side: Callable[[], Side],
    new: Side,
    memo: Memo,
    options: Options,
) -> tuple[Report, str]:
    """The report of the base, and what is to be said of it. A revision that was judged today is
    not even copied."""
    folder, content = cache_of(options), content_at(base, request)
    beside = config_of(new) if isinstance(new, Request) else Config()
    kept = judged_before(request, content, beside, folder)
    if kept is not None:
        return kept, ""
    old, note = with_config_of(old_side(), new)
    found = _judged(old, "before", memo, options)
    if not note:
        keep_as(request, content, beside, folder, found)
    return found, note


def _judged(side: Side, what: str, memo: Memo, options: Options) -> Report:
    if isinstance(side, Report):
        return side
    tell = side.progress
    request = replace(side, memo=memo, progress=lambda text: tell(f"{what}: {text}"))
    return judged(request, cache_of(options))
