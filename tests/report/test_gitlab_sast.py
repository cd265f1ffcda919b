"""GitLab's SAST report: what schema 15.2.1 asks, and an identity that outlives moved lines."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from jsonschema import Draft7Validator
from markdown_it import MarkdownIt
from scanner.model import Read, Report
from scanner.report import Look
from scanner.report import gitlab_sast as module
from scanner.report.gitlab_sast import render

from tests.report.hostile import EVERYTHING, names
from tests.report.made import EPOCH, HERE, RECORDED, every_state, finding, made, recorded


@cache
def validator() -> Draft7Validator:
    text = (HERE / "schemas" / "gitlab-sast-15.2.1.json").read_text(encoding="utf-8")
    return Draft7Validator(json.loads(text))


def document(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(report, Look()))
    assert [error.message for error in validator().iter_errors(found)] == []
    return found


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_reports_are_valid_and_whole(name: str) -> None:
    report = recorded(name)
    present = {f.id for f in report.findings if f.state != "fixed"}
    assert {v["id"] for v in document(report)["vulnerabilities"]} == present


def test_the_schema_catches_what_is_missing() -> None:
    found = document(made(finding(1)))
    del found["vulnerabilities"][0]["location"]
    found["scan"]["start_time"] += "Z"
    assert len(list(validator().iter_errors(found))) == 2


def test_moved_lines_are_the_same_finding() -> None:
    (vulnerability,) = document(made(finding(1)))["vulnerabilities"]
    assert vulnerability["identifiers"][0]["value"] == "0000000000000001"
    signature = vulnerability["tracking"]["items"][0]["signatures"][0]
    assert signature == {"algorithm": "hash", "value": "0000000000000001"}


def test_states_and_what_is_not_known() -> None:
    found = document(every_state())
    states = {v["details"]["state"]["value"]: v for v in found["vulnerabilities"]}
    accepted = states["accepted until 2027-03-31 by db: db moves"]
    assert accepted["name"].startswith("Accepted: ")
    assert "accepted until 2027-03-31 by db: db moves" in accepted["description"]
    messages = {(m["level"], m["value"]) for m in found["scan"]["messages"]}
    assert ("warn", "terraform:db: not read: db") in messages
    assert ("warn", "db: not known what 1 failure would do to it: db") in messages
    assert ("warn", "not known: Where does db run? (db)") in messages
    assert ("info", "db stops if db fails (fixed)") in messages


def test_too_many_messages_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_MESSAGES", 2)
    messages = document(made(read=Read.PART))["scan"]["messages"]
    assert len(messages) == 3
    assert messages[-1]["value"].startswith("4 more messages left out")


def test_only_the_worst_carry_their_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WITH_PROOF", 1)
    found = document(made(finding(1), finding(2)))
    assert ["proof" in v["details"] for v in found["vulnerabilities"]] == [True, False]
    assert "only the worst 1 of 2" in found["scan"]["messages"][2]["value"]


def test_the_time_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    assert document(made())["scan"]["start_time"] == "2026-09-21T14:13:20"


@settings(max_examples=40, deadline=None)
@given(names)
@example(EVERYTHING)
def test_hostile_names_stay_words(name: str) -> None:
    for vulnerability in document(every_state(name))["vulnerabilities"]:
        for field in ("description", "solution"):
            blocks = MarkdownIt("commonmark").parse(vulnerability[field])
            kinds = {token.type for block in blocks for token in block.children or [block]}
            assert not kinds & {"link_open", "image", "html_block", "code_inline"}
            assert "<script" not in vulnerability[field]
