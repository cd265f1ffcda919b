"""GitHub workflow commands: annotations on the lines of a pull request, without any upload.

GitHub keeps ten errors, ten warnings and ten notices of a step. Where there are more, the
tenth says how many, and all of them stand as plain lines in a group of the log below.
"""

from __future__ import annotations

from scanner.model import Finding, FindingState, Location, Report, Severity
from scanner.report import Look
from scanner.report.parts import (
    REST,
    anchor,
    by_news,
    cause,
    open_text,
    question_text,
    questions,
    told,
    unread,
    unread_text,
)
from scanner.report.words import clean, counts, cut, location, mode, plural

FORMAT = __name__.rpartition(".")[2]
MOST = 10
"""Annotations of a level that GitHub keeps of one step."""
MOST_LINES = 5_000
MOST_TEXT = 2_000
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
    Severity.INFO: "notice",
}
KNOWN = frozenset({FindingState.EXISTING})
"""What was there before is noticed, and leaves errors and warnings to what is new."""


def render(report: Report, look: Look) -> str:
    """Annotations first, worst and newest on top, then every finding as a line of the log."""
    del look
    against = report.compared
    findings = by_news(report.findings)
    levels: dict[str, list[str]] = {"error": [], "warning": [], "notice": []}
    for source in unread(report):
        levels["warning"].append(_command("warning", "Not read", unread_text(source)))
    levels["notice"].append(
        _command("notice", "cutset", f"{report.verdict.sentence} {_sum(report)}")
    )
    for finding in findings:
        blocks = finding.state not in REST and not (against and finding.state in KNOWN)
        level = LEVELS[finding.severity] if blocks else "notice"
        levels[level].append(_annotation(level, finding, against=against))
    lines = [line for level, commands in levels.items() for line in _kept(level, commands)]
    lines += _log(report, findings, against=against)
    lines.insert(0, f"- {mode(report)}")
    return "\n".join(lines) + "\n"


def _sum(report: Report) -> str:
    parts = [counts(report), plural(len(questions(report)), "open question")]
    if unread(report):
        parts.append(f"{plural(len(unread(report)), 'source')} not wholly read")
    return "; ".join(parts) + "."


def _kept(level: str, commands: list[str]) -> list[str]:
    """All where they fit, else all but one and a last that counts the others."""
    if len(commands) <= MOST:
        return commands
    rest = len(commands) - MOST + 1
    text = f"{rest:,} more of this level are in the log of this step: {MOST} are shown here."
    return [*commands[: MOST - 1], _command(level, "More findings", text)]


def _annotation(level: str, finding: Finding, *, against: bool) -> str:
    parts = [told(finding, new=against) + "."]
    steps = cause(finding)
    if steps:
        parts.append(f"Why: {steps}")
    if finding.fix and finding.state is not FindingState.FIXED:
        parts.append(f"Fix: {clean(finding.fix)}")
    parts.append(f"Rule: {clean(finding.rule_id)}, {finding.severity}")
    place = None if finding.state is FindingState.FIXED else anchor(finding)
    return _command(level, finding.title or finding.rule_id, *parts, place=place)


def _command(level: str, title: str, *lines: str, place: Location | None = None) -> str:
    """One workflow command on one line; GitHub reads `%0A` as the end of a line."""
    properties = {}
    if place:
        properties = {"file": place.path, "line": str(max(1, place.line))}
        properties["col"] = str(max(1, place.column))
    properties["title"] = title
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {listed}::" + "%0A".join(_data(line) for line in lines)


def _data(text: str) -> str:
    """`clean` takes line ends out; the percent sign would start an escape."""
    return _harmless(cut(clean(text), MOST_TEXT).replace("%", "%25"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _harmless(text: str) -> str:
    """Without the old form of a command, which the runner obeys anywhere in a line."""
    return text.replace("##[", "# #[")


def _log(report: Report, findings: list[Finding], *, against: bool) -> list[str]:
    """The findings and what is not known, as lines that are no commands: each begins with `- `."""
    texts = [f"not read: {unread_text(source)}" for source in unread(report)]
    texts += [f"not known: {text}" for _, text in open_text(report)]
    texts += [f"{location(f)}: {f.severity} {f.rule_id} {told(f, new=against)}" for f in findings]
    texts += [f"warning: {text}" for text in report.warnings]
    texts += [f"open question: {question_text(gap)}" for gap in questions(report)]
    if len(texts) > MOST_LINES:
        rest = len(texts) - MOST_LINES
        texts = [*texts[:MOST_LINES], f"{rest:,} more: scan --format json has them all"]
    title = f"::group::cutset: {plural(len(findings), 'finding')}"
    return [
        title,
        *(_harmless(cut(clean(f"- {text}"), MOST_TEXT)) for text in texts),
        "::endgroup::",
    ]
