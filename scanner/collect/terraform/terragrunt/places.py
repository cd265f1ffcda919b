"""Paths as Terragrunt sees them: absolute ones, and directories that a stack makes as copies."""

from __future__ import annotations

from functools import cached_property
from posixpath import relpath

from scanner.collect.terraform.functions.files import Folder, UnreadFileError
from scanner.collect.tree import TOP, Tree, from_top, resolve

CONFIG_NAMES = ("terragrunt.hcl", "terragrunt.hcl.json")


class Places:
    """The scanned tree with the directories that stacks would make in it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._copies: dict[str, str] = {}

    def copy(self, source: str, to: str) -> None:
        """From now on the directory `to` holds what `source` holds."""
        self._copies[to] = source

    def clear(self) -> None:
        """No directory is a copy any more."""
        self._copies.clear()

    def real(self, path: str) -> str:
        """Where the content of `path` is in the tree."""
        above = path
        while above:
            if above in self._copies:
                return f"{self._copies[above]}{path[len(above) :]}".lstrip("/")
            above = above.rpartition("/")[0]
        return path

    def exists(self, path: str) -> bool:
        """Whether there is a file or a directory at `path`."""
        real = self.real(path)
        return real in self._folders or self.tree.exists(real)

    @cached_property
    def _folders(self) -> frozenset[str]:
        """Every directory with a file in it or below it."""
        found: set[str] = set()
        for folder in self.tree.directories:
            while folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)


def absolute(path: str) -> str:
    """A path of the tree as an absolute one."""
    return f"{TOP}/{path}" if path else TOP


def located(folder: str, path: str) -> str | None:
    """A path, absolute or as seen from `folder`, as one of the tree; None outside of it."""
    inside = from_top(path)
    return resolve("", inside) if inside is not None else resolve(folder, path)


def relative(path: str, start: str) -> str:
    """The way from the directory `start` to `path`."""
    return relpath(f"/{path}", f"/{start}")


class PlacedFolder(Folder):
    """A directory in which file functions read, also one that a stack would make."""

    def __init__(self, places: Places, base: str) -> None:
        super().__init__(places.tree, base)
        self._places = places

    def resolve(self, path: str) -> str:
        """`path` relative to the tree. Raises UnreadFileError where it leads out of it."""
        found = None if path.startswith("~") else located(self.base, path)
        if found is None:
            raise UnreadFileError(f"{path} lies outside the scanned directory")
        return self._places.real(found)
