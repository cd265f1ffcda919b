"""The last words of a job, and what a run leaves to read."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from ci.github import Event, _give, job_of
from ci.job import Job
from ci.outcome import COMMENT, REPORT, Outcome, last_words, read
from scanner.errors import CutsetError
from scanner.model import Finding, FindingState, Severity, Verdict
from scanner.model.codec import encode

from tests.ci.runner import _outputs
from tests.report.made import finding, made

NEW, OLD, FIXED = FindingState.NEW, FindingState.EXISTING, FindingState.FIXED
HIGH, LOW, CRITICAL = Severity.HIGH, Severity.LOW, Severity.CRITICAL


def one(number: int, state: FindingState, severity: Severity, says: str = "") -> Finding:
    found = msgspec.structs.replace(finding(number), state=state, severity=severity)
    return msgspec.structs.replace(found, says=says) if says else found


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        ("never", []),
        ("new-critical", []),
        ("new-high", [HIGH]),
        ("critical", [CRITICAL]),
        ("high", [HIGH, CRITICAL]),
    ],
)
def test_what_fails(fail_on: str, failing: list[Severity]) -> None:
    report = made(one(1, OLD, CRITICAL), one(2, NEW, HIGH), one(3, NEW, LOW), one(4, FIXED, HIGH))
    assert [f.severity for f in Outcome(1, report).failing(fail_on)] == failing


@pytest.mark.parametrize(
    ("outcome", "fail_on", "words"),
    [
        (Outcome(0, made(one(1, OLD, HIGH))), "new-high", "PASSED by fail-on new-high: nothing"),
        (Outcome(0, made(one(1, OLD, HIGH))), "new-high", "1 finding known before."),
        (Outcome(0, made(one(1, NEW, LOW))), "high", "PASSED by fail-on high: no finding is high"),
        (Outcome(0, made(one(1, NEW, HIGH))), "never", "findings are told and fail nothing"),
        (Outcome(1, made(one(1, NEW, HIGH))), "new-high", "FAILED by fail-on new-high: 1 finding."),
        (Outcome(3, made(one(1, NEW, LOW))), "new-high", "less could be read"),
        (Outcome(4), "new-high", "nothing was judged (exit code 4)"),
    ],
)
def test_how_it_ended(outcome: Outcome, fail_on: str, words: str) -> None:
    assert words in "\n".join(last_words(outcome, fail_on))


def test_the_worst_five_are_told_and_the_rest_counted() -> None:
    report = made(*(one(number, NEW, HIGH) for number in range(9)))
    lines = last_words(Outcome(1, report), "new-high")
    assert sum(line.startswith("    where ") for line in lines) == 5
    assert "  4 more are told above and in the summary." in lines


HOSTILE = [
    "a\n::error::b",
    "##vso[task.setvariable variable=x]y",
    "##[add-path]z",
    "\x1b[2Jc",
    "\u202ed",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_is_a_command(name: str) -> None:
    """Runners obey `::command` at the start of a line, and `##` commands anywhere."""
    report = made(one(1, NEW, HIGH, says=name))
    report = msgspec.structs.replace(report, verdict=Verdict(sentence=name))
    lines = last_words(Outcome(1, report), "new-high")
    assert not any(line.lstrip().startswith("::") for line in lines)
    assert not any(sign in line for line in lines for sign in ("##", "\n", "\x1b", "\u202e"))


@pytest.mark.parametrize("name", [*HOSTILE, "x<<EOF\nverdict<<y", ""])
def test_no_value_is_another_output(tmp_path: Path, name: str) -> None:
    variables = {"GITHUB_OUTPUT": str(tmp_path / "output")}
    _give(variables, {"verdict": name, "exit-code": "1"})
    found = _outputs((tmp_path / "output").read_text())
    assert set(found) == {"verdict", "exit-code"}
    assert found["exit-code"] == "1"


@pytest.mark.parametrize("code", [2, 4, 130, -9])
def test_a_run_that_failed_has_no_report(tmp_path: Path, code: int) -> None:
    """Not even where an earlier one lies there still."""
    (tmp_path / REPORT).write_bytes(encode(made(finding(1))))
    (tmp_path / COMMENT).write_text("old")
    assert read(tmp_path, code) == Outcome(code)
    assert read(tmp_path, 0).report is not None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"verdict": 1}'])
def test_a_report_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / REPORT).write_text(text)
    (tmp_path / COMMENT).write_text("")
    assert read(tmp_path, 1) == Outcome(1)


@pytest.mark.parametrize(
    ("job", "gate"),
    [
        (Job(Path(), base="abc"), "new-high"),
        (Job(Path()), "never"),
        (Job(Path(), fail_on="high"), "high"),
        (Job(Path(), arguments=["--baseline", "b.json"]), "new-high"),
        (Job(Path(), arguments=["--baseline=b.json"], fail_on="new-critical"), "new-critical"),
    ],
)
def test_nothing_is_new_without_a_comparison(job: Job, gate: str) -> None:
    assert job.gate == gate
    assert f"--fail-on={gate}" in job.command


@pytest.mark.parametrize(
    ("head", "actor", "trusted"),
    [
        ("octo/exchange", "octocat", True),
        ("mallory/exchange", "mallory", False),
        (None, "ghost", False),
        ("octo/exchange", "dependabot[bot]", False),
    ],
)
def test_whose_token_writes(head: str | None, actor: str, trusted: bool) -> None:
    """The repository of a deleted fork is null."""
    request = {"head": {"repo": {"full_name": head} if head else None}}
    variables = {"GITHUB_REPOSITORY": "octo/exchange", "GITHUB_ACTOR": actor}
    assert Event(variables, {"pull_request": request}).is_trusted is trusted


SLIPS = [
    ({"INPUT_PATHS": "infra 'more"}, 'paths: "infra \'more" cannot be taken apart'),
    ({"INPUT_ARGS": '"'}, "args"),
    ({"INPUT_OUTPUT": "junit"}, 'output "junit" is not FORMAT=FILE'),
    ({"INPUT_OUTPUT": "=x"}, 'output "=x" is not FORMAT=FILE'),
    ({"INPUT_COMMENT": "sometimes"}, 'there is no value of comment called "sometimes"'),
]


@pytest.mark.parametrize(("given", "says"), SLIPS, ids=lambda value: str(value)[:30])
def test_a_slip_in_an_input_is_told(given: dict[str, str], says: str) -> None:
    with pytest.raises(CutsetError) as told:
        job_of(Event(given, {}), Path())
    assert says in str(told.value)


def test_inputs_become_options() -> None:
    """What is published is decided by the job, never by a file of the change."""
    given = {
        "INPUT_PATHS": "infra\n'a b'",
        "INPUT_CONFIG": "risk/cutset.yaml",
        "INPUT_FAIL_ON": "high",
        "INPUT_ARGS": '--var "region=eu west"',
    }
    command = job_of(Event(given, {}), Path("out")).command[1:]
    assert command[:4] == ["--path=infra", "--path=a b", "--fail-on=high", "--format=github"]
    assert "--output=sarif=out/cutset.sarif" in command
    rest = ["--config=risk/cutset.yaml", "--redact=auto", "--var", "region=eu west"]
    assert command[-4:] == rest
