"""What it is to ask: one operation, an account's credentials, a region; pages or a failure.

`Ask` is all that fetching knows of the cloud, so that tests can answer in its place. A failure
says what kind it is, since a denied call, a dead region and a throttled account end in
different words, and all of them in a Gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from scanner.collect.aws.declarations import Call

PROVIDER = __name__.split(".")[-2]
"""Its id in the knowledge, and what sources and accounts begin with."""


def scope_of(account: str, region: str) -> str:
    """What ids begin with: the part of the world in which plain names are unique."""
    return f"{account}/{region}" if region else account


class Failure(StrEnum):
    """Why an operation was not answered."""

    DENIED = "denied"
    THROTTLED = "throttled"
    EXPIRED = "expired"
    """The credentials are not valid, or no longer."""
    BARRED = "barred"
    """Credentials that are valid were refused there."""
    UNREACHABLE = "unreachable"
    """No connection, or no answer in time."""
    FAULTY = "faulty"
    """It answers that it failed itself (5xx)."""
    ABSENT = "absent"
    """The service is not offered in that region: there is nothing of it."""
    REFUSED = "refused"
    """Any other error the API answers with."""
    STOPPED = "stopped"
    """The user interrupted, or the region was given up before it was asked."""


UNKNOWN_HOST = "UnknownHost"
"""Code of a failure to reach a host whose name nobody knows."""


class AskError(Exception):
    """An operation that was not answered."""

    def __init__(self, failure: Failure, code: str, says: str, advice: str = "") -> None:
        super().__init__(f"{code}: {says}")
        self.failure = failure
        self.code = code
        self.says = says
        self.advice = advice
        """How to sign in again, where that is known."""


@dataclass(frozen=True)
class Where:
    """Whose answer, and of which region."""

    account: str
    region: str
    service: str
    """In botocore's words."""


@dataclass
class Unread:
    """A step of a service that was not answered wholly."""

    step: str
    error: AskError
    of: int = 0
    """How many items it was to be asked of; 0 for a step asked once."""
    missing: int = 0
    """Of how many of them there is no answer."""


class Ask(Protocol):
    """Asks the provider."""

    def __call__(
        self, where: Where, call: Call, parameters: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """The pages of the answer. Raises AskError."""


_DENIED = frozenset(
    [
        "AccessDenied",
        "AccessDeniedException",
        "UnauthorizedOperation",
        "AuthorizationError",
        "AuthorizationErrorException",
        "NotAuthorized",
        "Forbidden",
        "403",
    ]
)
_EXPIRED = frozenset(
    [
        "ExpiredToken",
        "ExpiredTokenException",
        "RequestExpired",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "InvalidAccessKeyId",
        "AuthFailure",
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        "InvalidToken",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "OptInRequired",
        "TokenRefreshRequired",
        "UnrecognizedClient",
    ]
)
"""What is said of credentials that are not valid; some of it also where they are, by a region that
is not enabled for them."""
_THROTTLED = frozenset(
    [
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "PriorRequestNotComplete",
        "TransactionInProgressException",
        "SlowDown",
        "EC2ThrottledException",
        "429",
    ]
)


def failure_of(code: str, status: int) -> Failure:
    """What kind of failure an error code and an HTTP status are."""
    if code in _THROTTLED or status == 429:
        return Failure.THROTTLED
    if code in _EXPIRED:
        return Failure.EXPIRED
    if code in _DENIED or status == 403:
        return Failure.DENIED
    return Failure.FAULTY if status >= 500 else Failure.REFUSED
