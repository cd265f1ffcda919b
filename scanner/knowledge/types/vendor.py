"""Who answers at a host: services of a provider, and third parties."""

from __future__ import annotations

from scanner.knowledge.types.fact import Fact
from scanner.model import Effect, Strength
from scanner.model.record import Record


class Endpoint(Fact, frozen=True, kw_only=True):
    """A form of host name and what answers there.

    Groups of `pattern`: `region`, `code` (short code of a region), `zone`, `name`, `account`,
    `service`. The first pattern that matches counts.
    """

    pattern: str
    service: str = ""
    """Of the file's provider; `*` where the group `service` says it."""
    type: str = ""
    """Resource type that `name` names, where it names one."""
    address: str = ""
    region: str = ""
    """Where the pattern itself fixes it."""
    alike: bool = False
    """Not a host but a name in another form, e.g. an ARN: matched against whole words."""
    control: bool = False
    """The host is a control plane: needed for changes, not for serving."""
    example: str = ""
    """A host that must match: every pattern proves itself."""


class Hosting(Record, frozen=True, kw_only=True):
    """Where a vendor runs, as far as somebody has said."""

    provider: str
    region: str = ""
    zone: str = ""
    source: tuple[str, ...]
    strength: Strength = Strength.MEDIUM
    claim: str = ""


class Vendor(Fact, frozen=True, kw_only=True):
    """A third party that is lost as one."""

    id: str
    name: str
    category: str
    roles: tuple[str, ...] = ()
    """What an exchange uses it for."""
    hosts: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    """Hosts that must match, one at least for each pattern."""
    hosting: tuple[Hosting, ...] = ()
    hosting_all: bool = False
    """True where it needs all of `hosting` at once, false where one is enough or unknown."""
    needs: tuple[str, ...] = ()
    """Other vendors it depends on."""
    effect: Effect = Effect.STOP
    """What whoever calls it suffers without it, where nothing more special is known."""
    terraform: tuple[str, ...] = ()
    """Local Terraform provider names whose resources live at this vendor."""
