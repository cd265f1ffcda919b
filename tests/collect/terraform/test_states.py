"""States of other roots: which root keeps one, and what is known of its outputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import code
from .code import Question

NETWORK = """\
-- network/main.tf --
terraform {
  backend "s3" {
    bucket = "states"
    key    = "network/terraform.tfstate"
    region = "eu-west-1"
  }
}
provider "aws" { region = "eu-west-1" }
variable "zone" {}
resource "aws_vpc" "this" { cidr_block = "10.0.0.0/16" }
output "vpc_id" { value = aws_vpc.this.id }
output "range" { value = aws_vpc.this.cidr_block }
output "zone" { value = var.zone }
output "plain" { value = "eu-west-1b" }
output "whole" { value = aws_vpc.this }
output "secret" {
  value     = "hunter2"
  sensitive = true
}
"""
APP = """\
-- app/main.tf --
variable "bucket" {}
variable "stack" {}
variable "zone" {}
data "terraform_remote_state" "net" {
  backend = "s3"
  config = {
    bucket = %s
    key    = %s
  }
}
resource "aws_subnet" "a" { vpc_id = data.terraform_remote_state.net.outputs.%s }
"""
OURS = ('"states"', '"network/terraform.tfstate"')
LINK = [("vpc_id", "network:aws_vpc.this", "id")]


def app(bucket: str, key: str, output: str = "vpc_id") -> str:
    return NETWORK + APP % (bucket, key, output)


REFERENCES = code.references("app:aws_subnet.a")
VALUE = code.attribute("app:aws_subnet.a", "vpc_id")
CASES = [
    pytest.param(app(*OURS), REFERENCES, LINK, id="the resource that an output is read from"),
    pytest.param(app(*OURS, "range"), VALUE, "10.0.0.0/16", id="a value that is written there"),
    pytest.param(app(*OURS, "plain"), VALUE, "eu-west-1b", id="a value of no resource"),
    pytest.param(app(*OURS, "whole.id"), REFERENCES, LINK, id="an output that is a resource"),
    pytest.param(app(*OURS, "secret"), VALUE, "(sensitive)", id="a secret output stays secret"),
    pytest.param(
        app(*OURS, "zone"),
        code.unknown("app:aws_subnet.a", "vpc_id"),
        ("var.zone has no value", "network: var.zone"),
        id="what is not known there has its name from there",
    ),
    pytest.param(
        app(*OURS, "zone"),
        lambda found: [g.subject for g in found.gaps if "var.zone" in g.question],
        ["app"],
        id="and is a gap here, where it matters",
    ),
    pytest.param(
        app(*OURS, "nothing"),
        code.unknowns("app:aws_subnet.a"),
        {
            "region": "provider aws names no region: it is taken from where Terraform runs",
            "account": "provider aws does not say which account it is",
            "vpc_id": "output.nothing is not declared",
        },
        id="an output that is not declared",
    ),
    pytest.param(
        app("var.bucket", OURS[1]), REFERENCES, LINK, id="the bucket is not known, its key tells"
    ),
    pytest.param(
        app("var.bucket", '"${var.stack}/terraform.tfstate"'),
        code.gaps,
        None,
        id="a key whose known part every state has",
    ),
    pytest.param(
        app('"others"', OURS[1]),
        lambda found: [g for g in code.gaps(found) if "Which root" in g],
        ["Which root keeps the state s3 others/network/terraform.tfstate?"],
        id="another bucket is another state",
    ),
    pytest.param(
        app("var.bucket", '"${var.stack}/network/terraform.tfstate"'),
        REFERENCES,
        [],
        id="a part that is not known is no part of nothing",
    ),
    pytest.param(
        NETWORK.replace('key    = "network/', 'key    = "blue/network/')
        + APP % ("var.bucket", '"${var.stack}/network/terraform.tfstate"', "vpc_id"),
        REFERENCES,
        LINK,
        id="the known part of a key tells it from others",
    ),
]


@pytest.mark.parametrize(("text", "question", "answer"), CASES)
def test_states(tmp_path: Path, text: str, question: Question, answer: object) -> None:
    found = code.inventory(tmp_path, text)
    if answer is None:
        assert REFERENCES(found) == []
        assert any("Which root keeps the state" in gap for gap in code.gaps(found))
    else:
        assert question(found) == answer


def read(name: str, config: str, backend: str = "s3") -> str:
    return f"""\
