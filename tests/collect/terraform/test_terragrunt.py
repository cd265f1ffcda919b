"""Terragrunt's units and stacks: which there are, with which values, and who reads whom."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.collect.terraform import Options

from . import code
from .code import Question

MODULE = """\
-- modules/vpc/main.tf --
terraform {
  backend "s3" {}
}
variable "cidr" { default = "default" }
variable "tags" { default = {} }
variable "zones" { default = [] }
resource "aws_vpc" "this" {
  cidr_block = var.cidr
  tags       = var.tags
  zones      = var.zones
}
output "id" { value = aws_vpc.this.id }
output "cidr" { value = var.cidr }
"""
ROOT = """\
-- live/root.hcl --
locals {
  region = read_terragrunt_config(find_in_parent_folders("region.hcl")).locals.region
}
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<EOF
provider "aws" {
  region = "${local.region}"
}
EOF
}
remote_state {
  backend = "s3"
  config = {
    bucket = "states"
    key    = "${path_relative_to_include()}/terraform.tfstate"
  }
}
inputs = {
  cidr  = "from root"
  tags  = { root = "yes", of = "root" }
  zones = ["root"]
}
-- live/prod/region.hcl --
locals { region = "eu-west-1" }
"""
INCLUDE = 'include "root" { path = find_in_parent_folders("root.hcl") }\n'
SOURCE = 'terraform { source = "../../../modules//vpc" }\n'
VPC = MODULE + ROOT + "-- live/prod/vpc/terragrunt.hcl --\n"
ID = "live/prod/vpc:aws_vpc.this"
ABOVE = "above.hcl is in no directory above within the scanned one"


def included(strategy: str) -> str:
    return INCLUDE.replace(" }", f'\n merge_strategy = "{strategy}"\n}}')


UNITS = [
    pytest.param(
        VPC + INCLUDE + SOURCE, code.ids, [ID], id="a unit is a root and its module is none"
    ),
    pytest.param(
        VPC + INCLUDE + SOURCE,
        lambda found: (code.regions(found), code.environments(found)),
        ({ID: "eu-west-1"}, {ID: "prod"}),
        id="the generated provider says the region, the path the environment",
    ),
    pytest.param(
        VPC + INCLUDE + SOURCE + 'inputs = { cidr = "own", tags = { of = "child" } }\n',
        lambda found: code.resource(found, ID).attributes,
        {"cidr_block": "own", "tags": {"of": "child"}, "zones": ["root"]},
        id="inputs take the place of included ones, one by one",
    ),
    pytest.param(
        VPC
        + included("deep")
        + SOURCE
        + 'inputs = { tags = { of = "child" }, zones = ["child"] }\n',
        lambda found: code.resource(found, ID).attributes,
        {
            "cidr_block": "from root",
            "tags": {"root": "yes", "of": "child"},
            "zones": ["root", "child"],
        },
        id="deep merges maps and puts lists together",
    ),
    pytest.param(
        VPC + included("no_merge") + SOURCE,
        code.attribute(ID, "cidr_block"),
        "default",
        id="no merge",
    ),
    pytest.param(
        VPC
        + INCLUDE.replace(" }", "\n expose = true\n}")
        + SOURCE
        + 'inputs = { cidr = "${include.root.locals.region}-x" }\n',
        code.attribute(ID, "cidr_block"),
        "eu-west-1-x",
        id="locals of what is included",
    ),
    pytest.param(
        VPC + INCLUDE + SOURCE + 'inputs = { cidr = "a" }\n-- live/prod/vpc/terraform.tfvars --\n'
        'cidr = "file"\n',
        code.attribute(ID, "cidr_block"),
        "file",
        id="value files rank above inputs",
    ),
    pytest.param(
        MODULE
        + "".join(
            f'-- {env}/vpc/terragrunt.hcl --\n{SOURCE.replace("../../../", "../../")}'
            f'inputs = {{ cidr = "{env}" }}\n'
            for env in ("dev", "prod")
        ),
        code.attributes("cidr_block"),
        {"dev/vpc:aws_vpc.this": "dev", "prod/vpc:aws_vpc.this": "prod"},
        id="two units of one module",
    ),
    pytest.param(
        "-- a/main.tf --\nvariable \"n\" {}\nresource \"aws_vpc\" \"a\" { n = var.n }\n"
        "-- a/terragrunt.hcl --\ninputs = { n = 3 }\n",
        code.attributes("n"),
        {"a:aws_vpc.a": 3},
        id="code beside the configuration",
    ),
    pytest.param(
        VPC + SOURCE + "-- live/prod/vpc/more.tf --\nresource \"aws_vpc\" \"more\" {}\n",
        code.ids,
        ["live/prod/vpc:aws_vpc.more", ID],
        id="code beside the configuration is put over the module's",
    ),
    pytest.param(
        VPC + SOURCE + 'skip = true\n',
        lambda found: (code.ids(found), code.excluded(found), code.counts(found)),
        ([], {"live/prod/vpc:unit": "skip is true in live/prod/vpc/terragrunt.hcl"}, (1, 0, 1, 0)),
        id="a unit that is skipped is left out, and said so",
    ),
    pytest.param(
        VPC + 'terraform { source = "git::https://example.com/o/r.git//vpc?ref=v1" }\n',
        code.unevaluated,
        {"live/prod/vpc:unit":
            "git::https://example.com/o/r.git//vpc?ref=v1 is not in the scanned directory"},
        id="code that is not here",
    ),
    pytest.param(
        VPC + SOURCE + "inputs = {\n",
        code.unevaluated,
        {"live/prod/vpc:unit": "live/prod/vpc/terragrunt.hcl:2 is not Terraform"},
        id="a configuration that cannot be read",
    ),
    pytest.param(
        VPC + INCLUDE.replace("root.hcl", "above.hcl") + SOURCE,
        code.unknown(ID, "cidr_block"),
        (
            f"the path of include root is not known: {ABOVE}",
            "live/prod/vpc: input cidr",
        ),
        id="what it includes lies above: its inputs are not known, not the defaults",
    ),
    pytest.param(
        VPC + SOURCE + 'inputs = { cidr = run_cmd("./x.sh") }\n',
        lambda f: code.resource(f, ID).unknown["cidr_block"].reason,
        "run_cmd(): commands are not run",
        id="commands are not run",
    ),
    pytest.param(
        VPC + SOURCE + 'inputs = { cidr = get_env("A", "b"), zones = [get_env("C")] }\n',
        lambda f: (code.resource(f, ID).attributes["cidr_block"],
                   code.resource(f, ID).unknown["zones[0]"].symbol),
        ("b", 'live/prod/vpc: get_env("C")'),
        id="the environment's variables",
    ),
    pytest.param(
        VPC + SOURCE + 'inputs = merge({ cidr = "a" }, local.nothing)\n',
        lambda f: code.resource(f, ID).unknown["cidr_block"].reason,
        "local.nothing is not declared in live/prod/vpc/terragrunt.hcl",
        id="inputs that have no value",
    ),
    pytest.param(
        VPC + SOURCE + 'locals {\n a = local.b\n b = local.a\n}\ninputs = { cidr = local.a }\n',
        lambda f: code.resource(f, ID).unknown["cidr_block"].reason,
        "local.a is defined by way of itself",
        id="a circle of locals",
    ),
    pytest.param(
        VPC + SOURCE + 'include "me" { path = "terragrunt.hcl" }\n',
        lambda f: len(f.resources) + len(f.gaps) > 0,
        True,
        id="a configuration that includes itself ends",
    ),
    pytest.param(
        VPC
        + SOURCE
        + 'inputs = { cidr = read_terragrunt_config("terragrunt.hcl").inputs.cidr }\n',
        lambda f: bool(code.resource(f, ID).unknown["cidr_block"].reason),
        True,
        id="a configuration that reads itself ends",
    ),
    pytest.param(
        VPC + SOURCE + 'inputs = { cidr = file("${get_terragrunt_dir()}/../../../../secret") }\n',
        lambda f: "outside the scanned" in code.resource(f, ID).unknown["cidr_block"].reason,
        True,
        id="no file outside of the tree",
    ),
    pytest.param(
        VPC + SOURCE + 'inputs = { cidr = file("${get_repo_root()}/a.txt") }\n-- a.txt --\ntext',
        code.attribute(ID, "cidr_block"),
        "text",
        id="a file by its absolute path",
    ),
    pytest.param(
        VPC + SOURCE + """\
