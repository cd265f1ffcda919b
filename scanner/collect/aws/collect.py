"""From `--account` to an inventory, by way of units that a snapshot may keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scanner.collect.aws import snapshot
from scanner.collect.aws.asking import PROVIDER
from scanner.collect.aws.declarations import access, services
from scanner.collect.aws.inventory import inventory_of, outline_of
from scanner.collect.aws.policy import parts, policy
from scanner.collect.aws.units import Unit
from scanner.collect.live import NEVER, ONLY, Live
from scanner.errors import UsageError
from scanner.knowledge import Knowledge
from scanner.model import Inventory
from scanner.model.codec import encode


class InterruptedScan(KeyboardInterrupt):
    """The user interrupted; what was read until then is in `inventory`."""

    def __init__(self, inventory: Inventory) -> None:
        super().__init__()
        self.inventory = inventory


def collect(
    selectors: tuple[str, ...],
    knowledge: Knowledge,
    options: Live,
    progress: Callable[[str], None],
) -> Inventory:
    """Everything in the accounts that `selectors` mean; each comes without its `aws:`.

    Raises UsageError where the SDK is missing or a profile is not there; InterruptedScan with
    what was read where the user interrupts. What the provider answers never raises.
    """
    try:
        from scanner.collect.aws.accounts import Account, selected
        from scanner.collect.aws.bulk import Look
        from scanner.collect.aws.bulk_accounts import Seen, added, not_entered, put
        from scanner.collect.aws.transport import Transport
        from scanner.collect.aws.walk import Walk
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--account {PROVIDER}: needs the SDK, and {error.name} is not installed",
            means="Nothing was read.",
            next=f'pip install "cutset[{PROVIDER}]"',
        ) from error
    before = snapshot.read(options.resume, options.resume.as_posix()) if options.resume else []
    kept = [unit for unit in before if unit.whole]
    del before
    file = options.snapshot or options.resume
    goes_on = options.resume is not None and file == options.resume
    writer = snapshot.Writer(file, PROVIDER, kept, goes_on=goes_on) if file else None
    done = [unit.key for unit in kept]
    seen = Seen()
    for unit in kept:
        seen.note(unit)
    lines: list[bytes] = [] if file else [encode(unit) for unit in kept]
    del kept
    transport = Transport(options.requests_per_second, options.at_once)
    progress("asking which accounts there are")
    # what is written is not kept as well, and text takes a third of what it means
    keep = writer.write if writer else lambda unit: lines.append(encode(unit))
    accounts = list(selected(selectors, options.role, transport))
    entered = [one for one in accounts if isinstance(one, Account)]
    look = None if options.bulk == NEVER else Look(transport, knowledge, entered)
    record = seen.noting(keep)
    used = look.used if look else _none
    walk = Walk(transport, services(), options, record, progress, done, used)
    try:
        if options.bulk == ONLY:
            accounts = [one for one in accounts if not isinstance(one, Account)]
            for one in entered:
                record(not_entered(one.id, one.name))
        whole = walk.run(accounts)
        if look and whole:
            whole = put(record, added(look, transport, seen, knowledge, services()))
    finally:
        if writer:
            writer.close()
    slowed = f", {transport.throttled:,} of them throttled" if transport.throttled else ""
    progress(f"{transport.requests:,} requests made{slowed}")
    del walk, transport, keep, record, look
    units = snapshot.units(file, file.as_posix()) if file else _decoded(lines)
    made = outline_of if file and options.outline else inventory_of
    inventory = made(units, knowledge, services())
    if not whole:
        raise InterruptedScan(inventory)
    return inventory


def _none() -> set[tuple[str, str]]:
    return set()


def _decoded(lines: list[bytes]) -> Iterator[Unit]:
    unit_of = snapshot.Reader()
    lines.reverse()
    while lines:
        yield unit_of(lines.pop())


def read(file: Path, path: str, knowledge: Knowledge) -> Inventory:
    """The inventory of a snapshot; `path` is how messages call it. Raises InputError."""
    return inventory_of(snapshot.read(file, path), knowledge, services())


def needed_policy(role: str) -> dict[str, Any]:
    """The policy that a scan needs, as JSON has it; `role` is assumed in other accounts."""
    return policy(services(), access(), role)


def needed_policies(role: str) -> tuple[list[dict[str, Any]], int]:
    """The same in parts, and how many characters each may have."""
    most = access().largest_policy
    return parts(needed_policy(role), most), most
