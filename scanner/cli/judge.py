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
from scanner.cli.settings import REDACT_KEY
from scanner.collect.live import AUTO, ROLE, Live
from scanner.errors import UnknownNameError, UsageError
from scanner.model import Confidence, Finding, FindingState, Report, Severity
from scanner.model.files import leads_out
from scanner.pipeline import Request, Scan, restrict, scan
from scanner.report import Look, formats
from scanner.report.redact import is_redacted, redacted
from scanner.rule import against, baseline_of, read_baseline
from scanner.rule.baseline import known_now

NOTHING_FOUND = 0
FOUND = 1
NOT_COVERED = 3
INTERRUPTED = 130


def judge(options: Options) -> int:
    """Scan, report, and give the exit code."""
    checked(options)
    gate = gate_of(options)
    request = requested(options)
    result = compared_with(judged(request, cache_of(options)), options)
    code = finish(result, options, gate)
    return INTERRUPTED if request.live.interrupted.is_set() else code


def checked(options: Options) -> None:
    """Raises UnknownNameError for a format that is none: before the work, not after it."""
    known = formats()
    for name in (options.format or "terminal", *(name for name, _ in options.outputs())):
        if name not in known:
            raise UnknownNameError("format", name, known)


def cache_of(options: Options) -> Path | None:
    """Where results are kept, if anywhere: what accounts hold may change at any time.
    Raises UsageError where a stranger's commit would say where."""
    if not options.cache or options.account:
        return None
    folder = Path(options.cache)
    if leads_out(folder):
        raise UsageError(
            f"{folder} is a link that leads out of its repository",
            means="Results are not kept where a commit says.",
            next="Remove the link, or name another folder: --cache DIR",
        )
    return folder


def finish(result: Report, options: Options, gate: str) -> int:
    """Write the report as the options say, and give the exit code. What fails is always shown:
    a filter is for reading, no way around the gate."""
    known = formats()
    keep = wanted(options)
    shown = restrict(result, lambda finding: keep(finding) or _fails(finding, gate))
    if is_redacted(options.redact, os.environ):
        shown = redacted(shown, os.environ.get(REDACT_KEY, ""))
    look = look_of(options)
    for name, file in options.outputs():
        _write(file, known[name](shown, Look(width=look.width)))
    click.echo(known[options.format or "terminal"](shown, look), nl=False, color=look.colour)
    return exit_code(result, options, gate)


def compared_with(result: Report, options: Options) -> Report:
    """`result` against the baseline, if there is one; and the new baseline written."""
    if options.baseline:
        result = against(read_baseline(Path(options.baseline)), result)
    if not options.write_baseline:
        return result
    baseline = baseline_of(result)
    _write(Path(options.write_baseline), baseline.encoded().decode())
    if not options.quiet:
        click.echo(
            f"wrote {options.write_baseline}: {len(baseline.findings)} findings are known now\n"
            f"  Next: scan --baseline {options.write_baseline}",
            err=True,
        )
    return known_now(result)


def scanned(options: Options) -> Scan:
    """The sources that the options name, or the folder one stands in, ready to judge.

    For verbs that show what was read as it is. Raises UsageError where that shall not be shown.
    """
    if options.redact == "always":
        raise UsageError(
            "only reports can be redacted, and this verb shows names as they are",
            means="Nothing was shown.",
            next="Leave --redact out, or the verb: scan --redact",
        )
    if is_redacted(options.redact, os.environ) and not options.quiet:
        click.echo("warning: names are shown, and this output may be public", err=True)
    return scan(requested(options))


def requested(options: Options) -> Request:
    """What the options ask for. Raises UsageError where a source is not there."""
    paths = tuple(Path(text) for text in options.path)
    inventories = tuple(Path(text) for text in options.inventory)
    if options.offline and options.account:
        raise UsageError(
            f"--account {options.account[0]} needs the network, and --offline forbids it",
            means="Nothing was read.",
            next="Scan a snapshot: scan collect --account ... --output snapshot=FILE; "
            "then: scan --offline --inventory FILE",
        )
    for path in paths:
        if not path.exists():
            raise UsageError(f'there is no file or folder "{path}"', means="Nothing was scanned.")
    if not paths and not inventories and not options.account:
        paths = (Path(),)
    return Request(
        paths=paths,
        inventories=inventories,
        accounts=options.account,
        live=live_of(options),
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


def live_of(options: Options, snapshot: Path | None = None) -> Live:
    """How accounts are read. Raises UsageError."""
    try:
        rate = float(options.max_requests_per_second or 0)
    except ValueError:
        rate = -1
    if not 0 <= rate < float("inf"):
        raise UsageError(f'"{options.max_requests_per_second}" is no number of requests')
    return Live(
        role=options.role or ROLE,
        requests_per_second=rate,
        every_region=options.every_region,
        bulk=options.bulk or AUTO,
        snapshot=snapshot,
        resume=Path(options.resume) if options.resume else None,
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


def gate_of(options: Options) -> str:
    """What fails. By default `high`, and where something is compared with, `new-high`.

    Raises UsageError where only new findings shall fail and nothing says which those are.
    """
    compares = bool(options.baseline or options.write_baseline)
    gate = options.fail_on or ("new-high" if compares else "high")
    if gate.startswith("new-") and not compares:
        raise UsageError(
            f"--fail-on {gate} needs something to compare with",
            means="Without it every finding is new.",
            next=f"Compare revisions: scan diff main --fail-on {gate}\n"
            "  Or write what is there now: scan --write-baseline cutset-baseline.json; "
            f"then: scan --baseline cutset-baseline.json --fail-on {gate}",
        )
    return gate


def exit_code(result: Report, options: Options, gate: str) -> int:
    """1 for findings that fail by `gate`, else 3 for too little coverage, else 0. What is
    accepted or fixed never fails."""
    if any(_fails(finding, gate) for finding in result.findings):
        return FOUND
    if options.min_coverage is not None and result.coverage.percent < options.min_coverage:
        return NOT_COVERED
    return NOTHING_FOUND


def _fails(finding: Finding, gate: str) -> bool:
    if gate == "never":
        return False
    states = {FindingState.NEW, FindingState.WORSE}
    if not gate.startswith("new-"):
        states.add(FindingState.EXISTING)
    return (
        finding.state in states
        and finding.severity.rank <= Severity(gate.removeprefix("new-")).rank
    )


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot write {file}: {error.strerror}", means="The report was not saved."
        ) from error
