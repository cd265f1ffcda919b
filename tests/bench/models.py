"""Compares what is known of modules with their own code, call by call.

    python -m tests.bench.models --repos DIR [--only NAME] [--record]

DIR holds a git repository `<namespace>+terraform-<provider>-<name>` of each module, with its
tags. Each call in tests/collect/terraform/data/models is evaluated with the module's own code,
at each release that the file names, and once with the model. Compared are, for the types of
resources that the model describes: which there are; their regions; each attribute that the
model states, with what in it is unknown and what it refers to; and all that is inferred from
them: placement, redundancy, dependencies, journeys. `--record` writes what the newest release
made of each call to data/models/found, for the tests, which have no repositories.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml
from scanner.collect.terraform import Options
from scanner.config import Config
from scanner.infer import infer
from scanner.knowledge import load
from scanner.model import Inventory, Requirement, Strength, Term

from tests.collect.terraform.modelling import (
    FILES,
    FOUND,
    Calls,
    Case,
    Facts,
    all_facts,
    evaluated,
    read,
)

MOST_SHOWN = 12


def main() -> int:
    """Print one line a module; 1 where any differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    FOUND.mkdir(exist_ok=True)
    differing = 0
    for file in FILES:
        if options.only and options.only not in file.stem:
            continue
        calls = read(file)
        asked, same, record = 0, 0, {}
        for case in calls.calls:
            for release in calls.releases:
                if release in case.unlike:
                    continue
                asked += 1
                differences, facts = compare(options.repos, calls, case, release)
                record[case.name] = facts
                same += not differences
                for text in differences[:MOST_SHOWN]:
                    print(f"  {calls.module} {release}, {case.name}: {text}")
        apart = "".join(f"; not compared: {why}" for why in calls.apart.values())
        print(f"{calls.module}: {same} of {asked} calls alike{apart}")
        differing += asked - same
        if options.record:
            text = yaml.safe_dump(record, sort_keys=True, width=100, default_flow_style=None)
            (FOUND / file.name).write_text(text)
    return 1 if differing else 0


def compare(repos: Path, calls: Calls, case: Case, release: str) -> tuple[list[str], Facts]:
    """What differs between a module's own code and the model, and what the code makes of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        described = evaluated(folder, case.code)
        paths = {
            module: unpack(repos, module, tag, folder)
            for module, tag in {**calls.beside, calls.module: release}.items()
        }
        actual = evaluated(folder, case.code, Options(module_paths=paths, models=None))
    unread = [gap.reason for gap in described.gaps if gap.reach == "opaque"]
    if unread:
        return [f"not described: {unread[0]}"], {}
    ours, theirs = all_facts(described, described), all_facts(actual, described)
    concluded = [
        text
        for text in inferred_otherwise(described, actual)
        if not any(part in text for part in calls.apart)
    ]
    differences = [*differing(ours, theirs), *concluded]
    return differences, theirs


def differing(ours: Facts, theirs: Facts) -> Iterator[str]:
    """Resources and attributes that are not alike."""
    yield from (f"{address} is missing" for address in theirs.keys() - ours.keys())
    yield from (f"{address} is not there" for address in ours.keys() - theirs.keys())
    for address in sorted(ours.keys() & theirs.keys()):
        one, other = ours[address], theirs[address]
        for name in sorted(one.keys() | other.keys()):
            if one.get(name) != other.get(name):
                yield f"{address} {name}: {one.get(name)!r} is {other.get(name)!r}"


def inferred_otherwise(described: Inventory, actual: Inventory) -> Iterator[str]:
    """What is concluded from one and not from the other, of what both have."""
    kept = {resource.type for resource in described.resources}
    foreign = {r.id for r in actual.resources if r.type not in kept or r.existing}
    ours, theirs = (set(conclusions(inventory, foreign)) for inventory in (described, actual))
    yield from (f"not concluded: {text}" for text in sorted(theirs - ours))
    yield from (f"wrongly concluded: {text}" for text in sorted(ours - theirs))


def conclusions(inventory: Inventory, without: set[str]) -> Iterator[str]:
    """Requirements and journeys in words, but none that name what is in `without`."""
    found = infer(inventory, load(), Config())
    own = tuple(f"{resource.id}" for resource in inventory.resources)
    for requirement in found.requirements:
        text = described_requirement(requirement)
        weak = requirement.strength is Strength.WEAK  # listed, never simulated
        if requirement.dependent.startswith(own) and not weak and not _names(text, without):
            yield text
    for journey in found.journeys:
        yield f"journey {journey.id} needs {journey.needs}"


def _names(text: str, nodes: set[str]) -> bool:
    return any(f"[{node}{end}" in text for node in nodes for end in "]@#")


def described_requirement(requirement: Requirement) -> str:
    """A requirement without its evidence."""
    needs = described_term(requirement.needs)
    return (
        f"[{requirement.dependent}] {requirement.effect} without {needs}, "
        f"{requirement.strength}, holds {requirement.holds}"
    )


def described_term(term: str | Term) -> str:
    """The members of a term in order."""
    if isinstance(term, str):
        return f"[{term}]"
    members = sorted(described_term(member) for member in term.members)
    taken = f" {term.takeover}" if term.takeover else ""
    port = f"[{term.port}]" if term.port else ""
    return f"({term.k} of {port}{members}{taken} {term.strength})"


def unpack(repos: Path, module: str, release: str, folder: Path) -> str:
    """A release's code below `folder`, and where it is."""
    namespace, name, provider = module.split("/")
    clone = repos / f"{namespace}+terraform-{provider}-{name}"
    git = clone / "repo" if (clone / "repo").is_dir() else clone
    into = f".code/{module}"
    where = folder / into
    where.mkdir(parents=True, exist_ok=True)
    for tag in (f"v{release}", release):
        command = ["git", "-C", str(git), "ls-tree", "-r", "--name-only", tag]
        listed = subprocess.run(command, capture_output=True, text=True, check=False)
        if listed.returncode:
            continue
        files = [n for n in listed.stdout.splitlines() if n.endswith(".tf") and "/" not in n]
        files += [n for n in listed.stdout.splitlines() if n.startswith("modules/")]
        files = [n for n in files if "/examples/" not in n and n.endswith((".tf", ".tpl", ".json"))]
        archive = subprocess.run(
            ["git", "-C", str(git), "archive", tag, "--", *files], capture_output=True, check=True
        )
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(where, filter="data")
        return into
    raise SystemExit(f"{clone} has no release {release}")


if __name__ == "__main__":
    sys.exit(main())
