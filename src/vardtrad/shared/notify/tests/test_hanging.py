"""A mail server, or a gateway, that takes a notice and then says nothing: the rest of the worker goes on beside it."""

import asyncio
import signal
import subprocess
import sys
import threading
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller

from tests.smsc import ALVAS, Gateway
from tests.toy import verbs
from vardtrad.cases.case.rules import Capacity, Move
from vardtrad.gate.door import trace
from vardtrad.gate.models import Notification, Seal, Trace
from vardtrad.kernel import clock
from vardtrad.shared.notify.models import Outgoing
from vardtrad.shared.people.models import Person

from .test_delivery import free_port

NURSE = verbs.member(uuid4())


class Hanging:
    """Takes the whole message in and does not answer until it is let go."""

    def __init__(self):
        self.reached, self.go_on = threading.Event(), threading.Event()

    async def handle_DATA(self, server, session, envelope):
        self.reached.set()
        while not self.go_on.is_set():
            await asyncio.sleep(0.02)
        return "250 OK"


@pytest.fixture
def mail():
    mail = Hanging()
    server = Controller(mail, hostname="127.0.0.1", port=free_port())
    server.start()
    mail.port = server.port
    yield mail
    mail.go_on.set()
    server.stop()


@pytest.mark.req("B-32")
def test_a_hanging_mail_server_slows_neither_deadlines_nor_the_seal_and_the_stop_is_orderly(committed, mail):
    person = Person.objects.create(
        identity="198507099805", given_name="Alva", family_name="Exempelsson", email="alva@example.org"
    )
    now = clock.now()
    waiting = Notification.objects.create(
        label="case", key=uuid4(), move=Move.PARTIAL_REPLY, party=Capacity.RESIDENT, recipient_kind="resident",
        recipient_id=person.id, created=now, due=now,
    )  # fmt: skip
    environment = {
        **committed.copy.environment,
        "VARDTRAD_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "VARDTRAD_SMTP_HOST": "127.0.0.1",
        "VARDTRAD_SMTP_PORT": str(mail.port),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "vardtrad.config.cli", "worker"], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        assert mail.reached.wait(60)
        with committed.owner() as owner:
            for number in range(1, 4):
                trace.note(NURSE, "read", "toy")
                for _ in range(55):  # at most as long as the mail server is silent, in all: twenty seconds
                    if Seal.objects.count() == number:
                        break
                    owner.execute("SELECT pg_sleep(0.1)")
                assert Seal.objects.count() == Trace.objects.count() == number
        assert Notification.objects.get().status == "waiting"
        process.send_signal(signal.SIGTERM)
        mail.go_on.set()
        _, words = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, words
    assert "Traceback" not in words
    # What was in hand was finished.
    waiting.refresh_from_db()
    assert (waiting.status, waiting.tries) == ("sent", 1)


@pytest.mark.req("B-32")
def test_a_hanging_gateway_slows_neither_mail_nor_the_seal_and_a_kill_loses_nothing(committed):
    by_sms = Person.objects.create(identity="198507099805", sms=ALVAS)
    by_mail = Person.objects.create(identity="199001019802", email="bo@example.org")
    now, box, gateway = clock.now(), Hanging(), Gateway().start()
    box.go_on.set()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    gateway.hangs = threading.Event()
    notices = [
        Notification.objects.create(
            label="case", key=uuid4(), move=Move.PARTIAL_REPLY, party=Capacity.RESIDENT, recipient_kind="resident",
            recipient_id=person.id, created=now, due=now,
        )
        for person in (by_sms, by_mail)
    ]  # fmt: skip
    environment = {
        **committed.copy.environment,
        "VARDTRAD_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "VARDTRAD_SMTP_HOST": "127.0.0.1",
        "VARDTRAD_SMTP_PORT": str(server.port),
        "VARDTRAD_SMS_URL": gateway.url,
        "VARDTRAD_SMS_PASSWORD": "hemligt",
        "VARDTRAD_SMS_FROM": "Vardtrad",
    }
    words = [sys.executable, "-m", "vardtrad.config.cli", "worker"]
    process = subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        with committed.owner() as owner:
            assert waits_for(owner, lambda: bool(gateway.asked))
            trace.note(NURSE, "read", "toy")
            assert waits_for(owner, lambda: Seal.objects.count() == 1)
            assert waits_for(owner, lambda: Notification.objects.get(pk=notices[1].pk).status == "sent")
            assert Outgoing.objects.get().status == "waiting"
            process.kill()
            process.wait()
            gateway.hangs.set()
            # The claim of the killed one runs out.
            Outgoing.objects.update(due=clock.now())
            process = subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True)
            assert waits_for(owner, lambda: Outgoing.objects.get().status == "sent")
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
        server.stop()
        gateway.stop()
    assert "Traceback" not in said
    assert len(gateway.asked) == 2
    # The gateway was given the same key both times.
    assert len(gateway.sent) == 1


def waits_for(owner, check):
    """Whether something comes to hold within some seconds."""
    for _ in range(150):
        if check():
            return True
        owner.execute("SELECT pg_sleep(0.1)")
    return False
