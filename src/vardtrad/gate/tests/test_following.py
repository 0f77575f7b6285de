"""What an open page fetches again: traced once for each session, seat and thing, for as long as ADR 15 says."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.toy import verbs
from tests.toy.models import Sort
from vardtrad.gate import door
from vardtrad.gate.door import reading
from vardtrad.gate.models import Trace
from vardtrad.gate.tests.plans import NURSE, STRANGER, WARD, fresh_plan, last_trace, refused
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason

pytestmark = pytest.mark.django_db
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def now(monkeypatch):
    """A clock that stands still until the test moves it."""
    moment = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


def reader(**more):
    return replace(NURSE, session=uuid4(), **more)


def traced(call):
    """How many traces a call leaves."""
    before = Trace.objects.count()
    call()
    return Trace.objects.count() - before


def follow(actor, plan, toy=verbs.PLAN):
    return traced(lambda: door.follow(toy, actor, plan.id))


class TestHowLong:
    @pytest.mark.parametrize(
        ("after", "traces"),
        [
            (timedelta(0), 0),
            (timedelta(minutes=9, seconds=59), 0),
            (TEN_MINUTES, 1),
            (timedelta(seconds=-1), 1),  # the clock was set back: nobody knows how long ago it was
        ],
    )
    def test_a_trace_covers_ten_minutes(self, now, after, traces):
        plan, nurse = fresh_plan(), reader()
        door.read(verbs.PLAN, nurse, plan.id)
        now[0] += after
        assert follow(nurse, plan) == traces

    def test_the_trace_of_one_that_is_followed_covers_the_next_ten(self, now):
        plan, nurse = fresh_plan(), reader()
        assert follow(nurse, plan) == 1
        now[0] += timedelta(minutes=9)
        assert follow(nurse, plan) == 0
        now[0] += timedelta(minutes=2)
        assert follow(nurse, plan) == 1
        now[0] += timedelta(minutes=9)
        assert follow(nurse, plan) == 0


class TestForWhom:
    @pytest.mark.parametrize(
        "change",
        [{"session": uuid4()}, {"id": uuid4()}, {"role": "municipality"}, {"unit": uuid4()}],
        ids=["another session", "somebody else", "another role", "another seat"],
    )
    def test_another_reader_leaves_a_trace_of_its_own(self, change):
        plan, nurse = fresh_plan(), reader()
        everybody = replace(verbs.PLAN, capacities=lambda actor, plans: {plan.id: frozenset({"ward"})})
        door.read(everybody, nurse, plan.id)
        assert follow(nurse, plan, everybody) == 0
        assert follow(replace(nurse, **change), plan, everybody) == 1

    def test_another_thing_leaves_a_trace_of_its_own(self):
        nurse, plan, other = reader(), fresh_plan("A"), fresh_plan("B")
        door.read(verbs.PLAN, nurse, plan.id)
        assert follow(nurse, other) == 1

    def test_the_same_thing_as_another_subject_too(self):
        nurse, plan = reader(), fresh_plan()
        door.read(verbs.PLAN, nurse, plan.id)
        assert follow(nurse, plan, replace(verbs.PLAN, label="another")) == 1

    def test_who_has_no_session_is_always_traced(self):
        """A programme's reading, or the worker's, is no open page."""
        plan = fresh_plan()
        door.read(verbs.PLAN, NURSE, plan.id)
        assert [follow(NURSE, plan) for _ in range(2)] == [1, 1]

    def test_what_is_not_remembered_is_traced(self, monkeypatch):
        """A process remembers so many readings, and forgets the one that lies longest back."""
        monkeypatch.setattr(reading, "REMEMBERED", 2)
        monkeypatch.setattr(reading, "_latest", reading._Latest())
        nurse, (a, b, c) = reader(), (fresh_plan("A"), fresh_plan("B"), fresh_plan("C"))
        for plan in (a, b, a, c):  # a is read again, so b is the one that lies longest back
            door.read(verbs.PLAN, nurse, plan.id)
        assert [follow(nurse, plan) for plan in (a, c)] == [0, 0]
        assert follow(nurse, b) == 1


class TestWhoMayNoLongerRead:
    def test_is_refused_and_traced_within_the_ten_minutes_too(self):
        plan, nurse = fresh_plan(), reader()
        door.read(verbs.PLAN, nurse, plan.id)
        gone = replace(verbs.PLAN, capacities=lambda actor, plans: {})
        assert refused(lambda: door.follow(gone, nurse, plan.id)).reason is Reason.NOT_THERE
        row = last_trace()
        assert (row.action, row.outcome, row.key, row.person_id) == ("read", "refused", plan.id, plan.patient)
        assert row.detail == {"reason": "not_there"}

    def test_so_is_what_is_not_there(self):
        nurse, key = reader(), uuid4()
        plan = fresh_plan()
        door.read(verbs.PLAN, nurse, plan.id)
        assert refused(lambda: door.follow(verbs.PLAN, nurse, key)).reason is Reason.NOT_THERE
        assert (last_trace().key, last_trace().person_id, last_trace().outcome) == (key, None, "refused")

    def test_one_that_has_gone_since_is_refused_and_traced(self, monkeypatch):
        nurse, key = reader(), uuid4()
        reading._latest.note(nurse, "toy", key)
        assert refused(lambda: door.follow(verbs.PLAN, nurse, key)).reason is Reason.NOT_THERE
        assert (last_trace().key, last_trace().outcome) == (key, "refused")


class TestWhatItFetches:
    def sorted_plan(self):
        plan = fresh_plan()
        plan.sort = Sort.objects.create(name="Utskrivning")
        door.move(verbs.PLAN, NURSE, plan.id, "note", given="", body=self._take(plan.sort))
        return plan

    @staticmethod
    def _take(sort):
        def body(moving):
            moving.thing.sort = sort

        return body

    @pytest.mark.parametrize("reads", [door.read, door.follow, "again"])
    def test_what_is_named_comes_in_the_same_query(self, reads):
        plan, nurse = self.sorted_plan(), reader()
        if reads == "again":
            door.read(verbs.PLAN, nurse, plan.id)
            reads = door.follow
        thing, capacities = reads(verbs.PLAN, nurse, plan.id, related=("sort",))
        with CaptureQueriesContext(connection) as queries:
            assert thing.sort.name == "Utskrivning"
        assert (len(queries), capacities) == (0, {"ward"})

    @pytest.mark.parametrize("number", [1, 2])
    def test_a_move_has_the_subjects_related_with_its_lock(self, number):
        """And locks the thing only: what it points to is everybody's."""
        plans = [self.sorted_plan()]
        if number == 2:
            plans.append(fresh_plan("En annan"))
        names = []
        toy = replace(verbs.PLAN, related=("sort",))
        with CaptureQueriesContext(connection) as queries:
            door.move_many(
                toy, NURSE, "note", [door.Request(plan.id, "") for plan in plans],
                body=lambda moving: names.append(moving.thing.sort and moving.thing.sort.name),
            )  # fmt: skip
        assert set(names) == {"Utskrivning", None} if number == 2 else names == ["Utskrivning"]
        (lock,) = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
        assert lock.endswith('FOR NO KEY UPDATE OF "toy_plan"')
        assert 'JOIN "toy_sort"' in lock
        assert not [
            query for query in queries if query["sql"].startswith("SELECT") and 'FROM "toy_sort"' in query["sql"]
        ]


