"""JSON over HTTP to a code host, bounded: in time, in size, and in where a token can go."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 20 * 2**20
MOST_PAGES = 100
A_PAGE = 100
TIMEOUT_S = 30.0
WAITS_S = (1.0, 4.0)
"""Before a question is asked again that could not be answered. What writes is never repeated:
it may have been done."""
PASSING = frozenset({429, 500, 502, 503, 504})


class RefusedError(Exception):
    """The host did not do what it was asked; `status` is HTTP's, 0 where none came back."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}" if status else reason)
        self.status = status


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to another host."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


@dataclass(frozen=True)
class Api:
    """The REST API of a code host."""

    base: str
    """Its address, without a slash at the end."""
    headers: Mapping[str, str]
    """Sent with every request; the token is among them."""

    def get(self, path: str) -> Any:
        """What is at `path`; asked again where the host is busy. Raises RefusedError."""
        for wait_s in WAITS_S:
            try:
                return self._asked("GET", path, None)
            except RefusedError as refused:
                if refused.status and refused.status not in PASSING:
                    raise
                time.sleep(wait_s)
        return self._asked("GET", path, None)

    def pages(self, path: str) -> Iterator[Any]:
        """Every item of the list at `path`, page by page. Raises RefusedError."""
        for page in range(1, MOST_PAGES + 1):
            items = self.get(f"{path}?per_page={A_PAGE}&page={page}")
            if not isinstance(items, list):
                raise RefusedError(0, f"{path} is no list")
            yield from items
            if len(items) < A_PAGE:
                return
        raise RefusedError(0, f"{path} has more than {MOST_PAGES * A_PAGE:,} items")

    def send(self, method: str, path: str, body: Mapping[str, str]) -> Any:
        """Write `body` to `path`, once. Raises RefusedError."""
        return self._asked(method, path, json.dumps(body).encode())

    def _asked(self, method: str, path: str, body: bytes | None) -> Any:
        if not self.base.startswith(("https://", "http://")):
            raise RefusedError(0, f'"{self.base}" is no address of an API')
        headers = {**self.headers, "Content-Type": "application/json", "User-Agent": "cutset"}
        request = urllib.request.Request(  # noqa: S310 - http and https only, see above
            self.base + path, data=body, headers=headers, method=method
        )
        try:
            with _OPENER.open(request, timeout=TIMEOUT_S) as answer:
                content = answer.read(MOST_BYTES + 1)
        except urllib.error.HTTPError as error:
            with error:
                raise RefusedError(error.code, str(error.reason)) from None
        except OSError as error:
            raise RefusedError(0, str(getattr(error, "reason", error))) from None
        if len(content) > MOST_BYTES:
            raise RefusedError(0, f"the answer is larger than {MOST_BYTES:,} bytes")
        try:
            return json.loads(content)
        except ValueError:
            raise RefusedError(0, "the answer is not JSON") from None
