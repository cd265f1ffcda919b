"""From resources to requirements: what needs what, how we know, and for which journeys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.config import Config, Fact
from scanner.errors import UnknownNameError
from scanner.infer.answers import answering
from scanner.infer.context import Context
from scanner.infer.copies import copies_by_region
from scanner.infer.entries import with_entries
from scanner.infer.facts import apply_facts
from scanner.infer.find import Finder
from scanner.infer.journeys import guess_journeys
from scanner.infer.kinds import kinds
from scanner.infer.locate import Locator
from scanner.infer.lookups import followed
from scanner.infer.merge import merge
from scanner.infer.needs import requirements_of
from scanner.infer.open import undescribed_actions, with_open_times
from scanner.infer.own_names import without_own_names
from scanner.infer.promotions import with_promotions
from scanner.infer.unread import opaque_needs, perhaps_unread
from scanner.knowledge import Knowledge
from scanner.model import (
    Evidence,
    Gap,
    Inference,
    Inventory,
    Journey,
    KnowledgeOrigin,
    Need,
    Reach,
    Read,
    Requirement,
    gap_id,
    journey_node,
    split_port,
)

__all__ = ["infer"]


def infer(inventory: Inventory, knowledge: Knowledge, config: Config) -> Inference:
    """Requirements, domains, journeys and gaps of an inventory.

    Raises UnknownNameError where a journey or need names a node that is nowhere although
    every source was read; where something was not read, the name is a gap instead.
    """
    inventory = with_entries(followed(inventory), knowledge)
    context = Context(inventory, knowledge)
    locator = Locator(context)
    names = _Names(context, inventory)
    context.find = names.find
    context.copies = copies_by_region(context, locator)
    found: list[Requirement] = []
    for kind in kinds().values():
        found.extend(kind(context, locator))
    found = [perhaps_unread(context, requirement) for requirement in found]
    hosts = {r.id for r in inventory.resources if context.has_role(r, "names_hosts")}
    found = without_own_names(found, hosts)
    found = apply_facts(found, config.facts, names.find, context, names.unused)
    journeys = config.journeys + inventory.journeys
    if not journeys:
        journeys = tuple(guess_journeys(context, locator, found))
    for journey in journeys:
        found.extend(_needs_of(journey, names, context))
    found = with_promotions(context, found)
    found.extend(opaque_needs(context, found, journeys))
    found.extend(undescribed_actions(context, found))
    found.extend(context.places.requirements())
    found = list(with_open_times(context, found))
    return Inference(
        inventory=context.with_providers(),
        requirements=tuple(merge(found, knowledge.evidence)),
        domains=(*inventory.domains, *context.places.domains.values()),
        journeys=journeys,
        opaques=context.opaques,
        counts_as={r.id: what for r in inventory.resources if (what := context.counts_as(r))},
        gaps=(*inventory.gaps, *context.places.gaps.values(), *context.gaps.values()),
        actions={action.id: action.verb for action in knowledge.actions.values()},
        warnings=tuple(names.warnings),
    )


def _needs_of(journey: Journey, names: _Names, context: Context) -> Iterator[Requirement]:
    origin = journey.origin or KnowledgeOrigin(journey.id, "journey")
    try:
        for need in journey.needs:
            guess = context.resources.get(_resource_of(need)) if journey.guessed else None
            place = origin if guess is None else context.origin(guess)
            kind = "guessed" if journey.guessed else "declared"
            evidence = Evidence(kind, journey.id, place)
            yield from requirements_of(journey_node(journey.id), (need,), evidence, names.find)
    except UnknownNameError as error:
        raise error.placed(f"{origin}: journey {journey.id}") from None


def _resource_of(need: str | Need) -> str:
    """The id of the resource that a plain need names, whatever its address and side."""
    return split_port(need)[0].partition("@")[0] if isinstance(need, str) else ""


class _Names:
    """Names in journeys, needs and facts; with something unread a missing one is a gap."""

    def __init__(self, context: Context, inventory: Inventory) -> None:
        self._context = context
        self._finder = Finder(inventory.resources, self._domain, self._host)
        self._given = {domain.id for domain in inventory.domains}
        self._all_read = all(source.read is Read.ALL for source in inventory.sources)
        self.warnings: list[str] = []

    def find(self, text: str) -> list[str]:
        return self._finder.find(text, self._missing)

    def unused(self, fact: Fact, why: str) -> None:
        self.warnings.append(f"{fact.origin}: this fact changes nothing: {why}")

    def _domain(self, text: str) -> str:
        """Domain id that `text` is, made if its form is a domain's; else empty."""
        if text in self._given or text in self._context.places.domains:
            return text
        return self._context.places.named(text)

    def _host(self, name: str) -> str:
        """The node that answers at a host name; empty where none does."""
        return answering(self._context, name, "")

    def _missing(self, text: str, known: Iterable[str]) -> list[str]:
        if self._all_read:
            raise UnknownNameError("resource, domain or selector hit", text, known)
        question = f"What is {text}?"
        identifier = gap_id(Reach.OPAQUE, text, question)
        self._context.gaps[identifier] = Gap(
            id=identifier,
            subject=text,
            question=question,
            reason="it is named, and not all sources could be read",
            reach=Reach.OPAQUE,
        )
        return [self._context.opaque(identifier)]
