"""Whom a move tells: one notice for each recipient with every column, and the news for lists that mark changes."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError

from tests.toy import verbs
from tests.toy.models import Grounds
from tests.toy.rules import ADMISSION, Move, PlanMove
from vardtrad.gate import door
from vardtrad.gate.models import Notification, Trace
from vardtrad.gate.tests.plans import NURSE, WARD, fresh_plan, refused, stored
from vardtrad.kernel import clock
from vardtrad.kernel.actors import ActorKind

HOME = uuid4()


def subject(told=None, news=None):
    """The toy with addressees of the test's own, by party, the same for every plan; and somebody who collects news."""
    asked = []

    def addressees(plans, party):
        asked.append((party, [plan.id for plan in plans]))
        return {plan.id: (told or {}).get(party, []) for plan in plans if party in (told or {})}

    changed = replace(verbs.PLAN, addressees=addressees, mark_news=news.append if news is not None else None)
    return changed, asked


def move(toy, plan, name, *, actor=NURSE, body=lambda moving: None, **more):
    return door.move(toy, actor, plan.id, name, given="Planen", body=body, seen=stored(plan).content, **more)


@pytest.mark.django_db
class TestNotices:
    def test_every_column(self, monkeypatch):
        plan, person, unit = fresh_plan(), uuid4(), uuid4()
        at = clock.now()
        monkeypatch.setattr(clock, "now", lambda: at)
        told = {"patient": [door.Addressee(ActorKind.RESIDENT, person)], "party": [door.Addressee("unit", unit)]}
        move(subject()[0], plan, Move.START)
        move(subject(told)[0], plan, Move.FINISH)
        columns = (
            "label", "key", "move", "party", "recipient_kind", "recipient_id", "status", "created", "due", "tries",
        )  # fmt: skip
        assert sorted(Notification.objects.values_list(*columns), key=lambda row: row[3]) == [
            ("toy", plan.id, "finish", "party", "unit", unit, "waiting", at, at, 0),
            ("toy", plan.id, "finish", "patient", "resident", person, "waiting", at, at, 0),
        ]

    def test_who_is_meant_twice_is_told_once(self):
        person, plan = door.Addressee(ActorKind.RESIDENT, uuid4()), fresh_plan()
        move(subject()[0], plan, Move.START)
        move(subject({"patient": [person, person], "party": [person]})[0], plan, Move.FINISH)
        assert Notification.objects.count() == 1

    def test_a_unit_and_a_person_are_two_recipients_also_with_one_key(self):
        key, plan = uuid4(), fresh_plan()
        both = [door.Addressee(ActorKind.UNIT, key), door.Addressee(ActorKind.STAFF, key)]
        move(subject({"patient": both})[0], plan, Move.START)
        assert set(Notification.objects.values_list("recipient_kind", flat=True)) == {"unit", "staff"}

    def test_of_several_recipients_each_is_told_but_not_the_actor(self):
        others = [door.Addressee(ActorKind.STAFF, uuid4()) for _ in range(2)]
        mine = door.Addressee(ActorKind.STAFF, NURSE.id)
        move(subject({"patient": [others[0], mine, others[1]]})[0], fresh_plan(), Move.START)
        assert set(Notification.objects.values_list("recipient_id", flat=True)) == {other.id for other in others}

    def test_one_recipient_of_two_things_is_told_of_both(self):
        person = door.Addressee(ActorKind.RESIDENT, uuid4())
        plans = [fresh_plan("A"), fresh_plan("B")]
        toy, asked = subject({"patient": [person]})
        requests = [door.Request(plan.id, "", seen=1) for plan in plans]
        door.move_many(toy, NURSE, Move.START, requests, body=lambda moving: None)
        assert set(Notification.objects.values_list("key", flat=True)) == {plan.id for plan in plans}
        assert [(party, set(keys)) for party, keys in asked] == [("patient", {plan.id for plan in plans})]

    def test_only_the_parties_of_the_row_are_asked_for(self):
        toy, asked = subject()
        plan = fresh_plan()
        move(toy, plan, Move.START)
        move(toy, plan, Move.NOTE)
        move(toy, plan, Move.FINISH)
        assert [party for party, _keys in asked] == ["patient", "party", "patient"]

    def test_a_refused_move_tells_nobody(self):
        person = door.Addressee(ActorKind.RESIDENT, uuid4())
        plans = [fresh_plan("A"), fresh_plan("B")]
        requests = [door.Request(plans[0].id, "", seen=1), door.Request(plans[1].id, "", seen=0)]
        news = []
        toy, _asked = subject({"patient": [person]}, news)
        door.move_many(toy, NURSE, Move.START, requests, body=lambda moving: None)
        assert list(Notification.objects.values_list("key", flat=True)) == [plans[0].id]
        assert [piece.thing.id for pieces in news for piece in pieces] == [plans[0].id]


