"""Measures due deadlines carried out by one worker process: flagged cases a second, with everything that a move writes.

    PYTHONPATH=src:. python -m tests.bench.deadlines --due 10000 --cases 100000

As after a stand-still: thousands of residents have waited too long at the same moment. The worker is a process of the
product's own, so its notices and its seal take their turns as in life; the mail goes nowhere. Printed and not asserted
by any test. The goal: 10 000 within 60 s on two cores. The exit code is 0 when it is met, 1 when not.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import psycopg

from tests.bench import load
from tests.bench.__main__ import ROOT, _environment, say
from tests.bench.filled import filled
from vardtrad.config.databases import Access

GOAL = 10_000 / 60
"""How many deadlines a second."""
PATIENCE = 900.0


def main() -> int:
    """Load, let everything fall due, start a worker, and say how long it took."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.deadlines", description=__doc__)
    parser.add_argument("--due", type=int, default=10_000, help="how many deadlines are due")
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases there are")
    arguments = parser.parse_args()
    with filled("deadlines", partial(load.load, cases=arguments.cases)) as made:
        return measure(made.access, made.admin, made.folder, arguments.due)


def measure(access: Access, admin: str, folder: Path, due: int) -> int:
    """The time until nothing is due, and then until everything has been sealed and sent."""
    with psycopg.connect(admin, autocommit=True) as connection:
        waiting = _prepare(connection, due)
        environment = _environment(access, folder) | {
            "VARDTRAD_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
            "VARDTRAD_TRACE_ANCHOR_FILE": str(folder / "anchors"),
        }
        log = (folder / "worker.log").open("wb")
        words = [sys.executable, "-m", "vardtrad.config.cli", "worker"]
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _until(connection, process, "SELECT count(*) < %s FROM gate_deadline", [waiting])
            begun = time.perf_counter()
            left = _count(connection, "gate_deadline")
            _until(connection, process, "SELECT count(*) = 0 FROM gate_deadline", [])
            took = time.perf_counter() - begun
            notices = _count(connection, "gate_notification WHERE move = 'flag'")
            flagged = _count(connection, "gate_version WHERE move = 'flag'")
            sent = _count(connection, "gate_notification WHERE move = 'flag' AND status <> 'waiting'")
            say(
                f"{left} of {waiting} deadlines in {took:.1f} s: {left / took:.0f} a second (goal: {GOAL:.0f});"
                f" {flagged} cases flagged, {notices} notices written, {sent} of them sent meanwhile"
            )
            _until(
                connection, process,
                "SELECT NOT EXISTS (SELECT 1 FROM gate_notification WHERE status = 'waiting')"
                " AND (SELECT count(*) FROM gate_seal) >= (SELECT count(*) FROM gate_version WHERE move = 'flag')",
                [],
            )  # fmt: skip
            say(f"all sealed and sent after {time.perf_counter() - begun:.1f} s")
        finally:
            process.terminate()
            process.wait(60)
            log.close()
    return 0 if left / took >= GOAL else 1


def _prepare(connection: psycopg.Connection[tuple[int]], due: int) -> int:
    """Leave so many deadlines, all due, and have the loaded log passed by; how many there are."""
    connection.execute(
        "UPDATE gate_deadline SET due = now() - interval '1 hour', not_before = now() - interval '1 hour'"
    )
    connection.execute("SET session_replication_role = replica")
    connection.execute(
        "UPDATE cases_case SET due = now() - interval '1 hour' WHERE id IN (SELECT key FROM gate_deadline)"
    )
    connection.execute("SET session_replication_role = origin")
    connection.execute(
        "DELETE FROM gate_deadline WHERE id NOT IN (SELECT id FROM gate_deadline ORDER BY random() LIMIT %s)", [due]
    )
    connection.execute("INSERT INTO gate_sealhead VALUES (1, 0, pg_current_xact_id()::text::bigint)")
    connection.execute("VACUUM ANALYZE")
    return _count(connection, "gate_deadline")


def _count(connection: psycopg.Connection[tuple[int]], rows: str) -> int:
    ((number,),) = connection.execute(f"SELECT count(*) FROM {rows}").fetchall()
    return number


def _until(
    connection: psycopg.Connection[tuple[int]], process: subprocess.Popen[bytes], question: str, values: list[int]
) -> None:
    """Wait until the question is answered with true. Raises RuntimeError if the worker ends, or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not connection.execute(question, values).fetchall()[0][0]:
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the worker ended, or did not finish in time")
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
