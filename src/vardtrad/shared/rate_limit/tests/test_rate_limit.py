"""How often somebody may do what guessers do: counted for each person and deed, and forgotten after ten minutes."""

from uuid import uuid4

from tests.toy import verbs
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.rate_limit import actions
from vardtrad.shared.rate_limit.limits import Limit
from vardtrad.shared.rate_limit.models import Attempt

SEARCH = Limit("search", 3, "", "Vänta.")
ATTACH = Limit("attach_file", 3, "", "Vänta.")


def held_back(who, limit=SEARCH):
    try:
        actions.hold_back(limit, who, "search", "person")
    except Refused as refused:
        return (refused.reason, refused.sentence) == (Reason.TOO_OFTEN, "Vänta.")
    return False


def test_what_is_done_too_often_is_held_back_for_ten_minutes_and_traced_once(db, frozen):
    who = verbs.member(uuid4())
    assert [held_back(who) for _time in range(5)] == [False] * 3 + [True] * 2
    (trace,) = Trace.objects.all()
    assert (trace.actor_id, trace.action, trace.outcome) == (who.id, "search", "refused")
    assert trace.detail == {"reason": "too_often"}
    # What was held back is not counted, so ten minutes later there is room again.
    frozen.go(minutes=10, seconds=1)
    assert not held_back(who)


def test_each_person_and_each_deed_is_counted_for_itself(db):
    who = verbs.member(uuid4())
    for _time in range(4):
        last = held_back(who)
    assert last
    assert not held_back(who, ATTACH)
    assert not held_back(verbs.member(uuid4()))


def test_old_attempts_are_cleared_away_and_those_that_count_stay(db, frozen):
    actions.count("somebody")
    frozen.go(hours=1)
    actions.clear_old()
    assert Attempt.objects.count() == 1
    frozen.go(days=1)
    actions.clear_old()
    assert not Attempt.objects.exists()
