"""What the pages of the personal settings show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from vardtrad.cases.teams.models import Substitution
from vardtrad.cases.teams.queries import coverage_of, duty_days, names_of, substitutions_of
from vardtrad.kernel import clock
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import Assignment, Staff
from vardtrad.shared.care_units.queries import ACTIVE
from vardtrad.shared.care_units.rules import Permission

AHEAD = timedelta(days=28)
"""How far ahead the days of being responsible are shown."""


def settings_of(staff: Staff) -> dict[str, Any]:
    """What somebody can choose, as it is."""
    return {
        "display_name": staff.display_name,
        "own_signature": staff.own_signature,
        "uses_own_signature": staff.uses_own_signature,
        "email": staff.email,
        "shortcuts": staff.shortcuts,
    }


def member(staff: UUID) -> Staff:
    """A member of staff, by key: whose settings the page shows, or who was chosen."""
    return Staff.objects.get(pk=staff)


def on_duty_days(staff: UUID, clinic: UUID) -> list[Any]:
    """The days ahead on which somebody is the clinic's responsible."""
    today = clock.today()
    return [duty_day.day for duty_day in duty_days(clinic, today, today + AHEAD) if duty_day.staff_id == staff]


@dataclass(frozen=True, slots=True)
class StandIn:
    """A substitute, and those who replace the substitute in turn at any time of the period."""

    substitution: Substitution
    then: list[str]

    @property
    def under_way(self) -> bool:
        """Whether it holds today."""
        return self.substitution.first <= clock.today()


def stand_ins(staff: UUID) -> list[StandIn]:
    """Somebody's substitutes now and to come, with the next link of the chain (B-03)."""
    substitutions = substitutions_of(staff)
    later = Substitution.objects.select_related("substitute").filter(
        staff__in=[substitution.substitute_id for substitution in substitutions], last__gte=clock.today()
    )
    links = list(later)
    return [
        StandIn(
            substitution,
            sorted(
                {
                    link.substitute.name
                    for link in links
                    if link.staff_id == substitution.substitute_id
                    and link.first <= substitution.last
                    and link.last >= substitution.first
                },
                key=alphabetical,
            ),
        )
        for substitution in substitutions
    ]


def replaced_now(staff: UUID, clinic: UUID) -> list[str]:
    """The names of those whom somebody replaces today, along chains."""
    keys = [key for key in coverage_of(staff, clinic).staff if key != staff]
    return sorted(names_of(keys).values(), key=alphabetical)


def may_stand_in(staff: UUID, clinic: UUID) -> list[tuple[UUID, str]]:
    """The colleagues who may be somebody's substitute: those who answer cases at the clinic, by name."""
    assignments = Assignment.objects.select_related("staff").filter(
        ACTIVE, unit_id=clinic, permissions__contains=[Permission.HANDLER]
    )
    names = [(assignment.staff_id, assignment.staff.signature) for assignment in assignments.exclude(staff_id=staff)]
    return sorted(names, key=lambda colleague: alphabetical(colleague[1]))
