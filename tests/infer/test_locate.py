"""Where resources are: code, and the region, zones and derivation of each resource."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from scanner.collect import terraform
from scanner.collect.tree import Tree
from scanner.infer.context import Context
from scanner.infer.locate import Locator, Where
from scanner.infer.lookups import followed
from scanner.knowledge import load


def located(folder: Path, code: str) -> tuple[Context, dict[str, Where]]:
    (folder / "main.tf").write_text(code)
    knowledge = load()
    inventory = followed(terraform.collect(Tree(folder), knowledge))
    context = Context(inventory, knowledge)
    locator = Locator(context)
    found = {r.id.removeprefix(".:"): locator.where(r) for r in inventory.resources}
    return context, found


def regions(context: Context, found: dict[str, Where]) -> dict[str, str]:
    """Region without its provider; `global` for what is tied to none."""
    return {
        name.partition(".")[2]: where.region.partition("/region/")[2]
        or ("" if where.tied else "global")
        for name, where in found.items()
    }


def zones(context: Context, found: dict[str, Where]) -> dict[str, list[str]]:
    return {
        name.partition(".")[2]: [zone.partition("/zone/")[2] for zone in where.zones]
        for name, where in found.items()
    }


def apart(context: Context, found: dict[str, Where]) -> dict[str, str]:
    """What zones are marked with that are known to differ."""
    return {
        name.partition(".")[2]: context.places.domains[next(iter(where.zones))].apart_from
        for name, where in found.items()
    }


def because(context: Context, found: dict[str, Where]) -> dict[str, str]:
    return {name.partition(".")[2]: where.because for name, where in found.items()}


GOOGLE = 'variable "region" {}\nvariable "zone" {}\nprovider "google" { region = var.region }\n'
AWS = """\
variable "region" {}
provider "aws" { region = var.region }
data "aws_availability_zones" "here" { state = "available" }
"""

CASES = [
    pytest.param(
        GOOGLE
        + """\
resource "google_compute_address" "itself" { region = var.region }
resource "google_compute_instance" "text" { zone = "${var.region}-b" }
resource "google_compute_instance" "joined" { zone = join("-", [var.region, "b"]) }
resource "google_compute_instance" "formatted" { zone = format("%s-%s", var.region, "b") }
resource "google_cloud_run_v2_service" "same" { location = lookup({}, var.region, var.region) }
resource "google_compute_instance" "upper" { zone = "${upper(var.region)}-b" }
resource "google_compute_instance" "longer" { zone = "${var.region}1-b" }
""",
        regions,
        {
            "itself": ".: var.region",
            "text": ".: var.region",
            "joined": ".: var.region",
            "formatted": ".: var.region",
            "same": ".: var.region",
            "upper": '.: "${upper(var.region)}-b"',
            "longer": '.: "${var.region}1-b"',
        },
        id="a letter behind an unknown region makes a zone of it; anything else does not",
    ),
    pytest.param(
        GOOGLE
        + """\
resource "google_compute_instance" "zone" { zone = var.zone }
resource "google_compute_address" "cut" { region = substr(var.zone, 0, length(var.zone) - 2) }
resource "google_compute_address" "parts" {
  region = join("-", slice(split("-", var.zone), 0, 2))
}
resource "google_compute_address" "pattern" { region = regex("^(.*)-[a-z]$", var.zone)[0] }
resource "google_compute_address" "replaced" { region = replace(var.zone, "/-[a-z]$/", "") }
resource "google_compute_address" "wrong" { region = substr(var.zone, 0, length(var.zone) - 3) }
resource "google_compute_address" "of_two" { region = trimsuffix(var.zone, var.region) }
""",
        regions,
        {
            "zone": ".: region of var.zone",
            "cut": ".: region of var.zone",
            "parts": ".: region of var.zone",
            "pattern": ".: region of var.zone",
            "replaced": ".: region of var.zone",
            "wrong": ".: substr(var.zone, 0, (length(var.zone) - 3))",
            "of_two": ".: trimsuffix(var.zone, var.region)",
        },
        id="the region of an unknown zone is one region, however it is cut out",
    ),
    pytest.param(
        AWS
        + """\
resource "aws_subnet" "a" { availability_zone = "${var.region}a" }
resource "aws_subnet" "joined_a" { availability_zone = join("", [var.region, "a"]) }
resource "aws_subnet" "first" { availability_zone = data.aws_availability_zones.here.names[0] }
resource "aws_subnet" "element" {
  availability_zone = element(data.aws_availability_zones.here.names, 0)
}
resource "aws_subnet" "second" {
  availability_zone = element(data.aws_availability_zones.here.names, 1)
}
resource "aws_subnet" "ninth" {
  availability_zone = element(data.aws_availability_zones.here.names, 8)
}
""",
        zones,
        {
            "a": ['.: var.region/.: "${var.region}a"'],
            "joined_a": ['.: var.region/.: "${var.region}a"'],
            "first": [".: var.region/.: data.aws_availability_zones.here.names[0]"],
            "element": [".: var.region/.: data.aws_availability_zones.here.names[0]"],
            "second": [".: var.region/.: data.aws_availability_zones.here.names[1]"],
            "ninth": [".: var.region/.: element(data.aws_availability_zones.here.names, 8)"],
        },
        id="one zone has one name; element() goes round, so only a sure index is one",
    ),
    pytest.param(
        AWS
        + """\
