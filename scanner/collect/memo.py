"""What was worked out of a directory, found again where nothing that it rests on has changed.

Whatever is kept stands with the questions that working it out asked of the directory, and a
digest of the answers: it is found again only where each answer is the same. Questions are of
paths within the directory, so it does not matter where the directory lies.

The border of trust: the answers show that the *directory* is the same, not who worked the value
out. Whoever can sign the file that a memo is kept in decides what is found in it; a `Store` signs
with a key of the user, which runs of strangers' code must not get. The content itself is plain
data: nothing of it is executed, and no question leads out of the directory.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from scanner.collect.tree import Tree
from scanner.model.codec import pack, unpack
from scanner.store import Store

T = TypeVar("T")

MOST_VARIANTS = 4
"""Values of one name: of the base and the head of a change, and of the ones before."""
MOST_BYTES = 64 * 2**20
"""Of all values together, compressed; those that were of no use the longest go first."""
MOST_UNPACKED = 256 * 2**20
"""Of one value: a forged one cannot fill the memory."""
GIVEN = "given:"
"""The question for all that decides a value beside the directory."""


class Remembered(msgspec.Struct, frozen=True, array_like=True):
    """A value and what it rests on."""

    questions: tuple[str, ...]
    digest: str
    """Of the answers, in the order of the questions."""
    value: bytes
    """Packed and compressed."""


class Memo:
    """Values by name, a few of each."""

    def __init__(self) -> None:
        self._entries: dict[str, list[Remembered]] = {}
        self._changed = False

    def find(self, name: str, digest: Callable[[Iterable[str]], str]) -> Remembered | None:
        """The value called `name` that still holds; `digest` is that of the answers now."""
        for entry in self._entries.get(name, ()):
            if digest(entry.questions) == entry.digest:
                self._use(name, entry)
                return entry
        return None

    def keep(self, name: str, entry: Remembered) -> None:
        """Keep a value, as the newest of its name."""
        self._use(name, entry)
        self._changed = True

    def _use(self, name: str, entry: Remembered) -> None:
        others = [other for other in self._entries.pop(name, ()) if other is not entry]
        self._entries[name] = [entry, *others[: MOST_VARIANTS - 1]]

    def read(self, store: Store, name: str) -> None:
        """Take what `store` keeps, where nothing was kept here yet."""
        self._entries = self._entries or store.get(name, dict[str, list[Remembered]]) or {}

    def write(self, store: Store, name: str) -> None:
        """Keep all in `store`, where anything is new, as far as there is room."""
        if not self._changed:
            return
        room, kept = MOST_BYTES, {}
        for called, entries in reversed(self._entries.items()):
            room -= sum(len(entry.value) for entry in entries)
            if room < 0:
                break
            kept[called] = entries
        store.put(name, dict(reversed(kept.items())))
        self._changed = False


class Recall:
    """A memo, asked about one directory."""

    def __init__(self, memo: Memo | None, tree: Tree, given: str) -> None:
        """`given` stands for all that decides a value beside the directory."""
        self.memo = memo
        self._tree = tree
        self._given = given
        self.others: dict[str, Callable[[str], str]] = {}
        """The answers to questions that are not of the tree, by what stands before the colon."""
        self.behind: dict[str, Callable[[], set[str]]] = {}
        """What the answer to such a question asked of the tree."""

    def of(
        self,
        name: str,
        kind: type[T],
        work: Callable[[], T],
        given: str = "",
        is_secret: Callable[[T], bool] = lambda _: False,
    ) -> T:
        """The value called `name`, found again or else worked out. It also rests on `given`, and
        is not kept if it is secret."""
        if self.memo is None:
            return work()
        name = f"{name}\0{given}" if given else name
        found = self.find(name, kind)
        if found is not None:
            return found
        asked: set[str] = set()
        with self._tree.asking(asked):
            value = work()
        self._tree.asked(asked)
        questions = sorted(asked)
        if not is_secret(value):
            self.keep(name, questions, self.digest(questions), value)
        return value

    def find(self, name: str, kind: type[T]) -> T | None:
        """The value called `name`, if it was kept and still holds; what it asked is noted."""
        entry = self.memo.find(name, self.digest) if self.memo else None
        value = _unpacked(entry.value, kind) if entry else None
        if entry is None or value is None:
            return None
        for question in entry.questions:
            behind = self.behind.get(question.partition(":")[0])
            self._tree.asked(behind() if behind else ())
        self._tree.asked(q for q in entry.questions if q.partition(":")[0] not in self.others)
        return value

    def keep(self, name: str, questions: Sequence[str], digest: str, value: object) -> None:
        """Keep a value with the questions that were asked for it, and the digest of the answers."""
        if self.memo is not None:
            packed = zlib.compress(pack(value), level=1)
            self.memo.keep(name, Remembered(tuple(questions), digest, packed))

    def digest(self, questions: Iterable[str]) -> str:
        """The digest of the answers to `questions`, and of what is given."""
        found = hashlib.sha256(self._given.encode())
        for question in questions:
            what = question.partition(":")[0]
            answer = self.others.get(what, self._tree.answer)(question)
            found.update(f"{question}\0{answer}\0".encode(errors="replace"))
        return found.hexdigest()


def _unpacked(value: bytes, kind: type[T]) -> T | None:
    try:
        return unpack(zlib.decompressobj().decompress(value, MOST_UNPACKED), kind)
    except (zlib.error, ValueError, RecursionError, msgspec.MsgspecError):
        return None
