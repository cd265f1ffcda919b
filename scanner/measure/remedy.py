"""The smallest change that keeps a journey up when something is lost, confirmed by simulation."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from scanner.graph import Graph
from scanner.measure.judgement import Judgement
from scanner.model import Instant, State
from scanner.simulate import Plane, Reading, Scenario, Standing, View, label_of, standing

MOST_CANDIDATES = 2000
MOST_WORK = 8_000_000
"""Nodes times candidates that are judged for one remedy; more is not looked into."""


@dataclass(frozen=True)
class Remedy:
    """Nodes that need a copy, or a stand-in, outside of what was lost."""

    nodes: tuple[str, ...]
    confirmed: bool
    """True where the simulator finds the journey up with them."""


def smallest_change(
    judgement: Judgement, journey: str, scenario: Scenario, at: Instant
) -> Remedy | None:
    """What has to survive so that `journey` does.

    What the loss hits directly is lost piece by piece instead. Each piece that stops the
    journey alone is in every remedy; if the journey runs without the other pieces, they are
    the smallest one. Otherwise pieces are added until it runs, and those that turn out not
    to matter are taken away again. None where there is nothing to change.
    """
    instant_s = judgement.instant_s(journey, at)
    view = View(Plane.STOP, instant_s, Reading.BETTER)
    hit = _hit_directly(judgement, journey, scenario, view)
    if not hit or len(hit) > MOST_CANDIDATES or len(hit) * len(judgement.graph) > MOST_WORK:
        return None
    alone = _stops(judgement, journey, instant_s, [frozenset([node]) for node in hit])
    chosen = [node for node, stops in zip(hit, alone, strict=True) if stops]
    rest = [node for node in hit if node not in chosen]
    if rest:
        losses = [frozenset(rest[i:]) for i in range(len(rest) + 1)]
        stops = _stops(judgement, journey, instant_s, losses)
        enough = stops.index(False) if False in stops else len(rest)
        chosen += rest[:enough]
    chosen = _without_needless(judgement, journey, instant_s, hit, chosen)
    left = frozenset(hit) - frozenset(chosen)
    up = not _stops(judgement, journey, instant_s, [left])[0]
    return Remedy(tuple(chosen), up) if chosen else None


def _without_needless(
    judgement: Judgement, journey: str, instant_s: float, hit: list[str], chosen: list[str]
) -> list[str]:
    kept = list(chosen)
    others = frozenset(hit) - frozenset(kept)
    trials = _stops(judgement, journey, instant_s, [others | {node} for node in chosen])
    for node in (n for n, stops in zip(chosen, trials, strict=True) if not stops):
        without = frozenset(hit) - frozenset(kept) | {node}
        if not _stops(judgement, journey, instant_s, [without])[0]:
            kept.remove(node)
    return kept


def _stops(
    judgement: Judgement, journey: str, instant_s: float, losses: list[frozenset[str]]
) -> list[bool]:
    scenarios = [Scenario(str(i), "trial", str(i), lost) for i, lost in enumerate(losses)]
    stopped = judgement.compiled.stopped(scenarios, [journey], instant_s, Reading.BETTER)
    return [bool(stops) for stops in stopped[0]]


def _hit_directly(judgement: Judgement, journey: str, scenario: Scenario, view: View) -> list[str]:
    """Nodes of the journey's cone that what is lost takes down without help from others."""
    graph = judgement.graph
    prover = judgement.prover(scenario, State.STOPPED, view.instant_s, view.reading)
    cone = nx.descendants(graph, journey)
    gone = {
        node
        for node in cone
        if prover.is_down(node) and (graph.nodes[node]["kind"] == "domain" or node in scenario.lost)
    }
    return sorted(
        node
        for node in cone
        if (node in scenario.lost and graph.nodes[node]["kind"] != "domain")
        or (
            graph.nodes[node]["kind"] in ("resource", "address")
            and prover.is_down(node)
            and not _stands_without(graph, node, gone, view)
        )
    )


def _stands_without(graph: Graph, node: str, gone: set[str], view: View) -> bool:
    """Whether `node` stands while nothing but `gone` is down."""
    gate = graph.nodes[node]["kind"] == "gate"
    met = 0
    for _, member, edge in graph.out_edges(node, data=True):
        rank = standing(label_of(edge, gate), view)
        if rank is Standing.KEEP:
            inner = graph.nodes[member]["kind"] == "gate"
            up = _stands_without(graph, member, gone, view) if inner else member not in gone
            met += up
        else:
            met += rank is Standing.UP
    return bool(met >= (graph.nodes[node]["k"] if gate else graph.out_degree(node)))
