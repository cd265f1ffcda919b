"""Expressions made up by a grammar, to ask Terraform and the collector about.

Run as a script it makes some up, asks Terraform, and prints where the two differ; with
`--record N` it writes N of them and their answers down as cases:

    python -m tests.collect.terraform.grammar --count 2000 --seed 7
    python -m tests.collect.terraform.grammar --seed 7 --record 600
"""

from __future__ import annotations

import argparse
import re
from random import Random

from . import console

_TITLE = re.compile(r"\[(?:text|number|truth|list|map|pattern|format|place)(?: of others)?\]")
_HOLE = re.compile("<([A-Z])>")
_KINDS = {"T": "text", "N": "number", "B": "truth", "L": "list", "M": "map", "P": "pattern",
          "F": "format", "I": "place"}  # fmt: skip


def templates() -> dict[str, list[str]]:
    """Kind of expression -> what it may be; `<kind> of others` needs further expressions."""
    found: dict[str, list[str]] = {}
    some: list[str] = []
    for line in (console.CASES / "grammar.txt").read_text().split("\n"):
        if _TITLE.fullmatch(line):
            some = found.setdefault(line[1:-1], [])
            continue
        if line and not line.startswith("#"):
            some.append(line)
    return found


class Grammar:
    """Makes expressions; `depth` is how many levels may still be added."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.templates = templates()

    def any(self, depth: int) -> str:
        """An expression of any type, now and then one that has no value."""
        return self.kind(self.random.choice(["text", "number", "truth", "list", "map"]), depth)

    def scalar(self, depth: int) -> str:
        """Mostly a text or number, sometimes null."""
        if self.random.random() < 0.05:
            return "null"
        return self.kind(self.random.choice(["text", "number", "truth"]), depth)

    def kind(self, name: str, depth: int) -> str:
        """An expression of one kind."""
        deep = self.templates.get(f"{name} of others", [])
        if depth <= 0 or not deep or self.random.random() < 0.15:
            return self.random.choice(self.templates[name])
        return _HOLE.sub(lambda m: self._filled(m[1], depth - 1), self.random.choice(deep))

    def _filled(self, letter: str, depth: int) -> str:
        if letter in _KINDS:
            return self.kind(_KINDS[letter], depth)
        return self.any(depth) if letter == "A" else self.scalar(depth)


def made_up(count: int, seed: int) -> list[str]:
    """Different expressions, each of a depth between 1 and 3."""
    random = Random(seed)
    grammar = Grammar(random)
    found: dict[str, None] = {}
    while len(found) < count:
        text = grammar.any(random.choice((1, 2, 2, 3)))
        if len(text) < 160 and "\n" not in text and not text.startswith("#"):
            found[text] = None
    return list(found)


def main() -> None:
    """Make some up, and print where the collector and Terraform differ."""
    from .evaluation import answer, root_at

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record", type=int, default=0)
    options = parser.parse_args()
    answers = console.ask(made_up(max(options.count, 4 * options.record), options.seed))
    if options.record:
        some = _worth_keeping(answers, options.record)
        (console.CASES / "generated.txt").write_text("".join(f"{line}\n" for line in some))
        console.record()
        return
    root = root_at(console.DATA)
    different = 0
    for expression, wanted in answers.items():
        given = answer(root, expression)
        if given != wanted:
            different += 1
            print(f"{expression}\n   terraform {wanted[:200]}\n   ours      {given[:200]}")
    print(f"{different} of {len(answers)} differ, {_refused(answers)} are refused")


def _worth_keeping(answers: dict[str, str], count: int) -> list[str]:
    """Mostly those that have a value, each value once."""
    by_answer = {answer: text for text, answer in answers.items() if not _MINUS_ZERO.search(answer)}
    kept = [text for text in by_answer.values() if answers[text] != console.ERROR]
    refused = [text for text, answer in answers.items() if answer == console.ERROR]
    return [*kept[: count - count // 5], *refused[: count // 5]]


_MINUS_ZERO = re.compile(r"-0(?!\.?\d)")
"""A number that the collector does not have: its zero has no sign."""


def _refused(answers: dict[str, str]) -> int:
    return sum(answer == console.ERROR for answer in answers.values())


if __name__ == "__main__":
    main()
