"""Heron's Terraform says what is expected of it, and no more once something is repaired."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from scanner.pipeline import Request, Scan, report, scan

from tests.estate.compared import SAMPLE, differences, expected, findings_of


def test_terraform_says_what_is_expected(judged: Scan) -> None:
    assert differences(judged, report(judged)) == []


def test_everything_of_terraform_is_read(judged: Scan) -> None:
    found = report(judged)
    assert [(s.id, s.reason) for s in found.coverage.sources if s.read != "all"] == []
    assert found.coverage.unknown == ()
    assert found.warnings == ()


def test_no_finding_is_expected_and_short_at_once() -> None:
    """What is missing is expected, and what is too much is not."""
    wanted = expected()["findings"]
    assert [e for e in expected()["not-yet"]["missing"] if e["finding"] not in wanted] == []
    assert [e for e in expected()["not-yet"]["extra"] if e["finding"] in wanted] == []


def test_every_planted_fact_is_expected() -> None:
    """FACTS.md marks what is planted with the finding's rule and domain."""
    marks = [
        line.partition("planted: `")[2].partition("`")[0].split(" ")
        for line in (SAMPLE / "FACTS.md").read_text().splitlines()
        if "planted: `" in line
    ]
    found = {
        (finding["rule"], finding.get("domain", finding.get("subject")))
        for finding in expected()["findings"]
    }
    assert len(marks) >= 10
    assert [mark for mark in marks if tuple(mark) not in found] == []


REPAIRED = {
    "a standby for customers' database": (
        "accounts/trading/login.tf",
        {
            "= false\n": "= true\n",
            "  availability_zone           = data.aws_availability_zone.identity.name\n": "",
        },
        ("single-zone-resource", "aws/zone/use1-az2"),
    ),
    "a second node for the nonces": (
        "accounts/custody/wallet.tf",
        {
            "= false\n": "= true\n",
            "  preferred_cache_cluster_azs = [data.aws_availability_zone.nonces.name]\n": "",
        },
        ("single-zone-resource", "aws/zone/use1-az6"),
    ),
    "two engines in two zones": (
        "accounts/trading/engine.tf",
        {
            '[module.vpc.private_subnet_ids["use1-az1"]]': "values(module.vpc.private_subnet_ids)",
            "= 1\n": "= 3\n",
        },
        ("one-copy", "aws/zone/use1-az1"),
    ),
    "withdrawals without a vendor": (
        "accounts/custody/wallet.tf",
        {'    FIREBLOCKS_URL    = "https://api.fireblocks.io"\n': ""},
        ("journey-needs-one-vendor", "vendor/fireblocks"),
    ),
}


@pytest.mark.parametrize("what", REPAIRED)
def test_what_is_repaired_is_no_longer_found(what: str, judged: Scan, tmp_path: Path) -> None:
    file, changes, gone = REPAIRED[what]
    tree = tmp_path / "heron"
    shutil.copytree(SAMPLE, tree)
    text = (tree / file).read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (tree / file).write_text(text)
    repaired = scan(Request(paths=(tree,)))
    assert gone in told_of(judged)
    assert gone not in told_of(repaired)


def told_of(found: Scan) -> set[tuple[str, str]]:
    return {
        (finding["rule"], finding.get("domain", finding.get("subject", "")))
        for finding in findings_of(found, report(found))
    }
