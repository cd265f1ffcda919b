"""How fast, how large and how complete the reading of an organization is, with its faults.

    python -m tests.bench.aws_live [CASE ...] [--accounts N] [--regions N]

Each case starts the server of `tests.bench.aws_server` and reads it with `scan collect` in a
process of its own; the figures are of that process, with the server's beside it:

capacity      the server alone: what it can answer, so that it is not what is measured; and how
              much of the bound clients reach that do nothing but wait for it
empty         an account with nothing in it, over 17 regions: under 15 s
dead          the same few accounts without and with a region that hangs: at most 10 s more
rate          --max-requests-per-second: at least 80 % of what it allows
organization  every fault at once: under 5 minutes, under 400 MB for 100,000 resources, under 3 ms
              of processor time a call; every account that can be entered is read

`bound` is how many requests a second are allowed: the rate that was asked for, or those that
may be under way at once, divided by the latency. The machine's load is printed:
on a busy one look at processor time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanner.collect.live import AT_ONCE

ROOT = Path(__file__).resolve().parents[2]
LATENCY_S = 0.05
HANGS, REFUSES = "ap-northeast-3", "eu-south-1"
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIABENCH",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
LOAD_S = 4.0
CLIENTS = 32


@dataclass
class Figures:
    """What one reading cost, and gave."""

    name: str
    wall_s: float
    cpu_s: float
    megabytes: int
    server: dict[str, Any]
    resources: int = 0
    units: int = 0
    gaps: Counter[str] = field(default_factory=Counter)
    read: set[str] = field(default_factory=set)
    """Accounts of which there is a resource."""

    @property
    def requests(self) -> int:
        """That reached the server."""
        return int(self.server.get("requests", 0))

    def line(self, bound: float) -> str:
        """A row of the table."""
        rate = self.requests / self.wall_s
        return (
            f"{self.name:14}{self.wall_s:8.1f}{self.cpu_s:8.1f}{self.server['cpu_s']:8.1f}"
            f"{self.requests:10,}{rate:8.0f}{rate / bound:7.0%}"
            f"{1000 * self.cpu_s / max(self.requests, 1):8.2f}{self.megabytes:6}"
            f"{self.resources:10,}{sum(self.gaps.values()):7,}{os.getloadavg()[0]:6.1f}"
        )


HEAD = (
    f"{'case':14}{'wall s':>8}{'cpu s':>8}{'server':>8}{'requests':>10}{'req/s':>8}{'bound':>7}"
    f"{'ms/call':>8}{'MB':>6}{'resources':>10}{'gaps':>7}{'load':>6}"
)


def main() -> int:
    """Print a table; 1 where a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", nargs="*", default=list(CASES))
    parser.add_argument("--accounts", type=int, default=100)
    parser.add_argument("--regions", type=int, default=20)
    options = parser.parse_args()
    print(f"python -m tests.bench.aws_live {' '.join(sys.argv[1:])}\n{HEAD}", flush=True)
    missed = [say for name in options.case for say in CASES[name](options)]
    for say in missed:
        print(f"missed: {say}")
    return 1 if missed else 0


# --- cases --------------------------------------------------------------------------------


def capacity(_: argparse.Namespace) -> list[str]:
    """The server by itself, asked by sockets that do nothing else."""
    with serving("--latency", "0", "--used", "20") as port:
        for target, body in (("sts", b"Action=GetCallerIdentity&Version=2011-06-15"),
                             ("ec2", b"Action=DescribeVpcs&Version=2016-11-15")):  # fmt: skip
            asyncio.run(_load(port, target, body, 0.5))  # written once
            answered = asyncio.run(_load(port, target, body, LOAD_S))
            print(f"{'capacity':14}{answered / LOAD_S:8.0f} answers/s to {target}")
    with serving("--used", "20") as port:
        asyncio.run(_load(port, target, body, 0.5))
        share = asyncio.run(_load(port, target, body, LOAD_S)) / LOAD_S / (CLIENTS / LATENCY_S)
        print(f"{'':14}{share:8.0%} of the bound, by clients that do nothing else")
    return []


def empty(_: argparse.Namespace) -> list[str]:
    """An account with nothing in it."""
    found = reading("empty", ["--accounts", "1", "--regions", "17", "--used", "0"], "aws:")
    print(found.line(AT_ONCE / LATENCY_S), flush=True)
    return [] if found.wall_s < 15 else [f"empty: {found.wall_s:.0f} s"]


def dead(_: argparse.Namespace) -> list[str]:
    """With a region that hangs, and without."""
    given = ["--accounts", "10", "--regions", "17", "--used", "1"]
    without = reading("all alive", given, "aws:org")
    with_one = reading("one hangs", [*given, "--hangs", HANGS], "aws:org")
    for found in (without, with_one):
        print(found.line(AT_ONCE / LATENCY_S), flush=True)
    costs = with_one.wall_s - without.wall_s
    print(f"{'':14}the region that hangs cost {costs:.1f} s")
    return [] if costs <= 10 else [f"dead: {costs:.0f} s"]


def rate(_: argparse.Namespace) -> list[str]:
    """As fast as the user allows."""
    most = 150
    found = reading(
        "rate", ["--accounts", "8", "--regions", "17", "--used", "2"], "aws:org",
        "--max-requests-per-second", str(most),
    )  # fmt: skip
    print(found.line(most), flush=True)
    share = found.requests / found.wall_s / most
    return [] if share >= 0.8 else [f"rate: {share:.0%} of what the bound allows"]


