"""Runs `scan` where it can do no harm and is seen in all it does.

One process loads cutset, then makes a copy of itself for each command. A copy has little memory
and time, may not use the network, start a program other than git, or open what lies outside of the
folder it runs in; what it tries all the same is told.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MEMORY_BYTES = 2 * 2**30
CPU_S = 20
WALL_S = 40
TEMPORARY = os.path.realpath(tempfile.gettempdir())
"""Where files without a name are made."""
OUTPUT_BYTES = 64 * 2**20
HOME = str(Path(__file__).parents[2])
OWN = (HOME, sys.prefix, sys.base_prefix, *(os.path.realpath(path) for path in sys.path if path))
FORBIDDEN = ("socket.", "os.system", "os.exec", "os.posix_spawn", "os.putenv", "urllib.", "ftplib.",
             "smtplib.", "webbrowser.", "pty.", "ctypes.dlopen")  # fmt: skip
SYSTEM = ("/dev/null", "/etc/localtime", "/usr/share/zoneinfo", "/proc/cpuinfo", "/sys/fs/cgroup",
          "/sys/devices/system/cpu")  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What a command left behind. `code` is below zero where a signal ended it."""

    code: int
    out: str
    err: str
    taken_s: float
    touched: tuple[str, ...]
    """What it tried that it may not."""


class Watch:
    """What Python's own audit says of this process, once it is `on`."""

    def __init__(self) -> None:
        self.inside: tuple[str, ...] = ()
        self.seen: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.inside:
            return
        if event.startswith(FORBIDDEN):
            self._see(f"{event} {arguments}")
        if event == "subprocess.Popen" and Path(os.fsdecode(arguments[0])).name != "git":
            self._see(f"{event} {arguments}")
        if event in ("open", "os.scandir", "os.listdir") and isinstance(arguments[0], str | bytes):
            follows = event != "open" or not (arguments[2] or 0) & os.O_NOFOLLOW
            name = os.fsdecode(arguments[0])
            path = os.path.realpath(name) if follows else os.path.abspath(name)  # noqa: PTH100
            if not path.startswith(self.inside) and path != TEMPORARY:
                self._see(f"{event} {path}")

    def _see(self, what: str) -> None:
        self.seen.append(what)
        raise PermissionError(f"not here: {what}")


WATCH = Watch()


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(WALL_S)


def _in_copy(order: dict[str, Any], answer: int) -> None:
    """Run the command of `order` in this process, tell `answer`, and end."""
    from scanner.cli.group import scan

    out, err = io.StringIO(), io.StringIO()
    os.chdir(order["cwd"])
    for name in [n for n in os.environ if n.startswith(("CUTSET_", "GITHUB_", "CI_", "GIT_"))]:
        del os.environ[name]
    os.environ.update(order["environment"])
    _limited()
    inside = (os.path.realpath(order["cwd"]), os.path.realpath(tempfile.gettempdir()) + "/cutset-")
    code = 0
    WATCH.inside = (*inside, *OWN, *SYSTEM, os.environ["XDG_STATE_HOME"])
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            scan(order["arguments"], prog_name="scan")
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
    WATCH.inside = ()
    told = {"code": code, "out": out.getvalue(), "err": err.getvalue(), "touched": WATCH.seen}
    with os.fdopen(answer, "wb") as file:
        file.write(json.dumps(told).encode("utf-8", "surrogatepass"))
    os._exit(0)


def _ordered(order: dict[str, Any]) -> Done:
    start = time.monotonic()
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            try:
                _in_copy(order, os.dup(told.fileno()))
            finally:
                os._exit(70)
        _, status = os.waitpid(child, 0)
        taken_s = time.monotonic() - start
        told.seek(0)
        answer = told.read()
    code = os.waitstatus_to_exitcode(status)
    if code:
        name = signal.Signals(-code).name if code < 0 else str(code)
        return Done(code, "", f"ended by {name}", taken_s, ())
    found = json.loads(answer)
    return Done(found["code"], found["out"], found["err"], taken_s, tuple(found["touched"]))


def main() -> None:
    """Load everything once, then answer orders, a line each."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.addaudithook(WATCH)
    _warm()
    for line in sys.stdin:
        print(json.dumps(asdict(_ordered(json.loads(line)))), file=answers, flush=True)


def _warm() -> None:
    """A scan of everything ordinary, so that copies have all modules and the knowledge."""
    import scanner.cli.judge
    import scanner.cli.verbs.diff  # noqa: F401
    from scanner.pipeline import Request, report, scan
    from scanner.report import Look, formats
    from scanner.report.redact import redacted

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.tf").write_text('resource "aws_lb" "a" {}\n')
        done = report(scan(Request(paths=(Path(folder),))))
        for render in formats().values():
            render(redacted(done), Look(terminal=True))


class Yard:
    """The process that runs commands; use as a context."""

    def __init__(self, state: Path) -> None:
        environment = {**os.environ, "XDG_STATE_HOME": str(state), "NO_COLOR": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.yard"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=HOME,
            env=environment,
        )

    def run(self, *arguments: str, cwd: Path, **environment: str) -> Done:
        """`scan ARGUMENTS` in `cwd`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"arguments": arguments, "cwd": str(cwd), "environment": environment}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        found = json.loads(self._process.stdout.readline())
        return Done(**{**found, "touched": tuple(found["touched"])})

    def __enter__(self) -> Yard:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        if self._process.stdout is not None:
            self._process.stdout.close()


if __name__ == "__main__":
    main()
