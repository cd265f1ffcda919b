"""A folder of values kept between runs: each written whole or not at all, and never trusted to
be there. What cannot be read, or is not of the expected shape, is as good as absent.

Such folders are restored from shared caches, and may even come with a stranger's pull request. So
each value is signed with a key that stays with the user, outside of the folder, and what has no
valid signature is as good as absent too: nobody else can put a result there.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from scanner.model.codec import pack, unpack
from scanner.model.files import leads_out

T = TypeVar("T")

KEY = "CUTSET_CACHE_KEY"
"""Variable of the environment with the key, for machines that are new each time: a secret that
runs of strangers' code do not get."""
SIGNATURE_BYTES = 32
MOST_BYTES = 2**30
"""Of a kept value; what is larger is not read."""
_CAREFUL = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class Store:
    """Values by name in `folder`; without a folder, or a key to sign with, nothing is kept."""

    folder: Path | None

    def _key(self) -> bytes | None:
        """What to sign with; None where nothing is kept. A folder of a repository that is a link
        out of it was put there by a stranger."""
        return None if self.folder is None or leads_out(self.folder) else _key()

    def get(self, name: str, kind: type[T]) -> T | None:
        """The value kept under `name`, or None where there is none that can be read."""
        key = self._key()
        if self.folder is None or key is None:
            return None
        try:
            kept = _read(self.folder / name)
            signature, content = kept[:SIGNATURE_BYTES], kept[SIGNATURE_BYTES:]
            if not hmac.compare_digest(signature, _signature(key, name, content)):
                return None
            return unpack(content, kind)
        except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
            return None

    def put(self, name: str, value: object) -> None:
        """Keep `value`; where it cannot be written nothing is lost but time."""
        key = self._key()
        if self.folder is None or key is None:
            return
        content = pack(value)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryDirectory(dir=self.folder) as beside:
                file = Path(beside, name)
                file.write_bytes(_signature(key, name, content) + content)
                file.chmod(0o600)
                file.replace(self.folder / name)
        except OSError:
            return


def _read(file: Path) -> bytes:
    """The content of a regular file. Raises OSError for links, pipes and what is too large."""
    opened = os.open(file, os.O_RDONLY | _CAREFUL)
    with os.fdopen(opened, "rb") as content:
        found = os.fstat(content.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise OSError(f"{file} is no file that was kept here")
        return content.read(MOST_BYTES)


def _signature(key: bytes, name: str, content: bytes) -> bytes:
    """Of the content under that name: one value cannot stand in for another."""
    digest = hashlib.blake2b(key=key, digest_size=SIGNATURE_BYTES)
    digest.update(name.encode(errors="surrogatepass") + b"\0")
    digest.update(content)
    return digest.digest()


def _key() -> bytes | None:
    """The user's key, made where there is none yet; None where it cannot be kept."""
    given = os.environ.get(KEY, "")
    if given:
        return hashlib.sha256(given.encode(errors="surrogatepass")).digest()
    home = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")  # noqa: PTH111
    file = Path(home, "cutset", "cache.key")
    try:
        if not file.is_absolute():
            return None
        if not file.exists():
            _make_key(file)
        found = file.lstat()
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
            return None
        key = _read(file)
    except OSError:
        return None
    return key if len(key) == SIGNATURE_BYTES else None


def _make_key(file: Path) -> None:
    """Write a new key; where another run was quicker, its key stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=file.parent) as beside:
        new = Path(beside, file.name)
        new.touch(mode=0o600)
        new.write_bytes(secrets.token_bytes(SIGNATURE_BYTES))
        try:
            os.link(new, file)
        except FileExistsError:
            return
