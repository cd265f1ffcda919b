"""Terragrunt's own functions. What only running something would tell is unknown.

Source: terragrunt.gruntwork.io/docs/reference/hcl/functions
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from posixpath import dirname
from typing import TYPE_CHECKING

from scanner.collect.terraform.functions.signature import check_count
from scanner.collect.terraform.language import Scope, evaluate
from scanner.collect.terraform.language.scope import Nobody, OwnFunction
from scanner.collect.terraform.modules.tfvars import read_values
from scanner.collect.terraform.terragrunt.merge import deep
from scanner.collect.terraform.terragrunt.places import CONFIG_NAMES, absolute, located, relative
from scanner.collect.terraform.values import (
    SENSITIVE,
    Encoded,
    EvaluationError,
    Text,
    Unknown,
    Value,
    deep_marks,
    first_unknown,
    list_of,
    object_of,
    with_marks,
)
from scanner.collect.terraform.values.texts import as_text
from scanner.collect.terraform.values.unknown import call_symbol, derived
from scanner.model import FileOrigin

if TYPE_CHECKING:
    from scanner.collect.terraform.terragrunt.config import Config

_LATER = (
    "get_aws_account_id", "get_aws_account_alias", "get_aws_caller_identity_arn",
    "get_aws_caller_identity_user_id", "get_terraform_command", "get_terraform_cli_args",
    "get_terragrunt_source_cli_flag", "get_platform", "get_working_dir",
)  # fmt: skip
"""What depends on who runs it, where, and how."""
_COMMANDS = {
    "vars": ("apply", "console", "destroy", "import", "plan", "push", "refresh"),
    "input": ("apply", "import", "init", "plan", "refresh"),
    "locking": ("apply", "destroy", "import", "plan", "refresh", "taint", "untaint"),
    "parallelism": ("apply", "plan", "destroy"),
}


def functions_of(config: Config) -> Mapping[str, OwnFunction]:
    """The functions that a configuration's expressions can call, by name."""
    own: dict[str, Callable[[list[str], FileOrigin], Value]] = {
        "find_in_parent_folders": lambda texts, at: _find(config, texts, at),
        "path_relative_to_include": lambda texts, _: _to_include(config, texts, forth=True),
        "path_relative_from_include": lambda texts, _: _to_include(config, texts, forth=False),
        "get_terragrunt_dir": lambda _, __: Text(absolute(config.place)),
        "get_original_terragrunt_dir": lambda _, __: Text(absolute(config.unit.folder)),
        "get_parent_terragrunt_dir": lambda texts, _: Text(absolute(_included(config, texts))),
        "get_repo_root": lambda _, __: Text(absolute("")),
        "get_path_from_repo_root": lambda _, __: Text(config.place or "."),
        "get_path_to_repo_root": lambda _, __: Text(relative("", config.place)),
        "get_env": _get_env,
        "read_tfvars_file": lambda texts, at: _read_tfvars(config, texts, at),
        "mark_as_read": lambda texts, _: Text(texts[0] if texts else ""),
    }
    for what, commands in _COMMANDS.items():
        own[f"get_terraform_commands_that_need_{what}"] = _fixed(commands)
    return {
        **{name: _of_texts(name, function) for name, function in own.items()},
        **{name: _later(name) for name in _LATER},
        "run_cmd": _never("run_cmd", "commands are not run"),
        "sops_decrypt_file": _never("sops_decrypt_file", "nothing is decrypted", secret=True),
        "read_terragrunt_config": lambda arguments, at: _read_config(config, arguments, at),
        "deep_merge": _deep_merge,
    }


def _of_texts(name: str, function: Callable[[list[str], FileOrigin], Value]) -> OwnFunction:
    """A function of known texts; of others its result is not known."""

    def run(arguments: list[Value], at: FileOrigin) -> Value:
        texts = [as_text(argument) for argument in arguments]
        known = [text.value for text in texts if isinstance(text, Text)]
        if len(known) < len(texts):
            return derived(call_symbol(name, texts), texts)
        return with_marks(function(known, at), deep_marks(*arguments))

    return run


