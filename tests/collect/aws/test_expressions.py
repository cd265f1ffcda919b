"""JMESPath with our functions: expression, value, answer."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from scanner.collect.aws.expressions import Place, UnreadError, compiled, holds
from scanner.errors import KnowledgeError

PLACE = Place(
    {"us-east-1a": "use1-az4"},
    {
        "globals": [
            {"id": "g", "kind": 1, "members": ["a", "b"]},
            {"id": "h", "kind": 1, "members": []},
        ]
    },
    {"denied": "not allowed"},
)
CASES: list[tuple[str, Any, Any]] = [
    ("A.B", {"A": {"B": 1}}, 1),
    ("A.B", {"A": None}, None),
    ("A.B", {"A": [{"B": 1}]}, None),
    ("A", {}, None),
    ("A[].B", {"A": [{"B": 1}, {}, {"B": 2}]}, [1, 2]),
    ("tags(T)", {"T": [{"Key": "a", "Value": "b"}]}, {"a": "b"}),
    ("tags(T)", {"T": [{"key": "c", "value": "d"}]}, {"c": "d"}),
    ("tags(T)", {"T": {"a": "b"}}, {"a": "b"}),
    ("tags(T)", {}, None),
    ("tags(T)", {"T": ["odd", {"Key": "a"}]}, {"a": ""}),
    ("base64(A)", {"A": base64.b64encode(b"hello").decode()}, "hello"),
    ("base64(A)", {"A": base64.b64encode(b"\xff\xfe").decode()}, "\ufffd\ufffd"),
    ("base64(A)", {"A": "a"}, "a"),
    ("base64(A)", {}, None),
    ("document(A)", {"A": '{"b": [1]}'}, {"b": [1]}),
    ("document(A)", {"A": "{broken"}, "{broken"),
    ("document(A)", {}, None),
    ("part(A, ':', `-1`)", {"A": "arn:x:name"}, "name"),
    ("part(A, ':', `9`)", {"A": "arn:x:name"}, None),
    ("part(A, ':', `0`)", {}, None),
    ("split(A, ',')", {"A": "subnet-0a, subnet-0b,"}, ["subnet-0a", "subnet-0b"]),
    ("split(A, ',')", {"A": ""}, ""),
    ("split(A, ',')", {}, None),
    ("domain(A)", {"A": "\\052.example.com."}, "*.example.com"),
    ("domain(A)", {"A": "example.com"}, "example.com"),
    ("domain(A)", {}, None),
    ("zone(A)", {"A": "us-east-1a"}, "use1-az4"),
    ("zone(A)", {"A": "us-east-1z"}, "us-east-1z"),
    ("zone(A)", {}, None),
    ("zones(A[].Z)", {"A": [{"Z": "us-east-1a"}]}, ["use1-az4"]),
    ("zones(A)", {}, None),
    ("having('globals', 'members', A).id", {"A": "b"}, "g"),
    ("having('globals', 'id', A).id", {"A": "h"}, "h"),
    ("having('globals', 'members', A).id", {"A": "c"}, None),
    ("having('globals', 'members', A).id", {}, None),
    ("all_having('globals', 'kind', A)[].id", {"A": 1}, ["g", "h"]),
    ("all_having('globals', 'kind', A)[].id", {"A": 2}, []),
    ("latest('globals', 'kind', A, 'id').id", {"A": 1}, "h"),
    ("latest('globals', 'kind', A, 'length(members)').id", {"A": 1}, "g"),
    ("latest('globals', 'kind', A, 'size').id", {"A": 1}, None),
    ("latest('globals', 'kind', A, 'id').id", {"A": ["odd"]}, None),
    ("having('globals', 'members', A).id", {}, None),
    ("unless(E, A)", {"A": 1}, 1),
    ("to_number(A)", {"A": "30"}, 30),
    ("join(':', [A, B])", {"A": "host"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "answer"), CASES)
def test_answer(text: str, value: Any, answer: Any) -> None:
    assert compiled(text)(value, PLACE) == answer


@pytest.mark.parametrize(
    "text", ["having('denied', 'members', A)", "all_having('denied', 'members', A)", "unless(E, A)"]
)
def test_what_rests_on_something_unread_is_not_known(text: str) -> None:
    with pytest.raises(UnreadError):
        compiled(text)({"A": "a", "E": "the key does not allow it"}, PLACE)


@pytest.mark.parametrize("text", ["A[", "A..B", "|"])
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(KnowledgeError, match="is no JMESPath"):
        compiled(text)


@pytest.mark.parametrize("value", [None, False, "", [], {}])
def test_false(value: Any) -> None:
    assert not holds(value)


@pytest.mark.parametrize("value", [True, 0, 1, "a", [0], {"a": None}])
def test_true(value: Any) -> None:
    assert holds(value)
