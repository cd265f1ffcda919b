"""One result a finding: what, where, why, and an identity that outlives moved lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from scanner.model import FileOrigin, Finding, FindingState, Location, Proof, Severity
from scanner.report.parts import anchor, cause, paths, told
from scanner.report.sarif.places import LEVELS, physical, plain, short
from scanner.report.words import clean, state_text

MOST_PATHS = 3
MOST_STEPS = 100
MOST_RELATED = 20
RANKS = {
    Severity.CRITICAL: 95.0,
    Severity.HIGH: 80.0,
    Severity.MEDIUM: 50.0,
    Severity.LOW: 20.0,
    Severity.INFO: 5.0,
}
BASELINE = {
    FindingState.NEW: "new",
    FindingState.WORSE: "updated",
    FindingState.EXISTING: "unchanged",
    FindingState.ACCEPTED: "unchanged",
}


def result(
    finding: Finding, index: dict[str, int], *, against: bool, proven: bool
) -> dict[str, Any]:
    """A finding as a result. `index` is the rules' order; `against` where the report was held
    against an earlier one; `proven` where the proof goes along."""
    related = finding.locations[1 : 1 + MOST_RELATED]
    record: dict[str, Any] = {
        "ruleId": finding.rule_id,
        "ruleIndex": index[finding.rule_id],
        "level": LEVELS[finding.severity],
        "rank": RANKS[finding.severity],
        "message": {"text": _message(finding, related, against=against)},
        "locations": [{"physicalLocation": physical(anchor(finding))}],
        # GitHub's reference names `primaryLocationLineHash` as the only key it uses; the
        # standard, and GitHub's upload action, leave the keys to the tool. Both are written,
        # both without line or file, so that moved code is no new alert.
        "partialFingerprints": {
            "primaryLocationLineHash": f"{finding.id}:1",
            "cutsetFinding/v1": finding.id,
        },
        "properties": _properties(finding),
    }
    if related:
        record["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": physical(place),
                "message": {"text": plain(f"{place.path}:{place.line}")},
            }
            for number, place in enumerate(related, 1)
        ]
    flow = _flow(finding.proof) if proven else []
    if flow:
        record["codeFlows"] = [{"threadFlows": flow}]
    if against:
        record["baselineState"] = BASELINE[finding.state]
    if finding.state is FindingState.ACCEPTED:
        record["suppressions"] = [_suppression(finding)]
    return record


def _suppression(finding: Finding) -> dict[str, Any]:
    """Who accepted it, until when and why, and where that is written."""
    risk = finding.acceptance
    suppression: dict[str, Any] = {
        "kind": "inSource" if risk and risk.inline else "external",
        "status": "accepted",
        "justification": short(plain(state_text(finding))),
    }
    if risk and risk.origin:
        place = Location(path=risk.origin.path, line=risk.origin.line, column=risk.origin.column)
        suppression["location"] = {"physicalLocation": physical(place)}
    return suppression


def _message(finding: Finding, related: tuple[Location, ...], *, against: bool) -> str:
    parts = [plain(told(finding, new=against)) + "."]
    steps = cause(finding)
    if steps:
        parts.append(f"Why: {plain(steps)}.")
    if finding.fix:
        parts.append(f"Fix: {plain(finding.fix)}")
    links = [f"[{_words(place)}]({number})" for number, place in enumerate(related[:3], 1)]
    text = short(" ".join(parts))
    return f"{text} See also {', '.join(links)}." if links else text


def _words(place: Location) -> str:
    """The words of a link, whose own brackets would end it."""
    return clean(f"{place.path}:{place.line}").replace("[", "\\[").replace("]", "\\]")


def _properties(finding: Finding) -> dict[str, Any]:
    """What the standard has no field for. Empty fields are left out."""
    fields = {
        "confidence": str(finding.confidence),
        "severity": str(finding.severity),
        "state": str(finding.state),
        "basis": finding.basis,
        "domain": clean(finding.domain.id),
        "stops": [clean(name) for name in finding.journeys.stopped],
        "stale": [clean(name) for name in finding.journeys.stale],
        "slowed": [clean(name) for name in finding.journeys.slowed],
        "notKnown": [clean(name) for name in finding.journeys.unknown],
        "openQuestions": list(finding.gap_ids[:MOST_RELATED]),
    }
    return {name: value for name, value in fields.items() if value}


def _flow(proof: Proof | None) -> list[dict[str, Any]]:
    """One thread flow for each way down the proof. A step without a file is told with the
    step before it; a way without any file gives none."""
    flows = []
    for path in islice(paths(proof), MOST_PATHS):
        locations = list(_steps(path))
        if locations:
            flows.append({"locations": locations})
    return flows


def _steps(path: tuple[Proof, ...]) -> Iterator[dict[str, Any]]:
    texts: list[str] = []
    place: FileOrigin | None = None
    for step in path[:MOST_STEPS]:
        text = f"{step.name}: {step.why}" if step.why else step.name
        if step.gate not in ("", "all of"):
            text += f", needs {step.gate}"
        if isinstance(step.location, FileOrigin):
            if place is not None:
                yield _step(place, texts)
                texts = []
            place = step.location
        texts.append(clean(text))
    if place is not None:
        yield _step(place, texts)


def _step(place: FileOrigin, texts: list[str]) -> dict[str, Any]:
    at = Location(path=place.path, line=place.line, column=place.column)
    message = {"text": short(plain(" → ".join(texts)))}
    return {"location": {"physicalLocation": physical(at), "message": message}}
