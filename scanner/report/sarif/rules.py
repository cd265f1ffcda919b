"""The rules that found something, with the help that a reader of an alert needs."""

from __future__ import annotations

import html
import re
from typing import Any

from scanner.model import Finding, RuleText
from scanner.report.sarif.places import LEVELS, plain, short
from scanner.report.words import clean, cut

PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
MOST_HELP = 4_000
"""Characters of each of the texts: rules of one's own may say anything."""
_LINK = re.compile(r"https://[^\s<>]+")


def descriptors(findings: list[Finding], texts: tuple[RuleText, ...]) -> dict[str, dict[str, Any]]:
    """Descriptors of the rules that found something, in order of id. `findings` worst first."""
    known = {text.id: text for text in texts}
    worst: dict[str, Finding] = {}
    for finding in findings:
        worst.setdefault(finding.rule_id, finding)
    return {id_: _rule(worst[id_], known.get(id_)) for id_ in sorted(worst)}


def _rule(example: Finding, rule: RuleText | None) -> dict[str, Any]:
    """A rule's descriptor; of an old report without its text, title, fix and references only."""
    title = clean(example.title or example.rule_id)
    level = LEVELS[example.severity]
    references = [clean(url) for url in (rule.references if rule else example.references)]
    descriptor: dict[str, Any] = {
        "id": example.rule_id,
        "name": example.rule_id,
        "shortDescription": {"text": short(title)},
        "fullDescription": {"text": short(clean(rule.why) if rule else title)},
        "help": {
            "text": "\n\n".join(f"{head}: {text}" for head, text in _help(example, rule)),
            "markdown": "\n\n".join(
                [
                    *(
                        f"**{_escaped(head)}.** {_escaped(text)}"
                        for head, text in _help(example, rule)
                    ),
                    *(f"- <{url}>" for url in references if _LINK.fullmatch(url)),
                ]
            ),
        },
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["reliability", "resilience"],
            "precision": "high",
            "problem.severity": PROBLEMS[level],
        },
    }
    if references and _LINK.fullmatch(references[0]):
        descriptor["helpUri"] = references[0]
    return descriptor


def _escaped(text: str) -> str:
    return plain(html.escape(text, quote=False))


def _help(example: Finding, rule: RuleText | None) -> list[tuple[str, str]]:
    """Heads and texts of a rule's help."""
    if rule is None:
        return [("What it says", clean(example.title)), ("Fix", clean(example.fix) or "see above")]
    parts = [
        ("Why", rule.why),
        ("It speaks when", rule.fires),
        ("It is silent when", rule.silent),
        ("It cannot see", rule.limits),
        *((f"Fix ({provider})", text) for provider, text in rule.fix.items()),
        *((name, ", ".join(ids)) for name, ids in rule.maps_to.items()),
        ("Learn more", f"scan explain {rule.id}"),
    ]
    return [(clean(head), cut(clean(text), MOST_HELP)) for head, text in parts if text]