@pytest.mark.django_db
class TestNews:
    def test_says_what_was_changed_by_whom_and_whom_it_concerns(self, monkeypatch):
        news, plan, at = [], fresh_plan(), clock.now()
        monkeypatch.setattr(clock, "now", lambda: at)

        def body(moving):
            moving.concerns(HOME)
            moving.concerns(None)

        move(subject(news=news)[0], plan, Move.START, body=body)
        ((piece,),) = news
        assert (piece.thing.id, piece.thing.version, piece.parties, piece.concerned, piece.by, piece.at) == (
            plan.id, 2, {"patient"}, {HOME}, WARD, at,
        )  # fmt: skip

    def test_comes_after_everything_has_been_written(self):
        """So that what is marked can ask the database what it has become."""
        seen = []
        toy = replace(verbs.PLAN, mark_news=lambda news: seen.append((stored(plan).state, Trace.objects.count())))
        plan = fresh_plan()
        move(toy, plan, Move.START)
        assert seen == [("active", 2)]

    def test_what_nobody_is_told_of_is_none(self):
        news, plan = [], fresh_plan()
        toy = subject(news=news)[0]
        move(toy, plan, Move.NOTE)
        assert news == []

    def test_of_a_part_too(self):
        news = []
        plan = verbs.begin(NURSE, "Planen", units=[HOME]).thing
        part = verbs.PARTS[ADMISSION].ref(HOME)
        toy = subject(news=news)[0]
        door.move(toy, NURSE, plan.id, PlanMove.SEND, given="", body=verbs.nothing, seen=0, part=part)
        ((piece,),) = news
        assert (piece.parties, piece.concerned) == ({"party"}, frozenset())


class TestReadingOnAGround:
    """What somebody reads that is not theirs is written down, told of and traced at once."""

    def grant(self, **more):
        plan, person, ground = fresh_plan(), uuid4(), Grounds(why="Fara för liv")
        door.granted(NURSE, "open", "toy", thing=plan.id, person=person, ground=ground, **more)
        return plan, person, ground

    def test_everything_is_written(self, db, monkeypatch):
        at = clock.now()
        monkeypatch.setattr(clock, "now", lambda: at)
        reviewer = door.Addressee(ActorKind.STAFF, uuid4())
        plan, person, ground = self.grant(tell=[reviewer], party="reviewer", detail={"basis": "danger"})
        assert Grounds.objects.get(pk=ground.pk).why == "Fara för liv"
        columns = ("label", "key", "move", "party", "recipient_kind", "recipient_id", "created", "due", "status")
        assert list(Notification.objects.values_list(*columns)) == [
            ("toy", plan.id, "open", "reviewer", "staff", reviewer.id, at, at, "waiting"),
        ]
        row = Trace.objects.get(action="open")
        assert (row.label, row.key, row.person_id, row.outcome, row.actor_id) == (
            "toy", plan.id, person, "done", NURSE.id,
        )  # fmt: skip
        assert row.detail == {"basis": "danger"}

    def test_a_ground_that_is_there_already_is_not_written_over(self, db):
        """Nobody can change, by giving its key again, why somebody has read."""
        _plan, _person, ground = self.grant()
        again = Grounds(pk=ground.pk, why="Något annat")
        with pytest.raises(IntegrityError, match="toy_grounds_pkey"):
            door.granted(NURSE, "open", "toy", thing=uuid4(), person=None, ground=again)

    def test_nobody_to_tell_is_quite_in_order(self, db):
        self.grant()
        assert not Notification.objects.exists()
        assert Trace.objects.get(action="open").detail == {}

    def test_without_its_trace_there_is_no_ground(self, committed):
        committed.as_owner(f"REVOKE INSERT ON gate_trace FROM {committed.role}")
        with pytest.raises(ProgrammingError, match="gate_trace"):
            door.granted(
                NURSE, "open", "toy", thing=uuid4(), person=None, ground=Grounds(why="x"),
                tell=[door.Addressee(ActorKind.STAFF, uuid4())],
            )  # fmt: skip
        assert (Grounds.objects.count(), Notification.objects.count()) == (0, 0)


def test_a_refused_move_of_somebody_who_is_meant_leaves_no_notice_and_no_part(db):
    plan = fresh_plan()
    assert refused(lambda: verbs.acknowledge(NURSE, plan.id, ADMISSION, HOME, seen=0))
    assert not Notification.objects.exists()
