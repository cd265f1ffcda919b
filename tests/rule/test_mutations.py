"""Changes that mean nothing bring no finding, and hide none that a real one brings.

With CUTSET_REPOSITORIES naming a folder of public repositories (`<owner>+<name>`), they are
changed too.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from functools import cache, partial
from pathlib import Path

import pytest
from scanner.model import FindingState, Report
from scanner.pipeline import Request, report, scan
from scanner.rule import compared

from tests.rule.mutations import (
    LOOKS,
    NAMES,
    PLACES,
    Mutation,
    chained,
    replaced,
    resources_moved,
    wrapped,
)

SAMPLE = Path(__file__).resolve().parents[2] / "sample_inventories" / "kestrel-terraform"
ROOT = "environments/prod/platform"


def judged(folder: Path) -> Report:
    config = folder / "cutset.yaml"
    return report(scan(Request(paths=(folder,), unconfigured=not config.exists())))


@cache
def base() -> Report:
    return judged(SAMPLE)


@pytest.fixture
def code(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "code")
    return tmp_path / "code"


def told(result: Report) -> list[str]:
    """What a reader would see of the change."""
    lines = [f"{f.state}: {f.says}" for f in result.findings if f.state != FindingState.EXISTING]
    return [*lines, result.verdict.sentence]


NOTHING = ["This change makes nothing worse that is known."]


def root_moved(folder: Path) -> None:
    (folder / ROOT).rename(folder / "environments/prod/core")
    replaced(folder, ROOT, "environments/prod/core")


def journeys_renamed(folder: Path) -> None:
    replaced(folder, r"^  - id: ([a-z-]+)$", r"  - id: new-\1")


wrapped_root = partial(wrapped, root=ROOT)
wrapped_root.__name__ = "wrapped"  # type: ignore[attr-defined]
ALL: tuple[Mutation, ...] = (*LOOKS, *PLACES, *NAMES, root_moved, journeys_renamed, wrapped_root)


@pytest.mark.parametrize("mutation", ALL, ids=lambda mutation: mutation.__name__)
def test_what_means_nothing_changes_nothing(mutation: Mutation, code: Path) -> None:
    mutation(code)
    result = compared(base(), judged(code))
    assert told(result) == NOTHING
    assert len(result.findings) == len(base().findings)
    assert not result.warnings


@cache
def guessed() -> Report:
    return report(scan(Request(paths=(SAMPLE,), unconfigured=True)))


@pytest.mark.parametrize("mutation", NAMES, ids=lambda mutation: mutation.__name__)
def test_nor_where_journeys_are_guessed(mutation: Mutation, code: Path) -> None:
    """They are called after things that may get another name."""
    (code / "cutset.yaml").unlink()
    mutation(code)
    assert told(compared(guessed(), judged(code))) == NOTHING


def one_zone(folder: Path) -> None:
    """A real worsening: databases lose their standby."""
    replaced(folder, r"^(\s*multi_az\s*)=.*", r"\1= false")


HIDING: dict[str, tuple[Mutation, ...]] = {
    "alone": (),
    "among looks": LOOKS,
    "among places": PLACES,
    "among names": (*NAMES[1:], root_moved, journeys_renamed),
    "among all": (*LOOKS, wrapped_root, resources_moved, root_moved, *PLACES),
}


def news(result: Report) -> Counter[tuple[str, str]]:
    """What is new, but for what is only not known."""
    new = [f for f in result.findings if f.state is FindingState.NEW and f.proof]
    return Counter((finding.rule_id, finding.severity) for finding in new)


@pytest.mark.parametrize("case", HIDING)
def test_a_real_worsening_is_found_among_them(case: str, code: Path) -> None:
    chained(*HIDING[case], one_zone)(code)
    result = compared(base(), judged(code))
    assert news(result) == {
        ("journey-needs-one-zone", "high"): 1,
        ("single-zone-resource", "medium"): 1,
    }
    assert FindingState.WORSE not in {finding.state for finding in result.findings}
    assert result.verdict.sentence.startswith(
        "Deposit by bank transfer now stops if the zone of kestrel-prod-payments fails; was: "
    )


REPOSITORIES = Path(os.environ.get("CUTSET_REPOSITORIES", "repositories"))
PUBLIC = (
    "ministryofjustice+opg-use-an-lpa",
    "google+exposure-notifications-verification-server",
    "w3f+polkadot-secure-validator",
    "bridgecrewio+terragoat",
)


@cache
def public(name: str) -> Report:
    return judged(REPOSITORIES / name)


@pytest.mark.parametrize("mutation", [*LOOKS, *PLACES, *NAMES], ids=lambda m: m.__name__)
@pytest.mark.parametrize("name", PUBLIC)
def test_nor_in_public_repositories(name: str, mutation: Mutation, tmp_path: Path) -> None:
    if not (REPOSITORIES / name).is_dir():
        pytest.skip("CUTSET_REPOSITORIES names no folder with it")
    copy = tmp_path / "code"
    shutil.copytree(REPOSITORIES / name, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    mutation(copy)
    assert told(compared(public(name), judged(copy))) == NOTHING
