"""Whose cases somebody works with now, whom a notice reaches, and the data of the settings pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from vardtrad.care_units.models import Assignment, Staff
from vardtrad.care_units.queries import ACTIVE
from vardtrad.care_units.rules import Permission
from vardtrad.kernel import clock
from vardtrad.kernel.swedish import alphabetical
from vardtrad.teams.models import DutyDay, Group, Member, Substitution


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose cases somebody works with at a clinic today: the own, those of the ones replaced, and the groups'."""

    staff: tuple[UUID, ...]
    groups: tuple[UUID, ...] = ()

    @property
    def holders(self) -> tuple[UUID, ...]:
        """All of them, the own first."""
        return (*self.staff, *self.groups)


_HANDS = """
    WITH RECURSIVE covers(staff) AS (
        SELECT %(me)s::uuid
        UNION
        SELECT replaced.staff_id
        FROM teams_substitution AS replaced JOIN covers ON replaced.substitute_id = covers.staff
        WHERE replaced.first <= %(day)s AND replaced.last >= %(day)s
    )
    SELECT false, staff FROM covers
    UNION ALL
    SELECT true, member.group_id FROM teams_member AS member JOIN teams_group AS team ON team.id = member.group_id
    WHERE member.staff_id = %(me)s AND team.clinic_id = %(clinic)s"""


def hands_of(staff: UUID, clinic: UUID | None) -> Hands:
    """Whose cases somebody works with at the clinic today (004-055, B-03), chains followed: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_HANDS, {"me": staff, "clinic": clinic, "day": clock.today()})
        rows = cursor.fetchall()
    own = [key for is_group, key in rows if not is_group and key != staff]
    return Hands((staff, *sorted(own)), tuple(sorted(key for is_group, key in rows if is_group)))


def acting_for(staff: Collection[UUID], on: date | None = None) -> dict[UUID, UUID]:
    """Who acts for each of these on a day: somebody else for those who are replaced, at the end of the chain."""
    edges = _edges(on or clock.today())
    return {one: _end(one, edges) for one in staff}


def _edges(day: date) -> dict[UUID, UUID]:
    found = Substitution.objects.filter(first__lte=day, last__gte=day).order_by("first", "id")
    return dict(found.values_list("staff_id", "substitute_id"))


def _end(one: UUID, edges: Mapping[UUID, UUID]) -> UUID:
    seen = {one}
    while (after := edges.get(one)) is not None and after not in seen:
        seen.add(after)
        one = after
    return one


def on_duty(clinics: Collection[UUID], on: date | None = None) -> dict[UUID, list[UUID]]:
    """The responsible of the day at each clinic that has one who may receive cases now (002-013)."""
    found = DutyDay.objects.filter(clinic_id__in=clinics, day=on or clock.today(), staff__active=True)
    responsible: dict[UUID, list[UUID]] = {}
    for clinic, staff in found.values_list("clinic_id", "staff_id").order_by("id"):
        responsible.setdefault(clinic, []).append(staff)
    receives = Assignment.objects.filter(
        ACTIVE, unit_id__in=responsible, permissions__contains=[Permission.RECEIVER]
    ).values_list("unit_id", "staff_id")
    may = set(receives)
    return {
        clinic: kept
        for clinic, staff in responsible.items()
        if (kept := [one for one in staff if (clinic, one) in may])
    }


def members_of(groups: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The members of each group."""
    members: dict[UUID, list[UUID]] = {}
    for group, staff in Member.objects.filter(group_id__in=groups).values_list("group_id", "staff_id").order_by("id"):
        members.setdefault(group, []).append(staff)
    return members


def groups_at(clinic: UUID, *, all_of_them: bool = False) -> list[Group]:
    """A clinic's groups by name: those that get cases now, or also those no longer used."""
    found = Group.objects.filter(clinic_id=clinic)
    return sorted(found if all_of_them else found.filter(active=True), key=lambda one: alphabetical(one.name))


def group_takes_cases(group: UUID, clinic: UUID) -> bool:
    """Whether a group of the clinic is in use and has a member who may answer cases there now."""
    members = Member.objects.filter(group_id=group, group__clinic_id=clinic, group__active=True).values("staff_id")
    return Assignment.objects.filter(
        ACTIVE, unit_id=clinic, staff_id__in=members, permissions__contains=[Permission.HANDLER]
    ).exists()


def substitutions_of(staff: UUID) -> list[Substitution]:
    """Somebody's substitutes now and to come, the nearest first."""
    found = Substitution.objects.select_related("substitute").filter(staff_id=staff, last__gte=clock.today())
    return list(found.order_by("first", "id"))


def makes_a_loop(staff: UUID, substitute: UUID, first: date, last: date) -> bool:
    """Whether this substitute, directly or through others, would be replaced by the very same person some day."""
    edges = Substitution.objects.filter(first__lte=last, last__gte=first).values_list(
        "staff_id", "substitute_id", "first", "last"
    )
    return _reaches(substitute, staff, first, last, list(edges), frozenset({substitute}))


def _reaches(
    start: UUID,
    goal: UUID,
    first: date,
    last: date,
    edges: Sequence[tuple[UUID, UUID, date, date]],
    seen: frozenset[UUID],
) -> bool:
    """Whether a chain leads from one to the other on one and the same day of the period."""
    for who, to, begins, ends in edges:
        low, high = max(first, begins), min(last, ends)
        if who != start or low > high or to in seen:
            continue
        if to == goal or _reaches(to, goal, low, high, edges, seen | {to}):
            return True
    return False


def duty_days(clinic: UUID, first: date, last: date) -> list[DutyDay]:
    """The duty roster of a clinic between two days, both included."""
    found = DutyDay.objects.select_related("staff").filter(clinic_id=clinic, day__gte=first, day__lte=last)
    return sorted(found, key=lambda one: (one.day, alphabetical(one.staff.name)))


def names_of(staff: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these members of staff."""
    return {one.id: one.name for one in Staff.objects.filter(pk__in=list(staff))}
