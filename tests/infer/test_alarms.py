"""What is an alarm and what is none: each case is code, a journey, a loss and the two states.

A case that is flagged stands beside one that looks like it and is clean.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.pipeline import Request, Scan, scan

from .test_evidence import state

LEDGER = """\
schema_version: 1
journeys:
  - {id: order, name: Order, needs: [NEEDS]}
"""
AWS = """\
provider "aws" { region = "us-east-2" }
resource "aws_subnet" "a" { availability_zone = "us-east-2a" }
resource "aws_subnet" "b" { availability_zone = "us-east-2b" }
"""
CLUSTER = (
    AWS
    + """\
resource "aws_rds_cluster" "it" {
  cluster_identifier = "ledger"
  engine             = "aurora-postgresql"
}
resource "aws_rds_cluster_instance" "one" {
  cluster_identifier = aws_rds_cluster.it.id
  availability_zone  = "us-east-2a"
}
"""
)
GROUPS = (
    AWS
    + """\
resource "aws_lb_target_group" "it" {}
resource "aws_autoscaling_group" "blue" {
  desired_capacity    = 2
  vpc_zone_identifier = [aws_subnet.a.id]
  target_group_arns   = [aws_lb_target_group.it.arn]
}
resource "aws_autoscaling_group" "green" {
  desired_capacity    = COUNT
  vpc_zone_identifier = [aws_subnet.WHERE.id]
  target_group_arns   = [aws_lb_target_group.it.arn]
}
"""
)
ZONE_A = "aws/zone/us-east-2a"
BALANCER = """\
terraform {
  required_providers { azurerm = { VERSION, source = "hashicorp/azurerm" } }
}
provider "azurerm" { features {} }
resource "azurerm_lb" "it" {
  name     = "front"
  location = "westeurope"
  SKU
}
"""
EDGE = """\
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "east"
  region = "us-east-1"
}
resource "aws_acm_certificate" "it" {
  provider    = aws.east
  domain_name = "www.example.com"
}
resource "aws_wafv2_web_acl" "it" {
  provider = aws.east
  scope    = "CLOUDFRONT"
}
resource "aws_lambda_function" "it" {
  function_name = "www"
  ORIGIN
}
resource "aws_lambda_function_url" "it" {
  function_name = aws_lambda_function.it.function_name
  ORIGIN
}
resource "aws_cloudfront_distribution" "it" {
  web_acl_id = aws_wafv2_web_acl.it.arn
  origin {
    origin_id   = "www"
    domain_name = replace(aws_lambda_function_url.it.function_url, "https://", "")
  }
  viewer_certificate { acm_certificate_arn = aws_acm_certificate.it.arn }
}
"""


def fill(code: str, **words: str) -> str:
    for word, text in words.items():
        code = code.replace(word, text)
    return code


def scanned(tree: Path, code: str, needs: str, **files: str) -> Scan:
    (tree / "main.tf").write_text(code)
    (tree / "cutset.yaml").write_text(LEDGER.replace("NEEDS", needs))
    for path, text in files.items():
        (tree / path).write_text(text)
    return scan(Request(paths=(tree,)))


def lost(done: Scan, end: str) -> str:
    """The domain whose id ends so."""
    found = [d.id for d in done.inference.domains if d.id.endswith(end)]
    (domain,) = found
    return domain


ONE = "aws_rds_cluster.it"
CASES = [
    pytest.param(CLUSTER, ONE, ZONE_A, ("stopped", "stopped"), id="flagged: a cluster of one"),
    pytest.param(
        CLUSTER
        + """\
