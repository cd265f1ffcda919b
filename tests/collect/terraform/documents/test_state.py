"""States: version 4, version 3, and the form that `terraform show -json` gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scanner.collect.terraform.documents.dependencies import stands_in
from scanner.collect.terraform.documents.flat import expanded
from scanner.collect.terraform.documents.state import provider_of
from scanner.model import Inventory

from ..code import counts, gaps, references
from .writing import inventory, kept, resource, state


def addresses(found: Inventory) -> list[str]:
    return [r.id.partition(":")[2] for r in found.resources]


def refs(address: str) -> Callable[[Inventory], Any]:
    ask = references(f"plan.json:{address}")
    return lambda found: [(p, t.partition(":")[2], a) for p, t, a in ask(found)]


def old(*modules: Any) -> dict[str, Any]:
    return {"version": 3, "serial": 1, "modules": list(modules)}


def primary(**attributes: str) -> dict[str, Any]:
    return {
        "type": "x",
        "provider": "provider.aws",
        "primary": {"id": "1", "attributes": attributes},
    }


VPC = kept("aws_vpc.v", {"id": "vpc-0a1b2c3d"})
ON_VPC = ["aws_vpc.v"]

CASES: list[tuple[str, Any, Callable[[Inventory], Any], Any]] = [
    (
        "instances and their keys",
        state(
            kept(
                'module.m["a"].aws_vpc.v',
                {"index_key": 0, "attributes": {}},
                {"index_key": 'x"y', "attributes": {}},
            )
        ),
        lambda f: (addresses(f), counts(f)),
        (['module.m["a"].aws_vpc.v["x\\"y"]', 'module.m["a"].aws_vpc.v[0]'], (1, 1, 0, 0)),
    ),
    (
        "what was replaced is about to go",
        state(kept("aws_vpc.v", {"attributes": {"id": "a"}}, {"deposed": "0a", "attributes": {}})),
        addresses,
        ["aws_vpc.v"],
    ),
    (
        "data sources are no resources",
        state(VPC, kept("aws_ami.a", {"id": "ami"}, mode="data")),
        addresses,
        ["aws_vpc.v"],
    ),
    (
        "a dependency whose identifier stands in an attribute",
        state(
            VPC,
            kept(
                "aws_subnet.s", {"attributes": {"vpc_id": "vpc-0a1b2c3d"}, "dependencies": ON_VPC}
            ),
        ),
        lambda f: (refs("aws_subnet.s")(f), gaps(f)),
        ([("vpc_id", "aws_vpc.v", "id")], {}),
    ),
    (
        "in the midst of a text, and of JSON in it",
        state(
            VPC,
            kept(
                "aws_x.x",
                {
                    "attributes": {"a": "https://vpc-0a1b2c3d.x/", "b": '[{"c": "vpc-0a1b2c3d"}]'},
                    "dependencies": ON_VPC,
                },
            ),
        ),
        refs("aws_x.x"),
        [("a", "aws_vpc.v", "id"), ("b[0].c", "aws_vpc.v", "id")],
    ),
    (
        "the same text without a dependency says nothing",
        state(VPC, kept("aws_subnet.s", {"vpc_id": "vpc-0a1b2c3d"})),
        refs("aws_subnet.s"),
        [],
    ),
    (
        "a dependency that nothing shows is said",
        state(VPC, kept("aws_x.x", {"attributes": {"a": "b"}, "dependencies": ON_VPC})),
        lambda f: list(gaps(f)),
        ["What do 1 resources of plan.json need others for?"],
    ),
    (
        "a dependency by way of another is no dependency of its own",
        state(
            VPC,
            kept(
                "aws_subnet.s",
                {"attributes": {"id": "subnet-1", "v": "vpc-0a1b2c3d"}, "dependencies": ON_VPC},
            ),
            kept(
                "aws_x.x",
                {"attributes": {"s": "subnet-1"}, "dependencies": [*ON_VPC, "aws_subnet.s"]},
            ),
        ),
        lambda f: (refs("aws_x.x")(f), gaps(f)),
        ([("s", "aws_subnet.s", "id")], {}),
    ),
    (
        "an attribute of any type is kept with its type",
        state(
            kept(
                "aws_x.x",
                {
                    "a": {"value": "b", "type": "string"},
                    "c": {"value": [1], "type": ["tuple", ["number"]]},
                    "d": {"value": "v", "type": "CNAME"},
                },
            )
        ),
        lambda f: resource(f, "aws_x.x").attributes,
        {"a": "b", "c": [1], "d": {"value": "v", "type": "CNAME"}},
    ),
    (
        "version 3: modules, counts and attributes as texts",
        old(
            {"path": ["root"], "resources": {"aws_vpc.v": primary(id="vpc-0a1b2c3d")}},
            {
                "path": ["root", "a", "b"],
                "resources": {
                    "aws_x.x.1": primary(**{"p.#": "1", "p.77.q": "r", "t.%": "1", "t.a.b": "c"}),
                    "data.aws_ami.a": primary(id="1"),
                    "aws_x.gone": {"type": "aws_x", "primary": None, "deposed": [{}]},
                },
            },
        ),
        lambda f: (addresses(f), resource(f, "module.a.module.b.aws_x.x[1]").attributes),
        (
            ["aws_vpc.v", "module.a.module.b.aws_x.x[1]"],
            {"p": [{"q": "r"}], "t": {"a.b": "c"}},
        ),
    ),
    (
        "version 3: dependencies are told within the module",
        old(
            {
                "path": ["root", "a"],
                "resources": {
                    "aws_vpc.v": primary(id="vpc-0a1b2c3d"),
                    "aws_s.s": {**primary(vpc="vpc-0a1b2c3d"), "depends_on": ["aws_vpc.v"]},
                },
            }
        ),
        refs("module.a.aws_s.s"),
        [("vpc", "module.a.aws_vpc.v", "id")],
    ),
    (
        "as it is shown",
        {
            "format_version": "1.0",
            "values": {
                "root_module": {
                    "resources": [
                        {
                            "address": "aws_vpc.v",
                            "mode": "managed",
                            "values": {"id": "vpc-0a1b2c3d"},
                        },
                        {"address": "data.aws_ami.a", "mode": "data", "values": {"id": "ami"}},
                    ],
                    "child_modules": [
                        {
                            "resources": [
                                {
                                    "address": "module.m.aws_s.s",
                                    "values": {"vpc": "vpc-0a1b2c3d"},
                                    "depends_on": ON_VPC,
                                }
                            ]
                        }
                    ],
                }
            },
        },
        lambda f: (addresses(f), refs("module.m.aws_s.s")(f)),
        (["aws_vpc.v", "module.m.aws_s.s"], [("vpc", "aws_vpc.v", "id")]),
    ),
    ("nothing is there", {"format_version": "1.0"}, addresses, []),
    ("nothing is there yet", {"version": 4, "serial": 1, "resources": []}, addresses, []),
]


@pytest.mark.parametrize(
    ("content", "question", "answer"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_state(
    tmp_path: Path, content: Any, question: Callable[[Inventory], Any], answer: Any
) -> None:
    assert question(inventory(tmp_path, content)) == answer


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('provider["h.example/n/aws"]', ("h.example/n/aws", "aws")),
        ('provider["h.example/n/aws"].dr', ("h.example/n/aws", "aws.dr")),
        ('module.a.module.b.provider["h/n/aws"].dr', ("h/n/aws", "module.a.module.b.aws.dr")),
        ("provider.aws", ("aws", "aws")),
        ("module.a.provider.aws.dr", ("aws", "module.a.aws.dr")),
        ("nothing", ("", "")),
    ],
)
def test_provider_of(text: str, found: tuple[str, str]) -> None:
    assert provider_of(text) == found


@pytest.mark.parametrize(
    ("flat", "tree"),
    [
        ({"a": "1", "b.#": "0"}, {"a": "1", "b": []}),
        ({"a.#": "2", "a.0": "x", "a.10": "z", "a.9": "y"}, {"a": ["x", "y", "z"]}),
        ({"a.%": "1", "a.k.l": "v"}, {"a": {"k.l": "v"}}),
        ({"a.#": "1", "a.5.b.#": "1", "a.5.b.7": "x"}, {"a": [{"b": ["x"]}]}),
        ({"a": "x", "a.b": "y"}, {"a": {"b": "y"}}),
        ({".".join("a" * 500): "x"}, None),
    ],
)
def test_expanded(flat: dict[str, Any], tree: Any) -> None:
    found = expanded(flat)
    assert found == tree if tree is not None else list(found) == ["a"]


@pytest.mark.parametrize(
    ("identifier", "text", "answer"),
    [
        ("ab", "ab", True),
        ("ab", "ab cd", False),
        ("queue-in-one", "x/queue-in-one:y", True),
        ("queue-in-one", "queue-in-one-dlq", False),
        ("queue-in-one", "a-queue-in-one, queue-in-one", True),
    ],
)
def test_stands_in(identifier: str, text: str, answer: bool) -> None:
    assert stands_in(identifier, text) is answer
