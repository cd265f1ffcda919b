"""`terraform show -json` of a plan or of a state.

Source: developer.hashicorp.com/terraform/internals/json-format, format versions 0.1 to 1.x
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scanner.collect.terraform.documents.addresses import Address, Call, Path, names, parse_address
from scanner.collect.terraform.documents.configuration import SHAPE as CONFIGURATION
from scanner.collect.terraform.documents.configuration import Configuration
from scanner.collect.terraform.documents.contents import Contents
from scanner.collect.terraform.documents.text import LEAF, MEMBERS, Node, Shape, texts
from scanner.collect.terraform.documents.values import Given
from scanner.collect.terraform.documents.world import shown
from scanner.model import FileOrigin

_MODULE = Shape(
    {
        "resources": Shape(
            each=Shape(
                dict.fromkeys(
                    ("address", "mode", "type", "name", "provider_name", "deposed_key"), LEAF
                )
                | {"values": LEAF, "sensitive_values": LEAF, "depends_on": LEAF}
            )
        )
    }
)
_MODULE.names["child_modules"] = Shape(each=_MODULE)
_CHANGE = Shape(
    dict.fromkeys(("address", "previous_address", "mode", "provider_name", "deposed"), LEAF)
    | {
        "change": Shape(
            dict.fromkeys(
                ("actions", "after", "after_unknown", "after_sensitive", "before_sensitive"), LEAF
            )
        )
    }
)
_VALUES = Shape({"root_module": _MODULE})
SHAPE = Shape(
    {
        "format_version": LEAF,
        "errored": LEAF,
        "complete": LEAF,
        "planned_values": _VALUES,
        "values": _VALUES,
        "prior_state": Shape({"values": _VALUES}),
        "resource_changes": Shape(each=_CHANGE),
        "deferred_changes": Shape(each=Shape({"reason": LEAF, "resource_change": _CHANGE})),
        "configuration": CONFIGURATION,
        "variables": Shape(each=Shape({"value": LEAF})),
    }
)
_GONE = frozenset({"delete", "forget"})


@dataclass(frozen=True)
class PlanInstance:
    """A resource instance in a plan, or in the same form of a state."""

    address: Address
    provider: str
    configured_by: str
    origin: FileOrigin
    values: Node
    unknown: Node | None
    secret: tuple[Node, ...]
    block: Node | None
    """Its block in the configuration."""
    dependencies: tuple[str, ...] = ()

    def given(self) -> dict[str, Given]:
        """Its attributes, known or not."""
        unknown = self.unknown.plain() if self.unknown else {}
        masks = [node.plain() for node in self.secret]
        written = self.block.members_of("expressions") if self.block else {}
        known = self.values.opened(MEMBERS).members()
        found: dict[str, Given] = {}
        later = unknown if isinstance(unknown, dict) else {}
        for name in dict.fromkeys((*known, *later)):
            node, expression = known.get(name), written.get(name)
            found[name] = Given(
                plain=node.plain() if node else None,
                origin=node.origin if node else self.origin,
                unknown=unknown is True or later.get(name, False),
                secret=tuple(_below(mask, name) for mask in masks),
                written=expression.plain() if expression else None,
                configured=self.block is not None,
            )
        return found


def read_plan(root: Node, contents: Contents) -> None:
    """Everything a plan says: what will be there, what will not, and what is open."""
    reader = _Reader(contents)
    reader.configure(root)
    prior = root.get("prior_state")
    for resource in _resources(prior.get("values") if prior else None):
        reader.data(resource)
    gone: dict[str, FileOrigin] = {}
    for change in root.elements_of("resource_changes"):
        reader.change(change, gone)
    for resource in _resources(root.get("planned_values")):
        reader.data(resource)
        reader.planned(resource)
    for deferred in root.elements_of("deferred_changes"):
        reader.deferred(deferred)
    blocks = set(contents.world.blocks())
    for block, origin in gone.items():
        if block not in blocks:
            contents.excluded[block] = ("the plan removes it", origin)
    reader.left_out(_flag(root, "complete"))
    if _flag(root, "errored"):
        contents.doubt("the plan failed part of the way", root.origin)


def read_shown_state(root: Node, contents: Contents) -> None:
    """Everything that a state in this form says."""
    reader = _Reader(contents)
    for resource in _resources(root.get("values")):
        reader.data(resource)
        reader.planned(resource)


class _Reader:
    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._configuration: Configuration | None = None
        self._gone: set[str] = set()
        self._gone_from: set[tuple[tuple[str, ...], str, str]] = set()

    def configure(self, root: Node) -> None:
        """Take up the configuration, if the plan has one."""
        node = root.get("configuration")
        if node is not None:
            self._configuration = Configuration(node, self._contents.world)
        self._contents.configuration = self._configuration
        self._contents.variables = root.members_of("variables")

    def data(self, resource: Node) -> None:
        """What a data source gave."""
        address = parse_address(resource.string("address"))
        values = resource.get("values")
        if address is not None and address.mode == "data" and values is not None:
            mask = resource.get("sensitive_values")
            given = shown(values, [mask.plain()] if mask else [])
            self._contents.world.data[address.block].setdefault(address.key, given)

    def change(self, change: Node, gone: dict[str, FileOrigin]) -> None:
        """What happens to one resource; what goes is noted in `gone` by its block."""
        address = self._address(change)
        if address is None or change.get("deposed") is not None:
            return
        what = change.get("change")
        actions = _actions(what)
        if what is None or not actions:
            change.document.fault(change, "a change without actions")
            return
        if all(action in _GONE for action in actions):
            gone.setdefault(address.block, change.origin)
            self._gone.add(str(address))
            self._gone_from.add((names(address.path), address.type, address.name))
            return
        after = what.get("after")
        if after is None:
            change.document.fault(change, "a change that does not say what comes after it")
            return
        masks = (what.get("after_sensitive"), what.get("before_sensitive"))
        self._add(
            address,
            change,
            values=after,
            unknown=what.get("after_unknown"),
            secret=tuple(mask for mask in masks if mask is not None),
        )

    def planned(self, resource: Node) -> None:
        """A resource that will be there; most have been told among the changes."""
        address = self._address(resource)
        if address is None or resource.get("deposed_key") is not None:
            return
        text = str(address)
        if text in self._contents.world.instances or text in self._gone:
            return
        mask = resource.get("sensitive_values")
        values = resource.get("values")
        if values is None:
            resource.document.fault(resource, "a resource without values")
            return
        self._add(address, resource, values=values, unknown=None, secret=(mask,) if mask else ())

    def deferred(self, deferred: Node) -> None:
        """A resource that Terraform cannot plan yet."""
        change = deferred.get("resource_change")
        address = self._address(change) if change else None
        if change is not None and address is not None:
            why = deferred.string("reason") or "no reason"
            reason = f"its planning is put off ({why.replace('_', ' ')})"
            self._contents.missing[address.block] = (reason, deferred.origin)

    def left_out(self, complete: bool | None) -> None:
        """Blocks of the configuration of which the plan has no instance: their count is 0. But
        in a plan that is not `complete` they may only not have been asked for (`-target`).
        Older plans do not say; then one without a count among them tells."""
        contents = self._contents
        there = {*contents.world.blocks(), *contents.excluded, *contents.missing}
        absent = {
            block: (repeated, origin)
            for block, repeated, origin in self._declared()
            if block not in there
        }
        if complete is None:
            complete = all(repeated for repeated, _ in absent.values())
        for block, (_, origin) in absent.items():
            if complete:
                reason = "the plan has no instance of it: its count is 0, or its for_each empty"
                contents.excluded[block] = (reason, origin)
            else:
                reason = "the plan says nothing of it: was it made for some resources (-target)?"
                contents.missing[block] = (reason, origin)

    def _declared(self) -> Iterator[tuple[str, bool, FileOrigin]]:
        """Each block of the configuration in each instance of its module, with whether it, or
        a module around it, has a count or for_each."""
        modules = self._configuration.modules if self._configuration else {}
        for calls, module in modules.items():
            paths = self._contents.world.paths.get(calls)
            for path in paths or [tuple(Call(name) for name in calls)]:
                for (mode, kind, name), node in module.resources.items():
                    gone = not paths and (calls, kind, name) in self._gone_from
                    if not mode and not gone:
                        block = Address(path, kind, name).block
                        yield block, self._repeated(path, node), node.origin

    def _repeated(self, path: Path, node: Node) -> bool:
        """Whether the block or a module around it has a count or for_each."""
        assert self._configuration is not None
        modules = self._configuration.modules
        calls = [modules[names(path[:length])].call for length in range(1, len(path) + 1)]
        return any(
            one is not None and (one.get("count_expression") or one.get("for_each_expression"))
            for one in (node, *calls)
        )

    # --- inside ---------------------------------------------------------------------------

    def _address(self, node: Node) -> Address | None:
        """The address of a managed resource; of others none."""
        address = parse_address(node.string("address"))
        if address is None:
            node.document.fault(node, "a resource without an address that can be read")
            return None
        mode = node.string("mode")
        return None if address.mode or mode not in ("managed", "") else address

    def _add(
        self,
        address: Address,
        node: Node,
        *,
        values: Node,
        unknown: Node | None,
        secret: tuple[Node, ...],
    ) -> None:
        configuration, block = self._configuration, None
        if configuration is not None:
            block = configuration.resource(address.path, "", address.type, address.name)
        self._contents.add(
            PlanInstance(
                address=address,
                provider=node.string("provider_name"),
                configured_by=block.string("provider_config_key") if block else "",
                origin=node.origin,
                values=values,
                unknown=unknown,
                secret=secret,
                block=block,
                dependencies=tuple(texts(node.get("depends_on"))),
            ),
            node,
        )


def _resources(values: Node | None) -> Iterator[Node]:
    """The resources of all modules, a module's own first."""
    root = values.get("root_module") if values else None
    todo = [root] if root else []
    while todo:
        module = todo.pop(0)
        yield from module.elements_of("resources")
        todo += module.elements_of("child_modules")


def _actions(change: Node | None) -> list[str]:
    return texts(change.get("actions") if change else None)


def _flag(root: Node, name: str) -> bool | None:
    node = root.get(name)
    value = node.plain() if node else None
    return value if isinstance(value, bool) else None


def _below(mask: Any, name: str) -> Any:
    return mask.get(name, False) if isinstance(mask, dict) else mask is True
