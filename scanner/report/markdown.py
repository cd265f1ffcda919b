"""Markdown for the summary of a job: verdict, table, findings with their proof, what is open.

GitHub takes 1 MiB of summary a step. Names come from hostile inputs: `escaped` lets none of
them be markup, a link, a mention or a column of a table.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from itertools import islice

from scanner.model import Finding, FindingState, Report
from scanner.report import Look
from scanner.report.parts import (
    REST,
    at_the_rto,
    by_harm,
    cell_words,
    changed_rows,
    columns,
    harm,
    open_text,
    question_text,
    questions,
    severities,
    told,
    unread,
    unread_text,
    worst_cells,
)
from scanner.report.words import (
    CALCULATED,
    KINDS,
    clean,
    counts,
    cut,
    location,
    mode,
    plural,
    proof_lines,
)

FORMAT = "markdown"
MOST_BYTES = 1_000_000
MOST_COLUMNS = 7
MOST_ROWS = 60
MOST_OPEN = 20
MOST_PROOF = 30
MOST_LINE = 300
MOST_NAME = 100
MOST_TEXT = 500

_SIGNS = {
    "&": "&#38;",
    "<": "&lt;",
    ">": "&gt;",
    "|": "&#124;",
    "\\": "&#92;",
    "`": "&#96;",
    "$": "&#36;",
    "@": "@<!-- -->",
    "://": "&#58;//",
    "www.": "www&#46;",
    **{sign: "\\" + sign for sign in "*_[]~#!"},
}
_SIGN = re.compile("|".join(map(re.escape, sorted(_SIGNS, key=len, reverse=True))), re.IGNORECASE)


def escaped(text: str) -> str:
    """`text` as words in Markdown: no markup, link, mention, formula or end of a table's cell."""
    return _SIGN.sub(lambda found: _SIGNS[found[0].lower()], clean(text))


def render(report: Report, look: Look) -> str:
    """The summary of a job, at most 1 MB of it."""
    del look
    findings = by_harm(report.findings)
    return page(report, findings, most=MOST_BYTES, size=lambda text: len(text.encode()))


