"""Files of values for a root's variables, and which environments they make.

Source: developer.hashicorp.com/terraform/language/values/variables (order of rank). What
makes an environment is a convention of repositories, not of Terraform; see `environments`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import basename, dirname

from scanner.collect.terraform.syntax import Attribute, Files
from scanner.collect.tree import Tree
from scanner.model import Gap

SUFFIXES = (".tfvars", ".tfvars.json")
_PLAIN = frozenset({"terraform.tfvars", "terraform.tfvars.json"})


@dataclass(frozen=True)
class ValuesFile:
    """A file of values as read. With `broken`, it might set anything."""

    path: str
    values: dict[str, Attribute] = field(default_factory=dict)
    broken: str = ""
    """Why it could not be read wholly; then none of its values is used."""


@dataclass(frozen=True)
class Environment:
    """One set of values that a root is used with. The plain one has no name."""

    name: str = ""
    files: tuple[str, ...] = ()
    workspace: str = ""
    """`terraform.workspace`, where the code tells what it is in this environment."""


def read_values(tree: Tree, files: Files, path: str) -> ValuesFile:
    """A file of values. Never raises."""
    content = tree.read(path)
    if isinstance(content, Gap):
        return ValuesFile(path, broken=content.reason)
    file = files.parse(path, content)
    if file.faults:
        fault = file.faults[0]
        return ValuesFile(path, broken=f"{path}:{fault.line} is {fault.what}")
    return ValuesFile(path, dict(file.body.attributes))


def automatic(names: tuple[str, ...], prefix: str) -> list[str]:
    """The value files that Terraform reads unasked, in rising rank."""
    plain = [name for name in sorted(_PLAIN) if name in names]
    more = [n for n in sorted(names) if n.endswith((".auto.tfvars", ".auto.tfvars.json"))]
    return [prefix + name for name in plain + more]


def environments(
    tree: Tree, files: Files, folder: str, declared: frozenset[str], roots: frozenset[str]
) -> list[Environment]:
    """The environments that value files in and below a root make, in order of name.

    A file belongs to the root if most of the names it sets are the root's variables; files
    in a directory of Terraform code of its own belong to that. An environment is called as
    its file is, or as the file's directory where several directories have a file of that
    name (`env/prod/terraform.tfvars`); files of one environment are used together.
    """
    found: list[str] = []
    for path in _candidates(tree, folder, roots):
        values = read_values(tree, files, path)
        known = sum(name in declared for name in values.values)
        if values.broken or (known and known * 2 >= len(values.values)):
            found.append(path)
    apart = _environment_folders(found)
    groups: dict[str, list[str]] = {}
    for path in found:
        by_folder = dirname(path) in apart or basename(path) in _PLAIN
        name = basename(dirname(path)) if by_folder else _stem(path)
        groups.setdefault(name, []).append(path)
    return [Environment(name, tuple(sorted(groups[name]))) for name in sorted(groups)]


def _environment_folders(paths: list[str]) -> set[str]:
    """Directories that have a file of one name with another: one for each environment."""
    by_name: dict[str, set[str]] = {}
    for path in paths:
        by_name.setdefault(basename(path), set()).add(dirname(path))
    return {folder for folders in by_name.values() if len(folders) > 1 for folder in folders}


def _stem(path: str) -> str:
    return basename(path).removesuffix(".json").removesuffix(".tfvars")


def _candidates(tree: Tree, folder: str, roots: frozenset[str]) -> list[str]:
    prefix = f"{folder}/" if folder else ""
    found: list[str] = []
    for where, names in tree.directories.items():
        inside = where == folder or where.startswith(prefix)
        if not inside or _owner(where, roots) != folder:
            continue
        for name in names:
            unasked = where == folder and (name in _PLAIN or ".auto.tfvars" in name)
            if name.endswith(SUFFIXES) and not unasked and not name.startswith("."):
                found.append(f"{where}/{name}" if where else name)
    return found


def _owner(folder: str, roots: frozenset[str]) -> str | None:
    """The nearest directory of Terraform code at or above `folder`."""
    while folder not in roots:
        if not folder:
            return None
        folder = dirname(folder)
    return folder
