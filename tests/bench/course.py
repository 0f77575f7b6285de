"""Runs the course of many offers, day by day, with a worker that is killed and a mail server that fails.

    PYTHONPATH=src:. python -m tests.bench.course [--offers 10000] [--days 30] [--seed 1]

Each day residents read and answer by chance while a worker carries out what is due beside them, in a process of its
own, which now and then is killed without warning (SIGKILL). Every fifth letter by e-mail is refused at first. Staff
confirm codes and telephone some of the call list. At the end everybody has a code or stands on the call list, and the
outcomes add up to the offers; nobody is reminded twice or lost. Raises AssertionError otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from smtplib import SMTPServerDisconnected

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from typing_extensions import override

from tests.bench.__main__ import say
from tests.bench.filled import filled
from tests.people import STOCKHOLM, Clock

BEGINS = datetime(2026, 11, 17, 8, tzinfo=STOCKHOLM)
TAKEN = "VARDTRAD_BENCH_MAIL"
"""The variable with the file in which the mail server of the run writes what it has taken."""
KILLED, REFUSED = 0.3, 0.2
"""How often a worker is killed, and how often the mail server refuses."""


class MailServer(BaseEmailBackend):
    """A mail server that refuses now and then, and writes a line for each letter that it takes."""

    @override
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take the letters. Raises SMTPServerDisconnected."""
        for message in email_messages:
            if random.random() < REFUSED:
                raise SMTPServerDisconnected("now and then")
            with Path(os.environ[TAKEN]).open("a", encoding="utf-8") as file:
                file.write(f"{message.to[0]}\n")
        return len(email_messages)


class Passing(Clock):
    """A clock that the run moves, and that goes by itself in between, as the claims of a worker need."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self._set = time.monotonic()

    @override
    def now(self) -> datetime:
        """The moment that the product sees."""
        return self.moment + timedelta(seconds=time.monotonic() - self._set)


class Workers:
    """Workers, each in a process of its own, one after another; some are killed."""

    def __init__(self, chance: random.Random, clock: Clock) -> None:
        self._chance, self._clock = chance, clock
        self.started = self.killed = 0

    def start(self) -> tuple[int, threading.Timer | None]:
        """Start a worker beside this process; by chance it is killed while it works."""
        from django.db import connections

        seed, dies = self._chance.random(), self._chance.random() < KILLED
        connections.close_all()
        self.started += 1
        pid = os.fork()
        if pid == 0:
            _work(seed)
        timer = threading.Timer(self._chance.uniform(0.02, 2.0), os.kill, (pid, signal.SIGKILL)) if dies else None
        if timer is not None:
            timer.start()
        return pid, timer

    def finish(self, pid: int, timer: threading.Timer | None) -> None:
        """Wait for the worker, and start others until there has been nothing left to do."""
        while True:
            _pid, status = os.waitpid(pid, 0)
            if timer is not None:
                timer.cancel()
                timer.join()
            if os.WIFEXITED(status):
                assert os.WEXITSTATUS(status) == 0, "the worker failed"
                return
            self.killed += 1
            self._clock.go(minutes=3)  # what it had claimed becomes free
            pid, timer = self.start()


def _work(seed: float) -> None:
    """What the worker's process does, until there is nothing left; never returns."""
    from django.db import connections

    from vardtrad.config.wiring import HANDLERS
    from vardtrad.gate import worker

    random.seed(seed)
    try:
        while worker.work(HANDLERS) + worker.send_notices(HANDLERS):
            pass
        connections.close_all()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def run(offers: int, days: int, seed: int) -> None:
    """Run the days, and say how it ended."""
    from django.conf import settings
    from django.db import connections

    from tests import course
    from tests.people import made_region
    from vardtrad.gate.models import Notification
    from vardtrad.kernel import clock
    from vardtrad.kernel.actors import ActorKind

    settings.EMAIL_BACKEND = "tests.bench.course.MailServer"
    passing = Passing(BEGINS)
    clock.now = passing.now
    chance = random.Random(seed)
    region = made_region()
    hugo = region.people["hugo"]
    begun = time.monotonic()
    course.send_offers(region, offers)
    workers, residents = Workers(chance, passing), course.Residents(chance)
    workers.finish(*workers.start())
    say(f"{offers} offers sent after {time.monotonic() - begun:.0f} s")
    for day in range(days):
        passing.go(days=1)
        working = workers.start()
        residents.a_day()
        workers.finish(*working)
        for _time in range(2):  # what was refused is tried again during the day
            passing.go(hours=2)
            workers.finish(*workers.start())
        if chance.random() < 0.5:
            course.confirm(hugo)
        course.telephone(hugo, chance, 0.05)
        if day % 5 == 4:
            say(f"day {day + 1} after {time.monotonic() - begun:.0f} s; {workers.killed} workers killed")
    course.confirm(hugo)
    for _time in range(20):
        if not Notification.objects.filter(status="waiting").exists():
            break
        passing.go(hours=1)
        workers.finish(*workers.start())
    told = course.outcomes(hugo, offers)
    say(f"{offers} offers over {days} days, seed {seed}, in {time.monotonic() - begun:.0f} s:")
    for words, count in told.items():
        say(f"  {count:>6} {words}")
    waiting = Notification.objects.filter(status="waiting").count()
    sent = Notification.objects.filter(status="sent", recipient_kind=ActorKind.RESIDENT).count()
    taken = sum(line.endswith(course.MAIL) for line in Path(os.environ[TAKEN]).read_text("utf-8").splitlines())
    say(
        f"  {workers.killed} of {workers.started} workers killed; {sent} notices to residents sent and {waiting}"
        f" waiting, {taken} letters to them taken by the mail server; {residents.too_late} answers came too late or to"
        " a page that had changed"
    )
    assert waiting == 0, "notices were not sent"
    # A worker that is killed between the mail server's yes and its own note sends that one letter again.
    assert sent <= taken <= sent + workers.killed
    connections.close_all()


def main() -> int:
    """Fill a database with a region, and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offers", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    os.environ["VARDTRAD_LOG_LEVEL"] = "ERROR"
    with filled("course", lambda _admin: None) as made:
        os.environ[TAKEN] = str(made.folder / "mail")
        Path(os.environ[TAKEN]).touch()
        run(arguments.offers, arguments.days, arguments.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
