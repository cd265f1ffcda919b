"""Text to typed values and back: YAML and JSON in, canonical JSON out, JSON Schema beside it.

msgspec decodes and checks types. What it does not know, and people need, is the line: it
names a path (`$.resources[3].type`), which is looked up in the file's own node tree.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from scanner.errors import InputError, LimitError, near_matches
from scanner.model.requirement import Duration

T = TypeVar("T")

MAX_TEXT_BYTES = 16 * 2**20
"""A hand-written file larger than this is refused; machine-written JSON is not."""
MAX_NODES = 2_000_000
"""After aliases are written out: stops a small file that unfolds without end."""
MAX_DEPTH = 100

_PATH_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+|\.\.\.)\]")


class _Loader(yaml.CSafeLoader):
    """Safe YAML in which a date stays the text that was written, and only `true` and `false`
    are booleans (YAML 1.2): `on` and `no` are words that people use for keys and countries."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, regexp)
        for tag, regexp in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


@dataclass(frozen=True)
class Document:
    """A parsed file: its plain `value`, and its node tree to find lines in."""

    path: str
    value: Any
    root: yaml.Node | None

    def line(self, *steps: str | int) -> tuple[int, int]:
        """Line and column, from 1, of the value that `steps` lead to, or of the nearest
        enclosing one."""
        node = self.root
        place = (1, 1) if node is None else _mark(node)
        for step in steps:
            found = _child(node, step)
            if found is None:
                break
            key, node = found
            place = _mark(key)
        return place


def read_document(text: bytes, path: str) -> Document:
    """Parse YAML (and so JSON) that a person may have written, or an attacker.

    Raises InputError with the line for what is not YAML, uses tags, or names a key twice;
    LimitError for what is too large, too deep or unfolds without end.
    """
    if len(text) > MAX_TEXT_BYTES:
        raise LimitError(
            f"{len(text) / 2**20:.0f} MB is more than the {MAX_TEXT_BYTES // 2**20} MB that a "
            "hand-written file may have",
            path=path,
            next="Split it, or give machine-written data as .json.",
        )
    try:
        _check_events(text, path)
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            if root is None:
                return Document(path, None, None)
            _check_tree(root, path)
            value = loader.construct_document(root)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = " ".join((error.problem or "not YAML").split())
        raise InputError(problem, path=path, line=line, column=column) from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise InputError(f"not readable as YAML: {error}", path=path, line=1) from error
    return Document(path, value, root)


def nesting(text: bytes | str) -> Iterator[tuple[yaml.Event, int]]:
    """The events of YAML, each with how deep it stands. Raises yaml.YAMLError where it is none.

    The C library's composer recurses without a limit of its own, and takes the process with
    it: only the events show the depth safely.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        yield event, depth
        depth -= isinstance(event, yaml.CollectionEndEvent)


def decode(document: Document, kind: type[T]) -> T:
    """The document as `kind`. Raises InputError naming file, line, field and a near match."""
    try:
        return msgspec.convert(document.value, kind, dec_hook=_decode_custom)
    except msgspec.ValidationError as error:
        raise _explain(error, document, kind) from error


def decode_json(text: bytes, path: str, kind: type[T]) -> T:
    """Machine-written JSON as `kind`; as `decode` on faults, but fast and without a size limit."""
    try:
        return msgspec.json.decode(text, type=kind, dec_hook=_decode_custom)
    except msgspec.ValidationError as error:
        raise _explain(error, read_document(text, path), kind) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", path=path, line=1) from error


def decode_file(file: Path, path: str, kind: type[T]) -> T:
    """A YAML or JSON file as `kind`; `path` is how messages call it."""
    return decode(read_document(file.read_bytes(), path), kind)


def encode(value: Any, *, indent: int = 0) -> bytes:
    """Canonical JSON: one value, one sequence of bytes, on every machine and run."""
    packed = msgspec.json.encode(value, enc_hook=_encode_custom, order="deterministic")
    return msgspec.json.format(packed, indent=indent) if indent else packed


def pack(value: Any) -> bytes:
    """`value` as MessagePack, for caches that only cutset reads."""
    return msgspec.msgpack.encode(value, enc_hook=_encode_custom)


def unpack(data: bytes, kind: type[T]) -> T:
    """What `pack` wrote. Raises msgspec.MsgspecError where it is damaged."""
    return msgspec.msgpack.decode(data, type=kind, dec_hook=_decode_custom)


def builtins(value: Any) -> Any:
    """`value` as plain dicts, lists and strings, in the form that `encode` writes."""
    return msgspec.to_builtins(value, enc_hook=_encode_custom, order="deterministic")


def json_schema(kind: type, *, title: str, identifier: str) -> dict[str, Any]:
    """The published JSON Schema (2020-12) of a file format."""
    schema = _described(msgspec.json.schema(kind, schema_hook=_custom_schema))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": identifier,
        "title": title,
        **schema,
    }


def _described(schema: Any) -> Any:
    """The schema with docstrings as every version of Python should give them: unindented."""
    if isinstance(schema, dict):
        return {
            key: inspect.cleandoc(value)
            if key == "description" and isinstance(value, str)
            else _described(value)
            for key, value in schema.items()
        }
    return [_described(item) for item in schema] if isinstance(schema, list) else schema


# --- custom types -----------------------------------------------------------------------


def _decode_custom(kind: type, value: Any) -> Any:
    if kind is Duration:
        return Duration.parse(value)
    raise NotImplementedError(f"no decoder for {kind}")


def _encode_custom(value: Any) -> Any:
    if isinstance(value, Duration):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise NotImplementedError(f"no encoder for {type(value)}")


def _custom_schema(kind: type) -> dict[str, Any]:
    if kind is Duration:
        return {
            "type": ["string", "number"],
            "description": "Seconds, or text such as 90s, 15m, 1h30m, 2d.",
        }
    raise NotImplementedError(f"no schema for {kind}")


# --- the node tree ----------------------------------------------------------------------


def _mark(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """`(where to point, the value)` one step down."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _check_events(text: bytes, path: str) -> None:
    """Refuse what must not be composed: nested too deep, or with tags."""
    for event, depth in nesting(text):
        tag = getattr(event, "tag", None)
        mark = event.start_mark
        if mark is None or (depth <= MAX_DEPTH and not tag):
            continue
        line, column = mark.line + 1, mark.column + 1
        if depth > MAX_DEPTH:
            what = f"nested more than {MAX_DEPTH} levels deep"
            raise LimitError(what, path=path, line=line, column=column)
        what = f"the tag {tag} is not read here: write the value without it"
        raise InputError(what, path=path, line=line, column=column)


