"""Files that a unit has generated beside its module, as far as their text is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import normpath

from scanner.collect.terraform.modules.loading import SUFFIXES, Added
from scanner.collect.terraform.syntax import Attribute
from scanner.collect.terraform.terragrunt.config import Config
from scanner.collect.terraform.terragrunt.layers import Layers, text_of
from scanner.collect.terraform.values import Bool, PartialText, Text, Unknown, Value
from scanner.collect.terraform.values.texts import as_text

KEEPS = "skip"
"""What `if_exists` says where the module's own file is to stay."""


@dataclass
class Generated:
    """Files to put beside the module, and the unknown parts of their texts as variables."""

    files: list[Added] = field(default_factory=list)
    unknown: dict[str, Unknown] = field(default_factory=dict)

    def written(self, parts: tuple[Text | Unknown, ...]) -> str:
        """The text with a variable in the place of each part that is not known."""
        text = ""
        for part in parts:
            if isinstance(part, Text):
                text += part.value
                continue
            name = f"generated_{len(self.unknown) + 1}"
            self.unknown[name] = part
            line = text.rpartition("\n")[2]
            quoted = (line.count('"') - line.count('\\"')) % 2 == 1
            text += f"${{var.{name}}}" if quoted else f"var.{name}"
        return text

    def declarations(self) -> bytes:
        """The variables that stand for unknown parts."""
        return "".join(f'variable "{name}" {{}}\n' for name in self.unknown).encode()


def generated_files(layers: Layers, folder: str) -> Generated:
    """What the `generate` blocks of a unit put beside its module."""
    made = Generated()
    for _, (config, block) in sorted(layers.labelled("generate").items()):
        written = block.body.attributes
        contents = written.get("contents")
        path = text_of(config, written.get("path"))
        disable = config.value(written["disable"].value) if "disable" in written else None
        disabled = isinstance(disable, Bool) and disable.value
        name = normpath(path).removeprefix("./") if path else ""
        if contents is None or disabled or "/" in name or not name.endswith(SUFFIXES):
            continue
        text = as_text(config.value(contents.value))
        told_by, before = _place(config, contents, text, f"{folder}/{name}".lstrip("/"))
        parts = (text,) if isinstance(text, Text | Unknown) else ()
        content = made.written(text.parts if isinstance(text, PartialText) else parts)
        keeps = text_of(config, written.get("if_exists")) == KEEPS
        made.files.append(Added(name, f"{before}{content}".encode(), told_by, yields=keeps))
    if made.unknown:
        content_of_all = made.declarations()
        made.files.append(Added("generated_variables.tf", content_of_all, layers.config.path))
    return made


def _place(config: Config, written: Attribute, text: Value, own: str) -> tuple[str, str]:
    """The file that the lines of a generated one are told by, and the lines before it there: the
    configuration's where the text stands in it line by line."""
    lines = written.end_line - written.line
    whole = "".join(
        part.value if isinstance(part, Text) else ""
        for part in (text.parts if isinstance(text, PartialText) else (text,))
    )
    if lines > 1 and whole.rstrip("\n").count("\n") + 1 <= lines:
        return config.path, "\n" * written.line
    return own, ""
