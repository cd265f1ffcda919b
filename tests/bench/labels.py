"""Recall and precision against repositories that were labelled by hand before they were scanned.

    python -m tests.bench.labels --repos DIR [--only NAME] [--misses]

DIR holds checkouts as `<owner>+<name>`, at the commits that the files in tests/labels name.
An *edge* is a dependence between two things that run, keep data or carry traffic. Ours is
the graph's, with what stands between two labelled things (gates, addresses, listeners, task
definitions) passed through. Labels that a reasonable expert could dispute (`sure: false`)
count in neither figure. An edge of ours that nobody labelled counts as wrong. Some were looked
up in the code afterwards: the label file says why under `looked_up`, whether they are `right`
or whether experts may differ (`right: null`); the column `raw` leaves that out. *Sure* edges are
those that count in both readings; the others are questions that the report asks. A choice
(one of several is enough) is no edge to each of them.

A *claim* is what a finding would say of one thing: losing one zone, region, vendor or service
stops it. Ours is what the simulator surely answers. Right claims that it does not make are
missed, wrong ones that it makes are false alarms. Claims about the loss of one resource say too
different things to be asked so; they are left out.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from scanner.infer.kinds.handed import CONTENT
from scanner.pipeline import Request, Scan, scan
from scanner.simulate import Reading

ONE = "one resource"
LABELS = Path(__file__).parents[1] / "labels"
_INDEX = re.compile(r"\[[^\]]*\]")


@dataclass
class Score:
    """What was found of what was labelled, and what else was found."""

    sure: int = 0
    hit: int = 0
    hidden: int = 0
    hidden_hit: int = 0
    sure_hit: int = 0
    predicted: int = 0
    wrong: list[str] = field(default_factory=list)
    raw: float = 1.0
    asked: int = 0
    asked_wrong: int = 0
    missed: list[str] = field(default_factory=list)
    traps: list[str] = field(default_factory=list)
    claims: int = 0
    claims_right: int = 0
    claims_said: int = 0
    claims_false: int = 0
    claims_off: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.hit / self.sure if self.sure else 1.0

    @property
    def precision(self) -> float:
        return 1 - len(self.wrong) / self.predicted if self.predicted else 1.0


class Things:
    """The graph as people label it: things by root and address, without index keys."""

    def __init__(self, done: Scan, environments: dict[str, str]) -> None:
        self.graph = done.graph
        self.environments = environments
        """Root -> the environment of it that was labelled."""
        self.gaps = {gap.id: gap for gap in done.inference.gaps}
        self.hosts = done.knowledge

    @cached_property
    def names(self) -> dict[str, str]:
        """Node -> thing it belongs to: `root::address`, or the node's own name."""
        return {node: self._name(node) for node in self.graph}

    @cached_property
    def nodes(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for node, name in self.names.items():
            root, mark, rest = node.partition(":")[0].partition("[")
            wanted = self.environments.get(root, "")
            if not (mark and wanted and rest.rstrip("]") != wanted):
                found.setdefault(name, []).append(node)
        return found

    def _name(self, node: str) -> str:
        data = self.graph.nodes[node]
        while data["kind"] in ("side", "address", "gate") and data["of"] in self.graph:
            node = data["of"]
            data = self.graph.nodes[node]
        if data["kind"] == "opaque" and data["gap"] in self.gaps:
            node = self.gaps[data["gap"]].subject
        return plain(node)

    def reached(self, start: str, known: set[str], *, sides: bool, sure: bool = False) -> set[str]:
        """Labelled things that `start` needs, nothing labelled in between. With `sides`, also
        what its actions need; with `sure`, only by what counts in both readings."""
        own = [
            node
            for node in self.nodes.get(start, ())
            if (sides or "#" not in node) and not node.endswith(f"@{CONTENT}")
        ]
        seen, found = set(own), set()
        todo = list(own)
        while todo:
            node = todo.pop()
            if sure and self.is_choice(node):
                continue
            for _, member, edge in self.graph.out_edges(node, data=True):
                name = self.names[member]
                if member in seen or self.graph.nodes[member]["kind"] == "journey":
                    continue
                if sure and edge.get("strength", "strong") != "strong":
                    continue
                seen.add(member)
                if name != start and name in known:
                    found.add(name)
                elif name == start and "#" in member and not sides:
                    continue
                else:
                    todo.append(member)
        return found

    def is_choice(self, node: str) -> bool:
        """Whether it is a gate that not all members of are needed for."""
        data = self.graph.nodes[node]
        return data["kind"] == "gate" and data["k"] < self.graph.out_degree(node)

    def outside(self, start: str, known: set[str]) -> str:
        """All text about what `start` reaches that is no resource: domains, questions, and the
        evidence on the way."""
        words: list[str] = []
        seen = set(self.nodes.get(start, ()))
        todo = list(seen)
        while todo:
            for _, member, edge in self.graph.out_edges(todo.pop(), data=True):
                words += [str(evidence) for evidence in edge.get("evidence", ())]
                name = self.names[member]
                if member in seen or (name != start and name in known):
                    continue
                seen.add(member)
                gap = self.gaps.get(self.graph.nodes[member].get("gap", ""))
                words += [member, str(self.graph.nodes[member].get("name", ""))]
                words += [gap.question, gap.reason, gap.subject] if gap else []
                todo.append(member)
        return " ".join(words)


def plain(node: str) -> str:
    """`root::address` without environments, index keys and escapes."""
    root, colon, address = node.partition(":")
    if not colon or "/" in address.partition(".")[0]:
        return node
    return thing(f"{_INDEX.sub('', root)}::{address}")


def thing(name: str) -> str:
    """A label's name without index keys; what is looked up, by the data source's own name,
    wherever it stands: lookups of one thing are one node."""
    name = _INDEX.sub("", name)
    found = re.search(r"(?:^|[.:])(data\.\w+\.[\w-]+)$", name)
    return found[1] if found else name


def target(edge: dict[str, Any]) -> list[str]:
    """The names by which a labelled member may appear."""
    texts = [edge["to"], *edge.get("also", ())]
    return [t if "::" in t or ":" in t.split(".")[0] else f"{edge['root']}::{t}" for t in texts]


def score(labels: dict[str, Any], done: Scan) -> Score:
    """Compare one repository's labels with its scan."""
    environments = {scope["root"]: scope["environment"] for scope in labels["scope"]}
    things = Things(done, environments)
    result = Score()
    roots = set(environments)
    edges = labels["edges"]
    ends = {thing(f"{e['root']}::{e['from']}") for e in edges}
    known = ends | {thing(name) for e in edges for name in target(e)}
    agreed: dict[tuple[str, str], bool] = {}
    for edge in edges:
        start = thing(f"{edge['root']}::{edge['from']}")
        names = [thing(name) for name in target(edge)]
        for name in names:
            agreed[start, name] = edge["sure"]
        if edge["sure"]:
            _edge(result, edge, start, names, things, known)
    raw = Score()
    _predictions(raw, things, ends, known, roots, agreed)
    result.raw = raw.precision
    for extra in labels.get("looked_up", ()):
        start = thing(f"{extra['root']}::{extra['from']}")
        agreed.update({(start, thing(name)): extra["right"] is True for name in target(extra)})
    _predictions(result, things, ends, known, roots, agreed)
    _traps(result, labels, things, known)
    for claim in labels["findings"]:
        _claim(result, claim, things, done)
    return result


def _edge(
    result: Score,
    edge: dict[str, Any],
    start: str,
    names: list[str],
    things: Things,
    known: set[str],
) -> None:
    result.sure += 1
    result.hidden += edge["hidden"]
    found = things.reached(start, known, sides=edge["side"] != "serve")
    outside = [n for n in names if n.startswith(("host:", "image:"))]
    hit = any(name in found for name in names) or bool(
        set(names) & things.reached(start, set(names), sides=edge["side"] != "serve")
    )
    if outside and not hit:
        hit = any(_told(name, things.outside(start, known)) for name in outside)
    result.hit += hit
    surely = things.reached(start, known, sides=edge["side"] != "serve", sure=True)
    result.sure_hit += any(name in surely for name in names)
    result.hidden_hit += hit and edge["hidden"]
    if not hit:
        result.missed.append(
            f"{start} -> {edge['to']} ({edge['side']}) {edge['at']}: {edge['how']}"
        )


def _told(name: str, text: str) -> bool:
    """Whether an outside host is spoken of, by its name or the last labels of it."""
    host = name.partition(":")[2].split("/")[0].lower()
    parts = host.split(".")
    return host in text.lower() or (len(parts) > 2 and parts[-2] in text.lower())


def _predictions(
    result: Score,
    things: Things,
    ends: set[str],
    known: set[str],
    roots: set[str],
    agreed: dict[tuple[str, str], bool],
) -> None:
    for start in sorted(ends):
        if start.partition("::")[0] not in roots:
            continue
        surely = things.reached(start, known, sides=True, sure=True)
        for name in sorted(things.reached(start, known, sides=True)):
            label = agreed.get((start, name))
            if name in surely:
                result.predicted += label is not False
                if label is None:
                    result.wrong.append(f"{start} -> {name}")
            else:
                result.asked += label is not False
                result.asked_wrong += label is None


def _traps(result: Score, labels: dict[str, Any], things: Things, known: set[str]) -> None:
    for edge in labels["not_edges"]:
        start = thing(f"{edge['root']}::{edge['from']}")
        names = [thing(name) for name in target(edge)]
        found = things.reached(start, known | set(names), sides=False)
        for name in names:
            if name in found:
                result.traps.append(f"{start} -> {name}: {edge['why']}")


def _claim(result: Score, claim: dict[str, Any], things: Things, done: Scan) -> None:
    subject = thing(f"{claim['root']}::{claim['subject']}")
    if claim["lost"] == ONE:
        return
    says = any(_stops(subject, things, done, claim["lost"]))
    result.claims += 1
    result.claims_right += says == claim["right"]
    result.claims_said += says
    result.claims_false += says and not claim["right"]
    if says != claim["right"]:
        word = "not said" if claim["right"] else "said"
        result.claims_off.append(f"{word}: {subject} {claim['lost']}: {claim['says']}")


def _stops(subject: str, things: Things, done: Scan, lost: str) -> Iterator[bool]:
    """Whether each loss of the kind surely stops the subject."""
    nodes = [
        n for n in things.nodes.get(subject, ()) if things.graph.nodes[n]["kind"] == "resource"
    ]
    compiled = done.judgement.compiled
    kind, _, name = lost.partition(":")
    losses = [s for s in done.judgement.scenarios if s.kind == kind and name in s.id]
    for node in nodes:
        yield bool(compiled.stopped(losses, [node], 0.0, Reading.BETTER).any()) if losses else False


def main() -> None:
    """Print the scores of every labelled repository that is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    print(
        f"{'repository':50} {'found':>9} {'recall':>6} {'surely':>6} {'hidden':>9} "
        f"{'sure':>5} {'raw':>5} {'prec.':>5} {'asked':>7} {'claims':>7} {'said':>7}"
    )
    for file in sorted(LABELS.glob("*.yaml")):
        labels = yaml.safe_load(file.read_text())
        folder = given.repos / labels["repository"].replace("/", "+")
        if given.only not in labels["repository"] or not folder.is_dir():
            continue
        found = score(labels, scan(Request(paths=(folder,))))
        print(
            f"{labels['repository'][:50]:50} {found.hit:4}/{found.sure:<4} {found.recall:6.2f} "
            f"{found.sure_hit:6} {found.hidden_hit:4}/{found.hidden:<4} "
            f"{found.predicted:5} {found.raw:5.2f} {found.precision:5.2f} "
            f"{found.asked - found.asked_wrong:3}/{found.asked:<3} "
            f"{found.claims_right:3}/{found.claims:<3} "
            f"{found.claims_said - found.claims_false:3}/{found.claims_said:<3}"
        )
        if given.misses:
            for title in ("missed", "wrong", "traps", "claims_off"):
                for line in getattr(found, title):
                    print(f"    {title}: {line}", file=sys.stdout)


if __name__ == "__main__":
    main()
