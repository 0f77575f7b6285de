"""What happens to one message holds up no other: one that cannot be sent, and one that nothing is known of any more."""

from datetime import timedelta
from threading import Event
from uuid import uuid4

import pytest

from tests.smsc import ALVAS, Gateway, sms_at
from vardtrad.kernel import clock
from vardtrad.shared.notify import outgoing
from vardtrad.shared.notify.models import Outgoing, Part

pytestmark = [pytest.mark.req("B-32"), pytest.mark.django_db]
NEVER = Event()
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def gateway(settings):
    gateway = Gateway().start()
    settings.SMS = sms_at(gateway.url)
    yield gateway
    gateway.stop()


def put(address=ALVAS):
    return outgoing.put_code("sms", address, "Koden 918273", "resident", uuid4(), TEN_MINUTES)


def asked(gateway):
    return len([method for method, *_rest in gateway.asked if method == "GET"])


@pytest.fixture
def sent(gateway, monkeypatch):
    """The sending, after two messages have gone out that the gateway is to be asked about now."""
    put(), put()
    post = outgoing.sms_post()
    post.round(NEVER)
    assert set(Outgoing.objects.values_list("status", flat=True)) == {"sent"}
    now = clock.now() + timedelta(seconds=30)
    monkeypatch.setattr(clock, "now", lambda: now)
    return post


@pytest.mark.parametrize("status", [404, 410, 500])
def test_one_that_the_gateway_knows_no_more_does_not_make_the_line_rest(gateway, sent, status):
    gateway.status = status
    sent.round(NEVER)
    # Both were asked about, and are again at another time.
    assert asked(gateway) == 2
    assert not Part.objects.filter(ask=None).exists()
    gateway.status = 0
    put()
    sent.round(NEVER)
    assert len(gateway.sent) == 3


@pytest.mark.parametrize("status", [429, 503])
def test_a_gateway_that_wants_no_more_questions_is_left_in_peace(gateway, sent, status):
    gateway.status = status
    sent.round(NEVER)
    sent.round(NEVER)
    assert asked(gateway) == 1


def test_a_fault_with_one_is_a_failed_try_and_its_words_are_not_written_down(gateway, monkeypatch, caplog):
    rows = [put(), put("+46701740699"), put()]
    post = outgoing.sms_post()
    sends = post._line.send

    def stumbles(text):
        if text.number == "+46701740699":
            raise KeyError(text.number)
        return sends(text)

    monkeypatch.setattr(post._line, "send", stumbles)
    post.round(NEVER)
    statuses = [Outgoing.objects.get(pk=row.pk).status for row in rows]
    assert statuses == ["sent", "waiting", "sent"]
    assert Outgoing.objects.values_list("tries", "last_error").get(pk=rows[1].pk) == (1, "KeyError")
    assert "701740699" not in caplog.text
