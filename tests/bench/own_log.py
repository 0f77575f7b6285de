"""Measures "Vem har läst om mig" with 10 000 entries of one person: deriving them, and asking for all in pages of 50.

    PYTHONPATH=src:. python -m tests.bench.own_log [entries]

Printed and not asserted by any test. The goals: all pages of 10 000 entries within a second, and one page as quick at
the end as at the beginning.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from uuid import uuid4

from tests.bench import load
from tests.bench.__main__ import say
from tests.bench.filled import filled

CASES, LIST = 2_000, 10


def main() -> int:
    """Fill, trace, seal, derive, and ask."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with filled("own_log", partial(load.load, cases=CASES)):
        measure(entries)
    return 0


def measure(entries: int) -> None:
    """The times, by the product's own verbs."""
    from django.db import connections

    from vardtrad.cases.case.models import Case
    from vardtrad.gate.door import seal, trace
    from vardtrad.gate.sets import insert_set
    from vardtrad.kernel.actors import Actor, ActorKind
    from vardtrad.operations.own_log import actions, queries
    from vardtrad.shared.lists.paging import Cursor

    case = Case.objects.filter(state="received").first()
    assert case is not None
    actor = Actor(kind=ActorKind.STAFF, id=uuid4(), name="Rut Rask", unit=case.clinic_id)
    others = list(Case.objects.exclude(patient=case.patient_id).values_list("id", flat=True)[: LIST - 1])
    for start in range(0, entries, 1_000):
        number = min(1_000, entries - start)
        insert_set([trace.row(actor, "list", "case", shown=[case.id, *others]) for _row in range(number)])
    while seal.seal_batch():
        pass
    begun = time.perf_counter()
    while actions.derive():
        pass
    derived = time.perf_counter() - begun
    begun, own, pages, after, slowest = time.perf_counter(), time.process_time(), 0, None, 0.0
    while True:
        page_begun = time.perf_counter()
        page = queries.page(case.patient_id, after, None, None)
        slowest = max(slowest, time.perf_counter() - page_begun)
        pages += 1
        after = Cursor(page.entries[-1].at, page.entries[-1].trace) if page.entries else None
        if page.older is None:
            break
    took, own = time.perf_counter() - begun, time.process_time() - own
    say(
        f"{entries:,} lists of {LIST} cases derived in {derived:.1f} s ({LIST * entries / derived:,.0f} a second);"
        f" {pages} pages of a person in {took:.2f} s ({own:.2f} s of our own), the slowest {slowest * 1000:.0f} ms"
    )
    connections.close_all()


if __name__ == "__main__":
    sys.exit(main())
