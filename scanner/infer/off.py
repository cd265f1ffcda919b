"""What is declared and switched off: it runs nothing, stands in for nothing, and is missed by
nobody."""

from __future__ import annotations

from scanner.infer.layouts import possible_counts, possible_layouts
from scanner.infer.locate import Locator
from scanner.model import Resource


def is_off(locator: Locator, resource: Resource) -> bool:
    """Whether it is surely switched off: by a switch of its own, or with no copy that runs.

    Where that is not known it counts as running.
    """
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
