"""Workflow commands: one line each, ten a level, and the rest in the log."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import example, given, settings
from scanner.model import FindingState, Read, Report, Severity
from scanner.report import Look
from scanner.report.github import render

from tests.report.hostile import EVERYTHING, names
from tests.report.made import every_state, finding, made

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def commands(report: Report) -> list[tuple[str, dict[str, str], str]]:
    """Level, properties and message of each annotation; every other line must be harmless."""
    found = []
    for line in render(report, Look()).removesuffix("\n").split("\n"):
        if match := COMMAND.fullmatch(line):
            properties = dict(part.split("=", 1) for part in match[2].split(","))
            found.append((match[1], properties, match[3]))
        else:
            assert line.startswith(("- ", "::group::cutset: ", "::endgroup::")), line
        assert "##[" not in line
        assert not {unicodedata.category(sign) for sign in line} & {"Cc", "Cs", "Zl", "Zp"}
    return found


def test_a_finding_is_an_error_on_its_line() -> None:
    level, properties, message = commands(made(finding(1)))[0]
    assert level == "error"
    assert properties == {
        "file": "main.tf",
        "line": "7",
        "col": "3",
        "title": "A journey needs one region db",
    }
    assert message.split("%0A") == [
        "db stops if db fails.",
        "Why: db (main.tf:3) → db",
        "Fix: Give db a second region",
        "Rule: journey-needs-one-region, high",
    ]


def test_levels_and_states() -> None:
    told = {message.split("%0A")[0]: level for level, _, message in commands(every_state())}
    assert told["db stops if db fails (new)."] == "error"
    assert told["db stops if db fails (worse)."] == "warning"
    assert told["db stops if db fails (accepted until 2027-03-31 by db: db moves)."] == "notice"
    assert told["db stops if db fails (fixed)."] == "notice"
    assert told["terraform:db: not read: db"] == "warning"


def test_what_is_fixed_points_at_no_line() -> None:
    report = made(finding(1, state=FindingState.FIXED))
    (fixed,) = [p for _, p, message in commands(report) if "(fixed)" in message]
    assert "file" not in fixed


def test_what_is_not_known_is_in_the_log() -> None:
    text = render(made(read=Read.PART), Look())
    assert "- not read: terraform:db: read in part: db" in text
    assert "- not known: db: not known what 1 failure would do to it: db" in text
    assert "- open question: Where does db run? (db)" in text
    assert "1 open question; 1 source not wholly read." in text


def test_ten_of_a_level_and_the_tenth_counts_the_rest() -> None:
    many = made(*(finding(number) for number in range(25)))
    errors = [message for level, _, message in commands(many) if level == "error"]
    assert len(errors) == 10
    assert errors[-1].startswith("16 more of this level are in the log")
    assert render(many, Look()).count("\n- main.tf:7:3: high") == 25
    exactly = made(*(finding(number) for number in range(10)))
    assert len([c for c in commands(exactly) if c[0] == "error"]) == 10
    assert "more of this level" not in render(exactly, Look())


def test_the_worst_are_the_ones_that_are_seen() -> None:
    rest = [finding(number) for number in range(30)]
    worst = finding(99, severity=Severity.CRITICAL)
    assert "Rule: journey-needs-one-region, critical" in commands(made(*rest, worst))[0][2]


@settings(max_examples=60, deadline=None)
@given(names)
@example(EVERYTHING)
def test_hostile_names_stay_on_their_line(name: str) -> None:
    for _, properties, message in commands(every_state(name)):
        assert set(properties) <= {"file", "line", "col", "title"}
        assert "%0D" not in message.replace("%250D", "")


def test_a_hostile_path_is_one_property() -> None:
    _, properties, _ = commands(made(finding(1, path=f"a,line=1::x/{EVERYTHING}.tf")))[0]
    assert properties["line"] == "7"
    assert properties["file"].startswith("a%2Cline=1%3A%3Ax/")
