"""What the door does when the database says no: which faults it tries again, and what a broken constraint leaves."""

from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, models, transaction

from tests.toy import verbs
from tests.toy.models import Entry, Plan
from tests.toy.rules import Move
from vardtrad.gate import door
from vardtrad.gate.door import constraints, moves
from vardtrad.gate.models import Notification, SubmitKey, Trace, Version
from vardtrad.gate.tests.plans import NURSE, WARD, fresh_plan, last_trace, refused, stored
from vardtrad.kernel.tables import Reason, Refused

pytestmark = pytest.mark.django_db
AGAIN = [
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.InvalidSqlStatementName,
    psycopg.errors.FeatureNotSupported,
]


@pytest.fixture
def faults(monkeypatch):
    """Faults of the database that the coming writes meet, one after the other, after they have written."""
    coming = []
    real = moves.write

    def write(*given):
        real(*given)
        if coming:
            raise coming.pop(0)

    monkeypatch.setattr(moves, "write", write)
    return coming


def fault(cause):
    error = DatabaseError("fault")
    error.__cause__ = cause
    return error


class TestAgain:
    @pytest.mark.parametrize("kind", AGAIN)
    def test_a_move_is_made_once_all_the_same(self, faults, kind):
        plan = fresh_plan()
        faults += [fault(kind()) for _ in range(3)]
        assert verbs.note(NURSE, plan.id, "en").number == 2
        assert faults == []
        assert (Entry.objects.count(), Version.objects.filter(move="note").count()) == (1, 1)
        assert Trace.objects.filter(action="note").count() == 1

    @pytest.mark.parametrize("kind", AGAIN)
    def test_a_thing_is_begun_once_and_made_anew_for_each_try(self, faults, kind):
        """The one that could not be written may have been filled in."""
        made = []

        def make():
            made.append(Plan(ward=WARD, patient=uuid4()))
            return made[-1]

        faults += [fault(kind()), fault(kind())]
        begun = door.begin(verbs.PLAN, NURSE, Move.BEGIN, make, given="Planen", body=verbs._begin)
        assert [plan.id for plan in Plan.objects.all()] == [begun.thing.id]
        assert (len(made), made.index(begun.thing), begun.thing.version) == (3, 2, 1)

    @pytest.mark.parametrize("cause", [None, psycopg.errors.AdminShutdown(), ValueError("no")])
    def test_no_other_fault_is_tried_again(self, faults, cause):
        plan = fresh_plan()
        faults += [fault(cause), fault(None)]
        with pytest.raises(DatabaseError, match="fault"):
            verbs.note(NURSE, plan.id, "en")
        assert len(faults) == 1
        assert not Entry.objects.exists()
        assert stored(plan).version == 1

    def test_not_more_than_three_times(self, faults):
        plan = fresh_plan()
        faults += [fault(psycopg.errors.DeadlockDetected()) for _ in range(5)]
        with pytest.raises(DatabaseError, match="fault"):
            verbs.note(NURSE, plan.id, "en")
        assert len(faults) == 1


def test_a_move_inside_a_greater_transaction_is_a_fault():
    """Its trace and its notices would be gone with it, although the caller has been told that it was made."""
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        fresh_plan()
    assert not Plan.objects.exists()


