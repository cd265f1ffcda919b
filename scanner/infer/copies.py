"""Stores with a copy in each of several regions, and the address of each copy."""

from __future__ import annotations

from scanner.infer.context import Context
from scanner.infer.layouts import possible_layouts
from scanner.infer.locate import Locator
from scanner.knowledge import Layout, Shape
from scanner.model import Resource, address


def copies_by_region(context: Context, locator: Locator) -> dict[str, dict[str, str]]:
    """Of each resource laid out over regions: region name -> the address of the copy there."""
    found = {}
    for resource in context.inventory.resources:
        known = context.type_of(resource)
        if known and any(layout.shape is Shape.MULTI_REGION for layout in known.layouts):
            copies = _copies(context, resource, possible_layouts(locator, resource, known.layouts))
            if copies:
                found[resource.id] = copies
    return found


def _copies(context: Context, resource: Resource, layouts: list[Layout]) -> dict[str, str]:
    provider = context.provider_of(resource)
    found: dict[str, str] = {}
    for layout in layouts:
        if layout.shape is not Shape.MULTI_REGION or not layout.regions:
            continue
        home = [resource.region] if resource.region else []
        others = context.read(resource, layout.regions).values
        if not others:
            continue  # that there may be copies is a question of its own
        for region in (*home, *others):
            if isinstance(region, str) and "${" not in region:
                plain = context.knowledge.region_id(provider, region)
                found[plain] = address(resource.id, plain)
    return found
