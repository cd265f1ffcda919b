"""Roots, modules and instances: which there are, with which values."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.collect.terraform import Limits, Options

from . import code
from .code import Question

CASES = [
    # --- roots ---
    pytest.param(
        """\
-- dev/main.tf --
resource "aws_vpc" "this" {}
-- prod/main.tf --
resource "aws_vpc" "this" {}
-- README.md --
resource "aws_vpc" "text" {}
-- .terraform/modules/x/main.tf --
resource "aws_vpc" "downloaded" {}
""",
        code.ids,
        ["dev:aws_vpc.this", "prod:aws_vpc.this"],
        id="several roots",
    ),
    pytest.param(
        """\
module "a" { source = "./modules/a" }
-- modules/a/main.tf --
module "b" { source = "../b" }
resource "aws_vpc" "a" {}
-- modules/b/main.tf --
resource "aws_vpc" "b" {}
-- modules/unused/main.tf --
resource "aws_vpc" "unused" {}
""",
        code.ids,
        ["module.a.aws_vpc.a", "module.a.module.b.aws_vpc.b", "modules/unused:aws_vpc.unused"],
        id="a module that is called is no root, one that is not called is one",
    ),
    pytest.param(
        """\
module "stack" { source = "./stack" }
-- stack/main.tf --
terraform {
  backend "s3" {}
}
resource "aws_vpc" "this" {}
""",
        code.ids,
        ["module.stack.aws_vpc.this", "stack:aws_vpc.this"],
        id="a called directory with a backend is a root too",
    ),
    pytest.param(
        """\
module "stack" { source = "./stack" }
-- stack/main.tf --
variable "cidr" {}
resource "aws_vpc" "this" { cidr_block = var.cidr }
-- stack/terraform.tfvars --
cidr = "10.0.0.0/16"
""",
        code.attributes("cidr_block"),
        {"module.stack.aws_vpc.this": None, "stack:aws_vpc.this": "10.0.0.0/16"},
        id="a called directory with values of its own is a root too, and they are its own",
    ),
    pytest.param(
        """\
-- east/main.tf --
module "network" {
  source = "../modules/network"
  cidr   = "10.1.0.0/16"
}
-- west/main.tf --
module "network" {
  source = "../modules/network"
  cidr   = "10.2.0.0/16"
}
-- modules/network/main.tf --
variable "cidr" {}
resource "aws_vpc" "this" { cidr_block = var.cidr }
""",
        code.attributes("cidr_block"),
        {
            "east:module.network.aws_vpc.this": "10.1.0.0/16",
            "west:module.network.aws_vpc.this": "10.2.0.0/16",
        },
        id="one module in two roots",
    ),
    pytest.param("", code.sources, {}, id="no code, no source"),
    pytest.param(
        "-- main.tf --\n\n-- other.tf --\n# only a comment\n",
        code.counts,
        (0, 0, 0, 0),
        id="empty files declare nothing",
    ),
    # --- environments ---
    pytest.param(
        """\
variable "size" {}
resource "aws_db_instance" "ledger" { instance_class = var.size }
-- dev.tfvars --
size = "small"
-- prod.tfvars --
size = "large"
-- prod.tfvars.json --
{"size": "huge"}
""",
        code.attributes("instance_class"),
        {".[dev]:aws_db_instance.ledger": "small", ".[prod]:aws_db_instance.ledger": "huge"},
        id="each file of values is an environment",
    ),
    pytest.param(
        """\
variable "size" {}
resource "aws_db_instance" "ledger" { instance_class = var.size }
-- env/dev/terraform.tfvars --
size = "small"
-- env/prod/terraform.tfvars --
size = "large"
""",
        code.environments,
        {".[dev]:aws_db_instance.ledger": "dev", ".[prod]:aws_db_instance.ledger": "prod"},
        id="environments by directory",
    ),
    pytest.param(
        """\
