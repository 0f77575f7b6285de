"""Kills and races, tried at the running product: what is acknowledged is there once, and of two at once one is told.

    PYTHONPATH=src:. python -m tests.bench.storm --kills 60 --races 50

First a load of cases and partial replies, while the pages, the workers, the live process, single connections of
PostgreSQL and PostgreSQL itself are killed (SIGKILL) in a random order that ``--seed`` repeats. Then, as often as
``--races`` says and of every kind, two people press in the same instant: one succeeds, the other is told why in a
sentence and sees the text again. At the end every message must be stored once, every version be in line, every notice
sent, and the log whole. The exit code is 0 when all of it holds. Not a test of the test command: it takes minutes.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from html import unescape
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.bench.__main__ import say
from tests.journeys.furnish import MESSAGE, PIN, Story
from tests.journeys.load import Client, Journal, everything_is_there, kill_postgres, new_case, own_installation, text_of
from tests.journeys.processes import Site, wait_until
from vardtrad.config.embedded.postgres import Server

STORY = "kill"
CASES = 12
"""How many cases the replies of the load are spread over."""
WORDS = "Min text, skriven samtidigt som någon annans."


@dataclass
class Storm:
    """The site and its people: two residents' browsers and two of each kind of staff."""

    site: Site
    story: Story
    postgres: Server
    journal: Journal
    residents: list[Client]
    receivers: list[Client]
    handlers: list[Client]

    @classmethod
    def begin(cls, site: Site, postgres: Server, folder: Path) -> Storm:
        """Log everybody in."""
        story, journal = site.stories[STORY], Journal(folder / "journal")

        def two(page: str, *people: str, **fields: str) -> list[Client]:
            clients = [Client(site, journal) for _person in people]
            for client, person in zip(clients, people, strict=True):
                client.log_in(page, who=person, **fields)
            return clients

        card, staff = "/personal/logga-in/kort", story.staff
        return cls(
            site,
            story,
            postgres,
            journal,
            two("/logga-in/demo", story.person, story.person),
            two(card, staff["Rut"], staff["Rut"], pin=PIN),
            two(card, staff["Hugo"], staff["Hanna"], pin=PIN),
        )

    @property
    def write_path(self) -> str:
        """The address of a resident's new case."""
        return f"/mottagningar/{self.story.unit}/{self.story.services[MESSAGE]}/"

    def case_path(self, case: str, verb: str = "") -> str:
        """The address of a case, or of a verb on it, for the staff."""
        return f"/personal/{self.story.unit}/arende/{case}/{verb}"


def kills(storm: Storm, times: int, chance: random.Random) -> list[str]:
    """Kill processes so many times in the middle of a load; the cases that the replies went to."""
    journal = storm.journal
    cases = [_new_case(storm) for _case in range(CASES)]
    numbers = count(CASES)
    lock, stop, failures = threading.Lock(), threading.Event(), list[BaseException]()

    def drawn() -> int:
        with lock:
            return next(numbers)

    def open_cases(client: Client) -> None:
        while not stop.is_set():
            number = drawn()
            client.deliver(number, storm.write_path, new_case(storm.site, storm.story, number))

    def reply(client: Client) -> None:
        while not stop.is_set():
            number = drawn()
            fields = {"text": text_of(number), "reply": "partial_reply", "seen": "1"}
            client.deliver(number, storm.case_path(cases[number % len(cases)], "motfraga"), fields)

    def guarded(work: Callable[[Client], None], client: Client) -> None:
        try:
            work(client)
        except BaseException as error:  # carried to the main thread
            failures.append(error)

    clients = [*storm.residents, *storm.receivers]
    threads = [
        threading.Thread(target=guarded, args=(work, client))
        for work, client in zip((open_cases, open_cases, reply, reply), clients, strict=True)
    ]
    for thread in threads:
        thread.start()
    done, begun = Counter[str](), time.monotonic()
    while sum(done.values()) < times and not failures:
        time.sleep(chance.uniform(0.3, 2.0))
        target = chance.choices(
            ("pages", "worker", "worker2", "live", "connection", "postgres"), (30, 20, 20, 10, 17, 3)
        )[0]
        if _strike(storm, target):
            done[target] += 1
        if target in ("pages", "connection", "postgres") and chance.random() < 0.8:
            _wait_for_one(journal, failures)
    stop.set()
    for thread in threads:
        thread.join(60)
    if failures:
        raise failures[0]
    resent = sum(client.resent for client in clients)
    say(f"  {sum(done.values())} kills in {time.monotonic() - begun:.0f} s: " + _listed(done))
    say(f"  {len(journal.lines)} messages acknowledged, {resent} sent again")
    return cases


def _wait_for_one(journal: Journal, failures: list[BaseException]) -> None:
    """Wait until another message has been acknowledged: the product is back."""
    before = len(journal.lines)
    wait_until(lambda: failures or len(journal.lines) > before, "the product to come back")


def _strike(storm: Storm, target: str) -> bool:
    """Kill one thing and start it again; whether there was anything to kill."""
    if target == "postgres":
        kill_postgres(storm.postgres)
        return True
    if target != "connection":
        storm.site.kill(target)
        storm.site.start(target)
        return True
    try:
        with psycopg.connect(storm.postgres.url("postgres", storm.site.database.name), connect_timeout=2) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend' ORDER BY state <> 'active', random() LIMIT 1"
            ).fetchall()
    except psycopg.OperationalError:
        return False  # PostgreSQL is recovering from the strike before
    for (pid,) in rows:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
    return bool(rows)


