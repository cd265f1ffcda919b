"""All roots of a tree together: each is put to use once, and can read another's outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from scanner.collect.terraform.facts import Facts
from scanner.collect.terraform.instances.abroad import abroad
from scanner.collect.terraform.instances.backends import states_of
from scanner.collect.terraform.instances.environments import named_in
from scanner.collect.terraform.instances.ledger import Ledger
from scanner.collect.terraform.instances.module_instance import ModuleInstance
from scanner.collect.terraform.instances.records import ModuleOutputs, UnreadModule
from scanner.collect.terraform.instances.root import Root, Wanted
from scanner.collect.terraform.instances.states import Kept, Match, compare, described
from scanner.collect.terraform.instances.variables import RootInputs
from scanner.collect.terraform.language import Budget
from scanner.collect.terraform.modules import Loader, Module, RootPlan, Unit
from scanner.collect.terraform.options import Options
from scanner.collect.terraform.values import Record, Text, Unknown, Value
from scanner.collect.terraform.values.unknown import joined_symbol
from scanner.model import FileOrigin


@dataclass(frozen=True)
class _Candidate:
    plan: RootPlan
    match: Match


class Estate:
    """The roots of a tree, each evaluated when somebody asks for it."""

    def __init__(
        self, plans: Iterable[RootPlan], loader: Loader, facts: Facts, options: Options
    ) -> None:
        self._plans = {plan.id or ".": plan for plan in plans}
        self._loader = loader
        self._facts = facts
        self._options = options
        self._tops: dict[str, ModuleInstance] = {}
        self._states: list[tuple[RootPlan, list[Kept]]] | None = None
        self._wanted: set[str] = set()
        self._opening: set[str] = set()
        self._ledgers: dict[str, Ledger] = {}
        self.names = frozenset(self._plans)
        for plan in self._plans.values():
            if plan.unit is not None:
                plan.unit.settle(self, self._ledger(plan).report)

    def top(self, plan: RootPlan) -> ModuleInstance:
        """The root's own module, put to use."""
        name = plan.id or "."
        if name not in self._tops:
            self._opening.add(name)
            try:
                self._tops[name] = self._open(plan)
            finally:
                self._opening.discard(name)
        return self._tops[name]

    def _open(self, plan: RootPlan) -> ModuleInstance:
        budget = plan.unit.budget if plan.unit else Budget()
        budget.steps = self._options.limits.steps_per_root
        ledger = self._ledger(plan)
        root = Root(plan, self._loader, self._facts, self._options, ledger, budget, states=self)
        module = Module(plan.folder)
        if plan.unit is None or not plan.unit.missing:
            module = self._loader.load_with(plan.folder, plan.unit.added() if plan.unit else ())
        return ModuleInstance(root, module, RootInputs(plan, self._options.variables, budget))

    def _ledger(self, plan: RootPlan) -> Ledger:
        return self._ledgers.setdefault(plan.id or ".", Ledger(plan.id or "."))

    def leave(self, plan: RootPlan) -> None:
        """The root is done with: what nobody else has asked for is forgotten."""
        name = plan.id or "."
        if name not in self._wanted:
            self._tops.pop(name, None)
            self._ledgers.pop(name, None)

    # --- outputs ------------------------------------------------------------------------

    def outputs(self, wanted: Wanted, asker: Root) -> Value:
        """The outputs in a state that `asker` reads; see `States`."""
        found = self._keeping(wanted, asker)
        if isinstance(found, RootPlan):
            return self._outputs_of(found, asker.budget, asker.ledger)
        what = described(wanted.kept)
        question = f"Which root keeps the state {what}?"
        asker.ledger.report(found, wanted.origin, question)
        symbol = joined_symbol(wanted.address, ".outputs")
        return Unknown(found, symbol, wanted.origin)

    def outputs_in(self, folder: str, asker: Unit) -> Value | None:
        """The outputs of the unit in `folder`; None where there is none."""
        plan, own = self._plans.get(folder or "."), self._plans.get(asker.folder or ".")
        if plan is None or own is None or plan.unit is None:
            return None
        return self._outputs_of(plan, asker.budget, self._ledger(own))

    def _outputs_of(self, plan: RootPlan, budget: Budget, ledger: Ledger) -> Value:
        """The outputs of a root, for one with that budget and ledger."""
        name = plan.id or "."
        if name in self._opening:
            reason = f"the outputs of {name} decide what it is made of"
            return Unknown(reason, f"{name}: outputs", origin_of(plan))
        self._wanted.add(name)
        if plan.unit is not None and plan.unit.missing:
            unread = UnreadModule(plan.unit.missing_id, name, plan.unit.missing)
            return Record(unread, f"{name}: outputs")
        top = self.top(plan)
        if top.root.ledger is not ledger and top.root.ledger not in ledger.beside:
            ledger.beside.append(top.root.ledger)

        def output(wanted: str) -> Value:
            with _lent(budget, top.root.budget):
                return top.output(wanted)

        return abroad(
            Record(ModuleOutputs(top.module.outputs, output), "outputs"), name, self.names
        )

    # --- which root ---------------------------------------------------------------------

    def _keeping(self, wanted: Wanted, asker: Root) -> RootPlan | str:
        """The root that keeps a state, or why it is not known."""
        what = described(wanted.kept)
        found = [
            _Candidate(plan, match)
            for plan, states in self._all_states()
            if (match := max((compare(wanted.kept, own) for own in states), default=Match.NO))
            >= Match.LIKELY
        ]
        best = max((one.match for one in found), default=Match.NO)
        plans = [one.plan for one in found if one.match is best]
        plans = _of_workspace(plans, wanted.workspace)
        if len(plans) > 1 or (plans and best is Match.LIKELY):
            plans = _of_environment(plans, asker.plan)
        if len(plans) == 1:
            return plans[0]
        if not plans:
            return f"no root in the scanned directory keeps the state {what}"
        names = ", ".join(sorted(plan.id or "." for plan in plans)[:3])
        more = f" and {len(plans) - 3} more" if len(plans) > 3 else ""
        return f"several roots may keep the state {what}: {names}{more}"

    def _all_states(self) -> list[tuple[RootPlan, list[Kept]]]:
        if self._states is None:
            self._states = [
                (plan, states_of(plan, self._loader, Budget())) for plan in self._plans.values()
            ]
        return self._states


def _of_workspace(plans: list[RootPlan], workspace: Value | None) -> list[RootPlan]:
    """Those that may be of a workspace: of one root, those of that name or of none."""
    if not isinstance(workspace, Text):
        return plans
    return [p for p in plans if p.environment.workspace in ("", workspace.value)]


def _of_environment(plans: list[RootPlan], asker: RootPlan) -> list[RootPlan]:
    """Those of the asker's environment; one that has none is of every environment."""
    own = _environment(asker)
    if not own:
        return plans
    same = [plan for plan in plans if _environment(plan) == own]
    return same or [plan for plan in plans if not _environment(plan)]


def _environment(plan: RootPlan) -> str:
    return (plan.environment.name or named_in(plan.place)).lower()


@contextmanager
def _lent(budget: Budget, to: Budget) -> Iterator[None]:
    """Work in another root counts as nested in the work that asked for it."""
    before = to.depth
    to.depth = max(before, budget.depth)
    try:
        yield
    finally:
        to.depth = before


def origin_of(plan: RootPlan) -> FileOrigin:
    """The place that declares a root."""
    return plan.unit.origin if plan.unit else FileOrigin(plan.folder or ".")
