"""`scan config`: which value holds, and where it was said; and that scans obey."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scanner.cli.options import CHOICES

from tests.cli.inside import Done, run

SHOP = """\
schema_version: 1
journeys:
  - {id: buy, name: Buy, tier: 1, rto: 1h, needs: [web]}
resources:
  - {id: web, type: aws_instance, region: eu-west-1, zones: [euw1-az1]}
"""
SOURCE = ("--inventory", "shop.yaml")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "shop.yaml").write_text(SHOP)
    return tmp_path


def set_in(here: Path, where: str, value: str) -> dict[str, str]:
    """Set fail_on at one place; the environment to run in."""
    if where == "cutset.yaml":
        (here / "cutset.yaml").write_text(f"name: x\nsettings:\n  fail_on: {value}\n")
    elif where == "pyproject.toml":
        (here / "pyproject.toml").write_text(f'[tool.cutset]\nfail-on = "{value}"\n')
    return {"CUTSET_FAIL_ON": value} if where == "environment" else {}


def origin(done: Done, name: str) -> tuple[str, str]:
    assert done.code == 0, done.err
    (row,) = [row for row in json.loads(done.out) if row["name"] == name]
    return row["value"], row["origin"]


ORDER = [  # each wins over those below it
    ("flag", "never", "--fail-on"),
    ("environment", "critical", "CUTSET_FAIL_ON"),
    ("cutset.yaml", "never", "cutset.yaml:3"),
    ("pyproject.toml", "critical", "pyproject.toml:2"),
]


@pytest.mark.parametrize("first", range(len(ORDER) + 1))
def test_the_nearest_to_the_user_wins(first: int, here: Path) -> None:
    environment: dict[str, str] = {}
    flags: list[str] = []
    for where, value, _ in ORDER[first:]:
        environment |= set_in(here, where, value)
        flags += ["--fail-on", value] if where == "flag" else []
    done = run("config", "--format", "json", *SOURCE, *flags, cwd=here, **environment)
    wanted = ORDER[first][1:] if first < len(ORDER) else ("high", "default")
    assert origin(done, "fail_on") == wanted
    scanned = run(*SOURCE, *flags, cwd=here, **environment)
    assert scanned.code == (0 if wanted[0] == "never" else 1)


def test_lists_replace_each_other(here: Path) -> None:
    for name in ("a", "b"):
        (here / name).mkdir()
    (here / "cutset.yaml").write_text("settings:\n  rules: [a, b]\n")
    assert origin(run("config", "--format", "json", cwd=here), "rules")[0] == "a, b"
    done = run("config", "--format", "json", "--rules", "b", cwd=here, CUTSET_RULES="a")
    assert origin(done, "rules") == ("b", "--rules")
    done = run("config", "--format", "json", cwd=here, CUTSET_RULES="a, b")
    assert origin(done, "rules") == ("a, b", "CUTSET_RULES")


def test_before_and_after_the_verb(here: Path) -> None:
    done = run("--fail-on", "critical", "config", "--format", "json", cwd=here)
    assert origin(done, "fail_on") == ("critical", "--fail-on")


def test_a_repository_may_say_what_to_scan(here: Path) -> None:
    (here / "cutset.yaml").write_text("settings:\n  inventory: [shop.yaml]\n")
    assert "Buy" in run(cwd=here).out
    (here / "deep").mkdir()
    assert "Buy" in run(cwd=here / "deep").out


def test_a_project_may_say_where_cutset_yaml_is(here: Path) -> None:
    (here / "risk").mkdir()
    (here / "risk" / "cutset.yaml").write_text("settings: {fail_on: never}\n")
    (here / "pyproject.toml").write_text('[tool.cutset]\nconfig = "risk/cutset.yaml"\n')
    done = run("config", "--format", "json", *SOURCE, cwd=here)
    assert origin(done, "fail_on") == ("never", "risk/cutset.yaml:1")
    assert run(*SOURCE, cwd=here).code == 0


def test_journeys_facts_and_accepted_risks_with_their_lines(here: Path) -> None:
    (here / "cutset.yaml").write_text(
        "journeys:\n  - {id: pay, name: Pay, needs: [web]}\n"
        "facts:\n  - {owner: sre, source: a drill, deny: {dependent: web, on: x}}\n"
        "accept:\n  - {rule: one-copy, until: 2027-03-31, owner: sre, reason: known}\n"
    )
    done = run("config", "--format", "json", cwd=here)
    assert origin(done, "journey pay") == ("Pay", "cutset.yaml:2")
    assert origin(done, "fact of sre") == ("a drill", "cutset.yaml:4")
    assert origin(done, "accept one-copy") == ("until 2027-03-31, sre", "cutset.yaml:6")


def test_values_of_variables_are_not_shown(here: Path) -> None:
    flag = run("config", "--var", "password=hunter2", cwd=here)
    variable = run("config", cwd=here, CUTSET_VAR="password=hunter2")
    for done in (flag, variable):
        assert "password=" in done.out
        assert "hunter2" not in done.out + done.err


def test_its_schema_is_the_published_one(here: Path) -> None:
    published = Path(__file__).parents[2] / "docs" / "schema" / "config-1.json"
    assert run("config", "--schema", cwd=here).out == published.read_text()


SLIPS = [
    ({"CUTSET_FAIL_OM": "high"}, "Did you mean CUTSET_FAIL_ON"),
    ({"CUTSET_FAIL_ON": "hgh"}, "Did you mean high?"),
    ({"CUTSET_QUIET": "perhaps"}, "neither true nor false"),
    ({"CUTSET_MIN_COVERAGE": "most"}, "is not a number"),
    ({"CUTSET_WRITE_BASELINE": "x"}, "no variable of the environment"),
]


@pytest.mark.parametrize(("environment", "says"), SLIPS)
def test_a_slip_in_the_environment_is_told(
    environment: dict[str, str], says: str, here: Path
) -> None:
    for verb in ([], ["config"], ["rules"]):
        done = run(*verb, *SOURCE, cwd=here, **environment)
        assert done.code == 2
        assert done.err.startswith("error: ")
        assert not done.out
        if "no variable" not in says:
            assert says in done.err


@pytest.mark.parametrize("name", ["CUTSET_CACHE_DIR", "CUTSET_REDACT_KEY", "CUTSET_VERSION"])
def test_a_variable_that_is_no_option_is_let_be(name: str, here: Path) -> None:
    assert run("config", *SOURCE, cwd=here, **{name: "x"}).code == 0


@pytest.mark.parametrize("value", ["0", "no", "", "false"])
def test_a_flag_may_be_off(value: str, here: Path) -> None:
    done = run("config", "--format", "json", cwd=here, CUTSET_QUIET=value)
    assert origin(done, "quiet") == ("false", "default")


def test_a_slip_in_an_environment_is_told(here: Path) -> None:
    """It would leave everything out, and nothing would look wrong."""
    shop = SHOP.replace("type: aws_instance,", "type: aws_instance, environment: production,")
    (here / "shop.yaml").write_text(shop)
    done = run(*SOURCE, "--environment", "prodution", cwd=here)
    assert done.code == 2
    assert "Did you mean production?" in done.err
    assert run(*SOURCE, "--environment", "Production", cwd=here).code == 1


# --- the gate ---------------------------------------------------------------------------


def test_only_new_findings_fail_where_a_baseline_holds(here: Path) -> None:
    assert run(*SOURCE, cwd=here).code == 1
    wrote = run(*SOURCE, "--write-baseline", "known.json", cwd=here)
    assert wrote.code == 0
    assert "wrote known.json" in wrote.err
    same = run(*SOURCE, "--baseline", "known.json", cwd=here)
    assert same.code == 0
    assert "4 findings were there before" in same.out
    assert run(*SOURCE, "--baseline", "known.json", "--fail-on", "high", cwd=here).code == 1
    (here / "shop.yaml").write_text(SHOP.replace("[web]", "[web, vendor/stripe]"))
    new = run(*SOURCE, "--baseline", "known.json", "--fail-on", "new-high", cwd=here)
    assert new.code == 1
    assert run(*SOURCE, "--baseline", "known.json", "--fail-on", "new-critical", cwd=here).code == 0
    again = run(*SOURCE, "--baseline", "known.json", "--write-baseline", "known.json", cwd=here)
    assert again.code == 0
    assert run(*SOURCE, "--baseline", "known.json", cwd=here).code == 0


def test_a_baseline_is_written_of_everything_whatever_is_shown(here: Path) -> None:
    run(*SOURCE, "--write-baseline", "all.json", "-q", cwd=here)
    run(*SOURCE, "--write-baseline", "few.json", "--min-severity", "critical", cwd=here)
    assert (here / "all.json").read_bytes() == (here / "few.json").read_bytes()


def test_new_needs_something_to_compare_with(here: Path) -> None:
    done = run(*SOURCE, "--fail-on", "new-high", cwd=here)
    assert done.code == 2
    assert "scan --write-baseline" in done.err
    (here / "cutset.yaml").write_text("settings: {fail_on: new-high}\n")
    assert run(*SOURCE, cwd=here).code == 2


def test_coverage_still_counts_beside_a_baseline(here: Path) -> None:
    (here / "main.tf").write_text(
        'module "far" {\n  source = "git::https://example.com/x.git"\n}\n'
        'resource "aws_sqs_queue" "q" {\n}\n'
    )
    gate = ("--fail-on", "never", "--min-coverage", "100", "--write-baseline", "known.json")
    assert run("--path", ".", *gate, cwd=here).code == 3


def test_each_choice_is_taken_as_it_is_written(here: Path) -> None:
    for name, values in CHOICES.items():
        for value in values:
            done = run(
                "config",
                "--format",
                "json",
                f"--{name.replace('_', '-')}",
                value,
                "--baseline",
                "known.json",
                cwd=here,
            )
            assert origin(done, name)[0] == value
