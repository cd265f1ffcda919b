"""Documents that are broken, endless or malicious: never a crash, never silence, no secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scanner.collect.terraform import document
from scanner.collect.tree import Tree
from scanner.model import Inventory
from scanner.model.codec import encode

from ..code import check, gaps, sources
from ..knowledge import SMALL
from .recording import DATA
from .writing import block, change, inventory, kept, plan, resource, state, to

SECRET = "hunter2-Zq81"
RECORDED = [json.loads((DATA / name).read_text()) for name in ("plan.json", "state.json")]
ODD: list[Any] = [None, True, 0, -1, 1e300, "", "x", "a.b.c[", [], [None], [[]], {}, {"": {}}]


# --- secrets ------------------------------------------------------------------------------

SECRETS: list[tuple[str, Any]] = [
    (
        "masked after",
        plan([change("aws_x.x", {"a": SECRET}, secret={"a": True})], [block("aws_x.x")]),
    ),
    ("masked as a whole", plan([change("aws_x.x", {"a": {"b": [SECRET]}}, secret=True)])),
    (
        "masked below",
        plan([change("aws_x.x", {"a": [{"b": SECRET}]}, secret={"a": [{"b": True}]})]),
    ),
    (
        "masked before",
        plan(
            [
                {
                    "address": "aws_x.x",
                    "change": {
                        "actions": ["update"],
                        "after": {"a": SECRET},
                        "after_sensitive": {},
                        "before_sensitive": {"a": True},
                    },
                }
            ]
        ),
    ),
    (
        "planned values",
        plan(
            [],
            planned_values={
                "root_module": {
                    "resources": [
                        {
                            "address": "aws_x.x",
                            "values": {"a": SECRET},
                            "sensitive_values": {"a": True},
                        }
                    ]
                }
            },
        ),
    ),
    ("by its name", plan([change("aws_x.x", {"master_password": SECRET})], [block("aws_x.x")])),
    (
        "in a text",
        plan([change("aws_x.x", {"url": f"postgres://u:{SECRET}@db/x"})], [block("aws_x.x")]),
    ),
    ("what a resource is there to hold", plan([change("aws_ssm_parameter.x", {"value": SECRET})])),
    (
        "in variables",
        plan(
            [change("aws_x.x", {})],
            [block("aws_x.x")],
            providers={"aws": {"name": "aws", "expressions": {"region": to("var.k")}}},
            variables={"k": {"value": SECRET}, "other": {"value": SECRET}},
        ),
    ),
    (
        "a secret variable that names an environment",
        plan(
            [change("aws_x.x", {})],
            [],
            variables={"environment": {"value": SECRET}},
            declared={"environment": {"sensitive": True}},
        ),
    ),
    (
        "outputs and data",
        plan(
            [],
            prior_state={
                "values": {
                    "outputs": {"o": {"value": SECRET}},
                    "root_module": {
                        "resources": [
                            {
                                "address": "data.aws_s.d",
                                "mode": "data",
                                "values": {"name": SECRET},
                                "sensitive_values": {"name": True},
                            }
                        ]
                    },
                }
            },
        ),
    ),
    (
        "paths in a state",
        state(
            kept(
                "aws_x.x",
                {
                    "attributes": {"a": {"b": SECRET}},
                    "sensitive_attributes": [
                        [{"type": "get_attr", "value": "a"}, {"type": "get_attr", "value": "b"}]
                    ],
                },
            )
        ),
    ),
    (
        "paths of a form nobody knows",
        state(
            kept("aws_x.x", {"attributes": {"a": SECRET}, "sensitive_attributes": [[{"what": 1}]]})
        ),
    ),
    (
        "an identifier that is secret",
        state(
            kept("aws_x.x", {"attributes": {"id": SECRET}, "sensitive_attributes": [["id"]]}),
            kept("aws_y.y", {"attributes": {"token": SECRET}, "dependencies": ["aws_x.x"]}),
        ),
    ),
    ("what is broken", '{"format_version": "1.0", "x": "' + SECRET),
]


@pytest.mark.parametrize("content", [c[1] for c in SECRETS], ids=[c[0] for c in SECRETS])
def test_no_secret_gets_out(tmp_path: Path, content: Any) -> None:
    assert SECRET not in encode(inventory(tmp_path, content)).decode()


# --- forms --------------------------------------------------------------------------------

UNREADABLE: list[tuple[Any, str]] = [
    ("", "it is no JSON document"),
    ("[]", "it is no JSON document"),
    ('resource "aws_vpc" "v" {}', "give the directory it is in"),
    (b"PK\x03\x04rest", "it is a plan in Terraform's own form"),
    ('{"@level":"info"}\n{"@level":"info"}', "it is the log of a run"),
    ('{"format_version": "1.0"', "it ends too early"),
    ({"format_version": "2.0", "planned_values": {}}, "it has format version 2.0"),
    ({"format_version": "one"}, "its format_version is no version"),
    ({"format_version": 1}, "its format_version is no version"),
    ({"version": 2, "modules": []}, "it is a state of version 2"),
    ({"version": 5, "resources": []}, "it is a state of version 5"),
    ({"version": "4", "resources": []}, "it is neither a plan nor a state"),
    ({"version": 4}, "it is neither a plan nor a state"),
    ({"name": "package", "version": 1}, "it is neither a plan nor a state"),
    ({}, "it is neither a plan nor a state"),
    ('{"version": 4, "serial": 1, "version": 3}', "one name stands twice"),
]


@pytest.mark.parametrize(("content", "reason"), UNREADABLE)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: Any, reason: str) -> None:
    found = inventory(tmp_path, content)
    assert sources(found) == {"plan.json": "none"}
    (gap,) = found.gaps
    assert reason in gap.reason
    assert not found.resources


FAULTS: list[tuple[Any, str]] = [
    (plan({}), "a list is needed here"),  # type: ignore[arg-type]
    (plan([5]), "a resource without an address that can be read"),
    (plan([{"address": 5}]), "a resource without an address that can be read"),
    (plan([{"address": "module.a"}]), "a resource without an address that can be read"),
    (plan([{"address": "aws_x.x"}]), "a change without actions"),
    (plan([change("aws_x.x", None)]), "a change that does not say what comes after it"),
    (plan([change("aws_x.x", {}), change("aws_x.x", {})]), "an address that another has already"),
    (
        plan([], planned_values={"root_module": {"resources": [{"address": "a.b"}]}}),
        "without values",
    ),
    (plan([change("aws_x.x", [1])]), "an object is needed here"),
    (state(5), "a resource without an address that can be read"),
    (state(kept("aws_x.x", {"index_key": [], "attributes": {}})), "neither a text nor a number"),
    (state({**kept("aws_x.x", {"attributes": {}}), "module": "x"}), "without an address"),
    (state(kept("aws_x.x", {"attributes": None})), "an instance without attributes"),
    ({"version": 3, "modules": [{"path": ["root"], "resources": {"x": {}}}]}, "without an address"),
]


@pytest.mark.parametrize(("content", "reason"), FAULTS)
def test_each_place_that_is_not_understood_is_said(
    tmp_path: Path, content: Any, reason: str
) -> None:
    found = inventory(tmp_path, content)
    assert any(reason in gap.reason for gap in found.sources[0].unevaluated), gaps(found)
    assert sources(found) == {"plan.json": "part"}


def test_numbers_and_depth_are_unknown_values(tmp_path: Path) -> None:
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    text = json.dumps(plan([change("aws_x.x", {"deep": deep, "n": 123})]))
    x = resource(inventory(tmp_path, text.replace("123", "1e99999")), "aws_x.x")
    assert x.unknown["n"].reason == "a number with more digits than are kept"
    assert any("nested deeper" in unknown.reason for unknown in x.unknown.values())


def test_modules_within_modules(tmp_path: Path) -> None:
    module: Any = {"resources": []}
    for _ in range(300):
        module = {"child_modules": [module]}
    found = inventory(tmp_path, plan([], planned_values={"root_module": module}))
    assert "nested more than 200 levels deep" in next(iter(gaps(found).values()))


def test_a_long_chain_of_names(tmp_path: Path) -> None:
    calls: dict[str, Any] = {
        f"m{i}": {
            "expressions": {"a": to(f"module.m{i + 1}.out")},
            "module": {"outputs": {"out": {"expression": to("var.a")}}},
        }
        for i in range(3_000)
    }
    content = plan(
        [change("aws_x.x", {}, unknown={"a": True})],
        [block("aws_x.x", {"a": to("module.m0.out")})],
        calls=calls,
    )
    assert resource(inventory(tmp_path, content), "aws_x.x").unknown.keys() == {"a", "account"}


# --- laws ---------------------------------------------------------------------------------


def mutated(value: Any, draw: Any) -> Any:
    """`value` with one part of it replaced or left out."""
    path: list[tuple[Any, Any]] = []
    at = value
    while isinstance(at, dict | list) and at and (not path or draw(st.integers(0, 9))):
        key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        path.append((at, key))
        at = at[key]
    part: Any = draw(st.sampled_from(ODD))
    for holder, key in reversed(path):
        copy = dict(holder) if isinstance(holder, dict) else list(holder)
        copy[key] = part
        part = copy
    return part if path else value


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(RECORDED))
def test_any_part_may_be_anything(tmp_path: Path, data: Any, recorded: Any) -> None:
    content = mutated(mutated(recorded, data.draw), data.draw)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(content))
    check(document(Tree(file), "plan.json", SMALL))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(RECORDED))
def test_what_is_cut_off_is_never_read_as_whole(tmp_path: Path, data: Any, recorded: Any) -> None:
    text = json.dumps(recorded)
    file = tmp_path / "plan.json"
    file.write_text(text[: data.draw(st.integers(0, len(text) - 1))])
    found = document(Tree(file), "plan.json", SMALL)
    check(found)
    assert sources(found) == {"plan.json": "none"}


def test_order_does_not_matter(tmp_path: Path) -> None:
    """Same content, same inventory, but for the places."""

    def facts(found: Inventory) -> Any:
        return [(r.id, r.region, r.name, r.attributes, r.unknown.keys()) for r in found.resources]

    recorded = RECORDED[0]
    turned = {name: recorded[name] for name in reversed(recorded)}
    turned["resource_changes"] = recorded["resource_changes"][::-1]
    assert facts(inventory(tmp_path, turned)) == facts(inventory(tmp_path, recorded))


def test_links_and_devices(tmp_path: Path) -> None:
    missing = document(Tree(tmp_path / "none.json"), "none.json", SMALL)
    assert sources(missing) == {"none.json": "none"}
    folder = document(Tree(tmp_path), "folder", SMALL)
    assert gaps(folder) == {"What is in folder?": "is not a regular file"}