def page(report: Report, findings: list[Finding], *, most: int, size: Callable[[str], int]) -> str:
    """The report with as many of `findings` at length as `most` of `size` allows. What is not
    known is never cut for them; what is left out is counted."""
    head = _fitting(lambda number: _head(report, number), MOST_ROWS, most // 2, size)
    tail = _fitting(lambda number: _not_known(report, number), MOST_OPEN, most // 4, size)
    groups = [
        (title, [finding for finding in findings if finding.state in states])
        for title, states in _groups(report)
    ]
    body: list[str] = []
    left: list[Finding] = []
    room = most - size(head) - size(tail) - 1_000
    for title, members in groups:
        if not members:
            continue
        heading = f"### {title} ({len(members):,})\n\n"
        room -= size(heading)
        body.append(heading)
        for finding in members:
            block = _block(finding) if not left else ""
            if left or size(block) > room:
                left.append(finding)
            else:
                room -= size(block)
                body.append(block)
    if left:
        body.append(
            f"**{plural(len(left), 'finding')} left out** for want of room ({severities(left)}): "
            "`scan --format json` has them all.\n\n"
        )
    return head + "".join(body) + tail


def _fitting(text: Callable[[int], str], number: int, most: int, size: Callable[[str], int]) -> str:
    """`text(number)` with the greatest number that fits; hostile names can be very long."""
    while number and size(text(number)) > most:
        number //= 2
    return text(number)


def _groups(report: Report) -> list[tuple[str, set[FindingState]]]:
    """What a change did, before what was there already."""
    last = [
        ("Accepted", {FindingState.ACCEPTED}),
        ("Fixed", {FindingState.FIXED}),
    ]
    if not report.compared:
        return [("Findings", set(FindingState) - REST), *last]
    changed = {FindingState.NEW, FindingState.WORSE}
    return [("New or worse", changed), ("Known before", {FindingState.EXISTING}), *last]


# --- the head: verdict and table ----------------------------------------------------------


def _head(report: Report, rows: int) -> str:
    lines = [f"## {escaped(cut(report.verdict.sentence, MOST_TEXT))}", ""]
    lines += [f"_{mode(report)}_", ""]
    if report.verdict.cause:
        lines += [f"Cause: {escaped(cut(report.verdict.cause, MOST_TEXT))}", ""]
    if not report.verdict.known:
        lines += ["**Something that could change this was not read; see below.**", ""]
    lines += [f"**{counts(report)}**{_news(report)}", ""]
    if report.changes:
        lines += [*_changes(report, rows), ""]
    elif report.journeys:
        lines += [*_table(report, rows), ""]
    if report.journeys:
        lines += [f"_{CALCULATED}_", ""]
    return "\n".join(lines) + "\n"


def _news(report: Report) -> str:
    if not report.compared:
        return ""
    number = {s: sum(f.state is s for f in report.findings) for s in FindingState}
    parts = [f"{number[s]:,} {s}" for s in FindingState if number[s] and s not in REST]
    return f" ({', '.join(parts)})"


def _changes(report: Report, rows: int) -> Iterator[str]:
    """What a change does to journeys, the worst first."""
    yield "| Journey | If this fails | Before | Now |"
    yield "|---|---|---|---|"
    changed = changed_rows(report)
    for name, lost, before, now in changed[:rows]:
        who, what = (escaped(cut(text, MOST_NAME)) for text in (name, lost))
        yield f"| {who} | {what} | {before} | {now} |"
    if len(changed) > rows:
        yield f"| {len(changed) - rows:,} more | | | |"


def _table(report: Report, rows: int) -> Iterator[str]:
    """Journeys by kinds of failure, each with its worst case; the worst journey on top."""
    worst, later = worst_cells(report), at_the_rto(report)
    kinds = columns(worst, MOST_COLUMNS)
    yield "| Journey |" + "".join(f" Lose {KINDS[kind]} |" for kind in kinds)
    yield "|---|" + "---|" * len(kinds)
    journeys = sorted(report.journeys, key=lambda j: harm(worst[j.id]))
    for journey in journeys[:rows]:
        name = escaped(cut(journey.name or journey.id, MOST_NAME)) + (
            " (guessed)" if journey.guessed else ""
        )
        row = f"| {name} |"
        for kind in kinds:
            _, words, lost = cell_words(report, worst[journey.id], later, kind)
            row += f" {words}<br>{escaped(cut(lost, MOST_NAME))} |" if lost else f" {words} |"
        yield row
    if len(journeys) > rows:
        rest = plural(len(journeys) - rows, "more journey")
        yield f"| {rest}, none worse |" + " |" * len(kinds)


# --- findings ---------------------------------------------------------------------------


def _block(finding: Finding) -> str:
    """A finding that opens at a click: proof, fix, place and the command that shows more."""
    says = escaped(told(finding, new=finding.state is not FindingState.NEW))
    lines = [f"<details><summary><b>{finding.severity}</b> {says}</summary>", ""]
    if finding.proof:
        lines += [*_fenced(proof_lines(finding.proof)), ""]
    if finding.fix:
        lines += [f"**Fix.** {escaped(finding.fix)}", ""]
    about = [
        _code(location(finding)),
        f"rule {_code(finding.rule_id)}",
        f"confidence {finding.confidence} ({escaped(finding.basis)})",
    ]
    if finding.journeys.unknown:
        about.append(f"not known for {escaped(', '.join(finding.journeys.unknown[:6]))}")
    if finding.journeys.stopped:
        ask = shlex.join(["scan", "why", finding.journeys.stopped[0], "--if", finding.domain.id])
        about.append(_code(ask))
    return "\n".join([*lines, " · ".join(about), "", "</details>", "", ""])


def _fenced(lines: list[str]) -> list[str]:
    """`lines` as they are. Each begins with a sign of the tree, so none can end the fence."""
    shown = [cut(clean(line), MOST_LINE) for line in islice(lines, MOST_PROOF)]
    if len(lines) > MOST_PROOF:
        shown.append(f"… {plural(len(lines) - MOST_PROOF, 'more line')}: scan why shows them")
    return ["```text", *shown, "```"]


def _code(text: str) -> str:
    return f"<code>{escaped(text)}</code>"


# --- what is not known --------------------------------------------------------------------


def _not_known(report: Report, most: int) -> str:
    cover = report.coverage
    judged = (
        f"{plural(cover.declared, 'resource')} declared: {cover.evaluated:,} evaluated, "
        f"{len(cover.excluded):,} left out on purpose, {len(cover.unknown):,} not known."
    )
    lines = ["### What was judged", "", judged, ""]
    lines += _list("Not read", [unread_text(source) for source in unread(report)], most)
    lines += _list("Not known", [text for _, text in open_text(report)], most)
    lines += _list("Warning", list(report.warnings), most)
    gaps = questions(report)
    if gaps:
        head = f"<details><summary>{plural(len(gaps), 'open question')}</summary>"
        lines += [
            head,
            "",
            *_list("Open", [question_text(gap) for gap in gaps], most),
            "</details>",
            "",
        ]
    return "\n".join(lines)


def _list(word: str, texts: list[str], most: int) -> list[str]:
    """Each as a point that begins with our own `word`; what is too many is counted."""
    if not texts:
        return []
    points = [f"- {word}: {escaped(cut(text, MOST_LINE))}" for text in texts[:most]]
    if len(texts) > most:
        points.append(f"- {len(texts) - most:,} more: `scan --format json` has them all.")
    return [*points, ""]
