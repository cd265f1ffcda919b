"""Files are called as seen from where one stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.collect.origins import seen_from_here
from scanner.collect.tree import Tree
from scanner.model import FileOrigin, Gap, Inventory, KnowledgeOrigin, Reach, Resource, Unknown


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    (tmp_path / "main.tf").write_text("")
    (tmp_path / "vars.tf").write_text("")
    return Tree(tmp_path)


RESOURCE = Resource(
    id="prod:aws_db_instance.x",
    type="aws_db_instance",
    attributes={"path": "main.tf"},
    unknown={"zone": Unknown("var.zone", origin=FileOrigin("vars.tf", 3))},
    because={"region": "provider alias dr (main.tf:4), module main.tf"},
    places={"name": FileOrigin("main.tf", 2)},
    origin=FileOrigin("main.tf", 1, end_line=9),
    called_at=(FileOrigin("vars.tf", 8),),
)
GAPS = tuple(
    Gap(id=str(n), subject="s", question="q", reason="r", reach=Reach.OPAQUE, origin=origin)
    for n, origin in enumerate(
        (FileOrigin("."), FileOrigin("elsewhere.tf", 2), KnowledgeOrigin("e", "main.tf"), None)
    )
)


def test_every_file_of_the_tree_is_renamed_and_nothing_else(tree: Tree) -> None:
    found = seen_from_here(Inventory(resources=(RESOURCE,), gaps=GAPS), tree, "infra")
    (resource,) = found.resources
    assert resource.id == RESOURCE.id
    assert resource.attributes == RESOURCE.attributes
    assert resource.origin == FileOrigin("infra/main.tf", 1, end_line=9)
    assert resource.called_at == (FileOrigin("infra/vars.tf", 8),)
    assert resource.places == {"name": FileOrigin("infra/main.tf", 2)}
    assert resource.unknown["zone"].origin == FileOrigin("infra/vars.tf", 3)
    assert resource.because == {"region": "provider alias dr (infra/main.tf:4), module main.tf"}
    assert [gap.origin for gap in found.gaps] == [
        FileOrigin("infra"),
        FileOrigin("elsewhere.tf", 2),
        KnowledgeOrigin("e", "main.tf"),
        None,
    ]


def test_where_one_stands_in_the_directory_nothing_changes(tree: Tree) -> None:
    inventory = Inventory(resources=(RESOURCE,), gaps=GAPS)
    assert seen_from_here(inventory, tree, "") is inventory
