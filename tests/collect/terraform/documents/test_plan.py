"""Plans: what will be there, what will not, and what nobody knows yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scanner.collect.terraform import Limits, Options
from scanner.model import Inventory

from ..code import because, counts, excluded, gaps, ids, references, unevaluated, unknowns
from .writing import block, change, inventory, plan, resource, to

DB = "aws_db_instance.db"


def addresses(found: Inventory) -> list[str]:
    return [i.partition(":")[2] for i in ids(found)]


def refs(address: str) -> Callable[[Inventory], Any]:
    ask = references(f"plan.json:{address}")
    return lambda found: [(p, t.partition(":")[2], a) for p, t, a in ask(found)]


def attributes(address: str) -> Callable[[Inventory], Any]:
    return lambda found: resource(found, address).attributes


def open_at(address: str) -> Callable[[Inventory], Any]:
    return lambda found: {
        path: why
        for path, why in unknowns(f"plan.json:{address}")(found).items()
        if path != "account"
    }


VPC = change("aws_vpc.v", {"cidr_block": "10.0.0.0/16"}, unknown={"id": True})
VPC_BLOCK = block("aws_vpc.v", {"cidr_block": {"constant_value": "10.0.0.0/16"}})
LATER = "known once the resource exists"

CASES: list[tuple[str, Any, Callable[[Inventory], Any], Any]] = [
    (
        "what goes is no resource",
        plan([VPC, change(DB, None, actions=("delete",))], [VPC_BLOCK]),
        lambda f: (addresses(f), counts(f), excluded(f)),
        (["aws_vpc.v"], (2, 1, 1, 0), {f"plan.json:{DB}": "the plan removes it"}),
    ),
    (
        "what is replaced stays",
        plan([change(DB, {"port": 1}, actions=("delete", "create"))]),
        addresses,
        [DB],
    ),
    (
        "one of several goes: the block is still there",
        plan(
            [
                change(f"{DB}[0]", {}, actions=("no-op",)),
                change(f"{DB}[1]", None, actions=("forget",)),
            ]
        ),
        lambda f: (addresses(f), counts(f)),
        ([f"{DB}[0]"], (1, 1, 0, 0)),
    ),
    (
        "what is planned and does not change",
        plan(
            [],
            planned_values={
                "root_module": {
                    "resources": [{"address": DB, "mode": "managed", "values": {"port": 5432}}],
                    "child_modules": [
                        {
                            "address": "module.a",
                            "resources": [{"address": f"module.a.{DB}", "values": {"port": 1}}],
                        }
                    ],
                }
            },
        ),
        lambda f: {a: resource(f, a).attributes["port"] for a in addresses(f)},
        {DB: 5432, f"module.a.{DB}": 1},
    ),
    (
        "a count of 0 is left out",
        plan([VPC], [VPC_BLOCK, block(DB, count_expression=to("var.n"))]),
        lambda f: (counts(f), list(excluded(f))),
        ((2, 1, 1, 0), [f"plan.json:{DB}"]),
    ),
    (
        "a plan of some resources says nothing of the others",
        plan([VPC], [VPC_BLOCK, block(DB), block("aws_vpc.w", count_expression=to("var.n"))]),
        lambda f: (counts(f), sorted(unevaluated(f))),
        ((3, 1, 0, 2), [f"plan.json:{DB}", "plan.json:aws_vpc.w"]),
    ),
    (
        "a plan that says that it is of all: what has no instance has a count of 0",
        plan([VPC], [VPC_BLOCK, block(DB)], complete=True),
        counts,
        (2, 1, 1, 0),
    ),
    (
        "a plan that says that it is not",
        plan([VPC], [VPC_BLOCK, block(DB, count_expression=to("var.n"))], complete=False),
        counts,
        (2, 1, 0, 1),
    ),
    (
        "modules that go with all their instances",
        plan(
            [change('module.m["a"].aws_x.x', None, actions=("delete",))],
            [],
            calls={"m": {"module": {"resources": [block("aws_x.x")]}}},
        ),
        lambda f: (counts(f), list(excluded(f))),
        ((1, 0, 1, 0), ['plan.json:module.m["a"].aws_x.x']),
    ),
    (
        "what is put off is not known",
        plan([], deferred_changes=[{"reason": "resource_config_unknown", "resource_change": VPC}]),
        lambda f: unevaluated(f),
        {"plan.json:aws_vpc.v": "its planning is put off (resource config unknown)"},
    ),
    (
        "a plan that failed may lack some",
        plan([VPC], [VPC_BLOCK], errored=True),
        lambda f: (gaps(f), str(f.sources[0].read)),
        ({"What else is in plan.json?": "the plan failed part of the way"}, "part"),
    ),
    (
        "an attribute of another resource",
        plan(
            [VPC, change("aws_subnet.s", {"n": 1}, unknown={"vpc_id": True, "id": True})],
            [VPC_BLOCK, block("aws_subnet.s", {"n": {}, "vpc_id": to("aws_vpc.v.id")})],
        ),
        lambda f: (
            attributes("aws_subnet.s")(f),
            refs("aws_subnet.s")(f),
            open_at("aws_subnet.s")(f),
        ),
        (
            {"n": 1, "vpc_id": "${plan.json:aws_vpc.v.id}"},
            [("vpc_id", "aws_vpc.v", "id")],
            {},
        ),
    ),
    (
        "one of two, and nobody knows which",
        plan(
            [VPC, change("aws_vpc.w", {}), change("aws_subnet.s", {}, unknown={"vpc_id": True})],
            [
                VPC_BLOCK,
                block("aws_vpc.w"),
                block("aws_subnet.s", {"vpc_id": to("aws_vpc.v.id", "aws_vpc.w.id")}),
            ],
        ),
        lambda f: (refs("aws_subnet.s")(f), open_at("aws_subnet.s")(f)),
        (
            [("vpc_id", "aws_vpc.v", "id"), ("vpc_id", "aws_vpc.w", "id")],
            {"vpc_id": LATER},
        ),
    ),
    (
        "as many as there are names",
        plan(
            [
                VPC,
                change("aws_vpc.w", {}),
                change("aws_x.x", {"ids": [None, None]}, unknown={"ids": [True, True]}),
            ],
            [
                VPC_BLOCK,
                block("aws_vpc.w"),
                block("aws_x.x", {"ids": to("aws_vpc.v.id", "aws_vpc.w.id")}),
            ],
        ),
        lambda f: (attributes("aws_x.x")(f), open_at("aws_x.x")(f)),
        ({"ids": ["${plan.json:aws_vpc.v.id}", "${plan.json:aws_vpc.w.id}"]}, {}),
    ),
    (
        "what the provider computes is not asked for",
        plan(
            [change(DB, {"port": 1}, unknown={"arn": True, "multi_az": True})],
            [block(DB, {"port": {}})],
        ),
        open_at(DB),
        {},
    ),
    (
        "without the configuration it may be anything",
        plan([change(DB, {"port": 1}, unknown={"arn": True})]),
        open_at(DB),
        {
            "arn": LATER,
            "region": "the provider of aws_db_instance.db does not say which region it is",
        },
    ),
    (
        "a local is not kept",
        plan(
            [VPC, change("aws_subnet.s", {}, unknown={"vpc_id": True})],
            [VPC_BLOCK, block("aws_subnet.s", {"vpc_id": to("local.vpc")})],
        ),
        lambda f: (open_at("aws_subnet.s")(f), list(gaps(f))),
        (
            {"vpc_id": "local.vpc is not kept in the plan"},
            ["Which resources do local.vpc come from?"],
        ),
    ),
    (
        "of what is known, that which is seen in it",
        plan(
            [
                change("aws_sqs_queue.a", {"name": "orders-in"}, unknown={"url": True}),
                change("aws_sqs_queue.b", {"name": "orders-out"}, unknown={"url": True}),
                change("aws_x.x", {"queue": "orders-out"}),
            ],
            [
                block("aws_sqs_queue.a", {"name": {}}),
                block("aws_sqs_queue.b", {"name": {}}),
                block(
                    "aws_x.x",
                    {
                        "queue": to(
                            "aws_sqs_queue.a.name", "aws_sqs_queue.b.name", "aws_sqs_queue.a.url"
                        )
                    },
                ),
            ],
        ),
        refs("aws_x.x"),
        [("queue", "aws_sqs_queue.b", "name")],
    ),
    (
        "the instance of the same key",
        plan(
            [
                *(change(f'aws_vpc.v["{k}"]', {}, unknown={"id": True}) for k in "ab"),
                *(change(f'aws_subnet.s["{k}"]', {}, unknown={"vpc_id": True}) for k in "ab"),
            ],
            [
                block("aws_vpc.v", for_each_expression=to("var.v")),
                block(
                    "aws_subnet.s",
                    {"vpc_id": to("aws_vpc.v", "each.key")},
                    for_each_expression=to("var.v"),
                ),
            ],
        ),
        refs('aws_subnet.s["b"]'),
        [("vpc_id", 'aws_vpc.v["b"]', "")],
    ),
    (
        "for each of a resource",
        plan(
            [
                *(change(f'aws_vpc.v["{k}"]', {}, unknown={"id": True}) for k in "ab"),
                *(change(f'aws_subnet.s["{k}"]', {}, unknown={"vpc_id": True}) for k in "ab"),
            ],
            [
                block("aws_vpc.v", for_each_expression=to("var.v")),
                block(
                    "aws_subnet.s",
                    {"vpc_id": to("each.value.id")},
                    for_each_expression=to("aws_vpc.v"),
                ),
            ],
        ),
        refs('aws_subnet.s["a"]'),
        [("vpc_id", 'aws_vpc.v["a"]', "")],
    ),
    (
        "through inputs and outputs of modules",
        plan(
            [
                change("module.net.aws_vpc.v", {}, unknown={"id": True}),
                change("module.app.aws_subnet.s", {}, unknown={"vpc_id": True}),
            ],
            [],
            calls={
                "net": {
                    "module": {
                        "resources": [block("aws_vpc.v")],
                        "outputs": {"vpc": {"expression": to("aws_vpc.v.id")}},
                    }
                },
                "app": {
                    "expressions": {"vpc": to("module.net.vpc")},
                    "module": {"resources": [block("aws_subnet.s", {"vpc_id": to("var.vpc")})]},
                },
            },
        ),
        refs("module.app.aws_subnet.s"),
        [("vpc_id", "module.net.aws_vpc.v", "id")],
    ),
    (
        "through a data source",
        plan(
            [VPC, change("aws_subnet.s", {}, unknown={"x": True})],
            [
                VPC_BLOCK,
                block("data.aws_route_table.d", {"vpc_id": to("aws_vpc.v.id")}),
                block("aws_subnet.s", {"x": to("data.aws_route_table.d.id")}),
            ],
        ),
        refs("aws_subnet.s"),
        [("x", "aws_vpc.v", "id")],
    ),
    (
        "names that lead back to themselves",
        plan(
            [change("module.m.aws_x.x", {}, unknown={"a": True})],
            [],
            calls={
                "m": {
                    "expressions": {"a": to("module.m.out")},
                    "module": {
                        "resources": [block("aws_x.x", {"a": to("var.a")})],
                        "outputs": {"out": {"expression": to("var.a")}},
                    },
                }
            },
        ),
        refs("module.m.aws_x.x"),
        [],
    ),
    (
        "blocks: what is written in each",
        plan(
            [
                VPC,
                change(
                    "aws_x.x",
                    {"rule": [{"port": 1}]},
                    unknown={"rule": [{"group": True, "id": True}]},
                ),
            ],
            [VPC_BLOCK, block("aws_x.x", {"rule": [{"port": {}, "group": to("aws_vpc.v.id")}]})],
        ),
        lambda f: (attributes("aws_x.x")(f), open_at("aws_x.x")(f)),
        ({"rule": [{"port": 1, "group": "${plan.json:aws_vpc.v.id}"}]}, {}),
    ),
    (
        "dynamic blocks are not kept",
        plan(
            [change("aws_x.x", {"rule": [{"port": 1}]}, unknown={"rule": [{"group": True}]})],
            [block("aws_x.x")],
        ),
        lambda f: (open_at("aws_x.x")(f), list(gaps(f))),
        ({"rule[0].group": LATER}, ["Which resources do aws_x.x.rule[0].group come from?"]),
    ),
    (
        "an empty text is as if it were not set",
        plan([change(DB, {"replicate_source_db": "", "names": [""]})], [block(DB)]),
        attributes(DB),
        {"names": [""]},
    ),
    (
        "a text that is JSON is that",
        plan(
            [change("aws_x.x", {"policy": '{"Statement": [{"Effect": "Allow"}]}'})],
            [block("aws_x.x")],
        ),
        attributes("aws_x.x"),
        {"policy": {"Statement": [{"Effect": "Allow"}]}},
    ),
]


@pytest.mark.parametrize(
    ("content", "question", "answer"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_plan(
    tmp_path: Path, content: Any, question: Callable[[Inventory], Any], answer: Any
) -> None:
    assert question(inventory(tmp_path, content)) == answer


def test_more_instances_than_are_read(tmp_path: Path) -> None:
    content = plan([change(f"{DB}[{i}]", {}) for i in range(5)])
    found = inventory(tmp_path, content, Options(limits=Limits(instances_per_root=3)))
    assert len(found.resources) == 3
    assert gaps(found) == {
        "What else is in plan.json?": "2 resources are more than the 3 that are read"
    }


def test_the_region_tells_how_it_came_about(tmp_path: Path) -> None:
    found = inventory(tmp_path, plan([VPC], [VPC_BLOCK]))
    assert because("plan.json:aws_vpc.v")(found) == "provider aws region (plan.json:1) = us-east-1"
