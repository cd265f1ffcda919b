"""Which directories are roots, and with which values each is used.

A root is a directory of Terraform code that no other directory calls as a local module, or
that keeps state of its own (a backend or a cloud block), or that value files lie in which
Terraform reads unasked. Of directories that only call each other the first one is a root.
"""

from __future__ import annotations

from dataclasses import dataclass

from scanner.collect.terraform.modules.blocks import Module
from scanner.collect.terraform.modules.loading import Loader, module_files
from scanner.collect.terraform.modules.tfvars import (
    Environment,
    ValuesFile,
    automatic,
    environments,
    read_values,
)
from scanner.collect.terraform.options import Options
from scanner.collect.terraform.syntax import Literal
from scanner.collect.tree import resolve


@dataclass(frozen=True)
class Roots:
    """The roots of a tree, and those of their environments that are too many to evaluate."""

    plans: tuple[RootPlan, ...]
    left_out: dict[str, tuple[str, ...]]
    """Folder -> names of environments."""


@dataclass(frozen=True)
class RootPlan:
    """A root, the values it is used with, and the name of that use."""

    folder: str
    environment: Environment
    values: tuple[ValuesFile, ...]
    """In rising rank."""

    @property
    def id(self) -> str:
        """What its resources' ids begin with: the folder, with the environment if it has one."""
        folder = self.folder or "."
        return f"{folder}[{self.environment.name}]" if self.environment.name else folder


def find_roots(loader: Loader, options: Options) -> Roots:
    """Every root of the tree with every environment asked for, in order."""
    tree = loader.tree
    folders = _code_folders(loader)
    roots = _root_folders(loader, folders)
    plans: list[RootPlan] = []
    left_out: dict[str, tuple[str, ...]] = {}
    most = options.limits.environments_per_root
    code = frozenset(folders)
    for folder in roots:
        unasked = _unasked(loader, folder)
        found = _environments(loader, folder, loader.load(folder), code, options)
        if len(found) > most:
            left_out[folder] = tuple(environment.name for environment in found[most:])
        for environment in found[:most]:
            paths = [*unasked, *environment.files, *options.var_files]
            values = tuple(read_values(tree, loader.files, path) for path in paths)
            plans.append(RootPlan(folder, environment, values))
    return Roots(tuple(plans), left_out)


def _root_folders(loader: Loader, folders: list[str]) -> list[str]:
    calls = {folder: _calls(loader, folder) for folder in folders}
    called = {target for folder in folders for target in calls[folder] if target != folder}
    roots = {
        folder
        for folder in folders
        if folder not in called or loader.load(folder).stands_alone or _unasked(loader, folder)
    }
    reached: set[str] = set()
    for folder in [*sorted(roots), *folders]:
        if folder in reached:
            continue
        roots.add(folder)
        todo = [folder]
        while todo:
            current = todo.pop()
            if current not in reached:
                reached.add(current)
                todo += calls.get(current, ())
    return sorted(roots)


def _unasked(loader: Loader, folder: str) -> list[str]:
    """The value files that Terraform reads unasked, also those that cannot be read."""
    names = (*loader.tree.list(folder), *loader.tree.unreached(folder))
    return automatic(names, f"{folder}/" if folder else "")


def _code_folders(loader: Loader) -> list[str]:
    """Directories with Terraform code; one reached by links counts where it really is."""
    found: list[str] = []
    for folder, names in loader.tree.directories.items():
        if module_files(names) and loader.tree.real(folder) == folder:
            found.append(folder)
    return found


def _calls(loader: Loader, folder: str) -> list[str]:
    """The directories that a module calls as local modules."""
    module = loader.load(folder)
    found: list[str] = []
    for call in module.calls.values():
        source = call.expression("source")
        if isinstance(source, Literal) and is_local(str(source.value)):
            target = resolve(module.folder, str(source.value))
            real = loader.tree.real(target) if target is not None else None
            if real is not None:
                found.append(real)
    return found


def is_local(source: str) -> bool:
    """Whether a module's source is a directory beside it."""
    return source.startswith(("./", "../")) or source in (".", "..")


def _environments(
    loader: Loader, folder: str, module: Module, code: frozenset[str], options: Options
) -> list[Environment]:
    if options.var_files:
        return [Environment(options.environment)]
    declared = frozenset(module.variables)
    found = environments(loader.tree, loader.files, folder, declared, code)
    if options.environment:
        chosen = [some for some in found if some.name == options.environment]
        return chosen or [Environment()]
    return found or [Environment()]
