"""Measures due deadlines carried out by one worker process, and what waiting ones cost it: moves a second, all written.

    PYTHONPATH=src:. python -m tests.bench.deadlines --due 10000 --cases 100000 [--move flag|remind|close_unanswered]
        [--waiting 1000000]

As after a stand-still: thousands of residents have waited too long at the same moment. The worker is a process of the
product's own, so its notices and its seal take their turns as in life; the mail goes nowhere. Printed and not asserted
by any test. The goal: 1 000 a second on two cores. The exit code is 0 when it is met, 1 when not. With ``--waiting``
so many more wait for a day to come, and the time that an idle worker takes of a core is printed without and with them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import IO

import psycopg

from tests.bench import load
from tests.bench.__main__ import ROOT, _environment, say
from tests.bench.filled import filled
from vardtrad.config.databases import Access

GOAL = 1_000
"""How many deadlines a second."""
PATIENCE = 900.0
IDLE = 20.0
"""For how many seconds an idle worker is watched."""
KINDS = {"flag": "feedback", "remind": "reminder", "close_unanswered": "unanswered"}
"""The kind of deadline that causes each move."""
DUE = "FROM gate_deadline WHERE due < now()"


def main() -> int:
    """Load, let everything fall due, start a worker, and say how long it took."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.deadlines", description=__doc__)
    parser.add_argument("--due", type=int, default=10_000, help="how many deadlines are due")
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases there are")
    parser.add_argument("--move", choices=KINDS, default="flag", help="what the clock does with them")
    parser.add_argument("--waiting", type=int, default=0, help="how many more wait for a day to come")
    arguments = parser.parse_args()
    with filled("deadlines", partial(load.load, cases=arguments.cases)) as made:
        return measure(made.access, made.admin, made.folder, arguments)


def measure(access: Access, admin: str, folder: Path, wanted: argparse.Namespace) -> int:
    """The time until nothing is due, and then until everything has been sealed and sent."""
    with psycopg.connect(admin, autocommit=True) as connection:
        waiting, move = _prepare(connection, wanted.due, wanted.move), wanted.move
        environment = _environment(access, folder) | {
            "VARDTRAD_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
            "VARDTRAD_TRACE_ANCHOR_FILE": str(folder / "anchors"),
        }
        log = (folder / "worker.log").open("wb")
        if wanted.waiting:
            _idle(connection, environment, log, wanted.waiting)
        words = [sys.executable, "-m", "vardtrad.config.cli", "worker"]
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _until(connection, process, f"SELECT count(*) < %s {DUE}", [waiting])
            begun = time.perf_counter()
            left = _count(connection, DUE[5:])
            _until(connection, process, f"SELECT count(*) = 0 {DUE}", [])
            took = time.perf_counter() - begun
            notices = _count(connection, f"gate_notification WHERE move = '{move}'")
            moved = _count(connection, f"gate_version WHERE move = '{move}'")
            sent = _count(connection, f"gate_notification WHERE move = '{move}' AND status <> 'waiting'")
            say(
                f"{left} of {waiting} deadlines in {took:.1f} s: {left / took:.0f} a second (goal: {GOAL:.0f});"
                f" {moved} moves ({move}), {notices} notices written, {sent} of them sent meanwhile"
            )
            _until(
                connection, process,
                "SELECT NOT EXISTS (SELECT 1 FROM gate_notification WHERE status = 'waiting')"
                f" AND (SELECT count(*) FROM gate_seal) >= (SELECT count(*) FROM gate_version WHERE move = '{move}')",
                [],
            )  # fmt: skip
            say(f"all sealed and sent after {time.perf_counter() - begun:.1f} s")
        finally:
            process.terminate()
            process.wait(60)
            log.close()
    return 0 if left / took >= GOAL else 1


def _prepare(connection: psycopg.Connection[tuple[int]], due: int, move: str) -> int:
    """Leave so many deadlines, all due, and have the loaded log passed by; how many there are."""
    past = "now() - interval '1 hour'"
    connection.execute("DELETE FROM gate_deadline WHERE kind <> 'feedback' OR %s", [move != "flag"])
    connection.execute(f"UPDATE gate_deadline SET due = {past}, not_before = {past}")
    connection.execute("SET session_replication_role = replica")
    if move == "flag":
        connection.execute(f"UPDATE cases_case SET due = {past} WHERE id IN (SELECT key FROM gate_deadline)")
    else:
        # As if a clinic had sent these long ago: nobody has read them, and nobody has answered.
        connection.execute(
            f"UPDATE cases_case SET state = 'asked', origin = 'clinic', unread_by_resident = true, reminds_at = {past},"
            f" closes_at = {past} WHERE id IN (SELECT id FROM cases_case WHERE handler_id IS NOT NULL LIMIT %s)", [due]
        )  # fmt: skip
        connection.execute(
            "INSERT INTO gate_deadline (id, label, key, kind, due, not_before, tries, last_error)"
            f" SELECT gen_random_uuid(), 'case', id, %s, {past}, {past}, 0, '' FROM cases_case"
            " WHERE closes_at IS NOT NULL", [KINDS[move]]
        )  # fmt: skip
    connection.execute("SET session_replication_role = origin")
    connection.execute(
        "DELETE FROM gate_deadline WHERE id NOT IN (SELECT id FROM gate_deadline ORDER BY random() LIMIT %s)", [due]
    )
    connection.execute("INSERT INTO gate_sealhead VALUES (1, 0, pg_current_xact_id()::text::bigint)")
    connection.execute("VACUUM ANALYZE")
    return _count(connection, DUE[5:])


def _idle(
    connection: psycopg.Connection[tuple[int]], environment: dict[str, str], log: IO[bytes], waiting: int
) -> None:
    """Say how much of a core a worker with nothing to do takes: with the due ones put off, then with many more."""
    connection.execute("UPDATE gate_deadline SET not_before = not_before + interval '9 days'")
    costs = [_cost_of_a_worker(environment, log)]
    connection.execute(
        "INSERT INTO gate_deadline (id, label, key, kind, due, not_before, tries, last_error)"
        " SELECT gen_random_uuid(), 'case', gen_random_uuid(), 'unanswered', at, at, 0, ''"
        " FROM (SELECT now() + make_interval(days => 2, secs => n) AS at FROM generate_series(1, %s) AS n) AS w",
        [waiting],
    )
    connection.execute("VACUUM ANALYZE gate_deadline")
    costs.append(_cost_of_a_worker(environment, log))
    connection.execute("UPDATE gate_deadline SET not_before = not_before - interval '9 days' WHERE due < now()")
    say(f"an idle worker: {costs[0]:.1f} ms a second; with {waiting} waiting deadlines {costs[1]:.1f} ms a second")


def _cost_of_a_worker(environment: dict[str, str], log: IO[bytes]) -> float:
    """Milliseconds of processor time a second that a worker takes once it has started and has nothing to do."""
    words = [sys.executable, "-m", "vardtrad.config.cli", "worker"]
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        time.sleep(15)
        before = _processor_time(process.pid)
        time.sleep(IDLE)
        return (_processor_time(process.pid) - before) / IDLE * 1_000
    finally:
        process.terminate()
        process.wait(60)


def _processor_time(pid: int) -> float:
    """The seconds of processor time that a process has taken (Linux)."""
    columns = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(columns[11]) + int(columns[12])) / os.sysconf("SC_CLK_TCK")


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
