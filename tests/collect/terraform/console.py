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
ERROR = "error"
"""Stands for an expression that Terraform refuses."""


def expressions() -> list[str]:
    """The corpus, one expression a line."""
    lines = (DATA / "expressions.txt").read_text().splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def recorded() -> dict[str, str]:
    """Expression -> the JSON that the console gave when it was recorded, or `error`."""
    answers: dict[str, str] = json.loads((DATA / "answers.json").read_text())
    return answers


def available() -> bool:
    """Whether there is a Terraform to ask."""
    return shutil.which("terraform") is not None


def ask(asked: list[str], *, batch: int = 20) -> dict[str, str]:
    """What Terraform makes of each expression, as JSON, or `error`."""
    answers: dict[str, str] = {}
    for start in range(0, len(asked), batch):
        some = asked[start : start + batch]
        found = _run(some)
        if found is None:  # one of them is refused before anything is evaluated
            found = [(_run([one]) or [ERROR])[0] for one in some]
        answers.update(zip(some, found, strict=True))
    return answers


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


if __name__ == "__main__":
    answers = ask(expressions())
    text = json.dumps(answers, indent=0, ensure_ascii=False)
    (DATA / "answers.json").write_text(text + "\n")
    refused = sum(answer == ERROR for answer in answers.values())
    print(f"{len(answers)} expressions, {refused} refused")
