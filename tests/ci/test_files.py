"""The platforms' files: valid by the platforms' schemas, pinned, and safe from strangers' names."""

from __future__ import annotations

import json
import re
import tomllib
from fnmatch import fnmatch
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema.validators import validator_for
from packaging.requirements import Requirement
from packaging.version import Version
from pre_commit.clientlib import load_config, load_manifest

from tests.ci.component import included, spec
from tests.ci.history import HOME, SAMPLE

EXAMPLES = HOME / "ci" / "examples"
ACTION = yaml.safe_load((HOME / "action.yml").read_text())
WORKFLOW = SAMPLE / ".github" / "workflows" / "cutset.yml"
DOCKERFILE = (HOME / "Dockerfile").read_text()
DOCS = (HOME / "docs" / "ci.md").read_text()


def errors(schema: str, document: Any) -> list[str]:
    """What the platform's schema, as check-jsonschema ships it, finds wrong."""
    folder = resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    asked = json.loads((folder / f"{schema}.json").read_text(encoding="utf-8"))
    kind = validator_for(asked)
    return [
        f"{list(e.absolute_path)}: {e.message[:200]}" for e in kind(asked).iter_errors(document)
    ]


def read(file: Path) -> Any:
    """A YAML file as platforms read it: `on` is a word."""
    document = yaml.safe_load(file.read_text())
    return {"on" if key is True else key: value for key, value in document.items()}


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("github-actions", HOME / "action.yml"),
        ("github-workflows", WORKFLOW),
        ("gitlab-ci", SAMPLE / ".gitlab-ci.yml"),
        ("azure-pipelines", EXAMPLES / "azure-pipelines.yml"),
        ("buildkite", EXAMPLES / "buildkite.yml"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_valid_by_the_platforms_schema(schema: str, file: Path) -> None:
    assert errors(schema, read(file)) == []
    assert errors(schema, {"steps": 1, "runs": 1, "jobs": 1, "include": 1}) != []


@pytest.mark.parametrize(
    "inputs", [{}, {"sast": True}, {"paths": "a 'b c' \"d\": #e", "args": "-q"}]
)
def test_the_component_is_valid_once_included(inputs: dict[str, Any]) -> None:
    jobs = included({"image": "registry.example/cutset:1", **inputs})
    assert errors("gitlab-ci", jobs) == []
    assert jobs["cutset"]["variables"]["SCAN_PATHS"] == inputs.get("paths", ".")
    assert jobs["cutset"]["script"] == ["python -P -m ci.gitlab"]


def test_the_head_of_the_component_is_valid() -> None:
    """Every input says what it is, or its default does."""
    assert errors("gitlab-ci", {"spec": {"inputs": spec()}}) == []
    assert errors("gitlab-ci", {"spec": {"inputs": {"image": {"type": "picture"}}}}) != []
    required = [name for name, one in spec().items() if "default" not in one]
    assert required == ["image"]


def test_pre_commit_takes_its_files() -> None:
    (hook,) = load_manifest(HOME / ".pre-commit-hooks.yaml")
    config = load_config(SAMPLE / ".pre-commit-config.yaml")
    assert config["repos"][0]["hooks"][0]["id"] == hook["id"]
    assert not hook["pass_filenames"]
    asked = re.compile(hook["files"])
    assert all(map(asked.search, ("main.tf", "a/x.tf.json", "p.auto.tfvars", "cutset.yaml")))
    assert not any(map(asked.search, ("README.md", "a/values.yaml", "notcutset.yaml")))


# --- nothing that a stranger names is ever code -----------------------------------------------


def scripts(document: Any) -> list[str]:
    """Everything that a shell gets to run."""
    if isinstance(document, list):
        return [text for one in document for text in scripts(one)]
    if not isinstance(document, dict):
        return []
    own = [v for k, v in document.items() if k in ("run", "bash", "command") and isinstance(v, str)]
    return own + [text for value in document.values() for text in scripts(value)]


@pytest.mark.parametrize(
    ("file", "pastes"),
    [
        (HOME / "action.yml", re.compile(r"\$\{\{")),
        (WORKFLOW, re.compile(r"\$\{\{")),
        (EXAMPLES / "azure-pipelines.yml", re.compile(r"\$\([A-Z]\w*\.|\$\{\{")),
        (EXAMPLES / "buildkite.yml", re.compile(r"(?<!\$)\$(?!\$)")),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_no_script_is_pasted_together(file: Path, pastes: re.Pattern[str]) -> None:
    found = scripts(read(file))
    assert found or file == WORKFLOW
    assert [text for text in found if pastes.search(text.replace("$$", ""))] == []


def test_jenkins_pastes_nothing_either() -> None:
    text = (EXAMPLES / "Jenkinsfile").read_text()
    assert "sh '''" in text
    assert '"""' not in text
    assert 'sh "' not in text


@pytest.mark.parametrize("step", ACTION["runs"]["steps"], ids=lambda step: step["name"])
def test_python_never_imports_from_the_checkout(step: dict[str, Any]) -> None:
    for line in step.get("run", "").splitlines():
        if " -m " in line:
            assert re.search(r" -[IP] -m ", line), line


# --- pins -------------------------------------------------------------------------------------


def test_actions_are_pinned_by_hash() -> None:
    """The same version everywhere, and the version beside the hash."""
    pins: dict[str, set[str]] = {}
    for file in (HOME / "action.yml", WORKFLOW):
        for line in file.read_text().splitlines():
            name, at, rest = line.partition("uses: ")[2].partition("@")
            if at and not name.startswith("OWNER/"):
                assert re.fullmatch(r"[0-9a-f]{40} # v\d+\.\d+\.\d+", rest), line
                pins.setdefault(name, set()).add(rest)
    assert len(pins) == 4
    assert all(len(found) == 1 for found in pins.values())


def test_the_image_is_pinned_small_and_without_rights() -> None:
    lines = [line for line in DOCKERFILE.splitlines() if line and line[0] not in "# "]
    bases = {line.split()[1] for line in lines if line.startswith("FROM ")}
    assert len(bases) == 1
    assert re.fullmatch(r"python:[\d.]+-slim@sha256:[0-9a-f]{64}", bases.pop())
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001:10001"]
    assert lines[-1] == 'ENTRYPOINT ["scan"]'
    assert not any(line.split()[0] in ("ADD", "ARG") for line in lines)
    assert "PYTHONSAFEPATH=1" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE


def test_the_image_copies_what_is_there_and_not_ignored() -> None:
    rules = [r for r in (HOME / ".dockerignore").read_text().splitlines() if r and r[0] != "#"]
    assert rules[0] == "*"
    for line in DOCKERFILE.splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (HOME / source).exists(), source
                assert any(fnmatch(source, rule[1:] + "*") for rule in rules if rule[0] == "!")


def locked() -> dict[str, list[Version]]:
    """The versions of ci/requirements.txt; each with its hashes."""
    text = (HOME / "ci" / "requirements.txt").read_text()
    blocks = re.findall(
        r"^([\w.-]+)==(\S+)[^\\]*((?:\\\n\s+--hash=sha256:[0-9a-f]{64}\s*)+)", text, re.M
    )
    assert len(blocks) == len(re.findall(r"^[\w.-]+==", text, re.M))
    found: dict[str, list[Version]] = {}
    for name, version, _ in blocks:
        found.setdefault(name.lower(), []).append(Version(version))
    return found


def test_what_is_locked_is_what_the_package_asks_for() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    versions = locked()
    for requirement in map(Requirement, asked):
        found = versions[requirement.name.lower()]
        assert all(version in requirement.specifier for version in found), requirement


# --- what is offered is told --------------------------------------------------------------------


@pytest.mark.parametrize("name", [*ACTION["inputs"], *ACTION["outputs"], *spec()])
def test_every_input_and_output_is_documented(name: str) -> None:
    assert f"`{name}`" in DOCS


def test_the_sample_uses_inputs_and_outputs_that_there_are() -> None:
    steps = read(WORKFLOW)["jobs"]["cutset"]["steps"]
    (step,) = (step for step in steps if step["uses"].startswith("OWNER/"))
    assert set(step["with"]) <= set(ACTION["inputs"])
    used = re.findall(r"steps\.risk\.outputs\.([\w-]+)", WORKFLOW.read_text())
    assert used
    assert set(used) <= set(ACTION["outputs"])
    component = yaml.safe_load((SAMPLE / ".gitlab-ci.yml").read_text())["include"][0]
    assert set(component["inputs"]) <= set(spec())
