"""What people wrote beside a resource of an inventory: `needs`."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.errors import UnknownNameError
from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.infer.needs import requirements_of
from scanner.model import Evidence, Requirement


def infer(context: Context, locator: Locator) -> Iterator[Requirement]:
    """Declared needs, exactly as declared."""
    for resource in context.inventory.resources:
        if resource.needs:
            says = f"declared for {resource.title}"
            evidence = Evidence("declared", says, context.origin(resource))
            try:
                yield from requirements_of(resource.id, resource.needs, evidence, context.find)
            except UnknownNameError as error:
                place = f"{context.origin(resource)}: needs of {resource.title}"
                raise error.placed(place) from None
