"""The dependency graph: one `networkx` graph that holds everything the simulator uses."""

from scanner.graph.build import DEFAULT_RTO, build
from scanner.graph.sides import Graph
from scanner.graph.view import digest_of, from_json, to_dot, to_graphml, to_json

__all__ = [
    "DEFAULT_RTO",
    "Graph",
    "build",
    "digest_of",
    "from_json",
    "to_dot",
    "to_graphml",
    "to_json",
]
