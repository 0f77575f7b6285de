"""How long the counts of the statistics take for a clinic with a fifth of all cases.

``python -m tests.bench.statistics --cases 1000000``

Loads a database as the other benchmark does, then asks each question of the page for a week, a quarter, a year and two
years, and protects what comes. Prints the least of three, in seconds; with ``--explain`` also PostgreSQL's plan of the
longest.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.bench import load
from tests.bench.__main__ import _checkpoints, _migrate
from vardtrad.config.embedded.postgres import Server


def main() -> None:
    """Load, ask, print, clean up."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--explain", action="store_true")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="vardtrad-bench-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = Server.start(folder / "data")
        stack.callback(server.remove)
        access = server.cluster.create("bench_statistics")
        _migrate(access, folder)
        _checkpoints(server, "max_wal_size = '8GB'")
        load.load(server.url("postgres", access.name), arguments.cases)
        _checkpoints(server, None)
        os.environ["DATABASE_URL"] = server.url("vardtrad_app", access.name)
        os.environ["DJANGO_SETTINGS_MODULE"] = "vardtrad.config.settings"
        os.environ.setdefault("VARDTRAD_SECRET_KEY", "bench")
        ask(explain=arguments.explain)


def ask(*, explain: bool) -> None:
    """Ask of the big clinic, and say how long it took."""
    import django

    django.setup()
    from django.db import connection

    from vardtrad.cases.staff.statistics import queries, report
    from vardtrad.cases.staff.statistics.periods import Period
    from vardtrad.cases.staff.statistics.queries import Asked
    from vardtrad.kernel import clock
    from vardtrad.shared.care_units.models import Unit

    clinic = Unit.objects.get(hsa_id="SE0-BENCH-U0").id
    today = clock.today()
    for name, days in (("week", 7), ("quarter", 91), ("year", 365), ("two years", 731)):
        period = Period(today - timedelta(days=days - 1), today)
        asked = Asked((clinic,), None, period, period.per(None))
        questions = {
            "came": queries.received,
            "closed": queries.closed,
            "open": queries.open_now,
            "whole": lambda asked: report.report(asked, queries.open_now(asked)),
        }
        timings = [f"{what} {_least(question, asked):.3f}" for what, question in questions.items()]
        came = sum(queries.received(asked)[0].values())
        print(f"{name:>9}: {came:>7} came   " + "   ".join(timings))
    if explain:
        days_, allowed, last = queries._last_days(period, queries._limits(asked.clinics))
        values = queries._parameters(asked) | {"from": days_, "allowed": allowed, "last": last, "usual": 2}
        for question in (queries._RECEIVED, queries._CLOSED, queries._OPEN):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + question, values)
                print("\n".join(line for (line,) in cursor.fetchall() if len(line) < 200), end="\n\n")
    connection.close()


def _least(question: Callable[[Any], object], asked: object) -> float:
    """The least of three, in seconds."""
    took = []
    for _number in range(3):
        begun = time.perf_counter()
        question(asked)
        took.append(time.perf_counter() - begun)
    return min(took)


if __name__ == "__main__":
    main()
