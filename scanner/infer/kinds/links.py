"""What one resource is to another: a replica, a regional part, a key, a setting, another name."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.infer.context import Context, Target
from scanner.infer.locate import Locator
from scanner.knowledge import Link
from scanner.model import (
    Basis,
    Effect,
    Evidence,
    Requirement,
    Resource,
    Strength,
    Takeover,
    Term,
    any_of,
    port,
)


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """Every link that the types of the inventory's resources define."""
    parts: dict[str, list[tuple[Resource, Link, Target]]] = {}
    for resource in context.inventory.resources:
        known = context.type_of(resource)
        for link in known.links if known else ():
            for one, other in context.link_ends(resource, link):
                if link.kind == "global_of":
                    parts.setdefault(other.node, []).append((resource, link, other))
                else:
                    yield from _linked(one.node, link, other)
    for whole, found in parts.items():
        yield _regional_parts(context, whole, found)


def _linked(node: str, link: Link, target: Target) -> Iterator[Requirement]:
    if link.kind == "copy_of":
        # Without its source a replica goes on answering, with what it last heard. It is no
        # failover: that takes a promotion which only the user can tell us of.
        yield _requirement(node, target.node, target.evidence, effect=Effect.STALE)
        alternative = Term(port=node, strength=Strength.WEAK)
        yield _requirement(target.node, alternative, target.evidence, strength=Strength.WEAK)
    elif link.kind in ("key", "same_as"):
        yield _requirement(node, target.node, target.evidence)
    elif link.kind == "setting_of":
        yield _requirement(target.node, node, target.evidence)


def _regional_parts(
    context: Context, whole: str, found: list[tuple[Resource, Link, Target]]
) -> Requirement:
    """A store with one writing region and others that can take over."""
    home = context.resources[whole]
    first = next((r for r, _, _ in found if r.region and r.region == home.region), found[0][0])
    terms: list[str | Term] = [first.id]
    for resource, link, _ in found:
        if resource.id != first.id:
            action = port(resource.id, link.action) if link.action else ""
            takeover = Takeover(action=action, after=link.after, by=link.by)
            terms.append(Term(port=resource.id, takeover=takeover))
    evidence = tuple(target.evidence for _, _, target in found)
    return Requirement(
        dependent=whole, needs=any_of(*terms), basis=Basis.INFERRED, evidence=evidence
    )


def _requirement(
    dependent: str,
    needs: str | Term,
    evidence: Evidence,
    *,
    effect: Effect = Effect.STOP,
    strength: Strength = Strength.STRONG,
) -> Requirement:
    return Requirement(
        dependent=dependent,
        needs=needs,
        effect=effect,
        strength=strength,
        basis=Basis.INFERRED,
        evidence=(evidence,),
    )
