"""Text messages over SMPP and over HTTP: how they go out, what comes back, and at what pace."""

import asyncio
import threading
import time
from datetime import timedelta

import pytest
from django.core import mail

from tests.smsc import ALVAS, sms_at
from vardtrad.gate import worker
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.shared.notify import outgoing
from vardtrad.shared.notify.models import Outgoing, Part
from vardtrad.shared.notify.queries import last_failed
from vardtrad.shared.notify.tests.texting import HANDLERS, later, notice, row, until, with_a_mobile
from vardtrad.shared.people.models import Person

from .test_delivery import PERSONNUMMER, free_port

pytestmark = pytest.mark.req("B-32")


@pytest.fixture
def alva(db):
    return with_a_mobile()


class TestANotice:
    @pytest.mark.req("004-036", "004-050")
    def test_goes_out_by_sms_and_says_nothing_but_that_there_is_something(self, centre, alva, post):
        sent = notice(alva.id)
        worker.send_notices(HANDLERS)
        assert mail.outbox == []
        assert Notification.objects.get().status == "sent"
        assert row().status == "waiting"
        post()
        (message,) = centre.taken
        assert (message.to, message.sender, message.coding) == ("46701740605", "Vardtrad", 0)
        # GSM 7-bit (3GPP TS 23.038): å is 0x0f.
        assert message.content == b"Du har ett nytt meddelande. Logga in i V\x0frdtr\x0fd f\x7cr att l\x7bsa det."
        assert (row().status, row().notice, row().address, row().text) == ("sent", sent.id, "", "")
        for never in (b"Alva", b"Exempelsson", PERSONNUMMER.encode(), b"0507", b"http", str(sent.key).encode()):
            assert never not in message.content

    @pytest.mark.req("004-036")
    def test_goes_out_by_both_and_the_sms_once_though_the_mail_is_tried_again(self, centre, alva, post, settings):
        Person.objects.update(email="alva@example.org")
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
        notice(alva.id)
        worker.send_notices(HANDLERS)
        assert Notification.objects.get().status == "waiting"
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        Notification.objects.update(due=clock.now())
        worker.send_notices(HANDLERS)
        post()
        post()
        assert len(mail.outbox) == len(centre.taken) == 1

    def test_is_in_the_language_of_whoever_gets_it(self, centre, alva, post):
        Person.objects.update(language="en")
        notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        assert centre.taken[0].content.startswith(b"You have a new message.")

    def test_goes_where_the_latest_choice_says(self, centre, alva, post):
        notice(alva.id)
        worker.send_notices(HANDLERS)
        Person.objects.update(sms="+46701740699")
        post()
        assert centre.taken[0].to == "46701740699"

    @pytest.mark.parametrize("change", [{"sms": "", "email": "a@example.org"}, {"sms": ""}, {"deceased": True}])
    def test_goes_nowhere_when_nobody_wants_it_any_more(self, centre, alva, post, change):
        notice(alva.id)
        worker.send_notices(HANDLERS)
        Person.objects.update(**change)
        post()
        assert (centre.taken, row().status) == ([], "no_address")

    def test_has_nowhere_to_go_without_a_gateway(self, alva, settings):
        settings.SMS = sms_at("")
        notice(alva.id)
        worker.send_notices(HANDLERS)
        assert Notification.objects.get().status == "no_address"
        assert not Outgoing.objects.exists()
        assert outgoing.sms_post() is None


