"""Names on the command line: journeys and losses."""

from __future__ import annotations

from scanner.errors import UnknownNameError
from scanner.measure import Judgement
from scanner.simulate import Scenario, named_loss


def journey_named(judgement: Judgement, text: str) -> str:
    """The node of the journey with that id or name. Raises UnknownNameError."""
    names: dict[str, str] = {}
    for node in judgement.journeys:
        data = judgement.attributes(node)
        for name in (data["id"], data["name"], data["name"].lower()):
            names.setdefault(name, node)
    if text in names or text.lower() in names:
        return names.get(text) or names[text.lower()]
    raise UnknownNameError("journey", text, names)


def loss_named(judgement: Judgement, text: str) -> Scenario:
    """The loss of the domain, resource or other node called `text`. Raises UnknownNameError."""
    graph = judgement.graph
    standard = next((scenario for scenario in judgement.scenarios if scenario.id == text), None)
    if standard is not None:  # also those that are no node, such as a part of a zone
        return standard
    if text in graph:
        return named_loss(graph, text)
    by_name: dict[str, list[str]] = {}
    for node, data in graph.nodes(data=True):
        if data["kind"] in ("domain", "resource"):
            by_name.setdefault(str(data.get("name", "")).lower(), []).append(node)
    found = by_name.get(text.lower(), [])
    if len(found) == 1:
        return named_loss(graph, found[0])
    domains = [node for node, data in graph.nodes(data=True) if data["kind"] == "domain"]
    raise UnknownNameError("domain or resource", text, [*domains, *by_name])
