"""One file a kind of evidence; the folder is the registry.

Each module has `infer(context, locator)`, which yields Requirements. It may also ask
`context.places` for domains and record gaps. To add a kind of evidence, add a file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator

from scanner.infer.context import Context
from scanner.infer.locate import Locator
from scanner.model import Requirement

Kind = Callable[[Context, Locator], Iterator[Requirement]]


def kinds() -> dict[str, Kind]:
    """Every kind of evidence by the name of its file, in order of name."""
    return {
        module.name: importlib.import_module(f"{__name__}.{module.name}").infer
        for module in pkgutil.iter_modules(__path__)
    }
