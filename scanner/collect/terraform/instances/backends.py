"""The states that a root's uses are kept in, also where the backend is configured in a file.

Source: developer.hashicorp.com/terraform/language/backend#partial-configuration. How such
files are called is a convention of repositories.
"""

from __future__ import annotations

import re
from itertools import groupby
from posixpath import basename, dirname

from scanner.collect.terraform.instances.states import IN_FILES, Kept, kept
from scanner.collect.terraform.language import Budget, OverLimitError, Scope, evaluate
from scanner.collect.terraform.language.scope import Nobody
from scanner.collect.terraform.modules import Backend, Loader, RootPlan
from scanner.collect.terraform.modules.tfvars import read_values
from scanner.collect.terraform.syntax import Attribute, Body
from scanner.collect.terraform.values import (
    EvaluationError,
    Unknown,
    Value,
    list_of,
    object_of,
)

MOST_FILES = 50
"""Files with settings of a backend that are read for one root."""
_FILE = re.compile(
    r".*\.(?:tfbackend|backend)(?:\.json)?"
    r"|(?:.*[._-])?backend(?:[._-].*)?\.(?:hcl|conf|config|tfvars|hcl\.json|tfvars\.json)"
)
_WORD = re.compile(r"[^\W_]+")


def states_of(plan: RootPlan, loader: Loader, budget: Budget) -> list[Kept]:
    """Every state that a use of a root may be kept in; several where files do not tell which
    belongs to its environment. None where nothing is known of it."""
    folder, workspace = plan.folder, plan.environment.workspace
    if plan.unit is not None:
        described = plan.unit.backend()
        if described is not None:
            found = kept(described[0], described[1], plan.unit.folder, workspace)
            return [found] if found else []
    backend = loader.load(folder).backend
    if backend is None:
        found = kept(IN_FILES, object_of({}), folder, workspace)
        return [found] if found else []
    written = _written(backend, budget)
    found_all: list[Kept] = []
    for path in _files(plan, loader):
        values = read_values(loader.tree, loader.files, path)
        scope = Scope(Nobody(), path, budget)
        added = {name: _value(at, scope) for name, at in values.values.items()}
        one = kept(backend.kind, object_of({**written, **added}), folder, workspace)
        if one is not None and not values.broken:
            found_all.append(one)
    if not found_all:
        one = kept(backend.kind, object_of(written), folder, workspace)
        found_all = [one] if one else []
    return found_all


def _written(backend: Backend, budget: Budget) -> dict[str, Value]:
    """The arguments in the block itself; they may name nothing."""
    return _body(backend.body, Scope(Nobody(), backend.path, budget))


def _body(body: Body, scope: Scope) -> dict[str, Value]:
    items = {name: _value(attribute, scope) for name, attribute in body.attributes.items()}
    for block in body.blocks:
        items[block.type] = list_of([object_of(_body(block.body, scope))])
    return items


def _value(attribute: Attribute, scope: Scope) -> Value:
    try:
        return evaluate(attribute.value, scope)
    except (EvaluationError, OverLimitError) as error:
        return Unknown(str(error), "", scope.at(attribute))


def _files(plan: RootPlan, loader: Loader) -> list[str]:
    """The files that complete the backend's configuration: those of the environment, where
    names tell, else all."""
    prefix = f"{plan.folder}/" if plan.folder else ""
    found: list[str] = []
    below = (path for path in loader.tree.below(plan.folder) if _FILE.fullmatch(basename(path)))
    by_folder = sorted(below, key=lambda path: (dirname(path), path))
    for _, paths in groupby(by_folder, key=dirname):
        found += paths
        if len(found) >= MOST_FILES:
            break
    own = plan.environment.name.lower()
    if not own:
        return found
    return [path for path in found if _tells(path[len(prefix) :], own)] or found


def _tells(path: str, environment: str) -> bool:
    """Whether a path names an environment, as a directory or as a word of the file's name."""
    *folders, name = path.lower().split("/")
    return (
        environment in folders
        or environment in _WORD.findall(basename(name))
        or (name.startswith((f"{environment}.", f"{environment}-", f"{environment}_")))
    )