variable "size" { default = "default" }
variable "class" { default = "default" }
resource "aws_db_instance" "a" { instance_class = "${var.size} ${var.class}" }
-- terraform.tfvars --
size = "plain"
class = "plain"
-- a.auto.tfvars --
size = "automatic"
-- prod.tfvars --
class = "of prod"
""",
        code.attributes("instance_class"),
        {".[prod]:aws_db_instance.a": "automatic of prod"},
        id="later files win",
    ),
    pytest.param(
        """\
variable "size" { default = "default" }
resource "aws_db_instance" "a" { instance_class = var.size }
-- packer.tfvars --
image = "x"
builder = "y"
""",
        code.ids,
        ["aws_db_instance.a"],
        id="values of something else make no environment",
    ),
    # --- modules ---
    pytest.param(
        """\
module "region" {
  source   = "./region"
  for_each = { east = 2, west = 1 }
  copies   = each.value
}
-- region/main.tf --
variable "copies" {}
module "service" {
  source = "./service"
  count  = var.copies
  index  = count.index
}
-- region/service/main.tf --
variable "index" {}
resource "aws_instance" "this" {
  for_each = toset(["blue", "green"])
  ami      = "${each.key}-${var.index}"
}
""",
        code.attributes("ami"),
        {
            f'module.region["{region}"].module.service[{n}].aws_instance.this["{c}"]': f"{c}-{n}"
            for region, copies in (("east", 2), ("west", 1))
            for n in range(copies)
            for c in ("blue", "green")
        },
        id="modules nested, with for_each in count in for_each",
    ),
    pytest.param(
        """\
provider "aws" { region = "us-east-1" }
provider "aws" {
  alias  = "dr"
  region = "eu-west-1"
}
module "outer" {
  source    = "./outer"
  providers = { aws = aws, aws.other = aws.dr }
}
-- outer/main.tf --
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.other]
    }
  }
}
module "inner" {
  source    = "./inner"
  providers = { aws = aws.other }
}
module "plain" { source = "./inner" }
resource "aws_vpc" "here" {}
resource "aws_vpc" "there" { provider = aws.other }
-- outer/inner/main.tf --
resource "aws_vpc" "this" {}
""",
        code.regions,
        {
            "module.outer.aws_vpc.here": "us-east-1",
            "module.outer.aws_vpc.there": "eu-west-1",
            "module.outer.module.inner.aws_vpc.this": "eu-west-1",
            "module.outer.module.plain.aws_vpc.this": "us-east-1",
        },
        id="provider maps through two modules",
    ),
    pytest.param(
        """\
locals { regions = { east = "us-east-1", west = "eu-west-1" } }
provider "aws" {
  alias    = "by"
  for_each = local.regions
  region   = each.value
}
module "network" {
  source    = "./network"
  for_each  = local.regions
  providers = { aws = aws.by[each.key] }
}
resource "aws_vpc" "direct" {
  for_each = local.regions
  provider = aws.by[each.key]
}
-- network/main.tf --
resource "aws_vpc" "this" {}
""",
        code.regions,
        {
            'aws_vpc.direct["east"]': "us-east-1",
            'aws_vpc.direct["west"]': "eu-west-1",
            'module.network["east"].aws_vpc.this': "us-east-1",
            'module.network["west"].aws_vpc.this': "eu-west-1",
        },
        id="a provider for each of a map",
    ),
    pytest.param(
        """\
module "a" {
  source = "./a"
  name   = module.b.name
}
module "b" { source = "./b" }
-- a/main.tf --
variable "name" {}
resource "aws_s3_bucket" "this" { bucket = "${var.name}-a" }
-- b/main.tf --
resource "aws_s3_bucket" "this" { bucket = "b" }
output "name" { value = aws_s3_bucket.this.bucket }
""",
        code.references("module.a.aws_s3_bucket.this"),
        [("bucket", "module.b.aws_s3_bucket.this", "bucket")],
        id="an output of one module is an input of another",
    ),
    pytest.param(
        """\
