"""Everything cutset raises on purpose.

    CutsetError                 exit 4   something cutset did not expect
    ├── UsageError              exit 2   the command line asks for what cannot be done
    │   └── UnknownNameError    exit 2   a name that is nowhere; knows the near ones
    ├── InputError              exit 2   a file the user wrote cannot be read as what it claims
    │   └── LimitError          exit 2   an input larger or deeper than cutset will follow
    ├── NothingReadError        exit 2   not one source could be read
    └── KnowledgeError          exit 4   cutset's own data contradicts itself

Each error says three things: what is wrong, what that means for the result, and the
next command to type. A fault in *one* source among several is no error but a Gap
(`scanner.model.Gap`): the scan goes on and says what it could not see.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CutsetError(Exception):
    """Base of all: `what` went wrong, what it `means` for the result, what to do `next`."""

    exit_code = 4

    def __init__(self, what: str, *, means: str = "", next: str = "") -> None:  # noqa: A002
        super().__init__(what)
        self.what = what
        self.means = means
        self.next = next

    def __str__(self) -> str:
        lines = [self.what, *(f"  {line}" for line in (self.means, self.next) if line)]
        return "\n".join(lines)


class UsageError(CutsetError):
    """The command line asks for something that cannot be done."""

    exit_code = 2


class UnknownNameError(UsageError):
    """A journey, rule, node or file name that does not exist."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, at: str = "") -> None:
        near = near_matches(name, known)
        did_you_mean = f"Did you mean {' or '.join(near)}?" if near else ""
        where = f"{at}: " if at else ""
        super().__init__(f'{where}there is no {kind} called "{name}"', next=did_you_mean)
        self.kind = kind
        self.name = name
        self.near = near

    def placed(self, at: str) -> UnknownNameError:
        """The same, saying where the name was written."""
        return UnknownNameError(self.kind, self.name, self.near, at=at)


class InputError(CutsetError):
    """A file cannot be read as what it claims to be; names file, line and field."""

    exit_code = 2

    def __init__(
        self,
        what: str,
        *,
        path: str,
        line: int = 0,
        column: int = 0,
        field: str = "",
        means: str = "",
        next: str = "",  # noqa: A002
    ) -> None:
        place = ":".join(str(part) for part in (path, line, column) if part)
        about = f" {field}:" if field else ""
        super().__init__(f"{place}:{about} {what}", means=means, next=next)
        self.path = path
        self.line = line
        self.column = column
        self.field = field


class LimitError(InputError):
    """An input larger, deeper or more self-referential than cutset will follow."""


class NothingReadError(CutsetError):
    """Not one source could be read, so there is nothing to judge."""

    exit_code = 2


class KnowledgeError(CutsetError):
    """The data that cutset ships contradicts itself. Always a defect of cutset."""


def near_matches(name: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """Names in `known` that a hurried person may have meant by `name`, best first."""
    lowered = {candidate.lower(): candidate for candidate in sorted(known, reverse=True)}
    close = difflib.get_close_matches(name.lower(), lowered, n=most, cutoff=0.6)
    return [lowered[key] for key in close]
