"""Production is judged; other environments only on request, and never silently left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from scanner.errors import UnknownNameError
from scanner.model import Excluded, FileOrigin, Inventory, Read, Resource, Source

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
_NODE_END = re.compile(r"[@#][\w.-]*$")
"""The address or action in what something needs."""
_INSTANCE = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\[\]"]*)\]$')
"""The key of an instance, at the end of its address."""


def judged_environments(inventory: Inventory, wanted: Sequence[str] = ()) -> Inventory:
    """The inventory without the environments that are not judged; those are excluded, each
    block with the reason.

    With none `wanted`: where there is a production, all but the environments whose name says
    that they are none; elsewhere everything but examples, and those too where there is nothing
    else. What is judged takes along what it refers to, whatever environment that is said to be
    of: a store that production uses is production's.
    """
    names = {resource.environment.lower() for resource in inventory.resources}
    unwanted = EXAMPLES | OTHERS if names & PRODUCTION else EXAMPLES
    judged = [r for r in inventory.resources if _is_judged(r, wanted, unwanted)]
    kept = _with_what_they_use(judged, inventory)
    if len(kept) == len(inventory.resources) or not kept:
        return inventory
    ids = {resource.id for resource in kept}
    left_out = [r for r in inventory.resources if r.id not in ids]
    kept_roots = {_root(resource.id) for resource in kept}
    gone_roots = {_root(resource.id) for resource in left_out} - kept_roots
    blocks = _left_out_blocks(inventory.sources, kept, left_out)
    sources = tuple(
        _without(source, blocks[number], gone_roots)
        for number, source in enumerate(inventory.sources)
    )
    return msgspec.structs.replace(
        inventory,
        resources=tuple(r for r in inventory.resources if r.id in ids),
        sources=sources,
        gaps=tuple(
            g for g in inventory.gaps if _root(g.subject) not in gone_roots or g.subject in ids
        ),
    )


def check_environments(inventory: Inventory, asked: Sequence[str], *, at: str = "") -> None:
    """Raises UnknownNameError where something is asked for that no resource is in: all would be
    left out, and nothing would look wrong. Where no resource names its environment, any fits.
    `at` is where it was asked for."""
    names = {resource.environment.lower() for resource in inventory.resources} - {""}
    for name in asked:
        if names and name.lower() not in names:
            raise UnknownNameError("environment", name, names, at=at)


def _is_judged(resource: Resource, wanted: Sequence[str], unwanted: frozenset[str]) -> bool:
    name = resource.environment.lower()
    if wanted:
        return not name or name in {one.lower() for one in wanted}
    return name not in unwanted


def _with_what_they_use(judged: list[Resource], inventory: Inventory) -> list[Resource]:
    """The resources, and all that they refer to or need, near and far."""
    known = {resource.id: resource for resource in inventory.resources}
    found = {resource.id: resource for resource in judged}
    waiting = list(judged)
    while waiting:
        resource = waiting.pop()
        needs = (_NODE_END.sub("", need) for need in resource.needs if isinstance(need, str))
        for target in (*(reference.target for reference in resource.references), *needs):
            if target in known and target not in found:
                found[target] = known[target]
                waiting.append(known[target])
    return list(found.values())


def _root(identifier: str) -> str:
    return identifier.partition(":")[0]


# --- what sources count ------------------------------------------------------------------


def _left_out_blocks(
    sources: Sequence[Source], kept: list[Resource], left_out: list[Resource]
) -> list[dict[str, Excluded]]:
    """Of each source, what it declares of which nothing is kept, counted as it was when it was
    declared: a block of code once however many instances it has, all else one by one."""
    owner = _Owner(sources)
    still_there = {owner.of(resource) for resource in kept}
    found: list[dict[str, Excluded]] = [{} for _ in sources]
    for resource in left_out:
        number, block = owner.of(resource)
        if number is None or resource.existing or (number, block) in still_there:
            continue  # what is looked up is declared elsewhere
        reason = f"environment {resource.environment} is judged only on request"
        found[number].setdefault(block, Excluded(block, reason, resource.origin))
    return found


class _Owner:
    """Which source declares a resource: the root of its code, the file it is written in, or the
    account it was found in."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._by_name: dict[str, int] = {}
        self._by_id: dict[str, int] = {}
        for number, source in enumerate(sources):
            self._by_name.setdefault(source.id.partition(":")[2], number)
            self._by_id.setdefault(source.id, number)

    def of(self, resource: Resource) -> tuple[int | None, str]:
        """The number of the source, None for what no source declares; and what it counts."""
        root, _, address = resource.id.partition(":")
        if address and root in self._by_name:
            return self._by_name[root], _INSTANCE.sub("", resource.id)
        if isinstance(resource.origin, FileOrigin) and resource.origin.path in self._by_id:
            return self._by_id[resource.origin.path], resource.id
        return self._by_name.get(resource.account) if resource.account else None, resource.id


def _without(source: Source, blocks: dict[str, Excluded], gone_roots: set[str]) -> Source:
    """The source with `blocks` counted as excluded. What is not known of a root of which
    something is kept stays unknown."""
    counted = {gap.subject for gap in source.unevaluated} | {one.id for one in source.excluded}
    excluded = [one for block, one in blocks.items() if block not in counted]
    if source.id.partition(":")[2] in gone_roots:
        reason = "its root is of an environment that is judged only on request"
        excluded += [Excluded(gap.subject, reason, gap.origin) for gap in source.unevaluated]
        source = msgspec.structs.replace(source, unevaluated=(), read=Read.ALL, reason="")
    ordered = sorted((*source.excluded, *excluded), key=lambda one: one.id)
    return msgspec.structs.replace(source, excluded=tuple(ordered))
