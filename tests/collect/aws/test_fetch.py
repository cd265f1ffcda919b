"""How declared calls follow each other: what is asked, in which order, and what is left open."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import msgspec
import pytest
from scanner.collect.aws.asking import AskError, Failure, Where
from scanner.collect.aws.declarations import Service
from scanner.collect.aws.fetch import FAILED, PARENT, PATIENCE, fetch, longest_first

from tests.collect.aws.answers import DENIED, Answering

HERE = Where("111122223333", "us-east-1", "ecs")
STEPS: dict[str, Any] = {
    "clusters": {"call": "ListClusters", "items": "clusterArns"},
    "names": {
        "call": "ListServices",
        "each": "clusters",
        "given": {"cluster": "value"},
        "items": "serviceArns",
    },
    "services": {
        "call": "DescribeServices",
        "each": "names",
        "batch": 2,
        "given": {"cluster": "[0]._parent.value", "services": "[].value"},
        "items": "services",
    },
    "tags": {
        "call": "ListTags",
        "each": "services",
        "batch": 2,
        "given": {"arns": "[].arn"},
        "items": "found",
        "into": "Tags",
        "same": {"arn": "of"},
        "none": ["NoTags"],
    },
    "detail": {
        "call": "DescribeDetail",
        "each": "services",
        "given": {"arn": "arn"},
        "when": "arn != 'c1'",
        "into": "Detail",
        "items": "detail",
        "single": True,
    },
}
SERVICES = {"a": ["a1", "a2", "a3"], "b": [], "c": ["c1"]}


def service(**steps: Any) -> Service:
    return msgspec.convert({"service": "ecs", "steps": steps, "source": ["test"]}, Service)


def _answer(_: Where, call: Any, given: dict[str, Any]) -> list[dict[str, Any]]:
    match call.call:
        case "ListClusters":
            return [{"clusterArns": ["a"]}, {"clusterArns": ["b", "c"]}]
        case "ListServices":
            return [{"serviceArns": SERVICES[given["cluster"]]}]
        case "DescribeServices":
            return [{"services": [{"arn": arn} for arn in given["services"]]}]
        case "ListTags":
            if given["arns"] == ["c1"]:
                raise AskError(Failure.REFUSED, "NoTags", "none")
            return [{"found": [{"of": arn, "tag": f"t{arn}"} for arn in reversed(given["arns"])]}]
    return [{"detail": {"of": given["arn"]}}]


def test_calls_are_chained_and_batches_never_mix_parents() -> None:
    asking = Answering(_answer)
    found = fetch(service(**STEPS), HERE, asking)
    asked = [(call, given) for _, call, given in asking.asked]
    assert [given for call, given in asked if call == "DescribeServices"] == [
        {"cluster": "a", "services": ["a1", "a2"]},
        {"cluster": "a", "services": ["a3"]},
        {"cluster": "c", "services": ["c1"]},
    ]
    assert [one["arn"] for one in found.items["services"]] == ["a1", "a2", "a3", "c1"]
    assert found.items["services"][3][PARENT]["value"] == "c"
    assert found.unread == []


def test_parts_are_put_into_the_items_they_belong_to() -> None:
    found = fetch(service(**STEPS), HERE, Answering(_answer)).items["services"]
    assert [one.get("Tags") for one in found] == [
        [{"of": "a1", "tag": "ta1"}],
        [{"of": "a2", "tag": "ta2"}],
        [{"of": "a3", "tag": "ta3"}],
        None,
    ]
    assert [one.get("Detail") for one in found] == [
        {"of": "a1"},
        {"of": "a2"},
        {"of": "a3"},
        None,
    ]


def test_a_list_that_is_denied_leaves_the_others_alone() -> None:
    asking = Answering(_answer, {"ecs:ListServices": DENIED})
    found = fetch(service(**STEPS), HERE, asking)
    assert [(one.step, one.of, one.missing) for one in found.unread] == [("names", 3, 3)]
    assert found.items["services"] == []


def test_a_part_that_is_denied_is_told_of_each_item() -> None:
    asking = Answering(_answer, {"ecs:DescribeDetail": DENIED})
    found = fetch(service(**STEPS), HERE, asking)
    assert [one.get(FAILED, {}).keys() for one in found.items["services"]] == [
        {"Detail"},
        {"Detail"},
        {"Detail"},
        set(),
    ]
    assert [(one.step, one.of, one.missing) for one in found.unread] == [("detail", 3, 3)]


@pytest.mark.parametrize(
    ("failure", "calls"),
    [(Failure.DENIED, PATIENCE), (Failure.THROTTLED, 1), (Failure.UNREACHABLE, 1)],
)
def test_what_fails_for_all_is_not_asked_for_ever(failure: Failure, calls: int) -> None:
    many = {"clusterArns": [str(number) for number in range(50)]}

    def answer(_: Where, call: Any, given: dict[str, Any]) -> list[dict[str, Any]]:
        if call.call == "ListClusters":
            return [deepcopy(many)]
        raise AskError(failure, "Code", "words")

    asking = Answering(answer)
    found = fetch(service(clusters=STEPS["clusters"], names=STEPS["names"]), HERE, asking)
    assert len(asking.asked) == 1 + calls
    assert [(one.of, one.missing) for one in found.unread] == [(50, 50)]


def test_one_item_that_is_denied_is_one_that_is_missing() -> None:
    def answer(where: Where, call: Any, given: dict[str, Any]) -> list[dict[str, Any]]:
        if given.get("cluster") == "b":
            raise DENIED
        return _answer(where, call, given)

    found = fetch(service(**STEPS), HERE, Answering(answer))
    assert [(one.step, one.of, one.missing) for one in found.unread] == [("names", 3, 1)]
    assert len(found.items["services"]) == 4


def test_an_answer_that_breaks_off_keeps_what_came_before() -> None:
    def answer(_: Where, call: Any, given: dict[str, Any]):
        yield {"clusterArns": ["a"]}
        raise AskError(Failure.THROTTLED, "Throttling", "slower")

    found = fetch(service(clusters=STEPS["clusters"]), HERE, Answering(answer))
    assert [one["value"] for one in found.items["clusters"]] == ["a"]
    assert [one.error.failure for one in found.unread] == [Failure.THROTTLED]


def test_a_service_that_is_not_offered_there_has_nothing_and_leaves_no_gap() -> None:
    absent = AskError(Failure.ABSENT, "EndpointConnectionError", "no such host")
    found = fetch(service(**STEPS), HERE, Answering(_answer, {"ecs:ListClusters": absent}))
    assert found.unread == []
    assert found.items["services"] == []


def test_what_asks_of_each_of_its_items_begins_first() -> None:
    names = {"call": "ListNames", "each": "clusters"}
    known = {
        "once": service(clusters=STEPS["clusters"], more=STEPS["clusters"]),
        "often": service(clusters=STEPS["clusters"], names=names, more=names),
        "again": service(clusters=STEPS["clusters"], names=names),
        "twice": service(clusters=STEPS["clusters"]),
    }
    assert list(longest_first(known)) == ["often", "again", "once", "twice"]
