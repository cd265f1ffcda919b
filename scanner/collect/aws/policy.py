"""The read-only policy that a scan needs, written from what the services declare."""

from __future__ import annotations

import json
from typing import Any

from scanner.collect.aws.declarations import Access, Service, action_of

Document = dict[str, Any]


def policy(services: dict[str, Service], access: Access, role: str) -> Document:
    """An identity policy: a statement for finding one's way, one for all that is read, and one for
    entering accounts by `role`."""
    read = {
        action
        for service in services.values()
        for step in service.steps.values()
        for action in action_of(service.prefix or service.service, step)
    }
    assume = access.calls["assume"]
    entering = set(action_of(assume.prefix or assume.service, assume))
    finding: set[str] = set()
    for probe in (*access.calls.values(), *access.probes):
        finding.update(action_of(probe.prefix or probe.service, probe))
    roles = access.role.format(partition="*", account="*", role=role)
    return _document(
        [
            _statement("Access", sorted(finding - entering), "*"),
            _statement("EnterAccounts", sorted(entering), roles),
            _statement("Read", sorted(read - finding), "*"),
        ]
    )


def parts(whole: Document, most: int) -> list[Document]:
    """The same in as many documents as it takes, each of at most `most` characters."""
    found: list[Document] = []
    statements: list[dict[str, Any]] = []
    for statement in whole["Statement"]:
        actions: list[str] = []
        statements.append({**statement, "Action": actions})
        for action in statement["Action"]:
            actions.append(action)
            if size_of(_document(statements)) > most:
                actions.pop()
                found.append(_document([one for one in statements if one["Action"]]))
                actions = [action]
                statements = [{**statement, "Action": actions}]
    return [*found, _document(statements)]


def size_of(document: Document) -> int:
    """Its characters, as the provider counts them: white space does not."""
    return len(json.dumps(document, separators=(",", ":")))


def _document(statements: list[dict[str, Any]]) -> Document:
    return {"Version": "2012-10-17", "Statement": statements}


def _statement(sid: str, allowed: list[str], resource: str) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": allowed, "Resource": resource}
