"""Values that a unit hands over on Terraform's command line: its `extra_arguments`.

Source: terragrunt.gruntwork.io/docs/features/extra-arguments
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.collect.terraform.modules.tfvars import ValuesFile, read_values
from scanner.collect.terraform.syntax import Attribute, Block
from scanner.collect.terraform.terragrunt.config import Config
from scanner.collect.terraform.terragrunt.layers import Layers
from scanner.collect.terraform.terragrunt.places import located
from scanner.collect.terraform.values import Mapping, Sequence, Text, Value, first_unknown

_FILE = "-var-file="
_VALUE = "-var"
_VARIABLE = "TF_VAR_"


def value_files(layers: Layers, folder: str) -> list[ValuesFile]:
    """The value files of a unit in `folder`, in rising rank. One of which it is not known which
    it is, or what it sets, might set anything."""
    found: list[ValuesFile] = []
    for config, block in _blocks(layers):
        for name in ("required_var_files", "optional_var_files", "arguments"):
            attribute = block.body.attributes.get(name)
            if attribute is not None:
                found += _files(config, attribute, folder)
        if _sets_variables(config, block.body.attributes.get("env_vars")):
            found.append(ValuesFile(config.path, broken=f"{config.path} sets variables by name"))
    return found


def _blocks(layers: Layers) -> Iterator[tuple[Config, Block]]:
    for layer in layers.rising:
        for block in layer.config.blocks("terraform"):
            for inner in block.body.blocks:
                if inner.type == "extra_arguments":
                    yield layer.config, inner


def _files(config: Config, attribute: Attribute, folder: str) -> Iterator[ValuesFile]:
    value = config.value(attribute.value)
    if not isinstance(value, Sequence):
        yield _unclear(config, value)
        return
    for item in value.items:
        if not isinstance(item, Text):
            yield _unclear(config, item)
        elif attribute.name != "arguments":
            yield from _file(config, item.value, folder, attribute.name.startswith("optional"))
        elif item.value.startswith(_FILE):
            yield from _file(config, item.value.removeprefix(_FILE), folder, False)
        elif item.value.startswith(_VALUE):
            yield ValuesFile(config.path, broken=f"{config.path} sets variables by arguments")


def _file(config: Config, path: str, folder: str, optional: bool) -> Iterator[ValuesFile]:
    where = located(folder, path)
    if where is None:
        yield ValuesFile(config.path, broken=f"{path} lies outside the scanned directory")
        return
    real = config.places.real(where)
    if not optional or config.places.tree.exists(real):
        yield read_values(config.places.tree, config.home.files, real)


def _unclear(config: Config, value: Value) -> ValuesFile:
    unknown = first_unknown(value)
    why = unknown.reason if unknown else "they are no texts"
    return ValuesFile(config.path, broken=f"arguments in {config.path} are not known: {why}")


def _sets_variables(config: Config, attribute: Attribute | None) -> bool:
    """Whether variables of the environment may set Terraform's."""
    if attribute is None:
        return False
    value = config.value(attribute.value)
    if not isinstance(value, Mapping):
        return True
    return any(name.startswith(_VARIABLE) for name in value.items)
