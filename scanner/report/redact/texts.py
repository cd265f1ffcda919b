"""Texts without the names in them: what is known as a name, what is shaped like one, and every
word that is none of cutset's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from scanner.report.redact.aliases import Aliases
from scanner.report.redact.published import ROOTS, Published

_TOKEN = re.compile(r"[\w-]+|.", re.DOTALL)
_WORD = re.compile(r"[\w-]+")
_JOINS = frozenset("./@:")
_SHAPE = re.compile(
    r"""(?P<link>[A-Za-z][A-Za-z0-9+.-]*://[^\s<>"'`|,;]+)
      | (?P<arn>arn:[^\s,;()"'`]+)
      | (?P<person>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
      | (?P<word>[\w-]+(?:\.[\w*-]+)*)""",
    re.VERBOSE,
)
_COUNT = re.compile(r"\d{1,6}(?:ms|min|[smhdwx])?|\d{4}-\d\d-\d\d")
_ACCOUNT = re.compile(r"\d{12}")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_VERSION = re.compile(r"v?\d+(?:\.\d+){1,2}")


class Texts:
    """Takes names out of texts.

    `names` are those that the report has fields for, each with its alias; `kept` are the paths of
    files and folders that it points at. What the rules advise stays as it is written.
    """

    def __init__(
        self, published: Published, aliases: Aliases, names: Mapping[str, str], kept: Iterable[str]
    ) -> None:
        self._published = published
        self._aliases = aliases
        self._names = {name.lower(): alias for name, alias in names.items()}
        self._done: dict[str, str] = {}
        self._phrases: dict[str, dict[tuple[str, ...], str]] = {}
        for name, alias in names.items():
            if not self._is_ordinary(name):
                self._add(name, alias)
        for text in (*kept, *published.rule_texts):
            self._add(text, text)
        self._lengths = {
            first: sorted({len(phrase) for phrase in phrases}, reverse=True)
            for first, phrases in self._phrases.items()
        }

    def _add(self, phrase: str, instead: str) -> None:
        tokens = tuple(_TOKEN.findall(phrase))
        if tokens:
            self._phrases.setdefault(tokens[0], {}).setdefault(tokens, instead)

    def _is_ordinary(self, name: str) -> bool:
        """Whether a text would be garbled by taking this name out: `data`, `copy`, `3`."""
        return name.lower() in self._published.sentences or bool(_COUNT.fullmatch(name))

    def shown(self, text: str) -> str:
        """`text` as it may be shown."""
        if text not in self._done:
            self._done[text] = self._shown(text)
        return self._done[text]

    def _shown(self, text: str) -> str:
        tokens = _TOKEN.findall(text)
        found: list[str] = []
        start = at = 0
        while at < len(tokens):
            length, instead = self._phrase(tokens, at)
            if not length:
                at += 1
                continue
            found += (self._rest("".join(tokens[start:at])), instead)
            start = at = at + length
        found.append(self._rest("".join(tokens[start:])))
        return "".join(found)

    def _phrase(self, tokens: list[str], at: int) -> tuple[int, str]:
        """How many tokens from `at` on are a name, the longest, and its alias."""
        phrases = self._phrases.get(tokens[at])
        if phrases is None:
            return 0, ""
        for length in self._lengths[tokens[at]]:
            instead = phrases.get(tuple(tokens[at : at + length]))
            if instead is not None and (length > 1 or not _is_joined(tokens, at)):
                return length, instead
        return 0, ""

    def _rest(self, text: str) -> str:
        return _SHAPE.sub(self._shape, text) if text else ""

    def _shape(self, found: re.Match[str]) -> str:
        text, kind = found[0], found.lastgroup or "name"
        if kind == "link" and text.rstrip(".:)]}") in self._published.links:
            return text
        if kind == "word":
            return self._dotted(text)
        return self._names.get(text.lower()) or self._aliases.alias(kind, text)

    def _dotted(self, text: str) -> str:
        """A word; or words joined by dots: a host name, a reference, a version, a file."""
        if text.lower() in self._names and not self._is_ordinary(text):
            return self._names[text.lower()]
        if "." not in text:
            return self.word(text)
        if text in self._published.dotted or _VERSION.fullmatch(text):
            return text
        if _ADDRESS.fullmatch(text):
            return self._aliases.alias("address", text)
        parts = text.split(".")
        if parts[0] in ROOTS or self._published.is_type(parts[0]):
            return self._reference(parts)
        return self._aliases.alias("host", text)

    def _reference(self, parts: list[str]) -> str:
        """A reference of Terraform: what follows a type, `module` or `var` is a name."""
        shown, named = [], False
        for part in parts:
            known = part in ROOTS or self._published.is_type(part)
            shown.append(self._aliases.alias("name", part) if named else self.word(part))
            named = known and not named
        return ".".join(shown)

    def word(self, text: str) -> str:
        """One word, if it is one of cutset's own or the name of a place; else its alias."""
        if text.lower() in self._names and not self._is_ordinary(text):
            return self._names[text.lower()]
        if _COUNT.fullmatch(text) or self._published.is_word(text):
            return text
        if self._published.is_place(text) or not any(sign.isalnum() for sign in text):
            return text
        return self._aliases.alias("account" if _ACCOUNT.fullmatch(text) else "name", text)


def _is_joined(tokens: list[str], at: int) -> bool:
    """Whether the token is part of something longer: a host name, a path, a reference."""
    before = at > 1 and tokens[at - 1] in _JOINS and _is_word(tokens[at - 2])
    after = at + 2 < len(tokens) and tokens[at + 1] in _JOINS and _is_word(tokens[at + 2])
    return before or after


def _is_word(token: str) -> bool:
    return bool(_WORD.fullmatch(token))
