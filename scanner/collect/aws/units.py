"""What was read, a unit at a time: one service of one account in one region, or what was learnt
of a region or an account before its services were asked. A snapshot is a file of units.
"""

from __future__ import annotations

from collections.abc import Iterable

from scanner.collect.aws.asking import (
    PROVIDER,
    UNKNOWN_HOST,
    AskError,
    Failure,
    Unread,
    Where,
    scope_of,
)
from scanner.collect.aws.declarations import Call, Probe, Service, action_of
from scanner.collect.secrecy import redacted
from scanner.model import ApiOrigin, Excluded, Gap, Reach, Resource, gap_id
from scanner.model.record import Record

SIGN_IN = "sign in again"
MOST_NAMED = 12
"""Names in one sentence."""
MOST_SAID = 300
"""Characters of what a provider says that are passed on."""


class Unit(Record, frozen=True, kw_only=True):
    """A part of the answer that is complete in itself."""

    account: str
    name: str = ""
    """The account's name."""
    units: tuple[str, ...] = ()
    """Of an account: names of the organizational units it was found in, the outermost first."""
    region: str = ""
    service: str = ""
    """Name of the service's file; empty for what is about the region, or the account."""
    resources: tuple[Resource, ...] = ()
    tags: dict[str, dict[str, str]] = {}
    """Full name -> tags, of what other units tell of."""
    gaps: tuple[Gap, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    closed: str = ""
    """Why nothing of it could be read."""
    note: str = ""
    """What there is to say of it that is no gap."""
    way: str = ""
    """Where it was read, if not by the services' own calls: asked again where those can be made."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Two units with one key are about the same; the later one holds."""
        return self.account, self.region, self.service

    @property
    def whole(self) -> bool:
        """Whether it need not be asked again."""
        return bool(self.service) and not (self.gaps or self.closed or self.way)


def gaps_of(service: Service, name: str, where: Where, unread: Iterable[Unread]) -> list[Gap]:
    """A gap for each step that was not answered wholly."""
    region = where.region if service.scope == "regional" else ""
    subject = f"{scope_of(where.account, region)}:{name}"
    if service.reached_by_name:
        subject = f"{PROVIDER}/{scope_of(where.account, region)}/{name}"
    found = []
    for one in unread:
        step = service.steps[one.step]
        operation = f"{service.service}:{step.call}"
        of = f" of {one.missing:,} of {one.of:,}" if one.missing and one.of > one.missing else ""
        question = f"What does {operation} answer{of} in {_place(where.account, region)}?"
        perhaps = service.unlisted and one.error.code == UNKNOWN_HOST
        reach = Reach.EXISTENCE if perhaps else step.reach
        found.append(
            gap_about(
                subject, question, reach, one.error, service.prefix or service.service, step,
                ApiOrigin(operation, "", region, where.account),
            )
        )  # fmt: skip
    return found


def gap_about(
    subject: str,
    question: str,
    reach: Reach,
    error: AskError,
    prefix: str,
    call: Call,
    origin: ApiOrigin,
) -> Gap:
    """The gap that an operation leaves which was not answered."""
    return Gap(
        id=gap_id(reach, subject, question),
        subject=subject,
        question=question,
        reason=reason_of(error, prefix, call),
        reach=reach,
        origin=origin,
    )


def reason_of(error: AskError, prefix: str, call: Call) -> str:
    """Why an operation was not answered, and what to do about it."""
    said = " ".join(redacted(f"{error.code}: {error.says}".strip(": ")).split())[:MOST_SAID]
    lines = ", ".join(f'"{action}"' for action in action_of(prefix, call))
    advice = {
        Failure.DENIED: f"not allowed ({said}); the role's policy, and any above it, "
        f"must allow {lines}: `scan policy {PROVIDER}` writes the whole",
        Failure.THROTTLED: f"throttled to the end of all retries ({said}); "
        "ask more slowly with --max-requests-per-second, then --resume",
        Failure.EXPIRED: f"the credentials are not valid, or no longer ({said}); "
        f"{error.advice or SIGN_IN}, then scan again, or --resume a snapshot",
        Failure.BARRED: f"refused the credentials, which are valid elsewhere ({said}); the region "
        "may not be enabled for the account, or not take its tokens, or a policy is in the way",
        Failure.UNREACHABLE: f"no answer ({said})",
        Failure.FAULTY: f"the service failed ({said})",
        Failure.ABSENT: f"not offered there ({said})",
        Failure.STOPPED: f"not asked: {error.says}",
        Failure.REFUSED: f"answered with an error ({said})",
    }
    return advice[error.failure]


def plain_gap(subject: str, question: str, reason: str, reach: Reach, origin: ApiOrigin) -> Gap:
    """A gap in words of its own."""
    return Gap(
        id=gap_id(reach, subject, question),
        subject=subject,
        question=question,
        reason=reason,
        reach=reach,
        origin=origin,
    )


# --- what was not read at all -----------------------------------------------------------


def probe_gap(
    account: str, region: str, question: str, probe: Probe, error: AskError, reach: Reach
) -> Gap:
    """The gap that one of the calls leaves by which accounts, regions and zones are told."""
    operation = f"{probe.service}:{probe.call}"
    origin = ApiOrigin(operation, "", region, account)
    subject = f"{scope_of(account, region)}:{probe.service}"
    prefix = probe.prefix or probe.service
    return gap_about(subject, question, reach, error, prefix, probe, origin)


def dead_region(region: str, code: str) -> Gap:
    """The one gap of a region that does not answer."""
    return plain_gap(
        f"{PROVIDER}/region/{region}",
        f"What is in {region}?",
        f"the region does not answer ({code}), and was given up for all accounts; "
        "ask it again with --resume",
        Reach.OPAQUE,
        ApiOrigin("region", "", region),
    )


def unasked(account: str, name: str, region: str, service: str, why: str) -> Unit:
    """A part that was not asked, or not to its end."""
    scope = scope_of(account, region)
    question = f"What does {service} tell of {scope}?" if service else f"What is in {scope}?"
    origin = ApiOrigin(service or "account", "", region, account)
    subject = f"{scope}:{service}" if service else scope
    gap = plain_gap(subject, question, why, Reach.OPAQUE, origin)
    return Unit(account=account, name=name, region=region, service=service, gaps=(gap,))


def closed_account(account: str, name: str, reason: str, *, gone: bool) -> Unit:
    """An account that cannot be read; one that is `gone` has nothing that could be."""
    if gone:
        excluded = Excluded(scope_of(account, ""), reason)
        return Unit(account=account, name=name, excluded=(excluded,))
    label = f"{account} ({name})" if name else account
    origin = ApiOrigin("account", "", "", account)
    gap = plain_gap(account, f"What is in account {label}?", reason, Reach.OPAQUE, origin)
    return Unit(account=account, name=name, gaps=(gap,), closed=reason)


def _place(account: str, region: str) -> str:
    return f"{region} of account {account}" if region else f"account {account}"


def some(names: Iterable[str]) -> str:
    """Names in one sentence, each once and in order; of many the first, and how many more."""
    ordered = sorted(set(names))
    more = len(ordered) - MOST_NAMED
    return ", ".join(ordered[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
