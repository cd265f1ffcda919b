"""Files that a user names, or that lie beside the code: they may be a stranger's all the same."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

LARGEST = 512 * 2**20
"""Bytes of a file that is read at once."""
_CAREFUL = getattr(os, "O_NONBLOCK", 0)


def content_of(file: Path, most: int = LARGEST) -> bytes:
    """What is in a file. Raises OSError where it cannot be read, for what is no file (a pipe or
    device would never end), for more than `most` bytes, and for a link in a git repository that
    leads out of it, as a stranger's commit may have one. What is below /dev is somebody's wish.
    """
    wished = file.as_posix().startswith("/dev/")
    if not wished and leads_out(file):
        raise OSError(errno.EPERM, "is a link that leads out of its repository")
    with os.fdopen(os.open(file, os.O_RDONLY | (0 if wished else _CAREFUL)), "rb") as opened:
        found = os.fstat(opened.fileno())
        if stat.S_ISDIR(found.st_mode):
            raise OSError(errno.EISDIR, "is a folder")
        if not stat.S_ISREG(found.st_mode) and not (wished and stat.S_ISFIFO(found.st_mode)):
            raise OSError(errno.EINVAL, "is not a regular file")
        content = opened.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"is larger than {most / 2**20:.0f} MB")
    return content


def leads_out(file: Path) -> bool:
    """Whether a file that seems to lie in a git repository lies elsewhere."""
    seems = Path(os.path.abspath(file))  # noqa: PTH100 - links shall stay as they are
    top = next((above for above in seems.parents if (above / ".git").exists()), None)
    return top is not None and not Path(os.path.realpath(file)).is_relative_to(
        os.path.realpath(top)
    )
