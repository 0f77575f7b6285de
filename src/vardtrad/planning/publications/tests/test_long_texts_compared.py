"""However long and similar two texts are, comparing them is quick, and nothing of either is lost."""

import random
import time

import pytest

from vardtrad.planning.fields.rules import TEXT_LIMIT
from vardtrad.planning.plan.lines import Line, Part
from vardtrad.planning.publications.comparing import compare

DRAW = random.Random(7)
LETTERS = " ".join(DRAW.choice("ab") for _ in range(TEXT_LIMIT // 2))
WORDS = " ".join(DRAW.choice(["och", "att", "hjälp", "med", "maten", "själv"]) for _ in range(1_400))
SENTENCES = "".join(f"Dag {day}: äter med lite hjälp och går själv. " for day in range(150))


def pieces(was, now):
    (change,) = compare([Part("Del", [Line("Mat", was)])], [Part("Del", [Line("Mat", now)])])
    return [(piece.kind, piece.words) for piece in change.pieces]


@pytest.mark.req("B-28")
@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("a " * (TEXT_LIMIT // 2), "b a " * (TEXT_LIMIT // 4)),
        (LETTERS, LETTERS[::-1] + "!"),
        ("a." * (TEXT_LIMIT // 2), "b.a." * (TEXT_LIMIT // 4)),
        (WORDS, WORDS[::-1]),
        ("\n" * TEXT_LIMIT, "x" * TEXT_LIMIT),
        (SENTENCES, SENTENCES.replace("Dag 3:", "Dagen 3:").replace("Dag 140:", "Dagen 140:")),
    ],
)
def test_texts_that_repeat_themselves_are_compared_without_loss(was, now):
    began = time.process_time()
    compared = pieces(was, now)
    assert time.process_time() - began < 5
    assert "".join(words for kind, words in compared if kind != "added") == was
    assert "".join(words for kind, words in compared if kind != "removed") == now


@pytest.mark.req("B-28")
def test_a_changed_word_in_a_long_text_is_shown_as_a_word():
    compared = pieces(SENTENCES, SENTENCES.replace("Dag 7: äter", "Dag 7: dricker"))
    assert [piece for piece in compared if piece[0] != "same"] == [("removed", "äter"), ("added", "dricker")]
    assert pieces("Äter själv vid bordet.", "Äter med hjälp vid bordet.") == [
        ("same", "Äter "), ("removed", "själv"), ("added", "med hjälp"), ("same", " vid bordet."),
    ]  # fmt: skip


@pytest.mark.req("B-28")
def test_two_changes_far_apart_are_shown_as_two():
    now = SENTENCES.replace("Dag 3: äter", "Dag 3: dricker").replace("Dag 140: äter", "Dag 140: dricker")
    compared = pieces(SENTENCES, now)
    assert [kind for kind, _words in compared] == ["same", "removed", "added", "same", "removed", "added", "same"]
    assert all("dricker" in words and len(words) < 60 for kind, words in compared if kind == "added")
