"""A configuration of several modules, compared with the plan that Terraform made of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scanner.collect.terraform import collect
from scanner.collect.tree import Tree
from scanner.model import Resource

from . import plan
from .knowledge import SMALL

ROOT = "environments/prod"
PLAN = plan.recorded()


@pytest.fixture(scope="module")
def resources() -> dict[str, Resource]:
    inventory = collect(Tree(plan.DATA / "code"), SMALL)
    assert not inventory.gaps
    return {r.id.removeprefix(f"{ROOT}:"): r for r in inventory.resources}


def structured(value: Any) -> Any:
    """As the inventory has it: JSON in a text is that document. Numbers are texts, because
    that is what the stand-in for the provider takes in nested blocks."""
    if isinstance(value, str) and value[:1] in "{[" and value:
        return structured(json.loads(value))
    if isinstance(value, dict):
        return {k: structured(v) for k, v in value.items() if v not in (None, [])}
    if isinstance(value, list):
        return [structured(v) for v in value]
    return value if isinstance(value, bool) or value is None else str(value)


def test_same_addresses(resources: dict[str, Resource]) -> None:
    assert sorted(resources) == sorted(PLAN)


@pytest.mark.parametrize("address", PLAN)
def test_same_values(resources: dict[str, Resource], address: str) -> None:
    ours, planned = resources[address], PLAN[address]
    known = {k: structured(v) for k, v in ours.attributes.items() if k in planned["known"]}
    assert known == structured(planned["known"])


@pytest.mark.parametrize("address", PLAN)
def test_what_terraform_does_not_know_yet_is_a_reference(
    resources: dict[str, Resource], address: str
) -> None:
    ours = resources[address]
    for name in PLAN[address]["unknown"]:
        if name in ours.places:  # written, not only computed
            assert any(r.path.startswith(name) for r in ours.references), name


def test_region_follows_the_provider_that_is_handed_in(resources: dict[str, Resource]) -> None:
    dr = resources['module.network_dr.aws_subnet.private["eu-west-1a"]']
    assert dr.region == "eu-west-1"
    assert dr.because["region"] == (
        "provider aws.dr region (environments/prod/main.tf:15)"
        " -> var.dr_region = eu-west-1 (environments/prod/terraform.tfvars:2)"
    )
    assert resources["module.network.aws_vpc.this"].region == "us-east-1"
    assert resources["aws_db_instance.replica[0]"].region == "eu-west-1"


def test_environment_carries_references(resources: dict[str, Resource]) -> None:
    task = resources['module.service["orders"].aws_ecs_task_definition.this']
    app = task.attributes["container_definitions"][0]
    values = {entry["name"]: entry["value"] for entry in app["environment"]}
    ledger = f"{ROOT}:aws_db_instance.ledger"
    assert values["DATABASE_URL"] == f"postgres://ledger@${{{ledger}.address}}:5432/ledger"
    targets = {(r.target, r.attribute) for r in task.references}
    assert (ledger, "address") in targets
    assert (
        f'{ROOT}:module.service["orders"].module.secrets[1].aws_secretsmanager_secret.this',
        "arn",
    ) in targets