resource "aws_rds_cluster_instance" "two" {
  cluster_identifier = aws_rds_cluster.it.id
  availability_zone  = "us-east-2b"
}
""",
        ONE,
        ZONE_A,
        ("ok", "stopped"),  # the writer may be there; it comes back on its own
        id="clean: members of one cluster in two zones are one service",
    ),
    pytest.param(
        fill(GROUPS, COUNT="2", WHERE="a"),
        "aws_lb_target_group.it",
        ZONE_A,
        ("stopped", "stopped"),
        id="flagged: blue and green in one zone are two copies and one place",
    ),
    pytest.param(
        fill(GROUPS, COUNT="2", WHERE="b"),
        "aws_lb_target_group.it",
        ZONE_A,
        ("ok", "ok"),
        id="clean: blue and green in two zones",
    ),
    pytest.param(
        fill(GROUPS, COUNT="0", WHERE="b"),
        "aws_lb_target_group.it",
        ZONE_A,
        ("stopped", "stopped"),
        id="flagged: a group without instances stands in for nothing",
    ),
    pytest.param(
        fill(GROUPS, COUNT="0", WHERE="b"),
        "aws_lb_target_group.it",
        "aws/zone/us-east-2b",
        ("ok", "ok"),
        id="clean: nor does anybody miss it",
    ),
    pytest.param(
        fill(GROUPS, COUNT="var.open", WHERE="b") + 'variable "open" {}\n',
        "aws_lb_target_group.it",
        ZONE_A,
        ("ok", "stopped"),
        id="not known: a group of nobody knows how many",
    ),
    pytest.param(
        AWS
        + """\
resource "aws_autoscaling_group" "it" {
  desired_capacity    = 4
  vpc_zone_identifier = [aws_subnet.a.id]
}
""",
        "aws_autoscaling_group.it",
        ZONE_A,
        ("stopped", "stopped"),
        id="flagged: a group that scales within one subnet",
    ),
    pytest.param(
        AWS
        + """\
