"""A block's attributes and nested blocks as values, worked out one by one when asked for."""

from __future__ import annotations

from scanner.collect.secrecy import holds_secret
from scanner.collect.terraform.language import OverLimitError, Scope, evaluate, evaluate_named
from scanner.collect.terraform.language.loops import entries
from scanner.collect.terraform.modules.blocks import Declared, ResourceBlock
from scanner.collect.terraform.syntax import Attribute, Block, Body, Expression
from scanner.collect.terraform.values import (
    EvaluationError,
    Null,
    Unknown,
    Value,
    deep_marks,
    list_of,
    object_of,
)
from scanner.collect.terraform.values.texts import hidden, hidden_by_name
from scanner.model import FileOrigin

META = frozenset({"count", "for_each", "provider", "providers", "depends_on", "lifecycle",
                  "provisioner", "connection", "source", "version"})  # fmt: skip
"""What the language itself reads in a resource or module block, and no provider."""
RESOURCE_META = META - {"source", "version", "providers"}


class BlockValues:
    """The values of a declared block's body in a scope."""

    def __init__(self, block: Declared, scope: Scope, meta: frozenset[str]) -> None:
        self._block = block
        self._scope = scope
        self._meta = meta
        self._known: dict[str, Value] = {}
        self._open: set[str] = set()

    def names(self) -> list[str]:
        """Attributes and types of nested blocks that are written, each once, in order."""
        body = self._block.body
        found = [*body.attributes, *(_type(block) for block in body.blocks)]
        return [name for name in dict.fromkeys(found) if name not in self._meta]

    def has(self, name: str) -> bool:
        """Whether `name` is written."""
        body = self._block.body
        if name in self._meta:
            return False
        return name in body.attributes or any(_type(block) == name for block in body.blocks)

    def is_block(self, name: str) -> bool:
        """Whether `name` is written as nested blocks, not as an attribute."""
        return name not in self._block.body.attributes

    def get(self, name: str) -> Value:
        """The value of an attribute, or the list of nested blocks of a type.

        Where it cannot be worked out it is unknown and says why. Raises KeyError for what
        is not written.
        """
        if name in self._known:
            return self._known[name]
        if not self.has(name):
            raise KeyError(name)
        if name in self._open:
            place = self.place(name)
            reason = f"{self._block.name}.{name} is defined by way of itself"
            self._scope.owner.report(reason, place)
            return Unknown(reason, "", place)
        self._open.add(name)
        try:
            value = self._work_out(name)
        finally:
            self._open.discard(name)
        self._known[name] = value
        return value

    def expression(self, name: str) -> Expression | None:
        """An attribute's expression; None for nested blocks."""
        return self._block.expression(name)

    def place(self, name: str) -> FileOrigin:
        """Where an attribute or the first nested block of a type stands."""
        path = self._block.path_of(name)
        node: Attribute | Block | None = self._block.body.attributes.get(name)
        if node is None:
            node = next((b for b in self._block.body.blocks if _type(b) == name), None)
        if node is None:
            return self._block.origin
        end = node.end_line if node.end_line != node.line else 0
        return FileOrigin(path, node.line, node.column, end)

    def _work_out(self, name: str) -> Value:
        scope = Scope(
            self._scope.owner, self._block.path_of(name), self._scope.budget, self._scope.names
        )
        attribute = self._block.body.attributes.get(name)
        if attribute is not None:
            value = attribute_value(attribute, scope)
            held = isinstance(self._block, ResourceBlock) and holds_secret(self._block.type, name)
            return hidden(value) if held else value
        blocks = [block for block in self._block.body.blocks if _type(block) == name]
        return list_of(block_values(blocks, scope))


def attribute_value(attribute: Attribute, scope: Scope) -> Value:
    """The value of an attribute; unknown, with the reason, where it has none."""
    try:
        return hidden_by_name(attribute.name, evaluate_named(attribute.value, scope))
    except EvaluationError as error:
        return Unknown(str(error), "", scope.at(attribute))
    except OverLimitError as error:
        scope.owner.report(str(error), scope.at(attribute))
        return Unknown(str(error), "", scope.at(attribute))


def block_values(blocks: list[Block], scope: Scope) -> list[Value]:
    """Nested blocks of one type, in order, `dynamic` ones written out."""
    values: list[Value] = []
    for block in blocks:
        if block.type == "dynamic":
            values += _dynamic(block, scope)
        else:
            values.append(body_value(block.body, scope))
    return values


def body_value(body: Body, scope: Scope) -> Value:
    """A nested block's body as an object; its own blocks are lists in it."""
    items: dict[str, Value] = {
        name: attribute_value(attribute, scope) for name, attribute in body.attributes.items()
    }
    for kind in dict.fromkeys(_type(block) for block in body.blocks):
        inner = [block for block in body.blocks if _type(block) == kind]
        items[kind] = list_of(block_values(inner, scope))
    return object_of(items)


def _dynamic(block: Block, scope: Scope) -> list[Value]:
    """One block for each element; with unknown elements, one unknown that looks like them."""
    attribute = block.body.attributes.get("for_each")
    content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
    if attribute is None or content is None:
        return [Unknown("a dynamic block without for_each or content", "", scope.at(block))]
    try:
        over = evaluate(attribute.value, scope)
        found = [] if isinstance(over, Null) else entries(over)
    except (EvaluationError, OverLimitError) as error:
        return [Unknown(str(error), "", scope.at(attribute))]
    name = _iterator(block)
    values: list[Value] = []
    for key, item in found:
        names: dict[str, Value] = {name: object_of({"key": key, "value": item})}
        values.append(body_value(content.body, scope.with_names(names)))
    if not isinstance(over, Unknown):
        return values
    marks = deep_marks(over, *values)
    return [Unknown(over.reason, "", over.origin, element=values[0], marks=marks)]


def _iterator(block: Block) -> str:
    written = block.body.attributes.get("iterator")
    root = getattr(written.value, "root", None) if written else None
    return str(root or (block.labels[0] if block.labels else ""))


def _type(block: Block) -> str:
    """A block's type; a dynamic block is of the type it makes."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type
