"""Nothing acknowledged is lost: pages, worker and PostgreSQL are killed (SIGKILL) in the middle of a load."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.furnish import PIN
from tests.journeys.load import (
    Client,
    Journal,
    everything_is_there,
    kill_postgres,
    own_installation,
    send_cases,
    send_replies,
)
from tests.journeys.processes import Site, wait_until
from vardtrad.config.embedded.postgres import Server

STORY = "kill"
BEFORE, EACH = 8, 60
"""Cases sent before the load, and messages sent by each of the four clients in it."""


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Server]:
    """A PostgreSQL of the test's own, since it is killed too."""
    server = Server.start(tmp_path / "data")
    yield server
    server.remove()


@pytest.fixture
def own_site(postgres: Server, tmp_path: Path) -> Iterator[Site]:
    """An installation of the test's own."""
    with own_installation(postgres, tmp_path, STORY) as site:
        site.start("pages", "worker")
        site.wait()
        yield site


@pytest.mark.req("000-001", "000-024", "000-040", "004-036")
def test_every_acknowledged_message_is_there_exactly_once(own_site: Site, postgres: Server, tmp_path: Path) -> None:
    site, story, begun = own_site, own_site.stories[STORY], time.monotonic()
    journal = Journal(tmp_path / "journal")
    clients = [Client(site, journal) for _ in range(4)]
    for client in clients[:2]:
        client.log_in("/logga-in/demo", who=story.person)
    for client in clients[2:]:
        client.log_in("/personal/logga-in/kort", who=story.staff["Rut"], pin=PIN)
    send_cases(clients[0], story, range(BEFORE))
    cases = [where.split("/")[2] for where in journal.lines.values()]

    ranges = [range(BEFORE + EACH * i, BEFORE + EACH * (i + 1)) for i in range(4)]
    failures: list[BaseException] = []

    def guarded(work, *words) -> None:
        try:
            work(*words)
        except BaseException as error:  # carried to the test's own thread
            failures.append(error)

    threads = [
        threading.Thread(target=guarded, args=(send_cases, clients[0], story, ranges[0])),
        threading.Thread(target=guarded, args=(send_cases, clients[1], story, ranges[1])),
        threading.Thread(target=guarded, args=(send_replies, clients[2], story, cases, ranges[2])),
        threading.Thread(target=guarded, args=(send_replies, clients[3], story, cases, ranges[3])),
    ]
    for thread in threads:
        thread.start()

    def after(share: float) -> None:
        """Wait until this share of the load has been acknowledged, so that we strike in the middle of it."""
        wait_until(
            lambda: failures or len(journal.lines) >= BEFORE + share * 4 * EACH, f"{share:.0%} of the load", every=0.01
        )
        assert not failures, failures
        assert any(thread.is_alive() for thread in threads)

    after(0.15)
    site.kill("pages")
    site.start("pages")
    after(0.3)
    site.kill("worker")
    site.start("worker")
    after(0.45)
    site.kill("pages")
    site.kill("worker")
    site.start("pages", "worker")
    after(0.6)
    kill_postgres(postgres)
    after(0.8)
    site.kill("pages")
    site.start("pages")
    for thread in threads:
        thread.join(60)
    assert not failures, failures
    assert sorted(journal.lines) == list(range(BEFORE + 4 * EACH))
    assert sum(client.resent for client in clients) > 0, "the kills hit nobody"

    everything_is_there(site, journal, cases)
    assert time.monotonic() - begun < 60