resource "aws_subnet" "a" { availability_zone = "${var.region}a" }
resource "aws_subnet" "b" { availability_zone = "${var.region}b" }
resource "aws_subnet" "first" { availability_zone = data.aws_availability_zones.here.names[0] }
resource "aws_subnet" "second" { availability_zone = data.aws_availability_zones.here.names[1] }
""",
        apart,
        {
            "a": '.: "${var.region}',
            "b": '.: "${var.region}',
            "first": ".: data.aws_availability_zones.here.names",
            "second": ".: data.aws_availability_zones.here.names",
        },
        id="two letters of one region, two places of one list: two zones",
    ),
    pytest.param(
        """\
provider "google" {
  region = "europe-west1"
  zone   = "europe-west1-c"
}
resource "google_compute_instance" "unsaid" {}
resource "google_compute_instance" "said" { zone = "europe-west1-b" }
resource "google_compute_address" "regional" {}
""",
        zones,
        {
            "unsaid": ["europe-west1-c"],
            "said": ["europe-west1-b"],
            "regional": [],
        },
        id="a provider's zone is that of zonal resources that say none",
    ),
    pytest.param(
        """\
provider "google" { region = "europe-west1" }
resource "google_bigquery_dataset" "unsaid" {}
resource "google_spanner_instance" "spanner" { config = "regional-europe-west4" }
resource "google_spanner_instance" "link" {
  config = "projects/p/instanceConfigs/regional-europe-west4"
}
resource "google_kms_key_ring" "world" { location = "global" }
resource "google_project_iam_member" "setting" { role = "x" }
""",
        regions,
        {
            "unsaid": "",
            "spanner": "europe-west4",
            "link": "europe-west4",
            "world": "global",
            "setting": "europe-west1",
        },
        id="names that hold a region; a type's own default goes before the provider's region",
    ),
    pytest.param(
        """\
provider "azurerm" { features {} }
variable "vault" {}
resource "azurerm_resource_group" "here" {
  name     = "here"
  location = "westeurope"
}
resource "azurerm_key_vault" "own" { location = azurerm_resource_group.here.location }
resource "azurerm_key_vault_secret" "known" { key_vault_id = azurerm_key_vault.own.id }
data "azurerm_key_vault" "other" { name = "other" }
resource "azurerm_key_vault_secret" "looked_up" { key_vault_id = data.azurerm_key_vault.other.id }
resource "azurerm_key_vault_secret" "handed" { key_vault_id = var.vault }
resource "azurerm_key_vault_secret" "handed_too" { key_vault_id = var.vault }
data "azurerm_resource_group" "there" { name = "there" }
resource "azurerm_storage_container" "within" { resource_group_name = "there" }
resource "azurerm_redis_cache" "there" { location = data.azurerm_resource_group.there.location }
""",
        regions,
        {
            "here": "westeurope",
            "own": "westeurope",
            "known": "westeurope",
            "azurerm_key_vault.other": "region of .:data.azurerm_key_vault.other",
            "looked_up": "region of .:data.azurerm_key_vault.other",
            "handed": ".: region of var.vault",
            "handed_too": ".: region of var.vault",
            "azurerm_resource_group.there": 'region of "there"',
            "there": 'region of "there"',
            "within": 'region of "there"',
        },
        id="Azure: what says no location is where what it belongs to is, known or not",
    ),
    pytest.param(
        """\
provider "azurerm" { features {} }
resource "azurerm_key_vault" "own" { location = "westeurope" }
resource "azurerm_key_vault_secret" "known" { key_vault_id = azurerm_key_vault.own.id }
""",
        because,
        {
            "own": "location = westeurope (main.tf:2)",
            "known": "key_vault_id -> .:azurerm_key_vault.own: location = westeurope (main.tf:2)",
        },
        id="the derivation goes by way of the owner",
    ),
    pytest.param(
        """\
provider "azurerm" { features {} }
variable "place" {}
resource "azurerm_redis_cache" "it" {
  location = var.place
  zones    = ["1", "2"]
}
""",
        lambda context, found: sorted(
            parent
            for zone in found["azurerm_redis_cache.it"].zones
            for parent in context.places.domains[zone].parents
        ),
        ["?azure/region/.: var.place"] * 2,
        id="zones by number are zones of the region, known or not",
    ),
    pytest.param(
        """\
provider "google" { region = "europe-west1" }
resource "google_app_engine_application" "alias" { location_id = "europe-west" }
resource "google_compute_address" "replaced" { region = "primary" }
resource "google_compute_address" "newer" { region = "europe-west77" }
""",
        lambda context, found: sorted(where.region for where in found.values()),
        ["?gcp/region/primary", "gcp/region/europe-west1", "gcp/region/europe-west77"],
        id="an alias is its region; what has the form of none stands for one nobody knows",
    ),
    pytest.param(
        """\
provider "aws" { region = "eu-west-1" }
resource "aws_route53_record" "www" { name = "www.example.com" }
resource "aws_vpc" "here" {}
""",
        regions,
        {"www": "global", "here": "eu-west-1"},
        id="what is tied to no region says so",
    ),
]


@pytest.mark.parametrize(("code", "question", "answer"), CASES)
def test_where(
    tmp_path: Path,
    code: str,
    question: Callable[[Context, dict[str, Where]], object],
    answer: object,
) -> None:
    assert question(*located(tmp_path, code)) == answer
