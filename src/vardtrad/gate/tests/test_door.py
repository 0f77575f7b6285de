"""The door: what one move writes, what a refusal leaves, and what two at once come to."""

from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, transaction

from tests.toy import verbs
from tests.toy.committed import Background
from tests.toy.models import Entry, Plan
from tests.toy.rules import State
from vardtrad.gate import door
from vardtrad.gate.door import trace
from vardtrad.gate.models import Deadline, Notification, SubmitKey, Trace, Version
from vardtrad.kernel import clock
from vardtrad.kernel.actors import ActorKind
from vardtrad.kernel.tables import Reason, Refused

WARD = uuid4()
NURSE = verbs.member(WARD)
STRANGER = verbs.member(uuid4(), "Fel Person")


def fresh_plan(title="Planen", **more):
    return verbs.begin(NURSE, title, **more).thing


def stored(plan):
    return Plan.objects.get(pk=plan.pk)


def values(plan):
    return Plan.objects.filter(pk=plan.pk).values().get()


def last_trace():
    return Trace.objects.order_by("-id").first()


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


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
        assert row.detail == {"from": "draft", "to": "active", "version": 2}
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


class TestSubmitKey:
    def test_a_repeat_gives_the_first_result_before_freshness(self, db):
        plan, key = fresh_plan(), uuid4()
        first = verbs.rename(NURSE, plan.id, "Nytt", seen=1, submit_key=key)
        again = verbs.rename(NURSE, plan.id, "Nytt", seen=1, submit_key=key)  # the page is stale by now
        assert not first.repeated
        assert (again.repeated, again.thing.id, again.number) == (True, plan.id, 2)
        assert Version.objects.filter(key=plan.id).count() == 2

    def test_a_repeat_gives_the_first_number_also_later(self, db):
        plan, key = fresh_plan(), uuid4()
        first = verbs.note(NURSE, plan.id, "en", submit_key=key)
        verbs.note(NURSE, plan.id, "två")
        assert verbs.note(NURSE, plan.id, "en", submit_key=key).number == first.number

    def test_a_repeated_beginning_gives_the_first_thing(self, db):
        key = uuid4()
        first = fresh_plan("En", submit_key=key)
        assert fresh_plan("En", submit_key=key).id == first.id
        assert Plan.objects.count() == 1

    def test_the_key_is_the_actors_own(self, db):
        key, other = uuid4(), verbs.member(WARD)
        fresh_plan("En", submit_key=key)
        assert not verbs.begin(other, "Två", submit_key=key).repeated

    def test_a_refused_forms_key_can_be_used_again(self, db):
        plan, key = fresh_plan(), uuid4()
        refused(lambda: verbs.rename(NURSE, plan.id, "", seen=1, submit_key=key))
        assert not SubmitKey.objects.exists()
        assert not verbs.rename(NURSE, plan.id, "Rätt", seen=1, submit_key=key).repeated

    def test_so_also_after_a_constraint(self, db):
        fresh_plan("Upptagen")
        plan, key = fresh_plan(), uuid4()
        refused(lambda: verbs.rename(NURSE, plan.id, "Upptagen", seen=1, submit_key=key))
        assert not verbs.rename(NURSE, plan.id, "Rätt", seen=1, submit_key=key).repeated

    def test_two_clicks_at_once_give_one_thing(self, committed):
        key = uuid4()
        results = committed.together(*[lambda: verbs.begin(NURSE, "Dubbelklick", submit_key=key)] * 4)
        assert sorted(result.repeated for result in results) == [False, True, True, True]
        assert len({result.thing.id for result in results}) == 1
        assert Plan.objects.count() == 1

    def test_two_clicks_at_once_make_one_move(self, committed):
        plan, key = fresh_plan(), uuid4()
        results = committed.together(*[lambda: verbs.note(NURSE, plan.id, "en", submit_key=key)] * 4)
        assert sorted(result.repeated for result in results) == [False, True, True, True]
        assert Entry.objects.count() == 1

    def test_two_clicks_at_once_of_a_refused_form_are_both_refused(self, committed):
        plan, key = fresh_plan(), uuid4()
        results = committed.together(*[lambda: verbs.rename(NURSE, plan.id, "", seen=1, submit_key=key)] * 2)
        assert [result.reason for result in results] == [Reason.NEED] * 2
        assert not SubmitKey.objects.exists()

    def test_one_key_for_several_things_of_a_set_is_a_fault(self, db):
        key = uuid4()
        with pytest.raises(ValueError, match="submit key"):
            verbs.note_all(NURSE, [door.Request(fresh_plan(t).id, t, submit_key=key) for t in ("A", "B")])


class TestLostRaces:
    def test_a_deadlock_is_tried_again(self, committed):
        """Two transactions that lock each other's rows: PostgreSQL ends one, and the door tries again."""
        first, second = sorted([fresh_plan("A"), fresh_plan("B")], key=lambda plan: plan.id)
        with committed.app() as other, other.transaction():
            other.execute("SELECT 1 FROM toy_plan WHERE id = %s FOR UPDATE", [second.id])
            mover = Background(
                lambda: verbs.note_all(NURSE, [door.Request(first.id, "x"), door.Request(second.id, "x")])
            )
            await_waiting(committed)
            # The mover holds the first and waits for the second; it has waited longest and notices first.
            other.execute("SELECT 1 FROM toy_plan WHERE id = %s FOR UPDATE", [first.id])
        results = mover.result()
        assert [type(result) for result in results] == [door.Moved, door.Moved]
        assert Entry.objects.count() == 2

    def test_not_without_end(self, db, monkeypatch):
        tries = []

        def deadlock(*args):
            tries.append(1)
            raise OperationalError("deadlock") from psycopg.errors.DeadlockDetected()

        monkeypatch.setattr("vardtrad.gate.door.moves.write", deadlock)
        with pytest.raises(OperationalError):
            fresh_plan()
        assert len(tries) == 4

    def test_another_fault_of_the_database_is_not_hidden(self, db, monkeypatch):
        tries = []

        def gone(*args):
            tries.append(1)
            raise OperationalError("gone") from psycopg.errors.AdminShutdown()

        monkeypatch.setattr("vardtrad.gate.door.moves.write", gone)
        with pytest.raises(OperationalError):
            fresh_plan()
        assert len(tries) == 1


