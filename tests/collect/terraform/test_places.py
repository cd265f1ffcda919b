"""Where resources are: region, zone and account, and how that came about."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.collect.terraform import Options

from . import code
from .code import Question

PROVIDERS = """\
variable "region" { default = "us-east-1" }
variable "dr" {}
provider "aws" { region = var.region }
provider "aws" {
  alias  = "dr"
  region = "eu-west-1"
}
provider "aws" {
  alias  = "open"
  region = var.dr
}
provider "aws" { alias = "silent" }
"""

CASES = [
    pytest.param(
        PROVIDERS
        + """\
resource "aws_vpc" "default" {}
resource "aws_vpc" "alias" { provider = aws.dr }
resource "aws_vpc" "quoted" { provider = "aws.dr" }
resource "aws_vpc" "own" { region = "eu-west-2" }
resource "aws_vpc" "own_of_variable" { region = upper("eu-") == "EU-" ? var.region : "x" }
resource "aws_vpc" "open" { provider = aws.open }
resource "aws_vpc" "open_too" {
  provider   = aws.open
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "own_open" { region = var.dr }
resource "aws_vpc" "partly" { region = "${var.dr}-1" }
""",
        code.regions,
        {
            "aws_vpc.default": "us-east-1",
            "aws_vpc.alias": "eu-west-1",
            "aws_vpc.quoted": "eu-west-1",
            "aws_vpc.own": "eu-west-2",
            "aws_vpc.own_of_variable": "us-east-1",
            "aws_vpc.open": "?.: var.dr",
            "aws_vpc.open_too": "?.: var.dr",
            "aws_vpc.own_open": "?.: var.dr",
            "aws_vpc.partly": '?.: "${var.dr}-1"',
        },
        id="default, alias, own, variable; one unknown variable is one place",
    ),
    pytest.param(
        """\
provider "aws" { alias = "one" }
provider "aws" { alias = "two" }
provider "aws" {
  alias   = "other"
  profile = "p"
}
resource "aws_vpc" "none" {}
resource "aws_vpc" "one" { provider = aws.one }
resource "aws_vpc" "two" { provider = aws.two }
resource "aws_vpc" "other" { provider = aws.other }
""",
        code.regions,
        {
            "aws_vpc.none": "?.: region of provider aws",
            "aws_vpc.one": "?.: region of provider aws",
            "aws_vpc.two": "?.: region of provider aws",
            "aws_vpc.other": '?.: region of provider aws with profile = "p"',
        },
        id="aliases that say nothing are one place, another profile may be another",
    ),
    pytest.param(
        'resource "aws_vpc" "a" {}\nresource "aws_subnet" "b" {}\n',
        code.regions,
        {"aws_vpc.a": "?.: region of provider aws", "aws_subnet.b": "?.: region of provider aws"},
        id="no provider block: one place, taken from where Terraform runs",
    ),
    pytest.param(
        PROVIDERS + 'resource "aws_vpc" "this" { provider = aws.open }\n',
        lambda found: [(str(g.reach), g.question) for g in found.gaps],
        [("placement", "What is the value of var.dr?")],
        id="an unknown region is a question of placement",
    ),
    pytest.param(
        PROVIDERS + 'resource "aws_vpc" "this" { provider = aws.open }\n',
        code.because("aws_vpc.this"),
        "provider aws.open region (main.tf:10) -> var.dr (main.tf:2)",
        id="how an unknown region came about",
    ),
    pytest.param(
        PROVIDERS + 'resource "aws_vpc" "this" {}\n-- terraform.tfvars --\nregion = "eu-west-2"\n',
        code.because("aws_vpc.this"),
        "provider aws region (main.tf:3) -> var.region = eu-west-2 (terraform.tfvars:1)",
        id="how a region came about",
    ),
    pytest.param(
        """\
locals { home = var.region }
variable "region" {}
module "m" {
  source = "./m"
  region = local.home
}
-- terraform.tfvars --
region = "eu-west-1"
-- m/main.tf --
variable "region" {}
provider "aws" { region = var.region }
resource "aws_vpc" "this" {}
""",
        code.because("module.m.aws_vpc.this"),
        "provider module.m.aws region (m/main.tf:2) -> module.m.var.region (main.tf:5)"
        " -> local.home (main.tf:1) -> var.region = eu-west-1 (terraform.tfvars:1)",
        id="through a module and a local",
    ),
    # --- zones ---
    pytest.param(
        """\
provider "aws" { region = "us-east-1" }
data "aws_availability_zones" "here" { state = "available" }
resource "aws_subnet" "each" {
  count             = 2
  availability_zone = data.aws_availability_zones.here.names[count.index]
}
resource "aws_subnet" "other" {
  availability_zone = data.aws_availability_zones.here.names[1]
}
""",
        lambda found: {r.id: r.unknown["availability_zone"].symbol for r in found.resources},
        {
            ".:aws_subnet.each[0]": ".: data.aws_availability_zones.here.names[0]",
            ".:aws_subnet.each[1]": ".: data.aws_availability_zones.here.names[1]",
            ".:aws_subnet.other": ".: data.aws_availability_zones.here.names[1]",
        },
        id="zones that nobody names, but which differ",
    ),
    pytest.param(
        """\
provider "aws" { region = "us-east-1" }
data "aws_availability_zones" "here" {}
locals { zones = slice(data.aws_availability_zones.here.names, 0, 3) }
resource "aws_subnet" "each" {
  count             = length(local.zones)
  availability_zone = element(local.zones, count.index)
}
""",
        lambda found: [r.unknown["availability_zone"].symbol[-9:] for r in found.resources],
        [".names[0]", ".names[1]", ".names[2]"],
        id="as many zones as are taken of a known region",
    ),
    pytest.param(
        """\
provider "aws" { region = "us-east-1" }
data "aws_availability_zones" "here" {}
resource "aws_subnet" "each" { count = length(data.aws_availability_zones.here.names) }
""",
        lambda found: len(found.resources),
        6,
        id="as many as the region has",
    ),
    pytest.param(
        """\
variable "region" {}
provider "aws" { region = var.region }
data "aws_availability_zones" "here" {}
resource "aws_subnet" "each" {
  count             = 2
  availability_zone = data.aws_availability_zones.here.names[count.index]
}
resource "aws_subnet" "all" { count = length(data.aws_availability_zones.here.names) }
""",
        lambda found: (
            {
                r.id.removeprefix(".:"): r.unknown["availability_zone"].symbol
                for r in found.resources
                if "availability_zone" in r.unknown
            }
            | {"ids": code.ids(found)}
        ),
        {
            "aws_subnet.each[0]": ".: data.aws_availability_zones.here.names[0]",
            "aws_subnet.each[1]": ".: data.aws_availability_zones.here.names[1]",
            "ids": ["aws_subnet.all[?]", "aws_subnet.each[0]", "aws_subnet.each[1]"],
        },
        id="of an unknown region nobody knows how many zones it has",
    ),
    pytest.param(
        """\
provider "aws" { region = "us-east-1" }
data "aws_availability_zones" "here" {
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}
data "aws_availability_zones" "some" { exclude_names = ["us-east-1e"] }
resource "aws_subnet" "here" { count = length(data.aws_availability_zones.here.names) }
resource "aws_subnet" "some" { count = length(data.aws_availability_zones.some.names) }
""",
        lambda found: [i for i in code.ids(found) if "some" in i or "[5]" in i],
        ["aws_subnet.here[5]", "aws_subnet.some[?]"],
        id="what leaves out zones leaves their number unknown",
    ),
    pytest.param(
        """\
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "east"
  region = "us-east-1"
}
data "aws_availability_zones" "there" { provider = aws.east }
data "aws_region" "there" { provider = aws.east }
resource "aws_subnet" "this" {
  for_each          = toset(["a", "b"])
  availability_zone = "${data.aws_region.there.name}${each.key}"
}
resource "aws_subnet" "all" { count = length(data.aws_availability_zones.there.names) }
""",
        lambda found: (
            code.attribute('aws_subnet.this["b"]', "availability_zone")(found),
            len(found.resources),
        ),
        ("us-east-1b", 8),
        id="a data source is asked where its provider is",
    ),
    pytest.param(
        """\
