"""GitLab Code Quality: a list of issues, each on one line (docs.gitlab.com, "Code Quality").

The merge request shows what it adds and what it resolves by comparing fingerprints, so what is
fixed is simply not listed; what is not known has entries of its own, and never vanishes.
"""

from __future__ import annotations

import hashlib
from typing import Any

from scanner.model import FileOrigin, Finding, FindingState, Location, Read, Report, Severity
from scanner.model.codec import encode
from scanner.report import Look
from scanner.report.parts import (
    CONFIG,
    anchor,
    by_harm,
    cause,
    open_text,
    question_place,
    question_text,
    questions,
    told,
    unread,
    unread_text,
)
from scanner.report.words import clean, cut, mode

FORMAT = "gitlab-codequality"
SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}
MOST_QUESTIONS = 1_000
MOST_TEXT = 4_000


def render(report: Report, look: Look) -> str:
    """The issues as a JSON array, findings first, the worst on top."""
    del look
    against = report.compared
    present = by_harm(f for f in report.findings if f.state is not FindingState.FIXED)
    issues = []
    if report.redacted:
        mark = _fingerprint("redacted", "")
        issues.append(_issue("redacted", mode(report), "info", CONFIG, mark))
    issues += [_finding(finding, against=against) for finding in present]
    issues += _not_known(report)
    return encode(issues, indent=2).decode() + "\n"


def _finding(finding: Finding, *, against: bool) -> dict[str, Any]:
    accepted = finding.state is FindingState.ACCEPTED
    parts = [told(finding, new=against) + "."]
    steps = cause(finding)
    if steps:
        parts.append(f"Why: {steps}.")
    if finding.fix:
        parts.append(f"Fix: {clean(finding.fix)}")
    return _issue(
        finding.rule_id,
        " ".join(parts),
        "info" if accepted else SEVERITIES[finding.severity],
        anchor(finding),
        finding.id,
    )


def _not_known(report: Report) -> list[dict[str, Any]]:
    """Unread sources, open cells and open questions: no answer is no clean bill."""
    issues = [
        _issue(
            "not-read",
            f"Not judged: {unread_text(source)}",
            "critical" if source.read is Read.NONE else "major",
            CONFIG,
            _fingerprint("not-read", source.id),
        )
        for source in unread(report)
    ]
    at = {j.id: j.origin for j in report.journeys if isinstance(j.origin, FileOrigin)}
    for journey, text in open_text(report):
        origin = at.get(journey)
        place = Location(path=origin.path, line=origin.line) if origin else CONFIG
        mark = _fingerprint("not-known", journey)
        issues.append(_issue("not-known", text, "minor", place, mark))
    gaps = questions(report)
    for gap in gaps[:MOST_QUESTIONS]:
        place = question_place(gap) or CONFIG
        issues.append(_issue("not-evaluated", question_text(gap), "info", place, gap.id))
    if len(gaps) > MOST_QUESTIONS:
        text = f"{len(gaps) - MOST_QUESTIONS:,} more open questions: scan --format json has them."
        issues.append(_issue("left-out", text, "minor", CONFIG, _fingerprint("left-out", "")))
    return issues


def _issue(
    check: str, description: str, severity: str, place: Location, fingerprint: str
) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": check,
        "categories": ["Bug Risk"],
        "description": cut(description, MOST_TEXT),
        "severity": severity,
        "fingerprint": fingerprint,
        "location": {"path": clean(place.path), "lines": {"begin": max(1, place.line)}},
    }


def _fingerprint(kind: str, subject: str) -> str:
    return hashlib.sha256(f"{kind}\0{subject}".encode(errors="surrogatepass")).hexdigest()[:16]
