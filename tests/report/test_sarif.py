"""SARIF: valid by the schema, one line a finding, and within the limits of code scanning."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from jsonschema import Draft4Validator
from scanner.model import FindingState, Read, Report
from scanner.report import Look
from scanner.report import sarif as package
from scanner.report.sarif import render

from tests.report.hostile import EVERYTHING, names
from tests.report.made import HERE, RECORDED, accepted_by, every_state, finding, made, recorded
from tests.report.made import rule as rule_text

replace = msgspec.structs.replace


@cache
def validator() -> Draft4Validator:
    text = (HERE / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")
    return Draft4Validator(json.loads(text))


def run_of(report: Report) -> dict[str, Any]:
    """The one run, after the schema has found nothing wrong."""
    log = json.loads(render(report, Look()))
    assert [error.message for error in validator().iter_errors(log)] == []
    run: dict[str, Any] = log["runs"][0]
    return run


def notices(run: dict[str, Any], kind: str) -> list[str]:
    return [
        notice["message"]["text"]
        for notice in run["invocations"][0]["toolExecutionNotifications"]
        if notice["descriptor"]["id"] == kind
    ]


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_reports_are_valid_and_whole(name: str) -> None:
    report = recorded(name)
    run = run_of(report)
    present = {f.id for f in report.findings if f.state is not FindingState.FIXED}
    assert {r["partialFingerprints"]["cutsetFinding/v1"] for r in run["results"]} == present
    assert len(run["results"]) == len(present)


def test_a_result_points_at_one_line() -> None:
    result = run_of(made(finding(1)))["results"][0]
    (location,) = result["locations"]
    region = location["physicalLocation"]["region"]
    assert (region["startLine"], region["endLine"], region["startColumn"]) == (7, 7, 3)
    assert [place["id"] for place in result["relatedLocations"]] == [1]
    assert "[main.tf:9](1)" in result["message"]["text"]


def test_the_identity_knows_no_line_and_no_file() -> None:
    here, moved = (
        run_of(made(finding(1, path=path)))["results"][0]["partialFingerprints"]
        for path in ("main.tf", "moved/here.tf")
    )
    assert (
        here
        == moved
        == {
            "primaryLocationLineHash": "0000000000000001:1",
            "cutsetFinding/v1": "0000000000000001",
        }
    )


def test_a_finding_without_a_file_stands_in_the_configuration() -> None:
    result = run_of(made(finding(1, located=False)))["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "cutset.yaml"
    assert place["region"]["startLine"] == 1


def test_the_proof_is_a_flow_and_nothing_of_it_is_lost() -> None:
    result = run_of(made(finding(1)))["results"][0]
    (flow,) = result["codeFlows"][0]["threadFlows"]
    (step,) = flow["locations"]
    assert step["location"]["message"]["text"] == "db → db: lost"


def test_states() -> None:
    run = run_of(every_state())
    states = {r["properties"]["state"]: r for r in run["results"]}
    assert set(states) == {"new", "existing", "worse", "accepted"}
    assert {s: r["baselineState"] for s, r in states.items()} == {
        "new": "new",
        "existing": "unchanged",
        "worse": "updated",
        "accepted": "unchanged",
    }
    assert [s for s, r in states.items() if "suppressions" in r] == ["accepted"]
    assert notices(run, "fixed") == ["db stops if db fails (fixed)"]
    assert "baselineState" not in run_of(made(finding(1)))["results"][0]


@pytest.mark.parametrize(
    ("inline", "kind", "file"), [(True, "inSource", "main.tf"), (False, "external", "cutset.yaml")]
)
def test_an_accepted_risk_is_justified(inline: bool, kind: str, file: str) -> None:
    risk = accepted_by("wallets", inline=inline)
    accepted = replace(finding(1, state=FindingState.ACCEPTED), acceptance=risk)
    (suppression,) = run_of(made(accepted))["results"][0]["suppressions"]
    assert suppression["kind"] == kind
    assert suppression["status"] == "accepted"
    assert suppression["justification"] == "accepted until 2027-03-31 by wallets: wallets moves"
    assert suppression["location"]["physicalLocation"]["artifactLocation"]["uri"] == file


def test_what_is_not_known_is_told() -> None:
    run = run_of(every_state())
    assert notices(run, "not-read") == ["terraform:db: not read: db"]
    assert notices(run, "not-known") == ["db: not known what 1 failure would do to it: db"]
    assert notices(run, "not-evaluated") == ["Where does db run? (db)"]
    assert notices(run, "warning") == ["db"]
    assert not run["invocations"][0]["executionSuccessful"]
    whole = run_of(made(read=Read.PART))
    assert notices(whole, "not-read") == ["terraform:db: read in part: db"]
    assert whole["invocations"][0]["executionSuccessful"]


@pytest.mark.parametrize("name", ["journey-needs-one-region", "our-own"])
def test_every_rule_brings_its_help(name: str) -> None:
    own = replace(finding(1), rule_id=name)
    (rule,) = run_of(replace(made(own), rules=(rule_text(name),)))["tool"]["driver"]["rules"]
    assert rule["id"] == name
    assert rule["fullDescription"]["text"] == "db was down in 2025."
    assert "It is silent when: db is in two." in rule["help"]["text"]
    assert "**Fix (any).**" in rule["help"]["markdown"]
    assert rule["helpUri"].startswith("https://")
    assert len(rule["properties"]["tags"]) <= 10


def test_a_rule_without_its_text_is_told_by_its_findings() -> None:
    """Of a report that was written before rules brought theirs."""
    (rule,) = run_of(replace(made(finding(1)), rules=()))["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "A journey needs one region db"
    assert "Give db a second region" in rule["help"]["text"]


def test_the_worst_are_kept_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_RESULTS", 3)
    monkeypatch.setattr(package, "MOST_WITH_PROOF", 1)
    run = run_of(every_state())
    assert [r["properties"]["severity"] for r in run["results"]] == ["critical", "high", "high"]
    (dropped, proofless) = notices(run, "left-out")
    assert dropped.startswith("2 findings are not in this file (1 medium, 1 info)")
    assert proofless.startswith("Only the worst 1 of 3")
    assert [("codeFlows" in r) for r in run["results"]] == [True, False, False]


def test_a_file_too_large_gives_up_proofs_then_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    many = made(*(finding(number) for number in range(200)))
    whole = render(many, Look())
    monkeypatch.setattr(package, "MOST_BYTES", 4_000)
    run = run_of(many)
    assert 0 < len(run["results"]) < 200
    assert "findings are not in this file" in notices(run, "left-out")[0]
    assert len(whole) > 4_000


@settings(max_examples=40, deadline=None)
@given(names)
@example(EVERYTHING)
def test_hostile_names_stay_words(name: str) -> None:
    run = run_of(every_state(name))
    for result in run["results"]:
        text = result["message"]["text"]
        assert "](http" not in text
        assert not any(ord(sign) < 32 for sign in text)
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert all(sign.isalnum() or sign in "%/._-~" for sign in uri)


def test_a_path_becomes_a_reference_that_can_be_parsed() -> None:
    result = run_of(made(finding(1, path=f"a b/{EVERYTHING}.tf")))["results"][0]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("a%20b/")
    assert " " not in uri
