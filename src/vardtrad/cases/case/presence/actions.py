"""Recording who has which case open: done by the live process while a page listens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import connection

from vardtrad.cases.case.presence.models import Presence
from vardtrad.kernel import clock

KEPT = timedelta(minutes=10)
"""How old the rows are that ``clear_old`` removes."""


def keep(pairs: Iterable[tuple[UUID, UUID]]) -> None:
    """Record which staff have which cases open: one statement, whatever their number."""
    cases, staff = zip(*sorted(set(pairs)), strict=True) if (pairs := list(pairs)) else ((), ())
    if not cases:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO cases_presence (id, case_id, staff_id, at)
            SELECT gen_random_uuid(), open.a_case, open.staff, %s
            FROM unnest(%s::uuid[], %s::uuid[]) AS open(a_case, staff)
            ON CONFLICT (case_id, staff_id) DO UPDATE SET at = excluded.at""",
            [clock.now(), list(cases), list(staff)],
        )


def leave(case: UUID, staff: UUID) -> None:
    """The member of staff has no page of the case open any longer."""
    Presence.objects.filter(case_id=case, staff_id=staff).delete()


def clear_old() -> None:
    """Remove what a live process that was killed has left behind: an hourly chore."""
    Presence.objects.filter(at__lt=clock.now() - KEPT).delete()
