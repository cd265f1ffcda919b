"""What people read: words and signs, nothing left out silently, nothing hostile let through."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.model import FindingState, Report
from scanner.pipeline import Request, report, scan
from scanner.report import Look, formats

from tests.report.made import finding, made

SAMPLES = Path(__file__).resolve().parents[2] / "sample_inventories"
TABLES = Look(width=130, terminal=True)
PLAIN = Look()


@pytest.fixture(scope="module")
def one_region() -> Report:
    return report(scan(Request(inventories=(SAMPLES / "one-region.yaml",))))


def terminal(result: Report, look: Look) -> str:
    return formats()["terminal"](result, look)


def written(tmp_path: Path, text: str) -> Report:
    file = tmp_path / "shop.yaml"
    file.write_text(text)
    return report(scan(Request(inventories=(file,))))


def test_the_verdict_comes_first(one_region: Report) -> None:
    first = terminal(one_region, TABLES).strip().splitlines()[0]
    assert first.startswith("If AWS us-east-1 fails, 6 of 6 journeys stop")


def test_colour_is_never_alone(one_region: Report) -> None:
    text = terminal(one_region, TABLES)
    for sign_and_word in ("✕ Stops", "✓ Keeps", "? Not", "◌ Stale"):
        assert sign_and_word in text
    assert "\x1b" not in text
    assert "\x1b[" in terminal(one_region, Look(width=130, terminal=True, colour=True))


def test_it_says_that_it_is_calculated(one_region: Report) -> None:
    assert "Calculated from what was read, not observed." in terminal(one_region, TABLES)


@pytest.mark.parametrize("width", [60, 100, 160])
def test_no_line_is_wider_than_the_terminal(one_region: Report, width: int) -> None:
    lines = terminal(one_region, Look(width=width, terminal=True)).splitlines()
    assert max(map(len, lines)) <= width


def test_every_finding_has_its_line_without_a_terminal(one_region: Report) -> None:
    lines = terminal(one_region, PLAIN).splitlines()
    told = [line for line in lines if ": error " in line or ": warning " in line]
    assert len(told) == len(one_region.findings)


def test_what_is_not_shown_is_counted(one_region: Report) -> None:
    low = sum(finding.severity in ("low", "info") for finding in one_region.findings)
    assert f"{low} more findings not shown" in terminal(one_region, TABLES)


def test_a_name_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    result = written(
        tmp_path,
        "schema_version: 1\n"
        'journeys: [{id: j, name: "a\\e[31mb\\nc", needs: [db]}]\n'
        "resources: [{id: db, type: database, provider: aws, region: us-east-1, "
        "zones: [use1-az1]}]\n",
    )
    for look in (PLAIN, TABLES):
        text = terminal(result, look)
        assert "\x1b" not in text
        assert "a�[31mb�c" in text


def test_guessed_journeys_are_marked(tmp_path: Path) -> None:
    result = written(
        tmp_path,
        "schema_version: 1\nresources:\n"
        "  - {id: web, type: load_balancer, provider: aws, region: us-east-1, zones: [use1-az1]}\n",
    )
    assert "(guessed)" in terminal(result, TABLES)
    assert "cutset.yaml" in terminal(result, TABLES)


def test_without_a_journey_it_says_that_nothing_was_judged(tmp_path: Path) -> None:
    result = written(tmp_path, "schema_version: 1\nresources: [{id: q, type: secret}]\n")
    assert "nothing was judged" in result.verdict.sentence
    assert not result.verdict.known


@pytest.mark.parametrize("look", [TABLES, PLAIN])
def test_who_carries_an_accepted_risk_is_said(look: Look) -> None:
    accepted = made(finding(1, state=FindingState.ACCEPTED))
    text = " ".join(terminal(accepted, look).split())
    assert "db stops if db fails (accepted until 2027-03-31 by db: db moves)" in text
    assert ": error" not in text


@pytest.mark.parametrize("look", [TABLES, PLAIN])
def test_new_is_said_only_where_things_were_compared(look: Look) -> None:
    alone, beside = made(finding(1)), made(finding(1), finding(2, state=FindingState.EXISTING))
    assert "(new)" not in terminal(alone, look)
    assert "(new)" in terminal(beside, look)
    assert "(existing)" not in terminal(beside, look)
    assert "1 finding was there before" in terminal(beside, look)
