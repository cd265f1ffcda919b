"""Addresses of modules' code: what of them is the place of a repository, and what leads on
inside it.

Sources: developer.hashicorp.com/terraform/language/modules/sources,
developer.hashicorp.com/terraform/registry/modules/publish (names of repositories)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import normpath

_GETTER = re.compile(r"^[a-z0-9]+::")
_SCHEME = re.compile(r"^[a-z0-9+.-]+://", re.IGNORECASE)
_SECURE_COPY = re.compile(r"^(?:[^@/:]+@)?([^/:]+):(?!//)(.+)$")
_REMOTE = re.compile(r'^\s*\[remote\s+"')
_SECTION = re.compile(r"^\s*\[")
_URL = re.compile(r"^\s*url\s*=\s*(\S+)\s*$")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_PARTS_IN_REGISTRY = 3
"""Namespace, name and provider; a host may stand before them."""


@dataclass(frozen=True)
class Address:
    """Where code is: `host/path` of the repository in small letters, or a registry's
    `namespace/name/provider`; and the directory in it."""

    place: str
    inside: str
    fixed: bool
    """It names a version, which may be another than the one at hand."""

    @property
    def in_registry(self) -> str:
        """`namespace/name/provider` where it is a registry's address, else empty."""
        parts = self.place.split("/")
        if len(parts) == _PARTS_IN_REGISTRY + 1 and "." in parts[0]:
            parts = parts[1:]
        if len(parts) == _PARTS_IN_REGISTRY and all(map(_NAME.fullmatch, parts)):
            return "/".join(parts)
        return ""


def read_address(source: str) -> Address:
    """A module's source, taken apart."""
    text, _, query = source.partition("?")
    text = _GETTER.sub("", text.strip())
    scheme = _SCHEME.match(text)
    if scheme:
        text = text[scheme.end() :]
    elif (short := _SECURE_COPY.match(text)) is not None:
        text = f"{short.group(1)}/{short.group(2)}"
    place, _, inside = text.partition("//")
    host, slash, path = place.partition("/")
    place = f"{host.rpartition('@')[2]}{slash}{path}".rstrip("/").removesuffix(".git")
    inside = normpath(inside) if inside.strip("/") else ""
    return Address(place.lower(), inside.strip("/").removeprefix("./"), "ref=" in query)


def is_local(source: str) -> bool:
    """Whether a module's source is a directory beside it."""
    return source.startswith(("./", "../")) or source in (".", "..")


def remotes(config: str) -> list[Address]:
    """The repositories that a `.git/config` names as remote ones."""
    found: list[Address] = []
    remote = False
    for line in config.splitlines():
        if _SECTION.match(line):
            remote = bool(_REMOTE.match(line))
        elif remote and (url := _URL.match(line)):
            found.append(read_address(url.group(1)))
    return found


def same_repository(source: Address, remote: Address) -> bool:
    """Whether a module's source is in a repository, by its address or, for a registry's
    address, by the name that such a repository has: `terraform-<provider>-<name>`."""
    if source.place == remote.place:
        return True
    parts = source.in_registry.split("/")
    if len(parts) != _PARTS_IN_REGISTRY:
        return False
    namespace, name, provider = parts
    return remote.place.endswith(f"/{namespace}/terraform-{provider}-{name}")
