"""Terraform's functions, one file a family. Each is called with its name and arguments.

Left out on purpose, because their results are not to be known without running Terraform:
`timestamp`, `plantimestamp`, `uuid`, `bcrypt`, `base64gzip`, `rsadecrypt` are unknown.
Source: developer.hashicorp.com/terraform/language/functions, checked against
`terraform console` (tests/collect/terraform/test_console.py).
"""

from collections.abc import Callable

from scanner.collect.terraform.functions import (
    collections,
    conversions,
    dates,
    digests,
    encoding,
    maps,
    networks,
    numbers,
    own,
    sets,
    texts,
)
from scanner.collect.terraform.functions.files import FILE_FUNCTIONS
from scanner.collect.terraform.values import Value

Function = Callable[[str, list[Value]], Value]

FUNCTIONS: dict[str, Function] = {
    **collections.FUNCTIONS,
    **conversions.FUNCTIONS,
    **dates.FUNCTIONS,
    **digests.FUNCTIONS,
    **encoding.FUNCTIONS,
    **maps.FUNCTIONS,
    **networks.FUNCTIONS,
    **numbers.FUNCTIONS,
    **own.FUNCTIONS,
    **sets.FUNCTIONS,
    **texts.FUNCTIONS,
}

__all__ = ["FILE_FUNCTIONS", "FUNCTIONS", "Function"]
