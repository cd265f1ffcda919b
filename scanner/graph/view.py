"""The graph in other programs: node-link JSON without loss, GraphML and DOT for drawing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import msgspec
import networkx as nx

from scanner.graph.sides import Graph
from scanner.model import Evidence, FileOrigin, Gap, Origin
from scanner.model.codec import builtins, encode

SCHEMA_VERSION = 1

_TYPED: dict[str, Any] = {
    "evidence": tuple[Evidence, ...],
    "origin": Origin | None,
    "called_at": tuple[FileOrigin, ...],
    "gaps": dict[str, Gap],
}
"""Attributes that are more than plain values, and what they are read back as."""


def to_json(graph: Graph) -> bytes:
    """Node-link JSON, the form `networkx.node_link_graph(data, edges="edges")` reads."""
    data = nx.node_link_data(graph, edges="edges")
    data["graph"] = {**data["graph"], "schema_version": SCHEMA_VERSION}
    return encode(data)


def digest_of(graph: Graph) -> str:
    """SHA-256 of all that `to_json` writes, without writing it at once."""
    found = hashlib.sha256(encode({**graph.graph, "schema_version": SCHEMA_VERSION}))
    for node in graph.nodes(data=True):
        found.update(encode(node))
    for edge in graph.edges(keys=True, data=True):
        found.update(encode(edge))
    return found.hexdigest()


def from_json(text: bytes) -> Graph:
    """The graph that `to_json` wrote, attribute for attribute."""
    data = json.loads(text)
    for holder in (data["graph"], *data["nodes"], *data["edges"]):
        for name, kind in _TYPED.items():
            if name in holder:
                holder[name] = msgspec.convert(holder[name], kind)
    data["graph"].pop("schema_version", None)
    graph: Graph = nx.node_link_graph(data, edges="edges", multigraph=True, directed=True)
    return graph


def to_graphml(graph: Graph) -> str:
    """GraphML; what is more than a plain value is written as JSON text."""
    flat = Graph()
    flat.add_nodes_from((node, _flat(data)) for node, data in graph.nodes(data=True))
    flat.add_edges_from(
        (u, v, key, _flat(data)) for u, v, key, data in graph.edges(keys=True, data=True)
    )
    return "\n".join(nx.generate_graphml(flat)) + "\n"


def to_dot(graph: Graph) -> str:
    """Graphviz DOT, with shapes by kind and words for gates."""
    lines = ["digraph cutset {", "  rankdir=LR;"]
    for node, data in graph.nodes(data=True):
        label = f"{data['k']} of {graph.out_degree(node)}" if data["kind"] == "gate" else node
        shape = _DOT_SHAPES.get(data["kind"], "box")
        lines.append(f"  {_quoted(node)} [label={_quoted(label)}, shape={shape}];")
    for source, target, data in graph.edges(data=True):
        style = "solid" if data.get("strength", "strong") == "strong" else "dashed"
        effect = data.get("effect", "")
        label = f", label={_quoted(effect)}" if effect not in ("", "stop") else ""
        lines.append(f"  {_quoted(source)} -> {_quoted(target)} [style={style}{label}];")
    return "\n".join([*lines, "}", ""])


_DOT_SHAPES = {"domain": "ellipse", "gate": "diamond", "journey": "house", "opaque": "octagon"}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _flat(attributes: dict[str, Any]) -> dict[str, Any]:
    plain: Callable[[Any], bool] = lambda value: isinstance(value, str | int | float | bool)  # noqa: E731
    return {
        name: value if plain(value) else json.dumps(builtins(value), sort_keys=True)
        for name, value in attributes.items()
        if value is not None
    }
