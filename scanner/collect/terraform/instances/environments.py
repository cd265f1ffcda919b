"""Which environment a root is: told by its value file, a variable, the workspace or its path.

Code that shows or tests other code is in no environment but `example`, whatever it is given.
Where a root serves several environments, a module in it may be told which one it is for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.collect.terraform.values import Text

if TYPE_CHECKING:
    from scanner.collect.terraform.instances.module_instance import ModuleInstance

NAMES = (
    "production", "prod", "prd", "live", "staging", "stage", "stg", "preproduction", "preprod",
    "uat", "acceptance", "integration", "int", "test", "testing", "tst", "qa", "development",
    "develop", "dev", "sandbox", "demo", "nonprod", "non-prod",
)  # fmt: skip
"""Words that name an environment in paths and file names."""
VARIABLES = (
    "environment",
    "env",
    "environment_name",
    "env_name",
    "stage",
    "deployment_environment",
)
"""Variables and locals that hold one, best first."""
EXAMPLE = "example"
EXAMPLE_FOLDERS = frozenset(
    ["example", "examples", "fixture", "fixtures", "sample", "samples", "testdata", "tests"]
)
"""Folders of code that shows or tests other code."""

_WORD = re.compile(r"[A-Za-z0-9]+")


def environment_of(top: ModuleInstance, instance: ModuleInstance) -> str:
    """The environment of what `instance` declares, a module in the root whose own module is
    `top`, as the code writes it; empty where nothing tells."""
    plan, workspace = top.root.plan, top.root.workspace
    if EXAMPLE_FOLDERS & set(plan.place.lower().split("/")):
        return EXAMPLE
    told = plan.environment.name or _told(top)
    if told:
        return told
    if workspace and workspace != "default":
        return workspace
    within: ModuleInstance | None = instance
    while within is not None and within is not top:
        if (told := _told(within)).lower() in NAMES:
            return told
        within = within.parent
    return named_in(plan.place)


def _told(instance: ModuleInstance) -> str:
    """The environment that a module is handed in a variable, or that is the default there."""
    for name in VARIABLES:
        if name in instance.module.variables:
            value = instance.names.variable(name)
            if isinstance(value, Text) and value.value and not value.sensitive:
                return value.value
    return ""


def named_in(path: str) -> str:
    """The environment that a path names, its last part first; empty where it names none."""
    for part in reversed(path.split("/")):
        if part.lower() in NAMES:
            return part
        words = _WORD.findall(part)
        word = next((word for word in (*words[:1], *words[-1:]) if word.lower() in NAMES), "")
        if word:
            return word
    return ""
