"""The worker: what is due is done once, what fails is tried again with growing waits, and nothing is lost or silent."""

import subprocess
import sys
import threading
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DataError, OperationalError

from tests.database import ROOT
from tests.toy import verbs
from tests.toy.models import Plan
from vardtrad.gate import worker
from vardtrad.gate.models import Deadline, Notification, Seal, SubmitKey, Trace, Version
from vardtrad.gate.worker import CLAIM, FIRST_WAIT, LONGEST_WAIT, TRIES, Handlers, NoAddress, NotDelivered
from vardtrad.kernel import clock

NURSE = verbs.member(uuid4())
HOUR = timedelta(hours=1)


class Time:
    """The product's clock, moved by hand."""

    def __init__(self, monkeypatch):
        self.now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def passes(self, much: timedelta) -> datetime:
        self.now += much
        return self.now


@pytest.fixture
def time(monkeypatch):
    return Time(monkeypatch)


class Post:
    """A way to deliver that keeps what it is given, or fails with what it is told to."""

    def __init__(self, error=None):
        self.sent, self.error = [], error

    def __call__(self, notice):
        if self.error is not None:
            raise self.error
        self.sent.append(notice.pk)


def handlers(expire=verbs.expire, deliver=None, chores=()):
    return Handlers({(verbs.LABEL, verbs.TIME_OUT): expire}, deliver or Post(), chores)


def started(title="Planen"):
    plan = verbs.begin(NURSE, title).thing
    verbs.start(NURSE, plan.id, seen=1)
    return plan


def states():
    return sorted(Plan.objects.values_list("title", "state"))


class TestDeadlines:
    def test_are_carried_out_through_the_door_and_cleared(self, db, time):
        plan = started()
        assert worker.carry_out_deadlines(handlers()) == 0
        time.passes(HOUR)
        assert worker.carry_out_deadlines(handlers()) == 1
        assert states() == [("Planen", "done")]
        assert not Deadline.objects.exists()
        version = Version.objects.get(key=plan.id, number=3)
        assert (version.move, version.actor_kind, version.actor_name) == ("expire", "system", "toy")
        assert Trace.objects.filter(key=plan.id, action="expire", actor_kind="system").count() == 1

    def test_cleared_before_they_are_due_never_happen(self, db, time):
        plan = started()
        verbs.finish(NURSE, plan.id, seen=2)
        time.passes(2 * HOUR)
        assert worker.carry_out_deadlines(handlers()) == 0

    def test_all_of_a_kind_in_one_set(self, db, time):
        for n in range(5):
            started(f"Plan {n}")
        time.passes(HOUR)
        calls = []
        worker.carry_out_deadlines(handlers(lambda keys: (calls.append(len(keys)), verbs.expire(keys))))
        assert calls == [5]
        assert {state for _, state in states()} == {"done"}

    def test_a_failing_handler_is_tried_again_with_growing_waits_and_named(self, db, time, caplog):
        started()
        time.passes(HOUR)

        def fails(keys):
            raise ZeroDivisionError

        waits = []
        for n in range(12):
            assert worker.carry_out_deadlines(handlers(fails)) == 1
            deadline = Deadline.objects.get()
            assert (deadline.tries, deadline.last_error) == (n + 1, "ZeroDivisionError")
            assert worker.carry_out_deadlines(handlers(fails)) == 0
            waits.append(deadline.not_before - time.now)
            time.now = deadline.not_before
        assert waits[:4] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT, 8 * FIRST_WAIT]
        assert waits == sorted(waits)
        assert waits[-1] == LONGEST_WAIT
        assert "toy/time_out" in caplog.text
        worker.carry_out_deadlines(handlers())
        assert states() == [("Planen", "done")]

    def test_one_without_a_handler_is_named_and_waits(self, db, time):
        started()
        time.passes(HOUR)
        worker.carry_out_deadlines(Handlers({}, Post()))
        assert Deadline.objects.get().last_error == "KeyError"

    def test_a_refused_one_is_tried_again(self, db, time):
        plan = started()
        verbs.finish(NURSE, plan.id, seen=2)
        Deadline.objects.create(label="toy", key=plan.id, kind=verbs.TIME_OUT, due=time.now, not_before=time.now)
        worker.carry_out_deadlines(handlers())
        assert (Deadline.objects.get().tries, Deadline.objects.get().last_error) == (1, "refused")
        assert Trace.objects.filter(key=plan.id, outcome="refused").count() == 1

    def test_a_poisoned_one_does_not_stop_the_others(self, db, time):
        poisoned = started("Gift").id
        for title in "ABC":
            started(title)
        time.passes(HOUR)

        def expire(keys):
            if poisoned in keys:
                raise ZeroDivisionError
            verbs.expire(keys)

        worker.carry_out_deadlines(handlers(expire))
        assert states() == [("A", "done"), ("B", "done"), ("C", "done"), ("Gift", "active")]
        assert Deadline.objects.get().key == poisoned

    def test_one_that_was_moved_on_is_left_alone(self, db, time):
        plan = started()
        time.passes(HOUR)
        later = time.now + 3 * HOUR

        def moves_on(keys):
            Deadline.objects.filter(key=plan.id).update(due=later, not_before=later)

        worker.carry_out_deadlines(handlers(moves_on))
        assert (Deadline.objects.get().not_before, Deadline.objects.get().tries) == (later, 0)

    def test_two_workers_at_once_do_each_once(self, committed, time):
        for n in range(12):
            started(f"Plan {n}")
        time.passes(HOUR)
        done = committed.together(*[lambda: worker.carry_out_deadlines(handlers())] * 3)
        assert sum(done) == 12
        assert Version.objects.filter(move="expire").count() == 12
        assert not Deadline.objects.exists()
        assert not Trace.objects.filter(outcome="refused").exists()