class TestABrokenConstraint:
    def test_of_a_beginning_is_traced_with_what_was_to_be_begun(self):
        fresh_plan("Upptagen")
        patient = uuid4()
        error = refused(lambda: fresh_plan("Upptagen", patient=patient))
        assert (error.reason, error.sentence) == (Reason.CONSTRAINT, "Det finns redan en plan med det namnet.")
        row = last_trace()
        assert (row.action, row.outcome, row.person_id, row.detail) == (
            "begin", "refused", patient, {"reason": "constraint"},
        )  # fmt: skip
        assert row.key not in Plan.objects.values_list("id", flat=True)

    @pytest.mark.parametrize("first", [True, False])
    def test_of_one_of_two_leaves_the_other(self, first):
        fresh_plan("Upptagen")
        plans = [fresh_plan(title) for title in "AB"]
        titles = ["Upptagen", "Ny"] if first else ["Ny", "Upptagen"]
        requests = [door.Request(plan.id, title, seen=1) for plan, title in zip(plans, titles, strict=True)]
        results = verbs.rename_all(NURSE, requests)
        assert [type(result) for result in results] == ([Refused, door.Moved] if first else [door.Moved, Refused])
        assert Trace.objects.filter(outcome="refused", key=plans[0 if first else 1].id).count() == 1
        begun = verbs.begin_all(NURSE, [verbs.start_for(WARD, title + "!") for title in titles])
        assert [type(result) for result in begun] == [door.Moved, door.Moved]
        begun = verbs.begin_all(NURSE, [verbs.start_for(WARD, title) for title in ("Upptagen", "Nu då")])
        assert [type(result) for result in begun] == [Refused, door.Moved]

    def test_without_a_sentence_of_its_own_is_a_fault_also_in_a_set(self):
        """The program is wrong, not the user: nothing that could be shown has been written for it."""
        plans = [fresh_plan(title) for title in "AB"]
        titles = ("C", "utan mening")
        requests = [door.Request(plan.id, title, seen=1) for plan, title in zip(plans, titles, strict=True)]
        with pytest.raises(IntegrityError, match="toy_plan_without_a_sentence"):
            verbs.rename_all(NURSE, requests)

    def test_that_the_database_does_not_name_is_a_fault(self, faults):
        """As a value that may not be missing."""
        plan = fresh_plan()
        error = IntegrityError("without a name")
        faults.append(error)
        with pytest.raises(IntegrityError, match="without a name"):
            verbs.note(NURSE, plan.id, "en")
        assert not Trace.objects.filter(outcome="refused").exists()

    def test_only_those_with_sentences_of_their_own_have_one(self):
        sentences = constraints._sentences()
        assert sentences["toy_plan_title"] == "Det finns redan en plan med det namnet."
        assert not {"toy_step_once", "toy_plan_without_a_sentence", "a_form_is_sent_once"} & set(sentences)
        assert str(models.BaseConstraint.default_violation_error_message) not in sentences.values()


class TestWhatARefusalLeaves:
    def test_a_trace_and_nothing_else(self):
        plan, key = fresh_plan(), uuid4()
        before = (stored(plan).version, Version.objects.count())

        def body(moving):
            moving.thing.title = "Ändrad"
            moving.add(Entry(plan=moving.thing, text="x"))
            moving.deadline("remind", moving.at)
            raise Refused(Reason.TOO_OFTEN, "Vänta lite.")

        with pytest.raises(Refused, match="Vänta lite"):
            door.move(verbs.PLAN, NURSE, plan.id, Move.START, given="", body=body, seen=1, submit_key=key)
        assert (stored(plan).version, Version.objects.count(), stored(plan).title) == (*before, "Planen")
        assert (Entry.objects.count(), Notification.objects.count(), SubmitKey.objects.count()) == (0, 0, 0)
        row = last_trace()
        assert (row.action, row.label, row.key, row.person_id, row.outcome, row.detail) == (
            "start", "toy", plan.id, plan.patient, "refused", {"reason": "too_often"},
        )  # fmt: skip

    def test_of_what_is_not_there_names_no_person(self):
        key = uuid4()
        refused(lambda: verbs.note(NURSE, key, "en"))
        row = last_trace()
        assert (row.key, row.person_id, row.detail) == (key, None, {"reason": "not_there"})

    def test_of_a_beginning_that_its_body_refuses(self):
        def body(moving):
            raise Refused(Reason.NEED, "Nej.")

        patient = uuid4()
        with pytest.raises(Refused, match="Nej"):
            door.begin(verbs.PLAN, NURSE, Move.BEGIN, lambda: Plan(ward=WARD, patient=patient), given="x", body=body)
        assert not Plan.objects.exists()
        assert (last_trace().outcome, last_trace().person_id) == ("refused", patient)
