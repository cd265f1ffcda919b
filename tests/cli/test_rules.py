"""`scan rules`: a rule of one's own, from the first file to its tests."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from scanner.rule.new import QUESTIONS

from tests.cli.inside import run


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_new_rule_passes_its_own_cases(question: str, here: Path) -> None:
    assert run("rules", "new", "ours", "--asks", question, cwd=here).code == 0
    done = run("rules", "test", "risk-rules", cwd=here)
    assert done.code == 0, done.out
    assert done.out.endswith("1 rule, 3 cases: none failed\n")
    rule = yaml.safe_load((here / "risk-rules" / "ours.yaml").read_text())
    assert (rule["id"], rule["question"]["kind"]) == ("ours", question)
    schema = json.loads((here / "risk-rules" / "rule.schema.json").read_text())
    jsonschema.validate(rule, schema)


def test_what_it_asks_is_asked_of_a_scan_and_its_cases_are_not_rules(here: Path) -> None:
    run("rules", "new", "ours", cwd=here)
    case = "risk-rules/cases/ours/flagged.yaml"
    assert " ours " in run("--inventory", case, "--rules", "risk-rules", cwd=here).out
    assert "ours " in run("rules", "list", "--rules", "risk-rules", cwd=here).out
    assert "ours " in run("--rules", "risk-rules", "rules", cwd=here).out
    assert "ours " not in run("rules", cwd=here).out
    (here / "cutset.yaml").write_text("settings: {rules: [risk-rules]}\n")
    assert "ours " in run("rules", cwd=here).out
    assert run("rules", "test", cwd=here).code == 0


def test_a_rule_that_is_wrong_shows_the_difference(here: Path) -> None:
    run("rules", "new", "ours", cwd=here)
    file = here / "risk-rules" / "ours.yaml"
    file.write_text(file.read_text().replace("severity: high", "severity: critical"))
    done = run("rules", "test", "risk-rules", cwd=here)
    assert done.code == 1
    assert "FAILED  ours flagged" in done.out
    assert "- - severity: high" in done.out
    assert "+ - severity: critical" in done.out
    assert "1 failed" in done.out


def test_a_rule_without_cases_fails(here: Path) -> None:
    run("rules", "new", "ours", cwd=here)
    (here / "risk-rules" / "cases" / "ours" / "clean.yaml").unlink()
    done = run("rules", "test", "risk-rules", cwd=here)
    assert done.code == 1
    assert "there is no cases/ours/clean.yaml" in done.out


def test_what_a_repository_says_of_itself_is_not_said_of_cases(here: Path) -> None:
    """Its journeys and accepted risks are of another system than the cases."""
    run("rules", "new", "ours", cwd=here)
    (here / "cutset.yaml").write_text(
        "journeys:\n  - {id: other, needs: [nothing-of-the-case]}\n"
        "accept:\n  - {rule: ours, until: 2999-01-01, owner: sre, reason: known}\n"
    )
    assert run("rules", "test", "risk-rules", cwd=here).code == 0


def test_a_second_rule_beside_the_first(here: Path) -> None:
    for name in ("ours", "theirs"):
        assert run("rules", "new", name, cwd=here).code == 0
    assert "2 rules, 6 cases" in run("rules", "test", "risk-rules", cwd=here).out


SLIPS = [
    (("rules", "tst"), 'Did you mean "scan rules test"?'),
    (("rules", "new", "Ours!"), "is no id of a rule"),
    (("rules", "new", "one-copy"), "is taken"),
    (("rules", "new", "x", "--asks", "surves"), "surves"),
    (("rules", "test"), "there are no rules to test"),
    (("rules", "test", "nowhere"), "is not a folder with rules"),
    (("rules", "test", "empty"), "scan rules new NAME --in empty"),
]


@pytest.mark.parametrize(("arguments", "says"), SLIPS)
def test_a_slip_is_told(arguments: tuple[str, ...], says: str, here: Path) -> None:
    (here / "empty").mkdir()
    done = run(*arguments, cwd=here)
    assert done.code == 2, done.out
    assert says in done.err
    assert not done.out
    assert sorted(file.name for file in here.iterdir()) == [".git", "empty"]


def test_nothing_is_written_over(here: Path) -> None:
    run("rules", "new", "ours", cwd=here)
    file = here / "risk-rules" / "ours.yaml"
    file.unlink()
    case = here / "risk-rules" / "cases" / "ours" / "clean.yaml"
    case.write_text("mine\n")
    done = run("rules", "new", "ours", cwd=here)
    assert done.code == 2
    assert case.read_text() == "mine\n"
    assert not file.exists()


def test_a_file_is_called_as_its_rule(here: Path) -> None:
    run("rules", "new", "ours", cwd=here)
    (here / "risk-rules" / "ours.yaml").rename(here / "risk-rules" / "other.yaml")
    done = run("rules", "test", "risk-rules", cwd=here)
    assert done.code == 2
    assert "Name the file as the id" in done.err


def test_the_schema_is_the_published_one() -> None:
    published = Path(__file__).parents[2] / "docs" / "schema" / "rule-1.json"
    assert run("rules", "schema").out == published.read_text()
