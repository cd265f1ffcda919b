"""Random edits of a directory of Terraform code, as people make them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

_BLOCK = re.compile(rb'^(?:resource|module|data) "[^\n]*\{\n(?:[ \t}\n].*\n?)*?^\}\n', re.MULTILINE)
_NAME = re.compile(rb'^resource "(\w+)" "(\w+)"', re.MULTILINE)
_VALUE = re.compile(rb'=\s*"([^"\n$]+)"|=\s*(\d+)|=\s*(true|false)')
_CALL = re.compile(rb'source\s*=\s*"(\.\.?/[^"\n$]+)"')

Edit = Callable[[Path, random.Random], None]


def _files(folder: Path, *suffixes: str) -> list[Path]:
    found = (f for f in folder.rglob("*") if f.name.endswith(suffixes) and f.is_file())
    files = sorted(f for f in found if not f.is_symlink())
    return files or [_first(folder)]


def _first(folder: Path) -> Path:
    """A new file, where there is none of its kind."""
    file = folder / "first.tf"
    file.write_text("")
    return file


def change_a_value(folder: Path, chance: random.Random) -> None:
    change_value_of(chance.choice(_files(folder, ".tf")), chance)


def change_value_of(file: Path, chance: random.Random) -> None:
    content = file.read_bytes()
    found = list(_VALUE.finditer(content))
    if found:
        start, end = chance.choice(found).span()
        new = chance.choice([b'= "changed"', b"= 7", b"= false", b"= var.nowhere"])
        file.write_bytes(content[:start] + new + content[end:])


def remove_a_block(folder: Path, chance: random.Random) -> None:
    file = chance.choice(_files(folder, ".tf"))
    content = file.read_bytes()
    found = list(_BLOCK.finditer(content))
    if found:
        start, end = chance.choice(found).span()
        file.write_bytes(content[:start] + content[end:])


def rename_a_resource(folder: Path, chance: random.Random) -> None:
    file = chance.choice(_files(folder, ".tf"))
    content = file.read_bytes()
    found = list(_NAME.finditer(content))
    if found:
        kind, name = chance.choice(found).groups()
        for other in _files(file.parent, ".tf"):
            text = other.read_bytes().replace(b'"%s" "%s"' % (kind, name), b'"%s" "other"' % kind)
            other.write_bytes(text.replace(b"%s.%s" % (kind, name), kind + b".other"))


def add_a_file(folder: Path, chance: random.Random) -> None:
    beside = chance.choice(_files(folder, ".tf"))
    content = b'resource "aws_sqs_queue" "added" {\n  name = "added"\n}\n'
    (beside.parent / f"added{chance.randrange(3)}.tf").write_bytes(content)


def remove_a_file(folder: Path, chance: random.Random) -> None:
    chance.choice(_files(folder, ".tf", ".tfvars", ".hcl", ".json", ".tpl", ".yaml")).unlink()


def rename_a_file(folder: Path, chance: random.Random) -> None:
    file = chance.choice(_files(folder, ".tf", ".tfvars"))
    file.rename(file.with_name(f"moved-{file.name}"))


def break_a_file(folder: Path, chance: random.Random) -> None:
    file = chance.choice(_files(folder, ".tf", ".tfvars", ".hcl"))
    content = file.read_bytes()
    file.write_bytes(content[: chance.randrange(len(content) + 1)] + b"\n}} {\xff")


def change_a_module(folder: Path, chance: random.Random) -> None:
    """One that is called: by several roots, if there is such a one."""
    called: dict[Path, set[Path]] = {}
    for file in _files(folder, ".tf"):
        for source in _CALL.findall(file.read_bytes()):
            target = (file.parent / source.decode(errors="replace")).resolve()
            if target.is_dir() and target.is_relative_to(folder.resolve()):
                called.setdefault(target, set()).add(file.parent)
    most = [target for target, callers in called.items() if len(callers) > 1] or list(called)
    files = _files(chance.choice(sorted(most)), ".tf") if most else []
    if files:
        change_value_of(chance.choice(files), chance)


def change_values(folder: Path, chance: random.Random) -> None:
    files = _files(folder, ".tfvars")
    if files:
        change_value_of(chance.choice(files), chance)


def add_values(folder: Path, chance: random.Random) -> None:
    beside = chance.choice(_files(folder, ".tf"))
    name = chance.choice(["prod.tfvars", "new.auto.tfvars", "backend.hcl"])
    (beside.parent / name).write_text('region = "eu-west-1"\n')


def move_a_state(folder: Path, chance: random.Random) -> None:
    """What reads the state does not find it any more."""
    files = [f for f in _files(folder, ".tf", ".hcl") if b"key " in f.read_bytes()]
    if files:
        file = chance.choice(files)
        file.write_bytes(re.sub(rb'(key\s+=\s+")', rb"\1elsewhere/", file.read_bytes(), count=1))


def move_a_folder(folder: Path, chance: random.Random) -> None:
    file = chance.choice(_files(folder, ".tf"))
    if file.parent != folder:
        file.parent.rename(file.parent.with_name(f"{file.parent.name}-moved"))


def link_out(folder: Path, chance: random.Random) -> None:
    file = chance.choice(_files(folder, ".tf"))
    file.unlink()
    file.symlink_to(chance.choice(["/etc/hostname", "nowhere.tf"]))


def change_the_configuration(folder: Path, chance: random.Random) -> None:
    """Another tier for a journey, or other environments that are judged."""
    file = folder / "cutset.yaml"
    if file.is_file():
        text = file.read_text()
        tiers = list(re.finditer(r"tier: \d", text))
        start, end = chance.choice(tiers).span() if tiers else (0, 0)
        file.write_text(f"{text[:start]}tier: {chance.choice('123')}{text[end:]}" if end else text)


EDITS: tuple[Edit, ...] = (
    change_a_value,
    remove_a_block,
    rename_a_resource,
    add_a_file,
    remove_a_file,
    rename_a_file,
    break_a_file,
    change_a_module,
    change_values,
    add_values,
    move_a_state,
    move_a_folder,
    link_out,
    change_the_configuration,
)
