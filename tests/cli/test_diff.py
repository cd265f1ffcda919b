"""`scan diff`: what a change makes worse, as a reviewer and as CI see it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.inside import run
from tests.collect.repository import Repository

KESTREL = Path(__file__).parents[2] / "sample_inventories" / "kestrel-terraform"
LEDGER = "infra/environments/prod/platform/ledger.tf"
NOW_STOPS = "Deposit by bank transfer now stops if the zone of kestrel-prod-payments fails"
QUIET = "This change makes nothing worse that is known."


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the exchange in a folder of it."""
    repository = Repository.at(tmp_path_factory.mktemp("diff") / "repository")
    shutil.copytree(KESTREL, repository.folder / "infra")
    repository.commit()
    return repository.folder


@pytest.fixture
def repository(committed: Path, tmp_path: Path) -> Repository:
    shutil.copytree(committed, tmp_path / "repository", symlinks=True)
    return Repository(tmp_path / "repository")


def one_zone(repository: Repository) -> None:
    """The payments database loses its stand-by, in the call of a module."""
    file = repository.folder / LEDGER
    old, new = "multi_az                  = true", "multi_az                  = false"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def report(repository: Repository, *arguments: str, code: int) -> dict[str, Any]:
    done = run("diff", *arguments, "--path", "infra", "--format", "json", cwd=repository.folder)
    assert (done.code, done.err) == (code, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def told(found: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    """State, rule, and first place of what a change did."""
    return [
        (f.get("state", "new"), f["rule_id"], f["locations"][0]["path"], f["locations"][0]["line"])
        for f in found["findings"]
        if f.get("state", "new") in ("new", "worse", "fixed")
    ]


def test_the_work_tree_as_committed_is_no_change(repository: Repository) -> None:
    found = report(repository, "main", code=0)
    assert told(found) == []
    assert found["verdict"]["sentence"] == QUIET


def test_a_change_is_told_in_a_sentence_and_on_its_line(repository: Repository) -> None:
    one_zone(repository)
    found = report(repository, "HEAD", code=1)
    line = 1 + (repository.folder / LEDGER).read_text().split("multi_az ")[0].count("\n")
    assert told(found) == [
        ("new", "journey-needs-one-zone", LEDGER, line),
        ("new", "single-zone-resource", LEDGER, line),
    ]
    assert found["verdict"]["sentence"] == f"{NOW_STOPS}; was: keeps working."


def test_two_revisions_either_way(repository: Repository) -> None:
    one_zone(repository)
    repository.commit()
    assert [state for state, *_ in told(report(repository, "HEAD~1", "HEAD", code=1))] == [
        "new"
    ] * 2
    back = report(repository, "HEAD..HEAD~1", code=0)
    assert [state for state, *_ in told(back)] == ["fixed"] * 2
    assert back["verdict"]["sentence"] == f"{QUIET} 2 fixed."


def test_against_where_a_branch_began(repository: Repository) -> None:
    """What others have merged meanwhile is not of this branch."""
    repository.git("checkout", "--quiet", "-b", "mine")
    repository.commit(**{"infra/notes.md": "mine"})
    repository.git("checkout", "--quiet", "main")
    one_zone(repository)
    repository.commit()
    repository.git("checkout", "--quiet", "mine")
    assert [state for state, *_ in told(report(repository, "main", code=0))] == ["fixed"] * 2
    assert told(report(repository, "main...", code=0)) == []


def test_folders_and_reports(repository: Repository) -> None:
    before = repository.folder.parent / "before"
    shutil.copytree(repository.folder / "infra", before / "infra")
    reported = repository.folder / "before.json"
    run("--path", "infra", "--output", f"json={reported}", cwd=repository.folder)
    one_zone(repository)
    for base in (str(before / "infra"), "before.json"):
        done = run("diff", base, "infra", "--format", "json", cwd=repository.folder)
        assert NOW_STOPS in done.out
        assert done.code == 1


def test_the_gate(repository: Repository) -> None:
    one_zone(repository)
    for gate, code in (("never", 0), ("new-critical", 0), ("new-high", 1), ("critical", 1)):
        done = run("diff", "HEAD", "--path", "infra", "--fail-on", gate, cwd=repository.folder)
        assert (gate, done.code) == (gate, code)


def test_a_first_configuration_is_no_change(repository: Repository) -> None:
    (repository.folder / "infra" / "cutset.yaml").rename(repository.folder / "kept.yaml")
    repository.commit()
    (repository.folder / "kept.yaml").rename(repository.folder / "infra" / "cutset.yaml")
    found = report(repository, "HEAD", code=0)
    assert told(found) == []
    assert any("infra/cutset.yaml is new" in warning for warning in found["warnings"])


def test_a_configuration_of_elsewhere_counts_on_both_sides(repository: Repository) -> None:
    """It is no part of what was committed: it counts as it lies, also where that is another
    repository which has a file of that name."""
    elsewhere = Repository.at(repository.folder.parent / "elsewhere")
    config = repository.folder / "infra" / "cutset.yaml"
    text = config.read_text()
    repository.commit(**{"infra/cutset.yaml": "journeys: []\n"})
    for file in (repository.folder.parent / "named.yaml", elsewhere.folder / "infra/cutset.yaml"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        found = report(repository, "HEAD", "--config", str(file), code=0)
        assert told(found) == []
        assert "Deposit by bank transfer" in json.dumps(found["journeys"])


def test_what_lies_beside_the_code_counts_on_neither_side(repository: Repository) -> None:
    """Modules that `terraform init` has left in the work tree are not in the revision."""
    repository.commit(**{".gitignore": ".terraform/\n"})
    repository.write("infra/environments/prod/platform/.terraform/modules/x/main.tf", "junk {")
    assert told(report(repository, "HEAD", code=0)) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nope",), '"nope" is no revision that this repository has'),
        (("main..nope",), '"nope" is no revision'),
        (("infra",), "is a revision, and a file or folder"),
        (("main", "--baseline", "x.json"), "diff compares with BASE, not with a baseline"),
        (("main", "--format", "jsn"), "jsn"),
    ],
)
def test_what_cannot_be_compared(
    repository: Repository, arguments: tuple[str, ...], says: str
) -> None:
    repository.git("branch", "infra")
    done = run("diff", *arguments, cwd=repository.folder)
    assert done.code == 2
    assert says in done.err
    assert not done.out


def test_a_change_cannot_hide_what_it_makes_worse(repository: Repository) -> None:
    """Filters in the change's own cutset.yaml are for reading, no way around the gate."""
    one_zone(repository)
    config = repository.folder / "infra" / "cutset.yaml"
    config.write_text(config.read_text() + "\nsettings: {min_severity: critical}\n")
    done = run("diff", "HEAD", "--path", "infra", cwd=repository.folder)
    assert done.code == 1
    assert "journey-needs-one-zone Deposit by bank transfer stops" in done.out
    assert "single-zone-resource" not in done.out


def test_a_baseline_in_the_settings_is_for_scan_alone(repository: Repository) -> None:
    config = repository.folder / "infra" / "cutset.yaml"
    config.write_text(config.read_text() + "\nsettings: {baseline: known.json}\n")
    assert run("diff", "HEAD", "--path", "infra", cwd=repository.folder).code == 0


def test_a_revision_that_was_judged_today_is_not_judged_again(repository: Repository) -> None:
    """Nor copied; and the answer is the same, also where the change is told on its line."""
    one_zone(repository)
    first = report(repository, "HEAD", "--cache", "kept", code=1)
    again = report(repository, "HEAD", "--cache", "kept", code=1)
    assert first == again
    assert told(again)[0][:3] == ("new", "journey-needs-one-zone", LEDGER)
    repository.commit()
    assert told(report(repository, "HEAD", "--cache", "kept", code=0)) == []
