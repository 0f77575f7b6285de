"""Text messages over a message centre that others wrote: npm's smpp. PyPI's smpp34 is tried in shared/notify/tests.

What the centre is and how it is installed stands in tests/vendor/smpp.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from tests.house.npm import NODE, VENDOR, installed, needs_node
from tests.house.test_serving import free_port
from tests.smsc import ALVAS, sms_at
from vardtrad.shared.notify import outgoing
from vardtrad.shared.notify.models import Outgoing
from vardtrad.shared.people.models import Person

pytestmark = [needs_node, pytest.mark.req("B-32"), pytest.mark.django_db]
NEVER = threading.Event()


class Centre:
    """The centre as a process, and what it says."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.said: list[dict[str, Any]] = []
        self.process = subprocess.Popen(
            [str(NODE), str(VENDOR / "smpp" / "centre.mjs"), str(port), "hemligt"],
            env={"MODULES": str(installed("smpp")), "PATH": os.environ["PATH"]},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(json.loads(line))

    def says(self, key: str, round_of: Callable[[], Any] = lambda: None, number: int = 1) -> list[dict[str, Any]]:
        """The first things that it has said about something, while rounds go on; at most ten seconds."""
        for _ in range(200):
            said = [line for line in list(self.said) if key in line]
            if len(said) >= number:
                return said
            round_of()
            time.sleep(0.05)
        raise AssertionError(f"the centre has said too little of {key}: {self.said}")


@pytest.fixture
def centre() -> Iterator[Centre]:
    centre = Centre(free_port())
    centre.says("ready")
    yield centre
    centre.process.kill()
    centre.process.wait()


def _code(person: Person, text: str = "123456 är din kod") -> Outgoing:
    return outgoing.put_code("sms", ALVAS, text, "resident", person.id, timedelta(minutes=10))


@pytest.fixture
def alva(db: None) -> Person:
    return Person.objects.create(identity="198507099805", sms=ALVAS)


def test_a_message_and_its_receipt(centre: Centre, alva: Person, settings: LazySettings) -> None:
    settings.SMS = sms_at(f"smpp://127.0.0.1:{centre.port}")
    post = outgoing.sms_post()
    assert post is not None
    sent = _code(alva)
    long = _code(alva, "Каждый охотник желает знать, где сидит фазан. " * 3)
    post.round(NEVER)
    assert centre.says("bind") == [{"bind": "vardtrad", "version": 0x34, "refused": False}]
    first, *parts = centre.says("name", lambda: post.round(NEVER), 4)
    assert first == {
        "name": "n1", "to": "46701740605", "from": "Vardtrad", "ton": 5, "text": "123456 är din kod", "parts": 0,
    }  # fmt: skip
    assert "".join(part["text"] for part in parts) == "Каждый охотник желает знать, где сидит фазан. " * 3
    receipts = centre.says("receipt", lambda: post.round(NEVER), 4)
    assert {receipt["taken"] for receipt in receipts} == {True}
    for _ in range(100):
        if Outgoing.objects.filter(status="delivered").count() == 2:
            break
        post.round(NEVER)
        time.sleep(0.05)
    assert set(Outgoing.objects.filter(pk__in=[sent.pk, long.pk]).values_list("status", flat=True)) == {"delivered"}
    stop = threading.Event()
    stop.set()
    post.round(stop)
    assert centre.says("unbind")


def test_a_wrong_password_loses_nothing(centre: Centre, alva: Person, settings: LazySettings) -> None:
    settings.SMS = sms_at(f"smpp://127.0.0.1:{centre.port}", password="fel")
    post = outgoing.sms_post()
    assert post is not None
    sent = _code(alva)
    post.round(NEVER)
    assert centre.says("bind")[0]["refused"]
    sent.refresh_from_db()
    assert (sent.status, sent.last_error) == ("waiting", "the gateway answered 0x0000000e")


def test_a_centre_that_ends_the_session_is_bound_to_again(centre: Centre, alva: Person, settings: LazySettings) -> None:
    settings.SMS = sms_at(f"smpp://127.0.0.1:{centre.port}")
    post = outgoing.sms_post()
    assert post is not None
    post.round(NEVER)
    assert centre.says("bind")
    assert centre.process.stdin is not None
    centre.process.stdin.write("unbind\n")
    centre.process.stdin.flush()
    time.sleep(0.3)
    sent = _code(alva)
    for _ in range(100):
        post.round(NEVER)
        sent.refresh_from_db()
        if sent.status == "delivered":
            break
        time.sleep(0.05)
    assert sent.status == "delivered"
    post._line.close()
