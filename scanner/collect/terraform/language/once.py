"""Values that have a name, each worked out once."""

from __future__ import annotations

from collections.abc import Callable

from scanner.collect.terraform.language.scope import OverLimitError
from scanner.collect.terraform.values import EvaluationError, Unknown, Value
from scanner.model import FileOrigin

Report = Callable[[str, FileOrigin, str], None]
"""Notes why a value is unknown: the reason, the place, and the question that it leaves, if it is
another than what stands there."""


class Once:
    """The values of one owner by their keys; what has none has its error remembered."""

    def __init__(self, address: str, report: Report) -> None:
        """`address` is what the owner's names begin with."""
        self._address = address
        self._report = report
        self._known: dict[tuple[str, ...], Value | str] = {}
        self._open: set[tuple[str, ...]] = set()

    def value(self, key: tuple[str, ...], work: Callable[[], Value], origin: FileOrigin) -> Value:
        """The value that `work` gives; unknown where it is defined by way of itself, or takes too
        much. Raises EvaluationError as `work` does."""
        known = self._known.get(key)
        if isinstance(known, str):
            raise EvaluationError(known)
        if known is not None:
            return known
        if key in self._open:
            name = self._address + ".".join(key)
            reason = f"{name} is defined by way of itself"
            self._report(reason, origin, f"What is the value of {name}?")
            return Unknown(reason, "", origin)
        self._open.add(key)
        try:
            value = work()
        except OverLimitError as error:
            value = Unknown(str(error), "", origin)
            self._report(str(error), origin, "")
        except EvaluationError as error:
            self._known[key] = str(error)
            raise
        finally:
            self._open.discard(key)
        self._known[key] = value
        return value
