"""Region and account of the resources in a document.

As in code: the resource's own attributes, then those of its provider configuration. A
document may hold no such configuration; then identifiers that it has tell: an ARN, a link.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from scanner.collect.terraform.documents.addresses import names, parse_path
from scanner.collect.terraform.documents.configuration import Configuration
from scanner.collect.terraform.documents.text import Node
from scanner.collect.terraform.documents.values import Values
from scanner.collect.terraform.documents.world import Instance
from scanner.collect.terraform.facts import Facts
from scanner.collect.terraform.instances.location import Derived, own_place
from scanner.collect.terraform.values import Text, Unknown
from scanner.knowledge.types import Provider
from scanner.model import FileOrigin

_PART = re.compile(r"[^:/]+")
MAX_CHARACTERS = 2_000
Accept = Callable[[str], str]


class Places:
    """Answers where resources are, and gathers what they say of their providers."""

    def __init__(
        self, facts: Facts, configuration: Configuration | None, variables: dict[str, Node]
    ) -> None:
        self._facts = facts
        self._configuration = configuration
        self._variables = variables
        self._said: dict[tuple[str, str], dict[str, FileOrigin]] = defaultdict(dict)
        """Provider configuration and fact -> what identifiers of its resources say."""
        self._configured: dict[tuple[str, str], Derived | None] = {}

    def hear(self, instance: Instance, provider: Provider, values: Values) -> None:
        """Take note of what an instance's identifiers say of the region and account that its
        provider configuration works in. All are heard before any is asked for."""
        key = instance.configured_by
        for fact, accept in (("region", self._region(provider)), ("account", _account(provider))):
            found = self._identified(instance, values, accept)
            if found is not None and isinstance(found.value, Text):
                self._said[key, fact].setdefault(found.value.value, instance.origin)

    def region(
        self, instance: Instance, provider: Provider, values: Values
    ) -> tuple[Derived, bool]:
        """Its region, and whether its own attributes say it. The flag `absent` is set where
        nothing at all says one."""
        attributes = self._facts.region_attributes(provider, instance.address.type)
        own = own_place(values, None, attributes, lambda t: self._facts.region_in(provider, t))
        if own is not None and not isinstance(own.value, Unknown):
            return own, True
        found = self._identified(instance, values, self._region(provider))
        found = found or own or self._of_provider(instance, provider, "region")
        return found or self._nothing(instance, "region"), own is not None

    def account(self, instance: Instance, provider: Provider, values: Values) -> Derived:
        """Its account."""
        attributes = self._facts.account_attributes(provider, instance.address.type)
        own = own_place(values, None, attributes, lambda t: self._facts.account_in(provider, t))
        if own is not None and not isinstance(own.value, Unknown):
            return own
        found = self._identified(instance, values, _account(provider))
        found = found or own or self._of_provider(instance, provider, "account")
        return found or self._nothing(instance, "account")

    # --- identifiers ----------------------------------------------------------------------

    def _region(self, provider: Provider) -> Accept:
        """The one region among the parts of an identifier."""
        known = {region.id for region in provider.regions}

        def accept(text: str) -> str:
            parts = _PART.findall(text[:MAX_CHARACTERS])
            regions = {self._facts.region_in(provider, part) for part in parts} & known
            return regions.pop() if len(regions) == 1 else ""

        return accept

    def _identified(self, instance: Instance, values: Values, accept: Accept) -> Derived | None:
        """What the attributes say that identify the resource."""
        for name in self._facts.identities(instance.address.type):
            if values.has(name):
                found = own_place(values, None, (name,), accept)
                if found is not None and isinstance(found.value, Text):
                    return found
        return None

    # --- provider configurations ----------------------------------------------------------

    def _of_provider(self, instance: Instance, provider: Provider, fact: str) -> Derived | None:
        key = (instance.configured_by, fact)
        if key not in self._configured:
            written = self._written(instance.configured_by, provider, fact)
            self._configured[key] = written or self._heard(*key)
        return self._configured[key]

    def _heard(self, configured_by: str, fact: str) -> Derived | None:
        """What all identifiers of its resources agree on."""
        said = self._said.get((configured_by, fact), {})
        if len(said) != 1 or not configured_by:
            return None
        ((text, origin),) = said.items()
        because = f"as the identifiers of provider {configured_by} say (first {origin.path}"
        return Derived(Text(text), f"{because}:{origin.line})")

    def _written(self, configured_by: str, provider: Provider, fact: str) -> Derived | None:
        """What the plan's provider configuration says."""
        config = self._config(configured_by)
        if config is None:
            return None
        of_fact = {"region": provider.region_attributes, "account": provider.account_attributes}
        expressions = config.members_of("expressions")
        for path in of_fact[fact]:
            first, _, rest = path.partition(".")
            node = expressions.get(first)
            if node is None:
                continue
            for text, chain in self._texts(node.plain(), rest, _module_of(config)):
                place = self._accepted(text, provider, fact, certain=not chain)
                if place:
                    where = f"{node.origin.path}:{node.origin.line}"
                    ways = "".join(f" -> {name}" for name in chain)
                    because = f"provider {configured_by} {first} ({where}){ways} = {place}"
                    return Derived(Text(place), because)
        return None

    def _accepted(self, text: str, provider: Provider, fact: str, *, certain: bool) -> str:
        """The region or account that a text is. One that is only named in an expression is
        not `certain` to be all of it: a region must have the form of one."""
        if fact == "account":
            return self._facts.account_in(provider, text)
        region = self._facts.region_in(provider, text)
        form = provider.region_pattern
        listed = any(one.id == region for one in provider.regions)
        return region if certain or listed or (form and re.fullmatch(form, region)) else ""

    def _config(self, configured_by: str) -> Node | None:
        """The configuration of that key. Plans before Terraform 1.1 name the module that uses
        one, not the one that hands it in: then only one without aliases is certain."""
        if self._configuration is None:
            return None
        configs = self._configuration.node.members_of("provider_config")
        if configured_by in configs:
            return configs[configured_by]
        name = configured_by.rpartition(":")[2]
        alike = [key for key in configs if key.rpartition(":")[2].partition(".")[0] == name]
        return configs[name] if alike == [name] else None

    def _texts(
        self, expression: Any, rest: str, path: tuple[str, ...]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The texts in an expression, or in the variables that it names, with their names."""
        if isinstance(expression, list):
            for inner in expression:
                yield from self._texts(inner, rest, path)
        elif isinstance(expression, dict) and "constant_value" in expression:
            for text in _strings(expression["constant_value"]):
                yield text, ()
        elif isinstance(expression, dict) and "references" in expression:
            yield from self._variables_in(expression["references"], path)
        elif isinstance(expression, dict) and rest:
            first, _, below = rest.partition(".")
            yield from self._texts(expression.get(first), below, path)

    def _variables_in(
        self, references: Any, path: tuple[str, ...]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        for reference in references if isinstance(references, list) else ():
            steps = reference.split(".") if isinstance(reference, str) else []
            if len(steps) < 2 or steps[0] != "var" or self._configuration is None:
                continue
            module = self._configuration.modules.get(path)
            if module is None:
                continue
            if module.call is not None:
                argument = module.call.members_of("expressions").get(steps[1])
                if argument is not None and len(steps) == 2:
                    for text, chain in self._texts(argument.plain(), "", path[:-1]):
                        yield text, (reference, *chain)
                    continue
            declared = module.node.members_of("variables").get(steps[1])
            if declared is not None and is_secret(declared):
                continue
            given = self._variables.get(steps[1]) if module.call is None else None
            value = given.get("value") if given else None
            value = value or (declared.get("default") if declared else None)
            for text in _strings(_at(value.plain(), steps[2:]) if value else None):
                yield text, (reference,)

    def _nothing(self, instance: Instance, fact: str) -> Derived:
        """Nothing says it: one provider configuration has one region and one account."""
        name = instance.configured_by
        label = f"provider {name}" if name else f"the provider of {instance.address}"
        reason = f"{label} does not say which {fact} it is"
        symbol = f"{fact} of provider {name}" if name else ""
        return Derived(Unknown(reason, symbol, instance.origin), "", absent=True)


def is_secret(variable: Node) -> bool:
    """Whether a variable is declared as one that must not be shown."""
    flag = variable.get("sensitive")
    return flag is not None and flag.plain() is not False


def _account(provider: Provider) -> Accept:
    """An account in an identifier. Only a provider whose accounts have a form of their own
    can be told so."""
    form = re.compile(provider.account_pattern) if provider.account_pattern else None

    def accept(text: str) -> str:
        found = form.search(text[:MAX_CHARACTERS]) if form and ":" in text else None
        return found.group(found.lastindex or 0) if found else ""

    return accept


def _module_of(config: Node) -> tuple[str, ...]:
    return names(parse_path(config.string("module_address")) or ())


def _strings(value: Any) -> Iterator[str]:
    """The texts that a value is, or is a list of."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))


def _at(value: Any, steps: list[str]) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value
