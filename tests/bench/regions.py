"""How much of what is declared has a region and a zone, and why the rest has none.

    python -m tests.bench.regions --repos DIR [--only NAME] [--show N] [--derivations N]

DIR holds checkouts as `<owner>+<name>`. Counted are resource blocks of clouds with regions,
once for each instance of the module they stand in, the environments that are judged only on
request included. A block's region is *known*; or it is tied to none, `global` or a `setting`
that belongs to nothing with a region; or *symbolic*, one region that has the name of the
expression nobody gave a value for, or of what was looked up and not read; or *unknown*. The
zones of a type that is laid out over zones likewise; `picked` where the code
names none, so that the provider picks them and does not tell. The target is 99 % of regions
known, global or symbolic.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from scanner.collect import terraform
from scanner.collect.tree import Tree
from scanner.infer.context import Context
from scanner.infer.layouts import ON_ZONES, possible_layouts
from scanner.infer.locate import Locator, Where
from scanner.infer.lookups import followed
from scanner.knowledge import Knowledge, load
from scanner.model import Resource

TARGET = 0.99
_INDEX = re.compile(r"\[[^\[\]]*\]$")
_WIDTH = 44


@dataclass
class Tally:
    """Blocks by how well their region and zones are known."""

    regions: Counter[str] = field(default_factory=Counter)
    zones: Counter[str] = field(default_factory=Counter)
    rest: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(what, type, reason) of blocks whose region or zone is not known."""
    examples: dict[tuple[str, str, str], str] = field(default_factory=dict)
    symbols: Counter[str] = field(default_factory=Counter)
    derivations: dict[str, str] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Take the figures of another repository along."""
        self.regions += other.regions
        self.zones += other.zones
        self.rest += other.rest
        self.symbols += other.symbols
        self.examples = {**other.examples, **self.examples}


def main() -> int:
    """Print one line a repository, then the rest; 1 where the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--show", type=int, default=25, help="reasons shown")
    parser.add_argument("--derivations", type=int, default=0, help="derivations shown for each")
    options = parser.parse_args()
    knowledge = load()
    total = Tally()
    heads = f"{'blocks':>6} {'known':>6} {'global':>6} {'setting':>7} {'symb':>5} {'unkn':>5}"
    print(f"{'repository':{_WIDTH}} {heads}")
    for folder in sorted(p for p in options.repos.iterdir() if p.is_dir() and "+" in p.name):
        if options.only in folder.name:
            tally = measured(folder, knowledge)
            print(line(folder.name, tally), flush=True)
            for identifier, because in list(tally.derivations.items())[: options.derivations]:
                print(f"    {identifier}: {because}")
            total.add(tally)
    print(line("all", total))
    for (what, kind, reason), count in total.rest.most_common(options.show):
        example = total.examples[what, kind, reason]
        print(f"{count:6} {what} of {kind}: {reason[:110]}  e.g. {example[:90]}")
    print("symbols: " + "; ".join(f"{n} {s[:70]}" for s, n in total.symbols.most_common(12)))
    return 0 if share(total.regions) >= TARGET else 1


def measured(folder: Path, knowledge: Knowledge) -> Tally:
    """The figures of one checkout."""
    inventory = followed(terraform.collect(Tree(folder), knowledge))
    context = Context(inventory, knowledge)
    locator = Locator(context)
    tally = Tally()
    blocks: dict[str, list[Resource]] = defaultdict(list)
    for resource in inventory.resources:
        provider = knowledge.providers.get(context.provider_of(resource))
        if provider and provider.regions and not resource.existing:
            blocks[_INDEX.sub("", resource.id)].append(resource)
    for instances in blocks.values():
        # a block is as well known as the worst known of its instances
        _count(tally, context, locator, instances)
    return tally


def line(name: str, tally: Tally) -> str:
    """One row of the table."""
    regions, zones = tally.regions, tally.zones
    blocks, zonal = sum(regions.values()), sum(zones.values())
    text = f"{name[:_WIDTH]:{_WIDTH}} {blocks:6} {regions['known']:6} {regions['global']:6}"
    text += f" {regions['setting']:7} {regions['symbolic']:5} {regions['unknown']:5}"
    text += f" {share(regions):6.1%}"
    if zonal:
        text += f"  {zonal} zonal: {zones['known']} known, {zones['symbolic']} symbolic,"
        text += f" {zones['picked']} picked, {zones['unknown']} unknown {share(zones):.1%}"
    return text


def share(found: Counter[str]) -> float:
    """Of blocks that are known, global or symbolic by name."""
    total = sum(found.values())
    return 1 - found["unknown"] / total if total else 1.0


_RANK = {"unknown": 0, "symbolic": 1, "picked": 2, "known": 3, "setting": 4, "global": 5}


def _count(tally: Tally, context: Context, locator: Locator, instances: list[Resource]) -> None:
    answers = [_region_of(context, locator, resource) for resource in instances]
    worst, resource = min(zip(answers, instances, strict=True), key=lambda pair: _RANK[pair[0][0]])
    answer, detail = worst
    tally.regions[answer] += 1
    if answer == "unknown":
        _rest(tally, "region", resource, detail)
    elif answer == "symbolic":
        tally.symbols[detail] += 1
    where = locator.where(resource)
    if where.because:
        tally.derivations.setdefault(resource.id, where.because)
    zoned = [_zones_of(context, locator, resource) for resource in instances]
    told = [pair for pair in zip(zoned, instances, strict=True) if pair[0]]
    if told:
        (answer, detail), resource = min(told, key=lambda pair: _RANK[pair[0][0]])
        tally.zones[answer] += 1
        if answer == "unknown":
            _rest(tally, "zone", resource, detail)


def _rest(tally: Tally, what: str, resource: Resource, reason: str) -> None:
    key = (what, resource.type, reason)
    tally.rest[key] += 1
    tally.examples.setdefault(key, resource.id)


def _region_of(context: Context, locator: Locator, resource: Resource) -> tuple[str, str]:
    where = locator.where(resource)
    if not where.region:
        if where.tied:
            return "unknown", _reason(resource)
        return ("global" if context.runs(resource) else "setting"), ""
    if not where.region.startswith("?"):
        return "known", ""
    symbol = where.region.partition("/region/")[2]
    if symbol.startswith("the region of "):
        return "unknown", _reason(resource)
    return "symbolic", symbol


def _reason(resource: Resource) -> str:
    unknown = resource.unknown.get("region")
    return unknown.reason if unknown else "nothing says it"


def _zones_of(
    context: Context, locator: Locator, resource: Resource
) -> tuple[str, str] | tuple[()]:
    """How well its zones are known; nothing for types that are not laid out over zones."""
    known = context.type_of(resource)
    if known is None or not context.runs(resource):
        return ()
    shapes = {lay.shape for lay in possible_layouts(locator, resource, known.layouts)}
    where: Where = locator.where(resource)
    if not shapes & ON_ZONES or (known.locate.anywhere and not where.zones):
        return ()
    if where.zones_unknown:
        named = bool(where.zones_unknown.symbol)
        return ("symbolic" if named else "unknown"), where.zones_unknown.reason
    if not where.zones:
        return "picked", ""
    return ("symbolic" if any(z.startswith("?") for z in where.zones) else "known"), ""


if __name__ == "__main__":
    sys.exit(main())
