"""How long the networkx graph takes to build, and to compile from it.

    python -m tests.bench.graph [--resources N]

A synthetic inference: N resources, four members each, half of them behind gates. Building
with our own function is compared with adding the same nodes and edges to networkx bare.
"""

from __future__ import annotations

import argparse
import random
import resource
import time

import networkx as nx
from scanner.graph import build
from scanner.model import (
    Domain,
    Inference,
    Inventory,
    Journey,
    Requirement,
    Resource,
    any_of,
    journey_node,
)
from scanner.simulate import compile_graph


def inference(count: int) -> Inference:
    """`count` resources that need 4 * `count` members, over 200 zones."""
    chance = random.Random(7)
    zones = [f"aws/zone/z{n}" for n in range(200)]
    requirements = []
    for number in range(count):
        name = f"r{number}"
        below = [f"r{chance.randrange(number + 1, count)}" for _ in range(2) if number + 1 < count]
        requirements += [Requirement(dependent=name, needs=other) for other in set(below)]
        requirements.append(Requirement(dependent=name, needs=any_of(*chance.sample(zones, 2))))
    journey = Journey(id="all", needs=("r0",))
    requirements.append(Requirement(dependent=journey_node("all"), needs="r0"))
    return Inference(
        inventory=Inventory(
            resources=tuple(Resource(id=f"r{n}", type="aws_instance") for n in range(count))
        ),
        requirements=tuple(requirements),
        domains=tuple(Domain(id=zone, kind="zone") for zone in zones),
        journeys=(journey,),
    )


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--resources", type=int, default=100_000)
    given = inference(parser.parse_args().resources)
    started = time.process_time()
    graph = build(given)
    built = time.process_time() - started
    started = time.process_time()
    compile_graph(graph)
    compiled = time.process_time() - started
    started = time.process_time()
    bare = nx.MultiDiGraph()
    bare.add_nodes_from(graph.nodes)
    bare.add_edges_from(graph.edges(keys=True))
    plain = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(graph):,} nodes, {graph.number_of_edges():,} edges, peak {peak:,.0f} MB")
    print(f"build    {built:6.2f} s CPU   {built / plain:4.1f} times networkx bare ({plain:.2f} s)")
    print(f"compile  {compiled:6.2f} s CPU")


if __name__ == "__main__":
    main()
