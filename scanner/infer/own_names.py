"""Programs that name themselves: `BASE_URL=https://app.example.com` in what answers there.

Such a setting is what a program calls itself to others, and nothing it calls. A name counts
as a program's own if what answers it leads back to the program without any other name that a
program is given: two programs that call each other do not lose their edges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable

from scanner.model import Requirement, ports_of, split_port


def without_own_names(
    requirements: Iterable[Requirement], names: Container[str]
) -> list[Requirement]:
    """The requirements without those on names that are the dependent's own; `names` are the
    resources that are names."""
    found = list(requirements)
    needs: dict[str, set[str]] = defaultdict(set)
    for requirement in found:
        if not _on_name(requirement, names):
            needs[_owner(requirement.dependent)].update(map(_owner, ports_of(requirement.needs)))
    reached: dict[str, set[str]] = {}
    return [r for r in found if not _on_name(r, names) or not _leads_back(r, needs, reached)]


def _on_name(requirement: Requirement, names: Container[str]) -> bool:
    """Whether something else than a name needs one."""
    return (
        isinstance(requirement.needs, str)
        and _owner(requirement.needs) in names
        and _owner(requirement.dependent) not in names
    )


def _leads_back(
    requirement: Requirement, needs: dict[str, set[str]], reached: dict[str, set[str]]
) -> bool:
    start = _owner(str(requirement.needs))
    if start not in reached:
        seen, todo = {start}, [start]
        while todo:
            fresh = needs.get(todo.pop(), set()) - seen
            seen |= fresh
            todo += fresh
        reached[start] = seen
    return _owner(requirement.dependent) in reached[start]


def _owner(port: str) -> str:
    """The resource that a port is of, whatever address or side it names."""
    return split_port(port)[0].partition("@")[0]