generate "p" {
  path = "p.tf"
  if_exists = "overwrite"
  contents = <<EOF
provider "aws" {
  region = "${get_env("REGION")}"
}
EOF
}
""",
        code.unknown(ID, "region"),
        ('get_env("REGION") is known when Terragrunt runs', 'live/prod/vpc: get_env("REGION")'),
        id="an unknown part of a generated file",
    ),
    pytest.param(
        VPC + SOURCE + """\
generate "broken" {
  path = "p.tf"
  if_exists = "overwrite"
  contents = "resource {{{"
}
""",
        lambda found: list(code.unevaluated(found).values()) or code.gaps(found),
        ["not Terraform"],
        id="a generated file that is no Terraform",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "question", "answer"), UNITS)
def test_units(tmp_path: Path, text: str, question: Question, answer: object) -> None:
    assert question(code.inventory(tmp_path, text)) == answer


FUNCTIONS = [
    ("get_terragrunt_dir()", "/scanned-directory/live/prod/vpc"),
    ("get_original_terragrunt_dir()", "/scanned-directory/live/prod/vpc"),
    ("get_parent_terragrunt_dir()", "/scanned-directory/live"),
    ('get_parent_terragrunt_dir("root")', "/scanned-directory/live"),
    ("get_repo_root()", "/scanned-directory"),
    ("get_path_from_repo_root()", "live/prod/vpc"),
    ("get_path_to_repo_root()", "../../.."),
    ("path_relative_to_include()", "prod/vpc"),
    ('path_relative_from_include("root")', "../.."),
    ('find_in_parent_folders("region.hcl")', "/scanned-directory/live/prod/region.hcl"),
    ('find_in_parent_folders("nowhere.hcl", "x")', "x"),
    ('read_terragrunt_config("../region.hcl").locals.region', "eu-west-1"),
    ('read_terragrunt_config("nowhere.hcl", { locals = { a = "b" } }).locals.a', "b"),
    ('jsondecode(read_tfvars_file("../all.tfvars")).a', "from a file"),
    ('join(",", get_terraform_commands_that_need_locking())',
     "apply,destroy,import,plan,refresh,taint,untaint"),
    ('deep_merge({ a = { b = "1" } }, { a = { c = "2" } }).a.b', "1"),
    ("basename(get_terragrunt_dir())", "vpc"),
    ('include.root.inputs.cidr', "from root"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "answer"), FUNCTIONS)
def test_functions(tmp_path: Path, expression: str, answer: str) -> None:
    unit = INCLUDE.replace(" }", "\n expose = true\n}") + SOURCE
    text = f"{VPC}{unit}inputs = {{ cidr = {expression} }}\n"
    text += '-- live/prod/all.tfvars --\na = "from a file"\n'
    assert code.attribute(ID, "cidr_block")(code.inventory(tmp_path, text)) == answer


APP = """\
-- modules/app/main.tf --
variable "vpc" {}
variable "ids" { default = [] }
resource "aws_subnet" "a" { vpc_id = var.vpc }
resource "aws_subnet" "more" { count = length(var.ids) }
-- live/prod/app/terragrunt.hcl --
terraform { source = "../../../modules/app" }
dependency "vpc" {
  config_path = "../vpc"
  mock_outputs = { id = "vpc-mock", list = ["a", "b"] }
}
"""
DEPENDENCIES = [
    pytest.param(
        VPC + INCLUDE + SOURCE + APP + "inputs = { vpc = dependency.vpc.outputs.id }\n",
        [("vpc_id", ID, "id")],
        id="an output of another unit",
    ),
    pytest.param(
        VPC + INCLUDE + SOURCE + APP + "inputs = { vpc = dependency.vpc.outputs }\n",
        [("vpc_id", ID, "id")],
        id="all outputs of another unit",
    ),
    pytest.param(
        VPC + 'terraform { source = "tfr:///o/vpc/aws?version=1" }\n' + APP
        + "inputs = { vpc = dependency.vpc.outputs.id }\n",
        [("vpc_id", "live/prod/vpc:unit", "id")],
        id="of one whose code is not here: a reference to what is not read, no mock",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "answer"), DEPENDENCIES)
def test_dependencies(tmp_path: Path, text: str, answer: object) -> None:
    found = code.inventory(tmp_path, text)
    assert code.references("live/prod/app:aws_subnet.a")(found) == answer
    assert "vpc-mock" not in str(found)


def test_a_mock_tells_no_number(tmp_path: Path) -> None:
    text = (
        MODULE
        + APP.replace("../vpc", "../gone")
        + ("inputs = { vpc = dependency.vpc.outputs.id, ids = dependency.vpc.outputs.list }\n")
    )
    found = code.inventory(tmp_path, text)
    more = code.resource(found, "live/prod/app:aws_subnet.more[?]")
    assert "only a mock of it is known" in more.unknown["count"].reason
    assert any("dependency vpc is no unit" in reason for reason in code.gaps(found).values())


def test_units_that_read_each_other(tmp_path: Path) -> None:
    unit = """\
