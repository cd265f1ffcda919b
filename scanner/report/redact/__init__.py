"""A report without the names that people gave, once, before any format.

What somebody named is an alias: journeys, resources, hosts, buckets, accounts, ids, links, people.
What cutset, a provider or a vendor named stays: rules, regions, services, vendors. Paths and lines
of files stay: on a public repository they are public. Money is left out.

The ids of findings and gaps stay as well, so that platforms and baselines know them again. They
are plain hashes: who guesses rule, name and place together can confirm the guess, and for a
finding about the loss of an account there is nothing to guess but its number.
"""

from __future__ import annotations

from scanner.model import Report
from scanner.report.redact.fields import Redaction
from scanner.report.redact.wanted import is_redacted

__all__ = ["is_redacted", "redacted"]


def redacted(report: Report, secret: str = "") -> Report:
    """`report` with aliases for names; `secret` is the user's key, see `aliases`."""
    return Redaction(report, secret).report
