"""Environments that only the workspace's name makes: the literal keys of maps that are asked
by it, as in `local.sizes[terraform.workspace]`.

Each key is an environment of its own. From key to workspace the way is gone backwards, through
locals and the functions that cut a name, and held against the evaluation: a workspace counts
only if with it the expression gives the key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import msgspec

from scanner.collect.environments import OTHERS, PRODUCTION
from scanner.collect.terraform.facts import Facts
from scanner.collect.terraform.instances.environments import named_in
from scanner.collect.terraform.instances.ledger import Ledger
from scanner.collect.terraform.instances.module_instance import ModuleInstance
from scanner.collect.terraform.instances.reliance import digest_of, questions_of
from scanner.collect.terraform.instances.root import Root
from scanner.collect.terraform.instances.variables import RootInputs
from scanner.collect.terraform.language import Budget, OverLimitError, evaluate
from scanner.collect.terraform.modules import Environment, Loader, RootPlan
from scanner.collect.terraform.modules.blocks import Declared, Module
from scanner.collect.terraform.options import Options
from scanner.collect.terraform.syntax import (
    Access,
    Attr,
    Call,
    Conditional,
    Expression,
    Index,
    Template,
    Traversal,
)
from scanner.collect.terraform.values import EvaluationError, Mapping, Text, Value

DEFAULT = "default"
"""The workspace that is always there; among other keys it holds what they fall back to."""
STEPS = 200_000
MOST_DEEP = 12
_SAME = frozenset({"lower", "upper", "trimspace", "title", "tostring"})
_CATCH = frozenset({"try", "can"})


@dataclass(frozen=True)
class Asked:
    """A map that is asked by an expression of the workspace's name, in a file."""

    over: Expression
    key: Expression
    path: str
    certain: bool
    """Nothing stands in for keys that the map does not have, so it has all that are used."""


@dataclass(frozen=True)
class Uses:
    """The environments of a root."""

    plans: tuple[RootPlan, ...]
    left_out: tuple[str, ...] = ()
    """Names of those that are judged only on request."""


class Environments(msgspec.Struct, frozen=True):
    """`Uses`, as it is kept."""

    used: list[Environment]
    left_out: tuple[str, ...]


def by_workspace(plan: RootPlan, loader: Loader, facts: Facts, options: Options) -> Uses:
    """The plan once for each environment that the workspace's name makes; itself where it makes
    none, or where the workspace is known."""
    if plan.unit is not None or options.workspace:
        return Uses((plan,))

    def work() -> Environments:
        loader.tree.asked(questions_of(plan))
        uses = _uses(plan, loader, facts, options)
        return Environments([use.environment for use in uses.plans], uses.left_out)

    name = f"uses:{plan.id}"
    found = loader.recall.of(name, Environments, work, digest_of(plan))
    plans = tuple(replace(plan, environment=one) for one in found.used)
    return Uses(plans, found.left_out)


def _uses(plan: RootPlan, loader: Loader, facts: Facts, options: Options) -> Uses:
    if not _names_it(plan, loader):
        return Uses((plan,))
    work = _Search(plan, loader, facts, options)
    found, certain = work.found()
    own = plan.environment
    if own.name:
        workspace = found.get(own.name, "")
        return Uses((replace(plan, environment=replace(own, workspace=workspace)),))
    names = [name for name in sorted(found) if name != DEFAULT or len(found) == 1]
    kept = [name for name in names if _is_wanted(name, names, options)]
    most = options.limits.environments_per_root
    plans = [
        replace(plan, environment=Environment(name, own.files, found[name])) for name in kept[:most]
    ]
    if not certain or not plans:
        plans.append(plan)
    return Uses(tuple(plans), tuple(name for name in found if name not in kept[:most]))


def _is_wanted(name: str, names: list[str], options: Options) -> bool:
    if options.environment:
        return name == options.environment
    if options.wanted:
        return name.lower() in {one.lower() for one in options.wanted}
    words = {one: named_in(one).lower() for one in names}
    return words[name] not in OTHERS or PRODUCTION.isdisjoint(words.values())


def _names_it(plan: RootPlan, loader: Loader) -> bool:
    """Whether any of the module's files may name the workspace; a quick look."""
    contents = (loader.tree.read(path) for path in loader.load(plan.folder).files)
    return any(isinstance(some, bytes) and b".workspace" in some for some in contents)


