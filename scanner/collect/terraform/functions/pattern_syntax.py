"""The syntax of regular expressions in RE2's dialect, read into a tree.

Source: github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from scanner.collect.terraform.values.value import EvaluationError

MAX_REPEAT = 1000
MAX_DEPTH = 100

_CLASSES: dict[str, str] = {
    "d": "0123456789",
    "s": "\t\n\f\r ",
    "w": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_",
}
_NAMED: dict[str, Callable[[str], bool]] = {
    "alnum": lambda c: c.isascii() and c.isalnum(),
    "alpha": lambda c: c.isascii() and c.isalpha(),
    "ascii": str.isascii,
    "blank": lambda c: c in " \t",
    "cntrl": lambda c: c < " " or c == "\x7f",
    "digit": lambda c: c in _CLASSES["d"],
    "graph": lambda c: "!" <= c <= "~",
    "lower": lambda c: "a" <= c <= "z",
    "print": lambda c: " " <= c <= "~",
    "punct": lambda c: "!" <= c <= "~" and not c.isalnum(),
    "space": lambda c: c in "\t\n\v\f\r ",
    "upper": lambda c: "A" <= c <= "Z",
    "word": lambda c: c in _CLASSES["w"],
    "xdigit": lambda c: c in "0123456789abcdefABCDEF",
}
_ESCAPES = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}


@dataclass(frozen=True)
class Signs:
    """One sign out of some."""

    ranges: tuple[tuple[str, str], ...] = ()
    tests: tuple[Callable[[str], bool], ...] = ()
    negated: bool = False
    fold: bool = False

    def has(self, sign: str) -> bool:
        """Whether `sign` is one of them."""
        if self.fold:
            swapped = {sign, sign.lower(), sign.upper()}
            return any(self._has(one) for one in swapped if len(one) == 1) is not self.negated
        return self._has(sign) is not self.negated

    def _has(self, sign: str) -> bool:
        return any(a <= sign <= b for a, b in self.ranges) or any(t(sign) for t in self.tests)


@dataclass(frozen=True)
class Assertion:
    """A place: `start`, `end`, `line start`, `line end`, `boundary`, `no boundary`."""

    what: str


@dataclass(frozen=True)
class Chain:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Alternatives:
    """One of them, the first that fits."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Group:
    """A part whose text is kept; `number` -1 is not kept."""

    inner: Node
    number: int


@dataclass(frozen=True)
class Repeat:
    """`least` to `most` times; None is without end."""

    inner: Node
    least: int
    most: int | None
    greedy: bool


Node = Signs | Assertion | Chain | Alternatives | Group | Repeat


def parse_pattern(source: str) -> tuple[Node, dict[str, int], int]:
    """The tree, the numbers of named groups and how many groups there are.

    Raises EvaluationError where `source` is no regular expression.
    """
    reader = _Reader(source)
    tree = reader.alternatives(0)
    if not reader.ended:
        raise EvaluationError(f'"{source}" is no regular expression: a ) is too many')
    return tree, reader.names, reader.groups


