"""How fast every single domain loss is judged, beside other ways to do it, in one run.

    python -m tests.bench.simulate [--nodes N] [--regions N] [--sample N]

The graph is synthetic: twelve layers of services in a few regions with many zones each, with
quorums, takeovers, buffers, doubts and pairs that need each other. Every contender's answers
are compared with the packed simulator's; a difference ends the run.

What a loss reaches decides the contest: the packed simulator looks at every node whatever
is lost, the others only at what falls. With many regions (`--regions 40`) losses are small.

igraph, rustworkx and networkx answer an easier question: what *reaches* a lost domain. They
know no "one of these is enough", so they are compared with the packed simulator on an
or-graph: the same graph with every member of every gate needed and every effect counted.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import multiprocessing
import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import networkx as nx
import numpy as np
import numpy.typing as npt
from scanner.graph import Graph
from scanner.simulate import (
    Compiled,
    Plane,
    Reading,
    Scenario,
    Standing,
    View,
    compile_graph,
    domain_losses,
    label_of,
    reference,
    standing,
)

T = TypeVar("T")
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LAYERS = 12
GATES = 0.2
"""Share of the nodes with two members or more that are K-of-N gates."""
ABROAD = 0.002
"""Share of the memberships that lead to another region."""
RTO_S = 86400.0
AT_ONCE = View(Plane.STOP, 0.0, Reading.WORSE)
EVERYTHING = View(Plane.SLOW, RTO_S, Reading.WORSE)
"""Every membership of the synthetic graph counts: all buffers empty, all takeovers made."""
QUICK_S = 5.0
"""What takes less is run three times; the best counts."""


# --- the graph --------------------------------------------------------------------------


def synthetic(nodes: int, memberships: int, domains: int, regions: int, seed: int) -> Graph:
    """A graph with about that many of each; no cycles but pairs that need each other."""
    rng = np.random.default_rng(seed)
    zones = max(1, domains // regions - 1)
    layer = np.sort(rng.integers(0, LAYERS, nodes))
    home = rng.integers(0, regions, nodes)
    order = np.lexsort((home, layer))
    layer, home = layer[order], home[order]
    owner = np.sort(rng.integers(0, nodes, memberships - nodes // 500))
    member = _members(rng, layer, home, owner, regions, zones)

    graph = Graph()
    _add_domains(graph, regions, zones)
    fan = np.bincount(owner, minlength=nodes)
    is_gate = (fan >= 2) & (rng.random(nodes) < GATES)
    needed = np.maximum(1, fan // 2)
    for number in range(nodes):
        kind = {"kind": "gate", "k": int(needed[number])} if is_gate[number] else {}
        graph.add_node(f"n{number}", **({"kind": "resource"} | kind))
    names = list(graph)
    last = np.append(owner[1:] != owner[:-1], True)
    dice = rng.random(owner.size)
    for source, target, late, die in zip(
        owner.tolist(), member.tolist(), last.tolist(), dice.tolist(), strict=True
    ):
        attributes = _alternative(late, die) if is_gate[source] else _requirement(die)
        graph.add_edge(f"n{source}", names[target], **attributes)
    _add_pairs(graph, layer, is_gate, rng)
    return graph


def _members(
    rng: np.random.Generator, layer: Ints, home: Ints, owner: Ints, regions: int, zones: int
) -> Ints:
    """Positions among domains and nodes: a lower layer at home mostly, or a domain at home."""
    place = layer * regions + home
    starts = np.searchsorted(place, np.arange(LAYERS * regions + 1))
    abroad = rng.random(owner.size) < ABROAD
    where = np.where(abroad, rng.integers(0, regions, owner.size), home[owner])
    below = (rng.random(owner.size) * layer[owner]).astype(np.int64) * regions + where
    size = starts[below + 1] - starts[below]
    node = starts[below] + (rng.random(owner.size) * size).astype(np.int64)
    zone = regions + where * zones + rng.integers(0, zones, owner.size)
    in_domain = (layer[owner] == 0) | (size == 0) | (rng.random(owner.size) < 0.15)
    return np.where(in_domain, zone, node + regions * (zones + 1))


def _add_domains(graph: Graph, regions: int, zones: int) -> None:
    for number in range(regions):
        graph.add_node(f"region/{number}", kind="domain", domain_kind="region")
    for number in range(regions * zones):
        graph.add_node(f"zone/{number}", kind="domain", domain_kind="zone")
        graph.add_edge(f"zone/{number}", f"region/{number // zones}", **_requirement(1.0))


def _requirement(die: float) -> dict[str, Any]:
    """One in five is buffered, one in five only slows, one in ten is doubtful."""
    return {
        "effect": "slow" if die < 0.2 else "stop",
        "holds_s": 600.0 if 0.2 <= die < 0.4 else 0.0,
        "strength": "medium" if 0.4 <= die < 0.5 else "strong",
    }


def _alternative(last: bool, die: float) -> dict[str, Any]:
    """A gate's last member is a takeover half of the time."""
    return {"strength": "strong", "after_s": 300.0 if last and die < 0.5 else 0.0}


