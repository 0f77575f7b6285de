"""People whose browsers never give up, and what must hold of a site afterwards: for kills and for races."""

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
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from tests.database import Copy
from tests.journeys.furnish import MESSAGE, Story
from tests.journeys.processes import CLI, Letterbox, Site, wait_until
from vardtrad.cases.resident import reviewed
from vardtrad.config.embedded.postgres import NotStarted, Server


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
        self.hidden: dict[str, str] = {}
        self.resent = 0

    def log_in(self, page: str, **fields: str) -> None:
        """Log in on one of the demo's pages, and keep what the forms of the page that follows send along."""
        self._read_hidden(page)
        status, where = self.post(page, fields)
        assert status == 302, where
        self._read_hidden(where)

    def _read_hidden(self, page: str) -> None:
        """Keep the hidden fields that every form of a page has: the token, and for whom it was drawn."""
        for _step in range(5):
            try:
                with self.opener.open(self.site.address + page, timeout=20) as answer:
                    text = answer.read().decode()
                break
            except urllib.error.HTTPError as error:
                with error:
                    if error.code != 302:
                        raise
                    page = error.headers["Location"]
        names = "csrfmiddlewaretoken|drawn_for"
        self.hidden = dict(re.findall(rf'name="({names})" value="([^"]+)"', text))
        assert "csrfmiddlewaretoken" in self.hidden

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Send a form; the status and where it leads. Raises OSError or HTTPException when the connection breaks."""
        body = urllib.parse.urlencode(self.hidden | fields).encode()
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


def new_case(site: Site, story: Story, number: int) -> dict[str, str]:
    """The form of a resident's new case as the page "Granska" sends it."""
    key, text = site.keys["VARDTRAD_SECRET_KEY"], text_of(number)
    shown = reviewed.mark(UUID(story.person), UUID(story.services[MESSAGE]), text, "", key=key)
    return {"text": text, "gor": "skicka", "seen": "", reviewed.FIELD: shown}


def send_cases(client: Client, story: Story, numbers: range) -> None:
    for number in numbers:
        path = f"/mottagningar/{story.unit}/{story.services[MESSAGE]}/"
        client.deliver(number, path, new_case(client.site, story, number))


def send_replies(client: Client, story: Story, cases: list[str], numbers: range) -> None:
    for number in numbers:
        path = f"/personal/{story.unit}/arende/{cases[number % len(cases)]}/motfraga"
        client.deliver(number, path, {"text": text_of(number), "reply": "partial_reply", "seen": "1"})


def everything_is_there(site: Site, journal: Journal, cases: list[str]) -> None:
    """Raise AssertionError unless each acknowledged message is stored once, notified, and sealed in a whole log."""
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
        replies = [number for number, where in journal.lines.items() if where.startswith("/personal/")]
        assert len(ask("SELECT 1 FROM gate_version WHERE move = 'partial_reply'")) == len(replies)

        # The outbox is emptied: the rows claimed by a killed worker are free again after two minutes.
        time_passes = "UPDATE gate_notification SET due = now() WHERE status = 'waiting' AND due > now()"
        connection.execute(time_passes)  # type: ignore[arg-type]
        wait_until(
            lambda: ask("SELECT count(*) FROM gate_notification WHERE status = 'waiting'") == [(0,)], "the outbox"
        )
        assert ask("SELECT status, count(*) FROM gate_notification GROUP BY 1") == [("sent", len(journal.lines))]
        # Each was notified at least once, by the number of the notice.
        told = {str(letter["Message-ID"]) for letter in site.letters.letters}
        assert told == {f"<{key}@vardtrad>" for (key,) in ask("SELECT id FROM gate_notification")}

        # The log is whole: all of it is sealed, nothing missing, nothing twice.
        wait_until(
            lambda: ask("SELECT count(*) FROM gate_trace") == ask("SELECT count(*) FROM gate_seal"), "the sealer"
        )
    assert "Loggen är hel." in site.verify_audit()


def kill_postgres(postgres: Server) -> None:
    """Kill the whole server (SIGKILL) and start it again as the demo does.

    Its orphans may hold the shared memory for a moment. Raises AssertionError when it does not come back.
    """
    os.kill(int((postgres.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    wait_until(lambda: not postgres.running(), "the end of PostgreSQL", every=0.02)
    for _try in range(20):
        with suppress(NotStarted):
            postgres.restart()
            return
        time.sleep(0.3)
    raise AssertionError("PostgreSQL did not come back")


@contextmanager
def own_installation(postgres: Server, folder: Path, *stories: str) -> Iterator[Site]:
    """A migrated installation with these stories; its processes are started by the caller and stopped at the end."""
    database = Copy(**asdict(postgres.ensure_database("kill")))
    letters = Letterbox()
    site = Site(database, folder, letters)
    as_owner = {"DATABASE_OWNER_URL": database.owner_url, "VARDTRAD_APP_ROLE": "vardtrad_app"}
    try:
        subprocess.run([*CLI, "migrate"], env=site.environment | as_owner, check=True, stdout=subprocess.DEVNULL)
        site.stories = site.furnish(list(stories), demo=False)
        yield site
    finally:
        site.close()
        letters.close()
