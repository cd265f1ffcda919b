"""Requests to a code host: bounded, repeated only where that is safe, and never redirected."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ci.rest import Api, RefusedError

from ci import rest
from tests.ci.hosts import GitHub, served

COMMENTS = "/repos/octo/exchange/issues/7/comments"


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    monkeypatch.setattr(rest, "WAITS_S", (0.0, 0.0))
    with served(GitHub(writer="bot")) as one:
        assert isinstance(one, GitHub)
        yield one


def api(host: GitHub) -> Api:
    return Api(host.address, {"Authorization": "Bearer secret"})


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 250])
def test_every_page_is_read(host: GitHub, number: int) -> None:
    for one in range(number):
        host.said("ann", str(one))
    bodies = [one["body"] for one in api(host).pages(COMMENTS)]
    assert bodies == [str(one) for one in range(number)]


def test_a_question_is_asked_again(host: GitHub) -> None:
    host.fails = [503, 429]
    assert api(host).get(f"{COMMENTS}?per_page=1&page=1") == []
    assert len(host.asked) == 3


def test_at_most_three_times(host: GitHub) -> None:
    host.fails = [500] * 9
    with pytest.raises(RefusedError, match="500"):
        api(host).get(COMMENTS)
    assert len(host.asked) == 3


def test_what_writes_is_sent_once(host: GitHub) -> None:
    host.fails = [503]
    with pytest.raises(RefusedError, match="503"):
        api(host).send("POST", COMMENTS, {"body": "x"})
    assert len(host.asked) == 1


def test_a_no_is_final(host: GitHub) -> None:
    with pytest.raises(RefusedError, match="403"):
        api(host).get("/user")
    assert len(host.asked) == 1


def test_no_redirect_is_followed(host: GitHub) -> None:
    """It would take the token along."""
    host.fails = [302]
    with pytest.raises(RefusedError, match="302"):
        api(host).get(COMMENTS)
    assert host.asked == [("GET", COMMENTS)]


def test_an_answer_is_bounded(host: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "MOST_BYTES", 10)
    host.said("ann", "more than ten bytes")
    with pytest.raises(RefusedError, match="larger than 10 bytes"):
        list(api(host).pages(COMMENTS))


def test_pages_are_bounded(host: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "MOST_PAGES", 1)
    for number in range(100):
        host.said("ann", str(number))
    with pytest.raises(RefusedError, match="more than 100 items"):
        list(api(host).pages(COMMENTS))


@pytest.mark.parametrize("base", ["file:///etc", "ftp://x", ""])
def test_only_http_is_asked(base: str) -> None:
    with pytest.raises(RefusedError, match="no address"):
        Api(base, {}).send("POST", "/x", {})


def test_nobody_there_is_told_without_the_token(host: GitHub) -> None:
    gone = Api("http://127.0.0.1:9", {"Authorization": "Bearer secret"})
    with pytest.raises(RefusedError) as told:
        gone.send("POST", "/x", {})
    assert told.value.status == 0
    assert "secret" not in str(told.value)
