"""Every shipped rule on three small inventories: one it flags, one it does not, and one where
the answer is not known, which is neither an accusation nor silence.

A case is `cases/<rule>/<case>.yaml`; what is expected of it stands in `expected.yaml` beside
it. `scanner.rule.cases` judges them, as it does those of the users' own rules.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from scanner.errors import InputError
from scanner.model import Report
from scanner.pipeline import Request, report, scan
from scanner.rule import load_rules
from scanner.rule.cases import KINDS, Result, results

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"
CORE = HERE.parents[1] / "rules" / "core"
RULES = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())


def judge(file: Path) -> Report:
    return report(scan(Request(inventories=(file,), unconfigured=True)))


@cache
def judged(rule: str) -> dict[str, Result]:
    return {result.case: result for result in results(rule, CASES / rule, judge)}


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


@pytest.mark.parametrize("case", KINDS)
@pytest.mark.parametrize("rule", RULES)
def test_rule(rule: str, case: str) -> None:
    result = judged(rule)[case]
    assert result.ok, f"\n{result.told}"


# --- the runner itself: every way in which a case may not be as expected -----------------

RULE = "one-copy"


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / RULE
    folder.mkdir()
    for file in (CASES / RULE).iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def changed(folder: Path, name: str, old: str, new: str) -> dict[str, Result]:
    file = folder / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    return {result.case: result for result in results(RULE, folder, judge)}


OPEN = "unknown: {desired_count: {reason: var.tasks has no value, symbol: var.tasks}}"
WRONG = [  # the file, what is changed in it, the case that fails, and what is told
    ("expected.yaml", "severity: high", "severity: low", "flagged", "- - severity: low"),
    ("expected.yaml", "subjects: [engine", "subjects: [motor", "flagged", "+   - engine"),
    ("flagged.yaml", "zones: [apne1-az4]", "zones: [apne1-az1]", "flagged", "aws/zone/apne1-az1"),
    ("clean.yaml", "[apne1-az1, apne1-az2, apne1-az4]", "[apne1-az1]", "clean", "has no copy"),
    ("not-known.yaml", OPEN, "attributes: {desired_count: 3}", "not-known", "+ the answer: known"),
    ("expected.yaml", "asks: var.tasks", "asks: var.jobs", "not-known", "- asks: var.jobs"),
    ("expected.yaml", "possibly: stopped", "possibly: stale", "not-known", "-   possibly: stale"),
    ("expected.yaml", "at: rto, s", "at: never, s", "not-known", "place-order without"),
]


@pytest.mark.parametrize(("name", "old", "new", "case", "says"), WRONG)
def test_what_is_not_as_expected_fails_and_is_told(
    name: str, old: str, new: str, case: str, says: str, cases: Path
) -> None:
    found = changed(cases, name, old, new)
    assert [one.case for one in found.values() if not one.ok] == [case]
    assert says in found[case].told


@pytest.mark.parametrize("case", KINDS)
def test_a_case_that_is_not_there_fails(case: str, cases: Path) -> None:
    (cases / f"{case}.yaml").unlink()
    found = {result.case: result for result in results(RULE, cases, judge)}
    assert [one.case for one in found.values() if not one.ok] == [case]
    assert f"there is no cases/{RULE}/{case}.yaml" in found[case].told


def test_what_is_not_yet_as_expected_is_said_and_must_not_be_so_already(cases: Path) -> None:
    file = cases / "expected.yaml"
    text = file.read_text()
    file.write_text(text.replace("severity: high", "severity: low") + "not-yet: {flagged: soon}\n")
    assert all(result.ok for result in results(RULE, cases, judge))
    file.write_text(text + "not-yet: {flagged: soon}\n")
    (late,) = [result for result in results(RULE, cases, judge) if not result.ok]
    assert "take it out of not-yet" in late.told


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("flagged:", "flaged:", 'expected.yaml:1:1: flaged: there is no field "flaged"'),
        ("severity: high", "severity: hgh", "expected.yaml:2:5"),
    ],
)
def test_a_slip_in_what_is_expected_is_told_with_its_line(
    old: str, new: str, says: str, cases: Path
) -> None:
    with pytest.raises(InputError, match=says):
        changed(cases, "expected.yaml", old, new)


def test_without_expectations_nothing_is_judged(cases: Path) -> None:
    (cases / "expected.yaml").unlink()
    with pytest.raises(InputError, match=r"expected\.yaml: is not there"):
        list(results(RULE, cases, judge))
