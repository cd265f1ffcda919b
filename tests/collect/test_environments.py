"""What is declared is evaluated, left out or not known, whichever environments are judged."""

from __future__ import annotations

from itertools import chain, combinations
from pathlib import Path

import pytest
from scanner.collect import inventory_file, terraform
from scanner.collect.environments import check_environments, judged_environments
from scanner.collect.tree import Tree
from scanner.errors import UnknownNameError
from scanner.knowledge import load
from scanner.model import Inventory, Reference, Resource, Source

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(
    path
    for path in [*(ROOT / "sample_inventories").iterdir(), ROOT / "samples" / "ci-repository"]
    if path.is_dir()
)

MANY = """
variable "names" { default = ["a", "b"] }
resource "aws_db_instance" "one" {}
resource "aws_lb" "many" {
  for_each = toset(var.names)
  name = "x[${each.key}]"
}
resource "aws_lb" "keyed" { for_each = toset(["a[0]", "]"]) }
resource "aws_lb" "none" { count = 0 }
data "aws_db_instance" "there" { db_instance_identifier = "x" }
data "aws_lb" "there" {
  count = 2
  name  = "x${count.index}"
}
module "gone" { source = "example.com/gone/x" }
module "each" {
  for_each = toset(var.names)
  source   = "example.com/gone/y"
}
"""
SHOP = """
schema_version: 1
resources:
  - {id: a, type: aws_lb, environment: prod}
  - {id: b, type: aws_lb, environment: dev}
  - {id: "c[0]", type: aws_lb, environment: dev}
  - {id: "c[1]", type: aws_lb, environment: uat}
  - {id: d, type: aws_lb}
"""


@pytest.fixture(scope="module")
def inventories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Inventory]:
    """What samples, a tree of every kind of block, and a file come to."""
    made = tmp_path_factory.mktemp("environments")
    for name in ("prod", "dev", "uat"):
        folder = made / "tree" / "environments" / name
        folder.mkdir(parents=True)
        (folder / "main.tf").write_text(MANY)
        (folder / "broken.tf").write_text('resource "aws_lb" "x" {\n  name = = 1\n}\nresource {\n')
    (made / "shop.yaml").write_text(SHOP)
    trees = {path.name: path for path in [*SAMPLES, made / "tree"]}
    read = {n: terraform.collect(Tree(p), load(), terraform.Options()) for n, p in trees.items()}
    return {**read, "a file": inventory_file.collect(made / "shop.yaml", "shop.yaml")}


def evaluated(inventory: Inventory, source: Source) -> int:
    """Blocks of which there is a resource, counted one by one."""
    unknown = {gap.subject for gap in source.unevaluated}
    root = source.id.partition(":")[2]
    if source.kind == "inventory":
        return len(inventory.resources)
    blocks = {
        _without_key(r.id)
        for r in inventory.resources
        if r.id.startswith(f"{root}:") and not r.existing
    }
    return len(blocks - unknown)


def _without_key(identifier: str) -> str:
    """Ids here end in `[0]` or `["text"]`, and no text holds a quote and a bracket."""
    if not identifier.endswith("]"):
        return identifier
    start = '["' if identifier.endswith('"]') else "["
    return identifier[: identifier.rindex(start)]


NAMES = [*(path.name for path in SAMPLES), "tree", "a file"]


@pytest.mark.parametrize("name", NAMES)
def test_the_three_parts_add_up(name: str, inventories: dict[str, Inventory]) -> None:
    inventory = inventories[name]
    environments = sorted({r.environment for r in inventory.resources} - {""})
    subsets = chain.from_iterable(
        combinations([*environments, "nowhere"], n) for n in range(len(environments) + 2)
    )
    declared = {source.id: source.declared for source in inventory.sources}
    for wanted in subsets:
        judged = judged_environments(inventory, load(), wanted)
        for source in judged.sources:
            rest = declared[source.id] - len(source.excluded) - len(source.unevaluated)
            assert rest == evaluated(judged, source), (wanted, source.id)


def test_the_tree_has_what_is_counted_apart(inventories: dict[str, Inventory]) -> None:
    tree = inventories["tree"]
    assert any(r.existing for r in tree.resources)
    assert all(source.excluded and source.unevaluated for source in tree.sources)
    assert len({r.environment for r in tree.resources}) == 3


def test_a_block_with_an_instance_left_is_not_left_out(inventories: dict[str, Inventory]) -> None:
    judged = judged_environments(inventories["a file"], load(), ["uat"])
    assert [r.id for r in judged.resources] == ["c[1]", "d"]
    assert [one.id for one in judged.sources[0].excluded] == ["a", "b", "c[0]"]


def test_a_name_that_no_environment_has(inventories: dict[str, Inventory]) -> None:
    with pytest.raises(UnknownNameError, match=r"Did you mean prod\?") as told:
        check_environments(inventories["tree"], ["dev", "prdo"], at="cutset.yaml")
    assert str(told.value).startswith('cutset.yaml: there is no environment called "prdo"')
    check_environments(inventories["tree"], ["Prod"])


def test_what_production_uses_is_judged_whatever_it_is_called() -> None:
    """A store that is said to be staging's, two references away from a production program."""

    def resource(name: str, environment: str, *uses: str, needs: str = "") -> Resource:
        return Resource(
            id=f".:{name}",
            type="x",
            environment=environment,
            references=tuple(Reference("a", f".:{one}") for one in uses),
            needs=(needs,) if needs else (),
        )

    found = judged_environments(
        Inventory(
            resources=(
                resource("app", "prod", "queue"),
                resource("queue", "staging", "store"),
                resource("store", "staging"),
                resource("page", "prod", needs=".:cache@reader"),
                resource("cache", "staging"),
                resource("alone", "staging", "store"),
            )
        ),
        load(),
    )
    assert [one.id for one in found.resources] == [
        ".:app", ".:queue", ".:store", ".:page", ".:cache",
    ]  # fmt: skip
