"""A mail server that takes a notice and then says nothing: the rest of the worker goes on beside it."""

import asyncio
import signal
import subprocess
import sys
import threading
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller

from tests.toy import verbs
from vardtrad.cases.case.rules import Capacity, Move
from vardtrad.gate.door import trace
from vardtrad.gate.models import Notification, Seal, Trace
from vardtrad.kernel import clock
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
