"""A tree of Terraform code into an inventory: every root, with every environment it has."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace

from scanner.collect.memo import Recall
from scanner.collect.terraform.facts import Facts, Knowledge
from scanner.collect.terraform.instances.by_workspace import by_workspace
from scanner.collect.terraform.instances.estate import Estate
from scanner.collect.terraform.instances.inventory import evaluate_root
from scanner.collect.terraform.instances.reliance import STATES
from scanner.collect.terraform.modules import Loader, RootPlan, Roots, find_roots
from scanner.collect.terraform.modules.loading import SUFFIXES
from scanner.collect.terraform.modules.tfvars import SUFFIXES as VALUE_SUFFIXES
from scanner.collect.terraform.options import Options
from scanner.collect.terraform.parallel import Found, Piece, Rests, pieces
from scanner.collect.terraform.terragrunt import find_units, left_out, plan_of
from scanner.collect.terraform.unread import unread_source
from scanner.collect.tree import Tree
from scanner.model import (
    Excluded,
    FileOrigin,
    Gap,
    Inventory,
    Reach,
    Read,
    Resource,
    Source,
    gap_id,
)

CALL_DEPTH = 20_000
"""Python calls that an evaluation nested as deep as `Budget.deepest` may need."""


def collect(tree: Tree, knowledge: Knowledge, options: Options | None = None) -> Inventory:
    """Everything that the Terraform code in `tree` declares. Never raises for what it reads:
    what cannot be read, found or worked out is a gap or an unknown value."""
    options = options or Options()
    facts = Facts(knowledge)
    recall = Recall(options.memo, tree, options.decisive)
    loader = Loader(tree, recall)
    resources: list[Resource] = []
    sources: list[Source] = []
    gaps: dict[str, Gap] = {}
    with _deep_calls():
        before: set[str] = set()
        with tree.asking(before):
            units = find_units(loader, options)
        roots = find_roots(loader, options, units.modules)
        uses = [by_workspace(plan, loader, facts, options) for plan in roots.plans]
        plans = [plan for use in uses for plan in use.plans]
        with tree.asking(before):
            plans += [plan_of(unit, loader, options) for unit in units.used]
        reported: set[str] = set()
        limits, files = options.limits, len(tree.files)
        options = replace(options, limits=limits.shared(len(plans), files))
        estate = Estate(plans, loader, facts, options, frozenset(before))
        found = _pieces(estate, plans, recall, tree, options.processes)
        for number, piece in enumerate(found):
            if resources and len(resources) + len(piece.resources) > limits.instances(files):
                found.close()
                left = [_too_many(plan, limits.instances(files)) for plan in plans[number:]]
                sources += [source for source, _ in left]
                gaps.update({gap.id: gap for _, gap in left})
                break
            resources += piece.resources
            sources.append(piece.source)
            gaps.update({gap.id: gap for gap in piece.gaps})
            reported |= set(piece.files)
        sources += [left_out(unit) for unit in units.left_out]
        sources += [_on_request(use.plans[0], name) for use in uses for name in use.left_out]
        gaps.update({gap.id: gap for gap in _of_tree(tree, reported)})
        gaps.update({gap.id: gap for gap in _left_out(roots, sources)})
    return Inventory(
        resources=tuple(sorted(resources, key=lambda resource: resource.id)),
        sources=tuple(sources),
        gaps=tuple(gaps[identifier] for identifier in sorted(gaps)),
    )


def _pieces(
    estate: Estate, plans: list[RootPlan], recall: Recall, tree: Tree, processes: int
) -> Generator[Piece, None, None]:
    """What each root comes to, in order: found again, or evaluated."""
    known = [recall.find(_name(plan), Piece) for plan in plans]
    missing = [number for number, piece in enumerate(known) if piece is None]

    def evaluate(number: int) -> Found:
        plan = plans[number]
        piece = _piece(estate, plan)
        asked = estate.reliance.rests_on(plan.id or ".") if recall.memo else None
        questions = tuple(sorted(asked or ()))
        return piece, Rests(questions, recall.digest(questions)) if asked is not None else None

    new = pieces(missing, evaluate, tree, processes)
    for number, piece in enumerate(known):
        if piece is not None:
            yield piece
            continue
        found, rests = next(new)
        if rests is not None:
            if f"{STATES}:" in rests.questions:
                estate.look_up_states()
            recall.keep(_name(plans[number]), rests.questions, rests.digest, found)
        yield found
    next(new, None)  # lets the processes go


def _name(plan: RootPlan) -> str:
    return f"root:{plan.id}"


def _piece(estate: Estate, plan: RootPlan) -> Piece:
    with estate.working(plan):
        top = estate.top(plan)
        root, found = top.root, evaluate_root(top)
        piece = Piece(
            resources=tuple(found.resources),
            source=found.source(root),
            gaps=root.ledger.gaps,
            files=tuple(sorted(root.files)),
        )
    estate.leave(plan)
    return piece


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


def _too_many(plan: RootPlan, most: int) -> tuple[Source, Gap]:
    """A root for which there is no room, as a source that was not read."""
    reason = f"the scanned directory declares more than {most:,} resources"
    subject = plan.id or "."
    return unread_source(subject, subject, reason, FileOrigin(plan.folder or "."))


def _on_request(plan: RootPlan, name: str) -> Source:
    """An environment of a root that is not evaluated because nobody asked for it."""
    identifier = f"{plan.folder or '.'}[{name}]"
    reason = f"environment {name} is judged only on request"
    excluded = Excluded(identifier, reason, FileOrigin(plan.folder or "."))
    return Source(id=f"terraform:{identifier}", kind="terraform", declared=1, excluded=(excluded,))


@contextmanager
def _deep_calls() -> Iterator[None]:
    """Room for nested evaluation, which is bounded by a budget of its own."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, CALL_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
