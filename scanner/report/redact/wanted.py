"""When to redact: as asked, else where the environment says that anybody can read the output.

On a public repository that is everything: logs, summaries, comments, annotations, uploaded
results and artifacts. So the answer is one for all formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from scanner.model.codec import decode_file
from scanner.model.record import Record

LARGEST_EVENT = 32 * 2**20


PUBLIC = "public"


class Platform(Record, frozen=True):
    """How a platform tells; see `platforms.yaml`."""

    runs: dict[str, str] = {}
    visibility: str = ""
    event: str = ""


class _Repository(msgspec.Struct):
    visibility: str = ""
    private: bool | None = None


class _Event(msgspec.Struct):
    repository: _Repository | None = None


def is_redacted(mode: str | None, environment: Mapping[str, str]) -> bool:
    """Whether to redact. `mode` is `always`, `never`, or `auto` (None): on public repositories."""
    if mode in ("always", "never"):
        return mode == "always"
    return _is_public_here(environment)


def _is_public_here(environment: Mapping[str, str]) -> bool:
    """As the first platform says that knows; what cannot be read might be that of a public one."""
    file = Path(__file__).with_name("platforms.yaml")
    for platform in decode_file(file, file.name, tuple[Platform, ...]):
        visibility = environment.get(platform.visibility, "").strip().lower()
        event = environment.get(platform.event, "")
        if visibility:
            return visibility == PUBLIC
        if event:
            return _says_public(_repository(Path(event)))
        if any(environment.get(name) == value for name, value in platform.runs.items()):
            return True
    return False


def _says_public(repository: _Repository | None) -> bool:
    if repository is None:
        return True
    if repository.visibility:
        return repository.visibility.lower() == PUBLIC
    return repository.private is not True


def _repository(file: Path) -> _Repository | None:
    try:
        if not file.is_file() or file.stat().st_size > LARGEST_EVENT:
            return None
        return msgspec.json.decode(file.read_bytes(), type=_Event).repository
    except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
        return None
