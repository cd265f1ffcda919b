"""Live AWS accounts, read through the provider's own interface.

declarations -> accounts -> walk -> fetch -> translate -> units -> inventory: which calls there
are is data, one file a service in `services/`; accounts are found and entered; accounts, regions
and services are walked in parallel; fetching keeps answers as they are; translating makes them
what Terraform's state would show; a unit is what one service of one account told in one region,
a line of a snapshot; and units are joined into the inventory that all of inference knows.

Adding a service is a file in `services/`, a recorded answer and a test: docs/aws.md.
"""

from scanner.collect.aws.collect import (
    InterruptedScan,
    collect,
    needed_policies,
    needed_policy,
    read,
)
from scanner.collect.aws.snapshot import is_snapshot

__all__ = ["InterruptedScan", "collect", "is_snapshot", "needed_policies", "needed_policy", "read"]
