"""Measures a case sent to 5 000 recipients by one worker: until all are stored, and the slowest piece.

    PYTHONPATH=src:. python -m tests.bench.sending [cases already there]

Printed and not asserted by any test. The goal: 5 000 stored within 20 s on two cores. The exit code is 0 when it is
met, 1 when not. Checking the list of their numbers is measured as well.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from pathlib import Path

from tests.bench import load
from tests.bench.__main__ import say
from tests.bench.filled import filled

NUMBER, GOAL = 5_000, 20.0


def main() -> int:
    """Load, order, carry out, and say how long that took."""
    there = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with filled("sending", partial(load.load, cases=there)):
        return measure()


def measure() -> int:
    """The times, by the product's own verbs."""
    from django.db import connections

    from vardtrad.cases.staff.sending import actions, carrying_out, checking, queries
    from vardtrad.kernel.actors import Actor, ActorKind, system
    from vardtrad.shared.care_units.models import Assignment
    from vardtrad.shared.people.models import Person

    place = Assignment.objects.select_related("staff", "unit").filter(permissions__contains=["handler"])[0]
    actor = Actor(
        kind=ActorKind.STAFF, id=place.staff_id, name=place.staff.name, unit=place.unit_id,
        organisation=place.unit.organisation_id, roles=frozenset(place.permissions),
    )  # fmt: skip
    actions.load_templates(system("mätningen"), place.unit)
    sending = actions.begin(actor, place.unit, queries.templates(place.unit_id)[-1])
    numbers = Person.objects.filter(deceased=False).values_list("identity", flat=True)[:NUMBER]
    text = "\n".join(numbers)
    begun = time.perf_counter()
    people = checking.check(text).people
    checked = time.perf_counter() - begun
    added = actions.add_all(actor, sending, people)
    say(f"{len(people)} numbers checked in {checked:.2f} s, {added} added in all {time.perf_counter() - begun:.2f} s")
    actions.send(actor, sending, "Hej {förnamn}! Vill du ha tiden? Svara senast {senast}.", place.staff)
    begun, processor, pieces = time.perf_counter(), time.process_time() + _backend(), []
    while True:
        piece_begun = time.perf_counter()
        if not carrying_out.carry_out():
            break
        pieces.append(time.perf_counter() - piece_begun)
    took, processor = time.perf_counter() - begun, time.process_time() + _backend() - processor
    progress = queries.progress(sending)
    say(
        f"{progress.sent} of {progress.total} stored in {took:.2f} s ({progress.sent / took:.0f} a second; goal:"
        f" {GOAL:.0f} s), {processor:.2f} s of it processor time of the worker and its connection; slowest piece"
        f" {max(pieces) * 1000:.0f} ms; {progress.refused} refused, {progress.no_account} without account"
    )
    connections.close_all()
    return 0 if took <= GOAL else 1


def _backend() -> float:
    """The processor time (s) that the database has taken for this connection (Linux, on the same machine)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    columns = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(columns[11]) + int(columns[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
