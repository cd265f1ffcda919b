"""The composite action, run as GitHub runs it: a job's log, summary, comment, alerts and end."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ci.comment import MARK, NO_LONGER, NOT_JUDGED
from ci.github import BOT
from jsonschema import Draft4Validator

from tests.ci.history import Repository, better, broken, nothing, renamed, sample, unreadable, worse
from tests.ci.hosts import GitHub, served
from tests.ci.runner import Run, run
from tests.report.made import HERE as REPORTS

HEADLINE = "Withdraw now stops if eu-west-1a fails; was: keeps working."
STRANGER = """\
  critical: Withdraw stops if zone eu-west-1a fails (new)
    where   infra/withdrawals.tf:30
    why     Withdraw (cutset.yaml:4) -> withdrawals (cutset.yaml:4) -> """
MOST_UPLOAD = 10 * 2**20


@pytest.fixture
def host() -> Iterator[GitHub]:
    with served(GitHub(writer=BOT)) as one:
        assert isinstance(one, GitHub)
        yield one


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return sample(tmp_path / "checkout")


@cache
def sarif() -> Draft4Validator:
    text = (REPORTS / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")
    return Draft4Validator(json.loads(text))


def pull_request(repository: Repository, fork: str = "octo/exchange") -> dict[str, Any]:
    """The event of a pull request, with the names that a stranger gives."""
    return {
        "repository": {"full_name": "octo/exchange", "visibility": "private", "private": True},
        "pull_request": {
            "number": 7,
            "title": "$(touch owned) ${{ secrets.TOKEN }}",
            "head": {"ref": "a;touch owned", "repo": {"full_name": fork}},
            "base": {"ref": "main", "sha": repository.git("rev-parse", "main")},
        },
    }


def uploaded(host: GitHub) -> dict[str, Any]:
    """The one upload, within GitHub's limit and valid by the schema."""
    (body,) = host.uploads
    packed = base64.b64decode(body["sarif"])
    assert len(packed) <= MOST_UPLOAD
    log: dict[str, Any] = json.loads(gzip.decompress(packed))
    assert [error.message for error in sarif().iter_errors(log)] == []
    return log


def judged(repository: Repository, host: GitHub, number: int, **inputs: str) -> Run:
    """The pull request of `repository`, judged for the `number`th time."""
    return run(
        repository,
        repository.folder.parent / f"runner-{number}",
        host,
        pull_request(repository),
        {"paths": "infra", **{name.replace("_", "-"): text for name, text in inputs.items()}},
    )


def test_a_change_that_makes_it_worse(repository: Repository, host: GitHub) -> None:
    """Fails, says so everywhere, and the end of the log tells a stranger cause and fix."""
    repository.request(worse)
    ran = judged(repository, host, 1, output="junit=out/junit.xml")
    assert ran.exit_code == 1
    end = ran.log.partition("cutset FAILED by fail-on new-high: ")[2]
    assert end.startswith(f"2 findings.\n  {HEADLINE}\n\n{STRANGER}")
    assert "    fix     Withdraw keeps working with a copy of " in end
    assert "scan explain journey-needs-one-zone" in end
    assert ran.outputs["verdict"] == HEADLINE
    assert (ran.outputs["new-critical"], ran.outputs["new-high"]) == ("1", "1")
    assert ran.outputs["exit-code"] == "1"
    assert json.loads(Path(ran.outputs["report-path"]).read_text())["schema_version"] == 1
    assert ran.summary.startswith(f"## {HEADLINE}")
    assert all(ran.annotations(level) <= 10 for level in ("error", "warning", "notice"))
    (comment,) = host.comments
    assert comment["body"].startswith(f"{MARK}\n## {HEADLINE}")
    first = uploaded(host)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert first["artifactLocation"]["uri"] == "infra/withdrawals.tf"
    assert (repository.folder / "out" / "junit.xml").read_text().startswith("<?xml")
    assert not (repository.folder / "owned").exists()
    assert host.tokens == {"Bearer the-token-of-the-job"}


def test_a_change_that_only_renames_is_silent(repository: Repository, host: GitHub) -> None:
    repository.request(renamed)
    ran = judged(repository, host, 1)
    assert ran.exit_code == 0
    assert "cutset PASSED by fail-on new-high: nothing high or above is new or worse." in ran.log
    assert "No comment: nothing is new, worse or fixed." in ran.log
    assert host.comments == []
    assert (ran.outputs["new-critical"], ran.outputs["new-high"]) == ("0", "0")
    assert len(uploaded(host)["runs"][0]["results"]) == 5


