"""The record of a filter: what it asks of a row, its links, and what is posted and never stands in an address."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db.models import Q, TextChoices
from django.http import QueryDict

from vardtrad.shared.lists.filters import Chosen, Filter, Keys, OneOf, Words
from vardtrad.shared.web.filters import chosen_in, filter_field, initial_of


class Size(TextChoices):
    SMALL = "liten", "Liten"
    LARGE = "stor", "Stor"


SIZE = Filter(
    "storlek",
    "Storlek",
    OneOf(Size, otherwise="Lagom"),
    condition=lambda size, reader: Q(size=size.value, unit=reader),
    unchosen=lambda reader: Q(size="lagom", unit=reader),
)
WORDS = Filter("ord", "Ord", Words(most=5), condition=lambda words, _reader: Q(words=words))
KEYS = Filter("nyckel", "Nyckel", Keys(), condition=lambda keys, _reader: Q(key__in=keys))
FILTERS = (SIZE, WORDS, KEYS)
KEY = UUID(int=1)


def test_a_condition_is_given_the_value_and_the_reader() -> None:
    chosen = Chosen.nothing(FILTERS).choose(SIZE, Size.LARGE).choose(KEYS, (KEY,))
    assert chosen.condition("A") == Q(size="stor", unit="A") & Q(key__in=(KEY,))


def test_what_is_not_chosen_may_have_a_condition_too() -> None:
    assert Chosen.nothing(FILTERS).condition("A") == Q(size="lagom", unit="A")


def test_each_choice_is_a_link_that_keeps_the_rest() -> None:
    chosen = Chosen.nothing(FILTERS).choose(SIZE, Size.SMALL).choose(KEYS, (KEY,))
    rest = ("nyckel", str(KEY))
    assert [(option.words, option.chosen.pairs(), option.current) for option in chosen.options(SIZE)] == [
        ("Lagom", [rest], False),
        ("Liten", [rest, ("storlek", "liten")], True),
        ("Stor", [rest, ("storlek", "stor")], False),
    ]


def test_only_a_filter_with_one_of_some_choices_has_a_link_for_each() -> None:
    with pytest.raises(TypeError):
        Chosen.nothing(FILTERS).options(WORDS)  # type: ignore[type-var]


def test_words_are_posted_and_never_read_from_an_address_or_written_in_one() -> None:
    assert Chosen.read(FILTERS, QueryDict("ord=elsa&storlek=stor")).chosen() == [(SIZE, Size.LARGE)]
    posted = chosen_in((WORDS,), {"ord": "elsa"})
    assert posted.value(WORDS) == "elsa"
    assert posted.pairs() == []
    assert initial_of(posted) == {"ord": "elsa"}


@pytest.mark.parametrize(
    ("text", "words"), [("elsa", "elsa"), (" ek ", "ek"), ("", None), ("  ", None), ("x" * 5, "x" * 5), ("x" * 6, None)]
)
def test_the_words_that_are_taken(text: str, words: str | None) -> None:
    assert WORDS.values.read([text]) == words


def test_the_field_of_words_has_their_name_and_limit() -> None:
    field = filter_field(WORDS)
    assert field is not None
    assert (field.label, field.required, getattr(field, "max_length", None)) == ("Ord", False, 5)