def test_a_reading_locks_nothing():
    """Whoever reads a thing must not keep others from reading it, or wait for who is moving it."""
    plan = fresh_plan()
    reading.one_thing.cache_clear()
    with CaptureQueriesContext(connection) as queries:
        door.read(verbs.PLAN, NURSE, plan.id)
    (read,) = [query["sql"] for query in queries if 'FROM "toy_plan"' in query["sql"]]
    assert "UPDATE" not in read


class TestLists:
    def test_rows_taken_out_as_a_file_leave_one_trace(self):
        keys = [uuid4(), uuid4()]
        door.taken_out(NURSE, "toy", "mine", iter(keys), rows=2)
        row = last_trace()
        assert (row.action, row.label, row.shown, row.outcome) == ("export", "toy", keys, "done")
        assert row.detail == {"view": "mine", "rows": 2}
        assert (row.actor_id, row.unit_id) == (NURSE.id, WARD)

    def test_a_refused_reading_keeps_nothing_for_later(self):
        plan, stranger = fresh_plan(), replace(STRANGER, session=uuid4())
        refused(lambda: door.read(verbs.PLAN, stranger, plan.id))
        everybody = replace(verbs.PLAN, capacities=lambda actor, plans: {plan.id: frozenset({"ward"})})
        assert follow(stranger, plan, everybody) == 1
