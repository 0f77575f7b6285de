"""Nothing acknowledged is lost: pages, worker and PostgreSQL are killed (SIGKILL) in the middle of a load."""

from __future__ import annotations

import http.client
import http.cookiejar
import os
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.database import Copy
from tests.journeys.furnish import MESSAGE, PIN, Story
from tests.journeys.processes import CLI, Letterbox, Site, wait_until
from vardtrad.config.embedded.postgres import NotStarted, Server

STORY = "kill"
BEFORE, EACH = 8, 60
"""Cases sent before the load, and messages sent by each of the four clients in it."""


class Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow a redirect: the redirect is the acknowledgement."""

    def redirect_request(self, *_words: object) -> None:
        return None


@dataclass
class Journal:
    """The acknowledged numbers, on disk before the next one is sent."""

    path: Path
    lines: dict[int, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, number: int, where: str) -> None:
        """Save an acknowledgement. A second one for the same number is a fault of the test."""
        with self.lock, self.path.open("a") as file:
            assert number not in self.lines
            file.write(f"{number} {where}\n")
            file.flush()
            os.fsync(file.fileno())
            self.lines[number] = where


class Client:
    """Somebody with a browser that never gives up: an unacknowledged form is sent again with the same submit key."""

    def __init__(self, site: Site, journal: Journal) -> None:
        self.site, self.journal = site, journal
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), Stay)
        self.secret = self.mark = ""
        self.resent = 0

    def log_in(self, page: str, **fields: str) -> None:
        """Log in on one of the demo's pages."""
        self._read(page)
        status, where = self.post(page, fields)
        assert status == 302
        self._read(where)

    def _read(self, page: str) -> None:
        """Open a page, and keep what its forms begin with: the secret, and for whom it was drawn."""
        try:
            text = self.opener.open(self.site.address + page, timeout=20).read().decode()
        except urllib.error.HTTPError as moved:
            with moved:
                return self._read(moved.headers["Location"])
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        assert token
        self.secret = token[1]
        mark = re.search(r'name="drawn_for" value="([^"]+)"', text)
        self.mark = mark[1] if mark else ""
        return None

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Send a form; the status and where it leads. Raises OSError or HTTPException when the connection breaks."""
        begins = {"csrfmiddlewaretoken": self.secret, "drawn_for": self.mark}
        body = urllib.parse.urlencode({**begins, **fields}).encode()
        try:
            with self.opener.open(self.site.address + path, body, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get("Location") or error.read().decode(errors="replace")

    def deliver(self, number: int, path: str, fields: dict[str, str]) -> str:
        """Send a message until it is acknowledged, always with the same submit key."""
        form = {"submit_key": str(uuid4()), **fields}
        while True:
            try:
                status, where = self.post(path, form)
            except (OSError, http.client.HTTPException):
                status, where = 0, ""
            if status == 302:
                self.journal.note(number, where)
                return where
            # Pages that are gone, or that have lost their database, answer nothing or 5xx; anything else would be a
            # fault.
            assert status == 0 or status >= 500, (status, where)
            self.resent += 1
            time.sleep(0.15)


def text_of(number: int) -> str:
    return f"Meddelande nummer {number:05}."


def send_cases(client: Client, story: Story, numbers: range) -> None:
    for number in numbers:
        path = f"/mottagningar/{story.unit}/{story.services[MESSAGE]}/"
        client.deliver(number, path, {"text": text_of(number), "gor": "skicka", "seen": ""})


def send_replies(client: Client, story: Story, cases: list[str], numbers: range) -> None:
    for number in numbers:
        path = f"/personal/{story.unit}/arende/{cases[number % len(cases)]}/motfraga"
        client.deliver(number, path, {"text": text_of(number), "reply": "partial_reply", "seen": "1"})


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Server]:
    """A PostgreSQL of the test's own, since it is killed too."""
    server = Server.start(tmp_path / "data")
    yield server
    server.remove()


@pytest.fixture
def own_site(postgres: Server, tmp_path: Path) -> Iterator[Site]:
    """An installation of the test's own."""
    database = Copy(**asdict(postgres.ensure_database("kill")))
    letters = Letterbox()
    running_site = Site(database, tmp_path, letters)
    as_owner = {"DATABASE_OWNER_URL": database.owner_url, "VARDTRAD_APP_ROLE": "vardtrad_app"}
    subprocess.run(
        [*CLI, "migrate"], env=running_site.environment | as_owner, check=True, stdout=subprocess.DEVNULL
    )  # fmt: skip
    running_site.stories = running_site.furnish([STORY], demo=False)
    running_site.start("pages", "worker")
    running_site.wait()
    yield running_site
    running_site.close()
    letters.close()


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
    os.kill(int((postgres.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    _restart(postgres)
    after(0.8)
    site.kill("pages")
    site.start("pages")
    for thread in threads:
        thread.join(60)
    assert not failures, failures
    assert sorted(journal.lines) == list(range(BEFORE + 4 * EACH))
    assert sum(client.resent for client in clients) > 0, "the kills hit nobody"

    with psycopg.connect(site.database.owner_url, autocommit=True) as connection:

        def ask(query: str) -> list[tuple]:
            return connection.execute(query).fetchall()  # type: ignore[arg-type]

        # Every number is stored exactly once, and every acknowledged case is the one with its number.
        stored = ask("SELECT text, case_id::text, kind FROM cases_message ORDER BY text")
        assert [text for text, _case, _kind in stored] == [text_of(number) for number in sorted(journal.lines)]
        for number, (_text, case, kind) in enumerate(stored):
            if kind == "opening":
                assert journal.lines[number].split("/")[2] == case
            else:
                assert case == cases[number % len(cases)]
        # The versions have no gaps, and say what the cases are.
        assert not ask("SELECT key FROM gate_version GROUP BY key HAVING count(*) <> max(number) OR min(number) <> 1")
        assert not ask(
            "SELECT c.id FROM cases_case c"
            " WHERE c.version <> (SELECT max(number) FROM gate_version v WHERE v.key = c.id)"
        )
        assert len(ask("SELECT 1 FROM gate_version WHERE move = 'partial_reply'")) == 2 * EACH

        # The outbox is emptied: the rows claimed by a killed worker are free again after two minutes.
        time_passes = "UPDATE gate_notification SET due = now() WHERE status = 'waiting' AND due > now()"
        connection.execute(time_passes)  # type: ignore[arg-type]
        wait_until(
            lambda: ask("SELECT count(*) FROM gate_notification WHERE status = 'waiting'") == [(0,)], "the outbox"
        )
        assert ask("SELECT status, count(*) FROM gate_notification GROUP BY 1") == [("sent", BEFORE + 4 * EACH)]
        # Each was notified at least once, by the number of the notice.
        told = {str(letter["Message-ID"]) for letter in site.letters.letters}
        assert told == {f"<{key}@vardtrad>" for (key,) in ask("SELECT id FROM gate_notification")}

        # The log is whole: all of it is sealed, nothing missing, nothing twice.
        wait_until(
            lambda: ask("SELECT count(*) FROM gate_trace") == ask("SELECT count(*) FROM gate_seal"), "the sealer"
        )
    assert "Loggen är hel." in site.verify_audit()
    assert time.monotonic() - begun < 60


def _restart(postgres: Server) -> None:
    """Start PostgreSQL again as the demo does; its orphans may hold the shared memory for a moment."""
    wait_until(lambda: not postgres.running(), "the end of PostgreSQL", every=0.02)
    for _try in range(20):
        with suppress(NotStarted):
            postgres.restart()
            return
        time.sleep(0.3)
    pytest.fail("PostgreSQL did not come back")
