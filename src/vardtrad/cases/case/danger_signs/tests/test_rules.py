"""When a confirmation of danger signs holds (B-39): without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from vardtrad.cases.case.danger_signs.rules import HOLDS, Signs, SignsConfirmation, holds, is_child

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
PERSON = uuid4()
ASKED = Signs(uuid4(), 3, for_child=False, words=("Svårt att andas",))
GIVEN = SignsConfirmation(ASKED.version, PERSON, for_child=False, at=NOW - timedelta(minutes=5))


@pytest.mark.req("B-39")
def test_what_was_just_confirmed_holds_and_nothing_is_needed_where_nothing_is_asked() -> None:
    assert holds(GIVEN, ASKED, PERSON, NOW)
    assert holds(None, None, PERSON, NOW)
    assert holds(GIVEN, None, PERSON, NOW)
    assert not holds(None, ASKED, PERSON, NOW)


@pytest.mark.req("B-39")
@pytest.mark.parametrize(
    "other",
    [
        replace(GIVEN, version=uuid4()),
        replace(GIVEN, person=uuid4()),
        replace(GIVEN, for_child=True),
        replace(GIVEN, at=NOW - HOLDS),
        replace(GIVEN, at=NOW + timedelta(seconds=1)),
    ],
    ids=["another version", "another person", "the signs for children", "too long ago", "not yet"],
)
def test_anything_else_is_asked_about_again(other: SignsConfirmation) -> None:
    assert not holds(other, ASKED, PERSON, NOW)


@pytest.mark.req("B-39")
def test_it_holds_to_the_last_moment() -> None:
    assert holds(replace(GIVEN, at=NOW - HOLDS + timedelta(seconds=1)), ASKED, PERSON, NOW)


@pytest.mark.req("B-39")
def test_the_signs_of_children_are_for_those_under_18() -> None:
    assert [is_child(age) for age in (0, 17, 18, 80, None)] == [True, True, False, False, False]
