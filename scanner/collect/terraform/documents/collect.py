"""A file with a plan or a state into an inventory."""

from __future__ import annotations

from scanner.collect.terraform.documents.contents import Contents
from scanner.collect.terraform.documents.inventory import inventory_of
from scanner.collect.terraform.documents.kinds import opened
from scanner.collect.terraform.documents.world import World
from scanner.collect.terraform.facts import Facts, Knowledge
from scanner.collect.terraform.instances.ledger import Ledger
from scanner.collect.terraform.options import Options
from scanner.collect.terraform.syntax.source import UnreadableError
from scanner.collect.terraform.unread import unread_source
from scanner.collect.tree import Tree
from scanner.model import FileOrigin, Gap, Inventory, plain_id


def collect(
    tree: Tree, path: str, knowledge: Knowledge, options: Options | None = None
) -> Inventory:
    """Everything that a plan or state tells of. `tree` is the file itself, and `path` how
    messages and ids call it.

    Never raises for what it reads: what is no such document, or is broken, is a source that
    was not read, with a gap that says why.
    """
    options = options or Options()
    path = path.removeprefix("./")
    root = plain_id(path.replace(":", "_"))
    try:
        document, node, kind = opened(path, _content(tree))
        contents = Contents(World(root, Facts(knowledge)), Ledger(root), options.limits)
        kind.read(node, contents)
        return inventory_of(contents, document, options.workspace)
    except UnreadableError as error:
        source, gap = unread_source(root, path, str(error), FileOrigin(path), files=1)
        return Inventory(sources=(source,), gaps=(gap,))


def _content(tree: Tree) -> bytes:
    content = tree.read("")
    if isinstance(content, Gap):
        raise UnreadableError(content.reason.removeprefix(". "))
    return content
