"""GitLab's security report, type SAST, schema 15.2.1.

GitLab tracks a finding by its first identifier and its place. Both are made of the finding's
id here (a `hash` signature stands for the place), so that moved lines open nothing anew and
two findings of one rule on one line stay two. What is not known is a message of the scan;
nothing in the schema marks an accepted risk, so its name, description and details say so.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from scanner.model import FileOrigin, Finding, FindingState, Location, Proof, Report, Severity
from scanner.model.codec import encode
from scanner.report import Look
from scanner.report.markdown import escaped
from scanner.report.parts import (
    anchor,
    by_harm,
    cause,
    open_text,
    paths,
    question_text,
    questions,
    told,
    unread,
    unread_text,
)
from scanner.report.words import clean, cut, mode, state_text

FORMAT = "gitlab-sast"
VERSION = "15.2.1"
SEVERITIES = {
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
    Severity.INFO: "Info",
}
MOST_FLOWS = 10
MOST_WITH_PROOF = 5_000
"""The worst; a file of every proof would be larger than GitLab takes."""
MOST_SOLUTION = 7_000
MOST_NAME = 255
MOST_MESSAGES = 1_000
MOST_LINKS = 50


def render(report: Report, look: Look) -> str:
    """The security report. Its two times are now, or SOURCE_DATE_EPOCH where that is set."""
    del look
    against = report.compared
    present = by_harm(f for f in report.findings if f.state is not FindingState.FIXED)
    document = {
        "version": VERSION,
        "scan": _scan(report),
        "vulnerabilities": [
            _vulnerability(finding, against=against, proven=number < MOST_WITH_PROOF)
            for number, finding in enumerate(present)
        ],
    }
    return encode(document, indent=2).decode() + "\n"


def _scan(report: Report) -> dict[str, Any]:
    tool = {
        "id": report.tool.name,
        "name": report.tool.name,
        "version": report.tool.version or "0",
        "vendor": {"name": report.tool.name},
    }
    at = _now()
    return {
        "analyzer": tool,
        "scanner": tool,
        "start_time": at,
        "end_time": at,
        "status": "success",
        "type": "sast",
        "messages": _messages(report),
    }


def _now() -> str:
    """UTC without a zone, as the schema asks. Set SOURCE_DATE_EPOCH for the same bytes again."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isdecimal() and len(epoch) < 12 else None
    moment = datetime.now(UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def _messages(report: Report) -> list[dict[str, str]]:
    """The verdict, then what is not read or not known, then what is fixed."""
    fixed = [f for f in by_harm(report.findings) if f.state is FindingState.FIXED]
    messages = [
        ("info", mode(report)),
        ("info", clean(report.verdict.sentence) or "no verdict"),
    ]
    present = sum(finding.state is not FindingState.FIXED for finding in report.findings)
    if present > MOST_WITH_PROOF:
        text = f"only the worst {MOST_WITH_PROOF:,} of {present:,} findings carry their proof"
        messages.append(("info", text))
    messages += [("warn", unread_text(source)) for source in unread(report)]
    messages += [("warn", text) for _, text in open_text(report)]
    messages += [("warn", f"not known: {question_text(gap)}") for gap in questions(report)]
    messages += [("warn", clean(text)) for text in report.warnings]
    messages += [("info", told(finding)) for finding in fixed]
    rest = len(messages) - MOST_MESSAGES
    if rest > 0:
        left = f"{rest:,} more messages left out: scan --format json has them all"
        messages = [*messages[:MOST_MESSAGES], ("warn", left)]
    return [{"level": level, "value": text} for level, text in messages if text]


# --- findings ---------------------------------------------------------------------------


def _vulnerability(finding: Finding, *, against: bool, proven: bool) -> dict[str, Any]:
    place = anchor(finding)
    path, line = clean(place.path), max(1, place.line)
    steps = cause(finding)
    accepted = "Accepted: " if finding.state is FindingState.ACCEPTED else ""
    says = told(finding, new=against)
    return {
        "id": finding.id,
        "name": cut(accepted + clean(finding.title or finding.rule_id), MOST_NAME),
        "description": escaped(f"{says}. Why: {steps}." if steps else f"{says}."),
        "severity": SEVERITIES[finding.severity],
        "solution": cut(escaped(cut(finding.fix, 600)) or "See the description.", MOST_SOLUTION),
        "identifiers": [
            _identifier("cutset_finding", f"{finding.rule_id} {finding.id}", finding.id),
            _identifier("cutset_rule", finding.rule_id, finding.rule_id),
        ],
        "location": {"file": path, "start_line": line, "end_line": line},
        "tracking": {
            "type": "source",
            "items": [
                {
                    "file": path,
                    "start_line": line,
                    "end_line": line,
                    "signatures": [{"algorithm": "hash", "value": finding.id}],
                }
            ],
        },
        "links": [{"url": url} for url in map(clean, finding.references) if _is_link(url)],
        "details": _details(finding, proven=proven),
    }


def _identifier(kind: str, name: str, value: str) -> dict[str, str]:
    return {"type": kind, "name": clean(name), "value": clean(value)}


def _details(finding: Finding, *, proven: bool) -> dict[str, Any]:
    """What the vulnerability page shows below the description."""
    texts = {
        "state": ("State", state_text(finding)),
        "confidence": ("Confidence", f"{finding.confidence} ({finding.basis})"),
        "domain": ("If this fails", clean(finding.domain.name or finding.domain.id)),
        "stopped": ("Stops", clean(", ".join(finding.journeys.stopped))),
        "stale": ("Answers stale", clean(", ".join(finding.journeys.stale))),
        "slowed": ("Slows", clean(", ".join(finding.journeys.slowed))),
        "unknown": ("Not known", clean(", ".join(finding.journeys.unknown))),
    }
    details: dict[str, Any] = {
        key: {"name": name, "type": "text", "value": text}
        for key, (name, text) in texts.items()
        if text
    }
    others = [_place(place) for place in finding.locations[1 : 1 + MOST_LINKS]]
    if others:
        details["places"] = {"name": "Also told by", "type": "list", "items": others}
    ways = islice(paths(finding.proof if proven else None), MOST_FLOWS)
    flows = [flow for path in ways if (flow := _flow(path))]
    if flows:
        details["proof"] = {"name": "Proof", "type": "code-flows", "items": flows}
    return details


def _flow(path: tuple[Proof, ...]) -> list[dict[str, Any]]:
    """The steps of a proof that stand in files, from the journey down to what is lost."""
    at = [step.location for step in path if isinstance(step.location, FileOrigin)]
    kinds = ["source", *["propagation"] * (len(at) - 2), "sink"] if len(at) > 1 else ["source"]
    return [
        {
            "type": "code-flow-node",
            "node_type": kind,
            "file_location": _place(Location(path=origin.path, line=origin.line)),
        }
        for origin, kind in zip(at, kinds, strict=False)
    ]


def _place(place: Location) -> dict[str, Any]:
    return {
        "type": "file-location",
        "file_name": clean(place.path) or "?",
        "line_start": max(1, place.line),
    }


def _is_link(url: str) -> bool:
    return url.startswith("https://") and not any(sign in url for sign in " <>\"'")
