"""Copies of what stores keep: replicas, backups, and those in places that were not read, such as
a vault in somebody else's account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scanner.infer.attributes import bare, references_at, strings, under
from scanner.infer.chosen import Chooser
from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.knowledge import Link
from scanner.model import DATA, Reach, Resource, Strength, Term, Unknown, all_of, port


def kept_copies(
    context: Context, locator: Locator, kinds: Collection[str]
) -> dict[str, list[str | Term]]:
    """Store -> a term for each copy that a link of one of `kinds` says it has.

    A copy that was read is its data. One that was not is the region and account in its full
    name. What may not exist, or is nobody knows where, counts in the better reading only.
    """
    found: dict[str, list[str | Term]] = defaultdict(list)
    chooser = Chooser(context, locator)
    for resource in context.inventory.resources:
        known = context.type_of(resource)
        for link in known.links if known else ():
            if link.kind in kinds and (stores := chooser.chosen(resource, link.at)):
                made = _made(context, resource, link)
                for store, doubt in stores:
                    found[store.id] += _copies(context, made, store, doubt)
    return {store: list(dict.fromkeys(terms)) for store, terms in found.items()}


@dataclass(frozen=True)
class _Made:
    """What a link makes: copies that were read, and names of what was not."""

    by: Resource
    once: bool
    copies: list[Resource]
    ends: list[str]


def _made(context: Context, resource: Resource, link: Link) -> _Made:
    copies = [context.resources[target.node] for target in context.meant(resource, link)]
    ends = list(_loose_ends(context, resource, link)) if link.of != "self" else []
    kept = [copy for copy in copies if context.has_role(copy, "keeps_data")]
    return _Made(resource, link.once, kept, ends)


def _copies(
    context: Context, made: _Made, store: Resource, chosen: Unknown | None
) -> Iterator[str | Term]:
    """`chosen` is the doubt whether the link is about the store at all."""
    for copy in made.copies:
        if copy.id != store.id:
            doubt = chosen or _doubt(store, copy) or _doubt(store, made.by)
            doubt = doubt or (OLD if made.once else None)
            data = port(copy.id, DATA)
            yield _perhaps(context, store, copy.title, data, doubt) if doubt else data
    for end in made.ends:
        place = _place(context, made.by, store, end)
        named = end or f"what {made.by.title} makes"
        yield _perhaps(context, store, named, place, chosen) if chosen else place


OLD = Unknown("it was made once, and how old it will be then is not known")


def _doubt(store: Resource, other: Resource) -> Unknown | None:
    """Why `other` may not exist although the store does; None where it surely does."""
    made_by, mark, _ = other.id.rpartition("[?]")
    together = mark and store.id.startswith(made_by + mark)
    return None if together else other.unknown.get("count")


def _perhaps(
    context: Context, store: Resource, holder: str, copy: str | Term, doubt: Unknown
) -> Term:
    question = f"Does {holder} hold a copy of {store.title}?"
    origin = doubt.origin or context.origin(store)
    gap = context.gap(Reach.REDUNDANCY, store.id, question, doubt.reason, origin)
    if isinstance(copy, str):
        return Term(port=copy, strength=Strength.MEDIUM, gap=gap)
    return Term(members=(copy,), strength=Strength.MEDIUM, gap=gap)


# --- what was not read ------------------------------------------------------------------


def _loose_ends(context: Context, resource: Resource, link: Link) -> Iterator[str]:
    """What the link is about, as it is written, where that leads to nothing that was read; empty
    where not even that is known."""
    yield from _loose(context, resource, link.of, "")
    for target in context.targets(resource, link.of) if link.through else ():
        yield from _loose(context, context.resources[target.node], link.through, link.type)


def _loose(context: Context, holder: Resource, path: str, kind: str) -> Iterator[str]:
    led = {r.path for r in references_at(holder, path) if r.target in context.resources}
    written = {bare(at) for at in led}
    for value in context.read(holder, path).values:
        for _, text in strings(value):
            named = kind and context.named(kind, text, holder.region)
            if "${" in text or named or context.identified(text, near=holder):
                continue
            if path not in written or context.knowledge.match_name(text):
                yield text  # else it is what a reference to something that was read stands for
    for at in holder.unknown:
        if at not in led and (under(bare(at), path) or under(path, bare(at))):
            yield ""
    if holder.existing:
        yield ""  # it is looked up, and what it says was not read


def _place(context: Context, resource: Resource, store: Resource, name: str) -> str | Term:
    matched = context.knowledge.match_name(name) if name else None
    groups = matched.groups if matched else {}
    if matched and "region" in groups and "account" in groups:
        places, provider = context.places, matched.provider
        region = context.knowledge.region_id(provider, groups["region"])
        return all_of(places.region(provider, region), places.account(provider, groups["account"]))
    where = f" in {name}" if name else ""
    gap = context.gap(
        Reach.REDUNDANCY,
        store.id,
        f"Where is the copy of {store.title} that {resource.title} makes{where}?",
        "what the copy is in was not read",
        context.origin(resource),
    )
    return Term(port=context.opaque(gap), strength=Strength.MEDIUM, gap=gap)