KILLED = """
import os, signal, django
django.setup()
from vardtrad.gate import worker
def die(*given):
    os.kill(os.getpid(), signal.SIGKILL)
worker.{round}(worker.Handlers({{("toy", "time_out"): die}}, die))
"""


@pytest.mark.req("B-32")
class TestKilledInTheMiddle:
    """SIGKILL between the claim and the work: another takes it up when the claim has run out."""

    def kill(self, committed, round_):
        done = subprocess.run(
            [sys.executable, "-c", KILLED.format(round=round_)],
            env={**committed.copy.environment, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            cwd=ROOT, timeout=60, check=False, capture_output=True,
        )  # fmt: skip
        assert done.returncode == -9, done.stderr

    def test_a_deadline(self, committed, monkeypatch):
        started()
        committed.as_owner("UPDATE gate_deadline SET not_before = now()")
        self.kill(committed, "carry_out_deadlines")
        assert worker.carry_out_deadlines(handlers()) == 0  # claimed
        Time(monkeypatch).passes(CLAIM)
        assert worker.carry_out_deadlines(handlers()) == 1
        assert states() == [("Planen", "done")]
        assert Version.objects.filter(move="expire").count() == 1

    def test_a_notice(self, committed, monkeypatch):
        started()
        self.kill(committed, "send_notices")
        post = Post()
        assert worker.send_notices(handlers(deliver=post)) == 0
        Time(monkeypatch).passes(CLAIM)
        assert worker.send_notices(handlers(deliver=post)) == 1
        assert len(post.sent) == 1
        assert Notification.objects.get().status == "sent"


@pytest.mark.req("B-32")
class TestNotices:
    def test_are_sent_once(self, db, time):
        started()
        post = Post()
        for _ in range(3):
            worker.send_notices(handlers(deliver=post))
            time.passes(HOUR)
        assert len(post.sent) == 1
        notification = Notification.objects.get()
        assert (notification.status, notification.tries, notification.last_error) == ("sent", 1, "")
        assert notification.sent is not None

    def test_without_an_address_are_marked_and_left(self, db, time):
        started()
        worker.send_notices(handlers(deliver=Post(NoAddress())))
        assert Notification.objects.get().status == "no_address"
        time.passes(HOUR)
        assert worker.send_notices(handlers()) == 0

    def test_not_delivered_are_tried_again_and_given_up_visibly(self, db, time, caplog):
        started()
        began, waits = time.now, []
        broken = handlers(deliver=Post(NotDelivered("the mail server answered 451")))
        for n in range(TRIES):
            assert worker.send_notices(broken) == 1
            notification = Notification.objects.get()
            assert (notification.tries, notification.last_error) == (n + 1, "the mail server answered 451")
            assert notification.status == ("given_up" if n + 1 == TRIES else "waiting")
            waits.append(notification.due - time.now)
            time.now = notification.due
        assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
        assert timedelta(hours=20) < time.now - began < timedelta(hours=30)
        assert "given up after 30 tries" in caplog.text
        time.passes(timedelta(days=2))
        assert worker.send_notices(handlers()) == 0

    @pytest.mark.parametrize("error", [ZeroDivisionError(), DataError("a fault in what was asked")])
    def test_a_poisoned_one_does_not_stop_the_others(self, db, time, error):
        for title in "ABCDE":
            started(title)
        poisoned = Notification.objects.order_by("due")[2].pk
        sent = []

        def deliver(notice):
            if notice.pk == poisoned:
                raise error
            sent.append(notice.pk)

        worker.send_notices(handlers(deliver=deliver))
        assert len(sent) == 4
        notification = Notification.objects.get(pk=poisoned)
        assert (notification.status, notification.tries, notification.last_error) == (
            "waiting",
            1,
            type(error).__name__,
        )

    def test_two_workers_at_once_send_each_once(self, committed):
        for n in range(12):
            started(f"Plan {n}")
        post = Post()
        committed.together(*[lambda: worker.send_notices(handlers(deliver=post))] * 3)
        assert len(post.sent) == len(set(post.sent)) == 12

    def test_a_slow_worker_does_not_send_what_another_has_taken_over(self, db, time):
        """Its claim ran out while it waited for a slow mail server: what is left is no longer its own."""
        for title in "ABC":
            started(title)
        second, slow = Post(), []

        def deliver(notice):
            slow.append(notice.pk)
            if len(slow) == 1:
                time.passes(CLAIM + FIRST_WAIT)
                worker.send_notices(handlers(deliver=second))

        worker.send_notices(handlers(deliver=deliver))
        assert not set(slow[1:]) & set(second.sent)
        assert len(slow[1:]) + len(second.sent) == 3  # the first may go twice, none is lost
        assert not Notification.objects.exclude(status="sent").exists()

    def test_a_slow_mail_server_holds_no_notice_until_the_claim_has_run_out(self, db, time):
        for title in "ABC":
            started(title)
        slow = handlers(deliver=lambda notice: time.passes(worker.ROUND + FIRST_WAIT))
        assert [worker.send_notices(slow) for _ in range(4)] == [1, 1, 1, 0]
        assert not Notification.objects.exclude(status="sent").exists()

    def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_sent(self, db, time):
        for title in "ABC":
            started(title)
        stop, sent = threading.Event(), []

        def deliver(notice):
            sent.append(notice.pk)
            stop.set()

        assert worker.send_notices(handlers(deliver=deliver), stop) == 1
        assert worker.send_notices(handlers()) == 2


class TestTheProcess:
    def test_seals_and_ends_when_asked(self, committed):
        started()
        process = subprocess.Popen(
            [sys.executable, "-m", "vardtrad.config.cli", "worker"],
            env={**committed.copy.environment, "VARDTRAD_TRACE_ANCHOR_FILE": ""}, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            with committed.owner() as owner:
                for _ in range(300):
                    if owner.execute("SELECT count(*) FROM gate_seal").fetchone()[0] == 2:
                        break
                    owner.execute("SELECT pg_sleep(0.1)")
            process.terminate()
            _, words = process.communicate(timeout=30)
        finally:
            process.kill()
        assert process.returncode == 0, words
        assert Seal.objects.count() == 2
        assert Notification.objects.get().status == "no_address"  # the toy's patient is nobody


class TestARound:
    def test_carries_out_and_seals_and_leaves_the_mail_to_its_own_thread(self, committed, time):
        started()
        time.passes(HOUR)
        assert worker.work(handlers(deliver=Post(AssertionError("not here")))) == 4
        assert states() == [("Planen", "done")]
        assert Seal.objects.count() == Trace.objects.count() == 3
        assert Notification.objects.filter(status="waiting").exists()

    def test_chores(self, db, time):
        done = []
        SubmitKey.objects.create(actor_id=uuid4(), submitted=uuid4(), thing=uuid4(), at=time.now - timedelta(days=31))
        SubmitKey.objects.create(actor_id=uuid4(), submitted=uuid4(), thing=uuid4(), at=time.now - timedelta(days=29))
        worker.do_chores(handlers(chores=[lambda: done.append(1)]))
        assert done == [1]
        assert SubmitKey.objects.count() == 1


class TestJobs:
    def test_a_piece_of_each_is_carried_out_every_round_and_one_that_breaks_stops_no_other(self, db, caplog):
        rounds = []

        def breaks() -> int:
            raise RuntimeError("broken")

        def works() -> int:
            rounds.append(1)
            return 50

        served = Handlers({}, Post(), jobs=(breaks, works))
        assert worker.carry_out_jobs(served) == 50
        assert worker.work(served) >= 50
        assert len(rounds) == 2
        assert "a job failed" in caplog.text

    def test_a_database_that_is_gone_is_heard(self, db):
        def gone() -> int:
            raise OperationalError("gone")

        with pytest.raises(OperationalError):
            worker.carry_out_jobs(Handlers({}, Post(), jobs=(gone,)))


def test_a_round_that_fails_is_followed_by_another(monkeypatch):
    class Impatient(threading.Event):
        def wait(self, timeout=None):
            return self.is_set()

    stop, rounds = Impatient(), []

    def work_once():
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise RuntimeError("A fault that nobody foresaw")
        stop.set()
        return 0

    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    worker._keep_on(work_once, stop, pause=1)
    assert rounds == [0, 1]
