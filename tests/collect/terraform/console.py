"""The real `terraform console`, where it is installed: what it makes of expressions.

Run as a script to record its answers anew:

    python -m tests.collect.terraform.console
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path

DATA = Path(__file__).parent / "data" / "console"
"""The module in which expressions are evaluated."""
CASES = Path(__file__).parent / "data" / "expressions"
ERROR = "error"
"""Stands for an expression that Terraform refuses."""


CORPORA = ("expressions.txt", "edges.txt", "generated.txt")
"""What is used every day, the edges of every function, and what `grammar` made up."""


def expressions() -> list[str]:
    """The corpora, one expression a line."""
    lines = [line for name in CORPORA for line in (CASES / name).read_text().split("\n")]
    return [line for line in lines if line.strip() and not line.startswith("#")]


def recorded() -> dict[str, str]:
    """Expression -> the JSON that the console gave when it was recorded, or `error`."""
    answers: dict[str, str] = json.loads((CASES / "answers.json").read_text())
    return answers


def available() -> bool:
    """Whether there is a Terraform to ask."""
    return shutil.which("terraform") is not None


def ask(asked: list[str], *, batch: int = 40) -> dict[str, str]:
    """What Terraform makes of each expression, as JSON, or `error`."""
    answers: dict[str, str] = {}
    for start in range(0, len(asked), batch):
        answers.update(_ask_some(asked[start : start + batch]))
    return answers


def _ask_some(some: list[str]) -> dict[str, str]:
    found = _run(some)
    if found is not None:
        return dict(zip(some, found, strict=True))
    if len(some) == 1:
        return {some[0]: ERROR}
    half = len(some) // 2  # one of them is refused before anything is evaluated
    return _ask_some(some[:half]) | _ask_some(some[half:])


def _run(some: list[str]) -> list[str] | None:
    tries = ", ".join(f'try(nonsensitive(jsonencode({one})), "{ERROR}")' for one in some)
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    environment.pop("TF_CLI_CONFIG_FILE", None)
    done = subprocess.run(
        ["terraform", "console"],
        input=f"base64encode(jsonencode([{tries}]))\n",
        capture_output=True,
        text=True,
        cwd=DATA,
        env=environment,
        check=False,
    )
    if done.returncode or not done.stdout.startswith('"'):
        return None
    answers: list[str] = json.loads(base64.b64decode(done.stdout.strip().strip('"')))
    return answers


def signatures() -> dict[str, list[int | None]]:
    """Each function's least and most arguments, as Terraform tells; None is any number."""
    done = subprocess.run(
        ["terraform", "metadata", "functions", "-json"], capture_output=True, check=True, text=True
    )
    told = json.loads(done.stdout)["function_signatures"]
    found: dict[str, list[int | None]] = {}
    for name, function in sorted(told.items()):
        if not name.startswith("core::"):
            least = len(function.get("parameters", []))
            found[name] = [least, None if "variadic_parameter" in function else least]
    return found


def record() -> None:
    """Ask about every expression anew and write the answers down."""
    answers = ask(expressions())
    text = json.dumps(answers, indent=0, ensure_ascii=False)
    (CASES / "answers.json").write_text(text + "\n")
    refused = sum(answer == ERROR for answer in answers.values())
    print(f"{len(answers)} expressions, {refused} refused")


if __name__ == "__main__":
    record()
