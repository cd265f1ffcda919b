"""What the evaluation of each root rests on: what it asked of the scanned directory, and which
other roots it read, whose own questions count for it as well."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from scanner.collect.terraform.modules import RootPlan
from scanner.collect.tree import Tree

PLAN, ROOT, STATES, UNITS = "plan", "root", "states", "units"
"""Questions about the roots: how one is used, whether there is one, where all keep state, and
what was asked to find the units among them."""


class Names:
    """The names of all roots; whether something is one of them is a question that is noted."""

    def __init__(self, names: Iterable[str], tree: Tree) -> None:
        self._names = frozenset(names)
        self._tree = tree

    def __contains__(self, name: object) -> bool:
        self._tree.note(f"{ROOT}:{name}")
        return name in self._names

    def answer(self, question: str) -> str:
        """Whether there is a root of that name."""
        return str(question.partition(":")[2] in self._names)


class Reliance:
    """Notes it while roots are evaluated."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._asked: dict[str, set[str]] = {}
        self._reads: dict[str, set[str]] = {}
        self._at_work: list[str] = []
        self.beyond: set[str] = set()
        """Roots that came to a limit: what others asked of them before may have used it up."""

    @contextmanager
    def working(self, name: str, plan: RootPlan) -> Iterator[None]:
        """In which the root `name` is evaluated; whoever is at work already reads it."""
        if name not in self._asked:
            unit = [f"{UNITS}:"] if plan.unit is not None else ()
            self._asked[name] = {f"{PLAN}:{name}", *questions_of(plan), *unit}
        if self._at_work:
            self._reads.setdefault(self._at_work[-1], set()).add(name)
        self._at_work.append(name)
        try:
            with self._tree.asking(self._asked[name]):
                yield
        finally:
            self._at_work.pop()

    def rests_on(self, name: str) -> set[str] | None:
        """All that the root's evaluation rests on. None where it also rests on the order in
        which roots are evaluated: where some read each other in a circle, or came to a limit."""
        reached = self._reached(name)
        if reached is None or reached & self.beyond:
            return None
        return set().union(*(self._asked[other] for other in reached))

    def _reached(self, name: str) -> set[str] | None:
        """The root and those that it reads, directly or not; None if there is a circle."""
        done: set[str] = set()
        above = {name}
        todo = [(name, iter(sorted(self._reads.get(name, ()))))]
        while todo:
            current, others = todo[-1]
            other = next(others, None)
            if other is None:
                todo.pop()
                above.discard(current)
                done.add(current)
            elif other in above and other != current:
                return None
            elif other not in done and other != current:
                above.add(other)
                todo.append((other, iter(sorted(self._reads.get(other, ())))))
        return done


def questions_of(plan: RootPlan) -> set[str]:
    """What was asked for the values that a root is used with."""
    return {f"read:{values.path}" for values in plan.values}


def digest_of(plan: RootPlan) -> str:
    """Of how a root is used, but for what stands in its files."""
    paths = [values.path for values in plan.values]
    parts = (plan.folder, plan.environment, paths, plan.unit is not None, plan.place)
    return hashlib.sha256(repr(parts).encode(errors="replace")).hexdigest()
