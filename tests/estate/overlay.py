"""Official replies laid over what the emulator gets wrong: `replies/*.json`.

    overlay = Overlay(built)
    overlay.lay_over(session.events, "trading")   # before the session's clients are made

A reply names a service, an operation, an account and, of each region, either `patches` (the
dictionaries at a path whose fields are as in `where` get what is in `set`, lists as a whole) or
what to answer `instead` of asking (where the request, if `asked` is given, holds that text).
`<vpc:NAME>`, `<subnet:NAME>` and `<transit-gateway:NAME>` stand for ids that the emulator drew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from tests.estate.build import Built
from tests.estate.clients import Clients
from tests.estate.places import HOME, THIRD, WEST

HERE = Path(__file__).resolve().parent
REPLIES = HERE / "replies"
NETWORKS = (
    ("network", HOME),
    ("trading", HOME),
    ("trading", WEST),
    ("custody", HOME),
    ("custody", WEST),
    ("shared", THIRD),
)
_MARK = re.compile(r"<([a-z-]+:[^<>]+)>")


@cache
def replies() -> tuple[dict[str, Any], ...]:
    """All of `replies/`, in order of their names."""
    return tuple(json.loads(path.read_text()) for path in sorted(REPLIES.glob("*.json")))


@cache
def absent() -> dict[str, list[str]]:
    """Service -> its operations that the emulator lacks."""
    found: dict[str, list[str]] = yaml.safe_load((HERE / "absent.yaml").read_text())
    return found


def _about(account: str, service: str, operation: str) -> Iterator[dict[str, Any]]:
    for reply in replies():
        if (reply["account"], reply["service"], reply["operation"]) == (
            account,
            service,
            operation,
        ):
            yield reply


@dataclass(frozen=True)
class Overlay:
    """The replies, with the ids of one estate."""

    built: Built

    def lay_over(self, events: Any, account: str) -> None:
        """Correct what clients of an account are told, from their events on."""
        operations = {(r["service"], r["operation"]) for r in replies() if r["account"] == account}
        for service, operation in sorted(operations):
            self._register(events, service, operation, account)

    def correct(
        self, account: str, service: str, operation: str, region: str, parsed: dict[str, Any]
    ) -> None:
        """Lay the patches for an answer over it."""
        for reply in _about(account, service, operation):
            for patch in reply.get("patches", ()):
                if patch["region"] == region:
                    _patch(parsed, patch, self._said(patch["set"]))

    def answer(
        self, account: str, service: str, operation: str, region: str, *, asked: str
    ) -> dict[str, Any] | None:
        """What to answer instead of asking, where there is something; `asked` is the request."""
        if operation in absent().get(service, ()):
            return {}
        for reply in _about(account, service, operation):
            for instead in reply.get("instead", ()):
                if instead["region"] == region and instead.get("asked", "") in asked:
                    said: dict[str, Any] = self._said(instead["reply"])
                    return said
        return None

    def _register(self, events: Any, service: str, operation: str, account: str) -> None:
        at = (account, service, operation)

        def corrected(parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
            self.correct(*at, context["client_region"], parsed)

        def answered(params: dict[str, Any], context: dict[str, Any], **_: Any) -> Any:
            asked = f"{params.get('url_path')}{params.get('body')}"
            found = self.answer(*at, context["client_region"], asked=asked)
            return None if found is None else (SimpleNamespace(status_code=200), found)

        events.register(f"before-call.{service}.{operation}", answered)
        events.register(f"after-call.{service}.{operation}", corrected)

    def _said(self, value: Any) -> Any:
        """A copy of `value` with ids for its marks."""
        text = _MARK.sub(lambda mark: self._ids[mark[1]], json.dumps(value))
        return json.loads(text)

    @cached_property
    def _ids(self) -> dict[str, str]:
        return dict(_named(self.built.clients))


def _patch(parsed: dict[str, Any], patch: dict[str, Any], change: dict[str, Any]) -> None:
    found: list[Any] = [parsed]
    for step in filter(None, patch["at"].split(".")):
        below = [item.get(step, ()) for item in found]
        found = [one for item in below for one in (item if isinstance(item, list) else [item])]
    for item in found:
        if all(item.get(name) == value for name, value in patch["where"].items()):
            _merge(item, change)


def _merge(into: dict[str, Any], change: dict[str, Any]) -> None:
    for name, value in change.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def _named(clients: Clients) -> Iterator[tuple[str, str]]:
    """`(vpc:NAME, id)` of all networks, their subnets and the gateway between them."""
    for account, region in NETWORKS:
        ec2 = clients(account, "ec2", region)
        for kind, found, name in (
            ("vpc", ec2.describe_vpcs()["Vpcs"], "VpcId"),
            ("subnet", ec2.describe_subnets()["Subnets"], "SubnetId"),
            (
                "transit-gateway",
                ec2.describe_transit_gateways()["TransitGateways"],
                "TransitGatewayId",
            ),
        ):
            for item in found:
                for tag in item.get("Tags", ()):
                    if tag["Key"] == "Name":
                        yield f"{kind}:{tag['Value']}", item[name]
