"""Which model stands for a called module whose own code is not here.

Sources are registry addresses or the repositories behind them: a registry takes a module
`namespace/name/provider` from the repository `namespace/terraform-provider-name`.
Source: developer.hashicorp.com/terraform/registry/modules/publish
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from posixpath import normpath

from scanner.collect.terraform.modules.versions import chosen_within, range_of, version_of
from scanner.knowledge.modules import (
    ModelFile,
    ModuleModel,
    aliases,
    models_of,
    releases_of,
)
from scanner.model import FileOrigin

_REGISTRY = re.compile(r"(?:(?P<host>[\w.-]+\.[\w-]+)/)?(?P<module>[\w-]+/[\w-]+/[\w-]+)")
_REPOSITORY = re.compile(
    r"(?:git::)?(?:https://|ssh://)?(?:git@)?(?P<host>[\w-]+(?:\.[\w-]+)+)[:/]"
    r"(?P<space>[\w-]+)/terraform-(?P<provider>[a-z0-9]+)-(?P<name>[\w-]+?)(?:\.git)?"
)
_BESIDE = ("./", "../")
_INNER = re.compile(r"[\w-]+(?:/[\w-]+)*")


@dataclass(frozen=True)
class Model:
    """A model that stands for the code of a call."""

    module: str
    """`namespace/name/provider`."""
    inner: str
    """The path of a module inside it; empty for itself."""
    version: str
    """What the call says of the release."""
    file: ModelFile
    model: ModuleModel
    called: FileOrigin
    """The call: all that the model describes is said to stand there."""

    @property
    def address(self) -> str:
        """Where its description is among the others."""
        return f"{self.module}/{self.inner}".rstrip("/")

    @property
    def name(self) -> str:
        """How people call it."""
        inner = f"//{self.inner}" if self.inner else ""
        return f"{self.module}{inner} {self.model.versions}"


def find_model(
    source: str, version: str, caller: Model | None, called: FileOrigin, folder: Path
) -> Model | str:
    """The model for a call, or why there is none; the reason is empty where nothing is known
    of the module at all. `caller` is the model that the call stands in, if any."""
    if source.startswith(_BESIDE):
        inside = _inside(source, caller) if caller else None
        if inside is None or caller is None:
            return ""
        module, inner, version = caller.module, inside, caller.version
    else:
        named = _named(source, version, folder)
        if named is None:
            return ""
        module, inner, version = named
    file = models_of(f"{module}/{inner}".rstrip("/"), folder)
    if file is None:
        return ""
    version = releases_of(module, folder).get(version, version)
    return _of_version(Model(module, inner, version, file, file.models[0], called))


def _of_version(model: Model) -> Model | str:
    """The same with the description of the release that the call asks for."""
    asked, newest = range_of(model.version), version_of(model.file.newest)
    for one in model.file.models:
        described = range_of(one.versions)
        releases = filter(None, map(version_of, one.checked))
        if asked and described and newest and chosen_within(asked, described, releases, newest):
            return replace(model, model=one)
    known = ", ".join(one.versions for one in model.file.models)
    return f"what is known of {model.module} is of {known}, not of {model.version or 'the newest'}"


def _inside(source: str, caller: Model) -> str | None:
    """The path of a module that a model calls beside itself."""
    path = normpath(f"{caller.inner}/{source}" if caller.inner else source)
    if path == ".":
        return ""
    return path if _INNER.fullmatch(path) else None


def _named(source: str, version: str, folder: Path) -> tuple[str, str, str] | None:
    """Module, path inside it and version that a source names; None for all other sources."""
    source, _, query = source.partition("?")
    scheme, separator, rest = source.rpartition("://")
    package, _, inner = rest.partition("//")
    package = scheme + separator + package
    if inner and not _INNER.fullmatch(inner):
        return None
    known = aliases(folder)
    registry = _REGISTRY.fullmatch(package)
    if registry and not query and (registry["host"] or known.hosts[0]) in known.hosts:
        return known.modules.get(registry["module"], registry["module"]), inner, version
    repository = _REPOSITORY.fullmatch(package)
    if repository is None or repository["host"] not in known.repositories:
        return None
    name = f"{repository['space']}/{repository['name']}/{repository['provider']}"
    asked = re.fullmatch(r"(?:ref=([\w.-]+))?(?:&?depth=\d+)?", query)
    if asked is None:
        return None
    return known.modules.get(name, name), inner, asked[1] or ""
