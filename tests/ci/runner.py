"""The composite action as GitHub runs it: its steps in bash, one after the other, with the files
and variables that the runner gives, and the actions it uses done by hand."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.ci.history import GIT, HOME, Repository
from tests.ci.hosts import Host

ACTION = yaml.safe_load((HOME / "action.yml").read_text())
EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
COMMAND = re.compile(r"::(error|warning|notice)[^:\n]*::")
LEVELS = ("error", "warning", "notice")


@dataclass
class Run:
    """What a run of the action left behind."""

    exit_code: int = 0
    log: str = ""
    summary: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By id: `outputs` and `outcome`."""
    temporary: Path = Path()

    def annotations(self, level: str) -> int:
        """How many of that level the log asks for."""
        return sum(found[1] == level for found in COMMAND.finditer(self.log))


def run(
    repository: Repository,
    temporary: Path,
    host: Host,
    payload: Mapping[str, Any],
    inputs: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
) -> Run:
    """The action in `repository`, for that event."""
    done = Run(temporary=temporary)
    temporary.mkdir(parents=True, exist_ok=True)
    event = temporary / "event.json"
    event.write_text(json.dumps(payload))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(temporary),
        "RUNNER_TEMP": str(temporary),
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(HOME),
        "GITHUB_API_URL": host.address,
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REPOSITORY": "octo/exchange",
        "GITHUB_SHA": repository.git("rev-parse", "HEAD"),
        "GITHUB_ACTOR": "octocat",
        **GIT,
        **(variables or {}),
    }
    wanted = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
    assert set(inputs or {}) <= set(wanted)
    given = {**wanted, **(inputs or {})}
    for step in ACTION["runs"]["steps"]:
        if done.exit_code == 0 and _value(step.get("if", "true"), given, done) in (True, "true"):
            _do(step, given, environment, repository, host, done)
    for name, one in ACTION["outputs"].items():
        done.outputs[name] = _filled(one["value"], given, done)
    return done


def _do(
    step: Mapping[str, Any],
    given: Mapping[str, str],
    environment: Mapping[str, str],
    repository: Repository,
    host: Host,
    done: Run,
) -> None:
    outputs: dict[str, str] = {}
    if "uses" in step:
        arguments = {name: _filled(str(v), given, done) for name, v in step.get("with", {}).items()}
        name = step["uses"].partition("@")[0]
        failed = not USED[name](arguments, outputs, repository, host)
    elif step["name"] == "Install cutset":  # it is installed here; CI of the action itself does it
        (done.temporary / "cutset").mkdir(exist_ok=True)
        (done.temporary / "cutset" / "venv").symlink_to(sys.prefix)
        failed = False
    else:
        own = {name: _filled(str(value), given, done) for name, value in step["env"].items()}
        code = _bash(step["run"], {**environment, **own}, repository, outputs, done)
        failed = code != 0
        done.exit_code = code
    if "id" in step:
        done.steps[step["id"]] = {
            "outputs": outputs,
            "outcome": "failure" if failed else "success",
        }
    assert not failed or done.exit_code or step.get("continue-on-error"), step


def _bash(
    script: str,
    environment: Mapping[str, str],
    repository: Repository,
    outputs: dict[str, str],
    done: Run,
) -> int:
    """A step as `shell: bash` runs it."""
    assert "${{" not in script
    file = done.temporary / "step.sh"
    file.write_text(script)
    files = {name: done.temporary / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for one in files.values():
        one.write_text("")
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", file],
        cwd=repository.folder,
        env={**environment, **{name: str(one) for name, one in files.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    done.log += ran.stdout
    done.summary += files["GITHUB_STEP_SUMMARY"].read_text()
    outputs |= _outputs(files["GITHUB_OUTPUT"].read_text())
    return ran.returncode


def _outputs(text: str) -> dict[str, str]:
    """`name<<mark`, lines, `mark`; as the runner reads it."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        name, _, mark = line.partition("<<")
        assert mark, line
        value = []
        for inner in lines:
            if inner == mark:
                break
            value.append(inner)
        found[name] = "\n".join(value)
    return found


# --- expressions: those that the action uses, and no others -------------------------------


def _filled(text: str, given: Mapping[str, str], done: Run) -> str:
    return EXPRESSION.sub(lambda found: str(_value(found[1], given, done)), text)


def _value(expression: str, given: Mapping[str, str], done: Run) -> Any:
    if expression == "true":
        return True
    if " == " in expression:
        left, right = expression.split(" == ")
        return _value(left, given, done) == right.strip("'")
    match expression.split("."):
        case ["inputs", name]:
            return _filled(given[name], given, done)
        case ["github", "token"]:
            return "the-token-of-the-job"
        case ["steps", step, "outputs", name]:
            return done.steps.get(step, {}).get("outputs", {}).get(name, "")
        case ["steps", step, "outcome"]:
            return done.steps.get(step, {}).get("outcome", "skipped")
    raise AssertionError(f"an expression that GitHub does not know: {expression}")


# --- actions that it uses -----------------------------------------------------------------


def _python(arguments: Mapping[str, str], outputs: dict[str, str], _: Repository, __: Host) -> bool:
    assert arguments["python-version"] == "3.13"
    outputs["python-path"] = sys.executable
    return True


def _upload(
    arguments: Mapping[str, str], _: dict[str, str], repository: Repository, host: Host
) -> bool:
    """What the upload step sends: the file, its category written into it, packed."""
    log = json.loads(Path(arguments["sarif_file"]).read_text())
    for one in log["runs"]:
        one["automationDetails"]["id"] = arguments["category"].rstrip("/") + "/"
    packed = base64.b64encode(gzip.compress(json.dumps(log).encode())).decode()
    body = {"commit_oid": repository.git("rev-parse", "HEAD"), "sarif": packed}
    request = urllib.request.Request(
        f"{host.address}/repos/octo/exchange/code-scanning/sarifs",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {arguments['token']}"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return bool(answer.status == 202)
    except urllib.error.HTTPError as error:
        error.close()
        return False


USED = {"actions/setup-python": _python, "github/codeql-action/upload-sarif": _upload}
