"""Where states are kept, and whether two descriptions of that are of one state.

Source: developer.hashicorp.com/terraform/language/backend (arguments of each kind),
developer.hashicorp.com/terraform/language/state/remote-state-data
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import msgspec

from scanner.collect.secrecy import redacted
from scanner.collect.terraform.instances.abroad import OrDefaults
from scanner.collect.terraform.instances.bodies import BlockValues
from scanner.collect.terraform.instances.root import Wanted
from scanner.collect.terraform.modules import ResourceBlock
from scanner.collect.terraform.values import (
    EvaluationError,
    Null,
    PartialText,
    Record,
    Sequence,
    Text,
    Unknown,
    Value,
    object_of,
    with_marks,
)
from scanner.collect.terraform.values import Mapping as MapValue
from scanner.collect.terraform.values.texts import as_text
from scanner.collect.terraform.values.types import as_object
from scanner.collect.tree import resolve

if TYPE_CHECKING:
    from scanner.collect.terraform.instances.root import Root

BY_NAME = "remote"
"""The kind that keeps states by the name of a workspace, also where it is a `cloud` block."""
IN_FILES = "local"
"""The kind that keeps states in files of the tree, and that is used where none is written."""

_WHICH = (
    "key", "prefix", "path", ".name", ".prefix", "schema_name",
    "secret_suffix", "address", "workspace_key_prefix",
)  # fmt: skip
"""Arguments that tell a state from others in the same store; one in a nested block has a dot."""
_STORE = (
    "bucket", "storage_account_name", "container_name", "organization", "hostname", "table",
    "namespace", "endpoint",
)  # fmt: skip
"""Arguments that say which store it is in."""
_FOLDER = "workspace_key_prefix"


_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset({"terraform", "tfstate", "tf", "state", "default", "json", "env"})


class Match(IntEnum):
    """How sure it is that two descriptions are of one state."""

    NO = 0
    OPEN = 1
    """What would tell is not known."""
    LIKELY = 2
    """What tells it from others is the same; which store is not known."""
    SURE = 3


@dataclass(frozen=True)
class Kept:
    """Where a state is kept: the kind of backend, and its arguments; see `_WHICH`."""

    kind: str
    config: Mapping[str, Value]
    workspace: str = ""
    """Of several states of one root, which one; empty where that is not known."""


class Written(msgspec.Struct, frozen=True):
    """What of a state tells it from others, as plain data."""

    kind: str
    config: dict[str, str | list[str | None] | None]
    """A text, its parts where some are not known, or nothing where nothing is."""
    workspace: str


def written(state: Kept) -> Written:
    """The part of `state` that is compared."""
    named = (name for name in (*_WHICH, *_STORE) if name in state.config)
    config = {name: _plain(state.config[name]) for name in named}
    return Written(state.kind, config, state.workspace)


def _plain(value: Value) -> str | list[str | None] | None:
    if isinstance(value, Text):
        return value.value
    if isinstance(value, PartialText):
        return [part.value if isinstance(part, Text) else None for part in value.parts]
    return None


def is_secret(state: Written) -> bool:
    """Whether there is a password or the like in it: in the address of a store, say."""
    plain = (str(value) for value in state.config.values())
    return any(redacted(text) != text for text in plain)


def as_kept(state: Written) -> Kept:
    """A state that compares as the one that was written."""
    return Kept(state.kind, {n: _value(v) for n, v in state.config.items()}, state.workspace)


def _value(plain: str | list[str | None] | None) -> Value:
    if isinstance(plain, str):
        return Text(plain)
    if plain is None:
        return Unknown("it was not known")
    return PartialText(tuple(Unknown("") if p is None else Text(p) for p in plain))


def kept(kind: str, config: Value, folder: str, workspace: str = "") -> Kept | None:
    """The state that a backend's arguments describe; None where they are not known at all."""
    if isinstance(config, Record):
        config = as_object(config)
    if isinstance(config, Null):
        config = object_of({})
    if not isinstance(config, MapValue):
        return None
    flat: dict[str, Value] = {}
    for name, value in config.items.items():
        inner = value
        if isinstance(inner, Sequence) and len(inner.items) == 1:
            inner = inner.items[0]  # a nested block
        if isinstance(inner, MapValue):
            flat.update({f".{key}": item for key, item in inner.items.items()})
        else:
            flat[name] = inner
    flat = {name: _text(value) for name, value in flat.items() if not isinstance(value, Null)}
    if kind == IN_FILES:
        flat["path"] = _from_folder(flat.get("path", Text("terraform.tfstate")), folder)
    return Kept(kind, flat, workspace)


def _text(value: Value) -> Value:
    try:
        return as_text(value)
    except EvaluationError:
        return Unknown("it is no text")


def _from_folder(path: Value, folder: str) -> Value:
    """A path as seen from the top of the tree."""
    if not isinstance(path, Text):
        return path
    found = resolve(folder, path.value)
    return Text(found) if found is not None else Unknown("it lies outside the scanned directory")


