"""``vardtrad metrics``: what somebody who watches an installation must see, and nothing of any person."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.database import Copy
from tests.house.test_serving import answers, free_port
from tests.house.test_upgrade import begun, said_by
from tests.people import region as make_region
from tests.toy.committed import Committed
from vardtrad.cases.case.models import CaseType
from vardtrad.cases.staff.sending import actions as sending
from vardtrad.cases.staff.sending.models import Dispatch
from vardtrad.config import counting, logs, metrics
from vardtrad.gate import door
from vardtrad.gate.models import Deadline, Notification
from vardtrad.gate.tests.sealing import seal_all
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.letters import actions as letters
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.people.models import Person


def values(text: str) -> dict[str, float]:
    """The numbers by their names and labels."""
    lines = [line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def notice(status: str, minutes: int) -> None:
    then = clock.now() - timedelta(minutes=minutes)
    Notification.objects.create(
        label="cases", key=uuid7(), move="answer", party="resident", recipient_kind="person", recipient_id=uuid7(),
        status=status, created=then, due=then, last_error="anna@example.org 19771207-2391",
    )  # fmt: skip


def deadline(minutes: int, tries: int = 0) -> None:
    then = clock.now() - timedelta(minutes=minutes)
    Deadline.objects.create(label="cases", key=uuid7(), kind="feedback", due=then, not_before=then, tries=tries)


def test_what_waits_is_counted_and_how_long(committed: Committed) -> None:
    before = values(metrics.text())
    assert before["vardtrad_database_up"] == 1
    assert before["vardtrad_migrations_missing"] == 0
    for name in ("notices_waiting", "notices_given_up", "deadlines_overdue", "jobs_waiting", "log_unsealed_seconds"):
        assert before[f"vardtrad_{name}"] == 0
    notice(Notification.Status.WAITING, 5)
    notice(Notification.Status.WAITING, 3)
    notice(Notification.Status.GIVEN_UP, 90)
    notice(Notification.Status.SENT, 90)
    deadline(10)
    deadline(7, tries=2)
    deadline(-10)
    door.note(system("test"), "look", "case")
    text = metrics.text()
    after = values(text)
    assert (after["vardtrad_notices_waiting"], after["vardtrad_notices_given_up"]) == (2, 1)
    assert 300 <= after["vardtrad_notices_oldest_seconds"] < 360
    assert (after["vardtrad_deadlines_overdue"], after["vardtrad_deadlines_failing"]) == (2, 1)
    assert 600 <= after["vardtrad_deadlines_oldest_seconds"] < 660
    assert after["vardtrad_log_unsealed_seconds"] > 0
    seal_all()
    sealed = values(metrics.text())
    assert sealed["vardtrad_log_unsealed_seconds"] == 0
    assert sealed["vardtrad_log_sealed_rows"] == before["vardtrad_log_sealed_rows"] + 1
    assert not re.search(r"@|\d{8}-?\d{4}|[0-9a-f]{8}-[0-9a-f]{4}", text)


def test_what_is_sent_to_many_and_what_is_to_be_printed_is_counted(committed: Committed) -> None:
    region = make_region.__wrapped__(None)  # type: ignore[attr-defined]
    hugo, alva = region.people["hugo"], region.people["alva"]
    before = values(metrics.text())
    assert [before[f"vardtrad_{name}"] for name in SENT_AND_PRINTED] == [0, 0, 0, 0]
    dispatch = sending.begin(hugo.actor, region.a, CaseType.objects.first())
    sending.add(hugo.actor, dispatch, alva.person)
    assert values(metrics.text())["vardtrad_sendings_waiting"] == 0
    Dispatch.objects.update(ordered=clock.now() - timedelta(minutes=5))
    Person.objects.filter(pk=alva.person.pk).update(street="Provgatan 7", postal_code="123 45")
    letters.order("test", uuid7(), alva.person, unit=None, title="Om", text="Text.")
    letters.order("test", uuid7(), alva.person, unit=region.a, title="Mottagningens", text="Text.")
    Letter.objects.update(created=clock.now() - timedelta(hours=1))
    after = values(metrics.text())
    assert [after[f"vardtrad_{name}"] for name in SENT_AND_PRINTED[:3]] == [1, 1, 1]
    assert 3600 <= after["vardtrad_letters_oldest_seconds"] < 3700
    # What lies in a bundle that nobody has marked as sent has not been sent either.
    letters.bundle(system("utskriftstjänsten"))
    assert values(metrics.text())["vardtrad_letters_waiting"] == 1


SENT_AND_PRINTED = ("sendings_waiting", "sendings_recipients_waiting", "letters_waiting", "letters_oldest_seconds")


def test_the_age_of_the_anchor_is_seen_when_it_is_configured(
    committed: Committed, settings: Any, tmp_path: Path
) -> None:
    assert "vardtrad_log_anchored_rows" not in values(metrics.text())
    settings.TRACE_ANCHOR_FILE = str(tmp_path / "anchor")
    door.note(system("test"), "look", "case")
    assert values(metrics.text())["vardtrad_log_anchored_rows"] == 0
    seal_all()
    found = values(metrics.text())
    assert found["vardtrad_log_anchored_rows"] == found["vardtrad_log_sealed_rows"] > 0


def test_a_database_that_does_not_answer_is_a_number_too(tmp_path: Path) -> None:
    given = {**os.environ, "DATABASE_URL": f"postgresql://u@/x?host={tmp_path}", "VARDTRAD_SECRET_KEY": ""}
    given["DJANGO_SETTINGS_MODULE"] = "vardtrad.config.settings"
    done = subprocess.run(
        [sys.executable, "-m", "vardtrad.config.cli", "metrics"], env=given, capture_output=True, text=True, check=True
    )
    assert values(done.stdout)["vardtrad_database_up"] == 0
    assert "Traceback" not in done.stderr


@pytest.fixture
def watched(fresh_database: Callable[[], Copy], tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The ports of the pages, run by two processes, and of their metrics."""
    pages, port = free_port(), free_port()
    given = {**fresh_database().environment, "VARDTRAD_METRICS_FOLDER": str(tmp_path / "counted")}
    given["DJANGO_SETTINGS_MODULE"] = "vardtrad.config.settings"
    # The exporter may be started first.
    exporter, served = begun(given, "metrics", "--port", str(port)), None
    try:
        while not asked(port):
            assert exporter.poll() is None, exporter.communicate()
        served = begun(given, "serve", "--port", str(pages), "--workers", "2")
        while not answers(pages):
            assert served.poll() is None, served.communicate()
        yield pages, port
        exporter.send_signal(signal.SIGTERM)
        assert said_by(exporter) == (0, "")
    finally:
        for process in (served, exporter):
            if process is not None:
                process.kill() if process is exporter else process.terminate()
                process.communicate(timeout=30)


