"""How long the counts of the statistics take for a clinic with a fifth of all cases.

    PYTHONPATH=src:. python -m tests.bench.statistics --cases 1000000

Loads a database as the other benchmark does, then asks each question of the page for a week, a quarter, a year and two
years, and protects what comes. Prints the least of three, in seconds; with ``--explain`` also PostgreSQL's plan of the
longest. The goal: the whole report of two years within 0.3 s for a clinic with 200 000 cases. The exit code is 0 when
it is met, 1 when not.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from tests.bench import load
from tests.bench.filled import filled

GOAL = 0.3
"""Within how many seconds the report of two years is to be there."""


def main() -> int:
    """Load, ask, print, clean up; 0 when the goal is met, 1 when not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--explain", action="store_true")
    arguments = parser.parse_args()
    with filled("statistics", partial(load.load, cases=arguments.cases)):
        return 0 if ask(explain=arguments.explain) <= GOAL else 1


def ask(*, explain: bool) -> float:
    """Ask of the big clinic, and say how long it took; returns the seconds of the report of two years."""
    from django.db import connection

    from vardtrad.cases.staff.statistics import queries, report
    from vardtrad.cases.staff.statistics.queries import Asked
    from vardtrad.kernel import clock
    from vardtrad.shared.care_units.models import Unit
    from vardtrad.shared.statistics.periods import Period

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
        took = {what: _least(question, asked) for what, question in questions.items()}
        timings = [f"{what} {seconds:.3f}" for what, seconds in took.items()]
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
    return took["whole"]


def _least(question: Callable[[Any], object], asked: object) -> float:
    """The least of three, in seconds."""
    took = []
    for _number in range(3):
        begun = time.perf_counter()
        question(asked)
        took.append(time.perf_counter() - begun)
    return min(took)


if __name__ == "__main__":
    sys.exit(main())
