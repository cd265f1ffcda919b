"""A document beside its code: whose values, whose lines, and what only one of them has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scanner.collect.terraform import collect, joined
from scanner.collect.terraform import document as terraform_document
from scanner.collect.tree import Tree
from scanner.model import FileOrigin, Inventory, Reach, Resource

from .. import code as terraform
from ..code import check, counts, excluded, ids, sources
from ..knowledge import SMALL
from . import writing
from .writing import block, change, kept, plan, state, to


def both(folder: Path, code: str, content: Any) -> Inventory:
    """The code and the document as one."""
    found = joined(terraform.inventory(folder / "code", code), writing.inventory(folder, content))
    check(found)
    return found


def at(found: Inventory, address: str) -> Resource:
    return terraform.resource(found, address)


REGION = 'provider "aws" {\n  region = "us-east-1"\n}\n'
VPC = 'resource "aws_vpc" "v" {}\n'
PLANNED = change("aws_vpc.v", {}, unknown={"id": True})


def test_values_are_the_documents_and_lines_the_codes(tmp_path: Path) -> None:
    code = (
        REGION
        + VPC
        + 'variable "n" {}\nresource "aws_x" "x" {\n  size = var.n\n  vpc  = aws_vpc.v.id\n}'
    )
    found = both(
        tmp_path, code, plan([PLANNED, change("aws_x.x", {"size": 3}, unknown={"vpc": True})])
    )
    x = at(found, "aws_x.x")
    assert x.attributes == {"size": 3, "vpc": "${.:aws_vpc.v.id}"}
    assert x.origin == FileOrigin("main.tf", 6, 1, 9)
    assert x.places["size"] == FileOrigin("main.tf", 7, 3)
    assert [(r.path, r.target) for r in x.references] == [("vpc", ".:aws_vpc.v")]
    assert x.unknown.keys() == {"account"}
    assert not found.gaps
    assert sources(found) == {".": "all", "plan.json": "all"}


def test_what_is_known_in_the_document_is_not_the_references_text(tmp_path: Path) -> None:
    code = REGION + VPC + 'resource "aws_x" "x" {\n  vpc = aws_vpc.v.id\n}'
    content = state(kept("aws_vpc.v", {"id": "vpc-1"}), kept("aws_x.x", {"vpc": "vpc-1"}))
    x = at(both(tmp_path, code, content), "aws_x.x")
    assert x.attributes == {"vpc": "vpc-1"}
    assert [(r.path, r.target, r.attribute) for r in x.references] == [("vpc", ".:aws_vpc.v", "id")]


def test_parts_that_are_not_known_yet_are_filled_in(tmp_path: Path) -> None:
    code = (
        REGION
        + VPC
        + (
            'resource "aws_x" "x" {\n  env = { A = "a-${aws_vpc.v.id}", B = upper("b") }\n'
            "  rule {\n    group = aws_vpc.v.id\n  }\n}"
        )
    )
    after = {"env": {"B": "B"}, "rule": [{"port": 1}]}
    unknown = {"env": {"A": True}, "rule": [{"group": True}]}
    x = at(
        both(tmp_path, code, plan([PLANNED, change("aws_x.x", after, unknown=unknown)])), "aws_x.x"
    )
    assert x.attributes == {
        "env": {"A": "a-${.:aws_vpc.v.id}", "B": "B"},
        "rule": [{"port": 1, "group": "${.:aws_vpc.v.id}"}],
    }


def test_a_null_in_the_document_is_a_value(tmp_path: Path) -> None:
    code = REGION + 'resource "aws_x" "x" {\n  a = "b"\n}'
    found = both(tmp_path, code, plan([change("aws_x.x", {"a": None})]))
    assert at(found, "aws_x.x").attributes == {}


def test_instances_are_as_many_as_the_document_says(tmp_path: Path) -> None:
    code = REGION + (
        'variable "n" {}\nresource "aws_vpc" "v" {\n  count = var.n\n}\n'
        'resource "aws_x" "x" {\n  all = aws_vpc.v[*].id\n}\n'
        'resource "aws_y" "y" {\n  count = var.n\n}'
    )
    changes = [change(f"aws_vpc.v[{i}]", {}) for i in range(2)]
    found = both(tmp_path, code, plan([*changes, change("aws_x.x", {"all": ["a", "b"]})]))
    assert ids(found) == ["aws_vpc.v[0]", "aws_vpc.v[1]", "aws_x.x"]
    assert at(found, "aws_vpc.v[1]").origin == FileOrigin("main.tf", 5, 1, 7)
    assert [r.target for r in at(found, "aws_x.x").references] == [
        ".:aws_vpc.v[0]",
        ".:aws_vpc.v[1]",
    ]
    assert excluded(found) == {"aws_y.y": "plan.json has no instance of it"}
    assert not found.gaps


def test_a_count_of_0_in_code_that_is_another_in_the_plan(tmp_path: Path) -> None:
    code = REGION + VPC + 'resource "aws_x" "x" {\n  count = 0\n}'
    found = both(tmp_path, code, plan([PLANNED, change("aws_x.x[0]", {})]))
    assert ids(found) == ["aws_vpc.v", "aws_x.x[0]"]
    assert counts(found) == (2, 2, 0, 0)


def test_what_only_the_code_has_may_be_there(tmp_path: Path) -> None:
    code = REGION + VPC + 'resource "aws_x" "new" {}'
    found = both(tmp_path, code, plan([PLANNED]))
    assert ids(found) == ["aws_vpc.v", "aws_x.new"]
    (gap,) = found.gaps
    assert (gap.reach, gap.subject) == (Reach.EXISTENCE, ".:aws_x.new")
    assert at(found, "aws_x.new").unknown["count"].reason == gap.reason


def test_what_only_the_document_has_is_there_and_said(tmp_path: Path) -> None:
    content = json.dumps(plan([PLANNED, change("aws_x.old", {})]))
    found = both(tmp_path, REGION + VPC, content)
    column = content.index('{"address": "aws_x.old"') + 1
    assert at(found, "aws_x.old").origin == FileOrigin("plan.json", 1, column)
    reason = found.sources[-1].reason
    assert reason == "joined to terraform:.: 1 addresses in both, 1 only here, 0 only in the code"


def test_what_the_plan_removes_is_left_out(tmp_path: Path) -> None:
    gone = change("aws_x.x", None, actions=("delete",))
    found = both(tmp_path, REGION + VPC + 'resource "aws_x" "x" {}', plan([PLANNED, gone]))
    assert excluded(found) == {"aws_x.x": "the plan removes it"}
    assert counts(found) == (2, 1, 1, 0)


MODULE = (
    REGION
    + VPC
    + (
        'module "m" {\n  source = "example/m/aws"\n  vpc = aws_vpc.v.id\n}\n'
        'resource "aws_x" "x" {\n  queue = module.m.url\n}'
    )
)


def test_a_module_without_code_is_told_by_the_plan(tmp_path: Path) -> None:
    content = plan(
        [
            PLANNED,
            change("module.m.aws_sqs_queue.q", {"name": "q"}, unknown={"url": True}),
            change("aws_x.x", {}, unknown={"queue": True}),
        ],
        [block("aws_vpc.v"), block("aws_x.x", {"queue": to("module.m.url")})],
        calls={
            "m": {
                "module": {
                    "resources": [block("aws_sqs_queue.q", {"name": {}})],
                    "outputs": {"url": {"expression": to("aws_sqs_queue.q.url")}},
                }
            }
        },
    )
    found = both(tmp_path, MODULE, content)
    assert ids(found) == ["aws_vpc.v", "aws_x.x", "module.m.aws_sqs_queue.q"]
    assert counts(found) == (3, 3, 0, 0)
    assert not found.gaps
    assert sources(found) == {".": "all", "plan.json": "all"}
    (reference,) = at(found, "aws_x.x").references
    assert (reference.target, reference.attribute) == (".:module.m.aws_sqs_queue.q", "url")
    assert reference.origin == FileOrigin("main.tf", 10, 11)


def test_but_not_by_a_plan_that_does_not_tell_all(tmp_path: Path) -> None:
    found = both(tmp_path, MODULE, plan([PLANNED, change("aws_x.x", {})], errored=True))
    assert [gap.question for gap in found.gaps] == [
        "What does .:module.m hold?",
        "What else is in plan.json?",
    ]
    assert sources(found) == {".": "part", "plan.json": "part"}


def test_locals_are_in_the_code(tmp_path: Path) -> None:
    code = (
        REGION + VPC + 'locals {\n  v = aws_vpc.v.id\n}\nresource "aws_x" "x" {\n  vpc = local.v\n}'
    )
    content = plan(
        [PLANNED, change("aws_x.x", {}, unknown={"vpc": True})],
        [block("aws_vpc.v"), block("aws_x.x", {"vpc": to("local.v")})],
    )
    assert writing.inventory(tmp_path, content).gaps
    found = both(tmp_path, code, content)
    assert not found.gaps
    assert [r.target for r in at(found, "aws_x.x").references] == [".:aws_vpc.v"]


def test_causes_of_what_is_known_now_are_no_gaps(tmp_path: Path) -> None:
    code = REGION + (
        "locals {\n  a = local.a\n  b = local.b\n}\n"
        'resource "aws_x" "x" {\n  a = local.a\n  b = local.b\n}'
    )
    assert len(terraform.inventory(tmp_path / "alone", code).gaps) == 2
    found = both(tmp_path, code, plan([change("aws_x.x", {"a": "text"}, unknown={"b": True})]))
    assert [gap.reason for gap in found.gaps] == [at(found, "aws_x.x").unknown["b"].reason]


def test_the_root_that_shares_most(tmp_path: Path) -> None:
    code = (
        '-- one/main.tf --\nresource "aws_vpc" "v" {}\nresource "aws_x" "x" {}\n'
        '-- two/main.tf --\nresource "aws_vpc" "v" {}\nresource "aws_y" "y" {}\n'
    )
    found = both(tmp_path, code, plan([PLANNED, change("aws_y.y", {"a": 1})]))
    assert at(found, "two:aws_y.y").attributes == {"a": 1}
    assert at(found, "one:aws_vpc.v").attributes == {}
    assert sources(found) == {"one": "all", "two": "all", "plan.json": "all"}


def test_environments_of_one_root_by_names(tmp_path: Path) -> None:
    code = (
        'variable "environment" {}\n'
        'resource "aws_s3_bucket" "b" {\n  bucket = "b-${var.environment}"\n}\n'
        '-- prod.tfvars --\nenvironment = "prod"\n-- dev.tfvars --\nenvironment = "dev"\n'
    )
    found = both(
        tmp_path, code, plan([change("aws_s3_bucket.b", {"bucket": "b-prod", "acl": "x"})])
    )
    assert {r.id: r.attributes.get("acl") for r in found.resources} == {
        ".[dev]:aws_s3_bucket.b": None,
        ".[prod]:aws_s3_bucket.b": "x",
    }


def test_a_document_of_something_else_stays_beside(tmp_path: Path) -> None:
    code = REGION + VPC + 'resource "aws_x" "x" {}\nresource "aws_y" "y" {}'
    others = [change(f"aws_z.z{i}", {}) for i in range(3)]
    found = both(tmp_path, code, plan([PLANNED, *others]))
    assert len(found.resources) == 7
    assert counts(found) == (7, 7, 0, 0)


def test_a_document_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    found = both(tmp_path, REGION + VPC, "{")
    assert ids(found) == ["aws_vpc.v"]
    assert sources(found) == {".": "all", "plan.json": "none"}


def test_a_document_alone(tmp_path: Path) -> None:
    document = writing.inventory(tmp_path, plan([PLANNED]))
    assert joined(Inventory(), document) == document


def test_signs_in_names_of_folders_and_keys(tmp_path: Path) -> None:
    code = '-- a@b#c/main.tf --\nresource "aws_x" "x" {\n  for_each = toset(["k@l"])\n}\n'
    content = plan([change('aws_x.x["k@l"]', {"a": 1})])
    terraform.write(tmp_path / "code", code)
    (tmp_path / "p@q.json").write_text(json.dumps(content))
    document = terraform_document(Tree(tmp_path / "p@q.json"), "p@q.json", SMALL)
    found = joined(collect(Tree(tmp_path / "code"), SMALL), document)
    assert [(r.id, r.attributes) for r in found.resources] == [
        ('a%40b%23c:aws_x.x["k%40l"]', {"a": 1})
    ]
    assert counts(found) == (1, 1, 0, 0)
