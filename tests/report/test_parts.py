"""What all formats share: order, places, proof, and what is not known."""

from __future__ import annotations

from scanner.model import Affected, FindingState, Proof, Read, Severity
from scanner.report.parts import (
    CONFIG,
    anchor,
    by_harm,
    by_news,
    open_text,
    paths,
    questions,
    severities,
    told,
    unread,
)

from tests.report.made import every_state, finding, made

NEW, EXISTING, WORSE = FindingState.NEW, FindingState.EXISTING, FindingState.WORSE


def test_the_worst_comes_first_and_what_is_accepted_last() -> None:
    low, high = finding(1, severity=Severity.LOW), finding(2)
    done = finding(3, severity=Severity.CRITICAL, state=FindingState.ACCEPTED)
    assert by_harm([done, low, high]) == [high, low, done]


def test_news_comes_before_what_was_there() -> None:
    old = finding(1, severity=Severity.CRITICAL, state=EXISTING)
    worse = finding(2, severity=Severity.LOW, state=WORSE)
    assert by_news([old, worse]) == [worse, old]


def test_new_says_something_only_where_things_were_compared() -> None:
    assert told(finding(1)) == "db stops if db fails"
    assert told(finding(1), new=True) == "db stops if db fails (new)"
    assert told(finding(1, state=WORSE)) == "db stops if db fails (worse)"


def test_an_accepted_finding_says_by_whom_until_when_and_why() -> None:
    accepted = finding(1, state=FindingState.ACCEPTED)
    assert told(accepted) == "db stops if db fails (accepted until 2027-03-31 by db: db moves)"


def test_a_finding_without_a_file_stands_in_the_configuration() -> None:
    assert anchor(finding(1, located=False)) == CONFIG
    assert anchor(finding(1)).path == "main.tf"


def test_every_way_down_the_proof_is_a_path() -> None:
    leaves = [Proof(node=name, name=name) for name in "xyz"]
    top = Proof(
        node="t",
        name="t",
        members=(leaves[0], Proof(node="m", name="m", members=(leaves[1], leaves[2]))),
    )
    assert ["".join(step.name for step in path) for path in paths(top)] == ["tx", "tmy", "tmz"]
    assert list(paths(None)) == []


def test_a_deep_proof_is_no_recursion() -> None:
    proof = Proof(node="0", name="0")
    for number in range(20_000):
        proof = Proof(node=str(number), name=str(number), members=(proof,))
    # Shown by its first path; the walk itself must not fall over.
    assert len(next(paths(proof))) == 20_001


def test_what_is_not_known_is_found() -> None:
    report = made(read=Read.PART)
    assert [source.read for source in unread(report)] == [Read.PART]
    assert [gap.id for gap in questions(report)] == ["placement:1"]
    assert open_text(report) == [("j", "db: not known what 1 failure would do to it: db")]


def test_what_is_left_out_is_counted_by_severity() -> None:
    some = [finding(1), finding(2), finding(3, severity=Severity.LOW)]
    assert severities(some) == "2 high, 1 low"


def test_the_report_with_everything_has_every_state() -> None:
    assert {f.state for f in every_state().findings} == set(FindingState)
    assert any(f.journeys == Affected() for f in every_state().findings)
