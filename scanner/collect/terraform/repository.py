"""A tree of Terraform code into an inventory: every root, with every environment it has."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scanner.collect.terraform.facts import Facts, Knowledge
from scanner.collect.terraform.instances.inventory import evaluate_root
from scanner.collect.terraform.instances.ledger import Ledger
from scanner.collect.terraform.instances.root import Root
from scanner.collect.terraform.language import Budget
from scanner.collect.terraform.modules import Loader, RootPlan, Roots, find_roots
from scanner.collect.terraform.modules.loading import SUFFIXES
from scanner.collect.terraform.modules.tfvars import SUFFIXES as VALUE_SUFFIXES
from scanner.collect.terraform.options import Options
from scanner.collect.tree import Tree
from scanner.model import FileOrigin, Gap, Inventory, Reach, Read, Resource, Source, gap_id

CALL_DEPTH = 20_000
"""Python calls that an evaluation nested as deep as `Budget.deepest` may need."""


def collect(tree: Tree, knowledge: Knowledge, options: Options | None = None) -> Inventory:
    """Everything that the Terraform code in `tree` declares. Never raises for what it reads:
    what cannot be read, found or worked out is a gap or an unknown value."""
    options = options or Options()
    facts = Facts(knowledge)
    loader = Loader(tree)
    resources: list[Resource] = []
    sources: list[Source] = []
    gaps: dict[str, Gap] = {}
    with _deep_calls():
        roots = find_roots(loader, options)
        reported: set[str] = set()
        for plan in roots.plans:
            root = _root(plan, loader, facts, options)
            found = evaluate_root(root)
            resources += found.resources
            sources.append(found.source(root))
            gaps.update({gap.id: gap for gap in root.ledger.gaps})
            reported |= root.files
        gaps.update({gap.id: gap for gap in _of_tree(tree, reported)})
        gaps.update({gap.id: gap for gap in _left_out(roots, sources)})
    return Inventory(
        resources=tuple(sorted(resources, key=lambda resource: resource.id)),
        sources=tuple(sources),
        gaps=tuple(gaps[identifier] for identifier in sorted(gaps)),
    )


def _root(plan: RootPlan, loader: Loader, facts: Facts, options: Options) -> Root:
    ledger = Ledger(plan.id or ".")
    budget = Budget(steps=options.limits.steps_per_root)
    return Root(plan, loader, facts, options, ledger, budget)


def _of_tree(tree: Tree, reported: set[str]) -> Iterator[Gap]:
    """What the listing could not reach and may hold Terraform code."""
    for path, gap in tree.gaps.items():
        name = path.rpartition("/")[2]
        code = name.endswith((*SUFFIXES, *VALUE_SUFFIXES))
        if (code or "." not in name.lstrip(".")) and path not in reported:
            yield gap


def _left_out(roots: Roots, sources: list[Source]) -> Iterator[Gap]:
    """Environments beyond the limit: a source each that was not read."""
    for folder, names in roots.left_out.items():
        for name in names:
            subject = f"{folder or '.'}[{name}]"
            reason = "there are more environments than are evaluated; choose one by its name"
            sources.append(
                Source(id=f"terraform:{subject}", kind="terraform", read=Read.NONE, reason=reason)
            )
            question = f"What is in {subject}?"
            yield Gap(
                id=gap_id(Reach.OPAQUE, subject, question),
                subject=subject,
                question=question,
                reason=reason,
                reach=Reach.OPAQUE,
                origin=FileOrigin(folder or "."),
            )


@contextmanager
def _deep_calls() -> Iterator[None]:
    """Room for nested evaluation, which is bounded by a budget of its own."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, CALL_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