data "terraform_remote_state" "x" {{
  backend = "{backend}"
  config  = {{ {config} }}
}}
resource "aws_vpc" "{name}" {{ vpc = data.terraform_remote_state.x.outputs.id }}
"""


def kept(config: str, backend: str = 'backend "s3"', name: str = "own") -> str:
    return f"""\
terraform {{
  {backend} {{
    {config}
  }}
}}
resource "aws_vpc" "{name}" {{}}
output "id" {{ value = aws_vpc.{name}.id }}
"""


def targets(root: str, name: str) -> Question:
    return lambda found: [
        ref.target for ref in code.resource(found, f"{root}:aws_vpc.{name}").references
    ]


ENVIRONMENTS = (
    "-- base/main.tf --\n"
    + kept("")
    + 'variable "env" {}\n'
    + "".join(
        f'-- base/{env}.tfvars --\nenv = "{env}"\n'
        f'-- base/{env}.s3.tfbackend --\nbucket = "states-{env}"\nkey = "base"\n'
        for env in ("dev", "prod")
    )
    + "-- app/main.tf --\n"
    + 'variable "env" {}\nvariable "bucket" {}\n'
    + read("app", "%s")
    + '-- app/dev.tfvars --\nenv = "dev"\n-- app/prod.tfvars --\nenv = "prod"\n'
)
WORKSPACES = (
    "-- base/main.tf --\n"
    + kept('workspaces { name = "base-prod" }\n organization = "us"', "cloud")
    + "-- app/main.tf --\n"
)
KINDS = [
    pytest.param(
        "-- a/main.tf --\n" + kept("") + "-- a/backend.hcl --\nbucket = \"b\"\nkey = \"k\"\n"
        "-- b/main.tf --\n" + read("b", 'bucket = "b", key = "k"'),
        targets("b", "b"), ["a:aws_vpc.own"], id="a backend that is completed by a file",
    ),
    pytest.param(
        "-- a/main.tf --\n" + kept("") + "-- b/main.tf --\n" + read("b", 'bucket = "b", key = "k"'),
        targets("b", "b"), [], id="a backend of which nothing is known",
    ),
    pytest.param(
        "-- a/main.tf --\n" + kept('path = "../a.tfstate"', 'backend "local"')
        + "-- b/main.tf --\n" + read("b", 'path = "../a.tfstate"', "local"),
        targets("b", "b"), ["a:aws_vpc.own"], id="a state in a file",
    ),
    pytest.param(
        '-- a/main.tf --\nresource "aws_vpc" "own" {}\noutput "id" { value = aws_vpc.own.id }\n'
        "-- b/main.tf --\n" + read("b", 'path = "../a/terraform.tfstate"', "local"),
        targets("b", "b"), ["a:aws_vpc.own"], id="the file where no backend is written",
    ),
    pytest.param(
        "-- a/main.tf --\n" + kept('bucket = "b"\nkey = "k"')
        + "-- b/main.tf --\n" + kept('bucket = "b"\nkey = "k"', name="b")
        + "-- c/main.tf --\n" + read("c", 'bucket = "b", key = "k"'),
        targets("c", "c"), [], id="two roots say that they keep it",
    ),
    pytest.param(
        "-- a/main.tf --\n"
        + kept('bucket = "b"\nkey = "t.tfstate"\nworkspace_key_prefix = "env/a"')
        + "-- b/main.tf --\n" + read("b", 'bucket = "b", key = "env/a/a-prod/t.tfstate"'),
        targets("b", "b"), ["a:aws_vpc.own"], id="the object of a workspace",
    ),
    pytest.param(
        WORKSPACES
        + read("b", 'organization = "us", workspaces = { name = "base-prod" }', "remote"),
        targets("app", "b"), ["base:aws_vpc.own"], id="a cloud block, read as a backend",
    ),
    pytest.param(
        WORKSPACES + """\
