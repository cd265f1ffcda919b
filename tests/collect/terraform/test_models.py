"""Modules whose code is not here, judged by what is known of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scanner.collect.terraform import Options
from scanner.collect.terraform.modules import Loader
from scanner.collect.terraform.modules.models import Model, find_model
from scanner.collect.terraform.modules.versions import (
    chosen_within,
    range_of,
    version_of,
)
from scanner.collect.tree import Tree
from scanner.knowledge.modules import MODELS, ModelFile, models_of
from scanner.model import FileOrigin, Inventory, Reach, Read

from . import code, modelling

HEADERS = sorted(MODELS.rglob("model.yaml"))
ADDRESSES = [header.parent.relative_to(MODELS).as_posix() for header in HEADERS]
CASES = [(file, case) for file in modelling.FILES for case in modelling.read(file).calls]


# --- against the modules' own code ------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "case"), CASES, ids=[f"{file.stem}: {case.name}" for file, case in CASES]
)
def test_a_model_gives_what_the_code_gave(file: Path, case: modelling.Case, tmp_path: Path) -> None:
    found = modelling.evaluated(tmp_path, case.code)
    code.check(found)
    assert not [gap.reason for gap in found.gaps if gap.reach is Reach.OPAQUE]
    assert modelling.all_facts(found, found) == modelling.recorded(file)[case.name]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_model_is_whole(address: str) -> None:
    known = models_of(address)
    assert isinstance(known, ModelFile)
    newest = version_of(known.newest)
    assert newest is not None
    for number, one in enumerate(known.models):
        described = range_of(one.versions)
        assert described is not None
        assert one.checked
        assert all((v := version_of(text)) and v in described for text in one.checked)
        module, inner = "/".join(address.split("/")[:3]), "/".join(address.split("/")[3:])
        model = Model(module, inner, one.checked[-1], known, one, FileOrigin("main.tf"))
        loaded = Loader(Tree(MODELS)).load_model(model, MODELS)
        assert not loaded.lost
        assert loaded.resources or loaded.calls
        assert not set(loaded.variables) & set(one.same)
        for other in known.models[number + 1 :]:
            ranges = described, range_of(other.versions)
            assert ranges[1] is not None
            assert ranges[0].high <= ranges[1].low


def test_every_module_was_compared_with_its_code() -> None:
    compared = {(file.module, release) for file, _ in _files() for release in file.releases}
    for address in ADDRESSES:
        known = models_of(address)
        assert known is not None
        module = "/".join(address.split("/")[:3])
        for one in known.models:
            assert any((module, release) in compared for release in one.checked), address


def _files() -> list[tuple[modelling.Calls, Path]]:
    return [(modelling.read(file), file) for file in modelling.FILES]


# --- when a model stands for a module ---------------------------------------------------

ADDRESS = "example/queue/cloud"
HEADER = """\
repository: https://github.com/example/terraform-cloud-queue
date: '2026-01-01'
newest: 2.5.0
models:
  - {versions: '>= 1.0, < 2.0', code: [main.tf], checked: [1.4.0], same: ['*_tags']}
  - versions: '>= 2.0, < 3.0'
    code: [main.tf]
    checked: [2.0.0, 2.5.0]
    same: ['*_tags']
    leaves_out: policies
"""
CODE = """\
variable "name" {}
variable "size" {
  default = 1
  validation { condition = var.size < 10 }
}
resource "aws_sqs_queue" "this" {
  count = var.size
  name  = var.name
  arn2  = aws_sqs_queue.other.arn
}
resource "aws_sqs_queue" "other" {}
module "inner" {
  source = "./modules/inner"
  name   = var.name
}
output "arn" { value = aws_sqs_queue.this[0].arn }
"""
INNER = """\
variable "name" {}
resource "aws_sns_topic" "this" { name = var.name }
"""


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with what is known of one module and of one inside it."""
    folder = tmp_path / "models"
    inner = folder / ADDRESS / "modules" / "inner"
    inner.mkdir(parents=True)
    (folder / "aliases.yaml").write_text(
        "hosts: [registry.example.com]\nrepositories: [git.example.com]\n"
        "modules: {old/queue/cloud: example/queue/cloud}\n"
    )
    (folder / ADDRESS / "model.yaml").write_text(HEADER)
    (folder / ADDRESS / "main.tf").write_text(CODE)
    (folder / ADDRESS / "releases.yaml").write_text("0123abc: 2.1.0\n")
    (inner / "model.yaml").write_text(HEADER)
    (inner / "main.tf").write_text(INNER)
    return folder


def _gaps(found: Inventory) -> dict[str, str]:
    return {gap.subject: f"{gap.reach}: {gap.reason}" for gap in found.gaps}


