"""Where the code of a called module is, if it is here at all. Nothing is downloaded.

Source: developer.hashicorp.com/terraform/language/modules/sources
"""

from __future__ import annotations

import json
from posixpath import dirname
from typing import Any

from scanner.collect.terraform.modules.addresses import (
    Address,
    is_local,
    read_address,
    remotes,
    same_repository,
)
from scanner.collect.terraform.modules.loading import module_files
from scanner.collect.terraform.options import Options
from scanner.collect.tree import Tree, from_top, resolve
from scanner.model import Gap

MANIFEST_NAME = "modules.json"
MANIFEST = f".terraform/modules/{MANIFEST_NAME}"
GIT_CONFIG = ".git/config"


class Sources:
    """Finds modules for the calls of one root."""

    def __init__(self, tree: Tree, root: str, options: Options) -> None:
        self._tree = tree
        self._root = root
        self._options = options
        self._installed: dict[str, str] | None = None
        self._remotes: list[Address] | None = None
        self.assumed: dict[str, str] = {}
        """Sources that name a version of what is here -> the directory that is read for it."""

    def find(self, source: str, folder: str, call: str) -> tuple[str | None, str]:
        """The directory of a module, or None and why it cannot be had.

        `folder` is the calling module's; `call` the names of the calls from the root, with
        dots between, as the manifest of `terraform init` has them.
        """
        found, why = self.locate(source, folder, call)
        if found is None:
            return None, why
        real = self._tree.real(found)
        if real is None or not module_files(self._tree.list(real)):
            installed = "/.terraform/modules/" in f"/{found}"
            where = "is put there by `terraform init`" if installed else "has no Terraform code"
            return None, f"{found or '.'} {where}"
        return real, ""

    def locate(self, source: str, folder: str, call: str) -> tuple[str | None, str]:
        """The directory that a source leads to, whatever is in it, or None and why not."""
        if is_local(source) or from_top(source) is not None:
            found = resolve(folder, source)
            if from_top(source) is not None:
                found = resolve("", from_top(source) or "")
            if found is None or self._tree.real(found) is None:
                return None, f"{source} leads out of the scanned directory"
            return found, ""
        found = self._given(source)
        if found is None and call:
            found = self._manifest().get(call)
        if found is None:
            found = self._here(source)
        if found is None or self._tree.real(found) is None:
            return None, f"{source} is not in the scanned directory"
        return found, ""

    # --- options ------------------------------------------------------------------------

    def _given(self, source: str) -> str | None:
        """The directory that an option gives for a source, or for what it begins with."""
        exact = self._options.module_paths.get(source)
        if exact is not None:
            return resolve("", exact)
        if not self._options.module_paths:
            return None
        wanted = read_address(source)
        fitting = [
            (len(known.place) + len(known.inside), rest, directory)
            for text, directory in self._options.module_paths.items()
            for known in (read_address(text),)
            if (rest := _beyond(wanted, known)) is not None
        ]
        if not fitting:
            return None
        _, rest, directory = max(fitting)
        folder = resolve("", directory)
        if folder is None:
            return None
        return self._downloaded(folder, wanted) or resolve(folder, rest)

    def _downloaded(self, folder: str, wanted: Address) -> str | None:
        """The directory of a source in what `terraform init` has downloaded to `folder`."""
        start = dirname(dirname(folder))
        for entry in self._entries(f"{folder}/{MANIFEST_NAME}".lstrip("/")):
            known = read_address(str(entry.get("Source", "")))
            rest = _beyond(wanted, known)
            where = resolve(start, _posix(entry.get("Dir", ""))) if rest is not None else None
            if where is not None and known.inside == wanted.inside:
                return where
        return None

    # --- what is here anyway ------------------------------------------------------------

    def _here(self, source: str) -> str | None:
        """The directory of the tree that an address leads to, where it is the address of the
        repository that was cloned here."""
        if self._remotes is None:
            content = self._tree.read(GIT_CONFIG) if self._tree.exists(GIT_CONFIG) else b""
            text = "" if isinstance(content, Gap) else content.decode(errors="replace")
            self._remotes = remotes(text)
        wanted = read_address(source)
        here = any(same_repository(wanted, remote) for remote in self._remotes)
        if not here or wanted.inside.startswith(".."):
            return None
        found = resolve("", wanted.inside or ".")
        if found is not None and (wanted.fixed or wanted.in_registry):
            self.assumed[source] = found or "."
        return found

    def _manifest(self) -> dict[str, str]:
        """Call -> directory, as `terraform init` left it in the root."""
        if self._installed is None:
            path = f"{self._root}/{MANIFEST}" if self._root else MANIFEST
            pairs = (
                (str(entry.get("Key", "")), resolve(self._root, _posix(entry.get("Dir", ""))))
                for entry in self._entries(path)
            )
            self._installed = {key: where for key, where in pairs if key and where is not None}
        return self._installed

    def _entries(self, path: str) -> list[dict[str, Any]]:
        content = self._tree.read(path) if self._tree.exists(path) else b"{}"
        if isinstance(content, Gap):
            return []
        try:
            found = json.loads(content).get("Modules") or []
            return [entry for entry in found if isinstance(entry, dict)]
        except (ValueError, AttributeError, TypeError, RecursionError):
            return []


def _beyond(wanted: Address, known: Address) -> str | None:
    """What leads on from `known` to `wanted`; None where it does not lead there."""
    place, start = wanted.place, known.place
    if wanted.inside.startswith(".."):
        return None
    if wanted.in_registry and known.in_registry:
        place, start = wanted.in_registry, known.in_registry
    if place == start:
        if wanted.inside == known.inside:
            return "."
        begin = f"{known.inside}/" if known.inside else ""
        return wanted.inside.removeprefix(begin) if wanted.inside.startswith(begin) else None
    if known.inside or not place.startswith(f"{start}/"):
        return None
    return "/".join(part for part in (place[len(start) + 1 :], wanted.inside) if part)


def _posix(path: object) -> str:
    """A directory of a manifest, also as it is written on Windows."""
    return str(path).replace("\\", "/")
