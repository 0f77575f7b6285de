"""What the tables of several subjects share: sets of states and capacities, too long texts, and stamps of values."""

from django.db.models import TextChoices

from vardtrad.kernel.needs import too_long
from vardtrad.kernel.stamp import stamp
from vardtrad.kernel.tables import at, by


class State(TextChoices):
    OPEN = "open"
    CLOSED = "closed"


def test_a_text_that_fits_is_not_refused():
    assert too_long("", 3) is None
    assert too_long("abc", 3) is None


def test_the_sentence_says_by_how_much_a_text_is_too_long():
    assert too_long("abcde", 3) == "Texten är 2 tecken för lång. Högst 3 tecken."


def test_states_and_capacities_become_sets_of_plain_words():
    for made in (at, by):
        assert made() == frozenset()
        assert made(State.OPEN, State.CLOSED) == {"open", "closed"}
        assert {type(word) for word in made(*State)} == {str}


def test_a_stamp_differs_when_a_value_does_and_not_by_their_order():
    assert stamp({"a": 1, "b": None}) == stamp({"b": None, "a": 1})
    assert stamp({"a": 1}) != stamp({"a": 2})
    assert len(stamp({})) == 32
