"""Risks that somebody has accepted until a day: said of each finding, and never for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from scanner.config import Acceptance
from scanner.errors import InputError
from scanner.model import Finding, FindingState


def accepted(
    findings: Sequence[Finding], acceptances: Sequence[Acceptance], today: date
) -> tuple[list[Finding], list[str]]:
    """`findings` with those accepted marked so; and warnings about acceptances that have
    expired or fit nothing. Raises InputError where `until` is no date."""
    result = list(findings)
    warnings = []
    for acceptance in acceptances:
        until = _until(acceptance)
        fitting = [i for i, finding in enumerate(result) if _fits(acceptance, finding)]
        what = f"{acceptance.origin}: the acceptance of {acceptance.rule}"
        if until < today:
            warnings.append(f"{what} expired on {until}; its findings count again")
        elif not fitting:
            warnings.append(f"{what} fits no finding; remove it")
        else:
            for i in fitting:
                result[i] = msgspec.structs.replace(result[i], state=FindingState.ACCEPTED)
    return result, warnings


def _until(acceptance: Acceptance) -> date:
    try:
        return date.fromisoformat(acceptance.until)
    except ValueError:
        raise InputError(
            f'"{acceptance.until}" is not a date such as 2027-03-31',
            path=acceptance.origin.path if acceptance.origin else "cutset.yaml",
            line=acceptance.origin.line if acceptance.origin else 0,
            field="until",
        ) from None


def _fits(acceptance: Acceptance, finding: Finding) -> bool:
    stopped = finding.journeys.stopped
    return (
        finding.rule_id == acceptance.rule
        and (not acceptance.journey or set(stopped) <= {acceptance.journey})
        and (not acceptance.subject or acceptance.subject in finding.subjects)
        and (not acceptance.domain or acceptance.domain == finding.domain.id)
    )
