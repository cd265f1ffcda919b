"""Which environment a root is: told by its value file, a variable, the workspace or its path."""

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

_WORD = re.compile(r"[A-Za-z0-9]+")


def environment_of(top: ModuleInstance) -> str:
    """The environment's name as the code writes it; empty where nothing tells."""
    plan, workspace = top.root.plan, top.root.options.workspace
    if plan.environment.name:
        return plan.environment.name
    for name in VARIABLES:
        if name in top.module.variables:
            value = top.variable(name)
            if isinstance(value, Text) and value.value and not value.sensitive:
                return value.value
    if workspace and workspace != "default":
        return workspace
    for part in reversed(plan.folder.split("/")):
        if part.lower() in NAMES:
            return part
        word = next((word for word in _WORD.findall(part) if word.lower() in NAMES), "")
        if word:
            return word
    return ""
