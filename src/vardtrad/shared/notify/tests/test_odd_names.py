"""Gateways that call a message nothing, or something that cannot be stored: it is sent once, and holds up no other."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress

import pytest

from tests.smsc import sms_at
from vardtrad.gate import worker
from vardtrad.shared.notify.models import Outgoing, Part
from vardtrad.shared.notify.sms.http import Http
from vardtrad.shared.notify.tests.texting import HANDLERS, notice, post, with_a_mobile
from vardtrad.shared.people.models import Person

__all__ = ["post"]
pytestmark = pytest.mark.req("B-32")
RESPONSE = 0x80000000
BIND, SUBMIT, DELIVER = 0x09, 0x04, 0x05


class Odd:
    """A message centre that takes every message and calls each by the same bytes."""

    def __init__(self, name: bytes, receipt: bytes = b"") -> None:
        self.name, self.receipt, self.taken = name, receipt, 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _where = self.server.accept()
                threading.Thread(target=self._answer, args=[line], daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line, suppress(OSError, struct.error):
            while True:
                length, command, _status, sequence = struct.unpack(">LLLL", line.recv(16, socket.MSG_WAITALL))
                line.recv(length - 16, socket.MSG_WAITALL)
                if command == BIND:
                    line.sendall(self._pdu(RESPONSE | BIND, sequence, b"prov\0"))
                    if self.receipt:
                        fields = b"\0" * 3 + b"1\0" + b"\0\0" + b"2\0" + b"\x04" + b"\0" * 8
                        body = fields + bytes([len(self.receipt)]) + self.receipt
                        line.sendall(self._pdu(DELIVER, 7, body))
                elif command == SUBMIT:
                    self.taken += 1
                    line.sendall(self._pdu(RESPONSE | SUBMIT, sequence, self.name))

    @staticmethod
    def _pdu(command: int, sequence: int, body: bytes) -> bytes:
        return struct.pack(">LLLL", 16 + len(body), command, 0, sequence) + body


def two_notices() -> None:
    other = Person.objects.create(identity="199001019802", sms="+46701740699")
    for somebody in (with_a_mobile(), other):
        notice(somebody.id)
    worker.send_notices(HANDLERS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kept"), [(b"", None), (b"\0", None), (b"a" * 300 + b"\0", "a" * 100)], ids=["none", "empty", "long"]
)
def test_an_answer_without_a_name_or_with_a_very_long_one_is_a_yes(settings, post, name, kept):
    centre = Odd(name)
    settings.SMS = sms_at(f"smpp://127.0.0.1:{centre.port}")
    two_notices()
    assert post() >= 2
    assert set(Outgoing.objects.values_list("status", flat=True)) == {"sent"}
    assert list(Part.objects.values_list("gateway_id", flat=True)) == ([kept] if kept else [])
    # When the claims would have run out, nobody gets it again.
    Outgoing.objects.filter(status="waiting").update(due="2020-01-01T00:00Z")
    post()
    assert centre.taken == 2


@pytest.mark.django_db
def test_a_receipt_of_what_cannot_be_stored_holds_up_nothing(settings, post):
    centre = Odd(b"a\0", receipt=b"id:a\0b stat:DELIVRD")
    settings.SMS = sms_at(f"smpp://127.0.0.1:{centre.port}")
    two_notices()
    post()
    post()
    assert set(Outgoing.objects.values_list("status", flat=True)) == {"sent"}


@pytest.mark.django_db
def test_a_name_by_http_that_cannot_be_stored(gateway, post, monkeypatch):
    monkeypatch.setattr(Http, "_answer", lambda *_given: (200, {"id": "a\x00b"}))
    two_notices()
    post()
    assert set(Outgoing.objects.values_list("status", flat=True)) == {"sent"}
