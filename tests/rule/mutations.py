"""Changes of Terraform code that mean nothing: each rewrites a copy of a repository in place.

They know no language but its look: a block begins in the first column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Mutation = Callable[[Path], None]

_HEAD = re.compile(r'^[a-z_]+(?:\s+"[^"]*")*\s*\{')
_QUIET = re.compile(r'"(?:[^"\\]|\\.)*"|#.*|//.*')
"""What of a line is text or comment."""
_HEREDOC = re.compile(r"<<-?(\w+)\s*$")
_RESOURCE = re.compile(r'^resource "(?P<type>\w+)" "(?P<name>[\w-]+)" \{', re.MULTILINE)
_MODULE = re.compile(r'^module "(?P<name>[\w-]+)" \{', re.MULTILINE)


def blocks(text: str) -> Iterator[str]:
    """The blocks of a file with the comments above each; what follows the last one by itself."""
    part: list[str] = []
    depth, heredoc, begun = 0, "", False
    for line in text.splitlines(keepends=True):
        part.append(line)
        if heredoc:
            heredoc = "" if line.strip() == heredoc else heredoc
            continue
        if not depth and not _HEAD.match(line):
            continue
        begun = True
        code = _QUIET.sub("", line)
        depth += code.count("{") - code.count("}")
        if found := _HEREDOC.search(code):
            heredoc = found[1]
        if begun and not depth:
            yield "".join(part)
            part, begun = [], False
    if part:
        yield "".join(part)


def files(folder: Path) -> list[Path]:
    """The code of a repository."""
    return sorted(file for file in folder.rglob("*.tf") if ".terraform" not in file.parts)


def rewritten(paths: Iterable[Path], change: Callable[[str], str]) -> None:
    """`change` the text of each file."""
    for path in paths:
        path.write_text(change(path.read_text()))


def replaced(folder: Path, pattern: str, by: str | Callable[[re.Match[str]], str]) -> None:
    """A regular expression, replaced in all code and in cutset.yaml."""
    rewritten(
        [*files(folder), *folder.glob("cutset.yaml")],
        lambda text: re.sub(pattern, by, text, flags=re.MULTILINE),
    )


# --- how it looks -----------------------------------------------------------------------


def lines_moved(folder: Path) -> None:
    """Every line further down."""
    rewritten(files(folder), lambda text: "# one\n\n# two\n" + text)


def commented(folder: Path) -> None:
    """A comment above every block and beside every block's head."""
    rewritten(
        files(folder),
        lambda text: "".join(
            "/* a note */\n" + re.sub(r"^(\w.*\{)$", r"\1 # why", block, flags=re.MULTILINE)
            for block in blocks(text)
        ),
    )


def reformatted(folder: Path) -> None:
    """Other indents, other blanks, more empty lines; texts of several lines stay."""

    def wider(text: str) -> str:
        if "<<" in text:
            return text
        text = re.sub(r"^( +)(\w+) += ", r"\1\1\2   =  ", text, flags=re.MULTILINE)
        return re.sub(r"^}$", "}\n\n", text, flags=re.MULTILINE)

    rewritten(files(folder), wider)


def blocks_reversed(folder: Path) -> None:
    """The last block of each file first."""
    rewritten(files(folder), lambda text: "\n".join(reversed(list(blocks(text)))))


# --- where it stands --------------------------------------------------------------------


def files_renamed(folder: Path) -> None:
    """Every file under another name."""
    for file in files(folder):
        file.rename(file.with_name(f"moved-{file.name}"))


def files_merged(folder: Path) -> None:
    """One file a folder, in another order."""
    for place in {file.parent for file in files(folder)}:
        here = sorted(place.glob("*.tf"), reverse=True)
        text = "\n".join(file.read_text() for file in here)
        for file in here:
            file.unlink()
        (place / "all.tf").write_text(text)


def files_split(folder: Path) -> None:
    """One file a block."""
    for file in files(folder):
        parts = list(blocks(file.read_text()))
        file.unlink()
        for number, part in enumerate(parts):
            file.with_name(f"{file.stem}-{number}.tf").write_text(part)


