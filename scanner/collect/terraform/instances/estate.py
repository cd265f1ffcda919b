"""All roots of a tree together: each is put to use once, and can read another's outputs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from scanner.collect.terraform.facts import Facts
from scanner.collect.terraform.instances.abroad import Home, abroad
from scanner.collect.terraform.instances.backends import states_of
from scanner.collect.terraform.instances.environments import named_in
from scanner.collect.terraform.instances.ledger import Ledger
from scanner.collect.terraform.instances.module_instance import ModuleInstance
from scanner.collect.terraform.instances.records import ModuleOutputs, UnreadModule
from scanner.collect.terraform.instances.reliance import (
    PLAN,
    ROOT,
    STATES,
    UNITS,
    Names,
    Reliance,
    digest_of,
)
from scanner.collect.terraform.instances.root import Root, Wanted
from scanner.collect.terraform.instances.states import (
    Kept,
    Match,
    Written,
    as_kept,
    compare,
    described,
    is_secret,
    written,
)
from scanner.collect.terraform.instances.variables import RootInputs
from scanner.collect.terraform.language import Budget
from scanner.collect.terraform.modules import Loader, Module, RootPlan, Unit
from scanner.collect.terraform.options import Options
from scanner.collect.terraform.values import Record, Text, Unknown, Value
from scanner.collect.terraform.values.unknown import joined_symbol
from scanner.model import FileOrigin
from scanner.model.codec import pack


@dataclass(frozen=True)
class _Candidate:
    plan: RootPlan
    match: Match


class Estate:
    """The roots of a tree, each evaluated when somebody asks for it."""

    def __init__(
        self,
        plans: Iterable[RootPlan],
        loader: Loader,
        facts: Facts,
        options: Options,
        before: frozenset[str] = frozenset(),
    ) -> None:
        """`before` was asked of the directory to find its units."""
        self._plans = {plan.id or ".": plan for plan in plans}
        self._loader = loader
        self._facts = facts
        self._options = options
        self._tops: dict[str, ModuleInstance] = {}
        self._states: list[tuple[RootPlan, list[Kept]]] | None = None
        self._states_told: str | None = None
        self._states_noted = False
        self._wanted: set[str] = set()
        self._opening: set[str] = set()
        self._ledgers: dict[str, Ledger] = {}
        self.names = Names(self._plans, loader.tree)
        self.reliance = Reliance(loader.tree)
        self._before = before
        self._units_told: str | None = None
        self._states_asked: set[str] = set()
        recall = loader.recall
        recall.others |= {PLAN: self._plan, ROOT: self.names.answer}
        recall.others |= {STATES: self._states_digest, UNITS: self._units_digest}
        recall.behind[STATES] = lambda: self._states_asked
        for plan in self._plans.values():
            if plan.unit is not None:
                plan.unit.settle(self, self._ledger(plan).report)

    def top(self, plan: RootPlan) -> ModuleInstance:
        """The root's own module, put to use."""
        name = plan.id or "."
        if name not in self._tops:
            self._opening.add(name)
            try:
                with self.working(plan):
                    self._tops[name] = self._open(plan)
            finally:
                self._opening.discard(name)
        return self._tops[name]

    @contextmanager
    def working(self, plan: RootPlan) -> Iterator[None]:
        """In which anything of the root is evaluated."""
        name = plan.id or "."
        with self.reliance.working(name, plan):
            yield
        root = self._tops[name].root if name in self._tops else None
        if root and (root.budget.exceeded or root.instances >= root.most_instances):
            self.reliance.beyond.add(name)

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
        with self.working(plan):
            return self._outputs_at_home(plan, budget, ledger)

    def _outputs_at_home(self, plan: RootPlan, budget: Budget, ledger: Ledger) -> Value:
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
                return top.names.output(wanted)

        home = Home(name, self.names, lambda: self.working(plan))
        return abroad(Record(ModuleOutputs(top.module.outputs, output), "outputs"), home)

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
        tree = self._loader.tree
        tree.note(f"{STATES}:")
        found = self._known_states()
        if not self._states_noted:
            self._states_noted = True
            with tree.asking(set()):
                tree.asked(self._states_asked)
        return found

    def look_up_states(self) -> None:
        """Find out where all roots keep their states, if only another process has done so."""
        self._known_states()

    def _known_states(self) -> list[tuple[RootPlan, list[Kept]]]:
        """All states, also where they are only compared with what they were."""
        tree = self._loader.tree
        if self._states is None:
            with tree.unnoted(), tree.asking(self._states_asked):
                self._states = [(plan, self._states_of(plan)) for plan in self._plans.values()]
        return self._states

    def _states_of(self, plan: RootPlan) -> list[Kept]:
        """What a unit's state is rests on much else, so that is not looked up."""
        if plan.unit is not None:
            return states_of(plan, self._loader, Budget())
        found = self._loader.recall.of(
            f"{STATES}:{plan.id}",
            list[Written],
            lambda: [written(one) for one in states_of(plan, self._loader, Budget())],
            digest_of(plan),
            lambda states: any(map(is_secret, states)),
        )
        return [as_kept(one) for one in found]

    def _states_digest(self, _: str) -> str:
        """What the states of all roots come to."""
        if self._states_told is None:
            told = [(plan.id, list(map(written, own))) for plan, own in self._known_states()]
            self._states_told = hashlib.sha256(pack(told)).hexdigest()
        return self._states_told

    def _units_digest(self, _: str) -> str:
        """What was asked to find the units, and the answers."""
        if self._units_told is None:
            self._units_told = self._loader.recall.digest(sorted(self._before))
        return self._units_told

    def _plan(self, question: str) -> str:
        plan = self._plans.get(question.partition(":")[2])
        return digest_of(plan) if plan else ""


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
