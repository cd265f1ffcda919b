"""Building the graph. An edge `u -> v` reads "u needs v".

Nodes are ports, and every node but a gate needs *all* it points at:

    kind       what it is                               other attributes
    resource   something that runs or keeps data        type, counts_as, name, cloud_name,
                                                        provider, region, environment, origin,
                                                        called_at
    address    a way to reach a resource                of
    side       data kept, or a named action             of, side
    domain     something lost as one                    domain_kind, name, symbolic, may_be,
                                                        apart_from, gap
    journey    what customers miss                      name, tier, rto_s, guessed
    gate       K of its members                         k
    opaque     something unread that may hold anything  gap

All that is opaque needs the one node `UNREAD`: taking all of it as down is one loss.

Edges carry `effect`, `strength`, `basis`, `holds_s`, `evidence`, `gap`; out of a gate only
`strength`, `after_s` and `gap`. Between two nodes there is one edge an effect at most.
"""

from __future__ import annotations

from typing import Any

from scanner.graph.sides import PLAIN, Graph, add_journey_sides
from scanner.model import (
    SERVE,
    Domain,
    Duration,
    Effect,
    Inference,
    Journey,
    Requirement,
    Resource,
    Strength,
    Takeover,
    Term,
    journey_node,
    split_port,
)

DEFAULT_RTO = Duration.parse("24h")
"""Judged where a journey declares none."""

UNREAD = "?unread"
"""The node that stands for all that was not read."""


def build(inference: Inference) -> Graph:
    """The graph of an inference; nodes and edges in a stable order."""
    graph = Graph()
    graph.graph["actions"] = dict(inference.actions)
    graph.graph["gaps"] = {gap.id: gap for gap in inference.gaps}
    graph.add_nodes_from(
        (r.id, _resource(r, inference.counts_as.get(r.id, "")))
        for r in inference.inventory.resources
    )
    for domain in inference.domains:
        _add_domain(graph, domain)
    graph.add_nodes_from((journey_node(j.id), _journey(j)) for j in inference.journeys)
    _add_opaques(graph, inference)
    for requirement in inference.requirements:
        _add_requirement(graph, requirement)
    _add_bare_ports(graph)
    add_journey_sides(graph, [journey_node(journey.id) for journey in inference.journeys])
    return graph


# --- nodes ------------------------------------------------------------------------------


def _resource(resource: Resource, counts_as: str) -> dict[str, Any]:
    return {
        "kind": "resource",
        "type": resource.type,
        "counts_as": counts_as,
        "name": resource.title,
        "cloud_name": resource.name,
        "provider": resource.provider,
        "region": resource.region,
        "environment": resource.environment,
        "origin": resource.origin,
        "called_at": resource.called_at,
    }


def _journey(journey: Journey) -> dict[str, Any]:
    return {
        "kind": "journey",
        "id": journey.id,
        "name": journey.name or journey.id,
        "tier": journey.tier,
        "rto_s": float(DEFAULT_RTO if journey.rto is None else journey.rto),
        "guessed": journey.guessed,
        "environment": journey.environment,
        "origin": journey.origin,
    }


def _add_domain(graph: Graph, domain: Domain) -> None:
    graph.add_node(
        domain.id,
        kind="domain",
        domain_kind=domain.kind,
        name=domain.name or domain.id,
        symbolic=bool(domain.may_be),
        may_be=list(domain.may_be),
        apart_from=domain.apart_from,
        gap=domain.gap,
        origin=domain.origin,
    )
    for parent in domain.parents:
        graph.add_edge(domain.id, parent, key=Effect.STOP.value, **PLAIN)


def _add_opaques(graph: Graph, inference: Inference) -> None:
    questions = {gap.id: gap.question for gap in inference.gaps}
    if inference.opaques:
        graph.add_node(UNREAD, kind="opaque", name="what was not read", gap="")
    for node, gap in inference.opaques.items():
        graph.add_node(node, kind="opaque", name=questions.get(gap, node), gap=gap)
        graph.add_edge(node, UNREAD, key=Effect.STOP.value, **PLAIN)


def _add_bare_ports(graph: Graph) -> None:
    """Give a kind to ports that only appeared in requirements; an address reaches its node."""
    for name, attributes in list(graph.nodes(data=True)):
        if "kind" in attributes:
            continue
        node, side = split_port(name)
        owner, at, way = node.partition("@")
        if side != SERVE:
            attributes.update(kind="side", of=node, side=side)
        elif at:
            attributes.update(kind="address", of=owner, name=way)
            if not graph.out_degree(name):
                graph.add_edge(name, owner, key=Effect.STOP.value, **PLAIN)
        else:
            attributes.update(kind="resource", type="", name=name)


# --- requirements -----------------------------------------------------------------------


def _add_requirement(graph: Graph, requirement: Requirement) -> None:
    dependent = requirement.dependent
    member = requirement.needs
    if not isinstance(member, str):
        member = _add_term(graph, dependent, member)
    effect = requirement.effect.value
    key = effect
    if graph.has_edge(dependent, member, key):
        key = f"{effect}:{graph.number_of_edges(dependent, member)}"
    graph.add_edge(
        dependent,
        member,
        key=key,
        effect=effect,
        strength=requirement.strength.value,
        basis=requirement.basis.value,
        holds_s=None if requirement.holds is None else float(requirement.holds),
        evidence=requirement.evidence,
        gap=requirement.gap,
    )


def _add_term(graph: Graph, dependent: str, term: Term) -> str:
    """The node of `term`: a leaf's own port, or a gate with its members behind it."""
    if term.port and not term.members:
        return term.port
    gate = _new_gate(graph, dependent, term.needed)
    for member in term.members:
        if isinstance(member, str):
            graph.add_edge(gate, member, strength=Strength.STRONG.value, after_s=0.0, gap="")
            continue
        node = _add_term(graph, dependent, member)
        after: float | None = 0.0
        if member.takeover:
            node = _add_takeover(graph, dependent, node, member.takeover)
            after = None if member.takeover.after is None else float(member.takeover.after)
        graph.add_edge(gate, node, strength=member.strength.value, after_s=after, gap=member.gap)
    return gate


def _add_takeover(graph: Graph, dependent: str, node: str, takeover: Takeover) -> str:
    """What must be up for a takeover: what takes over, and the action that makes it."""
    if not takeover.action:
        return node
    gate = _new_gate(graph, dependent, 2)
    graph.nodes[gate]["by"] = takeover.by
    for member in (node, takeover.action):
        graph.add_edge(gate, member, strength=Strength.STRONG.value, after_s=0.0, gap="")
    return gate


def _new_gate(graph: Graph, dependent: str, k: int) -> str:
    count = graph.graph.setdefault("gates", {})
    number = count[dependent] = count.get(dependent, 0) + 1
    gate = f"{dependent}?{number}"
    graph.add_node(gate, kind="gate", k=k, of=dependent)
    return gate
