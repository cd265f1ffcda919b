"""The report people read first: a verdict, the journey x failure table, findings, coverage.

On a terminal it has tables; anywhere else, one plain line a finding, which every CI log shows.
"""

from __future__ import annotations

import io
import shlex

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scanner.model import (
    Finding,
    FindingState,
    Proof,
    Report,
    Severity,
    State,
)
from scanner.report import Look
from scanner.report.parts import (
    REST,
    at_the_rto,
    cell_words,
    changed_rows,
    columns,
    existing_text,
    harm,
    news,
    unread,
    worst_cells,
)
from scanner.report.words import (
    CALCULATED,
    COLOURS,
    KINDS,
    SEVERITY_COLOURS,
    chain,
    clean,
    counts,
    location,
    log_line,
    mode,
    place,
    plural,
    state_text,
)
from scanner.rule.wording import listed

FORMAT = "terminal"
MOST_FINDINGS = 25
"""Findings told at length; the rest are counted, never silently left out."""
MOST_UNREAD = 10
MOST_CHANGES = 15
MOST_NAMED = 6


def render(report: Report, look: Look) -> str:
    """The report as text of `look.width` columns."""
    return _tables(report, look) if look.terminal else _lines(report)


# --- without a terminal: one line a finding ---------------------------------------------


def _lines(report: Report) -> str:
    lines = [mode(report)] if report.redacted else []
    lines += [_line(finding, report) for finding in news(report)]
    lines += [
        log_line(f"not read: {source.id} ({source.read}): {source.reason}")
        for source in unread(report)
    ]
    lines += [log_line(f"warning: {warning}") for warning in report.warnings]
    lines.append(log_line(report.verdict.sentence))
    lines.append(
        " ".join(filter(None, (f"{counts(report)}.", existing_text(report), _coverage(report))))
    )
    worst = _worst(report)
    if worst and worst.fix:
        lines.append(log_line(f"Fix: {worst.fix}"))
    if worst and worst.journeys.stopped:
        lines.append(log_line(f"Why: {_command(worst)}"))
    return "\n".join(lines) + "\n"


def _worst(report: Report) -> Finding | None:
    """The finding to look at first; none that asks nobody to act."""
    return next((finding for finding in news(report) if finding.state not in REST), None)


def _line(finding: Finding, report: Report) -> str:
    level = "note" if finding.state in REST else _level(finding.severity)
    said = report.compared or finding.state is not FindingState.NEW
    state = state_text(finding) if said else finding.severity
    return log_line(f"{location(finding)}: {level} {finding.rule_id} {finding.says} ({state})")


def _command(finding: Finding) -> str:
    """What to type to see the proof; ids may hold signs that a shell takes for its own."""
    return shlex.join(["scan", "why", finding.journeys.stopped[0], "--if", finding.domain.id])


def _level(severity: Severity) -> str:
    return "error" if severity.rank <= Severity.HIGH.rank else "warning"


# --- on a terminal ----------------------------------------------------------------------


def _tables(report: Report, look: Look) -> str:
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=look.width,
        force_terminal=look.colour,
        no_color=not look.colour,
        color_system="standard" if look.colour else None,
        highlight=False,
        emoji=False,
        markup=False,
    )
    console.print()
    if report.redacted:
        console.print(Text(mode(report), style="dim"))
    console.print(Text(clean(report.verdict.sentence), style="bold"))
    if report.verdict.cause:
        console.print(Text(f"  Cause: {clean(report.verdict.cause)}"))
    if report.journeys:
        console.print()
        table = _change_table(report) if report.changes else _journey_table(report, look.width)
        console.print(table)
        console.print(Text(f"  {CALCULATED}", style="dim"))
    for finding in _told(report):
        console.print()
        _print_finding(console, finding, compared=report.compared)
    _print_rest(console, report)
    _print_coverage(console, report)
    return buffer.getvalue()


COLUMN_WIDTH = 16


