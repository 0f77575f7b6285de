"""Measures 500 cases answered by one worker: the time until the job is done, and the queries of a chunk.

    PYTHONPATH=src:. python -m tests.bench.bulk [cases already there]

Printed and not asserted by any test. The goal: 500 cases within 10 s on two cores, so that nobody waits by the bar. The
exit code is 0 when it is met, 1 when not.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from uuid import UUID

from tests.bench import load
from tests.bench.__main__ import say
from tests.bench.filled import filled

NUMBER, GOAL = 500, 10.0


def main() -> int:
    """Load, order a job on 500 incoming cases of one clinic, carry it out, and say how long that took."""
    there = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with filled("bulk", partial(load.load, cases=there)):
        return measure(there)


def measure(there: int) -> int:
    """Print the times, by the product's own verbs; 0 when the goal is met, 1 when not."""
    from django.db import connections

    from vardtrad.cases.case.models import Case
    from vardtrad.cases.staff.bulk import actions, queries
    from vardtrad.cases.staff.bulk.models import Action
    from vardtrad.kernel.actors import Actor, ActorKind
    from vardtrad.shared.care_units.models import Assignment

    clinic = Case.objects.filter(state="received").values_list("clinic_id", flat=True).first()
    assert clinic is not None
    keys = _sent(clinic)
    place = Assignment.objects.select_related("staff", "unit").filter(
        unit_id=clinic, permissions__contains=["receiver"]
    )[0]  # fmt: skip
    actor = Actor(
        kind=ActorKind.STAFF, id=place.staff_id, name=place.staff.name, unit=clinic,
        organisation=place.unit.organisation_id, roles=frozenset(place.permissions),
    )  # fmt: skip
    begun = time.perf_counter()
    job = actions.choose(actor, Action.ANSWER, keys, chosen_in="/", language="sv")
    assert job is not None
    chosen = time.perf_counter() - begun
    actions.order(job, text="Hej {namn}! Receptet är förnyat. {mottagning}")
    begun, chunks = time.perf_counter(), []
    while True:
        chunk_begun = time.perf_counter()
        if not actions.carry_out():
            break
        chunks.append(time.perf_counter() - chunk_begun)
    took = time.perf_counter() - begun
    progress = queries.progress(job.id)
    say(
        f"{progress.done} of {len(keys)} cases answered in {took:.2f} s ({progress.done / took:.0f} a second, slowest"
        f" chunk {max(chunks) * 1000:.0f} ms), chosen in {chosen * 1000:.0f} ms; {there:,} cases there before"
    )
    connections.close_all()
    return 0 if progress.done == len(keys) and took <= GOAL else 1


def _sent(clinic: UUID) -> list[UUID]:
    """So many new cases at a clinic, from different residents."""
    from vardtrad.cases.case.models import Service
    from vardtrad.cases.case.moves import sending
    from vardtrad.kernel.actors import Actor, ActorKind
    from vardtrad.shared.people.models import Person

    service = Service.objects.select_related("clinic", "case_type").filter(clinic_id=clinic)[0]
    return [
        sending.send(
            Actor(kind=ActorKind.RESIDENT, id=person.id), service.clinic, service.case_type, person, "En fråga."
        ).thing.id
        for person in Person.objects.filter(protection="none")[:NUMBER]
    ]


if __name__ == "__main__":
    sys.exit(main())
