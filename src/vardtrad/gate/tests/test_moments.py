"""The moment of a move: now, but never before the thing's last move when two machines' clocks differ a little."""

import logging
from datetime import timedelta

import pytest

from tests.toy import verbs
from vardtrad.gate.models import Notification, Trace, Version
from vardtrad.gate.tests.plans import NURSE, fresh_plan, stored
from vardtrad.kernel import clock

pytestmark = pytest.mark.django_db
HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)


@pytest.fixture
def now(monkeypatch):
    moment = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.mark.parametrize(
    ("ahead", "written"),
    [
        (-HOUR, -HOUR),
        (-TICK, -TICK),
        (timedelta(0), timedelta(0)),
        (TICK, 2 * TICK),
        (timedelta(minutes=59), timedelta(minutes=59) + TICK),
        (HOUR, HOUR + TICK),
    ],
)
def test_never_before_the_last_move_as_long_as_clocks_differ_by_an_hour_at_most(now, caplog, ahead, written):
    """``ahead`` is how far the machine of the last move was ahead of this one's; ``written`` is counted from now."""
    this = now[0]
    now[0] += ahead
    plan = fresh_plan()
    now[0] = this
    verbs.start(NURSE, plan.id, seen=1)
    version = Version.objects.get(key=plan.id, number=2)
    expected = this + (written if ahead > timedelta(0) else timedelta(0))
    assert (version.at, stored(plan).updated) == (expected, expected)
    assert stored(plan).created == this + ahead
    # The log and the notices say when it happened.
    assert Trace.objects.get(action="start").at == this
    assert Notification.objects.get().created == this
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_a_clock_that_is_quite_wrong_is_told_of_and_not_followed(now, caplog):
    this = now[0]
    now[0] += HOUR + timedelta(minutes=7)
    plan = fresh_plan()
    now[0] = this
    verbs.start(NURSE, plan.id, seen=1)
    assert Version.objects.get(key=plan.id, number=2).at == this
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        "the clocks of two machines differ by 67 minutes or more"
    ]


def test_it_is_the_last_move_that_counts(now):
    """Not the first: the moves of a thing stand in their order, also when several machines made them."""
    plan = fresh_plan()
    now[0] += timedelta(minutes=10)
    verbs.note(NURSE, plan.id, "en")
    last = now[0]
    now[0] -= timedelta(minutes=5)
    verbs.note(NURSE, plan.id, "två")
    moments = list(Version.objects.filter(key=plan.id).order_by("number").values_list("at", flat=True))
    assert moments[1:] == [last, last + TICK]