def test_one_comment_is_updated_in_place(repository: Repository, host: GitHub) -> None:
    """Written once, left alone where nothing moved, and taken back when the change is mended."""
    host.said("mallory", f"{MARK}\nI am cutset, and all is well")
    for number in range(150):
        host.said("octocat", f"comment {number}")
    repository.request(worse)
    judged(repository, host, 1)
    assert len(host.comments) == 152
    assert host.written[-1] == ("POST", "/repos/octo/exchange/issues/7/comments")
    repository.request(worse, nothing)
    ran = judged(repository, host, 2, upload_sarif="never")
    assert "The comment stays as it is." in ran.log
    writes = len(host.written)
    repository.request(worse, better)
    ran = judged(repository, host, 3, upload_sarif="never")
    assert ran.exit_code == 0
    assert host.written[writes:] == [("PATCH", "/repos/octo/exchange/issues/comments/1151")]
    assert host.comments[-1]["body"] == NO_LONGER
    assert host.comments[0]["body"].endswith("all is well")
    repository.request(worse, broken)
    ran = judged(repository, host, 4)
    assert (ran.exit_code, ran.outputs["report-path"]) == (2, "")
    assert host.comments[-1]["body"] == NOT_JUDGED
    assert "cutset.yaml" in ran.log
    assert "cutset FAILED: nothing was judged (exit code 2)." in ran.log
    assert ran.summary.startswith("## cutset could not judge this")


def test_a_fork_has_a_summary_and_no_failure(repository: Repository, host: GitHub) -> None:
    """Its token only reads: no upload is tried, and a comment that is refused is no error."""
    host.can_write = False
    repository.request(worse)
    ran = run(
        repository,
        repository.folder.parent / "runner",
        host,
        pull_request(repository, fork="mallory/exchange"),
        {"fail-on": "never"},
    )
    assert ran.exit_code == 0
    assert ran.summary.startswith(f"## {HEADLINE}")
    assert "No comment: the job's token may not write one (403 Forbidden)." in ran.log
    assert (host.uploads, host.comments) == ([], [])
    assert "code-scanning" not in str(host.asked)


def test_an_upload_that_is_refused_is_told(repository: Repository, host: GitHub) -> None:
    host.can_write = False
    repository.request(renamed)
    ran = judged(repository, host, 1, comment="never")
    assert ran.exit_code == 0
    assert "::warning title=cutset::Code scanning did not take the SARIF file." in ran.log


def test_a_push_is_compared_with_what_was_there(repository: Repository, host: GitHub) -> None:
    before = repository.git("rev-parse", "HEAD")
    repository.commit(worse)
    ran = run(repository, repository.folder.parent / "runner", host, {"before": before})
    assert ran.exit_code == 1
    assert f"cutset compares with {before[:12]}." in ran.log
    assert "No comment: this is no pull request." in ran.log


def test_with_nothing_to_compare_nothing_new_fails(repository: Repository, host: GitHub) -> None:
    ran = run(repository, repository.folder.parent / "runner", host, {"schedule": "0 5 * * *"})
    assert ran.exit_code == 0
    assert "compares with nothing" in ran.log
    assert "So fail-on new-high fails nothing." in ran.log
    assert "If AWS eu-west-1 fails, 1 of 1 journey stops" in ran.outputs["verdict"]


def test_a_base_that_is_not_there_is_an_error(repository: Repository, host: GitHub) -> None:
    payload = pull_request(repository)
    payload["pull_request"]["base"]["sha"] = "4" * 40
    ran = run(repository, repository.folder.parent / "runner", host, payload)
    assert ran.exit_code == 2
    assert "error: .: the base of this change (444444444444) is not in this checkout" in ran.log
    assert "fetch-depth: 0" in ran.log


def test_what_cannot_be_read_is_told_to_the_last(repository: Repository, host: GitHub) -> None:
    """Nothing fails by `new-high`, and still nobody reads that all is well."""
    repository.request(unreadable)
    ran = judged(repository, host, 1)
    assert ran.exit_code == 0
    end = ran.log.partition("cutset PASSED by fail-on new-high: ")[2]
    assert "  not read: terraform:" in end
    assert len(host.comments) == 1
    ran = judged(repository, host, 2, args="--min-coverage 100")
    assert ran.exit_code == 3
    assert "cutset FAILED: less could be read than --min-coverage asks for.\n  not read:" in ran.log


SHADOW = "raise SystemExit('a module of the checkout was imported')\n"


def test_no_module_of_the_checkout_is_imported(repository: Repository, host: GitHub) -> None:
    """A stranger's change may add files called as ours, or as what we import."""

    def shadows(folder: Path) -> None:
        for name in ("click.py", "msgspec.py", "json.py", "ci/__init__.py", "scanner/__init__.py"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(SHADOW)

    repository.request(shadows)
    ran = judged(repository, host, 1)
    assert ran.exit_code == 0, ran.log


def test_a_public_repository_is_redacted(repository: Repository, host: GitHub) -> None:
    """In everything that is published, and without an input that says so."""
    repository.request(worse)
    payload = pull_request(repository)
    payload["repository"] |= {"visibility": "public", "private": False}
    ran = run(repository, repository.folder.parent / "runner", host, payload)
    assert ran.exit_code == 1
    published = (ran.log, ran.summary, str(host.comments), json.dumps(uploaded(host)))
    for text in published:
        assert "withdrawals (" not in text
    assert "edacted" in ran.log