module "vpc" {
  source  = "example/network/aws"
  version = "5.0.0"
}
module "git" { source = "git::https://example.com/x.git//sub?ref=v1" }
module "out" { source = "../elsewhere" }
module "gone" { source = "./gone" }
resource "aws_instance" "this" { subnet_id = module.vpc.private_subnets[0] }
""",
        code.unevaluated,
        {
            "module.vpc": "example/network/aws is not in the scanned directory",
            "module.git": (
                "git::https://example.com/x.git//sub?ref=v1 is not in the scanned directory"
            ),
            "module.out": "../elsewhere leads out of the scanned directory",
            "module.gone": "gone has no Terraform code",
        },
        id="a module whose code is not here is a gap",
    ),
    pytest.param(
        """\
module "vpc" { source = "example/network/aws" }
resource "aws_instance" "this" { subnet_id = module.vpc.private_subnets[0] }
""",
        code.references("aws_instance.this"),
        [("subnet_id", "module.vpc", "private_subnets")],
        id="what depends on a module without code refers to it",
    ),
    pytest.param(
        """\
module "vpc" { source = "example/network/aws" }
-- .terraform/modules/modules.json --
{"Modules": [{"Key": "", "Source": "", "Dir": "."},
 {"Key": "vpc", "Source": "registry", "Dir": ".terraform/modules/vpc"}]}
-- .terraform/modules/vpc/main.tf --
resource "aws_vpc" "this" {}
""",
        code.ids,
        ["module.vpc.aws_vpc.this"],
        id="a module that `terraform init` has put there is read",
    ),
    pytest.param(
        """\
module "vpc" { source = "example/network/aws" }
-- .terraform/modules/modules.json --
{"Modules": [{"Key": "vpc", "Source": "registry", "Dir": "../../etc"}]}
""",
        code.unevaluated,
        {"module.vpc": "example/network/aws is not in the scanned directory"},
        id="a manifest leads nowhere outside",
    ),
    pytest.param(
        """\
variable "where" { default = "./network" }
module "network" { source = var.where }
-- network/main.tf --
resource "aws_vpc" "this" {}
""",
        lambda found: "module.network.aws_vpc.this" in code.ids(found),
        True,
        id="a source that is an expression",
    ),
    # --- count and for_each ---
    pytest.param(
        """\
variable "on" { default = false }
resource "aws_vpc" "never" { count = 0 }
resource "aws_vpc" "off" { count = var.on ? 1 : 0 }
resource "aws_vpc" "none" { for_each = toset([]) }
resource "aws_vpc" "no_map" { for_each = {} }
resource "aws_vpc" "this" {}
module "off" {
  source = "./off"
  count  = 0
}
module "none" {
  source   = "./off"
  for_each = {}
}
module "gone" {
  source = "example.com/gone"
  count  = 0
}
-- off/main.tf --
resource "aws_vpc" "inside" { count = 3 }
module "deeper" { source = "./deeper" }
-- off/deeper/main.tf --
resource "aws_vpc" "deep" {}
""",
        code.excluded,
        {
            "aws_vpc.never": "count is 0",
            "aws_vpc.off": "count is 0",
            "aws_vpc.none": "for_each is empty",
            "aws_vpc.no_map": "for_each is empty",
            "module.off.aws_vpc.inside": "its module's count is 0",
            "module.off.module.deeper.aws_vpc.deep": "its module's count is 0",
            "module.none.aws_vpc.inside": "its module's for_each is empty",
            "module.none.module.deeper.aws_vpc.deep": "its module's for_each is empty",
            "module.gone": "its count is 0",
        },
        id="what has no instances is excluded",
    ),
    pytest.param(
        """\
