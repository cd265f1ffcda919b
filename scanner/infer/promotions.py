"""A replica that has been promoted is no replica any more: its source's loss does not age it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from scanner.infer.context import Context
from scanner.model import Effect, Requirement, Term, address, split_port

PROMOTED = "promoted"


def with_promotions(context: Context, requirements: Iterable[Requirement]) -> list[Requirement]:
    """The requirements, with every takeover by a replica going to its address `@promoted`, and
    what that address needs: all that the replica does, but not fresh news from its source."""
    found = list(requirements)
    replicas = {
        resource.id
        for resource in context.inventory.resources
        if (known := context.type_of(resource)) and any(k.kind == "copy_of" for k in known.links)
    }
    used: set[str] = set()
    result = []
    for requirement in found:
        needs = requirement.needs
        if not isinstance(needs, str):
            needs = _to_promoted(needs, replicas, used)
            if needs is not requirement.needs:
                requirement = msgspec.structs.replace(requirement, needs=needs)
        result.append(requirement)
    for requirement in found:
        if requirement.dependent in used and requirement.effect is not Effect.STALE:
            promoted = address(requirement.dependent, PROMOTED)
            result.append(msgspec.structs.replace(requirement, dependent=promoted))
    return result


def _to_promoted(term: Term, replicas: set[str], used: set[str]) -> Term:
    members = tuple(
        m if isinstance(m, str) else _to_promoted(m, replicas, used) for m in term.members
    )
    if any(new is not old for new, old in zip(members, term.members, strict=True)):
        term = msgspec.structs.replace(term, members=members)
    acting = split_port(term.takeover.action)[0] if term.takeover else ""
    if acting and acting == term.port and acting in replicas:
        used.add(acting)
        return msgspec.structs.replace(term, port=address(acting, PROMOTED))
    return term
