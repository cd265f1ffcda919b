"""GitLab Code Quality: unique fingerprints, one line, and nothing unknown left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from jsonschema import Draft202012Validator
from scanner.model import FindingState, Read, Report
from scanner.report import Look
from scanner.report import gitlab_codequality as module
from scanner.report.gitlab_codequality import render

from tests.report.hostile import EVERYTHING, names
from tests.report.made import RECORDED, every_state, finding, made, recorded

SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's documentation asks of an issue; a path without `./` in front."""


def issues(report: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render(report, Look()))
    assert [e.message for e in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    marks = [issue["fingerprint"] for issue in found]
    assert len(marks) == len(set(marks))
    return found


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_reports_are_valid(name: str) -> None:
    report = recorded(name)
    present = {f.id for f in report.findings if f.state != "fixed"}
    assert present <= {issue["fingerprint"] for issue in issues(report)}


def test_severity_line_cause_and_fix() -> None:
    issue = issues(made(finding(1)))[0]
    assert issue["severity"] == "critical"
    assert issue["location"] == {"path": "main.tf", "lines": {"begin": 7}}
    assert "Why: db (main.tf:3) → db. Fix: Give db a second region" in issue["description"]


def test_states() -> None:
    told = {issue["description"].split(".")[0]: issue for issue in issues(every_state())}
    assert (
        told["db stops if db fails (accepted until 2027-03-31 by db: db moves)"]["severity"]
        == "info"
    )
    assert "db stops if db fails (worse)" in told
    assert not any("(fixed)" in text for text in told)
    assert issues(made(finding(1, state=FindingState.ACCEPTED)))[0]["severity"] == "info"


def test_what_is_not_known_has_entries_of_its_own() -> None:
    checks = {issue["check_name"]: issue for issue in issues(made(read=Read.NONE))}
    assert set(checks) == {"not-read", "not-known", "not-evaluated"}
    assert checks["not-read"]["severity"] == "critical"
    assert checks["not-evaluated"]["location"] == {"path": "main.tf", "lines": {"begin": 5}}


def test_too_many_questions_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_QUESTIONS", 0)
    (last,) = [issue for issue in issues(made()) if issue["check_name"] == "left-out"]
    assert last["description"].startswith("1 more open questions")


@settings(max_examples=40, deadline=None)
@given(names)
@example(EVERYTHING)
def test_hostile_names_stay_words(name: str) -> None:
    for issue in issues(every_state(name)):
        assert not any(ord(sign) < 32 for sign in issue["description"])