def await_waiting(committed):
    with committed.owner() as owner:
        for _ in range(600):
            if owner.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()[0]:
                return
            owner.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waits")


@pytest.mark.req("B-06")
class TestSets:
    def ask(self, plan: Plan, given: str) -> door.Request[str]:
        return door.Request(plan.id, given, seen=plan.content)

    def test_a_result_for_each_in_order(self, db):
        plans = [fresh_plan(title) for title in "ABC"]
        foreign = verbs.begin(STRANGER, "D").thing
        verbs.start(NURSE, plans[1].id, seen=1)  # its page is stale now
        results = verbs.rename_all(
            NURSE,
            [
                self.ask(plans[2], "C2"), self.ask(plans[1], "B2"), self.ask(foreign, "D2"),
                self.ask(plans[0], " "), door.Request(missing := uuid4(), "E2", seen=1),
            ],
        )  # fmt: skip
        assert isinstance(results[0], door.Moved)
        assert [result.reason for result in results[1:]] == [
            Reason.STALE, Reason.NOT_THERE, Reason.NEED, Reason.NOT_THERE,
        ]  # fmt: skip
        assert sorted(Plan.objects.values_list("title", flat=True)) == ["A", "B", "C2", "D"]
        assert stored(plans[0]).version == 1
        assert set(Trace.objects.filter(outcome="refused").values_list("key", flat=True)) == {
            plans[1].id, foreign.id, plans[0].id, missing,
        }  # fmt: skip

    def test_a_constraint_in_one_leaves_the_others(self, db):
        fresh_plan("Upptagen")
        plans = [fresh_plan(title) for title in "ABC"]
        results = verbs.rename_all(
            NURSE, [self.ask(plan, title) for plan, title in zip(plans, ("A2", "Upptagen", "C2"), strict=True)]
        )
        assert [type(result) for result in results] == [door.Moved, Refused, door.Moved]
        assert results[1].reason is Reason.CONSTRAINT
        assert sorted(Plan.objects.values_list("title", flat=True)) == ["A2", "B", "C2", "Upptagen"]
        assert Version.objects.filter(move="rename").count() == 2

    def test_so_also_at_begin(self, db):
        keys = [uuid4() for _ in range(3)]
        starts = [verbs.start_for(WARD, title, submit_key=key) for title, key in zip("AAB", keys, strict=True)]
        results = verbs.begin_all(NURSE, starts)
        assert [type(result) for result in results] == [door.Moved, Refused, door.Moved]
        assert sorted(Plan.objects.values_list("title", flat=True)) == ["A", "B"]
        again = verbs.begin_all(NURSE, starts)
        assert [getattr(result, "repeated", None) for result in again] == [True, None, True]

    def test_the_same_thing_twice_is_a_fault(self, db):
        plan = fresh_plan()
        with pytest.raises(ValueError, match="twice"):
            verbs.note_all(NURSE, [door.Request(plan.id, "a"), door.Request(plan.id, "b")])

    def test_an_empty_set(self, db):
        assert verbs.note_all(NURSE, []) == []

    def queries(self, call) -> int:
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    @pytest.mark.parametrize("verb", ["begin", "move", "clock", "repeat"])
    def test_the_number_of_queries_does_not_grow(self, db, verb):
        counts = []
        for size in (2, 50):
            starts = [verbs.start_for(WARD, f"{size}-{n}") for n in range(size)]
            keys = [uuid4() for _ in range(size)]
            if verb == "begin":
                counts.append(self.queries(lambda s=starts: verbs.begin_all(NURSE, s)))
                continue
            plans = [result.thing for result in verbs.begin_all(NURSE, starts)]
            asks = [door.Request(p.id, "x", seen=1, submit_key=key) for p, key in zip(plans, keys, strict=True)]
            if verb == "move":
                counts.append(self.queries(lambda a=asks: verbs.note_all(NURSE, a)))
            elif verb == "repeat":
                verbs.note_all(NURSE, asks)
                counts.append(self.queries(lambda a=asks: verbs.note_all(NURSE, a)))
            else:
                for plan in plans:
                    verbs.start(NURSE, plan.id, seen=1)
                counts.append(self.queries(lambda p=plans: verbs.expire([plan.id for plan in p])))
        assert counts[0] == counts[1]
        assert Trace.objects.filter(action="begin").count() == 52

    def test_two_sets_in_opposite_order_do_not_wait_for_each_other(self, committed):
        plans = [fresh_plan(f"P{n}") for n in range(20)]
        forward = [door.Request(plan.id, "x") for plan in plans]
        results = committed.together(
            lambda: verbs.note_all(NURSE, forward), lambda: verbs.note_all(NURSE, forward[::-1])
        )
        assert all(isinstance(result, door.Moved) for outcome in results for result in outcome)
        assert Entry.objects.count() == 40


def test_keys_of_things_are_theirs(db):
    assert isinstance(fresh_plan().id, UUID)
    assert fresh_plan("B").created - clock.now() < timedelta(seconds=5)
