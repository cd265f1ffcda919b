"""What a change costs, against what a scan costs: seconds and peak memory of fresh processes.

    python -m tests.bench.diff [DIRECTORY ...]

Each directory is copied; in the copy a few files of one folder are changed. Measured are: a scan
without a cache; one that fills a cache; one of what has not changed; one of one changed file with
that cache; base and head after each other in one process, which is `scan diff` but for what git
does; and how long the steps of that take. A last line tells whether the reports are the same with
a memo as without.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[2] / "sample_inventories" / "kestrel-terraform"
SCAN = "from scanner.cli import main; main()"
FEW = 3


def measured(*arguments: str) -> tuple[float, float, float]:
    """Seconds, CPU seconds and peak MB of a Python process that says nothing."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def scan(folder: Path, *more: str) -> tuple[float, float, float]:
    """A scan from the command line, as `measured`."""
    common = ("-q", "--fail-on", "never", "--format", "json")
    return measured("-c", SCAN, "--path", str(folder), *common, *more)


def change(folder: Path) -> None:
    """Change a value in a few files that lie together."""
    from tests.edits import change_value_of

    chance = random.Random(4)
    code = sorted(folder.rglob("*.tf"))
    beside = [file for file in code if file.parent == code[len(code) // 2].parent]
    for file in beside[:FEW]:
        change_value_of(file, chance)


def both(base: Path, head: Path) -> None:
    """Base and head in one process, the steps of each told on stderr."""
    from scanner.cache import judged
    from scanner.collect.memo import Memo
    from scanner.pipeline import Request
    from scanner.rule import compared

    memo = Memo()
    request = Request(memo=memo, processes=len(os.sched_getaffinity(0)))
    reports = []
    for side in (base, head):
        with timed(side.name) as tell:
            asked = replace(request, paths=(side,), called={side: ""}, progress=tell)
            reports.append(judged(asked, None))
    compared(*reports)


@contextmanager
def timed(what: str) -> Iterator[object]:
    """Seconds between one thing that is told and the next."""
    steps: list[tuple[str, float]] = []
    yield lambda text: steps.append((text.split()[0], time.perf_counter()))
    steps.append(("end", time.perf_counter()))
    spans = pairwise(steps)
    told = "  ".join(f"{name} {after - at:.2f} s" for (name, at), (_, after) in spans)
    print(f"    {what}: {told}", file=sys.stderr)


def same(base: Path, head: Path) -> bool:
    """Whether the reports of head with a memo of base and without one are the same."""
    from scanner.cache import judged
    from scanner.collect.memo import Memo
    from scanner.model.codec import encode
    from scanner.pipeline import Request

    memo = Memo()
    judged(Request(paths=(base,), memo=memo, called={base: ""}), None)
    known = judged(Request(paths=(head,), memo=memo, called={head: ""}), None)
    anew = judged(Request(paths=(head,), called={head: ""}), None)
    return encode(known) == encode(anew)


def bench(directory: Path) -> None:
    """Measure one directory and print."""
    with tempfile.TemporaryDirectory() as temporary:
        base, head, cache = (Path(temporary, name) for name in ("base", "head", "cache"))
        for copy in (base, head):
            shutil.copytree(directory, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        change(head)
        print(f"{directory.name}: {sum(1 for _ in base.rglob('*.tf')):,} .tf files")
        cold = _told("scan", scan(base))
        _told("scan that fills the cache", scan(base, "--cache", str(cache)), cold)
        _told("scan, nothing changed", scan(base, "--cache", str(cache)), cold)
        _told("scan, a few files changed", scan(head, "--cache", str(cache)), cold)
        code = "import sys; from pathlib import Path; from tests.bench.diff import both;"
        code += " both(*map(Path, sys.argv[1:]))"
        _told("base and head", measured("-c", code, str(base), str(head)), cold)
        print(f"  the same as without: {same(base, head)}")


def _told(
    what: str, found: tuple[float, float, float], cold: tuple[float, float, float] | None = None
) -> tuple[float, float, float]:
    seconds, cpu, peak = found
    ratio = f"  {cpu / cold[1]:5.2f} times the CPU, memory {peak / cold[2]:.2f}" if cold else ""
    print(f"  {what:<28}{seconds:7.2f} s {cpu:7.2f} s CPU {peak:6.0f} MB{ratio}", flush=True)
    return found


def main() -> None:
    """Measure each directory."""
    for directory in [Path(text) for text in sys.argv[1:]] or [SAMPLE]:
        bench(directory)


if __name__ == "__main__":
    main()
