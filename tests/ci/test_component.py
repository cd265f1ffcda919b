"""The GitLab component, run as GitLab runs it: reports, note, and how the job ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from ci.comment import MARK, NO_LONGER
from jsonschema import Draft202012Validator

from tests.ci.component import job, run
from tests.ci.history import Repository, better, renamed, sample, worse
from tests.ci.hosts import GitLab, served
from tests.report.made import HERE as REPORTS
from tests.report.test_gitlab_codequality import SCHEMA as CODE_QUALITY
from tests.report.test_junit import CHILDREN

HEADLINE = "Withdraw now stops if eu-west-1a fails; was: keeps working."
SAST = json.loads((REPORTS / "schemas" / "gitlab-sast-15.2.1.json").read_text(encoding="utf-8"))
PATHS = {"paths": "infra"}


@pytest.fixture
def host() -> Iterator[GitLab]:
    with served(GitLab(writer="project_41_bot")) as one:
        assert isinstance(one, GitLab)
        yield one


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return sample(tmp_path / "checkout")


def merge_request(repository: Repository) -> dict[str, str]:
    """What GitLab tells a job of a merge request; a branch can have any name."""
    return {
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_PROJECT_ID": "41",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": repository.git("rev-parse", "main"),
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "a$(touch owned);b",
        "CI_COMMIT_BEFORE_SHA": "0" * 40,
    }


def reports(repository: Repository, inputs: dict[str, Any]) -> dict[str, str]:
    """Every report that the job declares, by its kind; each has to be there."""
    declared = job({"image": "x", **inputs})["artifacts"]["reports"]
    return {
        kind: (repository.folder / file).read_text(encoding="utf-8")
        for kind, file in declared.items()
    }


def test_a_change_that_makes_it_worse(repository: Repository, host: GitLab) -> None:
    """Fails, and leaves every report that GitLab reads."""
    repository.request(worse)
    repository.git("checkout", "--quiet", "change")
    token = {"GITLAB_TOKEN": "glpat-1"}
    code, log = run(
        repository, host, {**PATHS, "sast": True}, {**merge_request(repository), **token}
    )
    assert code == 1
    assert f"cutset FAILED by fail-on new-high: 2 findings.\n  {HEADLINE}" in log
    assert "    where   infra/withdrawals.tf:30" in log
    found = reports(repository, {**PATHS, "sast": True})
    issues = json.loads(found["codequality"])
    assert [e.message for e in Draft202012Validator(CODE_QUALITY).iter_errors(issues)] == []
    worst = next(one for one in issues if one["severity"] == "blocker")
    assert worst["location"] == {"path": "infra/withdrawals.tf", "lines": {"begin": 30}}
    security = json.loads(found["sast"])
    assert [e.message for e in Draft202012Validator(SAST).iter_errors(security)] == []
    suites = ET.fromstring(found["junit"])
    assert suites.tag == "testsuites"
    for element in suites.iter():
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
    (note,) = host.comments
    assert note["body"].startswith(f"{MARK}\n## {HEADLINE}")
    assert host.tokens == {"glpat-1"}
    assert "glpat-1" not in log
    assert not (repository.folder / "owned").exists()


def test_the_note_is_updated_in_place(repository: Repository, host: GitLab) -> None:
    token = {"GITLAB_TOKEN": "glpat-1"}
    host.said("mallory", f"{MARK}\nall is well")
    repository.request(worse)
    run(repository, host, PATHS, {**merge_request(repository), **token})
    repository.request(worse, better)
    code, log = run(repository, host, PATHS, {**merge_request(repository), **token})
    assert code == 0, log
    assert "Updated the comment." in log
    assert [one["body"] for one in host.comments[1:]] == [NO_LONGER]
    assert host.written[-1] == ("PUT", "/projects/41/merge_requests/7/notes/1001")


def test_a_fork_has_no_token_and_all_else(repository: Repository, host: GitLab) -> None:
    repository.request(renamed)
    code, log = run(repository, host, PATHS, merge_request(repository))
    assert code == 0, log
    assert "No note: there is no GITLAB_TOKEN" in log
    assert host.asked == []
    assert set(reports(repository, PATHS)) == {"codequality", "junit"}
    assert not (repository.folder / "cutset-report" / "gl-sast-report.json").exists()


def test_a_merged_result_is_compared_with_its_target(repository: Repository, host: GitLab) -> None:
    """What main gained meanwhile is not laid at this change's door."""
    base = repository.git("rev-parse", "main")
    repository.git("checkout", "--quiet", "-B", "change", "main")
    repository.commit(renamed)
    repository.git("checkout", "--quiet", "main")
    target = repository.commit(worse)
    repository.git("checkout", "--quiet", "--detach", "main")
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
    told = {**merge_request(repository), "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    merged = {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": target}
    code, log = run(repository, host, PATHS, {**told, **merged})
    assert code == 0, log
    code, _ = run(repository, host, PATHS, told)
    assert code == 1


def test_a_shallow_clone_is_an_error_that_says_so(repository: Repository, host: GitLab) -> None:
    told = {**merge_request(repository), "CI_MERGE_REQUEST_DIFF_BASE_SHA": "4" * 40}
    code, log = run(repository, host, PATHS, told)
    assert code == 2
    assert 'GIT_DEPTH: "0"' in log


def test_the_default_branch_has_nothing_to_compare(repository: Repository, host: GitLab) -> None:
    code, log = run(repository, host, PATHS, {"CI_COMMIT_BEFORE_SHA": "0" * 40})
    assert code == 0, log
    assert "compares with nothing: this pipeline names no revision before it. So fail-on" in log
