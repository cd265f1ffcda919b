"""Names of megabytes, wherever code may write one: a gap instead, and the rest is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.collect.names import LONGEST
from scanner.model.codec import encode

from . import code

NAME = "x" * 200_000
SOUND = 'resource "aws_vpc" "sound" {}\n'
WRITTEN = {
    "of a resource": (f'resource "aws_instance" "{NAME}" {{}}', []),
    "of its type": (f'resource "aws_{NAME}" "a" {{}}', []),
    "of a module": (f'module "{NAME}" {{\n  source = "./m"\n}}\n-- m/main.tf --\n', []),
    "of a key": (
        f'resource "aws_instance" "a" {{\n  for_each = toset(["{NAME}"])\n}}',
        ["aws_instance.a[?]"],
    ),
    "in the cloud": (
        f'resource "aws_db_instance" "a" {{\n  identifier = "{NAME}"\n}}',
        ["aws_db_instance.a"],
    ),
    "of a region": (
        f'provider "aws" {{\n  region = "{NAME}"\n}}\nresource "aws_instance" "a" {{}}',
        ["aws_instance.a"],
    ),
    "of a variable": (
        f'variable "{NAME}" {{}}\nresource "aws_instance" "a" {{\n  user_data = var.{NAME}\n}}',
        ["aws_instance.a"],
    ),
    "of a local": (
        f'locals {{\n  {NAME} = 1\n}}\nresource "aws_instance" "a" {{\n  ami = local.{NAME}\n}}',
        ["aws_instance.a"],
    ),
    "in JSON": (f'-- more.tf.json --\n{{"resource": {{"aws_vpc": {{"{NAME}": {{}}}}}}}}', []),
}


@pytest.mark.parametrize(("text", "read"), WRITTEN.values(), ids=WRITTEN.keys())
def test_a_name_that_is_too_long_is_a_gap(tmp_path: Path, text: str, read: list[str]) -> None:
    found = code.inventory(tmp_path, SOUND + text)
    assert code.ids(found) == sorted([*read, "aws_vpc.sound"])
    assert any(f"longer than the {LONGEST:,}" in gap.reason for gap in found.gaps)
    for resource in found.resources:
        assert len(resource.name) + len(resource.region) < LONGEST
        assert not [one for one in resource.unknown.values() if len(one.symbol) > 2 * LONGEST]
    assert len(encode(found.gaps)) < 20 * LONGEST


def test_a_long_name_is_read(tmp_path: Path) -> None:
    name = "x" * (LONGEST - 1)
    found = code.inventory(tmp_path, f'resource "aws_vpc" "{name}" {{}}\n')
    assert code.ids(found) == [f"aws_vpc.{name}"]
    assert not found.gaps
