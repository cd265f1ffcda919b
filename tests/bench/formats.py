"""What the formats for CI cost, and whether 30,000 findings stay within the platforms' limits.

    python -m tests.bench.formats [FINDINGS]

The findings are those of the sample exchange, over and over, with names, places and ids of
their own, so that compression gains no more from the repetition than in a real estate.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
import zlib
from pathlib import Path

import msgspec
from scanner.model import FileOrigin, Finding, Location, Proof, Report
from scanner.pipeline import Request, report, scan
from scanner.report import Look, formats

SAMPLE = Path(__file__).resolve().parents[2] / "sample_inventories" / "kestrel-terraform"
replace = msgspec.structs.replace


def renamed(proof: Proof, name: str, lines: random.Random) -> Proof:
    """The proof with names and lines of its own."""
    place = proof.location
    if isinstance(place, FileOrigin):
        place = replace(place, path=f"{name}/{place.path}", line=lines.randrange(1, 999))
    members = tuple(renamed(member, name, lines) for member in proof.members)
    return replace(proof, name=f"{proof.name}-{name}", location=place, members=members)


def many(base: Report, number: int) -> Report:
    """`base` with `number` findings."""
    lines = random.Random(1)
    found: list[Finding] = []
    while len(found) < number:
        for finding in base.findings[: number - len(found)]:
            name = f"team-{lines.getrandbits(40):010x}"
            places = tuple(
                Location(path=f"{name}/{place.path}", line=lines.randrange(1, 999))
                for place in finding.locations
            )
            found.append(
                replace(
                    finding,
                    id=f"{lines.getrandbits(64):016x}",
                    says=f"{finding.says} ({name})",
                    locations=places,
                    proof=finding.proof and renamed(finding.proof, name, lines),
                )
            )
    return replace(base, findings=tuple(found))


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    big = many(report(scan(Request(paths=(SAMPLE,)))), number)
    print(f"{number:,} findings: CPU seconds, MB raw, MB compressed")
    for name, render in formats().items():
        started = time.process_time()
        text = render(big, Look()).encode()
        took = time.process_time() - started
        print(
            f"{name:20}{took:6.2f} s {len(text) / 1e6:8.2f} {len(zlib.compress(text)) / 1e6:8.2f}"
        )
        if name == "sarif":
            run = json.loads(text)["runs"][0]
            flows = sum("codeFlows" in result for result in run["results"])
            print(f"{'':20}{len(run['results']):,} results, {flows:,} with their proof")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
