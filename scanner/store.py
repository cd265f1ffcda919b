"""A folder of values kept between runs: each written whole or not at all, and never trusted to
be there. What cannot be read, or is not of the expected shape, is as good as absent.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from scanner.model.codec import pack, unpack

T = TypeVar("T")


@dataclass(frozen=True)
class Store:
    """Values by name in `folder`; without a folder nothing is kept."""

    folder: Path | None

    def get(self, name: str, kind: type[T]) -> T | None:
        """The value kept under `name`, or None where there is none that can be read."""
        if self.folder is None:
            return None
        try:
            return unpack((self.folder / name).read_bytes(), kind)
        except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
            return None

    def put(self, name: str, value: object) -> None:
        """Keep `value`; where it cannot be written nothing is lost but time."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryDirectory(dir=self.folder) as beside:
                file = Path(beside, name)
                file.write_bytes(pack(value))
                file.chmod(0o600)
                file.replace(self.folder / name)
        except OSError:
            return
