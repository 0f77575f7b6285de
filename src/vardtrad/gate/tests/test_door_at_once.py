"""The door: what a form sent twice, a lost race and a set of things come to."""

from contextlib import suppress
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tests.toy import verbs
from tests.toy.committed import Background
from tests.toy.models import Entry, Plan
from vardtrad.gate import compiled, door
from vardtrad.gate.door import submit
from vardtrad.gate.models import SubmitKey, Trace, Version
from vardtrad.gate.tests.plans import NURSE, STRANGER, WARD, fresh_plan, refused, stored
from vardtrad.kernel.tables import Reason, Refused


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

    def test_the_key_is_for_one_move_of_one_thing(self, db):
        """A form that bears another one's key, by a fault or on purpose, is a form of its own and is carried out."""
        plan, other, key = fresh_plan("En"), fresh_plan("Två"), uuid4()
        assert not verbs.note(NURSE, plan.id, "en", submit_key=key).repeated
        assert not verbs.note(NURSE, other.id, "en", submit_key=key).repeated
        assert not verbs.rename(NURSE, plan.id, "Nytt", seen=2, submit_key=key).repeated
        begun = verbs.begin(NURSE, "Tre", submit_key=key)
        assert (begun.repeated, begun.thing.title) == (False, "Tre")
        assert verbs.note(NURSE, plan.id, "en", submit_key=key).repeated
        assert [stored(each).version for each in (plan, other)] == [3, 2]

    def test_the_key_is_for_things_of_one_kind(self):
        key, thing = uuid4(), uuid4()
        bound = [
            submit.bound(submitted, label, move, about)
            for submitted in (key, uuid4())
            for label in ("case", "task")
            for move in ("note", "close")
            for about in (thing, uuid4(), None)
        ]
        assert len(set(bound)) == len(bound)
        assert submit.bound(key, "case", "note", thing) == bound[0]

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

    def test_a_plan_that_a_pooler_has_lost_stops_no_move(self, committed, monkeypatch):
        """In a transaction the statement cannot be run again by itself: the whole move is."""
        monkeypatch.setitem(compiled._plans, "kept", True)
        plan = fresh_plan()
        verbs.note(NURSE, plan.id, "en", submit_key=uuid4())
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$")
        verbs.note(NURSE, plan.id, "två", submit_key=uuid4())
        assert compiled._plans["kept"] is False
        assert list(Entry.objects.order_by("id").values_list("text", flat=True)) == ["en", "två"]
        assert SubmitKey.objects.count() == 2

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
        """Two transactions that lock each other's rows: PostgreSQL ends the mover's, and the door tries again.

        It ends the one that looks for a deadlock while there is one. Each looks once, a second after it began to wait,
        so on a busy machine the mover may look too early and the other one be ended: then they collide anew.
        """
        assert any(self._collide(committed, str(number)) for number in range(10))

    def test_the_things_of_a_set_are_locked_in_the_order_of_their_keys(self, db):
        """So that two sets that overlap wait for each other in one direction only, and need not be tried again."""
        plans = sorted([fresh_plan(title) for title in "ABC"], key=lambda plan: plan.id, reverse=True)
        with CaptureQueriesContext(connection) as caught:
            verbs.note_all(NURSE, [door.Request(plan.id, "x") for plan in plans])
        (lock,) = [query["sql"] for query in caught.captured_queries if "FOR NO KEY UPDATE" in query["sql"]]
        assert 'ORDER BY "toy_plan"."id" ASC FOR NO KEY UPDATE' in lock

    def _collide(self, committed, number):
        """Let a mover and another transaction lock each other's rows; whether the mover was the one to be ended."""
        first, second = sorted([fresh_plan(f"A{number}"), fresh_plan(f"B{number}")], key=lambda plan: plan.id)
        ended = False
        with suppress(psycopg.errors.DeadlockDetected), committed.app() as other, other.transaction():
            other.execute("SELECT 1 FROM toy_plan WHERE id = %s FOR UPDATE", [second.id])
            mover = Background(
                lambda: verbs.note_all(NURSE, [door.Request(first.id, "x"), door.Request(second.id, "x")])
            )
            committed.await_waiting()
            # The mover holds the first and waits for the second.
            other.execute("SELECT 1 FROM toy_plan WHERE id = %s FOR UPDATE", [first.id])
            ended = True
        results = mover.result()
        assert [type(result) for result in results] == [door.Moved, door.Moved]
        assert Entry.objects.filter(plan_id__in=[first.id, second.id]).count() == 2
        return ended

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
