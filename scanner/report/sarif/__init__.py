"""SARIF 2.1.0 for code scanning, within the limits of the platform that takes it.

GitHub refuses a file with more than 25,000 results a run, 1,000 locations a result, 10,000
thread flow locations a result, 20 tags a rule or 10 MB after gzip, and shows the first 5,000
results and 1,000 thread flow locations (docs.github.com, "SARIF results exceed limits", read
in 2026). Findings are written worst first; what is left out is a notification that says so.
"""

from __future__ import annotations

import zlib
from typing import Any

from scanner.model import Finding, FindingState, Read, Report
from scanner.model.codec import encode
from scanner.report import Look
from scanner.report.parts import by_harm, unread
from scanner.report.sarif.notices import NOTICES, notifications
from scanner.report.sarif.places import MOST_BYTES, MOST_RESULTS, MOST_WITH_PROOF
from scanner.report.sarif.results import result
from scanner.report.sarif.rules import descriptors
from scanner.report.words import clean, mode

FORMAT = "sarif"
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def render(report: Report, look: Look) -> str:
    """One SARIF log with one run. Bytes depend on the report alone."""
    del look
    present = by_harm(f for f in report.findings if f.state is not FindingState.FIXED)
    rules = descriptors(present, report.rules)
    results = present[:MOST_RESULTS]
    with_proof = MOST_WITH_PROOF
    while True:
        text = encode(_log(report, rules, results, present[len(results) :], with_proof), indent=1)
        if len(text) <= MOST_BYTES or not results or len(zlib.compress(text)) <= MOST_BYTES:
            return text.decode() + "\n"
        if with_proof:
            with_proof = with_proof // 10 if with_proof > 100 else 0
        else:
            results = results[: len(results) // 2]


def _log(
    report: Report,
    rules: dict[str, dict[str, Any]],
    results: list[Finding],
    dropped: list[Finding],
    with_proof: int,
) -> dict[str, Any]:
    index = {rule: number for number, rule in enumerate(rules)}
    against = report.compared
    run = {
        "tool": {"driver": _driver(report, rules)},
        "automationDetails": {"id": "cutset/iac/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": all(s.read is not Read.NONE for s in unread(report)),
                "toolExecutionNotifications": notifications(report, results, dropped, with_proof),
            }
        ],
        "results": [
            result(finding, index, against=against, proven=number < with_proof)
            for number, finding in enumerate(results)
        ],
        "properties": {
            "names": mode(report),
            "verdict": clean(report.verdict.sentence),
            "graphDigest": report.digest,
            "rulesDigest": report.tool.rules,
            "coveragePercent": round(report.coverage.percent, 1),
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(report: Report, rules: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": report.tool.name,
        "version": report.tool.version,
        "rules": list(rules.values()),
        "notifications": [
            {"id": name, "shortDescription": {"text": text}} for name, text in NOTICES.items()
        ],
    }
