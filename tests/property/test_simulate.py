"""The packed simulator equals its slow twin, and both keep the laws."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scanner.model import State
from scanner.simulate import Plane, Reading, Scenario, View, compile_graph
from scanner.simulate.reference import down, greatest_down, least_down

from tests.property.graphs import Graph, graphs

INSTANTS_S = (0.0, 300.0, 86400.0)
VIEWS = [View(p, t, r) for p in Plane for t in INSTANTS_S for r in Reading]


def losses(graph: Graph) -> list[str]:
    return [
        n for n, data in graph.nodes(data=True) if data["kind"] in ("domain", "resource", "opaque")
    ]


@given(graphs(), st.data())
@settings(max_examples=80, deadline=None)
def test_packed_equals_the_slow_twin(graph: Graph, data: st.DataObject) -> None:
    names = losses(graph)
    lost = data.draw(st.lists(st.sets(st.sampled_from(names)), min_size=1, max_size=4))
    scenarios = [Scenario(str(i), "test", str(i), frozenset(s)) for i, s in enumerate(lost)]
    compiled = compile_graph(graph)
    outcomes = compiled.run(scenarios, instants_s=INSTANTS_S)
    for (instant_s, reading), (number, scenario) in itertools.product(
        outcomes.states, enumerate(scenarios)
    ):
        expected = [down(graph, scenario.lost, View(p, instant_s, reading)) for p in Plane]
        for name in graph:
            want = State(sum(name in plane for plane in expected))
            assert outcomes.state(name, number, instant_s, reading) is want


@pytest.mark.parametrize("count", [1, 63, 64, 65, 130])
@given(graph=graphs(), seed=st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_packed_equals_the_slow_twin_at_every_word_boundary(count: int, graph: Graph, seed) -> None:
    names = losses(graph)
    distinct = {frozenset(seed.sample(names, seed.randint(0, len(names)))) for _ in range(count)}
    pool = sorted(distinct, key=sorted)
    scenarios = [Scenario(str(i), "test", str(i), pool[i % len(pool)]) for i in range(count)]
    states = compile_graph(graph).run(scenarios, instants_s=(300.0,)).states
    for reading in Reading:
        expected = {
            lost: [down(graph, lost, View(p, 300.0, reading)) for p in Plane] for lost in pool
        }
        for number, scenario in enumerate(scenarios):
            for row, name in enumerate(graph):
                want = sum(name in plane for plane in expected[scenario.lost])
                assert states[300.0, reading][row, number] == want


@given(graphs(doubts=False))
@settings(max_examples=50, deadline=None)
def test_with_nothing_lost_and_nothing_doubtful_everything_runs(graph: Graph) -> None:
    late = View(Plane.SLOW, 86400.0, Reading.WORSE)
    assert down(graph, (), late) == set()


@given(graphs())
@settings(max_examples=50, deadline=None)
def test_with_nothing_lost_the_better_reading_has_nothing_down_that_redundancy_can_hold(
    graph: Graph,
) -> None:
    for plane in Plane:
        better = down(graph, (), View(plane, 86400.0, Reading.BETTER))
        worse = down(graph, (), View(plane, 86400.0, Reading.WORSE))
        assert better <= worse


@given(graphs(), st.data())
@settings(max_examples=50, deadline=None)
def test_losing_more_never_helps(graph: Graph, data: st.DataObject) -> None:
    names = losses(graph)
    more = data.draw(st.sets(st.sampled_from(names)))
    less = data.draw(st.sets(st.sampled_from(sorted(more)))) if more else set()
    for view in VIEWS[::3]:
        assert down(graph, less, view) <= down(graph, more, view)


@given(graphs(), st.data())
@settings(max_examples=50, deadline=None)
def test_grounded_lies_between_the_greatest_and_the_least(
    graph: Graph, data: st.DataObject
) -> None:
    lost = data.draw(st.sets(st.sampled_from(losses(graph))))
    for view in VIEWS[::5]:
        assert greatest_down(graph, lost, view) <= down(graph, lost, view)
        assert down(graph, lost, view) <= least_down(graph, lost, view)


@given(graphs(most_nodes=5), st.data())
@settings(max_examples=80, deadline=None)
def test_every_way_of_closing_the_gaps_lies_between_the_readings(
    graph: Graph, data: st.DataObject
) -> None:
    """Decide each doubtful statement one way or the other: no answer leaves the bounds."""
    closed = graph.copy()
    for source, _, edge in closed.edges(data=True):
        gate = closed.nodes[source]["kind"] == "gate"
        delay = "after_s" if gate else "holds_s"
        if edge[delay] is None:
            edge[delay] = data.draw(st.sampled_from((0.0, math.inf)))
        if edge["strength"] == "medium":
            edge["strength"] = data.draw(st.sampled_from(("strong", "weak")))
    lost = data.draw(st.sets(st.sampled_from(losses(graph))))
    for plane, instant_s in itertools.product(Plane, (0.0, 300.0)):
        better = down(graph, lost, View(plane, instant_s, Reading.BETTER))
        real = down(closed, lost, View(plane, instant_s, Reading.BETTER))
        worse = down(graph, lost, View(plane, instant_s, Reading.WORSE))
        assert better <= real <= worse


@given(graphs(), st.data())
@settings(max_examples=60, deadline=None)
def test_removing_an_alternative_never_helps(graph: Graph, data: st.DataObject) -> None:
    spare = [
        (gate, member, key)
        for gate, member, key in graph.edges(keys=True)
        if graph.nodes[gate]["kind"] == "gate" and graph.nodes[gate]["k"] < graph.out_degree(gate)
    ]
    lost = data.draw(st.sets(st.sampled_from(losses(graph))))
    if not spare:
        return
    fewer = graph.copy()
    # Taken for lost rather than cut out: what remains is the same question with one way less.
    fewer.edges[data.draw(st.sampled_from(spare))]["strength"] = "weak"
    acyclic = not any(len(c) > 1 for c in _components(graph)) and not _loops(graph)
    for view in VIEWS[::4]:
        if acyclic:
            assert down(graph, lost, view) <= down(fewer, lost, view)


def _components(graph: Graph) -> list[set[str]]:
    import networkx as nx

    return list(nx.strongly_connected_components(graph))


def _loops(graph: Graph) -> bool:
    return any(source == target for source, target in graph.edges())