-- {0}/terragrunt.hcl --
terraform {{ source = "../m" }}
dependency "o" {{ config_path = "../{1}" }}
inputs = {{ n = dependency.o.outputs.n }}
"""
    module = '-- m/main.tf --\nvariable "n" {}\nresource "aws_vpc" "v" { n = var.n }\n'
    text = module + 'output "n" { value = var.n }\n' + unit.format("a", "b") + unit.format("b", "a")
    found = code.inventory(tmp_path, text)
    assert all("by way of itself" in r.unknown["n"].reason for r in found.resources)
    assert len(found.resources) == 2


def test_a_state_of_a_unit_is_read_by_plain_code(tmp_path: Path) -> None:
    text = (
        VPC
        + INCLUDE
        + SOURCE
        + """\
-- plain/main.tf --
data "terraform_remote_state" "vpc" {
  backend = "s3"
  config  = { bucket = "states", key = "prod/vpc/terraform.tfstate" }
}
resource "aws_subnet" "a" { vpc_id = data.terraform_remote_state.vpc.outputs.id }
"""
    )
    found = code.inventory(tmp_path, text)
    assert code.references("plain:aws_subnet.a")(found) == [("vpc_id", ID, "id")]


STACK = (
    MODULE
    + """\
-- units/vpc/terragrunt.hcl --
terraform { source = "${get_repo_root()}/modules/vpc" }
inputs = { cidr = file("cidr.txt"), tags = { name = values.name } }
-- units/vpc/cidr.txt --
10.0.0.0/8
-- units/app/terragrunt.hcl --
terraform { source = "${get_repo_root()}/modules/vpc" }
dependency "vpc" { config_path = values.vpc }
inputs = { cidr = dependency.vpc.outputs.id, zones = [try(values.zone, "none")] }
-- stacks/pair/terragrunt.stack.hcl --
locals { name = values.name }
unit "vpc" {
  source = "${get_repo_root()}/units/vpc"
  path   = "vpc"
  values = { name = local.name }
}
unit "app" {
  source = "${get_repo_root()}/units/app"
  path   = "app"
  values = { vpc = "../vpc" }
}
-- live/prod/terragrunt.stack.hcl --
stack "pair" {
  source = "../../stacks/pair"
  path   = "pair"
  values = { name = "kestrel" }
}
unit "gone" {
  source = "git::https://example.com/x.git//units/x"
  path   = "gone"
}
"""
)
PAIR = "live/prod/.terragrunt-stack/pair/.terragrunt-stack"


def test_stacks(tmp_path: Path) -> None:
    found = code.inventory(tmp_path, STACK)
    assert code.ids(found) == [f"{PAIR}/app:aws_vpc.this", f"{PAIR}/vpc:aws_vpc.this"]
    vpc = code.resource(found, f"{PAIR}/vpc:aws_vpc.this")
    assert vpc.attributes["cidr_block"].strip() == "10.0.0.0/8"
    assert (vpc.attributes["tags"], vpc.environment) == ({"name": "kestrel"}, "prod")
    app = code.resource(found, f"{PAIR}/app:aws_vpc.this")
    assert [(r.path, r.target) for r in app.references] == [("cidr_block", vpc.id)]
    assert list(code.unevaluated(found)) == ["live/prod/.terragrunt-stack/gone:unit"]


@pytest.mark.parametrize("others", ["", "b"])
def test_a_stack_made_of_itself_ends(tmp_path: Path, others: str) -> None:
    stack = '-- {0}/terragrunt.stack.hcl --\nstack "x" {{\n  source = "{1}"\n  path   = "x"\n}}\n'
    source = "${get_repo_root()}/a"
    text = "".join(stack.format(name, source) for name in ["a", *others])
    found = code.inventory(tmp_path, text)
    assert any("more units in stacks" in reason for reason in code.gaps(found).values())


def test_a_module_that_a_unit_uses_by_option(tmp_path: Path) -> None:
    text = VPC + 'terraform { source = "git::git@example.com:o/r.git//modules/vpc?ref=v1" }\n'
    options = Options(module_paths={"example.com/o/r": "."})
    assert code.ids(code.inventory(tmp_path, text, options)) == [ID]


def test_variable_files_are_for_units_too(tmp_path: Path) -> None:
    text = VPC + SOURCE + '-- all.tfvars --\ncidr = "all"\n'
    found = code.inventory(tmp_path, text, Options(var_files=("all.tfvars",)))
    assert code.attribute(ID, "cidr_block")(found) == "all"


@pytest.mark.parametrize("how", ["include", "read"])
def test_configurations_that_grow_without_end(tmp_path: Path, how: str) -> None:
    """Each of a dozen files includes or reads all others."""
    names = [f"c{i}.hcl" for i in range(12)]
    includes = "".join(f'include "{n}" {{ path = "../c/{n}" }}\n' for n in names)
    reads = ", ".join(f'read_terragrunt_config("../c/{name}").locals' for name in names)
    body = includes if how == "include" else f"locals {{ all = merge({reads}) }}\n"
    files = "".join(f"-- c/{name} --\n{body}" for name in names)
    text = VPC + SOURCE.replace("../../../", "../") + "-- a/terragrunt.hcl --\n"
    text += SOURCE.replace("../../../", "../") + body + "inputs = { cidr = local.all }\n" + files
    found = code.inventory(tmp_path, text)
    assert "a:aws_vpc.this" in code.ids(found)
    unknown = code.resource(found, "a:aws_vpc.this").unknown
    assert any(path.startswith("cidr_block") for path in unknown)


ARGUMENTS = [
    ('required_var_files = ["${get_terragrunt_dir()}/../x.tfvars"]', "from x", ""),
    ('optional_var_files = ["nowhere.tfvars", "../x.tfvars"]', "from x", ""),
    ('arguments = ["-lock=false", "-var-file=../x.tfvars"]', "from x", ""),
    ('required_var_files = ["nowhere.tfvars"]', None, "cannot be read"),
    ('required_var_files = [get_env("FILE")]', None, "is known when Terragrunt runs"),
    ('arguments = ["-var", "cidr=x"]', None, "sets variables by arguments"),
    ('env_vars = { TF_VAR_cidr = "x" }', None, "sets variables by name"),
    ('env_vars = { OTHER = "x" }', "input", ""),
]


@pytest.mark.parametrize(("arguments", "value", "reason"), ARGUMENTS)
def test_extra_arguments(tmp_path: Path, arguments: str, value: str | None, reason: str) -> None:
    block = f'extra_arguments "x" {{\n    commands = ["plan"]\n    {arguments}\n  }}\n'
    source = SOURCE.replace(" }", f"\n  {block}}}").replace("{ source", "{\n  source")
    text = f'{VPC}{source}inputs = {{ cidr = "input" }}\n'
    text += '-- live/prod/x.tfvars --\ncidr = "from x"\n'
    found = code.resource(code.inventory(tmp_path, text), ID)
    assert found.attributes.get("cidr_block") == value
    assert reason in (found.unknown["cidr_block"].reason if value is None else "")
