"""Everything said of a resource has the exact place where it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scanner.model import Inventory

from . import code
from .code import place

CODE = """\
# A comment.
locals {
  zone = "us-east-1a"
}

provider "aws" { region = "us-east-1" }

  resource "aws_subnet" "indented" {
    vpc_id            = aws_vpc.main.id
    availability_zone = local.zone

    tags = {
      Name = "a"
    }

    timeouts {
      create = "1h"
    }
    dynamic "rule" {
      for_each = [1]
      content {}
    }
    rule {}
  }
resource "aws_vpc" "main" {} # on one line

/* ünï */ resource "aws_instance" "after" {
  name = "ö" /* é */
  user_data = <<-EOT
    ${aws_vpc.main.arn} ü ${aws_subnet.indented.id}
  EOT
  subnets = [
    aws_subnet.indented.id,
    "x-${aws_subnet.indented.cidr_block}",
    local.zone,
  ]
  open = var.open
}

variable "open" {}

resource "aws_instance" "counted" {
  count = 0
}

resource "aws_broken" "b" {
  x = = 1
}
-- json.tf.json --
{
  "resource": {
    "aws_vpc": {
      "json": {
        "cidr_block": "10.0.0.0/16",
        "é": "x", "peer": "${aws_vpc.main.id}"
      }
    }
  }
}
-- m/main.tf --
module "inner" {
  source = "../inner"
  vpc    = aws_vpc.outer.id
}
resource "aws_vpc" "outer" {}
module "gone" { source = "example.com/gone" }
-- inner/main.tf --
variable "vpc" {}

resource "aws_subnet" "this" {
  vpc_id = var.vpc
}
-- override_here/main.tf --
resource "aws_vpc" "this" {
  cidr_block = "a"
  name       = "b"
}
-- override_here/x_override.tf --

resource "aws_vpc" "this" {
     cidr_block = "c"
}
"""


def resource_at(identifier: str) -> Callable[[Inventory], str]:
    return lambda found: place(code.resource(found, identifier).origin)


def attributes_at(identifier: str) -> Callable[[Inventory], dict[str, str]]:
    return lambda found: {
        name: place(at) for name, at in code.resource(found, identifier).places.items()
    }


def references_at(identifier: str) -> Callable[[Inventory], list[tuple[str, str]]]:
    return lambda found: [
        (r.path, place(r.origin)) for r in code.resource(found, identifier).references
    ]


def unknown_at(identifier: str, path: str) -> Callable[[Inventory], str]:
    return lambda found: place(code.resource(found, identifier).unknown[path].origin)


CASES = [
    (resource_at("aws_subnet.indented"), "main.tf:8:3-24"),
    (resource_at("aws_vpc.main"), "main.tf:25:1"),
    (resource_at("aws_instance.after"), "main.tf:27:11-38"),
    (resource_at("aws_vpc.json"), "json.tf.json:4:15"),
    (resource_at("m:module.inner.aws_subnet.this"), "inner/main.tf:3:1-5"),
    (resource_at("override_here:aws_vpc.this"), "override_here/main.tf:1:1-4"),
    (
        attributes_at("aws_subnet.indented"),
        {
            "vpc_id": "main.tf:9:5",
            "availability_zone": "main.tf:10:5",
            "tags": "main.tf:12:5-14",
            "timeouts": "main.tf:16:5-18",
            "rule": "main.tf:19:5-22",
        },
    ),
    (
        attributes_at("aws_instance.after"),
        {
            "name": "main.tf:28:3",
            "user_data": "main.tf:29:3-31",
            "subnets": "main.tf:32:3-36",
            "open": "main.tf:37:3",
        },
    ),
    (
        attributes_at("aws_vpc.json"),
        {
            "cidr_block": "json.tf.json:5:23",
            "é": "json.tf.json:6:14",
            "peer": "json.tf.json:6:27",
        },
    ),
    (
        attributes_at("override_here:aws_vpc.this"),
        {"cidr_block": "override_here/x_override.tf:3:6", "name": "override_here/main.tf:3:3"},
    ),
    (references_at("aws_subnet.indented"), [("vpc_id", "main.tf:9:25")]),
    (
        references_at("aws_instance.after"),
        [
            ("subnets[0]", "main.tf:33:5"),
            ("subnets[1]", "main.tf:34:10"),
            ("user_data", "main.tf:30:29"),
            ("user_data", "main.tf:30:7"),
        ],
    ),
    (references_at("m:module.inner.aws_subnet.this"), [("vpc_id", "m/main.tf:3:12")]),
    (references_at("aws_vpc.json"), [("peer", "json.tf.json:6:27")]),
    (unknown_at("aws_instance.after", "open"), "main.tf:40:1"),
    (
        lambda found: [(e.id, place(e.origin)) for s in found.sources for e in s.excluded],
        [(".:aws_instance.counted", "main.tf:43:3")],
    ),
    (
        lambda found: {g.subject: place(g.origin) for s in found.sources for g in s.unevaluated},
        {".:aws_broken.b": "main.tf:46:1-48", "m:module.gone": "m/main.tf:6:1"},
    ),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return code.inventory(tmp_path_factory.mktemp("origins"), CODE)


@pytest.mark.parametrize(("question", "answer"), CASES)
def test_origins(found: Inventory, question: Callable[[Inventory], Any], answer: Any) -> None:
    assert question(found) == answer


@pytest.mark.parametrize(
    "before", ["", "\ufeff", "\n", "# ü\n", "#\r\n", "/* a\n b */ ", "\t"], ids=repr
)
def test_what_stands_before(tmp_path: Path, before: str) -> None:
    text = f'{before}resource "aws_vpc" "a" {{\n  cidr_block = "x"\n}}\n'
    (tmp_path / "main.tf").write_bytes(text.encode())
    only = code.inventory(tmp_path).resources[0]
    line = before.count("\n") + 1
    column = len(before.rpartition("\n")[2].removeprefix("\ufeff")) + 1
    assert place(only.origin) == f"main.tf:{line}:{column}-{line + 2}"
    assert place(only.places["cidr_block"]) == f"main.tf:{line + 1}:3"


def test_sound_blocks_around_a_broken_one_keep_their_places(tmp_path: Path) -> None:
    text = """\
resource "aws_vpc" "before" {
  cidr_block = "x"
}
resource "aws_vpc" "broken" {
  cidr_block = "x
resource "aws_vpc" "after" {
  cidr_block = "x"
}
"""
    found = code.inventory(tmp_path, text)
    assert {r.id: place(r.origin) for r in found.resources} == {
        ".:aws_vpc.before": "main.tf:1:1-3",
        ".:aws_vpc.after": "main.tf:6:1-8",
    }
    assert [place(gap.origin) for gap in found.gaps] == ["main.tf:4:1-5"]
