"""Notices by e-mail over a real SMTP server: what they say, and what happens when the server does not want them."""

import socket
from datetime import timedelta
from email import message_from_bytes, policy
from functools import partial
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller

from vardtrad.cases.case.notifications import words
from vardtrad.cases.case.rules import TABLE, Capacity, Move
from vardtrad.gate import worker
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.notify import actions
from vardtrad.shared.people.models import Person

pytestmark = pytest.mark.req("B-32")

PERSONNUMMER = "198507099805"
HANDLERS = worker.Handlers({}, partial(actions.deliver, words_for={"case": words}))


class Mailbox:
    """The messages that the server has received, and what it answers."""

    def __init__(self):
        self.messages, self.recipients, self.answers = [], [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := self.answers.get("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if answer := self.answers.get("DATA"):
            return answer
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    """An SMTP server that the settings name."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    use(settings, server.port)
    server.start()
    yield box
    server.stop()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def use(settings, port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5


@pytest.fixture
def resident(db):
    return Person.objects.create(
        identity=PERSONNUMMER, given_name="Alva", family_name="Exempelsson", email="alva@example.org"
    )


def notice(kind="resident", recipient=None, party=Capacity.RESIDENT, move=Move.PARTIAL_REPLY):
    now = clock.now()
    return Notification.objects.create(
        label="case", key=uuid4(), move=move, party=party, recipient_kind=kind, recipient_id=recipient or uuid4(),
        created=now, due=now,
    )  # fmt: skip


def later(monkeypatch, much):
    now = clock.now() + much
    monkeypatch.setattr(clock, "now", lambda: now)


def stored(message):
    return Notification.objects.get(pk=message.pk)


class TestWords:
    @pytest.mark.req("004-050")
    @pytest.mark.parametrize("move", sorted({rule.move for rule in TABLE if rule.notifies}))
    @pytest.mark.parametrize("party", [Capacity.RESIDENT, Capacity.RECEIVER, Capacity.HANDLER])
    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_tell_that_there_is_something_and_nothing_more(self, mailbox, resident, move, party, language):
        Person.objects.update(language=language)
        notification = notice(recipient=resident.id, party=party, move=move)
        worker.send_notices(HANDLERS)
        (message,) = mailbox.messages
        text = (message["subject"] + message.get_content()).lower()
        for number in (PERSONNUMMER, "19850709-9805", "8507099805", "850709-9805"):
            assert number not in str(message)
        for word in (
            "alva", "exempelsson", str(notification.key), "mottagning", "clinic", "vårdcentral", "psykiatri", "svar på",
            "delsvar", "motfråga", "recept", "provsvar", "läkare", "sjuk", "patient", str(notification.recipient_id),
        ):  # fmt: skip
            assert word not in text.replace("/personal/mottagningar", "")
        assert "http://localhost:8000/" in text

    def test_to_a_resident(self, mailbox, resident):
        notification = notice(recipient=resident.id)
        worker.send_notices(HANDLERS)
        (message,) = mailbox.messages
        assert message["subject"] == "Du har ett nytt meddelande"
        assert "http://localhost:8000/inkorg" in message.get_content()
        assert mailbox.recipients == [["alva@example.org"]]
        assert message["message-id"] == f"<{notification.id}@vardtrad>"
        assert message["auto-submitted"] == "auto-generated"
        assert stored(notification).status == "sent"

    def test_to_staff(self, mailbox, db):
        staff = Staff.objects.create(
            hsa_id="SE2321000131-S1", given_name="Hugo", family_name="E", email="h@example.org"
        )
        notice("staff", staff.id, Capacity.HANDLER, Move.ASSIGN)
        worker.send_notices(HANDLERS)
        assert mailbox.recipients == [["h@example.org"]]
        assert mailbox.messages[0]["subject"] == "Nytt ärende att hantera i Vårdtråd"


class TestTheServer:
    def test_down_loses_nothing_and_is_tried_again(self, settings, resident, monkeypatch):
        port = free_port()
        use(settings, port)
        notification = notice(recipient=resident.id)
        for tries in (1, 2, 3):
            assert worker.send_notices(HANDLERS) == 1
            assert worker.send_notices(HANDLERS) == 0
            now = stored(notification)
            assert (now.status, now.tries) == ("waiting", tries)
            assert now.last_error == "the mail server could not be reached (ConnectionRefusedError)"
            later(monkeypatch, now.due - clock.now())
        box = Mailbox()
        server = Controller(box, hostname="127.0.0.1", port=port)
        server.start()
        try:
            for _ in range(3):
                worker.send_notices(HANDLERS)
                later(monkeypatch, timedelta(hours=2))
        finally:
            server.stop()
        assert len(box.messages) == 1
        assert (stored(notification).status, stored(notification).last_error) == ("sent", "")

    @pytest.mark.parametrize(
        ("at", "answer", "words"),
        [
            ("RCPT", "550 5.1.1 <alva@example.org> no such user", "the mail server refused the recipient ([550])"),
            ("RCPT", "450 4.2.1 try later", "the mail server refused the recipient ([450])"),
            ("DATA", "451 4.3.0 out of disk, alva@example.org", "the mail server answered 451"),
            ("DATA", "554 5.7.1 spam", "the mail server answered 554"),
        ],
    )
    def test_refuses(self, mailbox, resident, at, answer, words):
        mailbox.answers[at] = answer
        notification = notice(recipient=resident.id)
        worker.send_notices(HANDLERS)
        assert (stored(notification).status, stored(notification).tries, stored(notification).last_error) == (
            "waiting",
            1,
            words,
        )
        assert "example.org" not in stored(notification).last_error

    def test_that_hangs_is_left(self, settings, resident):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            use(settings, silent.getsockname()[1])
            settings.EMAIL_TIMEOUT = 0.3
            notification = notice(recipient=resident.id)
            worker.send_notices(HANDLERS)
        assert stored(notification).status == "waiting"
        assert "could not be reached" in stored(notification).last_error

    def test_given_up_is_seen(self, mailbox, resident, monkeypatch):
        mailbox.answers["RCPT"] = "550 no"
        notification = notice(recipient=resident.id)
        Notification.objects.update(tries=worker.TRIES - 1)
        worker.send_notices(HANDLERS)
        assert stored(notification).status == "given_up"
        assert stored(notification).get_status_display() == "Gick inte att leverera"


class TestTheAddress:
    @pytest.mark.parametrize("change", [{"email": ""}, {"deceased": True}])
    def test_of_a_resident_who_wants_none_or_is_dead(self, mailbox, resident, change):
        Person.objects.update(**change)
        notification = notice(recipient=resident.id)
        worker.send_notices(HANDLERS)
        assert (stored(notification).status, mailbox.messages) == ("no_address", [])

    def test_of_staff_who_have_left(self, mailbox, db):
        staff = Staff.objects.create(
            hsa_id="SE2321000131-S1", given_name="Hugo", family_name="E", email="h@example.org", active=False
        )
        notification = notice("staff", staff.id, Capacity.HANDLER, Move.ASSIGN)
        worker.send_notices(HANDLERS)
        assert (stored(notification).status, mailbox.messages) == ("no_address", [])

    def test_of_somebody_who_does_not_exist(self, mailbox, db):
        notification = notice()
        worker.send_notices(HANDLERS)
        assert stored(notification).status == "no_address"

    def test_the_two_worlds_do_not_mix(self, mailbox, resident):
        notification = notice("staff", resident.id)
        worker.send_notices(HANDLERS)
        assert (stored(notification).status, mailbox.messages) == ("no_address", [])

    def test_the_latest_choice_applies(self, mailbox, resident):
        notice(recipient=resident.id)
        Person.objects.update(email="ny@example.org")
        worker.send_notices(HANDLERS)
        assert mailbox.recipients == [["ny@example.org"]]

    @pytest.mark.parametrize("address", ["alva@example.org\nBcc: x@example.org", "inte en adress", "å" * 200])
    def test_that_is_poisoned_does_not_stop_the_others(self, mailbox, resident, address):
        other = Person.objects.create(identity="199001019802", email="bo@example.org")
        Person.objects.filter(pk=resident.pk).update(email=address)
        poisoned = notice(recipient=resident.id)
        good = notice(recipient=other.id)
        worker.send_notices(HANDLERS)
        assert stored(good).status == "sent"
        assert mailbox.recipients[-1] == ["bo@example.org"]
        assert all("x@example.org" not in to for to in mailbox.recipients)
        if stored(poisoned).status != "sent":
            assert stored(poisoned).tries == 1
            assert address not in stored(poisoned).last_error


def test_a_subject_without_words_is_named(mailbox, resident):
    notification = notice(recipient=resident.id)
    worker.send_notices(worker.Handlers({}, partial(actions.deliver, words_for={})))
    assert (stored(notification).status, stored(notification).last_error) == ("waiting", "KeyError")