def resources_renamed(folder: Path) -> None:
    """Every resource under another name, wherever it is told."""
    names = {
        (found["type"], found["name"])
        for file in files(folder)
        for found in _RESOURCE.finditer(file.read_text())
    }
    replaced(folder, r'^resource "(\w+)" "([\w-]+)" \{', r'resource "\1" "\2_b" {')
    told = "|".join(sorted(re.escape(f"{kind}.{name}") for kind, name in names))
    replaced(folder, rf"(?<![\w-])(?<!\bdata\.)({told})(?![\w-])", r"\1_b")


def resources_moved(folder: Path) -> None:
    """As `resources_renamed`, and each told by a `moved` block."""
    before = {file: _RESOURCE.findall(file.read_text()) for file in files(folder)}
    resources_renamed(folder)
    for file, found in before.items():
        moved = "".join(
            f"moved {{\n  from = {kind}.{name}\n  to   = {kind}.{name}_b\n}}\n"
            for kind, name in found
        )
        file.write_text(file.read_text() + moved)


def modules_renamed(folder: Path) -> None:
    """Every call of a module under another name."""
    names = {
        found["name"] for file in files(folder) for found in _MODULE.finditer(file.read_text())
    }
    told = "|".join(sorted(map(re.escape, names)))
    if told:
        called = rf'^module "({told})" \{{|\bmodule\.({told})(?![\w-])'
        replaced(folder, called, _with_another_name)


def _with_another_name(found: re.Match[str]) -> str:
    return f'module "{found[1]}_b" {{' if found[1] else f"module.{found[2]}_b"


def wrapped(folder: Path, root: str = ".") -> None:
    """The code of a root put into a module that the root calls with all of its variables and
    providers. Locals stand in both: providers may name them."""
    top = folder / root
    inner = top / "wrapped"
    inner.mkdir()
    outside, given, providers, outputs = [], "", "", ""
    for file in sorted(top.glob("*.tf")):
        inside = []
        for block in blocks(file.read_text()):
            kind, name = _kind(block)
            if kind in ("terraform", "provider", "variable", "locals"):
                outside.append(block)
            if kind not in ("terraform", "provider"):
                inside.append(re.sub(r'(source\s*=\s*"\.)', r"\1./.", block))
            if kind == "variable":
                given += f"  {name} = var.{name}\n"
            elif kind == "provider":
                alias = re.search(r'^\s+alias\s*=\s*"(.*)"', block, re.MULTILINE)
                called = f"{name}.{alias[1]}" if alias else name
                providers += f"    {called} = {called}\n"
            elif kind == "output":
                outputs += f'output "{name}" {{\n  value = module.wrapped.{name}\n}}\n'
        file.unlink()
        (inner / file.name).write_text("".join(inside))
    call = f'source = "./wrapped"\n{given}  providers = {{\n{providers}  }}'
    text = "".join(outside) + f'module "wrapped" {{\n  {call}\n}}\n{outputs}'
    (top / "main.tf").write_text(text)
    if (folder / "cutset.yaml").exists():
        replaced(folder, rf"(?<![\w/]){re.escape(root)}:", f"{root}:module.wrapped.")


def _kind(block: str) -> tuple[str, str]:
    """Kind and first label of a block."""
    found = re.search(r'^([a-z_]+)(?: "([^"]*)")?(?: "[^"]*")* \{', block, re.MULTILINE)
    return (found[1], found[2] or "") if found else ("", "")


def chained(*mutations: Mutation) -> Mutation:
    """All of them, one after the other."""

    def change(folder: Path) -> None:
        for mutation in mutations:
            mutation(folder)

    return change


LOOKS: tuple[Mutation, ...] = (lines_moved, commented, reformatted, blocks_reversed)
PLACES: tuple[Mutation, ...] = (files_renamed, files_merged, files_split)
NAMES: tuple[Mutation, ...] = (resources_renamed, resources_moved, modules_renamed)
