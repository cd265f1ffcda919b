"""Every shipped rule on three small inventories: one it flags, one it does not, and one where
the answer is not known, which is neither an accusation nor silence.

A case is `cases/<rule>/<case>.yaml`; what is expected of it stands in `expected.yaml` beside
it. Under `not-yet` stands why an expectation is not met so far.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from scanner.model import Cell, Finding, Report, Severity
from scanner.pipeline import Request, report, scan
from scanner.rule import load_rules

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"
CORE = HERE.parents[1] / "rules" / "core"
RULES = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())
KINDS = ("flagged", "clean", "not-known")


@cache
def expected(rule: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CASES / rule / "expected.yaml").read_text())
    return found


@cache
def judged(rule: str, case: str) -> Report:
    return report(scan(Request(inventories=(CASES / rule / f"{case}.yaml",))))


def findings(rule: str, case: str) -> list[Finding]:
    return [finding for finding in judged(rule, case).findings if finding.rule_id == rule]


def each_rule(case: str) -> list[Any]:
    """The rules as parameters; where their case is not met so far, with the reason."""
    return [
        pytest.param(rule, marks=pytest.mark.xfail(reason=reason, strict=True) if reason else ())
        for rule in RULES
        for reason in [expected(rule).get("not-yet", {}).get(case)]
    ]


def test_every_rule_has_each_kind_of_case() -> None:
    assert sorted(file.stem for file in CORE.glob("*.yaml")) == RULES
    assert set(RULES) <= set(load_rules())
    missing = [
        f"{rule}/{case}.yaml"
        for rule in RULES
        for case in KINDS
        if not (CASES / rule / f"{case}.yaml").read_text().startswith("# expect: ")
    ]
    assert not missing


@pytest.mark.parametrize("rule", each_rule("flagged"))
def test_what_is_wrong_is_flagged(rule: str) -> None:
    found = [
        {
            "severity": str(finding.severity),
            "domain": finding.domain.id,
            "subjects": list(finding.subjects),
            "stopped": list(finding.journeys.stopped),
        }
        for finding in findings(rule, "flagged")
    ]
    assert found == expected(rule)["flagged"]


@pytest.mark.parametrize("rule", RULES)
def test_what_is_well_built_is_not(rule: str) -> None:
    assert [finding.says for finding in findings(rule, "clean")] == []


@pytest.mark.parametrize("rule", RULES)
def test_what_is_not_known_is_no_more_than_a_low_finding(rule: str) -> None:
    found = findings(rule, "not-known")
    assert [f.says for f in found if f.severity is not Severity.LOW] == []
    cell = _cell(rule)
    wanted = {"data": "kept", **expected(rule)["not-known"]["cell"]}
    assert {key: str(getattr(cell, key)) for key in ("surely", "possibly", "data")} == {
        key: wanted[key] for key in ("surely", "possibly", "data")
    }
    assert cell.surely != cell.possibly or cell.data == "unknown"


@pytest.mark.parametrize("rule", each_rule("not-known"))
def test_what_is_not_known_is_asked(rule: str) -> None:
    known = {gap.id: gap for gap in judged(rule, "not-known").coverage.gaps}
    asked = " | ".join(
        f"{known[gap].question} {known[gap].reason}".lower() for gap in _cell(rule).gap_ids
    )
    wanted = expected(rule)["not-known"]
    assert wanted["asks"].lower() in asked
    if "finding" in wanted:
        (finding,) = findings(rule, "not-known")
        assert finding.severity is Severity.LOW
        assert finding.says.startswith(wanted["finding"])
        assert finding.gap_ids


def _cell(rule: str) -> Cell:
    """The cell of the table that the not-known case is about."""
    wanted = expected(rule)["not-known"]["cell"]
    (found,) = [
        cell
        for cell in judged(rule, "not-known").table
        if (cell.journey, cell.domain.id, cell.at)
        == (wanted["journey"], wanted["domain"], wanted["at"])
    ]
    return found
