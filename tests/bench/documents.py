"""Time and memory of reading a large plan: the recorded one, many times over.

python -m tests.bench.documents [COPIES]
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from scanner.collect.terraform import document
from scanner.collect.tree import Tree, TreeLimits
from scanner.knowledge import load

from tests.collect.terraform.documents.recording import DATA


def enlarged(copies: int) -> str:
    """The recorded plan as `copies` instances of one module."""
    plan = json.loads((DATA / "plan.json").read_text())
    root = plan["configuration"]["root_module"]
    call = {"module": root, "count_expression": {"references": ["var.copies"]}}
    plan["configuration"]["root_module"] = {"module_calls": {"copy": call}}
    plan["resource_changes"] = [
        {**change, "address": f"module.copy[{copy}].{change['address']}"}
        for copy in range(copies)
        for change in plan["resource_changes"]
    ]
    return json.dumps(plan, separators=(",", ":"))


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(copies: int) -> None:
    knowledge = load()
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(enlarged(copies))
        file.flush()
        size = Path(file.name).stat().st_size / 1e6
        tree = Tree(Path(file.name), TreeLimits(file_bytes=2**29))
        before, started = peak_mb(), time.process_time()
        found = document(tree, "plan.json", knowledge)
        seconds = time.process_time() - started
    print(
        f"{size:.0f} MB, {len(found.resources):,} resources: {seconds:.1f} s of CPU, "
        f"{peak_mb() - before:.0f} MB"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
