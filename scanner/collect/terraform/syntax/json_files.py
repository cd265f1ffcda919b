"""Terraform's JSON syntax (`.tf.json`), read into the same nodes as the native one.

Texts are templates. Without a provider's schema a nested object may be a block or a map;
it is read as a map, which reads alike.
Source: developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.collect.terraform.syntax.blocks import parse_native_expression, parse_native_template
from scanner.collect.terraform.syntax.json_text import JsonValue, parse_json
from scanner.collect.terraform.syntax.nodes import (
    Attribute,
    Block,
    Body,
    Expression,
    Fault,
    File,
    Literal,
    ObjectOf,
    Traversal,
    TupleOf,
)
from scanner.collect.terraform.syntax.source import UnreadableError

_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "check": 1}
"""How many labels a block has; one is the rule for these and none for all others:"""
_ONE_LABEL = frozenset({"module", "variable", "output", "provider", "action"})
_REFERENCES = frozenset({"provider", "type", "from", "to", "providers", "depends_on"})
"""Attributes whose text is an expression, not a template."""
_NESTED = {
    "terraform": frozenset({"backend", "cloud", "required_providers", "provider_meta"}),
    "backend": frozenset[str](),
}
_NO_OBJECT = "not an object, which is needed here"


def parse_json_file(content: bytes) -> File:
    """A `.tf.json` file. Never raises; what cannot be read is in `faults`."""
    try:
        document = parse_json(content.decode("utf-8-sig"))
    except (UnreadableError, UnicodeDecodeError) as error:
        return File(Body(), (Fault(1, 1, 1, f"not JSON: {error}"),))
    blocks: list[Block] = []
    faults: list[Fault] = []
    for root in _objects(document):
        if not isinstance(root.value, tuple):
            faults.append(Fault(root.line, root.column, root.line, _NO_OBJECT))
        for kind, value in root.pairs:
            if kind == "//":
                continue
            depth = _LABELS.get(kind, 1 if kind in _ONE_LABEL else 0)
            for labels, body in _labelled(value, depth, ()):
                try:
                    blocks.append(_block(kind, labels, body))
                except UnreadableError as error:
                    fault = Fault(body.line, body.column, body.line, str(error), kind, labels)
                    faults.append(fault)
    return File(Body({}, tuple(blocks)), tuple(faults))


def parse_json_values(content: bytes) -> File:
    """A `.tfvars.json` file: names and plain values, in which nothing is a template."""
    try:
        document = parse_json(content.decode("utf-8-sig"))
    except (UnreadableError, UnicodeDecodeError) as error:
        return File(Body(), (Fault(1, 1, 1, f"not JSON: {error}"),))
    if not isinstance(document.value, tuple):
        return File(Body(), (Fault(document.line, document.column, document.line, _NO_OBJECT),))
    attributes = {
        name: Attribute(value.line, value.column, value.line, name, _plain(value))
        for name, value in document.pairs
    }
    return File(Body(attributes))


def _objects(value: JsonValue) -> Iterator[JsonValue]:
    """An object, or each of a list of them; null is none. Whatever else stands there in an
    object's place is given too."""
    if isinstance(value.value, list):
        for item in value.value:
            yield from _objects(item)
    elif value.value is not None:
        yield value


def _labelled(
    value: JsonValue, depth: int, labels: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], JsonValue]]:
    for item in _objects(value):
        if depth == 0 or not isinstance(item.value, tuple):
            yield labels, item
        else:
            for name, inner in item.pairs:
                if name != "//":
                    yield from _labelled(inner, depth - 1, (*labels, name))


def _block(kind: str, labels: tuple[str, ...], value: JsonValue) -> Block:
    if not isinstance(value.value, tuple):
        raise UnreadableError(_NO_OBJECT)
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for name, inner in value.pairs:
        if name == "//":
            continue
        if name == "dynamic":
            blocks += [_dynamic(made, given) for made, given in _labelled(inner, 1, ())]
        elif name in _NESTED.get(kind, ()):
            labelled = _labelled(inner, int(name in ("backend", "provider_meta")), ())
            blocks += [_block(name, made, given) for made, given in labelled]
        else:
            expression = _reference(inner) if name in _REFERENCES else _expression(inner)
            attributes[name] = Attribute(inner.line, inner.column, inner.line, name, expression)
    body = Body(attributes, tuple(blocks))
    return Block(value.line, value.column, value.line, kind, labels, body)


def _dynamic(labels: tuple[str, ...], value: JsonValue) -> Block:
    outer = tuple((name, inner) for name, inner in value.pairs if name != "content")
    block = _block("dynamic", labels, JsonValue(value.line, value.column, outer))
    contents = tuple(
        _block("content", (), body)
        for name, inner in value.pairs
        if name == "content"
        for body in _objects(inner)
    )
    body = Body(block.body.attributes, (*block.body.blocks, *contents))
    return Block(block.line, block.column, block.end_line, "dynamic", labels, body)


def _expression(value: JsonValue) -> Expression:
    line, column, inner = value.line, value.column, value.value
    if isinstance(inner, str):
        return _template(inner, value)
    if isinstance(inner, list):
        return TupleOf(line, column, tuple(_expression(item) for item in inner))
    if isinstance(inner, tuple):
        items = ((_template(k, v), _expression(v)) for k, v in inner if k != "//")
        return ObjectOf(line, column, tuple(items))
    return Literal(line, column, inner)


def _template(text: str, at: JsonValue) -> Expression:
    return parse_native_template(text, (at.line, at.column))


def _reference(value: JsonValue) -> Expression:
    """A text that is read as an expression, e.g. `"aws.west"`; also inside lists and maps."""
    line, column, inner = value.line, value.column, value.value
    if isinstance(inner, str):
        text = inner.removeprefix("${").removesuffix("}")
        return parse_native_expression(text, (line, column))
    if isinstance(inner, list):
        return TupleOf(line, column, tuple(_reference(item) for item in inner))
    if isinstance(inner, tuple):
        items = ((_key(k, v), _reference(v)) for k, v in inner)
        return ObjectOf(line, column, tuple(items))
    return Literal(line, column, inner)


def _key(text: str, at: JsonValue) -> Expression:
    """A key of a provider map: `aws.west` stays a reference."""
    root, dot, _ = text.partition(".")
    if dot:
        return parse_native_expression(text, (at.line, at.column))
    return (
        Traversal(at.line, at.column, root)
        if root.isidentifier()
        else Literal(at.line, at.column, text)
    )


def _plain(value: JsonValue) -> Expression:
    line, column, inner = value.line, value.column, value.value
    if isinstance(inner, list):
        return TupleOf(line, column, tuple(_plain(item) for item in inner))
    if isinstance(inner, tuple):
        items = ((Literal(v.line, v.column, k), _plain(v)) for k, v in inner)
        return ObjectOf(line, column, tuple(items))
    return Literal(line, column, inner)
