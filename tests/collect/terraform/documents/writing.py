"""Small plans and states written inline, collected, and asked about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scanner.collect.terraform import Options, document
from scanner.collect.tree import Tree, TreeLimits
from scanner.model import Inventory, Resource

from ..code import check
from ..knowledge import SMALL

AWS = "registry.example/hashicorp/aws"


def inventory(
    folder: Path, content: Any, options: Options | None = None, *, name: str = "plan.json"
) -> Inventory:
    """What a document comes to: `content` is its text, its bytes, or what JSON makes of it."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.write_text(content if isinstance(content, str) else json.dumps(content))
    found = document(Tree(file, TreeLimits(file_bytes=2**26)), name, SMALL, options)
    check(found)
    return found


def resource(found: Inventory, address: str) -> Resource:
    """The resource at an address."""
    return next(r for r in found.resources if r.id.partition(":")[2] == address)


def change(
    address: str,
    after: Any,
    *,
    unknown: Any = None,
    secret: Any = False,
    actions: tuple[str, ...] = ("create",),
) -> dict[str, Any]:
    """An entry of `resource_changes`."""
    return {
        "address": address,
        "mode": "managed",
        "provider_name": AWS,
        "change": {
            "actions": list(actions),
            "before": None,
            "after": after,
            "after_unknown": {} if unknown is None else unknown,
            "before_sensitive": False,
            "after_sensitive": secret,
        },
    }


def block(address: str, expressions: Any = None, *, key: str = "aws", **more: Any) -> Any:
    """A resource in the configuration; `data.` before the address makes it a data source."""
    *data, kind, name = address.split(".")
    return {
        "address": address,
        "mode": "data" if data else "managed",
        "type": kind,
        "name": name,
        "provider_config_key": key,
        "expressions": expressions or {},
        **more,
    }


def to(*names: str) -> dict[str, Any]:
    """An expression made of names, each with what it begins with, as Terraform lists them."""
    listed: list[str] = []
    for name in names:
        listed.append(name)
        while "." in name and name.count(".") > 1:
            name = name.rpartition(".")[0]
            listed.append(name)
    return {"references": listed}


def plan(
    changes: list[Any],
    blocks: list[Any] | None = None,
    *,
    providers: Any = None,
    calls: Any = None,
    outputs: Any = None,
    declared: Any = None,
    **more: Any,
) -> dict[str, Any]:
    """A plan; with `blocks`, one that has its configuration."""
    found: dict[str, Any] = {"format_version": "1.2", "resource_changes": changes, **more}
    if blocks is not None:
        region = {"region": {"constant_value": "us-east-1"}}
        found["configuration"] = {
            "provider_config": providers or {"aws": {"name": "aws", "expressions": region}},
            "root_module": {
                "resources": blocks,
                "module_calls": calls or {},
                "outputs": outputs or {},
                "variables": declared or {},
            },
        }
    return found


def state(*resources: Any) -> dict[str, Any]:
    """A state of version 4."""
    return {"version": 4, "terraform_version": "1.9.0", "serial": 1, "resources": list(resources)}


def kept(address: str, *instances: Any, **more: Any) -> dict[str, Any]:
    """A resource in a state; instances that are only attributes are made into ones."""
    *module, kind, name = address.split(".")
    return {
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider": f'provider["{AWS}"]',
        **({"module": ".".join(module)} if module else {}),
        "instances": [one if "attributes" in one else {"attributes": one} for one in instances],
        **more,
    }
