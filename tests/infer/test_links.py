"""Links that hide: what a program needs, as its settings, names and manifests say it.

A case is a few lines of infrastructure code and the answers: what a resource surely needs,
directly or by way of others (`needs`), needs perhaps (`perhaps`), is only slowed without
(`slow`), needs for an action (`launch`, `deploy`), and what it must never be said to need
(`never`).
`files` are further files beside the code; `not-yet` says why a case is not met so far.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from scanner.graph import Graph
from scanner.pipeline import Request, Scan, scan

CASES = Path(__file__).resolve().parent / "links"
COUNTED = {
    "needs": ({"stop"}, {"strong"}),
    "perhaps": ({"stop"}, {"strong", "medium"}),
    "slow": ({"stop", "slow"}, {"strong"}),
    "never": ({"stop"}, {"strong", "medium"}),
}
"""Question -> the effects and strengths of the edges that are followed."""
ACTIONS = ("launch", "deploy")


@cache
def cases(file: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((CASES / f"{file}.yaml").read_text())
    return found


def every_case() -> list[Any]:
    return [
        pytest.param(file.stem, name, id=f"{file.stem}: {name}", marks=later(case))
        for file in sorted(CASES.glob("*.yaml"))
        for name, case in cases(file.stem).items()
    ]


def later(case: dict[str, Any]) -> Any:
    """The mark of what is not met so far."""
    why = case.get("not-yet")
    return pytest.mark.xfail(reason=why, strict=True) if why else ()


def reached(graph: Graph, start: str, effects: set[str], strengths: set[str]) -> set[str]:
    """Everything that `start` needs by way of edges of those effects and strengths."""
    seen, todo = {start}, [start]
    while todo:
        for name, member, edge in graph.out_edges(todo.pop(), data=True):
            counts = graph.nodes[name]["kind"] == "gate" or (
                edge["effect"] in effects and edge["strength"] in strengths
            )
            if counts and member not in seen:
                seen.add(member)
                todo.append(member)
    return {short(name) for name in seen} - {short(start)}


def short(node: str) -> str:
    """A node without the root it stands in, and a resource's address as the resource."""
    name = node.partition(":")[2] if ":" in node.partition("/")[0] else node
    root, colon, rest = node.partition(":")
    return rest if colon and not root.startswith(("aws/", "gcp/", "azure/", "?")) else name


def written(tree: Path, case: dict[str, Any]) -> Scan:
    files = {"main.tf": case.get("code", ""), **case.get("files", {})}
    for name, text in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return scan(Request(paths=(tree,)))


@pytest.mark.parametrize(("file", "name"), every_case())
def test_link(file: str, name: str, tmp_path: Path) -> None:
    case = cases(file)[name]
    graph = written(tmp_path, case).graph
    nodes = {short(node): node for node in graph}
    wrong: list[str] = []
    for question, (effects, strengths) in COUNTED.items():
        for who, whats in case.get(question, {}).items():
            found = reached(graph, nodes[who], effects, strengths)
            missed = [what for what in whats if (what in found) is (question == "never")]
            wrong += [f"{question}: {who} -> {what}" for what in missed]
    for action in ACTIONS:
        for who, whats in case.get(action, {}).items():
            start = nodes.get(f"{who}#{action}")
            found = reached(graph, start, {"stop"}, {"strong"}) if start else set()
            wrong += [f"{action}: {who} -> {what}" for what in whats if what not in found]
        for who, whats in case.get(f"never-to-{action}", {}).items():
            found = reached(graph, nodes[f"{who}#{action}"], {"stop"}, {"strong", "medium"})
            wrong += [f"not to {action}: {who} -> {what}" for what in whats if what in found]
    journeys = {graph.nodes[n].get("name") for n in graph if n.startswith("journey:")}
    wrong += [f"journey {j} is not there" for j in case.get("journeys", []) if j not in journeys]
    assert not wrong, "; ".join(wrong)


def test_every_case_asks_something() -> None:
    questions = {*COUNTED, *ACTIONS, "journeys"}
    for file in CASES.glob("*.yaml"):
        for name, case in cases(file.stem).items():
            assert questions & case.keys(), f"{file.stem}: {name}"
            assert case.keys() <= questions | {
                "code",
                "files",
                "not-yet",
                *(f"never-to-{a}" for a in ACTIONS),
            }, f"{file.stem}: {name}"
