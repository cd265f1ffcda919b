"""What cutset itself publishes: the words, places and links that a redacted report may show.

A word that stands in none of cutset's own files is somebody's, and is not shown. So a text that
nobody thought of hides too much at worst, and never too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

import scanner
from scanner.knowledge import load
from scanner.report.words import KINDS
from scanner.rule.load import load_rules, shipped

_WORD = re.compile(r"[\w-]+")
_DOTTED = re.compile(r"[\w-]+(?:\.[\w*-]+)+")
_LINK = re.compile(r"https?://[^\s<>\"'`\])},;]+")
_ENDINGS = (".py", ".yaml", ".tf")
ROOTS = frozenset({"var", "local", "module", "data", "each", "count", "path", "self", "terraform"})
"""First words of Terraform's references."""


class Published:
    """Looked up once a run; reading every file takes about a tenth of a second."""

    def __init__(self) -> None:
        words: set[str] = set()
        dotted: set[str] = set()
        links: set[str] = set()
        for text in _texts():
            links.update(_LINK.findall(text))
            plain = _LINK.sub(" ", text)
            dotted.update(_DOTTED.findall(plain))
            words.update(_WORD.findall(plain))
        self.words = frozenset(words)
        self.dotted = frozenset(dotted)
        self.links = frozenset(links)

    @cached_property
    def sentences(self) -> frozenset[str]:
        """Words that findings are told with: a thing that is called so cannot be told from them."""
        says = [rule.says for rule in load_rules().values()]
        return frozenset(word.lower() for text in says for word in _WORD.findall(text))

    @cached_property
    def rule_texts(self) -> frozenset[str]:
        """What the shipped rules advise, and their titles."""
        return frozenset(
            text for rule in load_rules().values() for text in (rule.title, *rule.fix.values())
        )

    @cached_property
    def places(self) -> frozenset[str]:
        """Ids of providers, regions, services and vendors, and the words between them."""
        known = load()
        found = {"global", *known.providers, *known.vendors}
        for provider in known.providers.values():
            found.update(region.id for region in provider.regions)
            found.update(area.id for area in provider.multi_regions)
        found.update(service.id for _, service in known.services)
        return frozenset(found)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of places, as their ids spell them."""
        return frozenset(kind.replace(" ", "-") for kind in KINDS)

    @cached_property
    def heads(self) -> frozenset[str]:
        """What the id of a place that a provider or vendor has named begins with."""
        return frozenset({"provider", "vendor", *load().providers})

    def is_place(self, text: str) -> bool:
        """Whether a provider or vendor has named it, a zone for example."""
        return text in self.places or any(load().zone(p, text) for p in load().providers)

    def is_type(self, text: str) -> bool:
        """Whether it is a resource type."""
        return load().type_of(text) is not None

    def is_word(self, text: str) -> bool:
        """Whether cutset says this word, or knows the place."""
        return text in self.words or (text.istitle() and text.lower() in self.words)


@cache
def published() -> Published:
    """The one of this run."""
    return Published()


def _texts() -> Iterator[str]:
    package = Path(scanner.__file__).parent
    for folder in (package, shipped()):
        for file in sorted(folder.rglob("*")):
            samples = folder == package and "shipped" in file.relative_to(package).parts
            if file.suffix in _ENDINGS and not samples:
                yield file.read_text(encoding="utf-8")