@dataclass
class _Reader:
    source: str
    at: int = 0
    groups: int = 0
    flags: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.names: dict[str, int] = {}

    @property
    def ended(self) -> bool:
        return self.at >= len(self.source)

    def fail(self, what: str) -> EvaluationError:
        return EvaluationError(f'"{self.source[:80]}" is no regular expression: {what}')

    def peek(self, text: str) -> bool:
        return self.source.startswith(text, self.at)

    def take(self, text: str) -> bool:
        if self.peek(text):
            self.at += len(text)
            return True
        return False

    def next(self) -> str:
        if self.ended:
            raise self.fail("it ends too early")
        self.at += 1
        return self.source[self.at - 1]

    # --- structure ----------------------------------------------------------------------

    def alternatives(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self.fail("nested too deep")
        parts = [self._chain(depth)]
        while self.take("|"):
            parts.append(self._chain(depth))
        return parts[0] if len(parts) == 1 else Alternatives(tuple(parts))

    def _chain(self, depth: int) -> Node:
        parts: list[Node] = []
        while not self.ended and not self.peek("|") and not self.peek(")"):
            part = self._atom(depth)
            if part is not None:
                parts.append(self._repeated(part))
        return Chain(tuple(parts))

    def _repeated(self, part: Node) -> Node:
        while True:
            if self.take("*"):
                least, most = 0, None
            elif self.take("+"):
                least, most = 1, None
            elif self.take("?"):
                least, most = 0, 1
            elif (bounds := self._bounds()) is not None:
                least, most = bounds
            else:
                return part
            if isinstance(part, Repeat):
                raise self.fail("a repetition is repeated")
            lazy = self.take("?")
            part = Repeat(part, least, most, greedy=lazy == ("U" in self.flags))

    def _bounds(self) -> tuple[int, int | None] | None:
        """`{n}`, `{n,}` or `{n,m}`; anything else is a plain brace."""
        end = self.source.find("}", self.at)
        if not self.peek("{") or end < 0:
            return None
        low, comma, high = self.source[self.at + 1 : end].partition(",")
        if not low.isdigit() or not (high.isdigit() or not high):
            return None
        self.at = end + 1
        least = int(low[:6])
        most = least if not comma else int(high[:6]) if high else None
        if least > MAX_REPEAT or (most is not None and not least <= most <= MAX_REPEAT):
            raise self.fail("a repetition is out of bounds")
        return least, most

    def _atom(self, depth: int) -> Node | None:
        if self.take("("):
            return self._group(depth)
        if self.take("["):
            return self._class()
        if self.take("\\"):
            return self._escape()
        sign = self.next()
        if sign == ".":
            return (
                Signs(negated=True) if "s" in self.flags else Signs((("\n", "\n"),), negated=True)
            )
        if sign == "^":
            return Assertion("line start" if "m" in self.flags else "start")
        if sign == "$":
            return Assertion("line end" if "m" in self.flags else "end")
        if sign in "*+?":
            raise self.fail("there is nothing to repeat")
        return self._literal(sign)

    def _literal(self, sign: str) -> Signs:
        return Signs(((sign, sign),), fold="i" in self.flags)

    def _group(self, depth: int) -> Node | None:
        outer = self.flags
        number = -1
        if self.take("?P<") or self.take("?<"):
            end = self.source.find(">", self.at)
            if end < 0:
                raise self.fail("a group's name does not end")
            self.groups += 1
            number = self.groups
            name = self.source[self.at : end]
            if name in self.names or not name.isidentifier() or not name.isascii():
                raise self.fail("a group's name is taken, or is none")
            self.names[name] = number
            self.at = end + 1
        elif self.take("?"):
            if not self._set_flags():
                return None
        else:
            self.groups += 1
            number = self.groups
        inner = self.alternatives(depth + 1)
        if not self.take(")"):
            raise self.fail("a ( is not closed")
        self.flags = outer
        return Group(inner, number)

    def _set_flags(self) -> bool:
        """`(?i)` sets flags up to the group's end; `(?i:` sets them inside. True for the latter."""
        on: set[str] = set(self.flags)
        negative = False
        while True:
            sign = self.next()
            if sign in ":)":
                self.flags = frozenset(on)
                return sign == ":"
            if sign == "-":
                negative = True
            elif sign in "imsU":
                on.discard(sign) if negative else on.add(sign)
            else:
                raise self.fail("it looks around, or has a flag that is not understood")

    # --- signs --------------------------------------------------------------------------

    def _escape(self) -> Node:
        if self.take("b"):
            return Assertion("boundary")
        if self.take("B"):
            return Assertion("no boundary")
        if self.take("A"):
            return Assertion("start")
        if self.take("z"):
            return Assertion("end")
        if self.take("Q"):
            return self._quoted()
        found = self._escaped_class()
        return found if found is not None else self._literal(self._escaped_sign())

    def _quoted(self) -> Node:
        end = self.source.find("\\E", self.at)
        text = self.source[self.at :] if end < 0 else self.source[self.at : end]
        self.at = len(self.source) if end < 0 else end + 2
        return Chain(tuple(self._literal(sign) for sign in text))

    def _escaped_class(self) -> Signs | None:
        """`\\d`, `\\W`, `\\pL`, `\\P{Greek}`; None for other escapes."""
        sign = self.source[self.at : self.at + 1]
        if sign and sign.lower() in _CLASSES:
            self.at += 1
            letters = _CLASSES[sign.lower()]
            return Signs(tests=(letters.__contains__,), negated=sign.isupper())
        if sign and sign in "pP":
            self.at += 1
            name = self.next()
            if name == "{":
                end = self.source.find("}", self.at)
                name, self.at = self.source[self.at : end], end + 1
            negated = (sign == "P") is not name.startswith("^")
            return Signs(tests=(self._category(name.removeprefix("^")),), negated=negated)
        return None

    def _category(self, name: str) -> Callable[[str], bool]:
        if name == "Any":
            return lambda _: True
        if 1 <= len(name) <= 2 and name[0] in "CLMNPSZ":
            return lambda sign: unicodedata.category(sign).startswith(name)
        script = name.upper()
        return lambda sign: unicodedata.name(sign, "").startswith(f"{script} ")

    def _escaped_sign(self) -> str:
        sign = self.next()
        if sign in _ESCAPES:
            return _ESCAPES[sign]
        if sign == "x":
            if self.take("{"):
                end = self.source.find("}", self.at)
                digits, self.at = self.source[self.at : end], end + 1
            else:
                digits, self.at = self.source[self.at : self.at + 2], self.at + 2
            return self._code(digits, 16)
        if sign in "01234567":
            start = self.at - 1
            while self.at < start + 3 and self.source[self.at : self.at + 1] in tuple("01234567"):
                self.at += 1
            return self._code(self.source[start : self.at], 8)
        if sign.isalnum():
            raise self.fail(f"\\{sign} is not understood")
        return sign

    def _code(self, digits: str, base: int) -> str:
        try:
            return chr(int(digits, base))
        except (ValueError, OverflowError) as error:
            raise self.fail("a sign's number is wrong") from error

    def _class(self) -> Signs:
        negated = self.take("^")
        ranges: list[tuple[str, str]] = []
        tests: list[Callable[[str], bool]] = []
        first = True
        while first or not self.peek("]"):
            if self.ended:
                raise self.fail("a [ is not closed")
            first = False
            if self.take("[:"):
                tests.append(self._named())
                continue
            if self.take("\\"):
                found = self._escaped_class()
                if found is not None:
                    tests.append(found.has)
                    continue
                low = self._escaped_sign()
            else:
                low = self.next()
            high = low
            if self.peek("-") and not self.peek("-]"):
                self.at += 1
                high = self._escaped_sign() if self.take("\\") else self.next()
                if high < low:
                    raise self.fail("a range goes backwards")
            ranges.append((low, high))
        self.at += 1
        return Signs(tuple(ranges), tuple(tests), negated, "i" in self.flags)

    def _named(self) -> Callable[[str], bool]:
        end = self.source.find(":]", self.at)
        name = self.source[self.at : end] if end > 0 else ""
        test = _NAMED.get(name.removeprefix("^"))
        if test is None:
            raise self.fail(f"there is no class {name}")
        self.at = end + 2
        return (lambda sign: not test(sign)) if name.startswith("^") else test
