"""Requirements that a type's attributes spell out: a listener's target group, a consumer's queue.

Edges of one node with one mark (`any: targets`) are alternatives, whichever resources
declare them: a target group may get its targets from a service, a group and attachments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scanner.infer.attributes import references_at
from scanner.infer.context import Context, Target
from scanner.infer.kinds.handed import is_content
from scanner.infer.locate import Locator
from scanner.infer.off import is_off, may_be_off
from scanner.knowledge import Edge
from scanner.model import (
    Basis,
    Effect,
    Evidence,
    Reach,
    Requirement,
    Resource,
    Strength,
    Term,
    any_of,
    port,
    split_port,
)

Group = tuple[str, str, Effect]


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """Every edge that the types of the inventory's resources define."""
    groups: dict[Group, list[tuple[str | Term, Evidence]]] = defaultdict(list)
    for resource in context.inventory.resources:
        known = context.type_of(resource)
        for edge in known.edges if known else ():
            if is_content(edge):
                continue  # read with what the content names
            answer = locator.holds(edge.when, resource)
            if answer is False or (known and known.off and locator.holds(known.off, resource)):
                continue
            for dependent, target in _ends(context, resource, edge):
                sure = edge.strength if answer else Strength.MEDIUM
                if edge.any:
                    term = _alternative(target, edge, sure)
                    groups[dependent, edge.any, edge.effect].append((term, target.evidence))
                else:
                    yield _single(dependent, target, edge, sure)
    for (dependent, _, effect), found in groups.items():
        terms = dict(_running(context, locator, found))
        yield Requirement(
            dependent=dependent,
            needs=any_of(*terms),
            effect=effect,
            evidence=tuple(dict.fromkeys(terms.values())),
        )
    yield from _unfilled(context, {(dependent, mark) for dependent, mark, _ in groups})


def _running(
    context: Context, locator: Locator, found: list[tuple[str | Term, Evidence]]
) -> list[tuple[str | Term, Evidence]]:
    """The alternatives that are not switched off; all of them where none is left. One of which
    nobody knows whether it has a copy is no more than a hope beside one that has."""
    sure: list[tuple[str | Term, Evidence]] = []
    hoped: list[tuple[str | Term, Evidence]] = []
    for term, evidence in found:
        name = term if isinstance(term, str) else term.port
        resource = context.resources.get(split_port(name)[0].partition("@")[0])
        if resource is None:
            sure.append((term, evidence))
        elif (open_count := may_be_off(locator, resource)) and isinstance(term, str):
            question = f"Does a copy of {resource.title} run?"
            origin = open_count.origin or context.origin(resource)
            gap = context.gap(Reach.REDUNDANCY, resource.id, question, open_count.reason, origin)
            hoped.append((Term(port=term, strength=Strength.MEDIUM, gap=gap), evidence))
        elif not is_off(locator, resource):
            sure.append((term, evidence))
    return [*sure, *hoped] if sure else found


def _ends(context: Context, resource: Resource, edge: Edge) -> Iterator[tuple[str, Target]]:
    for source in context.targets(resource, edge.source):
        for target in context.targets(resource, edge.target):
            if source.node != target.node:
                evidence = source.evidence if edge.target == "self" else target.evidence
                if edge.evidence:
                    evidence = Evidence(edge.evidence, evidence.says, evidence.origin)
                node = _addressed(context, resource, edge, target.node)
                member = Target(port(node, edge.target_side), evidence)
                yield port(source.node, edge.side), member


def _addressed(context: Context, resource: Resource, edge: Edge, node: str) -> str:
    """The address of `node` that the attribute at the edge's target stands for: a record that
    holds a load balancer's name leads to what answers there by default."""
    if node not in context.resources or edge.target == "self":
        return node
    for reference in references_at(resource, edge.target):
        if reference.target == node:
            return context.reached(context.resources[node], reference.attribute, resource)
    return node


def _alternative(target: Target, edge: Edge, strength: Strength) -> str | Term:
    if strength is Strength.STRONG and edge.takeover is None:
        return target.node
    return Term(port=target.node, strength=strength, takeover=edge.takeover)


def _single(dependent: str, target: Target, edge: Edge, strength: Strength) -> Requirement:
    return Requirement(
        dependent=dependent,
        needs=target.node,
        effect=edge.effect,
        holds=edge.holds,
        strength=strength,
        basis=Basis.INFERRED,
        evidence=(target.evidence,),
    )


def _unfilled(context: Context, filled: set[tuple[str, str]]) -> Iterator[Requirement]:
    """What should stand behind a resource and was nowhere: not known, and never "nothing"."""
    for resource in context.inventory.resources:
        known = context.type_of(resource)
        for mark in known.expects if known else ():
            if (resource.id, mark) in filled:
                continue
            name = resource.title
            origin = context.origin(resource)
            gap = context.gap(
                Reach.OPAQUE,
                resource.id,
                f"What are the {mark} of {name}?",
                "nothing that was read names one",
                origin,
            )
            yield Requirement(
                dependent=resource.id,
                needs=context.opaque(gap),
                strength=Strength.MEDIUM,
                basis=Basis.ASSUMED,
                evidence=(Evidence("nothing_behind", f"no {mark} was read", origin),),
                gap=gap,
            )
