"""The configuration that a plan keeps: which names each expression is made of.

A plan keeps the names in an expression and not the expression, and keeps no locals. Names are
followed through variables, outputs and data sources to the resources behind them.

Source: developer.hashicorp.com/terraform/internals/json-format, "Configuration Representation"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from scanner.collect.terraform.documents.addresses import Path, names, prefix, split
from scanner.collect.terraform.documents.text import LEAF, MEMBERS, Node, Shape
from scanner.collect.terraform.documents.values import Followed, is_leaf
from scanner.collect.terraform.documents.world import World
from scanner.collect.terraform.values import Ref
from scanner.model import FileOrigin, named

_MODULE = Shape(
    {
        "resources": Shape(
            each=Shape(
                {
                    "mode": LEAF,
                    "type": LEAF,
                    "name": LEAF,
                    "provider_config_key": LEAF,
                    "expressions": MEMBERS,
                    "count_expression": LEAF,
                    "for_each_expression": LEAF,
                }
            )
        ),
        "outputs": Shape(each=Shape({"expression": LEAF})),
        "variables": Shape(each=Shape({"default": LEAF, "sensitive": LEAF})),
    }
)
_MODULE.names["module_calls"] = Shape(
    each=Shape(
        {
            "expressions": MEMBERS,
            "count_expression": LEAF,
            "for_each_expression": LEAF,
            "module": _MODULE,
        }
    )
)
SHAPE = Shape(
    {
        "provider_config": Shape(
            each=Shape(
                {
                    "name": LEAF,
                    "full_name": LEAF,
                    "alias": LEAF,
                    "module_address": LEAF,
                    "expressions": MEMBERS,
                }
            )
        ),
        "root_module": _MODULE,
    }
)
MAX_STEPS = 10_000_000
"""Names followed in one document."""
MAX_CHAIN = 60
"""Variables, outputs and data sources on the way to a resource."""
MAX_REFERENCES = 1_000
"""Resources that one expression leads to."""
_HERE = frozenset({"each", "count", "path", "terraform", "self"})

Found = tuple[frozenset[tuple[str, str]], str]
"""Targets with their attribute; and a name of which nothing is known."""
_NOTHING: Found = (frozenset(), "")


@dataclass(frozen=True)
class Module:
    """A module as the configuration has it, once for all its instances."""

    names: tuple[str, ...]
    node: Node
    call: Node | None
    """The block that calls it; None for the root."""
    resources: dict[tuple[str, str, str], Node]
    """By mode (empty for managed), type and name."""


class Configuration:
    """Follows names from expression to expression."""

    def __init__(self, node: Node, world: World) -> None:
        self.node = node
        self.modules: dict[tuple[str, ...], Module] = {}
        self._world = world
        self._known: dict[tuple[str, str, str], Found] = {}
        self._open: set[tuple[str, str, str]] = set()
        self._steps = 0
        root = node.get("root_module")
        if root is not None:
            self._add((), root, None)

    def _add(self, path: tuple[str, ...], node: Node, call: Node | None) -> None:
        resources = {}
        for resource in node.elements_of("resources"):
            mode = resource.string("mode").removesuffix("managed")
            resources[mode, resource.string("type"), resource.string("name")] = resource
        self.modules[path] = Module(path, node, call, resources)
        for name, inner in node.members_of("module_calls").items():
            module = inner.get("module")
            if module is not None:
                self._add((*path, name), module, inner)

    def resource(self, path: Path, mode: str, kind: str, name: str) -> Node | None:
        """The block of a resource in a module instance."""
        module = self.modules.get(names(path))
        return module.resources.get((mode, kind, name)) if module else None

    # --- following ------------------------------------------------------------------------

    def followed(
        self, expression: Any, origin: FileOrigin, path: Path, block: Node | None, key: str
    ) -> Followed:
        """What an expression in a module instance refers to.

        `block` is the resource or call that it stands in, and `key` that of the instance.
        """
        targets, lost = self._follow(expression, path, block, key)
        marks = frozenset(
            Ref(self._world.full_id(target), attribute, origin)
            if not target.startswith("named:")
            else Ref(target, attribute, origin)
            for target, attribute in sorted(targets)[:MAX_REFERENCES]
        )
        if len(targets) > MAX_REFERENCES:
            lost = f"what lies beyond {MAX_REFERENCES:,} references"
        return Followed(marks, lost)

    def _follow(self, expression: Any, path: Path, block: Node | None, key: str) -> Found:
        written = list(_written(expression))
        by_key = any(steps[:2] in (["each", "key"], ["count", "index"]) for steps in written)
        return _joined(
            self._name(steps, path, block, key, by_key or steps[:2] == ["each", "value"])
            for steps in written
        )

    def _name(
        self, steps: list[str], path: Path, block: Node | None, key: str, by_key: bool
    ) -> Found:
        """One name: `by_key` where it may be meant for the instance with the same key."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            return frozenset(), f"what lies beyond {MAX_STEPS:,} names"
        first, rest = steps[0], steps[1:]
        hint = key if by_key else ""
        if first == "each" and rest[:1] == ["value"] and block is not None:
            over = block.get("for_each_expression")
            found = self._follow(over.plain(), path, None, key) if over else _NOTHING
            return self._of_same_key(found, key)
        if first in _HERE or not rest:
            return _NOTHING
        if first == "var":
            return self._once("var", rest[0], path)
        if first == "local":
            return frozenset(), f"local.{rest[0]}"
        if first == "module":
            return self._outputs(rest, path, hint)
        if first == "data":
            return self._data(rest, path, hint)
        return self._resource(steps, path, hint)

    def _once(self, what: str, name: str, path: Path) -> Found:
        """What a variable, output or data block leads to, worked out once."""
        known = (what, name, prefix(path))
        if known in self._open:
            return _NOTHING
        if len(self._open) >= MAX_CHAIN:
            return frozenset(), f"what lies behind {MAX_CHAIN} names"
        if known not in self._known:
            self._open.add(known)
            try:
                self._known[known] = _WORK[what](self, name, path)
            finally:
                self._open.discard(known)
        return self._known[known]

    def _variable(self, name: str, path: Path) -> Found:
        module = self.modules.get(names(path))
        if module is None or module.call is None:
            return _NOTHING
        argument = module.call.members_of("expressions").get(name)
        if argument is None:
            return _NOTHING
        return self._follow(argument.plain(), path[:-1], module.call, path[-1].key)

    def _output(self, name: str, path: Path) -> Found:
        module = self.modules.get(names(path))
        output = module.node.members_of("outputs").get(name) if module else None
        expression = output.get("expression") if output else None
        return self._follow(expression.plain(), path, None, "") if expression else _NOTHING

    def _outputs(self, rest: list[str], path: Path, hint: str) -> Found:
        """An output of a called module, or of all its instances; with no output named, all."""
        call, rest = rest[0], rest[1:]
        key = rest.pop(0) if rest[:1] and rest[0].startswith("[") else ""
        instances = self._world.calls(path, call, key, hint)
        module = self.modules.get((*names(path), call))
        if module is None:
            return _NOTHING
        outputs = rest[:1] or list(module.node.members_of("outputs"))
        return _joined(
            self._once("output", output, instance) for instance in instances for output in outputs
        )

    def _data(self, rest: list[str], path: Path, hint: str) -> Found:
        """A data source: the resource that it looks up by its name, else what its arguments
        are made of."""
        kind, name, rest = rest[0], "".join(rest[1:2]), rest[2:]
        key = rest.pop(0) if rest[:1] and rest[0].startswith("[") else ""
        block = f"{prefix(path)}data.{kind}.{name}"
        found = self._world.looked_up(kind, block, key, hint, "".join(rest[:1]))
        if found:
            return frozenset((named(*pair), own) for *pair, own in found), ""
        return self._once("data", f"{kind}.{name}", path)

    def _arguments(self, name: str, path: Path) -> Found:
        kind, _, own = name.partition(".")
        block = self.resource(path, "data", kind, own)
        expressions = block.members_of("expressions").values() if block else ()
        return _joined(self._follow(e.plain(), path, block, "") for e in expressions)

    def _resource(self, steps: list[str], path: Path, hint: str) -> Found:
        kind, name, rest = steps[0], steps[1], steps[2:]
        key = rest.pop(0) if rest[:1] and rest[0].startswith("[") else ""
        attribute = "".join(s if s.startswith("[") else f".{s}" for s in rest).lstrip(".")
        block = f"{prefix(path)}{kind}.{name}"
        found = self._world.of_block(block, key, hint)
        return frozenset((target, attribute) for target in found), ""

    def _of_same_key(self, found: Found, key: str) -> Found:
        """Of the instances that a `for_each` goes over, the one it is at."""
        same = frozenset(pair for pair in found[0] if key and pair[0].endswith(key))
        return (same, found[1]) if same else found


_WORK: dict[str, Callable[[Configuration, str, Path], Found]] = {
    "var": Configuration._variable,
    "output": Configuration._output,
    "data": Configuration._arguments,
}


def _written(expression: Any) -> Iterator[list[str]]:
    """The names in an expression, those left out that another one begins with."""
    if not is_leaf(expression):
        for inner in _inside(expression):
            yield from _written(inner)
        return
    texts = expression.get("references")
    if not isinstance(texts, list):
        return
    found = [split(text) for text in texts if isinstance(text, str)]
    longer = {tuple(steps[:length]) for steps in found for length in range(1, len(steps))}
    for steps in found:
        if steps and tuple(steps) not in longer:
            yield steps


def _inside(expression: Any) -> list[Any]:
    if isinstance(expression, dict):
        return list(expression.values())
    return expression if isinstance(expression, list) else []


def _joined(found: Iterator[Found]) -> Found:
    targets: set[tuple[str, str]] = set()
    lost = ""
    for some, name in found:
        targets |= some
        lost = lost or name
    return frozenset(targets), lost
