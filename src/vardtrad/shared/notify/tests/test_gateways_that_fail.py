"""Gateways of text messages that are down, slow or talk nonsense, and the line to them: nothing is lost or twice."""

import logging
import socket
import ssl
import threading
import time
from contextlib import suppress
from datetime import timedelta

import pytest
import smpp34
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.smsc import ALVAS, Centre, sms_at
from vardtrad.gate import worker
from vardtrad.kernel import clock
from vardtrad.shared.notify import outgoing
from vardtrad.shared.notify.models import Outgoing
from vardtrad.shared.notify.queries import last_failed
from vardtrad.shared.notify.tests.texting import HANDLERS, later, notice, row, with_a_mobile
from vardtrad.shared.people.models import Person

from .test_delivery import free_port

pytestmark = pytest.mark.req("B-32")


@pytest.fixture
def alva(db):
    return with_a_mobile()


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
                    time.sleep(20)

            threading.Thread(target=talk, daemon=True).start()
            notice(alva.id)
            worker.send_notices(HANDLERS)
            begun = time.monotonic()
            post()
        assert time.monotonic() - begun < 10
        assert (row().status, row().tries) == ("waiting", 0)

    def test_that_drips_is_left_in_time(self, settings, alva, post):
        with socket.create_server(("127.0.0.1", 0)) as server:
            settings.SMS = sms_at(f"smpp://127.0.0.1:{server.getsockname()[1]}", seconds="0.4")

            def drip():
                line, _where = server.accept()
                with line:
                    for byte in b"\x00\x00\x01\x00" + b"\0" * 200:
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
        assert time.monotonic() - begun < 10
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
