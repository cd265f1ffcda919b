"""Regular expressions as Terraform has them (RE2 syntax), in time bounded by pattern times text.

Python's own engine can be made to run for years by a pattern of ten characters, and what is
scanned is not trusted. This one backtracks too, but never twice from one instruction at one
position (the "bit state" of RE2): https://swtch.com/~rsc/regexp/regexp3.html
Where two readings of a text fit, it takes the same one as Go: the first by preference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from scanner.collect.terraform.functions.pattern_syntax import (
    Alternatives,
    Assertion,
    Chain,
    Group,
    Node,
    Repeat,
    Signs,
    parse_pattern,
)
from scanner.collect.terraform.values.value import EvaluationError

MAX_PROGRAM = 5_000
MAX_WORK = 5_000_000
"""Steps of one search."""

_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_TEMPLATE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})")


@dataclass(frozen=True)
class Step:
    """An instruction: go on at `next`, and by second preference at `other`."""

    kind: str
    """`signs`, `assert`, `save`, `split` or `match`."""
    signs: Signs | None = None
    what: str = ""
    slot: int = 0
    next: int = 0
    other: int = -1


@dataclass
class Pattern:
    """A compiled pattern."""

    steps: list[Step] = field(default_factory=list)
    groups: int = 0
    names: dict[str, int] = field(default_factory=dict)
    start: int = 0

    def matches(self, text: str) -> Iterator[tuple[list[str | None], dict[str, int]]]:
        """Every match: the whole and its groups, and the numbers of named groups."""
        for slots in self._find(text):
            yield self._groups(text, slots), self.names

    def replace(self, text: str, template: str) -> str:
        """`text` with every match replaced; `$1` and `${name}` stand for groups."""
        out: list[str] = []
        at = 0
        for slots in self._find(text):
            out.append(text[at : slots[0]])
            out.append(self._expand(template, self._groups(text, slots)))
            at = slots[1]
        return "".join([*out, text[at:]])

    def _expand(self, template: str, groups: list[str | None]) -> str:
        def group(match: re.Match[str]) -> str:
            name = match.group(1) or match.group(2)
            if name is None:
                return "$"
            number = int(name) if name.isdigit() else self.names.get(name, -1)
            return (groups[number] or "") if 0 <= number < len(groups) else ""

        return _TEMPLATE.sub(group, template)

    def _groups(self, text: str, slots: list[int]) -> list[str | None]:
        pairs = zip(slots[::2], slots[1::2], strict=True)
        return [text[a:b] if a >= 0 and b >= 0 else None for a, b in pairs]

    def _find(self, text: str) -> Iterator[list[int]]:
        at, last = 0, -1
        work = 0
        while at <= len(text):
            seen: set[int] = set()
            found = None
            for start in range(at, len(text) + 1):
                found = self._run(text, start, seen)
                if len(seen) + work > MAX_WORK:
                    raise EvaluationError("a regular expression takes too long")
                if found:
                    break
            work += len(seen)
            if found is None:
                return
            empty = found[0] == found[1]
            if not (empty and found[0] == last):
                yield found
            last = found[1]
            at = found[1] + 1 if empty else found[1]

    def _run(self, text: str, start: int, seen: set[int]) -> list[int] | None:
        """The preferred match that begins at `start`; `seen` are states known to fail."""
        steps, width = self.steps, len(self.steps)
        slots = [-1] * (2 * self.groups)
        todo: list[tuple[int, int, int]] = [(self.start, start, -1)]
        while todo:
            pc, at, restore = todo.pop()
            if restore >= 0:
                slots[restore] = at
                continue
            while True:
                state = at * width + pc
                if state in seen:
                    break
                seen.add(state)
                step = steps[pc]
                if step.kind == "signs":
                    assert step.signs is not None
                    if at >= len(text) or not step.signs.has(text[at]):
                        break
                    at += 1
                elif step.kind == "split":
                    todo.append((step.other, at, -1))
                elif step.kind == "save":
                    todo.append((0, slots[step.slot], step.slot))
                    slots[step.slot] = at
                elif step.kind == "match":
                    return slots
                elif not _holds(step.what, text, at):
                    break
                pc = step.next
        return None


def _holds(what: str, text: str, at: int) -> bool:
    if what == "start":
        return at == 0
    if what == "end":
        return at == len(text)
    if what == "line start":
        return at == 0 or text[at - 1] == "\n"
    if what == "line end":
        return at == len(text) or text[at] == "\n"
    before = at > 0 and text[at - 1] in _WORD
    after = at < len(text) and text[at] in _WORD
    return (before != after) is (what == "boundary")


@lru_cache(maxsize=512)
def compile_pattern(source: str) -> Pattern:
    """A pattern. Raises EvaluationError where it is none, or too large."""
    tree, names, groups = parse_pattern(source)
    pattern = Pattern(groups=groups + 1, names=names)
    end = _emit(pattern, Step("match"))
    pattern.start = _compile(Group(tree, 0), pattern, end)
    return pattern


def _emit(pattern: Pattern, step: Step) -> int:
    if len(pattern.steps) >= MAX_PROGRAM:
        raise EvaluationError("a regular expression is too large")
    pattern.steps.append(step)
    return len(pattern.steps) - 1


def _compile(node: Node, pattern: Pattern, after: int) -> int:
    """Instructions for `node` that go on at `after`; gives where they begin."""
    if isinstance(node, Signs):
        return _emit(pattern, Step("signs", signs=node, next=after))
    if isinstance(node, Assertion):
        return _emit(pattern, Step("assert", what=node.what, next=after))
    if isinstance(node, Chain):
        for part in reversed(node.parts):
            after = _compile(part, pattern, after)
        return after
    if isinstance(node, Alternatives):
        start = _compile(node.parts[-1], pattern, after)
        for part in reversed(node.parts[:-1]):
            first = _compile(part, pattern, after)
            start = _emit(pattern, Step("split", next=first, other=start))
        return start
    if isinstance(node, Group):
        if node.number < 0:
            return _compile(node.inner, pattern, after)
        closing = _emit(pattern, Step("save", slot=2 * node.number + 1, next=after))
        inner = _compile(node.inner, pattern, closing)
        return _emit(pattern, Step("save", slot=2 * node.number, next=inner))
    return _compile_repeat(node, pattern, after)


def _compile_repeat(node: Repeat, pattern: Pattern, after: int) -> int:
    if node.most is None:
        loop = _emit(pattern, Step("split"))
        body = _compile(node.inner, pattern, loop)
        first, second = (body, after) if node.greedy else (after, body)
        pattern.steps[loop] = Step("split", next=first, other=second)
        start = loop
    else:
        start = after
        for _ in range(node.most - node.least):
            body = _compile(node.inner, pattern, start)
            first, second = (body, after) if node.greedy else (after, body)
            start = _emit(pattern, Step("split", next=first, other=second))
    for _ in range(node.least):
        start = _compile(node.inner, pattern, start)
    return start
