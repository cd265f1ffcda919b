"""Addresses taken apart, and put together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scanner.collect.terraform.documents.addresses import (
    Address,
    Call,
    key_of,
    parse_address,
    parse_path,
    split,
)

ADDRESSES = [
    ("aws_vpc.main", Address((), "aws_vpc", "main")),
    ("aws_vpc.main[0]", Address((), "aws_vpc", "main", "[0]")),
    ("data.aws_vpc.main", Address((), "aws_vpc", "main", "", "data")),
    (
        'module.a["x.y[0]"].module.b[1].aws_vpc.main["\\"]"]',
        Address((Call("a", '["x.y[0]"]'), Call("b", "[1]")), "aws_vpc", "main", '["\\"]"]'),
    ),
    ("module.data.data.aws_vpc.x", Address((Call("data"),), "aws_vpc", "x", "", "data")),
]
NONE = [
    "",
    "aws_vpc",
    "module.a",
    "a.b.c",
    'a.b["',
    "a..b",
    "[0].a.b",
    "a.b[x]",
    "a" * 5_000 + ".b",
]


@pytest.mark.parametrize(("text", "address"), ADDRESSES)
def test_an_address_and_its_parts(text: str, address: Address) -> None:
    assert parse_address(text) == address
    assert str(address) == text


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_address(text: str) -> None:
    assert parse_address(text) is None


@given(st.text(max_size=12) | st.integers(0, 10**6))
def test_every_key_can_be_read_back(key: str | int) -> None:
    text = f"aws_vpc.main{key_of(key)}"
    assert str(parse_address(text)) == text


def test_paths_and_names() -> None:
    assert parse_path("") == ()
    assert parse_path('module.a["k"].module.b') == (Call("a", '["k"]'), Call("b"))
    assert parse_path("module.a.aws_vpc.main") is None
    assert split('module.q.names["x"]') == ["module", "q", "names", '["x"]']
