"""What a JMESPath finds in an answer, worked out from the API's own model without an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import jmespath
from botocore.model import Shape
from scanner.collect.aws.declarations import Mapping, Service, Step

OPEN = None
"""Anything: what a document holds, or what a function makes."""


@dataclass(frozen=True)
class Many:
    """A list of such."""

    of: Any


@dataclass
class Item:
    """An item of a step: what the answer says, what later steps put into it, its parent."""

    shape: Any
    parts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reader:
    """Follows expressions; `strange` gathers each name that the model does not have."""

    steps: dict[str, Item]
    strange: list[str] = field(default_factory=list)

    def read(self, expression: str, of: Any) -> Any:
        """What `expression` finds in `of`."""
        return self._node(jmespath.compile(expression).parsed, of)

    def _node(self, node: dict[str, Any], of: Any) -> Any:
        known = _HANDLERS.get(node["type"])
        if known:
            return known(self, node, of)
        for child in node["children"]:
            self._node(child, of)
        return OPEN

    def _field(self, node: dict[str, Any], of: Any) -> Any:
        return self.member(of, str(node["value"]))

    def member(self, of: Any, name: str) -> Any:
        """The member `name` of `of`."""
        if of is OPEN:
            return OPEN
        if isinstance(of, Item):
            return of.parts[name] if name in of.parts else self.member(of.shape, name)
        if isinstance(of, dict):
            members: Any = of
        elif isinstance(of, Shape) and of.type_name == "map":
            return of.value
        else:
            members = of.members if isinstance(of, Shape) and of.type_name == "structure" else {}
        if name not in members:
            if not (isinstance(of, Shape) and getattr(of, "is_document_type", False)):
                self.strange.append(name)
            return OPEN
        return members[name]

    def _then(self, node: dict[str, Any], of: Any) -> Any:
        for child in node["children"]:
            of = self._node(child, of)
        return of

    def _each(self, node: dict[str, Any], of: Any) -> Any:
        left, right, *condition = node["children"]
        inner = _inside(self._node(left, of))
        for one in condition:
            self._node(one, inner)
        return Many(self._node(right, inner))

    def _flat(self, node: dict[str, Any], of: Any) -> Any:
        found = self._node(node["children"][0], of)
        inner = _inside(found)
        return Many(_inside(inner) if _is_many(inner) else inner)

    def _index(self, node: dict[str, Any], of: Any) -> Any:
        return _inside(of)

    def _either(self, node: dict[str, Any], of: Any) -> Any:
        found = [self._node(child, of) for child in node["children"]]
        return next((one for one in found if one is not OPEN), OPEN)

    def _map(self, node: dict[str, Any], of: Any) -> Any:
        return {pair["value"]: self._node(pair["children"][0], of) for pair in node["children"]}

    def _list(self, node: dict[str, Any], of: Any) -> Any:
        found = [self._node(child, of) for child in node["children"]]
        return Many(found[0] if found else OPEN)

    def _call(self, node: dict[str, Any], of: Any) -> Any:
        name, given = node["value"], node["children"]
        found = [self._node(one, of) for one in given]
        if name in ("having", "all_having", "latest"):
            step = self.steps[given[0]["value"]]
            for path in (given[1], *given[3:]):
                self.read(path["value"], step)
            return Many(step) if name == "all_having" else step
        if name in ("not_null", "unless"):
            return found[-1]
        return OPEN


def _is_many(of: Any) -> bool:
    return isinstance(of, Many) or (isinstance(of, Shape) and of.type_name == "list")


def _inside(of: Any) -> Any:
    if isinstance(of, Many):
        return of.of
    if isinstance(of, Shape) and of.type_name == "list":
        return of.member
    return of.value if isinstance(of, Shape) and of.type_name == "map" else OPEN


_HANDLERS: dict[str, Callable[[Reader, dict[str, Any], Any], Any]] = {
    "field": Reader._field,
    "subexpression": Reader._then,
    "pipe": Reader._then,
    "index_expression": Reader._then,
    "projection": Reader._each,
    "filter_projection": Reader._each,
    "value_projection": Reader._each,
    "flatten": Reader._flat,
    "index": Reader._index,
    "slice": lambda _, __, of: of,
    "identity": lambda _, __, of: of,
    "current": lambda _, __, of: of,
    "or_expression": Reader._either,
    "multi_select_dict": Reader._map,
    "multi_select_list": Reader._list,
    "function_expression": Reader._call,
}


def faults(service: Service, model: Any) -> list[str]:
    """Names in a service's file that the API's model does not have."""
    reader = Reader({})
    found = list(_steps(reader, service, model))
    for mapping in service.resources:
        of = _item_of(reader, mapping)
        texts = (
            mapping.when,
            mapping.id,
            mapping.name,
            mapping.region,
            mapping.zones,
            mapping.tags,
        )
        for text in filter(
            None, (*texts, *mapping.attributes.values(), *mapping.optional.values())
        ):
            reader.read(text, of)
        found.extend(f"{mapping.type}: no {name}" for name in _strange(reader))
    return found


def told(service: Service, model: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """`(type, attribute -> what its expression finds)` of each mapping."""
    reader = Reader({})
    list(_steps(reader, service, model))
    for mapping in service.resources:
        of = _item_of(reader, mapping)
        texts = {**mapping.attributes, **mapping.optional}
        found = {name: reader.read(text, of) for name, text in texts.items()}
        yield mapping.type, {**dict.fromkeys(mapping.fixed, OPEN), **found}


def has(found: Any, path: list[str]) -> bool:
    """Whether what an expression finds may have something at `path`."""
    while _is_many(found):
        found = _inside(found)
    if not path or found is OPEN:
        return True
    if isinstance(found, Shape):
        if found.type_name == "map":
            return True
        members = found.members if found.type_name == "structure" else {}
        return path[0] in members and has(members[path[0]], path[1:])
    return path[0] in found and has(found[path[0]], path[1:])


def _strange(reader: Reader) -> list[str]:
    found = list(reader.strange)
    reader.strange.clear()
    return found


def _steps(reader: Reader, service: Service, model: Any) -> Iterator[str]:
    """Reads every step, and yields what is wrong with it."""
    for name, step in service.steps.items():
        if step.call not in model.operation_names:
            yield f"{name}: no operation {step.call}"
            continue
        operation = model.operation_model(step.call)
        taken = operation.input_shape.members if operation.input_shape else {}
        for one in {**step.parameters, **step.given}:
            if one not in taken:
                yield f"{name}: takes no {one}"
        owner = reader.steps.get(step.each)
        for text in filter(None, (step.when, *step.same)):
            reader.read(text, owner)
        for text in step.given.values():
            reader.read(text, Many(owner) if step.batch else owner)
        made = _made(reader, step, operation.output_shape)
        for text in step.same.values():
            reader.read(text, made)
        yield from (f"{name}: no {strange}" for strange in _strange(reader))
        if step.into and owner is not None:
            owner.parts[step.into] = made if step.single else Many(made)
        else:
            above = owner.parts["_parent"] if step.batch and owner else owner
            reader.steps[name] = Item(made, {"_parent": above})


def _item_of(reader: Reader, mapping: Mapping) -> Any:
    of: Any = reader.steps.get(mapping.step)
    if not mapping.items:
        return of
    part = _inside(reader.read(mapping.items, of))
    return Item(part if not _is_plain(part) else {"value": part}, {"_parent": of})


def _made(reader: Reader, step: Step, output: Any) -> Any:
    found = reader.read(step.items, output) if step.items else output
    made = _inside(found) if _is_many(found) else found
    return {"value": made} if _is_plain(made) else made


def _is_plain(shape: Any) -> bool:
    return isinstance(shape, Shape) and shape.type_name not in ("structure", "map", "list")
