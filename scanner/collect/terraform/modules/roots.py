"""Which directories are roots, and with which values each is used.

A root is a directory of Terraform code that no other directory calls as a local module, or
that keeps state of its own (a backend or a cloud block), or that value files lie in which
Terraform reads unasked. Of directories that only call each other the first one is a root.
"""

from __future__ import annotations

from dataclasses import dataclass

from scanner.collect.terraform.modules.addresses import is_local as is_local
from scanner.collect.terraform.modules.loading import Loader, module_files
from scanner.collect.terraform.modules.tfvars import (
    Environment,
    ValuesFile,
    automatic,
    environments,
    read_values,
)
from scanner.collect.terraform.modules.units import Unit
from scanner.collect.terraform.options import Options
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
    unit: Unit | None = None
    """What says how the module in the folder is used, where the folder itself does not."""

    @property
    def place(self) -> str:
        """The directory that stands for it: the module's own, or the unit's."""
        return self.unit.folder if self.unit else self.folder

    @property
    def id(self) -> str:
        """What its resources' ids begin with: its place, with the environment if it has one."""
        place = self.place or "."
        return f"{place}[{self.environment.name}]" if self.environment.name else place


def find_roots(loader: Loader, options: Options, used: frozenset[str] = frozenset()) -> Roots:
    """Every root of the tree with every environment asked for, in order.

    Directories in `used` are put to use by something else and so are no roots.
    """
    tree = loader.tree
    folders = _code_folders(loader)
    roots = _root_folders(loader, folders, used)
    plans: list[RootPlan] = []
    left_out: dict[str, tuple[str, ...]] = {}
    most = options.limits.environments_per_root
    code = frozenset(folders)
    for folder in roots:
        unasked = _unasked(loader, folder)
        found = _environments(loader, folder, code, options)
        if len(found) > most:
            left_out[folder] = tuple(environment.name for environment in found[most:])
        for environment in found[:most]:
            paths = [*unasked, *environment.files, *options.var_files]
            values = tuple(read_values(tree, loader.files, path) for path in paths)
            plans.append(RootPlan(folder, environment, values))
    return Roots(tuple(plans), left_out)


def unit_plan(loader: Loader, unit: Unit, folder: str, own: str, options: Options) -> RootPlan:
    """The plan of a unit that uses the module in `folder`; `own` is the directory with its
    configuration, whose files are put over the module's."""
    unasked = [path for place in dict.fromkeys((folder, own)) for path in _unasked(loader, place)]
    paths = (*unasked, *options.var_files)
    values = tuple(read_values(loader.tree, loader.files, path) for path in paths)
    return RootPlan(
        folder, Environment(options.environment if options.var_files else ""), values, unit
    )


def _root_folders(loader: Loader, folders: list[str], used: frozenset[str]) -> list[str]:
    calls = {folder: _calls(loader, folder) for folder in folders}
    called = {target for folder in folders for target in calls[folder] if target != folder}
    roots = {
        folder
        for folder in set(folders) - used
        if folder not in called or loader.outline(folder).has_backend or _unasked(loader, folder)
    }
    reached: set[str] = set()
    for folder in [*sorted(used), *sorted(roots), *folders]:
        if folder in reached:
            continue
        if folder not in used:
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
    found: list[str] = []
    for source in loader.outline(folder).sources:
        target = resolve(folder, source)
        real = loader.tree.real(target) if target is not None else None
        if real is not None:
            found.append(real)
    return found


def _environments(
    loader: Loader, folder: str, code: frozenset[str], options: Options
) -> list[Environment]:
    if options.var_files:
        return [Environment(options.environment)]
    declared = loader.outline(folder).variables
    found = environments(loader.tree, loader.files, folder, declared, code)
    if options.environment:
        chosen = [some for some in found if some.name == options.environment]
        return chosen or [Environment()]
    return found or [Environment()]
