"""Which releases of a provider a root may be used with, and the defaults that depend on it.

The lock file beside the root's code names one release; without it `required_providers` of the
module and of those that call it leave a range. Where a default changed within the range, it is
not known.

Source: developer.hashicorp.com/terraform/language/files/dependency-lock
"""

from __future__ import annotations

import re
from typing import Any

from scanner.collect.terraform.instances.bodies import BlockValues
from scanner.collect.terraform.instances.module_instance import ModuleInstance
from scanner.collect.terraform.instances.providers import Binding
from scanner.collect.terraform.instances.root import Root
from scanner.collect.terraform.modules.versions import Range, range_of, version_of
from scanner.collect.terraform.values import Null
from scanner.model import Unknown

LOCK_FILE = ".terraform.lock.hcl"
_LOCKED = re.compile(rb'^provider\s+"([^"\s]+)"\s*\{\s*version\s*=\s*"([^"\s]+)"', re.MULTILINE)


def dated_defaults(
    root: Root, instance: ModuleInstance, binding: Binding, kind: str, values: BlockValues
) -> tuple[dict[str, Any], dict[str, Unknown]]:
    """What is used for attributes that are not written and whose default has changed: by name
    the default of older releases, and why it is not known where both are possible."""
    changed = root.facts.defaults_until(kind)
    found: dict[str, Any] = {}
    unknown: dict[str, Unknown] = {}
    if not changed:
        return found, unknown
    allowed = _allowed(root, instance, binding)
    for until, defaults in sorted(changed.items(), key=lambda pair: version_of(pair[0]) or ()):
        change = version_of(until)
        if change is None or allowed.low >= change:
            continue
        for name, value in defaults.items():
            if name in found or (values.has(name) and not isinstance(values.get(name), Null)):
                continue
            if allowed.high <= change:
                found[name] = value
            else:
                reason = f"its default changed in {binding.name} {until}; the code allows both"
                unknown[name] = Unknown(reason, "", None)
    return found, {name: why for name, why in unknown.items() if name not in found}


def _allowed(root: Root, instance: ModuleInstance, binding: Binding) -> Range:
    """The releases of a binding's provider that may be in use."""
    short = binding.source.rpartition("/")[2] or binding.name
    locked = _locked(root).get(short)
    if locked is not None:
        return locked
    low, high = Range().low, Range().high
    within: ModuleInstance | None = instance
    while within is not None:
        for name, constraint in within.module.constraints.items():
            own = within.module.required.get(name, "").rpartition("/")[2] or name
            asked = range_of(constraint) if own == short else None
            if asked is not None:
                low, high = max(low, asked.low), min(high, asked.high)
        within = within.parent
    return Range(low, high)


def _locked(root: Root) -> dict[str, Range]:
    """The one release of each provider that the lock file names, by the provider's short name."""
    key = ("locked",)
    if key not in root.derived:
        path = f"{root.plan.folder}/{LOCK_FILE}" if root.plan.folder else LOCK_FILE
        text = root.loader.tree.read(path) if root.loader.tree.exists(path) else b""
        found: dict[str, Range] = {}
        for address, release in _LOCKED.findall(text) if isinstance(text, bytes) else ():
            exact = range_of("= " + release.decode("utf-8", "replace"))
            if exact is not None:
                found[address.decode("utf-8", "replace").rpartition("/")[2]] = exact
        root.derived[key] = found
    locked = root.derived[key]
    assert isinstance(locked, dict)
    return locked
