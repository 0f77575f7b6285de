"""Which staff have which cases open, as the live process last wrote it, at most half a minute ago."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from vardtrad.cases.case.presence.models import Presence
from vardtrad.gate.compiled import fetch_rows
from vardtrad.kernel import clock
from vardtrad.kernel.swedish import alphabetical

LASTS = timedelta(seconds=30)
"""How long somebody counts as present after the last report of the live process."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A colleague who has a case open."""

    id: UUID
    name: str

    @property
    def initials(self) -> str:
        """The first letters of the names, as lists show them."""
        return "".join(part[0] for part in self.name.split()[:2]).upper()


def present_in(cases: Collection[UUID], but: UUID) -> dict[UUID, list[Reader]]:
    """The staff, except ``but``, who have each of these cases open now: one query, or none without cases."""
    if not cases:
        return {}
    # Every list runs this, and building the ORM's SQL for fifty keys costs ten times what PostgreSQL takes to answer.
    keys = "{" + ",".join(map(str, cases)) + "}"  # as text, which the driver passes on ten times as quickly
    return _by_case(fetch_rows(_PRESENT, {"cases": keys, "since": clock.now() - LASTS, "but": but}))


_PRESENT = """
    SELECT seen.case_id, seen.staff_id, staff.display_name, staff.given_name, staff.family_name
    FROM cases_presence AS seen JOIN care_units_staff AS staff ON staff.id = seen.staff_id
    WHERE seen.case_id = ANY(%(cases)s::uuid[]) AND seen.at >= %(since)s AND seen.staff_id <> %(but)s"""


def _by_case(rows: Iterable[tuple[UUID, UUID, str, str, str]]) -> dict[UUID, list[Reader]]:
    present: dict[UUID, list[Reader]] = {}
    for case, staff, display, given, family in rows:
        present.setdefault(case, []).append(Reader(staff, display or f"{given} {family}"))
    return {case: sorted(readers, key=lambda reader: alphabetical(reader.name)) for case, readers in present.items()}


def present_at(clinic: UUID, but: UUID, holders: Collection[UUID] | None) -> dict[UUID, list[Reader]]:
    """Which staff have which of a clinic's cases open now; only cases of ``holders``, unless that is None."""
    rows = Presence.objects.filter(at__gte=clock.now() - LASTS, case__clinic_id=clinic).exclude(staff_id=but)
    if holders is not None:
        rows = rows.filter(case__holder__in=holders)
    names = ("case_id", "staff_id", "staff__display_name", "staff__given_name", "staff__family_name")
    return _by_case(rows.values_list(*names))
