"""Every way by which bytes come in, but code: what is damaged is refused with a message or read,
and nothing else.

    python -m tests.fuzz.borders --minutes 5 --seed 1
    python -m tests.fuzz.borders --atheris rule     guided by coverage, where atheris is installed

What breaks a border is kept in `corpus/` as `<border>-<digest>.bytes`; the tests repeat it.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from scanner.collect import inventory_file
from scanner.collect.terraform import Options, document
from scanner.collect.tree import Tree
from scanner.config import read_config
from scanner.config.file import read_settings
from scanner.config.inline import acceptances_in
from scanner.config.settings import read_project
from scanner.errors import CutsetError
from scanner.knowledge import load
from scanner.rule import baseline_of, read_baseline
from scanner.rule.load import load_rules, shipped

from tests.report.made import recorded

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CORPUS = HERE / "corpus"
LONGEST = 20_000


def _file(name: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
    """`read` of a file of that name with the given content."""

    def border(content: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, name)
            file.write_bytes(content)
            return read(file)

    return border


def _document(file: Path) -> object:
    return document(Tree(file), file.name, load(), Options())


BORDERS: dict[str, Callable[[bytes], object]] = {
    "config": _file("cutset.yaml", lambda file: (read_config(file, "x"), read_settings(file, "x"))),
    "project": _file("pyproject.toml", lambda file: read_project(file, "x")),
    "rule": _file("rule.yaml", lambda file: load_rules([file.parent])),
    "inventory": _file("x.yaml", lambda file: inventory_file.collect(file, "x")),
    "inventory-json": _file("x.json", lambda file: inventory_file.collect(file, "x")),
    "plan": _file("plan.json", _document),
    "state": _file("terraform.tfstate", _document),
    "baseline": _file("b.json", read_baseline),
    "comments": lambda content: acceptances_in(content, "main.tf"),
    "comments-yaml": lambda content: acceptances_in(content, "x.yaml"),
}
_TOML = b'[tool.cutset]\nfail-on = "new-high"\nvar = ["a=b"]\nmin-coverage = 5.5\n'
_PLAN = (
    b'{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":'
    b'{"resources":[{"address":"aws_lb.a[0]","mode":"managed","type":"aws_lb","name":"a","index":0,'
    b'"values":{"name":"x"}}],"child_modules":[{"address":"module.m","resources":[]}]}},'
    b'"configuration":{"root_module":{"resources":[{"address":"aws_lb.a","mode":"managed",'
    b'"type":"aws_lb","name":"a","expressions":{"name":{"references":["var.a"]}}}]}}}'
)
_STATE = (
    b'{"version":4,"terraform_version":"1.9.0","resources":[{"mode":"managed","type":"aws_lb",'
    b'"name":"a","provider":"provider[\\"registry.terraform.io/hashicorp/aws\\"]","instances":'
    b'[{"index_key":"a","attributes":{"name":"x"},"dependencies":["aws_vpc.a"]}]}]}'
)
_COMMENT = (
    b'# cutset: accept[one-copy, x] until=2027-03-31 owner=a reason="b c"\nx = 1 # cutset: y\n'
)
_PIECES = (
    *rb"""' " [ ] { } &a *a !!python/name:x 1e999 .nan NaN -1 null true \ud800 # | > % @ ? , .. <<:
    - : 2027-99-99 1h99 /dev/zero !include""".split(),
    *(b"\x00", b"\xff", b"\n", b"- ", b": ", b"9" * 400, b"\xed\xa0\x80", b"\xe2\x80\xae", b"\x85"),
)


@cache
def seeds(border: str) -> tuple[bytes, ...]:
    """Sound contents, and all that ever broke it."""
    samples = ROOT / "sample_inventories"
    sound: dict[str, list[bytes]] = {
        "config": [(samples / "kestrel-terraform" / "cutset.yaml").read_bytes()],
        "project": [_TOML],
        "rule": [
            b"id: my-" + file.read_bytes().removeprefix(b"id: ")
            for file in sorted(shipped().rglob("*.yaml"))[:4]
        ],
        "inventory": [(samples / "one-region.yaml").read_bytes()],
        "inventory-json": [b'{"schema_version":1,"resources":[{"id":"a","type":"aws_lb"}]}'],
        "plan": [_PLAN],
        "state": [_STATE],
        "baseline": [
            baseline_of(recorded("one-region")).encoded(),
            b'["0123456789abcdef"]',
        ],
    }.get(border, [_COMMENT])
    return tuple(sound)


def kept() -> list[tuple[str, Path]]:
    """`(border, file)` of all that once broke one."""
    files = sorted(CORPUS.glob("*.bytes"))
    return [(file.stem.rpartition("-")[0], file) for file in files]


def damaged(border: str, random: Random) -> bytes:
    """A sound content with a few things cut, doubled, put in or exchanged."""
    content = bytearray(random.choice(seeds(border)))
    for _ in range(random.randint(1, 6)):
        at, to = sorted(random.choices(range(len(content) + 1), k=2))
        to = min(to, at + random.choice((1, 4, 20, 200)))
        match random.randint(0, 4):
            case 0:
                del content[at:to]
            case 1:
                content[at:at] = content[at:to] * random.choice((1, 2, 30))
            case 2:
                content[at:at] = random.choice(_PIECES) * random.choice((1, 1, 2, 50))
            case 3:
                content[at:to] = random.choice(_PIECES)
            case _:
                other = random.choice(seeds(border))
                start = random.randint(0, len(other))
                content[at:to] = other[start : start + to - at]
    return bytes(content[:LONGEST])


def hold(border: str, content: bytes) -> None:
    """Read it. Raises what a border may not raise: all but errors that are told."""
    try:
        BORDERS[border](content)
    except CutsetError as error:
        if not str(error):
            raise ValueError("an error without words") from error


def _fuzz(minutes: float, seed: int) -> int:
    random, end = Random(seed), time.monotonic() + 60 * minutes
    tried, broken = 0, set[str]()
    while time.monotonic() < end:
        border = random.choice(sorted(BORDERS))
        content, start = damaged(border, random), time.process_time()
        try:
            hold(border, content)
        except Exception as error:
            kind = f"{border}: {type(error).__name__}: {re.sub('[0-9]+', '9', str(error))[:80]}"
            if kind not in broken:
                print(f"{kind}: {error}", flush=True)
                digest = hashlib.sha256(content).hexdigest()[:10]
                (CORPUS / f"{border}-{digest}.bytes").write_bytes(content)
            broken.add(kind)
        taken_s = time.process_time() - start
        if taken_s > 5:
            print(f"{border}: {taken_s:.1f} s", flush=True)
        tried += 1
    print(f"{tried} contents, {len(broken)} ways to break a border")
    return bool(broken)


def main() -> None:
    """Damage sound contents until the time is over; exit 1 where a border broke."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", choices=sorted(BORDERS))
    options, rest = parser.parse_known_args()
    if options.atheris:
        import atheris  # type: ignore[import-not-found]

        atheris.instrument_all()
        atheris.Setup([sys.argv[0], *rest], lambda content: hold(options.atheris, content))
        atheris.Fuzz()
    raise SystemExit(_fuzz(options.minutes, options.seed))


if __name__ == "__main__":
    main()