class TestReceipts:
    @pytest.mark.parametrize("by_text", [True, False])
    @pytest.mark.parametrize(("state", "became"), [("DELIVRD", "delivered"), ("UNDELIV", "failed")])
    def test_are_read_and_stored(self, centre, alva, post, by_text, state, became):
        notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        answer = centre.does(centre.tell("m1", state, by_text=by_text))
        until(lambda: row().status == became, post)
        assert answer.result(5).is_success
        assert row().receipt is not None
        assert (last_failed("resident", alva.id) is not None) == (became == "failed")
        assert "0701740605" not in row().last_error

    def test_of_a_state_that_may_change_says_nothing_yet(self, centre, alva, post):
        notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        answer = centre.does(centre.tell("m1", "ENROUTE", by_text=False))
        until(answer.done, post)
        assert (row().status, Part.objects.get().state) == ("sent", "")

    def test_that_come_before_the_answer_are_not_lost(self, centre, alva, post):
        async def receipt_first(name):
            asyncio.get_running_loop().create_task(centre.tell(name, "DELIVRD"))
            await asyncio.sleep(0.2)

        centre.before_answer = receipt_first
        notice(alva.id)
        worker.send_notices(HANDLERS)
        until(lambda: row().status == "delivered", post)
        assert len(centre.taken) == 1

    def test_of_every_part_are_needed(self, alva, centre, post):
        outgoing.put_code("sms", ALVAS, "kod 123456 " * 20, "resident", alva.id, timedelta(minutes=10))
        post()
        first, second = centre.taken
        assert (first.esm_class, second.esm_class) == (0x40, 0x40)
        assert first.content[:3] == second.content[:3] == b"\x05\x00\x03"
        assert (first.content[4:6], second.content[4:6]) == (b"\x02\x01", b"\x02\x02")
        assert first.content[6:] + second.content[6:] == b"kod 123456 " * 20
        outgoing.receive("m1", "DELIVRD")
        assert row().status == "sent"
        outgoing.receive("m2", "DELIVRD")
        assert row().status == "delivered"
        outgoing.receive("m2", "UNDELIV")
        assert row().status == "delivered"

    @pytest.mark.parametrize("esm_class", [0, 0x08, 0x10, 0x20])
    def test_what_somebody_answers_a_text_message_with_is_thrown_away(self, centre, alva, post, esm_class):
        notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        answer = centre.does(centre.pass_on(b"id:m1 stat:UNDELIV", esm_class))
        until(answer.done, post)
        assert answer.result().is_success
        assert row().status == "sent"

    def test_names_that_a_gateway_uses_again_are_the_new_messages(self, alva, centre, post):
        notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        outgoing.receive("m1", "UNDELIV")
        centre.count = 0
        second = notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        outgoing.receive("m1", "DELIVRD")
        assert Outgoing.objects.get(notice=second.id).status == "delivered"
        assert Outgoing.objects.exclude(notice=second.id).get().status == "failed"


class TestEncoding:
    def test_of_what_gsm_has_no_letter_for(self, alva, centre, post):
        outgoing.put_code("sms", ALVAS, "Ваш код 123456", "resident", alva.id, timedelta(minutes=10))
        post()
        (message,) = centre.taken
        assert (message.coding, message.content.decode("utf-16-be")) == (8, "Ваш код 123456")


class TestThePace:
    def test_is_kept(self, centre, alva, settings):
        settings.SMS = sms_at(f"smpp://127.0.0.1:{centre.port}", each_second="10")
        for _ in range(4):
            notice(alva.id)
        worker.send_notices(HANDLERS)
        post, begun = outgoing.sms_post(), time.monotonic()
        try:
            post.round(threading.Event())
        finally:
            post._line.close()
        assert len(centre.taken) == 4
        assert time.monotonic() - begun >= 0.4


class TestOverHttp:
    def test_a_notice_goes_out_and_its_receipt_is_asked_for(self, gateway, alva, post, monkeypatch):
        notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        ((method, path, headers, content),) = gateway.asked
        key = str(row().id)
        assert (method, path) == ("POST", "/sms")
        assert content == {
            "id": key, "to": ALVAS, "from": "Vardtrad",
            "text": "Du har ett nytt meddelande. Logga in i Vårdtråd för att läsa det.",
        }  # fmt: skip
        assert headers["Idempotency-Key"] == key
        assert headers["Authorization"].startswith("Basic ")
        post()
        assert len(gateway.asked) == 1
        later(monkeypatch, timedelta(seconds=30))
        post()
        assert (gateway.asked[1][:2], row().status) == (("GET", f"/sms/g%2F{key}"), "sent")
        gateway.states[f"g/{key}"] = "delivered"
        later(monkeypatch, timedelta(minutes=2))
        post()
        assert row().status == "delivered"
        later(monkeypatch, timedelta(hours=7))
        post()
        assert len(gateway.asked) == 3

    def test_a_message_whose_answer_was_lost_goes_out_once(self, gateway, alva, post, settings):
        settings.SMS = sms_at(gateway.url, seconds="0.3")
        gateway.hangs = threading.Event()
        notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        assert row().status == "waiting"
        gateway.hangs.set()
        Outgoing.objects.update(due=clock.now())
        post()
        assert row().status == "sent"
        assert len([method for method, *_rest in gateway.asked if method == "POST"]) == 2
        assert len(gateway.sent) == 1

    @pytest.mark.parametrize(
        ("status", "became", "tries"),
        [(400, "failed", 1), (422, "failed", 1), (401, "waiting", 1), (500, "waiting", 1), (302, "waiting", 1),
         (429, "waiting", 0), (503, "waiting", 0)],
    )  # fmt: skip
    def test_refuses(self, gateway, alva, post, status, became, tries):
        gateway.status = status
        notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        assert (row().status, row().tries) == (became, tries)

    @pytest.mark.parametrize("answer", [b"", b"[]", b"null", b"{", b'{"id": 7}', b"x" * 100_000])
    def test_answers_nonsense(self, gateway, alva, post, answer):
        gateway.answer = answer
        notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        # It has said that it took the message, or more than anybody should say.
        assert row().status == ("waiting" if len(answer) > 65536 else "sent")
        assert not Part.objects.exists()