def organization(options: argparse.Namespace) -> list[str]:
    """Everything that goes wrong, at once."""
    closed = 1
    given = [
        "--accounts", str(options.accounts), "--regions", str(options.regions), "--used", "3",
        "--throttled", "0.02", "--denied", "0.01", "--closed", str(closed), "--expiring", "2",
        "--brief", "3", "--hangs", HANGS, "--refuses", REFUSES,
    ]  # fmt: skip
    found = reading("organization", given, "aws:org", written=True)
    print(found.line(AT_ONCE / LATENCY_S))
    for reason, count in found.gaps.most_common(12):
        print(f"{count:14,} gaps: {reason}")
    told = {key: value for key, value in found.server.items() if not key.endswith("_s")}
    print(f"{'':14}the server: {told}")
    defects = found.server.get("defects", 0)
    checks = {
        f"{found.wall_s:.0f} s": found.wall_s < 300,
        f"{found.megabytes} MB": found.megabytes < 400 * max(found.resources / 100_000, 1),
        f"{1000 * found.cpu_s / found.requests:.1f} ms a call": found.cpu_s / found.requests
        < 0.003,
        f"{len(found.read)} accounts read": len(found.read) == options.accounts - closed,
        f"{defects} requests that the bench cannot answer": not defects,
    }
    return [f"organization: {say}" for say, good in checks.items() if not good]


CASES = {
    "capacity": capacity,
    "empty": empty,
    "dead": dead,
    "rate": rate,
    "organization": organization,
}


# --- one reading --------------------------------------------------------------------------


def reading(
    name: str, server: list[str], account: str, *more: str, written: bool = False
) -> Figures:
    """`scan collect` of an organization that `server` describes, from start to end. The server
    takes milliseconds to write an answer for the first time: `written` has one account read
    before, so that they are written already."""
    with tempfile.TemporaryDirectory() as folder, serving(*server) as port:
        file = Path(folder) / "snapshot.jsonl"
        command = [
            sys.executable, "-m", "tests.bench.aws_live", "scan", "collect", "--no-progress",
            "--output", f"snapshot={file}", *more, "--account",
        ]  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        environment = {**plain_environment(), **KEYS, "AWS_ENDPOINT_URL": address}
        if written:
            subprocess.run([*command, "aws:"], cwd=ROOT, env=environment, capture_output=True)
            urllib.request.urlopen(f"{address}/-/stats").read()
            file.unlink()
        started = time.monotonic()
        process = subprocess.Popen(
            [*command, account], cwd=ROOT, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr
        said = process.stderr.read().decode()
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.monotonic() - started
        process.returncode = status
        if os.waitstatus_to_exitcode(status):
            raise RuntimeError(said[-2000:])
        stats = urllib.request.urlopen(f"{address}/-/stats").read()
        figures = Figures(
            name, wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, json.loads(stats)
        )
        _count(figures, file)
    return figures


def _count(figures: Figures, file: Path) -> None:
    with file.open("rb") as lines:
        next(lines)
        for line in lines:
            unit = json.loads(line)
            found = len(unit.get("resources", ()))
            figures.units += 1
            figures.resources += found
            if found:
                figures.read.add(unit["account"])
            for gap in unit.get("gaps", ()):
                figures.gaps[gap["reason"].partition("(")[0].partition(";")[0].strip()] += 1


def plain_environment() -> dict[str, str]:
    """Without what may point the SDK elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


@contextmanager
def serving(*options: str) -> Iterator[int]:
    """The server in a process of its own: its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "tests.bench.aws_server", "--port", str(port)]
    given = ["--latency", str(LATENCY_S), *options]
    with subprocess.Popen([*command, *given], cwd=ROOT, stdout=subprocess.PIPE) as server:
        assert server.stdout
        if server.stdout.readline().strip() != b"ready":
            raise RuntimeError("the server does not start")
        try:
            yield port
        finally:
            server.kill()


async def _load(port: int, service: str, body: bytes, lasts_s: float) -> int:
    head = (
        f"POST / HTTP/1.1\r\nHost: bench\r\nContent-Length: {len(body)}\r\nAuthorization: "
        f"AWS4-HMAC-SHA256 Credential=AKIABENCH/20260101/us-east-1/{service}/aws4_request\r\n\r\n"
    )
    request, end = head.encode() + body, time.monotonic() + lasts_s

    async def ask() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        count = 0
        while time.monotonic() < end:
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = next(
                line for line in answer.split(b"\r\n") if line.startswith(b"Content-Length")
            )
            await reader.readexactly(int(length.split(b":")[1]))
            count += 1
        writer.close()
        return count

    return sum(await asyncio.gather(*(ask() for _ in range(CLIENTS))))


def scan(arguments: list[str]) -> None:
    """`scan` in this process, of the services that `--only=` names. The SDK puts names before the
    address (`api.127.0.0.1`), which no resolver knows: here they are the address."""
    import scanner.cli
    from scanner.collect.aws import declarations

    if arguments[0].startswith("--only="):
        names = arguments.pop(0).removeprefix("--only=").split(",")
        few = {name: one for name, one in declarations.services().items() if name in names}
        vars(sys.modules["scanner.collect.aws.collect"])["services"] = lambda: few

    known = socket.getaddrinfo

    def loopback(host: Any, *rest: Any, **more: Any) -> Any:
        return known("127.0.0.1" if str(host).endswith(".127.0.0.1") else host, *rest, **more)

    socket.getaddrinfo = loopback
    sys.argv = ["scan", *arguments]
    scanner.cli.main()


if __name__ == "__main__":
    if sys.argv[1:2] == ["scan"]:
        scan(sys.argv[2:])
    else:
        raise SystemExit(main())
