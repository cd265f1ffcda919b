"""Files by content: equal content is parsed once."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from hashlib import blake2b

from scanner.collect.terraform.syntax.blocks import (
    MAX_BYTES,
    parse_native,
    parse_native_expression,
    parse_native_template,
)
from scanner.collect.terraform.syntax.json_files import parse_json_file, parse_json_values
from scanner.collect.terraform.syntax.nodes import Body, Expression, Fault, File

MAX_CACHED_BYTES = 4 * 2**20
"""How much source text the trees in memory stand for; the oldest go first."""
MAX_CACHED_TEMPLATE = 256 * 2**10


class Files:
    """Parses files and remembers the trees, for as long as they fit."""

    def __init__(self, cached_bytes: int = MAX_CACHED_BYTES) -> None:
        self._limit = cached_bytes
        self._size = 0
        self._files: OrderedDict[tuple[str, bytes], tuple[File, int]] = OrderedDict()

    def parse(self, path: str, content: bytes) -> File:
        """The file at `path`; its name says which syntax it has. Never raises."""
        syntax = syntax_of(path)
        key = (syntax, blake2b(content, digest_size=16).digest())
        if key in self._files:
            self._files.move_to_end(key)
            return self._files[key][0]
        file = _too_large(content) if len(content) > MAX_BYTES else _PARSERS[syntax](content)
        self._files[key] = (file, len(content))
        self._size += len(content)
        while self._size > self._limit and len(self._files) > 1:
            _, (_, size) = self._files.popitem(last=False)
            self._size -= size
        return file


def _too_large(content: bytes) -> File:
    """A file of which nothing is read."""
    what = f"larger than {MAX_BYTES / 2**20:.0f} MB ({len(content) / 2**20:.1f} MB)"
    return File(Body(), (Fault(1, 1, content.count(b"\n") + 1, what),))


def syntax_of(path: str) -> str:
    """`native`, `json`, or `values` for variable definitions in JSON."""
    if path.endswith(".tfvars.json"):
        return "values"
    return "json" if path.endswith(".json") else "native"


def parse_expression(text: str) -> Expression:
    """One expression by itself. Raises UnreadableError where it is none."""
    return parse_native_expression(text)


def parse_template(text: str) -> Expression:
    """A template as `templatefile` reads it. Raises UnreadableError where it is none."""
    if len(text) > MAX_CACHED_TEMPLATE:
        return parse_native_template(text)
    return _parse_small_template(text)


@lru_cache(maxsize=64)
def _parse_small_template(text: str) -> Expression:
    return parse_native_template(text)


_PARSERS = {"native": parse_native, "json": parse_json_file, "values": parse_json_values}
