"""Outputs of which only mocks are known.

A mock is what the code is to be planned with, not what runs: it lends names and no values, and
tells no number of anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scanner.collect.terraform.values import (
    Mapping,
    Marks,
    Record,
    Sequence,
    Unknown,
    Value,
    object_of,
)
from scanner.model import FileOrigin

Report = Callable[[str, FileOrigin], None]


class Mocked:
    """Outputs that nobody knows, with mocks that tell which there are."""

    def __init__(self, outputs: Value, mocks: Mapping, symbol: str, report: Report) -> None:
        """`outputs` is an unknown value, or the outputs of code that is not here; `symbol` is
        how the dependency is written; `report` is told why an output is unknown."""
        self._outputs, self._mocks = outputs, mocks
        self._symbol, self._report = symbol, report

    def get(self, name: str, origin: FileOrigin | None) -> Value:
        """An output that nobody knows."""
        symbol = f"{self._symbol}.outputs.{name}"
        unknown: Value = self._outputs
        if isinstance(unknown, Record):
            unknown = unknown.source.get(name, origin)
        if not isinstance(unknown, Unknown):
            return unknown
        if name not in self._mocks.items:
            return _like(unknown, unknown.reason, symbol)
        return self._without(self._mocks.items[name], unknown, symbol)

    def names(self) -> Iterable[str]:
        """Those that have mocks."""
        return list(self._mocks.items)

    def whole(self) -> Marks:
        """What the outputs carry."""
        if isinstance(self._outputs, Record):
            return self._outputs.source.whole()
        return self._outputs.marks

    def _without(self, mock: Value, unknown: Unknown, symbol: str) -> Value:
        """A mock without what it says: an object keeps its names, all else is unknown."""
        if isinstance(mock, Mapping):
            items = {
                key: self._without(item, unknown, f"{symbol}.{key}")
                for key, item in mock.items.items()
            }
            return object_of(items, marks=unknown.marks)
        reason = f"{unknown.reason}; only a mock of it is known"
        if unknown.origin is not None:
            self._report(reason, unknown.origin)
        element = None
        if isinstance(mock, Sequence) and mock.items:
            element = self._without(mock.items[0], unknown, "")
        return _like(unknown, reason, symbol, element)


def _like(unknown: Unknown, reason: str, symbol: str, element: Value | None = None) -> Unknown:
    return Unknown(
        reason, symbol, unknown.origin, unknown.ref, marks=unknown.marks, element=element
    )
