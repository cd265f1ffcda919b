"""What a program is told by way of a secret, a parameter or an object: it needs what that holds.

A secret's `content` is an address of it. Types say with edges from `...@content` where the
content is written. Whoever is given the secret reads the host in it, and calls that host.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.infer.attributes import bare, references_at, strings, under
from scanner.infer.context import Context, Target
from scanner.infer.kinds.hosts import effect_of_node, named_in
from scanner.infer.kinds.references import started
from scanner.infer.locate import Locator
from scanner.knowledge import Edge
from scanner.model import Basis, Evidence, Requirement, Resource, address

CONTENT = "content"


def is_content(edge: Edge) -> bool:
    """Whether an edge tells where the content of something is written."""
    return edge.source.endswith(f"@{CONTENT}")


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """What each content names, and whoever is given something with such a content."""
    holders: set[str] = set()
    for resource in context.inventory.resources:
        for requirement in _held(context, resource):
            holders.add(requirement.dependent.partition("@")[0])
            yield requirement
    for resource in context.inventory.resources if holders else ():
        known = context.type_of(resource)
        writes = known is not None and any(is_content(edge) for edge in known.edges)
        if writes or not context.has_role(resource, "calls_out"):
            continue
        for target in _given(context, resource):
            if target.node in holders:
                yield Requirement(
                    dependent=resource.id,
                    needs=address(target.node, CONTENT),
                    basis=Basis.INFERRED,
                    evidence=(target.evidence,),
                )


# --- what is in it ----------------------------------------------------------------------


def _held(context: Context, resource: Resource) -> Iterator[Requirement]:
    """What the content needs that `resource` writes: everything it names."""
    known = context.type_of(resource)
    for edge in known.edges if known else ():
        if not is_content(edge):
            continue
        for holder in context.targets(resource, edge.source.partition("@")[0]):
            for named in _written(context, resource, edge):
                if named.node.partition("@")[0] not in (holder.node, resource.id):
                    yield Requirement(
                        dependent=address(holder.node, CONTENT),
                        needs=named.node,
                        effect=effect_of_node(context, known, named.path, named.node),
                        basis=Basis.INFERRED,
                        evidence=(named.evidence,),
                    )


def _written(context: Context, resource: Resource, edge: Edge) -> Iterator[Target]:
    """What is named where an edge says that the content is written, each once."""
    seen: set[str] = set()
    for reference in references_at(resource, edge.target):
        target = context.resources.get(reference.target)
        if target is None or _is_only_text(context, target):
            continue
        node = context.reached(target, reference.attribute, resource)
        if node not in seen:
            seen.add(node)
            says = f"{reference.path} = {reference.target}.{reference.attribute}"
            origin = reference.origin or context.origin(resource)
            yield Target(node, Evidence("code_reference", says, origin), bare(reference.path))
    for value in context.read(resource, edge.target).values:
        for path, text in strings(value, edge.target):
            for node, kind, says in named_in(context, resource, text):
                if node not in seen:
                    seen.add(node)
                    evidence = Evidence(kind, f"{path} = {says}", context.place_of(resource, path))
                    yield Target(node, evidence, bare(path))


def _is_only_text(context: Context, target: Resource) -> bool:
    """Whether what is referred to is a text that was made up and leads nowhere: a password."""
    return context.is_setting(target.id) and not target.references


# --- who is given it --------------------------------------------------------------------


def _given(context: Context, resource: Resource) -> Iterator[Target]:
    """Everything that a resource's settings name, each once."""
    known = context.type_of(resource)
    skipped = [
        *context.knowledge.ignored_attributes(context.provider_of(resource)),
        *(known.ignore if known else ()),
    ]
    seen: set[str] = set()
    for reference in resource.references:
        if reference.target in seen or any(under(bare(reference.path), s) for s in skipped):
            continue
        seen.add(reference.target)
        says = f"{reference.path} = {reference.target}"
        origin = reference.origin or context.origin(resource)
        yield Target(reference.target, Evidence("code_reference", says, origin), reference.path)
    for path, text in strings(resource.attributes):
        if any(under(bare(path), prefix) for prefix in skipped):
            continue
        # a plain word is a name only where the type says that names stand
        by_name = any(under(bare(path), prefix) for prefix in started(known))
        whole = context.identified(text, near=resource) if by_name else ""
        for node, kind, says in [
            (whole, "same_identity", text),
            *named_in(context, resource, text),
        ]:
            base = node.partition("@")[0]
            if base and base not in seen:
                seen.add(base)
                evidence = Evidence(kind, f"{path} = {says}", context.place_of(resource, path))
                yield Target(base, evidence, path)
