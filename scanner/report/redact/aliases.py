"""Stable names for what is not shown: `table-k7q2x` for the same table today and tomorrow.

An alias is the kind of a thing and the start of a keyed hash of its name. Two runs with one key
give one alias, on both sides of a change too.

The key comes from CUTSET_REDACT_KEY. Without that it is made of the account numbers in the
report: whoever wants to try names has to know all of those first, and each try costs a scrypt
(n=2^14, r=8: 16 MB, about 50 ms), so that all 10^12 account numbers of twelve digits take some
thousand years of one processor. Where a report has no account and no key is given, a guessed
name can be confirmed. It can be by the ids of findings too, which are plain hashes and stay as
they are: see `scanner.report.redact`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from functools import cache

SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without those that look like others: 5 bits each."""
SHORTEST = 5
_SALT = b"cutset redact 1"
_NO_WORD = re.compile(r"[^a-z0-9]+")


@cache
def key_of(secret: str, accounts: frozenset[str]) -> bytes:
    """The key of a run: from what the user gave, else from the accounts in the report."""
    text = secret or "\n".join(sorted(accounts))
    return hashlib.scrypt(text.encode(errors="surrogatepass"), salt=_SALT, n=2**14, r=8, p=1)


class Aliases:
    """Value -> alias. Two values never have one alias in one report."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._codes: dict[str, str] = {}
        self._taken: set[str] = set()

    def reserve(self, values: Iterable[str]) -> None:
        """Give the codes of many values at once, so that they do not depend on their order."""
        for value in sorted({value.lower() for value in values}):
            self.code(value)

    def alias(self, kind: str, value: str) -> str:
        """The alias of `value`, which is a `kind`; case does not count, as in host names."""
        return f"{slug(kind)}-{self.code(value)}"

    def code(self, value: str) -> str:
        """The sign of a value, the same for every kind."""
        value = value.lower()
        if value not in self._codes:
            digest = hmac.digest(self._key, value.encode(errors="surrogatepass"), "sha256")
            signs = "".join(SIGNS[byte & 31] for byte in digest)
            length = SHORTEST
            while signs[:length] in self._taken:
                length += 1
            self._taken.add(signs[:length])
            self._codes[value] = signs[:length]
        return self._codes[value]


def slug(kind: str) -> str:
    """A kind as one word: `data store` -> `data-store`."""
    return _NO_WORD.sub("-", kind.lower()).strip("-") or "name"
