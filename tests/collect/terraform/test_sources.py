"""Where the code of a module is: by address, by option, by what `terraform init` has left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scanner.collect.terraform import Options
from scanner.collect.terraform.modules.addresses import read_address, remotes

from . import code

ADDRESSES = [
    ("git::https://example.com/o/r.git//sub/x?ref=v1", "example.com/o/r", "sub/x"),
    ("git::ssh://git@example.com/o/r.git", "example.com/o/r", ""),
    ("git@example.com:O/R.git//a", "example.com/o/r", "a"),
    ("git::git@example.com:o/r//a/../b", "example.com/o/r", "b"),
    ("example.com/o/r//x?ref=1", "example.com/o/r", "x"),
    ("https://user:word@example.com/o/r.git", "example.com/o/r", ""),
    ("o/name/cloud//modules/x", "o/name/cloud", "modules/x"),
    ("registry.example.com/o/name/cloud", "registry.example.com/o/name/cloud", ""),
]


@pytest.mark.parametrize(("source", "place", "inside"), ADDRESSES)
def test_addresses(source: str, place: str, inside: str) -> None:
    address = read_address(source)
    assert (address.place, address.inside) == (place, inside)


def test_remotes_of_a_repository() -> None:
    config = """\
[core]
\turl = nothing
[remote "origin"]
\turl = git@example.com:o/r.git
\tfetch = +refs/heads/*:refs/remotes/origin/*
[branch "main"]
\tremote = origin
[remote "fork"]
\turl = https://example.com/me/r
"""
    assert [one.place for one in remotes(config)] == ["example.com/o/r", "example.com/me/r"]


CALL = """\
-- live/main.tf --
module "m" { source = "%s" }
-- modules/net/main.tf --
resource "aws_vpc" "this" {}
-- .git/config --
[remote "origin"]
  url = %s
"""
FOUND = "live:module.m.aws_vpc.this"
HERE = [
    ("git::https://example.com/o/r.git//modules/net?ref=v1", "git@example.com:o/r.git", True),
    ("git@example.com:o/r.git//modules/net", "https://example.com/o/r", True),
    ("git@example.com:o/other.git//modules/net", "https://example.com/o/r", False),
    ("o/net/cloud//modules/net", "https://example.com/o/terraform-cloud-net", True),
    ("o/net/cloud//modules/net", "https://example.com/p/terraform-cloud-net", False),
    ("o/net/cloud//../../outside", "https://example.com/o/terraform-cloud-net", False),
]


@pytest.mark.parametrize(("source", "remote", "here"), HERE)
def test_addresses_that_point_here(tmp_path: Path, source: str, remote: str, here: bool) -> None:
    found = code.inventory(tmp_path, CALL % (source, remote))
    assert (FOUND in code.ids(found)) is here
    assert (len(code.unevaluated(found)) == 0) is here


def test_a_version_of_what_is_here_is_a_question(tmp_path: Path) -> None:
    source = "git@example.com:o/r.git//modules/net?ref=v1"
    found = code.inventory(tmp_path, CALL % (source, "https://example.com/o/r"))
    assert f"Is {source} what is in modules/net?" in code.gaps(found)
    assert code.reaches(found) == ["effect"]


OPTIONS = [
    ("git::https://example.com/o/r.git//net?ref=v1", {"example.com/o/r": "modules"}, True),
    ("git::https://example.com/o/r.git//net", {"git@example.com:o/r.git": "modules"}, True),
    ("o/net/cloud", {"o/net/cloud": "modules/net"}, True),
    ("registry.example.com/o/net/cloud", {"o/net/cloud": "modules/net"}, True),
    ("example.com/modules/net", {"example.com": "."}, True),
    ("example.com/o/r//net", {"example.com/o/r//net": "modules/net"}, True),
    ("example.com/o/r2//net", {"example.com/o/r": "modules"}, False),
    ("example.com/o/r//net", {"example.com/o/r": "../outside"}, False),
    ("example.com/o/r//../net", {"example.com/o/r": "modules/x"}, False),
]


@pytest.mark.parametrize(("source", "given", "here"), OPTIONS)
def test_options(tmp_path: Path, source: str, given: dict[str, str], here: bool) -> None:
    text = CALL % (source, "https://example.com/none/none")
    found = code.inventory(tmp_path, text, Options(module_paths=given))
    assert (FOUND in code.ids(found)) is here


NESTED = """\
-- live/main.tf --
module "a" { source = "o/a/cloud" }
module "off" {
  source = "o/off/cloud"
  count  = 0
}
resource "aws_vpc" "own" {}
-- live/.terraform/modules/a/main.tf --
module "b" { source = "o/b/cloud//sub" }
-- live/.terraform/modules/a.b/sub/main.tf --
resource "aws_vpc" "deep" {}
"""


@pytest.mark.parametrize("sign", ["/", "\\"])
def test_what_init_has_left(tmp_path: Path, sign: str) -> None:
    entries = [
        {"Key": "", "Source": "", "Dir": "."},
        {"Key": "a", "Source": "o/a/cloud", "Dir": ".terraform/modules/a"},
        {"Key": "a.b", "Source": "o/b/cloud//sub", "Dir": ".terraform/modules/a.b/sub"},
    ]
    for entry in entries:
        entry["Dir"] = entry["Dir"].replace("/", sign)
    code.write(tmp_path, NESTED)
    manifest = tmp_path / "live/.terraform/modules/modules.json"
    manifest.write_text(json.dumps({"Modules": entries}))
    found = code.inventory(tmp_path)
    assert code.ids(found) == ["live:aws_vpc.own", "live:module.a.module.b.aws_vpc.deep"]
    # the unused module is not taken for the root itself
    assert code.excluded(found) == {"live:module.off": "its count is 0"}


def test_a_tree_of_downloads_by_option(tmp_path: Path) -> None:
    text = """\
-- app/main.tf --
module "b" { source = "o/b/cloud//sub" }
-- live/main.tf --
-- live/.terraform/modules/a.b/sub/main.tf --
resource "aws_vpc" "deep" {}
-- live/.terraform/modules/modules.json --
{"Modules": [{"Key": "a.b", "Source": "registry.example.com/o/b/cloud//sub",
              "Dir": ".terraform/modules/a.b/sub"}]}
"""
    options = Options(module_paths={"o": "live/.terraform/modules"})
    assert code.ids(code.inventory(tmp_path, text, options)) == ["app:module.b.aws_vpc.deep"]


@pytest.mark.parametrize("content", ["", "[]", '{"Modules": 3}', '{"Modules": [1, {"Key": []}]}'])
def test_a_manifest_that_is_none(tmp_path: Path, content: str) -> None:
    code.write(tmp_path, 'module "a" { source = "o/a/cloud" }\n')
    (tmp_path / ".terraform/modules").mkdir(parents=True)
    (tmp_path / ".terraform/modules/modules.json").write_text(content)
    assert len(code.unevaluated(code.inventory(tmp_path))) == 1
