"""What is wrong with a secret key, at the limits of what is taken."""

from __future__ import annotations

import string

import pytest

from vardtrad.kernel.keys import FEWEST_DIFFERENT, SHORTEST, weakness, weaknesses

GOOD = string.ascii_letters[:SHORTEST]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "K saknas."),
        (GOOD[:-1], "för kort eller enkel"),
        ("a" * SHORTEST, "för kort eller enkel"),
        ((GOOD[: FEWEST_DIFFERENT - 1] * SHORTEST)[:SHORTEST], "för kort eller enkel"),
    ],
)
def test_a_weak_key_is_named_and_not_shown(key: str, words: str) -> None:
    sentence = weakness("K", key)
    assert sentence is not None
    assert sentence.startswith("K ")
    assert words in sentence
    assert not key or key not in sentence


def test_the_shortest_and_plainest_key_that_is_taken() -> None:
    assert (SHORTEST, FEWEST_DIFFERENT) == (32, 8)
    assert weakness("K", GOOD) is None
    assert weakness("K", (GOOD[:FEWEST_DIFFERENT] * SHORTEST)[:SHORTEST]) is None


def test_both_keys_of_an_installation_are_looked_at() -> None:
    secret, trace = "VARDTRAD_SECRET_KEY", "VARDTRAD_TRACE_KEY"
    assert weaknesses({secret: GOOD, trace: GOOD[::-1]}) == []
    assert weaknesses({trace: GOOD}) == ["VARDTRAD_SECRET_KEY saknas."]
    assert weaknesses({secret: GOOD}) == ["VARDTRAD_TRACE_KEY saknas."]
    assert len(weaknesses({})) == 2
    assert len(weaknesses({secret: GOOD, trace: GOOD})) == 1