def _journey_table(report: Report, width: int) -> Table:
    """Rows: journeys, worst first. Columns: kinds of failure, each with its worst case."""
    worst = worst_cells(report)
    later = at_the_rto(report)
    kinds = columns(worst, width // COLUMN_WIDTH - 1)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Journey")
    for kind in kinds:
        table.add_column(f"Lose {KINDS[kind]}", overflow="fold")
    for journey in sorted(report.journeys, key=lambda j: harm(worst[j.id])):
        name = journey.name or journey.id
        row = [Text(clean(f"{name} (guessed)" if journey.guessed else name))]
        row += [_cell(cell_words(report, worst[journey.id], later, kind)) for kind in kinds]
        table.add_row(*row)
    return table


def _change_table(report: Report) -> Table:
    """What a change does to journeys, the worst first."""
    rows = changed_rows(report)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("Journey", "If this fails", "Before", "Now"):
        table.add_column(title, overflow="fold")
    for row in rows[:MOST_CHANGES]:
        table.add_row(*(Text(clean(text)) for text in row))
    if len(rows) > MOST_CHANGES:
        table.add_row(f"{len(rows) - MOST_CHANGES:,} more: --format json", "", "", "")
    return table


def _cell(words: tuple[State | None, str, str]) -> Text:
    state, text, name = words
    style = "magenta" if state is None else COLOURS[state]
    return Text.assemble((text, style), (f"\n{name}" if name else "", "dim"))


# --- findings ---------------------------------------------------------------------------


def _told(report: Report) -> list[Finding]:
    return [f for f in news(report) if f.severity.rank < Severity.LOW.rank][:MOST_FINDINGS]


def _print_finding(console: Console, finding: Finding, *, compared: bool) -> None:
    said = compared or finding.state is not FindingState.NEW
    head = Text.assemble(
        (f"{finding.severity:<9}", SEVERITY_COLOURS[finding.severity]),
        (clean(finding.says), "" if finding.state in REST else "bold"),
        (f" ({state_text(finding)})" if said else ""),
    )
    console.print(head)
    steps = chain(finding.proof)
    if steps:
        console.print(Text(f"  why      {' → '.join(_steps(steps))}"))
    if finding.fix:
        console.print(Text(f"  fix      {clean(finding.fix)}"))
    about = f"{finding.rule_id}, confidence {finding.confidence}, {finding.basis}"
    console.print(Text(f"  rule     {about}", style="dim"))


def _steps(steps: list[Proof]) -> list[str]:
    """Names with their places; a file that was just named is not named again."""
    shown, before = [], ""
    for step in steps:
        where = place(step.location)
        path, colon, line = where.rpartition(":")
        if path and path == before and line.isdigit():  # what an operation answered has none
            where = colon + line
        before = path or before
        shown.append(f"{clean(step.name)} ({where})" if where else clean(step.name))
    return shown


def _print_rest(console: Console, report: Report) -> None:
    told = len(_told(report))
    rest = len(news(report)) - told
    console.print()
    console.print(Text(f"{counts(report)}.", style="bold"))
    if rest > 0:
        console.print(
            Text(f"  {plural(rest, 'more finding')} not shown: --format json has them all.")
        )
    if text := existing_text(report):
        console.print(Text(f"  {text}"))
    worst = _worst(report)
    if worst and worst.journeys.stopped:
        console.print(Text(clean(f"  Why      {_command(worst)}")))
        console.print(Text(f"  Learn    scan explain {worst.rule_id}"))
    if any(journey.guessed for journey in report.journeys):
        console.print(Text("  Journeys were guessed from the ways in. Name them in cutset.yaml."))


# --- coverage ---------------------------------------------------------------------------


def _coverage(report: Report) -> str:
    cover = report.coverage
    return (
        f"{plural(cover.declared, 'resource')} declared: {cover.evaluated:,} evaluated, "
        f"{len(cover.excluded):,} left out, {len(cover.unknown):,} not known; "
        f"{plural(len(cover.gaps), 'open question')}."
    )


def _print_coverage(console: Console, report: Report) -> None:
    console.print(Text(f"  {_coverage(report)}"))
    not_read = unread(report)
    for source in not_read[:MOST_UNREAD]:
        text = f"  Not read: {clean(source.id)} ({source.read}): {clean(source.reason)}"
        console.print(Text(text, style="magenta"))
    if len(not_read) > MOST_UNREAD:
        names = listed([source.id for source in not_read[MOST_UNREAD:]], MOST_NAMED)
        console.print(Text(f"  Not read either: {clean(names)}", style="magenta"))
    for warning in report.warnings:
        console.print(Text(f"  Warning: {clean(warning)}", style="yellow"))
