"""The main job: scan the sources, write the report, and say by the exit code how it went."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from scanner.cache import judged
from scanner.cli.options import Options
from scanner.errors import UnknownNameError, UsageError
from scanner.model import Confidence, Finding, FindingState, Report, Severity
from scanner.pipeline import Request, Scan, restrict, scan
from scanner.report import Look, formats

NOTHING_FOUND = 0
FOUND = 1
NOT_COVERED = 3


def judge(options: Options) -> int:
    """Scan, report, and give the exit code."""
    outputs = options.outputs()
    known = formats()
    for name in (options.format or "terminal", *(name for name, _ in outputs)):
        if name not in known:
            raise UnknownNameError("format", name, known)
    cache = Path(options.cache) if options.cache else None
    result = restrict(judged(requested(options), cache), wanted(options))
    look = look_of(options)
    for name, file in outputs:
        _write(file, known[name](result, Look(width=look.width)))
    click.echo(known[options.format or "terminal"](result, look), nl=False, color=look.colour)
    return exit_code(result, options)


def scanned(options: Options) -> Scan:
    """The sources that the options name, or the folder one stands in, ready to judge."""
    return scan(requested(options))


def requested(options: Options) -> Request:
    """What the options ask for. Raises UsageError where a source is not there."""
    paths = tuple(Path(text) for text in options.path)
    inventories = tuple(Path(text) for text in options.inventory)
    for path in paths:
        if not path.exists():
            raise UsageError(f'there is no file or folder "{path}"', means="Nothing was scanned.")
    if not paths and not inventories:
        paths = (Path(),)
    return Request(
        paths=paths,
        inventories=inventories,
        config=Path(options.config) if options.config else None,
        rule_folders=tuple(Path(text) for text in options.rules),
        var_files=options.var_file,
        variables=options.variables(),
        workspace=options.workspace or "",
        module_paths=options.modules(),
        environments=options.environment,
        processes=len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1,
        progress=_progress(options),
    )


def _progress(options: Options) -> Callable[[str], None]:
    if options.quiet or options.no_progress or not sys.stderr.isatty():
        return lambda _: None
    started = time.monotonic()
    return lambda text: click.echo(f"{time.monotonic() - started:5.1f} s  {text}", err=True)


def look_of(options: Options) -> Look:
    """How to write to stdout."""
    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size((100, 24)).columns
    return Look(
        width=max(60, min(width, 160)),
        colour=options.coloured,
        terminal=terminal or options.color == "always",
    )


def wanted(options: Options) -> Callable[[Finding], bool]:
    """Whether a finding is bad and sure enough to be shown."""
    least = Severity(options.min_severity or Severity.INFO)
    surest = list(Confidence)
    sure = surest.index(Confidence(options.min_confidence or Confidence.LOW))
    return lambda f: f.severity.rank <= least.rank and surest.index(f.confidence) <= sure


def exit_code(result: Report, options: Options) -> int:
    """1 for findings at or above `--fail-on`, else 3 for too little coverage, else 0."""
    fail_on = options.fail_on or "high"
    if fail_on != "never":
        worst = Severity(fail_on).rank
        if any(
            f.severity.rank <= worst and f.state is not FindingState.ACCEPTED
            for f in result.findings
        ):
            return FOUND
    if options.min_coverage is not None and result.coverage.percent < options.min_coverage:
        return NOT_COVERED
    return NOTHING_FOUND


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot write {file}: {error.strerror}", means="The report was not saved."
        ) from error
