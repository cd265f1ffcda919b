"""Accepting a risk: marked, dated, and reported when it is over or fits nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from scanner.errors import InputError
from scanner.model import FindingState, Report
from scanner.pipeline import Request, report, scan

SAMPLE = Path(__file__).resolve().parents[1] / "sample_inventories" / "one-region.yaml"
VENDOR = """
accept:
  - rule: journey-needs-one-vendor
    domain: vendor/fireblocks
    until: {until}
    owner: custody
    reason: contract runs until spring
"""


def judged(config: str, tmp_path: Path) -> Report:
    file = tmp_path / "cutset.yaml"
    file.write_text(config)
    request = Request(inventories=(SAMPLE,), config=file, today=date(2026, 11, 21))
    return report(scan(request))


def states(result: Report, rule: str) -> set[FindingState]:
    return {f.state for f in result.findings if f.rule_id == rule}


def test_an_accepted_risk_is_marked_and_still_shown(tmp_path: Path) -> None:
    result = judged(VENDOR.format(until="2027-03-31"), tmp_path)
    assert states(result, "journey-needs-one-vendor") == {FindingState.ACCEPTED}
    assert not result.warnings


def test_an_expired_acceptance_counts_no_more_and_is_told(tmp_path: Path) -> None:
    result = judged(VENDOR.format(until="2026-11-20"), tmp_path)
    assert states(result, "journey-needs-one-vendor") == {FindingState.NEW}
    assert "expired on 2026-11-20" in result.warnings[0]


def test_an_acceptance_that_fits_nothing_is_told(tmp_path: Path) -> None:
    text = VENDOR.format(until="2027-03-31").replace("fireblocks", "bitgo")
    assert "fits no finding" in judged(text, tmp_path).warnings[0]


def test_a_wrong_date_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cutset\.yaml:3.*not a date"):
        judged(VENDOR.format(until="next year"), tmp_path)
