"""JUnit: a suite is a loss, a case a journey; unknown is never a pass."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from scanner.model import Affected, DomainRef, FindingState, Read, Report
from scanner.report import Look
from scanner.report import junit as module
from scanner.report.junit import render

from tests.report.hostile import EVERYTHING, names
from tests.report.made import RECORDED, cell, every_state, finding, made, recorded

CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase"},
    "properties": {"property"},
    "testcase": {"failure", "error", "skipped", "system-out"},
}
ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped"},
    "property": {"name", "value"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
}


def parsed(report: Report) -> ET.Element:
    """The document, after its shape and its sums were found right (as Jenkins' schema asks)."""
    root = ET.fromstring(render(report, Look()))
    for element in root.iter():
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
        assert set(element.attrib) == ATTRIBUTES.get(element.tag, set()), element.tag
    for holder in (root, *root):
        cases = list(holder.iter("testcase"))
        assert int(holder.attrib["tests"]) == len(cases)
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            if name in holder.attrib:
                assert int(holder.attrib[name]) == sum(c.find(tag) is not None for c in cases)
    return root


def outcomes(report: Report) -> dict[tuple[str, str], tuple[str, str]]:
    """(suite, case) -> (outcome, message)."""
    return {
        (suite.attrib["name"], case.attrib["name"]): next(
            ((c.tag, c.attrib["message"]) for c in case if c.tag != "system-out"), ("passed", "")
        )
        for suite in parsed(report)
        for case in suite.iter("testcase")
    }


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_reports_have_every_finding(name: str) -> None:
    report = recorded(name)
    text = render(report, Look())
    parsed(report)
    assert [f.id for f in report.findings if f.id not in text] == []


def test_a_loss_is_a_suite_and_a_journey_a_case() -> None:
    told = outcomes(made(finding(1)))
    assert told["Lose db (r)", "Keep"] == ("passed", "")
    assert told["Lose one zone, others (1)", "db"] == ("passed", "")
    (failure,) = [m for o, m in told.values() if o == "failure"]
    assert failure == "db stops if db fails"


def test_the_failure_alone_tells_cause_and_fix() -> None:
    failure = parsed(made(finding(1))).find(".//failure")
    assert failure is not None
    assert (failure.text or "").splitlines()[:4] == [
        "db stops if db fails",
        "Cause: db (main.tf:3) → db",
        "Fix:   Give db a second region",
        "Place: main.tf:7:3",
    ]


REGION = DomainRef(kind="region", id="r2", name="other")
ANY = DomainRef(kind="any", id="*")


@pytest.mark.parametrize(
    ("surely", "possibly", "outcome"),
    [
        ("ok", "ok", "passed"),
        ("slowed", "slowed", "passed"),
        ("ok", "slowed", "skipped"),
        ("ok", "stopped", "skipped"),
        ("stale", "stale", "skipped"),
        ("stale", "stopped", "skipped"),
        ("stopped", "stopped", "skipped"),
    ],
)
def test_a_cell_without_a_finding(surely: str, possibly: str, outcome: str) -> None:
    report = made(cells=cell("k", REGION, surely, possibly), domains=(REGION,))
    assert outcomes(report)["Lose other", "Keep"][0] == outcome


def test_a_pair_without_a_row_is_as_the_row_for_any_loss() -> None:
    told = outcomes(made(cells=cell("k", ANY, "ok", "stopped")))
    assert told["Lose one zone, others (1)", "Keep"] == ("skipped", "Not known: from ok to stopped")
    assert told["Lose anything else", "Keep"][0] == "skipped"
    slow = parsed(made(cells=cell("k", ANY, "slowed")))
    texts = [case.findtext("system-out") for case in slow.iter("testcase") if len(case)]
    assert texts.count("◐ Slows") == 4, "the region, the vendor, the zones and anything else"


def test_accepted_is_skipped_and_seen_and_fixed_has_passed() -> None:
    accepted = outcomes(made(finding(1, state=FindingState.ACCEPTED)))
    assert (
        "skipped",
        "db stops if db fails (accepted until 2027-03-31 by db: db moves)",
    ) in accepted.values()
    assert "failure" not in {outcome for outcome, _ in accepted.values()}
    fixed = outcomes(made(finding(1, state=FindingState.FIXED)))
    assert fixed["Rule journey-needs-one-region", "j (0000000000000001)"] == ("passed", "")


def test_one_live_finding_beside_an_accepted_one_still_fails() -> None:
    told = outcomes(made(finding(1, state=FindingState.ACCEPTED), finding(2)))
    assert ("failure", "db stops if db fails") in told.values()


def test_a_finding_of_which_the_journey_is_not_known_is_skipped() -> None:
    told = outcomes(made(finding(1, journeys=Affected(unknown=("k",)))))
    assert told["Lose db (r)", "Keep"][0] == "skipped"


def test_a_finding_that_stops_no_journey_has_a_suite_by_its_rule() -> None:
    told = outcomes(made(finding(1, journeys=Affected())))
    assert told["Rule journey-needs-one-region", "j (0000000000000001)"][0] == "failure"


def test_an_unread_source_is_an_error_and_a_question_is_skipped() -> None:
    told = outcomes(made(read=Read.PART))
    assert told["What was read", "terraform:db"] == ("error", "terraform:db: read in part: db")
    assert told["What was read", "Where does db run?"][0] == "skipped"


def test_what_is_left_out_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CASES", 1)
    assert outcomes(made(finding(1)))["Left out", "left out"][1].startswith("2 more failures left")
    monkeypatch.setattr(module, "MOST_CASES", 20_000)
    monkeypatch.setattr(module, "MOST_TOLD", 1)
    assert "1 more finding, none worse" in render(made(finding(1), finding(2)), Look())


@settings(max_examples=40, deadline=None)
@given(names)
@example(EVERYTHING)
def test_hostile_names_stay_text(name: str) -> None:
    root = parsed(every_state(name))
    assert "script" not in {element.tag for element in root.iter()}
    for element in root.iter():
        assert not any(ord(sign) < 32 for sign in element.attrib.get("name", ""))