def _add_pairs(graph: Graph, layer: Ints, is_gate: Bools, rng: np.random.Generator) -> None:
    """A thousandth of the nodes need their neighbour, and the neighbour needs them."""
    nodes = layer.size
    for number in rng.choice(nodes // 2, nodes // 1000, replace=False).tolist():
        one, other = 2 * number, 2 * number + 1
        if layer[one] == layer[other] and not is_gate[one] and not is_gate[other]:
            graph.add_edge(f"n{one}", f"n{other}", **_requirement(1.0))
            graph.add_edge(f"n{other}", f"n{one}", **_requirement(1.0))


def as_or_graph(graph: Graph) -> Graph:
    """Turn `graph` into one in which every member of every gate is needed."""
    for name, data in graph.nodes(data=True):
        if data["kind"] == "gate":
            data["k"] = graph.out_degree(name)
    return graph


# --- contenders -------------------------------------------------------------------------


class Worklist:
    """Plain Python: count for each node how many members it can still spare."""

    def __init__(self, graph: Graph, view: View) -> None:
        self.spare: dict[str, int] = {}
        self.dependents: dict[str, list[str]] = {name: [] for name in graph}
        for name, data in graph.nodes(data=True):
            is_gate = data["kind"] == "gate"
            met = 0
            for _, member, edge in graph.out_edges(name, data=True):
                rank = standing(label_of(edge, is_gate), view)
                met += rank is not Standing.DOWN
                if rank is Standing.KEEP:
                    self.dependents[member].append(name)
            self.spare[name] = met - (data["k"] if is_gate else graph.out_degree(name))
        self.broken = [name for name, spare in self.spare.items() if spare < 0]

    def down(self, lost: Iterable[str]) -> set[str]:
        """The greatest fixed point; the grounded one too, where no loop has a choice in it."""
        found = {*lost, *self.broken}
        todo = list(found)
        left: dict[str, int] = {}
        while todo:
            for dependent in self.dependents[todo.pop()]:
                spare = left[dependent] = left.get(dependent, self.spare[dependent]) - 1
                if spare < 0 and dependent not in found:
                    found.add(dependent)
                    todo.append(dependent)
        return found


class Numbered:
    """Nodes and memberships as numbers, and a library's graph of them."""

    def __init__(self, graph: Graph, library: str) -> None:
        self.index = {name: number for number, name in enumerate(graph)}
        edges = [(self.index[u], self.index[v]) for u, v in graph.edges()]
        self.ask: Callable[[int], Iterable[int]] = getattr(self, f"_{library}")(edges)

    def reaching(self, loss: Scenario) -> Iterable[int]:
        return self.ask(self.index[loss.id])

    def _igraph(self, edges: list[tuple[int, int]]) -> Callable[[int], Iterable[int]]:
        import igraph

        graph = igraph.Graph(n=len(self.index), edges=edges, directed=True)
        return lambda node: graph.subcomponent(node, mode="in")

    def _rustworkx(self, edges: list[tuple[int, int]]) -> Callable[[int], Iterable[int]]:
        import rustworkx

        graph = rustworkx.PyDiGraph()
        graph.add_nodes_from(list(self.index))
        graph.add_edges_from_no_data(edges)
        return lambda node: rustworkx.ancestors(graph, node) | {node}


@dataclass(frozen=True)
class Contender:
    """A way to answer: `prepare` once for a graph, then `run` for all losses."""

    name: str
    prepare: Callable[[Graph], Any]
    run: Callable[[Any, Sequence[Scenario]], Any]
    """Gives a bool array (nodes, losses), node names or numbers a loss, or None."""
    sampled: bool = False


def fresh(compiled: Compiled) -> Compiled:
    """The same netlist without the ground sets that were worked out before."""
    return Compiled(compiled.names, compiled.netlist)


def all_views(compiled: Compiled, losses: Sequence[Scenario]) -> None:
    fresh(compiled).run(losses, instants_s=(0.0, RTO_S))


SAME_QUESTION = (
    Contender(
        "packed: stopped at once, worse reading",
        compile_graph,
        lambda compiled, losses: fresh(compiled).downs(losses, AT_ONCE),
    ),
    Contender("packed: all 12 views", compile_graph, all_views),
    Contender(
        "plain Python worklist",
        lambda graph: Worklist(graph, AT_ONCE),
        lambda worklist, losses: [worklist.down(loss.lost) for loss in losses],
    ),
    Contender(
        "slow twin (simulate/reference.py)",
        lambda graph: graph,
        lambda graph, losses: [reference.down(graph, loss.lost, AT_ONCE) for loss in losses],
        sampled=True,
    ),
)
OR_GRAPH = (
    Contender(
        "packed: or-graph",
        compile_graph,
        lambda compiled, losses: fresh(compiled).downs(losses, EVERYTHING),
    ),
    *(
        Contender(
            f"{library}: or-graph, reachability only",
            lambda graph, library=library: Numbered(graph, library),
            lambda numbered, losses: [numbered.reaching(loss) for loss in losses],
        )
        for library in ("igraph", "rustworkx")
        if importlib.util.find_spec(library)
    ),
    Contender(
        "networkx: or-graph, reachability only",
        lambda graph: graph,
        lambda graph, losses: [nx.ancestors(graph, loss.id) | {loss.id} for loss in losses],
        sampled=True,
    ),
)


# --- measuring --------------------------------------------------------------------------


def seconds_of(action: Callable[[], T]) -> tuple[T, float]:
    """What `action` gives, and its time; the best of three where that is quick."""
    result, seconds = _timed(action)
    if seconds < QUICK_S:
        seconds = min(seconds, *(_timed(action)[1] for _ in range(2)))
    return result, seconds


def _timed(action: Callable[[], T]) -> tuple[T, float]:
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        result = action()
        return result, time.perf_counter() - start
    finally:
        gc.enable()


def peak_mb(action: Callable[[], object]) -> float | None:
    """What `action` needs at most beyond what is held now; None where Linux does not tell.

    It runs in a copy of this process, so that nobody finds another's memory lying about.
    """
    if not Path("/proc/self/clear_refs").exists():
        return None
    context = multiprocessing.get_context("fork")
    receive, send = context.Pipe(duplex=False)
    child = context.Process(target=_tell_peak, args=(action, send))
    child.start()
    peak: float = receive.recv()
    child.join()
    return peak


def _tell_peak(action: Callable[[], object], send: Any) -> None:
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before = _status_mb("VmRSS")
    action()
    send.send(_status_mb("VmHWM") - before)


def _status_mb(field: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field + ":"))


