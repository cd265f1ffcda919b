"""YAML documents as plain values.

What a plain scalar is, is decided as github.com/zclconf/go-cty-yaml (resolve.go) does.
"""

from __future__ import annotations

import re
from decimal import Decimal

import yaml

from scanner.collect.terraform.values.value import EvaluationError
from scanner.model.codec import MAX_DEPTH, nesting

MAX_NODES = 200_000
"""Values in one document; a larger one is an error, not a crash."""

_TRUE = frozenset({"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
_FALSE = frozenset({"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_INTEGER = re.compile(r"[-+]?[0-9]{1,150}")
_PREFIXED = re.compile(r"0x[0-9a-fA-F]{1,100}|0o[0-7]{1,100}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,9})?")
_NOT_A_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d+)?[ \t]*"
    r"(Z|[-+]\d\d:\d\d)?",
    re.ASCII,
)
_SCALAR_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool", "timestamp")
)


_PLAIN = "!plain"


class _Loader(yaml.CSafeLoader):
    """Leaves plain scalars undecided: what they are is not what PyYAML thinks."""


_Loader.yaml_implicit_resolvers = {None: [(_PLAIN, re.compile(""))]}


def read_yaml(text: str) -> object:
    """The document that `text` is. Raises EvaluationError where it is none."""
    try:
        if any(depth > MAX_DEPTH for _, depth in nesting(text)):
            raise EvaluationError("YAML is nested too deep")
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise EvaluationError(f"not YAML: {error}") from error
    if root is None:
        raise EvaluationError("not YAML: it is empty")
    return _Unfolding().value(root)


class _Unfolding:
    """Turns nodes into plain values; aliases are written out, within a limit."""

    def __init__(self) -> None:
        self._count = 0
        self._open: set[int] = set()

    def value(self, node: yaml.Node) -> object:
        self._count += 1
        if self._count > MAX_NODES:
            raise EvaluationError(f"YAML unfolds to more than {MAX_NODES:,} values")
        if id(node) in self._open or len(self._open) > MAX_DEPTH:
            raise EvaluationError("YAML contains itself, or is nested too deep")
        if isinstance(node, yaml.ScalarNode):
            return _yaml_scalar(node)
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.value(item) for item in node.value]
            return self._mapping(node)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.Node) -> dict[str, object]:
        items: dict[str, object] = {}
        if node.tag != "tag:yaml.org,2002:map":
            raise EvaluationError(f"a YAML tag that is not understood: {node.tag}")
        for key, inner in node.value:
            if key.tag == _PLAIN and key.value == "<<":
                source = self.value(inner)
                if not isinstance(source, dict):
                    raise EvaluationError("YAML merges what is no mapping")
                items.update(source)  # what stands below it counts, and not what stands above
                continue
            if not isinstance(key, yaml.ScalarNode) or _yaml_scalar(key) is None:
                raise EvaluationError("a YAML key is no text")
            items[key.value] = self.value(inner)
        return items


def _yaml_scalar(node: yaml.ScalarNode) -> object:
    text = str(node.value)
    if node.tag == _PLAIN:
        return _plain_scalar(text)
    if node.tag in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:binary"):
        return text
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag in _SCALAR_TAGS:
        return _plain_scalar(text) if node.style in (None, "") else text
    raise EvaluationError(f"a YAML tag that is not understood: {node.tag}")


def _plain_scalar(text: str) -> object:
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text):
        return int(text)
    if _PREFIXED.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        value = kept(text)
        return int(value) if value == value.to_integral_value() else value
    if _NOT_A_NUMBER.fullmatch(text):
        raise EvaluationError("YAML holds a number that is none")
    if moment := _MOMENT.fullmatch(text):
        year, *parts = moment.groups("Z")[:-1]
        month, day, hour, minute, second = (part.zfill(2) for part in parts)
        return f"{year}-{month}-{day}T{hour}:{minute}:{second}{moment.group(7) or 'Z'}"
    return f"{text}T00:00:00Z" if _DATE.fullmatch(text) else text


def kept(text: str) -> Decimal:
    """A number. Raises EvaluationError where it is too large to keep."""
    value = Decimal(text)
    if abs(value.adjusted()) > 150:
        raise EvaluationError("a number that is too large to keep")
    return value
