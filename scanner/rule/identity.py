"""What makes two findings one: the rule, the thing and the loss, as the cloud calls them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import zip_longest

import msgspec

from scanner.measure import Judgement
from scanner.model import Finding
from scanner.rule.hits import Hit


def id_of(rule: str, hit: Hit, judgement: Judgement) -> str:
    """The same for the same thing, whatever file, line or root it moves to, and whether code or
    an account tells of it. Things that are called the same have the same: see `told_once`."""
    subject = _called(hit.subject, judgement) if hit.subject else ""
    return hashed(rule, subject, _called(hit.scenario.id, judgement))


def hashed(*parts: str) -> str:
    """A short id of some words."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def told_once(
    found: Iterable[tuple[Hit, Finding]], judgement: Judgement
) -> Iterator[tuple[Hit, Finding]]:
    """Each thing once. What code and an account both tell of is one thing, and has one id; of
    several that one source calls the same, all but the first have an id of their own."""
    alike: dict[str, dict[str, tuple[Hit, Finding]]] = defaultdict(dict)
    for hit, finding in found:
        alike[finding.id].setdefault(_node(hit), (hit, finding))
    for of_node in alike.values():
        of_source: dict[type | None, list[str]] = defaultdict(list)
        for node in sorted(of_node):
            of_source[_source(node, judgement)].append(node)
        for number, things in enumerate(zip_longest(*of_source.values())):
            node = next(filter(None, things))
            hit, finding = of_node[node]
            if number:
                own = hashed(finding.id, node)
                finding = msgspec.structs.replace(finding, id=own)
            yield hit, finding


def _node(hit: Hit) -> str:
    """What a finding is about."""
    return hit.subject or hit.scenario.id


def _called(node: str, judgement: Judgement) -> str:
    """Environment, type and cloud name of a resource; without a name the address, without its
    root. Other losses are called by their id."""
    data = judgement.graph.nodes.get(node, {})
    if data.get("kind") != "resource":
        return node
    name = data.get("cloud_name") or node.partition(":")[2] or node
    return "|".join((data.get("environment", ""), data.get("type", ""), str(name)))


def _source(node: str, judgement: Judgement) -> type | None:
    """Which kind of source tells of a resource: files, or a cloud's interface."""
    origin = judgement.graph.nodes.get(node, {}).get("origin")
    return None if origin is None else type(origin)