# --- the run ----------------------------------------------------------------------------

LINE = "{:<38} {:>6} {:>10} {:>10} {:>12} {:>9} {:>9}"
HEAD = LINE.format("", "losses", "prepare s", "run s", "ms a loss", "times", "peak MB")


def chosen(contender: Contender, losses: list[Scenario], sample: int) -> list[int]:
    """Numbers of the losses that a contender is asked about."""
    step = max(1, len(losses) // sample) if contender.sampled else 1
    return list(range(0, len(losses), step))[: sample if contender.sampled else None]


def peaks(
    contenders: Sequence[Contender], graph: Graph, losses: list[Scenario]
) -> list[float | None]:
    """Peak memory of each contender; a sampled one is asked about one loss only."""
    return [
        peak_mb(lambda c=c: c.run(c.prepare(graph), losses[:1] if c.sampled else losses))
        for c in contenders
    ]


def compare(
    contenders: Sequence[Contender],
    graph: Graph,
    losses: list[Scenario],
    sample: int,
    memory: list[float | None],
) -> Bools:
    """Print a line a contender; the first is what the others are compared with."""
    index = {name: number for number, name in enumerate(graph)}
    packed, base = np.zeros((0, 0), dtype=bool), 0.0
    for contender, peak in zip(contenders, memory, strict=True):
        numbers = chosen(contender, losses, sample)
        asked = [losses[number] for number in numbers]
        prepared, prepare_s = seconds_of(lambda c=contender: c.prepare(graph))
        answers, run_s = seconds_of(lambda c=contender, p=prepared, a=asked: c.run(p, a))
        each = run_s / len(asked)
        if not base:
            packed, base = answers, each
        elif answers is not None:
            check(contender.name, packed[:, numbers], answers, index)
        print(
            LINE.format(
                contender.name,
                len(asked),
                f"{prepare_s:.3f}",
                f"{run_s:.3f}",
                f"{1000 * each:.3f}",
                f"{each / base:,.1f}",
                "-" if peak is None else f"{peak:.0f}",
            ),
            flush=True,
        )
        del prepared, answers
    return packed


def check(name: str, packed: Bools, answers: Iterable[Any], index: dict[str, int]) -> None:
    """End the run unless each answer is the matching column of `packed`."""
    for column, answer in enumerate(answers):
        found = {index[node] if isinstance(node, str) else node for node in answer}
        if found != set(np.flatnonzero(packed[:, column]).tolist()):
            raise SystemExit(f"{name} answers otherwise in loss {column}")


def shares(packed: Bools) -> str:
    return f"{packed.mean():.1%} of the nodes on average, {packed.mean(axis=0).max():.1%} at most"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--memberships", type=int, help="default: four a node")
    parser.add_argument("--domains", type=int, default=200)
    parser.add_argument("--regions", type=int, default=5)
    parser.add_argument("--sample", type=int, default=2, help="losses for the slowest contenders")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    size = (options.nodes, options.memberships or 4 * options.nodes, options.domains)
    graph, build_s = _timed(lambda: synthetic(*size, options.regions, options.seed))
    losses = domain_losses(graph)
    print(
        f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}\n"
        f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} memberships, "
        f"{len(losses)} domains in {options.regions} regions\n"
        f"building the networkx graph took {build_s:.1f} s; with it the process holds "
        f"{_status_mb('VmRSS') if Path('/proc/self/status').exists() else 0:.0f} MB\n\n{HEAD}",
        flush=True,
    )
    memory = peaks(SAME_QUESTION, graph, losses)
    reach_memory = peaks(OR_GRAPH, graph, losses)
    stopped = compare(SAME_QUESTION, graph, losses, options.sample, memory)
    print(f"a loss stops {shares(stopped)}\n")
    reached = compare(OR_GRAPH, as_or_graph(graph), losses, options.sample, reach_memory)
    print(
        f"a loss reaches {shares(reached)}\n\n"
        f"All answers agree. Best of three where a step takes less than {QUICK_S:.0f} s. `times`: "
        "a loss's run time\nbeside the first line of its table. Peak: beyond the graph, "
        "preparing included."
    )


if __name__ == "__main__":
    main()
