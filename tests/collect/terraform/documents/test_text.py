"""JSON with positions, held against the standard library's reader and the slow one of the code
collector."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scanner.collect.terraform.documents.text import LEAF, MEMBERS, Document, OutOfRange, Shape
from scanner.collect.terraform.syntax.json_text import parse_json
from scanner.collect.terraform.syntax.source import UnreadableError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_values_are_those_of_the_standard_library(value: Any, indent: Any, ascii_: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    assert Document("x", text.encode("utf-8", "surrogatepass")).root(MEMBERS).plain() == value


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(max_size=4), VALUES, max_size=5), st.sampled_from([None, 2]))
def test_places_are_those_of_the_slow_reader(value: Any, indent: Any) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    root = Document("x", text.encode()).root(MEMBERS)
    slow = {name: (inner.line, inner.column) for name, inner in parse_json(text).pairs}
    assert {n: (m.origin.line, m.origin.column) for n, m in root.members().items()} == slow
    assert {n: m.plain() for n, m in root.members().items()} == value


BROKEN = [
    (b"", "line 1, column 1: it ends too early"),
    (b'{"a":', "line 1, column 6: it ends too early"),
    (b'{"a": 1,\n "b": [1, 2', "line 2, column 12: it ends too early"),
    (b'{"keep": {"a": "text', "it ends too early"),
    (b'{"a" 1}', "line 1, column 6: a : is missing"),
    (b'{"keep": {"a": 1 "b": 2}}', "line 1, column 18: a , is missing"),
    (b'{"keep": {"a": }}', "a value is missing"),
    (b'{"a": NaN}', "NaN is not JSON"),
    (b'{"keep": {"a": 1, "a": 2}}', "one name stands twice in one object"),
    (b'{"other": {"a": 1, "a": 2}}', "one name stands twice in one object"),
    (b'{"other": [{"deep": {"a": 1, "a": 2}}]}', "one name stands twice in one object"),
    (b'{"a": 1} {"b": 2}', "line 1, column 9: something follows the end"),
    (b'{"a": ' + b"[" * 200_000, "nested too deep to follow"),
    (b'{"keep": ' * 5_000, "nested more than"),
    (b"\xff\xfe\x00", "it is no text"),
    (b'{"a": "\x01"}', "not JSON"),
]
RECURSIVE = Shape({"a": LEAF, "b": LEAF})
RECURSIVE.names["keep"] = RECURSIVE


@pytest.mark.parametrize(("content", "reason"), BROKEN)
def test_what_is_not_json_says_where(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason.replace("(", r"\(")):
        Document("x", content).root(RECURSIVE)


ENCODED = [
    '{"a": "ü"}'.encode("utf-8-sig"),
    '{"a": "ü"}'.encode("utf-16"),
    '{"a": "ü"}'.encode("utf-16-le"),
    '[command]/opt/terraform show -json plan\n{"a": "ü"}\n::debug::exitcode: 0\n'.encode(),
]


@pytest.mark.parametrize("content", ENCODED)
def test_shells_and_runners_write_it_in_many_ways(content: bytes) -> None:
    assert Document("x", content).root(MEMBERS).plain() == {"a": "ü"}


def test_numbers_are_exact_or_out_of_range() -> None:
    content = b'{"a": 0.1, "b": 12345678901234567890123, "c": 1e999999, "d": ' + b"9" * 9_000 + b"}"
    found = Document("x", content).root(MEMBERS).plain()
    assert (found["a"], found["b"]) == (Decimal("0.1"), 12345678901234567890123)
    assert isinstance(found["c"], OutOfRange)
    assert isinstance(found["d"], OutOfRange)


def test_other_forms_are_faults_and_read_as_nothing() -> None:
    shape = Shape({"list": MEMBERS, "object": MEMBERS, "text": LEAF, "null": MEMBERS})
    content = b'{"list": {"a": 1},\n "object": 5, "text": [], "null": null}'
    document = Document("x", content)
    root = document.root(shape)
    assert root.elements_of("list") == []
    assert root.members_of("object") == {}
    assert root.string("text") == ""
    assert root.members_of("null") == root.members_of("not there") == {}
    assert [str(document.origin(at)) for at in document.faults] == ["x:1:10", "x:2:12", "x:2:23"]


def test_a_block_has_its_last_line() -> None:
    origin = Document("x", b'{"a": {\n "b": 1\n}, "c": 2}').root(MEMBERS).origin
    assert (origin.line, origin.end_line) == (1, 3)
