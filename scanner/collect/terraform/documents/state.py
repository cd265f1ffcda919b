"""State as Terraform keeps it, versions 4 and 3.

Source: github.com/hashicorp/terraform, internal/states/statefile (version3.go, version4.go)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scanner.collect.terraform.documents.addresses import (
    Address,
    Call,
    Path,
    key_of,
    parse_address,
    parse_path,
)
from scanner.collect.terraform.documents.contents import Contents
from scanner.collect.terraform.documents.flat import expanded
from scanner.collect.terraform.documents.text import LEAF, MEMBERS, Node, Shape, texts
from scanner.collect.terraform.documents.values import Given
from scanner.collect.terraform.documents.world import shown
from scanner.model import FileOrigin

_INSTANCE = Shape(
    dict.fromkeys(
        (
            "index_key", "attributes", "attributes_flat", "sensitive_attributes",
            "dependencies", "depends_on", "deposed",
        ),
        LEAF,
    )
)  # fmt: skip
_V3_RESOURCE = Shape(
    {
        "type": LEAF,
        "provider": LEAF,
        "depends_on": LEAF,
        "primary": Shape({"attributes": LEAF, "id": LEAF}),
    }
)
SHAPE = Shape(
    {
        "version": LEAF,
        "resources": Shape(
            each=Shape(
                dict.fromkeys(("module", "mode", "type", "name", "provider"), LEAF)
                | {"instances": Shape(each=_INSTANCE)}
            )
        ),
        "modules": Shape(each=Shape({"path": LEAF, "resources": Shape(each=_V3_RESOURCE)})),
    }
)
_PROVIDER = re.compile(
    r'(?P<path>(?:module\.[^.]+\.)*)provider(?:\["(?P<source>[^"]+)"\]|\.(?P<name>[^.]+))'
    r"(?:\.(?P<alias>[^.]+))?"
)
_PRIMITIVE = frozenset({"string", "number", "bool"})
_COLLECTION = frozenset({"list", "set", "map", "tuple", "object"})


@dataclass(frozen=True)
class StateInstance:
    """A resource instance in a state."""

    address: Address
    provider: str
    configured_by: str
    origin: FileOrigin
    attributes: Node
    flat: bool
    """Whether attributes are texts by path: `listener.0.port`."""
    secret: Any
    """Mask of what must not be shown."""
    dependencies: tuple[str, ...]
    """Addresses of all blocks that it depends on, directly or not; a state has no more."""

    def given(self) -> dict[str, Given]:
        """Its attributes, all known."""
        members = self.attributes.opened(MEMBERS).members()
        if self.flat:
            first = {
                name.partition(".")[0]: node.origin for name, node in reversed(members.items())
            }
            plain = expanded({name: node.plain() for name, node in members.items()})
            return {name: Given(value, first[name]) for name, value in plain.items()}
        return {
            name: Given(_unwrapped(node.plain()), node.origin, secret=(self._mask(name),))
            for name, node in members.items()
        }

    def _mask(self, name: str) -> Any:
        return self.secret.get(name, False) if isinstance(self.secret, dict) else self.secret


def read_state(root: Node, contents: Contents) -> None:
    """A state of version 4."""
    for resource in root.elements_of("resources"):
        path = parse_path(resource.string("module"))
        kind, name = resource.string("type"), resource.string("name")
        if path is None or not kind or not name:
            resource.document.fault(resource, "a resource without an address that can be read")
            continue
        for instance in resource.elements_of("instances"):
            _instance(resource, instance, Address(path, kind, name), contents)


def _instance(resource: Node, node: Node, block: Address, contents: Contents) -> None:
    if node.get("deposed") is not None:  # replaced already, and about to go
        return
    index = node.get("index_key")
    key = key_of(index.plain()) if index else ""
    if index and not key:
        node.document.fault(index, "an instance key that is neither a text nor a number")
        return
    flat = node.get("attributes") is None
    attributes = node.get("attributes_flat" if flat else "attributes")
    if attributes is None:
        node.document.fault(node, "an instance without attributes")
        return
    sensitive = node.get("sensitive_attributes")
    secret = _mask_of(sensitive.plain()) if sensitive else {}
    if resource.string("mode") == "data":
        data = Address(block.path, block.type, block.name, mode="data")
        if not flat:
            contents.world.data[data.block].setdefault(key, shown(attributes, [secret]))
        return
    if resource.string("mode") not in ("managed", ""):
        return
    provider, configured_by = provider_of(resource.string("provider"))
    contents.add(
        StateInstance(
            address=Address(block.path, block.type, block.name, key),
            provider=provider,
            configured_by=configured_by,
            origin=node.origin,
            attributes=attributes,
            flat=flat,
            secret=secret,
            dependencies=tuple(texts(node.get("dependencies") or node.get("depends_on"))),
        ),
        node,
    )


def read_old_state(root: Node, contents: Contents) -> None:
    """A state of version 3: modules by path, resources by address within them."""
    for module in root.elements_of("modules"):
        steps = texts(module.get("path"))
        path = tuple(Call(name) for name in steps[1:])
        for key, resource in module.members_of("resources").items():
            address = _old_address(key, path)
            primary = resource.get("primary")
            if address is None:
                resource.document.fault(resource, "a resource without an address that can be read")
                continue
            if primary is None or address.mode:  # all that is left of it is deposed; or only read
                continue
            attributes = primary.get("attributes")
            if attributes is None:
                resource.document.fault(resource, "an instance without attributes")
                continue
            provider, configured_by = provider_of(resource.string("provider"))
            contents.add(
                StateInstance(
                    address=address,
                    provider=provider,
                    configured_by=configured_by,
                    origin=resource.origin,
                    attributes=attributes,
                    flat=True,
                    secret={},
                    dependencies=tuple(_qualified(resource.get("depends_on"), path)),
                ),
                resource,
            )


def provider_of(text: str) -> tuple[str, str]:
    """Source address (or name) of a provider, and the name of its configuration, from
    `module.a.provider["HOST/hashicorp/aws"].dr` or `provider.aws.dr`."""
    match = _PROVIDER.fullmatch(text)
    if match is None:
        return "", ""
    source = match["source"] or match["name"]
    alias = f".{match['alias']}" if match["alias"] else ""
    return source, f"{match['path']}{source.rpartition('/')[2]}{alias}"


def _old_address(key: str, path: Path) -> Address | None:
    """`aws_subnet.a.1` is the second of several."""
    steps = key.split(".")
    index = steps.pop() if len(steps) > 2 and steps[-1].isdigit() else ""
    address = parse_address(".".join(steps))
    if address is None or address.path:
        return None
    return Address(path, address.type, address.name, f"[{index}]" if index else "", address.mode)


def _qualified(node: Node | None, path: Path) -> Iterator[str]:
    """Dependencies as addresses from the root on."""
    for text in texts(node):
        if not text.startswith("module."):  # the whole module: its resources are not told
            yield "".join(f"{call}." for call in path) + text.removesuffix(".*")


def _mask_of(paths: Any) -> Any:
    """The mask that the paths of secret attributes make; below the first list in a path, all."""
    mask: dict[str, Any] = {}
    if not isinstance(paths, list):
        return True
    for path in paths:
        steps = path if isinstance(path, list) else [path]
        names = [_step(step) for step in steps]
        if not names or not names[0]:
            return True
        mask[names[0]] = True
    return mask


def _step(step: Any) -> str:
    value = step.get("value") if isinstance(step, dict) else step
    return value.partition(".")[0] if isinstance(value, str) else ""


def _unwrapped(plain: Any) -> Any:
    """An attribute of any type is kept with its type: `{"value": ..., "type": "string"}`."""
    if not isinstance(plain, dict) or plain.keys() != {"value", "type"}:
        return plain
    kind = plain["type"]
    first = kind[0] if isinstance(kind, list) and kind else None
    typed = kind in _PRIMITIVE if isinstance(kind, str) else first in _COLLECTION
    return plain["value"] if typed else plain
