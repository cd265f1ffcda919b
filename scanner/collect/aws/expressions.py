"""JMESPath, with a few functions of our own, and "the answer lacks it" told from "there is none".

`tags(list)` pairs as a map; `base64(text)`, `document(text)` what a text encodes; `part(text,
sign, position)` one piece of a text, `split(text, sign)` all of them; `domain(text)` a DNS name
as people write it; `zone(name)`, `zones(list)` zone ids in place of an account's letters;
`having(step, path, value)` the item of another step that has a value, `all_having` all of them,
`latest(step, path, value, by)` the one of these with the most of something: a number, a date;
`unless(error, value)` a value, not known where the answer holds an error in its place.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import jmespath
from jmespath import exceptions, functions

from scanner.errors import KnowledgeError

MOST_DECODED = 2**20
"""Bytes of an encoded text that is written out."""
_PLAIN = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_NAME = re.compile(r"[A-Za-z_]\w*")
_OCTAL = re.compile(r"\\([0-7]{3})")
"""How an answer writes signs of a DNS name that are no letters: `\\052` for `*`."""


class UnreadError(Exception):
    """A value rests on a call that was not answered; says why."""


_F = TypeVar("_F", bound=Callable[..., Any])
_takes: Callable[..., Callable[[_F], _F]] = functions.signature


class Place(functions.Functions):  # type: ignore[misc]
    """Where an answer is from: what expressions may ask beside the answer itself."""

    def __init__(
        self,
        zones: Mapping[str, str] | None = None,
        steps: Mapping[str, Sequence[Any]] | None = None,
        unread: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._zones = zones or {}
        self._steps = steps or {}
        self._unread = unread or {}
        self._index: dict[tuple[str, str], dict[str | int, list[Any]]] = {}
        self._latest: dict[tuple[str, str, str, str | int], Any] = {}

    @_takes({"types": ["array", "object", "null"]})
    def _func_tags(self, pairs: Any) -> Any:
        if not isinstance(pairs, list):
            return pairs
        found = {}
        for pair in pairs:
            key = _first(pair, "Key", "key", "TagKey")
            if isinstance(key, str):
                found[key] = str(_first(pair, "Value", "value", "TagValue") or "")
        return found

    @_takes({"types": ["string", "null"]})
    def _func_base64(self, text: Any) -> Any:
        if text is None:
            return None
        try:
            return base64.b64decode(text[: 2 * MOST_DECODED], validate=False)[:MOST_DECODED].decode(
                "utf-8", "replace"
            )
        except (binascii.Error, ValueError):
            return text

    @_takes({"types": ["string", "null"]})
    def _func_document(self, text: Any) -> Any:
        try:
            return json.loads(text) if text and len(text) <= MOST_DECODED else text
        except (ValueError, RecursionError):
            return text

    @_takes({"types": ["string", "null"]}, {"types": ["string"]}, {"types": ["number"]})
    def _func_part(self, text: Any, sign: str, position: float) -> Any:
        parts = text.split(sign) if text else []
        return parts[int(position)] if -len(parts) <= position < len(parts) else None

    @_takes({"types": ["string", "null"]}, {"types": ["string"]})
    def _func_split(self, text: Any, sign: str) -> Any:
        return text and [part.strip() for part in text.split(sign) if part.strip()]

    @_takes({"types": ["string", "null"]})
    def _func_domain(self, text: Any) -> Any:
        return text and _OCTAL.sub(lambda found: chr(int(found[1], 8)), text).rstrip(".")

    @_takes({"types": []}, {"types": []})
    def _func_unless(self, error: Any, value: Any) -> Any:
        if error:
            raise UnreadError(str(error))
        return value

    @_takes({"types": ["string", "null"]})
    def _func_zone(self, name: Any) -> Any:
        return self._zones.get(name, name)

    @_takes({"types": ["array", "null"]})
    def _func_zones(self, names: Any) -> Any:
        return names and [self._zones.get(name, name) for name in names]

    @_takes({"types": ["string"]}, {"types": ["string"]}, {"types": []})
    def _func_having(self, step: str, path: str, value: Any) -> Any:
        return next(iter(self._having(step, path, value)), None)

    @_takes({"types": ["string"]}, {"types": ["string"]}, {"types": []})
    def _func_all_having(self, step: str, path: str, value: Any) -> Any:
        return self._having(step, path, value)

    @_takes({"types": ["string"]}, {"types": ["string"]}, {"types": []}, {"types": ["string"]})
    def _func_latest(self, step: str, path: str, value: Any, by: str) -> Any:
        found = self._having(step, path, value)
        if not found:
            return None
        key = (step, path, by, value)
        if key not in self._latest:
            most = compiled(by)
            ranked = [(rank, item) for item in found if (rank := most(item, self)) is not None]
            self._latest[key] = max(ranked, key=lambda pair: pair[0])[1] if ranked else None
        return self._latest[key]

    def _having(self, step: str, path: str, value: Any) -> list[Any]:
        if step in self._unread:
            raise UnreadError(self._unread[step])
        if (step, path) not in self._index:
            index = self._index[step, path] = defaultdict(list)
            found = compiled(path)
            for item in self._steps.get(step, ()):
                have = found(item, self)
                for one in have if isinstance(have, list) else [have]:
                    if isinstance(one, str | int):
                        index[one].append(item)
        return self._index[step, path].get(value, []) if isinstance(value, str | int) else []


class Expression:
    """A compiled expression: call it with a value and a place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._steps = tuple(text.split(".")) if _PLAIN.fullmatch(text) else ()
        self.names = frozenset(_NAME.findall(text))
        """Every word in it: those of the fields that it reads are among them."""
        try:
            self._compiled = jmespath.compile(text)
        except exceptions.JMESPathError as error:
            raise KnowledgeError(f"{text!r} is no JMESPath: {error}") from error

    def __call__(self, value: Any, place: Place | None = None) -> Any:
        """What it finds in `value`; None where that lacks it. Raises UnreadError."""
        if self._steps:  # most are plain paths: five times as fast as the interpreter
            for step in self._steps:
                value = value.get(step) if isinstance(value, dict) else None
            return value
        try:
            return self._compiled.search(
                value, jmespath.Options(custom_functions=place or _NOWHERE)
            )
        except exceptions.JMESPathTypeError:
            return None  # a part that a function needs is missing


_NOWHERE = Place()


@cache
def compiled(text: str) -> Expression:
    """`text` as an expression. Raises KnowledgeError."""
    return Expression(text)


def holds(value: Any) -> bool:
    """Whether a condition's value counts as true, as JMESPath has it."""
    return value is not None and value is not False and value not in ("", [], {})


def _first(pair: Any, *names: str) -> Any:
    return next((pair[n] for n in names if isinstance(pair, dict) and n in pair), None)
