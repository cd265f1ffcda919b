"""Resources that stop with one zone because that is where they are, whatever they depend on."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph import Graph
from scanner.measure.judgement import NOW_S, TOGETHER, Judgement
from scanner.simulate import Reading, Scenario


def pinned(
    judgement: Judgement, kinds: tuple[str, ...], counts_as: tuple[str, ...]
) -> Iterator[tuple[str, Scenario]]:
    """`(resource, loss)` wherever, surely, the loss of one domain of `kinds` takes a resource that
    counts as one of `counts_as` down by its own place, and not only by what it needs."""
    graph = judgement.graph
    subjects = {
        node: place
        for node, data in graph.nodes(data=True)
        if data["kind"] == "resource" and data.get("counts_as") in counts_as
        if (place := own_place(graph, node))
    }
    there: dict[str, list[str]] = {}
    for node, place in subjects.items():
        for member in place:
            there.setdefault(member, []).append(node)
    names = sorted({*subjects, *there})
    row = {name: at for at, name in enumerate(names)}
    places = sorted(there)
    rows = [row[place] for place in places]
    losses = [scenario for scenario in judgement.scenarios if scenario.kind in kinds]
    for first in range(0, len(losses), TOGETHER):
        several = losses[first : first + TOGETHER]
        down = judgement.compiled.stopped(several, names, NOW_S, Reading.BETTER)
        for number, scenario in enumerate(several):
            gone = (places[at] for at in down[rows, number].nonzero()[0].tolist())
            nodes = {node for place in gone for node in there[place] if down[row[node], number]}
            for node in sorted(nodes):
                yield node, scenario


def own_place(graph: Graph, node: str) -> list[str]:
    """What a node needs because of where it is: zones, and subnets that carry it. A majority
    of several places is another question."""
    return [
        member
        for _, member, edge in graph.out_edges(node, data=True)
        if any(evidence.kind == "placement" for evidence in edge.get("evidence", ()))
        and edge["strength"] == "strong"
        and not 1 < graph.nodes[member].get("k", 0) < graph.out_degree(member)
    ]