def _fixed(names: tuple[str, ...]) -> Callable[[list[str], FileOrigin], Value]:
    return lambda _, __: list_of(Text(name) for name in names)


def _later(name: str) -> OwnFunction:
    def run(arguments: list[Value], at: FileOrigin) -> Value:
        reason = f"{name}() is known when Terragrunt runs"
        return Unknown(reason, call_symbol(name, arguments), at, marks=deep_marks(*arguments))

    return run


def _never(name: str, why: str, *, secret: bool = False) -> OwnFunction:
    def run(arguments: list[Value], at: FileOrigin) -> Value:
        marks = deep_marks(*arguments) | ({SENSITIVE} if secret else set())
        return Unknown(f"{name}(): {why}", "", at, marks=marks)

    return run


# --- paths ------------------------------------------------------------------------------


def _find(config: Config, texts: list[str], at: FileOrigin) -> Value:
    """A file of the directories above; which may be above what is scanned."""
    check_count("find_in_parent_folders", [Text(t) for t in texts], 0, 2)
    names = texts[:1] if texts and texts[0] else CONFIG_NAMES
    folder = config.place
    while folder:
        folder = dirname(folder)
        for name in names:
            path = located(folder, name)
            if path is not None and config.places.exists(path):
                return Text(absolute(path))
    if len(texts) > 1:
        return Text(texts[1])
    reason = f"{names[0]} is in no directory above within the scanned one"
    config.report(reason, at)
    return Unknown(reason, "", at)


def _included(config: Config, texts: list[str]) -> str:
    """The directory of what is included: of this file where it is itself included, else of
    what this file includes, by name where there are several."""
    if config.child is not None:
        return dirname(config.path_here)
    for include in config.includes():
        if include.config is not None and (not texts or texts[0] in ("", include.name)):
            return dirname(include.config.path_here)
    if texts and texts[0]:
        raise EvaluationError(f'there is no include "{texts[0]}"')
    return config.place


def _to_include(config: Config, texts: list[str], *, forth: bool) -> Value:
    above = _included(config, texts)
    return Text(relative(config.place, above) if forth else relative(above, config.place))


# --- content ----------------------------------------------------------------------------


def _get_env(texts: list[str], at: FileOrigin) -> Value:
    if len(texts) > 1:
        return Text(texts[1])
    name = texts[0] if texts else ""
    symbol = f'get_env("{name}")'
    return Unknown(f"{symbol} is known when Terragrunt runs", symbol, at)


def _read_tfvars(config: Config, texts: list[str], at: FileOrigin) -> Value:
    """A file of values as JSON, as Terragrunt hands it over."""
    path = located(config.place, texts[0]) if texts else None
    if path is None:
        reason = f"{' '.join(texts)} lies outside the scanned directory"
        config.report(reason, at)
        return Unknown(reason, "", at)
    files = read_values(config.places.tree, config.home.files, config.places.real(path))
    if files.broken:
        config.report(files.broken, at)
        return Unknown(files.broken, "", at)
    scope = Scope(Nobody(), files.path, config.unit.budget)
    items = {name: evaluate(item.value, scope) for name, item in files.values.items()}
    return Encoded("json", object_of(items))


def _read_config(config: Config, arguments: list[Value], at: FileOrigin) -> Value:
    check_count("read_terragrunt_config", arguments, 1, 2)
    path = as_text(arguments[0])
    if not isinstance(path, Text):
        return derived(call_symbol("read_terragrunt_config", [path]), arguments)
    found = located(config.place, path.value)
    if found is not None and config.places.tree.exists(config.places.real(found)):
        return config.read(found, at)
    if len(arguments) > 1:
        return arguments[1]
    reason = f"{path.value.removeprefix(absolute(''))} is not in the scanned directory"
    config.report(reason, at)
    return Unknown(reason, "", at)


def _deep_merge(arguments: list[Value], _: FileOrigin) -> Value:
    if not arguments:
        return object_of({})
    found = arguments[0]
    for argument in arguments[1:]:
        if first_unknown(argument) is argument:
            return derived("", arguments)
        found = deep(found, argument)
    return found
