"""Regions and accounts of what stands in a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scanner.collect.terraform import document
from scanner.collect.tree import Tree
from scanner.knowledge import load
from scanner.model import Inventory

from ..code import regions
from .writing import block, change, inventory, kept, plan, resource, state, to

X = change("aws_x.x", {"a": 1})
NOWHERE = "?plan.json: region of provider aws"


def provider(**expressions: Any) -> dict[str, Any]:
    return {"name": "aws", "expressions": expressions}


def aws(*, variables: Any = None, declared: Any = None, **expressions: Any) -> dict[str, Any]:
    return plan(
        [X],
        [block("aws_x.x")],
        providers={"aws": provider(**expressions)},
        variables=variables or {},
        declared=declared,
    )


VAR = to("var.region")
CASES: list[tuple[str, Any, str]] = [
    ("a constant", aws(region={"constant_value": "eu-new-7"}), "eu-new-7"),
    ("a variable", aws(region=VAR, variables={"region": {"value": "eu-west-1"}}), "eu-west-1"),
    ("its default", aws(region=VAR, declared={"region": {"default": "eu-west-2"}}), "eu-west-2"),
    (
        "a field of a variable",
        aws(region=to("var.place.main"), variables={"place": {"value": {"main": "eu-west-1"}}}),
        "eu-west-1",
    ),
    (
        "a variable that is no region",
        aws(region=VAR, variables={"region": {"value": "prod"}}),
        NOWHERE,
    ),
    ("a local", aws(region=to("local.region")), NOWHERE),
    ("nothing", aws(), NOWHERE),
    (
        "its own argument comes first",
        plan([change("aws_x.x", {"region": "eu-west-2"})], [block("aws_x.x")]),
        "eu-west-2",
    ),
    (
        "by alias",
        plan(
            [X],
            [block("aws_x.x", key="aws.dr")],
            providers={
                "aws": provider(),
                "aws.dr": provider(region={"constant_value": "eu-west-1"}),
            },
        ),
        "eu-west-1",
    ),
    (
        "before Terraform 1.1, within a module: the only one there is",
        plan(
            [X],
            [block("aws_x.x", key="module.m:aws")],
            providers={"aws": provider(region={"constant_value": "eu-west-1"})},
        ),
        "eu-west-1",
    ),
    (
        "but with aliases it may be another",
        plan(
            [X],
            [block("aws_x.x", key="module.m:aws")],
            providers={
                "aws": provider(region={"constant_value": "eu-west-1"}),
                "aws.dr": provider(region={"constant_value": "eu-west-2"}),
            },
        ),
        "?plan.json: region of provider module.m:aws",
    ),
]


@pytest.mark.parametrize(("content", "region"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_region(tmp_path: Path, content: Any, region: str) -> None:
    assert regions(inventory(tmp_path, content)) == {"plan.json:aws_x.x": region}


def test_a_configuration_in_a_module_reads_its_inputs(tmp_path: Path) -> None:
    content = plan(
        [change("module.m.aws_x.x", {})],
        [],
        providers={
            "module.m:aws": {**provider(region=to("var.place")), "module_address": "module.m"}
        },
        calls={
            "m": {
                "expressions": {"place": to("var.region")},
                "module": {
                    "resources": [block("aws_x.x", key="module.m:aws")],
                    "variables": {"place": {}},
                },
            }
        },
        variables={"region": {"value": "eu-west-1"}},
    )
    found = inventory(tmp_path, content)
    assert regions(found) == {"plan.json:module.m.aws_x.x": "eu-west-1"}
    because = found.resources[0].because["region"]
    assert (
        because
        == "provider module.m:aws region (plan.json:1) -> var.place -> var.region = eu-west-1"
    )


def test_the_account_is_found_in_a_role(tmp_path: Path) -> None:
    role = [{"role_arn": {"constant_value": "arn:aws:iam::111122223333:role/x"}}]
    assert resource(inventory(tmp_path, aws(assume_role=role)), "aws_x.x").account == "111122223333"


def test_a_secret_variable_places_nothing(tmp_path: Path) -> None:
    content = aws(
        region=VAR,
        variables={"region": {"value": "eu-west-1"}},
        declared={"region": {"sensitive": True}},
    )
    assert regions(inventory(tmp_path, content)) == {"plan.json:aws_x.x": NOWHERE}


# --- states: identifiers --------------------------------------------------------------------

ARN = "arn:aws:sqs:{}:111122223333:{}"


def collected(folder: Path, content: Any) -> Inventory:
    """With all that is known: which attributes identify a resource."""
    inventory(folder, content)
    return document(Tree(folder / "plan.json"), "plan.json", load())


def test_identifiers_tell_of_their_provider(tmp_path: Path) -> None:
    dr = 'provider["registry.example/hashicorp/aws"].dr'
    content = state(
        kept("aws_sqs_queue.a", {"arn": ARN.format("us-east-1", "a")}),
        kept("aws_sqs_queue.b", {"arn": ARN.format("eu-west-1", "b")}, provider=dr),
        kept("aws_subnet.s", {"id": "subnet-1"}, provider=dr),
    )
    found = collected(tmp_path, content)
    assert {a.partition(":")[2]: r for a, r in regions(found).items()} == {
        "aws_sqs_queue.a": "us-east-1",
        "aws_sqs_queue.b": "eu-west-1",
        "aws_subnet.s": "eu-west-1",
    }
    assert {r.account for r in found.resources} == {"111122223333"}


def test_identifiers_that_disagree_tell_nothing(tmp_path: Path) -> None:
    content = state(
        kept("aws_sqs_queue.a", {"arn": ARN.format("us-east-1", "a")}),
        kept("aws_sqs_queue.b", {"arn": ARN.format("eu-west-1", "b")}),
        kept("aws_subnet.s", {"id": "subnet-1"}),
    )
    assert regions(collected(tmp_path, content))["plan.json:aws_subnet.s"] == NOWHERE


@pytest.mark.parametrize(
    ("name", "variables", "environment"),
    [
        ("plan.json", {"environment": {"value": "prod"}}, "prod"),
        ("live/staging/plan.json", {}, "staging"),
        ("terraform.tfstate.d/blue/plan.json", {}, "blue"),
        ("plan.json", {"environment": {"value": 5}}, ""),
    ],
)
def test_environment(tmp_path: Path, name: str, variables: Any, environment: str) -> None:
    found = inventory(tmp_path, aws(variables=variables), name=name)
    assert {r.environment for r in found.resources} == {environment}