def asked(port: int) -> dict[str, float]:
    """The numbers at /metrics; empty while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            return values(answer.read().decode())
    except urllib.error.URLError:
        return {}


def settled(port: int) -> dict[str, float]:
    """The numbers when nothing is counted any more: a request is counted when its answer has left already."""
    earlier: dict[str, float] = {}
    while requests_in(now := asked(port)) != requests_in(earlier):
        earlier = now
        time.sleep(1)
    return now


def requests_in(numbers: dict[str, float]) -> dict[str, float]:
    return {name: number for name, number in numbers.items() if name.startswith("vardtrad_http_request")}


def test_requests_are_added_up_over_all_processes(watched: tuple[int, int]) -> None:
    pages, port = watched
    before = settled(port)
    for _ in range(30):
        urllib.request.urlopen(f"http://127.0.0.1:{pages}/", timeout=10).close()
    for _ in range(3):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{pages}/personal/19771207-2391", timeout=10)
    after = settled(port)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more('vardtrad_http_requests_total{status="200"}') == 30
    assert more('vardtrad_http_requests_total{status="404"}') == 3
    assert more("vardtrad_http_request_seconds_count") == 33
    assert not any("1977" in name or "personal" in name for name in after)


def test_what_processes_that_are_gone_have_counted_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(counting.FOLDER, str(tmp_path / "counted"))
    counting.begin()
    assert (tmp_path / "counted").stat().st_mode & 0o777 == 0o700
    (tmp_path / "counted" / "counter_1.db").write_bytes(b"old")
    counting.begin()
    assert list((tmp_path / "counted").iterdir()) == []
    (tmp_path / "file").touch()
    monkeypatch.setenv(counting.FOLDER, str(tmp_path / "file" / "counted"))
    with pytest.raises(ImproperlyConfigured, match="kan inte användas"):
        counting.begin()


class TestAnObjectOnALine:
    def line(self, message: str, *, error: Exception | None = None) -> dict[str, str]:
        given = (type(error), error, None) if error is not None else None
        record = logging.LogRecord("x.y", logging.ERROR, __file__, 1, message, None, given)
        record.created = 1_795_887_671.834
        told = logs.JsonLine("{message}", style="{").format(record)
        assert "\n" not in told
        return json.loads(told)

    def test_says_when_where_and_what(self) -> None:
        assert self.line('å "b"\nc') == {
            "time": "2026-11-28T17:41:11.834+00:00", "level": "ERROR", "logger": "x.y", "message": 'å "b"\nc',
        }  # fmt: skip

    def test_is_as_silent_about_people_as_a_line(self) -> None:
        told = self.line("to anna@example.org", error=ValueError("x\nDETAIL: Key (identity)=(191212121212)"))
        assert told["message"] == "to (utelämnat)@example.org"
        assert "1912" not in told["exception"]

    def test_is_chosen_by_a_setting(self, fresh_database: Callable[[], Copy]) -> None:
        port = free_port()
        given = {**fresh_database().environment, "VARDTRAD_LOG_FORMAT": "json"}
        given["DJANGO_SETTINGS_MODULE"] = "vardtrad.config.settings"
        served = begun(given, "serve", "--port", str(port))
        try:
            while not answers(port):
                assert served.poll() is None, served.communicate()
        finally:
            served.terminate()
            _code, said = said_by(served)
        assert said
        for line in said.splitlines():
            assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", json.loads(line)["time"])

    def test_any_other_word_is_refused(self) -> None:
        given = {**os.environ, "VARDTRAD_LOG_FORMAT": "xml", "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings"}
        code, said = said_by(begun(given, "check", "--docs"))
        assert (code, said) == (1, "vardtrad: VARDTRAD_LOG_FORMAT ska vara line eller json")