data "tfe_outputs" "x" {
  organization = "us"
  workspace    = "base-prod"
}
resource "aws_vpc" "b" { vpc = data.tfe_outputs.x.values.id }
""",
        targets("app", "b"), ["base:aws_vpc.own"], id="outputs of a workspace",
    ),
    pytest.param(
        ENVIRONMENTS % 'bucket = "states-${var.env}", key = "base"',
        lambda found: (targets("app[dev]", "app")(found), targets("app[prod]", "app")(found)),
        (["base[dev]:aws_vpc.own"], ["base[prod]:aws_vpc.own"]), id="each environment its own",
    ),
    pytest.param(
        ENVIRONMENTS % 'bucket = var.bucket, key = "base"',
        lambda found: (targets("app[dev]", "app")(found), targets("app[prod]", "app")(found)),
        (["base[dev]:aws_vpc.own"], ["base[prod]:aws_vpc.own"]),
        id="production reads production's where only the environment tells",
    ),
    pytest.param(
        "-- a/main.tf --\n" + kept('bucket = "b"\nkey = "a"') + read("x", 'bucket = "b", key = "c"')
        + 'output "more" { value = data.terraform_remote_state.x.outputs.more }\n'
        "-- c/main.tf --\n" + kept('bucket = "b"\nkey = "c"') + read("y", 'bucket = "b", key = "a"')
        + 'output "more" { value = data.terraform_remote_state.x.outputs.more }\n'
        'resource "aws_vpc" "z" { more = data.terraform_remote_state.x.outputs.more }\n',
        lambda found: (targets("a", "x")(found), targets("c", "y")(found),
                       code.resource(found, "c:aws_vpc.z").unknown["more"].reason),
        (["c:aws_vpc.own"], ["a:aws_vpc.own"], "output.more is defined by way of itself"),
        id="two roots that read each other",
    ),
    pytest.param(
        "-- a/main.tf --\n" + kept('bucket = "b"\nkey = "a"') + "-- c/main.tf --\n" + """\
data "terraform_remote_state" "x" {
  backend  = "s3"
  config   = { bucket = "b", key = "a" }
  defaults = { size = 3, id = "none" }
}
resource "aws_vpc" "c" {
  size = data.terraform_remote_state.x.outputs.size
  vpc  = data.terraform_remote_state.x.outputs.id
}
""",
        lambda found: (code.attribute("c:aws_vpc.c", "size")(found), targets("c", "c")(found)),
        (3, ["a:aws_vpc.own"]), id="defaults stand in for outputs that are not there",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "question", "answer"), KINDS)
def test_where_states_are_kept(
    tmp_path: Path, text: str, question: Question, answer: object
) -> None:
    assert question(code.inventory(tmp_path, text)) == answer


def test_a_chain_of_states_ends(tmp_path: Path) -> None:
    parts = ["-- r0/main.tf --\n" + kept('bucket = "b"\nkey = "k0"')]
    for i in range(1, 120):
        state = read(f"n{i}", f'bucket = "b", key = "k{i - 1}"')
        backend = f'terraform {{\n  backend "s3" {{\n bucket = "b"\n key = "k{i}"\n }}\n}}\n'
        output = 'output "id" { value = data.terraform_remote_state.x.outputs.id }\n'
        parts.append(f"-- r{i}/main.tf --\n{backend}{state}{output}")
    found = code.inventory(tmp_path, "".join(parts))
    assert targets("r5", "n5")(found) == ["r0:aws_vpc.own"]
    assert len(found.resources) == 120
