"""What the tests of text messages share: a centre, a gateway, somebody to write to, and the sending by hand."""

import threading
import time
from functools import partial
from uuid import uuid4

import pytest

from tests.smsc import ALVAS, Centre, Gateway, sms_at
from vardtrad.cases.case.notifications import words
from vardtrad.cases.case.rules import Capacity, Move
from vardtrad.gate import worker
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.shared.notify import actions, outgoing
from vardtrad.shared.notify.models import Outgoing
from vardtrad.shared.notify.tests.test_delivery import PERSONNUMMER, free_port
from vardtrad.shared.people.models import Person

HANDLERS = worker.Handlers({}, partial(actions.deliver, words_for={"case": words}))
NEVER = threading.Event()


@pytest.fixture
def centre(settings):
    centre = Centre(free_port()).start()
    settings.SMS = sms_at(f"smpp://127.0.0.1:{centre.port}")
    yield centre
    centre.stop()


@pytest.fixture
def gateway(settings):
    gateway = Gateway().start()
    settings.SMS = sms_at(gateway.url)
    yield gateway
    gateway.stop()


def with_a_mobile():
    """A resident who has chosen text messages."""
    return Person.objects.create(identity=PERSONNUMMER, given_name="Alva", family_name="Exempelsson", sms=ALVAS)


def notice(recipient):
    now = clock.now()
    return Notification.objects.create(
        label="case", key=uuid4(), move=Move.PARTIAL_REPLY, party=Capacity.RESIDENT, recipient_kind="resident",
        recipient_id=recipient, created=now, due=now,
    )  # fmt: skip


@pytest.fixture
def post(settings):
    """The sending of text messages, made when it is first used, when the settings name a gateway."""
    made = []

    def round_of(*_given):
        if not made:
            made.append(outgoing.sms_post())
        made[0]._rest_until = 0.0  # a test does not wait for a line that rests
        return made[0].round(NEVER)

    yield round_of
    for post in made:
        post._line.close()


def until(check, round_of):
    """Rounds until something holds; at most five seconds."""
    for _ in range(100):
        round_of()
        if check():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def later(monkeypatch, much):
    now = clock.now() + much
    monkeypatch.setattr(clock, "now", lambda: now)


def row():
    return Outgoing.objects.get()