provider "aws" { region = "eu-west-1" }
data "aws_availability_zones" "there" { region = "us-east-1" }
data "aws_region" "there" { region = "us-east-1" }
resource "aws_subnet" "all" { count = length(data.aws_availability_zones.there.names) }
resource "aws_vpc" "this" { tags = { r = data.aws_region.there.name } }
""",
        lambda found: (len(found.resources), code.attribute("aws_vpc.this", "tags")(found)),
        (7, {"r": "us-east-1"}),
        id="a data source may say its own region",
    ),
    # --- Google ---
    pytest.param(
        """\
provider "google" {
  project = "exchange"
  region  = "europe-west1"
  zone    = "europe-west1-b"
}
resource "google_compute_network" "this" {}
resource "google_compute_instance" "zonal" { zone = "us-central1-a" }
resource "google_sql_database_instance" "regional" { region = "us-central1" }
resource "google_storage_bucket" "multi" { location = "EU" }
resource "google_container_cluster" "zonal" { location = "us-central1-b" }
""",
        code.regions,
        {
            "google_compute_network.this": "europe-west1",
            "google_compute_instance.zonal": "us-central1",
            "google_sql_database_instance.regional": "us-central1",
            "google_storage_bucket.multi": "EU",
            "google_container_cluster.zonal": "us-central1",
        },
        id="Google: a zone's name holds its region",
    ),
    pytest.param(
        """\
