"""A whole scan of an account that cannot be entered, as a user runs it: the official client asks a
server on loopback that answers as an aggregator does, and a moto server for all else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from scanner.collect.aws.asking import Where
from scanner.collect.aws.declarations import Call

from tests.cli.inside import run
from tests.collect.aws.estate import MAIN
from tests.collect.aws.held import OTHER, Estate

IDENTITY = f"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:iam::{MAIN}:user/ci</Arn><UserId>AIDA</UserId>
<Account>{MAIN}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""
REFUSED = """<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
<Message>not authorized to perform sts:AssumeRole</Message></Error></ErrorResponse>"""
PAGE = 4
"""Rows of an answer: fewer than are asked for, as an answer may have."""


class _Answers(BaseHTTPRequestHandler):
    """Identity, refusal to enter, and the aggregator in pages."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        target = self.headers.get("X-Amz-Target", "")
        if not target:
            (action,) = parse_qs(body)["Action"]
            status, text = (200, IDENTITY) if action == "GetCallerIdentity" else (403, REFUSED)
        else:
            given = json.loads(body)
            start = int(given.pop("NextToken", 0))
            region = self.headers["Authorization"].split("/")[2]
            call = Call(call=target.partition(".")[2])
            found = {}
            for page in Estate()(Where(MAIN, region, "config"), call, given):
                for name, rows in page.items():
                    found.setdefault(name, []).extend(rows)
            (name,) = found
            more = {"NextToken": str(start + PAGE)} if len(found[name]) > start + PAGE else {}
            status, text = 200, json.dumps({name: found[name][start : start + PAGE], **more})
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def closed(all_services: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    for service in ("STS", "CONFIG_SERVICE"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", address)
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.usefixtures("closed")
def test_an_account_is_scanned_that_nobody_may_enter(tmp_path: Path) -> None:
    done = run("--account", f"aws:{OTHER}", "--format", "json", cwd=tmp_path)
    assert done.code in (0, 1), done.err
    report = json.loads(done.out)
    (source,) = report["coverage"]["sources"]
    assert source["read"] == "part"
    assert "AssumeRole" in source["reason"]
    assert "10 resources" in source["reason"]
    assert report["journeys"]
    assert "hunter2" not in json.dumps(report)


@pytest.mark.usefixtures("closed")
def test_never_means_never(tmp_path: Path) -> None:
    done = run("--account", f"aws:{OTHER}", "--bulk", "never", cwd=tmp_path)
    assert done.code == 2
    assert "nothing could be read" in done.err


@pytest.mark.usefixtures("closed")
def test_a_snapshot_keeps_what_was_held(tmp_path: Path) -> None:
    file = tmp_path / "s"
    run("collect", "--account", f"aws:{OTHER}", "--output", f"snapshot={file}", cwd=tmp_path)
    now = run("--account", f"aws:{OTHER}", "--bulk", "only", "--format", "json", cwd=tmp_path)
    later = run("--inventory", str(file), "--format", "json", cwd=tmp_path)
    journeys = [json.loads(done.out)["journeys"] for done in (now, later)]
    assert journeys[0] == journeys[1]
