"""What is declared and switched off: it runs nothing, stands in for nothing, and is missed by
nobody."""

from __future__ import annotations

from scanner.infer.layouts import possible_counts, possible_layouts
from scanner.infer.locate import Locator
from scanner.model import Resource, Unknown


def is_off(locator: Locator, resource: Resource) -> bool:
    """Whether it is surely switched off: by a switch of its own, or with no copy that runs."""
    known = locator.context.type_of(resource)
    if known is None:
        return False
    if known.off is not None and locator.holds(known.off, resource):
        return True
    layouts = possible_layouts(locator, resource, known.layouts)
    return bool(layouts) and all(
        layout.instances and possible_counts(locator.context, resource, layout)[0] == [0]
        for layout in layouts
    )


def may_be_off(locator: Locator, resource: Resource) -> Unknown | None:
    """Why nobody can tell whether a copy of it runs; None where that is known."""
    known = locator.context.type_of(resource)
    for layout in possible_layouts(locator, resource, known.layouts) if known else ():
        for path in layout.instances:
            reading = locator.context.read(resource, path)
            if reading.unknown:
                return reading.unknown[0]
            if path.isdigit() or reading.values:
                break
    return None
