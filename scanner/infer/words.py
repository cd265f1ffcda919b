"""Words of settings and scripts that may be somebody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

_VARIABLE = re.compile(r"[A-Za-z_]\w*")


def read_as_names(word: str) -> Iterator[str]:
    """`word` as it stands, and what it may be made up of, each once: `TABLE=orders-live` sets a
    variable to a name, `env=TABLE=orders-live` does so too, and `orders-live,orders-old` lists
    two.

    The whole goes first: a name may hold those signs itself. The name of a variable is no
    name of a thing.
    """
    parts = word.split(",")
    found = [word, word.partition("=")[2], *parts]
    for part in parts:
        key, _, value = part.partition("=")
        if not _VARIABLE.fullmatch(key):
            found.append(key)
        found += [value, part.rpartition("=")[2]]
    yield from dict.fromkeys(filter(None, found))
