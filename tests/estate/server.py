"""An AWS emulator on loopback, in a process of its own.

    with running() as endpoint:   # http://127.0.0.1:<free port>
        ...

One for each test process: under xdist every worker has its own, on its own port, and two never
see each other's estates. A process, since the emulator shares its interpreter's lock otherwise
with whoever asks it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.estate.places import ACCOUNTS

READY_WITHIN_S = 60.0
STOPS_WITHIN_S = 10.0


@contextmanager
def running() -> Iterator[str]:
    """The endpoint of an empty emulator, stopped afterwards.

    Raises RuntimeError if it does not answer within a minute; says what it wrote.
    """
    port = _free_port()
    endpoint = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.estate.server", str(port)],
            cwd=Path(__file__).resolve().parents[2],
            env={**os.environ, "MOTO_PORT": str(port)},
            stdout=subprocess.DEVNULL,
            stderr=told,
        )
        try:
            if not _answers(endpoint, process):
                told.seek(0)
                said = told.read()[-2000:].decode(errors="replace")
                raise RuntimeError(f"the emulator at {endpoint} does not answer: {said}")
            yield endpoint
        finally:
            _stop(process)


def reset(endpoint: str) -> None:
    """Forget everything that was built at `endpoint`."""
    request = urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")
    with urllib.request.urlopen(request, timeout=30):
        pass


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(endpoint: str, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{endpoint}/moto-api/data.json", timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def serve(port: int) -> None:
    """Serve until stopped. New accounts of Heron get the ids that Heron's code names."""
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"  # read when the emulator is imported
    from moto.organizations import models
    from moto.server import main

    born = models.FakeAccount.__init__

    def with_its_id(account: Any, organization: Any, **given: Any) -> None:
        born(account, organization, **given)
        account.id = ACCOUNTS.get(account.name.removeprefix("heron-"), account.id)

    models.FakeAccount.__init__ = with_its_id  # type: ignore[method-assign, assignment]
    main(["-H", "127.0.0.1", "-p", str(port)])


if __name__ == "__main__":
    serve(int(sys.argv[1]))