provider "google" {
  project = "exchange"
  zone    = "europe-west1-b"
}
provider "google-beta" {
  project = "other"
  region  = "us-central1"
}
resource "google_compute_network" "this" {}
resource "google_compute_network" "beta" { provider = google-beta }
resource "google_compute_network" "own" { project = "third" }
data "google_compute_zones" "here" {}
resource "google_compute_instance" "each" {
  count = length(data.google_compute_zones.here.names)
}
""",
        lambda found: (
            code.regions(found),
            {r.id.removeprefix(".:"): r.account for r in found.resources if "netw" in r.id},
        ),
        (
            {
                "google_compute_network.this": "europe-west1",
                "google_compute_network.beta": "us-central1",
                "google_compute_network.own": "europe-west1",
                **{f"google_compute_instance.each[{i}]": "europe-west1" for i in range(3)},
            },
            {
                "google_compute_network.this": "exchange",
                "google_compute_network.beta": "other",
                "google_compute_network.own": "third",
            },
        ),
        id="Google: region by the provider's zone; two providers; project",
    ),
    # --- Azure ---
    pytest.param(
        """\
variable "location" { default = "westeurope" }
variable "open" {}
provider "azurerm" {
  features {}
  subscription_id = "00000000-0000-0000-0000-000000000001"
}
resource "azurerm_resource_group" "this" {
  name     = "exchange"
  location = var.location
}
resource "azurerm_virtual_network" "this" {
  location = azurerm_resource_group.this.location
}
resource "azurerm_resource_group" "open" { location = var.open }
resource "azurerm_virtual_network" "open" { location = azurerm_resource_group.open.location }
resource "azurerm_subnet" "one" { virtual_network_name = azurerm_virtual_network.this.name }
""",
        code.regions,
        {
            "azurerm_resource_group.this": "westeurope",
            "azurerm_virtual_network.this": "westeurope",
            "azurerm_resource_group.open": "?.: var.open",
            "azurerm_virtual_network.open": "?.: var.open",
            "azurerm_subnet.one": "?",
        },
        id="Azure: location, also of the resource group; what says none shares none",
    ),
    # --- accounts ---
    pytest.param(
        """\
