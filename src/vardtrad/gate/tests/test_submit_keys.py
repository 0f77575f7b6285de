"""Which forms have been carried out, and what a form gives that is sent together with others."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.toy import verbs
from tests.toy.models import Plan
from tests.toy.rules import Move
from vardtrad.gate import door
from vardtrad.gate.models import SubmitKey
from vardtrad.gate.tests.plans import NURSE, WARD, fresh_plan
from vardtrad.kernel.tables import Reason, Refused

pytestmark = pytest.mark.django_db


class TestWhatHasBeenCarriedOut:
    def test_of_moves(self):
        plan, other, (noted, renamed, unsent) = fresh_plan("A"), fresh_plan("B"), [uuid4() for _ in range(3)]
        verbs.note(NURSE, plan.id, "en", submit_key=noted)
        verbs.rename(NURSE, other.id, "C", seen=1, submit_key=renamed)
        asked = [(noted, Move.NOTE, plan.id), (renamed, Move.RENAME, other.id), (unsent, Move.NOTE, plan.id)]
        with CaptureQueriesContext(connection) as queries:
            assert door.carried_out(NURSE.id, "toy", asked) == {noted, renamed}
        assert len(queries) == 1

    @pytest.mark.parametrize("other", ["actor", "label", "move", "thing"])
    def test_a_key_elsewhere_is_another_form(self, other):
        plan, key = fresh_plan(), uuid4()
        verbs.note(NURSE, plan.id, "en", submit_key=key)
        asked = {"actor": NURSE.id, "label": "toy", "move": Move.NOTE, "thing": plan.id}
        asked[other] = uuid4() if other in ("actor", "thing") else "another"
        assert door.carried_out(asked["actor"], asked["label"], [(key, asked["move"], asked["thing"])]) == set()

    def test_of_beginnings_with_what_was_begun(self):
        keys = [uuid4() for _ in range(3)]
        plans = {key: verbs.begin(NURSE, str(key), submit_key=key).thing.id for key in keys[:2]}
        with CaptureQueriesContext(connection) as queries:
            assert door.begun(NURSE.id, "toy", Move.BEGIN, keys) == plans
        assert len(queries) == 1
        assert door.begun(uuid4(), "toy", Move.BEGIN, keys) == {}
        assert door.begun(NURSE.id, "another", Move.BEGIN, keys) == {}
        assert door.begun(NURSE.id, "toy", "another", keys) == {}

    def test_two_people_with_one_key_each_have_their_own(self):
        key, colleague = uuid4(), verbs.member(WARD)
        mine = verbs.begin(NURSE, "Min", submit_key=key).thing
        theirs = verbs.begin(colleague, "Kollegans", submit_key=key).thing
        assert door.begun(NURSE.id, "toy", Move.BEGIN, [key]) == {key: mine.id}
        assert door.begun(colleague.id, "toy", Move.BEGIN, [key]) == {key: theirs.id}


class TestSeveralAtOnce:
    def test_those_sent_before_give_their_first_result_and_the_others_are_carried_out(self):
        plans = [fresh_plan(title) for title in "ABC"]
        keys = [uuid4() for _ in plans]
        first = verbs.note(NURSE, plans[1].id, "en", submit_key=keys[1])
        verbs.note(NURSE, plans[1].id, "två")
        requests = [door.Request(p.id, "en", seen=1, submit_key=k) for p, k in zip(plans, keys, strict=True)]
        results = verbs.note_all(NURSE, requests)
        assert [(result.repeated, result.number) for result in results] == [
            (False, 2),
            (True, first.number),
            (False, 2),
        ]
        assert results[1].thing.id == plans[1].id

    def test_one_that_is_refused_is_released_and_the_others_are_kept(self):
        """Also one that is refused beside one that had been sent before: that one stays sent."""
        plans = [fresh_plan(title) for title in "ABC"]
        keys = [uuid4() for _ in plans]
        verbs.rename(NURSE, plans[0].id, "A2", seen=1, submit_key=keys[0])
        titles = ("A2", " ", "C2")
        requests = [
            door.Request(plan.id, title, seen=1, submit_key=key)
            for plan, title, key in zip(plans, titles, keys, strict=True)
        ]
        results = verbs.rename_all(NURSE, requests)
        assert [type(result) for result in results] == [door.Moved, Refused, door.Moved]
        carried_out = door.carried_out(
            NURSE.id, "toy", [(key, Move.RENAME, plan.id) for plan, key in zip(plans, keys, strict=True)]
        )
        assert carried_out == {keys[0], keys[2]}

    def test_a_colleague_who_is_refused_releases_nothing_of_mine(self):
        plan, key = fresh_plan("A"), uuid4()
        verbs.rename(NURSE, plan.id, "B", seen=1, submit_key=key)
        with pytest.raises(Refused):
            verbs.rename(verbs.member(WARD), plan.id, " ", seen=2, submit_key=key)
        assert verbs.rename(NURSE, plan.id, "B", seen=1, submit_key=key).repeated

    def test_some_with_a_key_and_some_without(self):
        plans = [fresh_plan(title) for title in "AB"]
        requests = [door.Request(plans[0].id, "x"), door.Request(plans[1].id, "x", submit_key=uuid4())]
        for repeated in (False, True):
            assert [result.repeated for result in verbs.note_all(NURSE, requests)] == [False, repeated]
        assert SubmitKey.objects.count() == 1

    def test_a_form_for_what_is_not_there_is_refused_and_released(self):
        key, missing = uuid4(), uuid4()
        (result,) = verbs.note_all(NURSE, [door.Request(missing, "x", submit_key=key)])
        assert result.reason is Reason.NOT_THERE
        assert not SubmitKey.objects.exists()

    def test_a_beginning_remembers_what_it_began_and_as_which_version(self):
        key = uuid4()
        begun = verbs.begin(NURSE, "Planen", submit_key=key)
        verbs.rename(NURSE, begun.thing.id, "Nytt", seen=1)
        again = verbs.begin(NURSE, "Planen", submit_key=key)
        assert (again.repeated, again.number, again.thing.title) == (True, 1, "Nytt")
        kept = SubmitKey.objects.get()
        assert (kept.actor_id, kept.thing, kept.number) == (NURSE.id, begun.thing.id, 1)
        assert Plan.objects.count() == 1

    def test_the_same_key_for_two_beginnings_of_a_set_is_a_fault(self):
        key = uuid4()
        starts = [verbs.start_for(WARD, title, submit_key=key) for title in "AB"]
        with pytest.raises(ValueError, match="submit key"):
            verbs.begin_all(NURSE, starts)
        assert not Plan.objects.exists()


def test_the_same_form_of_another_subject_is_another():
    plan, key = fresh_plan(), uuid4()
    verbs.note(NURSE, plan.id, "en", submit_key=key)
    other = replace(verbs.PLAN, label="other")
    moved = door.move(other, NURSE, plan.id, Move.NOTE, given="två", body=verbs._note, submit_key=key)
    assert not moved.repeated
