"""Functions that read files: only of the scanned tree, and never anything but reading."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from posixpath import basename, dirname, normpath

from scanner.collect.terraform.functions.digests import digest, digest_base64
from scanner.collect.terraform.values import EvaluationError, Text, Unknown, Value, known
from scanner.collect.terraform.values.compare import set_of
from scanner.collect.tree import Tree, from_top, resolve
from scanner.model import Gap

MAX_GLOB = 500


class UnreadFileError(Exception):
    """A file is there, or may be, but cannot be read: its content is unknown, not absent."""


class Folder:
    """The directory that Terraform would run in, and so what relative paths start from."""

    def __init__(self, tree: Tree, base: str) -> None:
        self.tree = tree
        self.base = base

    def resolve(self, path: str) -> str:
        """`path` relative to the tree. Raises UnreadFileError where it leads out of it."""
        inside = from_top(path)
        found = resolve(self.base, path) if inside is None else resolve("", inside)
        if path.startswith("~"):
            found = None
        if found is None:
            raise UnreadFileError(f"{path} lies outside the scanned directory")
        return found

    def read(self, path: str) -> bytes:
        """A file's content.

        Raises EvaluationError where there is no such file, UnreadFileError where it
        cannot be read.
        """
        found = self.resolve(path)
        if not self.tree.exists(found):
            if self.tree.real(found) is None:
                raise UnreadFileError(f"{path} leads out of the scanned directory")
            raise EvaluationError(f"there is no file {path}")
        content = self.tree.read(found)
        if isinstance(content, Gap):
            raise UnreadFileError(content.reason)
        return content

    def text(self, path: str) -> str:
        """A file's content as text. Raises as `read`, and EvaluationError if it is none."""
        try:
            return self.read(path).decode()
        except UnicodeDecodeError as error:
            raise EvaluationError(f"{path} is not text") from error

    def glob(self, path: str, pattern: str) -> list[str]:
        """Files below `path` that `pattern` fits, relative to it."""
        start = self.resolve(path)
        prefix = f"{start}/" if start else ""
        expression = _glob(pattern)
        inside = (file[len(prefix) :] for file in self.tree.below(start))
        return [file for file in inside if expression.fullmatch(file)]


def _glob(pattern: str) -> re.Pattern[str]:
    """`*`, `**`, `?`, `{a,b}` and `[a-z]` as a regular expression."""
    if len(pattern) > MAX_GLOB or pattern.count("*") > 10:
        raise EvaluationError("a file pattern is too long to follow")
    out: list[str] = []
    depth = 0
    for sign in re.findall(r"\*\*/|\*\*|\[[^\]/]*\]|\\.|.", normpath(pattern), re.DOTALL):
        if sign in _GLOB:
            out.append(_GLOB[sign])
        elif sign == "[":
            raise EvaluationError(f'"{pattern}" is no file pattern')
        elif sign == "{":
            depth += 1
            out.append("(?:")
        elif sign == "}" and depth:
            depth -= 1
            out.append(")")
        elif sign == "," and depth:
            out.append("|")
        elif len(sign) > 1 and sign[0] == "[":
            inner = sign[1:-1].replace("\\", "\\\\").replace("[", "\\[")
            out.append(f"[{inner}]")
        else:
            out.append(re.escape(sign[-1]))
    try:
        return re.compile("".join(out) + ")" * depth)
    except re.error as error:
        raise EvaluationError(f'"{pattern}" is no file pattern') from error


_GLOB = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}

FileFunction = Callable[[Folder, list[str]], Value]


def _digest(name: str, in_base64: bool = False) -> FileFunction:
    how = digest_base64 if in_base64 else digest
    return lambda folder, texts: Text(how(name, folder.read(texts[0])))


def _fileset(folder: Folder, texts: list[str]) -> Value:
    return set_of(Text(file) for file in folder.glob(texts[0], texts[1]))


def _fileexists(folder: Folder, texts: list[str]) -> Value:
    found = folder.resolve(texts[0])
    if not folder.tree.exists(found) and folder.tree.real(found) is None:
        raise UnreadFileError(f"{texts[0]} leads out of the scanned directory")
    exists = folder.tree.exists(found)
    if not exists and folder.tree.below(found):
        raise EvaluationError(f"{texts[0]} is a directory")
    return known(exists)


def _filebase64(folder: Folder, texts: list[str]) -> Value:
    return Text(base64.b64encode(folder.read(texts[0])).decode())


def _basename(path: str) -> str:
    return basename(path.rstrip("/")) or ("/" if path else ".")


def _of_this_machine(_: Folder, texts: list[str]) -> Value:
    if not texts[0].startswith("/"):
        return Unknown("it depends on the machine that Terraform runs on")
    return Text(normpath(texts[0]))


def _pathexpand(folder: Folder, texts: list[str]) -> Value:
    if texts[0].startswith("~"):
        return _of_this_machine(folder, texts)
    return Text(texts[0])


def _counted(count: int, function: FileFunction) -> FileFunction:
    def run(folder: Folder, texts: list[str]) -> Value:
        if len(texts) != count:
            raise EvaluationError(f"{count} arguments are needed here")
        return function(folder, texts)

    return run


FILE_FUNCTIONS: dict[str, FileFunction] = {
    "abspath": _counted(1, _of_this_machine),
    "basename": _counted(1, lambda _, texts: Text(_basename(texts[0]))),
    "dirname": _counted(1, lambda _, texts: Text(normpath(dirname(texts[0])))),
    "file": _counted(1, lambda folder, texts: Text(folder.text(texts[0]))),
    "filebase64": _counted(1, _filebase64),
    "filebase64sha256": _counted(1, _digest("sha256", in_base64=True)),
    "filebase64sha512": _counted(1, _digest("sha512", in_base64=True)),
    "fileexists": _counted(1, _fileexists),
    "filemd5": _counted(1, _digest("md5")),
    "fileset": _counted(2, _fileset),
    "filesha1": _counted(1, _digest("sha1")),
    "filesha256": _counted(1, _digest("sha256")),
    "filesha512": _counted(1, _digest("sha512")),
    "pathexpand": _counted(1, _pathexpand),
}
