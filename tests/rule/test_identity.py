"""Which findings are about one thing: those of code and accounts are, those of two things that are
called the same are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.model import Finding
from scanner.pipeline import Request, report, scan

DATABASE = """\
provider "aws" {{ region = "us-east-1" }}
resource "aws_subnet" "one" {{ availability_zone_id = "use1-az1" }}
resource "aws_db_subnet_group" "data" {{ subnet_ids = [aws_subnet.one.id] }}
resource "aws_db_instance" "main" {{
  {name}
  multi_az             = false
  db_subnet_group_name = aws_db_subnet_group.data.name
}}
"""
JOURNEYS = """\
schema_version: 1
journeys:
  - {id: order, name: Order, needs: ["a:aws_db_instance.main", "b:aws_db_instance.main"]}
  - {id: cancel, name: Cancel, needs: ["a:aws_db_instance.main", "b:aws_db_instance.main"]}
"""


def findings(folder: Path, names: dict[str, str]) -> dict[str, list[Finding]]:
    """Those about the databases, by rule, of a repository with a root for each of `names`."""
    for root, name in names.items():
        (folder / root).mkdir(parents=True)
        (folder / root / "main.tf").write_text(DATABASE.format(name=name))
    (folder / "cutset.yaml").write_text(JOURNEYS)
    told: dict[str, list[Finding]] = {}
    for finding in report(scan(Request(paths=(folder,)))).findings:
        if "aws_db_instance.main" in (finding.subjects[0] + finding.domain.id):
            told.setdefault(finding.rule_id, []).append(finding)
    return told


@pytest.mark.parametrize("name", ["", 'identifier = "ledger"'])
def test_two_things_that_are_called_the_same_are_told_twice(name: str, tmp_path: Path) -> None:
    told = findings(tmp_path, {"a": name, "b": name})
    assert {"single-zone-resource", "shared-data-store"} <= told.keys()
    for several in told.values():
        assert len({finding.id for finding in several}) == len(several) == 2


def test_the_first_keeps_its_id_whatever_else_is_called_so(tmp_path: Path) -> None:
    name = 'identifier = "ledger"'
    both = findings(tmp_path / "both", {"a": name, "b": name})
    one = findings(tmp_path / "one", {"a": name, "b": 'identifier = "other"'})
    for rule in ("single-zone-resource", "shared-data-store"):
        ids, alone = ({finding.id for finding in told[rule]} for told in (both, one))
        assert len(ids & alone) == 1
