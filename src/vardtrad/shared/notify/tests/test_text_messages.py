"""Text messages over SMPP and over HTTP: how they go out, what comes back, and what happens when a gateway fails."""

import asyncio
import logging
import socket
import ssl
import threading
import time
from contextlib import suppress
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
import smpp34
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.core import mail

from tests.smsc import ALVAS, Centre, Gateway, sms_at
from vardtrad.cases.case.notifications import words
from vardtrad.cases.case.rules import Capacity, Move
from vardtrad.gate import worker
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.shared.notify import actions, outgoing
from vardtrad.shared.notify.models import Outgoing, Part
from vardtrad.shared.notify.queries import last_failed
from vardtrad.shared.people.models import Person

from .test_delivery import PERSONNUMMER, free_port

pytestmark = pytest.mark.req("B-32")

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


@pytest.fixture
def alva(db):
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


class TestAGatewayThatFails:
    def test_down_loses_nothing_and_nothing_is_sent_twice(self, settings, alva, post):
        port = free_port()
        settings.SMS = sms_at(f"smpp://127.0.0.1:{port}")
        notice(alva.id)
        worker.send_notices(HANDLERS)
        for _ in range(2):
            assert post() == 0
            assert (row().status, row().tries) == ("waiting", 0)
            assert row().last_error == "the gateway could not be reached (ConnectionRefusedError)"
        centre = Centre(port).start()
        try:
            post()
            post()
            assert (len(centre.taken), row().status, row().last_error) == (1, "sent", "")
        finally:
            centre.stop()

    @pytest.mark.parametrize(
        ("status", "became", "why"),
        [
            (smpp34.ESME_RINVDSTADR, "failed", "the gateway refused the number (0x0000000b)"),
            (smpp34.ESME_RSYSERR, "waiting", "the gateway answered 0x00000008"),
        ],
    )
    def test_refuses_one(self, centre, alva, post, status, became, why):
        other = Person.objects.create(identity="199001019802", sms="+46701740699")
        centre.refuse = lambda message: status if message.destination_addr == "46701740605" else 0
        mine, others = notice(alva.id), notice(other.id)
        worker.send_notices(HANDLERS)
        post()
        refused = Outgoing.objects.get(notice=mine.id)
        assert (refused.status, refused.last_error) == (became, why)
        assert Outgoing.objects.get(notice=others.id).status == "sent"

    def test_that_is_busy_gets_the_rest_later_and_none_is_counted_as_a_try(self, centre, alva, post):
        centre.refuse = lambda _message: smpp34.ESME_RTHROTTLED if len(centre.taken) == 1 else 0
        for _ in range(3):
            notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        assert sorted(Outgoing.objects.values_list("status", "tries")) == [("sent", 1), ("waiting", 0), ("waiting", 0)]
        centre.refuse = lambda _message: 0
        post()
        assert set(Outgoing.objects.values_list("status", flat=True)) == {"sent"}
        assert len(centre.taken) == 3

    @pytest.mark.parametrize("answer", [b"", b"\x00", b"\xff\xff\xff\xff" * 8, b"\x00\x00\x00\x10" + b"\0" * 12])
    def test_that_talks_nonsense_is_left_in_time(self, settings, alva, post, answer):
        with socket.create_server(("127.0.0.1", 0)) as server:
            settings.SMS = sms_at(f"smpp://127.0.0.1:{server.getsockname()[1]}", seconds="0.3")

            def talk():
                line, _where = server.accept()
                with line:
                    line.sendall(answer)
                    time.sleep(1)

            threading.Thread(target=talk, daemon=True).start()
            notice(alva.id)
            worker.send_notices(HANDLERS)
            begun = time.monotonic()
            post()
        assert time.monotonic() - begun < 0.9
        assert (row().status, row().tries) == ("waiting", 0)

    def test_that_drips_is_left_in_time(self, settings, alva, post):
        with socket.create_server(("127.0.0.1", 0)) as server:
            settings.SMS = sms_at(f"smpp://127.0.0.1:{server.getsockname()[1]}", seconds="0.4")

            def drip():
                line, _where = server.accept()
                with line:
                    for byte in b"\x00\x00\x00\x20" + b"\0" * 20:
                        time.sleep(0.1)
                        try:
                            line.send(bytes([byte]))
                        except OSError:
                            return

            threading.Thread(target=drip, daemon=True).start()
            notice(alva.id)
            worker.send_notices(HANDLERS)
            begun = time.monotonic()
            post()
        assert time.monotonic() - begun < 1.0
        assert row().status == "waiting"

    def test_whose_worker_is_killed_is_tried_again_when_the_claim_has_run_out(self, centre, alva, post, monkeypatch):
        notice(alva.id)
        worker.send_notices(HANDLERS)
        # What a killed worker leaves: a claimed row without an outcome.
        Outgoing.objects.update(due=clock.now() + worker.CLAIM)
        assert post() == 0
        later(monkeypatch, worker.CLAIM)
        post()
        assert (len(centre.taken), row().status) == (1, "sent")

    def test_is_tried_for_a_day_and_then_given_up_visibly(self, settings, alva, post, monkeypatch, caplog):
        settings.SMS = sms_at(f"smpp://127.0.0.1:{free_port()}")
        notice(alva.id)
        worker.send_notices(HANDLERS)
        with caplog.at_level(logging.WARNING):
            post()
        later(monkeypatch, timedelta(days=1, minutes=1))
        post()
        assert (row().status, row().last_error) == (
            "given_up",
            "the gateway could not be reached (ConnectionRefusedError)",
        )
        assert last_failed("resident", alva.id) is not None
        assert "messages by sms wait: the gateway could not be reached" in caplog.text

    def test_keeps_no_code_once_it_no_longer_holds(self, settings, alva, post, monkeypatch):
        settings.SMS = sms_at(f"smpp://127.0.0.1:{free_port()}")
        outgoing.put_code("sms", ALVAS, "123456", "resident", alva.id, timedelta(minutes=10))
        post()
        later(monkeypatch, timedelta(minutes=11))
        post()
        assert (row().status, row().text, row().address) == ("given_up", "", "")

    def test_nothing_that_is_said_on_the_line_is_written_down(self, centre, alva, post, caplog):
        with caplog.at_level(logging.DEBUG):
            outgoing.put_code("sms", ALVAS, "Koden 918273", "resident", alva.id, timedelta(minutes=10))
            post()
        assert len(centre.taken) == 1
        for never in ("918273", b"918273".hex(), "701740605", "hemligt", b"hemligt".hex()):
            assert never not in caplog.text
        assert "hemligt" not in repr(sms_at("smpp://localhost"))


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


