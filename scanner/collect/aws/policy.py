"""The read-only policy that a scan needs, written from what the services declare."""

from __future__ import annotations

import re
from typing import Any

from scanner.collect.aws.declarations import Access, Service, action_of


def policy(services: dict[str, Service], access: Access, role: str) -> dict[str, Any]:
    """An identity policy: a statement for each service, one for finding one's way, and one for
    entering accounts by `role`."""
    by_service: dict[str, set[str]] = {}
    for name, service in services.items():
        prefix = service.prefix or service.service
        for step in service.steps.values():
            by_service.setdefault(name, set()).update(action_of(prefix, step))
    assume = access.calls["assume"]
    entering = set(action_of(assume.prefix or assume.service, assume))
    finding: set[str] = set()
    for probe in (*access.calls.values(), *access.probes):
        finding.update(action_of(probe.prefix or probe.service, probe))
    statements = [
        _statement(_sid(name), actions, "*") for name, actions in sorted(by_service.items())
    ]
    roles = access.role.format(partition="*", account="*", role=role)
    return {
        "Version": "2012-10-17",
        "Statement": [
            _statement("Access", finding - entering, "*"),
            *statements,
            _statement("EnterAccounts", entering, roles),
        ],
    }


def _statement(sid: str, allowed: set[str], resource: str) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(allowed), "Resource": resource}


def _sid(name: str) -> str:
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", name))
