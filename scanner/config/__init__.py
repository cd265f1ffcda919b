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
    read_settings,
)
from scanner.config.inline import Found, InlineAcceptance
from scanner.config.settings import Setting, Settings

__all__ = [
    "Acceptance",
    "AddFact",
    "Config",
    "DenyFact",
    "Fact",
    "Found",
    "InlineAcceptance",
    "PlaceFact",
    "RetimeFact",
    "Setting",
    "Settings",
    "find_config",
    "read_config",
    "read_settings",
]