class TestTheLine:
    @pytest.fixture
    def tls(self, tmp_path):
        """A server that speaks TLS as localhost, and says yes to whoever binds."""
        name, key = (
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
            ec.generate_private_key(ec.SECP256R1()),
        )
        now = clock.now()
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(7).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
            .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256())
        )  # fmt: skip
        file = tmp_path / "gateway.pem"
        file.write_bytes(
            certificate.public_bytes(Encoding.PEM)
            + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        server = socket.create_server(("127.0.0.1", 0))

        def serve():
            with suppress(OSError):
                while True:
                    line, _where = server.accept()
                    with suppress(OSError), context.wrap_socket(line, server_side=True) as safe:
                        asked = safe.recv(1000)
                        safe.sendall(b"\0\0\0\x15\x80\0\0\x09\0\0\0\0" + asked[12:16] + b"prov\0")
                        sent = safe.recv(1000)
                        # A receipt in the same record as the answer: what TLS has read already must not wait.
                        words = b"id:t1 stat:DELIVRD"
                        receipt = (
                            b"\0" * 3 + b"1\0" + b"\0\0" + b"2\0" + b"\x04" + b"\0" * 8 + bytes([len(words)]) + words
                        )
                        safe.sendall(
                            b"\0\0\0\x13\x80\0\0\x04\0\0\0\0" + sent[12:16] + b"t1\0"
                            + (len(receipt) + 16).to_bytes(4, "big") + b"\0\0\0\x05\0\0\0\0\0\0\0\x07" + receipt
                        )  # fmt: skip
                        safe.recv(1000)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], str(file)
        server.close()

    def test_over_tls_with_the_right_certificate(self, settings, alva, post, tls):
        port, authorities = tls
        settings.SMS = sms_at(f"smpps://localhost:{port}", authorities=authorities)
        notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        assert (row().status, row().last_error) == ("delivered", "")

    @pytest.mark.parametrize(("host", "trusted"), [("localhost", False), ("127.0.0.1", True)])
    def test_is_refused_to_a_server_without_the_right_certificate(self, settings, alva, post, tls, host, trusted):
        port, authorities = tls
        settings.SMS = sms_at(f"smpps://{host}:{port}", authorities=authorities if trusted else "")
        notice(alva.id)
        worker.send_notices(HANDLERS)
        post()
        assert row().status == "waiting"
        assert row().last_error.startswith("the gateway's certificate: ")
