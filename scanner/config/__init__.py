"""`cutset.yaml`: what the users know and the sources do not."""

from scanner.config.file import (
    Acceptance,
    AddFact,
    Config,
    DenyFact,
    Fact,
    PlaceFact,
    RetimeFact,
    find_config,
    read_config,
)

__all__ = [
    "Acceptance",
    "AddFact",
    "Config",
    "DenyFact",
    "Fact",
    "PlaceFact",
    "RetimeFact",
    "find_config",
    "read_config",
]
