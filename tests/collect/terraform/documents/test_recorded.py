"""A plan and a state that Terraform made, beside the code that it made them of: one inventory."""

from __future__ import annotations

import re

import pytest
from scanner.collect.terraform import joined
from scanner.model import FileOrigin, Inventory, Resource

from ..code import check
from .recording import ROOT, code, recorded

CODE = code()
PLAN = recorded("plan.json")
STATE = recorded("state.json")
FACTS = ["type", "name", "provider", "region", "account", "tags"]
UNKNOWN_TO_PLANS = {"container_definitions", "ingress"}
"""Written by way of locals and dynamic blocks, which plans do not keep."""


def by_address(found: Inventory, root: str = ROOT) -> dict[str, Resource]:
    return {r.id[len(root) + 1 :]: r for r in found.resources if r.id.startswith(f"{root}:")}


OURS, PLANNED, HELD = (
    by_address(CODE),
    by_address(PLAN, "plan.json"),
    by_address(STATE, "state.json"),
)


def targets(resource: Resource, *, without: set[str] = frozenset()) -> set[tuple[str, str]]:  # type: ignore[assignment]
    """What each attribute refers to."""
    found = {
        (re.split(r"[.\[]", r.path)[0], r.target.partition(":")[2]) for r in resource.references
    }
    return {(path, target) for path, target in found if path not in without}


@pytest.mark.parametrize("document", [PLANNED, HELD], ids=["plan", "state"])
def test_same_addresses(document: dict[str, Resource]) -> None:
    assert sorted(document) == sorted(OURS)


@pytest.mark.parametrize("fact", FACTS)
def test_a_plan_has_the_facts_of_the_code(fact: str) -> None:
    assert {a: getattr(r, fact) for a, r in PLANNED.items()} == {
        a: getattr(r, fact) for a, r in OURS.items()
    }


def test_a_state_has_the_regions_of_the_code_and_the_account() -> None:
    """It has no provider configurations: identifiers tell, each for its configuration."""
    assert {a: r.region for a, r in HELD.items()} == {a: r.region for a, r in OURS.items()}
    assert {r.account for r in HELD.values()} == {"123456789012"}
    subnet = HELD["module.network_dr.aws_vpc.this"]
    assert subnet.because["region"].startswith("as the identifiers of provider aws.dr say (first ")


def test_a_plan_counts_as_the_code_does() -> None:
    ours = next(s for s in CODE.sources if s.id == f"terraform:{ROOT}")
    (source,) = PLAN.sources
    assert (source.declared, len(source.excluded)) == (ours.declared, len(ours.excluded))
    assert [e.id.partition(":")[2] for e in source.excluded] == ["aws_db_instance.unused"]


@pytest.mark.parametrize("address", OURS)
def test_a_plan_refers_to_no_less_than_the_code(address: str) -> None:
    assert targets(PLANNED[address]) >= targets(OURS[address], without=UNKNOWN_TO_PLANS)


def test_what_a_plan_does_not_keep_is_said() -> None:
    (gap,) = PLAN.gaps
    assert gap.question.startswith("Which resources do local.name, ")
    assert (
        "container_definitions"
        in PLANNED['module.service["orders"].aws_ecs_task_definition.this'].unknown
    )


@pytest.mark.parametrize("found", [PLAN, STATE], ids=["plan", "state"])
def test_every_resource_and_attribute_has_its_place(found: Inventory) -> None:
    (path,) = {r.origin.path for r in found.resources if isinstance(r.origin, FileOrigin)}
    for resource in found.resources:
        assert resource.attributes.keys() <= resource.places.keys()
        assert {o.path for o in resource.places.values() if isinstance(o, FileOrigin)} == {path}


# --- joined -------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [PLAN, STATE], ids=["plan", "state"])
def test_beside_the_code_lines_and_references_are_those_of_the_code(document: Inventory) -> None:
    both = joined(CODE, document)
    check(both)
    found = by_address(both)
    assert sorted(found) == sorted(OURS)
    for address, ours in OURS.items():
        assert found[address].origin == ours.origin
        assert found[address].references == ours.references
        assert found[address].environment == ours.environment


def test_beside_the_code_a_plan_leaves_nothing_open() -> None:
    both = joined(CODE, PLAN)
    assert not both.gaps
    assert not any(path for r in both.resources for path in r.unknown if path != "account")
    task = by_address(both)['module.service["orders"].aws_ecs_task_definition.this']
    assert (
        task.attributes == OURS['module.service["orders"].aws_ecs_task_definition.this'].attributes
    )


def test_beside_the_code_a_state_gives_the_values() -> None:
    both = by_address(joined(CODE, STATE))
    subnet = both['module.network.aws_subnet.private["us-east-1a"]']
    assert subnet.attributes["vpc_id"] == HELD["module.network.aws_vpc.this"].attributes["id"]
    assert (
        subnet.places["vpc_id"]
        == OURS['module.network.aws_subnet.private["us-east-1a"]'].places["vpc_id"]
    )
