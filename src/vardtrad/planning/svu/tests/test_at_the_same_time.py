"""Two moves at once in an SVU: nothing is lost, nothing unpublished takes effect, and the later move is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from tests.planners import planners as make_planners
from tests.plans import Drive
from tests.toy.committed import Background
from vardtrad.gate.models import Version
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.planning.consent.models import ConsentRecord
from vardtrad.planning.consent.rules import Basis, Kind
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.capacities import capacities_of
from vardtrad.planning.plan.models import Confirmation, Plan, ReadingGrant
from vardtrad.planning.plan.reading import Reading, open_for_reading
from vardtrad.planning.svu import actions, archiving
from vardtrad.planning.svu.given import DischargeGiven, EstimateGiven, ReadyGiven
from vardtrad.planning.svu.rules import Step
from vardtrad.planning.svu.subject import SVU

TIMES = 5


@pytest.fixture
def svu(committed):
    """A published SVU in a database where everything is really committed."""
    return Drive(make_planners.__wrapped__(None)).published()


def refusals(results):
    """The refusals among the results; any other exception is an error."""
    wrong = [result for result in results if isinstance(result, Exception) and not isinstance(result, Refused)]
    assert not wrong, wrong
    return [result for result in results if isinstance(result, Refused)]


def test_a_new_estimate_and_utskrivningsklar_cross(committed, svu):
    doris = svu.planners.staff["doris"]
    today = clock.today()
    estimate = EstimateGiven(day=today + timedelta(days=8), reason="Feber.")
    ready = ReadyGiven(day=today, reason="Läkarbeslut.", doctor=doris.staff)
    ward, doctor = svu.ward.actor, doris.actor
    for time in range(TIMES):
        seen = svu.seen("discharge_time")
        results = committed.together(
            lambda seen=seen: actions.change_estimate(ward, svu.key, estimate, seen=seen),
            lambda seen=seen: actions.declare_ready(doctor, svu.key, ready, seen=seen),
        )
        (late,) = refusals(results)
        assert late.reason is Reason.STALE
        part = svu.steps.discharge_time
        assert part.round == time + 1
        if isinstance(results[0], Refused):
            assert (part.state, part.day, part.doctor_id) == ("ready", today, doris.staff.id)
            assert part.notified is not None
        else:
            assert (part.state, part.day, part.doctor_id, part.notified) == ("estimated", estimate.day, None, None)
        assert Version.objects.filter(key=svu.key, part="discharge_time").count() == time + 1


def test_an_acknowledgement_never_counts_for_a_time_that_was_not_on_the_page(committed, svu):
    svu.estimated()
    ward, care = svu.ward.actor, svu.care.actor
    for _time in range(TIMES):
        seen, round_ = svu.seen("discharge_time"), svu.steps.discharge_time.round
        later = EstimateGiven(day=clock.today() + timedelta(days=9), reason="Väntar på hjälpmedel.")
        results = committed.together(
            lambda seen=seen, later=later: actions.change_estimate(ward, svu.key, later, seen=seen),
            lambda round_=round_: actions.acknowledge(care, svu.key, Step.DISCHARGE_TIME, round_),
        )
        assert not isinstance(results[0], Exception)
        for refused in refusals(results):
            assert "Uppgifterna har ändrats" in refused.sentence
        assert svu.step(svu.care, "tid").colour == "task"
        assert not Confirmation.objects.filter(plan_id=svu.key, kind="discharge_time", round=round_ + 1).exists()


def test_units_acknowledge_at_once_and_all_count(committed, svu):
    calls = [
        lambda actor=person.actor: actions.acknowledge(actor, svu.key, Step.ADMISSION, 1)
        for person in (svu.care, svu.town)
    ]
    assert not refusals(committed.together(*calls))
    assert svu.step(svu.ward, "inskrivning").colour == "done"


@pytest.mark.req("001-031")
def test_two_roles_of_a_unit_acknowledge_at_once_and_a_single_one_is_enough(committed, svu):
    people = [svu.care, svu.planners.staff["olga"]]
    calls = [lambda actor=person.actor: actions.acknowledge(actor, svu.key, Step.ADMISSION, 1) for person in people]
    (late,) = refusals(committed.together(*calls))
    assert late.sentence == "Din enhet har redan gjort detta."
    assert Confirmation.objects.filter(plan_id=svu.key).count() == 1


def test_a_discharge_by_two_users_at_once_or_by_a_double_click_happens_once(committed, svu):
    given = DischargeGiven(day=clock.today(), ending="early", confirmed=True)
    key = uuid4()
    people = [(svu.ward.actor, key), (svu.ward.actor, key), (svu.planners.staff["doris"].actor, uuid4())]
    calls = [
        lambda actor=actor, key=key: actions.discharge(actor, svu.key, given, seen=0, submit_key=key)
        for actor, key in people
    ]
    refusals(committed.together(*calls))
    assert Version.objects.filter(key=svu.key, move="discharge").count() == 1


@pytest.mark.req("001-099")
def test_ta_bort_plan_and_starta_kartlaggning_cross(committed, svu):
    ward, town = svu.ward.actor, svu.town.actor
    results = committed.together(
        lambda: actions.remove(ward, svu.key, confirmed=True), lambda: actions.start_assessment(town, svu.key)
    )
    assert len(refusals(results)) == 1
    annulled = Plan.objects.get(pk=svu.key).state == "annulled"
    assert annulled == (svu.steps.assessment is None)


def test_a_discharge_is_undone_just_when_it_leaves_the_start_page(committed, svu):
    svu.acknowledged().convened().discharged()
    seen, ward = svu.seen("discharge"), svu.ward.actor
    committed.together(
        lambda: archiving.archive([svu.key]), lambda: actions.undo_discharge(ward, svu.key, confirmed=True, seen=seen)
    )
    listed = set(svu.plan.participants.values_list("listed", flat=True))
    assert listed == ({False} if svu.steps.discharged else {True})


@pytest.mark.req("001-080")
def test_of_two_plans_created_in_the_same_instant_the_second_is_told_of_the_first(committed):
    planners = make_planners.__wrapped__(None)
    vera, agda = planners.staff["vera"], planners.staff["agda"]
    for name in ("elsa", "edvin", "olof", "sigrid"):
        person = planners.patients[name]
        results = committed.together(
            *[lambda who=who, person=person: actions.create(who.actor, person, who.unit, []) for who in (vera, agda)]
        )
        (late,) = refusals(results)
        assert "redan en pågående SVU" in late.sentence
        assert Plan.objects.filter(patient=person).count() == 1


@pytest.mark.req("001-034", "001-090")
def test_a_refusal_in_the_instant_of_a_reading_from_outside_always_holds(committed, svu):
    """Either the reader was told of the no, or the no ended what the reader had been given: never neither."""
    extern = svu.planners.staff["extern"]
    reader = replace(extern.actor, session=uuid4())
    consents = Reading(Basis.CONSENT, confirmed=True, relation=True, matters=True)
    for _time in range(TIMES):
        results = committed.together(
            lambda: planning.withdraw(SVU, svu.ward.actor, svu.key, confirmed=True),
            lambda: open_for_reading(SVU, reader, svu.key, consents),
        )
        refusals(results)
        assert not capacities_of(reader, [svu.plan])
        svu.consented()


@pytest.mark.req("001-034")
def test_a_reading_from_outside_waits_for_a_no_that_is_being_registered(committed, svu):
    reader = replace(svu.planners.staff["extern"].actor, session=uuid4())
    consents = Reading(Basis.CONSENT, confirmed=True, relation=True, matters=True)
    with transaction.atomic():
        Plan.objects.select_for_update(no_key=True).get(pk=svu.key)
        no = ConsentRecord(label="svu", key=svu.key, kind=Kind.WITHDRAWAL, by=uuid4(), at=clock.now())
        no.save(force_insert=True)
        reading = Background(lambda: open_for_reading(SVU, reader, svu.key, consents))
        committed.await_waiting()
    result = reading.result()
    assert isinstance(result, Refused), result
    assert "nya samtycke" in result.sentence
    assert not ReadingGrant.objects.exists()
