"""A virus scanner that is not there, answers slowly, or says nothing sure: then nothing is attached."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.pdfs import pdf
from vardtrad.config.embedded.clamav import Clamd
from vardtrad.shared.documents import actions, queries
from vardtrad.shared.documents.tests.attaching import ELSA, refused, upload


@pytest.mark.req("B-30")
def test_without_a_scanner_nothing_is_taken(settings):
    settings.CLAMD = ""
    assert "viruskontrollen svarar inte" in refused("plan.pdf", pdf())
    settings.CLAMD = "unix:/nonexistent/clamd.sock"
    assert "viruskontrollen svarar inte" in refused("plan.pdf", pdf())
    settings.CLAMD = "tcp://127.0.0.1:1"
    assert "viruskontrollen svarar inte" in refused("plan.pdf", pdf())


@pytest.mark.req("B-30")
def test_a_scanner_that_answers_byte_by_byte_is_left_in_time(settings, monkeypatch):
    """Each byte comes well within the limit of one; all of them together would hold the request for minutes."""
    monkeypatch.setattr(queries, "SCAN_SECONDS", 1.0)
    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def scan() -> None:
            line, _where = server.accept()
            with line, suppress(OSError):
                while time.monotonic() < begun + 20:
                    time.sleep(0.3)
                    line.send(b".")

        threading.Thread(target=scan, daemon=True).start()
        with pytest.raises(queries.ScannerAway):
            queries.scan(b"x")
    assert time.monotonic() - begun < 5


@pytest.mark.req("B-30")
def test_a_scanner_that_has_died_takes_nothing(settings):
    with tempfile.TemporaryDirectory(prefix="vt-clamd-") as folder:
        mortal = Clamd(Path(folder))
        mortal.start()
        settings.CLAMD = mortal.address
        assert actions.check(upload("plan.pdf", pdf()), ELSA).name == "plan.pdf"
        mortal.stop()
        assert "viruskontrollen svarar inte" in refused("plan.pdf", pdf())


def test_a_wrong_address_of_the_scanner_takes_nothing(settings):
    settings.CLAMD = "localhost"
    assert "viruskontrollen svarar inte" in refused("plan.pdf", pdf())


def test_a_scanner_that_says_nothing_sure_takes_nothing(settings):
    """A scanner that hangs up, and one that answers something else than OK."""
    for answer in (b"", b"INSTREAM size limit exceeded. ERROR\0", b"NOT OK\0"):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            settings.CLAMD = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
            speaker = threading.Thread(target=_answer_once, args=(listener, answer))
            speaker.start()
            assert "viruskontrollen svarar inte" in refused("plan.pdf", pdf())
            speaker.join()


def _answer_once(listener: socket.socket, answer: bytes) -> None:
    line, _who = listener.accept()
    with line:
        line.recv(100_000)
        line.sendall(answer)
