"""A field's value in words, as the screen writes it."""

from __future__ import annotations

import pytest
from django.utils import translation

from vardtrad.planning.fields.queries import words_of
from vardtrad.planning.fields.rules import FieldKind, FieldSpec

TIME = FieldSpec("sip.tid", "Tid för planering", frozenset(), FieldKind.TIME)


@pytest.mark.parametrize(("value", "words"), [("07:05", "07.05"), ("", ""), ("kvart i", "kvart i"), ("24:00", "24:00")])
def test_a_time_is_written_as_swedes_write_it(value: str, words: str) -> None:
    with translation.override("sv"):
        assert words_of(TIME, value, {}) == words


def test_a_time_is_written_as_the_reader_s_language_has_it() -> None:
    with translation.override("en"):
        assert words_of(TIME, "07:05", {}) == "07:05"
