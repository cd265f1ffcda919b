"""The GitLab component as GitLab includes it: inputs filled in, `extends` followed, and its script
run with the variables of a job."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.ci.history import GIT, HOME, Repository
from tests.ci.hosts import Host

TEMPLATE = (HOME / "templates" / "scan.yml").read_text()
INPUT = re.compile(r"\$\[\[ inputs\.(\w+) \]\]")


def spec() -> dict[str, Any]:
    """The inputs, by name."""
    inputs: dict[str, Any] = next(yaml.safe_load_all(TEMPLATE))["spec"]["inputs"]
    return inputs


def included(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration with `inputs`, which are checked as GitLab does."""
    asked = spec()
    assert set(inputs) <= set(asked), "an input that there is none of"
    for name, value in inputs.items():
        assert value in asked[name].get("options", [value]), f"{name}: {value} is no option"
    values = {name: inputs.get(name, one.get("default")) for name, one in asked.items()}
    assert None not in values.values(), "an input without a default is missing"

    def filled(found: re.Match[str]) -> str:
        value = values[found[1]]
        return str(value).lower() if isinstance(value, bool) else str(value)

    text = TEMPLATE.partition("\n---\n")[2]
    jobs: dict[str, Any] = yaml.safe_load(INPUT.sub(filled, text))
    return jobs


def job(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The one job, with what it extends."""
    jobs = included(inputs)
    (name,) = (name for name in jobs if not name.startswith("."))
    one: dict[str, Any] = _merged(jobs[jobs[name]["extends"]], jobs[name])
    return one


def _merged(base: Any, over: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    keys = [*base, *(key for key in over if key not in base)]
    return {
        key: _merged(base[key], over[key])
        if key in base and key in over
        else over.get(key, base.get(key))
        for key in keys
    }


def run(
    repository: Repository, host: Host, inputs: Mapping[str, Any], variables: Mapping[str, str]
) -> tuple[int, str]:
    """Exit code and log of the job."""
    one = job({"image": "registry.example/cutset:1", **inputs})
    bin_folder = Path(sys.executable).parent
    environment = {
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(repository.folder.parent),
        "PYTHONPATH": str(HOME),  # as the image sets it
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_API_V4_URL": host.address,
        "CI_PROJECT_ID": "42",
        **GIT,
        **{name: str(value) for name, value in one["variables"].items()},
        **variables,
    }
    ran = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(one["script"])],
        cwd=repository.folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout
