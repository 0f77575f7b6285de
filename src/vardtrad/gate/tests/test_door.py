"""The door: what one move writes, what a refusal leaves, what reading leaves, and freshness."""

from dataclasses import replace
from datetime import timedelta
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.toy import verbs
from tests.toy.models import Entry, Plan
from tests.toy.rules import State
from vardtrad.gate import door
from vardtrad.gate.door import trace
from vardtrad.gate.models import Deadline, Notification, Trace, Version
from vardtrad.gate.tests.plans import NURSE, STRANGER, WARD, fresh_plan, last_trace, refused, stored, values
from vardtrad.kernel import clock
from vardtrad.kernel.actors import ActorKind
from vardtrad.kernel.tables import Reason, Refused


class TestOneMove:
    def test_writes_version_state_trace_and_outbox(self, db):
        plan = fresh_plan()
        moved = verbs.start(NURSE, plan.id, seen=plan.content)
        now = stored(plan)
        assert (now.state, now.version, now.content, moved.number) == (State.ACTIVE, 2, 2, 2)
        version = Version.objects.get(key=plan.id, number=2)
        assert (version.move, version.state_from, version.state_to) == ("start", "draft", "active")
        assert version.actor_id == NURSE.id
        assert version.snapshot["title"] == "Planen"
        assert version.snapshot["version"] == 2
        row = last_trace()
        assert (row.action, row.label, row.key, row.outcome) == ("start", "toy", plan.id, "done")
        assert (row.actor_id, row.actor_name, row.unit_id, row.person_id) == (
            NURSE.id, NURSE.name, WARD, plan.patient,
        )  # fmt: skip
        seal = bytes(version.seal).hex()
        assert row.detail == {"from": "draft", "to": "active", "version": 2, "seal": seal}
        assert trace.sealed(row) == bytes(row.seal)
        notice = Notification.objects.get(key=plan.id)
        assert (notice.recipient_kind, notice.recipient_id, notice.status) == ("resident", plan.patient, "waiting")
        assert Deadline.objects.get(key=plan.id).kind == verbs.TIME_OUT

    @pytest.mark.parametrize("table", ["gate_trace", "gate_notification", "gate_deadline", "gate_version"])
    def test_is_one_transaction(self, committed, table):
        """Whichever of the things it writes cannot be written, nothing is."""
        plan = fresh_plan()
        committed.as_owner(f"REVOKE INSERT ON {table} FROM {committed.role}")
        with pytest.raises(ProgrammingError, match=table):
            verbs.start(NURSE, plan.id, seen=plan.content)
        assert (stored(plan).state, stored(plan).version) == (State.DRAFT, 1)
        assert [model.objects.count() for model in (Version, Trace, Notification, Deadline)] == [1, 1, 0, 0]

    def test_writes_the_version_before_the_state(self, db, django_assert_num_queries):
        plan = fresh_plan()
        with django_assert_num_queries(10, exact=False) as context:
            verbs.start(NURSE, plan.id, seen=plan.content)
        statements = [query["sql"] for query in context.captured_queries]
        version = next(i for i, sql in enumerate(statements) if sql.startswith('INSERT INTO "gate_version"'))
        state = next(i for i, sql in enumerate(statements) if sql.startswith('UPDATE "toy_plan"'))
        assert version < state

    def test_numbers_run_without_holes(self, db):
        plan = fresh_plan()
        verbs.start(NURSE, plan.id, seen=1)
        verbs.mark(NURSE, plan.id)
        verbs.note(NURSE, plan.id, "en", seen=None)
        verbs.finish(NURSE, plan.id, seen=stored(plan).content)
        assert list(Version.objects.filter(key=plan.id).order_by("number").values_list("number", flat=True)) == [
            1, 2, 3, 4, 5,
        ]  # fmt: skip

    def test_tells_nobody_of_their_own_move(self, db):
        patient = uuid4()
        plan = verbs.begin(verbs.member(WARD, key=patient), "Egen", patient=patient).thing
        verbs.start(verbs.member(WARD, key=patient), plan.id, seen=1)
        assert not Notification.objects.exists()

    def test_a_quiet_move_changes_neither_content_nor_updated(self, db):
        plan = fresh_plan()
        verbs.mark(NURSE, plan.id)
        now = stored(plan)
        assert now.marked
        assert (now.content, now.updated, now.version) == (1, plan.updated, 2)
        assert Version.objects.filter(key=plan.id, move="mark").count() == 1

    def test_a_cleared_deadline_is_gone(self, db):
        plan = fresh_plan()
        verbs.start(NURSE, plan.id, seen=1)
        verbs.finish(NURSE, plan.id, seen=2)
        assert not Deadline.objects.exists()

    def test_residents_are_traced_without_their_name(self, db):
        row = trace.row(
            verbs.Actor(kind=ActorKind.RESIDENT, id=uuid4(), name="Skyddad Person"), "read", "toy", thing=uuid4()
        )
        assert row.actor_name == ""


class TestRefusal:
    def test_changes_nothing_and_leaves_a_row_that_survives(self, committed):
        plan = fresh_plan()
        before = values(plan), Version.objects.count()
        error = refused(lambda: verbs.finish(NURSE, plan.id, seen=plan.content))
        assert error.reason is Reason.NOT_ALLOWED
        assert (values(plan), Version.objects.count()) == before
        with committed.app() as other:  # committed, so another connection sees it
            row = other.execute(
                "SELECT action, key, person_id, detail FROM gate_trace WHERE outcome = 'refused'"
            ).fetchall()
        assert row == [("finish", plan.id, plan.patient, {"reason": "not_allowed"})]

    def test_a_need_gives_its_sentence(self, db):
        plan = fresh_plan()
        error = refused(lambda: verbs.rename(NURSE, plan.id, "  ", seen=1))
        assert (error.reason, error.sentence) == (Reason.NEED, "Skriv ett namn.")

    def test_the_same_answer_for_missing_and_not_yours(self, db):
        plan = fresh_plan()
        answers = []
        for actor, key in ((STRANGER, plan.id), (NURSE, uuid4())):
            for call in (
                lambda a=actor, k=key: verbs.start(a, k, seen=1),
                lambda a=actor, k=key: verbs.start(a, k, seen=77),
                lambda a=actor, k=key: verbs.rename(a, k, "", seen=1),
                lambda a=actor, k=key: verbs.finish(a, k, seen=1),
                lambda a=actor, k=key: verbs.acknowledge(a, k, "admission", uuid4()),
                lambda a=actor, k=key: door.read(verbs.PLAN, a, k),
            ):
                error = refused(call)
                answers.append((error.reason, error.sentence))
        assert len(set(answers)) == 1
        assert answers[0][0] is Reason.NOT_THERE
        assert Trace.objects.filter(outcome="refused").count() == 12

    def test_a_body_may_refuse(self, db):
        plan = fresh_plan()

        def body(moving):
            moving.thing.title = "Ändrad"
            moving.add(Entry(plan=moving.thing, text="x"))
            raise Refused(Reason.NEED, "Nej.")

        error = refused(lambda: door.move(verbs.PLAN, NURSE, plan.id, "note", given="", body=body))
        assert error.sentence == "Nej."
        assert stored(plan).title == "Planen"
        assert not Entry.objects.exists()

    def test_a_broken_constraint_is_a_refusal_with_its_sentence(self, db):
        fresh_plan("Upptagen")
        plan = fresh_plan("Ledig")
        error = refused(lambda: verbs.rename(NURSE, plan.id, "Upptagen", seen=1))
        assert (error.reason, error.sentence) == (Reason.CONSTRAINT, "Det finns redan en plan med det namnet.")
        assert (stored(plan).title, stored(plan).version) == ("Ledig", 1)
        row = last_trace()
        assert (row.outcome, row.key, row.detail) == ("refused", plan.id, {"reason": "constraint"})
        assert row.person_id == plan.patient

    def test_a_constraint_at_begin_too(self, db):
        fresh_plan("Upptagen")
        assert refused(lambda: fresh_plan("Upptagen")).reason is Reason.CONSTRAINT
        assert Plan.objects.count() == 1
        assert Version.objects.count() == 1

    def test_a_constraint_without_a_sentence_is_a_fault(self, db):
        plan = fresh_plan()
        with pytest.raises(IntegrityError):
            verbs.rename(NURSE, plan.id, "utan mening", seen=1)

    def test_a_move_cannot_be_part_of_a_greater_transaction(self, committed):
        with pytest.raises(RuntimeError), transaction.atomic():
            fresh_plan()


class TestReading:
    def test_leaves_a_trace(self, db):
        plan = fresh_plan()
        thing, capacities = door.read(verbs.PLAN, NURSE, plan.id)
        assert (thing.id, capacities) == (plan.id, {"ward"})
        row = last_trace()
        assert (row.action, row.key, row.person_id, row.outcome) == ("read", plan.id, plan.patient, "done")

    def test_a_list_leaves_one_trace_with_what_it_showed(self, db):
        keys = [uuid4(), uuid4()]
        door.listed(NURSE, "toy", "mine", keys, page=2)
        row = last_trace()
        assert (row.action, row.shown, row.detail) == ("list", keys, {"view": "mine", "page": 2})


class TestFreshness:
    @pytest.mark.req("B-02")
    def test_a_stale_page_is_refused(self, db):
        plan = fresh_plan()
        verbs.rename(NURSE, plan.id, "Nytt", seen=1)
        error = refused(lambda: verbs.rename(NURSE, plan.id, "Gammalt", seen=1))
        assert error.reason is Reason.STALE
        assert stored(plan).title == "Nytt"

    def test_a_page_without_a_number_is_stale(self, db):
        plan = fresh_plan()
        assert refused(lambda: verbs.rename(NURSE, plan.id, "x", seen=None)).reason is Reason.STALE

    def test_a_quiet_move_makes_no_page_stale(self, db):
        plan = fresh_plan()
        verbs.mark(NURSE, plan.id)
        assert verbs.rename(NURSE, plan.id, "Nytt", seen=1).number == 3

    def test_the_clock_needs_no_page(self, db):
        plan = fresh_plan()
        verbs.start(NURSE, plan.id, seen=1)
        verbs.expire([plan.id])
        assert stored(plan).state == State.DONE

    def test_two_fresh_at_once_one_wins(self, committed):
        plan = fresh_plan()
        results = committed.together(
            *[lambda t=title: verbs.rename(NURSE, plan.id, t, seen=1) for title in ("A", "B", "C")]
        )
        won = [result for result in results if isinstance(result, door.Moved)]
        lost = [result for result in results if isinstance(result, Refused)]
        assert (len(won), {error.reason for error in lost}) == (1, {Reason.STALE})
        assert stored(plan).version == 2

    def test_commuting_moves_at_once_all_succeed(self, committed):
        plan = fresh_plan()
        results = committed.together(*[lambda n=n: verbs.note(NURSE, plan.id, f"nr {n}", seen=1) for n in range(5)])
        assert sorted(result.number for result in results) == [2, 3, 4, 5, 6]
        assert Entry.objects.filter(plan=plan).count() == 5
        assert sorted(Version.objects.filter(key=plan.id).values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_keys_of_things_are_theirs(db):
    assert isinstance(fresh_plan().id, UUID)
    assert fresh_plan("B").created - clock.now() < timedelta(seconds=5)


class TestTracesTogether:
    def test_what_a_page_reads_is_traced_in_one_statement(self, db):
        plan, other = fresh_plan(), fresh_plan("En annan")
        with CaptureQueriesContext(connection) as queries, door.traced_together():
            door.read(verbs.PLAN, NURSE, plan.id)
            door.listed(NURSE, "toy", "others", [other.id])
        assert len([query for query in queries if "INSERT" in query["sql"]]) == 1
        read, listed = Trace.objects.order_by("-id")[:2][::-1]
        assert (read.action, read.key, listed.action, listed.shown) == ("read", plan.id, "list", [other.id])
        assert all(trace.sealed(row) == bytes(row.seal) for row in (read, listed))

    def test_a_page_that_fails_has_still_been_read(self, db):
        plan = fresh_plan()

        @door.traced_together()
        def page():
            door.read(verbs.PLAN, NURSE, plan.id)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            page()
        assert (last_trace().action, last_trace().key) == ("read", plan.id)

    def test_a_reading_whose_trace_was_not_written_covers_nothing(self, db, monkeypatch):
        """What an open page fetches again needs no trace of its own only after one that is there."""
        plan, nurse = fresh_plan(), replace(NURSE, session=uuid4())

        @door.traced_together()
        def page():
            door.read(verbs.PLAN, nurse, plan.id)

        with monkeypatch.context() as broken:
            broken.setattr(trace, "insert_set", mock.Mock(side_effect=DatabaseError))
            with pytest.raises(DatabaseError):
                page()
        traced = Trace.objects.count()
        door.follow(verbs.PLAN, nurse, plan.id)
        assert Trace.objects.count() == traced + 1

    def test_a_reading_covers_what_the_open_page_fetches_again_once_its_trace_is_written(self, db):
        plan, nurse = fresh_plan(), replace(NURSE, session=uuid4())
        before = Trace.objects.count()
        with door.traced_together():
            door.read(verbs.PLAN, nurse, plan.id)
        door.follow(verbs.PLAN, nurse, plan.id)
        assert Trace.objects.count() == before + 1

    def test_a_refusal_is_traced_too(self, db):
        plan = fresh_plan()
        with pytest.raises(Refused), door.traced_together():
            door.read(verbs.PLAN, STRANGER, plan.id)
        assert last_trace().outcome == Trace.Outcome.REFUSED
