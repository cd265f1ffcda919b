"""All units of a tree, those of stacks among them, and which of them are uses of modules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from scanner.collect.terraform.modules import Loader, RootPlan, unit_plan
from scanner.collect.terraform.modules.loading import module_files
from scanner.collect.terraform.modules.sources import Sources
from scanner.collect.terraform.options import Options
from scanner.collect.terraform.syntax import Files
from scanner.collect.terraform.terragrunt.arguments import value_files
from scanner.collect.terraform.terragrunt.places import CONFIG_NAMES, Places, located
from scanner.collect.terraform.terragrunt.unit import TerragruntUnit
from scanner.model import Excluded, Source

MOST_UNITS = 20_000


class Home:
    """What all units of a tree share."""

    def __init__(self, loader: Loader, options: Options) -> None:
        self.places = Places(loader.tree)
        self.files: Files = loader.files
        self._sources = Sources(loader.tree, "", options)

    def find(self, source: str, folder: str) -> tuple[str | None, str]:
        """The directory of a module that the unit in `folder` uses, or None and why not."""
        tree = self.places.tree
        found, why = self.locate(source, folder)
        if found is not None and not module_files(tree.list(found)):
            return None, f"{found or '.'} has no Terraform code"
        return found, why

    def locate(self, source: str, folder: str) -> tuple[str | None, str]:
        """The directory that a source leads to, as seen from `folder`, or None and why not."""
        if _is_path(source):
            where = located(folder, source.partition("?")[0].replace("//", "/"))
            real = self.places.tree.real(self.places.real(where)) if where is not None else None
            return real, "" if real is not None else f"{source} leads out of the scanned directory"
        where, why = self._sources.locate(_registry(source), folder, "")
        return (self.places.tree.real(where), "") if where is not None else (None, why)


@dataclass
class Units:
    """The units of a tree."""

    used: list[TerragruntUnit] = field(default_factory=list)
    """Those that use a module, whether its code is here or not, in order of folder."""
    left_out: list[TerragruntUnit] = field(default_factory=list)
    """Those that Terragrunt passes over."""
    too_many: int = 0
    """How many there are beyond those that are evaluated."""

    @property
    def modules(self) -> frozenset[str]:
        """Directories of the modules that units use, and their own, whose code is a part."""
        units = (*self.used, *self.left_out)
        found = {unit.code[0] for unit in units} | {u.home.places.real(u.folder) for u in units}
        return frozenset(folder for folder in found if folder is not None)


def find_units(loader: Loader, options: Options) -> Units:
    """Every unit of the tree. Never raises: what cannot be read is a unit without code.

    A configuration that others include is their part and no unit; one that says no source
    and has no code beside it declares nothing.
    """
    from scanner.collect.terraform.terragrunt.stacks import stack_units

    home = Home(loader, options)
    stacks = stack_units(home)
    folders = [
        (folder, next(name for name in CONFIG_NAMES if name in names))
        for folder, names in loader.tree.directories.items()
        if not set(CONFIG_NAMES).isdisjoint(names) and folder not in stacks.sources
    ]
    units = list(stacks.units)
    for folder, name in folders[:MOST_UNITS]:
        path = f"{folder}/{name}" if folder else name
        units.append(TerragruntUnit(home, path, folder))
    parents = {
        layer.config.path
        for unit in units
        for layer in unit.layers.rising
        if layer.config is not unit.config
    }
    found = Units(too_many=max(len(folders) - MOST_UNITS, 0))
    for unit in sorted(units, key=lambda one: one.folder):
        if unit.config.path in parents or _declares_nothing(unit):
            continue
        (found.left_out if unit.left_out else found.used).append(unit)
    return found


def plan_of(unit: TerragruntUnit, loader: Loader, options: Options) -> RootPlan:
    """A unit as a root with its values."""
    own = unit.home.places.real(unit.folder)
    plan = unit_plan(loader, unit, unit.code[0] or own, own, options)
    return replace(plan, values=(*plan.values, *value_files(unit.layers, unit.folder)))


def left_out(unit: TerragruntUnit) -> Source:
    """A unit that Terragrunt passes over, as a source whose code is left out."""
    name = unit.folder or "."
    excluded = Excluded(unit.missing_id, unit.left_out, unit.origin)
    return Source(
        id=f"terraform:{name}",
        kind="terraform",
        files=len(unit.files),
        declared=1,
        excluded=(excluded,),
    )


def _declares_nothing(unit: TerragruntUnit) -> bool:
    if unit.unread or unit.config.broken or unit.layers.lost:
        return False
    own = module_files(unit.home.places.tree.list(unit.home.places.real(unit.folder)))
    return not own and unit.layers.attribute("terraform", "source") is None


def _is_path(source: str) -> bool:
    """Whether a source is a path: also one that does not begin with a dot."""
    if source.startswith((".", "/")):
        return True
    host = source.partition("/")[0]
    return not any(sign in source for sign in ("://", "::", "@")) and "." not in host


def _registry(source: str) -> str:
    """A registry's address as a module's source has it."""
    address, found = source.partition("?")[0], source.startswith("tfr://")
    return address.removeprefix("tfr://").lstrip("/") if found else source
