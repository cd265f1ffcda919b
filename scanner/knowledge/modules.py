"""What is known of widely used modules: models of them, written in Terraform's own language.

A model lies in `data/modules/<namespace>/<name>/<provider>`, that of a module inside it in
`modules/<inner>` below. Its `model.yaml` is a `ModelFile`: which releases are described by
which files of code. The code declares the variables, resources and outputs that matter to
what depends on what, and is evaluated in the place of the module's own. Validations of its
variables say for which values it holds; of others nothing is known.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

from scanner.errors import InputError, KnowledgeError
from scanner.model.codec import decode, read_document
from scanner.model.record import Record

T = TypeVar("T")

MODELS = Path(__file__).parent / "data" / "modules"
HEADER = "model.yaml"
RELEASES = "releases.yaml"
ALIASES = "aliases.yaml"


class ModuleModel(Record, frozen=True, kw_only=True):
    """A description of the releases of one module that are alike."""

    versions: str
    """The releases it describes, as a version constraint in Terraform: `>= 5.0, < 7.0`."""
    code: tuple[str, ...]
    """Files of code beside the header."""
    checked: tuple[str, ...]
    """Releases whose own code it was compared with. There is at least one: what nobody has
    looked up is not written down here."""
    same: tuple[str, ...] = ()
    """Inputs that change nothing of what is described; a `*` stands for any part of a name."""
    leaves_out: str = ""
    """What the module holds besides, in words."""


class ModelFile(Record, frozen=True, kw_only=True):
    """The header of a module's models."""

    repository: str
    """Where its code is."""
    date: str
    """When the code was read, ISO."""
    newest: str
    """The newest release on that day."""
    models: tuple[ModuleModel, ...]


class Aliases(Record, frozen=True, kw_only=True):
    """Other names of modules."""

    hosts: tuple[str, ...]
    """Public registries, which all have the same modules."""
    repositories: tuple[str, ...]
    """Hosts of repositories where a registry's modules are."""
    modules: dict[str, str]
    """Former name -> the folder that describes the module."""


@cache
def aliases(folder: Path = MODELS) -> Aliases:
    """Other names by which modules are called."""
    return _decoded(folder / ALIASES, Aliases)


@cache
def models_of(address: str, folder: Path = MODELS) -> ModelFile | None:
    """What is known of the module with that address: `namespace/name/provider`, and the path
    inside it. None where nothing is. The address may be of any form, but has no `..`."""
    path = folder / address / HEADER
    return _decoded(path, ModelFile) if path.is_file() else None


@cache
def releases_of(module: str, folder: Path = MODELS) -> dict[str, str]:
    """Commit -> the release of `namespace/name/provider` that was made of it, as far as known:
    for calls that name a commit."""
    path = folder / module / RELEASES
    return _decoded(path, dict[str, str]) if path.is_file() else {}


@cache
def code_of(address: str, name: str, folder: Path = MODELS) -> bytes:
    """A file of code of a model of `models_of(address)`."""
    return (folder / address / name).read_bytes()


def _decoded(path: Path, kind: type[T]) -> T:
    try:
        return decode(read_document(path.read_bytes(), path.name), kind)
    except InputError as error:
        raise KnowledgeError(str(error)) from error
