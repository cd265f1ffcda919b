"""`scan init`: the file it writes gives the same journeys, and nothing is overwritten."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scanner.config import Config
from scanner.config.first import first_config
from scanner.model import FileOrigin, Journey
from scanner.model.codec import decode, read_document

from tests.cli.inside import run

SAMPLE = Path(__file__).resolve().parents[2] / "sample_inventories" / "kestrel-terraform"
CODE = """\
provider "aws" {
  region = "eu-west-1"
}
resource "aws_lb" "public" {
  subnets = ["subnet-1"]
}
resource "aws_route53_record" "shop" {
  name = "shop.example.com"
  alias {
    name = aws_lb.public.dns_name
  }
}
resource "aws_instance" "worker" {
  for_each          = { "a b" = 1, "it's" = 2 }
  availability_zone = "eu-west-1a"
}
"""


def judged(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("--path", ".", "--format", "json", cwd=folder).out)
    return found


@pytest.fixture(params=["small", "kestrel"])
def code(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    if request.param == "small":
        folder.mkdir()
        (folder / "main.tf").write_text(CODE)
    else:
        shutil.copytree(SAMPLE, folder)
        (folder / "cutset.yaml").unlink()
    (folder / ".git").mkdir()
    return folder


def test_the_next_scan_is_the_same(code: Path) -> None:
    before = judged(code)
    assert all(journey["guessed"] for journey in before["journeys"])
    done = run("init", cwd=code)
    assert done.code == 0, done.err
    after = judged(code)
    assert not any(journey.get("guessed") for journey in after["journeys"])
    kept = ("id", "name", "needs", "environment", "tier")
    assert [{k: j.get(k) for k in kept} for j in after["journeys"]] == [
        {k: j.get(k) for k in kept} for j in before["journeys"]
    ]
    assert after["table"] == before["table"]
    assert [f["id"] for f in after["findings"]] == [f["id"] for f in before["findings"]]
    assert after["warnings"] == before["warnings"] if "warnings" in before else True


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "main.tf").write_text(CODE)
    return tmp_path


def test_nothing_is_overwritten_without_force(here: Path) -> None:
    file = here / "cutset.yaml"
    file.write_text("name: mine\n")
    done = run("init", cwd=here)
    assert done.code == 2
    assert "scan init --force" in done.err
    assert file.read_text() == "name: mine\n"
    assert run("init", "--force", cwd=here).code == 0
    assert "aws_lb.public" in file.read_text()


def test_nor_is_one_above_put_out_of_force_unasked(here: Path) -> None:
    (here / "cutset.yaml").write_text("name: mine\n")
    (here / "infra").mkdir()
    (here / "infra" / "main.tf").write_text(CODE)
    assert run("init", "--path", "infra", cwd=here).code == 2
    assert not (here / "infra" / "cutset.yaml").exists()


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_link_is_never_followed(force: tuple[str, ...], here: Path) -> None:
    outside = here.parent / "outside.yaml"
    (here / "cutset.yaml").symlink_to(outside)
    run("init", *force, cwd=here)
    assert not outside.exists()


def test_in_the_folder_that_is_scanned(here: Path) -> None:
    (here / "infra").mkdir()
    (here / "main.tf").rename(here / "infra" / "main.tf")
    assert run("init", "--path", "infra", cwd=here).code == 0
    assert (here / "infra" / "cutset.yaml").is_file()


def test_a_chosen_environment_is_written_down(here: Path) -> None:
    assert run("init", "--environment", "prod", cwd=here).code == 0
    assert "\nenvironments: [prod]\n" in (here / "cutset.yaml").read_text()


def test_without_a_way_in_it_says_how_to_write_a_journey(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "main.tf").write_text('resource "aws_sqs_queue" "q" {\n}\n')
    done = run("init", cwd=tmp_path)
    assert done.code == 0
    assert "without a journey" in done.out
    assert "journeys" not in judged(tmp_path) or judged(tmp_path)["journeys"] == []


WORDS = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("\"'\\#:\n\t{}[]&*!|>%@`\x00\x7f\u2028"),
    min_size=1,
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), unique_by=lambda w: w[0], max_size=3))
def test_any_name_is_read_back_as_it_was(words: list[tuple[str, str, str, str]]) -> None:
    journeys = [
        Journey(id=a, name=b, environment=c, needs=(d,), guessed=True, origin=FileOrigin(d, 3))
        for a, b, c, d in words
    ]
    config = decode(read_document(first_config(journeys).encode(), "cutset.yaml"), Config)
    read = [(j.id, j.name, j.environment, *j.needs) for j in config.journeys]
    assert read == words
