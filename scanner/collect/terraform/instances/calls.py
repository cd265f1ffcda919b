"""What stands for a called module: its own code, or else the model that is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from scanner.collect.names import too_long
from scanner.collect.terraform.instances.root import Root
from scanner.collect.terraform.language import OverLimitError, evaluate
from scanner.collect.terraform.modules import Module, ModuleCall
from scanner.collect.terraform.modules.models import Model, find_model
from scanner.collect.terraform.modules.roots import is_local
from scanner.collect.terraform.syntax import Expression, Literal
from scanner.collect.terraform.values import Bool, EvaluationError, Text, Unknown

if TYPE_CHECKING:
    from scanner.collect.terraform.instances.module_instance import ModuleInstance

_META = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})


def called(caller: ModuleInstance, call: ModuleCall) -> tuple[Module | None, str]:
    """What a call puts to use, or None and why there is nothing."""
    source, missing = _source_of(caller, call)
    if missing:
        return None, missing
    path = f"{caller.calls_path}.{call.name}".lstrip(".")
    module, missing = module_of(caller.root, caller.module, call, source, path)
    if module is None:
        return None, missing
    limits = caller.root.options.limits
    if module.folder in caller.above:
        return None, f"module {call.name} calls itself"
    if caller.root.instances >= limits.instances_per_root:
        return None, "there are more instances than are evaluated"
    if len(caller.above) > limits.module_depth or too_long(caller.path):
        return None, f"module {call.name} is nested too deep"
    unknown = _not_covered(call, module, module.model) if module.model else ""
    if unknown:
        return None, f"{source} is not in the scanned directory, and {unknown}"
    return module, ""


def module_of(
    root: Root, caller: Module, call: ModuleCall, source: str, path: str
) -> tuple[Module | None, str]:
    """The module that a source names, not yet put to use, or None and why it cannot be had.

    `path` is what the manifest of `terraform init` calls it by.
    """
    where, missing = None, ""
    if not (caller.model and is_local(source)):
        where, missing = root.sources.find(source, caller.folder, path)
    if where is not None:
        return root.loader.load(where), ""
    folder = root.options.models
    if folder is None:
        return None, missing
    version = call.expression("version")
    if version is not None and not isinstance(version, Literal):
        return None, missing
    asked = str(version.value) if version else ""
    found = find_model(source, asked, caller.model, call.origin, folder)
    if isinstance(found, Model):
        return root.loader.load_model(found, folder), ""
    return None, f"{missing}, and {found}" if found else missing


def _source_of(caller: ModuleInstance, call: ModuleCall) -> tuple[str, str]:
    """The source of a call, or why it has none."""
    expression = call.expression("source")
    if expression is None:
        return "", f"module {call.name} has no source"
    try:
        source = evaluate(expression, caller.scope(call.path_of("source")))
    except (EvaluationError, OverLimitError) as error:
        return "", f"the source of module {call.name} has no value: {error}"
    if isinstance(source, Text):
        return source.value, ""
    return "", f"the source of module {call.name} is not known"


def undescribed(instance: ModuleInstance, model: Model, name: str) -> Unknown:
    """An output that a model does not tell."""
    reason = f"what is known of {model.module} does not tell its output {name}"
    symbol = f"{instance.address}{name}"
    instance.root.ledger.report(reason, model.called, f"What is {symbol}?")
    return Unknown(reason, symbol, model.called)


# --- whether a model covers a call ------------------------------------------------------


def _not_covered(call: ModuleCall, module: Module, model: Model) -> str:
    """Which input of a call a model says nothing of; empty where it covers them all."""
    if call.body.blocks:
        return f"its block {call.body.blocks[0].type} is not understood"
    for name in call.body.attributes:
        same = any(fnmatchcase(name, pattern) for pattern in model.model.same)
        if not (name in _META or name in module.variables or same):
            return f"what is known of {model.module} does not cover its input {name}"
    return ""


def not_described(model: Model, instances: Iterable[ModuleInstance]) -> str:
    """Which value of an input a model does not hold for: it says that as Terraform does, by
    validations of its variables. Empty where all are known to hold."""
    for instance in instances:
        for variable in instance.module.variables.values():
            for block in variable.body.blocks:
                condition = block.body.attributes.get("condition")
                if condition and not _holds(instance, condition.value, variable.path):
                    value = f"this value of its input {variable.name}"
                    what = f"what is known of {model.module} does not cover {value}"
                    return f"{model.module} is not in the scanned directory, and {what}"
    return ""


def _holds(instance: ModuleInstance, condition: Expression, path: str) -> bool:
    try:
        value = evaluate(condition, instance.scope(path))
    except (EvaluationError, OverLimitError):
        return False
    return isinstance(value, Bool) and value.value