variable "copies" { type = number }
variable "names" { type = set(string) }
resource "aws_vpc" "counted" { count = var.copies }
resource "aws_vpc" "each" {
  for_each   = var.names
  cidr_block = each.key
}
resource "aws_vpc" "after" { for_each = toset(aws_vpc.counted[*].id) }
module "some" {
  source   = "./some"
  for_each = var.names
}
-- some/main.tf --
resource "aws_vpc" "inside" { count = 2 }
""",
        code.ids,
        [
            "aws_vpc.after[?]",
            "aws_vpc.counted[?]",
            "aws_vpc.each[?]",
            "module.some[?].aws_vpc.inside[0]",
            "module.some[?].aws_vpc.inside[1]",
        ],
        id="unknown numbers give one group and no phantoms",
    ),
    pytest.param(
        """\
variable "copies" { type = number }
resource "aws_vpc" "counted" { count = var.copies }
""",
        code.unknown("aws_vpc.counted[?]", "count"),
        ("var.copies has no value", ".: var.copies"),
        id="a group says why its number is unknown",
    ),
    pytest.param(
        """\
variable "names" { type = set(string) }
module "some" {
  source   = "./some"
  for_each = var.names
}
-- some/main.tf --
module "deep" { source = "./deep" }
-- some/deep/main.tf --
resource "aws_vpc" "inside" {}
""",
        lambda found: (
            code.unknown("module.some[?].module.deep.aws_vpc.inside", "count")(found),
            code.reaches(found),
        ),
        (("var.names has no value", ".: var.names"), ["existence"]),
        id="what is in a module of unknown number is of unknown number",
    ),
    pytest.param(
        """\
variable "copies" { type = number }
resource "aws_vpc" "counted" { count = var.copies }
""",
        lambda found: [(str(g.reach), g.question) for g in found.gaps],
        [("existence", "What is the value of var.copies?")],
        id="an unknown number is one gap",
    ),
    pytest.param(
        """\
data "aws_subnets" "all" {}
resource "aws_instance" "each" {
  for_each  = toset(data.aws_subnets.all.ids)
  subnet_id = each.value
}
""",
        code.ids,
        ["aws_instance.each[?]"],
        id="for each of what only the cloud knows",
    ),
    pytest.param(
        """\
variable "name" {}
resource "aws_instance" "each" {
  for_each = toset(["${var.name}-a", "${var.name}-b"])
}
""",
        lambda found: len(found.resources),
        2,
        id="keys that differ whatever their unknown part is",
    ),
    pytest.param(
        'resource "aws_instance" "bad" { count = -1 }\n'
        'resource "aws_instance" "text" { count = "two" }\n'
        'resource "aws_instance" "null" { for_each = null }\n'
        'resource "aws_instance" "part" { count = 1.5 }\n'
        'resource "aws_instance" "ok" { count = "2" }\n',
        code.ids,
        [
            "aws_instance.bad[?]",
            "aws_instance.null[?]",
            "aws_instance.ok[0]",
            "aws_instance.ok[1]",
            "aws_instance.part[?]",
            "aws_instance.text[?]",
        ],
        id="a number that is none is unknown",
    ),
    # --- dynamic blocks ---
    pytest.param(
        """\
resource "aws_security_group" "this" {
  ingress { from_port = 22 }
  dynamic "ingress" {
    for_each = [80, 443]
    content { from_port = ingress.value }
  }
  dynamic "ingress" {
    for_each = { admin = 8443 }
    iterator = rule
    content {
      description = rule.key
      from_port   = rule.value
      dynamic "deep" {
        for_each = ["${rule.key}-1"]
        content { name = deep.value }
      }
    }
  }
}
""",
        code.attribute("aws_security_group.this", "ingress"),
        [
            {"from_port": 22},
            {"from_port": 80},
            {"from_port": 443},
            {"description": "admin", "from_port": 8443, "deep": [{"name": "admin-1"}]},
        ],
        id="dynamic blocks are written out",
    ),
    pytest.param(
        """\
variable "ports" {}
provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["123456789012"]
}
resource "aws_security_group" "this" {
  dynamic "ingress" {
    for_each = var.ports
    content { from_port = ingress.value }
  }
}
""",
        code.unknowns("aws_security_group.this"),
        {"ingress[0]": "var.ports has no value"},
        id="a dynamic block of unknown number is one unknown block",
    ),
    pytest.param(
        """\
