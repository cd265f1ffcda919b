"""Order and cycles of a graph given as edge arrays: `owner[e]` needs `member[e]`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NARROW = 64
"""Frontiers below this many nodes are walked one by one: a long chain has only such."""


class Adjacency:
    """Edges grouped by their source: `targets[starts[v]:starts[v + 1]]` are those of `v`."""

    def __init__(self, count: int, source: Ints, target: Ints) -> None:
        order = np.argsort(source, kind="stable")
        self.edges = order
        self.targets = target[order]
        self.starts = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(source, minlength=count), out=self.starts[1:])

    def of(self, nodes: Ints) -> Ints:
        """Targets of all `nodes`, one after the other, repeated ones included."""
        lengths = self.starts[nodes + 1] - self.starts[nodes]
        ends = np.cumsum(lengths)
        offset = np.repeat(self.starts[nodes] - (ends - lengths), lengths)
        return self.targets[offset + np.arange(offset.size)]


def levels(count: int, owner: Ints, member: Ints) -> Ints:
    """Length of the longest way down from each node; -1 in and above cycles.

    Kahn's algorithm from the leaves, a frontier at a time.
    """
    dependents = Adjacency(count, member, owner)
    waiting = np.bincount(owner, minlength=count)
    level = np.full(count, -1, dtype=np.int64)
    frontier = np.flatnonzero(waiting == 0)
    depth = 0
    while frontier.size:
        level[frontier] = depth
        if frontier.size < NARROW:
            frontier = _step_narrow(dependents, frontier, waiting)
        else:
            frontier = _step_wide(dependents, frontier, waiting)
        depth += 1
    return level


def _step_wide(dependents: Adjacency, frontier: Ints, waiting: Ints) -> Ints:
    reached = dependents.of(frontier)
    if reached.size > waiting.size // 8:
        hits = np.bincount(reached, minlength=waiting.size)
        waiting -= hits
        freed: Ints = np.flatnonzero((waiting == 0) & (hits > 0))
        return freed
    reached.sort()
    first = np.ones(reached.size, dtype=bool)
    first[1:] = reached[1:] != reached[:-1]
    at = np.flatnonzero(first)
    nodes = reached[at]
    waiting[nodes] -= np.diff(np.append(at, reached.size))
    ready: Ints = nodes[waiting[nodes] == 0]
    return ready


def _step_narrow(dependents: Adjacency, frontier: Ints, waiting: Ints) -> Ints:
    starts, targets = dependents.starts, dependents.targets
    ready = []
    for node in frontier.tolist():
        for reached in targets[starts[node] : starts[node + 1]].tolist():
            waiting[reached] -= 1
            if waiting[reached] == 0:
                ready.append(reached)
    return np.array(ready, dtype=np.int64)


def components(count: int, owner: Ints, member: Ints) -> tuple[Ints, Bools]:
    """`(component of each node, edges that close a cycle)`.

    Nodes that need each other, directly or not, have one component number: that of one of
    them. Without the closing edges the graph has no cycle.
    """
    component = np.arange(count, dtype=np.int64)
    closing = np.zeros(owner.size, dtype=bool)
    above = levels(count, owner, member) < 0
    inner = above[owner] & above[member]
    # What only stands above cycles is peeled off from the top.
    edges = np.flatnonzero(inner)
    core = above & (levels(count, member[edges], owner[edges]) < 0)
    edges = edges[core[owner[edges]] & core[member[edges]]]
    if edges.size:
        _tarjan(np.flatnonzero(core), owner[edges], member[edges], edges, component, closing)
    return component, closing


def _tarjan(  # noqa: C901 - one algorithm, known by this shape
    nodes: Ints, owner: Ints, member: Ints, edges: Ints, component: Ints, closing: Bools
) -> None:
    """Tarjan's strong components, without recursion; notes the edges back onto the path."""
    local = {node: index for index, node in enumerate(nodes.tolist())}
    source = np.searchsorted(nodes, owner)
    target = np.searchsorted(nodes, member)
    adjacency = Adjacency(len(local), source, target)
    starts = adjacency.starts.tolist()
    targets = adjacency.targets.tolist()
    numbers = edges[adjacency.edges].tolist()
    index = [0] * len(local)
    low = [0] * len(local)
    cursor = starts[:-1].copy()
    on_path = [False] * len(local)
    on_stack = [False] * len(local)
    stack: list[int] = []
    counter = 0
    for root in range(len(local)):
        if index[root]:
            continue
        path = [root]
        while path:
            node = path[-1]
            if not index[node]:
                counter += 1
                index[node] = low[node] = counter
                stack.append(node)
                on_path[node] = on_stack[node] = True
            if cursor[node] < starts[node + 1]:
                at = cursor[node]
                cursor[node] += 1
                other = targets[at]
                if not index[other]:
                    path.append(other)
                elif on_stack[other]:
                    low[node] = min(low[node], index[other])
                    if on_path[other]:
                        closing[numbers[at]] = True
                continue
            path.pop()
            on_path[node] = False
            if path:
                low[path[-1]] = min(low[path[-1]], low[node])
            if low[node] == index[node]:
                while True:
                    other = stack.pop()
                    on_stack[other] = False
                    component[nodes[other]] = nodes[node]
                    if other == node:
                        break
