"""How often somebody may do what guessers do: counted for each person and deed, and forgotten after ten minutes."""

from uuid import uuid4

from vardtrad.shared.rate_limit import actions
from vardtrad.shared.rate_limit.models import Attempt

MOST = 3


def test_what_is_done_too_often_is_held_back_for_ten_minutes(db, frozen):
    who = uuid4()
    answers = [actions.too_often("search", who, MOST) for _time in range(MOST + 2)]
    assert answers == [False] * MOST + [True] * 2
    # What was held back is not counted, so ten minutes later there is room again.
    frozen.go(minutes=10, seconds=1)
    assert not actions.too_often("search", who, MOST)


def test_each_person_and_each_deed_is_counted_for_itself(db):
    who = uuid4()
    for _time in range(MOST):
        actions.too_often("search", who, MOST)
    assert actions.too_often("search", who, MOST)
    assert not actions.too_often("attach_file", who, MOST)
    assert not actions.too_often("search", uuid4(), MOST)


def test_old_attempts_are_cleared_away_and_those_that_count_stay(db, frozen):
    actions.count("somebody")
    frozen.go(hours=1)
    actions.clear_old()
    assert Attempt.objects.count() == 1
    frozen.go(days=1)
    actions.clear_old()
    assert not Attempt.objects.exists()
