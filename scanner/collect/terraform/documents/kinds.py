"""What a JSON document is, told by what is in it and never by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from scanner.collect.terraform.documents import plan, state
from scanner.collect.terraform.documents.contents import Contents
from scanner.collect.terraform.documents.text import LEAF, Document, Node, Shape
from scanner.collect.terraform.syntax.source import UnreadableError

NEWEST_SHOWN = 1
"""Major format version of `terraform show -json`."""
SHAPE = Shape(
    {**plan.SHAPE.names, **state.SHAPE.names, **dict.fromkeys(("lineage", "serial"), LEAF)}
)
_LOG = re.compile(r'\s*\{"@level"')
_OBJECT = re.compile(r"(?:\[command\][^\n]*\n)?\s*\{")
_SHOW = "`terraform show -json PLAN > plan.json` writes one that can be read"


@dataclass(frozen=True)
class Kind:
    """A kind of document and how it is read."""

    name: str
    read: Callable[[Node, Contents], None]


PLAN = Kind("plan", plan.read_plan)
SHOWN_STATE = Kind("state", plan.read_shown_state)
_STATES = {4: Kind("state", state.read_state), 3: Kind("state", state.read_old_state)}


def opened(path: str, content: bytes) -> tuple[Document, Node, Kind]:
    """The document and its kind. Raises UnreadableError where it is none that can be read."""
    if content.startswith(b"PK\x03\x04"):
        raise UnreadableError(f"it is a plan in Terraform's own form; {_SHOW}")
    document = Document(path, content)
    if not _OBJECT.match(document.text):
        raise UnreadableError(
            f"it is no JSON document; {_SHOW}; for code, give the directory it is in"
        )
    if _LOG.match(document.text):
        raise UnreadableError(f"it is the log of a run (`terraform plan -json`); {_SHOW}")
    root = document.root(SHAPE)
    return document, root, _kind(root)


def _kind(root: Node) -> Kind:
    members = root.members()
    if "format_version" in members:
        return _shown(root)
    number = members["version"].plain() if "version" in members else None
    kept = {"resources", "modules", "lineage", "serial"} & members.keys()
    if not isinstance(number, int) or isinstance(number, bool) or not kept:
        raise UnreadableError(f"it is neither a plan nor a state of Terraform; {_SHOW}")
    if number not in _STATES:
        raise UnreadableError(f"it is a state of version {number}; versions 3 and 4 are read")
    return _STATES[number]


def _shown(root: Node) -> Kind:
    version = root.string("format_version")
    major = version.partition(".")[0]
    if not (major.isascii() and major.isdigit() and len(major) < 4):
        raise UnreadableError("its format_version is no version")
    if int(major) > NEWEST_SHOWN:
        raise UnreadableError(
            f"it has format version {version}, and those up to {NEWEST_SHOWN} are read: "
            "upgrade cutset"
        )
    if any(root.get(name) for name in ("planned_values", "resource_changes", "configuration")):
        return PLAN
    return SHOWN_STATE
