"""A plan that Terraform itself made of `data/plan/code`, as far as a comparison needs it.

Run as a script on a plan's JSON to record it anew:

    python -m tests.collect.terraform.plan PLAN.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "plan"


def recorded() -> dict[str, dict[str, Any]]:
    """Address -> `known`, the values of attributes, and `unknown`, the names of others."""
    plan: dict[str, dict[str, Any]] = json.loads((DATA / "plan.json").read_text())
    return plan


def distil(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the plan knows of each resource, nulls left out."""
    found: dict[str, dict[str, Any]] = {}
    for change in plan["resource_changes"]:
        after = {k: v for k, v in change["change"]["after"].items() if v not in (None, [])}
        unknown = sorted(k for k, v in change["change"]["after_unknown"].items() if _any(v))
        known = {k: v for k, v in after.items() if k not in unknown}
        found[change["address"]] = {"known": known, "unknown": unknown}
    return dict(sorted(found.items()))


def _any(unknown: Any) -> bool:
    if isinstance(unknown, dict):
        return any(map(_any, unknown.values()))
    if isinstance(unknown, list):
        return any(map(_any, unknown))
    return bool(unknown)


if __name__ == "__main__":
    plan = distil(json.loads(Path(sys.argv[1]).read_text()))
    (DATA / "plan.json").write_text(json.dumps(plan, indent=1) + "\n")
    print(f"{len(plan)} resources")
