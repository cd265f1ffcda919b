"""Which environment the resources of accounts are of: as their tags say, else as the name of the
account or of its unit does.

What a name says is a guess, and leaves things out of what is judged. So it holds for an account
only where all of it was read, no tag in it speaks of production and none is unknown, and only by
words that people hardly use for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from scanner.collect.environments import OTHERS, PRODUCTION, tagged
from scanner.model import Resource

UNSURE = frozenset({"acceptance", "demo", "int", "integration", "live", "stage", "testing"})
"""Words that name other things as well: alone they count, as a part of a name they do not."""
ENVIRONMENT = "environment"
_WORD = re.compile(r"[a-z]+")
_BEFORE = re.compile(r"\b(non|pre)[^a-z]+(?=prod)")
"""`non-production` is one word."""


class Called:
    """How an account is called: its name, and the units it is in, the outermost first."""

    def __init__(self, name: str = "", units: tuple[str, ...] = (), *, whole: bool = True) -> None:
        self.name = name
        self.units = units
        self.whole = whole
        """Whether nothing of it was left unread that may hold anything."""

    def environment(self) -> tuple[str, str]:
        """The environment that is told so, and what tells it; empty where nothing does."""
        ways = [(self.name, f"account {self.name}")]
        ways += [(unit, f"unit {unit}") for unit in reversed(self.units)]
        told = ((environment_in(name), why) for name, why in ways)
        return next((found for found in told if found[0]), ("", ""))


def environment_in(name: str) -> str:
    """The word of a name that tells an environment; empty where none does, or several differ."""
    plain = _BEFORE.sub(r"\1", name.lower().replace("_", " "))
    if plain in PRODUCTION | OTHERS:
        return plain
    words = {word for word in _WORD.findall(plain) if word in (PRODUCTION | OTHERS) - UNSURE}
    return words.pop() if len(words) == 1 else ""


def placed(resources: Iterable[Resource], accounts: Mapping[str, Called]) -> Iterator[Resource]:
    """The resources, each with its environment and, under `because`, what tells it."""
    resources = list(resources)
    mixed = {r.account for r in resources if _may_be_production(r)}
    mixed |= {account for account, called in accounts.items() if not called.whole}
    by_account = {account: called.environment() for account, called in accounts.items()}
    for resource in resources:
        name, tag = tagged(resource.tags)
        why = f"tag {tag}"
        if not name:
            name, why = by_account.get(resource.account, ("", ""))
            if resource.account in mixed and name.lower() not in PRODUCTION:
                name = ""
        if not name:
            yield resource
            continue
        because = {**resource.because, ENVIRONMENT: why}
        yield msgspec.structs.replace(resource, environment=name, because=because)


def _may_be_production(resource: Resource) -> bool:
    """Whether its tags say so, or might."""
    return tagged(resource.tags)[0].lower() in PRODUCTION or "tags" in resource.unknown
