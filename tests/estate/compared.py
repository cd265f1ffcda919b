"""A scan of Heron held against `expected.yaml`, whichever source was read.

judged = scan(Request(...))
differences(judged, report(judged)) == []   # live=True where accounts were read, and not code
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from scanner.measure import Judgement, data_of
from scanner.model import Data, Finding, Instant, Report, Severity
from scanner.pipeline import Scan
from scanner.simulate import Scenario

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "sample_inventories" / "heron-terraform"
COMPARED = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM)


@cache
def expected() -> dict[str, Any]:
    """All of `expected.yaml`."""
    found: dict[str, Any] = yaml.safe_load((HERE / "expected.yaml").read_text())
    return found


def findings_expected() -> list[dict[str, Any]]:
    """What a scan says today: what it should say, without what it misses, with what it adds."""
    missing = [entry["finding"] for entry in expected()["not-yet"]["missing"]]
    extra = [entry["finding"] for entry in expected()["not-yet"]["extra"]]
    return [f for f in expected()["findings"] if f not in missing] + extra


def row_expected(domain: str, *, live: bool = False) -> dict[str, str]:
    """Journey -> what a scan says today of the loss of `domain`."""
    surer = expected()["only-live"].get(domain, {}) if live else {}
    return {
        **expected()["table"][domain],
        **expected()["not-yet"]["table"].get(domain, {}),
        **{journey: told["is"] for journey, told in surer.items()},
    }


def findings_of(judged: Scan, found: Report) -> list[dict[str, Any]]:
    """The findings of at least medium severity, as `expected.yaml` writes them."""
    return [_told(judged, finding) for finding in found.findings if finding.severity in COMPARED]


def row_of(judged: Scan, domain: str) -> dict[str, str]:
    """Journey -> its state when `domain` is lost, as `expected.yaml` writes it.

    Empty where nothing that was read is in that domain.
    """
    judgement = judged.judgement
    try:
        scenario = judgement.scenario(domain)
    except KeyError:
        return {}
    return {
        judgement.attributes(journey)["id"]: _state(judgement, journey, scenario)
        for journey in judgement.journeys
    }


def data_of_each(judged: Scan, domain: str) -> dict[str, str]:
    """Journey -> what becomes of its data when `domain` is gone for good; without those that
    keep theirs."""
    judgement = judged.judgement
    scenario = judgement.scenario(domain)
    found = {j: data_of(judgement, j, scenario) for j in judgement.journeys}
    return {
        judgement.attributes(journey)["id"]: str(data)
        for journey, data in found.items()
        if data is not Data.KEPT
    }


def differences(judged: Scan, found: Report, *, live: bool = False) -> list[str]:
    """What a scan says otherwise than expected, a line each."""
    said, wanted = findings_of(judged, found), findings_expected()
    lines = [f"missing: {entry}" for entry in wanted if entry not in said]
    lines += [f"too much: {entry}" for entry in said if entry not in wanted]
    lines += [f"twice: {entry}" for number, entry in enumerate(said) if entry in said[:number]]
    for domain in expected()["table"]:
        row, right = row_of(judged, domain), row_expected(domain, live=live)
        lines += [
            f"{domain}: {journey} is {row.get(journey, 'not there')}, not {state}"
            for journey, state in right.items()
            if row.get(journey) != state
        ]
    for domain, lost in expected()["data"].items():
        said_lost = data_of_each(judged, domain)
        if said_lost != dict.fromkeys(lost, "lost"):
            lines.append(f"{domain}: of the data {said_lost}, not {lost}")
    return lines


def _told(judged: Scan, finding: Finding) -> dict[str, Any]:
    names = {resource.id: resource.title for resource in judged.inference.inventory.resources}
    told: dict[str, Any] = {"severity": str(finding.severity), "rule": finding.rule_id}
    if finding.domain.id not in names:
        told["domain"] = finding.domain.id
    subject = finding.subjects[0]
    if subject in names:
        told["subject"] = names[subject]
    told["stops"] = list(finding.journeys.stopped)
    if finding.journeys.stale:
        told["stale"] = list(finding.journeys.stale)
    return told


def _state(judgement: Judgement, journey: str, scenario: Scenario) -> str:
    """`stopped > ok..slowed`: at once and by the RTO, surely and possibly."""
    words = []
    for at in Instant:
        cell = judgement.judged(journey, scenario, at)
        surely, possibly = cell.surely.name.lower(), cell.possibly.name.lower()
        words.append(surely if surely == possibly else f"{surely}..{possibly}")
    return words[0] if words[0] == words[1] else " > ".join(words)