@dataclass(frozen=True)
class Press:
    """What somebody sends: by whom, to which verb, with which fields."""

    client: Client
    path: str
    fields: dict[str, str]


def races(storm: Storm, times: int) -> list[str]:
    """Let two press at once, of each kind so many times; the sentences of what went wrong."""
    faults: list[str] = []
    for name, race in _kinds(storm).items():
        outcomes = Counter[str]()
        for _time in range(times):
            outcome = _raced(race(_new_case(storm)), twice_told=name == "answer × answer, same key")
            outcomes[outcome] += 1
        say(f"  {name:<28} {_listed(outcomes)}")
        faults += [f"{name}: {outcome}" for outcome in outcomes if outcome.startswith("FEL")]
    return faults


def _kinds(storm: Storm) -> dict[str, Callable[[str], tuple[Press, Press]]]:
    """The kinds of races: from a new case's key to what the two press."""
    first, second = storm.receivers
    hugo, hanna = storm.story.staff["Hugo"], storm.story.staff["Hanna"]

    def press(client: Client, case: str, verb: str, **fields: str) -> Press:
        return Press(client, storm.case_path(case, verb), {"seen": "1", "submit_key": str(uuid4()), **fields})

    answer = partial(press, verb="besvara", text=WORDS)
    close = partial(press, verb="avsluta", reason=WORDS)
    assign = partial(press, verb="fordela")

    def same_key(case: str) -> tuple[Press, Press]:
        key = str(uuid4())
        return answer(first, case, submit_key=key), answer(first, case, submit_key=key)

    def answered_back(case: str) -> tuple[Press, Press]:
        asked = press(first, case, "motfraga", text=WORDS, reply="ask")
        status, where = asked.client.post(asked.path, asked.fields)
        assert status == 302, where
        one, other = (
            Press(client, f"/arenden/{case}", {"text": WORDS, "seen": "2", "submit_key": str(uuid4())})
            for client in storm.residents
        )
        return one, other

    return {
        "answer × answer": lambda case: (answer(first, case), answer(second, case)),
        "answer × answer, same key": same_key,
        "answer × close": lambda case: (answer(first, case), close(second, case)),
        "close × close": lambda case: (close(first, case), close(second, case)),
        "distribute × distribute": lambda case: (assign(first, case, to=hugo), assign(second, case, to=hanna)),
        "distribute × answer": lambda case: (assign(first, case, to=hugo), answer(second, case)),
        "resident's answer × the same": answered_back,
    }


def _new_case(storm: Storm) -> str:
    number = len(storm.journal.lines)
    form = new_case(storm.site, storm.story, number)
    return storm.residents[0].deliver(number, storm.write_path, form).split("/")[2]


def _raced(presses: tuple[Press, Press], *, twice_told: bool) -> str:
    """Send both in the same instant and judge the answers; begins with FEL when they are wrong."""
    barrier, answers = threading.Barrier(2), dict[int, tuple[int, str]]()

    def send(number: int, press: Press) -> None:
        barrier.wait()
        answers[number] = press.client.post(press.path, press.fields)

    threads = [threading.Thread(target=send, args=pair) for pair in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    statuses = sorted(status for status, _body in answers.values())
    if twice_told:
        return "both are shown the one answer" if statuses == [302, 302] else f"FEL {statuses}"
    if statuses != [302, 422]:
        return f"FEL {statuses}"
    winner = next(number for number, (status, _body) in answers.items() if status == 302)
    typed = presses[1 - winner].fields.get("text") or presses[1 - winner].fields.get("reason")
    if typed and typed not in unescape(answers[1 - winner][1]):
        return "FEL: the loser's text is gone"
    return f"{'first' if winner == 0 else 'second'} wins"


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counted.items()))


def _versions_in_line(site: Site) -> None:
    """Raise AssertionError unless every version has its one trace and none is missing."""
    with psycopg.connect(site.database.owner_url) as connection:
        gaps = connection.execute(
            "SELECT label, key FROM gate_version GROUP BY label, key, part"
            " HAVING count(*) <> max(number) OR min(number) <> 1"
        ).fetchall()
    assert not gaps, gaps


def main() -> int:
    """Kill, race, and look; 1 when anything is lost, doubled or untold."""
    arguments = _parser().parse_args()
    chance = random.Random(arguments.seed)
    folder = Path(tempfile.mkdtemp(prefix="vardtrad-storm-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = Server.start(folder / "data")
        stack.callback(server.remove)
        site = stack.enter_context(own_installation(server, folder, STORY))
        site.start("pages", "worker", "worker2", "live")
        site.wait()
        storm = Storm.begin(site, server, folder)
        say(f"seed {arguments.seed}")
        cases = kills(storm, arguments.kills, chance)
        everything_is_there(site, storm.journal, cases)
        say("  nothing lost, nothing twice; the log is whole")
        site.wait()
        faults = races(storm, arguments.races)
        _versions_in_line(site)
        assert "Loggen är hel." in site.verify_audit()
        errors = [line for line in site.log("pages").splitlines() if "deadlock" in line]
        faults += errors
    for fault in faults:
        say(fault)
    return 1 if faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.storm", description=__doc__)
    parser.add_argument("--kills", type=int, default=60, help="how many kills")
    parser.add_argument("--races", type=int, default=50, help="how many races of each kind")
    parser.add_argument("--seed", type=int, default=1, help="repeats the order of the kills")
    return parser


if __name__ == "__main__":
    sys.exit(main())
