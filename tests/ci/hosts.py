"""The part of GitHub's and GitLab's REST API that jobs use, on this machine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, Any]


@dataclass
class Host:
    """A code host with one request, and what was asked of it."""

    address: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list)
    uploads: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    writer: str = ""
    """Who writes with the job's token."""
    can_write: bool = True
    fails: list[int] = field(default_factory=list)
    """Answers to give before the right one."""

    @property
    def written(self) -> list[tuple[str, str]]:
        """What changed something."""
        return [(method, path) for method, path in self.asked if method != "GET"]

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> Answer:
        """Status and JSON."""
        raise NotImplementedError

    def page(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        """A page of the comments."""
        size, number = int(query["per_page"][0]), int(query["page"][0])
        assert size <= 100
        return self.comments[size * (number - 1) : size * number]

    def change(self, method: str, number: int | None, body: dict[str, str], who: str) -> Answer:
        """A comment, new or with another body."""
        if not self.can_write:
            return 403, {"message": "Resource not accessible by integration"}
        if number is None:
            one = {"id": 1000 + len(self.comments), who: self._user(), "body": body["body"]}
            self.comments.append(one)
            return 201, one
        found = next(c for c in self.comments if c["id"] == number)
        if found[who] != self._user():
            return 403, {"message": "not yours"}
        found["body"] = body["body"]
        return 200, found

    def _user(self) -> dict[str, str]:
        return {"login": self.writer, "username": self.writer}

    def said(self, login: str, body: str) -> None:
        """Somebody wrote a comment."""
        user = {"login": login, "username": login}
        one = {"id": len(self.comments), "user": user, "author": user, "body": body}
        self.comments.append(one)


@dataclass
class GitHub(Host):
    """As its REST API, version 2022-11-28."""

    user: str = ""
    """The person whom the token belongs to; nobody, if it is a job's own."""

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> Answer:
        if path == "/user" and self.user:
            return 200, {"login": self.user}
        if path == "/user":  # what a job's own token may not ask
            return 403, {"message": "Resource not accessible by integration"}
        if path == "/repos/octo/exchange/issues/7/comments":
            if method == "GET":
                return 200, self.page(query)
            return self.change(method, None, body, "user")
        if found := re.fullmatch(r"/repos/octo/exchange/issues/comments/(\d+)", path):
            assert method == "PATCH"
            return self.change(method, int(found[1]), body, "user")
        if path == "/repos/octo/exchange/code-scanning/sarifs" and method == "POST":
            if not self.can_write:
                return 403, {"message": "Resource not accessible by integration"}
            self.uploads.append(body)
            return 202, {"id": "47177e22"}
        return 404, {"message": "Not Found"}


class GitLab(Host):
    """As its REST API, version 4."""

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> Answer:
        notes = "/projects/41/merge_requests/7/notes"
        if path == "/user":
            return 200, self._user()
        if path == notes:
            if method == "GET":
                return 200, self.page(query)
            return self.change(method, None, body, "author")
        if found := re.fullmatch(rf"{notes}/(\d+)", path):
            assert method == "PUT"
            return self.change(method, int(found[1]), body, "author")
        return 404, {"message": "404 Not Found"}


@contextmanager
def served(host: Host) -> Iterator[Host]:
    """`host` at an address of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            host.asked.append((self.command, url.path))
            token = self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or ""
            host.tokens.add(token)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            if host.fails:
                status, answer = host.fails.pop(0), {"message": "busy"}
            else:
                status, answer = host.answer(self.command, url.path, parse_qs(url.query), body)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            if 300 <= status < 400:
                self.send_header("Location", f"{host.address}/elsewhere")
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PATCH = do_PUT = do_GET  # noqa: N815 - as http.server calls them

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    host.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