resource "aws_autoscaling_group" "it" {
  desired_capacity    = 4
  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
}
""",
        "aws_autoscaling_group.it",
        ZONE_A,
        ("ok", "ok"),
        id="clean: a group over two subnets",
    ),
    pytest.param(
        fill(BALANCER, VERSION='version = "~> 3.100"', SKU=""),
        "azurerm_lb.it",
        "the zone of azurerm_lb.it",
        ("stopped", "stopped"),
        id="flagged: a default that was another before",
    ),
    pytest.param(
        fill(BALANCER, VERSION='version = "~> 3.100"', SKU='sku = "Standard"'),
        "azurerm_lb.it",
        "azure/region/westeurope",
        ("stopped", "stopped"),
        id="what is written goes before the default",
    ),
    pytest.param(
        fill(BALANCER, VERSION='version = ">= 3.0, < 5.0"', SKU=""),
        "azurerm_lb.it",
        "the zone of azurerm_lb.it",
        ("ok", "stopped"),
        id="not known: both releases are allowed",
    ),
    pytest.param(
        fill(EDGE, ORIGIN=""),
        "aws_cloudfront_distribution.it",
        "aws/region/us-east-1",
        ("ok", "slowed"),
        id="clean: an alias for certificates and rules of the edge is no second region",
    ),
    pytest.param(
        fill(EDGE, ORIGIN="provider = aws.east"),
        "aws_cloudfront_distribution.it",
        "aws/region/us-east-1",
        ("stopped", "stopped"),
        id="flagged: an alias for what the edge leads to",
    ),
]


STREAM = """\
provider "aws" { region = "us-east-2" }
resource "aws_s3_bucket" "it" { bucket = "reports" }
resource "aws_glue_catalog_table" "it" {
  name          = "reports"
  database_name = "reports"
  storage_descriptor { location = "s3://${aws_s3_bucket.it.bucket}/reports" }
}
resource "aws_kinesis_firehose_delivery_stream" "it" {
  name = "reports"
  extended_s3_configuration {
    bucket_arn = aws_s3_bucket.it.arn
    data_format_conversion_configuration {
      schema_configuration { table_name = aws_glue_catalog_table.it.name }
    }
  }
}
resource "aws_lambda_function" "it" {
  function_name = "reader"
  environment { variables = { BUCKET = aws_s3_bucket.it.bucket } }
}
"""
CASES += [
    pytest.param(
        STREAM,
        "aws_kinesis_firehose_delivery_stream.it",
        "aws/service/us-east-2/s3",
        ("slowed", "slowed"),
        id="clean: a stream keeps what its bucket does not take, and a table only describes it",
    ),
    pytest.param(
        STREAM,
        "aws_lambda_function.it",
        "aws/service/us-east-2/s3",
        ("stopped", "stopped"),
        id="flagged: a program that is handed the bucket",
    ),
]
GROUPED = """\
provider "aws" { region = "us-east-2" }
variable "group" {}
resource "aws_db_instance" "it" { db_subnet_group_name = var.group }
resource "aws_db_instance" "other" { db_subnet_group_name = var.group }
"""
SUBNET = """\
provider "aws" { region = "us-east-2" }
variable "subnet" {}
resource "aws_instance" "it" { subnet_id = var.subnet }
resource "aws_instance" "other" { subnet_id = var.subnet }
"""
CASES += [
    pytest.param(
        GROUPED,
        "aws_db_instance.it",
        "the zone of aws_db_instance.other",
        ("ok", "stopped"),
        id="not known: two databases in one group of subnets may be in two zones",
    ),
    pytest.param(
        SUBNET,
        "aws_instance.it",
        "/us-east-2/.: var.subnet",
        ("stopped", "stopped"),
        id="flagged: two machines in one subnet, whichever that is, are in one zone",
    ),
]
EACH = """\
variable "regions" { type = set(string) }
variable "home" {}
provider "google" { project = "exchange" }
resource "google_cloud_run_v2_service" "it" {
  for_each = var.regions
  location = PLACE
}
"""
CASES += [
    pytest.param(
        fill(EACH, PLACE="each.value"),
        "type:google_cloud_run_v2_service",
        "each.value",
        ("ok", "stopped"),
        id="not known: in each of some regions, however many",
    ),
    pytest.param(
        fill(EACH, PLACE="var.home"),
        "type:google_cloud_run_v2_service",
        "/region/.: var.home",
        ("stopped", "stopped"),
        id="flagged: in one region, however many",
    ),
]


@pytest.mark.parametrize(("code", "needs", "loss", "answer"), CASES)
def test_state(tmp_path: Path, code: str, needs: str, loss: str, answer: tuple[str, str]) -> None:
    done = scanned(tmp_path, code, needs)
    assert state(done, "order", lost(done, loss)) == answer


@pytest.mark.parametrize(
    ("release", "zonal"), [("3.117.0", True), ("4.0.0", False), ("4.12.1", False)]
)
def test_the_lock_file_decides_between_releases(tmp_path: Path, release: str, zonal: bool) -> None:
    lock = f'provider "registry.terraform.io/hashicorp/azurerm" {{\n  version = "{release}"\n}}\n'
    code = fill(BALANCER, VERSION='version = ">= 3.0"', SKU="")
    done = scanned(tmp_path, code, "azurerm_lb.it", **{".terraform.lock.hcl": lock})
    assert any(domain.kind == "zone" for domain in done.inference.domains) is zonal


ORGANIZATION = """\
provider "aws" { region = "us-east-2" }
resource "aws_organizations_organization" "all" { feature_set = "ALL" }
resource "aws_organizations_organizational_unit" "live" {
  name      = "live"
  parent_id = aws_organizations_organization.all.roots[0].id
}
resource "aws_organizations_account" "trading" {
  name      = "trading"
  email     = "aws@shop.example"
  parent_id = aws_organizations_organizational_unit.live.id
}
resource "aws_s3_bucket" "files" { bucket = "files" }
"""


def test_an_organization_runs_nothing_and_leaves_nothing_open(tmp_path: Path) -> None:
    done = scanned(tmp_path, ORGANIZATION, "files")
    assert [gap.question for gap in done.inference.gaps if "organization" in gap.subject] == []