class _Search:
    """Looks through one module."""

    def __init__(self, plan: RootPlan, loader: Loader, facts: Facts, options: Options) -> None:
        self.plan, self.loader, self.facts, self.options = plan, loader, facts, options
        self.module = loader.load(plan.folder)
        self._depends: dict[str, bool] = {}
        self.plain = self._instance("")

    def found(self) -> tuple[dict[str, str], bool]:
        """Environment -> workspace, and whether there are no others."""
        certain: dict[str, str] = {}
        others: dict[str, str] = {}
        for asked in _asked_in(self.module, self.depends):
            value = _worth(asked.over, self.plain, asked.path)
            if not isinstance(value, Mapping) or value.partial:
                continue
            into = certain if asked.certain else others
            for key in value.items:
                if key in into:
                    continue
                workspace = self._workspace(asked, key)
                if workspace:
                    into[key] = workspace
        return (certain, True) if certain else (others, False)

    def depends(self, expression: object) -> bool:
        """Whether the workspace's name is a part of an expression."""
        return any(self._is_it(node) for node in _nodes(expression) if isinstance(node, Traversal))

    def _is_it(self, node: Traversal) -> bool:
        first = node.steps[0] if node.steps else None
        name = first.name if isinstance(first, Attr) else ""
        if node.root in ("terraform", "tofu"):
            return name == "workspace"
        if node.root != "local" or name not in self.module.locals:
            return False
        if name not in self._depends:
            self._depends[name] = False  # where it leads back to itself
            self._depends[name] = self.depends(self.module.locals[name].value)
        return self._depends[name]

    def _workspace(self, asked: Asked, key: str) -> str:
        """The workspace with which the map is asked for `key`; empty where none is found."""
        for workspace in self._backwards(asked.key, key, asked.path, MOST_DEEP):
            value = _worth(asked.key, self._instance(workspace), asked.path)
            if isinstance(value, Text) and value.value == key:
                return workspace
        return ""

    def _backwards(self, node: Expression, text: str, path: str, room: int) -> Iterator[str]:
        """Names that the workspace may have where `node` gives `text`."""
        if room <= 0:
            return
        if isinstance(node, Traversal):
            first = node.steps[0] if node.steps else None
            name = first.name if isinstance(first, Attr) else ""
            if node.root in ("terraform", "tofu"):
                yield text
            elif node.root == "local" and name in self.module.locals:
                local = self.module.locals[name]
                yield from self._backwards(local.value, text, local.path, room - 1)
        elif isinstance(node, Conditional):
            for branch in (node.yes, node.no):
                yield from self._backwards(branch, text, path, room - 1)
        elif isinstance(node, Template):
            inner = [part for part in node.parts if isinstance(part, Expression)]
            if len(inner) == 1 and len(node.parts) == 1:
                yield from self._backwards(inner[0], text, path, room - 1)
        elif isinstance(node, Call) and node.arguments:
            yield from self._through(node, text, path, room)

    def _through(self, node: Call, text: str, path: str, room: int) -> Iterator[str]:
        first, *more = node.arguments
        if node.name in _SAME:
            yield from self._backwards(first, text, path, room - 1)
        if node.name in ("try", "coalesce"):
            for argument in node.arguments:
                yield from self._backwards(argument, text, path, room - 1)
        cut = _worth(more[0], self.plain, path) if more else None
        if isinstance(cut, Text) and node.name in ("trimprefix", "trimsuffix", "replace"):
            before, after = f"{cut.value}{text}", f"{text}{cut.value}"
            for whole in (after, before) if node.name == "trimsuffix" else (before, after):
                yield from self._backwards(first, whole, path, room - 1)

    def _instance(self, workspace: str) -> ModuleInstance:
        """The module with a workspace, to try expressions in."""
        environment = replace(self.plan.environment, workspace=workspace)
        plan = replace(self.plan, environment=environment)
        budget = Budget(steps=STEPS)
        root = Root(plan, self.loader, self.facts, self.options, Ledger("."), budget)
        return ModuleInstance(root, self.module, RootInputs(plan, self.options.variables, budget))


def _worth(node: Expression, module: ModuleInstance, path: str) -> Value | None:
    try:
        return evaluate(node, module.scope(path))
    except (EvaluationError, OverLimitError):
        return None


# --- where maps are asked ---------------------------------------------------------------


def _asked_in(module: Module, depends: Callable[[Expression], bool]) -> Iterator[Asked]:
    """Every map of a module that is asked by the workspace's name."""
    for path, content in _contents(module):
        for node, caught in _walk(content, False):
            if isinstance(node, Call) and node.name == "lookup" and len(node.arguments) > 1:
                over, key = node.arguments[:2]
                if depends(key):
                    yield Asked(over, key, path, len(node.arguments) == 2 and not caught)
            elif isinstance(node, Traversal | Access):
                for position, step in enumerate(node.steps):
                    if isinstance(step, Index) and depends(step.key):
                        over = msgspec.structs.replace(node, steps=node.steps[:position])
                        yield Asked(over, step.key, path, not caught)


def _contents(module: Module) -> Iterator[tuple[str, object]]:
    for local in module.locals.values():
        yield local.path, local.value
    declared: list[Declared] = [
        *module.resources.values(),
        *module.calls.values(),
        *module.outputs.values(),
        *module.providers.values(),
    ]
    for one in declared:
        yield one.path, one.body


def _walk(content: object, caught: bool) -> Iterator[tuple[object, bool]]:
    """Everything in a piece of syntax, and whether an error in it is caught around it."""
    todo = [(content, caught)]
    while todo:
        node, inside = todo.pop()
        if isinstance(node, msgspec.Struct):
            yield node, inside
            below = inside or (isinstance(node, Call) and node.name in _CATCH)
            below = below or isinstance(node, Conditional)
            todo += [(getattr(node, name), below) for name in node.__struct_fields__]
        elif isinstance(node, tuple):
            todo += [(item, inside) for item in node]
        elif isinstance(node, dict):
            todo += [(item, inside) for item in node.values()]


def _nodes(content: object) -> Iterator[object]:
    return (node for node, _ in _walk(content, False))