provider "aws" {
  region = "us-east-1"
  assume_role { role_arn = "arn:aws:iam::123456789012:role/deploy" }
}
provider "aws" {
  alias               = "other"
  allowed_account_ids = ["210987654321"]
}
provider "aws" {
  alias   = "profile"
  profile = "p"
}
provider "aws" {
  alias   = "same_profile"
  profile = "p"
  region  = "eu-west-1"
}
provider "aws" {
  alias   = "other_profile"
  profile = "q"
}
resource "aws_vpc" "role" {}
resource "aws_vpc" "allowed" { provider = aws.other }
resource "aws_vpc" "profile" { provider = aws.profile }
resource "aws_vpc" "same" { provider = aws.same_profile }
resource "aws_vpc" "other" { provider = aws.other_profile }
""",
        lambda found: {
            r.id.removeprefix(".:"): r.account or r.unknown["account"].symbol
            for r in found.resources
        },
        {
            "aws_vpc.role": "123456789012",
            "aws_vpc.allowed": "210987654321",
            "aws_vpc.profile": '.: account of provider aws with profile = "p"',
            "aws_vpc.same": '.: account of provider aws with profile = "p"',
            "aws_vpc.other": '.: account of provider aws with profile = "q"',
        },
        id="accounts; equal credentials are one account",
    ),
    # --- what is nowhere ---
    pytest.param(
        """\
resource "random_id" "this" { byte_length = 4 }
resource "cloudflare_record" "www" { name = "www" }
""",
        lambda found: {r.id: (r.provider, r.region, r.unknown) for r in found.resources},
        {
            ".:random_id.this": ("", "", {}),
            ".:cloudflare_record.www": ("cloudflare", "", {}),
        },
        id="what is of no cloud has no region",
    ),
    pytest.param(
        """\
terraform {
  required_providers {
    edge = { source = "cloudflare/cloudflare" }
    aws2 = { source = "hashicorp/aws" }
  }
}
provider "aws2" { region = "eu-west-1" }
resource "aws_vpc" "this" { provider = aws2 }
resource "edge_record" "www" {}
""",
        lambda found: {r.id: (r.provider, r.region) for r in found.resources},
        {".:aws_vpc.this": ("aws", "eu-west-1"), ".:edge_record.www": ("cloudflare", "")},
        id="local names of providers",
    ),
]


@pytest.mark.parametrize(("text", "question", "answer"), CASES)
def test_places(tmp_path: Path, text: str, question: Question, answer: object) -> None:
    assert question(code.inventory(tmp_path, text)) == answer


ENVIRONMENTS = [
    ("", Options(), ""),
    ('variable "environment" { default = "live" }\n', Options(), "live"),
    ('variable "env" { default = "qa" }\n', Options(workspace="w"), "qa"),
    ("", Options(workspace="blue"), "blue"),
    ("", Options(workspace="default"), ""),
]


@pytest.mark.parametrize(("text", "options", "answer"), ENVIRONMENTS)
def test_environment(tmp_path: Path, text: str, options: Options, answer: str) -> None:
    found = code.inventory(tmp_path, text + 'resource "aws_vpc" "a" {}\n', options)
    assert found.resources[0].environment == answer


@pytest.mark.parametrize(
    ("folder", "answer"), [("live/eks", "live"), ("stacks/db-staging", "staging"), ("infra", "")]
)
def test_environment_by_path(tmp_path: Path, folder: str, answer: str) -> None:
    found = code.inventory(tmp_path, f'-- {folder}/main.tf --\nresource "aws_vpc" "a" {{}}\n')
    assert found.resources[0].environment == answer
