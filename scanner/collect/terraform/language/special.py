"""Functions that do not simply take values: they may catch errors or read templates."""

from __future__ import annotations

from collections.abc import Callable

from scanner.collect.terraform.functions import FILE_FUNCTIONS
from scanner.collect.terraform.functions.files import UnreadFileError
from scanner.collect.terraform.language.scope import Nobody, Scope
from scanner.collect.terraform.language.templates import template_text
from scanner.collect.terraform.syntax import Call, Expression, parse_template
from scanner.collect.terraform.syntax.blocks import parse_native
from scanner.collect.terraform.syntax.source import UnreadableError
from scanner.collect.terraform.values import (
    FALSE,
    TRUE,
    EvaluationError,
    Mapping,
    PartialText,
    Record,
    Text,
    Unknown,
    Value,
    deep_marks,
    first_unknown,
    object_of,
    with_marks,
)
from scanner.collect.terraform.values.texts import as_text
from scanner.collect.terraform.values.types import as_object
from scanner.collect.terraform.values.unknown import call_symbol, derived

Evaluate = Callable[[Expression, Scope], Value]


def _try(node: Call, scope: Scope, evaluate: Evaluate) -> Value:
    """The first argument that has a value. An unknown one may yet turn out to have none."""
    uncertain: list[Value] = []
    for argument in node.arguments:
        try:
            value = evaluate(argument, scope)
        except EvaluationError:
            continue
        if not uncertain and not _may_fail(value):
            return value
        uncertain.append(value)
        if not _may_fail(value):
            break
    if not uncertain:
        raise EvaluationError("no argument of try has a value")
    return derived(call_symbol("try", uncertain), uncertain, element=_element(uncertain[0]))


def _can(node: Call, scope: Scope, evaluate: Evaluate) -> Value:
    """Whether the argument has a value."""
    if len(node.arguments) != 1:
        raise EvaluationError("can takes one argument")
    try:
        value = evaluate(node.arguments[0], scope)
    except EvaluationError:
        return FALSE
    return derived(call_symbol("can", [value]), [value]) if _may_fail(value) else TRUE


def _may_fail(value: Value) -> bool:
    """An attribute of a resource has a value once that exists; of others nobody knows."""
    return isinstance(value, Unknown) and value.ref is None


def _element(value: Value) -> Value | None:
    return value.element if isinstance(value, Unknown) else None


def _templatefile(node: Call, scope: Scope, evaluate: Evaluate) -> Value:
    """A file of the tree as a template, with the names it is given and no others."""
    path, variables = _two(node, scope, evaluate)
    folder = scope.owner.folder
    if not isinstance(path, Text) or folder is None:
        return derived(call_symbol("templatefile", [path]), [path, variables])
    try:
        where = folder.resolve(path.value)
        content = folder.text(path.value)
    except UnreadFileError as error:
        scope.owner.report(str(error), scope.at(node))
        return Unknown(str(error), "", scope.at(node), marks=deep_marks(path, variables))
    return _render(content, where, variables, scope, evaluate)


def _templatestring(node: Call, scope: Scope, evaluate: Evaluate) -> Value:
    """A text as a template."""
    text, variables = _two(node, scope, evaluate)
    if not isinstance(text, Text):
        return derived(call_symbol("templatestring", [text, variables]), [text, variables])
    return _render(text.value, scope.path, variables, scope, evaluate)


def _two(node: Call, scope: Scope, evaluate: Evaluate) -> tuple[Value, Value]:
    if len(node.arguments) != 2 or node.expand:
        raise EvaluationError(f"{node.name} takes two arguments")
    first, second = (evaluate(argument, scope) for argument in node.arguments)
    return as_text(first), second


def _render(content: str, path: str, variables: Value, scope: Scope, evaluate: Evaluate) -> Value:
    if isinstance(variables, Record):
        variables = as_object(variables)
    if isinstance(variables, Unknown | PartialText):
        return derived("", [variables])
    if not isinstance(variables, Mapping):
        raise EvaluationError("a template's variables are no object")
    names = {name: with_marks(value, variables.marks) for name, value in variables.items.items()}
    inner = Scope(Nobody(scope.owner), path, scope.budget, names)
    try:
        return template_text(parse_template(content), inner, evaluate)
    except UnreadableError as error:
        raise EvaluationError(f"{path} is no template: {error}") from error


def _file_function(node: Call, scope: Scope, evaluate: Evaluate) -> Value:
    """A function that reads a file of the tree."""
    arguments = [evaluate(argument, scope) for argument in node.arguments]
    folder = scope.owner.folder
    unknown = [argument for argument in arguments if first_unknown(argument)]
    if unknown or folder is None:
        return derived(call_symbol(node.name, arguments), arguments)
    try:
        texts = [as_text(argument) for argument in arguments]
        result = FILE_FUNCTIONS[node.name.removeprefix("core::")](
            folder, [t.value for t in texts if isinstance(t, Text)]
        )
    except UnreadFileError as error:
        scope.owner.report(str(error), scope.at(node))
        symbol = call_symbol(node.name, arguments)
        return Unknown(str(error), symbol, scope.at(node), marks=deep_marks(*arguments))
    return with_marks(result, deep_marks(*arguments))


def _decode_tfvars(node: Call, scope: Scope, evaluate: Evaluate) -> Value:
    """The object of what a text assigns, as in a file of variables."""
    arguments = [evaluate(argument, scope) for argument in node.arguments]
    if len(arguments) != 1:
        raise EvaluationError("decode_tfvars takes one argument")
    text = as_text(arguments[0])
    if not isinstance(text, Text):
        return derived(call_symbol(node.name, arguments), arguments)
    file = parse_native(text.value.encode())
    if file.faults or file.body.blocks:
        raise EvaluationError("the text is no file of variables")
    inner = Scope(Nobody(), scope.path, scope.budget)
    items = {name: evaluate(at.value, inner) for name, at in file.body.attributes.items()}
    return object_of(items, marks=text.marks)


SPECIAL: dict[str, Callable[[Call, Scope, Evaluate], Value]] = {
    "try": _try,
    "can": _can,
    "provider::terraform::decode_tfvars": _decode_tfvars,
    "templatefile": _templatefile,
    "templatestring": _templatestring,
    **dict.fromkeys(FILE_FUNCTIONS, _file_function),
}
