"""The door of settings: one transaction, a check, a lock and a trace for what has no state."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.toy import verbs
from tests.toy.models import Plan, PlanUnit
from vardtrad.gate import settings_door
from vardtrad.gate.models import Trace
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel.tables import Reason, Refused, not_there

WARD = uuid4()
NURSE = verbs.member(WARD)


def only_at_the_ward(actor):
    if actor.unit != WARD:
        raise not_there()


ANYBODY = Settings(check=lambda actor: None)
THE_WARDS = Settings(check=only_at_the_ward, lock=lambda actor: Plan.objects.filter(ward=actor.unit))


@pytest.fixture
def plan(db):
    return verbs.begin(NURSE, "Planen").thing


def add_unit(settings, actor, plan, **trace):
    """A change of the toy's settings: one more unit of a plan."""
    with settings_door.change(settings, actor, "add_unit", "toy_unit", **trace) as change:
        row = PlanUnit.objects.create(plan=plan, unit=uuid4())
        change.thing, change.detail = row.id, {"unit": str(row.unit)}
    return row


def traces():
    return Trace.objects.filter(label="toy_unit")


def test_a_change_leaves_one_trace_of_who_did_what(plan):
    row = add_unit(THE_WARDS, NURSE, plan)
    trace = traces().get()
    assert (trace.action, trace.outcome, trace.actor_id) == ("add_unit", Trace.Outcome.DONE, NURSE.id)
    assert (trace.key, trace.detail) == (row.id, {"unit": str(row.unit)})


def test_an_actor_who_may_not_changes_nothing_and_is_traced(plan):
    stranger = verbs.member(uuid4())
    with pytest.raises(Refused) as refused:
        add_unit(THE_WARDS, stranger, plan, thing=plan.id, detail={"asked": "for one"})
    assert refused.value.reason is Reason.NOT_THERE
    assert not PlanUnit.objects.filter(plan=plan).exists()
    trace = traces().get()
    assert (trace.outcome, trace.actor_id, trace.key) == (Trace.Outcome.REFUSED, stranger.id, plan.id)
    assert trace.detail == {"asked": "for one", "reason": "not_there"}


def write_then_raise(plan, error, person=None):
    with settings_door.change(ANYBODY, NURSE, "add_unit", "toy_unit") as change:
        PlanUnit.objects.create(plan=plan, unit=uuid4())
        change.person, change.detail = person, {"unit": "written, then taken back"}
        raise error


def test_a_refusal_in_the_body_takes_back_what_it_wrote_and_is_traced(plan):
    units, person = PlanUnit.objects.filter(plan=plan).count(), uuid4()
    with pytest.raises(Refused):
        write_then_raise(plan, Refused(Reason.NEED, "Nej."), person)
    assert PlanUnit.objects.filter(plan=plan).count() == units
    trace = traces().get()
    assert (trace.outcome, trace.person_id, trace.detail) == (Trace.Outcome.REFUSED, person, {"reason": "need"})


def test_an_actor_without_a_row_to_lock_is_refused(db):
    with pytest.raises(Refused), settings_door.change(THE_WARDS, NURSE, "add_unit", "toy_unit"):
        pytest.fail("the body was run")
    assert traces().get().detail == {"reason": "not_there"}


def test_the_row_is_locked_before_the_body_runs(plan):
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        transaction.atomic(),
    ):
        add_unit(THE_WARDS, NURSE, plan)
    statements = [query["sql"] for query in queries if "toy_plan" in query["sql"]]
    assert "FOR NO KEY UPDATE" in statements[0]
    assert statements[1].startswith('INSERT INTO "toy_planunit"')


def test_a_change_that_was_already_made_leaves_no_trace(plan):
    with settings_door.change(ANYBODY, NURSE, "add_unit", "toy_unit") as change:
        change.repeated = True
    assert not traces().exists()


def test_the_body_may_name_its_action_more_closely(plan):
    with settings_door.change(ANYBODY, NURSE, "add_unit", "toy_unit") as change:
        change.action = "replace_unit"
    assert traces().get().action == "replace_unit"


def test_another_exception_is_passed_on_and_leaves_nothing(plan):
    units = PlanUnit.objects.filter(plan=plan).count()
    with pytest.raises(ZeroDivisionError):
        write_then_raise(plan, ZeroDivisionError())
    assert PlanUnit.objects.filter(plan=plan).count() == units
    assert not traces().exists()
