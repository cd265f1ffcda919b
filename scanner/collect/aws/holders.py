"""In which accounts sources of many accounts are looked for.

That is where one is; each account that was asked for by itself; and, where accounts are entered
by a role, the management account of the organization and the administrators that it has delegated
for such sources: an aggregator stands in one of these as a rule, and seldom where one is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from botocore.credentials import Credentials

from scanner.collect.aws.accounts import Account
from scanner.collect.aws.asking import AskError
from scanner.collect.aws.declarations import access
from scanner.collect.aws.home import Signed
from scanner.collect.aws.transport import Transport

Asked = Callable[[str, Signed, str, dict[str, Any]], Iterable[dict[str, Any]]]
"""A call of `access.yaml`, by whose credentials, in which region, with what -> the items."""
Failed = Callable[[str, Signed, str, AskError], None]
"""Takes what was not answered: the call, by whose credentials, where, and why."""


def holders(
    accounts: Iterable[Account], transport: Transport, asked: Asked, failed: Failed
) -> Iterator[Signed]:
    """Whose credentials to look with, each account once; those that are not signed in yet are."""
    by_home: dict[Signed, list[Account]] = {}
    for account in accounts:
        if account.by is not None:
            by_home.setdefault(account.by, []).append(account)
    seen = {home.account for home in by_home}
    yield from by_home
    for home, found in by_home.items():
        known = {account.id: account for account in found}
        named = [account.id for account in found if account.named]
        by_role = any(account.id != home.account for account in found)
        for number in (*named, *(_administrators(home, asked) if by_role else ())):
            if number in seen:
                continue
            seen.add(number)
            entered = replace(home, key=f"look:{number}", account=number)
            try:
                transport.enter(entered.key, _credentials(home, number, known.get(number)))
            except AskError as error:
                failed("assume", home, f"account {number}", error)
            else:
                yield entered


def _administrators(home: Signed, asked: Asked) -> Iterator[str]:
    for one in asked("management", home, home.partition.home, {}):
        yield str(one["id"])
    for principal in access().holders:
        given = {"ServicePrincipal": principal}
        for one in asked("administrators", home, home.partition.home, given):
            yield str(one["id"])


def _credentials(home: Signed, number: str, account: Account | None) -> Credentials:
    return account.credentials() if account else home.assumed(number)
