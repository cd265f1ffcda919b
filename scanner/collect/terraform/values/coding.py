"""JSON, YAML and Base64: values to texts and back, unknown parts and all.

While a text is written or read, each unknown part stands in it as a token of two private
characters around its number, and is put back afterwards.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from decimal import Decimal

import yaml

from scanner.collect.terraform.values.marks import NO_MARKS, Marks, references
from scanner.collect.terraform.values.unknown import call_symbol, derived
from scanner.collect.terraform.values.value import (
    Bool,
    Encoded,
    EvaluationError,
    Kind,
    Mapping,
    Null,
    Number,
    PartialText,
    Record,
    Sequence,
    Text,
    Unknown,
    Value,
    deep_marks,
    first_unknown,
    known,
    object_of,
    tuple_of,
)
from scanner.collect.terraform.values.yaml_text import MAX_NODES, kept, read_yaml
from scanner.model.codec import MAX_DEPTH

OPEN, CLOSE = "\ue000", "\ue001"
_TOKEN = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_TOKEN_OR_STRING = re.compile(rf'"(?:[^"\\]|\\.)*"|{OPEN}[0-9]+{CLOSE}')
_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026",
         0x2028: "\\u2028", 0x2029: "\\u2029"}  # fmt: skip


def number_text(value: int | Decimal) -> str:
    """A number as Terraform writes it: all its digits, no exponent."""
    if isinstance(value, int):
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- tokens -----------------------------------------------------------------------------


def hide(text: Text | PartialText, hidden: list[Text | Unknown]) -> str:
    """`text` with its unknown and secret parts as tokens; the parts are added to `hidden`."""
    parts = text.parts if isinstance(text, PartialText) else (text,)
    out: list[str] = []
    for part in parts:
        if isinstance(part, Text) and not part.sensitive:
            if OPEN in part.value:
                raise EvaluationError("a text holds characters that are kept for other use")
            out.append(part.value)
        else:
            out.append(f"{OPEN}{len(hidden)}{CLOSE}")
            hidden.append(part)
    return "".join(out)


def restore(text: str, hidden: list[Text | Unknown]) -> Text | PartialText | Unknown:
    """The inverse of `hide`."""
    if OPEN not in text:
        return Text(text)
    parts: list[Text | Unknown] = []
    for position, piece in enumerate(_TOKEN.split(text)):
        if position % 2:
            parts.append(hidden[int(piece)])
        elif piece:
            parts.append(Text(piece))
    if len(parts) == 1:
        return parts[0]
    if all(isinstance(part, Text) for part in parts):
        return _joined([part for part in parts if isinstance(part, Text)])
    return PartialText(tuple(parts))


def _joined(texts: list[Text]) -> Text:
    marks = deep_marks(*texts)
    shown = "".join((t.shown or "(sensitive)") if t.sensitive else t.value for t in texts)
    return Text("".join(text.value for text in texts), shown, marks=marks)


# --- writing ----------------------------------------------------------------------------


def encode_value(value: Encoded) -> Text | PartialText | Unknown:
    """The text that an encoded value is."""
    hidden: list[Text | Unknown] = []
    if value.code == "base64":
        return _encode_base64(value)
    text = (
        _write_json(value.inner, hidden)
        if value.code == "json"
        else _write_yaml(value.inner, hidden)
    )
    result = restore(text, hidden)
    marks = value.marks | deep_marks(value.inner)
    if isinstance(result, Unknown):
        result = PartialText((result,))
    if isinstance(result, Text):
        return Text(result.value, result.shown, marks=marks | result.marks)
    # What known parts come from is not in the parts: they are one text. A secret part is, alone.
    return PartialText(result.parts, marks=value.marks | frozenset(references(marks)))


def _encode_base64(value: Encoded) -> Text | Unknown:
    inner = value.inner
    if isinstance(inner, Encoded):
        inner = encode_value(inner)
    if not isinstance(inner, Text):
        return derived(call_symbol("base64encode", [inner]), [inner], marks=value.marks)
    text = base64.b64encode(inner.value.encode()).decode()
    return Text(text, marks=value.marks | inner.marks)


def _write_json(value: Value, hidden: list[Text | Unknown]) -> str:
    def write(value: Value) -> str:
        if isinstance(value, Sequence):
            return "[" + ",".join(write(item) for item in value.items) + "]"
        if isinstance(value, Mapping):
            pairs = (f"{json_text(key)}:{write(item)}" for key, item in value.entries())
            return "{" + ",".join(pairs) + "}"
        scalar = _scalar(value, hidden)
        if isinstance(scalar, str):
            return json_text(scalar)
        if isinstance(scalar, int | Decimal) and not isinstance(scalar, bool):
            return number_text(scalar)
        return json.dumps(scalar)

    _check_size(value)
    return write(value)


def json_text(text: str) -> str:
    """A text as Terraform writes it in JSON."""
    return json.dumps(text, ensure_ascii=False).translate(_HTML)


def _write_yaml(value: Value, hidden: list[Text | Unknown]) -> str:
    def node(value: Value) -> yaml.Node:
        if isinstance(value, Sequence):
            items = [node(item) for item in value.items]
            return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=not items)
        if isinstance(value, Mapping):
            pairs = [(text(key), node(item)) for key, item in value.entries()]
            return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=not pairs)
        scalar = _scalar(value, hidden)
        if isinstance(scalar, str):
            return text(scalar)
        if scalar is None:
            return yaml.ScalarNode("tag:yaml.org,2002:null", "null")
        if isinstance(scalar, bool):
            return yaml.ScalarNode("tag:yaml.org,2002:bool", "true" if scalar else "false")
        kind = "int" if isinstance(scalar, int) else "float"
        return yaml.ScalarNode(f"tag:yaml.org,2002:{kind}", number_text(scalar))

    def text(value: str) -> yaml.ScalarNode:
        return yaml.ScalarNode("tag:yaml.org,2002:str", value, style="|" if "\n" in value else '"')

    _check_size(value)
    root = node(value)
    written = str(yaml.serialize(root, Dumper=yaml.SafeDumper, allow_unicode=True))
    text_alone = isinstance(root, yaml.ScalarNode) and root.style == "|"
    nested_text = not isinstance(root, yaml.ScalarNode)
    return written.removesuffix("...\n") if text_alone or nested_text else written


def _scalar(value: Value, hidden: list[Text | Unknown]) -> str | int | Decimal | bool | None:
    if isinstance(value, Encoded):
        value = encode_value(value)
    if isinstance(value, Text | PartialText):
        return hide(value, hidden)
    if isinstance(value, Number | Bool):
        return value.value
    if isinstance(value, Null):
        return None
    if isinstance(value, Record):
        value = Unknown("known when it exists", value.address, marks=value.source.whole())
    assert isinstance(value, Unknown)
    hidden.append(value)
    return f"{OPEN}{len(hidden) - 1}{CLOSE}"


def _check_size(value: Value) -> None:
    """Raise EvaluationError where `value`, written out, is too large: shared parts count
    each time they appear."""
    todo, count = [value], 0
    while todo:
        some = todo.pop()
        count += 1
        if count > MAX_NODES:
            raise EvaluationError(f"more than {MAX_NODES:,} values in one document")
        if isinstance(some, Sequence):
            todo.extend(some.items)
        elif isinstance(some, Mapping):
            todo.extend(some.items.values())


# --- reading ----------------------------------------------------------------------------


def decode(code: str, text: Value) -> Value:
    """The value whose JSON or YAML `text` is. Raises EvaluationError where it is none."""
    if isinstance(text, Encoded) and text.code == code:
        return _as_decoded(text.inner)
    if isinstance(text, Encoded):
        text = encode_value(text)
    if isinstance(text, Unknown):
        return derived(call_symbol(f"{code}decode", [text]), [text])
    if not isinstance(text, Text | PartialText):
        raise EvaluationError("a text is needed to decode")
    hidden: list[Text | Unknown] = []
    if isinstance(text, Text):
        plain, outer = text.value, text.marks  # its parts cannot be told apart any more
    else:
        plain, outer = hide(text, hidden), text.marks
    read: Callable[[str], object] = _read_json if code == "json" else read_yaml
    try:
        value = read(plain)
    except EvaluationError:
        if first_unknown(text) is None:
            raise
        return derived(call_symbol(f"{code}decode", [text]), [text])
    return _value(value, hidden, outer)


def _as_decoded(value: Value) -> Value:
    """`value` as its own text gives it: a document knows no lists and maps of one type."""
    if isinstance(value, Sequence):
        return tuple_of(map(_as_decoded, value.items), marks=value.marks)
    if isinstance(value, Mapping):
        items = {key: _as_decoded(item) for key, item in value.items.items()}
        return Mapping(Kind.OBJECT, items, value.partial, marks=value.marks)
    return value


def _read_json(text: str) -> object:
    try:
        return _load_json(text)
    except EvaluationError:
        if OPEN not in text:
            raise
    quoted = _TOKEN_OR_STRING.sub(
        lambda m: m.group() if m.group()[0] == '"' else f'"{m.group()}"', text
    )
    return _load_json(quoted)


def _load_json(text: str) -> object:
    try:
        return json.loads(text, parse_float=kept, parse_constant=_refuse)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise EvaluationError(f"not JSON: {error}") from error


def _refuse(text: str) -> object:
    raise ValueError(f"{text} is no number")


def _value(value: object, hidden: list[Text | Unknown], marks: Marks, depth: int = 0) -> Value:
    if depth > MAX_DEPTH:
        raise EvaluationError("a document is nested too deep")
    if isinstance(value, str):
        restored = restore(value, hidden)
        if isinstance(restored, Text):
            return Text(restored.value, restored.shown, marks=restored.marks | marks)
        return restored
    if isinstance(value, list):
        return tuple_of((_value(item, hidden, marks, depth + 1) for item in value), marks=marks)
    if isinstance(value, dict):
        items = ((_key(k, hidden), _value(v, hidden, marks, depth + 1)) for k, v in value.items())
        return object_of(dict(items), marks=marks)
    assert value is None or isinstance(value, bool | int | Decimal)
    plain = known(value)
    if marks == NO_MARKS:
        return plain
    return Number(plain.value, marks=marks) if isinstance(plain, Number) else plain


def _key(key: str, hidden: list[Text | Unknown]) -> str:
    """A key with the unknown parts of it as they are shown."""
    return _TOKEN.sub(lambda match: "${" + _symbol(hidden[int(match.group(1))]) + "}", key)


def _symbol(part: Text | Unknown) -> str:
    return part.symbol if isinstance(part, Unknown) else "(sensitive)"
