"""Environments that only the name of the workspace makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.collect.terraform import Limits, Options

from . import code

SIZES = 'locals { sizes = { dev = "small", prod = "large" } }\n'
VPC = 'resource "aws_vpc" "v" { size = %s }\n'
DIRECT = SIZES + VPC % "local.sizes[terraform.workspace]"
PREFIX = 'variable "app" { default = "shop" }\n'
CASES = [
    pytest.param(DIRECT, {".[prod]": "large"}, id="keys of a map; production where there is one"),
    pytest.param(
        SIZES.replace("prod", "live2") + VPC % "local.sizes[terraform.workspace]",
        {".[dev]": "small", ".[live2]": "large"},
        id="all of them where there is no production",
    ),
    pytest.param(
        PREFIX + 'locals { env = trimprefix(terraform.workspace, "${var.app}-") }\n' + SIZES
        + VPC % '"${local.sizes[local.env]} ${terraform.workspace}"',
        {".[prod]": "large shop-prod"},
        id="a prefix is put back",
    ),
    pytest.param(
        'locals { env = terraform.workspace == "default" ? "dev" : lower(terraform.workspace) }\n'
        + SIZES + VPC % "lookup(local.sizes, local.env)",
        {".[prod]": "large"},
        id="through conditions and functions",
    ),
    pytest.param(
        'locals { data = jsondecode(file("data.json")) }\n'
        + VPC % "local.data.accounts[terraform.workspace].size"
        + '-- data.json --\n{"accounts": {"production": {"size": 3}, "test": {"size": 1}}}',
        {".[production]": 3},
        id="a map in a file",
    ),
    pytest.param(
        SIZES + VPC % 'lookup(local.sizes, terraform.workspace, "none")',
        {".[prod]": "large", ".": None},
        id="with something to fall back to there may be others",
    ),
    pytest.param(
        SIZES.replace("dev", "default") + VPC % "local.sizes[terraform.workspace]",
        {".[prod]": "large"},
        id="default is what others fall back to",
    ),
    pytest.param(
        'variable "sizes" {}\n' + VPC % "var.sizes[terraform.workspace]",
        {".": None},
        id="a map that is not known",
    ),
    pytest.param(
        SIZES + VPC % 'local.sizes[split("-", terraform.workspace)[1]]',
        {".": None},
        id="a name of which a part is not known",
    ),
    pytest.param(
        SIZES + "locals {\n a = local.b\n b = local.a\n}\n" + VPC % "local.sizes[local.a]",
        {".": None},
        id="a circle",
    ),
    pytest.param(
        'variable "x" {}\n' + DIRECT + '-- prod.tfvars --\nx = 1\n-- dev.tfvars --\nx = 2\n',
        {".[dev]": "small", ".[prod]": "large"},
        id="beside variable files the workspace is called as the environment is",
    ),
]  # fmt: skip


def sizes(folder: Path, text: str, options: Options | None = None) -> dict[str, object]:
    found = code.inventory(folder, text, options)
    return {r.id.partition(":")[0]: r.attributes.get("size") for r in found.resources}


@pytest.mark.parametrize(("text", "answer"), CASES)
def test_by_workspace(tmp_path: Path, text: str, answer: dict[str, object]) -> None:
    assert sizes(tmp_path, text) == answer


OPTIONS = [
    (Options(wanted=("DEV",)), {".[dev]": "small"}),
    (Options(wanted=("dev", "prod")), {".[dev]": "small", ".[prod]": "large"}),
    (Options(environment="dev"), {".[dev]": "small"}),
    (Options(workspace="dev"), {".": "small"}),
    (Options(wanted=("nowhere",)), {".": None}),
    (Options(wanted=("dev", "prod"), limits=Limits(environments_per_root=1)), {".[dev]": "small"}),
]


@pytest.mark.parametrize(("options", "answer"), OPTIONS)
def test_options(tmp_path: Path, options: Options, answer: dict[str, object]) -> None:
    assert sizes(tmp_path, DIRECT, options) == answer


def test_what_is_not_evaluated_is_said(tmp_path: Path) -> None:
    found = code.inventory(tmp_path, DIRECT)
    assert code.environments(found) == {".[prod]:aws_vpc.v": "prod"}
    assert code.excluded(found) == {".[dev]": "environment dev is judged only on request"}
    assert code.counts(found) == (2, 1, 1, 0)


def test_the_environment_has_the_name_of_the_key(tmp_path: Path) -> None:
    text = 'locals { env = trimprefix(terraform.workspace, "shop-") }\n' + SIZES
    found = code.inventory(tmp_path, text + VPC % "local.sizes[local.env]")
    assert set(code.environments(found).values()) == {"prod"}
