"""Whole scans of a moto server, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import boto3
import pytest
from scanner.collect.aws.declarations import access, services

from tests.cli.inside import Done, run
from tests.collect.aws.estate import MAIN, PLANTED, REGIONS


def _unit(address: str) -> str:
    client = boto3.client("organizations", endpoint_url=address)
    root = client.list_roots()["Roots"][0]["Id"]
    units = client.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    return str(units[0]["Id"])


def _report(done: Done) -> dict:
    assert done.code in (0, 1), done.err
    return json.loads(done.out)


@pytest.fixture
def snapshot(live: str, tmp_path: Path) -> Path:
    file = tmp_path / "snapshot"
    done = run("collect", "--account", "aws:", "--output", f"snapshot={file}", cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.out == ""
    assert f"scan --inventory {file}" in done.err
    return file


def test_a_scan_of_an_account_finds_its_journeys_and_names_what_it_did_not_look_at(
    live: str, tmp_path: Path
) -> None:
    report = _report(run("--account", "aws:", "--format", "json", cwd=tmp_path))
    assert report["scope"] == [f"aws:{MAIN}"]
    assert sum(journey["name"] == "pub" for journey in report["journeys"]) == len(REGIONS)
    (source,) = report["coverage"]["sources"]
    assert source["read"] == "part"
    coverage = report["coverage"]
    assert coverage["declared"] == coverage["evaluated"] + len(coverage["unknown"])
    (untold,) = [gap for gap in coverage["gaps"] if "not looked at" in gap["question"]]
    assert "aws_ebs_snapshot" in untold["reason"]
    assert {finding["rule_id"] for finding in report["findings"]} >= {"journey-needs-one-region"}


def test_a_snapshot_gives_the_same_verdict_as_the_account(
    live: str, snapshot: Path, tmp_path: Path
) -> None:
    now = run("--account", "aws:", "--format", "json", cwd=tmp_path)
    later = run("--inventory", str(snapshot), "--format", "json", cwd=tmp_path)
    assert later.out == now.out
    assert later.code == now.code


def test_zones_are_told_by_their_ids(snapshot: Path) -> None:
    resources = _resources(snapshot)
    zones = {zone for one in resources if one["type"] == "aws_subnet" for zone in one["zones"]}
    assert zones
    assert all("-az" in zone for zone in zones)


def test_what_an_environment_names_is_joined(live: str, tmp_path: Path) -> None:
    found = run("collect", "--account", "aws:", cwd=tmp_path)
    resources = {one["id"]: one for one in json.loads(found.out)["resources"]}
    for region in REGIONS:
        scope = f"{MAIN}/{region}"
        function = resources[f"{scope}:arn:aws:lambda:{region}:{MAIN}:function:settle"]
        targets = {reference["target"] for reference in function["references"]}
        assert f"{scope}:arn:aws:rds:{region}:{MAIN}:db:orders" in targets
        assert all(target.startswith((f"{MAIN}/{region}:", f"{MAIN}:")) for target in targets)


def test_no_secret_is_in_any_output(live: str, snapshot: Path, tmp_path: Path) -> None:
    text = snapshot.read_text()
    assert "DB_PASSWORD" in text, "the environment was read"
    assert "setup.example.com" in text, "the start-up script was read"
    live_now = run("--account", "aws:", "--debug", cwd=tmp_path)
    outputs = [text, live_now.out, live_now.err]
    for form in ("terminal", "json", "sarif", "markdown"):
        done = run("--inventory", str(snapshot), "--format", form, cwd=tmp_path)
        outputs += [done.out, done.err]
    assert not any(PLANTED in output for output in outputs)


def test_nothing_is_asked_that_is_not_declared(
    all_services: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scanner.collect.aws.clients import Clients

    asked: set[tuple[str, str]] = set()
    made = Clients.of

    def noted(self, *given, **more):
        client = made(self, *given, **more)
        client.meta.events.register(
            "before-call.*.*",
            lambda model, **_: asked.add((model.service_model.service_name, model.name)),
            unique_id="noted",
        )
        return client

    monkeypatch.setattr(Clients, "of", noted)
    run("--account", "aws:", "--account", "aws:org", cwd=tmp_path)
    declared = {(one.service, one.call) for one in (*access().calls.values(), *access().probes)}
    for service in services().values():
        declared |= {(service.service, step.call) for step in service.steps.values()}
    assert len(asked) > 100
    assert asked - declared == set()


@pytest.mark.parametrize("which", ["org", "unit"])
def test_an_organization_is_walked(live: str, tmp_path: Path, which: str) -> None:
    selector = "aws:org" if which == "org" else f"aws:org/{_unit(live)}"
    done = run("collect", "--account", selector, "--every-region", cwd=tmp_path)
    found = json.loads(done.out)
    accounts = {source["id"] for source in found["sources"]}
    assert (f"aws:{MAIN}" in accounts) == (which == "org")
    queues = [one for one in found["resources"] if one.get("name") == "trades"]
    assert len(queues) == 1
    assert f"aws:{queues[0]['account']}" in accounts


def test_accounts_add_up(live: str, tmp_path: Path) -> None:
    done = run("collect", "--account", "aws:", "--account", "aws:222222222222", cwd=tmp_path)
    sources = {one["id"] for one in json.loads(done.out)["sources"]}
    assert sources == {f"aws:{MAIN}", "aws:222222222222"}


def test_a_profile_that_is_not_there(live: str, tmp_path: Path) -> None:
    done = run("--account", "aws:nobody", cwd=tmp_path)
    assert done.code == 2
    assert 'there is no profile called "nobody"' in done.err


def test_without_credentials_nothing_is_read(
    live: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    done = run("--account", "aws:", cwd=tmp_path)
    assert done.code == 2
    assert "no credentials were found" in done.err


def test_another_provider(tmp_path: Path) -> None:
    done = run("--account", "awz:prod", cwd=tmp_path)
    assert done.code == 2
    assert "Did you mean aws?" in done.err


def _resources(snapshot: Path) -> list[dict]:
    lines = [json.loads(line) for line in snapshot.read_text().splitlines()]
    return [resource for line in lines for resource in line.get("resources", ())]


def test_a_snapshot_that_broke_off_is_gone_on_with(
    live: str, snapshot: Path, tmp_path: Path
) -> None:
    whole = run("collect", "--inventory", str(snapshot), cwd=tmp_path)
    lines = snapshot.read_bytes().splitlines(keepends=True)
    snapshot.write_bytes(b"".join(lines[: len(lines) // 2]) + lines[len(lines) // 2][:20])
    done = run("collect", "--account", "aws:", "--resume", str(snapshot), cwd=tmp_path)
    assert done.code == 0, done.err
    again = run("collect", "--inventory", str(snapshot), cwd=tmp_path)
    assert json.loads(again.out) == json.loads(whole.out)


def test_a_snapshot_needs_an_account(tmp_path: Path) -> None:
    done = run("collect", "--path", ".", "--output", "snapshot=s", cwd=tmp_path)
    assert done.code == 2
    assert "a snapshot is of live accounts" in done.err


OTHERS = ("222233334444", "222233335555")
"""Accounts of which nobody has heard: they are entered, and nothing is in them."""


def test_accounts_that_lack_the_same_are_told_together(live: str, tmp_path: Path) -> None:
    file = tmp_path / "snapshot"
    asked = [part for number in OTHERS for part in ("--account", f"aws:{number}")]
    done = run("collect", *asked, "--output", f"snapshot={file}", cwd=tmp_path)
    assert done.code == 0, done.err
    told = [line for line in done.err.splitlines() if "not looked at" in line]
    (line,) = told
    assert line.startswith(f"  aws:{OTHERS[0]} and 1 more: ")


def test_why_names_the_operation_and_the_resource_live_and_from_a_snapshot(
    live: str, snapshot: Path, tmp_path: Path
) -> None:
    asked = ("why", "background", "--if", f"aws/service/{REGIONS[0]}/rds")
    now = run(*asked, "--account", "aws:", cwd=tmp_path)
    later = run(*asked, "--inventory", str(snapshot), cwd=tmp_path)
    assert now.code == 0, now.err
    assert now.out == later.out
    place = f"{MAIN}/{REGIONS[0]}"
    (uses,) = [line for line in now.out.splitlines() if "└─ orders" in line]
    assert uses.endswith(f"[lambda:ListFunctions function:settle {place}]")
    (settles,) = [line for line in now.out.splitlines() if "└─ settle" in line]
    assert settles.endswith(f"[lambda:ListFunctions function:settle {place}]"), "not of the other"
    (stands,) = [line for line in now.out.splitlines() if ": lost" in line]
    assert stands.endswith(f"[rds:DescribeDBInstances db:orders {place}]")
    assert f"a copy of orders [rds:DescribeDBInstances db:orders {place}] that does" in now.out