def _check_tree(root: yaml.Node, path: str) -> None:
    """Refuse trees that are cyclic, too deep, too large once unfolded, or ambiguous."""
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def size(node: yaml.Node, depth: int) -> int:
        if id(node) in sizes:
            return sizes[id(node)]
        line, column = _mark(node)
        if id(node) in open_nodes:
            raise LimitError("an alias contains itself", path=path, line=line, column=column)
        if depth > MAX_DEPTH:
            raise LimitError(
                f"nested more than {MAX_DEPTH} levels deep", path=path, line=line, column=column
            )
        open_nodes.add(id(node))
        total = 1 + sum(size(child, depth + 1) for child in _children(node, path))
        open_nodes.discard(id(node))
        if total > MAX_NODES:
            raise LimitError(
                f"unfolds to more than {MAX_NODES:,} values", path=path, line=line, column=column
            )
        sizes[id(node)] = total
        return total

    size(root, 0)


def _children(node: yaml.Node, path: str) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line, column = _mark(key)
            name = str(key.value)
            if name in seen and name != "<<":
                raise InputError(
                    f'"{name}" is given twice, first on line {seen[name]}',
                    path=path,
                    line=line,
                    column=column,
                )
            seen[name] = line
            yield key
            yield value
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


# --- explaining faults ------------------------------------------------------------------


def _explain(error: msgspec.ValidationError, document: Document, kind: type) -> InputError:
    what, _, where = str(error).partition(" - at `")
    steps = _steps(where.rstrip("`"))
    unknown = re.search(r"unknown field `(.+?)`", what)
    hint = ""
    if unknown:
        steps.append(unknown.group(1))
        near = near_matches(unknown.group(1), _field_names(kind) - {unknown.group(1)})
        what = f'there is no field "{unknown.group(1)}" here'
        hint = f"Did you mean {' or '.join(near)}?" if near else ""
    line, column = document.line(*steps)
    field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    what = what[:1].lower() + what[1:]
    return InputError(
        what, path=document.path, line=line, column=column, field=field.lstrip("."), next=hint
    )


def _steps(path: str) -> list[str | int]:
    steps: list[str | int] = []
    for name, index in _PATH_STEP.findall(path):
        if name:
            steps.append(name)
        elif index != "...":
            steps.append(int(index))
    return steps


def _field_names(kind: type) -> set[str]:
    """Names of every field of every struct that `kind` can hold."""
    names: set[str] = set()
    todo, seen = [msgspec.inspect.type_info(kind)], set()
    while todo:
        info = todo.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            names.update(field.encode_name for field in info.fields)
            todo.extend(field.type for field in info.fields)
        parts = ("item_type", "key_type", "value_type")
        todo.extend(getattr(info, part) for part in parts if hasattr(info, part))
        for group in ("types", "item_types"):
            todo.extend(getattr(info, group, ()))
    return names
