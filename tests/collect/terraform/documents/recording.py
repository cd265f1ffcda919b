"""A plan and a state of `collect/terraform/data/plan/code`, as Terraform itself wrote them with
stand-ins for the providers.

The stand-ins know one region only and keep attributes with their type. To record anew, make a
plan and a state in the root `environments/prod`, then run

    python -m tests.collect.terraform.documents.recording PLAN.json STATE

which keeps the plan as it is, and corrects both in the state.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from scanner.collect.terraform import collect, document
from scanner.collect.tree import Tree
from scanner.knowledge import load
from scanner.model import Inventory

from .. import plan

DATA = Path(__file__).parent / "data"
ROOT = "environments/prod"


def code() -> Inventory:
    """What the code comes to."""
    return collect(Tree(plan.DATA / "code"), load())


def recorded(name: str) -> Inventory:
    """What the recorded document comes to."""
    return document(Tree(DATA / name), name, load())


def corrected(state: dict[str, Any]) -> dict[str, Any]:
    """Attributes as real providers keep them, and identifiers in the region they belong to."""
    for resource in state["resources"]:
        for instance in resource["instances"]:
            given = instance["attributes"]
            for name, value in given.items():
                if isinstance(value, dict) and value.keys() == {"value", "type"}:
                    value = given[name] = value["value"]
                if name == "arn" and resource["provider"].endswith(".dr"):
                    given[name] = value.replace("us-east-1", "eu-west-1")
    return state


def unnamed(text: str) -> str:
    """The host that providers come from does not matter."""
    return re.sub(r"[\w.]+/hashicorp/", "registry.example/hashicorp/", text)


if __name__ == "__main__":
    (DATA / "plan.json").write_text(unnamed(Path(sys.argv[1]).read_text()))
    state = corrected(json.loads(unnamed(Path(sys.argv[2]).read_text())))
    (DATA / "state.json").write_text(json.dumps(state, indent=1) + "\n")