resource "aws_security_group" "this" {
  dynamic "ingress" {
    for_each = []
    content { from_port = 1 }
  }
}
""",
        code.attribute("aws_security_group.this", "ingress"),
        [],
        id="a dynamic block of nothing is nothing",
    ),
    # --- blocks that declare nothing ---
    pytest.param(
        """\
moved {
  from = aws_vpc.old
  to   = aws_vpc.new
}
import {
  to = aws_vpc.new
  id = "vpc-123"
}
removed {
  from = aws_vpc.gone
  lifecycle { destroy = false }
}
check "health" {
  assert {
    condition     = true
    error_message = "x"
  }
}
resource "aws_vpc" "new" {}
""",
        lambda found: (code.ids(found), code.counts(found), found.gaps),
        (["aws_vpc.new"], (1, 1, 0, 0), ()),
        id="moved, import, removed and check declare nothing",
    ),
    # --- override files ---
    pytest.param(
        """\
variable "size" { default = "small" }
resource "aws_db_instance" "ledger" {
  instance_class = var.size
  engine         = "postgres"
  timeouts { create = "1h" }
}
-- override.tf --
variable "size" { default = "large" }
resource "aws_db_instance" "ledger" {
  engine = "mysql"
  timeouts { delete = "2h" }
}
-- b_override.tf --
resource "aws_db_instance" "ledger" { engine = "mariadb" }
""",
        lambda found: found.resources[0].attributes,
        {"instance_class": "large", "engine": "mysql", "timeouts": [{"delete": "2h"}]},
        id="override files, in order of name",
    ),
    pytest.param(
        """\
resource "aws_vpc" "this" {}
-- other.tf --
resource "aws_vpc" "this" {}
""",
        code.unevaluated,
        {"aws_vpc.this": "declared twice, first at main.tf:1:1"},
        id="declared twice",
    ),
    pytest.param(
        """\
-- main.tf --
resource "aws_vpc" "terraform" {}
-- main.tofu --
resource "aws_vpc" "tofu" {}
-- .hidden.tf --
resource "aws_vpc" "hidden" {}
-- backup.tf~ --
resource "aws_vpc" "backup" {}
-- old.tf.bak --
resource "aws_vpc" "old" {}
""",
        code.ids,
        ["aws_vpc.tofu"],
        id="which files are read",
    ),
    # --- JSON ---
    pytest.param(
        """\
-- main.tf.json --
{
  "//": "a comment",
  "variable": {"zones": {"type": "list(string)", "default": ["a", "b"]}},
  "locals": {"name": "kestrel", "on": true, "off": false, "nothing": null},
  "provider": {"aws": [{"region": "us-east-1"}, {"alias": "dr", "region": "eu-west-1"}]},
  "resource": {
    "aws_subnet": {
      "each": {
        "for_each": "${toset(var.zones)}",
        "availability_zone": "us-east-1${each.key}",
        "provider": "aws.dr",
        "vpc_id": "${aws_vpc.this.id}"
      }
    },
    "aws_vpc": {
      "this": [{
        "enable_dns": true, "ipv6": false, "size": 3, "part": 1.5, "name": "${local.name}",
        "nothing": null, "from_local": "${local.on}",
        "dynamic": {"rule": {"for_each": [1, 2], "content": {"n": "${rule.value}"}}}
      }]
    }
  },
  "module": {"m": {"source": "./m", "providers": {"aws": "aws.dr"}, "n": "${1 + 1}"}}
}
-- m/main.tf.json --
{"variable": {"n": {}}, "resource": {"aws_vpc": {"in": {"cidr_block": "10.${var.n}.0.0/16"}}}}
""",
        lambda found: (
            code.regions(found),
            code.resource(found, "aws_vpc.this").attributes,
            code.attribute("module.m.aws_vpc.in", "cidr_block")(found),
            code.attribute('aws_subnet.each["a"]', "availability_zone")(found),
        ),
        (
            {
                'aws_subnet.each["a"]': "eu-west-1",
                'aws_subnet.each["b"]': "eu-west-1",
                "aws_vpc.this": "us-east-1",
                "module.m.aws_vpc.in": "eu-west-1",
            },
            {
                "enable_dns": True,
                "ipv6": False,
                "size": 3,
                "part": 1.5,
                "name": "kestrel",
                "from_local": True,
                "rule": [{"n": 1}, {"n": 2}],
            },
            "10.2.0.0/16",
            "us-east-1a",
        ),
        id="JSON syntax",
    ),
    pytest.param(
        """\
