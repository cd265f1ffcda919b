"""A moto server on loopback, with a small exchange in two regions and a second account."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib import import_module

import pytest
from msgspec.structs import replace
from scanner.collect.aws.declarations import Access, access, services

from tests.collect.aws.estate import EMPTY, REGIONS, SERVICES, build

READY_S = 60
KEYS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """The server's address; the estate is there, and tests leave it as it is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address)
            build(address)
            yield address
        finally:
            server.kill()


@pytest.fixture
def live(all_services: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same, where only the services of the estate are asked."""
    few = {name: service for name, service in services().items() if name in SERVICES}
    monkeypatch.setattr(import_module("scanner.collect.aws.collect"), "services", lambda: few)
    return all_services


@pytest.fixture
def all_services(moto: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The environment of somebody who is signed in to the server's first account."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": moto}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("scanner.collect.aws.walk.access", _few_regions)
    return moto


def _few_regions() -> Access:
    """The server has thirty regions, and answers one request at a time: three are asked for."""
    found = access()
    call = found.calls["regions"]
    few = replace(call, parameters={**call.parameters, "RegionNames": [*REGIONS, EMPTY]})
    return replace(found, calls={**found.calls, "regions": few})


def _wait_for(address: str) -> None:
    end = time.monotonic() + READY_S
    while True:
        try:
            urllib.request.urlopen(f"{address}/moto-api/", timeout=5).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