NOT_HERE = "example/queue/cloud is not in the scanned directory"
OF = "what is known of example/queue/cloud"
IDS = [
    "module.q.aws_sqs_queue.other",
    "module.q.aws_sqs_queue.this[0]",
    "module.q.module.inner.aws_sns_topic.this",
]


def _call(*lines: str, source: str = ADDRESS) -> str:
    text = "\n  ".join((f'source = "{source}"', *lines))
    return f'module "q" {{\n  {text}\n}}\n'


USED = [
    pytest.param(_call('name = "a"'), code.ids, IDS, id="the newest"),
    pytest.param(_call('name = "a"', 'version = "~> 1.0"'), code.ids, IDS, id="an older one"),
    pytest.param(_call('name = "a"', 'version = "~> 2.5"'), code.ids, IDS, id="the newest of some"),
    pytest.param(_call('name = "a"', "x_tags = {}"), code.ids, IDS, id="what changes nothing"),
    pytest.param(
        _call('name = "a"', source=f"registry.example.com/{ADDRESS}"), code.ids, IDS, id="a host"
    ),
    pytest.param(_call('name = "a"', source="old/queue/cloud"), code.ids, IDS, id="a former name"),
    pytest.param(
        _call(
            'name = "a"',
            source="git::https://git.example.com/example/terraform-cloud-queue.git?ref=v1.2.0",
        ),
        code.ids,
        IDS,
        id="the repository at a release",
    ),
    pytest.param(
        _call(
            'name = "a"',
            source="git::https://git.example.com/example/terraform-cloud-queue?ref=0123abc",
        ),
        code.ids,
        IDS,
        id="the repository at the commit of a release",
    ),
    pytest.param(
        _call('name = "a"', source=f"{ADDRESS}//modules/inner"),
        code.ids,
        ["module.q.aws_sns_topic.this"],
        id="a module inside it",
    ),
    pytest.param(
        _call('name = "a"', "count = 2") + 'output "x" { value = module.q[1].arn }',
        code.ids,
        sorted(i.replace("module.q.", f"module.q[{n}].") for i in IDS for n in (0, 1)),
        id="several",
    ),
    pytest.param(
        _call('name = "a"')
        + "-- .terraform/modules/modules.json --\n"
        + '{"Modules": [{"Key": "q", "Source": "registry", "Dir": ".terraform/modules/q"}]}\n'
        + '-- .terraform/modules/q/main.tf --\nvariable "name" {}\nresource "aws_vpc" "this" {}\n',
        code.ids,
        ["module.q.aws_vpc.this"],
        id="code that is here wins",
    ),
    pytest.param(
        _call('name = "a"') + 'resource "aws_instance" "i" { user_data = module.q.arn }',
        code.references("aws_instance.i"),
        [("user_data", "module.q.aws_sqs_queue.this[0]", "arn")],
        id="its outputs lead to what it holds",
    ),
    pytest.param(
        _call('name = "a"', "count = 0"),
        lambda found: sorted(e.id for s in found.sources for e in s.excluded),
        [
            ".:module.q.aws_sqs_queue.other",
            ".:module.q.aws_sqs_queue.this",
            ".:module.q.module.inner.aws_sns_topic.this",
        ],
        id="none",
    ),
]
REFUSED = [
    (_call('version = "3.0.0"'), f"{OF} is of >= 1.0, < 2.0, >= 2.0, < 3.0, not of 3.0.0"),
    (_call('version = "~> 0.9"'), f"{OF} is of >= 1.0, < 2.0, >= 2.0, < 3.0, not of ~> 0.9"),
    (
        _call('version = "2.0.0-beta1"'),
        f"{OF} is of >= 1.0, < 2.0, >= 2.0, < 3.0, not of 2.0.0-beta1",
    ),
    (_call('name = "a"', "colour = 1"), f"{OF} does not cover its input colour"),
    (_call('name = "a"', "size = 10"), f"{OF} does not cover this value of its input size"),
    (
        _call('name = "a"', "size = var.s") + 'variable "s" {}',
        f"{OF} does not cover this value of its input size",
    ),
    (_call('name = "a"', "lifecycle {}"), "its block lifecycle is not understood"),
]


