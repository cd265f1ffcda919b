"""A table says of each journey and loss what is so when that loss is judged by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.measure import Judgement, blocked_actions, cells, table
from scanner.measure import judgement as judging
from scanner.measure.judgement import data_of
from scanner.measure.recovery import Recovery
from scanner.measure.table import Told, _cells, _States, _Unread
from scanner.model import Cell, Data, Instant, State
from scanner.pipeline import Request, report, scan

SAMPLES = Path(__file__).parents[2] / "sample_inventories"


def judgement_of(sample: str) -> Judgement:
    path = SAMPLES / sample
    return scan(Request(**{"paths" if path.is_dir() else "inventories": (path,)})).judgement  # type: ignore[arg-type]


@pytest.mark.parametrize("sample", ["kestrel-terraform", "multi-cloud-on-paper.yaml"])
def test_all_at_once_is_each_by_itself(sample: str) -> None:
    judgement = judgement_of(sample)
    for journey in judgement.journeys:
        states = _States(judgement, journey)
        for number, scenario in enumerate(judgement.scenarios):
            for at in Instant:
                assert states.judged[at][number] == judgement.judged(journey, scenario, at)
            blocked = tuple(side for side, stopped in states.stopped if stopped[number])
            assert blocked == blocked_actions(judgement, journey, scenario)
            assert states.data[number] is data_of(judgement, journey, scenario)


# --- what is told once --------------------------------------------------------------------

ALIKE = {
    "unknown places": "\n".join(f'resource "aws_lb" "a{n}" {{}}' for n in range(12)),
    "known ones too": """
        provider "aws" { region = "eu-west-1" }
        provider "aws" {
          alias  = "other"
          region = "us-east-1"
        }
        resource "aws_subnet" "known" { availability_zone = "eu-west-1a" }
        resource "aws_db_instance" "known" { availability_zone = "us-east-1b" }
        resource "aws_instance" "a" { subnet_id = aws_subnet.known.id }
        resource "aws_lb" "b" { subnets = [aws_subnet.known.id] }
        resource "aws_lb" "c" { provider = aws.other }
        resource "aws_lb" "d" {}
        resource "aws_instance" "e" { user_data = aws_db_instance.known.endpoint }
        resource "aws_lb" "f" { tags = { to = aws_instance.e.private_ip } }
    """,
    "what was not read": """
        module "gone" { source = "example.com/gone/x" }
        resource "aws_lb" "a" { name = module.gone.name }
        resource "aws_lb" "b" {}
        resource "aws_lb" "c" { tags = { to = aws_db_instance.d.endpoint } }
        resource "aws_db_instance" "d" { multi_az = var.x }
        variable "x" {}
    """,
}


def judged(code: str, folder: Path) -> Judgement:
    (folder / "main.tf").write_text(code)
    return scan(Request(paths=(folder,))).judgement


def one_by_one(judgement: Judgement) -> list[Cell]:
    """The slow twin: each pair looked into by itself."""
    recovery, unread = Recovery(judgement), _Unread(judgement)
    return [
        cell
        for journey in judgement.journeys
        for states in [_States(judgement, journey)]
        for number in range(len(judgement.scenarios))
        for cell in _cells(judgement, recovery, unread, states, number)
    ]


def said(cell: Cell | None) -> tuple[object, ...]:
    if cell is None:
        return "ok", "ok", (), Data.KEPT, None, ()
    return cell.surely, cell.possibly, cell.blocked, cell.data, cell.back_by_min, cell.gap_ids


def agree(judgement: Judgement, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Compare both ways to write a table with the slow twin; how many cells each has."""
    slow = one_by_one(judgement)
    monkeypatch.setattr(table, "MOST_REPEATED", 10**9)
    assert list(cells(judgement)) == slow
    monkeypatch.setattr(table, "MOST_REPEATED", -(10**9))
    once = list(cells(judgement))
    assert len({(c.journey, c.domain.id, c.at) for c in once}) == len(once)
    told, own = Told(once), {(c.journey, c.domain.id, c.at): c for c in slow}
    for node in judgement.journeys:
        journey = judgement.attributes(node)["id"]
        for domain in map(judgement.reference, judgement.scenarios):
            for at in Instant:
                expected = own.get((journey, domain.id, at))
                assert said(told.of(journey, domain, at)) == said(expected), (journey, domain.id)
    return len(slow), len(once)


@pytest.mark.parametrize("code", ALIKE.values(), ids=ALIKE)
def test_told_once_is_told_of_each(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, once = agree(judged(code, tmp_path), monkeypatch)
    assert once < slow


@pytest.mark.parametrize(
    "sample",
    [
        "kestrel-terraform",
        "heron-terraform",
        "multi-cloud-on-paper.yaml",
        "quorum-in-one-hall.yaml",
    ],
)
def test_told_once_is_told_of_each_in_samples(sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(judgement_of(sample), monkeypatch)


def test_a_large_table_grows_with_the_journeys(tmp_path: Path) -> None:
    sizes = {}
    for count in (100, 200):
        code = "\n".join(f'resource "aws_lb" "a{n}" {{}}' for n in range(count))
        sizes[count] = len(list(cells(judged(code, tmp_path))))
    assert sizes[200] == 2 * sizes[100]


# --- what is too much ---------------------------------------------------------------------


def test_a_full_table_leaves_the_rest_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_CELLS", 100)
    (tmp_path / "main.tf").write_text(ALIKE["unknown places"])
    found = report(scan(Request(paths=(tmp_path,))))
    told = Told(found.table)
    last = found.journeys[-1].id
    for domain in found.domains:
        for at in Instant:
            cell = told.of(last, domain, at)
            assert cell is not None
            assert State[cell.possibly.upper()] is State.STOPPED
            assert set(cell.gap_ids) <= {gap.id for gap in found.coverage.gaps}
    assert any("table has more than 100 cells" in warning for warning in found.warnings)
    assert not found.verdict.known


def test_losses_that_are_too_many_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = judged(ALIKE["unknown places"], tmp_path)
    monkeypatch.setattr(judging, "MOST_STATES", 20 * len(whole.graph))
    found = report(scan(Request(paths=(tmp_path,))))
    kinds = {scenario.kind for scenario in whole.scenarios}
    assert len(found.domains) <= 20
    assert {domain.kind for domain in found.domains} == kinds
    left = len(whole.scenarios) - len(found.domains)
    assert any(f"What would {left} more losses do" in gap.question for gap in found.coverage.gaps)
    assert found.warnings
    assert not found.verdict.known


def test_findings_without_room_for_a_proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = report(scan(Request(paths=(_written(tmp_path),))))
    monkeypatch.setattr(judging, "MOST_PROOF_STEPS", 0)
    found = report(scan(Request(paths=(tmp_path,))))
    assert {f.id for f in found.findings} == {f.id for f in whole.findings}
    assert not any(f.proof for f in found.findings)
    assert any("proof" in warning for warning in found.warnings)


def _written(folder: Path) -> Path:
    (folder / "main.tf").write_text(ALIKE["known ones too"])
    return folder
