"""The policy that is written can be attached, and allows what is asked and no more."""

from __future__ import annotations

import json

import pytest
from scanner.collect.aws.declarations import access, action_of, services
from scanner.collect.aws.policy import Document, parts, policy, size_of

from tests.cli.inside import run

WHOLE = policy(services(), access(), "cutset-read")


def allowed(document: Document) -> set[tuple[str, str]]:
    return {
        (action, statement["Resource"])
        for statement in document["Statement"]
        for action in statement["Action"]
    }


def test_the_policy_is_one_that_iam_takes() -> None:
    written = json.loads(run("policy", "aws", "--role", "reader").out)
    assert written["Version"] == "2012-10-17"
    by_sid = {statement["Sid"]: statement for statement in written["Statement"]}
    assert len(by_sid) == len(written["Statement"])
    assert all(sid.isalnum() for sid in by_sid)
    enter = by_sid["EnterAccounts"]
    assert (enter["Action"], enter["Resource"]) == (["sts:AssumeRole"], "arn:*:iam::*:role/reader")
    assert all("*" not in action for one in by_sid.values() for action in one["Action"])


def test_all_that_is_declared_is_allowed_once() -> None:
    actions = [action for statement in WHOLE["Statement"] for action in statement["Action"]]
    assert len(actions) == len(set(actions))
    for service in services().values():
        for step in service.steps.values():
            assert set(action_of(service.prefix or service.service, step)) <= set(actions)


@pytest.mark.parametrize("most", [400, 1_000, access().largest_policy, 1_000_000])
def test_parts_allow_together_what_the_whole_does(most: int) -> None:
    several = parts(WHOLE, most)
    assert set().union(*map(allowed, several)) == allowed(WHOLE)
    assert sum(len(allowed(part)) for part in several) == len(allowed(WHOLE))
    assert all(size_of(part) <= most for part in several)
    assert all(statement["Action"] for part in several for statement in part["Statement"])
    assert (len(several) == 1) == (size_of(WHOLE) <= most)


def test_parts_are_written_one_at_a_time() -> None:
    whole = run("policy", "aws")
    number = len(parts(WHOLE, access().largest_policy))
    assert f"--part 1 to --part {number} write it in parts" in whole.err
    written = [json.loads(run("policy", "aws", "--part", str(n + 1)).out) for n in range(number)]
    assert set().union(*map(allowed, written)) == allowed(json.loads(whole.out))
    beyond = run("policy", "aws", "--part", str(number + 1))
    assert (beyond.code, f"there are {number}" in beyond.err) == (2, True)
