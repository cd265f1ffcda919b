"""What a change is compared with, for each event and each kind of checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ci.base import NOTHING, left, merged_into, named
from ci.github import Event
from scanner.errors import InputError

from tests.ci.history import Repository, nothing, renamed, sample


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return sample(tmp_path / "checkout")


def request(base: str) -> dict[str, Any]:
    return {"pull_request": {"number": 7, "base": {"ref": "main", "sha": base}}}


def forked(repository: Repository) -> tuple[str, str]:
    """A branch `change`, and main that went on: where they parted, and main now."""
    parted = repository.git("rev-parse", "main")
    repository.git("checkout", "--quiet", "-B", "change")
    repository.commit(renamed)
    repository.git("checkout", "--quiet", "main")
    now = repository.commit(nothing)
    repository.git("checkout", "--quiet", "change")
    return parted, now


def test_a_merged_request_adds_to_what_it_is_merged_into(repository: Repository) -> None:
    _, now = forked(repository)
    repository.git("checkout", "--quiet", "--detach", "main")
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
    assert merged_into(repository.folder) == now
    assert Event({}, request("4" * 40)).base(repository.folder) == now


def shallow(repository: Repository, depth: int) -> Repository:
    """What a job checks out of a merged request that is `depth` commits deep."""
    repository.request(renamed)
    repository.git("branch", "--quiet", "-f", "merged")
    clone = repository.folder.parent / f"depth-{depth}"
    address = f"file://{repository.folder}"
    repository.git("clone", "-q", "--depth", str(depth), "--branch", "merged", address, str(clone))
    return Repository(clone)


def test_two_commits_of_history_are_enough(repository: Repository) -> None:
    main = repository.git("rev-parse", "main")
    assert Event({}, request(main)).base(shallow(repository, 2).folder) == main


def test_one_commit_of_history_is_an_error(repository: Repository) -> None:
    main = repository.git("rev-parse", "main")
    with pytest.raises(InputError, match="not in this checkout") as told:
        Event({}, request(main)).base(shallow(repository, 1).folder)
    assert "fetch-depth: 0" in str(told.value)


def test_the_head_of_a_request_adds_to_where_it_left(repository: Repository) -> None:
    parted, now = forked(repository)
    assert merged_into(repository.folder) == ""
    assert Event({}, request(now)).base(repository.folder) == parted


def test_a_merge_group_has_a_base(repository: Repository) -> None:
    parted, _ = forked(repository)
    payload = {"merge_group": {"base_sha": parted}}
    assert Event({}, payload).base(repository.folder) == parted


@pytest.mark.parametrize(
    ("payload", "compares"),
    [
        ({"before": NOTHING}, False),
        ({"before": "4" * 40}, False),
        ({"before": "main"}, True),
        ({"schedule": "0 5 * * *"}, False),
        ({}, False),
    ],
)
def test_other_events(repository: Repository, payload: dict[str, Any], compares: bool) -> None:
    if payload.get("before") == "main":
        payload = {"before": repository.git("rev-parse", "main")}
    assert bool(Event({}, payload).base(repository.folder)) is compares


@pytest.mark.parametrize("text", ["main", "origin/main", "main...", "HEAD~1"])
def test_a_branch_is_where_head_left_it(repository: Repository, text: str) -> None:
    parted, now = forked(repository)
    repository.git("update-ref", "refs/remotes/origin/main", now)
    assert named(repository.folder, text) == parted
    assert Event({"INPUT_COMPARE": text}, {}).base(repository.folder) == parted


def test_a_branch_that_was_only_fetched(repository: Repository) -> None:
    parted, now = forked(repository)
    repository.git("update-ref", "refs/remotes/origin/main", now)
    repository.git("branch", "--quiet", "-D", "main")
    assert named(repository.folder, "main") == parted


def test_no_common_commit_is_the_revision_itself(repository: Repository) -> None:
    """As in a shallow clone, whose history ends before the two meet."""
    repository.git("checkout", "--quiet", "--orphan", "other")
    apart = repository.commit(nothing)
    repository.git("checkout", "--quiet", "main")
    assert left(repository.folder, apart) == apart


@pytest.mark.parametrize("text", ["gone", "--output=x", "-p", "$(touch owned)", "a b"])
def test_what_is_not_there(repository: Repository, text: str) -> None:
    with pytest.raises(InputError, match="is not in this checkout"):
        named(repository.folder, text)
    assert not (repository.folder / "owned").exists()


@pytest.mark.parametrize("payload", [{"before": "4" * 40}, request("4" * 40)])
def test_git_that_cannot_answer_is_an_error(tmp_path: Path, payload: dict[str, Any]) -> None:
    """Else nothing would be compared, and nothing would fail."""
    with pytest.raises(InputError, match="is in no git repository"):
        Event({}, payload).base(tmp_path)
    assert Event({}, {}).base(tmp_path) == ""
