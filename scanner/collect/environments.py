"""Production is judged; other environments only on request, and never silently left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from scanner.errors import UnknownNameError
from scanner.model import Excluded, Inventory, Read, Resource, Source

PRODUCTION = frozenset({"production", "prod", "prd", "live"})
OTHERS = frozenset(
    [
        "staging",
        "stage",
        "stg",
        "preproduction",
        "preprod",
        "uat",
        "acceptance",
        "integration",
        "int",
        "test",
        "testing",
        "tst",
        "qa",
        "development",
        "develop",
        "dev",
        "sandbox",
        "demo",
        "nonprod",
        "non-prod",
    ]
)
EXAMPLES = frozenset(["example"])
"""What shows or tests other code: in no environment that anybody uses."""
_INSTANCE = re.compile(r"\[[^\[\]]*\]$")


def judged_environments(inventory: Inventory, wanted: Sequence[str] = ()) -> Inventory:
    """The inventory without the environments that are not judged; those are excluded, each
    resource with the reason.

    With none `wanted`: where there is a production, all but the environments whose name says
    that they are none; elsewhere everything but examples, and those too where there is nothing
    else.
    """
    names = {resource.environment.lower() for resource in inventory.resources}
    unwanted = EXAMPLES | OTHERS if names & PRODUCTION else EXAMPLES
    kept = [r for r in inventory.resources if _is_judged(r, wanted, unwanted)]
    if len(kept) == len(inventory.resources) or not kept:
        return inventory
    ids = {resource.id for resource in kept}
    left_out = [r for r in inventory.resources if r.id not in ids]
    kept_roots = {_root(resource.id) for resource in kept}
    gone_roots = {_root(resource.id) for resource in left_out} - kept_roots
    return msgspec.structs.replace(
        inventory,
        resources=tuple(r for r in inventory.resources if r.id in ids),
        sources=tuple(_without(source, left_out, gone_roots) for source in inventory.sources),
        gaps=tuple(
            g for g in inventory.gaps if _root(g.subject) not in gone_roots or g.subject in ids
        ),
    )


def check_environments(inventory: Inventory, asked: Sequence[str]) -> None:
    """Raises UnknownNameError where something is asked for that no resource is in: all would be
    left out, and nothing would look wrong. Where no resource names its environment, any fits."""
    names = {resource.environment.lower() for resource in inventory.resources} - {""}
    for name in asked:
        if names and name.lower() not in names:
            raise UnknownNameError("environment", name, names)


def _is_judged(resource: Resource, wanted: Sequence[str], unwanted: frozenset[str]) -> bool:
    name = resource.environment.lower()
    if wanted:
        return not name or name in {one.lower() for one in wanted}
    return name not in unwanted


def _root(identifier: str) -> str:
    return identifier.partition(":")[0]


def _without(source: Source, left_out: list[Resource], gone_roots: set[str]) -> Source:
    """The source with what is left out counted as excluded: once for each block, as it was
    counted when it was declared."""
    root = source.id.partition(":")[2]
    blocks: dict[str, Excluded] = {}
    for resource in left_out:
        if _root(resource.id) == root:
            block = _INSTANCE.sub("", resource.id)
            reason = f"environment {resource.environment} is judged only on request"
            blocks[block] = Excluded(block, reason, resource.origin)
    if root in gone_roots:  # nor does what could not be read of it matter
        reason = "its root is of an environment that is judged only on request"
        for gap in source.unevaluated:
            blocks[gap.subject] = Excluded(gap.subject, reason, gap.origin)
        source = msgspec.structs.replace(source, unevaluated=(), read=Read.ALL, reason="")
    excluded = sorted((*source.excluded, *blocks.values()), key=lambda one: one.id)
    return msgspec.structs.replace(source, excluded=tuple(excluded))