def compare(asked: Kept, own: Kept) -> Match:
    """Whether `asked` is the state that a root keeps its own in."""
    if asked.kind != own.kind:
        return Match.NO
    which = [_same_name(name, asked, own) for name in _WHICH]
    store = [_same(asked.config.get(name), own.config.get(name)) for name in _STORE]
    if Match.NO in which or Match.NO in store:
        return Match.NO
    if Match.OPEN in which or not {Match.SURE, Match.LIKELY} & {*which}:
        return Match.OPEN
    known = Match.OPEN not in store and Match.LIKELY not in (*which, *store)
    return Match.SURE if known else Match.LIKELY


def _same_name(name: str, asked: Kept, own: Kept) -> Match | None:
    found = _same(asked.config.get(name), own.config.get(name))
    if name == _FOLDER and found is Match.OPEN and name not in asked.config:
        return None  # then the key may hold it
    if found is Match.NO and name == "key" and _in_workspace(asked, own):
        return Match.SURE
    return found


def _in_workspace(asked: Kept, own: Kept) -> bool:
    """Whether the key that is asked for is that of the state of one of the root's workspaces:
    `<folder>/<workspace>/<key>`."""
    whole, key = asked.config.get("key"), own.config.get("key")
    folder = own.config.get(_FOLDER, Text("env:"))
    if not (isinstance(whole, Text) and isinstance(key, Text) and isinstance(folder, Text)):
        return False
    before, after = f"{folder.value}/", f"/{key.value}"
    inner = whole.value.removeprefix(before).removesuffix(after)
    if before + inner + after != whole.value:
        return False
    return inner == own.workspace if own.workspace else "/" not in inner


def _same(asked: Value | None, own: Value | None) -> Match | None:
    """None where neither says anything."""
    if asked is None and own is None:
        return None
    if isinstance(asked, Text) and isinstance(own, Text):
        return Match.SURE if asked.value.strip("/") == own.value.strip("/") else Match.NO
    for one, other in ((asked, own), (own, asked)):
        if isinstance(one, PartialText) and isinstance(other, Text):
            return _fits(one, other.value)
    return Match.OPEN


def _fits(written: PartialText, text: str) -> Match:
    """Whether a text may be one of which parts are not known. The known parts tell it from
    others if they hold a word that is not in every state's name."""
    parts = [part.value if isinstance(part, Text) else None for part in written.parts]
    form = "".join("[^/]*" if part is None else re.escape(part) for part in parts)
    if not re.fullmatch(form, text):
        return Match.NO
    words = {word.lower() for part in parts if part for word in _WORD.findall(part)}
    return Match.LIKELY if words - _COMMON else Match.OPEN


def described(wanted: Kept) -> str:
    """A state as people would look for it: its kind and what tells it from others."""
    names = [name for name in (*_STORE, *_WHICH) if name in wanted.config]
    parts = [_shown(wanted.config[name]) for name in names]
    return f"{wanted.kind} {'/'.join(parts)}" if parts else wanted.kind


def _shown(value: Value) -> str:
    if value.sensitive:
        return "?"
    if isinstance(value, Text):
        return value.value
    if isinstance(value, PartialText):
        return "".join(map(_shown, value.parts))
    return "${" + value.symbol + "}" if isinstance(value, Unknown) and value.symbol else "?"


# --- reading ----------------------------------------------------------------------------


def state_of(root: Root, block: ResourceBlock, address: str, body: BlockValues) -> Value:
    """What a data source that reads another root's state gives: that root's outputs.

    With a `backend`, its `config` says which state it is; else `organization` and `workspace`
    do. `defaults` stand in for outputs that are not there.
    """
    if root.states is None:
        return Unknown(f"{address} is read when Terraform runs", address, block.origin)
    workspace = body.get("workspace") if body.has("workspace") else None
    kind: Value = Text(BY_NAME)
    config: Value = object_of({})
    if body.has("backend"):
        kind = body.get("backend")
        config = body.get("config") if body.has("config") else config
    else:
        named = {"name": workspace} if workspace else {}
        items: dict[str, Value] = {"in": object_of(named)}
        if body.has("organization"):
            items["organization"] = body.get("organization")
        config = object_of(items)
        workspace = None
    found = kept(kind.value, config, root.plan.folder) if isinstance(kind, Text) else None
    if found is None:
        reason = f"{address} does not say which state it reads"
        root.ledger.report(reason, block.origin, f"Which state does {address} read?")
        return Unknown(reason, f"{address}.outputs", block.origin)
    outputs = root.states.outputs(Wanted(found, workspace, address, block.origin), root)
    return _or_defaults(outputs, body)


def _or_defaults(outputs: Value, body: BlockValues) -> Value:
    defaults = body.get("defaults") if body.has("defaults") else None
    if isinstance(outputs, Record) and isinstance(defaults, MapValue):
        source = OrDefaults(outputs.source, defaults)
        return msgspec.structs.replace(outputs, source=source)
    return with_marks(outputs, defaults.marks) if defaults else outputs
