"""The examples for other platforms, run: their scripts in a shell, with `docker` played by a script
that knows where the folders are, and git with a server to fetch from."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.ci.history import GIT, HOME, Repository, renamed, sample, worse

EXAMPLES = HOME / "ci" / "examples"
DOCKER = """#!{python}
import os, subprocess, sys
arguments, places = sys.argv[2:], {{}}
assert sys.argv[1] == "run"
while arguments[0].startswith("--"):
    option = arguments.pop(0)
    if option == "--volume":
        here, there = arguments.pop(0).split(":")
        places[there] = here
    elif option != "--rm":
        arguments.pop(0)
assert arguments.pop(0).startswith("registry.example/")
words = [word.replace("=/out/", "=" + places.get("/out", "") + "/") for word in arguments]
sys.exit(subprocess.run(["scan", *words], cwd=places["/repository"]).returncode)
"""
AGENT = "#!/bin/sh\ncat > annotation.md\n"

Script = Callable[[], str]


def azure() -> str:
    return str(yaml.safe_load((EXAMPLES / "azure-pipelines.yml").read_text())["steps"][1]["bash"])


def buildkite() -> str:
    command = yaml.safe_load((EXAMPLES / "buildkite.yml").read_text())["steps"][0]["command"]
    return str(command).replace("$$", "$")


def jenkins() -> str:
    (script,) = re.findall(r"sh '''(.*?)'''", (EXAMPLES / "Jenkinsfile").read_text(), re.S)
    return str(script)


TARGETS: dict[Script, tuple[str, str]] = {
    azure: ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"),
    buildkite: ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main"),
    jenkins: ("CHANGE_TARGET", "main"),
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A clone with a server, `change` checked out."""
    server = sample(tmp_path / "server")
    server.git("clone", "--quiet", str(server.folder), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    clone.git("checkout", "--quiet", "-B", "change")
    return clone


def run(script: str, repository: Repository, variables: dict[str, str]) -> tuple[int, str]:
    """Exit code and log of a script in `repository`."""
    tools = repository.folder.parent / "tools"
    tools.mkdir()
    for name, text in (
        ("docker", DOCKER.format(python=sys.executable)),
        ("buildkite-agent", AGENT),
    ):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    path = os.pathsep.join([str(tools), str(Path(sys.executable).parent), os.environ["PATH"]])
    out = repository.folder / "out"
    out.mkdir()
    ran = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=repository.folder,
        env={
            "PATH": path,
            "HOME": str(tools),
            "IMAGE": "registry.example/cutset:1",
            "BUILD_ARTIFACTSTAGINGDIRECTORY": str(out),
            **GIT,
            **variables,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout


@pytest.mark.parametrize("script", TARGETS, ids=lambda script: script.__name__)
def test_a_change_that_makes_it_worse(script: Script, repository: Repository) -> None:
    repository.commit(worse)
    code, log = run(script(), repository, dict([TARGETS[script]]))
    assert code == 1, log
    assert "Withdraw now stops if eu-west-1a fails; was: keeps working." in log
    out = repository.folder / "out"
    assert {file.name for file in out.iterdir()} == {"cutset.sarif", "junit.xml", "cutset.md"}
    assert ET.parse(out / "junit.xml").getroot().tag == "testsuites"
    assert (repository.folder / "annotation.md").exists() is (script is buildkite)


@pytest.mark.parametrize("script", TARGETS, ids=lambda script: script.__name__)
def test_a_change_that_only_renames(script: Script, repository: Repository) -> None:
    repository.commit(renamed)
    code, log = run(script(), repository, dict([TARGETS[script]]))
    assert code == 0, log


@pytest.mark.parametrize("script", TARGETS, ids=lambda script: script.__name__)
def test_a_branch_that_is_no_request(script: Script, repository: Repository) -> None:
    code, log = run(script(), repository, {})
    assert code == 0, log
    assert "If AWS eu-west-1 fails, 1 of 1 journey stops" in log


@pytest.mark.parametrize("script", TARGETS, ids=lambda script: script.__name__)
def test_a_target_with_a_strange_name(script: Script, repository: Repository) -> None:
    """A branch may be called so; nothing of it is run, and nothing passes because of it."""
    code, _ = run(script(), repository, {TARGETS[script][0]: "$(touch owned);touch${IFS}owned"})
    assert code != 0
    assert not (repository.folder / "owned").exists()
