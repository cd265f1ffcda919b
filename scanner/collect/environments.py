"""Production is judged; other environments only on request, and never silently left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from scanner.collect.records import Records
from scanner.errors import UnknownNameError
from scanner.knowledge import Knowledge
from scanner.model import ApiOrigin, Excluded, FileOrigin, Gap, Inventory, Read, Resource, Source

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
        "nonproduction",
        "non-production",
    ]
)
EXAMPLES = frozenset(["example"])
"""What shows or tests other code: in no environment that anybody uses."""
TAGS = ("environment", "env", "stage", "environment_name", "deployment_environment")
"""Tags that tell it, best first, whatever their case."""
_NODE_END = re.compile(r"[@#][\w.-]*$")
"""The address or action in what something needs."""
_INSTANCE = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\[\]"]*)\]$')
"""The key of an instance, at the end of its address."""


def judged_environments(
    inventory: Inventory, knowledge: Knowledge, wanted: Sequence[str] = ()
) -> Inventory:
    """The inventory without the environments that are not judged; those are excluded, each
    block with the reason.

    With none `wanted`: where there is a production, all but the environments whose name says
    that they are none; elsewhere everything but examples, and those too where there is nothing
    else. What is judged takes along what it refers to, or calls by a host name, whatever
    environment that is said to be of: a store that production uses is production's.
    """
    names = {resource.environment.lower() for resource in inventory.resources}
    unwanted = EXAMPLES | OTHERS if names & PRODUCTION else EXAMPLES
    judged = [r for r in inventory.resources if _is_judged(r, wanted, unwanted)]
    if len(judged) == len(inventory.resources):
        return inventory
    kept = _with_what_they_use(judged, inventory, knowledge)
    if len(kept) == len(inventory.resources) or not kept:
        return inventory
    ids = {resource.id for resource in kept}
    left_out = [r for r in inventory.resources if r.id not in ids]
    gone = _gone(kept, left_out)
    blocks = _left_out_blocks(inventory.sources, kept, left_out)
    sources = tuple(
        _without(source, blocks[number], gone) for number, source in enumerate(inventory.sources)
    )
    return msgspec.structs.replace(
        inventory,
        resources=tuple(r for r in inventory.resources if r.id in ids),
        sources=sources,
        gaps=tuple(g for g in inventory.gaps if _whole(g) not in gone or g.subject in ids),
    )


def check_environments(inventory: Inventory, asked: Sequence[str], *, at: str = "") -> None:
    """Raises UnknownNameError where something is asked for that no resource is in: all would be
    left out, and nothing would look wrong. Where no resource names its environment, any fits.
    `at` is where it was asked for."""
    names = {resource.environment.lower() for resource in inventory.resources} - {""}
    for name in asked:
        if names and name.lower() not in names:
            raise UnknownNameError("environment", name, names, at=at)


def tagged(tags: Mapping[str, str]) -> tuple[str, str]:
    """The environment that something's own tags tell, and the tag; empty where none does."""
    by_key = {key.lower().replace("-", "_"): key for key in sorted(tags, reverse=True)}
    found = (by_key[name] for name in TAGS if name in by_key)
    return next(((tags[key], key) for key in found if tags[key]), ("", ""))


def _is_judged(resource: Resource, wanted: Sequence[str], unwanted: frozenset[str]) -> bool:
    name = resource.environment.lower()
    if wanted:
        return not name or name in {one.lower() for one in wanted}
    return name not in unwanted


def _with_what_they_use(
    judged: list[Resource], inventory: Inventory, knowledge: Knowledge
) -> list[Resource]:
    """The resources, and all that they refer to, need or call by its name, near and far."""
    records = Records(inventory.resources, knowledge)
    known = {resource.id: resource for resource in inventory.resources}
    found = {resource.id: resource for resource in judged}
    waiting = list(judged)
    while waiting:
        resource = waiting.pop()
        needs = (_NODE_END.sub("", need) for need in resource.needs if isinstance(need, str))
        referred = (reference.target for reference in resource.references)
        for target in (*referred, *needs, *records.called_by(resource, found)):
            if target in known and target not in found:
                found[target] = known[target]
                waiting.append(known[target])
    return list(found.values())


def _gone(kept: list[Resource], left_out: list[Resource]) -> set[str]:
    """Roots of code and accounts of which nothing is judged, and what is not known of them is not
    either. An account is one only where its own name or unit tells its environment: the tags of
    what was read in it say nothing of what was not."""
    gone = {_whole(r) for r in left_out if not _is_live(r) or not tagged(r.tags)[0]}
    return gone - {_whole(resource) for resource in kept}


def _whole(part: Resource | Gap) -> str:
    """The account, or the root of code, that something is of."""
    if isinstance(part.origin, ApiOrigin):
        return part.origin.account
    return (part.subject if isinstance(part, Gap) else part.id).partition(":")[0]


def _is_live(resource: Resource) -> bool:
    return isinstance(resource.origin, ApiOrigin)


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


def _without(source: Source, blocks: dict[str, Excluded], gone: set[str]) -> Source:
    """The source with `blocks` counted as excluded. What is not known of a root or an account of
    which something is kept stays unknown."""
    counted = {gap.subject for gap in source.unevaluated} | {one.id for one in source.excluded}
    excluded = [one for block, one in blocks.items() if block not in counted]
    if source.id.partition(":")[2] in gone:
        whole = (
            "account"
            if any(isinstance(g.origin, ApiOrigin) for g in source.unevaluated)
            else "root"
        )
        reason = f"its {whole} is of an environment that is judged only on request"
        excluded += [Excluded(gap.subject, reason, gap.origin) for gap in source.unevaluated]
        source = msgspec.structs.replace(source, unevaluated=(), read=Read.ALL, reason="")
    ordered = sorted((*source.excluded, *excluded), key=lambda one: one.id)
    return msgspec.structs.replace(source, excluded=tuple(ordered))
