"""A word of a setting, and the names that it may be made up of."""

from __future__ import annotations

import pytest
from scanner.infer.words import read_as_names

WORDS = {
    "orders-live": {"orders-live"},
    "TABLE=orders-live": {"TABLE=orders-live", "orders-live"},
    "env=TABLE=orders-live": {"env=TABLE=orders-live", "TABLE=orders-live", "orders-live"},
    "a-1,b-2": {"a-1,b-2", "a-1", "b-2"},
    "A=a-1,b-2": {"A=a-1,b-2", "A=a-1", "a-1,b-2", "a-1", "b-2"},
    "orders-live=3": {"orders-live=3", "orders-live", "3"},
    "K=arn:aws:sns:eu-west-1:1:t": {"K=arn:aws:sns:eu-west-1:1:t", "arn:aws:sns:eu-west-1:1:t"},
}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_and_the_names_in_it(word: str) -> None:
    found = list(read_as_names(word))
    assert found[0] == word
    assert sorted(found) == sorted(WORDS[word])


def test_what_is_read_grows_with_the_text_and_no_faster() -> None:
    for text in (",".join(f"a{n}=b{n}" for n in range(3_000)), "a=" * 50_000 + "b"):
        assert sum(map(len, read_as_names(text))) < 8 * len(text)