variable "on" { type = bool }
variable "n" { type = number }
variable "none" { default = "default" }
resource "aws_vpc" "this" {
  count  = var.on ? var.n : 0
  raw    = var.none == null
}
-- terraform.tfvars.json --
{"on": true, "n": 2, "none": null}
""",
        code.attributes("raw"),
        {"aws_vpc.this[0]": True, "aws_vpc.this[1]": True},
        id="JSON values",
    ),
]


@pytest.mark.parametrize(("text", "question", "answer"), CASES)
def test_roots(tmp_path: Path, text: str, question: Question, answer: object) -> None:
    assert question(code.inventory(tmp_path, text)) == answer


SIZES = """\
variable "size" { default = "none" }
resource "aws_db_instance" "a" { instance_class = "${var.size} ${terraform.workspace}" }
-- dev.tfvars --
size = "small"
-- prod.tfvars --
size = "large"
"""
OPTIONS = [
    pytest.param(
        Options(environment="prod", workspace="w"), {".[prod]:aws_db_instance.a": "large w"}
    ),
    pytest.param(Options(environment="nowhere", workspace="w"), {"aws_db_instance.a": "none w"}),
    pytest.param(
        Options(var_files=("dev.tfvars", "prod.tfvars"), workspace="w"),
        {"aws_db_instance.a": "large w"},
    ),
    pytest.param(
        Options(environment="dev", variables=(("size", "given"),), workspace="w"),
        {".[dev]:aws_db_instance.a": "given w"},
    ),
    pytest.param(
        Options(environment="dev"), {".[dev]:aws_db_instance.a": "small ${terraform.workspace}"}
    ),
]


@pytest.mark.parametrize(("options", "answer"), OPTIONS)
def test_options(tmp_path: Path, options: Options, answer: object) -> None:
    found = code.inventory(tmp_path, SIZES, options)
    assert code.attributes("instance_class")(found) == answer


def test_too_many_environments_are_sources_that_were_not_read(tmp_path: Path) -> None:
    options = Options(limits=Limits(environments_per_root=1))
    found = code.inventory(tmp_path, SIZES, options)
    assert code.sources(found) == {".[dev]": "all", ".[prod]": "none"}
    assert code.reaches(found) == ["opaque"]


def test_a_module_by_option(tmp_path: Path) -> None:
    text = """\
module "vpc" { source = "example.com/vpc" }
-- vendor/vpc/main.tf --
resource "aws_vpc" "this" {}
"""
    options = Options(module_paths={"example.com/vpc": "vendor/vpc"})
    assert "module.vpc.aws_vpc.this" in code.ids(code.inventory(tmp_path, text, options))


def test_group_law_over_many_instances(tmp_path: Path) -> None:
    text = """\
variable "n" { type = number }
resource "aws_vpc" "few" { count = 3 }
resource "aws_vpc" "none" { count = 0 }
resource "aws_vpc" "some" { count = var.n }
module "m" {
  source = "./m"
  count  = 2
}
module "gone" { source = "example.com/gone" }
-- m/main.tf --
resource "aws_vpc" "a" { count = 2 }
resource "aws_vpc" "b" { count = 0 }
"""
    # few, some, m[0].a, m[1].a; none, m[0].b, m[1].b; gone
    assert code.counts(code.inventory(tmp_path, text)) == (8, 4, 3, 1)
