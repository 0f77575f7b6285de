"""Every column of what the door writes: also those that nobody looks at until they are wanted as evidence."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.forms.models import model_to_dict

from tests.toy import verbs
from tests.toy.models import Plan, PlanUnit, Step
from tests.toy.rules import ADMISSION, MEETING, Move
from vardtrad.gate import door
from vardtrad.gate.door import history, sealing_keys, trace, verifying
from vardtrad.gate.models import Trace, Version
from vardtrad.gate.tests.plans import NURSE, STRANGER, WARD, fresh_plan
from vardtrad.gate.tests.sealing import seal_all
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Refused

pytestmark = pytest.mark.django_db

RESIDENT = Actor(ActorKind.RESIDENT, uuid4(), "Skyddad Person", unit=None)


def test_a_version_says_at_which_unit_the_move_was_made():
    plan = fresh_plan()
    verbs.start(NURSE, plan.id, seen=1)
    assert Version.objects.get(key=plan.id, number=2).unit_id == WARD


def test_one_key_of_two_people_are_two_sendings():
    """A submit key is the page's: another person's page may have drawn the same."""
    key, colleague = uuid4(), verbs.member(WARD, "Kollegan")
    mine = verbs.begin(NURSE, "Min", submit_key=key)
    theirs = verbs.begin(colleague, "Kollegans", submit_key=key)
    assert (mine.thing.title, theirs.thing.title) == ("Min", "Kollegans")
    for actor, title, first in ((NURSE, "Min", mine), (colleague, "Kollegans", theirs)):
        assert verbs.begin(actor, title, submit_key=key).thing.id == first.thing.id
    assert Plan.objects.count() == 2


@pytest.mark.parametrize("first", [ADMISSION, MEETING])
def test_a_move_of_a_part_moves_that_part_and_no_other(first):
    """Two parts of a plan without a holder, in different states: the kind says which."""
    plan = fresh_plan()
    PlanUnit.objects.create(plan=plan, unit=WARD)
    other = MEETING if first == ADMISSION else ADMISSION
    for kind in (ADMISSION, MEETING):
        verbs.send_step(NURSE, plan.id, kind, None, seen=0)
    verbs.acknowledge(NURSE, plan.id, first, None, "Ja")
    verbs.acknowledge(NURSE, plan.id, other, None, "Nej")
    answers = dict(Step.objects.filter(thing=plan).values_list("kind", "answer"))
    assert answers == {first: "Ja", other: "Nej"}


class TestWhatAnOpenPageFetchesAgain:
    def test_is_not_traced_again_and_says_what_the_reader_may(self):
        plan, nurse = fresh_plan(), replace(NURSE, session=uuid4())
        _thing, capacities = door.read(verbs.PLAN, nurse, plan.id)
        before = Trace.objects.count()
        assert door.follow(verbs.PLAN, nurse, plan.id)[1] == capacities == {"ward"}
        assert Trace.objects.count() == before


def test_a_proxy_is_traced_with_both_persons_also_without_a_detail():
    child, ground = uuid4(), str(uuid4())
    row = trace.row(replace(RESIDENT, acts_for=child, ground=ground), "list", "toy")
    assert (row.actor_id, row.person_id, row.detail) == (RESIDENT.id, child, {"proxy": ground})


class TestAnInventedPast:
    """What the demo lays out is what the door would have written: it can be verified, and read like the rest."""

    def test_a_version_and_a_trace_for_each_move(self):
        at = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
        plan = Plan(title="Planen", ward=WARD, patient=uuid4(), state="draft", version=1, content=1)
        plan.created = plan.updated = at
        (version,), (row,) = history.rows(verbs.PLAN, [history.PastMove(NURSE, "begin", "", plan)])
        version.save(force_insert=True)
        plan.save(force_insert=True)
        row.save(force_insert=True)
        kept = model_to_dict(Version.objects.get(key=plan.id), exclude=["id", "seal", "key_id", "snapshot"])
        assert kept == {
            "label": "toy", "key": plan.id, "number": 1, "part": "", "holder": None, "move": "begin",
            "state_from": "", "state_to": "draft", "actor_kind": "staff", "actor_id": NURSE.id,
            "actor_name": NURSE.name, "unit_id": WARD,
        } | {name: value for name, value in kept.items() if name in {"at", "proxy"}}  # fmt: skip
        assert Version.objects.get(key=plan.id).at == at
        assert Version.objects.get(key=plan.id).snapshot["title"] == "Planen"
        told = Trace.objects.get(key=plan.id)
        seal = bytes(version.seal).hex()
        assert told.detail == {"from": "", "to": "draft", "version": 1, "seal": seal}
        assert (told.at, told.person_id, told.actor_id, told.label, told.action) == (
            at, plan.patient, NURSE.id, "toy", "begin",
        )  # fmt: skip
        assert trace.sealed(told) == bytes(told.seal)
        seal_all()
        assert list(verifying.verify()) == []

    def test_keeps_no_name_of_a_resident(self):
        plan = Plan(title="Planen", ward=WARD, patient=uuid4(), state="draft", version=1, content=1)
        plan.created = plan.updated = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
        (version,), (row,) = history.rows(verbs.PLAN, [history.PastMove(RESIDENT, "begin", "", plan)])
        assert (version.actor_name, row.actor_name) == ("", "")


class TestWhichKeySealed:
    def test_a_key_that_is_not_held_is_told(self):
        newest = sealing_keys.newest()
        assert sealing_keys.is_held(newest.id)
        assert sealing_keys.is_held("")
        assert not sealing_keys.is_held("another")

    def test_the_maker_is_found_among_those_held_and_nobody_else(self):
        newest = sealing_keys.newest()
        seal = newest.digest(b"words")
        assert sealing_keys.maker("", b"words", seal) == newest
        assert sealing_keys.maker(newest.id, b"words", seal) == newest
        assert sealing_keys.maker("another", b"words", seal) is None
        assert sealing_keys.maker("", b"other words", seal) is None


@pytest.mark.parametrize("reader", [NURSE, STRANGER])
def test_a_reading_is_traced_with_whose_it_was_also_when_it_is_refused(reader):
    """Who wanted to see what of a person is asked by person."""
    plan = fresh_plan()
    if reader is STRANGER:
        with pytest.raises(Refused):
            door.read(verbs.PLAN, reader, plan.id)
    else:
        door.read(verbs.PLAN, reader, plan.id)
    assert Trace.objects.get(action="read", key=plan.id).person_id == plan.patient


def test_a_row_that_was_to_be_changed_and_is_gone_stops_the_move():
    """Nothing is said to be written that is not."""
    plan = fresh_plan()

    def body(moving):
        moving.change(PlanUnit(plan=plan, unit=uuid4()), "unit")

    with pytest.raises(DatabaseError, match="not there"):
        door.move(verbs.PLAN, NURSE, plan.id, Move.NOTE, given="en", body=body)
    assert Plan.objects.get(pk=plan.pk).version == 1


def test_a_row_of_the_log_that_a_stranger_wrote_is_told_in_words():
    row = trace.row(NURSE, "note", "toy", thing=uuid4())
    row.seal = bytes(32)
    row.save(force_insert=True)
    (finding,) = verifying.verify()
    assert (finding.kind, finding.words) == (
        "inserted", "Raden är inte skriven av Vårdtråd: den har lagts till eller ändrats.",
    )  # fmt: skip
