"""The names that a module declares, and what they are worth where it is put to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.collect.terraform.instances.calls import undescribed
from scanner.collect.terraform.instances.variables import value_of
from scanner.collect.terraform.language import Trace, evaluate_named
from scanner.collect.terraform.language.once import Once
from scanner.collect.terraform.values import (
    SENSITIVE,
    EvaluationError,
    Text,
    Unknown,
    Value,
    with_marks,
)
from scanner.collect.terraform.values.texts import hidden_by_name

if TYPE_CHECKING:
    from scanner.collect.terraform.instances.module_instance import ModuleInstance


class Names:
    """Variables, locals, outputs and settings of one instance of a module."""

    def __init__(self, instance: ModuleInstance) -> None:
        self._instance = instance
        self._module = instance.module
        self._once = Once(instance.address, instance.root.ledger.report)

    def value(self, root: str, name: str) -> Value:
        """What `var.name` or `local.name` is worth. Raises EvaluationError where it is nothing."""
        if root == "var" and name in self._module.variables:
            return self.variable(name)
        if root == "local" and name in self._module.locals:
            return self._local(name)
        return self.undeclared(f"{root}.{name}")

    def variable(self, name: str) -> Value:
        """The value of a declared variable."""
        declared = self._module.variables[name]
        root, symbol = self._instance.root, f"{self._instance.address}var.{name}"

        def work() -> Value:
            given = self._instance.inputs.given(declared)
            value = value_of(declared, given, symbol, root.budget)
            own = isinstance(value, Unknown) and value.symbol == symbol
            if isinstance(value, Unknown) and own and value.origin is not None:
                question = f"What is the value of {symbol}?"
                root.ledger.report(value.reason, value.origin, question)
            return value

        return self._once.value(("var", name), work, declared.origin)

    def _local(self, name: str) -> Value:
        declared = self._module.locals[name]

        def work() -> Value:
            value = evaluate_named(declared.value, self._instance.scope(declared.path))
            return hidden_by_name(name, value)

        return self._once.value(("local", name), work, declared.origin)

    def output(self, name: str) -> Value:
        """The value of an output. Raises EvaluationError where it has none."""
        declared = self._module.outputs.get(name)
        if declared is None and self._module.model:
            return undescribed(self._instance, self._module.model, name)
        if declared is None:
            return self.undeclared(f"output.{name}")

        def work() -> Value:
            expression = declared.expression("value")
            if expression is None:
                raise EvaluationError(f"output.{name} has no value")
            scope = self._instance.scope(declared.path_of("value"))
            value = evaluate_named(expression, scope)
            if declared.sensitive:
                return with_marks(value, frozenset({SENSITIVE}))
            return hidden_by_name(name, value)

        return self._once.value(("output", name), work, declared.origin)

    def undeclared(self, name: str) -> Value:
        """What a name stands for that nothing declares: something in a part that was lost,
        where there is one. Raises EvaluationError where all was read."""
        called = self._instance.address + name
        if not self._module.lost:
            raise EvaluationError(f"{called} is not declared")
        lost = self._module.lost[0]
        reason = f"{called} may be declared where {lost.origin.path} is not readable"
        return Unknown(reason, called, lost.origin)

    def setting(self, root: str, name: str) -> Value:
        """What `path.name` or `terraform.name` is worth."""
        if root == "path" and name in ("module", "root"):
            return Text(self._relative() if name == "module" else ".")
        if root != "path" and name == "workspace":
            if self._instance.root.workspace:
                return Text(self._instance.root.workspace)
            reason = "the workspace is chosen when Terraform runs"
            return Unknown(reason, "terraform.workspace")
        return Unknown("it depends on the machine that Terraform runs on", f"{root}.{name}")

    def _relative(self) -> str:
        """`path.module`: its directory as seen from the root's."""
        base = [part for part in self._instance.root.plan.folder.split("/") if part]
        here = [part for part in self._module.folder.split("/") if part]
        while base and here and base[0] == here[0]:
            base, here = base[1:], here[1:]
        return "/".join([".."] * len(base) + here) or "."

    def trace(self, root: str, name: str) -> Trace | None:
        """Where a variable or local gets its value."""
        called = f"{self._instance.address}{root}.{name}"
        if root == "local" and name in self._module.locals:
            local = self._module.locals[name]
            return Trace(called, local.origin, local.value, self._instance.scope(local.path))
        if root != "var" or name not in self._module.variables:
            return None
        variable = self._module.variables[name]
        given = self._instance.inputs.given(variable)
        if given is None:
            return Trace(called, variable.origin)
        return Trace(called, given.origin, given.expression, given.scope)
