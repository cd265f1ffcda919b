"""What is taken for a way in, and what runs in the background: code, and the journeys guessed.

Environments that are not judged give none.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.pipeline import Request, scan


def journeys(tree: Path, **files: str) -> list[str]:
    for path, text in files.items():
        file = tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return [journey.id for journey in scan(Request(paths=(tree,))).inference.journeys]


REGION = 'provider "aws" { region = "eu-west-1" }\n'
SERVICE = REGION + 'resource "aws_instance" "it" { count = 1 }\n'


@pytest.mark.parametrize(
    ("files", "answer"),
    [
        pytest.param({"live/main.tf": SERVICE}, ["live-background"], id="a folder that is live"),
        pytest.param(
            {"live/main.tf": SERVICE, "examples/full/main.tf": SERVICE},
            ["live-background"],
            id="examples are judged only on request",
        ),
        pytest.param(
            {"main.tf": SERVICE, "tests/full/main.tf": SERVICE},
            ["background"],
            id="so are tests, also where nothing is production",
        ),
        pytest.param(
            {"examples/full/main.tf": SERVICE},
            ["example-background"],
            id="where there is nothing else they are judged",
        ),
        pytest.param(
            {
                "examples/prod/main.tf": 'variable "environment" { default = "prod" }\n' + SERVICE,
                "main.tf": SERVICE,
            },
            ["background"],
            id="an example does not become production by a variable",
        ),
        pytest.param(
            {
                "main.tf": REGION
                + 'module "a" {\n  source = "./m"\n  environment = "dev"\n}\n'
                + 'module "b" {\n  source = "./m"\n  environment = "prod"\n}\n',
                "m/main.tf": 'variable "environment" {}\nresource "aws_instance" "it" {}\n',
            },
            ["prod-background"],
            id="a module may be told which environment it is for",
        ),
        pytest.param(
            {
                "main.tf": REGION
                + 'module "a" {\n  source = "./m"\n  stage = "build"\n}\n'
                + 'module "b" {\n  source = "./m"\n  stage = "deploy"\n}\n',
                "m/main.tf": 'variable "stage" {}\nresource "aws_instance" "it" {}\n',
            },
            ["background"],
            id="a word that names no environment tells nothing",
        ),
        pytest.param(
            {"net-int-cross/main.tf": SERVICE}, ["background"], id="nor does one amid a name"
        ),
        pytest.param(
            {
                "main.tf": REGION
                + 'resource "aws_autoscaling_group" "it" {\n  min_size = 0\n  max_size = 4\n'
                + "  desired_capacity = 0\n}\n"
            },
            [],
            id="a group without instances is no workload",
        ),
        *(
            pytest.param(
                {
                    "main.tf": REGION
                    + 'variable "token" {}\nresource "aws_instance" "it" {}\n'
                    + f'resource "aws_route53_record" "it" {{\n  name = "{name}"\n'
                    + '  type = "CNAME"\n  records = [aws_instance.it.public_dns]\n}\n'
                },
                [answer],
                id=f"is {name} a host",
            )
            for name, answer in (
                ("mail.example.com", "mail.example.com"),
                ("a_b.example.com", "a-b.example.com"),
                ("_dmarc.example.com", "background"),
                ("${var.token}._domainkey.example.com", "background"),
            )
        ),
        pytest.param(
            {
                "main.tf": REGION
                + 'resource "aws_route53_zone" "it" {\n  name = "in"\n  vpc { vpc_id = "v" }\n}\n'
                + 'resource "aws_db_instance" "it" {}\n'
                + 'resource "aws_route53_record" "it" {\n  name = "ledger.in"\n'
                + '  type = "CNAME"\n  zone_id = aws_route53_zone.it.id\n'
                + "  records = [aws_db_instance.it.address]\n}\n"
            },
            ["background"],
            id="a name for insiders is used by something that was not read",
        ),
        *(
            pytest.param(
                {
                    "main.tf": REGION
                    + 'data "aws_route53_zone" "it" {\n  name = "example.com"\n'
                    + f"  {private}\n}}\n"
                    + 'resource "aws_instance" "it" {}\n'
                    + 'resource "aws_route53_record" "it" {\n  name = "www.example.com"\n'
                    + '  type = "A"\n  zone_id = data.aws_route53_zone.it.id\n'
                    + "  records = [aws_instance.it.public_ip]\n}\n"
                },
                [answer],
                id=name,
            )
            for private, answer, name in (
                ("", "www.example.com", "a zone that is looked up may be anybody's"),
                ("private_zone = false", "www.example.com", "one that says so is everybody's"),
                ("private_zone = true", "background", "a private one is no way in"),
            )
        ),
        pytest.param(
            {
                "main.tf": REGION
                + 'resource "aws_cloudfront_distribution" "it" { enabled = false }\n'
                + 'resource "aws_cloudfront_distribution" "on" { enabled = true }\n'
            },
            ["aws-cloudfront-distribution.on"],
            id="what is switched off is no way in",
        ),
    ],
)
def test_journeys(tmp_path: Path, files: dict[str, str], answer: list[str]) -> None:
    assert journeys(tmp_path, **files) == answer
