"""What was not read may hold anything: every journey that touches its source may need it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from scanner.infer.context import Context
from scanner.infer.find import selects
from scanner.infer.journeys import Cones
from scanner.model import (
    ApiOrigin,
    Basis,
    Evidence,
    Gap,
    Journey,
    KnowledgeOrigin,
    Need,
    Reach,
    Requirement,
    Strength,
    gap_id,
    journey_node,
    split_port,
)

MOST_NEEDS = 100_000
"""Of journeys on what was not read. A journey that may need forty unread parts is as open as one
that may need all of them, and each part is a gap by itself."""


def opaque_needs(
    context: Context, requirements: Iterable[Requirement], journeys: Iterable[Journey]
) -> Iterator[Requirement]:
    """A medium requirement of each journey on each unread part of the sources it touches.

    An unread part that belongs to no source of its own may concern every journey; and a journey
    that selects what it needs (`type:aws_lb`) may need it wherever it is. What an account tells
    for all of its regions (its roles) concerns whoever touches one of them.
    """
    unread = [gap for gap in context.inventory.gaps if gap.reach is Reach.OPAQUE]
    if not unread:
        return
    cones = Cones(requirements)
    account_of = {
        _root(resource.id): resource.origin.account
        for resource in context.inventory.resources
        if isinstance(resource.origin, ApiOrigin)
    }
    roots = {_root(resource.id) for resource in context.inventory.resources}
    roots.update(account_of.values())
    parts = [(gap, _root(gap.subject)) for gap in unread]
    found: list[tuple[Journey, list[Gap]]] = []
    for journey in journeys:
        touched = {_root(name) for name in cones.cone([journey_node(journey.id)])}
        touched |= {account_of[root] for root in touched & account_of.keys()}
        anywhere = any(selects(name) for need in journey.needs for name in _names(need))
        near = [gap for gap, root in parts if anywhere or root in touched or root not in roots]
        found.append((journey, near))
    most = _most(context, [len(near) for _, near in found])
    for journey, near in found:
        yield from (_may_need(context, journey, gap) for gap in near[:most])


def _most(context: Context, numbers: list[int]) -> int:
    """How many unread parts are told of each journey, which has so many; a gap says so where that
    is not all."""
    if sum(numbers) <= MOST_NEEDS:
        return MOST_NEEDS
    most = MOST_NEEDS // len(numbers) + 1
    question = f"Which of up to {max(numbers):,} unread parts does each journey need?"
    identifier = gap_id(Reach.EFFECT, "", question)
    context.gaps[identifier] = Gap(
        id=identifier,
        subject="",
        question=question,
        reason=f"of each journey no more than {most:,} are told, for there are many",
        reach=Reach.EFFECT,
    )
    return most


def perhaps_unread(context: Context, requirement: Requirement) -> Requirement:
    """What something unread was given it may need, or not: a question in either case."""
    gap = context.unread_of(split_port(requirement.dependent)[0])
    if gap is None or requirement.strength is not Strength.STRONG:
        return requirement
    return msgspec.structs.replace(requirement, strength=Strength.MEDIUM, gap=gap.id)


def _names(need: str | Need) -> Iterator[str]:
    """Every name in a need as people write it."""
    if isinstance(need, str):
        yield need
        return
    for inner in (need.to, *need.any_of, *need.all_of, *need.of):
        yield from _names(inner)


def _root(name: str) -> str:
    """The source a resource id or gap belongs to: what stands before the first colon."""
    root, colon, _ = name.partition(":")
    return root if colon else ""


def _may_need(context: Context, journey: Journey, gap: Gap) -> Requirement:
    origin = gap.origin or KnowledgeOrigin(gap.subject, gap.reason)
    return Requirement(
        dependent=journey_node(journey.id),
        needs=context.opaque(gap.id),
        strength=Strength.MEDIUM,
        basis=Basis.ASSUMED,
        evidence=(Evidence("unread", gap.reason, origin),),
        gap=gap.id,
    )
