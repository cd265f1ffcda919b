"""The command line as people and CI jobs use it: input, exit code, what is said where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "sample_inventories"
ONE_REGION = ["--inventory", str(SAMPLES / "one-region.yaml")]
STANDBY = """
schema_version: 1
journeys:
  - {id: trade, needs: [api]}
resources:
  - id: api
    type: service
    needs: [{any_of: [orders, {to: orders-b, after: 5m, action: "orders-b#promote"}]}]
  - {id: orders, type: service}
  - {id: orders-b, type: service}
"""
WELL_BUILT = ["--inventory", str(SAMPLES / "well-built.yaml")]


def run(*arguments: str, cwd: Path | None = None, **extra: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", **extra}
    return subprocess.run(
        [sys.executable, "-c", "from scanner.cli import main; main()", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (ONE_REGION, 1),
        ([*ONE_REGION, "--fail-on", "never"], 0),
        ([*ONE_REGION, "--fail-on", "critical"], 1),
        (["--fail-on", "never", *ONE_REGION, "rules"], 0),
        (WELL_BUILT, 0),
        ([*WELL_BUILT, "--min-coverage", "100"], 0),
        (["explain", "shared-data-store"], 0),
        (["explain", "shared-data-stor"], 2),
        (["--inventory", "nowhere.yaml"], 2),
        (["--path", "nowhere"], 2),
        (["--format", "xml", *ONE_REGION], 2),
        (["--output", "json", *ONE_REGION], 2),
        (["whatif", *ONE_REGION], 2),
        (["whatif", "--lose", "aws/region/us-east-1", *ONE_REGION], 0),
        (["why", "withdraw", "--if", "us-east-9", *ONE_REGION], 2),
        (["why", "withdrawl", *ONE_REGION], 2),
        (["infra/"], 2),
        (["--no-such-option"], 2),
        (["--rules", "nowhere", *ONE_REGION], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_codes(arguments: list[str], code: int) -> None:
    done = run(*arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    if code == 2:
        assert done.stderr.startswith("error: ")
        assert not done.stdout


def test_a_bare_path_names_the_option() -> None:
    assert 'scan --path "infra/"' in run("infra/").stderr


def test_a_slip_names_what_was_meant() -> None:
    assert "withdraw" in run("why", "withdrawl", *ONE_REGION).stderr
    assert "whatif" in run("whatiff").stderr


def test_options_work_before_and_after_the_verb() -> None:
    before = run(*ONE_REGION, "whatif", "--lose", "vendor/fireblocks")
    after = run("whatif", "--lose", "vendor/fireblocks", *ONE_REGION)
    assert before.stdout == after.stdout
    assert "Withdraw" in after.stdout


def test_without_a_terminal_one_plain_line_a_finding() -> None:
    done = run(*ONE_REGION)
    first = done.stdout.splitlines()[0]
    assert "error journey-needs-one-region" in first
    assert "\x1b" not in done.stdout
    assert "If AWS us-east-1 fails, 6 of 6 journeys stop" in done.stdout


def test_json_goes_to_stdout_and_to_a_file_alike(tmp_path: Path) -> None:
    file = tmp_path / "risk.json"
    done = run(*ONE_REGION, "--format", "json", "--output", f"json={file}")
    report = json.loads(done.stdout)
    assert report == json.loads(file.read_text())
    assert report["schema_version"] == 1
    coverage = report["coverage"]
    counted = coverage["evaluated"] + len(coverage["excluded"]) + len(coverage["unknown"])
    assert coverage["declared"] == counted


def test_same_input_same_bytes() -> None:
    first = run(*ONE_REGION, "--format", "json", PYTHONHASHSEED="1")
    second = run(*ONE_REGION, "--format", "json", PYTHONHASHSEED="2")
    assert first.stdout == second.stdout


def test_in_an_empty_folder_it_says_that_nothing_was_read(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)
    assert done.returncode == 2
    assert "nothing could be read" in done.stderr
    assert "--path" in done.stderr


def test_it_judges_the_folder_one_stands_in(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'provider "aws" {\n  region = "eu-west-1"\n}\n'
        'resource "aws_instance" "web" {\n  availability_zone = "eu-west-1a"\n}\n'
    )
    done = run(cwd=tmp_path)
    assert done.returncode in (0, 1)
    assert "main.tf:4:1" in done.stdout


def test_an_unread_module_is_below_full_coverage(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'module "far" {\n  source = "git::https://example.com/x.git"\n}\n'
        'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n'
    )
    assert run("--min-coverage", "100", cwd=tmp_path).returncode == 3
    assert run("--min-coverage", "10", cwd=tmp_path).returncode == 0


def test_help_lists_every_verb() -> None:
    text = run("--help").stdout
    for verb in ("why", "whatif", "explain", "rules", "collect", "graph"):
        assert verb in text


def test_explain_tells_why_when_and_how() -> None:
    text = run("explain", "journey-needs-one-region").stdout
    for label in ("Why", "Fires", "Silent", "Fix", "Maps to"):
        assert label in text


def test_collect_gives_the_inventory_that_was_read() -> None:
    inventory = json.loads(run("collect", *ONE_REGION).stdout)
    assert {"ledger", "api"} <= {resource["id"] for resource in inventory["resources"]}


def test_what_was_collected_is_judged_like_its_source(tmp_path: Path) -> None:
    code = SAMPLES / "kestrel-terraform"
    snapshot = tmp_path / "snapshot.json"
    snapshot.write_text(run("collect", "--path", str(code)).stdout)
    config = ("--config", str(code / "cutset.yaml"), "--format", "json")
    again = run("--inventory", str(snapshot), *config).stdout
    assert again == run("--path", str(code), *config).stdout


def test_two_losses_fail_and_one_fails(tmp_path: Path) -> None:
    file = tmp_path / "standby.yaml"
    file.write_text(STANDBY)
    both = run("whatif", "--inventory", str(file), "--lose", "orders", "--lose", "orders-b")
    assert both.stdout.startswith("If orders and orders-b fail (")
    one = run("why", "trade", "--inventory", str(file), "--if", "orders").stdout
    assert one.startswith("trade stops at once if orders fails\n")
    assert "orders-b: takes over after 5 min" in one


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("aws/region/us-east-1", "  kept nowhere else: the data of sessions and users"),
        ("aws/service/us-east-1/lambda", ""),
    ],
)
def test_what_becomes_of_data(lost: str, said: str) -> None:
    text = run("whatif", "--lose", lost, *ONE_REGION).stdout
    assert "Log in" in text
    assert (said in text.splitlines()) if said else ("kept nowhere else" not in text)


@pytest.mark.parametrize("kind", ["json", "graphml", "dot"])
def test_graph_in_every_form(kind: str) -> None:
    text = run("graph", "--as", kind, *ONE_REGION).stdout
    assert "ledger" in text


def test_color_only_when_asked_without_a_terminal() -> None:
    assert "\x1b[" in run(*ONE_REGION, "--color", "always").stdout
    assert "\x1b[" not in run(*ONE_REGION, "--color", "never").stdout


def test_offline_refuses_what_needs_the_network() -> None:
    done = run("--offline", "--account", "aws:prod")
    assert done.returncode == 2
    assert "--account aws:prod needs the network" in done.stderr
