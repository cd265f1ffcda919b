"""What came of a scan, for the platform that ran it: its exit code, its report, its last words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scanner.errors import CutsetError
from scanner.model import Finding, FindingState, Report, Severity
from scanner.model.codec import decode_json
from scanner.report.parts import anchor, by_news, unread, unread_text
from scanner.report.words import chain, clean, cut, place, plural

PASSED, FOUND, NOT_COVERED = 0, 1, 3
REPORT = "cutset.json"
COMMENT = "comment.md"
SUMMARY = "summary.md"
SARIF = "cutset.sarif"
JUNIT = "junit.xml"

NEWS = frozenset({FindingState.NEW, FindingState.WORSE, FindingState.FIXED})
BAD_NEWS = frozenset({FindingState.NEW, FindingState.WORSE})
FAILS_NEW = "new-"
NEVER = "never"
ACCEPT = 'until=<date> owner=<who> reason="<why>"'
MOST_TOLD = 5
MOST_TEXT = 800


@dataclass(frozen=True)
class Outcome:
    """One run of `scan`, read back from the files that it wrote."""

    exit_code: int
    report: Report | None = None
    comment: str = ""

    @property
    def verdict(self) -> str:
        """The headline; empty where nothing was judged."""
        return _harmless(self.report.verdict.sentence) if self.report else ""

    @property
    def findings(self) -> list[Finding]:
        """What is new or worse first, then by harm."""
        return by_news(self.report.findings) if self.report else []

    @property
    def changed(self) -> bool:
        """Whether anything is new, worse or fixed."""
        return any(finding.state in NEWS for finding in self.findings)

    def number_new(self, severity: Severity) -> int:
        """How many new or worse findings are as bad as that."""
        return sum(f.state in BAD_NEWS and f.severity is severity for f in self.findings)

    def failing(self, fail_on: str) -> list[Finding]:
        """The findings that `--fail-on` fails for."""
        if fail_on == NEVER:
            return []
        least = Severity(fail_on.removeprefix(FAILS_NEW)).rank
        states = BAD_NEWS
        if not fail_on.startswith(FAILS_NEW):
            states |= {FindingState.EXISTING}
        return [f for f in self.findings if f.state in states and f.severity.rank <= least]


def read(folder: Path, exit_code: int) -> Outcome:
    """What a run that ended with `exit_code` left in `folder`; only the code where it failed."""
    if exit_code not in (PASSED, FOUND, NOT_COVERED):
        return Outcome(exit_code)
    try:
        report = decode_json((folder / REPORT).read_bytes(), REPORT, Report)
        return Outcome(exit_code, report, (folder / COMMENT).read_text(encoding="utf-8"))
    except (OSError, CutsetError):
        return Outcome(exit_code)


def last_words(outcome: Outcome, fail_on: str) -> list[str]:
    """How it ended, why, and what to do: what a stranger reads at the end of a log."""
    if outcome.report is None:
        return [
            f"cutset FAILED: nothing was judged (exit code {outcome.exit_code}).",
            "  The message above that begins with `error:` says why, and what to do.",
        ]
    if outcome.exit_code == NOT_COVERED:
        return [
            "cutset FAILED: less could be read than --min-coverage asks for.",
            *_not_read(outcome.report),
        ]
    if outcome.exit_code == PASSED:
        return [
            f"cutset PASSED by fail-on {fail_on}: {_passed(outcome, fail_on)}",
            f"  {outcome.verdict}",
            *_not_read(outcome.report),
        ]
    failing = outcome.failing(fail_on)
    lines = [
        f"cutset FAILED by fail-on {fail_on}: {plural(len(failing), 'finding')}.",
        f"  {outcome.verdict}",
    ]
    for finding in failing[:MOST_TOLD]:
        lines += _told(finding)
    if len(failing) > MOST_TOLD:
        lines += ["", f"  {len(failing) - MOST_TOLD:,} more are told above and in the summary."]
    return [*lines, *_not_read(outcome.report)]


def _not_read(report: Report) -> list[str]:
    """What was not judged, whatever the end: it is never as good as passed."""
    sources = unread(report)
    lines = [f"  not read: {unread_text(source)}" for source in sources[:MOST_TOLD]]
    if len(sources) > MOST_TOLD:
        lines.append(f"  not read either: {plural(len(sources) - MOST_TOLD, 'more source')}")
    return [_harmless(line) for line in lines]


def _passed(outcome: Outcome, fail_on: str) -> str:
    if fail_on == NEVER:
        return "findings are told and fail nothing."
    least = fail_on.removeprefix(FAILS_NEW)
    if not fail_on.startswith(FAILS_NEW):
        return f"no finding is {least} or above."
    known = sum(f.state is FindingState.EXISTING for f in outcome.findings)
    before = f" {plural(known, 'finding')} known before." if known else ""
    return f"nothing {least} or above is new or worse.{before}"


def _told(finding: Finding) -> list[str]:
    """Cause, place and fix of one finding."""
    where = anchor(finding)
    steps = [
        f"{step.name} ({place(step.location)})" if step.location else step.name
        for step in chain(finding.proof)
    ]
    lines = [
        "",
        f"  {finding.severity}: {finding.says or finding.title} ({finding.state})",
        f"    where   {where.path}:{where.line}",
    ]
    if steps:
        lines.append(f"    why     {' -> '.join(steps)}")
    if finding.fix:
        lines.append(f"    fix     {finding.fix}")
    lines += [
        f"    rule    scan explain {finding.rule_id}",
        f'    accept  # cutset: accept[{finding.rule_id}] until=<date> owner=<who> reason="<why>"',
    ]
    return [_harmless(line) for line in lines]


def _harmless(text: str) -> str:
    """One line that no platform obeys: names in it come from the scanned tree, and runners take
    `##[command]` and `##vso[command]` anywhere in a line."""
    return cut(clean(text), MOST_TEXT).replace("##", "# #")
