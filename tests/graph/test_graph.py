"""The graph leaves and comes back whole, and drawing tools can read it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pytest
from scanner.graph import from_json, to_dot, to_graphml, to_json
from scanner.measure import Judgement
from scanner.pipeline import Request, scan

SAMPLES = Path(__file__).resolve().parents[2] / "sample_inventories"
STORIES = [
    "one-region",
    "one-tokyo-zone",
    "quorum-in-one-hall",
    "multi-cloud-on-paper",
    "well-built",
]


@pytest.mark.parametrize("story", STORIES)
def test_out_and_in_without_loss(story: str) -> None:
    graph = scan(Request(inventories=(SAMPLES / f"{story}.yaml",))).graph
    text = to_json(graph)
    again = from_json(text)
    assert to_json(again) == text
    assert nx.utils.graphs_equal(nx.MultiDiGraph(graph.edges), nx.MultiDiGraph(again.edges))
    first, second = Judgement(graph), Judgement(again)
    assert [s.id for s in first.scenarios] == [s.id for s in second.scenarios]
    assert (first.harm == second.harm).all()
    assert (first.touched == second.touched).all()


def test_networkx_answers_questions_as_it_stands() -> None:
    graph = scan(Request(inventories=(SAMPLES / "one-region.yaml",))).graph
    journeys = {
        n for n in nx.ancestors(graph, "aws/service/us-east-1/dynamodb") if n.startswith("journey:")
    }
    assert {"journey:log-in", "journey:place-order", "journey:withdraw"} <= journeys


def test_drawing_tools_can_read_it() -> None:
    graph = scan(Request(inventories=(SAMPLES / "one-region.yaml",))).graph
    root = ET.fromstring(to_graphml(graph))
    assert sum(element.tag.endswith("}node") for element in root.iter()) == len(graph)
    dot = to_dot(graph)
    assert dot.startswith("digraph")
    assert dot.count("->") == graph.number_of_edges()
