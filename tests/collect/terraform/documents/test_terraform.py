"""What the Terraform on this machine writes, with the provider that is built into it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from scanner.collect.terraform import collect, document, joined
from scanner.collect.tree import Tree
from scanner.model import Inventory

from ..code import check, excluded, ids, resource, write
from ..knowledge import SMALL

TERRAFORM = shutil.which("terraform")
CODE = """
variable "secret" {
  default   = "hunter2-Zq81"
  sensitive = true
}

resource "terraform_data" "first" {
  input = { size = 3, secret = var.secret }
}

module "inner" {
  source   = "./inner"
  for_each = toset(["a", "b"])
  first    = terraform_data.first.id
}

resource "terraform_data" "gone" {
  count = 0
}
-- inner/main.tf --
variable "first" {}

resource "terraform_data" "second" {
  input            = var.first
  triggers_replace = "x"
}
"""


def run(folder: Path, *words: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    done = subprocess.run(
        [str(TERRAFORM), *words],
        cwd=folder,
        env={**environment, "CHECKPOINT_DISABLE": "1"},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def read(folder: Path, name: str) -> Inventory:
    found = document(Tree(folder / name), name, SMALL)
    check(found)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if TERRAFORM is None:
        pytest.skip("there is no terraform")
    place = tmp_path_factory.mktemp("terraform")
    write(place / "code", CODE)
    code = place / "code"
    run(code, "init", "-input=false")
    run(code, "plan", "-input=false", "-out=saved")
    (place / "plan.json").write_text(run(code, "show", "-json", "saved"))
    run(code, "apply", "-input=false", "-auto-approve", "saved")
    (place / "shown.json").write_text(run(code, "show", "-json"))
    shutil.copy(code / "terraform.tfstate", place / "state.json")
    run(code, "plan", "-destroy", "-input=false", "-out=saved")
    (place / "destroy.json").write_text(run(code, "show", "-json", "saved"))
    shutil.copy(code / "saved", place / "saved")
    return place


ADDRESSES = [
    'module.inner["a"].terraform_data.second',
    'module.inner["b"].terraform_data.second',
    "terraform_data.first",
]


@pytest.mark.parametrize("name", ["plan.json", "shown.json", "state.json"])
def test_every_form_has_the_same(folder: Path, name: str) -> None:
    found = read(folder, name)
    assert ids(found) == [f"{name}:{address}" for address in ADDRESSES]
    second = resource(found, f"{name}:{ADDRESSES[0]}")
    assert {r.target for r in second.references} == {f"{name}:terraform_data.first"}
    assert second.attributes["triggers_replace"] == "x"
    assert "hunter2" not in repr(found)


def test_a_plan_that_removes_all(folder: Path) -> None:
    found = read(folder, "destroy.json")
    assert ids(found) == []
    assert len(excluded(found)) == 4


def test_a_saved_plan_is_none_that_can_be_read(folder: Path) -> None:
    assert "terraform show -json" in read(folder, "saved").gaps[0].reason


@pytest.mark.parametrize("name", ["plan.json", "shown.json", "state.json"])
def test_beside_the_code(folder: Path, name: str) -> None:
    code = collect(Tree(folder / "code"), SMALL)
    both = joined(code, read(folder, name))
    check(both)
    assert [r.id for r in both.resources] == [r.id for r in code.resources]
    assert [r.references for r in both.resources] == [r.references for r in code.resources]
    assert excluded(both).keys() == {"terraform_data.gone"}
    assert not both.gaps
