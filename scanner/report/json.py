"""The JSON report: versioned, with a published schema, byte-identical for identical input."""

from __future__ import annotations

from typing import Any

from scanner.model import Report
from scanner.model.codec import encode, json_schema
from scanner.report import Look

FORMAT = "json"


def render(report: Report, look: Look) -> str:
    """The report as JSON, two spaces deep."""
    del look
    return encode(report, indent=2).decode() + "\n"


def schema() -> dict[str, Any]:
    """The published JSON Schema of the report."""
    return json_schema(Report, title="cutset report", identifier="urn:cutset:schema:report-1")