@pytest.mark.parametrize(("text", "ask", "answer"), USED)
def test_used(
    text: str, ask: Callable[[Inventory], Any], answer: Any, models: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "code"
    folder.mkdir()
    assert ask(code.inventory(folder, text, Options(models=models))) == answer


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_refused(text: str, why: str, models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "code"
    folder.mkdir()
    found = code.inventory(folder, text, Options(models=models))
    reasons = code.unevaluated(found)["module.q"]
    assert {resource.type for resource in found.resources} <= {"module"}
    assert reasons.endswith(why), reasons
    assert "is not in the scanned directory" in reasons


@pytest.mark.parametrize(
    "source",
    [
        "example/queue/cloud//../other",
        "example/../queue",
        "elsewhere.example.com/example/queue/cloud",
        "git::https://git.example.com/example/terraform-cloud-queue?ref=main",
        "git::https://git.example.com/example/terraform-cloud-queue?ref=../../x",
        "git::https://other.example.com/example/terraform-cloud-queue?ref=v1.2.0",
        "./modules/inner",
        "../" * 9 + "etc",
        "example/queue/cloud//modules/absent",
    ],
)
def test_other_sources_have_no_model(source: str, models: Path) -> None:
    assert not isinstance(find_model(source, "", None, FileOrigin("a.tf"), models), Model)


def test_all_is_said_to_stand_at_the_call(models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "code"
    folder.mkdir()
    found = code.inventory(folder, "\n\n" + _call('name = "a"', "size = 2"), Options(models=models))
    for resource in found.resources:
        assert isinstance(resource.origin, FileOrigin)
        origins = [
            resource.origin,
            *resource.places.values(),
            *(r.origin for r in resource.references),
        ]
        assert {(o.path, o.line) for o in origins if isinstance(o, FileOrigin)} == {("main.tf", 3)}
        assert "knowledge of example/queue/cloud" in resource.because["existence"]
    queue = code.resource(found, "module.q.aws_sqs_queue.this[1]")
    assert queue.attributes["name"] == "a"


def test_one_gap_a_call_says_what_it_rests_on(models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "code"
    folder.mkdir()
    found = code.inventory(folder, _call('name = "a"'), Options(models=models))
    assert _gaps(found) == {
        ".:module.q": "existence: judged by what is known of example/queue/cloud "
        ">= 2.0, < 3.0, not by its code; left out is policies; run `terraform init` or give "
        "--module-path to have it read"
    }
    (source,) = found.sources
    assert (source.read, source.reason) == (
        Read.PART,
        "1 module judged by what is known of such modules",
    )
    assert (source.declared, source.unevaluated) == (3, ())


def test_an_output_that_is_not_told_is_unknown(models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "code"
    folder.mkdir()
    text = _call('name = "a"') + 'resource "aws_instance" "i" { user_data = module.q.secret }'
    found = code.inventory(folder, text, Options(models=models))
    unknown = code.resource(found, "aws_instance.i").unknown["user_data"]
    assert unknown.reason == f"{OF} does not tell its output secret"
    assert "What is module.q.secret?" in {gap.question for gap in found.gaps}


def test_a_call_that_decides_its_own_model(models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "code"
    folder.mkdir()
    text = _call('name = "a"', "size = length(module.q.arn)")
    found = code.inventory(folder, text, Options(models=models))
    assert list(code.unevaluated(found)) == ["module.q"]


def test_without_models_it_is_not_read(tmp_path: Path) -> None:
    found = code.inventory(tmp_path, _call('name = "a"'), Options(models=None))
    assert code.unevaluated(found) == {"module.q": NOT_HERE}


# --- versions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "described", "chosen"),
    [
        ("", ">= 2.0, < 3.0", True),
        ("", ">= 1.0, < 2.0", False),
        ("~> 2.0", ">= 2.0, < 3.0", True),
        ("~> 2.0.1", ">= 2.0, < 3.0", True),
        ("= 2.5.0", ">= 2.0, < 3.0", True),
        ("2.5", ">= 2.0, < 3.0", True),
        (">= 1.0", ">= 2.0, < 3.0", True),
        (">= 1.0", ">= 1.0, < 2.0", False),
        ("> 2.5.0", ">= 2.0, < 3.0", False),
        ("<= 1.9.9", ">= 1.0, < 2.0", True),
        ("< 2.0", ">= 1.5, < 2.0", True),
        ("< 2.0", ">= 1.0, < 1.8", False),
        ("~> 1.0, != 1.3.0", ">= 1.0, < 2.0", True),
        ("~> 1.0, >= 1.9", ">= 1.0, < 1.5", False),
        (">= 3.0, < 2.0", ">= 1.0, < 9.0", False),
    ],
)
def test_which_release_is_chosen(asked: str, described: str, chosen: bool) -> None:
    wanted, known = range_of(asked), range_of(described)
    assert wanted is not None
    assert known is not None
    releases = [(1, 6, 0), (2, 4, 0)]
    known_releases = [release for release in releases if release in known]
    assert chosen_within(wanted, known, known_releases, (2, 5, 0)) is chosen


@pytest.mark.parametrize("text", ["main", "1.2.3-rc1", "~> a", ">= 1.0 < 2.0", "1.2.3.4", "9" * 40])
def test_no_constraint(text: str) -> None:
    assert range_of(text) is None
