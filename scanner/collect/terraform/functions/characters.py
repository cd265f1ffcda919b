"""Characters as people count them."""

from __future__ import annotations

import re
import unicodedata


def clusters(text: str) -> list[str]:
    """The characters as people count them: a letter with its accents is one, a flag is one.

    Source: unicode.org/reports/tr29, without the rules for single scripts.
    """
    signs = re.findall(r"\r\n|.", text, re.DOTALL)
    if text.isascii():
        return signs
    found: list[str] = []
    for sign in signs:
        if found and _continues(found[-1], sign):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _continues(before: str, sign: str) -> bool:
    """Whether `sign` belongs to the character `before` it."""
    if unicodedata.category(before[-1]) == "Cc":
        return False
    if before.endswith("\u200d"):
        return unicodedata.category(sign) == "So"
    if len(before) == 1 and before in _FLAGS:
        return sign in _FLAGS
    return (
        unicodedata.category(sign) in ("Mn", "Me", "Mc") or sign == "\u200d" or sign in _SKIN_TONES
    )


_FLAGS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
"""Letters of which two are a flag."""
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
